import { formatDate } from "./format";

/**
 * Whose midnight a day begins with: that of the browser, in whose time zone moments are shown, or that
 * of China Standard Time 北京时间, by whose days the chain and the index count.
 */
export type DayZone = "browser" | "china";

const CHINA_MS = 8 * 3_600_000;
const DAY_MS = 24 * 3_600_000;

/** Unix milliseconds of the start of a day, `YYYY-MM-DD`. */
export function startOfDay(day: string, zone: DayZone): number {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return zone === "china"
    ? Date.UTC(year, month - 1, date) - CHINA_MS
    : new Date(year, month - 1, date).getTime();
}

/** Unix milliseconds of the end of a day, which is the start of the day after. */
export function endOfDay(day: string, zone: DayZone): number {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  // A day of the browser may have 23 or 25 hours.
  return zone === "china"
    ? startOfDay(day, zone) + DAY_MS
    : new Date(year, month - 1, date + 1).getTime();
}

/** The day of a moment, `YYYY-MM-DD`. */
export function dayOf(ms: number, zone: DayZone): string {
  if (zone === "browser") return formatDate(ms);
  const date = new Date(ms + CHINA_MS);
  return Number.isNaN(date.getTime()) ? "—" : date.toISOString().slice(0, 10);
}
