import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { BillStatisticsRow, LockRow, NodeRow } from "../../src/lib/types";
import { checkDigest, findKey, parseDate, parseYuan } from "../../src/parts/business/codes";
import { elementsOf } from "../../src/parts/business/ebill";
import { healthSeries } from "../../src/parts/business/healthSeries";
import { byCondition, byKind, conditionOf, sortNodes } from "../../src/parts/business/nodes";
import { OTHERS, pivot, sum } from "../../src/parts/business/statistics/pivot";
import { countReasons } from "../../src/parts/business/statistics/reasons";
import { userFigures } from "../../src/parts/business/statistics/userFigures";

const sm3 = (bytes: Uint8Array) => new Uint8Array(createHash("sm3").update(bytes).digest());

describe("codes", () => {
  it("are found in what people paste and in names of files", () => {
    const key = { code: "31060126", number: "0000000001" };
    for (const text of [
      "31060126-0000000001",
      "310601260000000001",
      "票据代码：31060126 0000000001",
      "31060126_0000000001.pdf",
    ]) {
      expect(findKey(text)).toEqual(key);
    }
    for (const text of ["", "31060126-1", "1234567890123456789012", "31060126-00000000012"]) {
      expect(findKey(text)).toBeNull();
    }
  });

  it("give the digest the chain keeps of a check code", () => {
    const codes = { code: "31060126", number: "0000000001", checkCode: "a1B2c3" };
    expect(checkDigest(codes, sm3)).toBe("0x637168e6dca154565acd1e6a898caea1");
  });

  it("take days that a calendar has", () => {
    expect(parseDate("20260131")).toBe("2026-01-31");
    expect(parseDate("2024-02-29")).toBe("2024-02-29");
    for (const text of ["2026-02-29", "2026-13-01", "31.01.2026", "", "1969-12-31"]) {
      expect(parseDate(text)).toBeNull();
    }
  });

  it("take amounts in yuan, exactly", () => {
    expect(parseYuan("417.05")).toBe(41_705);
    expect(parseYuan("¥0.1")).toBe(10);
    for (const text of ["0", "0.00", "-1", "1.234", "1e3", "", "百元"]) {
      expect(parseYuan(text)).toBeNull();
    }
  });
});

describe("an e-bill that was dropped", () => {
  const bill = (main: string) =>
    `<EInvoice><EInvoiceData><Main>${main}</Main></EInvoiceData></EInvoice>`;
  const key = "<EInvoiceCode>31060126</EInvoiceCode><EInvoiceNumber>0000000001</EInvoiceNumber>";

  it("leaves out elements that have another form", () => {
    expect(elementsOf(bill(`${key}<TotalAmount>much</TotalAmount>`))).toEqual({
      code: "31060126",
      number: "0000000001",
      checkCode: "",
      issueDate: "",
      amount: "",
    });
  });

  it("is not guessed at when it is something else", () => {
    for (const text of [
      "",
      "%PDF-1.7",
      "<EInvoice>",
      "<other><Main/></other>",
      bill("<EInvoiceCode>1</EInvoiceCode>"),
      `<!DOCTYPE x [<!ENTITY a "31060126">]>${bill("<EInvoiceCode>&a;</EInvoiceCode>")}`,
    ]) {
      expect(elementsOf(text)).toBeNull();
    }
  });
});

function row(period: string, group: string, count: number): BillStatisticsRow {
  return {
    period,
    group,
    count,
    totalFen: count * 100,
    redCount: 1,
    redFen: 100,
    voidedCount: 0,
    reimbursedFen: 50,
  };
}

