import { concat, fromHex, utf8 } from "../crypto/bytes.js";
import { InputFault, RuntimeMismatch } from "../faults.js";
import { compact, fixed } from "../scale/write.js";
import { FORMS } from "./forms.js";
import { camel, lower, wrapped } from "./shape.js";
import type { FieldShape, Shape, Shapes, VariantShape } from "./shape.js";

const MAX_DEPTH = 48;
const NUMBER = /^([iu])(8|16|32|64|128|256)$/;
const CALL = /(^|_)runtime::RuntimeCall$/;

/**
 * Encodes what people write as a type of the runtime, strictly: nothing is left out, added, rounded
 * or taken for something else.
 *
 * @throws InputFault with the place of the value that is not of its form
 */
export function encodeValue(
  shapes: Shapes,
  type: number,
  value: unknown,
  place: string,
): Uint8Array {
  return new Encoder(shapes).value(type, value, place, 0);
}

/** Encodes the fields of a call or an event, by their names. */
export function encodeFields(
  shapes: Shapes,
  fields: readonly FieldShape[],
  value: unknown,
  place: string,
): Uint8Array {
  return new Encoder(shapes).fields(fields, value, place, 0);
}

class Encoder {
  readonly #shapes: Shapes;

  constructor(shapes: Shapes) {
    this.#shapes = shapes;
  }

  value(type: number, value: unknown, place: string, depth: number): Uint8Array {
    if (depth > MAX_DEPTH) {
      throw new InputFault(place, "nested too deep");
    }
    const shape = this.#shapes.of(type);
    const form = FORMS[shape.path];
    if (CALL.test(shape.path)) {
      return this.#call(shape, value, place, depth);
    }
    if (value instanceof Uint8Array) {
      return this.#bytes(shape, value, place, depth);
    }
    if (form) {
      const given = value === undefined ? form.missing : value;
      const plain = form.toPlain(given, place);
      return plain instanceof Uint8Array
        ? this.#bytes(shape, plain, place, depth)
        : this.#plain(shape, plain, place, depth);
    }
    return this.#plain(shape, value, place, depth);
  }

  fields(fields: readonly FieldShape[], value: unknown, place: string, depth: number): Uint8Array {
    const [only] = fields;
    if (fields.length === 1 && only && only.name === undefined) {
      return this.value(only.type, value, place, depth + 1);
    }
    if (fields.length > 0 && fields.every(({ name }) => name === undefined)) {
      const items = fields.map(({ type }) => type);
      return this.#tuple(items, value, place, depth);
    }
    return this.#named(fields, value, place, depth);
  }

  #plain(shape: Shape, value: unknown, place: string, depth: number): Uint8Array {
    switch (shape.kind) {
      case "primitive":
        return primitive(shape.name, value, place);
      case "compact":
        return compact(unsigned(value, place, this.#width(shape.item)));
      case "composite":
        return this.fields(shape.fields, value, place, depth);
      case "tuple":
        return this.#tuple(shape.items, value, place, depth);
      case "array":
      case "sequence":
        return this.#list(shape, value, place, depth);
      case "variant":
        return this.#variant(shape, value, place, depth);
    }
  }

  /** Bytes stand for lists of bytes, under whatever name. */
  #bytes(shape: Shape, bytes: Uint8Array, place: string, depth: number): Uint8Array {
    const inner = wrapped(shape);
    if (inner !== undefined) {
      return this.#bytes(this.#shapes.of(inner), bytes, place, depth + 1);
    }
    if (shape.kind === "variant" && shape.path === "Option") {
      const [some] = shape.variants.find(({ name }) => name === "Some")?.fields ?? [];
      if (some) {
        const held = this.#bytes(this.#shapes.of(some.type), bytes, place, depth + 1);
        return concat(Uint8Array.of(1), held);
      }
    }
    if ((shape.kind !== "array" && shape.kind !== "sequence") || !this.#isByte(shape.item)) {
      throw new InputFault(place, "bytes have no place here");
    }
    if (shape.kind === "sequence") {
      return concat(compact(bytes.length), bytes);
    }
    if (bytes.length !== shape.length) {
      throw new InputFault(place, `not ${shape.length} bytes but ${bytes.length}`);
    }
    return bytes;
  }

