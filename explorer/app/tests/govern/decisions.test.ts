import { describe, expect, it } from "vitest";
import {
  numberOfEvent,
  transactionOf,
  votesNeeded,
  waysOf,
  type Decision,
} from "../../src/parts/govern/act/decision";
import { standingOf } from "../../src/parts/govern/council/standing";
import { paceOf } from "../../src/parts/govern/network/blockPace";
import { levelAt, shareAt } from "../../src/parts/govern/quotas/types";
import { termOf, termParts } from "../../src/parts/govern/scenes/lockTerm";
import { completeRules } from "../../src/parts/govern/scenes/SceneForms";
import type { Block } from "../../src/lib/types";

const ENACT: Decision = {
  pallet: "Policies",
  call: "enact",
  args: (reason) => ({ id: 1, version: 2, acknowledgeConflicts: false, reason }),
  operation: "enactPolicy",
  summary: "Put it into force.",
  needsReason: true,
};

describe("ways of a decision", () => {
  it("are by role, by approval and by the council, until the operation demands a flow", () => {
    expect(waysOf(ENACT, [])).toEqual(["direct", "approval", "council"]);
    expect(waysOf(ENACT, [{ operation: "enactPolicy", flow: 3 }])).toEqual(["approval", "council"]);
    const quota: Decision = { ...ENACT, operation: "changeQuota", neverAlone: true };
    expect(waysOf(quota, [])).toEqual(["council"]);
    expect(waysOf(quota, [{ operation: "changeQuota", flow: 1 }])).toEqual(["approval", "council"]);
    expect(waysOf({ ...ENACT, operation: null, councilOnly: true }, [])).toEqual(["council"]);
  });

  it("become the transactions that the chain knows", () => {
    const choice = { reason: " why ", flow: 4, threshold: 3, length: 40 };
    const call = {
      pallet: "Policies",
      call: "enact",
      args: { id: 1, version: 2, acknowledgeConflicts: false, reason: "why" },
    };
    expect(transactionOf(ENACT, { ...choice, way: "direct" })).toEqual(call);
    expect(transactionOf(ENACT, { ...choice, way: "approval" })).toEqual({
      pallet: "Approvals",
      call: "propose",
      args: { call, flow: 4, reason: "why" },
    });
    expect(transactionOf(ENACT, { ...choice, way: "council" })).toEqual({
      pallet: "Council",
      call: "propose",
      args: { threshold: 3, proposal: call, lengthBound: 40 },
    });
  });

  it("need as many votes as the runtime asks for", () => {
    expect([1, 2, 3, 4, 5, 6].map((members) => votesNeeded(ENACT, members))).toEqual([
      1, 2, 2, 3, 3, 4,
    ]);
    const upgrade: Decision = { ...ENACT, council: "threeQuarters" };
    expect([0, 1, 2, 3, 4, 5, 6, 8].map((members) => votesNeeded(upgrade, members))).toEqual([
      1, 1, 2, 3, 3, 4, 5, 6,
    ]);
  });

  it("tell their numbers by events, as the node and as the index write them", () => {
    const progress = (data: unknown) => ({
      call: { pallet: "", call: "", args: [], summary: "" },
      stage: "block" as const,
      hash: null,
      blockHash: null,
      height: null,
      error: null,
      events: [{ pallet: "Approvals", name: "Proposed", data }],
    });
    expect(numberOfEvent(progress({ id: 1_234 }), "Approvals", "Proposed", "id")).toBe(1_234);
    expect(numberOfEvent(progress({ id: "1,234" }), "Approvals", "Proposed", "id")).toBe(1_234);
    expect(numberOfEvent(progress({}), "Approvals", "Proposed", "id")).toBeNull();
    expect(numberOfEvent(progress({ id: 1 }), "Approvals", "Rejected", "id")).toBeNull();
  });
});

describe("a motion", () => {
  const motion = {
    hash: "0x",
    index: 0,
    threshold: 3,
    ayes: ["a"],
    nays: ["b"],
    end: 100,
    length: 1,
    call: null,
  };

  it("stands as its votes and its time say", () => {
    expect(standingOf(motion, 4, 50)).toBe("open");
    expect(standingOf(motion, 4, 100)).toBe("over");
    expect(standingOf({ ...motion, ayes: ["a", "c", "d"] }, 4, 50)).toBe("approved");
    expect(standingOf({ ...motion, nays: ["b", "c"] }, 4, 50)).toBe("rejected");
  });
});

describe("a bucket", () => {
  const quota = { burst: 1_000, perSecond: 100 };

  it("leaks as the chain lets it", () => {
    const bucket = { level: 500_000, at: 10_000 };
    expect(levelAt(bucket, quota, 10_000)).toBe(500);
    expect(levelAt(bucket, quota, 12_000)).toBe(300);
    expect(levelAt(bucket, quota, 60_000)).toBe(0);
    // A clock that is behind the chain's adds nothing.
    expect(levelAt(bucket, quota, 9_000)).toBe(500);
    expect(shareAt(bucket, quota, 11_000)).toBe(0.4);
    expect(shareAt(null, quota, 0)).toBe(0);
    expect(shareAt(bucket, { burst: 0, perSecond: 0 }, 0)).toBe(1);
  });
});

describe("the pace of blocks", () => {
  const block = (height: number, time: number, round = 0): Block => ({
    height,
    time,
    round,
    hash: "",
    parentHash: "",
    stateRoot: "",
    extrinsicsRoot: "",
    proposer: null,
    setId: 0,
    specVersion: 1,
    transactions: 2,
    events: 0,
    bills: 0,
    bytes: 0,
  });

  it("is that of neighbours, whatever their order", () => {
    const pace = paceOf([block(5, 2_500, 2), block(3, 1_000), block(4, 1_300), block(9, 9_000)]);
    expect(pace.intervals.map(({ height, ms }) => [height, ms])).toEqual([
      [4, 300],
      [5, 1_200],
    ]);
    expect(pace).toMatchObject({ mean: 750, longest: 1_200, laterRounds: 1 });
  });

  it("of too few blocks is not known, and the first block has no time", () => {
    expect(paceOf([])).toMatchObject({ mean: null, longest: null });
    expect(paceOf([block(0, 0), block(1, 5_000)]).intervals).toEqual([]);
  });
});

describe("forms of scenes", () => {
  it("a term lies between a minute and 366 days", () => {
    expect(termOf(30, "days")).toBe(2_592_000_000);
    expect(termOf(0, "days")).toBeNull();
    expect(termOf(367, "days")).toBeNull();
    expect(termOf(null, "hours")).toBeNull();
    for (const ms of [60_000, 3_600_000, 5_400_000, 2_592_000_000]) {
      const { count, unit } = termParts(ms);
      expect(termOf(count, unit)).toBe(ms);
    }
  });

  it("rules are written out and sorted, as the chain keeps them", () => {
    expect(
      completeRules({
        rules: [
          { name: "ward", kind: "text", oneOf: ["内科"] },
          { name: "level", kind: "number", range: { min: 1, max: 3 } },
        ],
      }),
    ).toEqual({
      closed: true,
      rules: [
        {
          name: "level",
          kind: "number",
          presence: "optional",
          masked: false,
          range: { min: 1, max: 3 },
          pattern: null,
          oneOf: [],
          requires: null,
        },
        {
          name: "ward",
          kind: "text",
          presence: "optional",
          masked: false,
          range: null,
          pattern: null,
          oneOf: ["内科"],
          requires: null,
        },
      ],
    });
    expect(completeRules(null)).toBeNull();
  });
});
