import type { ProviderInterface } from "@polkadot/rpc-provider/types";
import { ConnectionFault, FiscalFault } from "../faults.js";
import type { Digest, Height } from "../types/common.js";
import type { RpcMethod, RpcMethods } from "./methods.js";
import { answerFault } from "./refusal.js";

/** A block of the chain. */
export interface Head {
  /** Its height. */
  number: Height;
  /** Its hash. */
  hash: Digest;
}

/** A block as the node gives it, undecoded. */
export interface RawBlock {
  /** Its header. */
  header: { number: string; parentHash: Digest };
  /** Its extrinsics, SCALE. */
  extrinsics: `0x${string}`[];
}

/** The JSON-RPC of one node: a question is asked again once when the connection breaks. */
export class Link {
  /** Where the node is. */
  readonly url: string;
  /** The connection. */
  readonly provider: ProviderInterface;
  /** Hash of the chain's first block, once it is known. */
  genesis: Digest | undefined;
  readonly #timeout: number;

  /** The node behind a connection; an answer may take `timeout` ms. */
  constructor(url: string, provider: ProviderInterface, timeout: number) {
    this.url = url;
    this.provider = provider;
    this.#timeout = timeout;
  }

  /** Asks a method that the chain adds. */
  ask<M extends RpcMethod>(
    method: M,
    ...params: RpcMethods[M]["params"]
  ): Promise<RpcMethods[M]["result"]> {
    return this.request(method, params) as Promise<RpcMethods[M]["result"]>;
  }

  /**
   * Asks any method, positions that are `undefined` as `null`.
   *
   * @throws ConnectionFault, RpcFault
   */
  async request(method: string, params: readonly unknown[] = []): Promise<unknown> {
    const given = params.map((param) => param ?? null);
    try {
      return await this.#once(method, given);
    } catch (fault) {
      if (!(fault instanceof ConnectionFault)) {
        throw fault;
      }
      await this.connected();
      return this.#once(method, given);
    }
  }

  /**
   * Waits until the connection is there.
   *
   * @throws ConnectionFault if it does not come in the time an answer may take
   */
  async connected(): Promise<void> {
    if (this.provider.isConnected) {
      return;
    }
    let off: (() => void) | undefined;
    const back = new Promise<void>((resolve) => {
      off = this.provider.on("connected", () => resolve());
    });
    try {
      await this.#within(back, "it has not come back");
    } finally {
      off?.();
    }
  }

  /**
   * The last finalized block.
   *
   * @throws FiscalFault of kind `runtimeMismatch` if the node is of another chain by now
   */
  async head(): Promise<Head> {
    const genesis = await this.blockHash(0);
    if (this.genesis !== undefined && genesis !== this.genesis) {
      throw new FiscalFault(
        "runtimeMismatch",
        `the node at ${this.url} is of another chain: its genesis is ${genesis ?? "unknown"}, ` +
          `not ${this.genesis}`,
      );
    }
    const hash = (await this.request("chain_getFinalizedHead")) as Digest;
    const header = (await this.request("chain_getHeader", [hash])) as { number: string } | null;
    if (!header) {
      throw new FiscalFault("internal", `the node has no header of ${hash}`);
    }
    return { number: Number(header.number), hash };
  }

  /** Hash of the block at a height, if there is one. */
  async blockHash(number: Height): Promise<Digest | null> {
    return (await this.request("chain_getBlockHash", [number])) as Digest | null;
  }

  /** The block of a hash, if the node has it. */
  async block(hash: Digest): Promise<RawBlock | null> {
    const signed = (await this.request("chain_getBlock", [hash])) as { block: RawBlock } | null;
    return signed && signed.block;
  }

  async #once(method: string, params: readonly unknown[]): Promise<unknown> {
    try {
      const answer = this.provider.send<unknown>(method, [...params]);
      return await this.#within(answer, `no answer to ${method}`);
    } catch (fault) {
      throw answerFault(this.url, method, fault);
    }
  }

  async #within<T>(promise: Promise<T>, late: string): Promise<T> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const alarm = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new ConnectionFault(this.url, `${late} in ${this.#timeout / 1_000} s`));
      }, this.#timeout);
    });
    try {
      return await Promise.race([promise, alarm]);
    } finally {
      clearTimeout(timer);
    }
  }
}
