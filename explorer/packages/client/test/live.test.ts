import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parametersOf, RPC_METHODS } from "../src/chain/methods.js";
import { checkDigest } from "../src/codes.js";
import { connect } from "../src/connect.js";
import type { FiscalClient } from "../src/connect.js";
import { devKey, sm3Hex, utf8 } from "../src/crypto/index.js";
import { NotFoundFault, RpcFault } from "../src/faults.js";
import { ProofFault, verifyBillProof } from "../src/proof/index.js";
import type { BillEntry, TrustedSet } from "../src/types/index.js";

const URL = process.env.FISCAL_WS ?? "";
const CHECK_CODE = "a1B2c3";
/** A node is asked again while its index is behind the chain. */
const PATIENCE = 120_000;

/** A bill whose number no other run has. */
function entry(): BillEntry {
  const key = `31060126-${String(Date.now() % 3_999_999_999).padStart(10, "0")}`;
  return {
    key,
    check: checkDigest(key, CHECK_CODE),
    total: 41_700,
    issuedOn: new Date(Date.now() - 86_400_000).toISOString().slice(0, 10),
    payer: sm3Hex(utf8("a payer of the live test")),
    xml: sm3Hex(utf8(`${key}.xml`)),
    summary: sm3Hex(utf8(`${key} summary`)),
    circulation: "circulable",
  };
}

async function eventually<T>(ask: () => Promise<T>, good: (answer: T) => boolean): Promise<T> {
  const end = Date.now() + PATIENCE;
  for (;;) {
    try {
      const answer = await ask();
      if (good(answer)) {
        return answer;
      }
    } catch (fault) {
      if (!(fault instanceof RpcFault) || Date.now() > end) {
        throw fault;
      }
    }
    if (Date.now() > end) {
      throw new Error("it did not come true");
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

// Run with FISCAL_WS=ws://127.0.0.1:9944 of a chain of the preset `devnet` or `development`.
describe.runIf(URL !== "")("a live chain", () => {
  let client: FiscalClient;
  let trusted: TrustedSet;
  const hospital = devKey("Hospital");
  const bill = entry();

  beforeAll(async () => {
    client = await connect(URL, { connectTimeout: 100_000 });
    trusted = await client.proof.settledValidators();
  });

  afterAll(() => client?.close());

  it("speaks the methods of the table, with the parameters of the table", async () => {
    const { methods } = (await client.ask("rpc_discover")) as {
      methods: { name: string; params: { name: string; required?: boolean }[] }[];
    };
    expect(methods.map(({ name }) => name).sort()).toEqual([...RPC_METHODS].sort());
    for (const { name, params } of methods) {
      const said = params.map((one) => ({ name: one.name, optional: one.required !== true }));
      expect(parametersOf(name as (typeof RPC_METHODS)[number]), name).toEqual(said);
    }
  });

  it("has headers whose hashes @polkadot/api computes", async () => {
    const head = await client.head();
    const header = await client.api.rpc.chain.getHeader(head.hash);
    expect(header.hash.toHex()).toBe(head.hash);
    expect(await client.blockTime(head.hash)).toBeGreaterThan(0);
  });

  it("knows the development keys", async () => {
    const found = await client.participants.of(hospital);
    expect(found).toMatchObject({ id: 6, account: hospital.address, did: hospital.did });
    const did = await client.participants.resolveDid(hospital.did);
    expect(did.didDocument?.id).toBe(hospital.did);
    await expect(client.participants.of(devKey("nobody"))).rejects.toBeInstanceOf(NotFoundFault);
  });

  it("registers a bill, which is followed to finality", async () => {
    const stages: string[] = [];
    const { results, outcome } = await client.bills.register(
      { node: 1, issuer: 6, scene: 1, entries: [bill] },
      hospital,
      { onProgress: ({ stage }) => stages.push(stage) },
    );
    expect(results).toMatchObject([{ key: bill.key, state: "registered" }]);
    expect(stages[0]).toBe("signed");
    expect(stages.at(-1)).toBe("final");
    const { transaction } = outcome.position;
    const items = await eventually(
      () => client.bills.ofTransaction(transaction),
      (found) => found.length > 0,
    );
    expect(items[0]).toMatchObject({ key: bill.key, action: "registered" });
    const found = await client.bills.get(bill.key);
    expect(found?.bill).toMatchObject({ total: 41_700, xml: bill.xml, issuer: 6 });
  });

  it("tells genuine elements and files from others", async () => {
    const elements = { key: bill.key, checkCode: CHECK_CODE, issuedOn: bill.issuedOn };
    expect(await client.bills.verify({ ...elements, total: 41_700 })).toMatchObject({
      verdict: "genuine",
    });
    expect(await client.bills.verify({ ...elements, total: 1 })).toEqual({
      verdict: "mismatch",
      elements: ["amount"],
    });
    const file = utf8(`${bill.key}.xml`);
    expect(await client.bills.verifyFile(bill.key, file)).toMatchObject({
      verdict: "genuine",
      file: "xml",
    });
    expect(await client.bills.verifyFile(bill.key, utf8("other"))).toEqual({ verdict: "mismatch" });
  });

  it("proves the bill, and that another is not there", async () => {
    const proven = await client.proof.bill(bill.key, trusted);
    expect(proven.value).toMatchObject({ total: 41_700, xml: bill.xml });
    expect(proven.at).toBeGreaterThan(0);
    const absent = await client.proof.bill("31060126-3999999999", trusted);
    expect(absent.value).toBeNull();
    expect((await client.proof.lock(bill.key, trusted)).value).toBeNull();
  });

  it("makes a proof that holds without it, and no forged one", async () => {
    const proof = await client.proof.billProof(bill.key, trusted.from - 1);
    const file = JSON.parse(JSON.stringify(proof)) as typeof proof;
    expect(verifyBillProof(file, trusted).value?.total).toBe(41_700);
    const forged = { ...file, bill: file.bill && { ...file.bill, total: 41_701 } };
    expect(() => verifyBillProof(forged, trusted)).toThrow(ProofFault);
  });

  it("refuses a bill twice, and names the failure of what cannot be done", async () => {
    const again = await client.bills.register(
      { node: 1, issuer: 6, scene: 1, entries: [bill] },
      hospital,
    );
    expect(again.results).toMatchObject([{ state: "already" }]);
    const missing = { key: "31060126-3999999999", reason: "there is none" };
    await expect(client.bills.void(missing, hospital)).rejects.toMatchObject({
      kind: "refused",
      failure: { pallet: "Bills", error: "NotFound" },
    });
  });
});
