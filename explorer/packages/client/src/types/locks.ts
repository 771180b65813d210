import type { Digest, Fen, Height, Moment, ParticipantId, PolicyId, SceneId } from "./common.js";

/** A live lock 锁定 on a bill. */
export interface Lock {
  /** Who holds it. */
  holder: ParticipantId;
  /** The scene it was taken under. */
  scene: SceneId;
  /** Digest of the authorization it rests on. */
  authorization: Digest;
  /** Flow number 业务流水号 of the request that took it. */
  flow: string;
  /** Where the reimbursement takes place: two digits, 31 is Shanghai. */
  region: number;
  /** When it was taken. */
  at: Moment;
  /** When it ends by itself. */
  expires: Moment;
  /** Weight of the scene when it was taken. */
  weight: number;
  /** What the holder intends to reimburse, in fen. */
  claimed: Fen;
}

/** What happened to a lock. */
export type LockEvent =
  | { event: "acquired"; holder: ParticipantId; flow: string; expires: Moment }
  | { event: "lost"; requester: ParticipantId; flow: string; winner: ParticipantId | null }
  | { event: "settled"; holder: ParticipantId; flow: string; amount: Fen }
  | { event: "released"; holder: ParticipantId }
  | { event: "forceReleased"; holder: ParticipantId }
  | { event: "expired"; holder: ParticipantId }
  | { event: "reversed"; holder: ParticipantId; amount: Fen }
  | {
      event: "denied";
      requester: ParticipantId;
      flow: string;
      policy: PolicyId | null;
      version: number | null;
    };

/** An event in the life of a bill's locks. */
export type LockItem = LockEvent & {
  /** Height of the block. */
  block: Height;
  /** Consensus time. */
  at: Moment;
  /** Index of the extrinsic; null for what happened as the block closed. */
  extrinsic: number | null;
  /** Hash of the transaction. */
  transaction: Digest | null;
};
