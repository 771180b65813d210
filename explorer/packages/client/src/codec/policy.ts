import { utf8 } from "../crypto/bytes.js";
import { InputFault } from "../faults.js";

/** Most levels of a condition. */
const MAX_DEPTH = 8;
const CHINA_STANDARD_TIME = 8 * 3_600_000;
const FIELD = "field.";

type Json = Record<string, unknown>;

/** Attributes of requests by the type of their values; fields of bills have the type of the value. */
const ATTRIBUTES: Readonly<Record<string, ValueType>> = {
  timeOfDay: "minutes",
  weekday: "number",
  date: "date",
  issuer: "number",
  actor: "number",
  role: "role",
  node: "number",
  scene: "number",
  region: "number",
  kind: "kind",
  billCode: "text",
  total: "amount",
  claimed: "amount",
  age: "number",
  today: "number",
};

type ValueType = "amount" | "date" | "flag" | "kind" | "minutes" | "number" | "role" | "text";

const OPERATORS: Readonly<Record<string, string>> = {
  eq: "equal",
  ne: "notEqual",
  gt: "greater",
  ge: "atLeast",
  lt: "less",
  le: "atMost",
  in: "in",
  notIn: "notIn",
  between: "between",
  matches: "matches",
  exists: "exists",
};

const WORDS = Object.fromEntries(Object.entries(OPERATORS).map(([word, name]) => [name, word]));
const POINTS = ["register", "lock", "read"];
const ROLE_ORDER =
  "fiscalAuthority issuer billUser platform nodeOperator council auditor holder administrator";
const ORDERS: Readonly<Record<string, readonly string[]>> = {
  role: ROLE_ORDER.split(" "),
  kind: ["ordinary", "red", "difference"],
};

/** Nodes of a condition in Polish notation, as the chain keeps it, of its JSON form. */
export function conditionToNodes(value: unknown, place: string): unknown[] {
  return branch(value, place, 1);
}

/** The JSON form of a condition of its nodes. */
export function conditionFromNodes(plain: unknown): unknown {
  const stack: unknown[] = [];
  for (const node of [...(plain as unknown[])].reverse()) {
    const pop = (count: number) => Array.from({ length: count }, () => stack.pop());
    if (node === "not") {
      stack.push({ not: stack.pop() });
      continue;
    }
    const [[name, inner] = ["", undefined]] = Object.entries(node as Json);
    if (name === "all" || name === "any") {
      stack.push({ [name]: pop(Number(inner)) });
    } else if (name === "use") {
      stack.push({ use: inner });
    } else {
      stack.push(comparisonFromPlain(inner as { attribute: unknown; test: Json }));
    }
  }
  return stack.pop();
}

function branch(value: unknown, place: string, level: number): unknown[] {
  if (level > MAX_DEPTH) {
    throw new InputFault(place, `more than ${MAX_DEPTH} levels`);
  }
  const [name, inner] = single(value, place);
  const below = `${place}/${name}`;
  if (name === "all" || name === "any") {
    const branches = list(inner, below);
    if (branches.length < 2 || branches.length > 8) {
      throw new InputFault(below, `has 2 to 8 branches, not ${branches.length}`);
    }
    const nodes = branches.flatMap((one, at) => branch(one, `${below}/${at}`, level + 1));
    return [{ [name]: branches.length }, ...nodes];
  }
  if (name === "not") {
    return ["not", ...branch(inner, below, level + 1)];
  }
  return [name === "use" ? { use: inner } : comparison(name, inner, below)];
}

function comparison(name: string, value: unknown, place: string): unknown {
  const isField = name.startsWith(FIELD);
  const type = ATTRIBUTES[name];
  if (!isField && type === undefined) {
    throw new InputFault(place, "not an attribute of requests");
  }
  const [word, operand] = single(value, place);
  const below = `${place}/${word}`;
  const operator = OPERATORS[word];
  if (operator === undefined) {
    throw new InputFault(below, "not an operator");
  }
  const attribute = isField ? { field: name.slice(FIELD.length) } : name;
  return { test: { attribute, test: { [operator]: operandOf(operator, operand, below, type) } } };
}

