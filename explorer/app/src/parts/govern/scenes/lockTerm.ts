const UNITS = { minutes: 60_000, hours: 3_600_000, days: 86_400_000 } as const;

/** A unit in which people say how long a lock lasts. */
export type TermUnit = keyof typeof UNITS;

/** The units, the shortest first. */
export const TERM_UNITS = Object.keys(UNITS) as TermUnit[];

const LONGEST = 366 * UNITS.days;

/** Milliseconds of a term, or null where no lock can last so long. */
export function termOf(count: number | null, unit: TermUnit): number | null {
  if (count === null || !Number.isInteger(count)) return null;
  const ms = count * UNITS[unit];
  return ms >= UNITS.minutes && ms <= LONGEST ? ms : null;
}

/** A term in the largest unit in which it is whole. */
export function termParts(ms: number): { count: number; unit: TermUnit } {
  for (const unit of ["days", "hours"] as const) {
    if (ms % UNITS[unit] === 0) return { count: ms / UNITS[unit], unit };
  }
  return { count: Math.round(ms / UNITS.minutes), unit: "minutes" };
}
