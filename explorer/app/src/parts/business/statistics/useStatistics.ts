import type { TFunction } from "i18next";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useItem } from "../../../lib/api";
import type { Params } from "../../../lib/api";
import { useFilters } from "../../../lib/filters";
import { serverNow } from "../../../lib/now";
import type { BillStatisticsRow, Page, ParticipantRow, Rows } from "../../../lib/types";
import { areaName } from "../areas";
import { kindName } from "../kinds";
import { useSceneNames } from "../SceneName";
import { OTHERS } from "./pivot";

/** How long a period is. */
export const UNITS = ["hour", "day", "month", "quarter", "year"] as const;
/** By what bills are told apart. */
export const GROUPS = ["none", "area", "kind", "issuer", "scene"] as const;

/** What statistics are asked for, as the address of the page has it. */
export const STATISTICS_KEYS = [
  "tab",
  "view",
  "by",
  "group",
  "on",
  "form",
  "issuer",
  "holder",
  "scene",
  "kind",
  "area",
  "from",
  "until",
] as const;

/** What the statistics page is asked to show. */
export interface Selection {
  by: (typeof UNITS)[number];
  group: (typeof GROUPS)[number];
  on: "issued" | "registered";
  form: "line" | "bar" | "pie";
  /** The filters that the index takes. */
  filters: Params;
  /** Nobody chose a time: what is shown is recent. */
  isRecent: boolean;
}

const KEPT_MS = 30_000;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How far back a page looks while nobody chose a time: the index answers 5,000 rows at most. */
const SPANS: Partial<Record<string, number>> = {
  minute: 6 * HOUR,
  hour: 3 * DAY,
  day: 31 * DAY,
  month: 730 * DAY,
};

/** The time that is asked for: what was chosen, or what is recent. */
export function useRecent(
  by: string,
  from: string | undefined,
  until: string | undefined,
): { from: string | number | undefined; until: string | undefined; isRecent: boolean } {
  const [opened] = useState(serverNow);
  const span = SPANS[by];
  if (from || until || span === undefined) {
    return { from, until, isRecent: false };
  }
  return { from: opened - span, until, isRecent: true };
}

function known<T extends string>(values: readonly T[], value: string | undefined, other: T): T {
  return values.find((candidate) => candidate === value) ?? other;
}

/** The selection of the page and how to change it. */
export function useSelection(usualGroup: Selection["group"] = "none") {
  const [filters, setFilters] = useFilters(STATISTICS_KEYS);
  const on = known(["issued", "registered"], filters.on, "registered");
  const units = on === "issued" ? UNITS.filter((unit) => unit !== "hour") : UNITS;
  const by = known(units, filters.by, "day");
  const { issuer, scene, kind, area } = filters;
  // Days of issue lie as far back as the bills that were adopted.
  const time = useRecent(on === "issued" ? "" : by, filters.from, filters.until);
  const selection: Selection = {
    by,
    group: known(GROUPS, filters.group, usualGroup),
    on,
    form: known(["line", "bar", "pie"], filters.form, "bar"),
    filters: { issuer, scene, kind, area, from: time.from, until: time.until },
    isRecent: time.isRecent,
  };
  return { filters, setFilters, selection, units };
}

/** Bills counted by period and group. */
export function useBillStatistics(selection: Selection, group: Selection["group"]) {
  return useItem<Rows<BillStatisticsRow>>(
    "/statistics/bills",
    { ...selection.filters, by: selection.by, group, on: selection.on },
    { staleMs: KEPT_MS },
  );
}

/** The names of groups: areas, kinds, scenes, issuers. */
export function useGroupNames(): (group: Selection["group"], value: string) => string {
  const { t } = useTranslation("business");
  const scenes = useSceneNames();
  const issuers = useItem<Page<ParticipantRow>>(
    "/participants",
    { role: "issuer", limit: 200 },
    { staleMs: KEPT_MS },
  );
  const names = new Map(issuers.data?.items.map(({ id, name }) => [String(id), name]));
  return (group, value) => groupName(t, group, value, scenes, names);
}

function groupName(
  t: TFunction<"business">,
  group: Selection["group"],
  value: string,
  scenes: ReadonlyMap<number, string>,
  issuers: ReadonlyMap<string, string>,
): string {
  if (value === OTHERS) {
    return t("statistics.others");
  }
  switch (group) {
    case "area":
      return areaName(t, value);
    case "kind":
      return kindName(t, value);
    case "scene":
      return scenes.get(Number(value)) ?? t("scene.number", { id: value });
    case "issuer":
      return issuers.get(value) ?? t("participant.number", { id: value });
    default:
      return t("statistics.all");
  }
}
