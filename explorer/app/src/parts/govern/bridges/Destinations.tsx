import type { DestinationAnswer } from "@fiscalchain/client";
import { Badge, Group, Paper, SimpleGrid, Stack, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Hash } from "../../../components/Hash";
import { KeyValue } from "../../../components/KeyValue";
import { QueryState } from "../../../components/QueryState";
import { localeOf } from "../../../i18n";
import { formatDuration, formatNumber } from "../../../lib/format";
import { useRpc } from "../../../lib/rpc";
import { DecideButton } from "../act/DecideButton";

const REFRESH_MS = 10_000;

/** The systems outside: whether messages go there, and how many wait. */
export function Destinations() {
  const query = useRpc<DestinationAnswer[]>("outbox_destinations", [], { refetchMs: REFRESH_MS });
  return (
    <QueryState query={query}>
      {(items) => (
        <SimpleGrid cols={{ base: 1, md: 3 }}>
          {items.map((item) => (
            <Destination key={item.destination} item={item} />
          ))}
        </SimpleGrid>
      )}
    </QueryState>
  );
}

function Destination({ item }: { item: DestinationAnswer }) {
  const { t, i18n } = useTranslation("govern");
  const { settings } = item;
  const locale = localeOf(i18n.language);
  const name = t(`bridges.destination.${item.destination}`);
  return (
    <Paper withBorder p="md" component="section" aria-label={name}>
      <Stack gap="xs">
        <Group justify="space-between">
          <Title order={2} size="h4">
            {name}
          </Title>
          <Badge color={settings.open ? "green" : "gray"}>
            {t(settings.open ? "bridges.open" : "bridges.closed")}
          </Badge>
        </Group>
        <KeyValue
          items={[
            [t("bridges.waiting"), formatNumber(item.waiting)],
            [
              t("bridges.dead"),
              item.dead > 0 ? (
                <Badge key="dead" color="red">
                  {formatNumber(item.dead)}
                </Badge>
              ) : (
                "0"
              ),
            ],
            [t("bridges.delivered"), formatNumber(item.delivered)],
            [t("bridges.capacity"), formatNumber(settings.capacity)],
            [t("bridges.attempts"), String(settings.attempts)],
            [t("bridges.takeover"), formatDuration(settings.takeover, locale)],
            [
              t("bridges.backoff"),
              `${formatDuration(settings.backoff, locale)} – ${formatDuration(settings.maxBackoff, locale)}`,
            ],
            [t("bridges.term"), formatDuration(settings.term, locale)],
            [
              t("bridges.receipts"),
              settings.receipts ? (
                <Hash key="receipts" value={settings.receipts} />
              ) : (
                t("bridges.unsigned")
              ),
            ],
          ]}
        />
        <Group>
          <DecideButton
            label={t(settings.open ? "bridges.close" : "bridges.reopen")}
            decision={{
              pallet: "Outbox",
              call: "set_destination",
              args: () => ({
                destination: item.destination,
                settings: { ...settings, open: !settings.open },
              }),
              operation: "changeDestination",
              summary: t(settings.open ? "bridges.closeSummary" : "bridges.openSummary", { name }),
              needsReason: false,
            }}
          />
        </Group>
      </Stack>
    </Paper>
  );
}
