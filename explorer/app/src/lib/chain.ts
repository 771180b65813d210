import type { FiscalClient } from "@fiscalchain/client";
import { useEffect, useSyncExternalStore } from "react";

/** How the connection of the browser to the node stands. */
export type ChainStatus = "idle" | "connecting" | "connected" | "failed";

/** The connection, and what went wrong with it. */
export interface Chain {
  /** The client, as soon as there is one. */
  client: FiscalClient | null;
  /** How it stands. */
  status: ChainStatus;
  /** Why there is none. */
  error: string | null;
}

let chain: Chain = { client: null, status: "idle", error: null };
let retry: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

function set(next: Chain): void {
  chain = next;
  listeners.forEach((listener) => listener());
}

/** Where the node is reached: the indexer's proxy, on the origin of the pages. */
export function chainUrl(): string {
  const scheme = window.location.protocol === "https:" ? "wss" : "ws";
  return `${scheme}://${window.location.host}/rpc`;
}

async function open(): Promise<void> {
  if (chain.status === "connecting" || chain.status === "connected") return;
  clearTimeout(retry);
  set({ client: null, status: "connecting", error: null });
  try {
    const { connect } = await import("@fiscalchain/client");
    const client = await connect(chainUrl());
    set({ client, status: "connected", error: null });
    // The connection mends itself; pages see meanwhile that it is away.
    client.link.provider.on("disconnected", () => {
      set({ client, status: "connecting", error: null });
    });
    client.link.provider.on("connected", () => {
      set({ client, status: "connected", error: null });
    });
  } catch (error) {
    set({
      client: null,
      status: "failed",
      error: error instanceof Error ? error.message : String(error),
    });
    retry = setTimeout(() => {
      if (listeners.size > 0) void open();
    }, 5_000);
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/**
 * The client of the chain over WebSocket, shared by all pages. The code of the client is loaded, and
 * the connection made, when the first page asks for it; it stays open afterwards.
 */
export function useChain(): Chain {
  const value = useSyncExternalStore(subscribe, () => chain);
  useEffect(() => {
    void open();
  }, []);
  return value;
}
