import { describe, expect, it } from "vitest";
import type { Explanation } from "../../src/parts/govern/policy/answers";
import {
  caseFaults,
  casesJson,
  emptyCase,
  factsOf,
  readCases,
  verdictOf,
  type SimulationCase,
} from "../../src/parts/govern/policy/cases";
import { momentOf, momentText } from "../../src/parts/govern/policy/values";

function full(): SimulationCase {
  return {
    ...emptyCase("Night claim"),
    expect: "deny",
    at: "2026-11-21T22:30:00",
    actor: "12",
    roles: ["billUser"],
    labels: ["east"],
    issuer: "3",
    node: "4",
    scene: "1",
    region: "31",
    bill: "31060126-0000000001",
    kind: "ordinary",
    total: "12345.6",
    claimed: "100",
    issuedOn: "2026-01-31",
    today: "2",
    fields: [
      { name: "hospitalLevel", type: "number", value: "3" },
      { name: "paid", type: "amount", value: "7.5" },
      { name: "first", type: "flag", value: "true" },
      { name: "on", type: "date", value: "2026-02-01" },
      { name: "ward", type: "text", value: "内科" },
    ],
  };
}

describe("cases", () => {
  it("become the facts that the chain takes", () => {
    expect(factsOf(full())).toEqual({
      point: "lock",
      at: Date.UTC(2026, 10, 21, 14, 30),
      actor: 12,
      roles: ["billUser"],
      labels: ["east"],
      issuer: 3,
      node: 4,
      scene: 1,
      region: 31,
      bill: "31060126-0000000001",
      kind: "ordinary",
      total: 1_234_560,
      claimed: 10_000,
      issuedOn: "2026-01-31",
      today: 2,
      fields: [
        { name: "hospitalLevel", value: { number: 3 } },
        { name: "paid", value: { amount: 750 } },
        { name: "first", value: { flag: true } },
        { name: "on", value: { date: "2026-02-01" } },
        { name: "ward", value: { text: "内科" } },
      ],
    });
  });

  it("leave out what is not known", () => {
    const bare = { ...emptyCase("Bare"), at: "2026-11-21T22:30" };
    expect(factsOf(bare)).toEqual({ point: "lock", at: Date.UTC(2026, 10, 21, 14, 30) });
    expect(caseFaults(bare)).toEqual([]);
  });

  it("are saved and loaded as the command line has them", () => {
    const saved = JSON.stringify(
      casesJson([full(), { ...emptyCase("Bare"), at: "2026-11-21T22:30:00" }]),
    );
    const loaded = readCases(saved);
    if (!("cases" in loaded)) throw new Error(loaded.fault);
    expect(casesJson(loaded.cases)).toEqual(JSON.parse(saved));
    expect(readCases("{")).toEqual({ fault: "notJson" });
    expect(readCases("{}")).toEqual({ fault: "notCases" });
    expect(readCases('[{"name": "a", "facts": {"colour": 1}}]')).toEqual({ fault: "notCases" });
    expect(readCases('[{"name": "a", "facts": {}, "expect": "maybe"}]')).toEqual({
      fault: "notCases",
    });
    expect(readCases('[{"name": "a", "facts": {"total": "5"}}]')).toEqual({ fault: "notCases" });
    expect(
      readCases(JSON.stringify(Array.from({ length: 33 }, () => ({ name: "a", facts: {} })))),
    ).toEqual({
      fault: "tooMany",
    });
  });

  it("say which of their parts are not in their form", () => {
    const each = full();
    each.actor = "x";
    each.region = "99";
    each.bill = "31060126";
    each.total = "1,000";
    each.issuedOn = "2026-02-30";
    each.fields[1] = { name: "hospitalLevel", type: "number", value: "3" };
    each.fields[4] = { name: "Ward", type: "text", value: "" };
    expect(caseFaults(each)).toEqual([
      "actor",
      "region",
      "bill",
      "total",
      "issuedOn",
      "fields.1",
      "fields.4",
    ]);
  });

  it("one policy closes what it regulates by permissions, and nothing by denials", () => {
    const outcome = (applies: boolean, holds: boolean): Explanation => ({
      applies,
      holds,
      truth: holds ? "true" : "false",
      cost: 1,
      steps: [],
    });
    expect(verdictOf("deny", outcome(true, true))).toBe("deny");
    expect(verdictOf("deny", outcome(true, false))).toBe("permit");
    expect(verdictOf("permit", outcome(true, true))).toBe("permit");
    expect(verdictOf("permit", outcome(true, false))).toBe("deny");
    expect(verdictOf("permit", outcome(false, false))).toBe("permit");
  });
});

describe("moments", () => {
  it("are those of China Standard Time and come back", () => {
    expect(momentOf("2026-11-21T00:00:00+08:00")).toBe(1_795_190_400_000);
    for (const ms of [0, 1, 1_795_190_400_000, 1_795_190_400_123]) {
      expect(momentOf(momentText(ms))).toBe(ms);
    }
    for (const text of [
      "2026-11-21",
      "2026-11-21T00:00:00Z",
      "2026-11-21T24:00:00+08:00",
      "2026-11-21T00:00:00.000+08:00",
      "2026-02-30T00:00:00+08:00",
      "1970-01-01T07:59:59+08:00",
    ]) {
      expect(momentOf(text), text).toBeNull();
    }
  });
});
