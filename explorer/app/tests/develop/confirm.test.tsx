import "./realm";
import { FailedFault, RefusedFault, UnknownOutcome, UpgradedFault } from "@fiscalchain/client";
import { devKey, sm3Hex, toHex } from "@fiscalchain/client/crypto";
import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { auditEntries, clearAudit } from "../../src/lib/audit";
import { SignerHost, useSubmit, type Progress, type SubmitCall } from "../../src/lib/signer";
import { closeKey } from "../../src/lib/signing/keys";
import { openDevelopment, openExternal } from "../../src/lib/signing/open";
import { shownRequest, dismiss } from "../../src/lib/signing/requests";
import { serve, show } from "../render";
import { runtimeRegistry } from "./vectors";

const registry = runtimeRegistry();
const HASH: `0x${string}` = `0x${"ab".repeat(32)}`;
const BLOCK: `0x${string}` = `0x${"cd".repeat(32)}`;
const SUBJECT = `0x${"05".repeat(32)}`;

type Submit = (
  call: Uint8Array,
  signer: {
    sign: (message: Uint8Array, payload?: Uint8Array) => Uint8Array | Promise<Uint8Array>;
  },
  options: { specVersion: number; onProgress: (progress: unknown) => void },
) => Promise<unknown>;

let submit: Submit;
const text = (value: string) => ({ toString: () => value });
let version = 7;
const decorated = new Set<() => void>();

/** The node's runtime is upgraded, and the API has taken up its metadata. */
function upgrade(): void {
  version += 1;
  decorated.forEach((listener) => listener());
}

