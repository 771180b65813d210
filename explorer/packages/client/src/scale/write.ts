import { concat } from "../crypto/bytes.js";

/** A number of `width` bytes, little endian; a negative one in two's complement. */
export function fixed(value: number | bigint, width: number): Uint8Array {
  let rest = BigInt.asUintN(width * 8, BigInt(value));
  return Uint8Array.from({ length: width }, () => {
    const byte = Number(rest & 0xffn);
    rest >>= 8n;
    return byte;
  });
}

/** A compact number. */
export function compact(value: number | bigint): Uint8Array {
  const wide = BigInt(value);
  if (wide < 1n << 6n) {
    return fixed(wide << 2n, 1);
  }
  if (wide < 1n << 14n) {
    return fixed((wide << 2n) | 1n, 2);
  }
  if (wide < 1n << 30n) {
    return fixed((wide << 2n) | 2n, 4);
  }
  const width = Math.ceil(wide.toString(16).length / 2);
  return concat(Uint8Array.of(((width - 4) << 2) | 3), fixed(wide, width));
}

/** Bytes behind their compact length. */
export function lengthed(bytes: Uint8Array): Uint8Array {
  return concat(compact(bytes.length), bytes);
}

/** 1 and something, or 0 for nothing. */
export function option<T>(
  value: T | null | undefined,
  write: (value: T) => Uint8Array,
): Uint8Array {
  return value === null || value === undefined
    ? Uint8Array.of(0)
    : concat(Uint8Array.of(1), write(value));
}
