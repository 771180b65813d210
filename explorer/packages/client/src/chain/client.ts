import { ApiPromise, WsProvider } from "@polkadot/api";
import type { ProviderInterface } from "@polkadot/rpc-provider/types";
import type { Registry } from "@polkadot/types/types";
import { decodeAddress, encodeAddress } from "../crypto/address.js";
import { fromHex, toHex } from "../crypto/bytes.js";
import type { Sm2Signer } from "../crypto/key.js";
import { accountOf } from "../crypto/address.js";
import {
  ConnectionFault,
  ExpiredFault,
  FailedFault,
  InputFault,
  NotFoundFault,
  RefusedFault,
  RuntimeMismatch,
  SupersededFault,
  UpgradedFault,
} from "../faults.js";
import { ScaleReader } from "../scale/reader.js";
import type { Digest, Moment } from "../types/common.js";
import type { ParticipantAnswer } from "../types/participants.js";
import { deliver, PATIENCE } from "./delivery.js";
import type { Patience, Position } from "./delivery.js";
import { extrinsicOptions } from "./extrinsic.js";
import { Link } from "./link.js";
import type { Head } from "./link.js";
import { rpcDefinitions } from "./methods.js";
import type { RpcMethod, RpcMethods } from "./methods.js";
import { Runtime } from "./runtime.js";
import type { Call, ChainEvent } from "./runtime.js";
import { Submission } from "./submission.js";
import type { OnProgress } from "./submission.js";
import type { SigningContext } from "./transaction.js";

/** `twox128("System") ‖ twox128("Events")`. */
const EVENTS_KEY = "0x26aa394eea5630e07c48ae0c9558cef780d41e5e16056765bc8461851072c9d7";
/** `twox128("Timestamp") ‖ twox128("Now")`. */
const TIME_KEY = "0xf0c365c3cf59d671eb72da0e7a4113c49f1f0515f462cdcf84e0f1d6045dfcbb";
/** How often a transaction is made anew when another one of the same account got in its way. */
const ATTEMPTS = 5;
const RECONNECT = 1_000;

/** How to connect. */
export interface ConnectOptions {
  /** How long connecting may take, ms; 15 s unless said. */
  connectTimeout?: number;
  /** How long an answer may take, ms; 30 s unless said. */
  answerTimeout?: number;
  /** How long transactions are waited for. */
  patience?: Partial<Patience>;
  /** A connection in the place of a WebSocket of its own. */
  provider?: ProviderInterface;
}

/** How to submit. */
export interface SubmitOptions {
  /** The transaction's place in the account's sequence; the node is asked unless it is given. */
  nonce?: number;
  /**
   * The version of the runtime that the call was encoded for, and shown; it is signed for no other.
   * Unless given, that of {@link ChainClient.encodeCall}, and of other bytes the one now known.
   */
  specVersion?: number;
  /** Hears how far the transaction is. */
  onProgress?: OnProgress;
  /** How long the transaction is waited for. */
  patience?: Partial<Patience>;
}

/** A transaction that stands in a finalized block and succeeded there. */
export interface Outcome {
  /** Where it stands. */
  position: Position;
  /** Consensus time of the block. */
  at: Moment;
  /** What it emitted. */
  events: ChainEvent[];
  /** What was emitted as the block closed, by whatever cause: there disputes are settled. */
  closing: ChainEvent[];
}

/** A connection to one node of a chain. */
export class ChainClient {
  /** `@polkadot/api`, told of the chain: its state, constants, runtime API and transactions. */
  readonly api: ApiPromise;
  /** The JSON-RPC of the node. */
  readonly link: Link;
  readonly #patience: Patience;
  readonly #runtimes = new WeakMap<object, Runtime>();
  readonly #versions = new WeakMap<Uint8Array, number>();

  /** A client of an API that is ready. */
  constructor(api: ApiPromise, link: Link, patience: Patience) {
    this.api = api;
    this.link = link;
    this.#patience = patience;
  }

  /** Where the node is. */
  get url(): string {
    return this.link.url;
  }

  /** Hash of the chain's first block. */
  get genesis(): Digest {
    return this.api.genesisHash.toHex();
  }

  /** The runtime in force, as the API last saw it. */
  get runtime(): Runtime {
    return this.#runtimeOf(this.api.registry);
  }

  /** The version of that runtime: the one that {@link encodeCall} encodes for. */
  get specVersion(): number {
    return this.api.runtimeVersion.specVersion.toNumber();
  }

  /**
   * Asks a method that the chain adds to JSON-RPC; the answer is typed.
   *
   * @throws ConnectionFault, RpcFault
   */
  ask<M extends RpcMethod>(
    method: M,
    ...params: RpcMethods[M]["params"]
  ): Promise<RpcMethods[M]["result"]> {
    return this.link.ask(method, ...params);
  }

