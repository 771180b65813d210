import { accountOf, didOf, encodeAddress } from "./address.js";
import { concat, equal, fromHex, toHex, utf8 } from "./bytes.js";
import type { Hex } from "./bytes.js";
import { der, derInteger, derObjectId, DerReader, Tag } from "./der.js";
import { fromPem, toPem } from "./pem.js";
import { pointOf, SCALAR_BYTES, scalarOf, SIGNATURE_BYTES, signWith, Sm2Points } from "./sm2.js";
import type { Sm2Point } from "./sm2.js";
import { sm3 } from "./sm3.js";

const EC_PUBLIC_KEY = "1.2.840.10045.2.1";
const SM2_CURVE = "1.2.156.10197.1.301";
const PARAMETERS_TAG = 0xa0;
const PUBLIC_TAG = 0xa1;
// Of the PrivateKeyInfo around it; its version 1 has a public key of its own (RFC 5958).
const ATTRIBUTES_TAG = 0xa0;
const OUTER_PUBLIC_TAG = 0x81;
const ATTEMPTS = 1_000;

/** Bytes or text are no key. */
export class KeyFault extends Error {
  override readonly name = "KeyFault";
}

/** Whoever holds one SM2 key and signs with it: a key in memory, a device, a service. */
export interface Sm2Signer {
  /** The compressed public key, 33 bytes. */
  readonly publicKey: Uint8Array;
  /**
   * Signs a message under the chain's distinguishing identifier; r‖s, 64 bytes.
   *
   * @param payload - of a transaction, the payload that the message stands for: the message itself, or
   *   what it is the Blake2b-256 of; there to be shown, never to be signed instead
   */
  sign(message: Uint8Array, payload?: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

/**
 * An SM2 key in memory.
 *
 * The secret is overwritten by {@link Sm2Key.destroy} and is never printed. Numbers in JavaScript
 * cannot be overwritten: copies that signing makes live until the engine collects them.
 */
export class Sm2Key implements Sm2Signer {
  /** The compressed public key, 33 bytes. */
  readonly publicKey: Uint8Array;
  readonly #secret: Uint8Array;
  readonly #point: Sm2Point;
  #destroyed = false;

  private constructor(secret: Uint8Array) {
    this.#point = Sm2Points.BASE.multiply(scalarOf(secret));
    this.#secret = secret;
    this.publicKey = this.#point.toBytes(true);
  }

  /**
   * The key of a secret scalar: 32 bytes, big endian, or their hexadecimal form.
   *
   * @throws RangeError unless it is between 1 and n-2
   */
  static fromSecret(secret: Uint8Array | string): Sm2Key {
    const bytes = typeof secret === "string" ? fromHex(secret, SCALAR_BYTES, "secret key") : secret;
    return new Sm2Key(bytes.slice());
  }

  /** A new key from the generator of the browser or of Node. */
  static generate(): Sm2Key {
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const secret = crypto.getRandomValues(new Uint8Array(SCALAR_BYTES));
      try {
        return new Sm2Key(secret);
      } catch (fault) {
        if (!(fault instanceof RangeError)) {
          throw fault;
        }
      }
    }
    throw new KeyFault("the generator of random numbers is broken");
  }

  /**
   * Reads an unencrypted PKCS#8 `PrivateKeyInfo` in DER.
   *
   * @throws KeyFault for anything but one SM2 key
   */
  static fromPkcs8(bytes: Uint8Array): Sm2Key {
    try {
      return readPkcs8(bytes);
    } catch (fault) {
      throw new KeyFault("not one SM2 key in PKCS#8", { cause: fault });
    }
  }

  /** The public key in hexadecimal. */
  get publicHex(): Hex {
    return toHex(this.publicKey);
  }

  /** The account: SM3 of the public key, 32 bytes. */
  get accountId(): Uint8Array {
    return accountOf(this.publicKey);
  }

  /** The SS58 address of the account. */
  get address(): string {
    return encodeAddress(this.accountId);
  }

  /** The DID of whoever is admitted with this key. */
  get did(): string {
    return didOf(this.publicKey);
  }

  /**
   * Signs a message under the distinguishing identifier `1234567812345678`; r‖s, 64 bytes. The same
   * message gives the same signature.
   *
   * @throws KeyFault after {@link Sm2Key.destroy}
   */
  sign(message: Uint8Array): Uint8Array {
    this.#check();
    return signWith(this.#secret, this.#point, message);
  }

  /**
   * The unencrypted PKCS#8 `PrivateKeyInfo` in DER, with the public key in it. Whoever asks for it
   * wipes it.
   */
  toPkcs8(): Uint8Array {
    this.#check();
    const curve = derObjectId(SM2_CURVE);
    const key = der(
      Tag.Sequence,
      derInteger(Uint8Array.of(1)),
      der(Tag.OctetString, this.#secret),
      der(PARAMETERS_TAG, curve),
      der(PUBLIC_TAG, der(Tag.BitString, Uint8Array.of(0), this.#point.toBytes(false))),
    );
    return der(
      Tag.Sequence,
      derInteger(Uint8Array.of(0)),
      der(Tag.Sequence, derObjectId(EC_PUBLIC_KEY), curve),
      der(Tag.OctetString, key),
    );
  }

  /** Overwrites the secret; the key signs no more. */
  destroy(): void {
    this.#secret.fill(0);
    this.#destroyed = true;
  }

  /** The public key alone. */
  toJSON(): { publicKey: Hex } {
    return { publicKey: this.publicHex };
  }

  #check(): void {
    if (this.#destroyed) {
      throw new KeyFault("the key was closed");
    }
  }
}

function readPkcs8(bytes: Uint8Array): Sm2Key {
  const outer = new DerReader(bytes);
  const info = outer.sequence();
  outer.end();
  const version = info.unsigned(1)[0];
  const algorithm = info.sequence();
  const [type, curve] = [algorithm.objectId(), algorithm.objectId()];
  algorithm.end();
  const sealed = new DerReader(info.read(Tag.OctetString));
  if (info.peek() === ATTRIBUTES_TAG) {
    info.read(ATTRIBUTES_TAG);
  }
  if (version === 1) {
    info.read(OUTER_PUBLIC_TAG);
  }
  info.end();
  const key = sealed.sequence();
  sealed.end();
  const inner = key.unsigned(1)[0];
  const secret = key.read(Tag.OctetString);
  let parameters = curve;
  if (key.peek() === PARAMETERS_TAG) {
    parameters = new DerReader(key.read(PARAMETERS_TAG)).objectId();
  }
  let stated: Uint8Array | undefined;
  if (key.peek() === PUBLIC_TAG) {
    stated = new DerReader(key.read(PUBLIC_TAG)).read(Tag.BitString);
  }
  key.end();
  const known = (version === 0 || version === 1) && inner === 1 && type === EC_PUBLIC_KEY;
  if (!known || curve !== SM2_CURVE || parameters !== SM2_CURVE) {
    throw new KeyFault("another version, algorithm or curve");
  }
  const read = Sm2Key.fromSecret(secret);
  if (stated && (stated[0] !== 0 || !equal(compress(stated.subarray(1)), read.publicKey))) {
    read.destroy();
    throw new KeyFault("the public key is of another secret key");
  }
  return read;
}

/**
 * The compressed form, 33 bytes, of a public key in either SEC 1 form.
 *
 * @throws RangeError unless it is a point of the curve
 */
export function compress(sec1: Uint8Array): Uint8Array {
  return pointOf(sec1).toBytes(true);
}

/** PEM (`PUBLIC KEY`) of the X.509 `SubjectPublicKeyInfo` of a public key in either SEC 1 form. */
export function publicKeyToPem(publicKey: Uint8Array): string {
  const point = pointOf(publicKey).toBytes(false);
  const algorithm = der(Tag.Sequence, derObjectId(EC_PUBLIC_KEY), derObjectId(SM2_CURVE));
  const bits = der(Tag.BitString, Uint8Array.of(0), point);
  return toPem("PUBLIC KEY", der(Tag.Sequence, algorithm, bits));
}

/**
 * The compressed public key of PEM (`PUBLIC KEY`).
 *
 * @throws KeyFault for anything but one SM2 key
 */
export function publicKeyFromPem(pem: string): Uint8Array {
  try {
    const document = fromPem(pem);
    if (document?.label !== "PUBLIC KEY") {
      throw new KeyFault("the PEM label is not PUBLIC KEY");
    }
    const outer = new DerReader(document.der);
    const info = outer.sequence();
    outer.end();
    const algorithm = info.sequence();
    const [type, curve] = [algorithm.objectId(), algorithm.objectId()];
    algorithm.end();
    const bits = info.read(Tag.BitString);
    info.end();
    if (type !== EC_PUBLIC_KEY || curve !== SM2_CURVE || bits[0] !== 0) {
      throw new KeyFault("another algorithm or curve");
    }
    return compress(bits.subarray(1));
  } catch (fault) {
    throw new KeyFault("not one SM2 public key in PEM", { cause: fault });
  }
}

/** The DER form of a raw signature: `SEQUENCE { r INTEGER, s INTEGER }`. */
export function signatureToDer(signature: Uint8Array): Uint8Array {
  if (signature.length !== SIGNATURE_BYTES) {
    throw new RangeError(`signature: not ${SIGNATURE_BYTES} bytes but ${signature.length}`);
  }
  const [r, s] = [signature.subarray(0, SCALAR_BYTES), signature.subarray(SCALAR_BYTES)];
  return der(Tag.Sequence, derInteger(r), derInteger(s));
}

/**
 * The raw form, r‖s, of a signature in DER.
 *
 * @throws KeyFault for anything but one canonical signature
 */
export function signatureFromDer(bytes: Uint8Array): Uint8Array {
  try {
    const outer = new DerReader(bytes);
    const pair = outer.sequence();
    outer.end();
    const [r, s] = [pair.unsigned(SCALAR_BYTES), pair.unsigned(SCALAR_BYTES)];
    pair.end();
    return concat(padded(r), padded(s));
  } catch (fault) {
    throw new KeyFault("not one SM2 signature in DER", { cause: fault });
  }
}

function padded(digits: Uint8Array): Uint8Array {
  return concat(new Uint8Array(SCALAR_BYTES - digits.length), digits);
}

/**
 * The development key called `name`, such as `Hospital` or `Medicare`: **public knowledge, the same
 * everywhere, for development chains and tests alone.** The command line's `--dev NAME` signs with
 * the same key.
 *
 * The scalar is `SM3("fiscalchain-dev//" + name)`; while it is out of range it is hashed again with a
 * counter behind it (4 bytes, big endian, from 1).
 */
export function devKey(name: string): Sm2Key {
  let seed = sm3(utf8(`fiscalchain-dev//${name}`));
  for (let counter = 1; counter < ATTEMPTS; counter += 1) {
    try {
      return Sm2Key.fromSecret(seed);
    } catch (fault) {
      if (!(fault instanceof RangeError)) {
        throw fault;
      }
      const behind = new Uint8Array(4);
      new DataView(behind.buffer).setUint32(0, counter);
      seed = sm3(concat(seed, behind));
    }
  }
  throw new KeyFault(`no development key for ${name}`);
}
