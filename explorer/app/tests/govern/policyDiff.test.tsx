import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { alignLines, policyChanges, same } from "../../src/parts/govern/policy/diff";
import { isObject, type JsonValue } from "../../src/parts/govern/policy/json";
import { VersionDiff } from "../../src/parts/govern/policy/VersionDiff";
import { show } from "../render";
import { Draw, policy, random } from "./random";

const SEEDS = Array.from({ length: 200 }, (_, seed) => seed + 1);

/** The same condition with its branches in another order. */
function shuffled(value: JsonValue, draw: Draw): JsonValue {
  if (Array.isArray(value)) return value.map((each) => shuffled(each, draw));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const next = shuffled(inner, draw);
      const branches = (name === "all" || name === "any") && Array.isArray(next);
      return [name, branches && draw.chance(0.5) ? [...next].reverse() : next];
    }),
  );
}

describe("the parts in which policies differ", () => {
  const old: { [key: string]: JsonValue } = {
    name: "Large claims",
    points: ["lock"],
    scenes: [1, 2],
    actors: { roles: ["billUser"] },
    priority: 500,
    effect: "deny",
    condition: { all: [{ claimed: { gt: "10000.00" } }, { weekday: { in: [6, 7] } }] },
  };

  it("names what was added, removed and changed, each with its place", () => {
    const next: { [key: string]: JsonValue } = {
      ...old,
      priority: 600,
      scenes: [2, 3],
      condition: {
        all: [{ weekday: { in: [6, 7] } }, { claimed: { gt: "5000.00" } }, { age: { gt: 30 } }],
      },
      valid: { from: "2027-01-01T00:00:00+08:00" },
    };
    expect(policyChanges(old, next)).toEqual([
      { path: "/scenes/0", from: 1 },
      { path: "/scenes/1", to: 3 },
      { path: "/priority", from: 500, to: 600 },
      { path: "/condition/all/1/claimed/gt", from: "10000.00", to: "5000.00" },
      { path: "/condition/all/2", to: { age: { gt: 30 } } },
      { path: "/valid", to: { from: "2027-01-01T00:00:00+08:00" } },
    ]);
  });

  it("a range is one value, and another operator another comparison", () => {
    const range = (low: string, high: string) => ({
      ...old,
      condition: { total: { between: [low, high] } },
    });
    expect(policyChanges(range("1.00", "2.00"), range("1.00", "3.00"))).toEqual([
      { path: "/condition/total/between", from: ["1.00", "2.00"], to: ["1.00", "3.00"] },
    ]);
    expect(
      policyChanges(range("1.00", "2.00"), { ...old, condition: { total: { le: "2.00" } } }),
    ).toEqual([
      {
        path: "/condition/total",
        from: { between: ["1.00", "2.00"] },
        to: { le: "2.00" },
      },
    ]);
  });

  it("the order of branches makes no difference, and everything else does", () => {
    for (const seed of SEEDS) {
      const draw = new Draw(random(seed));
      const one = policy(draw);
      expect(policyChanges(one, one), `seed ${seed}`).toEqual([]);
      expect(policyChanges(one, shuffled(one, draw)), `seed ${seed}`).toEqual([]);
      const other = policy(draw);
      const changes = policyChanges(one, other);
      expect(changes.length === 0, `seed ${seed}`).toBe(same(one, other));
      const back = policyChanges(other, one);
      expect(back.length === 0, `seed ${seed}`).toBe(changes.length === 0);
    }
  });
});

describe("lines beside each other", () => {
  it("keep both texts whole and pair what is equal", () => {
    for (const seed of SEEDS) {
      const draw = new Draw(random(seed));
      const lines = () =>
        Array.from({ length: draw.between(1, 12) }, () => draw.one(["a", "b", "c", ""]));
      const [left, right] = [lines(), lines()];
      const pairs = alignLines(left.join("\n"), right.join("\n"));
      const lefts = pairs.flatMap((pair) => (pair.left ? [pair.left] : []));
      const rights = pairs.flatMap((pair) => (pair.right ? [pair.right] : []));
      expect(lefts.map((line) => line.text)).toEqual(left);
      expect(rights.map((line) => line.text)).toEqual(right);
      expect(lefts.map((line) => line.number)).toEqual(left.map((_, at) => at + 1));
      for (const pair of pairs) {
        if (pair.kind === "same") expect(pair.left?.text).toBe(pair.right?.text);
        else if (pair.kind === "changed") expect(pair.left && pair.right).toBeTruthy();
        else expect(pair.left === null).toBe(pair.kind === "added");
      }
      if (left.join() === right.join())
        expect(pairs.every((pair) => pair.kind === "same")).toBe(true);
    }
  });
});

describe("the page", () => {
  it("shows both versions, and each change in words", async () => {
    const policyOf = (limit: string, priority: number) => ({
      name: "Large claims",
      points: ["lock"],
      scenes: "all",
      actors: "all",
      priority,
      effect: "deny",
      condition: { claimed: { gt: limit } },
    });
    await show(
      <VersionDiff
        left={{ title: "Version 1", policy: policyOf("10000.00", 5) }}
        right={{ title: "Version 2", policy: policyOf("20000.00", 5) }}
      />,
    );
    expect(await screen.findByText("1 part differs")).toBeInTheDocument();
    const parts = screen.getByRole("region", { name: "Parts that differ" });
    expect(parts).toHaveTextContent('/condition/claimed/gt changed "10000.00" → "20000.00"');
    const table = within(screen.getByRole("region", { name: /side by side/ })).getByRole("table");
    const changed = [...table.querySelectorAll("tr")].filter(
      (row) => row.dataset["kind"] === "changed",
    );
    expect(changed).toHaveLength(1);
    expect(changed[0]).toHaveTextContent(/10000\.00.*20000\.00/);
    expect(within(table).getAllByText(/"priority": 5/)).toHaveLength(2);
  });

  it("says so where nothing differs", async () => {
    const policy = {
      name: "A",
      points: ["lock"],
      scenes: "all",
      actors: "all",
      priority: 1,
      effect: "deny",
    };
    await show(
      <VersionDiff left={{ title: "v1", policy }} right={{ title: "v2", policy: { ...policy } }} />,
    );
    expect(await screen.findByText("Both say the same.")).toBeInTheDocument();
  });
});
