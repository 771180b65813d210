/** Random policies from a seed: a failing one is found again by its seed. */

import {
  ATTRIBUTES,
  attributeOf,
  FIELD_TYPES,
  KINDS,
  operandForm,
  operatorsOf,
  ROLES,
  type AttributeInfo,
  type ValueType,
} from "../../src/parts/govern/policy/attributes";
import type { JsonValue } from "../../src/parts/govern/policy/json";
import { rankOf, wrapField } from "../../src/parts/govern/policy/values";

/** A stream of numbers between 0 and 1 (mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Draws from a stream. */
export class Draw {
  constructor(private readonly next: () => number) {}

  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  one<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error("nothing to draw from");
    return item;
  }

  some<T>(items: readonly T[], least = 0): T[] {
    const chosen = items.filter(() => this.next() < 0.4);
    return chosen.length >= least ? chosen : [this.one(items)];
  }

  chance(share: number): boolean {
    return this.next() < share;
  }
}

const two = (value: number) => String(value).padStart(2, "0");

function value(draw: Draw, type: ValueType, attribute: AttributeInfo): JsonValue {
  switch (type) {
    case "number":
      return draw.between(attribute.min ?? -1_000, Math.min(attribute.max ?? 1_000, 5_000));
    case "amount":
      return `${draw.below(100_000)}${draw.one(["", ".5", ".25", ".00"])}`;
    case "date":
      return `${draw.between(1970, 2099)}-${two(draw.between(1, 12))}-${two(draw.between(1, 28))}`;
    case "minutes":
      return `${two(draw.below(24))}:${two(draw.below(60))}`;
    case "flag":
      return draw.chance(0.5);
    case "role":
      return draw.one(ROLES);
    case "kind":
      return draw.one(KINDS);
    default:
      return attribute.name === "billCode"
        ? String(draw.between(10_000_000, 99_999_999))
        : draw.one(["甲级", "a", 'quoted "text"', "back\\slash", "0x1f", "x".repeat(64)]);
  }
}

function test(draw: Draw): JsonValue {
  const name = draw.chance(0.25)
    ? `field.${draw.one(["hospitalLevel", "a", "z9"])}`
    : draw.one(ATTRIBUTES).name;
  const attribute = attributeOf(name);
  if (!attribute) throw new Error(`${name} is no attribute`);
  const type = attribute.type ?? draw.one(FIELD_TYPES);
  const operator = draw.one(operatorsOf(attribute, type));
  const one = () => value(draw, type, attribute);
  const written = (each: JsonValue) => (attribute.type === null ? wrapField(type, each) : each);
  const rank = (each: JsonValue) => rankOf(type, each);
  switch (operandForm(operator)) {
    case "flag":
      return { [name]: { [operator]: draw.chance(0.5) } };
    case "pattern":
      return { [name]: { [operator]: draw.one(["\\d{8}", "31\\d*", "[A-Z]+"]) } };
    case "two": {
      const ends = [one(), one()].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
      return { [name]: { [operator]: ends.map(written) } };
    }
    case "list": {
      const values = Array.from({ length: draw.between(1, 6) }, one);
      const distinct = values.filter(
        (each, at) => values.findIndex((other) => rank(other) === rank(each)) === at,
      );
      return { [name]: { [operator]: distinct.map(written) } };
    }
    default:
      return { [name]: { [operator]: written(one()) } };
  }
}

/** A condition in which every comparison fits its attribute. */
export function condition(draw: Draw, depth = 4): JsonValue {
  if (depth <= 1 || draw.chance(0.4)) {
    return draw.chance(0.1)
      ? { use: { primitive: draw.between(1, 9), version: draw.between(1, 4) } }
      : test(draw);
  }
  if (draw.chance(0.2)) return { not: condition(draw, depth - 1) };
  const kind = draw.one(["all", "any"]);
  const branches = Array.from({ length: draw.between(2, 3) }, () => condition(draw, depth - 1));
  return { [kind]: branches };
}

/** A policy in its canonical order of names. */
export function policy(draw: Draw): { [key: string]: JsonValue } {
  const ids = (most: number) => [
    ...new Set(Array.from({ length: draw.between(1, most) }, () => draw.between(1, 900))),
  ];
  const selection: { [key: string]: JsonValue } = { participants: ids(4) };
  if (draw.chance(0.5)) selection["labels"] = draw.some(["east", "医院", "pilot"], 1);
  if (draw.chance(0.5)) selection["roles"] = draw.some(ROLES, 1);
  const obligations = draw.some(["notifyHolder", "mask", "log"]);
  return {
    name: draw.one(["Large claims", "大额报销", 'With "quotes"']),
    points: draw.some(["register", "lock", "read"], 1),
    scenes: draw.chance(0.5) ? "all" : ids(5),
    actors: draw.chance(0.5) ? "all" : selection,
    priority: draw.below(65_536),
    effect: draw.one(["permit", "deny"]),
    ...(obligations.length > 0 ? { obligations } : {}),
    ...(draw.chance(0.8) ? { condition: condition(draw) } : {}),
    ...(draw.chance(0.4) ? { valid: { from: "2027-01-01T00:00:00+08:00" } } : {}),
  };
}