  #list(
    shape: Shape & { kind: "array" | "sequence" },
    value: unknown,
    place: string,
    depth: number,
  ): Uint8Array {
    if (typeof value === "string" && this.#isByte(shape.item)) {
      return this.#bytes(shape, hex(value, place), place, depth);
    }
    if (!Array.isArray(value)) {
      throw new InputFault(place, this.#isByte(shape.item) ? "not bytes" : "not a list");
    }
    if (shape.kind === "array" && value.length !== shape.length) {
      throw new InputFault(place, `not ${shape.length} items but ${value.length}`);
    }
    const items = value.map((item: unknown, at) =>
      this.value(shape.item, item, `${place}/${at}`, depth + 1),
    );
    const count = shape.kind === "array" ? [] : [compact(items.length)];
    return concat(...count, ...items);
  }

  #tuple(items: readonly number[], value: unknown, place: string, depth: number): Uint8Array {
    if (items.length === 0) {
      return new Uint8Array();
    }
    if (!Array.isArray(value) || value.length !== items.length) {
      throw new InputFault(place, `not a list of ${items.length}`);
    }
    return concat(
      ...items.map((item, at) => this.value(item, value[at], `${place}/${at}`, depth + 1)),
    );
  }

  #named(fields: readonly FieldShape[], value: unknown, place: string, depth: number): Uint8Array {
    const given = fields.length === 0 ? (value ?? {}) : value;
    if (typeof given !== "object" || given === null || Array.isArray(given)) {
      throw new InputFault(place, "not an object");
    }
    const rest = new Map(Object.entries(given));
    const parts = fields.map(({ name = "", type }) => {
      const written = [camel(name), name].find((one) => rest.has(one));
      const inner = written === undefined ? undefined : (rest.get(written) as unknown);
      rest.delete(written ?? "");
      const below = join(place, camel(name));
      if (inner === undefined && !this.#mayMiss(type)) {
        throw new InputFault(below, "missing");
      }
      return this.value(type, inner, below, depth + 1);
    });
    for (const name of rest.keys()) {
      throw new InputFault(join(place, name), "has no place here");
    }
    return concat(...parts);
  }

  #variant(
    shape: Shape & { kind: "variant" },
    value: unknown,
    place: string,
    depth: number,
  ): Uint8Array {
    if (shape.path === "Option") {
      return this.#option(shape, value, place, depth);
    }
    const [name, inner, more] = named(value);
    const variant = shape.variants.find((one) => one.name === name || lower(one.name) === name);
    if (!variant || more) {
      const known = shape.variants.map((one) => lower(one.name));
      const list = known.length > 16 ? "" : `: not one of ${known.join(", ")}`;
      throw new InputFault(place, `not a variant of ${shape.path.split("::").pop()}${list}`);
    }
    if (inner === undefined && variant.fields.length > 0) {
      throw new InputFault(place, `${lower(variant.name)} needs a value`);
    }
    const below = inner === undefined ? place : `${place}/${String(name)}`;
    return concat(
      Uint8Array.of(variant.index),
      this.fields(variant.fields, inner, below, depth + 1),
    );
  }

  #option(
    shape: Shape & { kind: "variant" },
    value: unknown,
    place: string,
    depth: number,
  ): Uint8Array {
    if (value === null || value === undefined) {
      return Uint8Array.of(0);
    }
    const some = shape.variants.find(({ name }) => name === "Some");
    return concat(Uint8Array.of(1), this.fields(some?.fields ?? [], value, place, depth + 1));
  }

  /** `{pallet, call, args}`, or the bytes of a call. */
  #call(shape: Shape, value: unknown, place: string, depth: number): Uint8Array {
    if (shape.kind !== "variant") {
      throw new RuntimeMismatch("its calls", "they are no enum");
    }
    if (value instanceof Uint8Array || typeof value === "string") {
      return typeof value === "string" ? hex(value, place) : value;
    }
    const { pallet, call, args } = (value ?? {}) as Record<string, unknown>;
    const found = pick(shape.variants, pallet, join(place, "pallet"));
    const calls = this.#shapes.of(found.fields[0]?.type ?? -1);
    const variants = calls.kind === "variant" ? calls.variants : [];
    const variant = pick(variants, call, join(place, "call"));
    // Of the outermost call, places begin with the name of the argument.
    const below = place === "" ? "" : join(place, "args");
    return concat(
      Uint8Array.of(found.index, variant.index),
      this.#named(variant.fields, args ?? {}, below, depth + 1),
    );
  }

  #mayMiss(type: number): boolean {
    const shape = this.#shapes.of(type);
    return shape.path === "Option" || FORMS[shape.path]?.missing !== undefined;
  }

  #isByte(type: number): boolean {
    const shape = this.#shapes.of(type);
    return shape.kind === "primitive" && shape.name === "u8";
  }

  #width(type: number): number {
    const shape = this.#shapes.unwrapped(type);
    const [, , bits] = (shape.kind === "primitive" && NUMBER.exec(shape.name)) || [];
    return bits === undefined ? 0 : Number(bits) / 8;
  }
}

