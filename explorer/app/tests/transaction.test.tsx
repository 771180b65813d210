import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { TransactionDetail } from "../src/lib/types";
import Transaction from "../src/pages/blocks/Transaction";
import { serve, show } from "./render";

const RAW = "0x1234";
const TRANSACTION: TransactionDetail = {
  id: "7-1",
  hash: `0x${"ab".repeat(32)}`,
  block: 7,
  index: 1,
  time: 1_790_000_000_000,
  pallet: "BillLocks",
  call: "request_lock",
  signer: 3,
  account: "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY",
  success: false,
  error: "BillLocks.AlreadyLocked",
  args: { scene: 4, key: { code: "31060125", number: "0000900001" } },
  raw: RAW,
  signature: `0x${"cd".repeat(97)}`,
  extensions: { CheckNonce: 12 },
  events: [
    {
      id: "7-2",
      block: 7,
      index: 2,
      transaction: "7-1",
      time: 1_790_000_000_000,
      phase: "transaction",
      pallet: "System",
      name: "ExtrinsicFailed",
      data: { dispatchError: { module: { index: 31, error: "0x00" } } },
    },
  ],
};

const BATCH: TransactionDetail = {
  ...TRANSACTION,
  id: "7-2",
  index: 2,
  pallet: "Bills",
  call: "register_batch",
  success: true,
  error: null,
  args: {
    entries: [1, 2, 3, 4, 5].map((at) => ({
      key: `31060125-000090000${at}`,
      total: 61_970,
      circulation: "circulable",
      pdf: null,
    })),
    issuer: 3,
    node: 1,
    scene: 4,
  },
};

let extrinsics = ["0x00", RAW];
const saved: { name: string; blob: Blob }[] = [];

function answer(path: string, _query: URLSearchParams, init?: RequestInit): unknown {
  if (path === "/rpc") {
    const { id, method, params } = JSON.parse(String(init?.body)) as {
      id: number;
      method: string;
      params: unknown[];
    };
    const results: Record<string, unknown> = {
      chain_getBlock: { block: { header: { number: "0x7", asked: params[0] }, extrinsics } },
      bill_byTransaction: [
        {
          key: { code: "31060125", number: "0000900001" },
          action: "locked",
          block: 7,
          extrinsic: 1,
        },
      ],
      bill_getWithProof: { key: params, proof: "0xproof" },
    };
    return { jsonrpc: "2.0", id, result: results[method] };
  }
  if (path === "/api/v1/transactions/7-1") return TRANSACTION;
  if (path === "/api/v1/blocks/7")
    return { height: 7, hash: "0xblock", certificate: { raw: "0xc" } };
  if (path === "/api/v1/transactions/7-2") return BATCH;
  if (path === "/api/v1/scenes") return { items: [{ id: 4, name: "Insurance" }], next: null };
  if (path === "/api/v1/nodes/1") return { row: { id: 1, name: "Hospital's node" } };
  if (path === "/api/v1/status") return { genesis: "0xgenesis" };
  if (path === "/api/v1/participants/3") return { row: { id: 3, name: "Insurer" } };
  return Response.json({ error: { code: "not_found", message: path } }, { status: 404 });
}

beforeEach(() => {
  extrinsics = ["0x00", RAW];
  saved.length = 0;
  vi.stubGlobal("fetch", serve(answer));
  URL.createObjectURL = (blob) => {
    saved.push({ name: "", blob: blob as Blob });
    return "blob:saved";
  };
  URL.revokeObjectURL = () => undefined;
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (
    this: HTMLAnchorElement,
  ) {
    const last = saved.at(-1);
    if (last) last.name = this.download;
  });
});

async function open() {
  await show(<Transaction />, { at: "/transactions/7-1", path: "/transactions/:id" });
  await screen.findByRole("heading", { level: 1, name: "BillLocks.request_lock" });
}

