import type { LockRow } from "../../../lib/types";

/** What a user of bills did, out of its locks. */
export interface UserFigures {
  count: number;
  claimedFen: number;
  reimbursedFen: number;
  byState: { state: string; count: number }[];
  /** By the day a lock was taken, oldest first. */
  byDay: { day: string; count: number; reimbursedFen: number }[];
}

/** Adds the locks of a user up. `dayOf` names the day of a moment. */
export function userFigures(locks: readonly LockRow[], dayOf: (ms: number) => string): UserFigures {
  const states = new Map<string, number>();
  const days = new Map<string, { count: number; reimbursedFen: number }>();
  let claimedFen = 0;
  let reimbursedFen = 0;
  for (const lock of locks) {
    claimedFen += lock.claimedFen;
    reimbursedFen += lock.amountFen;
    states.set(lock.state, (states.get(lock.state) ?? 0) + 1);
    const day = dayOf(lock.at);
    const before = days.get(day) ?? { count: 0, reimbursedFen: 0 };
    days.set(day, {
      count: before.count + 1,
      reimbursedFen: before.reimbursedFen + lock.amountFen,
    });
  }
  return {
    count: locks.length,
    claimedFen,
    reimbursedFen,
    byState: [...states].map(([state, count]) => ({ state, count })),
    byDay: [...days]
      .map(([day, figures]) => ({ day, ...figures }))
      .sort((one, other) => one.day.localeCompare(other.day)),
  };
}
