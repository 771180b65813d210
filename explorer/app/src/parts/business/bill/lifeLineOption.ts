import type { EChartsCoreOption } from "echarts/core";
import { LANES } from "../lifeline";
import type { Lane, LifeLine, Mark, Span } from "../lifeline";

/** What the drawing of a life writes. */
export interface LifeLineWords {
  lane: (lane: Lane) => string;
  mark: (mark: Mark) => string;
  span: (span: Span) => string;
}

/** Colours of the lanes, told apart on white and on dark grey. */
const COLOURS: Record<Lane, string> = {
  holder: "#2b8fb3",
  version: "#3a9148",
  lock: "#d9622b",
  dispute: "#c94a73",
  authorization: "#9066bd",
};

/** Two holders one after the other differ by how dense their colour is. */
const DENSE = 0.75;
const THIN = 0.45;

/** How far the last moment is from the edge, as a share of the whole. */
const MARGIN = 0.04;

/**
 * The life of a bill on lanes over time: what lasted as thick lines, what happened at one moment as
 * dots.
 */
export function lifeLineOption(life: LifeLine, words: LifeLineWords): EChartsCoreOption {
  const length = Math.max(1_000, life.to - life.from);
  const lanes = LANES.filter(
    (lane) =>
      life.marks.some((mark) => mark.lane === lane) ||
      life.spans.some((span) => span.lane === lane),
  );
  const spans = life.spans.map((span, index) => ({
    type: "line",
    name: words.span(span),
    data: [
      [span.from, words.lane(span.lane)],
      [span.to ?? life.to, words.lane(span.lane)],
    ],
    symbol: "none",
    lineStyle: {
      width: 12,
      cap: "butt",
      opacity: index % 2 === 0 ? DENSE : THIN,
      color: COLOURS[span.lane],
      type: span.to === null ? [6, 3] : "solid",
    },
    tooltip: { formatter: words.span(span) },
    triggerLineEvent: true,
  }));
  const marks = {
    type: "line",
    name: "marks",
    data: life.marks.map((mark) => ({
      name: words.mark(mark),
      value: [mark.time, words.lane(mark.lane)],
      itemStyle: { color: COLOURS[mark.lane] },
    })),
    symbol: "circle",
    symbolSize: 11,
    showSymbol: true,
    showAllSymbol: true,
    lineStyle: { opacity: 0 },
    tooltip: { formatter: "{b}" },
    z: 5,
  };
  return {
    grid: {
      left: 8,
      right: 24,
      top: 8,
      bottom: 8,
      outerBoundsMode: "same",
      outerBoundsContain: "all",
    },
    tooltip: { trigger: "item" },
    xAxis: {
      type: "time",
      min: life.from - length * MARGIN,
      max: life.to + length * MARGIN,
    },
    yAxis: {
      type: "category",
      inverse: true,
      data: lanes.map((lane) => words.lane(lane)),
      axisTick: { show: false },
    },
    series: [...spans, marks],
  };
}
