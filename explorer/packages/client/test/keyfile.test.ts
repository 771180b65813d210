import { describe, expect, it } from "vitest";
import {
  devKey,
  KeyFileFault,
  MAX_FILE_LENGTH,
  openKeyFile,
  publicKeyFromPem,
  sealKeyFile,
  utf8,
} from "../src/crypto/index.js";
import { der, derInteger, derObjectId, Tag } from "../src/crypto/der.js";
import { fromPem, toPem } from "../src/crypto/pem.js";
import { vector } from "./repository.js";

const PASSWORD = "correct horse 电池";

async function faultOf(text: string, password: string = PASSWORD): Promise<KeyFileFault> {
  const outcome = await openKeyFile(text, password).catch((fault: unknown) => fault);
  expect(outcome).toBeInstanceOf(KeyFileFault);
  return outcome as KeyFileFault;
}

interface Parts {
  scheme: string;
  kdf: string;
  salt: Uint8Array;
  iterations: Uint8Array;
  keyBytes: Uint8Array;
  prf: Uint8Array;
  cipher: string;
  iv: Uint8Array;
  encrypted: Uint8Array;
}

const NONE = new Uint8Array();
const GOOD: Parts = {
  scheme: "1.2.840.113549.1.5.13",
  kdf: "1.2.840.113549.1.5.12",
  salt: der(Tag.OctetString, new Uint8Array(16).fill(7)),
  iterations: derInteger(Uint8Array.of(1)),
  keyBytes: derInteger(Uint8Array.of(16)),
  prf: der(Tag.Sequence, derObjectId("1.2.156.10197.1.401.2")),
  cipher: "1.2.156.10197.1.104.2",
  iv: der(Tag.OctetString, new Uint8Array(16).fill(9)),
  encrypted: der(Tag.OctetString, new Uint8Array(160).fill(1)),
};

/** A key file put together from parts, some of them wrong. */
function file(change: Partial<Parts>): string {
  const parts = { ...GOOD, ...change };
  const settings = der(Tag.Sequence, parts.salt, parts.iterations, parts.keyBytes, parts.prf);
  const kdf = der(Tag.Sequence, derObjectId(parts.kdf), settings);
  const cipher = der(Tag.Sequence, derObjectId(parts.cipher), parts.iv);
  const scheme = der(Tag.Sequence, derObjectId(parts.scheme), der(Tag.Sequence, kdf, cipher));
  return toPem("ENCRYPTED PRIVATE KEY", der(Tag.Sequence, scheme, parts.encrypted));
}

