import {
  keepPreviousData,
  useQuery,
  useQueryClient,
  type UseQueryResult,
} from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { keepNames } from "./names";
import { noteServerDate } from "./now";
import type { Page } from "./types";

/** Where the indexer answers: the origin the pages come from. */
export const API_BASE = "/api/v1";

/** How long a request may take before it is given up. */
const TIMEOUT_MS = 20_000;

/** Parameters of a query; what is null, undefined or empty is left out. */
export type Params = Record<string, string | number | boolean | null | undefined>;

/** What the API, or the way to it, answered instead of data. */
export class ApiError extends Error {
  /** Stable code: that of the API, or `network`, `timeout`, `malformed`, `http`. */
  readonly code: string;
  /** The field at fault, if one is. */
  readonly field: string | null;
  /** Status of HTTP, or 0 without an answer. */
  readonly status: number;

  constructor(code: string, message: string, field: string | null = null, status = 0) {
    super(message);
    this.name = "ApiError";
    this.code = code;
    this.field = field;
    this.status = status;
  }
}

/** Query text of parameters, in a stable order. */
export function queryText(params?: Params): string {
  const search = new URLSearchParams();
  for (const key of Object.keys(params ?? {}).sort()) {
    const value = params?.[key];
    if (value === null || value === undefined || value === "") continue;
    search.set(key, String(value));
  }
  return search.toString();
}

function url(path: string, params?: Params): string {
  const query = queryText(params);
  return `${API_BASE}${path}${query ? `?${query}` : ""}`;
}

/** Address of a list as CSV, with the same filters. */
export function csvUrl(path: string, params?: Params): string {
  return url(`${path}.csv`, { ...params, cursor: null, limit: null });
}

async function failure(response: Response): Promise<ApiError> {
  try {
    const body = (await response.json()) as {
      error?: { code?: string; message?: string; field?: string | null };
    };
    if (body.error?.code) {
      return new ApiError(
        body.error.code,
        body.error.message ?? body.error.code,
        body.error.field ?? null,
        response.status,
      );
    }
  } catch {
    // The body is not the API's: a proxy answered. The status says all there is.
  }
  return new ApiError("http", `HTTP ${response.status}`, null, response.status);
}

/** One answer of the API. `path` begins with `/`, without the prefix `/api/v1`. */
export async function apiGet<T>(path: string, params?: Params, signal?: AbortSignal): Promise<T> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  let response: Response;
  try {
    response = await fetch(url(path, params), {
      headers: { accept: "application/json" },
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    if (timeout.aborted) throw new ApiError("timeout", "The index did not answer in time.");
    throw new ApiError("network", "The index cannot be reached.");
  }
  if (response.ok) noteServerDate(response.headers.get("date"));
  else throw await failure(response);
  try {
    return (await response.json()) as T;
  } catch {
    throw new ApiError("malformed", "The answer is not JSON.", null, response.status);
  }
}

/** Whether asking again can help: not when the request itself is at fault. */
export function worthRetrying(count: number, error: unknown): boolean {
  if (error instanceof ApiError && error.status >= 400 && error.status < 500) {
    return error.status === 429 && count < 2;
  }
  return count < 2;
}

/** One answer, kept by path and parameters. A null path asks nothing. */
export function useItem<T>(
  path: string | null,
  params?: Params,
  options?: { refetchMs?: number; staleMs?: number },
): UseQueryResult<T, ApiError> {
  return useQuery<T, ApiError>({
    queryKey: ["item", path, queryText(params)],
    queryFn: ({ signal }) => apiGet<T>(path ?? "", params, signal),
    enabled: path !== null,
    refetchInterval: options?.refetchMs ?? false,
    ...(options?.staleMs === undefined ? {} : { staleTime: options.staleMs }),
    placeholderData: options?.refetchMs ? keepPreviousData : undefined,
    retry: worthRetrying,
  });
}

/** A list that is read page by page. */
export interface ListResult<T> {
  /** Rows of this page. */
  items: T[];
  /** Nothing is there to be shown yet. */
  isLoading: boolean;
  /** A request is under way. */
  isFetching: boolean;
  /** Why there is nothing. */
  error: ApiError | null;
  /** There is a page before this one. */
  hasPrevious: boolean;
  /** There is a page after this one. */
  hasNext: boolean;
  /** Number of this page, from 1. */
  page: number;
  /** Goes to the page after. */
  next: () => void;
  /** Goes to the page before. */
  previous: () => void;
  /** Asks for this page again. */
  refetch: () => void;
}

/** A list by keyset paging. Other parameters begin at the first page. A null path asks nothing. */
export function useList<T>(
  path: string | null,
  params?: Params,
  options?: { refetchMs?: number },
): ListResult<T> {
  const key = `${path}?${queryText(params)}`;
  const [place, setPlace] = useState<{ key: string; cursors: string[] }>({ key, cursors: [] });
  const cursors = place.key === key ? place.cursors : [];
  const cursor = cursors.at(-1) ?? null;
  const store = useQueryClient();

  const query = useQuery<Page<T>, ApiError>({
    queryKey: ["list", path, queryText(params), cursor],
    queryFn: async ({ signal }) => {
      const asked = { ...params, cursor, names: true };
      const page = await apiGet<Page<T>>(path ?? "", asked, signal);
      keepNames(store, page.names);
      return page;
    },
    enabled: path !== null,
    placeholderData: keepPreviousData,
    refetchInterval: cursor === null ? (options?.refetchMs ?? false) : false,
    retry: worthRetrying,
  });
  const following = query.isPlaceholderData ? null : (query.data?.next ?? null);

  const next = useCallback(() => {
    if (following === null) return;
    setPlace((old) => ({ key, cursors: [...(old.key === key ? old.cursors : []), following] }));
  }, [following, key]);
  const previous = useCallback(() => {
    setPlace((old) => ({ key, cursors: old.key === key ? old.cursors.slice(0, -1) : [] }));
  }, [key]);
  const { refetch: again } = query;
  const refetch = useCallback(() => {
    void again();
  }, [again]);

  return {
    items: query.data?.items ?? [],
    isLoading: path !== null && query.isPending,
    isFetching: query.isFetching,
    error: query.error,
    hasPrevious: cursors.length > 0,
    hasNext: following !== null,
    page: cursors.length + 1,
    next,
    previous,
    refetch,
  };
}
