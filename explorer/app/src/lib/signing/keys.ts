import { record } from "../audit";
import type { SigningSubject } from "./subject";

/** How long a key stays open while nobody does anything. */
export const INACTIVITY_MS = 15 * 60_000;
/** Activity is noted so often at most. */
const NOTE_MS = 5_000;
const ACTIVITY = ["pointerdown", "keydown", "wheel", "touchstart"] as const;

/** Where an open key comes from. */
export type KeySource = "file" | "external" | "development";

/** What may be known of the key that is open. */
export interface OpenKey {
  source: KeySource;
  /** How the person knows it: name of the file or of the development key. */
  name: string;
  /** SS58 address. */
  address: string;
  /** The account, `0x` and 64 hexadecimal digits. */
  accountId: string;
  /** The compressed public key, `0x` and 66 hexadecimal digits. */
  publicKey: string;
  did: string;
  /** When it closes if nobody does anything, Unix milliseconds. */
  closesAt: number;
}

/** Whoever holds the key that is open and signs with it. */
export interface PageSigner {
  /** The compressed public key, 33 bytes. */
  readonly publicKey: Uint8Array;
  /** Signs a message; r‖s, 64 bytes. Whoever asks the person elsewhere shows what it stands for. */
  sign: (message: Uint8Array, subject?: SigningSubject) => Uint8Array | Promise<Uint8Array>;
}

/** Why a key was closed. */
export type CloseReason = "button" | "inactivity" | "replaced";

interface Holder {
  signer: PageSigner;
  /** Overwrites the secret, where the page holds it. */
  destroy: () => void;
}

let open: OpenKey | null = null;
let lastReason: CloseReason | null = null;
let holder: Holder | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

function tell(): void {
  listeners.forEach((listener) => listener());
}

function arm(): void {
  clearTimeout(timer);
  if (!open) return;
  timer = setTimeout(expire, Math.max(0, open.closesAt - Date.now()));
}

/** A sleeping machine stops timers: the clock decides. */
function expire(): void {
  if (!open) return;
  if (Date.now() >= open.closesAt) closeKey("inactivity");
  else arm();
}

/** Somebody is there: the key stays open for another while. */
export function noteActivity(): void {
  if (!open) return;
  const now = Date.now();
  if (now >= open.closesAt) {
    closeKey("inactivity");
    return;
  }
  if (open.closesAt - now > INACTIVITY_MS - NOTE_MS) return;
  open = { ...open, closesAt: now + INACTIVITY_MS };
  arm();
  tell();
}

function onVisible(): void {
  if (!document.hidden) expire();
}

/** Keeps a key open, in memory alone. Another one that was open is closed. */
export function keepKey(
  key: Omit<OpenKey, "closesAt">,
  signer: PageSigner,
  destroy: () => void,
): void {
  if (open) closeKey("replaced");
  open = { ...key, closesAt: Date.now() + INACTIVITY_MS };
  holder = { signer, destroy };
  lastReason = null;
  for (const type of ACTIVITY) {
    window.addEventListener(type, noteActivity, { passive: true, capture: true });
  }
  document.addEventListener("visibilitychange", onVisible);
  arm();
  record({ action: "keyOpened", account: key.address, name: key.name });
  tell();
}

/** Closes the key: its secret is overwritten and signs no more. */
export function closeKey(reason: CloseReason = "button"): void {
  if (!open) return;
  clearTimeout(timer);
  for (const type of ACTIVITY) {
    window.removeEventListener(type, noteActivity, { capture: true });
  }
  document.removeEventListener("visibilitychange", onVisible);
  const closed = open;
  holder?.destroy();
  holder = null;
  open = null;
  lastReason = reason;
  record({ action: "keyClosed", account: closed.address, name: closed.name });
  tell();
}

/** The key that is open. */
export function openedKey(): OpenKey | null {
  return open;
}

/** Why the last key was closed, until another one is opened. */
export function closedBy(): CloseReason | null {
  return lastReason;
}

/** Who signs with the key that is open. */
export function openedSigner(): PageSigner | null {
  expire();
  return holder?.signer ?? null;
}

/** Calls back whenever a key is opened, closed or kept open for longer. */
export function subscribeKeys(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
