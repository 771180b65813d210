import { screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { Participant } from "../src/components/Participant";
import { BillAxes } from "../src/parts/business/BillAxes";
import { serve, show } from "./render";

describe("participants", () => {
  it("are told apart where they share the name of all holders", async () => {
    vi.stubGlobal(
      "fetch",
      serve((path) => ({
        row: { id: 1, name: path.endsWith("/6") ? "Sample hospital" : "持票人" },
      })),
    );
    await show(
      <>
        <Participant id={30} />
        <Participant id={31} />
        <Participant id={6} />
      </>,
    );
    expect(await screen.findByRole("link", { name: "Holder #31" })).toBeInTheDocument();
    expect(await screen.findByRole("link", { name: "Holder #30" })).toBeInTheDocument();
    expect(await screen.findByRole("link", { name: "Sample hospital" })).toBeInTheDocument();
  });
});

describe("the state of a bill in a list", () => {
  const ORDINARY = {
    validity: "normal",
    medium: "electronic",
    usage: "free",
    circulation: "circulable",
  };

  it("is how far it is used, and whatever is out of the ordinary", async () => {
    const { container, unmount } = await show(<BillAxes {...ORDINARY} short />);
    expect(container.querySelectorAll(".mantine-Badge-root")).toHaveLength(1);
    unmount();
    const flushed = await show(<BillAxes {...ORDINARY} validity="redFlushed" short />);
    expect(flushed.container.querySelectorAll(".mantine-Badge-root")).toHaveLength(2);
    flushed.unmount();
    const whole = await show(<BillAxes {...ORDINARY} />);
    expect(whole.container.querySelectorAll(".mantine-Badge-root")).toHaveLength(4);
  });
});
