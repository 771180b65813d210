import type { GenericSignerPayload } from "@polkadot/types";
import type { MortalEra } from "@polkadot/types/interfaces";
import { blake2AsU8a } from "@polkadot/util-crypto";
import { describe, expect, it } from "vitest";
import { Runtime } from "../src/chain/runtime.js";
import { externalSigner, signer } from "../src/chain/signer.js";
import {
  checkExtensions,
  LIFETIME,
  signedBytes,
  signTransaction,
} from "../src/chain/transaction.js";
import type { SigningContext } from "../src/chain/transaction.js";
import {
  accountOf,
  concat,
  devKey,
  fromHex,
  sm2Verify,
  sm3Hex,
  toHex,
} from "../src/crypto/index.js";
import { FiscalFault, RuntimeMismatch } from "../src/faults.js";
import { ScaleReader } from "../src/scale/reader.js";
import { metadataBytes, registryOf } from "./runtime.js";

const registry = registryOf(metadataBytes());
const runtime = new Runtime(registry);
const hospital = devKey("Hospital");
const context: SigningContext = {
  genesis: `0x${"09".repeat(32)}`,
  specVersion: 101,
  transactionVersion: 3,
  extensions: runtime.extensions,
  head: { number: 1_000, hash: `0x${"03".repeat(32)}` },
};

function remark(length: number): Uint8Array {
  const remark = toHex(new Uint8Array(length).fill(7));
  return runtime.encodeCall({ pallet: "System", call: "remark", args: { remark } });
}

/** The same transaction as `@polkadot/types` makes it. */
async function ofPolkadot(call: Uint8Array, nonce: number): Promise<string> {
  const method = registry.createType("Call", call);
  const extrinsic = registry.createType("Extrinsic", { method }, { version: 4 });
  const payload = registry.createType<GenericSignerPayload>("SignerPayload", {
    address: hospital.address,
    blockHash: context.head.hash,
    blockNumber: context.head.number,
    era: registry.createType("ExtrinsicEra", { current: context.head.number, period: LIFETIME }),
    genesisHash: context.genesis,
    method,
    nonce,
    runtimeVersion: {
      specVersion: context.specVersion,
      transactionVersion: context.transactionVersion,
    },
    signedExtensions: runtime.extensions,
    version: 4,
  });
  const { data } = payload.toRaw();
  const result = await signer(hospital).signRaw?.({
    address: hospital.address,
    data,
    type: "payload",
  });
  extrinsic.addSignature(hospital.address, result?.signature ?? "0x", payload.toPayload());
  expect(extrinsic.isSigned).toBe(true);
  return extrinsic.toHex();
}

describe("a signed transaction", () => {
  it.each([3, 400])("is the one polkadot.js makes, of a call of %i bytes", async (length) => {
    const call = remark(length);
    const transaction = await signTransaction(call, hospital, 41, context);
    expect(transaction.hex).toBe(await ofPolkadot(call, 41));
    expect(transaction).toMatchObject({ nonce: 41, madeAt: 1_000, dies: 1_000 + LIFETIME });
    expect(transaction.hash).toBe(sm3Hex(fromHex(transaction.hex)));
  });

  it.each([3, 400])("is what the runtime takes apart, of a call of %i bytes", async (length) => {
    const call = remark(length);
    const { hex } = await signTransaction(call, hospital, 41, context);
    const reader = new ScaleReader(fromHex(hex));
    const body = reader.bytes();
    reader.end();
    expect(body[0]).toBe(0x84);
    expect(body[1]).toBe(0);
    expect(toHex(body.subarray(2, 34))).toBe(toHex(accountOf(hospital.publicKey)));
    const [publicKey, signature] = [body.subarray(34, 67), body.subarray(67, 131)];
    expect(toHex(publicKey)).toBe(hospital.publicHex);
    // Era and nonce, then the call to the end.
    const extra = body.subarray(131, 134);
    expect(toHex(body.subarray(134))).toBe(toHex(call));
    const implicit = concat(
      Uint8Array.of(101, 0, 0, 0, 3, 0, 0, 0),
      fromHex(context.genesis),
      fromHex(context.head.hash),
    );
    const payload = concat(call, extra, implicit);
    const signed = payload.length > 256 ? blake2AsU8a(payload, 256) : payload;
    expect(sm2Verify(publicKey, signed, signature)).toBe(true);
    expect(toHex(signedBytes(payload))).toBe(toHex(signed));
  });

  it("is the same for the same call and nonce, and another for another", async () => {
    const sign = (nonce: number) => signTransaction(remark(4), hospital, nonce, context);
    expect(await sign(1)).toEqual(await sign(1));
    expect((await sign(1)).hash).not.toBe((await sign(2)).hash);
  });

  it("lives from any block on for as long", async () => {
    for (const number of [0, 1, 1_023, 1_024, 4_294_000_000]) {
      const head = { ...context.head, number };
      const { hex, dies } = await signTransaction(remark(3), hospital, 0, { ...context, head });
      const era = registry.createType<MortalEra>("MortalEra", fromHex(hex).subarray(133, 135));
      expect([era.birth(number), era.death(number)]).toEqual([number, dies]);
    }
  });

  it("is not made for a runtime with other parts", async () => {
    for (const extensions of [
      runtime.extensions.slice(1),
      [...runtime.extensions, "ChargeTransactionPayment"],
      runtime.extensions.map((name) => (name === "ChargeQuota" ? "Another" : name)),
    ]) {
      const made = signTransaction(remark(3), hospital, 0, { ...context, extensions });
      await expect(made).rejects.toBeInstanceOf(RuntimeMismatch);
    }
    expect(() => checkExtensions(runtime.extensions)).not.toThrow();
  });
});

describe("a signer that is elsewhere", () => {
  it("signs what a key in memory signs", async () => {
    const elsewhere = externalSigner(hospital.publicKey, async (message) => hospital.sign(message));
    expect(await signTransaction(remark(3), elsewhere, 7, context)).toEqual(
      await signTransaction(remark(3), hospital, 7, context),
    );
  });

  it("is blamed when it does not sign, or signs something short", async () => {
    const fails = externalSigner(hospital.publicKey, async () => {
      throw new Error("the device is locked");
    });
    const locked = await signTransaction(remark(3), fails, 7, context).catch((one: unknown) => one);
    expect(locked).toBeInstanceOf(FiscalFault);
    expect(locked).toMatchObject({ kind: "key", message: "key: the device is locked" });
    const short = externalSigner(hospital.publicKey, async () => new Uint8Array(63));
    await expect(signTransaction(remark(3), short, 7, context)).rejects.toMatchObject({
      kind: "key",
    });
  });
});
