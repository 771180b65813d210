import type { EChartsCoreOption } from "echarts/core";
import { vi } from "vitest";

/** What charts were told to draw, the last at the end. */
export const drawn: EChartsCoreOption[] = [];

// The library, and not the engine around it: charts read the engine when they first draw, and of two
// that read a stand-in at the same time vitest gives the second one the real thing.
vi.mock("echarts/core", () => ({
  use: () => undefined,
  registerTheme: () => undefined,
  init: () => ({
    setOption: (option: EChartsCoreOption) => drawn.push(option),
    on: () => undefined,
    resize: () => undefined,
    dispose: () => undefined,
  }),
}));
