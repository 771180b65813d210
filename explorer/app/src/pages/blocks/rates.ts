import { signedOf } from "../../lib/signed";
import type { Block } from "../../lib/types";

/** The span over which figures a second are averaged. */
export const RATE_MS = 60_000;
/** The span a chart of activity shows, and that of one of its bars. */
export const CHART_MS = 5 * 60_000;
export const STEP_MS = 5_000;
/** Blocks that are kept: four a second over the chart's span, and some more. */
const MOST = 1_500;

/** How fast the chain goes. */
export interface Rates {
  /** Signed transactions a second over the last minute. */
  transactions: number;
  /** Bills a second over the last minute. */
  bills: number;
  /** Mean time between the last blocks, ms; null with fewer than two. */
  blockTime: number | null;
}

/** Blocks of both lists, each once, the highest first. */
export function merge(known: Block[], more: Block[]): Block[] {
  const byHeight = new Map<number, Block>();
  for (const block of [...known, ...more]) byHeight.set(block.height, block);
  return [...byHeight.values()].sort((one, two) => two.height - one.height).slice(0, MOST);
}

/** Rates up to `now` of blocks, the highest first. */
export function ratesOf(blocks: Block[], now: number): Rates {
  const recent = blocks.filter((block) => block.time > now - RATE_MS);
  // A page just opened may not know the whole minute: only what it knows counts.
  const oldest = blocks.at(-1);
  const span = oldest && oldest.time > now - RATE_MS ? Math.max(1_000, now - oldest.time) : RATE_MS;
  const sum = (pick: (block: Block) => number) =>
    recent.reduce((total, block) => total + pick(block), 0);
  const last = blocks.slice(0, 21).filter((block) => block.time > 0);
  const [newest, first] = [last[0], last.at(-1)];
  return {
    transactions: (sum((block) => signedOf(block.transactions)) * 1_000) / span,
    bills: (sum((block) => block.bills) * 1_000) / span,
    blockTime:
      newest && first && last.length > 1 ? (newest.time - first.time) / (last.length - 1) : null,
  };
}

/** One bar of the chart of activity. */
export interface Step {
  time: number;
  /** Signed ones. */
  transactions: number;
  bills: number;
}

/**
 * What happened in each step of the chart's span, oldest first. Steps before the first known block are
 * left out, and so is the one that is not over.
 */
export function stepsOf(blocks: Block[], now: number): Step[] {
  const end = Math.floor(now / STEP_MS) * STEP_MS;
  const oldest = blocks.at(-1)?.time ?? end;
  const steps: Step[] = [];
  for (let time = end - CHART_MS; time < end; time += STEP_MS) {
    if (time + STEP_MS > oldest) steps.push({ time, transactions: 0, bills: 0 });
  }
  const first = steps[0]?.time ?? end;
  for (const block of blocks) {
    const step = steps[Math.floor((block.time - first) / STEP_MS)];
    if (step && block.time >= first) {
      step.transactions += signedOf(block.transactions);
      step.bills += block.bills;
    }
  }
  return steps;
}
