import type { TFunction } from "i18next";

/** Province-level areas by the first two digits of their division code (GB/T 2260). */
export const AREAS = [
  "11",
  "12",
  "13",
  "14",
  "15",
  "21",
  "22",
  "23",
  "31",
  "32",
  "33",
  "34",
  "35",
  "36",
  "37",
  "41",
  "42",
  "43",
  "44",
  "45",
  "46",
  "50",
  "51",
  "52",
  "53",
  "54",
  "61",
  "62",
  "63",
  "64",
  "65",
  "71",
  "81",
  "82",
] as const;

/** The name of an area, with its code; the code alone where it is in no table. */
export function areaName(t: TFunction<"business">, area: string | number): string {
  const code = String(area).padStart(2, "0");
  return (AREAS as readonly string[]).includes(code) ? `${t(`area.${code}`)} (${code})` : code;
}
