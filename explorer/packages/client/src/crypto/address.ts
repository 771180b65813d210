import { blake2b } from "@noble/hashes/blake2.js";
import { base58 } from "@scure/base";
import { concat, equal, fromHex, utf8 } from "./bytes.js";
import { sm3 } from "./sm3.js";

/** The SS58 prefix of the chain's addresses. */
export const SS58_PREFIX = 42;

const ACCOUNT_BYTES = 32;
const CHECKSUM_BYTES = 2;
const DID_BYTES = 22;
const DID_METHOD = "did:cpl:";

function checksum(body: Uint8Array): Uint8Array {
  const digest = blake2b(concat(utf8("SS58PRE"), body), { dkLen: 64 });
  return digest.subarray(0, CHECKSUM_BYTES);
}

/** The account 账户 of a compressed public key: SM3 of its 33 bytes. */
export function accountOf(publicKey: Uint8Array): Uint8Array {
  return sm3(publicKey);
}

/** The SS58 address of an account of 32 bytes. */
export function encodeAddress(account: Uint8Array, prefix: number = SS58_PREFIX): string {
  if (account.length !== ACCOUNT_BYTES) {
    throw new RangeError(`account: not ${ACCOUNT_BYTES} bytes but ${account.length}`);
  }
  if (!Number.isInteger(prefix) || prefix < 0 || prefix > 63) {
    throw new RangeError("prefix: not a whole number from 0 to 63");
  }
  const body = concat(Uint8Array.of(prefix), account);
  return base58.encode(concat(body, checksum(body)));
}

/**
 * The account of an address: SS58 of any prefix, or `0x` and 64 hexadecimal digits.
 *
 * @throws RangeError for any other text
 */
export function decodeAddress(address: string): Uint8Array {
  if (address.startsWith("0x")) {
    return fromHex(address, ACCOUNT_BYTES, "account");
  }
  const fault = new RangeError("account: not an SS58 address, nor 0x and 64 hexadecimal digits");
  let bytes: Uint8Array;
  try {
    bytes = address.length > 64 ? new Uint8Array() : base58.decode(address);
  } catch {
    throw fault;
  }
  const wide = ((bytes[0] ?? 0) & 0x40) !== 0;
  const length = (wide ? 2 : 1) + ACCOUNT_BYTES;
  const body = bytes.subarray(0, length);
  if (bytes.length !== length + CHECKSUM_BYTES || !equal(bytes.subarray(length), checksum(body))) {
    throw fault;
  }
  return body.slice(length - ACCOUNT_BYTES);
}

/** The DID 分布式标识 of whoever was admitted with this key: it stays when the key rotates. */
export function didOf(publicKey: Uint8Array): string {
  return DID_METHOD + base58.encode(sm3(publicKey).subarray(0, DID_BYTES));
}

/**
 * The 22 bytes of a DID.
 *
 * @throws RangeError for text that is not `did:cpl:` and 22 bytes in base58btc
 */
export function didBytes(did: string): Uint8Array {
  const fault = new RangeError("did: not did:cpl: and 22 bytes in base58btc");
  const suffix = did.startsWith(DID_METHOD) ? did.slice(DID_METHOD.length) : "";
  if (suffix === "" || suffix.length > 31) {
    throw fault;
  }
  let bytes: Uint8Array;
  try {
    bytes = base58.decode(suffix);
  } catch {
    throw fault;
  }
  if (bytes.length !== DID_BYTES) {
    throw fault;
  }
  return bytes;
}
