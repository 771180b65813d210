import type {
  Actor,
  ApprovalReference,
  BillKey,
  Day,
  Digest,
  Fen,
  Height,
  Moment,
} from "./common.js";
import type { NodeId, Page, ParticipantId, PolicyId, SceneId } from "./common.js";

/** In force, cancelled by a red bill 冲红, or voided 作废. */
export type Validity = "normal" | "redFlushed" | "voided";
/** Electronic, or exchanged for paper 换开纸质. */
export type Medium = "electronic" | "paper";
/** How far it is reimbursed. */
export type Usage = "free" | "locked" | "partlyReimbursed" | "reimbursed";
/** Circulable, or not: for instance in arrears. */
export type Circulation = "circulable" | "blocked";
/** An ordinary bill, a red bill 红票, or one over a difference 差额票据. */
export type BillKind = "ordinary" | "red" | "difference";

/** The four axes of a bill's state. */
export interface BillState {
  /** In force or not. */
  validity: Validity;
  /** Electronic or paper. */
  medium: Medium;
  /** Free, locked or reimbursed. */
  usage: Usage;
  /** Circulable or not. */
  circulation: Circulation;
}

/** What the chain keeps of a bill 票据. */
export interface Bill extends BillState {
  /** Digest of the check code 校验码, 16 bytes. */
  check: string;
  /** Total in fen. */
  total: Fen;
  /** Day of issue 开票日期. */
  issuedOn: Day;
  /** Issuer 开票方. */
  issuer: ParticipantId;
  /** The access node that registered it; 0 for a bill that was adopted. */
  node: NodeId;
  /** The scene it was registered under. */
  scene: SceneId;
  /** Reference to the payer 交款人. */
  payer: Digest;
  /** SM3 of the XML file. */
  xml: Digest;
  /** SM3 of the PDF or OFD file. */
  pdf: Digest | null;
  /** SM3 of the summary 摘要. */
  summary: Digest;
  /** Version, from 1. */
  version: number;
  /** Link to the version before. */
  history: { previous: Digest; difference: Digest } | null;
  /** The bill this one cancels, replaces or is cancelled by. */
  related: BillKey | null;
  /** The transaction that registered it. */
  registered: { block: Height; index: number };
  /** Kind of document. */
  kind: BillKind;
  /** Reimbursed so far, in fen. */
  reimbursed: Fen;
}

/** A bill with its key. */
export interface BillAnswer {
  /** Code and number. */
  key: BillKey;
  /** What the chain keeps of it. */
  bill: Bill;
}

/** Value of a field of a bill. */
export type FieldValue =
  | { text: string }
  | { number: number }
  | { amount: Fen }
  | { date: Day }
  | { flag: boolean }
  | { masked: Digest };

/** A field of a bill beside the fixed ones; judged at registration, not stored. */
export interface BillField {
  /** Its name, such as `hospitalLevel`. */
  name: string;
  /** Its value. */
  value: FieldValue;
}

/** A bill as its access node hands it in. */
export interface BillEntry {
  /** Code and number. */
  key: BillKey;
  /** Digest of the check code: `checkDigest`. */
  check: string;
  /** Total in fen, more than zero. */
  total: Fen;
  /** Day of issue. */
  issuedOn: Day;
  /** Reference to the payer. */
  payer: Digest;
  /** SM3 of the XML file. */
  xml: Digest;
  /** SM3 of the PDF or OFD file, when there is one. */
  pdf?: Digest | null;
  /** SM3 of the summary. */
  summary: Digest;
  /** Circulable or in arrears. */
  circulation: Circulation;
  /** Further fields, in ascending order of their names. */
  fields?: BillField[];
}

/** Why a bill of a batch was refused. */
export type BillRefusal =
  | "alreadyExists"
  | "alreadyRegistered"
  | "duplicateInBatch"
  | "amountZero"
  | "dateInFuture"
  | "policyDenied"
  | "fieldRefused"
  | "numberNotAllocated";

/** A refused bill of a batch; the others registered. */
export interface RefusedBill {
  /** Its place in the batch, from 0. */
  index: number;
  /** Why. */
  reason: BillRefusal;
  /** The field that is to blame. */
  field?: string | null;
  /** The policy that decided. */
  policy?: PolicyId | null;
}

/** What happened to a bill. */
export type BillAction =
  | "registered"
  | "updated"
  | "redFlushed"
  | "voided"
  | "exchangedForPaper"
  | "restoredElectronic"
  | "circulationChanged"
  | "corrected"
  | "locked"
  | "unlocked"
  | "settled"
  | "reversed"
  | "holderChanged";

/** A step in the life of a bill. */
export interface HistoryItem {
  /** What happened. */
  action: BillAction;
  /** Height of the block. */
  block: Height;
  /** Consensus time. */
  at: Moment;
  /** Index of the extrinsic; null for what happened as the block closed. */
  extrinsic: number | null;
  /** Hash of the transaction. */
  transaction: Digest | null;
  /** The record at the end of the block. */
  bill: Bill;
}

/** A change that a transaction made of a bill. */
export interface TransactionItem {
  /** The bill. */
  key: BillKey;
  /** What happened to it. */
  action: BillAction;
  /** Height of the block. */
  block: Height;
  /** Index of the extrinsic. */
  extrinsic: number;
}

