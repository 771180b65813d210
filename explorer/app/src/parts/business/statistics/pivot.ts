import type { BillStatisticsRow } from "../../../lib/types";

/** A figure of a row. */
export type Metric = "count" | "totalFen" | "redCount" | "redFen" | "voidedCount" | "reimbursedFen";

/** The figures that are amounts, in fen. */
const AMOUNTS: ReadonlySet<Metric> = new Set(["totalFen", "redFen", "reimbursedFen"]);

/** Is the figure an amount? */
export function isAmount(metric: Metric): boolean {
  return AMOUNTS.has(metric);
}

/** Figures of a group, or of everything, added up. */
export type Totals = Record<Metric, number>;

const NOTHING: Totals = {
  count: 0,
  totalFen: 0,
  redCount: 0,
  redFen: 0,
  voidedCount: 0,
  reimbursedFen: 0,
};

/** Adds rows up. */
export function sum(rows: readonly BillStatisticsRow[]): Totals {
  return rows.reduce<Totals>(
    (totals, row) => ({
      count: totals.count + row.count,
      totalFen: totals.totalFen + row.totalFen,
      redCount: totals.redCount + row.redCount,
      redFen: totals.redFen + row.redFen,
      voidedCount: totals.voidedCount + row.voidedCount,
      reimbursedFen: totals.reimbursedFen + row.reimbursedFen,
    }),
    NOTHING,
  );
}

/** The rows of each group, the largest first by the figure. */
export function byGroup(
  rows: readonly BillStatisticsRow[],
  metric: Metric,
): { group: string; rows: BillStatisticsRow[]; totals: Totals }[] {
  const groups = new Map<string, BillStatisticsRow[]>();
  for (const row of rows) {
    const group = row.group ?? "";
    groups.set(group, [...(groups.get(group) ?? []), row]);
  }
  return [...groups]
    .map(([group, members]) => ({ group, rows: members, totals: sum(members) }))
    .sort(
      (one, other) =>
        other.totals[metric] - one.totals[metric] || one.group.localeCompare(other.group),
    );
}

/** A table of one figure: a row a period, a column a group. */
export interface Pivot {
  periods: string[];
  series: { group: string; values: number[] }[];
}

/** What stands for the groups beyond those that are shown. */
export const OTHERS = "…";

/**
 * One figure by period and group. At most `most` groups are told apart, the largest ones; what is
 * beyond them is added up as {@link OTHERS}.
 */
export function pivot(rows: readonly BillStatisticsRow[], metric: Metric, most: number): Pivot {
  const periods = [...new Set(rows.map(({ period }) => period))].sort();
  const places = new Map(periods.map((period, place) => [period, place]));
  const groups = byGroup(rows, metric);
  const line = (members: readonly BillStatisticsRow[]) => {
    const values = periods.map(() => 0);
    for (const row of members) {
      const place = places.get(row.period);
      if (place !== undefined) {
        values[place] = (values[place] ?? 0) + row[metric];
      }
    }
    return values;
  };
  const shown = groups.slice(0, most);
  const rest = groups.slice(most);
  return {
    periods,
    series: [
      ...shown.map(({ group, rows: members }) => ({
        group,
        values: line(members),
      })),
      ...(rest.length > 0
        ? [
            {
              group: OTHERS,
              values: line(rest.flatMap(({ rows: members }) => members)),
            },
          ]
        : []),
    ],
  };
}

/** A part of a whole, 0 where there is none. */
export function share(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}
