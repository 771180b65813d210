import { Group, SimpleGrid, Stack } from "@mantine/core";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Chart } from "../../components/Chart";
import { FilterBar } from "../../components/FilterBar";
import { QueryState } from "../../components/QueryState";
import { useItem } from "../../lib/api";
import { useFilters } from "../../lib/filters";
import { formatTime } from "../../lib/format";
import { serverNow } from "../../lib/now";
import type { NodeHealthRow, Rows } from "../../lib/types";
import { healthColour } from "./healthColours";
import { healthSeries } from "./healthSeries";
import type { TrendBy, TrendLine, TrendPart } from "./healthSeries";
import { Segments } from "./statistics/Controls";

const WEEK = 7 * 86_400_000;

/** Moments of the axis with what they need to be told apart. */
const MOMENTS = {
  year: "{yyyy}",
  month: "{yyyy}-{MM}",
  day: "{MM}-{dd}",
  hour: "{HH}:{mm}",
  minute: "{HH}:{mm}",
  second: "{HH}:{mm}:{ss}",
};

/** Thick and pale below thin and dark: lines that lie over each other can all be seen. */
const STROKES: Record<TrendPart, { width: number; opacity: number }> = {
  total: { width: 10, opacity: 0.25 },
  activated: { width: 5, opacity: 0.55 },
  online: { width: 2, opacity: 1 },
};

const WAYS = ["kind", "status"] as const;

/** How many access nodes were in service, or in which state, over time. */
export function HealthTrend() {
  const { t } = useTranslation("business");
  const [filters, setFilters] = useFilters(["trend", "since", "to"]);
  const by = WAYS.find((name) => name === filters.trend) ?? "kind";
  const [opened] = useState(serverNow);
  const isBounded = !!filters.since || !!filters.to;
  const first = useItem<{ time: number }>(isBounded ? null : "/blocks/1", undefined, {
    staleMs: Infinity,
  });
  // Without a beginning the index answers for a week, which a young chain did not live through.
  const born = first.data && first.data.time > opened - WEEK ? first.data.time : undefined;
  const health = useItem<Rows<NodeHealthRow>>(
    !isBounded && first.isPending ? null : "/nodes/health",
    { by, from: filters.since ?? born, until: filters.to },
  );
  return (
    <Stack gap="sm">
      <Group gap="lg" align="flex-end">
        <Segments
          label={t("nodes.trendBy")}
          value={by}
          values={WAYS}
          name={(way) => t(`nodes.trendWay.${way}`)}
          onChange={(trend) => setFilters({ trend })}
        />
        <FilterBar
          label={t("nodes.trendBy")}
          fields={[
            { key: "since", label: t("nodes.trendFrom"), type: "date", boundary: "start" },
            { key: "to", label: t("nodes.trendUntil"), type: "date", boundary: "end" },
          ]}
          value={filters}
          onChange={setFilters}
        />
      </Group>
      <QueryState query={health}>{({ rows }) => <Trend rows={rows} by={by} />}</QueryState>
    </Stack>
  );
}

function Trend({ rows, by }: { rows: readonly NodeHealthRow[]; by: TrendBy }) {
  const { t } = useTranslation("business");
  const { times, lines } = useMemo(() => healthSeries(rows, by), [rows, by]);
  if (by === "status") {
    const named = lines.map((line) => ({ ...line, name: t(`health.${line.group}`) }));
    return <Lines title={t("nodes.trend")} times={times} lines={named} stacked />;
  }
  const groups = [...new Set(lines.map(({ group }) => group))];
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }}>
      {groups.map((group) => (
        <Lines
          key={group}
          title={`${t("nodes.trend")} · ${t(`nodeRole.${group}`)}`}
          times={times}
          lines={lines
            .filter((line) => line.group === group)
            .map((line) => ({ ...line, name: t(`nodes.${line.part}`) }))}
        />
      ))}
    </SimpleGrid>
  );
}

interface LinesProps {
  title: string;
  times: readonly number[];
  lines: readonly (TrendLine & { name: string })[];
  /** One above the other: together they are all nodes. */
  stacked?: boolean;
}

function Lines({ title, times, lines, stacked = false }: LinesProps) {
  const { t } = useTranslation("business");
  const option = {
    grid: {
      left: 8,
      right: 24,
      top: 40,
      bottom: 8,
      outerBoundsMode: "same",
      outerBoundsContain: "all",
    },
    legend: { top: 0, type: "scroll" },
    tooltip: { trigger: "axis" },
    xAxis: { type: "time", axisLabel: { formatter: MOMENTS, hideOverlap: true } },
    yAxis: { type: "value", minInterval: 1, name: t("nodes.count") },
    series: lines.map(({ name, group, part, values }) => ({
      type: "line",
      step: "end",
      name,
      data: values.map((value, place) => [times[place], value]),
      ...(stacked
        ? {
            stack: "all",
            areaStyle: { opacity: 0.35 },
            itemStyle: { color: healthColour(group) },
          }
        : { z: part === "total" ? 2 : part === "activated" ? 3 : 4, lineStyle: STROKES[part] }),
    })),
  };
  return (
    <Chart
      title={title}
      option={option}
      table={{
        columns: [t("column.time"), ...lines.map(({ name }) => name)],
        rows: times.map((time, place) => [
          formatTime(time),
          ...lines.map(({ values }) => values[place] ?? 0),
        ]),
      }}
    />
  );
}
