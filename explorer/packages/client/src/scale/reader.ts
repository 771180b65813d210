import { DecodeFault } from "../faults.js";

/** Reads SCALE: fixed-width little-endian numbers, compact numbers, and bytes. */
export class ScaleReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  /** Begins at the first of the bytes. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** How many bytes were read. */
  get position(): number {
    return this.#at;
  }

  /** How many bytes are left. */
  get left(): number {
    return this.#bytes.length - this.#at;
  }

  /** The next `count` bytes. */
  take(count: number): Uint8Array {
    const from = this.#advance(count);
    return this.#bytes.subarray(from, from + count);
  }

  /** A number of one byte. */
  u8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  /** A number of two bytes. */
  u16(): number {
    return this.#view.getUint16(this.#advance(2), true);
  }

  /** A number of four bytes. */
  u32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  /** A number of eight bytes. */
  u64(): bigint {
    return this.#view.getBigUint64(this.#advance(8), true);
  }

  /** A number of `width` bytes. */
  unsigned(width: number): bigint {
    return this.take(width).reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n);
  }

  /** A number of `width` bytes, in two's complement. */
  signed(width: number): bigint {
    return BigInt.asIntN(width * 8, this.unsigned(width));
  }

  /** A flag: 0 or 1. */
  bool(): boolean {
    const byte = this.u8();
    if (byte > 1) {
      throw new DecodeFault("a flag is neither 0 nor 1");
    }
    return byte === 1;
  }

  /** A compact number, in the only form it may have. */
  compact(): bigint {
    const first = this.u8();
    const mode = first & 3;
    if (mode === 0) {
      return BigInt(first >> 2);
    }
    if (mode === 3) {
      const width = (first >> 2) + 4;
      const value = this.unsigned(width);
      return least(value, width === 4 ? 1n << 30n : 1n << BigInt(8 * (width - 1)));
    }
    const width = mode === 1 ? 2 : 4;
    this.#at -= 1;
    const value = this.unsigned(width) >> 2n;
    return least(value, width === 2 ? 1n << 6n : 1n << 14n);
  }

  /** A compact number of items, each of at least `size` bytes: no more than can stand there. */
  length(size = 1): number {
    const count = this.compact();
    if (count * BigInt(Math.max(size, 0)) > BigInt(this.left) || count > 0xffffffffn) {
      throw new DecodeFault("a list is longer than the bytes that hold it");
    }
    return Number(count);
  }

  /** Bytes behind their compact length. */
  bytes(): Uint8Array {
    return this.take(this.length());
  }

  /** Something, or nothing where the first byte is 0. */
  option<T>(read: () => T): T | null {
    return this.bool() ? read() : null;
  }

  /** Refuses bytes that stand behind the last value. */
  end(): void {
    if (this.left > 0) {
      throw new DecodeFault(`${this.left} bytes are left over`);
    }
  }

  #advance(count: number): number {
    if (count > this.left) {
      throw new DecodeFault("the bytes end early");
    }
    const from = this.#at;
    this.#at += count;
    return from;
  }
}

function least(value: bigint, bound: bigint): bigint {
  if (value < bound) {
    throw new DecodeFault("a compact number is not in its shortest form");
  }
  return value;
}
