import { toHex } from "../crypto/bytes.js";
import { sm3Hex } from "../crypto/sm3.js";
import { DecodeFault } from "../faults.js";
import { ScaleReader } from "../scale/reader.js";
import type { Digest, Height } from "../types/common.js";

/** Under which id digests and justifications of the consensus stand in headers. */
export const ENGINE_ID = "FBFT";

/** Something a header says beside its roots. */
export interface DigestItem {
  /** What kind of item it is. */
  kind: "other" | "consensus" | "seal" | "preRuntime" | "runtimeEnvironmentUpdated";
  /** Of which consensus engine, such as `FBFT`. */
  engine?: string;
  /** Its content. */
  data: Uint8Array;
}

/** A header of the chain. */
export interface Header {
  /** Its hash: SM3 of its SCALE encoding. */
  hash: Digest;
  /** Its number. */
  number: Height;
  /** Hash of the block before it. */
  parentHash: Digest;
  /** Root of the state after it. */
  stateRoot: Digest;
  /** Root of its extrinsics. */
  extrinsicsRoot: Digest;
  /** What else it says. */
  digest: DigestItem[];
}

const MAX_NUMBER = 0xffffffffn;

/**
 * Decodes a header, of which nothing may be left over.
 *
 * @throws DecodeFault for any other bytes
 */
export function decodeHeader(bytes: Uint8Array): Header {
  const reader = new ScaleReader(bytes);
  const parentHash = toHex(reader.take(32));
  const number = reader.compact();
  if (number > MAX_NUMBER) {
    throw new DecodeFault("a block number is above 2^32");
  }
  const stateRoot = toHex(reader.take(32));
  const extrinsicsRoot = toHex(reader.take(32));
  const digest = Array.from({ length: reader.length() }, () => digestItem(reader));
  reader.end();
  const hash = sm3Hex(bytes);
  return { hash, number: Number(number), parentHash, stateRoot, extrinsicsRoot, digest };
}

function digestItem(reader: ScaleReader): DigestItem {
  const variant = reader.u8();
  const kinds = { 4: "consensus", 5: "seal", 6: "preRuntime" } as const;
  switch (variant) {
    case 0:
      return { kind: "other", data: reader.bytes() };
    case 4:
    case 5:
    case 6: {
      const engine = String.fromCharCode(...reader.take(4));
      return { kind: kinds[variant], engine, data: reader.bytes() };
    }
    case 8:
      return { kind: "runtimeEnvironmentUpdated", data: new Uint8Array() };
    default:
      throw new DecodeFault(`a digest item of kind ${variant} is not known`);
  }
}

/** The key of the validator that built the block, 33 bytes, if its header names exactly one. */
export function authorOf(header: Header): Uint8Array | undefined {
  const [first, more] = header.digest.filter(
    ({ kind, engine }) => kind === "preRuntime" && engine === ENGINE_ID,
  );
  return first && !more && first.data.length === 33 ? first.data : undefined;
}

/** The last change of the validator set that a header announces. */
export function setChangeOf(header: Header): { hash: Digest; effective: Height } | undefined {
  const last = header.digest.findLast(
    ({ kind, engine, data }) =>
      kind === "consensus" && engine === ENGINE_ID && data[0] === 0 && data.length >= 37,
  );
  if (!last) {
    return undefined;
  }
  const reader = new ScaleReader(last.data.subarray(1));
  return { hash: toHex(reader.take(32)), effective: reader.u32() };
}
