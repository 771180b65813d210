import { act, screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { closeKey, keepKey } from "../../src/lib/signing/keys";
import { Inbox } from "../../src/parts/govern/approvals/Inbox";
import { show } from "../render";
import { stubServer } from "./stubs";

const ACCOUNT = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

function openKey(): void {
  keepKey(
    {
      source: "development",
      name: "alice",
      address: ACCOUNT,
      accountId: `0x${"11".repeat(32)}`,
      publicKey: `0x02${"22".repeat(32)}`,
      did: "did:cpl:abc",
    },
    { publicKey: new Uint8Array(33), sign: async () => new Uint8Array(64) },
    () => undefined,
  );
}

const ME = {
  id: 5,
  name: "市财政局",
  organisation: 5,
  effectiveRoles: ["fiscalAuthority"],
  effectiveStatus: "active",
};

const ITEM = {
  id: 12,
  operation: "enactPolicy",
  subject: `0x${"33".repeat(32)}`,
  proposer: 7,
  signer: 7,
  flow: 1,
  state: "pending",
  step: 1,
  signed: 0,
  demanded: 2,
  proposedAt: Date.now() - 3_600_000,
  deadline: Date.now() + 86_400_000,
  head: `0x${"44".repeat(32)}`,
};

const people = (path: string) =>
  path.startsWith("/api/v1/participants/")
    ? { row: { id: Number(path.split("/").at(-1)), name: `Participant ${path.split("/").at(-1)}` } }
    : { items: [], next: null };

describe("the inbox of approvals", () => {
  it("asks for a key before it shows anything, and asks the node for nothing", async () => {
    const calls = stubServer({}, people);
    await show(<Inbox />);
    expect(await screen.findByText("Whose inbox?")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Open a key" })).toBeInTheDocument();
    expect(calls).toEqual([]);
  });

  it("shows what waits for the participant of the key, and empties when the key closes", async () => {
    openKey();
    const calls = stubServer(
      { participant_get: () => ME, approval_waitingFor: () => [ITEM] },
      people,
    );
    await show(<Inbox />);
    const row = (await screen.findByRole("link", { name: "Approval 12" })).closest("tr");
    if (!row) throw new Error("no row");
    expect(within(row).getByText("Put a policy into force")).toBeInTheDocument();
    expect(within(row).getByText("step 2: 0 of 2 signatures")).toBeInTheDocument();
    expect(await within(row).findByText("Participant 7")).toBeInTheDocument();
    expect(calls).toContainEqual({ method: "participant_get", params: [ACCOUNT] });
    expect(calls).toContainEqual({ method: "approval_waitingFor", params: [5] });

    act(() => closeKey("button"));
    expect(await screen.findByText("Whose inbox?")).toBeInTheDocument();
    expect(screen.queryByRole("link", { name: "Approval 12" })).not.toBeInTheDocument();
  });

  it("says so where nothing waits, in both languages", async () => {
    openKey();
    stubServer({ participant_get: () => ME, approval_waitingFor: () => [] }, people);
    await show(<Inbox />, { language: "zh" });
    expect(await screen.findByText("没有待办审批。")).toBeInTheDocument();
    act(() => closeKey("button"));
  });

  it("says so where the key is nobody's", async () => {
    openKey();
    const calls = stubServer({ participant_get: () => null }, people);
    await show(<Inbox />);
    expect(await screen.findByText("This key belongs to no participant")).toBeInTheDocument();
    expect(calls.some((call) => call.method === "approval_waitingFor")).toBe(false);
    act(() => closeKey("button"));
  });
});