function operandOf(
  operator: string,
  operand: unknown,
  place: string,
  type: ValueType | undefined,
): unknown {
  switch (operator) {
    case "exists":
    case "matches":
      return operand;
    case "between": {
      const ends = list(operand, place);
      if (ends.length !== 2) {
        throw new InputFault(place, "not a list of two values");
      }
      return ends.map((end, at) => valueOf(end, `${place}/${at}`, type));
    }
    case "in":
    case "notIn": {
      const values = list(operand, place).map((one, at) => valueOf(one, `${place}/${at}`, type));
      return values.sort((one, other) => order(one, other));
    }
    default:
      return valueOf(operand, place, type);
  }
}

/** A value with its type, in the form of the chain's layout. */
function valueOf(value: unknown, place: string, type: ValueType | undefined): Json {
  if (type === undefined) {
    return fieldValue(value, place);
  }
  const isNumber = type === "number";
  if (isNumber ? typeof value !== "number" : typeof value !== "string") {
    throw new InputFault(place, `not of type ${type}`);
  }
  switch (type) {
    case "amount":
      return { amount: fenOf(String(value), place) };
    case "minutes":
      return { minutes: minutesOf(String(value), place) };
    default:
      return { [type]: value };
  }
}

function fieldValue(value: unknown, place: string): Json {
  switch (typeof value) {
    case "number":
      return { number: value };
    case "boolean":
      return { flag: value };
    case "string":
      return { text: value };
    default: {
      const [name, inner] = single(value, place);
      const below = `${place}/${name}`;
      if (name !== "amount" && name !== "date") {
        throw new InputFault(below, "not a type of a field");
      }
      return valueOf(inner, below, name);
    }
  }
}

function comparisonFromPlain({ attribute, test }: { attribute: unknown; test: Json }): Json {
  const isField = typeof attribute === "object";
  const name = isField ? FIELD + String((attribute as Json).field) : String(attribute);
  const [[operator, operand] = ["", undefined]] = Object.entries(test);
  const shown = (value: unknown) => valueFromPlain(value as Json, isField);
  const many = operator === "in" || operator === "notIn" || operator === "between";
  const bare = operator === "matches" || operator === "exists";
  const inner = many ? (operand as unknown[]).map(shown) : bare ? operand : shown(operand);
  return { [name]: { [WORDS[operator] ?? operator]: inner } };
}

function valueFromPlain(value: Json, isField: boolean): unknown {
  const [[type, inner] = ["", undefined]] = Object.entries(value);
  switch (type) {
    case "amount": {
      const written = yuan(Number(inner));
      return isField ? { amount: written } : written;
    }
    case "date":
      return isField ? { date: inner } : inner;
    case "minutes":
      return `${two(Math.floor(Number(inner) / 60))}:${two(Number(inner) % 60)}`;
    default:
      return inner;
  }
}

/** A policy in the form of the chain's layout, of its JSON form. */
export function policyToPlain(value: unknown, place: string): Json {
  const { name, points, scenes, actors, priority, effect, ...rest } = object(value, place);
  const { obligations, condition, valid, ...more } = rest;
  for (const unknown of Object.keys(more)) {
    throw new InputFault(`${place}/${unknown}`, "has no place here");
  }
  return {
    name,
    points: pointsOf(points, `${place}/points`),
    scenes: scenes === "all" ? "all" : { only: numbers(scenes, `${place}/scenes`) },
    actors: actors === "all" ? "all" : { only: selection(actors, `${place}/actors`) },
    priority,
    effect,
    obligations: obligations ?? [],
    condition,
    valid: validity(valid, `${place}/valid`),
  };
}

/** The JSON form of a policy. */
export function policyFromPlain(plain: unknown): Json {
  const policy = plain as Json;
  const { from, until } = policy.valid as { from: number | null; until: number | null };
  const ends = {
    ...(from === null ? {} : { from: moment(from) }),
    ...(until === null ? {} : { until: moment(until) }),
  };
  const obligations = policy.obligations as string[];
  const points = POINTS.filter((_, bit) => (Number(policy.points) & (1 << bit)) !== 0);
  return {
    name: policy.name,
    points,
    scenes: policy.scenes === "all" ? "all" : (policy.scenes as Json).only,
    actors: policy.actors === "all" ? "all" : selected((policy.actors as Json).only as Json),
    priority: policy.priority,
    effect: policy.effect,
    ...(obligations.length > 0 ? { obligations } : {}),
    ...(policy.condition === null ? {} : { condition: policy.condition }),
    ...(Object.keys(ends).length > 0 ? { valid: ends } : {}),
  };
}

