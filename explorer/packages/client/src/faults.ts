import type { Digest, Height } from "./types/common.js";

/** Stable kinds of faults, for programs; the same words as the command line's JSON output. */
export type FaultKind =
  | "connection"
  | "input"
  | "internal"
  | "key"
  | "locked"
  | "notFound"
  | "refused"
  | "rpc"
  | "runtimeMismatch"
  | "unknown";

/** Why the client did not do what it was asked, in a sentence. */
export class FiscalFault extends Error {
  override readonly name: string = "FiscalFault";
  /** Stable, for programs. */
  readonly kind: FaultKind;

  /** A fault of a kind. */
  constructor(kind: FaultKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/** A value is not of the form its field demands; the message begins with the name of the field. */
export class InputFault extends FiscalFault {
  override readonly name = "InputFault";
  /** Where the value stands, such as `entries/0/total`. */
  readonly field: string;

  /** A fault of a field. */
  constructor(field: string, reason: string) {
    super("input", field === "" ? reason : `${field}: ${reason}`);
    this.field = field;
  }
}

/** Bytes are not the SCALE encoding they should be. */
export class DecodeFault extends FiscalFault {
  override readonly name = "DecodeFault";

  /** What is wrong with the bytes. */
  constructor(message: string) {
    super("runtimeMismatch", message);
  }
}

/** The runtime of the chain and this client do not speak of the same thing. */
export class RuntimeMismatch extends FiscalFault {
  override readonly name = "RuntimeMismatch";
  /** A call, an event or a type. */
  readonly subject: string;

  /** A difference about a subject. */
  constructor(subject: string, reason: string) {
    super("runtimeMismatch", `the chain's runtime has another version of ${subject}: ${reason}`);
    this.subject = subject;
  }
}

/** The node cannot be reached, or the connection was lost. */
export class ConnectionFault extends FiscalFault {
  override readonly name = "ConnectionFault";
  /** Where the node was expected. */
  readonly url: string;

  /** What went wrong with the node at a URL. */
  constructor(url: string, reason: string, options?: ErrorOptions) {
    super("connection", `no connection to the node at ${url}: ${reason}`, options);
    this.url = url;
  }
}

/** Code of a parameter that the node refuses, see docs/errors.md. */
export const INVALID_PARAMETER = 20_001;

/** The node answered a question with an error. */
export class RpcFault extends FiscalFault {
  override readonly name = "RpcFault";
  /** The method. */
  readonly method: string;
  /** Stable code, see docs/errors.md. */
  readonly code: number;

  /** What a method said. */
  constructor(method: string, code: number, message: string) {
    super(code === INVALID_PARAMETER ? "input" : "rpc", `${method}: ${message} (${code})`);
    this.method = method;
    this.code = code;
  }
}

/** Why the pool of a node does not take a transaction. */
export type Refusal =
  | "alreadyImported"
  | "badProof"
  | "custom"
  | "exceedsBurst"
  | "maxEquivocationsExceeded"
  | "notActive"
  | "notExpected"
  | "other"
  | "poolFull"
  | "quotaExhausted"
  | "roleForbidden"
  | "stale"
  | "temporarilyBanned"
  | "tooLowPriority"
  | "unknownAccount"
  | "unknownValidator";

/** The node refused the transaction, or the chain what it asked for; the chain has not changed. */
export class RefusedFault extends FiscalFault {
  override readonly name = "RefusedFault";
  /** Why. */
  readonly refusal: Refusal;

  /** A refusal with its sentence. */
  constructor(refusal: Refusal, reason: string, when = "refused before it reached a block") {
    super("refused", `${when}: ${reason}`);
    this.refusal = refusal;
  }
}

/** What the runtime said of a transaction that failed in its block. */
export interface Failure {
  /** The pallet, for an error of a pallet. */
  pallet: string | null;
  /** The name of the error. */
  error: string;
  /** What the pallet's documentation says of it. */
  explanation: string;
}

/** The transaction stands in a block and failed there; it changed nothing. */
export class FailedFault extends FiscalFault {
  override readonly name = "FailedFault";
  /** What the runtime said. */
  readonly failure: Failure;
  /** The block that holds the transaction. */
  readonly block: Height;
  /** Hash of the transaction. */
  readonly transaction: Digest;

  /** A failure in a block. */
  constructor(failure: Failure, block: Height, transaction: Digest) {
    super("refused", `${describeFailure(failure)} (block ${block}, transaction ${transaction})`);
    this.failure = failure;
    this.block = block;
    this.transaction = transaction;
  }
}

/** `BillLocks.AlreadyLocked: another participant holds the lock`. */
export function describeFailure({ pallet, error, explanation }: Failure): string {
  const name = pallet === null ? error : `${pallet}.${error}`;
  return explanation === "" || explanation === error ? name : `${name}: ${explanation}`;
}

/** The transaction can no longer enter a block; the chain has not changed by it. */
export class ExpiredFault extends FiscalFault {
  override readonly name = "ExpiredFault";
  /** Hash of the transaction. */
  readonly transaction: Digest;

  /** A transaction that was not included before a block. */
  constructor(transaction: Digest, dies: Height) {
    super(
      "refused",
      `transaction ${transaction} was not included before block ${dies} and never will be`,
    );
    this.transaction = transaction;
  }
}

/**
 * The runtime was upgraded after the call was encoded, so that its bytes may mean another call now. It
 * was not signed for the new version; the chain has not changed by it.
 */
export class UpgradedFault extends FiscalFault {
  override readonly name = "UpgradedFault";
  /** Version of the runtime that the call was encoded for. */
  readonly encodedFor: number;
  /** Version of the runtime that is in force instead. */
  readonly inForce: number;
  /** Height of a finalized block after which that version decides. */
  readonly since: Height;

  /** An upgrade between two versions that a finalized block shows. */
  constructor(encodedFor: number, inForce: number, since: Height) {
    super(
      "runtimeMismatch",
      `the runtime was upgraded from version ${encodedFor} to version ${inForce} after the call was ` +
        "encoded: look at the call again and confirm it again",
    );
    this.encodedFor = encodedFor;
    this.inForce = inForce;
    this.since = since;
  }
}

/** Another transaction of the same account took its place; the chain has not changed by this one. */
export class SupersededFault extends FiscalFault {
  override readonly name = "SupersededFault";
  /** Hash of the transaction. */
  readonly transaction: Digest;

  /** A transaction whose nonce was used by another. */
  constructor(transaction: Digest, nonce: number) {
    super(
      "refused",
      `transaction ${transaction} was not included: another transaction of the account used its ` +
        `nonce ${nonce}`,
    );
    this.transaction = transaction;
  }
}

/** Time is up and it is not known whether the transaction will be included. */
export class UnknownOutcome extends FiscalFault {
  override readonly name = "UnknownOutcome";
  /** Hash of the transaction. */
  readonly transaction: Digest;
  /** It is in no finalized block up to this one. */
  readonly searched: Height;
  /** The first block it may no longer stand in. */
  readonly dies: Height;

  /** What is known of a transaction. */
  constructor(transaction: Digest, searched: Height, dies: Height, reason: string) {
    super(
      "unknown",
      `the outcome is not known: transaction ${transaction} is in no block up to ${searched} and ` +
        `may still be included before block ${dies}; last seen: ${reason}; repeating is safe`,
    );
    this.transaction = transaction;
    this.searched = searched;
    this.dies = dies;
  }
}

/** Another participant holds the lock of the bill, or won it in the same block. */
export class LockedFault extends FiscalFault {
  override readonly name = "LockedFault";
  /** The bill. */
  readonly bill: string;
  /** Number of the holder. */
  readonly holder: number;
  /** When the lock ends by itself, Unix ms. */
  readonly until: number;

  /** A bill that somebody holds. */
  constructor(bill: string, holder: number, until: number) {
    const when = new Date(until).toISOString();
    super("locked", `${bill} is locked by participant ${holder} until ${when}`);
    this.bill = bill;
    this.holder = holder;
    this.until = until;
  }
}

/** A policy in force denied a request to lock a bill; its flow number keeps that answer for good. */
export class DeniedFault extends FiscalFault {
  override readonly name = "DeniedFault";
  /** The bill. */
  readonly bill: string;
  /** The flow number that was asked under. */
  readonly flow: string;
  /** The policy. */
  readonly policy: number | null;
  /** Its version. */
  readonly version: number | null;

  /** A denial by a version of a policy. */
  constructor(bill: string, flow: string, policy: number | null, version: number | null) {
    const named = version === null ? `policy ${policy}` : `policy ${policy}, version ${version},`;
    super(
      "refused",
      `BillLocks.PolicyDenied: ${policy === null ? "a policy in force" : named} denies the lock of ` +
        `${bill}, and flow number ${flow} stays denied; once the policies permit it, ask again ` +
        "under another",
    );
    this.bill = bill;
    this.flow = flow;
    this.policy = policy;
    this.version = version;
  }
}

/** A batch was held back because one before it failed as a whole. */
export class NotSentFault extends FiscalFault {
  override readonly name = "NotSentFault";

  /** What happened to the batch before. */
  constructor(reason: string) {
    super("refused", `held back: a batch before it failed: ${reason}`);
  }
}

/** There is no such thing on the chain. */
export class NotFoundFault extends FiscalFault {
  override readonly name = "NotFoundFault";

  /** What there is not. */
  constructor(what: string) {
    super("notFound", `${what} is not on the chain`);
  }
}
