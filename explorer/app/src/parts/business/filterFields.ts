import type { FilterField } from "../../components/FilterBar";
import { useItem } from "../../lib/api";
import type { Page, ParticipantRow } from "../../lib/types";

const KEPT_MS = 60_000;

/** As many participants as one list offers for choice. */
const MOST = 200;

function useRole(role: string | null) {
  return useItem<Page<ParticipantRow>>(
    role === null ? null : "/participants",
    { role, limit: MOST },
    { staleMs: KEPT_MS },
  );
}

/**
 * A filter by participant: a choice by name while there are few of the roles, else by number. A second
 * role may do what the first one does.
 */
export function useParticipantField(
  key: string,
  label: string,
  role: string,
  also: string | null = null,
): FilterField {
  const first = useRole(role);
  const second = useRole(also);
  const isWhole = first.data?.next === null && (also === null || second.data?.next === null);
  if (!isWhole) {
    return { key, label, type: "number" };
  }
  const found = [...(first.data?.items ?? []), ...(second.data?.items ?? [])];
  const names = new Map(found.map(({ id, name }) => [String(id), name]));
  return {
    key,
    label,
    type: "select",
    options: [...names].map(([value, name]) => ({ value, label: name })),
    width: 200,
  };
}

/** A filter by a day of issue, which has no time of day and no time zone. */
export function day(key: string, label: string): FilterField {
  return {
    key,
    label,
    type: "text",
    pattern: /^\d{4}-\d{2}-\d{2}$/,
    placeholder: "YYYY-MM-DD",
    width: 130,
  };
}

/**
 * Filters as they are asked: a bill is named by code and number together, so that half of it is no
 * filter yet.
 */
export function wholeBill<T extends { code?: string; number?: string }>(
  filters: T,
): { query: T; isWhole: boolean } {
  const isWhole = Boolean(filters.code) === Boolean(filters.number);
  return {
    query: isWhole ? filters : { ...filters, code: undefined, number: undefined },
    isWhole,
  };
}