  /** Asks any JSON-RPC method. */
  request(method: string, params: readonly unknown[] = []): Promise<unknown> {
    return this.link.request(method, params);
  }

  /** The last finalized block. */
  head(): Promise<Head> {
    return this.link.head();
  }

  /** Consensus time of a block; 0 for the first. */
  async blockTime(block: Digest): Promise<Moment> {
    const value = (await this.request("state_getStorage", [TIME_KEY, block])) as string | null;
    return value === null ? 0 : Number(new ScaleReader(fromHex(value)).u64());
  }

  /** The events of a block, decoded with the runtime that executed it. */
  async events(block: Digest): Promise<ChainEvent[]> {
    const value = (await this.request("state_getStorage", [EVENTS_KEY, block])) as string | null;
    const runtime = await this.runtimeOf(block);
    return value === null ? [] : runtime.decodeEvents(fromHex(value));
  }

  /** The runtime that executed a block. */
  async runtimeOf(block: Digest): Promise<Runtime> {
    const { registry } = await this.api.getBlockRegistry(fromHex(block));
    return this.#runtimeOf(registry);
  }

  /** The account's next nonce, transactions waiting in the node's pool included. */
  async nextNonce(account: Uint8Array | string): Promise<number> {
    const bytes = typeof account === "string" ? decodeAddress(account) : account;
    return (await this.request("system_accountNextIndex", [encodeAddress(bytes)])) as number;
  }

  /** The participant of an account or of a signer's key. */
  async participantOf(account: Uint8Array | string | Sm2Signer): Promise<ParticipantAnswer> {
    const address =
      typeof account === "string"
        ? account
        : encodeAddress(account instanceof Uint8Array ? account : accountOf(account.publicKey));
    const answer = await this.ask("participant_get", address);
    if (!answer) {
      throw new NotFoundFault(`a participant with the account ${address}`);
    }
    return answer;
  }

  /**
   * The SCALE encoding of a call, checked against the runtime in force: what {@link submit} signs.
   *
   * @throws InputFault with the argument that is not of its form
   */
  encodeCall(call: Call): Uint8Array {
    const bytes = this.runtime.encodeCall(call);
    this.#versions.set(bytes, this.specVersion);
    return bytes;
  }

  /** A call of its SCALE encoding, to be shown before it is signed or approved. */
  decodeCall(bytes: Uint8Array | string): Call {
    return this.runtime.decodeCall(typeof bytes === "string" ? fromHex(bytes) : bytes);
  }

  /** A call as a transaction of `@polkadot/api`, unsigned. */
  tx(call: Call): ReturnType<ApiPromise["tx"]> {
    const bytes = this.encodeCall(call);
    const decoded = this.api.registry.createType("Call", bytes);
    if (decoded.toHex() !== toHex(bytes)) {
      throw new RuntimeMismatch(`${call.pallet}.${call.call}`, "it does not encode back");
    }
    return this.api.tx(decoded);
  }

  /**
   * Signs and sends a call, waits until it is final and reads what it did.
   *
   * When another transaction of the account gets in its way, the call is signed again: only when it is
   * certain that the first one is not and will not be included. It is never signed for another version
   * of the runtime than it was encoded for: the same bytes may mean another call there.
   *
   * @param call - a call, or its SCALE encoding
   * @throws FailedFault if it failed in its block; UpgradedFault if the runtime was upgraded meanwhile;
   *   otherwise as {@link deliver}
   */
  async submit(
    call: Call | Uint8Array,
    signer: Sm2Signer,
    options: SubmitOptions = {},
  ): Promise<Outcome> {
    const bytes = call instanceof Uint8Array ? call : this.encodeCall(call);
    const encodedFor = options.specVersion ?? this.#versions.get(bytes) ?? this.specVersion;
    const patience = { ...this.#patience, ...options.patience };
    const onProgress = options.onProgress ?? (() => undefined);
    const context = () => this.#context(encodedFor);
    const submission = new Submission(this.link, bytes, signer, context, onProgress);
    const end = performance.now() + patience.wait;
    for (let attempt = 1; ; attempt += 1) {
      const nonce = options.nonce ?? (await this.nextNonce(accountOf(signer.publicKey)));
      try {
        const transaction = await submission.sign(nonce);
        const position = await deliver(submission, transaction, patience);
        onProgress({ stage: "final", position });
        return await this.outcome(position);
      } catch (fault) {
        const again = options.nonce === undefined && isInTheWay(fault);
        if (!again || attempt >= ATTEMPTS || performance.now() >= end) {
          throw fault;
        }
        await submission.pause(200 * attempt);
      }
    }
  }

  /**
   * What the transaction at a position did.
   *
   * @throws FailedFault if it failed
   */
  async outcome(position: Position): Promise<Outcome> {
    const { block, blockHash, index, transaction } = position;
    const all = await this.events(blockHash);
    const at = await this.blockTime(blockHash);
    const events = all.filter(({ extrinsic }) => extrinsic === index);
    const closing = all.filter(({ extrinsic }) => extrinsic === null);
    const failed = events.find((event) => isEvent(event, "System", "ExtrinsicFailed"));
    if (failed) {
      const runtime = await this.runtimeOf(blockHash);
      const failure = runtime.failureOf(failed.data.dispatchError);
      throw new FailedFault(failure, block, transaction);
    }
    return { position, at, events, closing };
  }

  /**
   * Hears of every finalized block from now on.
   *
   * @returns a function that ends it
   */
  async onFinalized(listener: (head: Head) => void): Promise<() => void> {
    return this.api.rpc.chain.subscribeFinalizedHeads((header) => {
      listener({ number: header.number.toNumber(), hash: header.hash.toHex() });
    });
  }

  /** Ends the connection. */
  async close(): Promise<void> {
    await this.api.disconnect();
  }

  #runtimeOf(registry: Registry): Runtime {
    const key = registry.lookup;
    const known = this.#runtimes.get(key);
    if (known) {
      return known;
    }
    const runtime = new Runtime(registry);
    this.#runtimes.set(key, runtime);
    return runtime;
  }

