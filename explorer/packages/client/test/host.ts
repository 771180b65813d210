import { readFileSync } from "node:fs";
import { blake2AsU8a, xxhashAsU8a } from "@polkadot/util-crypto";
import { concat, fromHex, sm2Verify, sm3, toHex } from "../src/crypto/index.js";
import type { Hex } from "../src/crypto/index.js";
import { ScaleReader } from "../src/scale/reader.js";
import { compact, fixed, lengthed, option } from "../src/scale/write.js";

const PAGE = 65_536;

/**
 * Executes the chain's WASM runtime as a node does, with its state in a map: what the client encodes
 * is put before the very code that decides on the chain. Roots of tries are not computed.
 */
export class RuntimeHost {
  /** The state. */
  readonly state = new Map<string, Uint8Array>();
  /** What the runtime logged. */
  readonly logs: string[] = [];
  readonly #module: WebAssembly.Module;
  readonly #layers: Map<string, Uint8Array | undefined>[] = [];

  constructor(path: string) {
    this.#module = new WebAssembly.Module(readFileSync(path));
  }

  /** Calls a function of the runtime API. */
  call(name: string, input: Uint8Array = new Uint8Array()): Uint8Array {
    const memory = new WebAssembly.Memory({ initial: 1_024 });
    const heap = new Heap(memory);
    const instance = new WebAssembly.Instance(this.#module, {
      env: { ...this.#functions(heap), memory },
    });
    const base = instance.exports.__heap_base as WebAssembly.Global;
    heap.next = base.value as number;
    const run = instance.exports[name] as (at: number, length: number) => bigint;
    try {
      return heap.read(BigInt.asUintN(64, run(heap.write(input), input.length)));
    } catch (fault) {
      throw new Error(`${name}: ${this.logs.at(-1) ?? "no log"}`, { cause: fault });
    }
  }

  #set(key: Hex, value: Uint8Array | undefined): void {
    const layer = this.#layers.at(-1);
    if (layer && !layer.has(key)) {
      layer.set(key, this.state.get(key));
    }
    if (value) {
      this.state.set(key, value);
    } else {
      this.state.delete(key);
    }
  }

  #undo(layer: Map<string, Uint8Array | undefined>): void {
    for (const [key, value] of layer) {
      if (value) {
        this.state.set(key, value);
      } else {
        this.state.delete(key);
      }
    }
  }

  #functions(heap: Heap): WebAssembly.ModuleImports {
    const { state } = this;
    const key = (at: bigint) => toHex(heap.read(at));
    const none = () => undefined;
    const hash = (make: (data: Uint8Array) => Uint8Array) => (data: bigint) =>
      heap.write(make(heap.read(data)));
    return {
      ext_allocator_free_version_1: none,
      ext_allocator_malloc_version_1: (size: number) => heap.take(size),
      ext_hashing_blake2_128_version_1: hash((data) => blake2AsU8a(data, 128)),
      ext_hashing_blake2_256_version_1: hash((data) => blake2AsU8a(data, 256)),
      ext_hashing_twox_64_version_1: hash((data) => xxhashAsU8a(data, 64)),
      ext_hashing_twox_128_version_1: hash((data) => xxhashAsU8a(data, 128)),
      ext_logging_log_version_1: (_: number, target: bigint, message: bigint) => {
        const text = (at: bigint) => new TextDecoder().decode(heap.read(at));
        this.logs.push(`${text(target)}: ${text(message)}`);
      },
      ext_logging_max_level_version_1: () => 2,
      ext_misc_print_hex_version_1: none,
      ext_misc_print_utf8_version_1: none,
      ext_misc_runtime_version_version_1: () => heap.reply(Uint8Array.of(0)),
      ext_sm_sm2_verify_version_1: (signature: number, message: bigint, publicKey: number) =>
        Number(sm2Verify(heap.slice(publicKey, 33), heap.read(message), heap.slice(signature, 64))),
      ext_sm_sm3_256_version_1: (data: bigint, out: number) => heap.put(out, sm3(heap.read(data))),
      ext_sm_sm3_ordered_root_version_1: (_: bigint, __: number, out: number) =>
        heap.put(out, new Uint8Array(32)),
      ext_storage_append_version_1: (at: bigint, item: bigint) => {
        const old = new ScaleReader(state.get(key(at)) ?? Uint8Array.of(0));
        const count = old.compact() + 1n;
        this.#set(key(at), concat(compact(count), old.take(old.left), heap.read(item)));
      },
      ext_storage_clear_prefix_version_2: (prefix: bigint) => {
        const gone = [...state.keys()].filter((one) => one.startsWith(key(prefix)));
        gone.forEach((one) => this.#set(one as Hex, undefined));
        return heap.reply(concat(Uint8Array.of(0), fixed(gone.length, 4)));
      },
      ext_storage_clear_version_1: (at: bigint) => this.#set(key(at), undefined),
      ext_storage_commit_transaction_version_1: () => {
        const layer = this.#layers.pop() ?? new Map<string, undefined>();
        const below = this.#layers.at(-1);
        layer.forEach((value, one) => below && !below.has(one) && below.set(one, value));
      },
      ext_storage_exists_version_1: (at: bigint) => Number(state.has(key(at))),
      ext_storage_get_version_1: (at: bigint) => heap.reply(option(state.get(key(at)), lengthed)),
      ext_storage_next_key_version_1: (at: bigint) => {
        const after = key(at);
        const [next] = [...state.keys()].filter((one) => one > after).sort();
        return heap.reply(option(next, (one) => lengthed(fromHex(one))));
      },
      ext_storage_read_version_1: (at: bigint, out: bigint, offset: number) => {
        const part = state.get(key(at))?.subarray(offset);
        if (part) {
          const [to, length] = parts(out);
          heap.put(to, part.subarray(0, length));
        }
        return heap.reply(option(part, ({ length }) => fixed(length, 4)));
      },
      ext_storage_rollback_transaction_version_1: () => this.#undo(this.#layers.pop() ?? new Map()),
      ext_storage_root_version_2: () => heap.reply(new Uint8Array(32)),
      ext_storage_set_version_1: (at: bigint, value: bigint) =>
        this.#set(key(at), heap.read(value)),
      ext_storage_start_transaction_version_1: () => {
        this.#layers.push(new Map());
      },
    };
  }
}

function parts(fat: bigint): [at: number, length: number] {
  return [Number(fat & 0xffffffffn), Number((fat >> 32n) & 0xffffffffn)];
}

/** The memory of one call: what is given out is never taken back. */
class Heap {
  next = 0;
  readonly #memory: WebAssembly.Memory;

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory;
  }

  take(size: number): number {
    // The runtime's own allocator writes into the header of eight bytes that a node's allocator keeps.
    const at = ((this.next + 7) & ~7) + 8;
    this.next = at + size;
    const short = this.next - this.#memory.buffer.byteLength;
    if (short > 0) {
      this.#memory.grow(Math.ceil(short / PAGE) + 64);
    }
    return at;
  }

  put(at: number, bytes: Uint8Array): void {
    new Uint8Array(this.#memory.buffer).set(bytes, at);
  }

  write(bytes: Uint8Array): number {
    const at = this.take(bytes.length);
    this.put(at, bytes);
    return at;
  }

  reply(bytes: Uint8Array): bigint {
    return BigInt(this.write(bytes)) | (BigInt(bytes.length) << 32n);
  }

  slice(at: number, length: number): Uint8Array {
    return new Uint8Array(this.#memory.buffer).slice(at, at + length);
  }

  read(fat: bigint): Uint8Array {
    return this.slice(...parts(fat));
  }
}