const client = {
  api: {
    registry,
    runtimeChain: text("FiscalChain devnet"),
    genesisHash: { toHex: () => `0x${"01".repeat(32)}` },
    runtimeVersion: { specName: text("fiscalchain"), specVersion: { toNumber: () => version } },
    on: (_type: string, listener: () => void) => decorated.add(listener),
    off: (_type: string, listener: () => void) => decorated.delete(listener),
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

/** Signs what is shown, once there is something to sign. */
async function sign(user: Awaited<ReturnType<typeof begin>>, name = "Sign and send") {
  const button = await screen.findByRole("button", { name });
  await waitFor(() => expect(button).toBeEnabled());
  await user.click(button);
}

beforeEach(() => {
  clearAudit();
  ended = null;
  version = 7;
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
    await sign(user);
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

describe("an upgrade of the runtime", () => {
  it("has the call shown anew, and signed for the version it is shown for", async () => {
    const versions: number[] = [];
    const usual = submit;
    submit = (call, signer, options) => {
      versions.push(options.specVersion);
      return usual(call, signer, options);
    };
    await openDevelopment("Hospital");
    const user = await begin();
    const dialog = await screen.findByRole("dialog");
    expect(await within(dialog).findByText("fiscalchain 7")).toBeVisible();
    expect(within(dialog).queryByRole("alert")).toBeNull();
    act(upgrade);
    expect(await within(dialog).findByText("fiscalchain 8")).toBeVisible();
    expect(within(dialog).getByRole("alert")).toHaveTextContent(/encoded anew: read it again/);
    await sign(user);
    await screen.findByText("Done: the block is final.");
    expect(versions).toEqual([8]);
    act(() => dismiss(shownRequest()?.id ?? 0));
    await waitFor(() => expect(decorated.size, "nobody listens any more").toBe(0));
  });

  it("after the confirmation ends the call, and says that it is to be confirmed again", async () => {
    submit = () => Promise.reject(new UpgradedFault(7, 8, 41));
    await openDevelopment("Hospital");
    const user = await begin("zh");
    await sign(user, "签名并发送");
    expect(await screen.findByRole("alert")).toHaveTextContent(/运行时已升级.*请重新发起/);
    await waitFor(() =>
      expect(ended).toMatchObject({ stage: "failed", error: { name: "upgraded" } }),
    );
  });
});

describe("a call that is signed elsewhere", () => {
  const key = devKey("Hospital");
  const digest = (dialog: HTMLElement) =>
    within(dialog)
      .getAllByTitle(/^0x[0-9a-f]{64}$/)
      .map((each) => each.getAttribute("title"));

  /** Has a message signed elsewhere that stands for a payload. */
  async function elsewhere(message: Uint8Array, payload: (call: Uint8Array) => Uint8Array) {
    const signed: { call: Uint8Array; payload: Uint8Array }[] = [];
    submit = async (call, signer) => {
      const whole = payload(call);
      signed.push({ call, payload: whole });
      await signer.sign(message, whole);
      throw new RefusedFault("poolFull", "full");
    };
    await openExternal(key.publicHex);
    const user = await begin();
    await sign(user);
    const dialog = await screen.findByRole("dialog", { name: "Sign elsewhere" });
    const [first] = signed;
    if (!first) throw new Error("nothing was signed");
    return { user, dialog, ...first };
  }

  it("shows beside a hash what it is the hash of, and offers the whole payload", async () => {
    const { user, dialog, call, payload } = await elsewhere(
      new Uint8Array(32).fill(7),
      (encoded) => new Uint8Array([...encoded, ...new Uint8Array(300)]),
    );
    expect(within(dialog).getByText(/Approve case 7 at the step that waits/)).toBeVisible();
    expect(within(dialog).getByText("FiscalChain devnet")).toBeVisible();
    expect(within(dialog).getByText("fiscalchain 7")).toBeVisible();
    expect(digest(dialog)).toEqual([client.genesis, sm3Hex(call)]);
    expect(within(dialog).getByText(/BLAKE2b-256 of the payload/)).toBeVisible();
    expect(within(dialog).getByText(`0x${"07".repeat(32)}`)).toBeVisible();
    expect(within(dialog).getByText(`Whole payload, ${payload.length} bytes`)).toBeVisible();
    await user.click(within(dialog).getByRole("button", { name: "Copy the whole payload" }));
    await waitFor(async () => expect(await navigator.clipboard.readText()).toBe(toHex(payload)));
    const { violations } = await axe.run(dialog, {
      rules: { "color-contrast": { enabled: false } },
    });
    expect(violations.map(({ id }) => id)).toEqual([]);
    await user.click(within(dialog).getByRole("button", { name: "Cancel" }));
  });

  it("says that a short payload is signed as it is", async () => {
    const message = new Uint8Array(99).fill(9);
    const { user, dialog } = await elsewhere(message, () => message);
    expect(within(dialog).getByText(/^Sign these 99 bytes as they are/)).toBeVisible();
    expect(within(dialog).queryByText(/BLAKE2b/)).toBeNull();
    expect(within(dialog).queryByRole("button", { name: "Copy the whole payload" })).toBeNull();
    expect(within(dialog).getByText(/Approve case 7/)).toBeVisible();
    await user.click(within(dialog).getByRole("button", { name: "Cancel" }));
  });
});

describe("a signed call", () => {
  it("is followed until it is final, with its events in words and one entry in the trail", async () => {
    await openDevelopment("Hospital");
    const user = await begin();
    await sign(user);
    expect(await screen.findByText("Done: the block is final.")).toBeVisible();
    expect(await screen.findByText("Approvals.Approved")).toBeVisible();
    await waitFor(() => expect(screen.getByTestId("stage")).toHaveTextContent("finalized"));
    await waitFor(() =>
      expect(ended).toMatchObject({ stage: "finalized", hash: HASH, height: 42 }),
    );
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
    await sign(user, "签名并发送");
    expect(await screen.findByText("票据已被锁定。")).toBeVisible();
    await waitFor(() =>
      expect(ended).toMatchObject({ stage: "failed", height: 43, error: { name: "Locked" } }),
    );
    expect(auditEntries()[0]).toMatchObject({ action: "failed", error: "Bills.Locked", block: 43 });
  });

  it("that is refused shows the catalogue's meaning and what helps", async () => {
    submit = () => Promise.reject(new RefusedFault("roleForbidden", "no role may"));
    await openDevelopment("Hospital");
    const user = await begin();
    await sign(user);
    const alert = await screen.findByRole("alert");
    expect(alert).toHaveTextContent("No role of the participant may make this call");
    expect(alert).toHaveTextContent("Have the role granted");
    await waitFor(() => expect(ended).toMatchObject({ stage: "failed", error: { refusal: 3 } }));
  });

  it("of which nothing is heard is not called failed", async () => {
    submit = () => Promise.reject(new UnknownOutcome(HASH, 10, 1_000, "time is up"));
    await openDevelopment("Hospital");
    const user = await begin();
    await sign(user);
    expect(await screen.findByText(/Nothing was heard of it/)).toBeVisible();
    await waitFor(() => expect(ended).toMatchObject({ stage: "unknown", hash: HASH }));
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("that the person gives up is cancelled, and nothing is sent", async () => {
    const calls = vi.fn(() => Promise.reject(new Error("sent")));
    submit = calls;
    await openDevelopment("Hospital");
    const user = await begin();
    await user.click(await screen.findByRole("button", { name: "Cancel" }));
    await waitFor(() => expect(ended).toMatchObject({ stage: "cancelled" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(calls).not.toHaveBeenCalled();
  });
});