function join(place: string, name: string): string {
  return place === "" ? name : `${place}/${name}`;
}

function pick(variants: readonly VariantShape[], name: unknown, place: string): VariantShape {
  const found = variants.find(
    (one) => one.name === name || camel(one.name) === name || lower(one.name) === name,
  );
  if (!found) {
    throw new InputFault(place, `the runtime has no ${String(name)}`);
  }
  return found;
}

function named(value: unknown): [unknown, unknown, boolean] {
  if (typeof value !== "object" || value === null) {
    return [value, undefined, false];
  }
  const entries = Object.entries(value);
  const [name, inner] = entries[0] ?? [undefined, undefined];
  return [name, inner, entries.length > 1];
}

function hex(value: string, place: string): Uint8Array {
  try {
    return fromHex(value);
  } catch {
    throw new InputFault(place, "not 0x and two hexadecimal digits a byte");
  }
}

function unsigned(value: unknown, place: string, width: number): bigint {
  return whole(value, place, 0n, (1n << BigInt(width * 8)) - 1n);
}

function whole(value: unknown, place: string, least: bigint, most: bigint): bigint {
  const exact =
    typeof value === "bigint" ||
    (typeof value === "number" && Number.isSafeInteger(value)) ||
    (typeof value === "string" && /^-?[0-9]{1,80}$/.test(value));
  const number = exact ? BigInt(value) : undefined;
  if (number === undefined || number < least || number > most) {
    throw new InputFault(place, `not a whole number from ${least} to ${most}`);
  }
  return number;
}

function primitive(name: string, value: unknown, place: string): Uint8Array {
  const [, sign, bits] = NUMBER.exec(name) ?? [];
  if (bits !== undefined) {
    const width = Number(bits) / 8;
    const half = 1n << BigInt(width * 8 - 1);
    const number =
      sign === "u" ? unsigned(value, place, width) : whole(value, place, -half, half - 1n);
    return fixed(number, width);
  }
  if (name === "bool") {
    if (typeof value !== "boolean") {
      throw new InputFault(place, "neither true nor false");
    }
    return Uint8Array.of(Number(value));
  }
  if (name === "str" && typeof value === "string") {
    const bytes = utf8(value);
    return concat(compact(bytes.length), bytes);
  }
  throw new InputFault(place, `not of type ${name}`);
}
