import { Paper, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Json } from "../../lib/types";
import { FieldTable } from "../../parts/business/named/FieldTable";
import { hasFields } from "../../parts/business/named/kinds";

/** Arguments of a call by their names, in words. */
export function Arguments({ pallet, value }: { pallet: string; value: Json }) {
  const { t } = useTranslation("blocks");
  if (!hasFields(value) || Object.keys(value).length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {value === null || typeof value === "object" ? t("transaction.noArguments") : String(value)}
      </Text>
    );
  }
  return (
    <Paper withBorder p="md">
      <FieldTable pallet={pallet} value={value} />
    </Paper>
  );
}
