import { begin, isOver, type Progress, type SubmitCall } from "./types";

/** A call that is shown to the person, and followed. */
export interface SigningRequest {
  id: number;
  progress: Progress;
}

interface Entry extends SigningRequest {
  /** The person looked away; it is followed all the same. */
  hidden: boolean;
  notify: (progress: Progress) => void;
  done: (progress: Progress) => void;
}

let entries: Entry[] = [];
let shown: SigningRequest | null = null;
let counter = 0;
const listeners = new Set<() => void>();

function set(next: Entry[]): void {
  entries = next.filter((each) => !(each.hidden && isOver(each.progress)));
  const first = entries.find((each) => !each.hidden);
  if (!first) shown = null;
  else if (shown?.id !== first.id || shown.progress !== first.progress) {
    shown = { id: first.id, progress: first.progress };
  }
  listeners.forEach((listener) => listener());
}

/**
 * Shows a call to the person and follows it if it is signed. Resolves with how it ended; never
 * rejects. Of several calls one is shown after the other.
 */
export function request(call: SubmitCall, notify: (progress: Progress) => void): Promise<Progress> {
  counter += 1;
  const id = counter;
  return new Promise((resolve) => {
    const progress = begin(call);
    notify(progress);
    set([...entries, { id, progress, hidden: false, notify, done: resolve }]);
  });
}

/** Notes how a call went on. */
export function advance(id: number, change: Partial<Omit<Progress, "call">>): void {
  const found = entries.find((each) => each.id === id);
  if (!found || isOver(found.progress)) return;
  const progress = { ...found.progress, ...change };
  set(entries.map((each) => (each.id === id ? { ...each, progress } : each)));
  found.notify(progress);
  if (isOver(progress)) found.done(progress);
}

/** Takes a call out of the person's sight. One that was not signed is cancelled. */
export function dismiss(id: number): void {
  if (entries.find((each) => each.id === id)?.progress.stage === "confirm") {
    advance(id, { stage: "cancelled" });
  }
  set(entries.map((each) => (each.id === id ? { ...each, hidden: true } : each)));
}

/** The call that is shown now. */
export function shownRequest(): SigningRequest | null {
  return shown;
}

/** Calls back whenever something changes. */
export function subscribeRequests(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
