import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { describe, expect, it } from "vitest";
import { FilterBar, type FilterField } from "../src/components/FilterBar";
import type { Filters } from "../src/lib/filters";
import { show } from "./render";

const FIELDS: FilterField[] = [
  { key: "code", label: "Code", type: "text", pattern: /^\d{8}$/ },
  { key: "minFen", label: "At least", type: "amount" },
  { key: "red", label: "Red", type: "boolean" },
  { key: "from", label: "From", type: "date" },
  { key: "until", label: "Until", type: "date", boundary: "end" },
  { key: "call", label: "Call", type: "text", disabled: true },
];

async function open(first: Filters = {}) {
  const changes: Filters[] = [];
  function Bar() {
    const [value, setValue] = useState(first);
    return (
      <FilterBar
        fields={FIELDS}
        value={value}
        onChange={(change) => {
          changes.push(change);
          setValue({ ...value, ...change });
        }}
      />
    );
  }
  await show(<Bar />);
  return { changes, user: userEvent.setup() };
}

describe("FilterBar", () => {
  it("applies a text once, when it is whole and well formed", async () => {
    const { changes, user } = await open();
    await user.type(screen.getByLabelText("Code"), "3106");
    expect(await screen.findByText("Not in the expected form")).toBeInTheDocument();
    await user.keyboard("{Enter}");
    expect(changes).toEqual([]);
    await user.type(screen.getByLabelText("Code"), "0125");
    await waitFor(() => expect(changes).toEqual([{ code: "31060125" }]));
  });

  it("applies at once with Enter", async () => {
    const { changes, user } = await open();
    await user.type(screen.getByLabelText("Code"), "31060125{Enter}");
    await waitFor(() => expect(changes).toEqual([{ code: "31060125" }]));
  });

  it("takes yuan and hands on fen", async () => {
    const { changes, user } = await open();
    await user.type(screen.getByLabelText("At least"), "1234.5{Enter}");
    await waitFor(() => expect(changes).toEqual([{ minFen: "123450" }]));
    await waitFor(() => expect(screen.getByLabelText("At least")).toHaveValue("1,234.50"));
  });

  it("hands on the start of a day, and for the end that of the day after", async () => {
    const { changes, user } = await open();
    await user.type(screen.getByLabelText("From"), "2026-11-20{Enter}");
    await user.tab();
    await user.type(screen.getByLabelText("Until"), "2026-11-21{Enter}");
    await user.tab();
    await waitFor(() =>
      expect(Object.assign({}, ...changes)).toEqual({
        from: String(new Date(2026, 10, 20).getTime()),
        until: String(new Date(2026, 10, 22).getTime()),
      }),
    );
  });

  it("shows the values of the address, and takes them all away", async () => {
    const { changes, user } = await open({
      code: "31060125",
      from: String(new Date(2026, 10, 20).getTime()),
      until: String(new Date(2026, 10, 22).getTime()),
    });
    expect(screen.getByLabelText("Code")).toHaveValue("31060125");
    expect(screen.getByLabelText("From")).toHaveValue("2026-11-20");
    expect(screen.getByLabelText("Until")).toHaveValue("2026-11-21");
    expect(screen.getByLabelText("Call")).toBeDisabled();
    await user.click(screen.getByRole("button", { name: "Reset filters" }));
    await waitFor(() =>
      expect(changes.at(-1)).toEqual(
        Object.fromEntries(FIELDS.map((field) => [field.key, undefined])),
      ),
    );
    await waitFor(() => expect(screen.getByLabelText("Code")).toHaveValue(""));
    expect(screen.queryByRole("button", { name: "Reset filters" })).toBeNull();
  });
});
