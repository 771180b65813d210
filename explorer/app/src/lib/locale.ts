/** Languages the explorer speaks. */
export type Locale = "zh-CN" | "en";

/** The language of the page, as `<html lang>` says: one source for code outside of components. */
export function currentLocale(): Locale {
  return document.documentElement.lang.startsWith("en") ? "en" : "zh-CN";
}
