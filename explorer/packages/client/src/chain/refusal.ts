import { ConnectionFault, FiscalFault, RefusedFault, RpcFault } from "../faults.js";
import type { Refusal } from "../faults.js";

/** Codes of the runtime for what its transaction extensions and its validation refuse. */
const CUSTOM: Readonly<Record<string, readonly [Refusal, string]>> = {
  1: ["unknownAccount", "the signing account belongs to no participant of the chain"],
  2: ["notActive", "the participant of the signing account is not active"],
  3: ["roleForbidden", "no role of the participant may make this call"],
  4: ["quotaExhausted", "the participant's quota is exhausted; it refills with time"],
  5: ["exceedsBurst", "the transaction is larger than the participant's whole quota"],
  6: ["unknownValidator", "the evidence names a key that did not decide the block it speaks of"],
  7: [
    "maxEquivocationsExceeded",
    "the chain keeps as much evidence of double signing as it can, of this key or altogether",
  ],
};

const INVALID: Readonly<Record<string, readonly [Refusal, string]>> = {
  "Transaction is outdated": ["stale", "the account has used this nonce already"],
  "Transaction has a bad signature": [
    "badProof",
    "the signature does not fit the account, the chain or the version of its runtime",
  ],
  "Transaction call is not expected": ["notExpected", "nothing authorizes this call now"],
};

const CODES: Readonly<Record<number, readonly [Refusal, string]>> = {
  1012: [
    "temporarilyBanned",
    "the node refuses this transaction for a while because it was invalid before",
  ],
  1013: ["alreadyImported", "the node has this transaction already"],
  1014: ["tooLowPriority", "another transaction of the account with the same nonce is waiting"],
  1016: ["poolFull", "the node's transaction pool is full"],
};

/** What JSON-RPC says of an error. */
interface RpcError {
  /** Missing where it was no answer of the node. */
  code: number | undefined;
  /** Message and data, as the provider puts them together. */
  message: string;
  /** The data alone, where they are text. */
  data: string;
}

/** Takes the error of a provider apart. */
export function rpcErrorOf(fault: unknown): RpcError {
  const {
    code,
    data,
    message = String(fault),
  } = (fault ?? {}) as {
    code?: unknown;
    data?: unknown;
    message?: string;
  };
  const known = typeof code === "number" && code > -90_000;
  return {
    code: known ? code : undefined,
    message: message.replace(/^-?\d+: /, ""),
    data: typeof data === "string" ? data : "",
  };
}

/** The fault behind an error with which the pool answered a transaction. */
export function refusalOf(url: string, fault: unknown): FiscalFault {
  const { code, message, data } = rpcErrorOf(fault);
  if (code === undefined) {
    return new ConnectionFault(url, message, { cause: fault });
  }
  const custom = /^Custom error: (\d{1,3})$/.exec(data)?.[1];
  const known =
    code === 1010 ? (custom === undefined ? INVALID[data] : CUSTOM[custom]) : CODES[code];
  if (known) {
    return new RefusedFault(...known);
  }
  if (code === 1010 && custom !== undefined && Number(custom) < 256) {
    return new RefusedFault("custom", `the runtime refuses it with code ${custom}`);
  }
  return new RefusedFault("other", `${message} (${code})`);
}

/** The fault behind an error with which the node answered a question. */
export function answerFault(url: string, method: string, fault: unknown): FiscalFault {
  if (fault instanceof FiscalFault) {
    return fault;
  }
  const { code, message } = rpcErrorOf(fault);
  return code === undefined
    ? new ConnectionFault(url, message, { cause: fault })
    : new RpcFault(method, code, message);
}
