import { isCall, type DecodedCall } from "../../../lib/signing/prepare";
import type { Json } from "../../../lib/types";
import { findKey, type BillKey } from "../codes";
import type { Actor } from "../rpc-types";

type Fields = { [name: string]: Json };

/** What a number of a call or an event is, by the name of its field. */
export type NumberKind =
  "participant" | "node" | "scene" | "policy" | "approval" | "amount" | "moment" | "number";

const PARTICIPANTS = new Set([
  "applicant",
  "by",
  "delegate",
  "grantee",
  "holder",
  "issuer",
  "member",
  "operator",
  "owner",
  "parent",
  "participant",
  "platform",
  "proposer",
  "reporter",
  "requester",
  "signer",
  "user",
  "validator",
  "winner",
]);

const AMOUNTS = new Set(["amount", "claimed", "reimbursed", "total"]);

const MOMENTS = new Set([
  "at",
  "deadline",
  "due",
  "expires",
  "now",
  "until",
  "validFrom",
  "validUntil",
]);

/** No block is as high, and no moment of the chain as early: September 2001 in milliseconds. */
const FIRST_MOMENT = 1_000_000_000_000;

/** Fields whose meaning their name alone does not tell. */
const OWN: Record<string, NumberKind> = {
  "Participants.id": "participant",
  "Approvals.id": "approval",
  "Approvals.attempt": "approval",
  "Approvals.scope": "participant",
  "Policies.id": "policy",
  "Policies.other": "policy",
  "BillLocks.remaining": "amount",
  // The platforms of other provinces, by the numbers of their areas.
  "CrossRegion.issuer": "number",
  "CrossRegion.platform": "number",
};

/** What a number in a field of a pallet's call or event is. */
export function numberKind(pallet: string, name: string, value: number): NumberKind {
  const own = OWN[`${pallet}.${name}`];
  if (own) return own;
  if (PARTICIPANTS.has(name)) return "participant";
  if (name === "node" || name === "scene" || name === "policy" || name === "approval") return name;
  if (AMOUNTS.has(name)) return "amount";
  if (MOMENTS.has(name) && value >= FIRST_MOMENT) return "moment";
  return "number";
}

/** Whether a value has named fields. */
export function hasFields(value: Json): value is Fields {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** The bill that a value names: `31060125-0000000001`, or code and number. */
export function billOf(value: Json): BillKey | null {
  if (typeof value === "string") return /^\d{8}-\d{10}$/.test(value) ? findKey(value) : null;
  if (!hasFields(value) || Object.keys(value).length !== 2) return null;
  const { code, number } = value;
  if (typeof code !== "string" || typeof number !== "string") return null;
  return billOf(`${code}-${number}`);
}

const ACTORS = ["system", "council", "participant"];

/** Who acted, where a value says so. */
export function actorOf(value: Json): Actor | null {
  const isActor =
    hasFields(value) && typeof value.by === "string" && ACTORS.includes(value.by.toString());
  return isActor ? (value as unknown as Actor) : null;
}

/** A call among the arguments of another. */
export interface InnerCall {
  pallet: string;
  call: string;
  args: Fields;
}

/** The call that a value is, if it is one. */
export function callOf(value: Json): InnerCall | null {
  if (!hasFields(value)) return null;
  const { pallet, call, args } = value;
  return typeof pallet === "string" && typeof call === "string" && args && hasFields(args)
    ? { pallet, call, args }
    : null;
}

const TYPES: Partial<Record<NumberKind, string>> = {
  participant: "ParticipantId",
  amount: "Fen",
  moment: "Moment",
};

function typeOf(pallet: string, name: string, value: Json): string {
  // Nothing but an option is nothing.
  if (value === null) return "Option<>";
  if (typeof value !== "number") return "";
  return TYPES[numberKind(pallet, name, value)] ?? "";
}

/** A call as the index keeps it, in the form in which one that is to be signed is described. */
export function decodedOf(pallet: string, call: string, args: Json): DecodedCall {
  return {
    pallet,
    call,
    args: Object.entries(hasFields(args) ? args : {}).map(([name, value]) => {
      const inner = isCall(value) ? null : callOf(value);
      return {
        name,
        type: typeOf(pallet, name, value),
        value: inner ? decodedOf(inner.pallet, inner.call, inner.args) : value,
      };
    }),
  };
}

/** Fields that say least stand last. */
const LAST = ["reason", "did", "digest", "head", "at"];

/** The fields of a value that hold something, those that say most first. */
export function telling(value: Fields): [string, Json][] {
  const rank = ([name]: [string, Json]) => LAST.indexOf(name);
  return Object.entries(value)
    .filter(([, entry]) => entry !== null && !(Array.isArray(entry) && entry.length === 0))
    .sort((one, other) => rank(one) - rank(other));
}
