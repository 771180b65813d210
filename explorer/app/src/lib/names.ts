import { useQuery, type QueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { apiGet } from "./api";
import type { ParticipantDetail } from "./types";

/** Names hardly ever change, and one page shows the same ones many times. */
const STALE_MS = 10 * 60_000;

/** What the chain calls every holder: their own names are not on it. */
const HOLDER_NAME = "持票人";

function keyOf(id: number): [string, number] {
  return ["participantName", id];
}

/** Keeps the names that came with a list, so that its rows do not have to ask for them. */
export function keepNames(store: QueryClient, names: Record<string, string> | undefined): void {
  for (const [id, name] of Object.entries(names ?? {})) {
    store.setQueryData(keyOf(Number(id)), name);
  }
}

/** The name of a participant; undefined while it is not known. */
export function useParticipantName(id: number | null): string | undefined {
  return useQuery<string>({
    queryKey: keyOf(id ?? -1),
    queryFn: async ({ signal }) => {
      const found = await apiGet<ParticipantDetail>(`/participants/${id}`, undefined, signal);
      return found.row.name;
    },
    enabled: id !== null,
    staleTime: STALE_MS,
    retry: false,
  }).data;
}

/** A name that tells participants apart: holders share one, and get their number. */
export function useDistinctName(): (id: number, name: string) => string {
  const { t } = useTranslation();
  return (id, name) => (name === HOLDER_NAME ? t("holderName", { id }) : name);
}
