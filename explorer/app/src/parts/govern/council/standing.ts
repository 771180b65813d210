import type { Motion } from "./useMotions";

/** How a vote stands. */
export type Standing = "approved" | "rejected" | "open" | "over";

/** Whether it may be closed, and how it would end. */
export function standingOf(motion: Motion, members: number, height: number): Standing {
  if (motion.ayes.length >= motion.threshold) return "approved";
  // Those who are left cannot carry it any more.
  if (members - motion.nays.length < motion.threshold) return "rejected";
  return height >= motion.end ? "over" : "open";
}
