import type { NodeHealthRow } from "../../lib/types";

/** What the groups are. */
export type TrendBy = "kind" | "status";

/** What a line counts. */
export type TrendPart = "total" | "online" | "activated";

/** A line of a trend. */
export interface TrendLine {
  group: string;
  part: TrendPart;
  values: number[];
}

const PARTS: Record<TrendBy, readonly TrendPart[]> = {
  kind: ["online", "activated", "total"],
  status: ["total"],
};

/** The lines of a trend; a group that is not named at a moment had no node then. */
export function healthSeries(
  rows: readonly NodeHealthRow[],
  by: TrendBy,
): { times: number[]; lines: TrendLine[] } {
  const times = [...new Set(rows.map(({ time }) => time))].sort((one, other) => one - other);
  const places = new Map(times.map((time, place) => [time, place]));
  const groups = [...new Set(rows.map(({ group }) => group))].sort();
  const lines = groups.flatMap((group) =>
    PARTS[by].map((part) => ({ group, part, values: times.map(() => 0) })),
  );
  for (const row of rows) {
    const place = places.get(row.time);
    for (const line of lines) {
      if (line.group === row.group && place !== undefined) {
        line.values[place] = row[line.part];
      }
    }
  }
  return { times, lines };
}
