import type { EventRow, Page } from "../../../lib/types";
import { apiGet } from "../../../lib/api";
import type { Params } from "../../../lib/api";

/** Pages of events that are read for their reasons, newest first. */
const MOST_PAGES = 10;

/** The most events of one page. */
const PAGE = 200;

/** Why bills were cancelled, and how often. */
export interface Reasons {
  counts: { reason: string; count: number }[];
  /** How many events were read. */
  read: number;
  /** There are more than were read. */
  isCut: boolean;
}

/** The reason an event gives. */
export function reasonOf(event: Pick<EventRow, "data">): string {
  const { data } = event;
  const reason =
    data !== null && typeof data === "object" && !Array.isArray(data) ? data.reason : null;
  return typeof reason === "string" ? reason.trim() : "";
}

/** Counts reasons, the most frequent first. */
export function countReasons(events: readonly Pick<EventRow, "data">[]): Reasons["counts"] {
  const counts = new Map<string, number>();
  for (const event of events) {
    const reason = reasonOf(event);
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts]
    .map(([reason, count]) => ({ reason, count }))
    .sort((one, other) => other.count - one.count || one.reason.localeCompare(other.reason));
}

/** The reasons of the newest red flushes of a period, at most 2,000 of them. */
export async function redReasons(
  period: Pick<Params, "from" | "until">,
  signal: AbortSignal,
): Promise<Reasons> {
  const events: EventRow[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer: Page<EventRow> = await apiGet(
      "/events",
      {
        ...period,
        pallet: "Bills",
        name: "RedFlushed",
        cursor,
        limit: PAGE,
      },
      signal,
    );
    events.push(...answer.items);
    cursor = answer.next;
    if (cursor === null) {
      break;
    }
  }
  return {
    counts: countReasons(events),
    read: events.length,
    isCut: cursor !== null,
  };
}
