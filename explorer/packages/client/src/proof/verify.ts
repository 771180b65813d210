import { equal, toHex } from "../crypto/bytes.js";
import { DecodeFault } from "../faults.js";
import { ScaleReader } from "../scale/reader.js";
import type { Bill } from "../types/bills.js";
import type { BillKey, Digest, Height, Moment } from "../types/common.js";
import type { TrustedSet, Validator, ValidatorsAnswer } from "../types/consensus.js";
import type { Lock } from "../types/locks.js";
import { decodeCertificate, LightChain, MAX_CERTIFICATE_BYTES, ValidatorSet } from "./consensus.js";
import type { FinalHeader } from "./consensus.js";
import { malformed, ProofFault, stated, unknownForm } from "./fault.js";
import { decodeHeader } from "./header.js";
import { billStateKey, lockStateKey, TIME_KEY } from "./keys.js";
import { decodeBill, decodeLock, decodeMoment } from "./records.js";
import { bytes, list, members, same, text, whole } from "./strict.js";
import { readTrie } from "./trie.js";

/** Most nodes a proof may have. */
export const MAX_NODES = 256;
/** Most bytes all nodes together may have. */
export const MAX_NODE_BYTES = 256 * 1024;
/** Most changes of the validator set a proof may have. */
export const MAX_TRANSITIONS = 256;
/** Most bytes a header may have. */
export const MAX_HEADER_BYTES = 16 * 1024;

const MAX_U32 = 0xffffffff;

/** Something proven, and by whom. */
export interface Proven<T> {
  /** The bill it is about. */
  key: BillKey;
  /** What the state held after the block. */
  value: T;
  /** Number of the block. */
  number: Height;
  /** Its hash. */
  hash: Digest;
  /** Its consensus time. */
  at: Moment;
  /** The round it was decided in. */
  round: number;
  /** Where those who signed it stand in `set`, ascending. */
  signers: number[];
  /** The validators that decided it. */
  set: readonly Validator[];
}

/**
 * Proves an answer of `bill_getWithProof` without a connection: that the bill stood in the state as it
 * is said to, or that there was none, after a block that more than two thirds of the trusted
 * validators signed.
 *
 * A proof speaks of one block: look at its time. It is worth as much as the trusted set, which comes
 * from the consortium and not from the node that made the proof.
 *
 * @param proof - the answer, or a file of it, as parsed from JSON
 * @throws ProofFault; nothing is proven then
 */
export function verifyBillProof(proof: unknown, trusted: TrustedSet): Proven<Bill | null> {
  const { key, bill, proof: document } = members(proof, ["key", "bill", "proof"], "");
  const billKey = text(key, "key");
  const proven = verifyDocument(document, trusted, billStateKey(billKey));
  const value = proven.value && decoded(proven.value, decodeBill, "bill");
  if (!same(value, bill)) {
    throw stated("bill");
  }
  return { ...proven, key: billKey, value };
}

/**
 * Proves an answer of `lock_getWithProof`, as {@link verifyBillProof} does. A lock that has run out by
 * the consensus time of the block is no lock.
 *
 * @throws ProofFault; nothing is proven then
 */
export function verifyLockProof(proof: unknown, trusted: TrustedSet): Proven<Lock | null> {
  const { key, lock, proof: document } = members(proof, ["key", "lock", "proof"], "");
  const billKey = text(key, "key");
  const proven = verifyDocument(document, trusted, lockStateKey(billKey));
  const held = proven.value && decoded(proven.value, decodeLock, "lock");
  const value = held && proven.at < held.expires ? held : null;
  if (!same(value, lock)) {
    throw stated("lock");
  }
  return { ...proven, key: billKey, value };
}

/** What a proof file proves, by its word `proves`. */
export type ProvenFile =
  { proves: "bill"; proven: Proven<Bill | null> } | { proves: "lock"; proven: Proven<Lock | null> };

/**
 * Proves a file as the command line writes it: the answer of the node with the word `proves` in it.
 *
 * @throws ProofFault; nothing is proven then
 */
export function verifyProofFile(file: unknown, trusted: TrustedSet): ProvenFile {
  const { proves, ...proof } = (typeof file === "object" && file !== null ? file : {}) as {
    proves?: unknown;
  };
  switch (proves) {
    case "bill":
      return { proves, proven: verifyBillProof(proof, trusted) };
    case "lock":
      return { proves, proven: verifyLockProof(proof, trusted) };
    default:
      throw malformed("proves");
  }
}

/**
 * Reads a trusted set, such as the file that `fiscal validators export` writes; anything else in it is
 * refused.
 *
 * @throws ProofFault with code `malformed`
 */
export function parseTrustedSet(value: unknown): TrustedSet {
  const { genesis, from, validators } = members(value, ["genesis", "from", "validators"], "");
  return {
    genesis: hashOf(genesis, "genesis"),
    from: whole(from, MAX_U32, "from"),
    validators: [...parseSet(validators, "validators").validators],
  };
}

/**
 * The validators that decide the blocks after one as a set to begin with; nothing while a change of
 * them is about to take effect, which nobody who begins with it could see.
 */
export function settledSet(answer: ValidatorsAnswer): TrustedSet | undefined {
  const { genesis, height, next, afterNext } = answer;
  return same(next, afterNext) ? { genesis, from: height + 1, validators: next } : undefined;
}

