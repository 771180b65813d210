import { toHex } from "../crypto/bytes.js";
import { DecodeFault } from "../faults.js";
import { ScaleReader } from "../scale/reader.js";
import { FORMS } from "./forms.js";
import { camel, lower } from "./shape.js";
import type { FieldShape, Shape, Shapes } from "./shape.js";

const MAX_DEPTH = 48;
const NUMBER = /^([iu])(8|16|32|64|128|256)$/;
const CALL = /(^|_)runtime::RuntimeCall$/;
const EVENT = /(^|_)runtime::RuntimeEvent$/;

/** An event as people read it. */
export interface EventTree {
  /** The pallet, such as `Bills`. */
  pallet: string;
  /** The event, such as `BatchRegistered`. */
  name: string;
  /** Its fields, by their names in camel case. */
  data: Record<string, unknown>;
}

/** A call as people read it. */
export interface CallTree {
  /** The pallet, such as `Bills`. */
  pallet: string;
  /** The call, such as `register_batch`. */
  call: string;
  /** Its arguments, by their names in camel case. */
  args: Record<string, unknown>;
}

/**
 * Decodes a type of the runtime into what people write; numbers above 2^53 as decimal text.
 *
 * @throws DecodeFault for bytes that are not of the type, or of which some are left over
 */
export function decodeValue(shapes: Shapes, type: number, bytes: Uint8Array): unknown {
  const reader = new ScaleReader(bytes);
  const value = readValue(shapes, type, reader);
  reader.end();
  return value;
}

/** Decodes a type from where a reader stands. */
export function readValue(shapes: Shapes, type: number, reader: ScaleReader): unknown {
  return new Decoder(shapes, reader).value(type, 0);
}

/** Decodes the fields of a call or an event from where a reader stands, by their names. */
export function readFields(
  shapes: Shapes,
  fields: readonly FieldShape[],
  reader: ScaleReader,
): Record<string, unknown> {
  return new Decoder(shapes, reader).named(fields, 0);
}

class Decoder {
  readonly #shapes: Shapes;
  readonly #reader: ScaleReader;

  constructor(shapes: Shapes, reader: ScaleReader) {
    this.#shapes = shapes;
    this.#reader = reader;
  }

  value(type: number, depth: number): unknown {
    if (depth > MAX_DEPTH) {
      throw new DecodeFault("nested too deep");
    }
    const shape = this.#shapes.of(type);
    if (CALL.test(shape.path)) {
      const { pallet, name, fields } = this.#nested(shape, "call");
      return { pallet, call: name, args: this.named(fields, depth + 1) } satisfies CallTree;
    }
    if (EVENT.test(shape.path)) {
      const { pallet, name, fields } = this.#nested(shape, "event");
      return { pallet, name, data: this.named(fields, depth + 1) } satisfies EventTree;
    }
    const plain = this.#plain(shape, depth);
    const form = FORMS[shape.path];
    return form ? form.fromPlain(plain) : plain;
  }

  named(fields: readonly FieldShape[], depth: number): Record<string, unknown> {
    return Object.fromEntries(
      fields.map(({ name, type }, at) => [camel(name ?? `${at}`), this.value(type, depth + 1)]),
    );
  }

  #plain(shape: Shape, depth: number): unknown {
    switch (shape.kind) {
      case "primitive":
        return this.#primitive(shape.name);
      case "compact":
        return exact(this.#reader.compact());
      case "composite":
        return this.#fields(shape.fields, depth);
      case "tuple":
        return shape.items.length === 0
          ? null
          : shape.items.map((item) => this.value(item, depth + 1));
      case "array":
        return this.#items(shape.item, shape.length, depth);
      case "sequence":
        return this.#items(shape.item, this.#reader.length(this.#least(shape.item)), depth);
      case "variant":
        return this.#variant(shape, depth);
    }
  }

  #items(type: number, count: number, depth: number): unknown {
    const item = this.#shapes.of(type);
    if (item.kind === "primitive" && item.name === "u8") {
      return toHex(this.#reader.take(count));
    }
    return Array.from({ length: count }, () => this.value(type, depth + 1));
  }

  /** Lists of what takes no bytes are not bounded by them. */
  #least(type: number): number {
    const shape = this.#shapes.of(type);
    const empty =
      (shape.kind === "tuple" && shape.items.length === 0) ||
      (shape.kind === "composite" && shape.fields.length === 0);
    if (empty) {
      throw new DecodeFault("a list of nothing");
    }
    return 1;
  }

  #fields(fields: readonly FieldShape[], depth: number): unknown {
    const [only] = fields;
    if (fields.length === 1 && only && only.name === undefined) {
      return this.value(only.type, depth + 1);
    }
    if (fields.length > 0 && fields.every(({ name }) => name === undefined)) {
      return fields.map(({ type }) => this.value(type, depth + 1));
    }
    return this.named(fields, depth);
  }

  #variant(shape: Shape & { kind: "variant" }, depth: number): unknown {
    const index = this.#reader.u8();
    const variant = shape.variants.find((one) => one.index === index);
    if (!variant) {
      throw new DecodeFault(`${shape.path} has no variant ${index}`);
    }
    if (shape.path === "Option") {
      return variant.name === "None" ? null : this.#fields(variant.fields, depth);
    }
    const name = lower(variant.name);
    return variant.fields.length === 0 ? name : { [name]: this.#fields(variant.fields, depth) };
  }

  /** A variant of a pallet's enum inside of the runtime's. */
  #nested(shape: Shape, what: string): { pallet: string; name: string; fields: FieldShape[] } {
    const variants = (of: Shape) => (of.kind === "variant" ? of.variants : []);
    const [palletIndex, index] = [this.#reader.u8(), this.#reader.u8()];
    const pallet = variants(shape).find((one) => one.index === palletIndex);
    const inner = pallet?.fields[0] ? variants(this.#shapes.of(pallet.fields[0].type)) : [];
    const variant = inner.find((one) => one.index === index);
    if (!pallet || !variant) {
      throw new DecodeFault(`the runtime has no ${what} ${palletIndex}/${index}`);
    }
    return { pallet: pallet.name, name: variant.name, fields: variant.fields };
  }

  #primitive(name: string): unknown {
    const [, sign, bits] = NUMBER.exec(name) ?? [];
    if (bits !== undefined) {
      const width = Number(bits) / 8;
      return exact(sign === "u" ? this.#reader.unsigned(width) : this.#reader.signed(width));
    }
    if (name === "bool") {
      return this.#reader.bool();
    }
    if (name === "str") {
      return new TextDecoder("utf-8", { fatal: true }).decode(this.#reader.bytes());
    }
    throw new DecodeFault(`the type ${name} is not known here`);
  }
}

function exact(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}
