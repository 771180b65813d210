import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { useEffect, useState } from "react";
import { describe, expect, it } from "vitest";
import type { SimulationCase } from "../../src/parts/govern/policy/cases";
import { fromPolicy, type EditorState } from "../../src/parts/govern/policy/editor";
import type { JsonValue } from "../../src/parts/govern/policy/json";
import { policyJson } from "../../src/parts/govern/policy/model";
import { PolicyWorkbench } from "../../src/parts/govern/policy/PolicyWorkbench";
import { readPolicy } from "../../src/parts/govern/policy/read";
import { show } from "../render";
import { stubServer, type Methods } from "./stubs";

const POLICY: { [key: string]: JsonValue } = {
  name: "Large claims in office hours alone",
  points: ["lock"],
  scenes: [1],
  actors: { roles: ["billUser"] },
  priority: 500,
  effect: "deny",
  condition: {
    all: [
      { claimed: { gt: "10000.00" } },
      { any: [{ timeOfDay: { lt: "08:30" } }, { weekday: { in: [6, 7] } }] },
    ],
  },
};

const CHECKED = { accepted: true, cost: 40, findings: [], oppositions: [] };
const NODE: Methods = {
  policy_primitives: () => ({ items: [], next: null }),
  policy_labels: () => [],
  policy_check: () => CHECKED,
};

const latest: { state?: EditorState } = {};

function Bench({
  start,
  base,
}: {
  start: JsonValue;
  base?: { id: number; title: string; policy: typeof POLICY };
}) {
  const [state, setState] = useState(() => {
    const { policy } = readPolicy(start);
    if (!policy) throw new Error("no policy");
    return fromPolicy(policy);
  });
  const [cases, setCases] = useState<SimulationCase[]>([]);
  useEffect(() => {
    latest.state = state;
  }, [state]);
  return (
    <PolicyWorkbench
      state={state}
      onState={setState}
      cases={cases}
      onCases={setCases}
      base={base ?? null}
    />
  );
}

const json = () => (latest.state ? policyJson(latest.state.policy) : undefined);
const scenes = (path: string) => ({
  items: path === "/api/v1/scenes" ? [{ id: 1, name: "住院报销" }] : [],
  next: null,
});

