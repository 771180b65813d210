import { KINDS, LIMITS, ROLES, type AttributeInfo, type ValueType } from "./attributes";
import { isObject, type JsonValue } from "./json";

/** What is wrong with a value: the code of the chain, and the key of a sentence with its figures. */
export interface ValueFault {
  problem: string;
  key: string;
  params?: Record<string, string | number>;
}

const AMOUNT = /^[0-9]{1,14}(?:\.([0-9]{1,2}))?$/;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const TIME = /^([01]\d|2[0-3]):([0-5]\d)$/;
const MOMENT = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d{3}))?\+08:00$/;
/** What the chain calls a control character: category Cc of Unicode. */
const CONTROL = /\p{Cc}/u;
const MAX_FEN = 1_000_000_000_000_000;
const CST_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;

const encoder = new TextEncoder();

/** Bytes of a text as UTF-8, which is how the chain measures it. */
export function byteLength(text: string): number {
  return encoder.encode(text).length;
}

/** Is it text of 1 to `max` bytes without control characters? */
export function isText(value: JsonValue | undefined, max: number): value is string {
  return (
    typeof value === "string" && value !== "" && byteLength(value) <= max && !CONTROL.test(value)
  );
}

/** Fen of yuan as policies write them; none of another text. */
export function fenOf(text: string): number | null {
  const match = AMOUNT.exec(text);
  if (!match) return null;
  const [yuan = ""] = text.split(".");
  const fen = Number(yuan) * 100 + Number((match[1] ?? "0").padEnd(2, "0"));
  return fen <= MAX_FEN ? fen : null;
}

/** Days since 1970-01-01 of a day between then and 9999-12-31; none of another text. */
export function dayOf(text: string): number | null {
  const match = DATE.exec(text);
  if (!match) return null;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (year < 1970) return null;
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return date.getTime() / DAY_MS;
}

/** Minutes since midnight; none of another text. */
export function minutesOf(text: string): number | null {
  const match = TIME.exec(text);
  return match ? Number(match[1]) * 60 + Number(match[2]) : null;
}

/** Unix milliseconds of a moment in China Standard Time as policies write it; none of another text. */
export function momentOf(text: string): number | null {
  const match = MOMENT.exec(text);
  if (!match || match[5] === "000") return null;
  const day = dayOf(match[1] ?? "");
  if (day === null) return null;
  const clock =
    (Number(match[2]) * 3_600 + Number(match[3]) * 60 + Number(match[4])) * 1_000 +
    Number(match[5] ?? 0);
  const at = day * DAY_MS + clock - CST_MS;
  return at >= 0 ? at : null;
}

/** A moment as policies write it. */
export function momentText(ms: number): string {
  const text = new Date(ms + CST_MS).toISOString();
  return `${text.slice(0, 19)}${ms % 1_000 === 0 ? "" : text.slice(19, 23)}+08:00`;
}

/** The type a value of a field shows, or null for a value that no field can have. */
export function fieldTypeOf(value: JsonValue | undefined): ValueType | null {
  if (typeof value === "string") return "text";
  if (typeof value === "number") return "number";
  if (typeof value === "boolean") return "flag";
  if (!isObject(value)) return null;
  const names = Object.keys(value);
  if (names.length !== 1) return null;
  if (names[0] === "amount" || names[0] === "date") return names[0];
  return null;
}

/** The value inside of what shows the type of a field's value. */
export function unwrapField(value: JsonValue | undefined): JsonValue | undefined {
  if (!isObject(value)) return value;
  return value["amount"] ?? value["date"] ?? value;
}

/** The value of a field as it is written: amounts and days say what they are. */
export function wrapField(type: ValueType, value: JsonValue): JsonValue {
  if (type === "amount") return { amount: value };
  if (type === "date") return { date: value };
  return value;
}

function mistyped(type: ValueType): ValueFault {
  return { problem: "typeMismatch", key: `value.${type}` };
}

function outOfRange(key: string, params?: Record<string, string | number>): ValueFault {
  return { problem: "outOfRange", key, ...(params ? { params } : {}) };
}

function checkNumber(value: JsonValue | undefined, attribute: AttributeInfo): ValueFault | null {
  if (typeof value !== "number") return mistyped("number");
  const { min, max } = attribute;
  if ((min !== undefined && value < min) || (max !== undefined && value > max)) {
    return outOfRange("value.range", { min: min ?? "−∞", max: max ?? "∞" });
  }
  return null;
}

/** What is wrong with a value of the type, without the wrapper of a field; null if nothing is. */
export function checkValue(
  type: ValueType,
  value: JsonValue | undefined,
  attribute: AttributeInfo,
): ValueFault | null {
  if (type === "number") return checkNumber(value, attribute);
  if (type === "flag") return typeof value === "boolean" ? null : mistyped(type);
  if (typeof value !== "string") return mistyped(type);
  switch (type) {
    case "amount":
      return fenOf(value) === null ? outOfRange("value.amount") : null;
    case "date":
      return dayOf(value) === null ? outOfRange("value.date") : null;
    case "minutes":
      return minutesOf(value) === null ? outOfRange("value.minutes") : null;
    case "role":
      return (ROLES as readonly string[]).includes(value)
        ? null
        : { problem: "syntax", key: "value.role" };
    case "kind":
      return (KINDS as readonly string[]).includes(value)
        ? null
        : { problem: "syntax", key: "value.kind" };
    default:
      if (attribute.name === "billCode" && !/^\d{8}$/.test(value)) {
        return outOfRange("value.billCode");
      }
      return isText(value, LIMITS.textBytes)
        ? null
        : outOfRange("value.textLength", { max: LIMITS.textBytes });
  }
}

/** What orders values of a type and tells whether two are the same: a number, or the text itself. */
export function rankOf(type: ValueType, value: JsonValue | undefined): number | string {
  switch (type) {
    case "amount":
      return fenOf(String(value)) ?? 0;
    case "date":
      return dayOf(String(value)) ?? 0;
    case "minutes":
      return minutesOf(String(value)) ?? 0;
    case "number":
      return typeof value === "number" ? value : 0;
    default:
      return String(value);
  }
}

/** A value to begin with. */
export function startValue(type: ValueType, attribute: AttributeInfo): JsonValue {
  switch (type) {
    case "amount":
      return "1000.00";
    case "date":
      return new Date(Date.now() + CST_MS).toISOString().slice(0, 10);
    case "minutes":
      return "08:30";
    case "flag":
      return true;
    case "role":
      return "billUser";
    case "kind":
      return "ordinary";
    case "number":
      return attribute.name === "region" ? 31 : Math.max(1, attribute.min ?? 1);
    default:
      return attribute.name === "billCode" ? "31060101" : "A";
  }
}
