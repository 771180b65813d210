import type { EventRow } from "../../lib/types";

/** Rows that are kept on the screen, and apart from it while it is held. */
export const MOST = 300;

/** What came in over the stream of events. */
export interface StreamState {
  /** Shown, newest first. */
  rows: EventRow[];
  /** Came in while the screen was held, newest first. */
  held: EventRow[];
  paused: boolean;
  /** How many came in since the page was opened. */
  received: number;
}

export type StreamAction =
  | { type: "arrived"; rows: EventRow[] }
  | { type: "found"; rows: EventRow[] }
  | { type: "pause" }
  | { type: "resume" }
  | { type: "clear" };

export const EMPTY: StreamState = { rows: [], held: [], paused: false, received: 0 };

/** Puts rows, oldest first, before others; a row that came twice stays once. */
function before(rows: EventRow[], others: EventRow[]): EventRow[] {
  const known = new Set(others.map((row) => row.id));
  const fresh = rows.filter((row) => !known.has(row.id)).reverse();
  return [...fresh, ...others].slice(0, MOST);
}

/** What the stream looks like after something happened. */
export function stream(state: StreamState, action: StreamAction): StreamState {
  switch (action.type) {
    case "arrived": {
      const received = state.received + action.rows.length;
      return state.paused
        ? { ...state, received, held: before(action.rows, state.held) }
        : { ...state, received, rows: before(action.rows, state.rows) };
    }
    case "found":
      // The last ones before the stream began: they stand after what has come in since.
      return { ...state, rows: before([...state.rows].reverse(), action.rows) };
    case "pause":
      return { ...state, paused: true };
    case "resume":
      return {
        ...state,
        paused: false,
        rows: [...state.held, ...state.rows].slice(0, MOST),
        held: [],
      };
    case "clear":
      return { ...state, rows: [], held: [] };
  }
}
