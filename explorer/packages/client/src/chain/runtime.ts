import type { PortableRegistry } from "@polkadot/types";
import type { PalletMetadataLatest } from "@polkadot/types/interfaces";
import type { Registry } from "@polkadot/types/types";
import { decodeValue, encodeValue, Shapes } from "../codec/index.js";
import type { CallTree, EventTree } from "../codec/index.js";
import { fromHex } from "../crypto/bytes.js";
import { RuntimeMismatch } from "../faults.js";
import type { Failure } from "../faults.js";

/** A call to be sent: pallet, name and arguments by their names, in the forms of the domain. */
export type Call = CallTree;

/** An event of a block. */
export interface ChainEvent extends EventTree {
  /** The extrinsic that emitted it; null for what happened as the block opened or closed. */
  extrinsic: number | null;
}

/** One version of the chain's runtime: its calls, events and errors by their names. */
export class Runtime {
  /** The layouts of its types. */
  readonly shapes: Shapes;
  readonly #registry: Registry;

  /** The runtime that a registry knows. */
  constructor(registry: Registry) {
    this.#registry = registry;
    this.shapes = new Shapes(registry.lookup as unknown as PortableRegistry);
  }

  /** The names of its transaction extensions. */
  get extensions(): readonly string[] {
    return this.#registry.signedExtensions;
  }

  /**
   * The SCALE encoding of a call.
   *
   * @throws InputFault with the place of the argument that is not of its form
   */
  encodeCall({ pallet, call, args }: Call): Uint8Array {
    return encodeValue(this.shapes, this.#callType(), { pallet, call, args }, "");
  }

  /** A call of its SCALE encoding. */
  decodeCall(bytes: Uint8Array): Call {
    return decodeValue(this.shapes, this.#callType(), bytes) as Call;
  }

  /** The events of a block, of the value of `System.Events`. */
  decodeEvents(bytes: Uint8Array): ChainEvent[] {
    const system = this.#pallet(({ name }) => name.toString() === "System");
    const item = system?.storage.unwrapOr(undefined)?.items.find(({ name }) => name.eq("Events"));
    if (!item?.type.isPlain) {
      throw new RuntimeMismatch("System.Events", "there is no such item");
    }
    const records = decodeValue(this.shapes, item.type.asPlain.toNumber(), bytes) as {
      phase: "finalization" | "initialization" | { applyExtrinsic: number };
      event: EventTree;
    }[];
    return records.map(({ phase, event }) => ({
      ...event,
      extrinsic: typeof phase === "string" ? null : phase.applyExtrinsic,
    }));
  }

  /** What a dispatch error, as events hold it, means: its name and its documentation. */
  failureOf(error: unknown): Failure {
    const module = (error as { module?: { index: number; error: string } } | null)?.module;
    if (!module) {
      const name = typeof error === "string" ? error : (Object.keys(error ?? {})[0] ?? "unknown");
      const kind = name.charAt(0).toUpperCase() + name.slice(1);
      return { pallet: null, error: kind, explanation: "" };
    }
    const pallet = this.#pallet(({ index }) => index.eq(module.index));
    const [index = 0] = fromHex(module.error);
    const type = pallet?.errors.unwrapOr(undefined)?.type;
    const variants = type && this.#registry.lookup.getSiType(type).def.asVariant.variants;
    const variant = variants?.find((one) => one.index.eq(index));
    return {
      pallet: pallet?.name.toString() ?? null,
      error: variant?.name.toString() ?? `${module.index}/${index}`,
      explanation: (variant?.docs ?? [])
        .map((line) => line.toString().trim())
        .join(" ")
        .trim(),
    };
  }

  #callType(): number {
    const type = this.shapes.find("fiscal_runtime::RuntimeCall");
    if (type === undefined) {
      throw new RuntimeMismatch("its calls", "there is no fiscal_runtime::RuntimeCall");
    }
    return type;
  }

  #pallet(matches: (pallet: PalletMetadataLatest) => boolean): PalletMetadataLatest | undefined {
    return this.#registry.metadata.pallets.find(matches);
  }
}
