import { act, screen, waitFor } from "@testing-library/react";
import axe from "axe-core";
import type { ComponentType } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import "../charts";
import { show } from "../render";
import { ACCOUNT, api, HASH, KEY, NODE } from "./fixtures";
import { stubServer } from "./stubs";

/** What the state of the chain holds, by pallet and item. */
const STATE: Record<string, Record<string, unknown>> = {
  council: {
    members: [ACCOUNT],
    prime: null,
    proposals: [HASH],
    voting: { index: 4, threshold: 1, ayes: [ACCOUNT], nays: [], end: 900 },
  },
  system: {
    number: 100,
    authorizedUpgrade: { codeHash: HASH, checkVersion: true },
  },
  bftValidators: {
    operators: [[[KEY], { participant: 1, from: 1, rotated: false }]],
    equivocationCount: 1,
  },
  quotas: {
    defaultQuotas: Object.fromEntries(
      ["member", "organisation", "account", "holder"].map((tier) => [
        tier,
        { burst: 4_000_000, perSecond: 500_000 },
      ]),
    ),
    quotas: [[[1], { burst: 10, perSecond: 1 }]],
    buckets: { level: 5_000, at: Date.now() },
  },
};

interface Entry {
  (...keys: unknown[]): Promise<unknown>;
  entries: () => Promise<unknown[]>;
}

function codec(value: unknown) {
  return {
    toJSON: () => value,
    isNone: value === null || value === undefined,
    unwrap: () => ({
      toU8a: () => Uint8Array.of(1, 2, 3),
      get: () => ({ toU8a: () => Uint8Array.of(1, 2, 3) }),
    }),
  };
}

vi.mock("../../src/lib/chain", () => {
  const item = (pallet: string, name: string): Entry => {
    const value = STATE[pallet]?.[name];
    return Object.assign(
      async () => codec(value ?? (name === "proposalOf" || name === "proposals" ? {} : null)),
      {
        entries: async () =>
          (Array.isArray(value) ? (value as [unknown[], unknown][]) : []).map(([keys, each]) => [
            { args: keys.map(codec) },
            codec(each),
          ]),
      },
    );
  };
  const pallets = new Proxy(
    {},
    {
      get: (_, pallet: string) =>
        new Proxy({}, { get: (_inner, name: string) => item(pallet, name) }),
    },
  );
  const client = {
    api: {
      query: pallets,
      consts: { quotas: { bytePrice: codec(1), baseCost: codec(100) } },
      registry: {
        metadata: { outerEnums: { callType: { toNumber: () => 0 } }, pallets: [] },
        lookup: {},
      },
    },
  };
  return { useChain: () => ({ client, status: "connected", error: null }), chainUrl: () => "" };
});

interface Case {
  page: () => Promise<{ default: ComponentType }>;
  at: string;
  path?: string;
  /** A text that shows only when data came. */
  en: string | RegExp;
}

