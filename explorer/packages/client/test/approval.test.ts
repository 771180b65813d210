import { describe, expect, it } from "vitest";
import { approvalFault } from "../src/domains/approvals.js";
import { concat, fromHex, sm3, sm3Hex, toHex, utf8 } from "../src/crypto/index.js";
import type { ApprovalAnswer } from "../src/types/index.js";
import { metadataBytes, registryOf, shapesOf } from "./runtime.js";

const shapes = shapesOf(registryOf(metadataBytes()));
const CALL = "0x010203";

/** An approval whose terms and entries are encoded here byte by byte. */
function answer(): ApprovalAnswer {
  const reason = "因年度调整";
  const subject = sm3Hex(fromHex(CALL));
  const terms = concat(
    Uint8Array.of(1, 0, 0, 0),
    // registerScene is the eleventh operation.
    Uint8Array.of(10),
    fromHex(subject),
    Uint8Array.of(5, 0, 0, 0, 5, 0, 0, 0, 1, 0, 0, 0),
    // One step: the fiscal authority, one signature; mandated.
    Uint8Array.of(1 << 2, 1, 0, 1, 1),
    Uint8Array.of(7, 0, 0, 0, 0, 0, 0, 0),
    Uint8Array.of(0x67, 0xea, 0, 0, 0, 0, 0, 0),
    Uint8Array.of(1, 0, 0, 0, 0),
  );
  const proposed = concat(
    Uint8Array.of(0, 0, 0, 0, 0, 1, 5, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 1),
    sm3(utf8(reason)),
  );
  const approved = Uint8Array.of(1, 0, 0, 0, 1, 1, 7, 0, 0, 0, 0xe8, 3, 0, 0, 0, 0, 0, 0, 0);
  const head = sm3(concat(sm3(concat(sm3(terms), proposed)), approved));
  return {
    terms: {
      id: 1,
      operation: "registerScene",
      subject,
      proposer: 5,
      signer: 5,
      flow: 1,
      steps: [{ who: { chain: "fiscalAuthority" }, threshold: 1 }],
      mandated: true,
      proposedAt: 7,
      deadline: 60_007,
      encoding: 1,
      previous: null,
    },
    state: "pending",
    step: 0,
    signatures: [],
    entries: 2,
    head: toHex(head),
    failure: null,
    earlier: null,
    resubmitted: null,
    stateNow: "pending",
    proposerDid: null,
    call: CALL,
    record: [
      {
        entry: { seq: 0, action: "proposed", signer: 5, at: 7, reason: sm3Hex(utf8(reason)) },
        reason,
        did: null,
      },
      {
        entry: { seq: 1, action: "approved", signer: 7, at: 1_000, reason: null },
        reason: null,
        did: null,
      },
    ],
  };
}

describe("the record of an approval", () => {
  it("holds together as the chain made it", () => {
    expect(approvalFault(shapes, answer())).toBeNull();
  });

  it.each<[string, (forged: ApprovalAnswer) => void, RegExp]>([
    ["another call", (one) => (one.call = "0x010204"), /^call: /],
    ["no call", (one) => (one.call = "0x"), /^call: /],
    ["an entry too few", (one) => one.record.pop(), /^record: not 2 entries/],
    ["entries in another order", (one) => one.record.reverse(), /^record: entry 0 has number 1/],
    ["another reason", (one) => (first(one).reason = "另有原因"), /^record: the reason of entry 0/],
    ["a reason kept back", (one) => (first(one).reason = null), /^record: the reason of entry 0/],
    ["another time", (one) => (first(one).entry.at += 1), /another head/],
    ["another signer", (one) => (first(one).entry.signer = 6), /another head/],
    ["other terms", (one) => (one.terms.mandated = false), /another head/],
    ["another deadline", (one) => (one.terms.deadline += 1), /another head/],
    ["another head", (one) => (one.head = one.terms.subject), /another head/],
  ])("does not with %s", (_, forge, fault) => {
    const forged = answer();
    forge(forged);
    expect(approvalFault(shapes, forged)).toMatch(fault);
  });

  it("needs no call where the chain keeps none", () => {
    const withdrawn: ApprovalAnswer = { ...answer(), state: "withdrawn", call: "0x" };
    expect(approvalFault(shapes, withdrawn)).toBeNull();
  });
});

function first(answer: ApprovalAnswer): ApprovalAnswer["record"][number] {
  const [line] = answer.record;
  if (!line) {
    throw new Error("no line");
  }
  return line;
}
