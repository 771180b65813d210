import { cleanup, screen, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Json, NodeGraph } from "../../src/lib/types";
import { EventData } from "../../src/pages/blocks/EventData";
import { AlertSubject } from "../../src/parts/business/AlertSubject";
import { numberKind } from "../../src/parts/business/named/kinds";
import { networkOption } from "../../src/parts/business/networkOption";
import { formatTime } from "../../src/lib/format";
import { serve, show } from "../render";

const NAMES: Record<string, string> = { "1": "上海市财政局", "28": "停业医院", "6": "示例医院" };
const AT = 1_795_310_583_245;
const ACTOR = { approval: null, by: "participant", id: 1, signer: 1 };

beforeEach(() => {
  vi.stubGlobal(
    "fetch",
    serve((path) => {
      const id = path.split("/").at(-1) ?? "";
      if (path.includes("/participants/")) return { row: { id: Number(id), name: NAMES[id] } };
      return { items: [], next: null };
    }),
  );
});

function showIn(node: ReactNode) {
  return show(<main>{node}</main>, { language: "zh" });
}

async function textOf(pallet: string, value: Json): Promise<string> {
  await showIn(<EventData pallet={pallet} value={value} />);
  await screen.findByRole("button", { name: "查看全部字段" });
  // Until its name is known, a participant is shown by its number.
  await waitFor(() => expect(screen.getByRole("main")).not.toHaveTextContent(/#\d/));
  const text = screen.getByRole("main").textContent ?? "";
  cleanup();
  return text;
}

describe("what numbers of calls and events are", () => {
  it("follows from field and pallet", () => {
    expect(numberKind("Participants", "id", 28)).toBe("participant");
    expect(numberKind("Outbox", "id", 28)).toBe("number");
    expect(numberKind("Bills", "issuer", 6)).toBe("participant");
    expect(numberKind("CrossRegion", "issuer", 32)).toBe("number");
    expect(numberKind("CrossRegion", "until", AT)).toBe("moment");
    expect(numberKind("BftValidators", "until", 77)).toBe("number");
    expect(numberKind("BillLocks", "remaining", 5)).toBe("amount");
    expect(numberKind("Bills", "remaining", 5)).toBe("number");
  });
});

describe("an alert's subject", () => {
  it("is told in words, with a link to whom it is about", async () => {
    const subject = { at: AT, by: ACTOR, from: "active", id: 28, reason: "资料不全", to: "frozen" };
    await showIn(<AlertSubject pallet="Participants" subject={subject} />);
    expect(await screen.findByRole("link", { name: "停业医院" })).toHaveAttribute(
      "href",
      "/participants/28",
    );
    expect(await screen.findByRole("link", { name: "上海市财政局" })).toBeInTheDocument();
    const text = screen.getByRole("main").textContent ?? "";
    expect(text).toContain("原状态 正常");
    expect(text).toContain("现状态 已冻结");
    expect(text).toContain(`时间 ${formatTime(AT)}`);
    expect(text).not.toMatch(/active|frozen|\d{13}/);
  });
});

describe("an event's data", () => {
  it("has labels, amounts in yuan and a link to the bill", async () => {
    const changed = {
      action: "locked",
      by: ACTOR,
      key: "31060125-0000000003",
      reimbursed: 10_050,
      usage: "locked",
    };
    await showIn(<EventData pallet="Bills" value={changed} />);
    expect(await screen.findByRole("link", { name: "31060125-0000000003" })).toHaveAttribute(
      "href",
      "/bills/31060125/0000000003",
    );
    expect(await screen.findByRole("link", { name: "上海市财政局" })).toBeInTheDocument();
    expect(screen.getByRole("main")).toHaveTextContent("已报销金额 ¥100.50");
    expect(screen.getByRole("main").textContent).not.toMatch(/locked|reimbursed|\{/);
  });

  it("shows what has one member by that, and lists by their length", async () => {
    const used = { basis: { reference: "A-1" }, result: { ok: null } };
    expect(await textOf("VcAuthorization", used)).toContain("授权依据 参考号 A-1 · 结果 成功");
    const batch = {
      at: AT,
      issuer: 6,
      refused: [{ field: null, index: 0, policy: null, reason: "alreadyExists" }],
      registered: ["31060125-0000000001"],
    };
    const text = await textOf("Bills", batch);
    expect(text).toContain("开票方 示例医院 · 未受理 1 项 · 已受理 31060125-0000000001");
    expect(text).not.toContain("时间");
  });

  it("says how long an extrinsic takes at most", async () => {
    const weight = { proofSize: 0, refTime: 237_361_000 };
    const success = { dispatchInfo: { class: "mandatory", paysFee: "yes", weight } };
    expect(await textOf("System", success)).toContain("0.24 毫秒");
  });
});

describe("the drawing of the network", () => {
  const words = {
    node: (id: number) => `node ${id}`,
    participant: (id: number) => `participant ${id}`,
    health: (health: string) => health,
    participants: "participants",
  };
  const graph = (count: number): NodeGraph =>
    ({
      nodes: [1, 2].map((id) => ({ id, health: "online" })),
      participants: Array.from({ length: count }, (_, id) => ({ id })),
      links: Array.from({ length: count }, (_, participant) => ({
        node: participant % 2 === 0 ? 1 : 2,
        participant,
        issuer: true,
      })),
    }) as unknown as NodeGraph;
  const seriesOf = (count: number) =>
    (networkOption(graph(count), words).series as { layout: string; data: { id: string }[] }[])[0];

  it("puts few in a circle, whoever is served beside the node, and lets many find their place", () => {
    expect(seriesOf(4)?.layout).toBe("circular");
    expect(seriesOf(4)?.data.map(({ id }) => id)).toEqual([
      "node-1",
      "participant-0",
      "participant-2",
      "node-2",
      "participant-1",
      "participant-3",
    ]);
    expect(seriesOf(40)?.layout).toBe("force");
  });
});
