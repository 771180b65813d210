import { useCallback, useMemo, useRef, useState } from "react";
import { useItem } from "../../lib/api";
import { useLive, type LiveState } from "../../lib/live";
import { useNow } from "../../lib/now";
import { useThrottled } from "../../lib/refresh";
import type { Alert, Block, Page } from "../../lib/types";
import { merge, ratesOf, stepsOf, type Rates, type Step } from "./rates";

/** Blocks the page begins with; the stream brings those that follow. */
const FIRST = 200;
/** How often what came in is put on the screen. */
const DRAW_MS = 500;

export interface Activity {
  /** The last block that is known. */
  last: Block | null;
  /** Blocks, the highest first. */
  blocks: Block[];
  rates: Rates;
  steps: Step[];
  state: LiveState;
}

/** What the chain does at present. `onAlert` hears of alerts over the same stream. */
export function useActivity(onAlert: (alert: Alert) => void): Activity {
  const first = useItem<Page<Block>>("/blocks", { limit: FIRST });
  const [streamed, setStreamed] = useState<Block[]>([]);
  const waiting = useRef<Block[]>([]);
  const draw = useThrottled(
    useCallback(() => {
      const rows = waiting.current.splice(0);
      setStreamed((old) => merge(old, rows));
    }, []),
    DRAW_MS,
  );
  const state = useLive(["blocks", "alerts"], {}, (event) => {
    if (event.type === "alert") onAlert(event.data);
    if (event.type !== "block") return;
    waiting.current.push(event.data);
    draw();
  });
  const now = useNow();
  const blocks = useMemo(() => merge(first.data?.items ?? [], streamed), [first.data, streamed]);

  return {
    last: blocks[0] ?? null,
    blocks,
    rates: ratesOf(blocks, now),
    steps: stepsOf(blocks, now),
    state,
  };
}
