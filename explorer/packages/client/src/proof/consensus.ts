import { concat, fromHex, toHex, utf8 } from "../crypto/bytes.js";
import { pointOf, sm2Verify } from "../crypto/sm2.js";
import { sm3Hex } from "../crypto/sm3.js";
import { DecodeFault } from "../faults.js";
import { ScaleReader } from "../scale/reader.js";
import { compact, fixed } from "../scale/write.js";
import type { Digest, Height } from "../types/common.js";
import type { TrustedSet, Validator } from "../types/consensus.js";
import { ProofFault } from "./fault.js";
import { setChangeOf } from "./header.js";
import type { Header } from "./header.js";

/** Most validators a set may have. */
export const MAX_VALIDATORS = 100;
/** Blocks between the one that decides a change of the set and the first the new set decides. */
export const SET_CHANGE_DELAY = 2;
/** Most bytes a certificate may have. */
export const MAX_CERTIFICATE_BYTES = 4 + 4 + 32 + 2 + MAX_VALIDATORS * 66;

const PRECOMMIT = 1;

/**
 * Validators that are a set: at least one and at most {@link MAX_VALIDATORS}, each key once, ordered
 * by key, every weight at least 1.
 */
export class ValidatorSet {
  /** The validators, ordered by key. */
  readonly validators: readonly Validator[];

  /**
   * Orders validators and makes a set of them.
   *
   * @throws RangeError for validators that are no set
   */
  constructor(validators: readonly Validator[]) {
    if (validators.length === 0) {
      throw new RangeError("validators: there is none");
    }
    if (validators.length > MAX_VALIDATORS) {
      throw new RangeError(`validators: more than ${MAX_VALIDATORS}`);
    }
    this.validators = validators
      .map(({ public: key, weight }) => ({ public: keyOf(key), weight: weightOf(weight) }))
      .sort((one, other) => (one.public < other.public ? -1 : 1));
    if (new Set(this.validators.map((validator) => validator.public)).size < validators.length) {
      throw new RangeError("validators: a key stands twice");
    }
  }

  /** What all votes weigh together. */
  get totalWeight(): number {
    return this.validators.reduce((sum, { weight }) => sum + weight, 0);
  }

  /** Whether a weight is more than two thirds of all: what decides. */
  isQuorum(weight: number): boolean {
    return weight * 3 > this.totalWeight * 2;
  }

  /** Who proposes in a round of a height: everyone in turn. */
  proposer(height: Height, round: number): Validator | undefined {
    return this.validators[(height + round) % this.validators.length];
  }

  /** What headers commit to: SM3 over the set with a domain in front. */
  get hash(): Digest {
    const members = this.validators.map(({ public: key, weight }) =>
      concat(fromHex(key), fixed(weight, 4)),
    );
    return sm3Hex(concat(utf8("FBFT/set/1"), compact(members.length), ...members));
  }
}

function keyOf(text: string): string {
  const bytes = fromHex(text, 33, "public key");
  pointOf(bytes);
  return toHex(bytes);
}

function weightOf(weight: number): number {
  if (!Number.isInteger(weight) || weight < 1 || weight > 0xffffffff) {
    throw new RangeError("validators: a weight is not a whole number from 1 to 2^32 - 1");
  }
  return weight;
}

/** A commit certificate 提交证书: precommits of more than two thirds for one block in one round. */
export interface Certificate {
  /** The block's number. */
  height: Height;
  /** The round it was decided in. */
  round: number;
  /** The block. */
  block: Digest;
  /** The precommits, by the place of the signer in the set. */
  signatures: { index: number; signature: Uint8Array }[];
}

/**
 * Decodes a certificate, of which nothing may be left over.
 *
 * @throws DecodeFault for any other bytes
 */
