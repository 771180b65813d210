import i18next, { type BackendModule } from "i18next";
import { initReactI18next } from "react-i18next";
import type { Locale } from "../lib/locale";

/** Languages by the code their texts are filed under. */
export const LANGUAGES = { zh: "中文", en: "English" } as const;
export type Language = keyof typeof LANGUAGES;

const STORE = "fiscal.language";

const files = import.meta.glob<{ default: Record<string, unknown> }>("./{en,zh}/**/*.json");

/** What a namespace is made of: one file, or those of a folder, whose first keys differ. */
function filesOf(language: string, namespace: string) {
  const place = `./${language}/${namespace}`;
  return Object.entries(files)
    .filter(([path]) => path === `${place}.json` || path.startsWith(`${place}/`))
    .map(([, load]) => load);
}

/** Reads a namespace when a page first needs it. */
const backend: BackendModule = {
  type: "backend",
  init: () => undefined,
  read: (language, namespace, done) => {
    const found = filesOf(language, namespace);
    if (found.length === 0) {
      done(new Error(`no texts: ${language}/${namespace}`), null);
      return;
    }
    Promise.all(found.map((load) => load())).then(
      (parts) => done(null, Object.assign({}, ...parts.map((part) => part.default))),
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error)), null),
    );
  },
};

function preferred(): Language {
  const asked = new URLSearchParams(window.location.search).get("lang");
  if (asked === "zh" || asked === "en") return asked;
  try {
    const stored = localStorage.getItem(STORE);
    if (stored === "zh" || stored === "en") return stored;
  } catch {
    // Storage can be forbidden; the browser's own language decides then.
  }
  return navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
}

/** The tag that `<html lang>` and `Intl` want. */
export function localeOf(language: string): Locale {
  return language.startsWith("en") ? "en" : "zh-CN";
}

/** Sets up the texts and waits for those that every page shows. */
export async function startI18n(language: Language = preferred()): Promise<void> {
  document.documentElement.lang = localeOf(language);
  i18next.on("languageChanged", (next) => {
    document.documentElement.lang = localeOf(next);
  });
  await i18next
    .use(backend)
    .use(initReactI18next)
    .init({
      lng: language,
      fallbackLng: false,
      supportedLngs: Object.keys(LANGUAGES),
      ns: ["core"],
      defaultNS: "core",
      interpolation: { escapeValue: false },
      returnNull: false,
    });
}

/** Changes the language and remembers it on this machine. */
export async function setLanguage(language: Language): Promise<void> {
  await i18next.changeLanguage(language);
  try {
    localStorage.setItem(STORE, language);
  } catch {
    // Remembered for this visit only.
  }
}

export { i18next };
