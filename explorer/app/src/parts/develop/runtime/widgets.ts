import type { FieldShape, Shape, Shapes, VariantShape } from "@fiscalchain/client";

/** How a value of a type is asked for. */
export type Widget =
  | { kind: "number"; least: bigint; most: bigint; name: string }
  | { kind: "flag" }
  | { kind: "text"; example?: string; pattern?: RegExp }
  /** Bytes as `0x` and hexadecimal digits; a fixed number of them, or any. */
  | { kind: "bytes"; length: number | null }
  /** Some of several names. */
  | { kind: "set"; names: readonly string[] }
  | { kind: "json" }
  | { kind: "optional"; item: number }
  | { kind: "choice"; variants: VariantShape[]; tag: Tag | null }
  | { kind: "record"; fields: FieldShape[] }
  | { kind: "tuple"; items: number[] }
  | { kind: "list"; item: number; length: number | null }
  /** A call of the runtime; the type of all of them. */
  | { kind: "call"; type: number }
  | { kind: "nothing" };

/** Variants that carry their name in a field, among their own fields or beside their content. */
export interface Tag {
  tag: string;
  content?: string;
}

const NUMBER = /^([iu])(8|16|32|64|128|256)$/;
const CALL = /(^|_)runtime::RuntimeCall$/;

const text = (example?: string, pattern?: RegExp): Widget => ({ kind: "text", example, pattern });

/** Values that people write in another way than their layout says, as the answers of the node do. */
const FORMS: Readonly<Record<string, Widget>> = {
  "fiscal_policy::expr::Expr": { kind: "json" },
  "fiscal_policy::policy::Policy": { kind: "json" },
  "fiscal_primitives::amount::Fen": {
    kind: "number",
    least: 0n,
    most: 1_000_000_000_000_000n,
    name: "Fen",
  },
  "fiscal_primitives::authorization::Scopes": {
    kind: "set",
    names: ["list", "summary", "structured", "pdf", "use"],
  },
  "fiscal_primitives::authorization::code::Code": text(),
  "fiscal_primitives::authorization::terms::TemplateId": text("3:1", /^[1-9]\d*:[1-9]\d*$/),
  "fiscal_primitives::codes::BillCode": text("31060126", /^\d{8}$/),
  "fiscal_primitives::codes::BillKey": text("31060126-0000000001", /^\d{8}-\d{10}$/),
  "fiscal_primitives::codes::BillNumber": text("0000000001", /^\d{10}$/),
  "fiscal_primitives::date::Date": text("2026-01-31", /^\d{4}-?\d{2}-?\d{2}$/),
  "fiscal_primitives::did::Did": text("did:cpl:…", /^did:cpl:[1-9A-HJ-NP-Za-km-z]{1,31}$/),
  "fiscal_primitives::field::FieldName": text(),
  "fiscal_primitives::lock::FlowNumber": text(),
  "fiscal_primitives::node::activation::CodeText": text(),
  "fiscal_primitives::node::capacity::NodeRoles": { kind: "set", names: ["issuer", "user"] },
  "fiscal_primitives::observation::Observed": { kind: "json" },
  "fiscal_primitives::observation::Question": { kind: "json" },
  "fiscal_primitives::outbox::Body": { kind: "json" },
  "fiscal_primitives::outbox::Code": text(),
  "fiscal_primitives::participant::roles::Roles": {
    kind: "set",
    names: [
      "fiscalAuthority",
      "issuer",
      "billUser",
      "platform",
      "nodeOperator",
      "council",
      "auditor",
      "holder",
      "administrator",
    ],
  },
  "fiscal_primitives::pattern::Pattern": text(),
  "fiscal_primitives::policy::Obligations": { kind: "set", names: ["notifyHolder", "mask", "log"] },
  "fiscal_primitives::region::InboundBody": { kind: "json" },
  "fiscal_primitives::region::OrgCode": text(),
  "fiscal_primitives::text::Text": text(),
  "fiscal_primitives::transition::StateSet": { kind: "json" },
  "sp_core::crypto::AccountId32": text("5…"),
  "sp_runtime::multiaddress::MultiAddress": text("5…"),
};

/** Enums whose variants carry their name in a field. */
const TAGS: Readonly<Record<string, Tag>> = {
  "fiscal_primitives::region::Ending": { tag: "result" },
};

