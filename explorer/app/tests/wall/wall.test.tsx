import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { beforeEach, describe, expect, it, vi } from "vitest";
import Wall from "../../src/pages/wall/Wall";
import {
  failedShare,
  groupBars,
  oldLocks,
  periodStart,
  silent,
  trendOf,
  warningsOf,
  type Figures,
} from "../../src/parts/wall/figures";
import { ringOption } from "../../src/parts/wall/charts";
import { fit } from "../../src/parts/wall/scale";
import { DEFAULTS, readSettings, saveSettings } from "../../src/parts/wall/settings";
import { arc } from "../../src/parts/wall/ValidatorRing";
import "../charts";
import { serve, show } from "../render";

class FakeSource extends EventTarget {
  static readonly CLOSED = 2;
  static last: FakeSource | null = null;
  readyState = 1;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;

  constructor() {
    super();
    FakeSource.last = this;
  }

  close(): void {
    this.readyState = FakeSource.CLOSED;
  }

  send(type: string, id: string, data: unknown): void {
    this.dispatchEvent(new MessageEvent(type, { data: JSON.stringify(data), lastEventId: id }));
  }
}

const NOW = Date.now();

function block(height: number, extra: object = {}) {
  return {
    height,
    hash: `0x${height.toString(16).padStart(64, "0")}`,
    time: NOW - (120 - height) * 1_000,
    transactions: 4,
    bills: 2,
    ...extra,
  };
}

const SIGNERS = [true, true, true, false].map((signed, at) => ({
  participant: at + 1,
  account: `5${at}`,
  publicKey: `0x0${at}`,
  weight: 1,
  signed,
}));

const ALERT = {
  id: "118-3",
  time: NOW - 60_000,
  severity: "critical",
  kind: "equivocation",
  block: 118,
  event: "118-3",
  subject: {},
  pallet: "BftValidators",
  name: "EquivocationReported",
};

function answers(path: string, query: URLSearchParams): unknown {
  switch (path) {
    case "/api/v1/status":
      return {
        chain: "FiscalChain devnet",
        indexed: { height: 120, hash: "0x", time: NOW },
        finalized: { height: 120, hash: "0x" },
        lagBlocks: 0,
        counts: {
          bills: 12_345,
          locksActive: 7,
          authorizations: 3,
          participants: 28,
          approvalsOpen: 2,
        },
      };
    case "/api/v1/blocks":
      return { items: [block(120), block(119), block(118)], next: null };
    case "/api/v1/blocks/120":
      return { ...block(120), certificate: { round: 0, setId: 0, signers: SIGNERS, raw: "0x" } };
    case "/api/v1/statistics/summary":
      return {
        totalFen: 123_456_789,
        averageFen: 41_700,
        maxFen: 9_000_000,
        minFen: 100,
        reimbursedFen: 5_000_000,
        redCount: 4,
      };
    case "/api/v1/statistics/activity":
      return { rows: [{ period: "x", blocks: 40, transactions: 240, failed: 20, bills: 1 }] };
    case "/api/v1/statistics/bills":
      return {
        rows: [
          {
            period: "2026-11-20",
            group: query.get("group") === "area" ? "31" : "0601",
            count: 5,
            totalFen: 500,
          },
          {
            period: "2026-11-21",
            group: query.get("group") === "area" ? "32" : "0602",
            count: 9,
            totalFen: 900,
          },
        ],
      };
    case "/api/v1/locks/board":
      return {
        ageing: [
          { bucket: "<1h", count: 3, claimedFen: 1 },
          { bucket: ">30d", count: 101, claimedFen: 2 },
        ],
      };
    case "/api/v1/nodes/health":
      return {
        rows: [
          { time: 1, group: "issuer", total: 3, online: 3 },
          { time: 1, group: "user", total: 9, online: 0 },
          { time: 2, group: "issuer", total: 3, online: 2 },
        ],
      };
    case "/api/v1/alerts":
      return { items: [ALERT], next: null };
    default:
      return new Response("{}", { status: 404 });
  }
}

beforeEach(() => {
  localStorage.clear();
  saveSettings(DEFAULTS);
  vi.stubGlobal("EventSource", FakeSource);
});

describe("validators that are silent", () => {
  const certificate = (...signed: boolean[]) => ({
    round: 0,
    setId: 1,
    raw: "0x",
    signers: signed.map((has, index) => ({
      participant: index,
      account: `account-${index}`,
      publicKey: `0x${index}`,
      weight: 1,
      signed: has,
    })),
  });

  it("are those that signed none of the last blocks", () => {
    const turns = Array.from({ length: 10 }, (_, turn) =>
      certificate(true, turn % 2 === 0, turn % 2 === 1, true),
    );
    expect(silent(turns)).toBe(0);
    expect(silent(turns.map(() => certificate(true, true, true, false)))).toBe(1);
  });

  it("are not known after a few blocks", () => {
    expect(silent([])).toBeNull();
    expect(silent([certificate(true, true, true, false)])).toBeNull();
  });
});

