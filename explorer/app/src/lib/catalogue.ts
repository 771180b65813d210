import { useTranslation } from "react-i18next";

type Texts = Record<string, unknown>;

/** What the parts of the chain are called, in the language of the page. */
export interface Catalogue {
  /** Pallets, for a list to choose from: `Bills 票据`. */
  pallets: { value: string; label: string }[];
  /** Calls of a pallet. */
  calls: (pallet: string | undefined) => { value: string; label: string }[];
  /** Events of a pallet. */
  events: (pallet: string | undefined) => { value: string; label: string }[];
  /** What an event says; null for one that the catalogue does not have. */
  event: (pallet: string, name: string) => string | null;
  /** What `Pallet.Error`, or an error of a pallet by its name, means; null for an unknown one. */
  error: (error: string, name?: string) => string | null;
}

/** Texts of events, errors and calls. Their files are read when a page first asks for them. */
export function useCatalogue(): Catalogue {
  const { t, i18n } = useTranslation(["catalogue", "calls"]);

  const texts = (key: string): Texts => {
    if (!i18n.exists(key)) return {};
    const found: unknown = t(key, { returnObjects: true });
    return found !== null && typeof found === "object" ? (found as Texts) : {};
  };
  const one = (key: string): string | null => (i18n.exists(key) ? t(key) : null);
  const choices = (key: string) =>
    Object.keys(texts(key))
      .sort()
      .map((value) => ({ value, label: value }));

  return {
    pallets: Object.entries(texts("catalogue:pallets")).map(([value, name]) => ({
      value,
      label: name === value ? value : `${value} ${String(name)}`,
    })),
    calls: (pallet) => (pallet ? choices(`calls:words.${pallet}`) : []),
    events: (pallet) => (pallet ? choices(`catalogue:events.${pallet}`) : []),
    event: (pallet, name) => one(`catalogue:events.${pallet}.${name}`),
    error: (error, name) => one(`catalogue:errors.${name ? `${error}.${name}` : error}`),
  };
}
