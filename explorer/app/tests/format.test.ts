import { describe, expect, it } from "vitest";
import {
  fenToYuan,
  formatAgo,
  formatBytes,
  formatDuration,
  formatFen,
  formatNumber,
  formatPercent,
  formatTime,
  shortHash,
  yuanToFen,
} from "../src/lib/format";

describe("amounts", () => {
  it("shows fen as yuan with two digits", () => {
    expect(formatFen(0, "en")).toBe("¥0.00");
    expect(formatFen(5, "en")).toBe("¥0.05");
    expect(formatFen(123_456, "zh-CN")).toBe("¥1,234.56");
    expect(formatFen(-100, "en")).toBe("-¥1.00");
  });

  it("loses nothing of the largest safe amount", () => {
    expect(formatFen(Number.MAX_SAFE_INTEGER, "en")).toBe("¥90,071,992,547,409.91");
    expect(fenToYuan(Number.MAX_SAFE_INTEGER)).toBe("90071992547409.91");
  });

  it("takes what people type, and refuses what is no amount", () => {
    expect(yuanToFen("12")).toBe(1_200);
    expect(yuanToFen("1,234.5")).toBe(123_450);
    expect(yuanToFen(" 0.07 ")).toBe(7);
    expect(yuanToFen("-3.10")).toBe(-310);
    for (const text of ["", "1.234", "1e3", "¥5", ".5", "99999999999999"]) {
      expect(yuanToFen(text), text).toBeNull();
    }
  });

  it("goes there and back", () => {
    for (const fen of [0, 1, 99, 100, 101, 12_345_678, 90_071_992_547_409]) {
      expect(yuanToFen(fenToYuan(fen))).toBe(fen);
    }
  });
});

describe("moments", () => {
  const now = Date.UTC(2026, 10, 21, 12, 0, 0);

  it("shows the clock of the browser", () => {
    const moment = new Date(2026, 10, 5, 7, 8, 9).getTime();
    expect(formatTime(moment)).toBe("2026-11-05 07:08:09");
    expect(formatTime(Number.NaN)).toBe("—");
  });

  it("says how long ago in both languages", () => {
    expect(formatAgo(now - 3 * 60_000, now, "en")).toBe("3 minutes ago");
    expect(formatAgo(now - 3 * 60_000, now, "zh-CN")).toBe("3分钟前");
    expect(formatAgo(now + 2 * 86_400_000, now, "en")).toBe("in 2 days");
    expect(formatAgo(now - 400, now, "en")).toBe("now");
    expect(formatAgo(now + 1_500, now, "en")).toBe("now");
  });

  it("says how long in two units", () => {
    expect(formatDuration(0, "en")).toBe("0s");
    expect(formatDuration(3_900_000, "en")).toBe("1h 5m");
    expect(formatDuration(30 * 86_400_000, "zh-CN")).toBe("30 天");
  });
});

describe("figures and digests", () => {
  it("separates thousands and rounds", () => {
    expect(formatNumber(1_234_567, 0, "en")).toBe("1,234,567");
    expect(formatNumber(1.26, 1, "en")).toBe("1.3");
    expect(formatNumber(Number.POSITIVE_INFINITY)).toBe("—");
    expect(formatPercent(0.1234, 1, "en")).toBe("12.3%");
    expect(formatBytes(1_536, "en")).toBe("1.5 KiB");
    expect(formatBytes(12, "en")).toBe("12 B");
  });

  it("keeps the ends of a digest and leaves short texts whole", () => {
    const digest = `0x${"a".repeat(30)}${"b".repeat(34)}`;
    expect(shortHash(digest)).toBe("0xaaaaaa…bbbb");
    expect(shortHash("0x1234")).toBe("0x1234");
    expect(shortHash("5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY")).toBe("5Grwva…utQY");
  });
});
