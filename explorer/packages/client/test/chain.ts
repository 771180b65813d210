import type { ProviderInterface, ProviderInterfaceCallback } from "@polkadot/rpc-provider/types";
import {
  concat,
  decodeAddress,
  devKey,
  fromHex,
  sm3Hex,
  toHex,
  utf8,
} from "../src/crypto/index.js";
import type { Hex } from "../src/crypto/index.js";
import { decodeHeader } from "../src/proof/index.js";
import { ScaleReader } from "../src/scale/reader.js";
import { compact, lengthed, option } from "../src/scale/write.js";
import { ANSWERED, RuntimeAnswers } from "./answers.js";
import { RuntimeHost } from "./host.js";

const GENESIS_TIME = 1_795_190_400_000;
const BLOCK_TIME = 1_000;
const METHODS = [
  "author_submitAndWatchExtrinsic",
  "chain_getBlock",
  "chain_getBlockHash",
  "chain_getFinalizedHead",
  "chain_getHeader",
  "state_call",
  "state_getRuntimeVersion",
  "state_getStorage",
  "state_queryStorageAt",
  "system_accountNextIndex",
];
const ROOT = new Uint8Array(32);

interface Block {
  hash: Hex;
  header: Uint8Array;
  extrinsics: Uint8Array[];
  state: Map<string, Uint8Array>;
}

/** An error as JSON-RPC has them. */
class Refused extends Error {
  readonly code: number;
  readonly data: string;

  constructor(code: number, message: string, data: string) {
    super(`${code}: ${message}: ${data}`);
    this.code = code;
    this.data = data;
  }
}

/**
 * A chain of one node in this process: the WASM runtime executes every block, and a connection that
 * `@polkadot/api` takes for a WebSocket asks for its JSON-RPC. What the node adds beside the runtime
 * (index, proofs) it has not.
 */
export class LocalChain implements ProviderInterface {
  readonly hasSubscriptions = true;
  readonly isClonable = false;
  readonly blocks: Block[] = [];
  isConnected = true;
  /** What happens to the next submissions: nothing is heard of them, or the connection breaks. */
  readonly mishaps: ("silent" | "disconnect")[] = [];
  readonly #host: RuntimeHost;
  readonly #answers: RuntimeAnswers;
  readonly #listeners: [string, () => void][] = [];

