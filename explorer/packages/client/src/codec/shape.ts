import type { PortableRegistry } from "@polkadot/types";
import type { Si1Field, Si1Variant } from "@polkadot/types/interfaces";
import { RuntimeMismatch } from "../faults.js";

/** A field of a composite or of a variant; its name is missing where it stands by its place. */
export interface FieldShape {
  name: string | undefined;
  type: number;
}

/** A variant of an enum. */
export interface VariantShape {
  name: string;
  index: number;
  fields: FieldShape[];
}

/** The layout of a type, as the metadata tells it. */
export type Shape = { path: string } & (
  | { kind: "composite"; fields: FieldShape[] }
  | { kind: "variant"; variants: VariantShape[] }
  | { kind: "sequence"; item: number }
  | { kind: "array"; item: number; length: number }
  | { kind: "tuple"; items: number[] }
  | { kind: "primitive"; name: string }
  | { kind: "compact"; item: number }
);

/** The layouts of one runtime's types, by their numbers in its metadata. */
export class Shapes {
  readonly #lookup: PortableRegistry;
  readonly #known = new Map<number, Shape>();

  /** The types of a runtime. */
  constructor(lookup: PortableRegistry) {
    this.#lookup = lookup;
  }

  /** The layout of a type. */
  of(type: number): Shape {
    const known = this.#known.get(type);
    if (known) {
      return known;
    }
    const shape = this.#read(type);
    this.#known.set(type, shape);
    return shape;
  }

  /** The layout behind wrappers of one unnamed field, such as bounded lists and numbers of things. */
  unwrapped(type: number): Shape {
    let shape = this.of(type);
    for (let inner = wrapped(shape); inner !== undefined; inner = wrapped(shape)) {
      shape = this.of(inner);
    }
    return shape;
  }

  /** The number of the type at a path, if the runtime has one. */
  find(path: string): number | undefined {
    const found = this.#lookup.types.find(({ type }) => type.path.join("::") === path);
    return found?.id.toNumber();
  }

  #read(number: number): Shape {
    const type = this.#lookup.getSiType(number);
    const { def } = type;
    const path = type.path.map((part) => part.toString()).join("::");
    if (def.isComposite) {
      return { path, kind: "composite", fields: fieldsOf(def.asComposite.fields) };
    }
    if (def.isVariant) {
      return { path, kind: "variant", variants: def.asVariant.variants.map(variantOf) };
    }
    if (def.isSequence) {
      return { path, kind: "sequence", item: def.asSequence.type.toNumber() };
    }
    if (def.isArray) {
      const length = def.asArray.len.toNumber();
      return { path, kind: "array", item: def.asArray.type.toNumber(), length };
    }
    if (def.isTuple) {
      return { path, kind: "tuple", items: def.asTuple.map((item) => item.toNumber()) };
    }
    if (def.isPrimitive) {
      return { path, kind: "primitive", name: def.asPrimitive.type.toLowerCase() };
    }
    if (def.isCompact) {
      return { path, kind: "compact", item: def.asCompact.type.toNumber() };
    }
    throw new RuntimeMismatch(path || `type ${number}`, `its kind ${def.type} is not known here`);
  }
}

/** The one type inside of a wrapper. */
export function wrapped(shape: Shape): number | undefined {
  const [only, more] = shape.kind === "composite" ? shape.fields : [];
  return only && !more && only.name === undefined ? only.type : undefined;
}

/** `lock_term` as `lockTerm`. */
export function camel(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** `AllInScene` as `allInScene`. */
export function lower(name: string): string {
  return name.charAt(0).toLowerCase() + camel(name.slice(1));
}

function fieldsOf(fields: Iterable<Si1Field>): FieldShape[] {
  return [...fields].map(({ name, type }) => ({
    name: name.isSome ? name.unwrap().toString() : undefined,
    type: type.toNumber(),
  }));
}

function variantOf(variant: Si1Variant): VariantShape {
  return {
    name: variant.name.toString(),
    index: variant.index.toNumber(),
    fields: fieldsOf(variant.fields),
  };
}
