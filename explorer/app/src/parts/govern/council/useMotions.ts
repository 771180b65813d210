import { decodeCall, type DecodedCall } from "../../../lib/signing/prepare";
import { NoSuchItem, readValue, useChainRead } from "../chainRead";

/** A motion the council votes on. */
export interface Motion {
  /** SM3 of the proposed call: its name. */
  hash: string;
  index: number;
  /** Votes it needs. */
  threshold: number;
  /** Addresses of those who voted for it. */
  ayes: string[];
  /** Addresses of those who voted against it. */
  nays: string[];
  /** The block the vote ends at. */
  end: number;
  /** Length of the proposed call in bytes. */
  length: number;
  /** The proposed call; null where it cannot be read. */
  call: DecodedCall | null;
}

/** The council as it is now. */
export interface Council {
  members: string[];
  /** The member whose vote counts for those who did not vote; none if there is none. */
  prime: string | null;
  motions: Motion[];
  /** Height of the block it was read at. */
  height: number;
}

interface Votes {
  index: number;
  threshold: number;
  ayes: string[];
  nays: string[];
  end: number;
}

const REFRESH_MS = 6_000;

/** A codec that may hold bytes of a call. */
interface MaybeBytes {
  isNone?: boolean;
  unwrap?: () => { toU8a: () => Uint8Array };
}

/** Members and motions of the council. */
export function useCouncil() {
  return useChainRead<Council>(
    ["council", "all"],
    async (api) => {
      const [members, prime, hashes, height] = await Promise.all([
        readValue<string[]>(api, "council", "members"),
        readValue<string>(api, "council", "prime").catch(() => null),
        readValue<string[]>(api, "council", "proposals"),
        readValue<number>(api, "system", "number"),
      ]);
      const proposalOf = api.query["council"]?.["proposalOf"];
      if (!proposalOf) throw new NoSuchItem("council.proposalOf");
      const motions = await Promise.all(
        (hashes ?? []).map(async (hash): Promise<Motion | null> => {
          const votes = await readValue<Votes>(api, "council", "voting", hash);
          const kept = (await proposalOf(hash)) as unknown as MaybeBytes;
          if (!votes || kept.isNone !== false || !kept.unwrap) return null;
          const bytes = kept.unwrap().toU8a();
          return {
            ...votes,
            hash,
            length: bytes.length,
            call: await decodeCall(api.registry, bytes).catch(() => null),
          };
        }),
      );
      return {
        members: members ?? [],
        prime,
        motions: motions.filter((motion) => motion !== null),
        height: height ?? 0,
      };
    },
    { refetchMs: REFRESH_MS },
  );
}
