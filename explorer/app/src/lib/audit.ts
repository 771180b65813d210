import { useSyncExternalStore } from "react";

/** What was done. */
export type AuditAction =
  | "keyOpened"
  | "keyClosed"
  | "cancelled"
  | "signed"
  | "submitted"
  | "inBlock"
  | "finalized"
  | "failed"
  | "unknown";

/**
 * One thing that was done in this browser. A transaction has one entry, which follows it. There is
 * nothing secret in it: neither keys nor passwords nor arguments.
 */
export interface AuditEntry {
  id: string;
  /** Unix milliseconds. */
  time: number;
  changedAt: number;
  action: AuditAction;
  /** SS58 address that acted. */
  account: string | null;
  /** How the person calls the key: name of its file. */
  name: string | null;
  /** Name and genesis of the chain. */
  chain: string | null;
  genesis: string | null;
  pallet: string | null;
  call: string | null;
  /** What it was for, in the words the person saw. */
  summary: string | null;
  hash: string | null;
  /** Height of the block it stands in. */
  block: number | null;
  error: string | null;
}

/** What of an entry is given; the rest is filled in. */
export type AuditInput = Partial<Omit<AuditEntry, "id" | "time" | "changedAt">> & {
  action: AuditAction;
};

const STORE = "fiscal.audit";
/** Entries that are kept; the oldest go first. */
export const MAX_ENTRIES = 1_000;
const MAX_TEXT = 500;

const listeners = new Set<() => void>();
let entries: AuditEntry[] | null = null;
let counter = 0;

function cut(text: string | null | undefined): string | null {
  if (text === null || text === undefined) return null;
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT - 1)}…` : text;
}

function isEntry(value: unknown): value is AuditEntry {
  if (typeof value !== "object" || value === null) return false;
  const entry = value as Partial<AuditEntry>;
  return (
    typeof entry.id === "string" &&
    typeof entry.time === "number" &&
    typeof entry.action === "string"
  );
}

function read(): AuditEntry[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORE) ?? "[]");
    return Array.isArray(stored) ? stored.filter(isEntry).slice(0, MAX_ENTRIES) : [];
  } catch {
    // Storage can be forbidden or hold something else; the trail of this visit is kept anyway.
    return [];
  }
}

function current(): AuditEntry[] {
  entries ??= read();
  return entries;
}

function write(next: AuditEntry[]): void {
  entries = next.slice(0, MAX_ENTRIES);
  try {
    localStorage.setItem(STORE, JSON.stringify(entries));
  } catch {
    // Kept for this visit only.
  }
  listeners.forEach((listener) => listener());
}

/** Another tab may have written meanwhile; what it wrote must stay. */
function fresh(): AuditEntry[] {
  const stored = read();
  const known = new Set(stored.map((entry) => entry.id));
  const own = current().filter((entry) => !known.has(entry.id));
  return [...own, ...stored].sort((one, other) => other.time - one.time);
}

/** Writes down what was done. Returns the entry's id, by which {@link amend} finds it. */
export function record(input: AuditInput): string {
  const now = Date.now();
  counter += 1;
  const entry: AuditEntry = {
    id: `${now.toString(36)}-${counter}-${Math.random().toString(36).slice(2, 8)}`,
    time: now,
    changedAt: now,
    action: input.action,
    account: cut(input.account),
    name: cut(input.name),
    chain: cut(input.chain),
    genesis: cut(input.genesis),
    pallet: cut(input.pallet),
    call: cut(input.call),
    summary: cut(input.summary),
    hash: cut(input.hash),
    block: input.block ?? null,
    error: cut(input.error),
  };
  write([entry, ...fresh()]);
  return entry.id;
}

/** Writes down how an entry went on. */
export function amend(
  id: string,
  change: Partial<Pick<AuditEntry, "action" | "hash" | "block" | "error">>,
): void {
  write(
    fresh().map((entry) =>
      entry.id === id
        ? {
            ...entry,
            ...change,
            ...(change.error === undefined ? {} : { error: cut(change.error) }),
            changedAt: Date.now(),
          }
        : entry,
    ),
  );
}

/** Forgets everything. */
export function clearAudit(): void {
  entries = [];
  try {
    localStorage.removeItem(STORE);
  } catch {
    // There was nothing stored.
  }
  listeners.forEach((listener) => listener());
}

function onStorage(event: StorageEvent): void {
  if (event.key !== STORE && event.key !== null) return;
  entries = read();
  listeners.forEach((listener) => listener());
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) window.addEventListener("storage", onStorage);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) window.removeEventListener("storage", onStorage);
  };
}

/** The trail, newest first. */
export function auditEntries(): AuditEntry[] {
  return current();
}

/** The trail, newest first, as it grows. */
export function useAudit(): AuditEntry[] {
  return useSyncExternalStore(subscribe, current);
}
