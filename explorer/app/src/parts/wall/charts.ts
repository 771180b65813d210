import type { EChartsCoreOption } from "echarts/core";
import { SERIES_COLOURS } from "../../components/chart/theme";
import type { Step } from "../../pages/blocks/rates";
import type { TrendPoint } from "./figures";

const [BLUE, ORANGE, GREEN] = SERIES_COLOURS.dark;
const TEXT = "#dbe7f0";
const LINE = "#2b4256";

/** Sizes of letters in the units of the wall; `unit` is the length of one in pixels. */
function letters(unit: number) {
  return { small: 14 * unit, normal: 17 * unit };
}

function axis(unit: number) {
  return {
    axisLabel: { color: TEXT, fontSize: letters(unit).small, hideOverlap: true },
    axisLine: { lineStyle: { color: LINE } },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: LINE, type: "dashed" } },
  };
}

function grid(unit: number) {
  return { left: 6 * unit, right: 10 * unit, top: 34 * unit, bottom: 2 * unit, containLabel: true };
}

function legend(unit: number) {
  return {
    top: 0,
    right: 0,
    itemWidth: 18 * unit,
    itemHeight: 10 * unit,
    textStyle: { color: TEXT, fontSize: letters(unit).small },
  };
}

/** Names of the series of the charts over time. */
export interface SeriesNames {
  transactions: string;
  bills: string;
}

/** Names of the series of the trend. */
export interface TrendNames extends SeriesNames {
  locks: string;
}

/** The last 24 hours as lines. */
export function trendOption(
  points: TrendPoint[],
  names: TrendNames,
  unit: number,
): EChartsCoreOption {
  const line = (name: string, colour: string, data: number[]) => ({
    name,
    type: "line",
    smooth: 0.25,
    symbol: "none",
    lineStyle: { width: 3 * unit, color: colour },
    itemStyle: { color: colour },
    areaStyle: { color: colour, opacity: 0.12 },
    data,
  });
  return {
    grid: grid(unit),
    legend: legend(unit),
    xAxis: {
      type: "category",
      boundaryGap: false,
      data: points.map(({ hour }) => hour),
      ...axis(unit),
    },
    yAxis: { type: "value", minInterval: 1, ...axis(unit) },
    series: [
      line(
        names.transactions,
        BLUE,
        points.map(({ transactions }) => transactions),
      ),
      line(
        names.bills,
        ORANGE,
        points.map(({ bills }) => bills),
      ),
      line(
        names.locks,
        GREEN,
        points.map(({ locks }) => locks),
      ),
    ],
  };
}

/** The last minutes as bars. */
export function pulseOption(steps: Step[], names: SeriesNames, unit: number): EChartsCoreOption {
  const bars = (name: string, colour: string, data: number[]) => ({
    name,
    type: "bar",
    barGap: "0%",
    barCategoryGap: "20%",
    itemStyle: { color: colour },
    data,
  });
  const clock = (time: number) => {
    const date = new Date(time);
    return [date.getHours(), date.getMinutes()]
      .map((part) => String(part).padStart(2, "0"))
      .join(":");
  };
  const labels = steps.map(({ time }) => clock(time));
  return {
    animation: false,
    grid: grid(unit),
    legend: legend(unit),
    xAxis: {
      type: "category",
      data: labels,
      ...axis(unit),
      axisLabel: {
        ...axis(unit).axisLabel,
        // One label a minute.
        interval: (at: number) => at > 0 && labels[at] !== labels[at - 1],
      },
    },
    yAxis: { type: "value", minInterval: 1, ...axis(unit) },
    series: [
      bars(
        names.transactions,
        BLUE,
        steps.map(({ transactions }) => transactions),
      ),
      bars(
        names.bills,
        ORANGE,
        steps.map(({ bills }) => bills),
      ),
    ],
  };
}

/** Named counts as lying bars, the first on top. */
export function barsOption(
  rows: { name: string; count: number; label?: string; colour?: string }[],
  unit: number,
): EChartsCoreOption {
  return {
    grid: { ...grid(unit), top: 4 * unit, right: 70 * unit },
    xAxis: { type: "value", minInterval: 1, ...axis(unit), axisLabel: { show: false } },
    yAxis: {
      type: "category",
      inverse: true,
      data: rows.map(({ name }) => name),
      ...axis(unit),
      axisLabel: {
        color: TEXT,
        fontSize: letters(unit).normal,
        interval: 0,
        width: 170 * unit,
        overflow: "truncate",
      },
    },
    series: [
      {
        type: "bar",
        barMaxWidth: 20 * unit,
        data: rows.map(({ count, label, colour }) => ({
          value: count,
          itemStyle: { color: colour ?? GREEN, borderRadius: 3 * unit },
          label: {
            show: true,
            position: "right",
            color: TEXT,
            fontSize: letters(unit).normal,
            formatter: label ?? String(count),
          },
        })),
      },
    ],
  };
}

/** Named counts as a ring. */
export function ringOption(
  rows: { name: string; count: number }[],
  unit: number,
  isNarrow: boolean,
): EChartsCoreOption {
  return {
    color: [...SERIES_COLOURS.dark],
    legend: {
      orient: "vertical",
      ...(isNarrow ? { left: "center", bottom: 0 } : { right: 0, top: "middle" }),
      type: "scroll",
      itemWidth: 14 * unit,
      itemHeight: 14 * unit,
      textStyle: {
        color: TEXT,
        fontSize: letters(unit).small,
        width: 190 * unit,
        overflow: "truncate",
      },
    },
    series: [
      {
        type: "pie",
        ...(isNarrow
          ? { radius: [55, 85], center: ["50%", 90] }
          : { radius: ["52%", "82%"], center: ["27%", "50%"] }),
        label: { show: false },
        itemStyle: { borderColor: "#101d2b", borderWidth: 3 * unit },
        data: rows.map(({ name, count }) => ({ name, value: count })),
      },
    ],
  };
}
