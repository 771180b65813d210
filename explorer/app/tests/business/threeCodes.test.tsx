import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import { ThreeCodeSearch } from "../../src/parts/business/ThreeCodeSearch";
import { serve, show } from "../render";
import { BILL, node } from "./bills";
import type { RpcCall } from "./bills";

/** SM3 of `fiscalchain/check-code`, the key and `a1B2c3`, by OpenSSL: its first 16 bytes. */
const CHECK = "0x637168e6dca154565acd1e6a898caea1";

async function search(
  codes: { code: string; number: string; checkCode: string },
  bill: unknown,
  calls: RpcCall[] = [],
) {
  vi.stubGlobal("fetch", vi.fn(serve(node({ bill_get: () => bill }, calls))));
  const user = userEvent.setup();
  await show(<ThreeCodeSearch />);
  await user.type(await screen.findByLabelText("Bill code"), codes.code);
  await user.type(screen.getByLabelText("Bill number"), codes.number);
  await user.type(screen.getByLabelText("Check code"), codes.checkCode);
  await user.click(screen.getByRole("button", { name: "Search" }));
  return user;
}

const CODES = { code: "31060126", number: "0000000001", checkCode: "a1B2c3" };
const ANSWER = { key: "31060126-0000000001", bill: { ...BILL, check: CHECK, usage: "locked" } };

describe("the search by three codes", () => {
  it("finds the bill, shows its state and leads to its page", async () => {
    const calls: RpcCall[] = [];
    await search(CODES, ANSWER, calls);
    const verdict = await screen.findByRole("status");
    expect(verdict).toHaveAttribute("data-outcome", "genuine");
    expect(verdict).toHaveTextContent("Locked");
    expect(screen.getByRole("link", { name: "Open the page of the bill" })).toHaveAttribute(
      "href",
      "/bills/31060126/0000000001",
    );
    expect(calls).toEqual([{ method: "bill_get", params: ["31060126", "0000000001"] }]);
  });

  it("does not send the check code anywhere", async () => {
    await search(CODES, ANSWER);
    await screen.findByRole("status");
    for (const [address, init] of vi.mocked(fetch).mock.calls) {
      expect(`${String(address)} ${String(init?.body)}`).not.toContain("a1B2c3");
    }
  });

  it("says that the check code is another, and shows nothing of the bill", async () => {
    await search({ ...CODES, checkCode: "a1B2c4" }, ANSWER);
    const verdict = await screen.findByRole("status");
    expect(verdict).toHaveAttribute("data-outcome", "mismatch");
    expect(verdict).not.toHaveTextContent("Locked");
    expect(screen.queryByRole("link")).not.toBeInTheDocument();
  });

  it("says that there is no such bill", async () => {
    await search(CODES, null);
    expect(await screen.findByRole("status")).toHaveAttribute("data-outcome", "notFound");
  });

  it("names the fields that have another form, and asks nothing", async () => {
    const calls: RpcCall[] = [];
    await search({ code: "3106012", number: "0000000001", checkCode: "a1B2c" }, null, calls);
    expect(await screen.findByText("A bill code has 8 digits")).toBeInTheDocument();
    expect(screen.getByText("A check code has 6 letters or digits")).toBeInTheDocument();
    expect(screen.queryByText("A bill number has 10 digits")).not.toBeInTheDocument();
    expect(screen.getByLabelText("Bill code")).toBeInvalid();
    expect(calls).toEqual([]);
  });

  it("takes code and number apart when both are pasted", async () => {
    const user = userEvent.setup();
    await show(<ThreeCodeSearch />);
    await user.click(await screen.findByLabelText("Bill code"));
    await user.paste("31060126-0000000001");
    expect(screen.getByLabelText("Bill code")).toHaveValue("31060126");
    expect(screen.getByLabelText("Bill number")).toHaveValue("0000000001");
  });

  it("speaks Chinese", async () => {
    vi.stubGlobal("fetch", serve(node({ bill_get: () => null })));
    const user = userEvent.setup();
    await show(<ThreeCodeSearch />, { language: "zh" });
    await user.type(await screen.findByLabelText("票据代码"), "31060126");
    await user.type(screen.getByLabelText("票据号码"), "0000000001");
    await user.type(screen.getByLabelText("校验码"), "a1B2c3{Enter}");
    expect(await screen.findByRole("status")).toHaveTextContent("链上没有该票据");
  });
});
