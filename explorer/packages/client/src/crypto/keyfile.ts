import { pbkdf2Async } from "@noble/hashes/pbkdf2.js";
import { utf8 } from "./bytes.js";
import { der, derInteger, derObjectId, DerFault, DerReader, Tag } from "./der.js";
import { KeyFault, Sm2Key } from "./key.js";
import { fromPem, toPem } from "./pem.js";
import { sm3Hash } from "./sm3.js";
import { Sm4, SM4_BLOCK, Sm4Fault } from "./sm4.js";

/** PBKDF2 iterations a new key file gets. */
export const DEFAULT_ITERATIONS = 65_536;
/** PBKDF2 iterations accepted when reading, at most. */
export const MAX_ITERATIONS = 10_000_000;
/** Characters of a key file accepted when reading, at most. */
export const MAX_FILE_LENGTH = 16_384;

const MAX_SALT_BYTES = 64;
const NEW_SALT_BYTES = 16;
const PEM_LABEL = "ENCRYPTED PRIVATE KEY";
const PBES2 = "1.2.840.113549.1.5.13";
const PBKDF2 = "1.2.840.113549.1.5.12";
const HMAC_SM3 = "1.2.156.10197.1.401.2";
const SM4_CBC = "1.2.156.10197.1.104.2";

/** Which fault a key file has. */
export type KeyFileFaultCode =
  "malformed" | "maxIterationsExceeded" | "maxSizeExceeded" | "unsupported" | "wrongPassword";

/** Why a key file could not be read or made. */
export class KeyFileFault extends Error {
  override readonly name = "KeyFileFault";
  /** Stable, for programs. */
  readonly code: KeyFileFaultCode;

