import { existsSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ChainClient, connectChain, eventOf, isEvent } from "../src/chain/client.js";
import { signer } from "../src/chain/signer.js";
import { devKey, sm3, toHex, utf8 } from "../src/crypto/index.js";
import { FailedFault, InputFault, RefusedFault } from "../src/faults.js";
import type { BillEntry } from "../src/types/index.js";
import { LocalChain, metadataOf } from "./chain.js";
import { RuntimeHost } from "./host.js";
import { metadataBytes } from "./runtime.js";

const WASM = process.env.FISCAL_RUNTIME_WASM ?? "";

/** A bill of the development chain's hospital. */
function entry(number: number, change: Partial<BillEntry> = {}): BillEntry {
  const digest = (what: string) => toHex(sm3(utf8(`${what} ${number}`)));
  return {
    key: `31060126-${String(number).padStart(10, "0")}`,
    check: digest("check").slice(0, 34),
    total: 41_700,
    issuedOn: "2026-11-20",
    payer: digest("payer"),
    xml: digest("xml"),
    summary: digest("summary"),
    circulation: "circulable",
    ...change,
  };
}

// Run with the path of a built runtime, `fiscal_runtime.compact.wasm`.
describe.runIf(existsSync(WASM))("the chain's own runtime", () => {
  let chain: LocalChain;
  let client: ChainClient;
  const hospital = devKey("Hospital");

  beforeAll(async () => {
    chain = new LocalChain(WASM);
    const options = { provider: chain, connectTimeout: 100_000 };
    const { api, link, patience } = await connectChain("local", options);
    client = new ChainClient(api, link, patience);
  });

  afterAll(() => client.close());

  const register = (...entries: BillEntry[]) => ({
    pallet: "Bills",
    call: "register_batch",
    args: { node: 1, issuer: 6, scene: 1, entries },
  });

  it("has the metadata the other tests go by", () => {
    // Run with FISCAL_WRITE_VECTORS=1 after a change of the runtime.
    const metadata = metadataOf(new RuntimeHost(WASM));
    if (process.env.FISCAL_WRITE_VECTORS !== undefined) {
      const url = new URL("./data/metadata.scale.gz", import.meta.url);
      writeFileSync(url, gzipSync(metadata, { level: 9 }));
    }
    expect(toHex(sm3(metadataBytes()))).toBe(toHex(sm3(metadata)));
  });

  it("admits a signed transaction and registers bills", async () => {
    const stages: string[] = [];
    const outcome = await client.submit(register(entry(1), entry(2), entry(1)), hospital, {
      onProgress: ({ stage }) => stages.push(stage),
    });
    expect(stages).toEqual(["signed", "pool", "inBlock", "final"]);
    const { data } = eventOf(outcome, "Bills", "BatchRegistered");
    expect(data).toMatchObject({
      node: 1,
      issuer: 6,
      scene: 1,
      registered: ["31060126-0000000001", "31060126-0000000002"],
      refused: [{ index: 2, reason: "duplicateInBatch", field: null, policy: null }],
    });
    expect(outcome.position.index).toBe(1);
    expect(outcome.at).toBeGreaterThan(0);
    const bills = await client.api.query.bills?.bills?.({
      code: "0x31060126",
      number: "0x0000000001",
    });
    expect(bills?.toJSON()).toMatchObject({ total: 41_700, issuer: 6 });
  });

  it("admits what @polkadot/api signs with the chain's signer", async () => {
    const tx = client.tx(register(entry(10)));
    expect(tx.isSigned).toBe(false);
    const nonce = await client.nextNonce(hospital.address);
    await tx.signAsync(hospital.address, { nonce, era: 0, signer: signer(hospital) });
    expect(tx.isSigned).toBe(true);
    const { hash } = chain.build([tx.toU8a()]);
    const events = await client.events(hash);
    expect(events.some((event) => isEvent(event, "Bills", "BatchRegistered"))).toBe(true);
    const signed = await client.api.rpc.chain.getBlock(hash);
    const [time, transaction] = signed.block.extrinsics;
    expect([time?.isSigned, transaction?.isSigned]).toEqual([false, true]);
    expect(time?.method.toHuman()).toMatchObject({ section: "timestamp", method: "set" });
    expect(transaction?.hash.toHex()).toBe(tx.hash.toHex());
  });

  it("admits a transaction whose payload is longer than 256 bytes and one that is shorter", async () => {
    for (const length of [3, 400]) {
      const remark = toHex(new Uint8Array(length).fill(7));
      const call = { pallet: "System", call: "remark_with_event", args: { remark } };
      await expect(client.submit(call, hospital)).rejects.toThrow(/no role of the participant/);
    }
    const many = Array.from({ length: 30 }, (_, at) => entry(100 + at));
    const outcome = await client.submit(register(...many), hospital);
    expect(eventOf(outcome, "Bills", "BatchRegistered").data.registered).toHaveLength(30);
  });

  it("refuses what others sign, and says who may not", async () => {
    const outcome = client.submit(register(entry(11)), devKey("nobody"));
    await expect(outcome).rejects.toMatchObject({ kind: "refused", refusal: "unknownAccount" });
    const other = client.submit(register(entry(11)), devKey("Medicare"));
    await expect(other).rejects.toBeInstanceOf(RefusedFault);
  });

  it("names the error of a transaction that fails in its block", async () => {
    const call = {
      pallet: "Bills",
      call: "void_bill",
      args: { key: "31060126-0000009999", reason: "x" },
    };
    const fault = await client.submit(call, hospital).catch((one: unknown) => one);
    expect(fault).toBeInstanceOf(FailedFault);
    expect((fault as FailedFault).failure).toMatchObject({ pallet: "Bills", error: "NotFound" });
    expect((fault as FailedFault).message).toMatch(
      /^Bills\.NotFound: .+ \(block \d+, transaction 0x/,
    );
  });

  it("never sees a call whose arguments are not of their form", async () => {
    const blocks = chain.blocks.length;
    const fault = await client
      .submit(register(entry(12, { total: -5 })), hospital)
      .catch((one: unknown) => one);
    expect(fault).toBeInstanceOf(InputFault);
    expect((fault as InputFault).field).toBe("entries/0/total");
    expect(chain.blocks.length).toBe(blocks);
  });

  it("includes a transaction once although the connection broke as it was sent", async () => {
    chain.mishaps.push("disconnect");
    const blocks = chain.blocks.length;
    const outcome = await client.submit(register(entry(13)), hospital);
    expect(eventOf(outcome, "Bills", "BatchRegistered").data.registered).toHaveLength(1);
    expect(chain.blocks.length).toBe(blocks + 1);
  });

  it("includes a transaction once although nothing was heard of it", async () => {
    chain.mishaps.push("silent");
    const blocks = chain.blocks.length;
    const outcome = await client.submit(register(entry(14)), hospital, { patience: { wait: 300 } });
    expect(eventOf(outcome, "Bills", "BatchRegistered").data.registered).toHaveLength(1);
    expect(chain.blocks.length).toBe(blocks + 1);
  });
});
