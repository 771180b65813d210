import { sm3 as oracle } from "sm-crypto-v2";
import { describe, expect, it } from "vitest";
import {
  fromHex,
  hmacSm3,
  sm3,
  sm3File,
  sm3Hash,
  sm3Hex,
  toHex,
  utf8,
} from "../src/crypto/index.js";

const counting = (last: number) => Uint8Array.from({ length: last }, (_, at) => at + 1);
const noise = (length: number) => Uint8Array.from({ length }, (_, at) => (at * 167 + 13) % 256);

describe("SM3", () => {
  it("gives the digests of GB/T 32905", () => {
    expect(sm3Hex(utf8("abc"))).toBe(
      "0x66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
    );
    expect(sm3Hex(utf8("abcd".repeat(16)))).toBe(
      "0xdebe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732",
    );
  });

  it("agrees with another implementation at every length around the blocks", () => {
    for (let length = 0; length < 200; length += 1) {
      expect(toHex(sm3(noise(length))), `${length} bytes`).toBe(`0x${oracle(noise(length))}`);
    }
  });

  it("hashes a stream as it hashes the whole", () => {
    const whole = noise(1_000);
    for (const size of [1, 63, 64, 65, 999]) {
      const hash = sm3Hash.create();
      for (let at = 0; at < whole.length; at += size) {
        hash.update(whole.subarray(at, at + size));
      }
      expect(hash.digest()).toEqual(sm3(whole));
    }
  });

  it("goes on from a clone without touching the original", () => {
    const hash = sm3Hash.create().update(utf8("ab"));
    const clone = hash.clone();
    clone.update(utf8("x"));
    expect(hash.update(utf8("c")).digest()).toEqual(sm3(utf8("abc")));
    expect(clone.digest()).toEqual(sm3(utf8("abx")));
  });

  it("hashes a file and tells how far it is", async () => {
    const bytes = noise(300_000);
    let read = 0;
    expect(await sm3File(new Blob([bytes]), (count) => (read = count))).toBe(sm3Hex(bytes));
    expect(read).toBe(bytes.length);
  });
});

describe("HMAC-SM3", () => {
  it("gives the codes of GM/T 0042", () => {
    const alphabet = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".repeat(2);
    for (const [key, message, code] of [
      [
        counting(0x20),
        utf8(alphabet),
        "0xca05e144ed05d1857840d1f318a4a8669e559fc8391f414485bfdf7bb408963a",
      ],
      [
        counting(0x25),
        new Uint8Array(50).fill(0xcd),
        "0x220bf579ded555393f0159f66c99877822a3ecf610d1552154b41d44b94db3ae",
      ],
      [
        new Uint8Array(32).fill(0x0b),
        utf8("Hi There"),
        "0xc0ba18c68b90c88bc07de794bfc7d2c8d19ec31ed8773bc2b390c9604e0be11e",
      ],
      [
        utf8("Jefe"),
        utf8("what do ya want for nothing?"),
        "0x2e87f1d16862e6d964b50a5200bf2b10b764faa9680a296a2405f24bec39f882",
      ],
    ] as const) {
      expect(toHex(hmacSm3(key, message))).toBe(code);
    }
  });

  it("hashes keys longer than a block", () => {
    const long = new Uint8Array(65).fill(0x5a);
    expect(hmacSm3(long, utf8("message"))).toEqual(hmacSm3(sm3(long), utf8("message")));
  });
});

describe("hexadecimal text", () => {
  it("is read with and without 0x and in no other form", () => {
    expect(fromHex("0x01aB")).toEqual(Uint8Array.of(1, 0xab));
    expect(fromHex("01ab", 2)).toEqual(Uint8Array.of(1, 0xab));
    for (const bad of ["0x1", "zz", "0x 1", "１２", "0x0x"]) {
      expect(() => fromHex(bad, undefined, "digest"), bad).toThrow(/^digest: /);
    }
    expect(() => fromHex("0x01", 2, "digest")).toThrow("digest: not 2 bytes but 1");
  });
});
