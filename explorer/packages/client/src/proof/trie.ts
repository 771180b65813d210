import { toHex } from "../crypto/bytes.js";
import type { Hex } from "../crypto/bytes.js";
import { sm3Hex } from "../crypto/sm3.js";
import { DecodeFault } from "../faults.js";
import { ScaleReader } from "../scale/reader.js";
import { ProofFault } from "./fault.js";

const HASH_BYTES = 32;
const MAX_NIBBLES = 0xffff;
const EMPTY_ROOT = sm3Hex(Uint8Array.of(0));

type Value = { inline: Uint8Array } | { hash: Hex };
type Child = { inline: Uint8Array } | { hash: Hex };
type Node =
  | { kind: "empty" }
  | { kind: "leaf"; path: number[]; value: Value }
  | { kind: "branch"; path: number[]; value: Value | undefined; children: (Child | undefined)[] };

/**
 * What the nodes of a state trie (layout V1 of the SDK, hashed with SM3) say under some keys, going by
 * its root: a value, or that there is none.
 *
 * @throws ProofFault with code `nodes` if a node is missing or altered, `surplusNodes` if one leads to
 *   none of the keys or stands twice
 */
export function readTrie(
  root: Hex,
  nodes: readonly Uint8Array[],
  keys: readonly Uint8Array[],
): (Uint8Array | undefined)[] {
  const known = new Map(nodes.map((node) => [sm3Hex(node), node] as const));
  const surplus = new ProofFault("surplusNodes", "nodes: one leads nowhere or stands twice");
  if (known.size < nodes.length) {
    throw surplus;
  }
  const read = new Set<Hex>();
  const take = (hash: Hex): Uint8Array => {
    const node = hash === EMPTY_ROOT ? Uint8Array.of(0) : known.get(hash);
    if (!node) {
      throw broken();
    }
    read.add(hash);
    return node;
  };
  const values = keys.map((key) => lookUp(root, key, take));
  if ([...known.keys()].some((hash) => !read.has(hash))) {
    throw surplus;
  }
  return values;
}

function broken(): ProofFault {
  return new ProofFault(
    "nodes",
    "nodes: they do not lead from the state root to what is to be proven",
  );
}

function lookUp(
  root: Hex,
  key: Uint8Array,
  take: (hash: Hex) => Uint8Array,
): Uint8Array | undefined {
  let rest = [...key].flatMap((byte) => [byte >> 4, byte & 15]);
  let bytes = take(root);
  const held = (value: Value) => ("inline" in value ? value.inline : take(value.hash));
  for (;;) {
    const node = decodeNode(bytes);
    if (node.kind === "empty" || !node.path.every((nibble, at) => nibble === rest[at])) {
      return undefined;
    }
    const isHere = node.path.length === rest.length;
    if (node.kind === "leaf") {
      return isHere ? held(node.value) : undefined;
    }
    if (isHere) {
      return node.value && held(node.value);
    }
    const child = node.children[rest[node.path.length] ?? 0];
    if (!child) {
      return undefined;
    }
    rest = rest.slice(node.path.length + 1);
    bytes = "inline" in child ? child.inline : take(child.hash);
  }
}

function decodeNode(bytes: Uint8Array): Node {
  try {
    return readNode(new ScaleReader(bytes));
  } catch (fault) {
    throw fault instanceof DecodeFault ? broken() : fault;
  }
}

/** What the first bits of a node say of it, and how many of them there are. */
function kindOf(first: number): { mask: number; leaf: boolean; value: boolean; hashed: boolean } {
  switch (first >> 6) {
    case 0b01:
      return { mask: 2, leaf: true, value: true, hashed: false };
    case 0b10:
      return { mask: 2, leaf: false, value: false, hashed: false };
    case 0b11:
      return { mask: 2, leaf: false, value: true, hashed: false };
    default:
      if (first >> 5 === 0b001) {
        return { mask: 3, leaf: true, value: true, hashed: true };
      }
      if (first >> 4 === 0b0001) {
        return { mask: 4, leaf: false, value: true, hashed: true };
      }
      throw new DecodeFault("a node of another kind");
  }
}

function readNode(reader: ScaleReader): Node {
  const first = reader.u8();
  if (first === 0) {
    return { kind: "empty" };
  }
  const { mask, leaf, value: valued, hashed } = kindOf(first);
  const path = readPath(reader, countOf(first, mask, reader));
  const readValue = (): Value =>
    hashed ? { hash: toHex(reader.take(HASH_BYTES)) } : { inline: reader.bytes() };
  if (leaf) {
    return { kind: "leaf", path, value: readValue() };
  }
  const bitmap = reader.u16();
  if (bitmap === 0) {
    throw new DecodeFault("a branch without a child");
  }
  const value = valued ? readValue() : undefined;
  const children = Array.from({ length: 16 }, (_, at) =>
    (bitmap & (1 << at)) === 0 ? undefined : childOf(reader.bytes()),
  );
  return { kind: "branch", path, value, children };
}

function childOf(bytes: Uint8Array): Child {
  return bytes.length === HASH_BYTES ? { hash: toHex(bytes) } : { inline: bytes };
}

/** The number of nibbles: in the rest of the first byte, and in further ones while they are full. */
function countOf(first: number, mask: number, reader: ScaleReader): number {
  const most = 255 >> mask;
  let count = first & most;
  if (count < most) {
    return count;
  }
  count -= 1;
  while (count <= MAX_NIBBLES) {
    const more = reader.u8();
    if (more < 255) {
      return count + more + 1;
    }
    count += 255;
  }
  return MAX_NIBBLES;
}

function readPath(reader: ScaleReader, count: number): number[] {
  const nibbles = [...reader.take(Math.ceil(count / 2))].flatMap((byte) => [byte >> 4, byte & 15]);
  if (count % 2 === 0) {
    return nibbles;
  }
  if (nibbles[0] !== 0) {
    throw new DecodeFault("a node's path is padded with something");
  }
  return nibbles.slice(1);
}
