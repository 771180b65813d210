import { concat } from "./bytes.js";

/** Bytes of a key, of a block and of an initialization vector. */
export const SM4_BLOCK = 16;

const SBOX = Uint8Array.from(
  (
    "d690e9fecce13db716b614c228fb2c052b679a762abe04c3aa44132649860699" +
    "9c4250f491ef987a33540b43edcfac62e4b31ca9c908e89580df94fa758f3fa6" +
    "4707a7fcf37317ba83593c19e6854fa8686b81b27164da8bf8eb0f4b70569d35" +
    "1e240e5e6358d1a225227c3b01217887d40046579fd327524c3602e7a0c4c89e" +
    "eabf8ad240c738b5a3f7f2cef96115a1e0ae5da49b341a55ad933230f58cb1e3" +
    "1df6e22e8266ca60c02923ab0d534e6fd5db3745defd8e2f03ff6a726d6c5b51" +
    "8d1baf92bbddbc7f11d95c411f105ad80ac13188a5cd7bbd2d74d012b8e5b4b0" +
    "8969974a0c96777e65b9f109c56ec68418f07dec3adc4d2079ee5f3ed7cb3948"
  ).match(/../g) ?? [],
  (digits) => Number.parseInt(digits, 16),
);

const FAMILY_KEY = [0xa3b1bac6, 0x56aa3350, 0x677d9197, 0xb27022dc] as const;

/** Why bytes were not decrypted: their length, or the padding they end in. */
export class Sm4Fault extends Error {
  override readonly name = "Sm4Fault";
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

function substitute(word: number): number {
  const box = (shift: number) => (SBOX[(word >>> shift) & 0xff] ?? 0) << shift;
  return box(24) | box(16) | box(8) | box(0);
}

function roundKeys(key: Uint8Array): Uint32Array {
  const view = new DataView(key.buffer, key.byteOffset, key.byteLength);
  const state = FAMILY_KEY.map((constant, at) => view.getUint32(at * 4) ^ constant);
  const keys = new Uint32Array(32);
  for (let round = 0; round < 32; round += 1) {
    let constant = 0;
    for (let byte = 0; byte < 4; byte += 1) {
      constant = (constant << 8) | (((4 * round + byte) * 7) % 256);
    }
    const [first = 0, second = 0, third = 0, fourth = 0] = state;
    const mixed = substitute(second ^ third ^ fourth ^ constant);
    const next = first ^ mixed ^ rotate(mixed, 13) ^ rotate(mixed, 23);
    state.shift();
    state.push(next);
    keys[round] = next;
  }
  return keys;
}

/**
 * One key of the SM4 block cipher (GB/T 32907), in CBC mode with PKCS#7 padding: what key files are
 * encrypted with.
 *
 * The substitution is a table: how long it takes may tell something of the key to a process that
 * shares the processor's cache.
 */
export class Sm4 {
  readonly #encrypting: Uint32Array;
  readonly #decrypting: Uint32Array;

  /** Expands a key of 16 bytes. */
  constructor(key: Uint8Array) {
    if (key.length !== SM4_BLOCK) {
      throw new RangeError(`key: not ${SM4_BLOCK} bytes but ${key.length}`);
    }
    this.#encrypting = roundKeys(key);
    this.#decrypting = this.#encrypting.slice().reverse();
  }

  /** Encrypts one block of 16 bytes. */
  encryptBlock(block: Uint8Array): Uint8Array {
    return crypt(block, this.#encrypting);
  }

  /** Decrypts one block of 16 bytes. */
  decryptBlock(block: Uint8Array): Uint8Array {
    return crypt(block, this.#decrypting);
  }

  /** Pads and encrypts in CBC mode. */
  encryptCbc(plain: Uint8Array, iv: Uint8Array): Uint8Array {
    const fill = SM4_BLOCK - (plain.length % SM4_BLOCK);
    const padded = concat(plain, new Uint8Array(fill).fill(fill));
    const out = new Uint8Array(padded.length);
    let before = iv;
    for (let at = 0; at < padded.length; at += SM4_BLOCK) {
      before = this.encryptBlock(xor(padded.subarray(at, at + SM4_BLOCK), before));
      out.set(before, at);
    }
    padded.fill(0);
    return out;
  }

  /**
   * Decrypts in CBC mode and takes the padding off.
   *
   * @throws Sm4Fault if the bytes are not whole blocks, or do not end in padding
   */
  decryptCbc(encrypted: Uint8Array, iv: Uint8Array): Uint8Array {
    if (encrypted.length === 0 || encrypted.length % SM4_BLOCK !== 0) {
      throw new Sm4Fault("not whole blocks");
    }
    const out = new Uint8Array(encrypted.length);
    let before = iv;
    for (let at = 0; at < encrypted.length; at += SM4_BLOCK) {
      const block = encrypted.subarray(at, at + SM4_BLOCK);
      out.set(xor(this.decryptBlock(block), before), at);
      before = block;
    }
    const fill = out[out.length - 1] ?? 0;
    const padding = out.subarray(out.length - fill);
    if (fill === 0 || fill > SM4_BLOCK || padding.some((byte) => byte !== fill)) {
      out.fill(0);
      throw new Sm4Fault("the padding is broken");
    }
    return out.subarray(0, out.length - fill);
  }

  /** Overwrites the round keys. */
  destroy(): void {
    this.#encrypting.fill(0);
    this.#decrypting.fill(0);
  }
}

function crypt(block: Uint8Array, keys: Uint32Array): Uint8Array {
  if (block.length !== SM4_BLOCK) {
    throw new RangeError(`block: not ${SM4_BLOCK} bytes but ${block.length}`);
  }
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  let [first, second] = [view.getUint32(0), view.getUint32(4)];
  let [third, fourth] = [view.getUint32(8), view.getUint32(12)];
  for (const key of keys) {
    const mixed = substitute(second ^ third ^ fourth ^ key);
    const linear =
      mixed ^ rotate(mixed, 2) ^ rotate(mixed, 10) ^ rotate(mixed, 18) ^ rotate(mixed, 24);
    [first, second, third, fourth] = [second, third, fourth, first ^ linear];
  }
  const out = new Uint8Array(SM4_BLOCK);
  const write = new DataView(out.buffer);
  write.setUint32(0, fourth);
  write.setUint32(4, third);
  write.setUint32(8, second);
  write.setUint32(12, first);
  return out;
}

function xor(one: Uint8Array, other: Uint8Array): Uint8Array {
  return one.map((byte, at) => byte ^ (other[at] ?? 0));
}