describe("the figures of the wall", () => {
  const none: Figures = {
    blockAge: null,
    lag: null,
    transactions: null,
    failedShare: null,
    oldLocks: null,
    nodesOut: null,
    unsigned: null,
    critical: null,
  };

  it("warn at their threshold, not below it, and not when it is switched off", () => {
    const { thresholds } = DEFAULTS;
    expect(warningsOf(none, thresholds)).toEqual([]);
    expect(warningsOf({ ...none, oldLocks: 99 }, thresholds)).toEqual([]);
    expect(warningsOf({ ...none, oldLocks: 100 }, thresholds)).toEqual([
      { key: "oldLocks", value: 100, threshold: 100 },
    ]);
    expect(warningsOf({ ...none, oldLocks: 100 }, { ...thresholds, oldLocks: null })).toEqual([]);
  });

  it("are not known where there is no data", () => {
    expect(oldLocks(undefined)).toBeNull();
    expect(failedShare(undefined)).toBeNull();
    expect(failedShare([])).toBeNull();
    const row = { period: "x", failed: 0, bills: 0, locks: 0, reimbursedFen: 0 };
    expect(failedShare([{ ...row, blocks: 9, transactions: 9 }])).toBeNull();
  });

  it("put small groups together", () => {
    const row = (group: string, count: number) => ({
      period: "2026",
      group,
      count,
      totalFen: count * 10,
      redCount: 0,
      redFen: 0,
      voidedCount: 0,
      reimbursedFen: 0,
    });
    const { bars, rest } = groupBars([row("31", 1), row("32", 5), row("31", 6), row("33", 2)], 2);
    expect(bars).toEqual([
      { group: "31", count: 7, totalFen: 70 },
      { group: "32", count: 5, totalFen: 50 },
    ]);
    expect(rest).toEqual({ group: "", count: 2, totalFen: 20 });
  });

  it("have an hour for each of the last 24, in China Standard Time", () => {
    const now = Date.parse("2026-11-21T17:30:00Z");
    const row = {
      period: "2026-11-22T01",
      blocks: 1,
      transactions: 9,
      failed: 1,
      bills: 3,
      locks: 0,
      reimbursedFen: 0,
    };
    const points = trendOf([row], now);
    expect(points).toHaveLength(24);
    expect(points.at(-1)).toMatchObject({
      period: "2026-11-22T01",
      hour: "01:00",
      transactions: 8,
    });
    expect(points[0]).toMatchObject({ period: "2026-11-21T02", transactions: 0 });
    expect(periodStart("day", now)).toBe(Date.parse("2026-11-20T17:00:00Z"));
    expect(periodStart("all", now)).toBeNull();
  });

  it("fit 1920×1080 and 3840×2160 alike, other shapes whole, and phones in one column", () => {
    expect(fit(1_920, 1_080)).toEqual({ unit: 1, flows: false });
    expect(fit(3_840, 2_160)).toEqual({ unit: 2, flows: false });
    expect(fit(1_366, 768).unit).toBeCloseTo(768 / 1_080, 5);
    expect(fit(375, 800).flows).toBe(true);
  });

  it("have the names of kinds beside the ring, and below it where there is no room", () => {
    const rows = [{ name: "a", count: 1 }];
    expect(ringOption(rows, 1, false)).toMatchObject({
      legend: { right: 0, top: "middle" },
      series: [{ center: ["27%", "50%"] }],
    });
    const narrow = ringOption(rows, 1, true) as { series: { center: unknown; radius: number[] }[] };
    expect(narrow).toMatchObject({ legend: { left: "center", bottom: 0 } });
    // The whole ring is on the drawing, however narrow that is.
    expect(narrow.series[0]?.center).toEqual(["50%", 90]);
    expect(narrow.series[0]?.radius.at(-1)).toBeLessThanOrEqual(90);
  });

  it("are told in settings that hold whatever was stored", () => {
    expect(readSettings(null)).toEqual(DEFAULTS);
    expect(readSettings("{broken")).toEqual(DEFAULTS);
    const read = readSettings(
      '{"period":"week","thresholds":{"lag":5,"blockAge":null,"oldLocks":-1}}',
    );
    expect(read.period).toBe("week");
    expect(readSettings('{"bills":{"area":"32","kind":"x"},"notify":1}')).toEqual({
      ...DEFAULTS,
      bills: { scene: null, area: "32", kind: null },
    });
    expect(read.thresholds).toEqual({ ...DEFAULTS.thresholds, lag: 5, blockAge: null });
  });

  it("draw a validator alone as a whole ring, and a hundred without overlap", () => {
    expect(arc(0, 1)).toMatch(/A 82 82 0 1 1/);
    expect(new Set(Array.from({ length: 100 }, (_, at) => arc(at, 100))).size).toBe(100);
    expect(arc(0, 100)).not.toContain("NaN");
  });
});

