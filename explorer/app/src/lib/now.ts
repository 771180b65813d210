import { useSyncExternalStore } from "react";

const STEP_MS = 1_000;
/** Clocks that differ by less are held to agree: the header is in whole seconds, and takes its way. */
const TOLERANCE_MS = 5_000;

let offset = 0;
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

/** The present by the server's clock: the one of a browser in a machine room may be minutes off. */
export function serverNow(): number {
  return Date.now() + offset;
}

/** Takes the header `Date` of an answer. */
export function noteServerDate(header: string | null): void {
  const time = header === null ? Number.NaN : Date.parse(header);
  if (Number.isNaN(time)) return;
  const difference = time - Date.now();
  offset = Math.abs(difference) < TOLERANCE_MS ? 0 : difference;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = serverNow();
    listeners.forEach((each) => each());
  }, STEP_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** The present moment, ticking each second; one timer for the whole page. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}
