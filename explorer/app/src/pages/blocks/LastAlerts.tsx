import { Anchor, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { QueryState } from "../../components/QueryState";
import { StatusBadge } from "../../components/StatusBadge";
import { Time } from "../../components/Time";
import { useItem } from "../../lib/api";
import { useCatalogue } from "../../lib/catalogue";
import type { Alert, Page } from "../../lib/types";
import { Panel } from "./Panel";

/** The last alerts. */
export function LastAlerts() {
  const { t } = useTranslation("blocks");
  const catalogue = useCatalogue();
  const query = useItem<Page<Alert>>("/alerts", { limit: 6 }, { refetchMs: 30_000 });
  return (
    <Panel title={t("overview.alerts")} to="/alerts">
      <QueryState query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Text size="sm" c="dimmed">
              {t("overview.noAlerts")}
            </Text>
          ) : (
            <Stack component="ul" gap={8} m={0} p={0}>
              {items.map((alert) => (
                <Group component="li" key={alert.id} gap="xs" wrap="nowrap" align="flex-start">
                  <StatusBadge kind="severity" value={alert.severity} />
                  <Anchor
                    component={Link}
                    to={`/blocks/${alert.block}`}
                    size="sm"
                    flex={1}
                    className="breakable"
                    title={`${alert.pallet}.${alert.name}`}
                  >
                    {catalogue.event(alert.pallet, alert.name) ?? `${alert.pallet}.${alert.name}`}
                  </Anchor>
                  <Text size="xs" c="dimmed" mt={2}>
                    <Time ms={alert.time} ago />
                  </Text>
                </Group>
              ))}
            </Stack>
          )
        }
      </QueryState>
    </Panel>
  );
}
