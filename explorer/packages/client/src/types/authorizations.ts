import type { Actor, BillKey, Digest, Height, Moment, Page, ParticipantId } from "./common.js";
import type { SceneId, Scope } from "./common.js";

/** What a credential 凭证 is for. */
export type CredentialKind = "person" | "company" | "confirmation";
/** What was decided about an authorization. */
export type AuthorizationState = "active" | "frozen" | "revoked";
/** What an authorization is worth at a moment. */
export type AuthorizationStatus = AuthorizationState | "notYetValid" | "expired" | "usedUp";

/** Why something is not permitted. */
export type CheckFault =
  | "notFound"
  | "wrongGrantee"
  | "granteeKeyChanged"
  | "granteeNotActive"
  | "holderNotActive"
  | "frozen"
  | "revoked"
  | "notYetValid"
  | "expired"
  | "usedUp"
  | "notAGrant"
  | "scopeNotGranted"
  | "sceneNotGranted"
  | "billNotCovered"
  | "billNotFound"
  | "billNotOwned"
  | "notListed"
  | "delegateNotTrusted";

/** Head of a log: a hash chain. */
export interface LogHead {
  /** Items so far. */
  entries: number;
  /** Failed checks among them. */
  failures: number;
  /** SM3 over the head before and the item; zeros before the first. */
  head: Digest;
}

/** An authorization 授权. */
export interface AuthorizationAnswer {
  /** SM3 of the credential. */
  digest: Digest;
  /** What it is worth now. */
  status: AuthorizationStatus;
  /** What its credential is for. */
  kind: CredentialKind;
  /** Who grants 持票人. */
  holder: ParticipantId;
  /** Version of the holder's key when it was registered. */
  holderKeyVersion: number;
  /** To whom 被授权方. */
  grantee: ParticipantId;
  /** Version of the grantee's key when it was registered. */
  granteeKeyVersion: number;
  /** The delegate that signed, and the digest of the holder's consent. */
  delegate: [ParticipantId, Digest] | null;
  /** Version of the template, `number:version`. */
  template: string;
  /** The scene it is for. */
  scene: SceneId;
  /** How far it reaches. */
  scopes: Scope[];
  /** Which bills it is about. */
  coverage: { bills: BillKey[] } | "allInScene" | { confirmed: number };
  /** Valid from, inclusive. */
  validFrom: Moment;
  /** Valid until, exclusive. */
  validUntil: Moment;
  /** How often it may be used. */
  usesMax: number;
  /** How often it was used. */
  used: number;
  /** What was decided about it. */
  state: AuthorizationState;
  /** How often that changed. */
  nonce: number;
  /** When it was registered. */
  registeredAt: Moment;
  /** When its state last changed. */
  changedAt: Moment;
  /** Head of its log. */
  log: LogHead;
}

/** Authorizations, page by page. */
export type AuthorizationPage = Page<AuthorizationAnswer, Digest>;

/** Whether something would be permitted. */
export interface CheckAnswer {
  /** Would it? */
  permitted: boolean;
  /** Why not. */
  reason: CheckFault | null;
}

/** On what a use rests. */
export type Basis = { authorization: Digest } | "whiteList";

/** A step in the life of an authorization, or a read on the white list. */
export type AuthorizationItem = {
  /** The authorization, or the white list. */
  basis: Basis;
  /** Height of the block. */
  block: Height;
  /** Index of the extrinsic. */
  extrinsic: number | null;
  /** Hash of the transaction. */
  transaction: Digest | null;
  /** Head of the log with it. */
  head: Digest | null;
  /** Consensus time. */
  at: Moment;
} & (
  | {
      event: "registered";
      digest: Digest;
      holder: ParticipantId;
      grantee: ParticipantId;
      scene: SceneId;
      delegate: [ParticipantId, Digest] | null;
      by: ParticipantId;
    }
  | {
      event: "statusChanged";
      from: AuthorizationState;
      to: AuthorizationState;
      by: ParticipantId;
      reason: string;
    }
  | {
      event: "checked";
      user: ParticipantId;
      scene: SceneId;
      bill: BillKey;
      scope: Scope;
      purpose: Digest;
      fault: CheckFault | null;
    }
);

/** Steps of authorizations, oldest first, page by page. */
export type AuthorizationHistory = Page<AuthorizationItem>;

/** What credentials of a template 凭证模版 may say. */
export interface Template {
  /** Its name. */
  name: string;
  /** What credentials of it are for. */
  kind: CredentialKind;
  /** How far they may reach. */
  scopes: Scope[];
  /** How long they may be valid, ms. */
  maxValidity: number;
  /** How often they may be used. */
  maxUses: number;
  /** The scenes they may be for; none stands for every scene. */
  scenes: SceneId[];
}

/** A version of a template. */
export interface TemplateAnswer {
  /** `number:version`. */
  id: string;
  /** Whether it is in force. */
  inForce: boolean;
  /** What it says. */
  template: Template;
  /** Who put it into force. */
  by: Actor;
  /** When. */
  at: Moment;
}

/** A trusted delegate 受托方. */
export interface Delegate {
  /** Within which terms. */
  terms: {
    scopes: Scope[];
    maxValidity: number;
    maxBills: number;
    maxUses: number;
    grantsPerDay: number;
    scenes: SceneId[];
  };
  /** Who trusted it. */
  by: Actor;
  /** When. */
  at: Moment;
  /** The day the count is of. */
  day: number;
  /** How many it granted on that day. */
  granted: number;
}

/** An entry of the white list 白名单. */
export interface WhiteListEntry {
  /** How far it reaches. */
  scopes: Scope[];
  /** Until when. */
  until: Moment;
  /** Who entered it. */
  by: Actor;
  /** When. */
  at: Moment;
  /** Head of its log. */
  log: LogHead;
}
