/** The part of JSON Schema that the node describes its parameters with. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  pattern?: string;
  minimum?: number;
  maximum?: number;
  default?: unknown;
  description?: string;
  properties?: Record<string, Schema | boolean>;
  required?: string[];
  items?: Schema | boolean;
  oneOf?: Schema[];
  anyOf?: Schema[];
}

/** A parameter of a method. */
export interface Parameter {
  name: string;
  required?: boolean;
  schema: Schema | boolean;
  description?: string;
}

/** A method, as the OpenRPC document describes it. */
export interface Method {
  name: string;
  summary?: string;
  params: Parameter[];
  result?: { name: string; schema: Schema | boolean };
  errors?: { code: number; message: string }[];
}

/** What the pages use of an OpenRPC document. */
export interface OpenRpc {
  info: { title: string; version: string };
  methods: Method[];
  components?: { schemas?: Record<string, Schema | boolean> };
}

/** Schemas by their names. */
export type Schemas = Record<string, Schema | boolean>;

const REFERENCE = /^#\/components\/schemas\/(.+)$/;
const DEEPEST = 8;

/** The schema behind a reference. */
export function resolve(schema: Schema | boolean, schemas: Schemas, depth = 0): Schema {
  if (typeof schema === "boolean") return {};
  const name = schema.$ref && REFERENCE.exec(schema.$ref)?.[1];
  if (!name || depth > DEEPEST) return schema;
  return resolve(schemas[name] ?? {}, schemas, depth + 1);
}

/** Name of a schema, or its types. */
export function schemaName(schema: Schema | boolean): string {
  if (typeof schema === "boolean") return "any";
  const name = schema.$ref && REFERENCE.exec(schema.$ref)?.[1];
  if (name) return name;
  if (schema.oneOf) return schema.oneOf.map(schemaName).join(" | ");
  if (schema.type === "array") return `${schemaName(schema.items ?? true)}[]`;
  if (schema.enum) return schema.enum.map((each) => JSON.stringify(each)).join(" | ");
  return typesOf(schema).join(" | ") || "any";
}

function typesOf(schema: Schema): string[] {
  return schema.type === undefined ? [] : [schema.type].flat();
}

/** How a parameter is asked for. */
export type Control =
  | { kind: "text"; pattern: string | null }
  | { kind: "integer"; least: number | null; most: number | null }
  | { kind: "flag" }
  | { kind: "choice"; values: string[] }
  | { kind: "json" };

/** How a value of a schema is asked for. */
export function controlOf(schema: Schema): Control {
  if (schema.enum) {
    const names = schema.enum.filter((each): each is string => typeof each === "string");
    if (names.length === schema.enum.filter((each) => each !== null).length) {
      return { kind: "choice", values: names };
    }
    return { kind: "json" };
  }
  const types = typesOf(schema).filter((type) => type !== "null");
  if (types.length !== 1) return { kind: "json" };
  switch (types[0]) {
    case "string":
      return { kind: "text", pattern: schema.pattern ?? null };
    case "integer":
    case "number":
      return { kind: "integer", least: schema.minimum ?? null, most: schema.maximum ?? null };
    case "boolean":
      return { kind: "flag" };
    default:
      return { kind: "json" };
  }
}

/** Codes of what can be wrong with a parameter; texts stand under `rpc.fault`. */
export type ParameterFault = "missing" | "pattern" | "integer" | "range" | "json";

/** A parameter that was read; undefined is one that was left out. */
export type Read = { value: unknown; fault: null } | { value: undefined; fault: ParameterFault };

const wrong = (fault: ParameterFault): Read => ({ value: undefined, fault });

/** Reads what a person typed for a parameter. */
export function readParameter(text: string, control: Control, required: boolean): Read {
  if (text === "") return required ? wrong("missing") : { value: undefined, fault: null };
  switch (control.kind) {
    case "text":
      if (control.pattern !== null && !new RegExp(control.pattern, "u").test(text)) {
        return wrong("pattern");
      }
      return { value: text, fault: null };
    case "integer": {
      const number = Number(text);
      if (!/^-?\d+$/.test(text) || !Number.isSafeInteger(number)) return wrong("integer");
      const low = control.least !== null && number < control.least;
      const high = control.most !== null && number > control.most;
      return low || high ? wrong("range") : { value: number, fault: null };
    }
    case "flag":
      return { value: text === "true", fault: null };
    case "choice":
      return { value: text, fault: null };
    case "json":
      try {
        return { value: JSON.parse(text) as unknown, fault: null };
      } catch {
        return wrong("json");
      }
  }
}

/** Parameters by position, without those that were left out at the end. */
export function positional(values: unknown[]): unknown[] {
  let length = values.length;
  while (length > 0 && values[length - 1] === undefined) length -= 1;
  return values.slice(0, length).map((value) => value ?? null);
}
