import { useCallback, useEffect, useRef } from "react";
import { useLive, type LiveState } from "./live";
import type { Params } from "./api";

/** At most so often is a list asked for again, however fast the chain goes. */
const LEAST_MS = 1_500;

/** Calls a function at once, and then at most every `leastMs`, the last call included. */
export function useThrottled(action: () => void, leastMs: number = LEAST_MS): () => void {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const last = useRef(0);
  const latest = useRef(action);
  useEffect(() => {
    latest.current = action;
  }, [action]);
  useEffect(() => () => clearTimeout(timer.current), []);

  return useCallback(() => {
    if (timer.current !== undefined) return;
    const wait = Math.max(0, last.current + leastMs - Date.now());
    timer.current = setTimeout(() => {
      timer.current = undefined;
      last.current = Date.now();
      latest.current();
    }, wait);
  }, [leastMs]);
}

/** Asks for a list again when something happens that may change it, while it shows its first page. */
export function useLiveRefresh(
  topics: string[],
  list: { hasPrevious: boolean; refetch: () => void },
  options?: { enabled?: boolean; params?: Params },
): LiveState {
  const refresh = useThrottled(list.refetch);
  return useLive(topics, options?.params ?? {}, refresh, {
    enabled: (options?.enabled ?? true) && !list.hasPrevious,
  });
}
