import { blake2b } from "@noble/hashes/blake2.js";
import { accountOf } from "../crypto/address.js";
import { concat, fromHex, toHex } from "../crypto/bytes.js";
import type { Hex } from "../crypto/bytes.js";
import type { Sm2Signer } from "../crypto/key.js";
import { PUBLIC_BYTES, SIGNATURE_BYTES } from "../crypto/sm2.js";
import { sm3Hex } from "../crypto/sm3.js";
import { FiscalFault, RuntimeMismatch } from "../faults.js";
import { compact, fixed, lengthed } from "../scale/write.js";
import type { Digest, Height } from "../types/common.js";

/**
 * How many blocks a signed transaction lives, from the block it was signed at: four minutes of blocks
 * every 250 ms, and long enough to wait for a quota to refill. A power of two.
 */
export const LIFETIME = 1_024;

/** A longer payload is signed by its Blake2b-256, as every Substrate runtime has it. */
const LONGEST_PAYLOAD = 256;

/** The transaction extensions of the chain; those without a word here put nothing anywhere. */
const EXTENSIONS = [
  "CheckNonZeroSender",
  "CheckSpecVersion",
  "CheckTxVersion",
  "CheckGenesis",
  "CheckMortality",
  "CheckParticipant",
  "CheckNonce",
  "CheckWeight",
  "ChargeQuota",
  "WeightReclaim",
];

/** What a transaction is signed for. */
export interface SigningContext {
  /** Hash of the chain's first block. */
  genesis: Digest;
  /** Version of the runtime. */
  specVersion: number;
  /** Version of its encoding of transactions. */
  transactionVersion: number;
  /** The transaction extensions of the runtime, by their names. */
  extensions: readonly string[];
  /** The finalized block from which on the transaction lives. */
  head: { number: Height; hash: Digest };
}

/** A transaction that is ready to be sent. */
export interface SignedTransaction {
  /** Its SCALE encoding. */
  hex: Hex;
  /** SM3 of the encoding. */
  hash: Digest;
  /** Account that signed. */
  account: Uint8Array;
  /** Its place in the account's sequence. */
  nonce: number;
  /** The finalized block it was made at; it stands in a later one. */
  madeAt: Height;
  /** The first block it may no longer stand in. */
  dies: Height;
}

/**
 * Signs a call, given in SCALE. It lives for {@link LIFETIME} blocks from the head of the context.
 *
 * @throws RuntimeMismatch for a runtime whose transactions have other parts
 * @throws FiscalFault of kind `key` if the signer does not sign
 */
export async function signTransaction(
  call: Uint8Array,
  signer: Sm2Signer,
  nonce: number,
  context: SigningContext,
): Promise<SignedTransaction> {
  checkExtensions(context.extensions);
  const { genesis, specVersion, transactionVersion, head } = context;
  const extra = concat(mortalEra(head.number), compact(nonce));
  const payload = concat(
    call,
    extra,
    fixed(specVersion, 4),
    fixed(transactionVersion, 4),
    fromHex(genesis, 32, "genesis"),
    fromHex(head.hash, 32, "head"),
  );
  const signature = await signBytes(signer, payload);
  const account = accountOf(signer.publicKey);
  const bytes = lengthed(
    concat(Uint8Array.of(0x84, 0), account, signer.publicKey, signature, extra, call),
  );
  return {
    hex: toHex(bytes),
    hash: sm3Hex(bytes),
    account,
    nonce,
    madeAt: head.number,
    dies: head.number + LIFETIME,
  };
}

/** The bytes that are signed for a payload: itself, or its Blake2b-256 if it is long. */
export function signedBytes(payload: Uint8Array): Uint8Array {
  return payload.length > LONGEST_PAYLOAD ? blake2b(payload, { dkLen: 32 }) : payload;
}

async function signBytes(signer: Sm2Signer, payload: Uint8Array): Promise<Uint8Array> {
  let signature: Uint8Array;
  try {
    signature = await signer.sign(signedBytes(payload), payload);
  } catch (fault) {
    const reason = fault instanceof Error ? fault.message : String(fault);
    throw new FiscalFault("key", `key: ${reason}`, { cause: fault });
  }
  if (signature.length !== SIGNATURE_BYTES || signer.publicKey.length !== PUBLIC_BYTES) {
    throw new FiscalFault("key", "key: the signer gives no key of 33 and signature of 64 bytes");
  }
  return signature;
}

/**
 * Refuses a runtime whose transactions have parts this client does not know.
 *
 * @throws RuntimeMismatch
 */
export function checkExtensions(extensions: readonly string[]): void {
  const other = extensions.find((name, at) => name !== EXTENSIONS[at]);
  if (other !== undefined || extensions.length !== EXTENSIONS.length) {
    const found = extensions.join(", ");
    throw new RuntimeMismatch("its transactions", `their extensions are ${found}`);
  }
}

/** The era of a transaction that lives for {@link LIFETIME} blocks from a block on. */
function mortalEra(birth: Height): Uint8Array {
  const period = Math.log2(LIFETIME) - 1;
  return fixed(period | ((birth % LIFETIME) << 4), 2);
}
