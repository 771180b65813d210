import { describe, expect, it } from "vitest";
import {
  checkDigest,
  dynamicCodeDigest,
  identityDigest,
  newDynamicCode,
  splitKey,
} from "../src/codes.js";
import {
  concat,
  devKey,
  didBytes,
  didOf,
  fromHex,
  hmacSm3,
  sm3,
  toHex,
  utf8,
} from "../src/crypto/index.js";
import { InputFault } from "../src/faults.js";
import {
  admissionPayload,
  endorsementPayload,
  payerPayload,
  rotationPayload,
} from "../src/payloads.js";

const GENESIS = `0x${"01".repeat(32)}` as const;
const PAYER = `0x${"02".repeat(32)}` as const;
const IDENTITY = `0x${"03".repeat(32)}` as const;
const key = devKey("Hospital").publicKey;
const did = didOf(key);

describe("what keys sign", () => {
  it("has the layout the chain documents", () => {
    const first = admissionPayload(GENESIS, null, key);
    const parts = [utf8("FCPL/admit/1"), fromHex(GENESIS), didBytes(did)];
    expect(toHex(first)).toBe(toHex(concat(...parts, Uint8Array.of(0), key)));
    const child = admissionPayload(GENESIS, 7, key);
    expect(toHex(child)).toBe(toHex(concat(...parts, Uint8Array.of(1, 7, 0, 0, 0), key)));
    expect([first.length, child.length]).toEqual([100, 104]);
    expect(rotationPayload(GENESIS, did, 2, key)).toHaveLength(103);
    expect(toHex(rotationPayload(GENESIS, did, 2, key)).slice(2)).toBe(
      [utf8("FCPL/rekey/1"), fromHex(GENESIS), didBytes(did), Uint8Array.of(2, 0, 0, 0), key]
        .map((part) => toHex(part).slice(2))
        .join(""),
    );
    expect(payerPayload(GENESIS, did, PAYER, 7)).toHaveLength(102);
  });

  it.each([
    ["organisation", [0], 124],
    [{ account: "operator" }, [1, 0], 125],
    [{ account: { scene: 4 } }, [1, 1, 4, 0, 0, 0], 129],
  ] as const)("endorses %j", (kind, encoded, length) => {
    const terms = {
      parent: 7,
      kind,
      key,
      roles: ["issuer" as const],
      identity: IDENTITY,
      expires: 9,
    };
    const expected = concat(
      utf8("FCPL/child/2"),
      fromHex(GENESIS),
      Uint8Array.of(7, 0, 0, 0),
      Uint8Array.from(encoded),
      key,
      Uint8Array.of(2, 0),
      fromHex(IDENTITY),
      Uint8Array.of(9, 0, 0, 0, 0, 0, 0, 0),
    );
    const payload = endorsementPayload(GENESIS, terms);
    expect(toHex(payload)).toBe(toHex(expected));
    expect(payload).toHaveLength(length);
  });
});

describe("what the chain keeps instead of a secret", () => {
  it("of a check code is half a digest under its bill", () => {
    const input = concat(
      utf8("fiscalchain/check-code"),
      fromHex("310601260000000001"),
      utf8("a1B2c3"),
    );
    const digest = checkDigest("31060126-0000000001", "a1B2c3");
    expect(digest).toBe(toHex(sm3(input).subarray(0, 16)));
    expect(digest).not.toBe(checkDigest("31060126-0000000002", "a1B2c3"));
    for (const code of ["", "12345", "1234567", "12345é", "12 456"]) {
      expect(() => checkDigest("31060126-0000000001", code)).toThrow(/^checkCode: /);
    }
  });

  it("of an identity is keyed, and blind to case and white space", () => {
    const index = utf8("sixteen bytes ok");
    const digest = identityDigest(" 31010119900307123x ", index);
    expect(digest).toBe(toHex(hmacSm3(index, utf8("31010119900307123X"))));
    expect(() => identityDigest("x", index.subarray(1))).toThrow(/^indexKey: /);
    expect(() => identityDigest("  ", index)).toThrow(/^identity: /);
  });

  it("of a dynamic code is a digest of its own kind", () => {
    const code = newDynamicCode();
    expect(code).toMatch(/^[0-9a-f]{32}$/);
    expect(newDynamicCode()).not.toBe(code);
    expect(dynamicCodeDigest(code)).toBe(
      toHex(sm3(concat(utf8("fiscalchain/dynamic-code"), utf8(code)))),
    );
  });
});

describe("the key of a bill", () => {
  it("is a code and a number", () => {
    expect(splitKey("31060126-0000000001")).toEqual(["31060126", "0000000001"]);
    for (const text of [
      "",
      "31060126",
      "31060126-1",
      "3106012-00000000001",
      "31060126-000000000１",
    ]) {
      expect(() => splitKey(text), text).toThrow(InputFault);
    }
  });
});
