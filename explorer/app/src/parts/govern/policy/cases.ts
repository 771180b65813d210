import type { Effect, Point } from "./attributes";
import type { Explanation } from "./answers";
import { isObject, kindOf, parseJson, type JsonValue } from "./json";
import { dayOf, fenOf, isText } from "./values";

/** A case a policy is tried with, as the form has it: texts that may be empty, which is not known. */
export interface SimulationCase {
  name: string;
  /** What the person expects; empty for nothing. */
  expect: Effect | "";
  point: Point;
  /** `2026-11-21T09:30:00`, China Standard Time. */
  at: string;
  actor: string;
  roles: string[];
  labels: string[];
  issuer: string;
  node: string;
  scene: string;
  region: string;
  /** `code-number`. */
  bill: string;
  kind: string;
  /** Yuan. */
  total: string;
  claimed: string;
  /** `2026-01-31`. */
  issuedOn: string;
  today: string;
  fields: CaseField[];
}

/** A field of the bill of a case. */
export interface CaseField {
  name: string;
  type: "text" | "number" | "amount" | "date" | "flag";
  value: string;
}

/** Most cases of one simulation. */
export const MAX_CASES = 32;
/** Most fields of a bill. */
export const MAX_FIELDS = 16;

const CST_MS = 8 * 3_600_000;
const CLOCK = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})(?::(\d{2}))?$/;
const WHOLE = /^\d{1,10}$/;
const BILL = /^\d{8}-\d{10}$/;
const FIELD_NAME = /^[a-z][A-Za-z0-9]{0,31}$/;

/** A case to begin with: a claim of today. */
export function emptyCase(name: string, point: Point = "lock"): SimulationCase {
  const now = new Date(Date.now() + CST_MS).toISOString();
  return {
    name,
    expect: "",
    point,
    at: now.slice(0, 19),
    actor: "",
    roles: [],
    labels: [],
    issuer: "",
    node: "",
    scene: "",
    region: "",
    bill: "",
    kind: "",
    total: "",
    claimed: "",
    issuedOn: "",
    today: "",
    fields: [],
  };
}

/** The names of the parts of a case that are not in their form. */
export function caseFaults(each: SimulationCase): string[] {
  const faults: string[] = [];
  const check = (name: string, value: string, good: (value: string) => boolean) => {
    if (value !== "" && !good(value)) faults.push(name);
  };
  if (momentMs(each.at) === null) faults.push("at");
  const id = (value: string) => WHOLE.test(value) && Number(value) <= 4_294_967_295;
  for (const name of ["actor", "issuer", "node", "scene", "today"] as const)
    check(name, each[name], id);
  check("region", each.region, (value) => /^\d{2}$/.test(value) && +value >= 11 && +value <= 82);
  check("bill", each.bill, (value) => BILL.test(value));
  check("total", each.total, (value) => fenOf(value) !== null);
  check("claimed", each.claimed, (value) => fenOf(value) !== null);
  check("issuedOn", each.issuedOn, (value) => dayOf(value) !== null);
  const names = each.fields.map((field) => field.name);
  each.fields.forEach((field, at) => {
    const once = names.indexOf(field.name) === at;
    if (!FIELD_NAME.test(field.name) || !once || fieldValue(field) === null) {
      faults.push(`fields.${at}`);
    }
  });
  return faults;
}

function momentMs(text: string): number | null {
  const match = CLOCK.exec(text);
  const day = match ? dayOf(match[1] ?? "") : null;
  if (!match || day === null) return null;
  const [hours, minutes, seconds] = [Number(match[2]), Number(match[3]), Number(match[4] ?? 0)];
  if (hours > 23 || minutes > 59 || seconds > 59) return null;
  const at = day * 86_400_000 + ((hours * 60 + minutes) * 60 + seconds) * 1_000 - CST_MS;
  return at >= 0 ? at : null;
}

function fieldValue(field: CaseField): JsonValue | null {
  const { type, value } = field;
  switch (type) {
    case "number": {
      const number = /^-?\d{1,16}$/.test(value) ? Number(value) : NaN;
      return Number.isSafeInteger(number) ? { number } : null;
    }
    case "amount": {
      const amount = fenOf(value);
      return amount === null ? null : { amount };
    }
    case "date":
      return dayOf(value) === null ? null : { date: value };
    case "flag":
      return { flag: value === "true" };
    default:
      return isText(value, 64) ? { text: value } : null;
  }
}

