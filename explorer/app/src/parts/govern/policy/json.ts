/**
 * JSON as policies are written in it: numbers are whole, no name stands twice in one object. The
 * browser's own parser would keep the last of two names and round large numbers, so that what is
 * shown would not be what was written.
 */

/** A JSON value without fractions. */
export type JsonValue =
  string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };

/** Where a text is no JSON of this kind. */
export interface SyntaxFault {
  /** A stable word: the key of its sentence. */
  code:
    | "tooLarge"
    | "unexpected"
    | "fraction"
    | "unsafeNumber"
    | "twice"
    | "badString"
    | "tooDeep"
    | "trailing";
  /** What was found or stands twice. */
  found: string;
  /** From 1. */
  line: number;
  /** From 1. */
  column: number;
}

/** What reading a text gave: the value and where each part of it begins, or the first fault. */
export type Parsed =
  { ok: true; value: JsonValue; places: Map<string, number> } | { ok: false; fault: SyntaxFault };

const MAX_TEXT = 65_536;
/** Deeper than any policy; it keeps the parser from exhausting its stack. */
const MAX_NESTING = 64;

class Fault extends Error {
  constructor(
    readonly code: SyntaxFault["code"],
    readonly at: number,
    readonly found: string,
  ) {
    super(code);
  }
}

class Parser {
  private at = 0;
  readonly places = new Map<string, number>();

  constructor(private readonly text: string) {}

  whole(): JsonValue {
    const value = this.value("", 0);
    this.space();
    if (this.at < this.text.length) throw this.fault("trailing");
    return value;
  }

  private fault(code: SyntaxFault["code"], at = this.at, found?: string): Fault {
    return new Fault(code, at, found ?? this.text.slice(at, at + 12));
  }

  private space(): void {
    while (/[ \t\r\n]/.test(this.text.charAt(this.at))) this.at += 1;
  }

  private take(expected: string): void {
    this.space();
    if (this.text.charAt(this.at) !== expected) throw this.fault("unexpected");
    this.at += 1;
  }

  private value(path: string, depth: number): JsonValue {
    if (depth > MAX_NESTING) throw this.fault("tooDeep");
    this.space();
    this.places.set(path, this.at);
    const first = this.text.charAt(this.at);
    if (first === "{") return this.object(path, depth);
    if (first === "[") return this.list(path, depth);
    if (first === '"') return this.string();
    if (first === "-" || /\d/.test(first)) return this.number();
    for (const [word, value] of [
      ["true", true],
      ["false", false],
      ["null", null],
    ] as const) {
      if (this.text.startsWith(word, this.at)) {
        this.at += word.length;
        return value;
      }
    }
    throw this.fault("unexpected");
  }

  private object(path: string, depth: number): JsonValue {
    const result: { [key: string]: JsonValue } = Object.create(null) as {
      [key: string]: JsonValue;
    };
    this.take("{");
    this.space();
    if (this.text.charAt(this.at) === "}") {
      this.at += 1;
      return { ...result };
    }
    for (;;) {
      this.space();
      const start = this.at;
      if (this.text.charAt(this.at) !== '"') throw this.fault("unexpected");
      const name = this.string();
      if (name in result) throw this.fault("twice", start, name);
      this.take(":");
      result[name] = this.value(`${path}/${escapePointer(name)}`, depth + 1);
      this.space();
      if (this.text.charAt(this.at) === ",") {
        this.at += 1;
        continue;
      }
      this.take("}");
      return { ...result };
    }
  }

  private list(path: string, depth: number): JsonValue {
    const result: JsonValue[] = [];
    this.take("[");
    this.space();
    if (this.text.charAt(this.at) === "]") {
      this.at += 1;
      return result;
    }
    for (;;) {
      result.push(this.value(`${path}/${result.length}`, depth + 1));
      this.space();
      if (this.text.charAt(this.at) === ",") {
        this.at += 1;
        continue;
      }
      this.take("]");
      return result;
    }
  }

  private string(): string {
    const start = this.at;
    let end = start + 1;
    while (end < this.text.length && this.text.charAt(end) !== '"') {
      end += this.text.charAt(end) === "\\" ? 2 : 1;
    }
    try {
      const value = JSON.parse(this.text.slice(start, end + 1)) as unknown;
      if (typeof value !== "string") throw this.fault("badString", start);
      this.at = end + 1;
      return value;
    } catch {
      throw this.fault("badString", start);
    }
  }

  private number(): number {
    const digits = /^-?(?:0|[1-9]\d*)/.exec(this.text.slice(this.at, this.at + 40))?.[0];
    if (digits === undefined) throw this.fault("unexpected");
    if (/[.eE]/.test(this.text.charAt(this.at + digits.length))) throw this.fault("fraction");
    const number = Number(digits);
    if (!Number.isSafeInteger(number)) throw this.fault("unsafeNumber", this.at, digits);
    this.at += digits.length;
    return number;
  }
}

/** A name as a segment of a JSON Pointer (RFC 6901). */
export function escapePointer(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}

/** Reads a text. */
export function parseJson(text: string): Parsed {
  if (text.length > MAX_TEXT) {
    return {
      ok: false,
      fault: { code: "tooLarge", found: String(text.length), line: 1, column: 1 },
    };
  }
  const parser = new Parser(text);
  try {
    return { ok: true, value: parser.whole(), places: parser.places };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return {
      ok: false,
      fault: { code: error.code, found: error.found, ...position(text, error.at) },
    };
  }
}

/** Line and column of a place, both from 1. */
export function position(text: string, at: number): { line: number; column: number } {
  const before = text.slice(0, at).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** What a value is, as a word that has a text. */
export function kindOf(value: JsonValue | undefined): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "list";
  return typeof value;
}

/** An object with names. */
export function isObject(value: JsonValue | undefined): value is { [key: string]: JsonValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Lines are not longer where what stands on them can be broken. */
const LINE = 76;

/** A value as text for people: what is short stands on one line. */
export function formatJson(value: JsonValue, indent = ""): string {
  const flat = flatJson(value);
  if (typeof value !== "object" || value === null || indent.length + flat.length <= LINE) {
    return flat;
  }
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    const items = value.map((item) => `${deeper}${formatJson(item, deeper)}`);
    return `[\n${items.join(",\n")}\n${indent}]`;
  }
  const members = Object.entries(value).map(
    ([name, inner]) => `${deeper}${JSON.stringify(name)}: ${formatJson(inner, deeper)}`,
  );
  return `{\n${members.join(",\n")}\n${indent}}`;
}

function flatJson(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(flatJson).join(", ")}]`;
  if (isObject(value)) {
    const members = Object.entries(value).map(
      ([name, inner]) => `${JSON.stringify(name)}: ${flatJson(inner)}`,
    );
    return `{${members.join(", ")}}`;
  }
  return JSON.stringify(value);
}
