import { describe, expect, it } from "vitest";

type Tree = { [key: string]: string | Tree };

const FILES = import.meta.glob<Tree>("../src/i18n/{en,zh}/**/*.json", {
  import: "default",
  eager: true,
});

const SOURCES = import.meta.glob<string>("../src/**/*.{ts,tsx}", {
  query: "?raw",
  import: "default",
  eager: true,
});

const PLURAL = /_(zero|one|other)$/;

function flat(tree: Tree, before = ""): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === "string" ? [[before + key, value]] : flat(value, `${before}${key}.`),
  );
}

/** Texts of a language by namespace and key. A key that stands in two files counts twice. */
function read(language: string): { texts: Map<string, Map<string, string>>; twice: string[] } {
  const texts = new Map<string, Map<string, string>>();
  const twice: string[] = [];
  for (const [path, tree] of Object.entries(FILES)) {
    const [, of, namespace = ""] = /i18n\/(\w+)\/(\w+)/.exec(path) ?? [];
    if (of !== language) continue;
    const known = texts.get(namespace) ?? new Map<string, string>();
    for (const [key, text] of flat(tree)) {
      if (known.has(key)) twice.push(`${namespace}:${key}`);
      known.set(key, text);
    }
    texts.set(namespace, known);
  }
  return { texts, twice };
}

const ENGLISH = read("en");
const CHINESE = read("zh");

/** Names in braces that a text fills in. */
function slots(text: string): string[] {
  return [...new Set([...text.matchAll(/\{\{\s*(\w+)/g)].map(([, name]) => name ?? ""))].sort();
}

/** Every text once, plurals under one name: `namespace:key`. */
function keys(texts: Map<string, Map<string, string>>): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const [namespace, own] of texts) {
    for (const [key, text] of own) {
      const name = `${namespace}:${key.replace(PLURAL, "")}`;
      const known = found.get(name) ?? new Set<string>();
      slots(text).forEach((slot) => known.add(slot));
      found.set(name, known);
    }
  }
  return found;
}

/** Where the first argument of a call ends, which begins at `from`. */
function endOfArgument(source: string, from: number): number {
  let depth = 0;
  for (let at = from; at < source.length; at += 1) {
    const sign = source[at] ?? "";
    if (sign === '"' || sign === "`") {
      at += 1;
      while (at < source.length && source[at] !== sign) at += source[at] === "\\" ? 2 : 1;
    } else if ("([{".includes(sign)) depth += 1;
    else if (")]}".includes(sign)) {
      if (depth === 0) return at;
      depth -= 1;
    } else if (sign === "," && depth === 0) return at;
  }
  return source.length;
}

interface Use {
  /** Where texts are looked for. */
  namespaces: string[];
  /** A key, or what keys with something in the middle look like. */
  key: string | RegExp;
}

const quoted = /"([\w:.-]+)"/g;

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

/** The functions of texts that a file has: their names, where they begin and what they read. */
function functionsOf(source: string) {
  const found: { name: string; at: number; namespaces: string[] }[] = [];
  const names = (text = "") => {
    const given = [...text.matchAll(quoted)].map(([, name]) => name ?? "");
    return given.length > 0 ? given : ["core"];
  };
  for (const use of source.matchAll(/const \{([^}]*)\} = useTranslation\(([^)]*)\)/g)) {
    const name = /(?:^|[\s,])t(?::\s*(\w+))?\s*(?:,|$)/.exec(use[1]?.trim() ?? "");
    if (name) found.push({ name: name[1] ?? "t", at: use.index, namespaces: names(use[2]) });
  }
  for (const use of source.matchAll(/\b(\w+): TFunction(?:<([^>]*)>)?/g)) {
    found.push({ name: use[1] ?? "t", at: use.index, namespaces: names(use[2]) });
  }
  return found.sort((one, other) => one.at - other.at);
}

