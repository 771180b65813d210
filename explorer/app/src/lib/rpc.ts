import { keepPreviousData, useQuery, type UseQueryResult } from "@tanstack/react-query";

const TIMEOUT_MS = 20_000;

let counter = 0;

/** What the node answered instead of a result. */
export class RpcError extends Error {
  /** Code of JSON-RPC, one of the catalogue, or 0 without an answer. */
  readonly code: number;
  /** What came with it. */
  readonly data: unknown;
  /** Why there was no answer: `network`, `timeout`, `http`, or a code of the indexer's own. */
  readonly reason: string | null;

  constructor(code: number, message: string, data: unknown = null, reason: string | null = null) {
    super(message);
    this.name = "RpcError";
    this.code = code;
    this.data = data;
    this.reason = reason;
  }
}

interface Answer<T> {
  result?: T;
  error?: { code?: number | string; message?: string; data?: unknown };
}

/** Calls one method of the node over the indexer's proxy. */
export async function rpc<T>(
  method: string,
  params: unknown[] | Record<string, unknown> = [],
  signal?: AbortSignal,
): Promise<T> {
  counter += 1;
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  let response: Response;
  try {
    response = await fetch("/rpc", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: counter, method, params }),
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw timeout.aborted
      ? new RpcError(0, "The node did not answer in time.", null, "timeout")
      : new RpcError(0, "The node cannot be reached.", null, "network");
  }
  let answer: Answer<T>;
  try {
    answer = (await response.json()) as Answer<T>;
  } catch {
    throw new RpcError(0, `HTTP ${response.status}`, null, "http");
  }
  if (answer.error) {
    const { code = 0, message = "error", data = null } = answer.error;
    // The indexer refuses in words where the node would in numbers.
    throw typeof code === "number"
      ? new RpcError(code, message, data)
      : new RpcError(0, message, data, code);
  }
  if (!response.ok) throw new RpcError(0, `HTTP ${response.status}`, null, "http");
  return answer.result as T;
}

/** One answer of the node, kept by method and parameters. Null parameters ask nothing. */
export function useRpc<T>(
  method: string,
  params: unknown[] | null,
  options?: { refetchMs?: number; staleMs?: number },
): UseQueryResult<T, RpcError> {
  return useQuery<T, RpcError>({
    queryKey: ["rpc", method, params],
    queryFn: ({ signal }) => rpc<T>(method, params ?? [], signal),
    enabled: params !== null,
    refetchInterval: options?.refetchMs ?? false,
    ...(options?.staleMs === undefined ? {} : { staleTime: options.staleMs }),
    placeholderData: options?.refetchMs ? keepPreviousData : undefined,
    // What the node answered stays the same when asked again; only the way to it may mend.
    retry: (count, error) => error.code === 0 && count < 2,
  });
}