  constructor(wasm: string) {
    this.#host = new RuntimeHost(wasm);
    this.#answers = new RuntimeAnswers(metadataOf(this.#host), (name, input) =>
      this.runtimeCall(name, input),
    );
    const genesis = merged(this.#preset(undefined), this.#preset("development"));
    const built = this.#host.call(
      "GenesisBuilder_build_state",
      lengthed(utf8(JSON.stringify(genesis))),
    );
    if (built[0] !== 0) {
      throw new Error(new TextDecoder().decode(built.subarray(1)));
    }
    const header = concat(ROOT, compact(0), ROOT, ROOT, compact(0));
    this.#keep(header, []);
  }

  #preset(name: string | undefined): unknown {
    const asked = option(name, (one) => lengthed(utf8(one)));
    const answer = new ScaleReader(this.#host.call("GenesisBuilder_get_preset", asked));
    answer.u8();
    return JSON.parse(new TextDecoder().decode(answer.bytes()));
  }

  get #best(): Block {
    const best = this.blocks.at(-1);
    if (!best) {
      throw new Error("there is no block");
    }
    return best;
  }

  /** Calls a function of the runtime API at the best block, or at another one. */
  runtimeCall(name: string, input: Uint8Array, at?: Hex | null): Uint8Array {
    const block = at ? this.#block(at) : this.#best;
    this.#host.state.clear();
    block.state.forEach((value, key) => this.#host.state.set(key, value));
    const answer = this.#host.call(name, input);
    this.#host.state.clear();
    this.#best.state.forEach((value, key) => this.#host.state.set(key, value));
    return answer;
  }

  /** Makes a block of extrinsics; those the runtime does not admit are thrown. */
  build(extrinsics: Uint8Array[]): Block {
    const number = this.blocks.length;
    const author = devKey("Validator-1").publicKey;
    const digest = concat(compact(1), Uint8Array.of(6), utf8("FBFT"), lengthed(author));
    const open = concat(fromHex(this.#best.hash), compact(number), ROOT, ROOT, digest);
    this.#host.call("Core_initialize_block", open);
    const now = GENESIS_TIME + number * BLOCK_TIME;
    const time = lengthed(concat(Uint8Array.of(4, 1, 0), compact(now)));
    for (const extrinsic of [time, ...extrinsics]) {
      const [result, kind, code, custom] = this.#host.call(
        "BlockBuilder_apply_extrinsic",
        extrinsic,
      );
      if (result !== 0) {
        this.#host.state.clear();
        this.#best.state.forEach((value, key) => this.#host.state.set(key, value));
        throw new Refused(1010, "Invalid Transaction", reasonOf(kind, code, custom));
      }
    }
    const header = this.#host.call("BlockBuilder_finalize_block");
    return this.#keep(header, [time, ...extrinsics]);
  }

  #keep(header: Uint8Array, extrinsics: Uint8Array[]): Block {
    const block = { hash: sm3Hex(header), header, extrinsics, state: new Map(this.#host.state) };
    this.blocks.push(block);
    return block;
  }

  #block(hash: string): Block {
    const found = this.blocks.find((block) => block.hash === hash);
    if (!found) {
      throw new Refused(-32_000, "unknown block", hash);
    }
    return found;
  }

  #header(hash: string): object {
    const block = this.#block(hash);
    const { number, parentHash, stateRoot, extrinsicsRoot } = decodeHeader(block.header);
    const digest = { logs: [] };
    return { number: `0x${number.toString(16)}`, parentHash, stateRoot, extrinsicsRoot, digest };
  }

  #answer(method: string, params: unknown[]): unknown {
    const [first, second, third] = params as [string?, string?, Hex?];
    switch (method) {
      case "author_submitAndWatchExtrinsic":
        return this.build([fromHex(first ?? "")]).hash;
      case "chain_getBlock": {
        const block = this.#block(first ?? this.#best.hash);
        const extrinsics = block.extrinsics.map(toHex);
        return { block: { header: this.#header(block.hash), extrinsics }, justifications: null };
      }
      case "chain_getBlockHash":
        return (
          this.blocks[first === undefined ? this.blocks.length - 1 : Number(first)]?.hash ?? null
        );
      case "chain_getFinalizedHead":
        return this.#best.hash;
      case "chain_getHeader":
        return this.#header(first ?? this.#best.hash);
      case "rpc_methods":
        return { methods: [...METHODS, ...ANSWERED] };
      case "state_call":
        return toHex(this.runtimeCall(first ?? "", fromHex(second ?? "0x"), third));
      case "state_queryStorageAt": {
        const block = second ? this.#block(second) : this.#best;
        const value = (key: string) => block.state.get(key);
        const changes = (params[0] as string[]).map((key) => [key, hexOf(value(key))]);
        return [{ block: block.hash, changes }];
      }
      case "state_getRuntimeVersion":
        return VERSION;
      case "state_getStorage": {
        return hexOf((second ? this.#block(second) : this.#best).state.get(first ?? ""));
      }
      case "system_accountNextIndex": {
        const answer = this.runtimeCall(
          "AccountNonceApi_account_nonce",
          decodeAddress(first ?? ""),
        );
        return new DataView(answer.buffer, answer.byteOffset).getUint32(0, true);
      }
      case "system_chain":
        return "local";
      case "system_health":
        return { peers: 0, isSyncing: false, shouldHavePeers: false };
      case "system_properties":
        return { hasher: "sm3", signature: "sm2", amountUnit: "fen" };
      default: {
        const answer = this.#answers.answer(method, params);
        if (answer === undefined) {
          throw new Refused(-32_601, "Method not found", method);
        }
        return answer;
      }
    }
  }

  clone(): ProviderInterface {
    return this;
  }

  connect(): Promise<void> {
    this.isConnected = true;
    this.#emit("connected");
    return Promise.resolve();
  }

  disconnect(): Promise<void> {
    this.isConnected = false;
    this.#emit("disconnected");
    return Promise.resolve();
  }

  on(type: string, listener: () => void): () => void {
    const entry: [string, () => void] = [type, listener];
    this.#listeners.push(entry);
    return () => {
      this.#listeners.splice(this.#listeners.indexOf(entry), 1);
    };
  }

  #emit(type: string): void {
    [...this.#listeners].filter(([known]) => known === type).forEach(([, listener]) => listener());
  }

  async send<T>(method: string, params: unknown[]): Promise<T> {
    await Promise.resolve();
    if (!this.isConnected) {
      throw new Error("WebSocket is not connected");
    }
    return this.#answer(method, params) as T;
  }

  async subscribe(
    type: string,
    method: string,
    params: unknown[],
    callback: ProviderInterfaceCallback,
  ): Promise<string> {
    if (method === "state_subscribeRuntimeVersion") {
      setTimeout(() => callback(null, VERSION));
      return type;
    }
    const hash = await this.send<Hex>(method, params);
    const mishap = this.mishaps.shift();
    if (mishap === "disconnect") {
      await this.disconnect();
      setTimeout(() => void this.connect(), 50);
      throw new Error("disconnected");
    }
    if (mishap === undefined) {
      callback(null, "ready");
      setTimeout(() => {
        callback(null, { inBlock: hash });
        callback(null, { finalized: hash });
      });
    }
    return type;
  }

  unsubscribe(): Promise<boolean> {
    return Promise.resolve(true);
  }
}

const VERSION = {
  specName: "fiscalchain",
  implName: "fiscalchain",
  authoringVersion: 1,
  specVersion: 1,
  implVersion: 1,
  // The runtime's own metadata API, by Blake2b-64 of its name, in version 2.
  apis: [["0x37e397fc7c91f5e4", 2]],
  transactionVersion: 1,
  stateVersion: 1,
};

function hexOf(value: Uint8Array | undefined): Hex | null {
  return value ? toHex(value) : null;
}

/** A configuration with a preset's changes, as a node makes a genesis. */
function merged(base: unknown, patch: unknown): unknown {
  if (!isMap(base) || !isMap(patch)) {
    return patch;
  }
  const changed = Object.entries(patch).map(([key, value]) => [key, merged(base[key], value)]);
  return { ...base, ...Object.fromEntries(changed) };
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The metadata of a runtime, V16. */
export function metadataOf(host: RuntimeHost): Uint8Array {
  const answer = new ScaleReader(
    host.call("Metadata_metadata_at_version", Uint8Array.of(16, 0, 0, 0)),
  );
  answer.u8();
  return answer.bytes();
}

/** What a pool says of a transaction that is not valid. */
function reasonOf(kind = -1, code = -1, custom = -1): string {
  // TransactionValidityError::Invalid(InvalidTransaction)
  const names: Record<number, string> = {
    0: "Transaction call is not expected",
    3: "Transaction is outdated",
    4: "Transaction has a bad signature",
    7: `Custom error: ${custom}`,
  };
  return (kind === 0 ? names[code] : undefined) ?? `error ${kind}.${code}`;
}
