import type { ProviderInterface, ProviderInterfaceCallback } from "@polkadot/rpc-provider/types";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ChainClient, connectChain } from "../src/chain/client.js";
import type { SubmitOptions } from "../src/chain/client.js";
import { concat, devKey, externalSigner, fromHex, sm3Hex, toHex } from "../src/index.js";
import type { Call, Hex, Sm2Signer } from "../src/index.js";
import { UpgradedFault } from "../src/faults.js";
import { compact, fixed, lengthed } from "../src/scale/write.js";
import { metadataBytes } from "./runtime.js";

const METADATA = metadataBytes();
const PATIENCE = { wait: 20_000, grace: 5_000, forQuota: false };
const CALL: Call = { pallet: "System", call: "remark", args: { remark: "0x07" } };
const BAD_PROOF = { code: 1010, data: "Transaction has a bad signature" };
const BANNED = { code: 1012, data: "" };

/** What the pool does with a submission. */
type Step = "dropped" | "finalized" | { code: number; data: string };

/** A node that executes nothing: its runtime has a version, and its pool follows a script. */
class Node implements ProviderInterface {
  readonly hasSubscriptions = true;
  readonly isClonable = false;
  readonly isConnected = true;
  /** The version at the best block, of which the API hears. */
  best = 1;
  /** The version at the finalized block. */
  finalized = 1;
  readonly script: Step[] = [];
  readonly sent: Hex[] = [];
  /** Called with each submission. */
  onSubmit: () => void = () => undefined;
  #height = 5;
  #onVersion: ProviderInterfaceCallback | undefined;

  /** Other code is in force at the best block, and at once or later at the finalized one. */
  upgrade(finalized = this.best + 1): void {
    this.best += 1;
    this.finalized = finalized;
    this.#onVersion?.(null, version(this.best));
  }

  async send<T>(method: string, params: unknown[]): Promise<T> {
    return this.#answer(method, params) as T;
  }

