import { useCallback, useMemo } from "react";
import { useSearchParams } from "react-router";

/** Values of filters by key; what is not set is not there. */
export type Filters<K extends string = string> = Partial<Record<K, string>>;

/**
 * Filters kept in the query of the page's address, so that an address can be handed on. Returns the
 * values and a function that changes some of them (undefined or an empty text takes one away).
 */
export function useFilters<K extends string>(
  keys: readonly K[],
): [Filters<K>, (change: Filters<K>) => void] {
  const [search, setSearch] = useSearchParams();
  const names = keys.join("\n");
  const text = search.toString();

  const value = useMemo(() => {
    const source = new URLSearchParams(text);
    const filters: Filters<K> = {};
    for (const key of names.split("\n") as K[]) {
      const found = source.get(key);
      if (found) filters[key] = found;
    }
    return filters;
  }, [names, text]);

  const change = useCallback(
    (next: Filters<K>) => {
      setSearch(
        (old) => {
          const result = new URLSearchParams(old);
          for (const [key, entry] of Object.entries(next) as [K, string | undefined][]) {
            if (entry) result.set(key, entry);
            else result.delete(key);
          }
          return result;
        },
        { replace: true },
      );
    },
    [setSearch],
  );

  return [value, change];
}
