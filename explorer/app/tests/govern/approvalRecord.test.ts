import { sm3 } from "@fiscalchain/client/crypto";
import type { ApprovalAnswer } from "@fiscalchain/client";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import {
  chainHead,
  checkRecord,
  encodeEntry,
  encodeTerms,
  OPERATIONS,
} from "../../src/parts/govern/approvals/record";

const REPOSITORY = join(dirname(fileURLToPath(import.meta.url)), "../../../..");
const hex = (bytes: Uint8Array): `0x${string}` =>
  `0x${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;

/** An approval with a record that holds together. */
function answer(): ApprovalAnswer {
  const call = Uint8Array.of(23, 5, 1, 0, 0, 0);
  const terms: ApprovalAnswer["terms"] = {
    id: 7,
    operation: "enactPolicy",
    subject: hex(sm3(call)),
    proposer: 1,
    signer: 2,
    flow: 3,
    steps: [
      { who: { approval: 4 }, threshold: 2 },
      { who: { chain: "council" }, threshold: 1 },
    ],
    mandated: true,
    proposedAt: 1_700_000_000_000,
    deadline: 1_700_600_000_000,
    encoding: 1,
    previous: { id: 5, head: `0x${"ab".repeat(32)}`, mandated: false },
  };
  let head = sm3(encodeTerms(terms));
  const actions = [
    ["proposed", 2, "因为大额报销过多"],
    ["approved", 3, null],
    ["expired", null, null],
  ] as const;
  const record = actions.map(([action, signer, reason], seq) => {
    const digest = reason === null ? null : hex(sm3(new TextEncoder().encode(reason)));
    const entry = { seq, action, signer, at: terms.proposedAt + seq, reason: digest };
    head = chainHead(sm3, head, entry);
    return { entry, reason, did: null };
  });
  return {
    terms,
    state: "expired",
    step: 0,
    signatures: [{ step: 0, signer: 3 }],
    entries: record.length,
    head: hex(head),
    failure: null,
    earlier: null,
    resubmitted: null,
    stateNow: "expired",
    proposerDid: null,
    call: hex(call),
    record,
  };
}

describe("the record of an approval", () => {
  it("is encoded as the chain does", () => {
    // The vector of `fiscal_primitives::operation`: little-endian, fixed widths.
    const entry = { seq: 5, action: "approved", signer: 7, at: 1_000, reason: null } as const;
    expect([...encodeEntry(entry)]).toEqual([
      5, 0, 0, 0, 1, 1, 7, 0, 0, 0, 0xe8, 3, 0, 0, 0, 0, 0, 0, 0,
    ]);
    expect([...encodeTerms(answer().terms)]).toEqual([
      ...[7, 0, 0, 0],
      14,
      ...sm3(Uint8Array.of(23, 5, 1, 0, 0, 0)),
      ...[1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0],
      ...[8, 0, 4, 0, 0, 0, 2, 1, 5, 1],
      1,
      ...[0x00, 0x68, 0xe5, 0xcf, 0x8b, 1, 0, 0],
      ...[0x00, 0xae, 0xa8, 0xf3, 0x8b, 1, 0, 0],
      ...[1, 0, 0, 0],
      ...[1, 5, 0, 0, 0],
      ...Array.from({ length: 32 }, () => 0xab),
      0,
    ]);
  });

  it("names every operation in the order of the chain", () => {
    const source = readFileSync(join(REPOSITORY, "primitives/core/src/operation.rs"), "utf8");
    const list = /ALL: \[Operation; \d+\] = \[([^\]]+)\]/.exec(source)?.[1] ?? "";
    const names = [...list.matchAll(/Operation::(\w+)/g)].map(
      ([, name = ""]) => name.charAt(0).toLowerCase() + name.slice(1),
    );
    expect([...OPERATIONS]).toEqual(names);
  });

  it("that holds together is found whole, with the head after each entry", () => {
    const whole = answer();
    const check = checkRecord(sm3, whole);
    expect(check.fault).toBeNull();
    expect(check.heads).toHaveLength(3);
    expect(check.heads.at(-1)).toBe(whole.head);
  });

  it("in which anything was changed is found out", () => {
    const forged = (change: (each: ApprovalAnswer) => void) => {
      const copy = structuredClone(answer());
      change(copy);
      return checkRecord(sm3, copy).fault;
    };
    const line = (each: ApprovalAnswer, at: number) => {
      const found = each.record[at];
      if (!found) throw new Error("no entry");
      return found;
    };
    expect(forged((each) => (each.call = "0x17050200"))).toEqual({ fault: "call" });
    expect(forged((each) => each.record.pop())).toEqual({ fault: "length" });
    expect(forged((each) => (line(each, 1).entry.seq = 4))).toEqual({ fault: "order", at: 1 });
    expect(forged((each) => (line(each, 0).reason = "另有原因"))).toEqual({
      fault: "reason",
      at: 0,
    });
    expect(forged((each) => (line(each, 1).entry.signer = 9))).toEqual({ fault: "head" });
    expect(forged((each) => (line(each, 2).entry.at += 1))).toEqual({ fault: "head" });
    expect(forged((each) => (each.terms.proposer = 9))).toEqual({ fault: "head" });
    expect(forged((each) => (each.terms.mandated = false))).toEqual({ fault: "head" });
    expect(forged((each) => (each.head = `0x${"00".repeat(32)}`))).toEqual({ fault: "head" });
    expect(forged((each) => (each.terms.operation = "other" as "enactPolicy"))).toEqual({
      fault: "form",
    });
  });

  it("of what was withdrawn needs no call", () => {
    const dropped = answer();
    dropped.call = "0x";
    expect(checkRecord(sm3, dropped).fault).toEqual({ fault: "call" });
    dropped.state = "withdrawn";
    expect(checkRecord(sm3, dropped).fault).toBeNull();
  });
});
