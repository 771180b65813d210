import { fromHex, toHex } from "../crypto/bytes.js";
import type { Sm2Signer } from "../crypto/key.js";
import { sm3Hex } from "../crypto/sm3.js";
import { FiscalFault } from "../faults.js";
import { ScaleReader } from "../scale/reader.js";
import type { Digest, Height } from "../types/common.js";
import type { Chain, Position, Watched } from "./delivery.js";
import type { Link } from "./link.js";
import { refusalOf } from "./refusal.js";
import { signTransaction } from "./transaction.js";
import type { SignedTransaction, SigningContext } from "./transaction.js";

const WATCH = "author_submitAndWatchExtrinsic";
const UPDATE = "author_extrinsicUpdate";
/** While nothing is heard of a watched transaction, the node is asked this often whether it lives. */
const HEARTBEAT = 10_000;

/** How far a transaction is. */
export type Progress =
  | { stage: "signed"; transaction: Digest; nonce: number; dies: Height }
  | { stage: "pool"; transaction: Digest }
  | { stage: "inBlock"; transaction: Digest; blockHash: Digest }
  | { stage: "final"; position: Position }
  | { stage: "searching"; transaction: Digest; reason: string };

/** Hears how far a transaction is. */
export type OnProgress = (progress: Progress) => void;

type Status = string | Record<string, unknown>;

/** A call on its way through one node. */
export class Submission implements Chain {
  readonly #link: Link;
  readonly #call: Uint8Array;
  readonly #signer: Sm2Signer;
  readonly #context: () => Promise<SigningContext>;
  readonly #onProgress: OnProgress;

  /** A call in SCALE, who signs it, and for what. */
  constructor(
    link: Link,
    call: Uint8Array,
    signer: Sm2Signer,
    context: () => Promise<SigningContext>,
    onProgress: OnProgress,
  ) {
    this.#link = link;
    this.#call = call;
    this.#signer = signer;
    this.#context = context;
    this.#onProgress = onProgress;
  }

  /** Signs the call. */
  async sign(nonce: number, context?: SigningContext): Promise<SignedTransaction> {
    const at = context ?? (await this.#context());
    const transaction = await signTransaction(this.#call, this.#signer, nonce, at);
    const { hash, dies } = transaction;
    this.#onProgress({ stage: "signed", transaction: hash, nonce, dies });
    return transaction;
  }

  now(): number {
    return performance.now();
  }

  pause(time: number): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, time));
  }

  async watch(transaction: SignedTransaction, until: number): Promise<Watched> {
    await this.#link.connected();
    const watched = await new Watch(this.#link, transaction, this.#onProgress).run(
      Math.max(0, until - this.now()),
    );
    if ("interrupted" in watched) {
      const { interrupted } = watched;
      this.#onProgress({ stage: "searching", transaction: transaction.hash, reason: interrupted });
      return watched;
    }
    const position = await locate(this.#link, watched.final, [transaction.hash]);
    return position
      ? { position }
      : { interrupted: `the node names block ${watched.final}, which does not hold it` };
  }

  async finalized(): Promise<Height> {
    return (await this.#link.head()).number;
  }

  async position(block: Height, transactions: readonly Digest[]): Promise<Position | undefined> {
    const hash = await this.#link.blockHash(block);
    return hash ? locate(this.#link, hash, transactions) : undefined;
  }

  async renew(transaction: SignedTransaction): Promise<SignedTransaction | undefined> {
    const context = await this.#context();
    return context.head.number > transaction.madeAt
      ? this.sign(transaction.nonce, context)
      : undefined;
  }

  async nonceAfter(block: Height, account: Uint8Array): Promise<number> {
    const hash = await this.#link.blockHash(block);
    const params = ["AccountNonceApi_account_nonce", toHex(account), hash];
    const answer = (await this.#link.request("state_call", params)) as string;
    return new ScaleReader(fromHex(answer)).u32();
  }
}

/** Where one of the transactions stands in a block, if one does. */
async function locate(
  link: Link,
  blockHash: Digest,
  transactions: readonly Digest[],
): Promise<Position | undefined> {
  const block = await link.block(blockHash);
  if (!block) {
    return undefined;
  }
  const hashes = block.extrinsics.map((extrinsic) => sm3Hex(fromHex(extrinsic)));
  const index = hashes.findIndex((hash) => transactions.includes(hash));
  const transaction = hashes[index];
  return transaction === undefined
    ? undefined
    : { transaction, block: Number(block.header.number), blockHash, index };
}

/** One look at a transaction in the pool, until it is final or nothing more is to be heard. */
class Watch {
  readonly #link: Link;
  readonly #transaction: SignedTransaction;
  readonly #onProgress: OnProgress;
  readonly #outcome: Promise<{ final: Digest } | { interrupted: string }>;
  #settle: (outcome: { final: Digest } | { interrupted: string }) => void = () => undefined;

  constructor(link: Link, transaction: SignedTransaction, onProgress: OnProgress) {
    this.#link = link;
    this.#transaction = transaction;
    this.#onProgress = onProgress;
    this.#outcome = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  async run(time: number): Promise<{ final: Digest } | { interrupted: string }> {
    const { provider, url } = this.#link;
    const off = provider.on("disconnected", () => this.#end("the connection ended"));
    const seconds = Math.round(time / 1_000);
    const clock = setTimeout(() => this.#end(`not final after ${seconds} s`), time);
    const beat = setInterval(() => {
      this.#link.head().catch((fault: unknown) => {
        this.#end(fault instanceof Error ? fault.message : "the node does not answer");
      });
    }, HEARTBEAT);
    let id: number | string | undefined;
    try {
      const params = [this.#transaction.hex];
      const begun = provider.subscribe(UPDATE, WATCH, params, (error, status: Status) => {
        this.#hear(error, status);
      });
      id = await Promise.race([begun, this.#outcome.then(() => undefined)]);
      return await this.#outcome;
    } catch (fault) {
      throw fault instanceof FiscalFault ? fault : refusalOf(url, fault);
    } finally {
      off();
      clearTimeout(clock);
      clearInterval(beat);
      if (id !== undefined && provider.isConnected) {
        provider.unsubscribe(UPDATE, "author_unwatchExtrinsic", id).catch(() => undefined);
      }
    }
  }

  #hear(error: Error | null, status: Status): void {
    if (error) {
      this.#end(error.message);
      return;
    }
    const transaction = this.#transaction.hash;
    const [[name = "", value] = []] =
      typeof status === "string" ? [[status, undefined]] : Object.entries(status);
    switch (name) {
      case "ready":
      case "future":
      case "broadcast":
        this.#onProgress({ stage: "pool", transaction });
        break;
      case "inBlock":
        this.#onProgress({ stage: "inBlock", transaction, blockHash: value as Digest });
        break;
      case "finalized":
        this.#settle({ final: value as Digest });
        break;
      case "usurped":
        this.#end(`replaced in the pool by ${String(value)}`);
        break;
      case "dropped":
        this.#end("dropped from the pool");
        break;
      case "invalid":
        this.#end("no longer valid in the pool");
        break;
      case "finalityTimeout":
        this.#end("finality takes long");
        break;
      default:
    }
  }

  #end(reason: string): void {
    this.#settle({ interrupted: reason });
  }
}
