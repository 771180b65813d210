import { weierstrass } from "@noble/curves/abstract/weierstrass.js";
import type { WeierstrassPoint } from "@noble/curves/abstract/weierstrass.js";
import { bytesToNumberBE, createHmacDrbg, inRange, numberToBytesBE } from "@noble/curves/utils.js";
import { concat, utf8 } from "./bytes.js";
import { hmacSm3, sm3 } from "./sm3.js";

/** The distinguishing identifier 可辨别标识 under which every key signs (GM/T 0009). */
export const DISTINGUISHING_ID = "1234567812345678";

/** Bytes of a secret scalar, and of r and s each. */
export const SCALAR_BYTES = 32;
/** Bytes of a raw signature, r‖s. */
export const SIGNATURE_BYTES = 64;
/** Bytes of a compressed public key. */
export const PUBLIC_BYTES = 33;

/** The curve sm2p256v1 of GB/T 32918.5. */
const CURVE = {
  p: 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn,
  n: 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n,
  h: 1n,
  a: 0xfffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffcn,
  b: 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n,
  Gx: 0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n,
  Gy: 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n,
} as const;

/** A point of the curve. */
export type Sm2Point = WeierstrassPoint<bigint>;

/** Points of sm2p256v1. */
export const Sm2Points = weierstrass<bigint>(CURVE);

const scalars = Sm2Points.Fn;
const drbg = createHmacDrbg<Uint8Array>(SCALAR_BYTES, SCALAR_BYTES, hmacSm3);

function field(value: bigint): Uint8Array {
  return numberToBytesBE(value, SCALAR_BYTES);
}

const PARAMETERS = concat(
  Uint8Array.of(0, DISTINGUISHING_ID.length * 8),
  utf8(DISTINGUISHING_ID),
  ...[CURVE.a, CURVE.b, CURVE.Gx, CURVE.Gy].map(field),
);

/**
 * The point of a key in SEC 1 form: 33 bytes compressed, or 65 bytes uncompressed.
 *
 * @throws RangeError unless the bytes are a point of the curve other than infinity
 */
export function pointOf(sec1: Uint8Array): Sm2Point {
  const compressed = sec1.length === PUBLIC_BYTES && (sec1[0] === 2 || sec1[0] === 3);
  const uncompressed = sec1.length === 65 && sec1[0] === 4;
  if (!compressed && !uncompressed) {
    throw new RangeError(
      "public key: not 33 bytes that begin with 02 or 03, nor 65 that begin with 04",
    );
  }
  try {
    return Sm2Points.fromBytes(sec1);
  } catch {
    throw new RangeError("public key: not a point of the SM2 curve");
  }
}

/** ZA of GB/T 32918.2, section 5.5: the digest of the identifier, the curve and the key. */
export function zOf(point: Sm2Point): Uint8Array {
  return sm3(concat(PARAMETERS, field(point.x), field(point.y)));
}

function digestOf(point: Sm2Point, message: Uint8Array): bigint {
  return scalars.create(bytesToNumberBE(sm3(concat(zOf(point), message))));
}

/**
 * Reads a secret scalar: 32 bytes, big endian.
 *
 * @throws RangeError unless it is in `[1, n-2]`: n - 1 has no inverse of 1 + d, so it cannot sign
 */
export function scalarOf(secret: Uint8Array): bigint {
  const scalar = secret.length === SCALAR_BYTES ? bytesToNumberBE(secret) : 0n;
  if (!inRange(scalar, 1n, CURVE.n - 1n)) {
    throw new RangeError("secret key: not 32 bytes of a number between 1 and n-2");
  }
  return scalar;
}

/**
 * Signs as GB/T 32918.2, section 6.1, says; k comes from RFC 6979 over SM3, so that the same key and
 * message give the same signature.
 */
export function signWith(secret: Uint8Array, point: Sm2Point, message: Uint8Array): Uint8Array {
  const d = scalarOf(secret);
  const e = digestOf(point, message);
  return drbg(concat(secret, field(e)), (bytes) => {
    const k = bytesToNumberBE(bytes);
    if (!inRange(k, 1n, CURVE.n)) {
      return undefined;
    }
    const x1 = scalars.create(Sm2Points.BASE.multiply(k).x);
    const r = scalars.add(e, x1);
    if (r === 0n || scalars.add(r, k) === 0n) {
      return undefined;
    }
    const inverse = scalars.inv(scalars.add(d, 1n));
    const s = scalars.mul(inverse, scalars.sub(k, scalars.mul(r, d)));
    return s === 0n ? undefined : concat(field(r), field(s));
  });
}

/**
 * Whether a raw signature of a message, r‖s, was made by the holder of a public key (GB/T 32918.2,
 * section 7.1). Anything that is no key or no signature is not valid; nothing is thrown.
 */
export function sm2Verify(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (signature.length !== SIGNATURE_BYTES) {
    return false;
  }
  const r = bytesToNumberBE(signature.subarray(0, SCALAR_BYTES));
  const s = bytesToNumberBE(signature.subarray(SCALAR_BYTES));
  if (!inRange(r, 1n, CURVE.n) || !inRange(s, 1n, CURVE.n)) {
    return false;
  }
  const t = scalars.add(r, s);
  if (t === 0n) {
    return false;
  }
  let point: Sm2Point;
  try {
    point = pointOf(publicKey);
  } catch {
    return false;
  }
  const sum = Sm2Points.BASE.mulAddUnsafe(s, point, t);
  if (sum.is0()) {
    return false;
  }
  return scalars.add(digestOf(point, message), scalars.create(sum.x)) === r;
}
