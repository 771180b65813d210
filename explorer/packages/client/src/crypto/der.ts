import { concat } from "./bytes.js";

/** Tags of the ASN.1 types that keys and signatures are made of. */
export const Tag = {
  Integer: 0x02,
  BitString: 0x03,
  OctetString: 0x04,
  Null: 0x05,
  ObjectId: 0x06,
  Sequence: 0x30,
} as const;

/** Bytes are not the DER encoding they should be. */
export class DerFault extends Error {
  override readonly name = "DerFault";
}

/** Writes one value: tag, length, content. */
export function der(tag: number, ...content: readonly Uint8Array[]): Uint8Array {
  const body = concat(...content);
  if (body.length < 0x80) {
    return concat(Uint8Array.of(tag, body.length), body);
  }
  const length: number[] = [];
  for (let rest = body.length; rest > 0; rest = Math.floor(rest / 256)) {
    length.unshift(rest % 256);
  }
  return concat(Uint8Array.of(tag, 0x80 | length.length, ...length), body);
}

/** Writes an integer that is not negative, of which the bytes are given big endian. */
export function derInteger(bytes: Uint8Array): Uint8Array {
  const from = bytes.findIndex((byte) => byte !== 0);
  const digits = from < 0 ? Uint8Array.of(0) : bytes.subarray(from);
  const sign = (digits[0] ?? 0) >= 0x80 ? Uint8Array.of(0) : new Uint8Array(0);
  return der(Tag.Integer, sign, digits);
}

/** Writes an object identifier from its dotted form. */
export function derObjectId(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const bytes: number[] = [];
  for (const arc of [first * 40 + second, ...rest]) {
    const groups = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) {
      groups.unshift(0x80 | (left % 128));
    }
    bytes.push(...groups);
  }
  return der(Tag.ObjectId, Uint8Array.from(bytes));
}

/** Reads DER values one after the other; every form but the shortest is refused. */
export class DerReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  /** Begins at the first of the bytes. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** The tag of the next value, or nothing at the end. */
  peek(): number | undefined {
    return this.#bytes[this.#at];
  }

  /** The content of the next value, which has to have the tag. */
  read(tag: number): Uint8Array {
    if (this.#byte() !== tag) {
      throw new DerFault("another type was expected");
    }
    const length = this.#length();
    const content = this.#bytes.subarray(this.#at, this.#at + length);
    if (content.length !== length) {
      throw new DerFault("the bytes end early");
    }
    this.#at += length;
    return content;
  }

  /** A reader of the next value, which has to be a sequence. */
  sequence(): DerReader {
    return new DerReader(this.read(Tag.Sequence));
  }

  /** The dotted form of the next value, which has to be an object identifier. */
  objectId(): string {
    const arcs: number[] = [];
    let arc = 0;
    let open = false;
    for (const byte of this.read(Tag.ObjectId)) {
      if ((!open && byte === 0x80) || arc > 0xffffffff) {
        throw new DerFault("an object identifier is broken");
      }
      arc = arc * 128 + (byte & 0x7f);
      open = byte >= 0x80;
      if (!open) {
        arcs.push(arc);
        arc = 0;
      }
    }
    const [head] = arcs;
    if (open || head === undefined) {
      throw new DerFault("an object identifier is broken");
    }
    const root = Math.min(2, Math.floor(head / 40));
    return [root, head - root * 40, ...arcs.slice(1)].join(".");
  }

  /** The next value, an integer that is not negative and has at most `most` bytes. */
  unsigned(most: number): Uint8Array {
    const content = this.read(Tag.Integer);
    const [first, second] = content;
    if (first === undefined || first >= 0x80 || (first === 0 && (second ?? 0x80) < 0x80)) {
      throw new DerFault("an integer is negative or padded");
    }
    const digits = first === 0 && content.length > 1 ? content.subarray(1) : content;
    if (digits.length > most) {
      throw new DerFault(`an integer has more than ${most} bytes`);
    }
    return digits;
  }

  /** Refuses bytes that stand behind the last value. */
  end(): void {
    if (this.#at !== this.#bytes.length) {
      throw new DerFault("there are bytes left over");
    }
  }

  #byte(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) {
      throw new DerFault("the bytes end early");
    }
    this.#at += 1;
    return byte;
  }

  #length(): number {
    const first = this.#byte();
    if (first < 0x80) {
      return first;
    }
    const count = first - 0x80;
    if (count === 0 || count > 3) {
      throw new DerFault("a length is indefinite or too long");
    }
    let length = 0;
    for (let digit = 0; digit < count; digit += 1) {
      length = length * 256 + this.#byte();
    }
    if (length < 0x80 || length < 256 ** (count - 1)) {
      throw new DerFault("a length is not in its shortest form");
    }
    return length;
  }
}
