import { useSyncExternalStore } from "react";

/** The size the wall is drawn for; other sizes are this one, larger or smaller. */
export const WIDTH = 1_920;
export const HEIGHT = 1_080;
/** Narrower windows get one column that scrolls instead: figures would be too small to read. */
export const LEAST_WIDTH = 1_000;

/** How the wall fits a window. */
export interface Fit {
  /** Length of one unit of the drawing in CSS pixels. */
  unit: number;
  /** One column that scrolls. */
  flows: boolean;
}

/** How the wall fits a window of a size. */
export function fit(width: number, height: number): Fit {
  if (width < LEAST_WIDTH) return { unit: 1, flows: true };
  return { unit: Math.min(width / WIDTH, height / HEIGHT), flows: false };
}

function subscribe(listener: () => void): () => void {
  window.addEventListener("resize", listener);
  return () => window.removeEventListener("resize", listener);
}

function current(): string {
  return `${window.innerWidth}x${window.innerHeight}`;
}

/** How the wall fits the window now. */
export function useFit(): Fit {
  const [width = WIDTH, height = HEIGHT] = useSyncExternalStore(subscribe, current)
    .split("x")
    .map(Number);
  return fit(width, height);
}