function pointsOf(value: unknown, place: string): number {
  return list(value, place).reduce((bits: number, point, at) => {
    const bit = POINTS.indexOf(String(point));
    if (bit < 0) {
      throw new InputFault(`${place}/${at}`, `not one of ${POINTS.join(", ")}`);
    }
    return bits | (1 << bit);
  }, 0);
}

function selection(value: unknown, place: string): Json {
  const { participants = [], labels = [], roles = [], ...more } = object(value, place);
  for (const unknown of Object.keys(more)) {
    throw new InputFault(`${place}/${unknown}`, "has no place here");
  }
  const written = list(labels, `${place}/labels`).map(String);
  return {
    participants: numbers(participants, `${place}/participants`),
    labels: written.sort(byBytes),
    roles,
  };
}

function selected(selection: Json): Json {
  const lists = Object.entries(selection) as [string, unknown[]][];
  return Object.fromEntries(lists.filter(([, items]) => items.length > 0));
}

function numbers(value: unknown, place: string): number[] {
  return list(value, place)
    .map((item, at) => {
      if (typeof item !== "number") {
        throw new InputFault(`${place}/${at}`, "not a number");
      }
      return item;
    })
    .sort((one, other) => one - other);
}

function validity(value: unknown, place: string): Json {
  const { from, until, ...more } = value === undefined ? ({} as Json) : object(value, place);
  for (const unknown of Object.keys(more)) {
    throw new InputFault(`${place}/${unknown}`, "has no place here");
  }
  const read = (end: unknown, name: string) =>
    end === undefined ? null : momentOf(end, `${place}/${name}`);
  return { from: read(from, "from"), until: read(until, "until") };
}

const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{3})?\+08:00$/;

function momentOf(value: unknown, place: string): number {
  const at = typeof value === "string" && MOMENT.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at) || at < 0 || moment(at) !== value) {
    throw new InputFault(place, "not written 2026-01-01T08:00:00+08:00");
  }
  return at;
}

function moment(at: number): string {
  const local = new Date(at + CHINA_STANDARD_TIME).toISOString();
  return `${local.replace(/(\.000)?Z$/, "")}+08:00`;
}

function fenOf(text: string, place: string): number {
  const [, whole, part = ""] = /^(\d{1,14})(?:\.(\d{1,2}))?$/.exec(text) ?? [];
  if (whole === undefined) {
    throw new InputFault(place, "not yuan with at most two decimals, such as 123.45");
  }
  return Number(BigInt(whole) * 100n + BigInt(part.padEnd(2, "0")));
}

function yuan(fen: number): string {
  return `${Math.floor(fen / 100)}.${two(fen % 100)}`;
}

function minutesOf(text: string, place: string): number {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  if (hours === undefined || minutes === undefined) {
    throw new InputFault(place, "not a time of the day written hh:mm");
  }
  return Number(hours) * 60 + Number(minutes);
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}

/** The order the chain demands of sets: by number, by day, by the place in the list of words. */
function order(one: Json, other: Json): number {
  const [[type, first] = ["", undefined]] = Object.entries(one);
  const [[, second] = ["", undefined]] = Object.entries(other);
  const words = ORDERS[type];
  if (words) {
    return words.indexOf(String(first)) - words.indexOf(String(second));
  }
  if (type === "date") {
    const day = (value: unknown) => Number(String(value).replaceAll("-", ""));
    return day(first) - day(second);
  }
  return type === "text" ? byBytes(String(first), String(second)) : Number(first) - Number(second);
}

function byBytes(one: string, other: string): number {
  const [first, second] = [utf8(one), utf8(other)];
  const at = first.findIndex((byte, place) => byte !== second[place]);
  return at < 0 ? first.length - second.length : (first[at] ?? 0) - (second[at] ?? -1);
}

function single(value: unknown, place: string): [string, unknown] {
  const entries = Object.entries(object(value, place));
  const [only] = entries;
  if (!only || entries.length > 1) {
    throw new InputFault(place, "not an object of one name");
  }
  return only;
}

function object(value: unknown, place: string): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new InputFault(place, "not an object");
  }
  return value as Json;
}

function list(value: unknown, place: string): unknown[] {
  if (!Array.isArray(value)) {
    throw new InputFault(place, "not a list");
  }
  return value as unknown[];
}