const CASES: Record<string, Case> = {
  policies: {
    page: () => import("../../src/pages/govern/Policies"),
    at: "/policies",
    en: "大额报销",
  },
  "policies in force": {
    page: () => import("../../src/pages/govern/Policies"),
    at: "/policies?view=stats",
    en: "often asked",
  },
  primitives: {
    page: () => import("../../src/pages/govern/Policies"),
    at: "/policies?view=primitives&primitive=1",
    en: "Primitive 2 v1",
  },
  distribution: {
    page: () => import("../../src/pages/govern/Policies"),
    at: "/policies?view=distribution",
    en: "something else",
  },
  policy: {
    page: () => import("../../src/pages/govern/Policy"),
    at: "/policies/1",
    path: "/policies/:id",
    en: /¥1\.00 and ¥2\.00/,
  },
  "versions of a policy": {
    page: () => import("../../src/pages/govern/Policy"),
    at: "/policies/1?tab=versions",
    path: "/policies/:id",
    en: "1 part differs",
  },
  "history of a policy": {
    page: () => import("../../src/pages/govern/Policy"),
    at: "/policies/1?tab=history",
    path: "/policies/:id",
    en: "v1 put into force",
  },
  "a draft to enact": {
    page: () => import("../../src/pages/govern/Policy"),
    at: "/policies/1?version=2",
    path: "/policies/:id",
    en: "Put into force",
  },
  editor: {
    page: () => import("../../src/pages/govern/PolicyEditor"),
    at: "/policies/1/edit",
    path: "/policies/:id/edit",
    en: "The chain would accept it",
  },
  scenes: { page: () => import("../../src/pages/govern/Scenes"), at: "/scenes", en: "住院报销" },
  "types of resources": {
    page: () => import("../../src/pages/govern/Scenes"),
    at: "/scenes?view=resources",
    en: "票据列表",
  },
  scene: {
    page: () => import("../../src/pages/govern/Scene"),
    at: "/scenes/1",
    path: "/scenes/:id",
    en: "Change of terms",
  },
  "history of approvals": {
    page: () => import("../../src/pages/govern/Approvals"),
    at: "/approvals?view=all",
    en: "step 1 of 2: 1 of 2 signatures",
  },
  flows: {
    page: () => import("../../src/pages/govern/Approvals"),
    at: "/approvals?view=flows",
    en: "复核员",
  },
  approval: {
    page: () => import("../../src/pages/govern/Approval"),
    at: "/approvals/3",
    path: "/approvals/:id",
    en: "The call is not the one that the approval is of",
  },
  validators: {
    page: () => import("../../src/pages/govern/Validators"),
    at: "/validators",
    en: "decides",
  },
  certificates: {
    page: () => import("../../src/pages/govern/Validators"),
    at: "/validators?view=signatures",
    en: "not signed",
  },
  offences: {
    page: () => import("../../src/pages/govern/Validators"),
    at: "/validators?view=offences",
    en: "1 offence is proven on chain.",
  },
  credentials: {
    page: () => import("../../src/pages/govern/Validators"),
    at: "/validators?view=credentials",
    en: "一号节点",
  },
  network: {
    page: () => import("../../src/pages/govern/Network"),
    at: "/network",
    en: "The node has no peers",
  },
  council: {
    page: () => import("../../src/pages/govern/Council"),
    at: "/council",
    en: "has enough votes",
  },
  runtime: {
    page: () => import("../../src/pages/govern/Runtime"),
    at: "/runtime",
    en: "A runtime is authorized and waits for its code",
  },
  quotas: { page: () => import("../../src/pages/govern/Quotas"), at: "/quotas", en: "its own" },
  destinations: {
    page: () => import("../../src/pages/govern/Bridges"),
    at: "/bridges",
    en: "receipts are not signed",
  },
  outbox: {
    page: () => import("../../src/pages/govern/Bridges"),
    at: "/bridges?view=outbox",
    en: "Message 9",
  },
  "dead letters": {
    page: () => import("../../src/pages/govern/Bridges"),
    at: "/bridges?view=dead",
    en: "too many attempts failed: no connection",
  },
  observations: {
    page: () => import("../../src/pages/govern/Bridges"),
    at: "/bridges?view=observations",
    en: "Observation 2",
  },
  provinces: {
    page: () => import("../../src/pages/govern/Bridges"),
    at: "/bridges?view=provinces",
    en: "Stop its use of bills",
  },
  filings: {
    page: () => import("../../src/pages/govern/Bridges"),
    at: "/bridges?view=filings",
    en: "示例医院",
  },
};

/** Texts that are the key of a text: there is none in the language. */
function keysOf(container: HTMLElement): string[] {
  const found: string[] = [];
  const walker = document.createTreeWalker(container, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.textContent?.trim() ?? "";
    if (node.parentElement?.closest("code, pre, [class*='tree']")) continue;
    if (/^[a-z][A-Za-z]*(\.[a-zA-Z_]+)+$/.test(text)) found.push(text);
  }
  for (const element of container.querySelectorAll("[aria-label], [title], [placeholder]")) {
    for (const name of ["aria-label", "title", "placeholder"]) {
      const text = element.getAttribute(name) ?? "";
      if (/^[a-z][A-Za-z]*(\.[a-zA-Z_]+)+$/.test(text)) found.push(text);
    }
  }
  return found;
}

beforeEach(() => {
  sessionStorage.clear();
  vi.spyOn(console, "error").mockImplementation((...words: unknown[]) => {
    throw new Error(words.map(String).join(" "));
  });
});

describe.each(Object.entries(CASES))("the page of %s", (_, each) => {
  it("shows what there is, in English and without a fault that axe would find", async () => {
    stubServer(NODE, api);
    const { default: Page } = await each.page();
    const { container } = await show(<Page />, {
      at: each.at,
      ...(each.path ? { path: each.path } : {}),
    });
    expect((await screen.findAllByText(each.en)).length).toBeGreaterThan(0);
    expect(screen.getAllByRole("heading", { level: 1 })).toHaveLength(1);
    expect(keysOf(container)).toEqual([]);
    // What still comes in meanwhile is shown afterwards: no warning of an update outside of `act`.
    const { violations } = await act(() =>
      axe.run(container, {
        rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
      }),
    );
    const serious = violations.filter((found) =>
      ["serious", "critical"].includes(found.impact ?? ""),
    );
    expect(serious.map((found) => `${found.id}: ${found.nodes[0]?.html}`)).toEqual([]);
  });

  it("has every text in Chinese", async () => {
    stubServer(NODE, api);
    const { default: Page } = await each.page();
    const { container } = await show(<Page />, {
      at: each.at,
      ...(each.path ? { path: each.path } : {}),
      language: "zh",
    });
    await waitFor(() => expect(container.querySelectorAll("h1")).toHaveLength(1));
    await waitFor(() =>
      expect(container.querySelectorAll(".mantine-Skeleton-root")).toHaveLength(0),
    );
    expect(keysOf(container)).toEqual([]);
  });
});