describe("the wall", () => {
  it("shows the whole chain, warns over thresholds, and has no fault of accessibility", async () => {
    vi.stubGlobal("fetch", serve(answers));
    const { container } = await show(<Wall />);
    expect(await screen.findByRole("heading", { level: 1 })).toHaveTextContent("at a glance");
    expect(await screen.findByText("12,345")).toBeVisible();
    expect(
      await screen.findByRole("img", { name: "3 of 4 validators signed the last block" }),
    ).toBeVisible();
    expect(await screen.findByText("2/3")).toBeVisible();
    const warnings = await screen.findByRole("list", { name: "Warnings" });
    for (const text of [
      "Locks held over 7 days 101 ≥ 100",
      "Failed transactions in 24 h (%) 10 ≥ 5",
      "Access nodes out of service 1 ≥ 1",
      "Critical alerts in 24 h 1 ≥ 1",
    ]) {
      expect(await within(warnings).findByText(text)).toBeVisible();
    }
    expect(within(warnings).queryByText(/signed none/)).toBeNull();
    const area = await screen.findByRole("table", { name: "Bills by area" });
    expect(await within(area).findByText(/Jiangsu|江苏|32/)).toBeInTheDocument();
    const ticker = screen.getByRole("region", { name: "Alerts" });
    expect(await within(ticker).findByText(/two contradicting statements/)).toBeVisible();
    const { violations } = await axe.run(container, {
      rules: { "color-contrast": { enabled: false } },
    });
    expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  });

  it("follows new blocks and alerts over the stream", async () => {
    vi.stubGlobal("fetch", serve(answers));
    await show(<Wall />);
    expect(await screen.findByText("12,345")).toBeVisible();
    act(() => {
      FakeSource.last?.send("block", "121", block(121));
      FakeSource.last?.send("alert", "121-0", {
        ...ALERT,
        id: "121-0",
        block: 121,
        time: NOW,
        pallet: "Outbox",
        name: "Unknown",
      });
    });
    const ticker = screen.getByRole("region", { name: "Alerts" });
    expect(await within(ticker).findByText("Outbox.Unknown")).toBeVisible();
    expect(await screen.findByText("121")).toBeVisible();
  });

  it("works without any data", async () => {
    vi.stubGlobal(
      "fetch",
      serve(() => new Response("{}", { status: 503 })),
    );
    await show(<Wall />, { language: "zh" });
    expect(await screen.findByRole("heading", { level: 1 })).toHaveTextContent("财票链运行态势");
    expect((await screen.findAllByText("—")).length).toBeGreaterThan(5);
    expect(
      await screen.findAllByText("无法连接索引服务", {}, { timeout: 15_000 }),
    ).not.toHaveLength(0);
    expect(screen.queryByRole("list", { name: "预警" })).toBeNull();
    expect(await screen.findByText("暂无告警")).toBeVisible();
  });

  it("keeps thresholds that a person sets", async () => {
    vi.stubGlobal("fetch", serve(answers));
    const user = userEvent.setup();
    await show(<Wall />);
    expect(await screen.findByText("Locks held over 7 days 101 ≥ 100")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Settings of the wall" }));
    const field = await screen.findByLabelText("Locks held over 7 days");
    await user.clear(field);
    await user.type(field, "200");
    await user.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() =>
      expect(readSettings(localStorage.getItem("fiscal.wall")).thresholds.oldLocks).toBe(200),
    );
    await waitFor(() => expect(screen.queryByText("Locks held over 7 days 101 ≥ 100")).toBeNull());
  });

  it("counts the bills of one area and kind in its charts, and says so", async () => {
    const asked: URLSearchParams[] = [];
    vi.stubGlobal(
      "fetch",
      serve((path, query) => {
        if (path === "/api/v1/statistics/bills") asked.push(query);
        return answers(path, query);
      }),
    );
    saveSettings({ ...DEFAULTS, bills: { scene: null, area: "32", kind: "0601" } });
    await show(<Wall />);
    const area = await screen.findByRole("region", { name: "Bills by area" });
    expect(await within(area).findByText(/30 days · Jiangsu \(32\) · .*\(0601\)/)).toBeVisible();
    await waitFor(() => expect(asked.length).toBeGreaterThan(1));
    for (const query of asked) {
      expect([query.get("area"), query.get("kind"), query.get("scene")]).toEqual([
        "32",
        "0601",
        null,
      ]);
    }
  });

  it("has the browser tell of a warning once, if the person wants it", async () => {
    const told: string[] = [];
    const FakeNotification = Object.assign(
      function (_title: string, { body = "" }: NotificationOptions) {
        told.push(body);
      },
      { permission: "granted" },
    );
    vi.stubGlobal("Notification", FakeNotification);
    vi.stubGlobal("fetch", serve(answers));
    const user = userEvent.setup();
    await show(<Wall />);
    expect(await screen.findByText("Locks held over 7 days 101 ≥ 100")).toBeVisible();
    expect(told).toEqual([]);
    await user.click(screen.getByRole("button", { name: "Settings of the wall" }));
    const notify = await screen.findByLabelText(/^Notify of warnings/);
    await user.click(notify);
    // The browser is asked for its leave first.
    await waitFor(() => expect(notify).toBeChecked());
    await user.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(told).toContain("Locks held over 7 days 101 ≥ 100"));
    expect(new Set(told).size).toBe(told.length);
  });
});
