import type { FieldShape, Shapes } from "@fiscalchain/client";
import type { Api } from "../../../lib/signing/prepare";

/** A named thing of the metadata with fields: a call, an event or an error. */
export interface Member {
  name: string;
  index: number;
  docs: string;
  fields: Field[];
}

/** A field: its layout by number, and how the source calls its type. */
export interface Field {
  name: string;
  type: number;
  typeName: string;
}

/** An entry of the state of a pallet. */
export interface StorageEntry {
  name: string;
  docs: string;
  /** Types of its keys; none for a plain value. */
  keys: number[];
  hashers: string[];
  value: number;
  /** Whether there is nothing where nothing was written, instead of a default. */
  optional: boolean;
}

/** A constant of a pallet, encoded. */
export interface Constant {
  name: string;
  docs: string;
  type: number;
  value: Uint8Array;
}

/** A pallet. */
export interface Pallet {
  name: string;
  index: number;
  docs: string;
  calls: Member[];
  events: Member[];
  errors: Member[];
  storage: StorageEntry[];
  constants: Constant[];
}

/** A method of a runtime API. */
export interface ApiMethod {
  name: string;
  docs: string;
  inputs: Field[];
  output: number;
}

/** A runtime API. */
export interface RuntimeApi {
  name: string;
  docs: string;
  methods: ApiMethod[];
}

/** A type with a name. */
export interface NamedType {
  id: number;
  path: string;
  docs: string;
}

/** What the metadata of a runtime says, without the codecs of the library. */
export interface RuntimeModel {
  shapes: Shapes;
  specName: string;
  specVersion: number;
  pallets: Pallet[];
  apis: RuntimeApi[];
  extensions: { name: string; type: number }[];
  types: NamedType[];
  /** Type of all calls. */
  callType: number;
  /** Name of a type as people write it: `Option<ParticipantId>`. */
  typeName: (type: number) => string;
}

/** The part of a registry that the model is read from. */
export type Registry = Pick<Api["registry"], "lookup" | "metadata">;

