import type { ChainClient } from "@fiscalchain/client";
import type { Sm2Signer } from "@fiscalchain/client/crypto";
import { amend, record, type AuditAction } from "../audit";
import { Cancelled } from "./external";
import type { OpenKey, PageSigner } from "./keys";
import type { Shown } from "./subject";
import { isOver, type Progress, type SubmitError } from "./types";

/** How long a transaction is sent and waited for, and how much longer it is looked for then. */
const PATIENCE = { wait: 4 * 60_000, grace: 60_000 };

/** What is new about a call. */
export type Change = Partial<Omit<Progress, "call">>;

/** What a call is signed and sent with. */
export interface Sending extends Shown {
  client: Pick<ChainClient, "submit" | "genesis">;
  key: OpenKey;
  signer: PageSigner;
  summary: string;
  notify: (change: Change) => void;
}

/** Numbers of the refusals that the runtime gives, `Custom(N)`, by the client's names. */
const CUSTOM: Readonly<Record<string, number>> = {
  unknownAccount: 1,
  notActive: 2,
  roleForbidden: 3,
  quotaExhausted: 4,
  exceedsBurst: 5,
  unknownValidator: 6,
  maxEquivocationsExceeded: 7,
};

function other(message: string): SubmitError {
  return { kind: "other", pallet: null, name: null, refusal: null, message };
}

/** How the client's fault ends a call. */
export async function changeOf(fault: unknown): Promise<Change> {
  const {
    ExpiredFault,
    FailedFault,
    RefusedFault,
    SupersededFault,
    UnknownOutcome,
    UpgradedFault,
  } = await import("@fiscalchain/client");
  const message = fault instanceof Error ? fault.message : String(fault);
  if (fault instanceof Cancelled || (fault instanceof Error && fault.cause instanceof Cancelled)) {
    return { stage: "cancelled" };
  }
  if (fault instanceof FailedFault) {
    const { pallet, error, explanation } = fault.failure;
    return {
      stage: "failed",
      hash: fault.transaction,
      height: fault.block,
      error: {
        kind: "module",
        pallet,
        name: error,
        refusal: null,
        message: explanation || error,
      },
    };
  }
  if (fault instanceof UnknownOutcome) {
    return { stage: "unknown", hash: fault.transaction, error: other(message) };
  }
  if (fault instanceof RefusedFault) {
    const code = /code (\d+)$/.exec(message)?.[1];
    return {
      stage: "failed",
      error: {
        ...other(message),
        kind: "refused",
        name: fault.refusal,
        refusal: CUSTOM[fault.refusal] ?? (code === undefined ? null : Number(code)),
      },
    };
  }
  if (fault instanceof ExpiredFault || fault instanceof SupersededFault) {
    const name = fault instanceof ExpiredFault ? "expired" : "superseded";
    return { stage: "failed", error: { ...other(message), kind: "refused", name } };
  }
  if (fault instanceof UpgradedFault) {
    return { stage: "failed", error: { ...other(message), kind: "refused", name: "upgraded" } };
  }
  return { stage: "failed", error: other(message) };
}

const ACTIONS: Partial<Record<Progress["stage"], AuditAction>> = {
  sending: "signed",
  pool: "submitted",
  block: "inBlock",
  finalized: "finalized",
  failed: "failed",
  cancelled: "cancelled",
  unknown: "unknown",
};

function errorText(error: SubmitError | null | undefined): string | null {
  if (!error) return null;
  return error.kind === "module" && error.pallet !== null
    ? `${error.pallet}.${error.name}`
    : error.message;
}

/** Tells what is new, and writes it into the trail. */
function trail(sending: Sending): (change: Change) => void {
  let entry: string | null = null;
  let over = false;
  return (change) => {
    sending.notify(change);
    const action = change.stage && ACTIONS[change.stage];
    if (!action || over) return;
    over = isOver({ stage: change.stage } as Progress);
    const { prepared, key } = sending;
    const error = errorText(change.error);
    if (entry === null) {
      entry = record({
        action,
        account: key.address,
        name: key.name,
        chain: sending.chain.name,
        genesis: sending.client.genesis,
        pallet: prepared.pallet,
        call: prepared.call,
        summary: sending.summary,
        hash: change.hash ?? null,
        block: change.height ?? null,
        error,
      });
      return;
    }
    amend(entry, {
      action,
      ...(change.hash ? { hash: change.hash } : {}),
      ...(change.height ? { block: change.height } : {}),
      ...(error === null ? {} : { error }),
    });
  };
}

/** Signs a call, sends it and follows it. Never rejects: how it ended goes through `notify`. */
export async function send(sending: Sending): Promise<void> {
  const { client, prepared, chain } = sending;
  const notify = trail(sending);
  notify({ stage: "building" });
  const signer: Sm2Signer = {
    publicKey: sending.signer.publicKey,
    sign: (message, payload = message) => {
      notify({ stage: "signing" });
      return sending.signer.sign(message, { prepared, chain, payload });
    },
  };
  try {
    const outcome = await client.submit(prepared.encoded, signer, {
      patience: PATIENCE,
      specVersion: prepared.specVersion,
      onProgress: (progress) => {
        if (progress.stage === "signed") {
          notify({ stage: "sending", hash: progress.transaction });
        } else if (progress.stage === "pool") {
          notify({ stage: "pool", hash: progress.transaction });
        } else if (progress.stage === "inBlock") {
          notify({ stage: "block", hash: progress.transaction, blockHash: progress.blockHash });
        }
      },
    });
    notify({
      stage: "finalized",
      hash: outcome.position.transaction,
      blockHash: outcome.position.blockHash,
      height: outcome.position.block,
      events: outcome.events.map(({ pallet, name, data }) => ({ pallet, name, data })),
    });
  } catch (fault) {
    notify(await changeOf(fault));
  }
}