describe("key files", () => {
  it("are written and read back", async () => {
    const key = devKey("key file");
    const text = await sealKeyFile(key, PASSWORD);
    expect(text).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY-----\n/);
    const opened = await openKeyFile(text, PASSWORD);
    expect(opened.publicKey).toEqual(key.publicKey);
    expect(opened.sign(utf8("vote"))).toEqual(key.sign(utf8("vote")));
    expect((await openKeyFile(text.replace(/\n/g, "\r\n"), PASSWORD)).address).toBe(key.address);
  });

  it("of GmSSL are opened", async () => {
    for (const [name, password] of [
      ["gmssl-python", "password"],
      ["gmssl-java", "Password"],
    ] as const) {
      const folder = "primitives/sm-crypto/tests/data";
      const key = await openKeyFile(vector(`${folder}/${name}.pem`), password);
      expect(key.publicKey).toEqual(publicKeyFromPem(vector(`${folder}/${name}.pub`)));
      const fault = await faultOf(vector(`${folder}/${name}.pem`), "PASSWORD");
      expect(fault.code).toBe("wrongPassword");
    }
  });

  it("have the same algorithms in the same places as those of GmSSL", async () => {
    const theirs = fromPem(vector("primitives/sm-crypto/tests/data/gmssl-python.pem"))?.der;
    const ours = fromPem(await sealKeyFile(devKey("key file"), PASSWORD))?.der;
    for (const [from, to] of [
      [0, 36],
      [52, 87],
      [103, 106],
    ]) {
      expect(ours?.subarray(from, to)).toEqual(theirs?.subarray(from, to));
    }
  });

  it("have a new salt and vector each time", async () => {
    const write = () => sealKeyFile(devKey("key file"), PASSWORD, 1);
    expect(await write()).not.toBe(await write());
  });

  it("do not open with another password", async () => {
    const text = await sealKeyFile(devKey("key file"), PASSWORD, 1);
    // One in 256 wrong keys leaves valid padding; none may leave a key.
    for (let attempt = 0; attempt < 600; attempt += 1) {
      expect((await faultOf(text, `wrong ${attempt}`)).code).toBe("wrongPassword");
    }
  });

  it("do not open when a byte is damaged", async () => {
    const key = devKey("key file");
    const whole = fromPem(await sealKeyFile(key, PASSWORD, 1))?.der ?? NONE;
    let opened = 0;
    for (let at = 0; at < whole.length; at += 1) {
      const damaged = whole.slice();
      damaged[at] = (damaged[at] ?? 0) ^ 0x10;
      const text = toPem("ENCRYPTED PRIVATE KEY", damaged);
      const outcome = await openKeyFile(text, PASSWORD).catch(() => undefined);
      if (outcome) {
        expect(outcome.publicKey, `byte ${at}`).toEqual(key.publicKey);
        opened += 1;
      }
    }
    expect(opened).toBeLessThan(2);
  });

  it("of other algorithms are refused by name", async () => {
    expect((await faultOf(file({}))).code).toBe("wrongPassword");
    for (const [change, name] of [
      [{ kdf: "1.3.6.1.4.1.11591.4.11" }, "1.3.6.1.4.1.11591.4.11"],
      [{ prf: der(Tag.Sequence, derObjectId("1.2.840.113549.2.9")) }, "1.2.840.113549.2.9"],
      [{ cipher: "2.16.840.1.101.3.4.1.42" }, "2.16.840.1.101.3.4.1.42"],
      [{ scheme: "1.2.840.113549.1.5.3" }, "1.2.840.113549.1.5.3"],
      [{ prf: NONE }, "HMAC-SHA1"],
    ] as const) {
      const fault = await faultOf(file(change));
      expect(fault.code).toBe("unsupported");
      expect(fault.message).toContain(name);
    }
  });

  it("that are broken are refused", async () => {
    const octets = (length: number) => der(Tag.OctetString, new Uint8Array(length).fill(7));
    const prf = (extra: Uint8Array) =>
      der(Tag.Sequence, derObjectId("1.2.156.10197.1.401.2"), extra);
    for (const change of [
      { salt: octets(0) },
      { salt: octets(65) },
      { salt: NONE },
      { keyBytes: derInteger(Uint8Array.of(32)) },
      { prf: prf(octets(1)) },
      { iv: octets(15) },
      { iv: octets(17) },
      { iv: NONE },
      { encrypted: NONE },
      { iterations: derInteger(Uint8Array.of(0)) },
      { iterations: der(Tag.Integer, Uint8Array.of(0xff)) },
      { iterations: der(Tag.Integer, Uint8Array.of(0, 1)) },
    ]) {
      expect((await faultOf(file(change))).code, JSON.stringify(change)).toBe("malformed");
    }
    for (const change of [{ keyBytes: NONE }, { prf: prf(der(Tag.Null)) }]) {
      expect((await faultOf(file(change))).code).toBe("wrongPassword");
    }
    for (const length of [0, 15, 161]) {
      expect((await faultOf(file({ encrypted: octets(length) }))).code).toBe("wrongPassword");
    }
  });

  it("ask for a bounded number of iterations", async () => {
    for (const digits of [[0x98, 0x96, 0x81], [0x7f, 0xff, 0xff, 0xff], new Array(8).fill(0xff)]) {
      const iterations = derInteger(Uint8Array.from(digits as number[]));
      expect((await faultOf(file({ iterations }))).code).toBe("maxIterationsExceeded");
    }
    for (const iterations of [0, -1, 1.5, 10_000_001]) {
      await expect(sealKeyFile(devKey("a"), PASSWORD, iterations)).rejects.toThrow(/^iterations: /);
    }
  });

  it("are told from other text", async () => {
    const text = await sealKeyFile(devKey("key file"), PASSWORD, 1);
    const publicPem = vector("primitives/sm-crypto/tests/data/gmssl-java.pub");
    for (const other of ["", "-----BEGIN", "key", publicPem, text + text]) {
      expect((await faultOf(other)).code).toBe("malformed");
    }
    expect((await faultOf(text + " ".repeat(MAX_FILE_LENGTH))).code).toBe("maxSizeExceeded");
  });
});
