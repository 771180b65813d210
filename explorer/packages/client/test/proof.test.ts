import { readFileSync } from "node:fs";
import { xxhashAsU8a } from "@polkadot/util-crypto";
import { describe, expect, it } from "vitest";
import { concat, devKey, fromHex, sm3Hex, toHex, utf8 } from "../src/crypto/index.js";
import {
  authorOf,
  billStateKey,
  decodeCertificate,
  decodeHeader,
  LightChain,
  lockStateKey,
  parseTrustedSet,
  precommitPayload,
  ProofFault,
  readTrie,
  settledSet,
  TIME_KEY,
  ValidatorSet,
  verifyBillProof,
  verifyLockProof,
  verifyProofFile,
} from "../src/proof/index.js";
import { compact, fixed, lengthed } from "../src/scale/write.js";
import { without } from "./objects.js";
import type { Bill, BillProof, LockProof, ProofDocument, TrustedSet } from "../src/types/index.js";

// What a node of a chain of four validators answered, as the command line wrote it.
type File<T> = T & { proves: string };

function file<T>(name: string): T {
  const url = new URL(`./data/proofs/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, "utf8")) as T;
}

const TRUSTED = parseTrustedSet(file("validators"));
const bill = () => file<File<BillProof>>("bill");
const lock = () => file<File<LockProof>>("lock");

function answer(proof: File<BillProof>): BillProof {
  return without(proof, "proves");
}

function faultOf(prove: () => unknown): ProofFault {
  try {
    prove();
  } catch (fault) {
    expect(fault).toBeInstanceOf(ProofFault);
    return fault as ProofFault;
  }
  throw new Error("it is proven");
}

function refused(alter: (proof: BillProof) => void, trusted: TrustedSet = TRUSTED): ProofFault {
  const altered = answer(bill());
  alter(altered);
  return faultOf(() => verifyBillProof(altered, trusted));
}

/** The text with a byte of its hexadecimal changed. */
function flip(hex: string, at: number): string {
  const bytes = fromHex(hex);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return toHex(bytes);
}

describe("proofs of a node", () => {
  it("prove a bill, with block, time and signers", () => {
    const proof = answer(bill());
    const proven = verifyBillProof(proof, TRUSTED);
    expect(proven.value).toEqual(proof.bill);
    expect(proven.value?.usage).toBe("locked");
    expect(proven).toMatchObject({
      key: "31060125-0000100000",
      number: proof.proof.block.number,
      hash: proof.proof.block.hash,
      at: proof.proof.at,
      signers: proof.proof.block.signers,
    });
    expect(proven.set).toEqual(TRUSTED.validators);
  });

  it("prove a lock, and that there is no lock or no bill", () => {
    const { proves, ...held } = lock();
    const expected = { key: held.key, value: { flow: "proof-1", region: 31 } };
    expect(verifyLockProof(held, TRUSTED)).toMatchObject(expected);
    expect(verifyProofFile(lock(), TRUSTED)).toMatchObject({ proves, proven: expected });
    expect(verifyProofFile(file("free"), TRUSTED)).toMatchObject({
      proves: "lock",
      proven: { value: null },
    });
    expect(verifyProofFile(file("unknown"), TRUSTED)).toMatchObject({
      proves: "bill",
      proven: { key: "31060125-9999999999", value: null },
    });
    expect(faultOf(() => verifyProofFile({ ...bill(), proves: "scene" }, TRUSTED)).code).toBe(
      "malformed",
    );
  });

  it("are of keys where the runtime keeps things", () => {
    const prefix = (pallet: string, item: string) =>
      concat(xxhashAsU8a(pallet, 128), xxhashAsU8a(item, 128));
    const packed = fromHex("310601260000000001");
    const key = "31060126-0000000001";
    expect(billStateKey(key)).toEqual(concat(prefix("Bills", "Bills"), packed));
    expect(lockStateKey(key)).toEqual(concat(prefix("BillLocks", "Locks"), packed));
    expect(TIME_KEY).toEqual(prefix("Timestamp", "Now"));
  });
});

function billOf(proof: BillProof): Bill {
  if (!proof.bill) {
    throw new Error("the proof has no bill");
  }
  return proof.bill;
}

describe("a false statement beside a true proof", () => {
  it("is refused whatever it is about", () => {
    const said = (alter: (proof: BillProof) => void) => refused(alter).message;
    const about = (field: string) => `${field}: not what the proof proves`;
    expect(said((p) => (p.bill = { ...billOf(p), version: 2 }))).toBe(about("bill"));
    expect(said((p) => (p.bill = { ...billOf(p), total: 4_371 }))).toBe(about("bill"));
    expect(said((p) => (p.bill = null))).toBe(about("bill"));
    expect(said((p) => Object.assign(billOf(p), { more: 1 }))).toBe(about("bill"));
    expect(said((p) => (p.key = "31060125-0000100001"))).toBe(about("keys"));
    expect(said((p) => p.proof.keys.pop())).toBe(about("keys"));
    expect(said((p) => (p.proof.at += 1))).toBe(about("at"));
    for (const [field, value] of [
      ["number", 6],
      ["hash", `0x${"00".repeat(32)}`],
      ["parentHash", `0x${"00".repeat(32)}`],
      ["stateRoot", `0x${"00".repeat(32)}`],
      ["extrinsicsRoot", `0x${"00".repeat(32)}`],
      ["round", 9],
      ["signers", [0, 1]],
    ] as const) {
      expect(said((p) => Object.assign(p.proof.block, { [field]: value }))).toBe(about("block"));
    }
    expect(refused((p) => (p.proof.genesis = `0x${"00".repeat(32)}`)).code).toBe("otherChain");
  });

  it("is refused about an absent bill and an absent lock", () => {
    const absent = { ...answer(file("unknown")), bill: bill().bill };
    expect(faultOf(() => verifyBillProof(absent, TRUSTED)).code).toBe("stated");
    const free = { ...file<File<LockProof>>("free"), lock: lock().lock };
    expect(faultOf(() => verifyProofFile(free, TRUSTED)).code).toBe("stated");
  });
});

describe("an altered proof", () => {
  it("does not hold for any byte of header or certificate", () => {
    const genuine = answer(bill()).proof.block;
    for (const field of ["header", "certificate"] as const) {
      const length = (genuine[field].length - 2) / 2;
      for (let at = 0; at < length; at += 1) {
        const fault = refused((p) => (p.proof.block[field] = flip(genuine[field], at)));
        expect(["block", "malformed", "stated", "nodes"], `${field} ${at}`).toContain(fault.code);
      }
    }
  });

  it("does not hold for any byte of a node", () => {
    const { block, keys, nodes } = answer(bill()).proof;
    const read = (given: string[]) =>
      readTrie(
        toHex(fromHex(block.stateRoot)),
        given.map((node) => fromHex(node)),
        keys.map((key) => fromHex(key)),
      );
    expect(read(nodes)).toHaveLength(2);
    nodes.forEach((node, place) => {
      expect(refused((p) => (p.proof.nodes[place] = flip(node, 0))).code).toBe("nodes");
      for (let at = 0; at < (node.length - 2) / 2; at += 1) {
        const altered = nodes.with(place, flip(node, at));
        expect(faultOf(() => read(altered)).code, `node ${place}, byte ${at}`).toBe("nodes");
      }
    });
  });

  it("needs every node and bears none beside", () => {
    const { nodes } = answer(bill()).proof;
    nodes.forEach((node, place) => {
      expect(refused((p) => p.proof.nodes.splice(place, 1)).code, `${place}`).toBe("nodes");
      expect(refused((p) => p.proof.nodes.push(node)).code, `${place}`).toBe("surplusNodes");
    });
    expect(refused((p) => p.proof.nodes.push("0x00")).code).toBe("surplusNodes");
    const reversed = answer(bill());
    reversed.proof.nodes.reverse();
    expect(verifyBillProof(reversed, TRUSTED).value).toEqual(reversed.bill);
  });

  it("that is no proof at all is told from one that does not hold", () => {
    for (const alter of [
      (p: BillProof) => (p.proof.block.header += "00"),
      (p: BillProof) => (p.proof.block.certificate = p.proof.block.certificate.slice(0, 22)),
      (p: BillProof) => (p.proof.block.header = `0x${"00".repeat(20_000)}`),
      (p: BillProof) => (p.proof.block.certificate = `0x${"00".repeat(20_000)}`),
      (p: BillProof) => (p.proof.nodes = new Array<string>(300).fill("0x")),
      (p: BillProof) => (p.proof.nodes = [`0x${"00".repeat(300_000)}`]),
      (p: BillProof) => (p.proof.nodes = ["01"]),
      (p: BillProof) => Object.assign(p.proof, { more: 1 }),
      (p: BillProof) => Object.assign(p.proof.block, { more: 1 }),
      (p: BillProof) => Object.assign(p, { more: 1 }),
      (p: BillProof) => (p.key = "31060125"),
      (p: BillProof) => (p.proof = null as unknown as ProofDocument),
      (p: BillProof) => (p.proof.transitions = new Array(257).fill({}) as never),
    ]) {
      expect(refused(alter).isMalformed, alter.toString()).toBe(true);
    }
    expect(refused((p) => (p.bill = null)).isMalformed).toBe(false);
    expect(faultOf(() => verifyBillProof("proof", TRUSTED)).isMalformed).toBe(true);
  });
});

describe("the trusted set", () => {
  const other = (change: Partial<TrustedSet>) =>
    refused(() => undefined, { ...TRUSTED, ...change });

  it("decides what is proven", () => {
    const keys = ["a", "b", "c", "d"].map((name) => ({
      public: devKey(name).publicHex,
      weight: 1,
    }));
    expect(other({ validators: keys }).message).toBe("certificate: a signature does not verify");
    expect(other({ from: 6 }).message).toBe("header: older than the trusted validator set");
    const light = TRUSTED.validators.map((one, at) => ({ ...one, weight: at === 2 ? 9 : 1 }));
    expect(other({ validators: light }).message).toBe(
      "certificate: the signers weigh two thirds or less",
    );
    expect(other({ validators: TRUSTED.validators.slice(0, 3) }).message).toBe(
      "certificate: a signer is not in the validator set",
    );
    expect(other({ genesis: `0x${"01".repeat(32)}` }).code).toBe("otherChain");
  });

  it("is strict JSON", () => {
    const json = () => file<Record<string, unknown>>("validators");
    const [first] = json().validators as { public: string; weight: number }[];
    for (const change of [
      { more: 1 },
      { from: -1 },
      { genesis: "0x01" },
      { validators: [] },
      { validators: [{ ...first, weight: 0 }] },
      { validators: [first, first] },
      { validators: [{ ...first, more: 1 }] },
      { validators: [{ public: `0x05${"00".repeat(32)}`, weight: 1 }] },
    ]) {
      const set = { ...json(), ...change };
      expect(faultOf(() => parseTrustedSet(set)).code, JSON.stringify(change)).toBe("malformed");
    }
  });

  it("does not begin in the middle of a change", () => {
    const { genesis, validators } = TRUSTED;
    const said = { genesis, height: 11, hash: genesis, next: validators };
    expect(settledSet({ ...said, afterNext: validators.slice(1) })).toBeUndefined();
    expect(settledSet({ ...said, afterNext: validators })).toEqual({
      genesis,
      from: 12,
      validators,
    });
  });
});

const GENESIS = `0x${"07".repeat(32)}` as const;
const names = (prefix: string) => [0, 1, 2, 3].map((index) => `${prefix}-${index}`);
const setOf = (prefix: string) =>
  new ValidatorSet(names(prefix).map((name) => ({ public: devKey(name).publicHex, weight: 1 })));

/** A block's header and the certificate of three of the four validators, in SCALE. */
function finalized(prefix: string, number: number, stateRoot: Uint8Array, logs: Uint8Array[] = []) {
  const header = concat(
    new Uint8Array(32).fill(1),
    compact(number),
    stateRoot,
    new Uint8Array(32).fill(3),
    compact(logs.length),
    ...logs,
  );
  const set = setOf(prefix);
  const hash = sm3Hex(header);
  const vote = { height: number, round: 1, block: hash, signatures: [] };
  const payload = precommitPayload(GENESIS, vote);
  const signatures = names(prefix)
    .slice(0, 3)
    .map((name) => devKey(name))
    .map((key) => ({
      index: set.validators.findIndex((one) => one.public === key.publicHex),
      signature: key.sign(payload),
    }))
    .sort((one, two) => one.index - two.index);
  const certificate = concat(
    fixed(number, 4),
    fixed(1, 4),
    fromHex(hash),
    compact(signatures.length),
    ...signatures.map(({ index, signature }) => concat(fixed(index, 2), signature)),
  );
  return { header: toHex(header), certificate: toHex(certificate) };
}

function change(prefix: string, effective: number): Uint8Array {
  const data = concat(Uint8Array.of(0), fromHex(setOf(prefix).hash), fixed(effective, 4));
  return concat(Uint8Array.of(4), utf8("FBFT"), lengthed(data));
}

const decode = ({ header, certificate }: { header: string; certificate: string }) => ({
  header: decodeHeader(fromHex(header)),
  certificate: decodeCertificate(fromHex(certificate)),
});

describe("changes of the validator set", () => {
  const root = fromHex(bill().proof.block.stateRoot);
  const trusted: TrustedSet = {
    genesis: GENESIS,
    from: 0,
    validators: [...setOf("old").validators],
  };
  const handOver = finalized("old", 10, new Uint8Array(32), [change("new", 12)]);

  /** The state of the recorded block, in a block of another chain whose validators changed. */
  function moved(prefix: string, number: number, transitions: unknown[]): BillProof {
    const genuine = answer(bill());
    const block = finalized(prefix, number, root);
    const { hash, parentHash, stateRoot, extrinsicsRoot } = decodeHeader(fromHex(block.header));
    const signers = decodeCertificate(fromHex(block.certificate)).signatures.map((s) => s.index);
    const fields = { number, hash, parentHash, stateRoot, extrinsicsRoot, round: 1, signers };
    return {
      ...genuine,
      proof: {
        ...genuine.proof,
        genesis: GENESIS,
        block: { ...fields, ...block },
        transitions: transitions as ProofDocument["transitions"],
      },
    };
  }

  it("are followed when each is proven by the header that announces it", () => {
    const transition = { ...handOver, set: setOf("new").validators };
    const proven = verifyBillProof(moved("new", 20, [transition]), trusted);
    expect(proven.set).toEqual(setOf("new").validators);
    expect(verifyBillProof(moved("old", 11, [transition]), trusted).number).toBe(11);
    const later = { ...trusted, from: 12, validators: [...setOf("new").validators] };
    expect(verifyBillProof(moved("new", 20, [transition]), later).number).toBe(20);
    expect(faultOf(() => verifyBillProof(moved("new", 20, []), trusted)).code).toBe("block");
    expect(faultOf(() => verifyBillProof(moved("old", 12, [transition]), trusted)).code).toBe(
      "block",
    );
  });

  it("that are false are refused", () => {
    const chain = () => new LightChain(trusted);
    const advance = (block: { header: string; certificate: string }, prefix: string) =>
      faultOf(() => chain().advance(decode(block), setOf(prefix))).message;
    expect(advance(handOver, "other")).toContain("announces another set");
    expect(advance(finalized("old", 10, root), "new")).toContain("announces no change");
    expect(advance(finalized("old", 10, root, [change("new", 11)]), "new")).toContain(
      "another set",
    );
    expect(advance(finalized("new", 10, root, [change("new", 12)]), "new")).toContain("signature");
    const twice = chain();
    twice.advance(decode(handOver), setOf("new"));
    const again = faultOf(() => twice.advance(decode(handOver), setOf("new")));
    expect(again.message).toContain("not later than the one before");
    const mixed = {
      ...decode(handOver),
      certificate: decode(finalized("old", 11, root)).certificate,
    };
    expect(faultOf(() => chain().verify(mixed)).message).toContain("for another block");
  });
});

describe("sets and headers", () => {
  it("propose in turn and are ordered by key", () => {
    const set = setOf("a");
    const keys = set.validators.map((one) => one.public);
    expect([...keys].sort()).toEqual(keys);
    expect(set.proposer(7, 1)).toEqual(set.proposer(8, 0));
    expect([set.isQuorum(2), set.isQuorum(3)]).toEqual([false, true]);
    const reversed = new ValidatorSet([...set.validators].reverse());
    expect(reversed.hash).toBe(set.hash);
  });

  it("name the author once or not at all", () => {
    const item = (key: Uint8Array) => concat(Uint8Array.of(6), utf8("FBFT"), lengthed(key));
    const { publicKey } = devKey("a-0");
    const headerWith = (...logs: Uint8Array[]) =>
      decodeHeader(fromHex(finalized("a", 1, new Uint8Array(32), logs).header));
    expect(authorOf(headerWith(item(publicKey)))).toEqual(publicKey);
    expect(authorOf(headerWith(item(publicKey), item(publicKey)))).toBeUndefined();
    const real = decodeHeader(fromHex(bill().proof.block.header));
    expect(toHex(authorOf(real) ?? new Uint8Array())).toBeOneOf(
      TRUSTED.validators.map((one) => one.public),
    );
  });
});
