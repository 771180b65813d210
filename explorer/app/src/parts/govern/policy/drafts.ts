/**
 * What somebody is working on, kept for the visit: a page that is left or reloaded brings it back.
 * There is nothing secret in a policy; it goes when the browser's tab closes.
 */

import { readCases, casesJson, type SimulationCase } from "./cases";
import { fromPolicy, fromText, withText, type EditorState } from "./editor";
import { emptyPolicy } from "./model";

const PREFIX = "fiscal.policy.";
/** More than the largest policy with the most cases. */
const MAX_TEXT = 300_000;

/** What is kept. */
export interface Kept {
  state: EditorState;
  cases: SimulationCase[];
}

/** Keeps a draft under a name. */
export function keepDraft(name: string, state: EditorState, cases: SimulationCase[]): void {
  try {
    const text = JSON.stringify({ text: state.text, cases: JSON.stringify(casesJson(cases)) });
    if (text.length <= MAX_TEXT) sessionStorage.setItem(PREFIX + name, text);
  } catch {
    // Storage can be forbidden or full: the draft lives in the page alone then.
  }
}

/** The draft of a name; null where there is none. */
export function keptDraft(name: string): Kept | null {
  try {
    const stored = JSON.parse(sessionStorage.getItem(PREFIX + name) ?? "null") as {
      text?: unknown;
      cases?: unknown;
    } | null;
    if (!stored || typeof stored.text !== "string") return null;
    const state = fromText(stored.text) ?? fromPolicy(emptyPolicy());
    const cases = typeof stored.cases === "string" ? readCases(stored.cases) : null;
    return {
      state: withText(state, stored.text),
      cases: cases && "cases" in cases ? cases.cases : [],
    };
  } catch {
    return null;
  }
}

/** Forgets a draft. */
export function forgetDraft(name: string): void {
  try {
    sessionStorage.removeItem(PREFIX + name);
  } catch {
    // Nothing was kept.
  }
}
