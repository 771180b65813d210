import type { BillRecord } from "../../src/parts/business/rpc-types";

/** A bill of the tests; digests are those of nothing in particular. */
export const BILL: BillRecord = {
  check: "0x00000000000000000000000000000000",
  total: 41_700,
  issuedOn: "2026-01-31",
  issuer: 5,
  node: 1,
  scene: 1,
  payer: `0x${"03".repeat(32)}`,
  xml: `0x${"01".repeat(32)}`,
  pdf: null,
  summary: `0x${"02".repeat(32)}`,
  version: 1,
  history: null,
  related: null,
  registered: { block: 7, index: 1 },
  kind: "ordinary",
  validity: "normal",
  medium: "electronic",
  usage: "free",
  circulation: "circulable",
  reimbursed: 0,
};

/** What a page asked the node. */
export interface RpcCall {
  method: string;
  params: unknown[];
}

/** A node made of one function a method; calls are written down. */
export function node(
  methods: Record<string, (...params: unknown[]) => unknown>,
  calls: RpcCall[] = [],
) {
  return (path: string, _query: URLSearchParams, init?: RequestInit): unknown => {
    if (path !== "/rpc") {
      return Response.json(
        { error: { code: "not_found", message: path, field: null } },
        { status: 404 },
      );
    }
    const call = JSON.parse(String(init?.body)) as RpcCall & { id: number };
    calls.push({ method: call.method, params: call.params });
    const method = methods[call.method];
    return method
      ? { jsonrpc: "2.0", id: call.id, result: method(...call.params) }
      : { jsonrpc: "2.0", id: call.id, error: { code: -32601, message: "no such method" } };
  };
}
