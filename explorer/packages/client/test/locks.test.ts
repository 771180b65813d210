import { describe, expect, it } from "vitest";
import { verdictOf } from "../src/domains/locks.js";
import { DeniedFault, RuntimeMismatch } from "../src/faults.js";
import type { ChainEvent } from "../src/chain/runtime.js";

const bill = (number: number) => `31060126-000000000${number}`;

function event(
  name: string,
  data: Record<string, unknown>,
  extrinsic: number | null = null,
): ChainEvent {
  return { pallet: "BillLocks", name, data, extrinsic };
}

const acquired = (number: number, holder: number, flow: string) =>
  event("Acquired", { key: bill(number), holder, flow, expires: 900 });
const lost = (number: number, requester: number, flow: string, winner: number) =>
  event("LockLost", { key: bill(number), requester, flow, winner, expires: 900 });
const again = (operation: string, outcome: unknown) =>
  event("AnsweredAgain", { operation, outcome }, 2);

describe("the verdict on a request to lock", () => {
  const closing = [
    acquired(1, 7, "A"),
    lost(2, 5, "A", 8),
    lost(1, 5, "B", 7),
    lost(1, 6, "A", 7),
    lost(1, 5, "A", 7),
    event("LockRefused", { key: bill(3), requester: 5, flow: "A" }),
    { ...acquired(4, 5, "A"), pallet: "Another" },
  ];
  const of = (number: number, requester: number, flow: string) =>
    verdictOf({ events: [], closing }, bill(number), requester, flow);

  it("is found among those of other requests", () => {
    expect(of(1, 7, "A")).toEqual({ verdict: "holds", expires: 900 });
    expect(of(1, 5, "A")).toEqual({ verdict: "lost", winner: 7, expires: 900 });
    expect(of(3, 5, "A")).toEqual({ verdict: "refused" });
    expect(of(1, 9, "A")).toBeUndefined();
    expect(of(1, 7, "B")).toBeUndefined();
    expect(of(4, 5, "A")).toBeUndefined();
  });

  it("of a repeated request is its first answer", () => {
    const repeated = (outcome: unknown) =>
      verdictOf({ events: [again("acquire", outcome)], closing: [] }, bill(1), 1, "A");
    expect(repeated({ acquire: "lost" })).toEqual({ verdict: "again", first: "lost" });
    expect(repeated({ denied: { policy: 3, version: 2 } })).toEqual({
      verdict: "denied",
      denial: { policy: 3, version: 2 },
    });
    expect(() => repeated("done")).toThrow(RuntimeMismatch);
    const settled = { events: [again("settle", "done")], closing: [] };
    expect(() => verdictOf(settled, bill(1), 1, "A")).toThrow(/settle was answered by "done"/);
  });

  it("of a denied request names the policy", () => {
    const denied = event("LockDenied", { key: bill(1), policy: 3, version: 2 }, 2);
    const verdict = verdictOf({ events: [denied], closing: [] }, bill(1), 1, "A");
    expect(verdict).toMatchObject({ verdict: "denied", denial: { policy: 3, version: 2 } });
    expect(new DeniedFault(bill(1), "A", 3, 2).message).toMatch(
      /^BillLocks\.PolicyDenied: policy 3, version 2, denies the lock of 31060126-0000000001, and flow number A stays denied/,
    );
    expect(new DeniedFault(bill(1), "A", null, null).message).toMatch(/: a policy in force denies/);
  });
});
