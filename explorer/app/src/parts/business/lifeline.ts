import type { TimelineItem } from "../../lib/types";
import type { TrailItem } from "./rpc-types";

/** A lane of the drawn life of a bill. */
export type Lane = "holder" | "version" | "lock" | "dispute" | "authorization";

/** The lanes from top to bottom. */
export const LANES: readonly Lane[] = ["holder", "version", "lock", "dispute", "authorization"];

/** Something that happened at one moment. */
export interface Mark {
  lane: Lane;
  time: number;
  action: string;
  block: number;
  participant: number | null;
}

/** Something that lasted. */
export interface Span {
  lane: Lane;
  from: number;
  /** The end; none while it lasts. */
  to: number | null;
  /** Who held the bill or its lock: a number of a participant, or a payer reference. */
  who: number | string | null;
  /** How it ended; none while it lasts. */
  ending: string | null;
}

/** The life of a bill, ready to be drawn. */
export interface LifeLine {
  marks: Mark[];
  spans: Span[];
  /** The first and the last moment of it. */
  from: number;
  to: number;
}

const DISPUTES = new Set(["lost", "denied"]);
const ENDINGS = new Set(["settled", "released", "forceReleased", "expired"]);

/** Did somebody ask for a lock in vain? */
export function isDispute(event: string): boolean {
  return DISPUTES.has(event);
}

/** The lane a step of the timeline belongs to. */
export function laneOf(item: TimelineItem): Lane {
  if (item.kind === "authorization") {
    return "authorization";
  }
  if (item.kind === "lock") {
    return isDispute(item.action) ? "dispute" : "lock";
  }
  return "version";
}

/** Steps in the order they happened. */
export function ordered(timeline: readonly TimelineItem[]): TimelineItem[] {
  return timeline
    .map((item, position) => ({ item, position }))
    .sort(
      (one, other) =>
        one.item.time - other.item.time ||
        one.item.block - other.item.block ||
        one.position - other.position,
    )
    .map(({ item }) => item);
}

function lockSpans(steps: readonly TimelineItem[]): Span[] {
  const spans: Span[] = [];
  let open: Span | null = null;
  for (const step of steps) {
    if (step.kind !== "lock") {
      continue;
    }
    if (step.action === "acquired") {
      open = { lane: "lock", from: step.time, to: null, who: step.participant, ending: null };
      spans.push(open);
    } else if (open && ENDINGS.has(step.action)) {
      open.to = step.time;
      open.ending = step.action;
      open = null;
    }
  }
  return spans;
}

function holderSpans(trail: readonly TrailItem[]): Span[] {
  return trail.map((step, index) => {
    const next = trail[index + 1];
    return {
      lane: "holder",
      from: step.at,
      to: next?.at ?? null,
      who: step.to,
      ending: next?.action ?? null,
    };
  });
}

/** The life of a bill: what its timeline and the trail of its holders say, on lanes. */
export function lifeLine(
  timeline: readonly TimelineItem[],
  trail: readonly TrailItem[],
  now: number,
): LifeLine {
  const steps = ordered(timeline);
  const marks = steps.map((step) => ({
    lane: laneOf(step),
    time: step.time,
    action: step.action,
    block: step.block,
    participant: step.participant,
  }));
  const spans = [...holderSpans(trail), ...lockSpans(steps)];
  const times = [...marks.map(({ time }) => time), ...spans.map(({ from }) => from)];
  const from = times.length > 0 ? Math.min(...times) : now;
  const last = times.length > 0 ? Math.max(...times) : now;
  const isOpen = spans.some(({ to }) => to === null);
  return { marks, spans, from, to: isOpen ? Math.max(now, last) : last };
}
