import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { OperationTab } from "../../src/parts/business/statistics/OperationTab";
import { drawn } from "../charts";
import { serve, show } from "../render";

/** Every block holds its time, which the chain counts among its transactions. */
const ROWS = [
  { period: "2026-11-20", blocks: 40, transactions: 240, failed: 3 },
  { period: "2026-11-21", blocks: 10, transactions: 10, failed: 0 },
].map((row) => ({ bills: 1, locks: 1, reimbursedFen: 41_705, ...row }));

beforeEach(() => {
  drawn.length = 0;
  vi.stubGlobal(
    "fetch",
    serve((path) => (path.endsWith("/activity") ? { rows: ROWS } : {})),
  );
});

describe("what the chain did", () => {
  it("counts what was signed, and not what every block holds of itself", async () => {
    await show(<OperationTab />);
    const chart = await screen.findByRole("region", { name: "Transactions" });
    await waitFor(() =>
      expect(drawn.flatMap(({ series }) => series)).toContainEqual(
        expect.objectContaining({ name: "Transactions", data: [200, 0] }),
      ),
    );
    await userEvent.setup().click(within(chart).getByRole("button", { name: "Table" }));
    const table = await within(chart).findByRole("table");
    const cells = within(table)
      .getAllByRole("cell")
      .map((cell) => cell.textContent);
    expect(cells).toEqual(["2026-11-20", "200", "3", "2026-11-21", "0", "0"]);
  });

  it("shows amounts in yuan", async () => {
    await show(<OperationTab />);
    await waitFor(() =>
      expect(drawn.flatMap(({ series }) => series)).toContainEqual(
        expect.objectContaining({ name: "Reimbursed (yuan)", data: [417.05, 417.05] }),
      ),
    );
  });
});
