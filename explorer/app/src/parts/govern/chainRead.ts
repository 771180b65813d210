import type { FiscalClient } from "@fiscalchain/client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useChain } from "../../lib/chain";
import type { QueryLike } from "../../components/QueryState";

/** The connection to the chain with its metadata. */
export type Api = FiscalClient["api"];

/** The runtime of the chain has no such item: it is of another version than these pages. */
export class NoSuchItem extends Error {
  constructor(name: string) {
    super(`the chain's runtime has no ${name}`);
    this.name = "NoSuchItem";
  }
}

/** A value of the state as JSON; null where there is none. */
export async function readValue<T>(
  api: Api,
  pallet: string,
  item: string,
  ...keys: unknown[]
): Promise<T | null> {
  const entry = api.query[pallet]?.[item];
  if (!entry) throw new NoSuchItem(`${pallet}.${item}`);
  const value = await entry(...keys);
  return value.toJSON() as T | null;
}

/** Every entry of a map with its keys, as JSON. */
export async function readEntries<K extends unknown[], V>(
  api: Api,
  pallet: string,
  item: string,
): Promise<[K, V][]> {
  const entry = api.query[pallet]?.[item];
  if (!entry) throw new NoSuchItem(`${pallet}.${item}`);
  const entries = await entry.entries();
  return entries.map(([key, value]) => [
    key.args.map((arg) => arg.toJSON()) as K,
    value.toJSON() as V,
  ]);
}

/** A constant of the runtime as JSON; null where it has none of the name. */
export function readConstant<T>(api: Api, pallet: string, name: string): T | null {
  const constant = api.consts[pallet]?.[name];
  return constant ? (constant.toJSON() as T) : null;
}

/** Something that is read over the connection of the browser to the chain, kept by its key. */
export function useChainRead<T>(
  key: unknown[],
  read: (api: Api, client: FiscalClient) => Promise<T>,
  options?: { refetchMs?: number; enabled?: boolean },
): QueryLike<T> & { isFetching: boolean } {
  const { client, status, error } = useChain();
  const query = useQuery<T, Error>({
    queryKey: ["chain", ...key],
    queryFn: () => {
      if (!client) throw new Error("no connection");
      return read(client.api as Api, client);
    },
    enabled: client !== null && (options?.enabled ?? true),
    refetchInterval: options?.refetchMs ?? false,
    placeholderData: options?.refetchMs ? keepPreviousData : undefined,
    retry: false,
  });
  const offline = status === "failed" && query.data === undefined;
  return {
    data: query.data,
    error: offline ? new Error(error ?? "no connection to the chain") : query.error,
    isPending: query.isPending,
    isFetching: query.isFetching,
    refetch: query.refetch,
  };
}
