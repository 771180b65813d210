import { rpc } from "../../../lib/rpc";
import { camel, shapesOf, type Api } from "../../../lib/signing/prepare";
import { blockHash } from "../BlockInput";
import { fromHex } from "./encode";
import { readModel, type Pallet, type RuntimeModel, type StorageEntry } from "./model";
import type { Runtime } from "./useRuntime";

/** Entries of a map that are read at once. */
export const STATE_PAGE = 50;
/** Bytes that a hasher puts before the key, where the key follows; others hide it. */
const BEFORE: Readonly<Record<string, number>> = {
  Identity: 0,
  Twox64Concat: 8,
  Blake2_128Concat: 16,
};
/** Bytes of the names of pallet and entry at the beginning of each key. */
const PREFIX_BYTES = 32;

/** An entry that was read. */
export interface StateItem {
  /** The whole key. */
  key: string;
  /** The keys of a map, or null where a hash hides them. */
  keys: unknown[] | null;
  value: unknown;
  /** Nothing stands there; `value` is what counts instead. */
  absent: boolean;
}

/** What was read, and with which runtime. */
export interface StatePage {
  block: string;
  specVersion: number;
  items: StateItem[];
  /** Key to go on behind. */
  next: string | null;
}

/** What is to be read. */
export interface StateQuestion {
  pallet: string;
  entry: string;
  /** The first keys of a map, encoded; all of them name one entry. */
  keys: Uint8Array[];
  /** A height, a hash, or nothing. */
  block: string;
  after: string | null;
}

interface At {
  model: RuntimeModel;
  registry: Api["registry"];
  query: Api["query"];
}

/** The metadata that was in force at a block. */
async function runtimeAt(runtime: Runtime, hash: string): Promise<At> {
  const at = await runtime.api.at(hash);
  const specVersion = at.runtimeVersion.specVersion.toNumber();
  if (specVersion === runtime.model.specVersion) {
    return { model: runtime.model, registry: runtime.api.registry, query: runtime.api.query };
  }
  const registry = at.registry as Api["registry"];
  const model = readModel(registry, await shapesOf(registry), {
    specName: at.runtimeVersion.specName.toString(),
    specVersion,
  });
  return { model, registry, query: at.query as unknown as Api["query"] };
}

function find(model: RuntimeModel, question: StateQuestion): [Pallet, StorageEntry] {
  const pallet = model.pallets.find((each) => each.name === question.pallet);
  const entry = pallet?.storage.find((each) => each.name === question.entry);
  if (!pallet || !entry) {
    throw new RangeError(
      `entry: runtime ${model.specVersion} has no ${question.pallet}.${question.entry}`,
    );
  }
  return [pallet, entry];
}

/** The keys of a map behind the prefix of a whole key; null where a hash hides one. */
export function keysOf(
  at: { model: RuntimeModel; registry: Api["registry"] },
  codec: Pick<Runtime["codec"], "decodeValue">,
  entry: StorageEntry,
  key: Uint8Array,
): unknown[] | null {
  let rest = key.subarray(PREFIX_BYTES);
  const found: unknown[] = [];
  for (const [index, type] of entry.keys.entries()) {
    const before = BEFORE[entry.hashers[index] ?? ""];
    if (before === undefined) return null;
    rest = rest.subarray(before);
    const last = index === entry.keys.length - 1;
    const length = last
      ? rest.length
      : at.registry.createType(at.registry.createLookupType(type), rest).encodedLength;
    found.push(codec.decodeValue(at.model.shapes, type, rest.slice(0, length)));
    rest = rest.subarray(length);
  }
  return found;
}

/** Reads an entry of the state, or a page of a map, at a block. */
export async function readState(runtime: Runtime, question: StateQuestion): Promise<StatePage> {
  const { api, codec } = runtime;
  const block = await blockHash(api, question.block);
  const at = await runtimeAt(runtime, block);
  const [pallet, entry] = find(at.model, question);
  const access = at.query[camel(pallet.name)]?.[camel(entry.name)];
  if (!access) throw new RangeError(`entry: ${pallet.name}.${entry.name} cannot be read`);
  const codecs = question.keys.map((bytes, index) =>
    at.registry.createType(at.registry.createLookupType(entry.keys[index] ?? -1), bytes),
  );
  const item = (key: string, raw: string | null): StateItem => ({
    key,
    keys: keysOf(at, codec, entry, fromHex(key) ?? new Uint8Array()),
    value:
      raw === null
        ? null
        : codec.decodeValue(at.model.shapes, entry.value, fromHex(raw) ?? new Uint8Array()),
    absent: raw === null,
  });
  const page = { block, specVersion: at.model.specVersion };
  if (codecs.length === entry.keys.length) {
    const key = access.key(...codecs);
    const raw = await rpc<string | null>("state_getStorage", [key, block]);
    return { ...page, items: [item(key, raw)], next: null };
  }
  const prefix = access.keyPrefix(...codecs);
  const keys = await rpc<string[]>("state_getKeysPaged", [
    prefix,
    STATE_PAGE,
    question.after ?? prefix,
    block,
  ]);
  const [answer] =
    keys.length === 0 ? [] : await rpc<StorageChanges[]>("state_queryStorageAt", [keys, block]);
  const values = new Map(answer?.changes ?? []);
  return {
    ...page,
    items: keys.map((key) => item(key, values.get(key) ?? null)),
    next: keys.length === STATE_PAGE ? (keys.at(-1) ?? null) : null,
  };
}

/** What `state_queryStorageAt` answers. */
interface StorageChanges {
  block: string;
  changes: [string, string | null][];
}