  async #context(encodedFor: number): Promise<SigningContext> {
    const head = await this.head();
    // Asked of the finalized block: from there on no other version decides on what was sent.
    const { specVersion, transactionVersion } = (await this.request("state_getRuntimeVersion", [
      head.hash,
    ])) as Record<"specVersion" | "transactionVersion", number>;
    if (specVersion > encodedFor) {
      throw new UpgradedFault(encodedFor, specVersion, head.number);
    }
    if (specVersion !== encodedFor || this.specVersion !== specVersion) {
      throw new RefusedFault(
        "badProof",
        `the runtime is being upgraded: its version ${specVersion} is final, the call was encoded ` +
          `for version ${encodedFor}, and the client knows version ${this.specVersion}`,
      );
    }
    const { genesis } = this;
    const { extensions } = this.runtime;
    return { genesis, specVersion, transactionVersion, extensions, head };
  }
}

/**
 * Connects to a node and makes `@polkadot/api` ready for the chain.
 *
 * @param url - `ws://…` or `wss://…`
 * @throws InputFault for another kind of address, ConnectionFault if nobody answers
 */
export async function connectChain(
  url: string,
  options: ConnectOptions = {},
): Promise<{ api: ApiPromise; link: Link; patience: Patience }> {
  if (!options.provider && !/^wss?:\/\//.test(url)) {
    throw new InputFault("url", `${url} does not begin with ws:// or wss://`);
  }
  const { connectTimeout = 15_000, answerTimeout = 30_000 } = options;
  const provider = options.provider ?? new WsProvider(url, RECONNECT, {}, answerTimeout);
  const link = new Link(url, provider, answerTimeout);
  const api = new ApiPromise({
    ...extrinsicOptions,
    initWasm: false,
    noInitWarn: true,
    provider,
    rpc: rpcDefinitions(),
  });
  try {
    await ready(api, url, connectTimeout);
    link.genesis = api.genesisHash.toHex();
    return { api, link, patience: { ...PATIENCE, ...options.patience } };
  } catch (fault) {
    await api.disconnect().catch(() => undefined);
    throw fault;
  }
}

async function ready(api: ApiPromise, url: string, time: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const alarm = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new ConnectionFault(url, `no connection in ${time / 1_000} s`));
    }, time);
  });
  const made = api.isReadyOrError.catch((fault: unknown) => {
    const reason = fault instanceof Error && fault.message ? fault.message : "nobody answers";
    throw new ConnectionFault(url, reason, { cause: fault });
  });
  try {
    await Promise.race([made, alarm]);
  } finally {
    clearTimeout(timer);
    made.catch(() => undefined);
  }
}

/** Whether another transaction of the account, or an upgrade, got in the way of one. */
function isInTheWay(fault: unknown): boolean {
  if (fault instanceof RefusedFault) {
    return ["stale", "tooLowPriority", "badProof"].includes(fault.refusal);
  }
  return fault instanceof SupersededFault || fault instanceof ExpiredFault;
}

/** Whether an event is `pallet.name`. */
export function isEvent(event: ChainEvent, pallet: string, name: string): boolean {
  return event.pallet === pallet && event.name === name;
}

/**
 * The event `pallet.name` of a transaction.
 *
 * @throws RuntimeMismatch if it emitted none
 */
export function eventOf(outcome: Outcome, pallet: string, name: string): ChainEvent {
  const found = outcome.events.find((event) => isEvent(event, pallet, name));
  if (!found) {
    throw new RuntimeMismatch(`${pallet}.${name}`, "the transaction did not emit it");
  }
  return found;
}
