import { HashMD } from "@noble/hashes/_md.js";
import { hmac } from "@noble/hashes/hmac.js";
import { clean, createHasher, rotl } from "@noble/hashes/utils.js";
import type { CHash } from "@noble/hashes/utils.js";
import { toHex } from "./bytes.js";
import type { Hex } from "./bytes.js";

const INITIAL: State = [
  0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e,
];

/** `T_j` rotated by `j`, which is all that a round takes of it. */
const ROUND = Uint32Array.from({ length: 64 }, (_, round) =>
  rotl(round < 16 ? 0x79cc4519 : 0x7a879d8a, round % 32),
);

const WORDS = new Uint32Array(68);

type State = [number, number, number, number, number, number, number, number];

/** The compression function of GB/T 32905 on the Merkle–Damgård frame that SHA-2 uses too. */
class Compression extends HashMD<Compression> {
  private state: State = [...INITIAL];

  constructor() {
    super(64, 32, 8, false);
  }

  protected get(): number[] {
    return this.state;
  }

  protected set(...state: number[]): void {
    this.state = state as State;
  }

  override _cloneInto(to?: Compression): Compression {
    const copy = to ?? new Compression();
    copy.state = [...this.state];
    return this._cloneIntoMeta(copy);
  }

  protected override process(view: DataView, offset: number): void {
    const words = WORDS;
    for (let at = 0; at < 16; at += 1) {
      words[at] = view.getUint32(offset + at * 4, false);
    }
    for (let at = 16; at < 68; at += 1) {
      const mixed = word(words, at - 16) ^ word(words, at - 9) ^ rotl(word(words, at - 3), 15);
      const permuted = mixed ^ rotl(mixed, 15) ^ rotl(mixed, 23);
      words[at] = permuted ^ rotl(word(words, at - 13), 7) ^ word(words, at - 6);
    }
    let [a, b, c, d, e, f, g, h] = this.state;
    for (let round = 0; round < 64; round += 1) {
      const early = round < 16;
      const left = rotl(a, 12);
      const ss1 = rotl((left + e + word(ROUND, round)) | 0, 7);
      const ff = early ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
      const gg = early ? e ^ f ^ g : (e & f) | (~e & g);
      const tt1 = (ff + d + (ss1 ^ left) + (word(words, round) ^ word(words, round + 4))) | 0;
      const tt2 = (gg + h + ss1 + word(words, round)) | 0;
      d = c;
      c = rotl(b, 9);
      b = a;
      a = tt1;
      h = g;
      g = rotl(f, 19);
      f = e;
      e = tt2 ^ rotl(tt2, 9) ^ rotl(tt2, 17);
    }
    const now = [a, b, c, d, e, f, g, h];
    this.state = this.state.map((before, at) => (before ^ (now[at] ?? 0)) | 0) as State;
  }

  protected override roundClean(): void {
    clean(WORDS);
  }

  override destroy(): void {
    this.destroyed = true;
    this.state.fill(0);
    clean(this.buffer);
  }
}

function word(words: Uint32Array, at: number): number {
  return words[at] ?? 0;
}

/** SM3 as a hash of the noble family: for HMAC, PBKDF2 and streams (`sm3Hash.create()`). */
export const sm3Hash: CHash<Compression> = createHasher(() => new Compression());

/**
 * The SM3 digest 杂凑 (GB/T 32905) of bytes: how the chain hashes blocks, transactions, its state and
 * files. 32 bytes.
 */
export function sm3(bytes: Uint8Array): Uint8Array {
  return sm3Hash(bytes);
}

/** As {@link sm3}, `0x` and 64 hexadecimal digits. */
export function sm3Hex(bytes: Uint8Array): Hex {
  return toHex(sm3(bytes));
}

/**
 * HMAC (RFC 2104) over SM3, 32 bytes. A payer reference is `hmacSm3(index key, identity)`.
 */
export function hmacSm3(key: Uint8Array, message: Uint8Array): Uint8Array {
  return hmac(sm3Hash, key, message);
}

/**
 * The SM3 digest of a file, read piece by piece and never sent anywhere.
 *
 * @param file - a `Blob` or `File` of the browser or of Node
 * @param onProgress - hears how many bytes were read
 */
export async function sm3File(file: Blob, onProgress?: (read: number) => void): Promise<Hex> {
  const hash = sm3Hash.create();
  const pieces = file.stream().getReader();
  let read = 0;
  for (;;) {
    const { done, value } = await pieces.read();
    if (done) {
      return toHex(hash.digest());
    }
    hash.update(value);
    read += value.length;
    onProgress?.(read);
  }
}