/** The facts of a case as the chain wants them. */
export function factsOf(each: SimulationCase): { [key: string]: JsonValue } {
  const facts: { [key: string]: JsonValue } = { point: each.point, at: momentMs(each.at) ?? 0 };
  for (const name of ["actor", "issuer", "node", "scene", "region", "today"] as const) {
    if (each[name] !== "") facts[name] = Number(each[name]);
  }
  for (const name of ["bill", "kind", "issuedOn"] as const) {
    if (each[name] !== "") facts[name] = each[name];
  }
  for (const name of ["total", "claimed"] as const) {
    const fen = fenOf(each[name]);
    if (fen !== null) facts[name] = fen;
  }
  if (each.roles.length > 0) facts["roles"] = each.roles;
  if (each.labels.length > 0) facts["labels"] = each.labels;
  const fields = each.fields.flatMap((field): JsonValue[] => {
    const value = fieldValue(field);
    return value === null ? [] : [{ name: field.name, value }];
  });
  if (fields.length > 0) facts["fields"] = fields;
  return facts;
}

/** What one policy alone says of a case, by the rules by which policies decide. */
export function verdictOf(effect: Effect, explanation: Explanation): Effect {
  if (effect === "deny") return explanation.holds ? "deny" : "permit";
  // What permissions regulate is closed but for them.
  return explanation.applies && !explanation.holds ? "deny" : "permit";
}

/** Cases in the form of the command line, which reads what is saved here. */
export function casesJson(cases: SimulationCase[]): JsonValue {
  return cases.map((each) => ({
    name: each.name,
    facts: factsOf(each),
    ...(each.expect === "" ? {} : { expect: each.expect }),
  }));
}

/** What is wrong with a file of cases: the key of a sentence. */
export type CasesFault = "notJson" | "notCases" | "tooMany";

/** Cases of a file in the form of the command line. */
export function readCases(text: string): { cases: SimulationCase[] } | { fault: CasesFault } {
  const parsed = parseJson(text);
  if (!parsed.ok) return { fault: "notJson" };
  if (!Array.isArray(parsed.value)) return { fault: "notCases" };
  if (parsed.value.length > MAX_CASES) return { fault: "tooMany" };
  const cases: SimulationCase[] = [];
  for (const item of parsed.value) {
    const read = readCase(item);
    if (!read) return { fault: "notCases" };
    cases.push(read);
  }
  return { cases };
}

function readCase(item: JsonValue): SimulationCase | null {
  if (!isObject(item) || typeof item["name"] !== "string" || !isObject(item["facts"])) return null;
  const facts = item["facts"];
  const known = emptyCase("");
  const result = emptyCase(item["name"]);
  const expect = item["expect"];
  if (expect === "permit" || expect === "deny") result.expect = expect;
  else if (expect !== undefined) return null;
  for (const [name, value] of Object.entries(facts)) {
    if (!(name in known) || name === "name" || name === "expect") return null;
    if (value === null) continue;
    if (!readFact(result, name, value)) return null;
  }
  return caseFaults(result).length === 0 ? result : null;
}

function yuan(fen: number): string {
  const digits = String(fen).padStart(3, "0");
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

function readFact(result: SimulationCase, name: string, value: JsonValue): boolean {
  switch (name) {
    case "point":
      if (value !== "register" && value !== "lock" && value !== "read") return false;
      result.point = value;
      return true;
    case "at":
      if (typeof value !== "number") return false;
      result.at = new Date(value + CST_MS).toISOString().slice(0, 19);
      return true;
    case "total":
    case "claimed":
      if (typeof value !== "number") return false;
      result[name] = yuan(value);
      return true;
    case "actor":
    case "issuer":
    case "node":
    case "scene":
    case "region":
    case "today":
      if (typeof value !== "number") return false;
      result[name] = String(value);
      return true;
    case "bill":
    case "kind":
    case "issuedOn":
      if (typeof value !== "string") return false;
      result[name] = value;
      return true;
    case "roles":
    case "labels":
      if (!Array.isArray(value) || value.some((each) => typeof each !== "string")) return false;
      result[name] = value.map(String);
      return true;
    default:
      return readFields(result, value);
  }
}

function readFields(result: SimulationCase, value: JsonValue): boolean {
  if (!Array.isArray(value) || value.length > MAX_FIELDS) return false;
  for (const item of value) {
    if (!isObject(item) || typeof item["name"] !== "string" || !isObject(item["value"]))
      return false;
    const [entry] = Object.entries(item["value"]);
    if (!entry) return false;
    const [type, inner] = entry;
    if (
      type !== "text" &&
      type !== "number" &&
      type !== "amount" &&
      type !== "date" &&
      type !== "flag"
    ) {
      return false;
    }
    if (kindOf(inner) === "object" || kindOf(inner) === "list") return false;
    const text = type === "amount" && typeof inner === "number" ? yuan(inner) : String(inner);
    result.fields.push({ name: item["name"], type, value: text });
  }
  return true;
}
