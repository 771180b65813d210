import {
  ConnectionFault,
  ExpiredFault,
  RefusedFault,
  SupersededFault,
  UnknownOutcome,
  UpgradedFault,
} from "../faults.js";
import type { Digest, Height } from "../types/common.js";
import type { SignedTransaction } from "./transaction.js";

/** How long to wait between two looks, ms. */
const BREATH = 500;

/** Where a transaction stands in the finalized chain. */
export interface Position {
  /** Hash of the transaction. */
  transaction: Digest;
  /** Height of the block. */
  block: Height;
  /** Hash of the block. */
  blockHash: Digest;
  /** Index of the extrinsic in the block. */
  index: number;
}

/** How watching a transaction ended: it is final, or the text says what came in between. */
export type Watched = { position: Position } | { interrupted: string };

/** How long to try. */
export interface Patience {
  /** Send and wait this long, ms. */
  wait: number;
  /** Then look this much longer for what became of it, ms. */
  grace: number;
  /** Wait for the quota to refill instead of giving up. */
  forQuota: boolean;
}

/** One minute, and twenty seconds to find out. */
export const PATIENCE: Patience = { wait: 60_000, grace: 20_000, forQuota: false };

/** What {@link deliver} needs of a chain. */
export interface Chain {
  /** Time since some fixed point, ms. */
  now(): number;
  /** Waits, ms. */
  pause(time: number): Promise<void>;
  /**
   * Hands the transaction to the pool and watches it until it is final, the watch breaks or `until`
   * has come; throws RefusedFault if the pool does not take it, ConnectionFault if that is not known.
   */
  watch(transaction: SignedTransaction, until: number): Promise<Watched>;
  /** The height of the last finalized block. */
  finalized(): Promise<Height>;
  /** Where one of the transactions stands in that finalized block, if one does. */
  position(block: Height, transactions: readonly Digest[]): Promise<Position | undefined>;
  /**
   * The same call signed with the same nonce at a later block, once there is one; throws UpgradedFault
   * where another version of the runtime would take the call's bytes.
   */
  renew(transaction: SignedTransaction): Promise<SignedTransaction | undefined>;
  /** The account's next nonce after that finalized block. */
  nonceAfter(block: Height, account: Uint8Array): Promise<number>;
}

/**
 * Sends a transaction and waits until it stands in a finalized block.
 *
 * A node may die, a connection may break and an answer may be late while the transaction goes through
 * all the same, so nothing is concluded from silence: the finalized blocks since it was made are
 * searched for it, its account's nonce and its lifetime are looked at, and the very same bytes are
 * sent again while they may still be included. A pool that found a transaction invalid refuses the
 * same bytes for half an hour; then the call is signed anew with the same nonce, of which the chain
 * includes one at most. After an upgrade of the runtime it is not: what was signed before may stand in a
 * block before the upgrade, and in none after.
 *
 * @throws RefusedFault, ExpiredFault, SupersededFault, UpgradedFault: it is in no block and never will
 *   be
 * @throws UnknownOutcome, with how far the chain was searched
 */
export async function deliver(
  chain: Chain,
  transaction: SignedTransaction,
  patience: Patience,
): Promise<Position> {
  const errand = new Errand(chain, transaction, patience.forQuota);
  const deadline = chain.now() + patience.wait;
  const end = deadline + patience.grace;
  for (;;) {
    let last = "time is up";
    if (chain.now() < deadline) {
      const watched = await errand.attempt(deadline);
      if ("position" in watched) {
        return watched.position;
      }
      last = watched.interrupted;
    }
    try {
      const position = await errand.findOut();
      if (position) {
        return position;
      }
    } catch (fault) {
      if (!(fault instanceof ConnectionFault)) {
        throw fault;
      }
      last = fault.message;
    }
    const now = chain.now();
    if (errand.refused && !errand.taken && now >= deadline) {
      throw errand.refused;
    }
    if (now >= end) {
      const { hash, dies } = errand.current;
      throw new UnknownOutcome(hash, errand.searched, dies, last);
    }
    await chain.pause(BREATH);
  }
}

/** A call on its way. */
class Errand {
  /** The transaction that is sent. */
  current: SignedTransaction;
  /** None of the transactions of the call stands in a finalized block up to this one. */
  searched: Height;
  /** A pool may have one of them. */
  taken = false;
  /** The first refusal that may pass. */
  refused: RefusedFault | undefined;
  readonly #chain: Chain;
  readonly #forQuota: boolean;
  readonly #hashes: Digest[];
  #mustRenew = false;
  #upgraded: UpgradedFault | undefined;

  constructor(chain: Chain, transaction: SignedTransaction, forQuota: boolean) {
    this.#chain = chain;
    this.#forQuota = forQuota;
    this.current = transaction;
    this.searched = transaction.madeAt;
    this.#hashes = [transaction.hash];
  }

  /** Sends and watches once. */
  async attempt(until: number): Promise<Watched> {
    try {
      if (this.#mustRenew) {
        const renewed = await this.#chain.renew(this.current);
        if (!renewed) {
          return { interrupted: "no later block to sign at" };
        }
        this.#hashes.push(renewed.hash);
        this.current = renewed;
        this.#mustRenew = false;
      }
      const watched = await this.#chain.watch(this.current, until);
      this.taken = true;
      return watched;
    } catch (fault) {
      if (fault instanceof ConnectionFault) {
        this.taken = true;
        return { interrupted: fault.message };
      }
      if (fault instanceof RefusedFault) {
        return this.#onRefusal(fault);
      }
      if (fault instanceof UpgradedFault) {
        // No reason to stop: what was signed before may have been included before the upgrade.
        this.#upgraded ??= fault;
        return { interrupted: fault.message };
      }
      throw fault;
    }
  }

  /** Searches the finalized blocks that were not searched before. */
  async findOut(): Promise<Position | undefined> {
    const head = await this.#chain.finalized();
    while (this.searched < head) {
      const block = this.searched + 1;
      const position = await this.#chain.position(block, this.#hashes);
      if (position) {
        return position;
      }
      this.searched = block;
    }
    const { account, dies, hash, nonce } = this.current;
    if ((await this.#chain.nonceAfter(this.searched, account)) > nonce) {
      throw new SupersededFault(hash, nonce);
    }
    if (this.#upgraded && this.searched >= this.#upgraded.since) {
      throw this.#upgraded;
    }
    if (this.searched + 1 >= dies) {
      throw new ExpiredFault(hash, dies);
    }
    return undefined;
  }

  #onRefusal(fault: RefusedFault): Watched {
    switch (fault.refusal) {
      case "alreadyImported":
        this.taken = true;
        break;
      case "temporarilyBanned":
        this.#mustRenew = true;
        break;
      case "quotaExhausted":
        if (!this.#forQuota && !this.taken) {
          throw fault;
        }
        this.#mustRenew = true;
        break;
      case "badProof":
        // The runtime was upgraded while it waited.
        if (!this.taken) {
          throw fault;
        }
        this.#mustRenew = true;
        break;
      default:
        if (!this.taken) {
          throw fault;
        }
    }
    this.refused ??= fault;
    return { interrupted: fault.message };
  }
}