/** Text of documentation: paragraphs, without the indentation of comments. */
function docsOf(lines: Iterable<{ toString(): string }>): string {
  return Array.from(lines, (line) => line.toString().trim())
    .join("\n")
    .replaceAll(/\[`([^`\]]+)`\](\([^)]*\))?/g, "`$1`")
    .trim();
}

function membersOf(registry: Registry, type: { toNumber(): number } | null): Member[] {
  if (!type) return [];
  const { def } = registry.lookup.getSiType(type.toNumber());
  if (!def.isVariant) return [];
  return def.asVariant.variants.map((variant) => ({
    name: variant.name.toString(),
    index: variant.index.toNumber(),
    docs: docsOf(variant.docs),
    fields: variant.fields.map((field, at) => ({
      name: field.name.isSome ? field.name.unwrap().toString() : String(at),
      type: field.type.toNumber(),
      typeName: field.typeName.isSome ? field.typeName.unwrap().toString() : "",
    })),
  }));
}

function tupleOf(registry: Registry, type: number, hashers: number): number[] {
  if (hashers === 1) return [type];
  const { def } = registry.lookup.getSiType(type);
  return def.isTuple ? def.asTuple.map((item) => item.toNumber()) : [type];
}

function storageOf(registry: Registry, pallet: MetadataPallet): StorageEntry[] {
  if (pallet.storage.isNone) return [];
  return pallet.storage.unwrap().items.map((entry) => {
    const common = {
      name: entry.name.toString(),
      docs: docsOf(entry.docs),
      optional: entry.modifier.isOptional,
    };
    if (entry.type.isPlain) {
      return { ...common, keys: [], hashers: [], value: entry.type.asPlain.toNumber() };
    }
    const map = entry.type.asMap;
    return {
      ...common,
      keys: tupleOf(registry, map.key.toNumber(), map.hashers.length),
      hashers: map.hashers.map((hasher) => hasher.type),
      value: map.value.toNumber(),
    };
  });
}

type MetadataPallet = Registry["metadata"]["pallets"][number];

function palletOf(registry: Registry, pallet: MetadataPallet): Pallet {
  return {
    name: pallet.name.toString(),
    index: pallet.index.toNumber(),
    docs: docsOf(pallet.docs),
    calls: membersOf(registry, pallet.calls.isSome ? pallet.calls.unwrap().type : null),
    events: membersOf(registry, pallet.events.isSome ? pallet.events.unwrap().type : null),
    errors: membersOf(registry, pallet.errors.isSome ? pallet.errors.unwrap().type : null),
    storage: storageOf(registry, pallet),
    constants: pallet.constants.map((constant) => ({
      name: constant.name.toString(),
      docs: docsOf(constant.docs),
      type: constant.type.toNumber(),
      value: constant.value.toU8a(true),
    })),
  };
}

const WRAPPERS = new Set(["BoundedVec", "WeakBoundedVec", "Box", "Cow", "BoundedBTreeSet"]);

/** Names types as people write them. */
function namer(shapes: Shapes): (type: number) => string {
  const known = new Map<number, string>();
  const fields = (all: readonly FieldShape[], depth: number) =>
    all.map((field) => name(field.type, depth + 1)).join(", ");
  const make = (type: number, depth: number): string => {
    if (depth > 4) return "…";
    const shape = shapes.of(type);
    const last = shape.path.split("::").pop() ?? "";
    switch (shape.kind) {
      case "primitive":
        return shape.name;
      case "compact":
        return `Compact<${name(shape.item, depth + 1)}>`;
      case "sequence":
        return `Vec<${name(shape.item, depth + 1)}>`;
      case "array":
        return `[${name(shape.item, depth + 1)}; ${shape.length}]`;
      case "tuple":
        return `(${shape.items.map((item) => name(item, depth + 1)).join(", ")})`;
      case "variant": {
        if (last !== "Option" && last !== "Result") return last || "enum";
        const held = shape.variants.filter((variant) => variant.fields.length > 0);
        return `${last}<${held.map((variant) => fields(variant.fields, depth)).join(", ")}>`;
      }
      case "composite": {
        if (last === "") return `(${fields(shape.fields, depth)})`;
        return WRAPPERS.has(last) ? `${last}<${fields(shape.fields, depth)}>` : last;
      }
    }
  };
  const name = (type: number, depth: number): string => {
    const found = known.get(type);
    if (found !== undefined) return found;
    const made = make(type, depth);
    if (depth === 0) known.set(type, made);
    return made;
  };
  return (type) => name(type, 0);
}

/** Reads the metadata of a runtime. */
export function readModel(
  registry: Registry,
  shapes: Shapes,
  version: { specName: string; specVersion: number },
): RuntimeModel {
  const { metadata } = registry;
  return {
    shapes,
    ...version,
    pallets: metadata.pallets.map((pallet) => palletOf(registry, pallet)),
    apis: metadata.apis.map((api) => ({
      name: api.name.toString(),
      docs: docsOf(api.docs),
      methods: api.methods.map((method) => ({
        name: method.name.toString(),
        docs: docsOf(method.docs),
        inputs: method.inputs.map((input) => ({
          name: input.name.toString(),
          type: input.type.toNumber(),
          typeName: "",
        })),
        output: method.output.toNumber(),
      })),
    })),
    extensions: metadata.extrinsic.transactionExtensions.map((extension) => ({
      name: extension.identifier.toString(),
      type: extension.type.toNumber(),
    })),
    types: registry.lookup.types
      .filter((each) => each.type.path.length > 0)
      .map((each) => ({
        id: each.id.toNumber(),
        path: each.type.path.map((part) => part.toString()).join("::"),
        docs: docsOf(each.type.docs),
      })),
    callType: metadata.outerEnums.callType.toNumber(),
    typeName: namer(shapes),
  };
}
