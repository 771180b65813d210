import type { Digest, Height, Moment } from "./common.js";
import type { Bill } from "./bills.js";
import type { Lock } from "./locks.js";
import type { BillKey } from "./common.js";

/** A validator 验证节点: its key and what its vote weighs. */
export interface Validator {
  /** SM2 key, 33 bytes. */
  public: string;
  /** Weight of its vote. */
  weight: number;
}

/** Who decides the blocks after one. */
export interface ValidatorsAnswer {
  /** Hash of the chain's first block. */
  genesis: Digest;
  /** Number of the block asked at. */
  height: Height;
  /** Its hash. */
  hash: Digest;
  /** Decides the block after it. */
  next: Validator[];
  /** Decides the block after the next. */
  afterNext: Validator[];
}

/** The pace of the chain, ms. */
export interface Pace {
  /** Least time between two blocks. */
  minBlock: number;
  /** Time between two empty blocks. */
  emptyBlock: number;
  /** Time to build a block. */
  build: number;
  /** Time-out of a proposal. */
  propose: number;
  /** What each round adds to it. */
  proposeStep: number;
  /** Time-out of prevotes. */
  prevote: number;
  /** What each round adds to it. */
  prevoteStep: number;
  /** Time-out of precommits. */
  precommit: number;
  /** What each round adds to it. */
  precommitStep: number;
  /** How often votes are sent again. */
  rebroadcast: number;
  /** The longest time-out. */
  maxTimeout: number;
}

/** Where trust begins: a chain, and the validators that decide its blocks from a number on. */
export interface TrustedSet {
  /** Hash of the chain's first block. */
  genesis: Digest;
  /** The first block the validators decide. */
  from: Height;
  /** The validators. */
  validators: Validator[];
}

/** A final block: header and certificate 提交证书 in SCALE, and what stands in them. */
export interface BlockDocument {
  /** Its number. */
  number: Height;
  /** Its hash. */
  hash: Digest;
  /** Hash of the block before it. */
  parentHash: Digest;
  /** Root of the state after it. */
  stateRoot: Digest;
  /** Root of its extrinsics. */
  extrinsicsRoot: Digest;
  /** The round it was decided in. */
  round: number;
  /** Where those who signed stand in the set, ascending. */
  signers: number[];
  /** The header. */
  header: string;
  /** The certificate. */
  certificate: string;
}

/** A proof 证明 of what the state after a block holds. */
export interface ProofDocument {
  /** Hash of the chain's first block. */
  genesis: Digest;
  /** The block. */
  block: BlockDocument;
  /** Its consensus time. */
  at: Moment;
  /** What is proven: two keys of the state. */
  keys: string[];
  /** Nodes of the state trie. */
  nodes: string[];
  /** Changes of the validator set that lead to the block. */
  transitions: { header: string; certificate: string; set: Validator[] }[];
}

/** The record of a bill, or that there is none, with its proof. */
export interface BillProof {
  /** The bill. */
  key: BillKey;
  /** Its record. */
  bill: Bill | null;
  /** The proof. */
  proof: ProofDocument;
}

/** The live lock of a bill, or that there is none, with its proof. */
export interface LockProof {
  /** The bill. */
  key: BillKey;
  /** Its lock. */
  lock: Lock | null;
  /** The proof. */
  proof: ProofDocument;
}
