import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Languages of the explorer. */
export type Language = "zh" | "en";

/** Values that are put into a text. */
export type Values = Record<string, string | number>;

/** Looks a text up by `namespace:key`; a text that is not there is a fault of the test. */
export type Translate = (key: string, values?: Values) => string;

type Tree = { [key: string]: Tree | string };

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), "../../app/src/i18n");

function read(path: string): Tree {
  return JSON.parse(readFileSync(path, "utf8")) as Tree;
}

/** A namespace is one file, or the files of a folder together. */
function namespace(language: Language, name: string): Tree {
  const place = join(FOLDER, language, name);
  if (existsSync(`${place}.json`)) return read(`${place}.json`);
  const files = readdirSync(place).filter((file) => file.endsWith(".json"));
  return Object.assign({}, ...files.map((file) => read(join(place, file)))) as Tree;
}

function at(tree: Tree, key: string): string | undefined {
  let found: Tree | string | undefined = tree;
  for (const part of key.split(".")) {
    if (typeof found !== "object") return undefined;
    found = found[part];
  }
  return typeof found === "string" ? found : undefined;
}

/** The texts of a language, as the pages have them: tests find controls by what people read. */
export function textsOf(language: Language): Translate {
  const known = new Map<string, Tree>();
  return (key, values = {}) => {
    const [name = "", path = ""] = key.split(":");
    const tree = known.get(name) ?? namespace(language, name);
    known.set(name, tree);
    const form = language === "en" && values["count"] === 1 ? "one" : "other";
    const text = at(tree, path) ?? at(tree, `${path}_${form}`);
    if (text === undefined) throw new Error(`no text ${language}/${key}`);
    return text.replaceAll(/\{\{(\w+)\}\}/g, (_, value: string) => String(values[value] ?? ""));
  };
}