describe("statistics", () => {
  const rows = [
    row("2026-11-02", "31", 5),
    row("2026-11-01", "31", 10),
    row("2026-11-01", "32", 3),
    row("2026-11-02", "33", 1),
  ];

  it("lay figures out by period and group, the largest group first", () => {
    expect(pivot(rows, "count", 8)).toEqual({
      periods: ["2026-11-01", "2026-11-02"],
      series: [
        { group: "31", values: [10, 5] },
        { group: "32", values: [3, 0] },
        { group: "33", values: [0, 1] },
      ],
    });
  });

  it("lose nothing when groups are more than are told apart", () => {
    const { series } = pivot(rows, "count", 1);
    expect(series.map(({ group }) => group)).toEqual(["31", OTHERS]);
    const total = series.flatMap(({ values }) => values).reduce((one, other) => one + other, 0);
    expect(total).toBe(sum(rows).count);
  });

  it("count reasons, and those who gave none", () => {
    expect(
      countReasons([
        { data: { reason: "refund" } },
        { data: { reason: " refund " } },
        { data: {} },
        { data: null },
        { data: { reason: "refund" } },
      ]),
    ).toEqual([
      { reason: "refund", count: 3 },
      { reason: "", count: 2 },
    ]);
  });

  it("add the locks of a user up by the day they were taken", () => {
    const lock = (at: number, state: string, amountFen: number) =>
      ({ at, state, amountFen, claimedFen: 100 }) as LockRow;
    const figures = userFigures(
      [lock(2, "settled", 90), lock(1, "expired", 0), lock(2, "settled", 10)],
      (ms) => `day ${ms}`,
    );
    expect(figures).toMatchObject({
      count: 3,
      claimedFen: 300,
      reimbursedFen: 100,
      byDay: [
        { day: "day 1", count: 1, reimbursedFen: 0 },
        { day: "day 2", count: 2, reimbursedFen: 100 },
      ],
    });
  });
});

function accessNode(id: number, more: Partial<NodeRow>): NodeRow {
  return {
    id,
    name: `Node ${id}`,
    operator: 1,
    kinds: ["issuer"],
    scenes: [],
    resources: [],
    status: "normal",
    activated: true,
    credentialStatus: "valid",
    credentialUntil: 1_000 - id,
    online: true,
    devices: 0,
    participants: 0,
    activatedAt: 1,
    registeredAt: 1,
    changedAt: id,
    ...more,
  };
}

describe("access nodes", () => {
  const nodes = [
    accessNode(1, {}),
    accessNode(2, { online: false, status: "suspended", kinds: ["issuer", "user"] }),
    accessNode(3, { online: false, credentialStatus: "expired" }),
    accessNode(4, { online: false, activated: false, activatedAt: null }),
    accessNode(5, { credentialStatus: "expiring" }),
    accessNode(6, { online: false }),
  ];

  it("are in the condition that keeps them from service", () => {
    expect(nodes.map(conditionOf)).toEqual([
      "normal",
      "suspended",
      "expired",
      "inactive",
      "expiring",
      "offline",
    ]);
  });

  it("are ordered by state, time or the end of their credential", () => {
    const ids = (order: Parameters<typeof sortNodes>[1]) =>
      sortNodes(nodes, order).map(({ id }) => id);
    expect(ids("status")).toEqual([3, 2, 4, 6, 5, 1]);
    expect(ids("changed")).toEqual([6, 5, 4, 3, 2, 1]);
    expect(ids("credential")).toEqual([6, 5, 4, 3, 2, 1]);
    expect(ids("number")).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("count for every kind they serve as", () => {
    expect(byKind(nodes)).toEqual([
      { kind: "issuer", online: 2, offline: 4, activated: 5, inactive: 1 },
      { kind: "user", online: 0, offline: 1, activated: 1, inactive: 0 },
    ]);
    expect(byCondition(nodes).reduce((total, { count }) => total + count, 0)).toBe(nodes.length);
  });

  it("were none of a state at a moment that does not name it", () => {
    const at = (time: number, group: string, total: number) => ({
      time,
      group,
      total,
      online: total,
      activated: total,
    });
    const { times, lines } = healthSeries(
      [at(2, "normal", 1), at(1, "normal", 2), at(2, "suspended", 1)],
      "status",
    );
    expect(times).toEqual([1, 2]);
    expect(lines.map(({ group, values }) => [group, values])).toEqual([
      ["normal", [2, 1]],
      ["suspended", [0, 1]],
    ]);
  });
});
