import type { TFunction } from "i18next";

/** Kinds of bills by digits 3 to 6 of the code: class and kind. */
export const KINDS = ["0601", "0602"] as const;

/** The name of a kind of bills, with its digits; the digits alone where it is in no table. */
export function kindName(t: TFunction<"business">, kind: string): string {
  return (KINDS as readonly string[]).includes(kind) ? `${t(`kind.${kind}`)} (${kind})` : kind;
}