/** A change of the holder 持票人 of a bill. */
export interface TrailItem {
  /** The payer reference before; null at registration. */
  from: Digest | null;
  /** The payer reference since. */
  to: Digest;
  /** What happened. */
  action: BillAction;
  /** Version of the bill with it. */
  version: number;
  /** Height of the block. */
  block: Height;
  /** Consensus time. */
  at: Moment;
  /** Hash of the transaction. */
  transaction: Digest | null;
}

/** Keys of bills, page by page. */
export type BillPage = Page<BillKey>;

/** The answer to a check of the five elements 五要素. */
export type ElementsVerdict =
  | { verdict: "genuine"; state: BillState }
  | { verdict: "mismatch"; elements: ("checkCode" | "issueDate" | "amount")[] }
  | { verdict: "notFound" };

/** The answer to a check of a file. */
export type DigestVerdict =
  | { verdict: "genuine"; file: "xml" | "pdf"; state: BillState }
  | { verdict: "mismatch" }
  | { verdict: "notFound" };

/** The ranges of numbers 号段 that an issuer has of a code. */
export interface IssuerNumbers {
  /** The issuer. */
  issuer: ParticipantId;
  /** The code. */
  code: string;
  /** The ranges. */
  ranges: {
    /** First number. */
    first: string;
    /** Last number. */
    last: string;
    /** How many bills bear one. */
    used: number;
    /** The highest that a bill bears. */
    highest: string | null;
    /** Under which approval it was allocated. */
    approval: ApprovalReference | null;
  }[];
  /** How many numbers are allocated. */
  allocated: number;
  /** How many of them bills bear. */
  used: number;
  /** How many are left. */
  remaining: number;
}

/** What a manual correction 人工修正 sets. */
export type Correction =
  | { setPayer: Digest }
  | { setDigests: { xml: Digest; pdf: Digest | null; summary: Digest } }
  | { setCirculation: Circulation }
  | { setMedium: Medium };

/** What waits for a second signature on a bill, and what was decided. */
export interface BillPending {
  /** The bill. */
  key: BillKey;
  /** The correction that waits for a second administrator. */
  correction: {
    proposer: Actor;
    correction: Correction;
    version: number;
    reason: string;
  } | null;
  /** The last correction that was made. */
  lastCorrection: {
    correction: Correction;
    version: number;
    by: [Actor, Actor];
    at: Moment;
  } | null;
  /** Who consented to a red flush of this version. */
  consent: Actor | null;
  /** The reversal that waits for the fiscal authority. */
  reversal: {
    holder: ParticipantId;
    signer: ParticipantId;
    flow: string;
    amount: Fen;
    reason: string;
  } | null;
  /** Who reimbursed how much. */
  settlements: { participant: ParticipantId; amount: Fen }[];
  /** Whether there are more of those. */
  moreSettlements: boolean;
}

/** Where a file of a bill is. */
export interface FileLocation {
  /** What kind of store holds it. */
  medium: "objectStore" | "ipfs" | "fileSystem" | "archive";
  /** Its path, encrypted, in hexadecimal. */
  path: string;
  /** Keyed digest of the path. */
  pathDigest: Digest;
  /** Length of the file, bytes. */
  size: number;
}

/** The relations of a bill in four layers 票据关联关系. */
export interface BillNetwork {
  /** The bill. */
  key: BillKey;
  /** What it is. */
  subject: {
    kind: BillKind;
    total: Fen;
    issuedOn: Day;
    issuer: ParticipantId;
    scene: SceneId;
    validity: Validity;
    related: BillKey | null;
  };
  /** What shows that nothing of it was altered. */
  digests: {
    xml: Digest;
    pdf: Digest | null;
    summary: Digest;
    record: Digest;
    version: number;
    registered: { block: Height; index: number };
  };
  /** Where its files are. */
  files: Record<"xml" | "pdf" | "json", FileLocation | null> | null;
  /** How its complete data are found. */
  index: {
    key: Digest;
    metadata: string | null;
    version: number;
    previous: Digest | null;
    by: Actor;
    at: Moment;
  } | null;
}

/** Which bills a transition rule is about: those whose value of every axis is listed. */
export interface StateSet {
  /** In force or not. */
  validity: Validity[];
  /** Electronic or paper. */
  medium: Medium[];
  /** Free, locked or reimbursed. */
  usage: Usage[];
  /** Circulable or not. */
  circulation: Circulation[];
  /** Kind of document. */
  kind: BillKind[];
}

/** Who performs an action on which bills 状态权限触发规则. */
export interface TransitionRule {
  /** Whether it happens at all. */
  enabled: boolean;
  /** Participants with one of these roles. */
  roles: string[];
  /** The chain itself, when a term has run out. */
  system: boolean;
  /** The council, by a motion. */
  council: boolean;
  /** Which of the roles need an approval. */
  approvalFor: string[];
  /** Which bills. */
  from: StateSet;
}

/** The rule of an action as it is in force. */
export interface RuleInForce {
  /** The action. */
  action: BillAction;
  /** Version; 0 where it was never set. */
  version: number;
  /** Whether it is the default. */
  default: boolean;
  /** The rule. */
  rule: TransitionRule;
}

/** One version of a rule. */
export interface TransitionRecord {
  /** The rule; null where the default was restored. */
  rule: TransitionRule | null;
  /** Who set it. */
  by: Actor;
  /** When. */
  at: Moment;
}