/** The texts that a file asks for in so many words. */
function usesOf(source: string): Use[] {
  const functions = functionsOf(source);
  const uses: Use[] = [];
  for (const name of new Set(functions.map((each) => each.name))) {
    for (const call of source.matchAll(new RegExp(`(?<![\\w])${name}\\(`, "g"))) {
      const from = call.index + call[0].length;
      const end = endOfArgument(source, from);
      const options = /^,\s*\{[^}]*\bns: "(\w+)"/.exec(source.slice(end, end + 200));
      const own = functions.filter((each) => each.name === name && each.at < call.index).at(-1);
      const namespaces = options ? [options[1] ?? ""] : (own?.namespaces ?? []);
      // What is compared with is no key.
      const argument = source.slice(from, end).replaceAll(/[!=]== "[^"]*"/g, "");
      for (const [, key = ""] of argument.replaceAll(/`[^`]*`/g, "").matchAll(quoted)) {
        uses.push(named(namespaces, key, (rest) => rest));
      }
      for (const [, template = ""] of argument.matchAll(/`([^`]*)`/g)) {
        uses.push(named(namespaces, template, pattern));
      }
    }
  }
  return uses;
}

function named(namespaces: string[], key: string, make: (key: string) => string | RegExp): Use {
  const [, namespace, rest] = /^(\w+):(.*)$/s.exec(key) ?? [];
  return namespace === undefined
    ? { namespaces, key: make(key) }
    : { namespaces: [namespace], key: make(rest ?? "") };
}

function pattern(template: string): RegExp {
  const parts = template.split(/\$\{(?:[^{}]|\{[^}]*\})*\}/).map(escaped);
  return new RegExp(`^${parts.join("[^.]+")}$`);
}

function isThere(all: Map<string, Set<string>>, use: Use): boolean {
  const { key } = use;
  return use.namespaces.some((namespace) =>
    typeof key === "string"
      ? all.has(`${namespace}:${key}`)
      : [...all.keys()].some(
          (name) =>
            name.startsWith(`${namespace}:`) &&
            // A key may stand for all that is below it.
            name
              .slice(namespace.length + 1)
              .split(".")
              .some((_, at, parts) => key.test(parts.slice(0, at + 1).join("."))),
        ),
  );
}

describe("texts", () => {
  const english = keys(ENGLISH.texts);
  const chinese = keys(CHINESE.texts);

  it("stand in one file each", () => {
    expect([...ENGLISH.twice, ...CHINESE.twice]).toEqual([]);
  });

  it("are there in both languages, with the same slots", () => {
    expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort());
    const different = [...english].filter(
      ([key, own]) => [...own].sort().join() !== [...(chinese.get(key) ?? [])].sort().join(),
    );
    expect(different.map(([key]) => key)).toEqual([]);
    expect(english.size).toBeGreaterThan(2_000);
  });

  it("are written in their language", () => {
    const letters = /[\u4e00-\u9fff]/;
    const wrong: string[] = [];
    for (const [namespace, texts] of ENGLISH.texts) {
      for (const [key, text] of texts) {
        // The documentation of the chain names terms of the field in Chinese beside the English ones.
        if (namespace !== "catalogue" && letters.test(text)) wrong.push(`en ${namespace}:${key}`);
      }
    }
    // Names of things that are called the same everywhere.
    const same = new Set(["API", "IPFS", "JSON", "JSON-RPC", "RPC", "null"]);
    for (const [namespace, texts] of CHINESE.texts) {
      for (const [key, text] of texts) {
        const isCode = namespace === "catalogue" && key.endsWith(".name");
        const words = text.replaceAll(/\{\{[^}]*\}\}/g, "");
        if (/[A-Za-z]/.test(words) && !letters.test(text) && !isCode && !same.has(text)) {
          wrong.push(`zh ${namespace}:${key}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it("are there for every key that the pages ask for", () => {
    const missing: string[] = [];
    let count = 0;
    for (const [file, source] of Object.entries(SOURCES)) {
      for (const use of usesOf(source)) {
        count += 1;
        if (!isThere(english, use) || !isThere(chinese, use)) {
          missing.push(`${file}: ${use.namespaces.join()}:${String(use.key)}`);
        }
      }
    }
    expect(missing).toEqual([]);
    expect(count).toBeGreaterThan(1_500);
  });
});