  #answer(method: string, [first, second]: unknown[]): unknown {
    switch (method) {
      case "chain_getBlock":
        return {
          block: { header: { number: this.#height, parentHash: hash(0) }, extrinsics: this.sent },
        };
      case "chain_getBlockHash":
        return hash(Number(first));
      case "chain_getFinalizedHead":
        // A block for each question: what waits for a later one gets it.
        this.#height += 1;
        return hash(this.#height);
      case "chain_getHeader": {
        const height = parseInt(String(first).slice(-8), 16);
        return {
          number: height,
          parentHash: hash(height - 1),
          stateRoot: hash(0),
          extrinsicsRoot: hash(0),
          digest: { logs: [] },
        };
      }
      case "rpc_methods":
        return { methods: [] };
      case "state_call":
        return this.#runtime(String(first), String(second));
      case "state_getMetadata":
        return toHex(METADATA);
      case "state_getRuntimeVersion":
        return version(first === undefined || first === null ? this.best : this.finalized);
      case "state_getStorage":
        return null;
      case "system_accountNextIndex":
        return 0;
      case "system_chain":
        return "stub";
      case "system_properties":
        return {};
      default:
        throw new Error(`unexpected: ${method}`);
    }
  }

  #runtime(name: string, input: string): Hex {
    switch (name) {
      case "Metadata_metadata_versions":
        return toHex(concat(compact(1), fixed(16, 4)));
      case "Metadata_metadata_at_version":
        expect(input).toBe("0x10000000");
        return toHex(concat(Uint8Array.of(1), lengthed(METADATA)));
      default:
        return toHex(fixed(0, 4));
    }
  }

  async subscribe(
    type: string,
    _method: string,
    [given]: unknown[],
    callback: ProviderInterfaceCallback,
  ): Promise<string> {
    if (type !== "author_extrinsicUpdate") {
      this.#onVersion = callback;
      callback(null, version(this.best));
      return type;
    }
    const step = this.script.shift() ?? "finalized";
    this.onSubmit();
    if (typeof step !== "string") {
      throw Object.assign(new Error(`${step.code}: refused`), step);
    }
    if (step === "finalized") {
      this.sent.push(given as Hex);
    }
    queueMicrotask(() =>
      callback(null, step === "dropped" ? "dropped" : { finalized: hash(this.#height) }),
    );
    return type;
  }

  clone(): ProviderInterface {
    return this;
  }

  connect = () => Promise.resolve();
  disconnect = () => Promise.resolve();
  unsubscribe = () => Promise.resolve(true);

  on(type: string, listener: () => void): () => void {
    if (type === "connected") {
      queueMicrotask(listener);
    }
    return () => undefined;
  }
}

/** The height is in it; no block has the hash of zeros, which means none. */
function hash(height: number): Hex {
  return `0x01${height.toString(16).padStart(62, "0")}`;
}

function version(specVersion: number): object {
  return {
    specName: "fiscalchain",
    implName: "fiscalchain",
    authoringVersion: 1,
    specVersion,
    implVersion: 1,
    apis: [["0x37e397fc7c91f5e4", 2]],
    transactionVersion: 1,
    stateVersion: 1,
  };
}

describe("a call that was encoded before an upgrade of the runtime", () => {
  const key = devKey("Hospital");
  let node: Node;
  let client: ChainClient;
  let payloads: Uint8Array[];
  let signer: Sm2Signer;

  beforeEach(async () => {
    // The API tells of the upgrade on the console.
    vi.spyOn(console, "log").mockImplementation(() => undefined);
    node = new Node();
    const { api, link } = await connectChain("stub", { provider: node });
    client = new ChainClient(api, link, PATIENCE);
    payloads = [];
    signer = externalSigner(key.publicKey, async (message, payload = message) => {
      payloads.push(payload);
      return key.sign(message);
    });
  });

  afterEach(async () => {
    await client.close();
    vi.restoreAllMocks();
  });

  const submit = (call: Call | Uint8Array, options?: SubmitOptions) =>
    client.submit(call, signer, options);
  const refused = (call: Call | Uint8Array, options?: SubmitOptions) =>
    submit(call, options).catch((one: unknown) => one);
  const upgradeKnown = () => vi.waitFor(() => expect(client.specVersion).toBe(2));

  /** The version of the runtime that each payload is for: it stands behind call, era and nonce. */
  const versionsSigned = (call: Uint8Array) =>
    payloads.map((payload) => {
      expect(toHex(payload.subarray(0, call.length))).toBe(toHex(call));
      return payload[call.length + 3];
    });

  it("is signed for the version it was encoded for", async () => {
    const bytes = client.encodeCall(CALL);
    const { position } = await submit(bytes, { specVersion: 1 });
    expect(position.transaction).toBe(sm3Hex(fromHex(node.sent[0] ?? "0x")));
    expect(versionsSigned(bytes)).toEqual([1]);
  });

  it("is not signed after it, although the client knows the new version", async () => {
    const bytes = client.encodeCall(CALL);
    node.upgrade();
    await upgradeKnown();
    for (const fault of [await refused(bytes), await refused(bytes.slice(), { specVersion: 1 })]) {
      expect(fault).toBeInstanceOf(UpgradedFault);
      expect(fault).toMatchObject({ kind: "runtimeMismatch", encodedFor: 1, inForce: 2 });
    }
    expect(payloads).toEqual([]);
    expect(node.sent).toEqual([]);
  });

  it("is signed when it was encoded anew", async () => {
    node.upgrade();
    await upgradeKnown();
    const bytes = client.encodeCall(CALL);
    await submit(bytes);
    expect(versionsSigned(bytes)).toEqual([2]);
  });

  it("is not signed again when the pool finds it out of date", async () => {
    node.script.push(BAD_PROOF);
    node.onSubmit = () => node.upgrade();
    expect(await refused(CALL)).toBeInstanceOf(UpgradedFault);
    expect(versionsSigned(client.runtime.encodeCall(CALL))).toEqual([1]);
  });

  it("is not renewed when the pool had it already", async () => {
    node.script.push("dropped", BANNED);
    node.onSubmit = () => {
      if (node.script.length === 0) node.upgrade();
    };
    expect(await refused(CALL)).toBeInstanceOf(UpgradedFault);
    expect(payloads).toHaveLength(1);
  });

  it("is renewed for the same version", async () => {
    node.script.push("dropped", BANNED);
    await submit(CALL);
    expect(versionsSigned(client.runtime.encodeCall(CALL))).toEqual([1, 1]);
  });

  it("waits for an upgrade to be final that it was encoded for", async () => {
    node.upgrade(1);
    await upgradeKnown();
    const bytes = client.encodeCall(CALL);
    let asked = 0;
    const head = client.link.head.bind(client.link);
    vi.spyOn(client.link, "head").mockImplementation(() => {
      asked += 1;
      if (asked > 2) node.finalized = 2;
      return head();
    });
    await submit(bytes);
    expect(versionsSigned(bytes)).toEqual([2]);
  });
});
