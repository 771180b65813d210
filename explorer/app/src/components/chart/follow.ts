import type { ECharts } from "echarts/core";

/**
 * Keeps a chart as large as its element, until what is given back is disconnected. An element on its
 * way out has no area, in which some kinds of charts cannot be laid out: the chart stays as it is then.
 */
export function followSize(chart: Pick<ECharts, "resize">, element: HTMLElement): ResizeObserver {
  const observer = new ResizeObserver(() => {
    if (element.clientWidth > 0 && element.clientHeight > 0) chart.resize();
  });
  observer.observe(element);
  return observer;
}
