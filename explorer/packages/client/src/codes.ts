import { concat, fromHex, toHex, utf8 } from "./crypto/bytes.js";
import type { Hex } from "./crypto/bytes.js";
import { hmacSm3, sm3, sm3Hex } from "./crypto/sm3.js";
import { InputFault } from "./faults.js";
import type { BillKey, Digest } from "./types/common.js";

const KEY = /^([0-9]{8})-([0-9]{10})$/;
const CHECK_CODE = /^[0-9A-Za-z]{6}$/;
const CHECK_BYTES = 16;
const MIN_INDEX_KEY_BYTES = 16;
const CODE_BYTES = 16;

/**
 * The key of a bill: its code 票据代码 and its number 票据号码.
 *
 * @throws InputFault for a code that is not 8 digits, or a number that is not 10
 */
export function billKey(code: string, number: string): BillKey {
  const key = `${code}-${number}`;
  splitKey(key);
  return key;
}

/**
 * Code and number of a bill.
 *
 * @throws InputFault for text that is not `31060126-0000000001`
 */
export function splitKey(key: BillKey): [code: string, number: string] {
  const [, code, number] = KEY.exec(key) ?? [];
  if (code === undefined || number === undefined) {
    throw new InputFault("key", "not written code-number, such as 31060126-0000000001");
  }
  return [code, number];
}

/**
 * What the chain keeps of a check code 校验码: the first 16 bytes of
 * `SM3("fiscalchain/check-code" ‖ bill key (9 bytes) ‖ check code (6 bytes))`.
 *
 * @throws InputFault for a code that is not 6 ASCII letters or digits
 */
export function checkDigest(key: BillKey, checkCode: string): Hex {
  if (!CHECK_CODE.test(checkCode)) {
    throw new InputFault("checkCode", "not 6 ASCII letters or digits");
  }
  const packed = fromHex(splitKey(key).join(""));
  const input = concat(utf8("fiscalchain/check-code"), packed, utf8(checkCode));
  return toHex(sm3(input).subarray(0, CHECK_BYTES));
}

/**
 * What the chain keeps of a person or an organisation: `HMAC-SM3(index key, identity)`, of an identity
 * number or a unified social credit code 统一社会信用代码. It is the identity of a participant and the
 * reference to a payer; the index key, which the consortium keeps to itself, alone protects it.
 *
 * @throws InputFault for an empty identity, or a key shorter than 16 bytes
 */
export function identityDigest(identity: string, indexKey: Uint8Array): Digest {
  if (indexKey.length < MIN_INDEX_KEY_BYTES) {
    throw new InputFault("indexKey", `shorter than ${MIN_INDEX_KEY_BYTES} bytes`);
  }
  // Only ASCII letters change: an identity gives the same digest in every language.
  const written = identity.trim().replace(/[a-z]/g, (letter) => letter.toUpperCase());
  if (written === "") {
    throw new InputFault("identity", "empty");
  }
  return toHex(hmacSm3(indexKey, utf8(written)));
}

/** What the chain keeps of a dynamic code 动态码: `SM3("fiscalchain/dynamic-code" ‖ code)`. */
export function dynamicCodeDigest(code: string): Digest {
  return sm3Hex(concat(utf8("fiscalchain/dynamic-code"), utf8(code)));
}

/** A new dynamic code: 32 hexadecimal digits of the system's generator. */
export function newDynamicCode(): string {
  return toHex(crypto.getRandomValues(new Uint8Array(CODE_BYTES))).slice(2);
}
