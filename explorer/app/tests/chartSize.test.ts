import { expect, it, vi } from "vitest";
import { followSize } from "../src/components/chart/follow";

it("a chart follows its element as long as that has an area", () => {
  let changed: () => void = () => undefined;
  const before = window.ResizeObserver;
  // The stand-in of the set-up cannot be redefined; it can be written.
  window.ResizeObserver = class {
    constructor(listener: ResizeObserverCallback) {
      changed = () => listener([], this);
    }
    observe(): void {}
    unobserve(): void {}
    disconnect(): void {}
  };
  const resize = vi.fn();
  const size = { clientWidth: 640, clientHeight: 360 };
  followSize({ resize }, size as HTMLElement);
  window.ResizeObserver = before;
  changed();
  expect(resize).toHaveBeenCalledTimes(1);
  size.clientHeight = 0;
  changed();
  size.clientWidth = 0;
  changed();
  expect(resize).toHaveBeenCalledTimes(1);
});
