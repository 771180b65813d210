/**
 * Makes the texts of errors and events in both languages, `src/i18n/{en,zh}/catalogue`, from the
 * documentation of the chain: English from `docs/pallet-errors.md`, `docs/events.md` and
 * `docs/errors.md`, Chinese from those and from `docs/catalogue`. Pallets of the SDK, which the
 * documentation leaves out, and the names of pallets stand in `sdk-catalogue.json`.
 *
 *     node scripts/catalogue.mjs            writes the files
 *     node scripts/catalogue.mjs --check    fails unless they are what the documentation says
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const DOCS = join(HERE, "../../../docs");
const OUT = join(HERE, "../src/i18n");
const LANGUAGES = /** @type {const} */ (["en", "zh"]);

/** Cells of one row of a table in Markdown, or null for another line. */
export function cells(line) {
  if (!line.startsWith("|")) return null;
  const parts = line.replaceAll("\\|", "\u0000").split("|").slice(1, -1);
  if (parts.every((part) => /^\s*:?-+:?\s*$/.test(part))) return null;
  return parts.map((part) => part.replaceAll("\u0000", "|").trim());
}

function bare(text) {
  return text.replaceAll("`", "");
}

/** Tables of a page by the heading they stand under. The first row of each is its head. */
export function tables(text) {
  const found = new Map();
  let heading = "";
  for (const line of text.split("\n")) {
    const title = /^##\s+(.*)$/.exec(line);
    if (title) heading = title[1].trim();
    const row = cells(line);
    if (!row) continue;
    if (!found.has(heading)) found.set(heading, []);
    found.get(heading).push(row);
  }
  return found;
}

/**
 * The part of TOML that the catalogue is written in: sections, and keys with a basic string or an
 * inline table of basic strings.
 */
export function toml(text, name = "toml") {
  const result = {};
  let section = result;
  text.split("\n").forEach((raw, at) => {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) return;
    const head = /^\[([A-Za-z_]+)\]$/.exec(line);
    if (head) {
      section = {};
      result[head[1]] = section;
      return;
    }
    const pair = /^([A-Za-z0-9_]+)\s*=\s*(.*)$/.exec(line);
    if (!pair) throw new Error(`${name}:${at + 1}: not understood: ${line}`);
    const [, key, value] = pair;
    const string = /"((?:[^"\\]|\\.)*)"/;
    if (value.startsWith("{")) {
      const table = {};
      for (const [, field, quoted] of value.matchAll(/([a-z]+)\s*=\s*("(?:[^"\\]|\\.)*")/g)) {
        table[field] = JSON.parse(quoted);
      }
      section[key] = table;
    } else if (string.test(value)) {
      section[key] = JSON.parse(string.exec(value)[0]);
    } else {
      throw new Error(`${name}:${at + 1}: no string: ${line}`);
    }
  });
  return result;
}

/** English and Chinese texts of one kind, by pallet and name, in the order of the metadata. */
function members(page, chinese, kind, sdk) {
  const english = {};
  const own = {};
  for (const [pallet, texts] of Object.entries(sdk)) {
    english[pallet] = {};
    own[pallet] = {};
    for (const [name, [en, zh]] of Object.entries(texts)) {
      english[pallet][name] = en;
      own[pallet][name] = zh;
    }
  }
  for (const [heading, rows] of tables(page)) {
    const pallet = /^(\w+) \(\d+\)$/.exec(heading)?.[1];
    if (!pallet) continue;
    english[pallet] = {};
    for (const [, name, text] of rows.slice(1)) english[pallet][bare(name)] = text;
  }
  for (const [pallet, sections] of Object.entries(chinese)) {
    if (Object.keys(sections[kind] ?? {}).length > 0) own[pallet] = sections[kind];
  }
  return { en: english, zh: own };
}

/** The tables of `docs/errors.md`: which one holds what is told by the heading's first words. */
const TABLES = [
  ["rpc", "JSON-RPC methods", 6],
  ["transactions", "Transactions refused", 6],
  ["bills", "Bills refused", 5],
  ["checks", "Why an authorization", 5],
  ["codes", "Why a dynamic code", 5],
];

function codes(page) {
  const en = {};
  const zh = {};
  const found = tables(page);
  for (const [key, words, width] of TABLES) {
    const entry = [...found].find(([heading]) => heading.startsWith(words));
    if (!entry) throw new Error(`docs/errors.md has no table under "${words}"`);
    en[key] = {};
    zh[key] = {};
    for (const row of entry[1].slice(1)) {
      if (row.length !== width) throw new Error(`docs/errors.md: ${row[0]}: not ${width} cells`);
      const name = bare(row[1]);
      if (width === 6) {
        const code = /\d+/.exec(row[0])[0];
        en[key][code] = { name, meaning: bare(row[2]), action: bare(row[3]) };
        zh[key][code] = { name, meaning: bare(row[4]), action: bare(row[5]) };
      } else {
        const json = bare(row[2]);
        en[key][json] = { name, meaning: bare(row[3]) };
        zh[key][json] = { name, meaning: bare(row[4]) };
      }
    }
  }
  return { en, zh };
}

/** Both files, by language. */
export function catalogue(docs = DOCS) {
  const sdk = JSON.parse(readFileSync(join(HERE, "sdk-catalogue.json"), "utf8"));
  const read = (name) => readFileSync(join(docs, name), "utf8");
  const chinese = {};
  for (const file of readdirSync(join(docs, "catalogue")).sort()) {
    const pallet = file.replace(/\.toml$/, "");
    if (pallet === file || pallet === "Rpc" || pallet === "Refusals") continue;
    chinese[pallet] = toml(read(`catalogue/${file}`), file);
  }
  const errors = members(read("pallet-errors.md"), chinese, "errors", sdk.errors);
  const events = members(read("events.md"), chinese, "events", sdk.events);
  const refusals = codes(read("errors.md"));
  return Object.fromEntries(
    LANGUAGES.map((language, at) => [
      language,
      {
        pallets: Object.fromEntries(
          Object.entries(sdk.pallets).map(([name, texts]) => [name, texts[at]]),
        ),
        errors: errors[language],
        events: events[language],
        ...refusals[language],
      },
    ]),
  );
}

/** Which texts stand in which file. */
const FILES = {
  errors: ["errors"],
  events: ["pallets", "events"],
  refusals: TABLES.map(([key]) => key),
};

/** The files as they are written. */
export function files() {
  return Object.entries(catalogue()).flatMap(([language, texts]) =>
    Object.entries(FILES).map(([name, keys]) => ({
      path: join(OUT, language, "catalogue", `${name}.json`),
      text: `${JSON.stringify(Object.fromEntries(keys.map((key) => [key, texts[key]])), null, 2)}\n`,
    })),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const check = process.argv.includes("--check");
  for (const { path, text } of files()) {
    if (!check) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    } else if (!existsSync(path) || readFileSync(path, "utf8") !== text) {
      console.error(`${path} is not what the documentation says: run node scripts/catalogue.mjs`);
      process.exitCode = 1;
    }
  }
}
