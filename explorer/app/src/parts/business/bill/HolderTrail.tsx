import { Badge, Group, Paper, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Hash } from "../../../components/Hash";
import { Time } from "../../../components/Time";
import classes from "../business.module.css";
import type { TrailItem } from "../rpc-types";
import { Where } from "../Where";

/** Who held a bill one after the other, oldest first, drawn as a chain. */
export function HolderTrail({ trail }: { trail: readonly TrailItem[] }) {
  const { t } = useTranslation("business");
  if (trail.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t("trail.none")}
      </Text>
    );
  }
  return (
    <ol className={classes.trail} aria-label={t("trail.title")}>
      {trail.map((step, index) => (
        <li key={`${step.version}-${step.block}-${step.to}`} className={classes.holder}>
          <Paper withBorder p="sm" radius="md">
            <Stack gap={4}>
              <Group gap="xs" justify="space-between">
                <Text fw={600}>{t("trail.holder", { position: index + 1 })}</Text>
                {index === trail.length - 1 ? <Badge>{t("trail.now")}</Badge> : null}
              </Group>
              <Hash value={step.to} short />
              <Text size="sm">{t(`action.${step.action}`)}</Text>
              <Text size="sm" component="div">
                <Time ms={step.at} />
              </Text>
              <Text size="sm" c="dimmed">
                {t("bill.versionOf", { version: step.version })}
              </Text>
              <Where block={step.block} transaction={step.transaction} />
            </Stack>
          </Paper>
        </li>
      ))}
    </ol>
  );
}
