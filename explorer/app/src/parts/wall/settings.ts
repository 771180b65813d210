import { useSyncExternalStore } from "react";

/** Over which span bills are counted in the charts. */
export const PERIODS = ["day", "week", "month", "all"] as const;
export type Period = (typeof PERIODS)[number];

/** Figures with a threshold, in the order they are shown. */
export const THRESHOLDS = [
  "blockAge",
  "lag",
  "transactions",
  "failedShare",
  "oldLocks",
  "nodesOut",
  "unsigned",
  "critical",
] as const;
export type ThresholdKey = (typeof THRESHOLDS)[number];

/** From which value on a figure is a warning; null switches it off. */
export type Thresholds = Record<ThresholdKey, number | null>;

/** What the bills of the charts may be narrowed to. */
export const NARROWINGS = ["scene", "area", "kind"] as const;
/** Of which scene, area and kind the bills are; null for all. */
export type Narrowing = Record<(typeof NARROWINGS)[number], string | null>;

/** What the person who put the wall up chose. */
export interface WallSettings {
  period: Period;
  bills: Narrowing;
  /** The browser tells of a warning as it comes up. */
  notify: boolean;
  thresholds: Thresholds;
}

export const DEFAULTS: WallSettings = {
  period: "month",
  bills: { scene: null, area: null, kind: null },
  notify: false,
  thresholds: {
    /** Seconds since the last block. */
    blockAge: 30,
    /** Blocks the index is behind. */
    lag: 20,
    /** Transactions a second. */
    transactions: 1_000,
    /** Per cent of the transactions of the last 24 hours that failed. */
    failedShare: 5,
    /** Locks held for more than seven days. */
    oldLocks: 100,
    /** Access nodes that cannot serve. */
    nodesOut: 1,
    /** Validators that signed none of the last blocks. */
    unsigned: 1,
    /** Critical alerts of the last 24 hours. */
    critical: 1,
  },
};

const STORE = "fiscal.wall";
const MOST = 1_000_000;
const listeners = new Set<() => void>();
let settings: WallSettings | null = null;

/** Settings of whatever was stored: what is not of its form is the default. */
export function readSettings(text: string | null): WallSettings {
  let stored: unknown = null;
  try {
    stored = JSON.parse(text ?? "null");
  } catch {
    return DEFAULTS;
  }
  const given = (typeof stored === "object" && stored !== null ? stored : {}) as {
    period?: unknown;
    bills?: Record<string, unknown>;
    notify?: unknown;
    thresholds?: Record<string, unknown>;
  };
  const thresholds = { ...DEFAULTS.thresholds };
  for (const key of THRESHOLDS) {
    const value = given.thresholds?.[key];
    if (value === null) thresholds[key] = null;
    else if (typeof value === "number" && value >= 0 && value <= MOST) thresholds[key] = value;
  }
  const period = PERIODS.find((each) => each === given.period) ?? DEFAULTS.period;
  const bills = { ...DEFAULTS.bills };
  for (const key of NARROWINGS) {
    const value = given.bills?.[key];
    if (typeof value === "string" && /^\d{1,10}$/.test(value)) bills[key] = value;
  }
  return { period, bills, notify: given.notify === true, thresholds };
}

function current(): WallSettings {
  if (!settings) {
    try {
      settings = readSettings(localStorage.getItem(STORE));
    } catch {
      settings = DEFAULTS;
    }
  }
  return settings;
}

/** Keeps settings on this machine. */
export function saveSettings(next: WallSettings): void {
  settings = next;
  try {
    localStorage.setItem(STORE, JSON.stringify(next));
  } catch {
    // They hold for this visit only.
  }
  listeners.forEach((listener) => listener());
}

/** The settings of the wall. */
export function useSettings(): WallSettings {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }, current);
}
