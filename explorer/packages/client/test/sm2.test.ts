import { sm2 as oracle } from "sm-crypto-v2";
import { describe, expect, it } from "vitest";
import {
  accountOf,
  compress,
  concat,
  devKey,
  fromHex,
  publicKeyFromPem,
  publicKeyToPem,
  signatureFromDer,
  signatureToDer,
  Sm2Key,
  sm2Verify,
  sm3,
  toHex,
  utf8,
} from "../src/crypto/index.js";
import { vector } from "./repository.js";

// GB/T 32918.5, A.2.
const SECRET = "3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8";
const X = "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020";
const Y = "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13";
const R = "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3";
const S = "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa";
const N = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;
const MESSAGE = utf8("message digest");
const SIGNATURE = fromHex(R + S);

const scalar = (value: bigint) => fromHex(value.toString(16).padStart(64, "0"));

describe("SM2", () => {
  it("has the key of the standard, compressed because y is odd", () => {
    const key = Sm2Key.fromSecret(SECRET);
    expect(key.publicHex).toBe(`0x03${X}`);
    expect(compress(fromHex(`04${X}${Y}`))).toEqual(key.publicKey);
    expect(key.accountId).toEqual(sm3(key.publicKey));
  });

  it("verifies the signature of the standard under the default identifier", () => {
    const key = Sm2Key.fromSecret(SECRET);
    expect(sm2Verify(key.publicKey, MESSAGE, SIGNATURE)).toBe(true);
    expect(sm2Verify(fromHex(`04${X}${Y}`), MESSAGE, SIGNATURE)).toBe(true);
    expect(sm2Verify(key.publicKey, utf8("message digesT"), SIGNATURE)).toBe(false);
    expect(signatureFromDer(signatureToDer(SIGNATURE))).toEqual(SIGNATURE);
  });

  it("verifies the root certificate of the National Radio Certificate Authority", () => {
    const signed = fromHex(vector("primitives/sm-crypto/tests/data/nrcac-root-tbs.hex"));
    const publicKey = fromHex(
      "0430f09c6baa6681c721b137f652705e2fdaeda789f0fa2b64d4aceb99b9eaa34e" +
        "655309309562bee0e22bb45740aa745357b43dbf586d92fe364ec22eb73775db",
    );
    const signature = signatureFromDer(
      fromHex(
        "304502201b56d22de397a77a01f07edbe775be08a38f9763e49e6584abf94c86d9f6e479" +
          "022100da1c3816c5616d9c2ac18c7d7afd6dc4ce7eff53f563a39c48a43a22561b0bc2",
      ),
    );
    expect(sm2Verify(publicKey, signed, signature)).toBe(true);
  });

  it("signs as the chain's own tools do, bit for bit", () => {
    // What a holder signed when these vectors were made: the signed part and r‖s of each.
    const lines = vector("pallets/vc-authorization/vectors/grants.txt").split("\n");
    const [holder = ""] = vector("pallets/vc-authorization/vectors/keys.txt").split("\n");
    const key = devKey("bench-holder");
    expect(lines.length).toBe(5);
    for (const line of lines) {
      const at = line.lastIndexOf(".");
      const signature = Uint8Array.from(Buffer.from(line.slice(at + 1), "base64url"));
      expect(sm2Verify(fromHex(holder), utf8(line.slice(0, at)), signature)).toBe(true);
      expect(key?.sign(utf8(line.slice(0, at)))).toEqual(signature);
    }
  });

  it("signs the same message in the same way and other messages otherwise", () => {
    const key = devKey("Hospital");
    expect(key.sign(MESSAGE)).toEqual(key.sign(MESSAGE));
    expect(key.sign(MESSAGE)).not.toEqual(key.sign(utf8("another")));
  });

  it("signs what another implementation verifies, and the other way round", () => {
    for (let round = 0; round < 8; round += 1) {
      const key = Sm2Key.generate();
      const message = utf8(`message ${round}`);
      const publicHex = toHex(key.publicKey).slice(2);
      const options = { hash: true, userId: "1234567812345678" };
      const signature = toHex(key.sign(message)).slice(2);
      expect(oracle.doVerifySignature(message, signature, publicHex, options)).toBe(true);
      const pair = oracle.generateKeyPairHex();
      const theirs = oracle.doSignature(message, pair.privateKey, {
        ...options,
        publicKey: pair.publicKey,
      });
      expect(sm2Verify(fromHex(pair.publicKey), message, fromHex(theirs))).toBe(true);
    }
  });

  it("finds nothing valid in what is no signature or no key", () => {
    const { publicKey } = Sm2Key.fromSecret(SECRET);
    const halves = [SIGNATURE.subarray(0, 32), SIGNATURE.subarray(32)] as const;
    const zero = new Uint8Array(32);
    const order = scalar(N);
    for (const signature of [
      concat(zero, halves[1]),
      concat(halves[0], zero),
      concat(order, halves[1]),
      concat(halves[0], order),
      concat(scalar(5n), scalar(N - 5n)),
      SIGNATURE.subarray(1),
      concat(SIGNATURE, zero),
    ]) {
      expect(sm2Verify(publicKey, MESSAGE, signature)).toBe(false);
    }
    for (const bit of [0, 7, 200, 511]) {
      const altered = SIGNATURE.slice();
      altered[bit >> 3] = (altered[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(sm2Verify(publicKey, MESSAGE, altered), `bit ${bit}`).toBe(false);
    }
    for (const key of [
      new Uint8Array(33),
      fromHex(`05${X}`),
      fromHex(`02${"ff".repeat(32)}`),
      fromHex(`04${X}${X}`),
      fromHex(`02${X}${Y}`),
      new Uint8Array(),
    ]) {
      expect(sm2Verify(key, MESSAGE, SIGNATURE)).toBe(false);
      expect(() => compress(key)).toThrow(/^public key: /);
    }
  });

  it("refuses the signature that leads to the point at infinity", () => {
    const secret = new Uint8Array(32).fill(7);
    const key = Sm2Key.fromSecret(secret);
    const d = BigInt(toHex(secret));
    const mod = (value: bigint) => ((value % N) + N) % N;
    const power = (base: bigint, exponent: bigint): bigint => {
      let [result, square, rest] = [1n, mod(base), exponent];
      for (; rest > 0n; rest >>= 1n) {
        result = rest & 1n ? mod(result * square) : result;
        square = mod(square * square);
      }
      return result;
    };
    for (const r of [1n, 2n, 99n]) {
      const s = mod(-r * d * power(d + 1n, N - 2n));
      expect(sm2Verify(key.publicKey, MESSAGE, concat(scalar(r), scalar(s)))).toBe(false);
    }
  });
});

describe("a key", () => {
  it("is a number between 1 and n-2", () => {
    for (const bad of [0n, N - 1n, N, N + 1n]) {
      expect(() => Sm2Key.fromSecret(scalar(bad)), bad.toString(16)).toThrow(/^secret key: /);
    }
    expect(() => Sm2Key.fromSecret(new Uint8Array(31).fill(1))).toThrow(/^secret key: /);
    expect(() => Sm2Key.fromSecret("0x01")).toThrow(/^secret key: /);
    for (const good of [1n, N - 2n]) {
      const key = Sm2Key.fromSecret(scalar(good));
      expect(sm2Verify(key.publicKey, MESSAGE, key.sign(MESSAGE))).toBe(true);
    }
  });

  it("signs no more once it is closed, and never shows its secret", () => {
    const key = Sm2Key.fromSecret(SECRET);
    expect(JSON.stringify(key)).toBe(`{"publicKey":"0x03${X}"}`);
    expect(`${String(key)}${Object.keys(key).join()}`).not.toContain(SECRET.slice(0, 8));
    key.destroy();
    expect(() => key.sign(MESSAGE)).toThrow("the key was closed");
    expect(() => key.toPkcs8()).toThrow("the key was closed");
  });

  it("is not changed by its caller", () => {
    const secret = fromHex(SECRET);
    const key = Sm2Key.fromSecret(secret);
    secret.fill(1);
    expect(sm2Verify(key.publicKey, MESSAGE, key.sign(MESSAGE))).toBe(true);
  });

  it("is written in PKCS#8 and read back, and other structures are refused", () => {
    const key = devKey("key file");
    const plain = key.toPkcs8();
    expect(Sm2Key.fromPkcs8(plain).publicKey).toEqual(key.publicKey);
    for (let at = 0; at < plain.length; at += 1) {
      const damaged = plain.slice();
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      expect(() => Sm2Key.fromPkcs8(damaged), `byte ${at}`).toThrow("not one SM2 key in PKCS#8");
    }
    expect(() => Sm2Key.fromPkcs8(concat(plain, Uint8Array.of(0)))).toThrow();
    expect(() => Sm2Key.fromPkcs8(plain.subarray(0, 100))).toThrow();
    const other = fromHex(vector("primitives/sm-crypto/tests/data/p256-pkcs8.hex"));
    expect(() => Sm2Key.fromPkcs8(other)).toThrow("not one SM2 key in PKCS#8");
  });

  it("has a public form that GmSSL and the node write too", () => {
    const pem = vector("primitives/sm-crypto/tests/data/gmssl-java.pub");
    const publicKey = publicKeyFromPem(pem);
    expect(publicKeyToPem(publicKey).trim()).toBe(pem);
    for (const bad of [
      "",
      pem.replace(/PUBLIC/g, "PRIVATE"),
      pem.replace("A", "B"),
      `${pem}\n${pem}`,
    ]) {
      expect(() => publicKeyFromPem(bad)).toThrow("not one SM2 public key in PEM");
    }
  });
});

describe("development keys", () => {
  it("are those of the Rust side", () => {
    for (const [name, publicHex] of [
      ["Finance", "0x02fa1def6a700d7fbdfb64bbdea5c631e707646d43c2cd5ea0437a36a3a5805591"],
      ["Medicare", "0x0221f0e083c85c10cf6f6d79dbed391f7b2a179dfa11d14a86a714f0ae97b6af65"],
      ["Hospital", "0x03dd93f120a73a2009fc95afbaae0687cf100a829e6a8f003e168e8bfbf12c3f24"],
      ["Insurer-01", "0x03296085f16dc21f0c555f29fe4a719e0a25606b95958805af1763e2f9a240d253"],
    ] as const) {
      expect(devKey(name).publicHex, name).toBe(publicHex);
    }
  });

  it("belong to accounts that are SM3 of the key", () => {
    const key = devKey("Hospital");
    expect(key.accountId).toEqual(accountOf(key.publicKey));
    expect(key.accountId).toHaveLength(32);
  });
});