describe("Transaction", () => {
  it("shows who asked for what, and why it failed", async () => {
    await open();
    expect(screen.getByRole("alert")).toHaveTextContent("BillLocks.AlreadyLocked");
    expect(await screen.findByRole("link", { name: "Insurer" })).toHaveAttribute(
      "href",
      "/participants/3",
    );
    expect(screen.getByRole("link", { name: "31060125-0000900001" })).toHaveAttribute(
      "href",
      "/bills/31060125/0000900001",
    );
    expect(await screen.findByRole("link", { name: "Insurance" })).toHaveAttribute(
      "href",
      "/scenes/4",
    );
    expect(screen.getByText("Number in the account")).toBeInTheDocument();

    const user = userEvent.setup();
    await user.click(screen.getByRole("tab", { name: /Events/ }));
    const table = await screen.findByRole("table", { name: "Events" });
    expect(within(table).getByText("System.ExtrinsicFailed")).toBeInTheDocument();
    await user.click(screen.getByRole("tab", { name: "Raw" }));
    expect(await screen.findByText(RAW)).toBeInTheDocument();
    expect(await screen.findByText("97 bytes")).toBeInTheDocument();
  });

  it("says in plain words what was asked for, and folds long lists", async () => {
    await show(<Transaction />, { at: "/transactions/7-2", path: "/transactions/:id" });
    const words = await screen.findByLabelText("What it asks for");
    await waitFor(() => expect(words).toHaveTextContent("Insurer (#3)"));
    expect(await screen.findByRole("link", { name: "Hospital's node" })).toHaveAttribute(
      "href",
      "/nodes/1",
    );
    expect(await screen.findAllByText("¥619.70")).toHaveLength(3);
    expect(screen.getByRole("link", { name: "31060125-0000900003" })).toBeInTheDocument();
    expect(screen.queryByRole("link", { name: "31060125-0000900004" })).toBeNull();

    const all = screen.getByRole("button", { name: "Show all 5 entries" });
    expect(all).toHaveAttribute("aria-expanded", "false");
    await userEvent.setup().click(all);
    expect(await screen.findByRole("link", { name: "31060125-0000900005" })).toBeInTheDocument();
    expect(await screen.findByRole("button", { name: "Show fewer" })).toBeInTheDocument();
  });

  it("downloads the proof that it is in its block", async () => {
    await open();
    await userEvent.setup().click(screen.getByRole("button", { name: "Download proof" }));
    await waitFor(() => expect(saved).toHaveLength(1));
    expect(saved[0]?.name).toBe("transaction-7-1.json");
    expect(JSON.parse((await saved[0]?.blob.text()) ?? "")).toEqual({
      proves: "transaction",
      genesis: "0xgenesis",
      hash: TRANSACTION.hash,
      block: { height: 7, hash: "0xblock", header: { number: "0x7", asked: "0xblock" } },
      certificate: { raw: "0xc" },
      index: 1,
      extrinsics: ["0x00", RAW],
    });
  });

  it("makes no proof of a block in which the transaction is not", async () => {
    extrinsics = ["0x00", "0x5678"];
    await open();
    await userEvent.setup().click(screen.getByRole("button", { name: "Download proof" }));
    await waitFor(() =>
      expect(screen.getByRole("button", { name: "Download proof" })).toBeEnabled(),
    );
    expect(saved).toHaveLength(0);
  });

  it("downloads the proof of a bill it changed, as the command line takes it", async () => {
    await open();
    const user = userEvent.setup();
    await user.click(screen.getByRole("tab", { name: "Bills changed" }));
    await user.click(
      await screen.findByRole("button", { name: /Download the proof of the state/ }),
    );
    await waitFor(() => expect(saved).toHaveLength(1));
    expect(saved[0]?.name).toBe("proof-31060125-0000900001.json");
    expect(JSON.parse((await saved[0]?.blob.text()) ?? "")).toEqual({
      proves: "bill",
      key: ["31060125", "0000900001"],
      proof: "0xproof",
    });
  });
});