  /** A fault with its sentence. */
  constructor(code: KeyFileFaultCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

interface Sealed {
  salt: Uint8Array;
  iterations: number;
  iv: Uint8Array;
  encrypted: Uint8Array;
}

/**
 * Opens a key file: PKCS#8 `ENCRYPTED PRIVATE KEY` in PEM with PBES2, PBKDF2 over HMAC-SM3 and
 * SM4-CBC, as the chain's tools and GmSSL 3 write it. Deriving the key takes a moment and does not
 * block the page.
 *
 * @throws KeyFileFault with code `wrongPassword` also for a file whose encrypted part is damaged
 */
export async function openKeyFile(pem: string, password: string | Uint8Array): Promise<Sm2Key> {
  const sealed = unseal(pem);
  const cipher = await cipherOf(password, sealed.salt, sealed.iterations);
  try {
    const plain = cipher.decryptCbc(sealed.encrypted, sealed.iv);
    try {
      return Sm2Key.fromPkcs8(plain);
    } finally {
      plain.fill(0);
    }
  } catch (fault) {
    if (fault instanceof Sm4Fault || fault instanceof KeyFault) {
      const sentence = "wrong password, or the key file is damaged";
      throw new KeyFileFault("wrongPassword", sentence, { cause: fault });
    }
    throw fault;
  } finally {
    cipher.destroy();
  }
}

/**
 * The text of a key file for a key, in the form {@link openKeyFile} reads.
 *
 * @throws KeyFileFault with code `maxIterationsExceeded` unless there are 1 to
 *   {@link MAX_ITERATIONS} iterations
 */
export async function sealKeyFile(
  key: Sm2Key,
  password: string | Uint8Array,
  iterations: number = DEFAULT_ITERATIONS,
): Promise<string> {
  if (!Number.isInteger(iterations) || iterations < 1 || iterations > MAX_ITERATIONS) {
    throw new KeyFileFault(
      "maxIterationsExceeded",
      `iterations: not a whole number from 1 to ${MAX_ITERATIONS}`,
    );
  }
  const salt = crypto.getRandomValues(new Uint8Array(NEW_SALT_BYTES));
  const iv = crypto.getRandomValues(new Uint8Array(SM4_BLOCK));
  const cipher = await cipherOf(password, salt, iterations);
  const plain = key.toPkcs8();
  const encrypted = cipher.encryptCbc(plain, iv);
  plain.fill(0);
  cipher.destroy();
  return toPem(PEM_LABEL, encode({ salt, iterations, iv, encrypted }));
}

async function cipherOf(
  password: string | Uint8Array,
  salt: Uint8Array,
  iterations: number,
): Promise<Sm4> {
  const bytes = typeof password === "string" ? utf8(password) : password;
  const key = await pbkdf2Async(sm3Hash, bytes, salt, { c: iterations, dkLen: SM4_BLOCK });
  const cipher = new Sm4(key);
  key.fill(0);
  return cipher;
}

function encode({ salt, iterations, iv, encrypted }: Sealed): Uint8Array {
  const count = new Uint8Array(4);
  new DataView(count.buffer).setUint32(0, iterations);
  const kdf = der(
    Tag.Sequence,
    derObjectId(PBKDF2),
    der(
      Tag.Sequence,
      der(Tag.OctetString, salt),
      derInteger(count),
      derInteger(Uint8Array.of(SM4_BLOCK)),
      der(Tag.Sequence, derObjectId(HMAC_SM3)),
    ),
  );
  const cipher = der(Tag.Sequence, derObjectId(SM4_CBC), der(Tag.OctetString, iv));
  const scheme = der(Tag.Sequence, derObjectId(PBES2), der(Tag.Sequence, kdf, cipher));
  return der(Tag.Sequence, scheme, der(Tag.OctetString, encrypted));
}

function unseal(pem: string): Sealed {
  if (pem.length > MAX_FILE_LENGTH) {
    const sentence = `key file is longer than ${MAX_FILE_LENGTH} characters`;
    throw new KeyFileFault("maxSizeExceeded", sentence);
  }
  const document = fromPem(pem);
  if (!document) {
    throw malformed("the PEM encoding is broken");
  }
  if (document.label !== PEM_LABEL) {
    throw malformed(`the PEM label is not ${PEM_LABEL}`);
  }
  try {
    return decode(document.der);
  } catch (fault) {
    throw fault instanceof DerFault ? malformed("the DER structure is broken", fault) : fault;
  }
}

function decode(bytes: Uint8Array): Sealed {
  const outer = new DerReader(bytes);
  const info = outer.sequence();
  outer.end();
  const scheme = info.sequence();
  const encrypted = info.read(Tag.OctetString);
  info.end();
  expect(scheme, PBES2);
  const parts = scheme.sequence();
  scheme.end();
  const kdf = parts.sequence();
  const cipher = parts.sequence();
  parts.end();
  expect(kdf, PBKDF2);
  const { salt, iterations } = decodeKdf(kdf.sequence());
  kdf.end();
  expect(cipher, SM4_CBC);
  const iv = cipher.read(Tag.OctetString);
  cipher.end();
  if (iv.length !== SM4_BLOCK) {
    throw malformed("the initialization vector has not 16 bytes");
  }
  return { salt, iterations, iv, encrypted };
}

function decodeKdf(kdf: DerReader): Pick<Sealed, "salt" | "iterations"> {
  const salt = kdf.read(Tag.OctetString);
  const asked = number(kdf.unsigned(8));
  if (kdf.peek() === Tag.Integer && number(kdf.unsigned(2)) !== SM4_BLOCK) {
    throw malformed("SM4 keys have 16 bytes");
  }
  if (kdf.peek() !== Tag.Sequence) {
    throw new KeyFileFault("unsupported", "key file uses an unsupported algorithm: HMAC-SHA1");
  }
  const prf = kdf.sequence();
  kdf.end();
  expect(prf, HMAC_SM3);
  if (prf.peek() !== undefined) {
    prf.read(Tag.Null);
    prf.end();
  }
  if (salt.length === 0 || salt.length > MAX_SALT_BYTES) {
    throw malformed(`the salt has not 1 to ${MAX_SALT_BYTES} bytes`);
  }
  if (asked === 0) {
    throw malformed("0 PBKDF2 iterations");
  }
  if (asked > MAX_ITERATIONS) {
    throw new KeyFileFault(
      "maxIterationsExceeded",
      `key file asks for ${asked} PBKDF2 iterations, more than ${MAX_ITERATIONS}`,
    );
  }
  return { salt, iterations: asked };
}

function expect(algorithm: DerReader, expected: string): void {
  const found = algorithm.objectId();
  if (found !== expected) {
    throw new KeyFileFault("unsupported", `key file uses an unsupported algorithm: ${found}`);
  }
}

function number(digits: Uint8Array): number {
  return digits.reduce((sum, digit) => sum * 256 + digit, 0);
}

function malformed(reason: string, cause?: unknown): KeyFileFault {
  return new KeyFileFault("malformed", `not an encrypted key file: ${reason}`, { cause });
}
