import {
  checkAddress,
  decodeAddress as decodeOf,
  encodeAddress as encodeOf,
} from "@polkadot/util-crypto";
import { describe, expect, it } from "vitest";
import {
  accountOf,
  decodeAddress,
  devKey,
  didBytes,
  didOf,
  encodeAddress,
  fromHex,
  sm3,
  toHex,
} from "../src/crypto/index.js";
import { vector } from "./repository.js";

const TABLE = [
  ...vector("runtime/src/genesis_presets/dev_keys.rs").matchAll(/\("([^"]+)", "(\w{66})"\)/g),
];

describe("a development key", () => {
  it("is the one of the chain's table", () => {
    expect(TABLE.length).toBeGreaterThan(30);
    for (const [, name = "", key] of TABLE) {
      expect(devKey(name).publicHex, name).toBe(`0x${key}`);
    }
  });
});

describe("an account", () => {
  it("is the SM3 of the compressed key", () => {
    const key = devKey("Hospital");
    expect(toHex(accountOf(key.publicKey))).toBe(toHex(sm3(key.publicKey)));
    expect(toHex(key.accountId)).toBe(toHex(sm3(key.publicKey)));
  });

  it("is written as every SS58 library writes it", () => {
    for (const [, name = ""] of TABLE) {
      const key = devKey(name);
      expect(key.address).toBe(encodeOf(key.accountId, 42));
      expect(toHex(decodeAddress(key.address))).toBe(toHex(decodeOf(key.address)));
      expect(checkAddress(key.address, 42)).toEqual([true, null]);
    }
  });

  it("is read under any prefix, and as hexadecimal digits", () => {
    const account = devKey("Finance").accountId;
    for (const prefix of [0, 2, 42, 63, 64, 255, 16_383]) {
      expect(toHex(decodeAddress(encodeOf(account, prefix)))).toBe(toHex(account));
    }
    expect(toHex(decodeAddress(toHex(account)))).toBe(toHex(account));
    expect(encodeAddress(account, 0)).toBe(encodeOf(account, 0));
  });

  it("is not read from anything else", () => {
    const good = devKey("Finance").address;
    const wrong = good.replace(/.$/, (last) => (last === "1" ? "2" : "1"));
    for (const text of [
      "",
      "0x",
      "0x12",
      wrong,
      good.slice(1),
      `${good}1`,
      "l".repeat(48),
      "1".repeat(400),
    ]) {
      expect(() => decodeAddress(text), text).toThrow(RangeError);
    }
    expect(() => encodeAddress(new Uint8Array(31))).toThrow(/32 bytes/);
    expect(() => encodeAddress(new Uint8Array(32), 64)).toThrow(/prefix/);
  });
});

describe("a DID", () => {
  it("is the one the chain gives whoever is admitted with the key", () => {
    // `fiscal key show` of the development key.
    const did = didOf(devKey("bench-holder").publicKey);
    expect(did).toBe("did:cpl:ZE2jtvQpRFxa8WgUB2AdaBASFf7c7a");
    expect(toHex(didBytes(did))).toBe(toHex(sm3(devKey("bench-holder").publicKey).subarray(0, 22)));
  });

  it("is not read from anything else", () => {
    for (const text of [
      "",
      "did:cpl:",
      "did:web:example",
      "did:cpl:0OIl",
      "did:cpl:11",
      `did:cpl:${"z".repeat(40)}`,
    ]) {
      expect(() => didBytes(text), text).toThrow(RangeError);
    }
    expect(() => didOf(fromHex("0x00"))).not.toThrow();
  });
});
