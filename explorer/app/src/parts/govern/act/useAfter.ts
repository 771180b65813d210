import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";

/**
 * Asks for everything again that the pages show of the chain: what was just decided shows in many
 * places, and only those on the page are asked for.
 */
export function useAfter(): () => void {
  const queries = useQueryClient();
  return useCallback(() => {
    for (const kind of ["item", "list", "rpc", "chain"]) {
      void queries.invalidateQueries({ queryKey: [kind] });
    }
  }, [queries]);
}
