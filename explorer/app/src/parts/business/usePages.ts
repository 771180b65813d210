import { useState } from "react";
import type { TableList } from "../../components/DataTable";

/** Rows of one page. */
const PAGE = 50;

/** Rows at hand, shown a page at a time. */
export function usePages<T>(
  items: readonly T[],
): Required<
  Pick<TableList<T>, "items" | "hasPrevious" | "hasNext" | "page" | "next" | "previous">
> {
  const [place, setPlace] = useState(0);
  // Other filters may leave fewer rows than came before this page.
  const first = place < items.length ? place : 0;
  return {
    items: items.slice(first, first + PAGE),
    hasPrevious: first > 0,
    hasNext: first + PAGE < items.length,
    page: first / PAGE + 1,
    next: () => setPlace(first + PAGE),
    previous: () => setPlace(Math.max(0, first - PAGE)),
  };
}
