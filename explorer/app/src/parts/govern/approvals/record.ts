/**
 * Checks the record of an approval as anybody can: the digest of the call, the digests of the
 * reasons, and the hash chain of SM3 that runs from the terms over every entry to the head.
 */

import type { ApprovalAnswer, ApprovalTerms, RecordLine } from "@fiscalchain/client";
import { bytesOf } from "../bytes";

/** Every operation in the order of its encoding. */
export const OPERATIONS = [
  "admitParticipant",
  "changeParticipantStatus",
  "changeParticipantRoles",
  "replaceParticipantKey",
  "reviewNode",
  "changeNodeStatus",
  "changeNodeCredential",
  "issueActivationCodes",
  "voidActivationCodes",
  "reinstateActivationCode",
  "registerScene",
  "changeScene",
  "changeFieldRules",
  "changeResourceType",
  "enactPolicy",
  "repealPolicy",
  "rollBackPolicy",
  "distributePolicies",
  "allocateNumbers",
  "correctBill",
  "forceReleaseLock",
  "reverseSettlement",
  "consentRedFlush",
  "changeTransitionRules",
  "trustDelegate",
  "changeCredentialTemplates",
  "changeWhiteList",
  "changeQuota",
  "changeApprovalFlows",
  "updateParticipant",
  "handleDeadLetter",
  "changeDestination",
  "changeProvince",
  "reviewFiling",
] as const;

const ACTIONS = [
  "proposed",
  "approved",
  "rejected",
  "withdrawn",
  "resubmitted",
  "expired",
  "executed",
  "executionFailed",
] as const;

const ROLES = [
  "fiscalAuthority",
  "issuer",
  "billUser",
  "platform",
  "nodeOperator",
  "council",
  "auditor",
  "holder",
  "administrator",
] as const;

/** What a record is not: the first thing that does not fit. */
export type RecordFault =
  | { fault: "call" }
  | { fault: "length" }
  | { fault: "order"; at: number }
  | { fault: "reason"; at: number }
  | { fault: "head" }
  | { fault: "form" };

/** What was checked. */
export interface RecordCheck {
  /** None where everything fits. */
  fault: RecordFault | null;
  /** The head after each entry that was reached. */
  heads: string[];
}

/** A hash function: SM3. */
export type Hash = (bytes: Uint8Array) => Uint8Array;

class Unreadable extends Error {}

function fixed(value: number, width: number): number[] {
  if (!Number.isSafeInteger(value) || value < 0) throw new Unreadable();
  let rest = BigInt(value);
  const bytes = Array.from({ length: width }, () => {
    const byte = Number(rest & 0xffn);
    rest >>= 8n;
    return byte;
  });
  if (rest > 0n) throw new Unreadable();
  return bytes;
}

function digest(hex: string): number[] {
  const bytes = bytesOf(hex);
  if (bytes?.length !== 32) throw new Unreadable();
  return [...bytes];
}

function option<T>(value: T | null | undefined, write: (value: T) => number[]): number[] {
  return value === null || value === undefined ? [0] : [1, ...write(value)];
}

function place(words: readonly string[], word: string): number {
  const at = words.indexOf(word);
  if (at < 0) throw new Unreadable();
  return at;
}

/** The SCALE encoding of an entry of a record. */
export function encodeEntry(entry: RecordLine["entry"]): Uint8Array {
  return Uint8Array.from([
    ...fixed(entry.seq, 4),
    place(ACTIONS, entry.action),
    ...option(entry.signer, (signer) => fixed(signer, 4)),
    ...fixed(entry.at, 8),
    ...option(entry.reason, digest),
  ]);
}

/** The SCALE encoding of the terms of an approval. */
export function encodeTerms(terms: ApprovalTerms): Uint8Array {
  const steps = terms.steps.flatMap(({ who, threshold }) => [
    ...("approval" in who ? [0, ...fixed(who.approval, 4)] : [1, place(ROLES, who.chain)]),
    ...fixed(threshold, 1),
  ]);
  if (terms.steps.length > 63) throw new Unreadable();
  return Uint8Array.from([
    ...fixed(terms.id, 4),
    place(OPERATIONS, terms.operation),
    ...digest(terms.subject),
    ...fixed(terms.proposer, 4),
    ...fixed(terms.signer, 4),
    ...fixed(terms.flow, 4),
    // A list of up to 63 items has its length in one byte.
    terms.steps.length << 2,
    ...steps,
    terms.mandated ? 1 : 0,
    ...fixed(terms.proposedAt, 8),
    ...fixed(terms.deadline, 8),
    ...fixed(terms.encoding, 4),
    ...option(terms.previous, (previous) => [
      ...fixed(previous.id, 4),
      ...digest(previous.head),
      previous.mandated ? 1 : 0,
    ]),
  ]);
}

/** `0x` and two digits a byte. */
function hex(bytes: Uint8Array): string {
  return `0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** Head of a record after one entry more. */
export function chainHead(
  hash: Hash,
  previous: Uint8Array,
  entry: RecordLine["entry"],
): Uint8Array {
  const encoded = encodeEntry(entry);
  const bytes = new Uint8Array(previous.length + encoded.length);
  bytes.set(previous);
  bytes.set(encoded, previous.length);
  return hash(bytes);
}

/** Checks call, reasons and record of an approval against what the chain keeps of it. */
export function checkRecord(hash: Hash, answer: ApprovalAnswer): RecordCheck {
  const heads: string[] = [];
  const end = (fault: RecordFault | null): RecordCheck => ({ fault, heads });
  try {
    const dropped = answer.call === "0x" && answer.state === "withdrawn";
    const call = bytesOf(answer.call);
    if (!dropped && (!call || hex(hash(call)) !== answer.terms.subject.toLowerCase())) {
      return end({ fault: "call" });
    }
    if (answer.record.length !== answer.entries) return end({ fault: "length" });
    let head = hash(encodeTerms(answer.terms));
    for (const [at, { entry, reason }] of answer.record.entries()) {
      if (entry.seq !== at) return end({ fault: "order", at });
      const words = reason === null ? null : hex(hash(new TextEncoder().encode(reason)));
      if (words !== (entry.reason?.toLowerCase() ?? null)) return end({ fault: "reason", at });
      head = chainHead(hash, head, entry);
      heads.push(hex(head));
    }
    return end(hex(head) === answer.head.toLowerCase() ? null : { fault: "head" });
  } catch (error) {
    // A form that these pages do not know is not a forgery, but nor is it checked.
    if (error instanceof Unreadable) return end({ fault: "form" });
    throw error;
  }
}
