import { fromHex } from "../crypto/bytes.js";
import { malformed } from "./fault.js";

/** The members of an object that has these and no others. */
export function members<const K extends string>(
  value: unknown,
  names: readonly K[],
  place: string,
): Record<K, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw malformed(place);
  }
  const known: readonly string[] = names;
  const surplus = Object.keys(value).find((name) => !known.includes(name));
  const missing = names.find((name) => !Object.hasOwn(value, name));
  if (surplus !== undefined || missing !== undefined) {
    throw malformed(place === "" ? (surplus ?? missing ?? "") : `${place}/${surplus ?? missing}`);
  }
  return value as Record<K, unknown>;
}

/** A list. */
export function list(value: unknown, place: string): unknown[] {
  if (!Array.isArray(value)) {
    throw malformed(place);
  }
  return value as unknown[];
}

/** A whole number from 0 to `most`. */
export function whole(value: unknown, most: number, place: string): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0 || value > most) {
    throw malformed(place);
  }
  return value;
}

/** `0x` and two hexadecimal digits a byte. */
export function bytes(value: unknown, place: string): Uint8Array {
  if (typeof value !== "string" || !value.startsWith("0x")) {
    throw malformed(place);
  }
  try {
    return fromHex(value);
  } catch {
    throw malformed(place);
  }
}

/** Text. */
export function text(value: unknown, place: string): string {
  if (typeof value !== "string") {
    throw malformed(place);
  }
  return value;
}

/** Whether two JSON values are the same. */
export function same(one: unknown, other: unknown): boolean {
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) {
    return one === other;
  }
  const [first, second] = [Object.entries(one), new Map(Object.entries(other))];
  return (
    Array.isArray(one) === Array.isArray(other) &&
    first.length === second.size &&
    first.every(([name, value]) => second.has(name) && same(value, second.get(name)))
  );
}
