import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Chart } from "../../../components/Chart";
import { fenToYuan } from "../../../lib/format";
import type { BillStatisticsRow } from "../../../lib/types";
import { pieOption, rankOption, trendOption } from "./chartOptions";
import { byGroup, isAmount, pivot } from "./pivot";
import type { Metric } from "./pivot";
import type { Selection } from "./useStatistics";

/** Groups that a chart tells apart; what is beyond is added up. */
const MOST = 8;

interface FigureProps {
  rows: readonly BillStatisticsRow[];
  metric: Metric;
  form: Selection["form"];
  /** The name of a group. */
  name: (group: string) => string;
}

/** A figure as it is drawn: whole numbers, and yuan for amounts. */
function drawn(metric: Metric, value: number): number {
  return isAmount(metric) ? value / 100 : value;
}

/** A figure as tables have it: amounts are exact. */
function written(metric: Metric, value: number): string | number {
  return isAmount(metric) ? fenToYuan(value) : value;
}

/** Figures of the same bills, one after the other. */
export function Figures({
  metrics,
  ...common
}: Omit<FigureProps, "metric"> & { metrics: readonly Metric[] }) {
  return metrics.map((metric) => <Figure key={metric} metric={metric} {...common} />);
}

/** One figure of the bills by period and group: lines or bars over time, or parts of the whole. */
function Figure({ rows, metric, form, name }: FigureProps) {
  const { t } = useTranslation("business");
  const title = t(`metric.${metric}`);
  const unit = t(isAmount(metric) ? "statistics.yuan" : "statistics.sheets");
  const table = useMemo(() => pivot(rows, metric, MOST), [rows, metric]);
  const parts = useMemo(() => byGroup(rows, metric), [rows, metric]);
  const isWhole = form === "pie";
  const option = isWhole
    ? pieOption(
        parts.map(({ group, totals }) => ({
          name: name(group),
          value: drawn(metric, totals[metric]),
        })),
      )
    : trendOption({
        periods: table.periods,
        series: table.series.map(({ group, values }) => ({
          name: name(group),
          values: values.map((value) => drawn(metric, value)),
        })),
        unit,
        form,
        areParts: true,
      });
  return (
    <Chart
      title={`${title} (${unit})`}
      height={320}
      option={option}
      table={
        isWhole
          ? {
              columns: [t("statistics.grouped"), title],
              rows: parts.map(({ group, totals }) => [
                name(group),
                written(metric, totals[metric]),
              ]),
            }
          : {
              columns: [t("statistics.period"), ...table.series.map(({ group }) => name(group))],
              rows: table.periods.map((period, place) => [
                period,
                ...table.series.map(({ values }) => written(metric, values[place] ?? 0)),
              ]),
            }
      }
    />
  );
}

interface RankProps {
  title: string;
  unit: string;
  parts: readonly { name: string; value: number }[];
}

/** Groups side by side, the largest on top. */
export function Rank({ title, unit, parts }: RankProps) {
  const { t } = useTranslation("business");
  const option = useMemo(() => rankOption(parts, unit), [parts, unit]);
  return (
    <Chart
      title={title}
      height={Math.max(200, 60 + parts.length * 36)}
      option={option}
      table={{
        columns: [t("statistics.grouped"), unit],
        rows: parts.map(({ name, value }) => [name, value]),
      }}
    />
  );
}
