import { escapePointer, kindOf, type JsonValue } from "./json";
import type { Finding } from "./model";

/** Collects findings, and remembers whether one of them is about the form itself. */
export class Findings {
  readonly items: Finding[] = [];
  formless = false;

  /** A value is wrong. */
  add(path: string, problem: string, key: string, params?: Finding["params"]): void {
    this.items.push({ path, problem, key, ...(params ? { params } : {}) });
  }

  /** The form is wrong: there is nothing that could be edited in its place. */
  form(path: string, problem: string, key: string, params?: Finding["params"]): void {
    this.formless = true;
    this.add(path, problem, key, params);
  }

  /** Something else stands where `what` is expected. */
  expected(path: string, what: string, found: JsonValue | undefined): void {
    this.form(path, "syntax", "form.expected", { what, found: kindOf(found) });
  }
}

/** Names that have no place in an object, and names that are missing. */
export function checkNames(
  value: { [key: string]: JsonValue },
  path: string,
  required: string[],
  optional: string[],
  findings: Findings,
): void {
  for (const name of Object.keys(value)) {
    if (!required.includes(name) && !optional.includes(name)) {
      findings.form(`${path}/${escapePointer(name)}`, "unknownKey", "form.unknownKey", { name });
    }
  }
  for (const name of required) {
    if (!(name in value)) findings.form(path, "missingKey", "form.missingKey", { name });
  }
}
