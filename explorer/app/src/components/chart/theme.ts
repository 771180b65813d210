import { FONT_FAMILY } from "../../theme";

/** Colours of series, told apart on white and on dark grey, and by people who see fewer colours. */
export const SERIES_COLOURS = {
  light: ["#136a8b", "#c2410c", "#237032", "#7a4fa3", "#8a6d00", "#b3365f", "#4a5560"],
  dark: ["#5fb4d4", "#f59a5f", "#79c48a", "#b999dc", "#d9bd4a", "#e58aa8", "#a9b4bf"],
} as const;

/** A theme of ECharts in the colours of the page. */
export function chartTheme(scheme: "light" | "dark"): object {
  const dark = scheme === "dark";
  const text = dark ? "#c9c9c9" : "#343a40";
  const soft = dark ? "#b8b8b8" : "#5c636a";
  const line = dark ? "#424242" : "#dee2e6";
  const axis = {
    axisLine: { lineStyle: { color: line } },
    axisTick: { lineStyle: { color: line } },
    axisLabel: { color: soft },
    nameTextStyle: { color: soft },
    splitLine: { lineStyle: { color: line, type: "dashed" } },
  };
  return {
    color: SERIES_COLOURS[scheme],
    backgroundColor: "transparent",
    textStyle: { fontFamily: FONT_FAMILY, color: text },
    title: { textStyle: { color: text }, subtextStyle: { color: soft } },
    legend: { textStyle: { color: text }, pageTextStyle: { color: text }, inactiveColor: line },
    // In HTML a tooltip carries style attributes, which the content security policy refuses.
    tooltip: {
      renderMode: "richText",
      confine: true,
      backgroundColor: dark ? "#2e2e2e" : "#ffffff",
      borderColor: line,
      textStyle: { color: text, fontSize: 12 },
      axisPointer: { lineStyle: { color: soft }, crossStyle: { color: soft } },
    },
    categoryAxis: { ...axis, splitLine: { show: false } },
    valueAxis: axis,
    timeAxis: axis,
    logAxis: axis,
    bar: { label: { color: text } },
    pie: { label: { color: text }, labelLine: { lineStyle: { color: soft } } },
    line: { symbol: "none", lineStyle: { width: 2 } },
    graph: {
      color: SERIES_COLOURS[scheme],
      label: { color: text },
      lineStyle: { color: soft },
    },
  };
}
