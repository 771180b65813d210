import { Group, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { CopyIcon } from "../../components/CopyIcon";
import { formatNumber } from "../../lib/format";
import classes from "./RawData.module.css";

/** Hexadecimal digits that are shown; what is longer can be copied whole. */
const MOST = 8_192;

function Bytes({ title, value }: { title: string; value: string }) {
  const { t } = useTranslation("blocks");
  const bytes = Math.max(0, (value.length - 2) / 2);
  const cut = value.length > MOST;
  return (
    <section aria-label={title}>
      <Group gap="xs" mb={4}>
        <Title order={2} size="h5">
          {title}
        </Title>
        <Text size="xs" c="dimmed">
          {t("transaction.bytes", { bytes: formatNumber(bytes) })}
        </Text>
        <CopyIcon value={value} label={t("transaction.copyOf", { what: title })} />
      </Group>
      {/* It scrolls by itself, by keyboard too. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className={classes.bytes} tabIndex={0}>
        {cut ? `${value.slice(0, MOST)}…` : value}
      </pre>
    </section>
  );
}

/** A transaction as it was sent. */
export function RawData({ raw, signature }: { raw: string; signature: string | null }) {
  const { t } = useTranslation("blocks");
  return (
    <Stack gap="md">
      <Bytes title={t("transaction.encoded")} value={raw} />
      {signature !== null && <Bytes title={t("transaction.signature")} value={signature} />}
    </Stack>
  );
}
