import { useTranslation } from "react-i18next";

/** A code with what it means and what helps. */
export interface CodeText {
  name: string;
  meaning: string;
  action?: string;
}

/** Tables of codes other than those of pallets, in the order they are shown. */
export const CODE_TABLES = ["rpc", "transactions", "bills", "checks", "codes"] as const;
export type CodeTable = (typeof CODE_TABLES)[number];

/** The whole catalogue of one language. */
export interface Codes extends Record<CodeTable, Record<string, CodeText>> {
  pallets: Record<string, string>;
  errors: Record<string, Record<string, string>>;
  events: Record<string, Record<string, string>>;
}

const EMPTY: Codes = {
  pallets: {},
  errors: {},
  events: {},
  rpc: {},
  transactions: {},
  bills: {},
  checks: {},
  codes: {},
};

/** Every code, error and event of the chain with its text in the language of the page. */
export function useCodes(): Codes {
  const { i18n } = useTranslation("catalogue");
  const found = i18n.getResourceBundle(i18n.language, "catalogue") as Codes | undefined;
  return found ?? EMPTY;
}

/** What a code means, or null for one that the catalogue does not have. */
export function codeText(codes: Codes, table: CodeTable, code: string | number): CodeText | null {
  return codes[table][String(code)] ?? null;
}
