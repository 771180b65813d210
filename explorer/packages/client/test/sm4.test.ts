import { sm4 as oracle } from "sm-crypto-v2";
import { describe, expect, it } from "vitest";
import { concat, fromHex, Sm4, toHex } from "../src/crypto/index.js";

const KEY = fromHex("0123456789abcdeffedcba9876543210");

describe("SM4", () => {
  it("encrypts the block of GB/T 32907 and back", () => {
    const cipher = new Sm4(KEY);
    const block = cipher.encryptBlock(KEY);
    expect(toHex(block)).toBe("0x681edf34d206965e86b3e94f536e4246");
    expect(cipher.decryptBlock(block)).toEqual(KEY);
  });

  it("encrypts it a million times", { timeout: 120_000 }, () => {
    const cipher = new Sm4(KEY);
    let block = KEY;
    for (let round = 0; round < 1_000_000; round += 1) {
      block = cipher.encryptBlock(block);
    }
    expect(toHex(block)).toBe("0x595298c7c6fd271f0402f804c33d3f66");
  });

  it("gives the key stream of RFC 8998, A.1", () => {
    const cipher = new Sm4(KEY);
    const nonce = fromHex("00001234567800000000abcd");
    const stream = [2, 3].map((counter) =>
      cipher.encryptBlock(concat(nonce, Uint8Array.of(0, 0, 0, counter))),
    );
    const plain = fromHex("aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd");
    const pad = concat(...stream);
    expect(toHex(plain.map((byte, at) => byte ^ (pad[at] ?? 0)))).toBe(
      "0x17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735",
    );
  });

  it("encrypts in CBC mode as another implementation does", () => {
    const iv = fromHex("000102030405060708090a0b0c0d0e0f");
    for (const length of [0, 1, 15, 16, 17, 150]) {
      const plain = Uint8Array.from({ length }, (_, at) => (at * 31) % 256);
      const encrypted = new Sm4(KEY).encryptCbc(plain, iv);
      const expected = oracle.encrypt(plain, KEY, { mode: "cbc", iv, output: "array" });
      expect(encrypted).toEqual(Uint8Array.from(expected));
      expect(new Sm4(KEY).decryptCbc(encrypted, iv)).toEqual(plain);
    }
  });

  it("refuses what is not whole blocks or does not end in padding", () => {
    const cipher = new Sm4(KEY);
    const iv = new Uint8Array(16);
    for (const length of [0, 15, 17]) {
      expect(() => cipher.decryptCbc(new Uint8Array(length), iv)).toThrow("not whole blocks");
    }
    expect(() => cipher.decryptCbc(cipher.encryptBlock(new Uint8Array(16)), iv)).toThrow(
      "the padding is broken",
    );
    expect(() => new Sm4(new Uint8Array(15))).toThrow("key: not 16 bytes but 15");
  });
});
