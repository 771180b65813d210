import type { Hex } from "../crypto/bytes.js";

/** `0x` and 64 hexadecimal digits: a hash, a digest, a payer reference. */
export type Digest = Hex;
/** Bytes, or `0x` and two hexadecimal digits for each of them. */
export type Bytes = Uint8Array | string;
/** Unix milliseconds; on the chain, consensus time. 0 for what the genesis brought. */
export type Moment = number;
/** Whole fen 分. */
export type Fen = number;
/** A day, `2026-01-31`. */
export type Day = string;
/** A bill's code and number, `31060126-0000000001`. */
export type BillKey = string;
/** `did:cpl:…`. */
export type Did = string;
/** Number of a participant 参与方. */
export type ParticipantId = number;
/** Number of an access node 业务接入节点. */
export type NodeId = number;
/** Number of a scene 场景. */
export type SceneId = number;
/** Number of a policy 策略. */
export type PolicyId = number;
/** Height of a block. */
export type Height = number;
/** How a participant is named in a question: its number, its DID, or the account of its key. */
export type ParticipantName = number | string;

/** What a participant may do. */
export type Role =
  | "fiscalAuthority"
  | "issuer"
  | "billUser"
  | "platform"
  | "nodeOperator"
  | "council"
  | "auditor"
  | "holder"
  | "administrator";

/** What of a bill is shown; `use` lets it be locked. */
export type Scope = "list" | "summary" | "structured" | "pdf" | "use";

/** Under which approval something was decided. */
export interface ApprovalReference {
  /** Number of the approval. */
  id: number;
  /** Head of its record. */
  head: Digest;
  /** Whether its operation demanded it. */
  mandated: boolean;
}

/** Who decided. */
export type Actor =
  | { by: "system" }
  | { by: "council" }
  | {
      by: "participant";
      /** For whom it counts. */
      id: ParticipantId;
      /** Whose key signed. */
      signer: ParticipantId;
      /** The approval, if there was one. */
      approval: ApprovalReference | null;
    };

/** A page of items; `next` is handed in for the page behind it, and is null at the end. */
export interface Page<T, C = string> {
  /** The items. */
  items: T[];
  /** Where the next page begins. */
  next: C | null;
}
