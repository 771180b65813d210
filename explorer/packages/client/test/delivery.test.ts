import { describe, expect, it } from "vitest";
import { deliver } from "../src/chain/delivery.js";
import type { Chain, Patience, Position, Watched } from "../src/chain/delivery.js";
import type { SignedTransaction } from "../src/chain/transaction.js";
import {
  ConnectionFault,
  ExpiredFault,
  RefusedFault,
  SupersededFault,
  UnknownOutcome,
  UpgradedFault,
} from "../src/faults.js";
import type { Refusal } from "../src/faults.js";
import type { Digest, Height } from "../src/types/index.js";

const PATIENCE: Patience = { wait: 10_000, grace: 5_000, forQuota: false };

const TRANSACTION: SignedTransaction = {
  hex: "0x010203",
  hash: "0x0707",
  account: new Uint8Array(32),
  nonce: 5,
  madeAt: 10,
  dies: 40,
};

type Step = "breaks" | "finalized" | "hangs" | "unreachable" | { refuses: Refusal };

/** A chain with a block a second and a clock of its own; the pool follows a script. */
class Mock implements Chain {
  time = 0;
  watched = 0;
  renewed = 0;
  readonly searched: Height[] = [];
  readonly sent: Digest[] = [];
  included: Height | undefined;
  superseded: Height | undefined;
  /** From this finalized block on another version of the runtime decides. */
  upgraded: Height | undefined;
  readonly #script: Step[];

  constructor(...script: Step[]) {
    this.#script = script;
  }

  in(block: Height): this {
    this.included = block;
    return this;
  }

  get head(): Height {
    return 10 + Math.floor(this.time / 1_000);
  }

  deliver(patience: Partial<Patience> = {}): Promise<Position> {
    return deliver(this, TRANSACTION, { ...PATIENCE, ...patience });
  }

  now(): number {
    return this.time;
  }

  async pause(time: number): Promise<void> {
    this.time += time;
  }

  async watch({ hash }: SignedTransaction, until: number): Promise<Watched> {
    const step = this.#script[Math.min(this.watched, this.#script.length - 1)] ?? "breaks";
    this.watched += 1;
    this.sent.push(hash);
    switch (step) {
      case "finalized":
        return { position: at(this.included ?? 0) };
      case "breaks":
        return { interrupted: "dropped" };
      case "unreachable":
        throw new ConnectionFault("ws://node", "reset");
      case "hangs":
        this.time = until;
        return { interrupted: "no answer in time" };
      default:
        throw new RefusedFault(step.refuses, "by the pool");
    }
  }

  async finalized(): Promise<Height> {
    return this.head;
  }

  async position(block: Height, hashes: readonly Digest[]): Promise<Position | undefined> {
    expect(block).toBeLessThanOrEqual(this.head);
    expect(hashes[0]).toBe(TRANSACTION.hash);
    expect(hashes, "every version of the call is looked for").toHaveLength(1 + this.renewed);
    this.searched.push(block);
    return block === this.included ? at(block) : undefined;
  }

  async renew(old: SignedTransaction): Promise<SignedTransaction | undefined> {
    const { head } = this;
    if (head <= old.madeAt) {
      return undefined;
    }
    if (this.upgraded !== undefined && head >= this.upgraded) {
      throw new UpgradedFault(1, 2, head);
    }
    this.renewed += 1;
    return { ...old, hash: `0x${this.renewed}`, madeAt: head, dies: head + 30 };
  }

  async nonceAfter(block: Height): Promise<number> {
    const used = (from: Height | undefined) => from !== undefined && block >= from;
    return used(this.superseded) || used(this.included) ? 6 : 5;
  }
}

function at(block: Height): Position {
  return { transaction: TRANSACTION.hash, block, blockHash: "0x09", index: 2 };
}

const refuses = (refusal: Refusal): Step => ({ refuses: refusal });

