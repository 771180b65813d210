import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import Errors from "../../src/pages/develop/Errors";
import { show } from "../render";

describe("the page of codes and errors", () => {
  it("shows a page of them at a time, and finds any of them", async () => {
    await show(<Errors />);
    const user = userEvent.setup();
    expect(await screen.findByText("INVALID_PARAMETER")).toBeInTheDocument();
    const rows = screen.getAllByRole("row").length - 1;
    expect(rows).toBe(50);
    await user.click(screen.getByRole("button", { name: "Next" }));
    await waitFor(() => expect(screen.queryByText("INVALID_PARAMETER")).not.toBeInTheDocument());
    await user.type(screen.getByRole("textbox", { name: "Search" }), "20001");
    expect(await screen.findByText("INVALID_PARAMETER")).toBeInTheDocument();
  });
});
