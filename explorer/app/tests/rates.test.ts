import { describe, expect, it } from "vitest";
import { CHART_MS, merge, ratesOf, STEP_MS, stepsOf } from "../src/pages/blocks/rates";
import type { Block } from "../src/lib/types";

const NOW = 1_800_000_000_000;

/** A block of so many signed transactions, and the one that says its time. */
function block(height: number, ago: number, signed = 0, bills = 0): Block {
  return { height, time: NOW - ago, transactions: signed + 1, bills } as Block;
}

describe("rates", () => {
  it("averages over the last minute", () => {
    const blocks = [block(4, 1_000, 30, 300), block(3, 31_000, 30, 0), block(2, 61_000, 999, 999)];
    const rates = ratesOf(blocks, NOW);
    expect(rates.transactions).toBe(1);
    expect(rates.bills).toBe(5);
    expect(rates.blockTime).toBe(30_000);
  });

  it("counts only the span it knows", () => {
    const rates = ratesOf([block(2, 0, 10), block(1, 10_000, 10)], NOW);
    expect(rates.transactions).toBe(2);
  });

  it("falls to nothing when the chain stands still", () => {
    const blocks = [block(2, 90_000, 50), block(1, 100_000, 50)];
    expect(ratesOf(blocks, NOW).transactions).toBe(0);
  });

  it("counts what was signed: of blocks that hold their time alone, nothing", () => {
    const blocks = [block(3, 1_000), block(2, 6_000), block(1, 11_000)];
    expect(ratesOf(blocks, NOW).transactions).toBe(0);
    expect(stepsOf(blocks, NOW).every((step) => step.transactions === 0)).toBe(true);
    const first = { height: 0, time: NOW, transactions: 0, bills: 0 } as Block;
    expect(ratesOf([first], NOW).transactions).toBe(0);
  });

  it("knows no block time of one block, and none of the first block's", () => {
    expect(ratesOf([block(1, 0)], NOW).blockTime).toBeNull();
    const first = { height: 0, time: 0, transactions: 0, bills: 0 } as Block;
    expect(ratesOf([block(1, 0), first], NOW).blockTime).toBeNull();
  });

  it("puts blocks together, each once, the highest first", () => {
    const blocks = merge([block(3, 0), block(1, 0)], [block(2, 0), block(3, 0)]);
    expect(blocks.map(({ height }) => height)).toEqual([3, 2, 1]);
  });

  it("counts every block of the span in its step, and none twice", () => {
    const blocks = [block(3, 1, 3), block(2, STEP_MS * 2, 2), block(1, CHART_MS * 2, 100)];
    const steps = stepsOf(blocks, NOW);
    expect(steps).toHaveLength(CHART_MS / STEP_MS);
    expect(steps.reduce((sum, step) => sum + step.transactions, 0)).toBe(5);
    expect(steps.at(-1)?.transactions).toBe(3);
  });
});
