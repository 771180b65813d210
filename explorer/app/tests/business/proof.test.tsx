import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import billFile from "../../../packages/client/test/data/proofs/bill.json";
import validators from "../../../packages/client/test/data/proofs/validators.json";
import { ProofPanel } from "../../src/parts/business/bill/ProofPanel";
import { ProofCheck } from "../../src/parts/business/ProofCheck";
import { serve, show } from "../render";
import { node } from "./bills";
import type { RpcCall } from "./bills";

function json(value: unknown, name: string): File {
  return new File([JSON.stringify(value)], name, { type: "application/json" });
}

/** The hidden input of a file field. */
function inputOf(container: HTMLElement, at: number): HTMLInputElement {
  const input = container.querySelectorAll<HTMLInputElement>('input[type="file"]')[at];
  if (!input) throw new Error("no file field");
  return input;
}

async function checkFile(proof: unknown, set: unknown) {
  const user = userEvent.setup();
  const fetched = vi.fn(serve(() => Response.json({}, { status: 500 })));
  vi.stubGlobal("fetch", fetched);
  const { container } = await show(<ProofCheck />);
  await screen.findByText("Proof file (JSON)");
  await user.upload(inputOf(container, 0), json(proof, "bill.proof.json"));
  await user.click(
    await screen.findByRole("radio", { name: "The set file the consortium published" }),
  );
  await user.upload(inputOf(container, 1), json(set, "validators.json"));
  const check = screen.getByRole("button", { name: "Check offline" });
  await waitFor(() => expect(check).toBeEnabled());
  await user.click(check);
  const verdict = await screen.findByRole("status");
  return { verdict, fetched };
}

describe("the check of a proof", () => {
  it("holds for a real one, without asking anybody", async () => {
    const { verdict, fetched } = await checkFile(billFile, validators);
    expect(verdict).toHaveAttribute("data-outcome", "genuine");
    expect(verdict).toHaveTextContent(billFile.proof.block.hash);
    expect(within(verdict).getByRole("link", { name: billFile.key })).toBeVisible();
    expect(fetched).not.toHaveBeenCalled();
  });

  it("does not hold when the amount was altered", async () => {
    const altered = {
      ...billFile,
      bill: { ...billFile.bill, total: billFile.bill.total + 1 },
    };
    const { verdict } = await checkFile(altered, validators);
    expect(verdict).toHaveAttribute("data-outcome", "mismatch");
    expect(verdict).toHaveTextContent("What is stated is not what is proven");
  });

  it("does not hold for other validators", async () => {
    const other = {
      ...validators,
      validators: validators.validators.map((validator) => ({ ...validator, weight: 7 })).slice(1),
    };
    const { verdict } = await checkFile(billFile, other);
    expect(verdict).toHaveAttribute("data-outcome", "mismatch");
  });

  it("refuses a file that is no set", async () => {
    const { verdict } = await checkFile(billFile, { validators: "many" });
    expect(verdict).toHaveTextContent("The file is no validator set");
  });

  it("is fetched, saved and checked against the founding set of the node", async () => {
    const calls: RpcCall[] = [];
    const answer = { ...billFile, proves: undefined };
    const { genesis, validators: founders } = validators;
    vi.stubGlobal(
      "fetch",
      serve(
        node(
          {
            bill_getWithProof: () => answer,
            consensus_validators: () => ({
              genesis,
              height: 0,
              hash: genesis,
              next: founders,
              afterNext: founders,
            }),
          },
          calls,
        ),
      ),
    );
    const saved: Blob[] = [];
    vi.stubGlobal(
      "URL",
      Object.assign(URL, {
        createObjectURL: (blob: Blob) => {
          saved.push(blob);
          return "blob:proof";
        },
        revokeObjectURL: () => undefined,
      }),
    );
    const user = userEvent.setup();
    const [code = "", number = ""] = billFile.key.split("-");
    await show(<ProofPanel code={code} number={number} />);
    expect(await screen.findByRole("button", { name: "Download the proof" })).toBeDisabled();
    await user.click(screen.getByRole("button", { name: "Fetch the proof" }));
    await user.click(await screen.findByRole("button", { name: "Check offline" }));
    expect(await screen.findByRole("status")).toHaveAttribute("data-outcome", "genuine");
    expect(calls.map(({ method, params }) => [method, ...params])).toEqual([
      ["bill_getWithProof", code, number, 0],
      ["consensus_validators", 0],
    ]);
    await user.click(screen.getByRole("button", { name: "Download the proof" }));
    await waitFor(() => expect(saved).toHaveLength(1));
    expect(JSON.parse(await (saved[0] as Blob).text())).toEqual(billFile);
  });
});
