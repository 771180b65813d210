import { describe, expect, it } from "vitest";
import { parametersOf, RPC_METHODS, rpcDefinitions } from "../src/chain/methods.js";
import { vector } from "./repository.js";

const FILES = ["", "/bridges", "/policy", "/vc"].map((part) => `rpc/src/discover${part}.rs`);
const NAME =
  /"((?:approval|bill|consensus|did|lock|node|observation|outbox|participant|permission|policy|region|rpc|scene|vc)_[A-Za-z]+)"/g;

describe("the table of methods", () => {
  it("has the methods of the OpenRPC document, no more and no fewer", () => {
    const source = FILES.map(vector).join("\n");
    const names = new Set([...source.matchAll(NAME)].map(([, name]) => name));
    expect(names.size).toBeGreaterThan(80);
    expect([...RPC_METHODS].sort()).toEqual([...names].sort());
  });

  it("has optional parameters only behind those that are not", () => {
    for (const method of RPC_METHODS) {
      const optional = parametersOf(method).map((parameter) => parameter.optional);
      expect(optional, method).toEqual([...optional].sort());
    }
  });

  it("is what @polkadot/api takes", () => {
    const definitions = rpcDefinitions();
    expect(definitions.bill?.get).toMatchObject({
      params: [
        { name: "code", type: "Text", isOptional: false },
        { name: "number", type: "Text", isOptional: false },
      ],
      type: "Option<Json>",
    });
    expect(definitions.vc?.byHolder?.params[1]).toEqual({
      name: "all",
      type: "Option<bool>",
      isOptional: true,
    });
  });
});
