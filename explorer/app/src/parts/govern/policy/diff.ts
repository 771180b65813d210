import { escapePointer, isObject, type JsonValue } from "./json";

/** One part in which two policies differ: what was added has no `from`, what was removed no `to`. */
export interface PolicyChange {
  /** A JSON Pointer; of what was removed into the old policy, otherwise into the new one. */
  path: string;
  from?: JsonValue;
  to?: JsonValue;
}

/** The parts in which two policies differ. The order of branches of `all` and `any` makes none. */
export function policyChanges(old: JsonValue, next: JsonValue): PolicyChange[] {
  const changes: PolicyChange[] = [];
  compare("", old, next, changes);
  return changes;
}

const SELECTORS = ["", "/actors", "/valid"];

function compare(path: string, old: JsonValue, next: JsonValue, changes: PolicyChange[]): void {
  if (same(old, next)) return;
  if (isObject(old) && isObject(next) && comparable(path, old, next)) {
    for (const [name, value] of Object.entries(old)) {
      const place = `${path}/${escapePointer(name)}`;
      const other = next[name];
      if (other === undefined) changes.push({ path: place, from: value });
      else compare(place, value, other, changes);
    }
    for (const [name, value] of Object.entries(next)) {
      if (!(name in old)) changes.push({ path: `${path}/${escapePointer(name)}`, to: value });
    }
  } else if (Array.isArray(old) && Array.isArray(next) && !path.endsWith("/between")) {
    compareLists(path, old, next, changes);
  } else changes.push({ path, from: old, to: next });
}

/** Objects of one name are branches of a condition: with different names they are different. */
function comparable(
  path: string,
  old: { [key: string]: JsonValue },
  next: { [key: string]: JsonValue },
): boolean {
  const [before, after] = [Object.keys(old), Object.keys(next)];
  if (SELECTORS.includes(path) || before.length !== 1 || after.length !== 1) return true;
  return before[0] === after[0];
}

/** Pairs what is equal, then branches that differ inside, and calls the rest removed and added. */
function compareLists(
  path: string,
  before: JsonValue[],
  after: JsonValue[],
  changes: PolicyChange[],
): void {
  const old = unpaired(before, after);
  const next = unpaired(after, before);
  const removed: PolicyChange[] = [];
  for (const [at, value] of old) {
    const partner = next.findIndex(([, other]) => alike(value, other));
    const [pair] = partner < 0 ? [] : next.splice(partner, 1);
    if (pair) compare(`${path}/${pair[0]}`, value, pair[1], changes);
    else removed.push({ path: `${path}/${at}`, from: value });
  }
  changes.push(...removed, ...next.map(([at, to]) => ({ path: `${path}/${at}`, to })));
}

/** The items without an equal partner in the other list, with their places. */
function unpaired(items: JsonValue[], others: JsonValue[]): [number, JsonValue][] {
  const rest = [...others];
  return items.flatMap((item, at): [number, JsonValue][] => {
    const partner = rest.findIndex((other) => same(item, other));
    if (partner < 0) return [[at, item]];
    rest.splice(partner, 1);
    return [];
  });
}

/** Are both branches that begin with the same name? */
function alike(one: JsonValue, other: JsonValue): boolean {
  return isObject(one) && isObject(other) && Object.keys(one)[0] === Object.keys(other)[0];
}

/** Equal, whatever the order of branches and of names. */
export function same(one: JsonValue, other: JsonValue): boolean {
  if (isObject(one) && isObject(other)) {
    const names = Object.keys(one);
    if (names.length !== Object.keys(other).length) return false;
    return names.every((name) => {
      const [value, partner] = [one[name], other[name]];
      if (value === undefined || partner === undefined) return false;
      const branches = (name === "all" || name === "any") && Array.isArray(value);
      if (branches && Array.isArray(partner)) {
        return value.length === partner.length && unpaired(value, partner).length === 0;
      }
      return same(value, partner);
    });
  }
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, at) => same(item, other[at] ?? null));
  }
  return one === other;
}

/** A line beside its partner: null where one side has none. */
export interface LinePair {
  kind: "same" | "changed" | "removed" | "added";
  left: { number: number; text: string } | null;
  right: { number: number; text: string } | null;
}

/**
 * Two texts side by side, line by line, by their longest common subsequence. Texts of policies have a
 * few hundred lines at most, so that a table of all pairs is small.
 */
export function alignLines(left: string, right: string): LinePair[] {
  const [a, b] = [left.split("\n"), right.split("\n")];
  const width = b.length + 1;
  const longest = new Uint16Array((a.length + 1) * width);
  const at = (row: number, column: number) => longest[row * width + column] ?? 0;
  for (let row = a.length - 1; row >= 0; row -= 1) {
    for (let column = b.length - 1; column >= 0; column -= 1) {
      longest[row * width + column] =
        a[row] === b[column]
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const pairs: LinePair[] = [];
  let removed: LinePair["left"][] = [];
  let added: LinePair["right"][] = [];
  const flush = () => {
    const rows = Math.max(removed.length, added.length);
    for (let row = 0; row < rows; row += 1) {
      const [one, other] = [removed[row] ?? null, added[row] ?? null];
      const kind = one && other ? "changed" : one ? "removed" : "added";
      pairs.push({ kind, left: one, right: other });
    }
    removed = [];
    added = [];
  };
  let [row, column] = [0, 0];
  while (row < a.length || column < b.length) {
    const [one, other] = [a[row], b[column]];
    if (one !== undefined && other !== undefined && one === other) {
      flush();
      pairs.push({
        kind: "same",
        left: { number: row + 1, text: one },
        right: { number: column + 1, text: other },
      });
      row += 1;
      column += 1;
    } else if (
      other === undefined ||
      (one !== undefined && at(row + 1, column) >= at(row, column + 1))
    ) {
      removed.push({ number: row + 1, text: one ?? "" });
      row += 1;
    } else {
      added.push({ number: column + 1, text: other });
      column += 1;
    }
  }
  flush();
  return pairs;
}