function verifyDocument(
  value: unknown,
  trusted: TrustedSet,
  key: Uint8Array,
): Omit<Proven<Uint8Array | null>, "key"> {
  const names = ["genesis", "block", "at", "keys", "nodes", "transitions"] as const;
  const document = members(value, names, "proof");
  if (hashOf(document.genesis, "proof/genesis") !== trusted.genesis.toLowerCase()) {
    throw new ProofFault("otherChain", "genesis: the proof is of another chain");
  }
  const keys = list(document.keys, "proof/keys").map((one) => bytes(one, "proof/keys"));
  const expected = [key, TIME_KEY];
  if (keys.length !== 2 || !keys.every((one, at) => equal(one, expected[at] ?? key))) {
    throw stated("keys");
  }
  const nodes = nodesOf(document.nodes);
  const transitions = transitionsOf(document.transitions);
  const { block, round, signers } = blockOf(document.block);
  const chain = new LightChain(trusted);
  for (const { announced, set } of transitions) {
    if (announced.header.number >= trusted.from) {
      chain.advance(announced, set);
    }
  }
  chain.verify(block);
  const { header } = block;
  const [held, time] = readTrie(header.stateRoot, nodes, expected);
  const at = time && decoded(time, readTime, "consensus time");
  if (at === undefined) {
    throw unknownForm("consensus time");
  }
  if (at !== document.at) {
    throw stated("at");
  }
  const set = chain.setAt(header.number)?.validators ?? [];
  const { number, hash } = header;
  return { value: held ?? null, number, hash, at, round, signers, set };
}

function readTime(value: Uint8Array): Moment {
  const reader = new ScaleReader(value);
  const moment = decodeMoment(reader);
  reader.end();
  return moment;
}

function nodesOf(value: unknown): Uint8Array[] {
  const nodes = list(value, "proof/nodes");
  if (nodes.length > MAX_NODES) {
    throw new ProofFault("maxNodesExceeded", `nodes: more than ${MAX_NODES}`);
  }
  const read = nodes.map((node) => bytes(node, "proof/nodes"));
  if (read.reduce((sum, node) => sum + node.length, 0) > MAX_NODE_BYTES) {
    throw tooLong("nodes");
  }
  return read;
}

function transitionsOf(value: unknown): { announced: FinalHeader; set: ValidatorSet }[] {
  const transitions = list(value, "proof/transitions");
  if (transitions.length > MAX_TRANSITIONS) {
    throw new ProofFault("maxTransitionsExceeded", `transitions: more than ${MAX_TRANSITIONS}`);
  }
  return transitions.map((transition, at) => {
    const place = `proof/transitions/${at}`;
    const { header, certificate, set } = members(
      transition,
      ["header", "certificate", "set"],
      place,
    );
    return {
      announced: finalHeader(header, certificate, place),
      set: parseSet(set, `${place}/set`),
    };
  });
}

function blockOf(value: unknown): { block: FinalHeader; round: number; signers: number[] } {
  const names = [
    "number",
    "hash",
    "parentHash",
    "stateRoot",
    "extrinsicsRoot",
    "round",
    "signers",
    "header",
    "certificate",
  ] as const;
  const said = members(value, names, "proof/block");
  const block = finalHeader(said.header, said.certificate, "proof/block");
  const { number, hash, parentHash, stateRoot, extrinsicsRoot } = block.header;
  const { round, signatures } = block.certificate;
  const signers = signatures.map(({ index }) => index);
  const found = { number, hash, parentHash, stateRoot, extrinsicsRoot, round, signers };
  if (!same(said, { ...said, ...found })) {
    throw stated("block");
  }
  return { block, round, signers };
}

function finalHeader(header: unknown, certificate: unknown, place: string): FinalHeader {
  const [headerBytes, certificateBytes] = [
    bytes(header, `${place}/header`),
    bytes(certificate, `${place}/certificate`),
  ];
  if (headerBytes.length > MAX_HEADER_BYTES) {
    throw tooLong("header");
  }
  if (certificateBytes.length > MAX_CERTIFICATE_BYTES) {
    throw tooLong("certificate");
  }
  return {
    header: form(() => decodeHeader(headerBytes), "header"),
    certificate: form(() => decodeCertificate(certificateBytes), "certificate"),
  };
}

function parseSet(value: unknown, place: string): ValidatorSet {
  const validators = list(value, place).map((validator, at) => {
    const { public: key, weight } = members(validator, ["public", "weight"], `${place}/${at}`);
    return {
      public: text(key, `${place}/${at}/public`),
      weight: whole(weight, MAX_U32, `${place}/${at}/weight`),
    };
  });
  try {
    return new ValidatorSet(validators);
  } catch {
    throw malformed(place);
  }
}

function hashOf(value: unknown, place: string): Digest {
  const read = bytes(value, place);
  if (read.length !== 32) {
    throw malformed(place);
  }
  return toHex(read);
}

function form<T>(read: () => T, field: string): T {
  try {
    return read();
  } catch (fault) {
    throw fault instanceof DecodeFault ? malformed(field) : fault;
  }
}

function decoded<T>(value: Uint8Array, read: (bytes: Uint8Array) => T, what: string): T {
  try {
    return read(value);
  } catch (fault) {
    throw fault instanceof DecodeFault ? unknownForm(what) : fault;
  }
}

function tooLong(field: string): ProofFault {
  return new ProofFault("maxBytesExceeded", `${field}: longer than it may be`);
}
