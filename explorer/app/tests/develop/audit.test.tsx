import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import { amend, auditEntries, clearAudit, MAX_ENTRIES, record } from "../../src/lib/audit";
import { auditCsv, AuditTrail } from "../../src/parts/develop/AuditTrail";
import { show } from "../render";

const ACTION = {
  action: "signed",
  account: "5Fake",
  name: "a.pem",
  pallet: "Bills",
  call: "void_bill",
  summary: "作废票据",
  hash: `0x${"ab".repeat(32)}`,
} as const;

beforeEach(() => {
  localStorage.clear();
  clearAudit();
});

describe("the audit trail", () => {
  it("follows a transaction in one entry, newest first, and survives a reload", () => {
    const id = record(ACTION);
    record({ action: "keyClosed" });
    amend(id, { action: "failed", block: 7, error: "Bills.Terminal" });
    expect(auditEntries().map(({ action }) => action)).toEqual(["keyClosed", "failed"]);
    expect(auditEntries()[1]).toMatchObject({
      block: 7,
      error: "Bills.Terminal",
      hash: ACTION.hash,
    });
    const stored: unknown = JSON.parse(localStorage.getItem("fiscal.audit") ?? "null");
    expect(stored).toEqual(auditEntries());
  });

  it("keeps what another tab wrote meanwhile", () => {
    record(ACTION);
    const other = { ...auditEntries()[0], id: "other-tab", summary: "other" };
    localStorage.setItem("fiscal.audit", JSON.stringify([other, ...auditEntries()]));
    record({ action: "keyClosed" });
    expect(auditEntries().map(({ summary }) => summary)).toContain("other");
    expect(auditEntries()).toHaveLength(3);
  });

  it("is bounded, in entries and in the length of texts", () => {
    localStorage.setItem(
      "fiscal.audit",
      JSON.stringify(
        Array.from({ length: MAX_ENTRIES + 50 }, (_, at) => ({
          id: `old-${at}`,
          time: at,
          changedAt: at,
          action: "signed",
        })),
      ),
    );
    record({ ...ACTION, summary: "x".repeat(10_000) });
    expect(auditEntries()).toHaveLength(MAX_ENTRIES);
    expect(auditEntries()[0]?.summary?.length).toBeLessThanOrEqual(500);
  });

  it("goes on where storage holds something else", () => {
    localStorage.setItem("fiscal.audit", "{not json");
    record(ACTION);
    expect(auditEntries()).toHaveLength(1);
  });

  it("is exported as CSV that no spreadsheet runs", () => {
    record({ ...ACTION, summary: '=HYPERLINK("x"), "quoted"' });
    const lines = auditCsv(auditEntries()).split("\r\n");
    expect(lines[0]).toBe(
      "\uFEFFtime,changedAt,action,account,name,chain,genesis,pallet,call,summary,hash,block,error",
    );
    expect(lines[1]).toContain('"\'=HYPERLINK(""x""), ""quoted"""');
    expect(lines[1]).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  it("is shown with the error in words, and cleared only when asked twice", async () => {
    record({ ...ACTION, action: "failed", error: "Bills.Terminal", block: 3 });
    const user = userEvent.setup();
    await show(<AuditTrail />);
    const table = await screen.findByRole("table");
    expect(within(table).getByText("作废票据")).toBeVisible();
    expect(await within(table).findByText(/red-flushed or voided|red flushed/i)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Clear the trail" }));
    expect(auditEntries()).toHaveLength(1);
    const dialog = await screen.findByRole("dialog");
    await user.click(within(dialog).getByRole("button", { name: "Clear the trail" }));
    await waitFor(() => expect(auditEntries()).toHaveLength(0));
    expect(await screen.findByText("Nothing was done here yet.")).toBeVisible();
  });
});