export function decodeCertificate(bytes: Uint8Array): Certificate {
  const reader = new ScaleReader(bytes);
  const [height, round] = [reader.u32(), reader.u32()];
  const block = toHex(reader.take(32));
  const count = reader.length(66);
  if (count > MAX_VALIDATORS) {
    throw new DecodeFault(`more than ${MAX_VALIDATORS} signatures`);
  }
  const signatures = Array.from({ length: count }, () => ({
    index: reader.u16(),
    signature: reader.take(64),
  }));
  reader.end();
  return { height, round, block, signatures };
}

/** What every signer of a certificate signed: a precommit on the chain of a genesis. */
export function precommitPayload(genesis: Digest, certificate: Certificate): Uint8Array {
  const { height, round, block } = certificate;
  return concat(
    utf8("FBFT/vote/1     "),
    fromHex(genesis, 32, "genesis"),
    fixed(height, 4),
    fixed(round, 4),
    Uint8Array.of(PRECOMMIT, 1),
    fromHex(block, 32, "block"),
  );
}

/**
 * Checks a certificate against the set that decides its height. Weights are checked before any curve
 * is touched.
 *
 * @throws ProofFault with code `block`
 */
export function verifyCertificate(
  genesis: Digest,
  certificate: Certificate,
  set: ValidatorSet,
): void {
  const { signatures } = certificate;
  const inOrder = signatures.every(
    ({ index }, at) => at === 0 || (signatures[at - 1]?.index ?? index) < index,
  );
  if (!inOrder) {
    throw block("certificate: signers are out of order or stand twice");
  }
  const signers = signatures.map(({ index }) => {
    const validator = set.validators[index];
    if (!validator) {
      throw block("certificate: a signer is not in the validator set");
    }
    return validator;
  });
  if (!set.isQuorum(signers.reduce((sum, { weight }) => sum + weight, 0))) {
    throw block("certificate: the signers weigh two thirds or less");
  }
  const payload = precommitPayload(genesis, certificate);
  const holds = signatures.every(({ signature }, at) =>
    sm2Verify(fromHex(signers[at]?.public ?? ""), payload, signature),
  );
  if (!holds) {
    throw block("certificate: a signature does not verify");
  }
}

/** A block's header with the certificate that makes it final. */
export interface FinalHeader {
  /** The header. */
  header: Header;
  /** Its certificate. */
  certificate: Certificate;
}

/** A chain as seen through headers and certificates, from a trusted validator set on. */
export class LightChain {
  readonly #genesis: Digest;
  readonly #sets: { from: Height; set: ValidatorSet }[];
  #lastChange = -1;

  /** Trusts a set for the blocks of a chain from a number on. */
  constructor({ genesis, from, validators }: TrustedSet) {
    this.#genesis = genesis;
    this.#sets = [{ from, set: new ValidatorSet(validators) }];
  }

  /** The set that decides a height, as far as changes have been accepted. */
  setAt(height: Height): ValidatorSet | undefined {
    return this.#sets.findLast(({ from }) => from <= height)?.set;
  }

  /**
   * Checks that a block is final.
   *
   * @throws ProofFault with code `block`
   */
  verify({ header, certificate }: FinalHeader): void {
    const set = this.setAt(header.number);
    if (!set) {
      throw block("header: older than the trusted validator set");
    }
    if (certificate.height !== header.number || certificate.block !== header.hash) {
      throw block("certificate: it is for another block");
    }
    verifyCertificate(this.#genesis, certificate, set);
  }

  /**
   * Accepts a change of the set that a final header announces.
   *
   * @throws ProofFault with code `block`; the chain then stands as before
   */
  advance(announced: FinalHeader, set: ValidatorSet): void {
    const { header } = announced;
    if (header.number <= this.#lastChange) {
      throw block("transition: not later than the one before");
    }
    this.verify(announced);
    const change = setChangeOf(header);
    if (!change) {
      throw block("transition: the header announces no change");
    }
    if (change.hash !== set.hash || change.effective !== header.number + SET_CHANGE_DELAY) {
      throw block("transition: the header announces another set");
    }
    this.#sets.push({ from: change.effective, set });
    this.#lastChange = header.number;
  }
}

function block(reason: string): ProofFault {
  return new ProofFault("block", reason);
}
