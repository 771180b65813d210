import { fireEvent, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { FileCheck } from "../../src/parts/business/FileCheck";
import { hashFile } from "../../src/parts/business/hash/hashFile";
import { serve, show } from "../render";
import { BILL, node } from "./bills";
import type { RpcCall } from "./bills";

/** The two published vectors of GB/T 32905, annex A. */
const ABC = "0x66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0";
const ABCD_16 = "0xdebe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732";

/** Browsers read files as streams; jsdom does not. */
function streamOf(this: Blob): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull: async (controller) => {
      const piece = await this.slice(at, at + 65_536).arrayBuffer();
      at += piece.byteLength;
      if (piece.byteLength === 0) controller.close();
      else controller.enqueue(new Uint8Array(piece));
    },
  });
}

beforeAll(() => {
  Object.defineProperty(Blob.prototype, "stream", { value: streamOf, configurable: true });
});

const STATE = {
  validity: "normal",
  medium: "electronic",
  usage: "free",
  circulation: "circulable",
};

function chain(pdf: string, calls: RpcCall[]) {
  const bill = { ...BILL, pdf };
  const fetched = vi.fn(
    serve(
      node(
        {
          bill_get: () => ({ key: "31060126-0000000001", bill }),
          bill_verifyDigest: (_code, _number, digest) => {
            if (digest === bill.pdf) return { verdict: "genuine", file: "pdf", state: STATE };
            if (digest === bill.xml) return { verdict: "genuine", file: "xml", state: STATE };
            return { verdict: "mismatch" };
          },
          bill_verify: () => ({ verdict: "genuine", state: STATE }),
        },
        calls,
      ),
    ),
  );
  vi.stubGlobal("fetch", fetched);
  return fetched;
}

async function drop(file: File) {
  await show(<FileCheck />);
  const zone = (await screen.findByText("Drop the file of a bill here, or choose one")).closest(
    "label",
  );
  if (!zone) throw new Error("no place to drop a file");
  fireEvent.drop(zone, { dataTransfer: { files: [file] } });
}

const PDF = "31060126-0000000001.pdf";

describe("the check of a file", () => {
  it("gives the published digests", async () => {
    expect(await hashFile(new File(["abc"], "a"))).toBe(ABC);
    expect(await hashFile(new File(["abcd".repeat(16)], "b"))).toBe(ABCD_16);
  });

  it("hashes in pieces what is larger than one", async () => {
    const shares: number[] = [];
    const file = new File([new Uint8Array(3 << 20).fill(97)], "c");
    const digest = await hashFile(file, { onProgress: (share) => shares.push(share) });
    const { createHash } = await import("node:crypto");
    const expected = createHash("sm3")
      .update(Buffer.alloc(3 << 20, 97))
      .digest("hex");
    expect(digest).toBe(`0x${expected}`);
    expect(shares.at(-1)).toBe(1);
  });

  it("finds the bill by the name of the file and the digest that is the file's", async () => {
    const calls: RpcCall[] = [];
    chain(ABC, calls);
    await drop(new File(["abc"], PDF, { type: "application/pdf" }));
    const verdict = await screen.findByRole("status");
    expect(verdict).toHaveAttribute("data-outcome", "genuine");
    expect(verdict).toHaveTextContent("PDF or OFD rendering");
    expect(calls).toContainEqual({
      method: "bill_verifyDigest",
      params: ["31060126", "0000000001", ABC],
    });
    const row = (name: string) => within(verdict).getByRole("rowheader", { name }).closest("tr");
    expect(row("PDF or OFD rendering")).toHaveTextContent("The same");
    expect(row("XML original")).toHaveTextContent("Different");
  });

  it("tells an altered file", async () => {
    chain(ABC, []);
    await drop(new File(["abd"], PDF, { type: "application/pdf" }));
    const verdict = await screen.findByRole("status");
    expect(verdict).toHaveAttribute("data-outcome", "mismatch");
    expect(within(verdict).queryByText("The same")).not.toBeInTheDocument();
  });

  it("never sends what stands in the file", async () => {
    const fetched = chain(ABC, []);
    const secret = "Zhang San, paid in cash";
    await drop(new File([secret], PDF, { type: "application/pdf" }));
    await screen.findByRole("status");
    for (const [, init] of fetched.mock.calls) {
      expect(init?.body).toBeTypeOf("string");
      expect(String(init?.body)).not.toContain("Zhang");
    }
  });

  it("asks for the bill where the name does not tell it", async () => {
    chain(ABC, []);
    const user = userEvent.setup();
    await drop(new File(["abc"], "scan.pdf", { type: "application/pdf" }));
    await user.type(await screen.findByLabelText("Bill code"), "31060126");
    await user.type(screen.getByLabelText("Bill number"), "0000000001");
    await user.click(screen.getByRole("button", { name: "Check" }));
    expect(await screen.findByRole("status")).toHaveAttribute("data-outcome", "genuine");
  });

  it("reads the five elements out of an XML file and checks them too", async () => {
    const calls: RpcCall[] = [];
    chain(ABC, calls);
    const xml = `<?xml version="1.0" encoding="UTF-8"?>
      <EInvoice><Header/><EInvoiceData><Main>
        <EInvoiceCode>31060126</EInvoiceCode><EInvoiceNumber>0000000009</EInvoiceNumber>
        <RandomNumber>a1B2c3</RandomNumber><TotalAmount>417.05</TotalAmount>
        <IssueDate>20260131</IssueDate>
      </Main></EInvoiceData></EInvoice>`;
    await drop(new File([xml], "bill.xml", { type: "text/xml" }));
    expect(await screen.findByText("All five elements agree: the bill is genuine")).toBeVisible();
    expect(calls).toContainEqual({
      method: "bill_verify",
      params: ["31060126", "0000000009", "a1B2c3", "2026-01-31", 41_705],
    });
  });
});
