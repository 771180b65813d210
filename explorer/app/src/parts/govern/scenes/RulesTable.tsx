import type { FieldRule, RuleSet } from "@fiscalchain/client";
import { Badge, Code, Group, Stack, Text } from "@mantine/core";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { DataTable, type Column } from "../../../components/DataTable";
import { localeOf } from "../../../i18n";
import { formatFen, formatNumber } from "../../../lib/format";
import type { Locale } from "../../../lib/locale";

/** A rule as the chain writes it: what it does not demand is left out. */
export type Rule = Pick<FieldRule, "name" | "kind"> & Partial<FieldRule>;

function bound(value: number, kind: Rule["kind"], locale: Locale): string {
  if (kind === "amount") return formatFen(value, locale);
  if (kind === "date") {
    const digits = String(value).padStart(8, "0");
    return `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
  }
  return formatNumber(value, 0, locale);
}

function demands(rule: Rule, t: TFunction, locale: Locale): string[] {
  const parts: string[] = [];
  if (rule.range) {
    const low = bound(rule.range.min, rule.kind, locale);
    const high = bound(rule.range.max, rule.kind, locale);
    parts.push(t("govern:rules.range", { low, high }));
  }
  if (rule.oneOf && rule.oneOf.length > 0) {
    parts.push(t("govern:rules.oneOf", { values: rule.oneOf.join(t("govern:policy.listMark")) }));
  }
  if (rule.requires) parts.push(t("govern:rules.requires", { name: rule.requires }));
  return parts;
}

/** What a scene demands of the fields of a bill. */
export function RulesTable({ rules }: { rules: RuleSet }) {
  const { t, i18n } = useTranslation("govern");
  const locale = localeOf(i18n.language);
  const columns: Column<Rule>[] = [
    {
      key: "name",
      header: t("rules.field"),
      primary: true,
      render: (row) => (
        <Group gap={6}>
          <Code>{row.name}</Code>
          {t(`rules.reserved.${row.name}`, { defaultValue: "" })}
        </Group>
      ),
    },
    { key: "kind", header: t("rules.kind"), render: (row) => t(`rules.kinds.${row.kind}`) },
    {
      key: "presence",
      header: t("rules.presence"),
      render: (row) => (
        <Badge
          color={
            row.presence === "required" ? "fiscal" : row.presence === "forbidden" ? "red" : "gray"
          }
        >
          {t(`rules.presences.${row.presence ?? "optional"}`)}
        </Badge>
      ),
    },
    {
      key: "masked",
      header: t("rules.masked"),
      render: (row) => t(row.masked === true ? "core:yes" : "core:no"),
    },
    {
      key: "demands",
      header: t("rules.demands"),
      render: (row) => {
        const parts = demands(row, t as TFunction, locale);
        if (parts.length === 0 && !row.pattern) return "—";
        return (
          <Stack gap={2}>
            {row.pattern && (
              <span>
                {t("rules.pattern")} <Code>{row.pattern}</Code>
              </span>
            )}
            {parts.map((part) => (
              <span key={part}>{part}</span>
            ))}
          </Stack>
        );
      },
    },
  ];
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed">
        {t(rules.closed ? "rules.closed" : "rules.open")}
      </Text>
      <DataTable
        caption={t("rules.title")}
        columns={columns}
        list={{ items: rules.rules }}
        rowKey={(row) => row.name}
        emptyText={t("rules.none")}
      />
    </Stack>
  );
}
