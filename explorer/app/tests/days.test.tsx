import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FilterBar } from "../src/components/FilterBar";
import { period } from "../src/components/filterFields";
import { dayOf, endOfDay, startOfDay } from "../src/lib/days";
import type { Filters } from "../src/lib/filters";
import { OperationTab } from "../src/parts/business/statistics/OperationTab";
import "./charts";
import { serve, show } from "./render";

const MACHINE = process.env.TZ;
/** 2026-11-20T00:00 and 2026-11-22T00:00 in Shanghai. */
const FROM = Date.UTC(2026, 10, 19, 16);
const UNTIL = Date.UTC(2026, 10, 21, 16);

afterEach(() => {
  if (MACHINE === undefined) delete process.env.TZ;
  else process.env.TZ = MACHINE;
});

describe.each([
  ["UTC", 0],
  ["Asia/Tokyo", 9],
  ["Asia/Shanghai", 8],
  ["America/Los_Angeles", -8],
])("in a browser in %s", (zone, hours) => {
  beforeEach(() => {
    process.env.TZ = zone;
    expect(new Date(FROM).getTimezoneOffset(), "the zone is in force").toBe(0 - hours * 60);
  });

  it("China's days begin when they do in China", () => {
    expect(startOfDay("2026-11-20", "china")).toBe(FROM);
    expect(endOfDay("2026-11-21", "china")).toBe(UNTIL);
    expect(endOfDay("2026-12-31", "china")).toBe(Date.UTC(2026, 11, 31, 16));
    expect(dayOf(FROM, "china")).toBe("2026-11-20");
    expect(dayOf(FROM - 1, "china")).toBe("2026-11-19");
    expect(dayOf(NaN, "china")).toBe("—");
  });

  it("its own days begin when they do there", () => {
    const midnight = Date.UTC(2026, 10, 20) - hours * 3_600_000;
    expect(startOfDay("2026-11-20", "browser")).toBe(midnight);
    expect(endOfDay("2026-11-19", "browser")).toBe(midnight);
    expect(dayOf(midnight, "browser")).toBe("2026-11-20");
    expect(dayOf(midnight - 1, "browser")).toBe("2026-11-19");
  });

  it("statistics are asked for the days that the index counts by", async () => {
    const asked: URLSearchParams[] = [];
    vi.stubGlobal(
      "fetch",
      serve((path, query) => {
        if (path.endsWith("/statistics/activity")) asked.push(query);
        return { rows: [] };
      }),
    );
    const user = userEvent.setup();
    await show(<OperationTab />);
    await user.type(await screen.findByLabelText("From"), "2026-11-20{Enter}");
    await user.tab();
    await user.type(screen.getByLabelText("Until"), "2026-11-21{Enter}");
    await user.tab();
    await waitFor(() => {
      expect(asked.at(-1)?.get("from")).toBe(String(FROM));
      expect(asked.at(-1)?.get("until")).toBe(String(UNTIL));
    });
    expect(screen.getByLabelText("From")).toHaveValue("2026-11-20");
    expect(screen.getByLabelText("Until")).toHaveValue("2026-11-21");
  });

  it("lists of moments are cut by the days of the browser", async () => {
    const value: Filters = { from: String(Date.UTC(2026, 10, 20) - hours * 3_600_000) };
    await show(<FilterBar fields={period("From", "Until")} value={value} onChange={() => {}} />);
    expect(screen.getByLabelText("From")).toHaveValue("2026-11-20");
  });
});
