import { readConstant, readEntries, readValue, NoSuchItem, useChainRead } from "../chainRead";
import type { Bucket, Quota, TierQuotas } from "./types";

const REFRESH_MS = 5_000;

/** Defaults, quotas of their own, and prices. */
export function useQuotas() {
  return useChainRead(
    ["quotas", "all"],
    async (api) => {
      const [defaults, own] = await Promise.all([
        readValue<TierQuotas>(api, "quotas", "defaultQuotas"),
        readEntries<[number], Quota>(api, "quotas", "quotas"),
      ]);
      if (!defaults) throw new NoSuchItem("quotas.defaultQuotas");
      return {
        defaults,
        own: new Map(own.map(([[id], quota]) => [id, quota])),
        bytePrice: readConstant<number>(api, "quotas", "bytePrice"),
        baseCost: readConstant<number>(api, "quotas", "baseCost"),
      };
    },
    { refetchMs: 30_000 },
  );
}

/** How full the buckets of some participants are; null for one that never spent anything. */
export function useBuckets(ids: number[]) {
  return useChainRead(
    ["quotas", "buckets", ids],
    async (api) => {
      const buckets = await Promise.all(
        ids.map((id) => readValue<Bucket>(api, "quotas", "buckets", id)),
      );
      return new Map(ids.map((id, at) => [id, buckets[at] ?? null]));
    },
    { refetchMs: REFRESH_MS, enabled: ids.length > 0 },
  );
}
