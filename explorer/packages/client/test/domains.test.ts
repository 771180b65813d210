import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkDigest } from "../src/codes.js";
import { connect } from "../src/connect.js";
import type { FiscalClient } from "../src/connect.js";
import { devKey, didOf, sm3Hex, utf8 } from "../src/crypto/index.js";
import { FailedFault, LockedFault, NotSentFault, RefusedFault } from "../src/faults.js";
import type { BillEntry, Policy } from "../src/types/index.js";
import { LocalChain } from "./chain.js";

const WASM = process.env.FISCAL_RUNTIME_WASM ?? "";
const DAY = 86_400_000;

const digest = (text: string) => sm3Hex(utf8(text));

function entry(number: number, payer: string, total = 41_700): BillEntry {
  const key = `31060126-${String(number).padStart(10, "0")}`;
  return {
    key,
    check: checkDigest(key, "a1B2c3"),
    total,
    issuedOn: "2026-11-20",
    payer: digest(payer),
    xml: digest(`${key}.xml`),
    summary: digest(`${key} summary`),
    circulation: "circulable",
  };
}

// Run with the path of a built runtime, `fiscal_runtime.compact.wasm`.
describe.runIf(existsSync(WASM))("the domains, on the chain's own runtime", () => {
  let chain: LocalChain;
  let client: FiscalClient;
  const hospital = devKey("Hospital");
  const platform = devKey("BigData");
  const medicare = devKey("Medicare");
  const insurer = devKey("Insurer-01");
  const batch = { node: 1, issuer: 6, scene: 1 };

  beforeAll(async () => {
    chain = new LocalChain(WASM);
    client = await connect("local", { provider: chain, connectTimeout: 100_000 });
  });

  afterAll(() => client.close());

  const now = () => client.blockTime(chain.blocks.at(-1)?.hash ?? "0x");

  it("knows who a key belongs to", async () => {
    const found = await client.participants.of(hospital);
    expect(found).toMatchObject({ id: 6, did: didOf(hospital.publicKey), keyVersion: 1 });
    await expect(client.participants.of(devKey("nobody"))).rejects.toMatchObject({
      kind: "notFound",
    });
  });

  it("registers bills and says what became of each", async () => {
    const entries = [entry(1, "one"), { ...entry(2, "one"), total: 0 }, entry(1, "one")];
    const { results } = await client.bills.register({ ...batch, entries }, hospital);
    expect(results).toMatchObject([
      { key: entries[0]?.key, state: "registered" },
      { state: "refused", reason: "amountZero" },
      { state: "refused", reason: "duplicateInBatch" },
    ]);
    expect((await client.bills.get(entries[0]?.key ?? ""))?.bill).toMatchObject({
      total: 41_700,
      check: entries[0]?.check,
      usage: "free",
    });
    expect(await client.bills.get("31060126-0000000002")).toBeNull();
  });

  it("registers many bills batch by batch, again without harm", async () => {
    const entries = Array.from({ length: 7 }, (_, at) => entry(100 + at, "many"));
    const heard: number[] = [];
    const options = { batch: 3, onBatch: ({ length }: { length: number }) => heard.push(length) };
    const first = await client.bills.registerAll({ ...batch, entries }, hospital, options);
    expect(heard).toEqual([3, 3, 1]);
    expect(first.map(({ state }) => state)).toEqual(Array(7).fill("registered"));
    const again = await client.bills.registerAll({ ...batch, entries }, hospital, options);
    expect(again.map(({ state }) => state)).toEqual(Array(7).fill("already"));
    const [other] = await client.bills.registerAll(
      { ...batch, entries: [{ ...entry(100, "many"), xml: digest("another") }] },
      hospital,
    );
    expect(other).toMatchObject({ state: "refused", reason: "alreadyExists" });
  });

  it("does not send what stands behind a batch that is refused as a whole", async () => {
    const entries = [entry(200, "x"), entry(201, "x"), entry(202, "x")];
    const blocks = chain.blocks.length;
    const results = await client.bills.registerAll({ ...batch, entries }, medicare, { batch: 1 });
    expect(results.map(({ state }) => state)).toEqual(Array(3).fill("faulted"));
    const faults = results.map((one) => (one.state === "faulted" ? one.fault : null));
    expect(faults[0]).toBeInstanceOf(RefusedFault);
    expect(faults[1]).toBeInstanceOf(NotSentFault);
    expect(chain.blocks.length).toBe(blocks);
  });

  it("looks bills up whose batch is lost from sight", async () => {
    const entries = [entry(210, "x")];
    chain.mishaps.push("silent", "silent");
    const patience = { wait: 1, grace: 0 };
    const options = { batch: 1, patience };
    const results = await client.bills.registerAll({ ...batch, entries }, hospital, options);
    expect(results).toMatchObject([{ state: "registered" }]);
    chain.mishaps.length = 0;
  });

  describe("an authorization", () => {
    const payer = "holder one";
    const holder = devKey("Citizen-1");
    const bill = entry(300, payer);
    let granted: `0x${string}`;

    beforeAll(async () => {
      await client.bills.register({ ...batch, entries: [bill] }, hospital);
      const { did } = await client.participants.registerHolder(digest(payer), holder, platform);
      expect(did).toBe(didOf(holder.publicKey));
    });

    it("is granted by a credential that the holder signs and a platform brings", async () => {
      const at = await now();
      const issued = await client.authorizations.grant(
        {
          kind: "person",
          grantee: didOf(medicare.publicKey),
          scene: 1,
          scopes: ["summary", "use"],
          subject: { bills: [bill.key] },
          uses: 10,
          validFrom: at,
          validUntil: at + 30 * DAY,
          template: "1:1",
        },
        holder,
        platform,
      );
      granted = issued.digest;
      expect(granted).toBe(digest(issued.credential));
      const found = await client.authorizations.get(granted);
      expect(found).toMatchObject({ state: "active", nonce: 0, usesMax: 10 });
      const query = { participant: 2, bill: bill.key, scene: 1, digest: granted };
      expect(await client.authorizations.check({ ...query, scope: "use" })).toEqual({
        permitted: true,
        reason: null,
      });
      expect(await client.authorizations.check({ ...query, scope: "pdf" })).toEqual({
        permitted: false,
        reason: "scopeNotGranted",
      });
    });

    it("records reads, and those that are not permitted", async () => {
      const use = { basis: { authorization: granted }, bill: bill.key, scene: 1, purpose: "audit" };
      const read = await client.authorizations.recordUse({ ...use, scope: "summary" }, medicare);
      expect(read).toMatchObject({ permitted: true, reason: null });
      const denied = await client.authorizations.recordUse({ ...use, scope: "pdf" }, medicare);
      expect(denied).toMatchObject({ permitted: false, reason: "scopeNotGranted" });
    });

    it("is shown by a dynamic code", async () => {
      const { code } = await client.authorizations.issueCode(
        granted,
        (await now()) + 60_000,
        holder,
      );
      const wrong = await client.authorizations.redeemCode("0".repeat(32), medicare);
      expect(wrong).toMatchObject({ authorization: null, reason: "unknown" });
      const right = await client.authorizations.redeemCode(code, medicare);
      expect(right).toMatchObject({ authorization: granted, reason: null });
    });

    it("lets a bill be locked once", async () => {
      const request = {
        key: bill.key,
        scene: 1,
        region: 31,
        flow: "F-1",
        claimed: 41_700,
        authorization: granted,
      };
      const grant = await client.locks.acquire(request, medicare);
      expect(grant).toMatchObject({ key: bill.key, holder: 2, flow: "F-1", again: false });
      expect(grant.expires).toBeGreaterThan(await now());
      expect(await client.locks.get(bill.key)).toMatchObject({ holder: 2, claimed: 41_700 });
      expect(await client.locks.acquire(request, medicare)).toMatchObject({
        again: true,
        expires: grant.expires,
      });
      const other = client.locks.acquire({ ...request, flow: "F-2" }, insurer);
      const fault = await other.catch((one: unknown) => one);
      expect(fault).toBeInstanceOf(LockedFault);
      expect(fault).toMatchObject({ kind: "locked", holder: 2, until: grant.expires });
    });

    it("is settled with the lock, and repeated without harm", async () => {
      const at = { key: bill.key, region: 31 };
      const operation = { ...at, flow: "F-3", amount: 1_700, close: false };
      const done = await client.locks.settle(operation, medicare);
      expect(done).toMatchObject({ again: false, remaining: 40_000 });
      expect(await client.locks.settle(operation, medicare)).toMatchObject({ again: true });
      expect(await client.locks.get(bill.key)).toBeNull();
      expect((await client.bills.get(bill.key))?.bill).toMatchObject({
        usage: "partlyReimbursed",
        reimbursed: 1_700,
      });
      const lost = client.locks.acquire(
        { ...at, flow: "F-1", scene: 1, claimed: 41_700, authorization: granted },
        medicare,
      );
      await expect(lost).rejects.toThrow(/held its lock before, and that lock has ended/);
    });

    it("is released without reimbursing", async () => {
      const request = {
        key: bill.key,
        scene: 1,
        region: 31,
        flow: "F-4",
        claimed: 100,
        authorization: granted,
      };
      await client.locks.acquire(request, medicare);
      const release = { key: bill.key, region: 31, flow: "F-5", reason: "mistaken" };
      expect(await client.locks.release(release, medicare)).toMatchObject({ again: false });
      expect(await client.locks.get(bill.key)).toBeNull();
    });

    it("is revoked by the holder through a platform", async () => {
      const proof = await client.authorizations.prove(granted, "revoked", holder);
      const change = { digest: granted, state: "revoked" as const, reason: "over", proof };
      await client.authorizations.setStatus(change, platform);
      expect(await client.authorizations.get(granted)).toMatchObject({
        state: "revoked",
        nonce: 1,
      });
    });
  });

  it("registers credentials in a batch and says why one was refused", async () => {
    const holder = devKey("Citizen-2");
    await client.participants.registerHolder(digest("holder two"), holder, platform);
    const bill = entry(310, "holder two");
    await client.bills.register({ ...batch, entries: [bill] }, hospital);
    const at = await now();
    const grant = {
      kind: "person" as const,
      grantee: didOf(medicare.publicKey),
      scene: 1,
      scopes: ["use" as const],
      subject: { bills: "allInScene" as const },
      uses: 1,
      validFrom: at,
      validUntil: at + DAY,
      template: "1:1",
    };
    const good = await client.authorizations.issue(grant, holder);
    const bad = await client.authorizations.issue({ ...grant, template: "9:9" }, holder);
    const both = [good.credential, bad.credential];
    const { refusals } = await client.authorizations.registerBatch(both, platform);
    expect(refusals[0]).toBeNull();
    expect(refusals[1]).toMatch(/\w+/);
  });

  it("carries an approval from the proposal to the execution, and checks its record", async () => {
    const [finance, treasury] = [devKey("Finance"), devKey("Treasury")];
    const call = {
      pallet: "Approvals",
      call: "create_role",
      args: { name: "复核岗", scope: null },
    };
    const { id } = await client.approvals.propose({ call, reason: "年度调整" }, finance);
    const answer = await client.approvals.checked(id);
    expect(client.decodeCall(answer.call)).toEqual(call);
    expect(answer.record.map(({ entry: { action }, reason }) => [action, reason])).toEqual([
      ["proposed", "年度调整"],
    ]);
    const { progress } = await client.approvals.approve(id, treasury, { comment: "同意" });
    expect(progress).toEqual({ result: "executed" });
    const done = await client.approvals.checked(id);
    expect(done.state).toBe("executed");
    expect(done.record.map((line) => line.entry.action)).toEqual([
      "proposed",
      "approved",
      "executed",
    ]);
  });

  it("tells why the call of an approval failed", async () => {
    const [finance, treasury] = [devKey("Finance"), devKey("Treasury")];
    const call = { pallet: "Approvals", call: "delete_role", args: { role: 99 } };
    const { id } = await client.approvals.propose({ call, reason: "none such" }, finance);
    const { progress } = await client.approvals.approve(id, treasury);
    expect(progress).toMatchObject({
      result: "failed",
      failure: { pallet: "Approvals", error: "NotFound" },
    });
    const again = await client.approvals.execute(id, finance);
    expect(again.progress).toMatchObject({ result: "failed" });
    const [rejected] = [
      await client.approvals.propose({ call, reason: "again", flow: 1 }, treasury),
    ];
    await client.approvals.reject(rejected.id, "no", finance);
    expect((await client.approvals.checked(rejected.id)).state).toBe("rejected");
    const resubmitted = await client.approvals.resubmit(rejected.id, "yet again", treasury);
    await client.approvals.withdraw(resubmitted.id, "enough", treasury);
    const last = await client.approvals.checked(resubmitted.id);
    expect(last).toMatchObject({ state: "withdrawn", terms: { previous: { id: rejected.id } } });
  });

  it("admits an account below an organisation with its endorsement", async () => {
    const key = devKey("Ward-1");
    const terms = {
      parent: 6,
      kind: { account: { scene: 1 } },
      key: key.publicKey,
      roles: ["issuer" as const],
      identity: digest("ward one"),
      expires: (await now()) + DAY,
    };
    const endorsement = await client.participants.endorse(terms, hospital);
    const { parent, kind, roles, identity } = terms;
    const child = { name: "病区一", parent, kind, roles, identity, endorsement };
    const { id } = await client.participants.admitChild(child, key, hospital);
    const found = await client.participants.get(id);
    expect(found).toMatchObject({ name: "病区一", parent: 6, organisation: 6 });
    await client.participants.bindPayer(6, digest("hospital pays"), hospital, platform);
    const next = devKey("Ward-1 again");
    await client.participants.rotateKey(next, key);
    expect(await client.participants.of(next)).toMatchObject({ id, keyVersion: 2 });
    const third = devKey("Ward-1 lost");
    await client.participants.replaceKey(id, third, "lost", hospital);
    expect(await client.participants.of(third)).toMatchObject({ id, keyVersion: 3 });
    const frozen = { id, status: "frozen" as const, reason: "left" };
    await client.participants.setStatus(frozen, hospital);
    const registered = client.bills.register({ ...batch, entries: [entry(400, "x")] }, third);
    await expect(registered).rejects.toMatchObject({ refusal: "notActive" });
  });

  it("drafts, checks, enacts and repeals a policy", async () => {
    const finance = devKey("Finance");
    const policy: Policy = {
      name: "no claims above the limit",
      points: ["lock"],
      scenes: "all",
      actors: "all",
      priority: 10,
      effect: "deny",
      condition: { claimed: { gt: "50000.00" } },
    };
    const checked = await client.policies.check({ policy });
    expect(checked).toMatchObject({ accepted: true });
    const drafted = await client.policies.draft(policy, finance);
    expect(drafted).toMatchObject({ version: 1 });
    const revised = await client.policies.revise(
      drafted.policy,
      { ...policy, priority: 11 },
      "higher",
      finance,
    );
    expect(revised).toMatchObject({ policy: drafted.policy, version: 2 });
    await client.policies.enact(drafted.policy, 2, "agreed", finance);
    const found = await client.policies.get(drafted.policy);
    expect(found).toMatchObject({ state: "effective", effective: 2 });
    await client.policies.repeal(drafted.policy, "no more", finance);
    expect(await client.policies.get(drafted.policy)).toMatchObject({ state: "repealed" });
    await expect(client.policies.repeal(drafted.policy, "again", finance)).rejects.toBeInstanceOf(
      FailedFault,
    );
  });
});
