import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { describe, expect, it, vi } from "vitest";
import { DataTable, type Column, type TableList } from "../src/components/DataTable";
import { ApiError } from "../src/lib/api";
import { show } from "./render";

interface Row {
  id: number;
  name: string;
}

const columns: Column<Row>[] = [
  { key: "id", header: "Number", align: "right", render: (row) => row.id },
  { key: "name", header: "Name", render: (row) => <a href={`/n/${row.id}`}>{row.name}</a> },
];
const rows: Row[] = [
  { id: 1, name: "one" },
  { id: 2, name: "two" },
];

function table(list: TableList<Row>, more: { onRowClick?: (row: Row) => void; csv?: string } = {}) {
  return (
    <DataTable caption="Numbers" columns={columns} list={list} rowKey={(row) => row.id} {...more} />
  );
}

describe("DataTable", () => {
  it("shows rows under headings, named for those who do not see it", async () => {
    const { container } = await show(table({ items: rows }, { csv: "/api/v1/numbers.csv" }));
    const shown = screen.getByRole("table", { name: "Numbers" });
    expect(
      within(shown)
        .getAllByRole("columnheader")
        .map((cell) => cell.textContent),
    ).toEqual(["Number", "Name"]);
    expect(within(shown).getAllByRole("row")).toHaveLength(3);
    expect(screen.getByRole("link", { name: /Download CSV/ })).toHaveAttribute(
      "href",
      "/api/v1/numbers.csv",
    );
    const { violations } = await axe.run(container, {
      rules: { "color-contrast": { enabled: false } },
    });
    expect(violations).toEqual([]);
  });

  it("opens a row by mouse and by Enter, but not from a link within", async () => {
    const opened = vi.fn();
    await show(table({ items: rows }, { onRowClick: opened }));
    const user = userEvent.setup();
    await user.click(screen.getByText("2"));
    expect(opened).toHaveBeenLastCalledWith(rows[1]);

    const [, first] = screen.getAllByRole("row");
    first?.focus();
    await user.keyboard("{Enter}");
    expect(opened).toHaveBeenLastCalledWith(rows[0]);

    opened.mockClear();
    screen.getByRole("link", { name: "one" }).focus();
    await user.keyboard("{Enter}");
    expect(opened).not.toHaveBeenCalled();
  });

  it("pages, and offers only what there is", async () => {
    const next = vi.fn();
    await show(table({ items: rows, hasNext: true, hasPrevious: false, page: 1, next }));
    expect(screen.getByRole("button", { name: "Previous" })).toBeDisabled();
    await userEvent.setup().click(screen.getByRole("button", { name: "Next" }));
    expect(next).toHaveBeenCalledOnce();
  });

  it("says that it loads, that there is nothing, and what went wrong", async () => {
    const { unmount } = await show(table({ items: [], isLoading: true }));
    expect(screen.getByRole("status", { name: "Loading" })).toBeInTheDocument();
    unmount();

    const empty = await show(table({ items: [] }));
    expect(screen.getByText("Nothing found")).toBeInTheDocument();
    empty.unmount();

    const refetch = vi.fn();
    const error = new ApiError("invalid_parameter", "not a number", "issuer", 400);
    await show(table({ items: [], error, refetch }));
    expect(screen.getByRole("alert")).toHaveTextContent("Parameter at fault: issuer");
    expect(screen.getByRole("alert")).toHaveTextContent("not a number");
    await userEvent.setup().click(screen.getByRole("button", { name: "Try again" }));
    expect(refetch).toHaveBeenCalledOnce();
  });

  it("is a list of cards on a phone", async () => {
    const wide = window.matchMedia;
    window.matchMedia = (query) => ({ ...wide(query), matches: true });
    try {
      await show(table({ items: rows }));
      expect(screen.queryByRole("table")).toBeNull();
      const cards = screen.getByRole("list", { name: "Numbers" });
      expect(within(cards).getAllByRole("listitem")).toHaveLength(2);
      expect(within(cards).getAllByText("Name")).toHaveLength(2);
    } finally {
      window.matchMedia = wide;
    }
  });
});
