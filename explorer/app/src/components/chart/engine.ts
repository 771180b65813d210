import { BarChart, GraphChart, LineChart, PieChart } from "echarts/charts";
import {
  DataZoomComponent,
  GridComponent,
  LegendComponent,
  TooltipComponent,
} from "echarts/components";
import { init, registerTheme, use as register, type ECharts } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import { chartTheme } from "./theme";

register([
  BarChart,
  CanvasRenderer,
  DataZoomComponent,
  GraphChart,
  GridComponent,
  LegendComponent,
  LineChart,
  PieChart,
  TooltipComponent,
]);

registerTheme("fiscal-light", chartTheme("light"));
registerTheme("fiscal-dark", chartTheme("dark"));

/** A chart in an element, in the colours of the page. */
export function createChart(element: HTMLElement, scheme: "light" | "dark"): ECharts {
  return init(element, `fiscal-${scheme}`, { renderer: "canvas" });
}
