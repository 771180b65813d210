import { signedOf } from "../../lib/signed";
import type {
  ActivityRow,
  BillStatisticsRow,
  Certificate,
  LockBoard,
  NodeHealthRow,
} from "../../lib/types";
import type { Period, ThresholdKey, Thresholds } from "./settings";
import { THRESHOLDS } from "./settings";

/** What the thresholds are held against; null where it is not known. */
export type Figures = Record<ThresholdKey, number | null>;

/** A figure at or above its threshold. */
export interface Warning {
  key: ThresholdKey;
  value: number;
  threshold: number;
}

/** Figures that are at or above their thresholds. */
export function warningsOf(figures: Figures, thresholds: Thresholds): Warning[] {
  return THRESHOLDS.flatMap((key) => {
    const [value, threshold] = [figures[key], thresholds[key]];
    return value !== null && threshold !== null && value >= threshold
      ? [{ key, value, threshold }]
      : [];
  });
}

/** Buckets of locks that are held for more than seven days. */
const OLD = new Set(["7d-30d", ">30d"]);

/** How many locks are held for more than seven days. */
export function oldLocks(board: LockBoard | undefined): number | null {
  if (!board) return null;
  return board.ageing.reduce((sum, each) => sum + (OLD.has(each.bucket) ? each.count : 0), 0);
}

/** Per cent of signed transactions that failed; null without any. */
export function failedShare(rows: ActivityRow[] | undefined): number | null {
  if (!rows) return null;
  const [all, failed] = rows.reduce(
    ([sum, bad], row) => [sum + signedOf(row.transactions, row.blocks), bad + row.failed],
    [0, 0],
  );
  return all === 0 ? null : (failed * 100) / all;
}

/** How many certificates are looked back on; of fewer than half as many nothing is said. */
export const CERTIFICATES = 20;

/**
 * Validators of the last certificate whose signature is in none of these. A certificate is complete with
 * the votes of the quorum, so that a block without a vote says nothing of who cast it.
 */
export function silent(certificates: Certificate[]): number | null {
  const last = certificates.at(-1);
  if (!last || certificates.length < CERTIFICATES / 2) return null;
  const heard = new Set(
    certificates.flatMap(({ signers }) =>
      signers.filter((signer) => signer.signed).map((signer) => signer.publicKey),
    ),
  );
  return last.signers.filter((signer) => !heard.has(signer.publicKey)).length;
}

/** A bar: what is counted, how often, and what it amounts to. */
export interface Bar {
  group: string;
  count: number;
  totalFen: number;
}

/** Bills by group, the most first; those beyond `most` together under the group `null`. */
export function groupBars(
  rows: BillStatisticsRow[],
  most: number,
): { bars: Bar[]; rest: Bar | null } {
  const sums = new Map<string, Bar>();
  for (const row of rows) {
    const group = row.group ?? "";
    const bar = sums.get(group) ?? { group, count: 0, totalFen: 0 };
    bar.count += row.count;
    bar.totalFen += row.totalFen;
    sums.set(group, bar);
  }
  const sorted = [...sums.values()].sort((one, two) => two.count - one.count);
  const others = sorted.slice(most);
  const rest = others.length
    ? others.reduce(
        (sum, bar) => ({
          ...sum,
          count: sum.count + bar.count,
          totalFen: sum.totalFen + bar.totalFen,
        }),
        { group: "", count: 0, totalFen: 0 },
      )
    : null;
  return { bars: sorted.slice(0, most), rest };
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** When a period begins, on the full hour, so that what is asked for changes once an hour. */
export function periodStart(period: Period, now: number): number | null {
  const days = { day: 1, week: 7, month: 30, all: null }[period];
  if (days === null) return null;
  return Math.floor(now / HOUR) * HOUR - days * DAY;
}

/** One hour of the trend. */
export interface TrendPoint {
  /** `2026-11-21T09`, in China Standard Time. */
  period: string;
  hour: string;
  /** Signed ones. */
  transactions: number;
  bills: number;
  locks: number;
  failed: number;
}

/** China Standard Time is eight hours ahead all year. */
const CST = 8 * HOUR;

/** The last 24 hours, oldest first; hours in which nothing happened are there too. */
export function trendOf(rows: ActivityRow[], now: number): TrendPoint[] {
  const known = new Map(rows.map((row) => [row.period, row]));
  return Array.from({ length: 24 }, (_, at) => {
    const time = new Date(now + CST - (23 - at) * HOUR);
    const period = time.toISOString().slice(0, 13);
    const row = known.get(period);
    return {
      period,
      hour: `${period.slice(11)}:00`,
      transactions: row ? signedOf(row.transactions, row.blocks) : 0,
      bills: row?.bills ?? 0,
      locks: row?.locks ?? 0,
      failed: row?.failed ?? 0,
    };
  });
}

/** How many access nodes there are, and how many of them can serve. */
export interface NodesNow {
  total: number;
  online: number;
}

/** The last state of each group; one that has no node any more is left out. */
export function nodesNow(rows: NodeHealthRow[] | undefined): Map<string, NodesNow> {
  const last = rows?.at(-1)?.time;
  return new Map(
    (rows ?? [])
      .filter((row) => row.time === last)
      .map((row) => [row.group, { total: row.total, online: row.online }]),
  );
}

/** How many access nodes cannot serve, out of the rows by state; null where it is not known. */
export function nodesOut(rows: NodeHealthRow[] | undefined): number | null {
  if (!rows) return null;
  return [...nodesNow(rows).values()].reduce((sum, { total, online }) => sum + total - online, 0);
}
