import type { EChartsCoreOption } from "echarts/core";

/** How figures are drawn. */
export type ChartForm = "line" | "bar" | "pie";

/** A line of figures with its name. */
export interface NamedSeries {
  name: string;
  values: number[];
}

interface TrendInput {
  periods: readonly string[];
  series: readonly NamedSeries[];
  unit: string;
  form: "line" | "bar";
  /** The figures are parts of one whole: bars stand on each other. */
  areParts?: boolean;
}

/** Figures over time, as lines or as bars. */
export function trendOption({
  periods,
  series,
  unit,
  form,
  areParts = false,
}: TrendInput): EChartsCoreOption {
  const isLong = periods.length > 40;
  return {
    grid: {
      left: 8,
      right: 16,
      top: series.length > 1 ? 52 : 32,
      bottom: isLong ? 48 : 8,
      outerBoundsMode: "same",
      outerBoundsContain: "all",
    },
    legend: { top: 0, type: "scroll", show: series.length > 1 },
    tooltip: { trigger: "axis" },
    xAxis: { type: "category", data: [...periods] },
    yAxis: { type: "value", name: unit },
    ...(isLong ? { dataZoom: [{ type: "slider", height: 20, bottom: 8 }] } : {}),
    series: series.map(({ name, values }) => ({
      type: form,
      name,
      data: values,
      ...(form === "bar"
        ? { barMaxWidth: 48, ...(areParts ? { stack: "all" } : {}) }
        : { showSymbol: periods.length < 40, symbolSize: 6, symbol: "circle" }),
    })),
  };
}

/** Parts of a whole. */
export function pieOption(parts: readonly { name: string; value: number }[]): EChartsCoreOption {
  return {
    tooltip: { trigger: "item", formatter: "{b}: {c} ({d}%)" },
    legend: { type: "scroll", bottom: 0 },
    series: [
      {
        type: "pie",
        radius: ["38%", "66%"],
        center: ["50%", "45%"],
        data: [...parts],
        label: { formatter: "{b}\n{d}%" },
        itemStyle: { borderWidth: 1 },
      },
    ],
  };
}

/** Groups side by side, the largest on top. */
export function rankOption(
  parts: readonly { name: string; value: number }[],
  unit: string,
): EChartsCoreOption {
  return {
    grid: {
      left: 8,
      right: 56,
      top: 8,
      bottom: 28,
      outerBoundsMode: "same",
      outerBoundsContain: "all",
    },
    tooltip: { trigger: "axis", axisPointer: { type: "shadow" } },
    xAxis: { type: "value", name: unit, nameLocation: "end" },
    yAxis: {
      type: "category",
      inverse: true,
      data: parts.map(({ name }) => name),
      axisLabel: { width: 160, overflow: "truncate" },
    },
    series: [
      {
        type: "bar",
        data: parts.map(({ value }) => value),
        barMaxWidth: 28,
        label: { show: true, position: "right" },
      },
    ],
  };
}