/** `AllInScene` as `allInScene`, `lock_term` as `lockTerm`: the spelling of values. */
export function lower(name: string): string {
  const camel = name.replaceAll(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return camel.charAt(0).toLowerCase() + camel.slice(1);
}

function isByte(shapes: Shapes, type: number): boolean {
  const shape = shapes.of(type);
  return shape.kind === "primitive" && shape.name === "u8";
}

function primitive(name: string): Widget {
  const [, sign, bits] = NUMBER.exec(name) ?? [];
  if (bits !== undefined) {
    const width = BigInt(bits);
    return sign === "u"
      ? { kind: "number", least: 0n, most: (1n << width) - 1n, name }
      : { kind: "number", least: -(1n << (width - 1n)), most: (1n << (width - 1n)) - 1n, name };
  }
  return name === "bool" ? { kind: "flag" } : { kind: "text" };
}

function composite(shapes: Shapes, shape: Shape & { kind: "composite" }): Widget {
  const [only] = shape.fields;
  if (!only) return { kind: "nothing" };
  if (shape.fields.length === 1 && only.name === undefined) return widgetOf(shapes, only.type);
  return shape.fields.every(({ name }) => name === undefined)
    ? { kind: "tuple", items: shape.fields.map(({ type }) => type) }
    : { kind: "record", fields: shape.fields };
}

/** How a value of a type is asked for. */
export function widgetOf(shapes: Shapes, type: number): Widget {
  const shape = shapes.of(type);
  if (CALL.test(shape.path)) return { kind: "call", type };
  const form = FORMS[shape.path];
  if (form) return form;
  switch (shape.kind) {
    case "primitive":
      return primitive(shape.name);
    case "compact":
      return widgetOf(shapes, shape.item);
    case "composite":
      return composite(shapes, shape);
    case "tuple":
      return shape.items.length === 0 ? { kind: "nothing" } : { kind: "tuple", items: shape.items };
    case "array":
      return isByte(shapes, shape.item)
        ? { kind: "bytes", length: shape.length }
        : { kind: "list", item: shape.item, length: shape.length };
    case "sequence":
      return isByte(shapes, shape.item)
        ? { kind: "bytes", length: null }
        : { kind: "list", item: shape.item, length: null };
    case "variant": {
      if (shape.path !== "Option") {
        return { kind: "choice", variants: shape.variants, tag: TAGS[shape.path] ?? null };
      }
      const some = shape.variants.find(({ name }) => name === "Some")?.fields[0];
      return some ? { kind: "optional", item: some.type } : { kind: "nothing" };
    }
  }
}

/** How the fields of a variant are asked for: nothing, one value, or several. */
export function fieldsWidget(shapes: Shapes, fields: readonly FieldShape[]): Widget {
  return composite(shapes, { path: "", kind: "composite", fields: [...fields] });
}

/** Values nested deeper than this begin empty, so that types within themselves come to an end. */
const DEEPEST = 6;

function choiceInitial(
  shapes: Shapes,
  widget: Widget & { kind: "choice" },
  depth: number,
): unknown {
  const first = widget.variants.find(({ fields }) => fields.length === 0) ?? widget.variants[0];
  return first ? chosen(shapes, first, widget.tag, depth) : null;
}

/** What a variant begins with when it is chosen. */
export function chosen(shapes: Shapes, variant: VariantShape, tag: Tag | null, depth = 0): unknown {
  const name = lower(variant.name);
  const inner =
    variant.fields.length === 0
      ? undefined
      : initialOf(shapes, fieldsWidget(shapes, variant.fields), depth + 1);
  if (!tag) return inner === undefined ? name : { [name]: inner };
  if (inner === undefined) return { [tag.tag]: name };
  return tag.content
    ? { [tag.tag]: name, [tag.content]: inner }
    : { [tag.tag]: name, ...(inner as object) };
}

/** What a value begins with. It need not be valid: what the person has to fill in is empty. */
export function initialOf(shapes: Shapes, widget: Widget, depth = 0): unknown {
  if (depth > DEEPEST) return null;
  switch (widget.kind) {
    case "number":
    case "text":
    case "json":
      return "";
    case "flag":
      return false;
    case "bytes":
      return widget.length === null ? "0x" : "";
    case "set":
      return [];
    case "optional":
    case "nothing":
      return null;
    case "choice":
      return choiceInitial(shapes, widget, depth);
    case "record":
      return Object.fromEntries(
        widget.fields.map(({ name = "", type }) => [
          lower(name),
          initialOf(shapes, widgetOf(shapes, type), depth + 1),
        ]),
      );
    case "tuple":
      return widget.items.map((item) => initialOf(shapes, widgetOf(shapes, item), depth + 1));
    case "list":
      return Array.from({ length: widget.length ?? 0 }, () =>
        initialOf(shapes, widgetOf(shapes, widget.item), depth + 1),
      );
    case "call":
      return { pallet: "", call: "", args: {} };
  }
}

/** What a value of a type begins with. */
export function initialValue(shapes: Shapes, type: number): unknown {
  return initialOf(shapes, widgetOf(shapes, type));
}

/** The name of the variant a value chooses, and what is inside of it. */
export function variantOf(value: unknown, tag: Tag | null): { name: string; inner: unknown } {
  if (typeof value === "string") return { name: value, inner: undefined };
  if (typeof value !== "object" || value === null) return { name: "", inner: undefined };
  if (tag) {
    const { [tag.tag]: name, ...rest } = value as Record<string, unknown>;
    return { name: String(name ?? ""), inner: tag.content ? rest[tag.content] : rest };
  }
  const [entry] = Object.entries(value);
  return { name: entry?.[0] ?? "", inner: entry?.[1] };
}

/** A value in which a variant holds something else. */
export function withInner(name: string, inner: unknown, tag: Tag | null): unknown {
  if (!tag) return { [name]: inner };
  return tag.content
    ? { [tag.tag]: name, [tag.content]: inner }
    : { [tag.tag]: name, ...(inner as object) };
}

/**
 * The value as it is encoded: texts of JSON are read, and empty optional texts stay what they are, so
 * that the fault names their field.
 */
export function settled(shapes: Shapes, type: number, value: unknown): unknown {
  return settle(shapes, widgetOf(shapes, type), value);
}

function settle(shapes: Shapes, widget: Widget, value: unknown): unknown {
  const inside = (type: number, inner: unknown) => settled(shapes, type, inner);
  switch (widget.kind) {
    case "number": {
      // Beyond what a number holds exactly, the digits are what counts.
      const exact = typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : NaN;
      return Number.isSafeInteger(exact) ? exact : value;
    }
    case "json":
      try {
        return typeof value === "string" && value.trim() !== "" ? JSON.parse(value) : value;
      } catch {
        return value;
      }
    case "optional":
      return value === null ? null : inside(widget.item, value);
    case "list":
      return Array.isArray(value) ? value.map((each) => inside(widget.item, each)) : value;
    case "tuple":
      return Array.isArray(value)
        ? value.map((each, at) => inside(widget.items[at] ?? -1, each))
        : value;
    case "record": {
      if (typeof value !== "object" || value === null) return value;
      const given = value as Record<string, unknown>;
      return Object.fromEntries(
        widget.fields.map(({ name = "", type }) => [lower(name), inside(type, given[lower(name)])]),
      );
    }
    case "choice": {
      const { name, inner } = variantOf(value, widget.tag);
      const variant = widget.variants.find((each) => lower(each.name) === name);
      if (!variant || variant.fields.length === 0) return value;
      return withInner(
        name,
        settle(shapes, fieldsWidget(shapes, variant.fields), inner),
        widget.tag,
      );
    }
    case "call": {
      if (typeof value !== "object" || value === null) return value;
      const call = value as { pallet?: unknown; call?: unknown; args?: unknown };
      const fields = callFields(shapes, widget.type, String(call.pallet), String(call.call));
      return fields
        ? { ...call, args: settle(shapes, { kind: "record", fields }, call.args) }
        : value;
    }
    default:
      return value;
  }
}

/** The arguments of a call, by the names of pallet and call. */
function callFields(
  shapes: Shapes,
  type: number,
  pallet: string,
  call: string,
): FieldShape[] | null {
  const variants = (shape: Shape) => (shape.kind === "variant" ? shape.variants : []);
  const calls = variants(shapes.of(type)).find(({ name }) => name === pallet)?.fields[0];
  const found = calls && variants(shapes.of(calls.type)).find(({ name }) => name === call);
  return found?.fields ?? null;
}
