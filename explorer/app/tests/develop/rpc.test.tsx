import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import Rpc from "../../src/pages/develop/Rpc";
import {
  controlOf,
  positional,
  readParameter,
  resolve,
  schemaName,
} from "../../src/parts/develop/rpc/schema";
import { serve, show } from "../render";

const SCHEMAS = {
  BillCode: { type: "string", pattern: "^[0-9]{8}$" },
  Limit: { type: ["integer", "null"], minimum: 1, maximum: 500, default: 50 },
  Scope: { enum: ["list", "use"] },
  Status: { enum: ["open", null] },
  Flag: { type: ["boolean", "null"] },
  Filter: { type: ["object", "null"], properties: { state: true } },
};

describe("parameters of the node's methods", () => {
  it("are asked for as their schemas say", () => {
    const of = (name: string) =>
      controlOf(resolve({ $ref: `#/components/schemas/${name}` }, SCHEMAS));
    expect(of("BillCode")).toEqual({ kind: "text", pattern: "^[0-9]{8}$" });
    expect(of("Limit")).toEqual({ kind: "integer", least: 1, most: 500 });
    expect(of("Scope")).toEqual({ kind: "choice", values: ["list", "use"] });
    expect(of("Status")).toEqual({ kind: "choice", values: ["open"] });
    expect(of("Flag")).toEqual({ kind: "flag" });
    expect(of("Filter")).toEqual({ kind: "json" });
    expect(of("Missing")).toEqual({ kind: "json" });
    expect(schemaName({ oneOf: [{ $ref: "#/components/schemas/Scope" }, { type: "null" }] })).toBe(
      "Scope | null",
    );
  });

  it("that refer to each other in a circle come to an end", () => {
    const circle = { A: { $ref: "#/components/schemas/B" }, B: { $ref: "#/components/schemas/A" } };
    expect(controlOf(resolve({ $ref: "#/components/schemas/A" }, circle))).toEqual({
      kind: "json",
    });
  });

  it("are held to their bounds", () => {
    const limit = { kind: "integer", least: 1, most: 500 } as const;
    expect(readParameter("500", limit, false)).toEqual({ value: 500, fault: null });
    expect(readParameter("501", limit, false).fault).toBe("range");
    expect(readParameter("1e3", limit, false).fault).toBe("integer");
    expect(readParameter("", limit, false)).toEqual({ value: undefined, fault: null });
    expect(readParameter("", limit, true).fault).toBe("missing");
    const code = { kind: "text", pattern: "^[0-9]{8}$" } as const;
    expect(readParameter("3106012", code, true).fault).toBe("pattern");
    expect(readParameter("{", { kind: "json" }, true).fault).toBe("json");
  });

  it("stand by position; those left out at the end are not sent", () => {
    expect(positional(["a", undefined, 3, undefined])).toEqual(["a", null, 3]);
    expect(positional([undefined])).toEqual([]);
  });
});

describe("the page of JSON-RPC", () => {
  it("sends what was typed, and shows an error with what the catalogue says", async () => {
    const sent: { method: string; params: unknown }[] = [];
    const document = {
      info: { title: "FiscalChain", version: "1" },
      methods: [
        {
          name: "bill_ranges",
          summary: "Ranges of numbers",
          params: [
            { name: "code", required: true, schema: { $ref: "#/components/schemas/BillCode" } },
            { name: "limit", required: false, schema: { $ref: "#/components/schemas/Limit" } },
          ],
          result: { name: "result", schema: true },
        },
      ],
      components: { schemas: SCHEMAS },
    };
    vi.stubGlobal(
      "fetch",
      serve((_path, _query, init) => {
        const { method, params } = JSON.parse(String(init?.body)) as {
          method: string;
          params: unknown;
        };
        if (method === "rpc_discover") return { jsonrpc: "2.0", id: 1, result: document };
        if (method === "rpc_methods") {
          return { jsonrpc: "2.0", id: 1, result: { methods: ["chain_getHeader", "bill_ranges"] } };
        }
        sent.push({ method, params });
        return sent.length === 1
          ? { jsonrpc: "2.0", id: 1, result: [{ first: "0000000001" }] }
          : { jsonrpc: "2.0", id: 1, error: { code: 20_002, message: "no state" } };
      }),
    );
    const user = userEvent.setup();
    await show(<Rpc />, { at: "/developer/rpc?method=bill_ranges" });
    const call = await screen.findByRole("button", { name: "Call" });
    expect(call).toBeDisabled();
    const code = screen.getByLabelText(/^code/);
    await user.type(code, "310601");
    expect(await screen.findByText("Not of the form that is asked for")).toBeVisible();
    expect(call).toBeDisabled();
    await user.type(code, "26");
    await user.click(call);
    expect(await screen.findByText('"0000000001"')).toBeVisible();
    expect(sent).toEqual([{ method: "bill_ranges", params: ["31060126"] }]);
    await user.click(call);
    const alert = await screen.findByRole("alert");
    await waitFor(() => expect(alert).toHaveTextContent("The runtime could not answer."));
    expect(alert).toHaveTextContent("20002 RUNTIME_UNAVAILABLE: no state");
  });
});
