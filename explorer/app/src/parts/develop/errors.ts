import { CODE_TABLES, type Codes, type CodeTable } from "../../lib/codes";

/** Where an error or a refusal comes from. */
export type ErrorSource = CodeTable | "pallet";

/** One line of the catalogue. */
export interface ErrorLine {
  id: string;
  source: ErrorSource;
  /** Number of an answer of the node, name in JSON, or pallet. */
  code: string;
  name: string;
  /** In the language of the page, if the catalogue has it. */
  meaning: string;
  action: string | null;
}

/** All lines of a catalogue, codes first, then the errors of pallets. */
export function errorLines(all: Codes): ErrorLine[] {
  const codes = CODE_TABLES.flatMap((source) =>
    Object.entries(all[source]).map(([code, text]) => ({
      id: `${source}:${code}`,
      source,
      code,
      name: text.name,
      meaning: text.meaning,
      action: text.action ?? null,
    })),
  );
  const pallets = Object.entries(all.errors).flatMap(([pallet, errors]) =>
    Object.entries(errors).map(([name, meaning]) => ({
      id: `pallet:${pallet}.${name}`,
      source: "pallet" as const,
      code: pallet,
      name,
      meaning,
      action: null,
    })),
  );
  return [...codes, ...pallets];
}

/** Lines that hold every word of a search, from one source or from all. */
export function findErrors(lines: ErrorLine[], search: string, source: string | null): ErrorLine[] {
  const words = search.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return lines.filter((line) => {
    if (source !== null && line.source !== source) return false;
    const text =
      `${line.code} ${line.code}.${line.name} ${line.meaning} ${line.action ?? ""}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
