/** A call that somebody is asked to sign. */
export interface SubmitCall {
  /** Name of the pallet, as the metadata writes it: `Approvals`. */
  pallet: string;
  /** Name of the call: `approve`; `camelCase` is understood too. */
  call: string;
  /** Arguments in their order, or by name. */
  args: unknown[] | Record<string, unknown>;
  /** The whole call, encoded; it is what is signed then, and `args` is not read. */
  encoded?: Uint8Array;
  /** What it does, in plain words and the person's language. */
  summary: string;
}

/** How far a call has come. */
export type SubmitStage =
  /** The person reads what would be signed. */
  | "confirm"
  /** The payload is made: nonce, life time, versions. */
  | "building"
  /** The key signs, here or elsewhere. */
  | "signing"
  /** On its way to the node. */
  | "sending"
  /** The node has taken it into its pool. */
  | "pool"
  /** It stands in a block. */
  | "block"
  /** The block is final. */
  | "finalized"
  /** It was refused, or failed in its block. */
  | "failed"
  /** The person did not sign. */
  | "cancelled"
  /** Nothing was heard of it; it may stand in a block yet. */
  | "unknown";

/** Stages after which nothing comes. */
export const LAST_STAGES: readonly SubmitStage[] = ["finalized", "failed", "cancelled", "unknown"];

/** Why a call failed. */
export interface SubmitError {
  /**
   * `module`: the error of a pallet, in its block. `refused`: by the node, before any block.
   * `other`: everything else.
   */
  kind: "module" | "refused" | "other";
  /** Pallet and name of a pallet's error. */
  pallet: string | null;
  name: string | null;
  /** Number of a refusal, `Custom(N)`. */
  refusal: number | null;
  message: string;
}

/** An event of the transaction. */
export interface SubmitEvent {
  pallet: string;
  name: string;
  data: unknown;
}

/** How a call stands. */
export interface Progress {
  call: SubmitCall;
  stage: SubmitStage;
  /** SM3 of the transaction, as soon as it is signed. */
  hash: string | null;
  /** Hash of the block it stands in. */
  blockHash: string | null;
  /** Height of that block, where it is known. */
  height: number | null;
  events: SubmitEvent[];
  error: SubmitError | null;
}

/** The beginning of every call. */
export function begin(call: SubmitCall): Progress {
  return {
    call,
    stage: "confirm",
    hash: null,
    blockHash: null,
    height: null,
    events: [],
    error: null,
  };
}

/** Whether nothing comes any more. */
export function isOver(progress: Progress): boolean {
  return LAST_STAGES.includes(progress.stage);
}
