import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import type { ComponentType } from "react";
import { beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { serve, show } from "../render";
import { AUTHORIZATION, everything } from "./fixtures";

/** A canvas that draws nothing: charts are laid out as they would be, and jsdom draws none. */
const CONTEXT = new Proxy(
  {},
  {
    get: (_, name) => {
      if (name === "measureText") return (text: string) => ({ width: text.length * 7 });
      return name === "dpr" ? 1 : () => ({ addColorStop: () => undefined });
    },
    set: () => true,
  },
);

class NoEvents {
  static readonly CLOSED = 2;
  readyState = 0;
  addEventListener(): void {}
  close(): void {}
}

type Load = () => Promise<{ default: ComponentType }>;

const PAGES: [name: string, at: string, path: string, load: Load, heading: string][] = [
  ["bills", "/bills", "/bills", () => import("../../src/pages/business/Bills"), "Bills"],
  [
    "check",
    "/bills/check",
    "/bills/check",
    () => import("../../src/pages/business/BillCheck"),
    "Check a bill",
  ],
  [
    "bill",
    "/bills/31060126/0000000001",
    "/bills/:code/:number",
    () => import("../../src/pages/business/Bill"),
    "Bill 31060126-0000000001",
  ],
  ["locks", "/locks", "/locks", () => import("../../src/pages/business/Locks"), "Locks"],
  [
    "authorizations",
    "/authorizations",
    "/authorizations",
    () => import("../../src/pages/business/Authorizations"),
    "Authorizations",
  ],
  [
    "authorization",
    `/authorizations/${AUTHORIZATION}`,
    "/authorizations/:digest",
    () => import("../../src/pages/business/Authorization"),
    "Authorization",
  ],
  [
    "participants",
    "/participants",
    "/participants",
    () => import("../../src/pages/business/Participants"),
    "Participants",
  ],
  [
    "participant",
    "/participants/5",
    "/participants/:id",
    () => import("../../src/pages/business/ParticipantPage"),
    "Member 5",
  ],
  ["nodes", "/nodes", "/nodes", () => import("../../src/pages/business/Nodes"), "Access nodes"],
  [
    "map",
    "/nodes/map",
    "/nodes/map",
    () => import("../../src/pages/business/NodeMap"),
    "Map of the network",
  ],
  ["node", "/nodes/1", "/nodes/:id", () => import("../../src/pages/business/NodePage"), "Node 1"],
  [
    "statistics",
    "/statistics",
    "/statistics",
    () => import("../../src/pages/business/Statistics"),
    "Statistics",
  ],
  ["alerts", "/alerts", "/alerts", () => import("../../src/pages/business/Alerts"), "Alerts"],
];

/** A key of the texts that stands on a page in the place of its text. */
const BARE_KEY = /^[a-z][a-zA-Z]*(\.[a-zA-Z]+)+$/;

/** The pieces of text on the page that are keys. */
function bareKeys(container: HTMLElement): string[] {
  const walk = document.createTreeWalker(container, NodeFilter.SHOW_TEXT);
  const found: string[] = [];
  while (walk.nextNode()) {
    const text = walk.currentNode.textContent?.trim() ?? "";
    if (BARE_KEY.test(text)) found.push(text);
  }
  return found;
}

beforeAll(() => {
  Object.defineProperty(HTMLCanvasElement.prototype, "getContext", { value: () => CONTEXT });
  Object.defineProperty(HTMLElement.prototype, "clientWidth", { get: () => 800 });
  Object.defineProperty(HTMLElement.prototype, "clientHeight", { get: () => 300 });
});

beforeEach(() => {
  vi.stubGlobal("fetch", serve(everything));
  vi.stubGlobal("EventSource", NoEvents);
});

describe("pages of the business", () => {
  it.each(PAGES)(
    "%s shows real rows, in words, to everybody",
    async (_, at, path, load, heading) => {
      const { default: Shown } = await load();
      const { container } = await show(<Shown />, { at, path });
      expect(await screen.findByRole("heading", { level: 1, name: heading })).toBeVisible();
      await waitFor(() =>
        expect(container.querySelector('[role="status"] .mantine-Skeleton-root')).toBeNull(),
      );
      expect(screen.queryByText("This could not be loaded")).not.toBeInTheDocument();
      expect(bareKeys(container)).toEqual([]);
      const { violations } = await axe.run(container, {
        rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
      });
      expect(
        violations
          .filter(({ impact }) => impact === "serious" || impact === "critical")
          .map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
      ).toEqual([]);
    },
  );

  it("speak Chinese", async () => {
    const { default: Bill } = await import("../../src/pages/business/Bill");
    await show(<Bill />, {
      at: "/bills/31060126/0000000001",
      path: "/bills/:code/:number",
      language: "zh",
    });
    expect(await screen.findByRole("tab", { name: "流转轨迹" })).toBeVisible();
    expect(await screen.findByText("可报销余额")).toBeVisible();
    expect(await screen.findByText("业务流水号")).toBeVisible();
  });

  it("keep the tab of a bill in the address", async () => {
    const user = userEvent.setup();
    const { default: Bill } = await import("../../src/pages/business/Bill");
    const { router } = await show(<Bill />, {
      at: "/bills/31060126/0000000001",
      path: "/bills/:code/:number",
    });
    await user.click(await screen.findByRole("tab", { name: "Digests and relations" }));
    await waitFor(() => expect(router.state.location.search).toBe("?tab=digests"));
    expect(await screen.findByText("Record of the version before")).toBeVisible();
  });

  it("open the tree of participants branch by branch", async () => {
    const user = userEvent.setup();
    const { default: Participants } = await import("../../src/pages/business/Participants");
    await show(<Participants />, { at: "/participants" });
    const open = await screen.findByRole("button", { name: "Open Member 1" });
    expect(screen.queryByText("Hospital")).not.toBeInTheDocument();
    await user.click(open);
    const below = await screen.findByRole("list", { name: "Below Member 1" });
    expect(within(below).getByRole("link", { name: "Hospital" })).toHaveAttribute(
      "href",
      "/participants/11",
    );
  });

  it("put the worst access node first when asked to", async () => {
    const { default: Nodes } = await import("../../src/pages/business/Nodes");
    await show(<Nodes />, { at: "/nodes?order=status" });
    const table = await screen.findByRole("table", { name: "Access nodes" });
    const links = await within(table).findAllByRole("link", { name: /^Node \d$/ });
    expect(links.map((link) => link.textContent)).toEqual(["Node 2", "Node 1"]);
  });
});
