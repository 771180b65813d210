import type { Call } from "../chain/runtime.js";
import type { BillCalls } from "./bills.js";
import type { PartyCalls } from "./parties.js";
import type { RuleCalls } from "./rules.js";

export type * from "./bills.js";
export type * from "./parties.js";
export type * from "./rules.js";

/** The calls that organisations make, `Pallet.call`, and their arguments by name. */
export interface Calls extends BillCalls, PartyCalls, RuleCalls {}

/** Name of a call, `Pallet.call`. */
export type CallName = keyof Calls;

/**
 * A call with its arguments, checked by the compiler; the runtime's own layout checks it again when it
 * is encoded.
 *
 * @example call("Bills.void_bill", { key: "31060126-0000000001", reason: "issued twice" })
 */
export function call<N extends CallName>(name: N, args: Calls[N]): Call {
  const [pallet = "", own = ""] = name.split(".");
  return { pallet, call: own, args: { ...args } };
}
