import { Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Amount } from "../../../components/Amount";
import { Chart } from "../../../components/Chart";
import { FilterBar } from "../../../components/FilterBar";
import { period } from "../../../components/filterFields";
import { QueryState } from "../../../components/QueryState";
import { Stat } from "../../../components/Stat";
import { useItem } from "../../../lib/api";
import { fenToYuan, formatNumber } from "../../../lib/format";
import { signedOf } from "../../../lib/signed";
import type { ActivityRow, Rows, Summary } from "../../../lib/types";
import { trendOption } from "./chartOptions";
import { Segments } from "./Controls";
import { useRecent, useSelection } from "./useStatistics";

const REFRESH_MS = 10_000;
const UNITS = ["minute", "hour", "day"] as const;

/** What the chain did: bills, locks, reimbursements, transactions, and how many authorizations. */
export function OperationTab() {
  const { t } = useTranslation("business");
  const { filters, setFilters, selection } = useSelection();
  const by = UNITS.find((unit) => unit === filters.by) ?? "day";
  const time = useRecent(by, filters.from, filters.until);
  const activity = useItem<Rows<ActivityRow>>(
    "/statistics/activity",
    { by, from: time.from, until: time.until },
    { refetchMs: REFRESH_MS },
  );
  const summary = useItem<Summary>("/statistics/summary", undefined, {
    refetchMs: REFRESH_MS,
  });
  const form = selection.form === "line" ? "line" : "bar";
  return (
    <Stack>
      <QueryState query={summary}>
        {(sums) => (
          <SimpleGrid cols={{ base: 2, md: 3, xl: 6 }}>
            <Stat label={t("metric.count")} value={formatNumber(sums.bills)} />
            <Stat label={t("metric.totalFen")} value={<Amount fen={sums.totalFen} />} />
            <Stat label={t("metric.reimbursedFen")} value={<Amount fen={sums.reimbursedFen} />} />
            <Stat
              label={t("locks.active")}
              value={formatNumber(sums.locksActive)}
              hint={t("metric.locksTotal", {
                total: formatNumber(sums.locksTotal),
              })}
            />
            <Stat label={t("authorizations.title")} value={formatNumber(sums.authorizations)} />
            <Stat label={t("metric.redCount")} value={formatNumber(sums.redCount)} />
          </SimpleGrid>
        )}
      </QueryState>
      <Group gap="lg" align="flex-end">
        <Segments
          label={t("statistics.by")}
          value={by}
          values={UNITS}
          name={(value) => t(`statistics.unit.${value}`)}
          onChange={(next) => setFilters({ by: next })}
        />
        <Segments
          label={t("statistics.form")}
          value={form}
          values={["bar", "line"]}
          name={(value) => t(`statistics.drawing.${value}`)}
          onChange={(next) => setFilters({ form: next })}
        />
        <FilterBar
          fields={period(t("statistics.from"), t("statistics.until"), "china")}
          value={filters}
          onChange={setFilters}
        />
      </Group>
      {time.isRecent ? (
        <Text size="sm" c="dimmed">
          {t(`statistics.recent.${by}`)}
        </Text>
      ) : null}
      <QueryState query={activity}>
        {({ rows }) => (
          <SimpleGrid cols={{ base: 1, lg: 2 }}>
            <Activity
              title={t("operation.flow")}
              unit={t("statistics.sheets")}
              rows={rows}
              form={form}
              fields={["bills", "locks"]}
            />
            <Activity
              title={t("operation.reimbursed")}
              unit={t("statistics.yuan")}
              rows={rows}
              form={form}
              fields={["reimbursedFen"]}
            />
            <Activity
              title={t("operation.transactions")}
              unit={t("operation.times")}
              rows={rows}
              form={form}
              fields={["transactions", "failed"]}
            />
            <Activity
              title={t("operation.blocks")}
              unit={t("operation.pieces")}
              rows={rows}
              form={form}
              fields={["blocks"]}
            />
          </SimpleGrid>
        )}
      </QueryState>
    </Stack>
  );
}

type Field = Exclude<keyof ActivityRow, "period">;

/** How much of something there was in a period. What no one signed is no operation. */
function amountOf(row: ActivityRow, field: Field): number {
  return field === "transactions" ? signedOf(row.transactions, row.blocks) : row[field];
}

interface ActivityProps {
  title: string;
  unit: string;
  rows: readonly ActivityRow[];
  form: "line" | "bar";
  fields: readonly Field[];
}

function Activity({ title, unit, rows, form, fields }: ActivityProps) {
  const { t } = useTranslation("business");
  const ordered = useMemo(
    () => [...rows].sort((one, other) => one.period.localeCompare(other.period)),
    [rows],
  );
  const option = trendOption({
    periods: ordered.map((row) => row.period),
    series: fields.map((field) => ({
      name: t(`operation.field.${field}`),
      values: ordered.map((row) => amountOf(row, field) / (field === "reimbursedFen" ? 100 : 1)),
    })),
    unit,
    form,
  });
  return (
    <Chart
      title={title}
      height={280}
      option={option}
      table={{
        columns: [t("statistics.period"), ...fields.map((field) => t(`operation.field.${field}`))],
        rows: ordered.map((row) => [
          row.period,
          ...fields.map((field) =>
            field === "reimbursedFen" ? fenToYuan(row[field]) : amountOf(row, field),
          ),
        ]),
      }}
    />
  );
}
