/** What the pallet of quotas keeps, as the connection to the chain gives it. */

/** What a participant may spend. A unit is a microsecond of computing. */
export interface Quota {
  /** Units at once. */
  burst: number;
  /** Units that come back in a second. */
  perSecond: number;
}

/** The tiers in which participants stand. */
export const TIERS = ["member", "organisation", "account", "holder"] as const;
export type Tier = (typeof TIERS)[number];

/** The quota of each tier for whoever has none of its own. */
export type TierQuotas = Record<Tier, Quota>;

/** How full a bucket was when it was last touched. */
export interface Bucket {
  /** Thousandths of a unit. */
  level: number;
  /** Unix milliseconds. */
  at: number;
}

/** Thousandths a unit has. */
const PER_UNIT = 1_000;

/** Units in a bucket at a moment: what has not leaked out of it since. */
export function levelAt(bucket: Bucket, quota: Quota, now: number): number {
  const leaked = quota.perSecond * Math.max(0, now - bucket.at);
  return Math.max(0, bucket.level - leaked) / PER_UNIT;
}

/** Share of the bucket that is used at a moment, from 0 to 1. */
export function shareAt(bucket: Bucket | null, quota: Quota, now: number): number {
  if (!bucket) return 0;
  if (quota.burst === 0) return 1;
  return Math.min(1, levelAt(bucket, quota, now) / quota.burst);
}
