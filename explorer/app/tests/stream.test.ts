import { describe, expect, it } from "vitest";
import type { EventRow } from "../src/lib/types";
import { EMPTY, MOST, stream, type StreamState } from "../src/pages/blocks/stream";

function rows(...ids: number[]): EventRow[] {
  return ids.map((id) => ({ id: `${id}-0` }) as EventRow);
}

function ids(state: StreamState): string[] {
  return state.rows.map((row) => row.id);
}

describe("stream of events", () => {
  it("puts the newest first, each once", () => {
    let state = stream(EMPTY, { type: "arrived", rows: rows(1, 2) });
    state = stream(state, { type: "arrived", rows: rows(2, 3) });
    expect(ids(state)).toEqual(["3-0", "2-0", "1-0"]);
  });

  it("puts what was there before after what has come in since", () => {
    let state = stream(EMPTY, { type: "arrived", rows: rows(4, 5) });
    state = stream(state, { type: "found", rows: rows(4, 3, 2) });
    expect(ids(state)).toEqual(["5-0", "4-0", "3-0", "2-0"]);
    expect(state.received).toBe(2);
  });

  it("holds what comes in while it is paused, and shows it afterwards", () => {
    let state = stream(EMPTY, { type: "arrived", rows: rows(1) });
    state = stream(state, { type: "pause" });
    state = stream(state, { type: "arrived", rows: rows(2, 3) });
    expect(ids(state)).toEqual(["1-0"]);
    expect(state.held).toHaveLength(2);
    state = stream(state, { type: "resume" });
    expect(ids(state)).toEqual(["3-0", "2-0", "1-0"]);
    expect(state).toMatchObject({ held: [], paused: false, received: 3 });
  });

  it("is bounded on and off the screen", () => {
    const many = rows(...Array.from({ length: MOST + 50 }, (_, index) => index));
    let state = stream(EMPTY, { type: "arrived", rows: many });
    expect(state.rows).toHaveLength(MOST);
    expect(state.rows[0]?.id).toBe(`${MOST + 49}-0`);
    state = stream({ ...state, paused: true }, { type: "arrived", rows: many });
    expect(state.held).toHaveLength(MOST);
    expect(stream(state, { type: "clear" })).toMatchObject({ rows: [], held: [] });
  });
});
