import type { Block } from "../../../lib/types";

/** How fast the last blocks came. */
export interface BlockPace {
  /** Blocks from the oldest, with how long each took after the one before, ms. */
  intervals: { height: number; ms: number; round: number; transactions: number }[];
  /** Mean of them, ms; none of fewer than two blocks. */
  mean: number | null;
  /** The longest of them, ms. */
  longest: number | null;
  /** Blocks that took more than one round. */
  laterRounds: number;
}

/** Reads the pace from blocks in any order. */
export function paceOf(blocks: Block[]): BlockPace {
  const ordered = [...blocks].sort((one, other) => one.height - other.height);
  const intervals = ordered.flatMap((block, at) => {
    const before = ordered[at - 1];
    // The first block has no time, and a gap in the list is no interval.
    if (!before || before.time === 0 || before.height !== block.height - 1) return [];
    return [
      {
        height: block.height,
        ms: Math.max(0, block.time - before.time),
        round: block.round ?? 0,
        transactions: block.transactions,
      },
    ];
  });
  const spans = intervals.map((each) => each.ms);
  return {
    intervals,
    mean: spans.length === 0 ? null : spans.reduce((sum, ms) => sum + ms, 0) / spans.length,
    longest: spans.length === 0 ? null : Math.max(...spans),
    laterRounds: intervals.filter((each) => each.round > 0).length,
  };
}
