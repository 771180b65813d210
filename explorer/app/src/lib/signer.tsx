import { lazy, Suspense, useCallback, useState, useSyncExternalStore } from "react";
import { externalRequest, subscribeExternal } from "./signing/external";
import {
  closedBy,
  closeKey,
  openedKey,
  openedSigner,
  subscribeKeys,
  type CloseReason,
  type OpenKey,
} from "./signing/keys";
import { request, shownRequest, subscribeRequests } from "./signing/requests";
import { isOver, type Progress, type SubmitCall } from "./signing/types";

export type { KeySource, OpenKey } from "./signing/keys";
export type { Progress, SubmitCall, SubmitError, SubmitEvent, SubmitStage } from "./signing/types";

/** Who signs in this page. */
export interface SignerState {
  /** SS58 address of the key that is open, or null. */
  account: string | null;
  /** How the person calls the key, or null. */
  name: string | null;
  /** Everything that may be known of the key that is open, or null. */
  key: OpenKey | null;
  /** Why the last key was closed. */
  closedBy: CloseReason | null;
  /** Signs bytes with SM2; r‖s, 64 bytes. Without an open key it fails. */
  sign: (message: Uint8Array) => Promise<Uint8Array>;
  /** Asks the person for a key. */
  open: () => void;
  /** Closes the key. */
  close: () => void;
}

let asking = false;
const askListeners = new Set<() => void>();

function setAsking(next: boolean): void {
  asking = next;
  askListeners.forEach((listener) => listener());
}

function subscribeAsking(listener: () => void): () => void {
  askListeners.add(listener);
  return () => {
    askListeners.delete(listener);
  };
}

async function sign(message: Uint8Array): Promise<Uint8Array> {
  const signer = openedSigner();
  if (!signer) throw new Error("no key is open");
  return signer.sign(message);
}

const open = () => setAsking(true);
const close = () => closeKey("button");

/**
 * The key the person opened. It lives in the memory of this page alone and closes after a quarter of
 * an hour in which nobody does anything.
 */
export function useSigner(): SignerState {
  const key = useSyncExternalStore(subscribeKeys, openedKey);
  return {
    account: key?.address ?? null,
    name: key?.name ?? null,
    key,
    closedBy: closedBy(),
    sign,
    open,
    close,
  };
}

/** Shows, signs, sends and follows calls. */
export interface Submitter {
  /**
   * Shows the person what would be signed, asks for a key if none is open, sends the call and follows
   * it. Resolves with how it ended, also when the person gives up; never rejects.
   */
  submit: (call: SubmitCall) => Promise<Progress>;
  /** How the last call stands. */
  progress: Progress | null;
  /** A call is under way. */
  busy: boolean;
  /** Forgets the last call. */
  reset: () => void;
}

/** One way for a page to have a call signed. `SignerHost` must be on the page. */
export function useSubmit(): Submitter {
  const [progress, setProgress] = useState<Progress | null>(null);
  const submit = useCallback((call: SubmitCall) => request(call, setProgress), []);
  const reset = useCallback(() => setProgress(null), []);
  return { submit, progress, busy: progress !== null && !isOver(progress), reset };
}

const KeyDialog = lazy(() =>
  import("../components/KeyDialog").then((file) => ({ default: file.KeyDialog })),
);
const ConfirmSign = lazy(() =>
  import("../components/ConfirmSign").then((file) => ({ default: file.ConfirmSign })),
);
const ExternalDialog = lazy(() =>
  import("../components/ExternalDialog").then((file) => ({ default: file.ExternalDialog })),
);

/**
 * The dialogues of signing: opening a key, confirming a call, signing elsewhere. Stands once around
 * all pages; their code is loaded when the first one opens.
 */
export function SignerHost() {
  const opening = useSyncExternalStore(subscribeAsking, () => asking);
  const confirming = useSyncExternalStore(subscribeRequests, shownRequest);
  const elsewhere = useSyncExternalStore(subscribeExternal, externalRequest);
  return (
    <Suspense fallback={null}>
      {confirming && (
        <ConfirmSign
          key={confirming.id}
          request={confirming}
          covered={elsewhere !== null || opening}
        />
      )}
      {opening && <KeyDialog onClose={() => setAsking(false)} />}
      {elsewhere && <ExternalDialog request={elsewhere} />}
    </Suspense>
  );
}