describe("the policy editor", () => {
  it("changes a comparison by its controls, and the JSON with it", async () => {
    const user = userEvent.setup();
    stubServer(NODE, scenes);
    await show(<Bench start={POLICY} />);
    const amount = await screen.findByLabelText("Value of comparison 1.1");
    expect(amount).toHaveValue("10000.00");
    await user.clear(amount);
    await user.type(amount, "250.5");
    await user.selectOptions(screen.getByLabelText("Operator of comparison 1.1"), "ge");
    await user.selectOptions(screen.getByLabelText("Attribute of comparison 1.2.1"), "age");
    await user.selectOptions(screen.getByLabelText("How branches 1.2 are joined"), "all");
    expect(json()).toMatchObject({
      condition: {
        all: [
          { claimed: { ge: "250.5" } },
          { all: [{ age: { lt: 1 } }, { weekday: { in: [6, 7] } }] },
        ],
      },
    });
    await user.click(screen.getByRole("tab", { name: "JSON" }));
    const text = screen.getByLabelText("Policy as JSON");
    expect(JSON.parse((text as HTMLTextAreaElement).value)).toEqual(json());
  });

  it("adds, wraps and removes branches", async () => {
    const user = userEvent.setup();
    stubServer(NODE, scenes);
    await show(<Bench start={POLICY} />);
    await user.click(await screen.findByRole("button", { name: "Add a comparison to 1.2" }));
    expect(json()).toMatchObject({ condition: { all: [{}, { any: [{}, {}, { total: {} }] }] } });
    await user.click(screen.getByRole("button", { name: "What to do with 1.1" }));
    await user.click(await screen.findByRole("menuitem", { name: /does not hold/ }));
    expect(json()).toMatchObject({ condition: { all: [{ not: { claimed: {} } }, {}] } });
    await user.click(screen.getByRole("button", { name: "What to do with 1.2" }));
    await user.click(await screen.findByRole("menuitem", { name: "Remove" }));
    expect(json()).toMatchObject({ condition: { all: [{ not: { claimed: {} } }] } });
    // What a group of one lacks is said where it stands, and the chain is not asked.
    expect(screen.getAllByText(/has 2 to 8 branches, not 1/).length).toBeGreaterThan(0);
    expect(screen.getByText("Something is to be put right first")).toBeInTheDocument();
  });

  it("follows the JSON as it is typed, and keeps the tree where it has no form", async () => {
    const user = userEvent.setup();
    stubServer(NODE, scenes);
    await show(<Bench start={POLICY} />);
    await user.click(await screen.findByRole("tab", { name: "JSON" }));
    const text = screen.getByLabelText("Policy as JSON");
    await user.clear(text);
    await user.paste(JSON.stringify({ ...POLICY, condition: { total: { le: "12.34" } } }));
    await user.click(screen.getByRole("tab", { name: "Tree" }));
    expect(screen.getByLabelText("Value of comparison 1")).toHaveValue("12.34");

    await user.click(screen.getByRole("tab", { name: "JSON" }));
    await user.clear(screen.getByLabelText("Policy as JSON"));
    await user.paste(JSON.stringify({ ...POLICY, condition: { colour: { eq: "red" } } }));
    expect(screen.getAllByText(/There is no attribute “colour”/).length).toBeGreaterThan(0);
    await user.click(screen.getByRole("tab", { name: "Tree" }));
    expect(screen.queryByLabelText(/Attribute of comparison/)).not.toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: "Go back to the tree" }));
    expect(screen.getByLabelText("Value of comparison 1")).toHaveValue("12.34");
  });

  it("says what is wrong with a value, and leads to its line", async () => {
    const user = userEvent.setup();
    stubServer(NODE, scenes);
    await show(<Bench start={POLICY} />);
    const amount = await screen.findByLabelText("Value of comparison 1.1");
    await user.clear(amount);
    await user.type(amount, "much");
    expect(amount).toBeInvalid();
    expect(screen.getAllByText(/Yuan with at most two decimals/).length).toBeGreaterThan(1);
    await user.click(screen.getByRole("tab", { name: "JSON" }));
    await user.click(screen.getByRole("button", { name: /^Line \d+:$/ }));
    const text = screen.getByLabelText<HTMLTextAreaElement>("Policy as JSON");
    expect(text).toHaveFocus();
    expect(text.value.slice(text.selectionStart)).toMatch(/^"much"/);
  });

  it("asks the chain what it says of the policy", async () => {
    const calls = stubServer(
      {
        ...NODE,
        policy_check: () => ({
          ...CHECKED,
          findings: [
            { path: "/condition/all/1", problem: "deadBranch", detail: "contributes nothing" },
          ],
          oppositions: [
            {
              policy: 4,
              overlap: "shadowed",
              which: "first",
              hits: { asked: 12, held: 1, permitted: 0, denied: 1, lastAt: 0 },
            },
          ],
        }),
      },
      scenes,
    );
    await show(<Bench start={POLICY} />);
    expect(await screen.findByText("The chain would accept it")).toBeInTheDocument();
    expect(screen.getByText(/It costs at most 40 of 1,024 units/)).toBeInTheDocument();
    expect(screen.getByText(/contributes nothing/)).toBeInTheDocument();
    expect(screen.getByText("shadows this one")).toBeInTheDocument();
    expect(screen.getByRole("link", { name: "Policy 4" })).toHaveAttribute("href", "/policies/4");
    const asked = calls.filter((call) => call.method === "policy_check");
    expect(asked).toHaveLength(1);
    expect(asked[0]?.params).toEqual([{ policy: POLICY }]);
  });

  it("does not compare a revision with the version that it replaces", async () => {
    const hits = { asked: 0, held: 0, permitted: 0, denied: 0, lastAt: 0 };
    const oppositions = [
      { policy: 4, overlap: "redundant", hits },
      { policy: 5, overlap: "redundant", hits },
    ];
    stubServer({ ...NODE, policy_check: () => ({ ...CHECKED, oppositions }) }, scenes);
    const { unmount } = await show(
      <Bench start={POLICY} base={{ id: 4, title: "Version 1", policy: POLICY }} />,
    );
    expect(await screen.findByRole("link", { name: "Policy 5" })).toBeInTheDocument();
    expect(screen.queryByRole("link", { name: "Policy 4" })).not.toBeInTheDocument();
    unmount();

    await show(<Bench start={POLICY} />);
    expect(await screen.findByRole("link", { name: "Policy 4" })).toBeInTheDocument();
  });

  it("simulates cases and shows the reasons on the tree", async () => {
    const user = userEvent.setup();
    const truth = (path: string, answer: string, actual: string | null = null) => ({
      path,
      asked: path.endsWith("all/0") ? "claimed gt 10000.00" : "all",
      actual,
      truth: answer,
    });
    const calls = stubServer(
      {
        ...NODE,
        policy_simulate: () => ({
          digest: `0x${"00".repeat(32)}`,
          cases: [
            {
              applies: true,
              holds: false,
              truth: "undecided",
              cost: 9,
              steps: [
                { path: "/points", asked: "points", actual: null, truth: "true" },
                truth("/condition", "undecided"),
                truth("/condition/all/0", "true", "12000.00"),
                truth("/condition/all/1", "undecided"),
              ],
            },
          ],
        }),
      },
      scenes,
    );
    await show(<Bench start={POLICY} />);
    await user.click(await screen.findByRole("button", { name: "Add a case" }));
    await user.type(screen.getByLabelText("Claimed, yuan"), "12000");
    await user.selectOptions(screen.getByLabelText("Expected"), "deny");

    const results = screen.getByRole("table", { name: "Cases and how they come out" });
    expect(await within(results).findByText("otherwise")).toBeInTheDocument();
    expect(await screen.findByText("1 case ends otherwise than expected.")).toBeInTheDocument();
    const condition = screen.getByRole("list", { name: "Condition" });
    expect(await within(condition).findByText("known: 12000.00")).toBeInTheDocument();
    expect(await within(condition).findByText("holds")).toBeInTheDocument();
    await waitFor(() => expect(within(condition).getAllByText("undecided")).toHaveLength(2));
    await waitFor(() => {
      const last = calls.filter((call) => call.method === "policy_simulate").at(-1);
      expect(last?.params[0]).toEqual({ policy: POLICY });
      expect(last?.params[1]).toEqual([
        { point: "lock", at: expect.any(Number) as number, claimed: 1_200_000 },
      ]);
    });
  });

  it("is usable by those who do not see it", async () => {
    stubServer(NODE, scenes);
    const { container } = await show(
      <Bench start={POLICY} base={{ id: 4, title: "Version 1", policy: POLICY }} />,
    );
    await screen.findByLabelText("Value of comparison 1.1");
    const { violations } = await axe.run(container, {
      rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
    });
    const serious = violations.filter((each) =>
      ["serious", "critical"].includes(each.impact ?? ""),
    );
    expect(serious.map((each) => `${each.id}: ${each.nodes[0]?.html}`)).toEqual([]);
  });
});
