import "./realm";
import { FailedFault, RefusedFault, UnknownOutcome } from "@fiscalchain/client";
import { devKey, sm3Hex } from "@fiscalchain/client/crypto";
import { act, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { auditEntries, clearAudit } from "../../src/lib/audit";
import { SignerHost, useSubmit, type Progress, type SubmitCall } from "../../src/lib/signer";
import { closeKey } from "../../src/lib/signing/keys";
import { openDevelopment } from "../../src/lib/signing/open";
import { shownRequest, dismiss } from "../../src/lib/signing/requests";
import { serve, show } from "../render";
import { runtimeRegistry } from "./vectors";

const registry = runtimeRegistry();
const HASH: `0x${string}` = `0x${"ab".repeat(32)}`;
const BLOCK: `0x${string}` = `0x${"cd".repeat(32)}`;
const SUBJECT = `0x${"05".repeat(32)}`;

type Submit = (
  call: Uint8Array,
  signer: { sign: (message: Uint8Array) => Uint8Array | Promise<Uint8Array> },
  options: { onProgress: (progress: unknown) => void },
) => Promise<unknown>;

let submit: Submit;
const text = (value: string) => ({ toString: () => value });
const client = {
  api: {
    registry,
    runtimeChain: text("FiscalChain devnet"),
    genesisHash: { toHex: () => `0x${"01".repeat(32)}` },
    runtimeVersion: { specName: text("fiscalchain"), specVersion: text("7") },
  },
  genesis: `0x${"01".repeat(32)}`,
  submit: (...args: Parameters<Submit>) => submit(...args),
};

vi.mock("../../src/lib/chain", () => ({
  useChain: () => ({ client, status: "connected", error: null }),
}));

const CALL: SubmitCall = {
  pallet: "Approvals",
  call: "approve",
  args: { id: 7, subject: SUBJECT, comment: "同意" },
  summary: "Approve the release of a lock",
};

let ended: Progress | null = null;

function Pages() {
  const { submit: ask, progress } = useSubmit();
  return (
    <main>
      <SignerHost />
      <button type="button" onClick={() => void ask(CALL).then((last) => (ended = last))}>
        act
      </button>
      <p data-testid="stage">{progress?.stage ?? "none"}</p>
    </main>
  );
}

async function begin(language: "en" | "zh" = "en") {
  const user = userEvent.setup();
  await show(<Pages />, { language });
  await user.click(await screen.findByRole("button", { name: "act" }));
  return user;
}

beforeEach(() => {
  clearAudit();
  ended = null;
  vi.stubGlobal(
    "fetch",
    serve((path, _query, init) => {
      if (path !== "/rpc") return { row: { name: "示例医院" } };
      const { method } = JSON.parse(String(init?.body)) as { method: string };
      const result = method === "participant_get" ? { id: 6, name: "示例医院" } : "Development";
      return { jsonrpc: "2.0", id: 1, result };
    }),
  );
  submit = async (_call, signer, { onProgress }) => {
    await signer.sign(Uint8Array.of(1));
    onProgress({ stage: "signed", transaction: HASH, nonce: 0, dies: 9 });
    onProgress({ stage: "pool", transaction: HASH });
    onProgress({ stage: "inBlock", transaction: HASH, blockHash: BLOCK });
    return {
      position: { transaction: HASH, block: 42, blockHash: BLOCK, index: 1 },
      events: [{ pallet: "Approvals", name: "Approved", data: {}, extrinsic: 1 }],
    };
  };
});

afterEach(() => {
  act(() => {
    const shown = shownRequest();
    if (shown) dismiss(shown.id);
    closeKey();
  });
});

describe("what will be signed", () => {
  it("is shown in plain words, for which chain and version, and by whom", async () => {
    await openDevelopment("Hospital");
    await begin();
    const dialog = await screen.findByRole("dialog", { name: "Confirm and sign" });
    expect(await within(dialog).findByText(/Approve case 7 at the step that waits/)).toBeVisible();
    expect(within(dialog).getByText(/Reason: “同意”/)).toBeVisible();
    for (const shown of [
      CALL.summary,
      "FiscalChain devnet",
      "fiscalchain 7",
      "Approvals.approve",
    ]) {
      expect(within(dialog).getByText(shown)).toBeVisible();
    }
    expect(await within(dialog).findByText(/示例医院/)).toBeVisible();
    expect(within(dialog).getByText("id: ApprovalId")).toBeVisible();
    const { violations } = await axe.run(dialog, {
      rules: { "color-contrast": { enabled: false } },
    });
    expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
  });

  it("is the encoded call itself, read back", async () => {
    let sent: Uint8Array | null = null;
    const usual = submit;
    submit = (call, ...rest) => {
      sent = call;
      return usual(call, ...rest);
    };
    await openDevelopment("Hospital");
    const user = await begin();
    const dialog = await screen.findByRole("dialog");
    const digest = (await within(dialog).findAllByTitle(/^0x[0-9a-f]{64}$/)).map((each) =>
      each.getAttribute("title"),
    );
    await user.click(within(dialog).getByRole("button", { name: "Sign and send" }));
    await screen.findByText("Done: the block is final.");
    expect(digest).toContain(sm3Hex(sent ?? new Uint8Array()));
    expect(registry.createType("Call", sent).toHuman()).toMatchObject({
      method: "approve",
      section: "approvals",
    });
  });

  it("is not signed without a key, and asks for one", async () => {
    await begin("zh");
    const dialog = await screen.findByRole("dialog", { name: "确认并签名" });
    expect(await within(dialog).findByText(/对审批 7 的当前步骤签署通过/)).toBeVisible();
    expect(within(dialog).getByRole("button", { name: "签名并发送" })).toBeDisabled();
    expect(within(dialog).getByText("请先打开用于签名的密钥。")).toBeVisible();
    expect(within(dialog).getByLabelText("口令")).toBeVisible();
  });
});

describe("a signed call", () => {
  it("is followed until it is final, with its events in words and one entry in the trail", async () => {
    await openDevelopment("Hospital");
    const user = await begin();
    await user.click(await screen.findByRole("button", { name: "Sign and send" }));
    expect(await screen.findByText("Done: the block is final.")).toBeVisible();
    expect(screen.getByText("Approvals.Approved")).toBeVisible();
    expect(screen.getByTestId("stage")).toHaveTextContent("finalized");
    expect(ended).toMatchObject({ stage: "finalized", hash: HASH, height: 42 });
    const trail = auditEntries().filter(({ action }) => !action.startsWith("key"));
    expect(trail).toHaveLength(1);
    expect(trail[0]).toMatchObject({
      action: "finalized",
      account: devKey("Hospital").address,
      chain: "FiscalChain devnet",
      pallet: "Approvals",
      call: "approve",
      summary: CALL.summary,
      hash: HASH,
      block: 42,
    });
  });

  it("that fails in its block says why in the person's language", async () => {
    submit = () =>
      Promise.reject(
        new FailedFault({ pallet: "Bills", error: "Locked", explanation: "docs" }, 43, HASH),
      );
    await openDevelopment("Hospital");
    const user = await begin("zh");
    await user.click(await screen.findByRole("button", { name: "签名并发送" }));
    expect(await screen.findByText("票据已被锁定。")).toBeVisible();
    expect(ended).toMatchObject({ stage: "failed", height: 43, error: { name: "Locked" } });
    expect(auditEntries()[0]).toMatchObject({ action: "failed", error: "Bills.Locked", block: 43 });
  });

  it("that is refused shows the catalogue's meaning and what helps", async () => {
    submit = () => Promise.reject(new RefusedFault("roleForbidden", "no role may"));
    await openDevelopment("Hospital");
    const user = await begin();
    await user.click(await screen.findByRole("button", { name: "Sign and send" }));
    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent("No role of the participant may make this call");
    expect(alert).toHaveTextContent("Have the role granted");
    expect(ended).toMatchObject({ stage: "failed", error: { refusal: 3 } });
  });

  it("of which nothing is heard is not called failed", async () => {
    submit = () => Promise.reject(new UnknownOutcome(HASH, 10, 1_000, "time is up"));
    await openDevelopment("Hospital");
    const user = await begin();
    await user.click(await screen.findByRole("button", { name: "Sign and send" }));
    expect(await screen.findByText(/Nothing was heard of it/)).toBeVisible();
    expect(ended).toMatchObject({ stage: "unknown", hash: HASH });
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("that the person gives up is cancelled, and nothing is sent", async () => {
    const calls = vi.fn(() => Promise.reject(new Error("sent")));
    submit = calls;
    await openDevelopment("Hospital");
    const user = await begin();
    await user.click(await screen.findByRole("button", { name: "Cancel" }));
    expect(ended).toMatchObject({ stage: "cancelled" });
    expect(calls).not.toHaveBeenCalled();
    expect(screen.queryByRole("dialog")).toBeNull();
  });
});