describe("delivery", () => {
  it("ends at once when the transaction is final", async () => {
    const chain = new Mock("finalized").in(11);
    expect(await chain.deliver()).toEqual(at(11));
    expect(chain.watched).toBe(1);
  });

  it("ends with a first refusal, and sends nothing again", async () => {
    for (const refusal of ["notActive", "stale"] as const) {
      const chain = new Mock(refuses(refusal));
      await expect(chain.deliver()).rejects.toMatchObject({ refusal });
      expect(chain.watched).toBe(1);
    }
  });

  it.each(["breaks", "unreachable", "hangs"] as const)(
    "finds a transaction that went through unseen (%s)",
    async (step) => {
      const chain = new Mock(step, refuses("stale")).in(13);
      expect(await chain.deliver()).toEqual(at(13));
      expect(chain.searched, "each block once, and none left out").toEqual([11, 12, 13]);
    },
  );

  it("sends a dropped transaction again until it is included", async () => {
    const chain = new Mock("breaks", "breaks", "finalized").in(30);
    expect(await chain.deliver()).toEqual(at(30));
    expect(chain.watched).toBe(3);
  });

  it("waits for a transaction the pool knows already", async () => {
    expect(await new Mock(refuses("alreadyImported")).in(14).deliver()).toEqual(at(14));
  });

  it("fails for certain when another transaction took its place", async () => {
    const chain = new Mock("breaks", refuses("stale"));
    chain.superseded = 12;
    await expect(chain.deliver()).rejects.toBeInstanceOf(SupersededFault);
  });

  it("fails for certain when its lifetime is over", async () => {
    const chain = new Mock("breaks");
    await expect(chain.deliver({ wait: 600_000 })).rejects.toBeInstanceOf(ExpiredFault);
    expect(chain.head, "block 39 is the last it may stand in").toBe(39);
  });

  it("says how far the chain was searched when time is up", async () => {
    const chain = new Mock("hangs");
    const fault = await chain.deliver().catch((one: unknown) => one);
    expect(fault).toBeInstanceOf(UnknownOutcome);
    expect(fault).toMatchObject({ searched: 25, dies: 40, kind: "unknown" });
    expect(chain.watched, "nothing is sent after the deadline").toBe(1);
  });

  it("waits for a quota only when asked", async () => {
    const script = [refuses("quotaExhausted"), refuses("quotaExhausted"), "finalized"] as const;
    const hasty = new Mock(...script).in(20);
    await expect(hasty.deliver()).rejects.toMatchObject({ refusal: "quotaExhausted" });
    const patient = new Mock(...script).in(20);
    expect(await patient.deliver({ forQuota: true })).toEqual(at(20));
    expect(new Set(patient.sent).size, "bytes a pool refused are not sent again").toBe(3);
  });

  it("reports a quota that never refills as such", async () => {
    const chain = new Mock(
      refuses("quotaExhausted"),
      refuses("temporarilyBanned"),
      refuses("quotaExhausted"),
    );
    const refused = chain.deliver({ forQuota: true });
    await expect(refused).rejects.toMatchObject({ refusal: "quotaExhausted" });
  });

  it("signs a transaction anew that was evicted and banned", async () => {
    const chain = new Mock(
      "breaks",
      refuses("temporarilyBanned"),
      refuses("quotaExhausted"),
      "finalized",
    ).in(20);
    expect(await chain.deliver()).toEqual(at(20));
    expect(chain.renewed).toBe(2);
  });

  it.each(["badProof", "temporarilyBanned"] as const)(
    "signs nothing anew after an upgrade, and fails for certain (%s)",
    async (refusal) => {
      const chain = new Mock("breaks", refuses(refusal));
      chain.upgraded = 11;
      const fault = await chain.deliver().catch((one: unknown) => one);
      expect(fault).toBeInstanceOf(UpgradedFault);
      expect(fault).toMatchObject({ kind: "runtimeMismatch", encodedFor: 1, inForce: 2 });
      expect(chain.renewed).toBe(0);
      const { since } = fault as UpgradedFault;
      expect(chain.searched.at(-1), "where it may stand was searched before").toBe(since);
      expect(new Set(chain.sent), "no other bytes were sent").toEqual(new Set([TRANSACTION.hash]));
    },
  );

  it("finds a transaction that was included before the upgrade", async () => {
    const chain = new Mock("breaks", refuses("badProof")).in(11);
    chain.upgraded = 11;
    expect(await chain.deliver()).toEqual(at(11));
    expect(chain.renewed).toBe(0);
  });

  it("finds a banned transaction that was included after all", async () => {
    expect(await new Mock("breaks", refuses("temporarilyBanned")).in(13).deliver()).toEqual(at(13));
  });
});
