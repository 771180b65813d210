import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import type { TimelineItem } from "../../src/lib/types";
import { HolderTrail } from "../../src/parts/business/bill/HolderTrail";
import { lifeLineOption } from "../../src/parts/business/bill/lifeLineOption";
import { LifeLineView } from "../../src/parts/business/bill/LifeLineView";
import { lifeLine } from "../../src/parts/business/lifeline";
import type { TrailItem } from "../../src/parts/business/rpc-types";
import { serve, show } from "../render";

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 31, 4);

function step(
  kind: TimelineItem["kind"],
  action: string,
  day: number,
  participant: number | null = null,
): TimelineItem {
  return {
    time: START + day * DAY,
    block: 10 + day,
    transaction: `${10 + day}-1`,
    kind,
    action,
    participant,
    data: {},
  };
}

/** Registered, authorized, disputed, reimbursed, passed on, and locked once more. */
const TIMELINE = [
  step("bill", "registered", 0, 5),
  step("authorization", "checked", 1, 7),
  step("lock", "acquired", 1, 7),
  step("lock", "lost", 1, 8),
  step("bill", "locked", 1, 7),
  step("lock", "settled", 3, 7),
  step("bill", "settled", 3, 7),
  step("bill", "holderChanged", 4),
  step("lock", "acquired", 6, 8),
];

const holder = (digit: string): `0x${string}` => `0x${digit.repeat(64)}`;

const TRAIL: TrailItem[] = [
  {
    from: null,
    to: holder("a"),
    action: "registered",
    version: 1,
    block: 10,
    at: START,
    transaction: null,
  },
  {
    from: holder("a"),
    to: holder("b"),
    action: "holderChanged",
    version: 4,
    block: 14,
    at: START + 4 * DAY,
    transaction: holder("c"),
  },
];

const NOW = START + 9 * DAY;

describe("the life of a bill", () => {
  it("draws a lock from its taking to its end, and one that is held to this day", () => {
    const { spans, to } = lifeLine(TIMELINE, TRAIL, NOW);
    expect(spans.filter(({ lane }) => lane === "lock")).toEqual([
      { lane: "lock", from: START + DAY, to: START + 3 * DAY, who: 7, ending: "settled" },
      { lane: "lock", from: START + 6 * DAY, to: null, who: 8, ending: null },
    ]);
    expect(to).toBe(NOW);
  });

  it("draws each holder until the next", () => {
    const { spans } = lifeLine(TIMELINE, TRAIL, NOW);
    expect(spans.filter(({ lane }) => lane === "holder")).toEqual([
      {
        lane: "holder",
        from: START,
        to: START + 4 * DAY,
        who: holder("a"),
        ending: "holderChanged",
      },
      { lane: "holder", from: START + 4 * DAY, to: null, who: holder("b"), ending: null },
    ]);
  });

  it("puts requests in vain on a lane of their own, in the order they came", () => {
    const { marks } = lifeLine([...TIMELINE].reverse(), TRAIL, NOW);
    expect(marks.filter(({ lane }) => lane === "dispute")).toMatchObject([
      { action: "lost", participant: 8 },
    ]);
    expect(marks.map(({ time }) => time)).toEqual(
      marks.map(({ time }) => time).sort((one, other) => one - other),
    );
  });

  it("ends where a bill's life ended", () => {
    const { to } = lifeLine([step("bill", "registered", 0), step("bill", "voided", 2)], [], NOW);
    expect(to).toBe(START + 2 * DAY);
  });

  it("shows the lanes that have something on them", () => {
    const words = {
      lane: (lane: string) => lane,
      mark: () => "",
      span: () => "",
    };
    const option = lifeLineOption(lifeLine([step("bill", "registered", 0)], [], NOW), words);
    expect(option).toMatchObject({ yAxis: { data: ["version"] } });
  });

  it("is there to be read as a list and as a table", async () => {
    vi.stubGlobal(
      "fetch",
      serve((path) => ({ row: { name: `Member ${path.split("/").at(-1)}` } })),
    );
    const user = userEvent.setup();
    await show(<LifeLineView timeline={TIMELINE} trail={TRAIL} now={NOW} />);
    const list = await screen.findByRole("list", { name: "Life-line of the bill" });
    const items = within(list).getAllByRole("listitem");
    expect(items).toHaveLength(TIMELINE.length);
    expect(items[0]).toHaveTextContent("Lock taken");
    expect(items.at(-1)).toHaveTextContent("Registered");
    expect(within(list).getByText("Request lost")).toBeVisible();
    expect(await within(list).findAllByRole("link", { name: "Member 8" })).toHaveLength(2);

    await user.click(screen.getByRole("button", { name: "Table" }));
    const table = await screen.findByRole("table", { name: "Life-line of the bill" });
    expect(within(table).getAllByRole("row")).toHaveLength(TIMELINE.length + 1);
    expect(within(table).getByRole("cell", { name: "Disputes" })).toBeVisible();
  });

  it("shows who held the bill, and who holds it now", async () => {
    await show(<HolderTrail trail={TRAIL} />);
    const trail = await screen.findByRole("list", { name: "Who held it" });
    const holders = within(trail).getAllByRole("listitem");
    expect(holders).toHaveLength(2);
    expect(holders[0]).not.toHaveTextContent("Now");
    expect(holders[1]).toHaveTextContent("Now");
    expect(holders[1]).toHaveTextContent("Passed to another holder");
  });
});
