import type { Actor, Did, Digest, Moment, Page, ParticipantId, Role, SceneId } from "./common.js";
import type { Operation } from "./approvals.js";

/** State of a participant. */
export type ParticipantStatus = "active" | "frozen" | "cancelled";
/** What a participant is. */
export type ParticipantKind = "organisation" | "individual" | "account";
/** Where in the tree it stands. */
export type Tier = "member" | "organisation" | "account" | "holder";
/** What an account is for. */
export type AccountLabel = "operator" | { scene: SceneId };

/** With what a participant was admitted below another: a signature that can be checked for ever. */
export interface Endorsement {
  /** Whose key signed. */
  by: ParticipantId;
  /** The version of that key. */
  keyVersion: number;
  /** What it was signed for. */
  kind: "organisation" | { account: AccountLabel };
  /** The roles it was signed for. */
  roles: Role[];
  /** The identity it was signed for. */
  identity: Digest;
  /** Until when it served. */
  expires: Moment;
  /** r‖s. */
  signature: string;
}

/** A participant 参与方. */
export interface ParticipantAnswer {
  /** Its number. */
  id: ParticipantId;
  /** Its DID. */
  did: Did;
  /** Its public name. */
  name: string;
  /** What it is. */
  kind: ParticipantKind;
  /** What an account is for. */
  label: AccountLabel | null;
  /** Where it stands. */
  tier: Tier;
  /** Who stands above it. */
  parent: ParticipantId | null;
  /** What it was given to do. */
  roles: Role[];
  /** Its own state. */
  status: ParticipantStatus;
  /** Keyed digest of its real-world identity. */
  identity: Digest;
  /** Its SM2 key in use, 33 bytes. */
  key: string;
  /** The account of that key, SS58. */
  account: string;
  /** The version of that key. */
  keyVersion: number;
  /** Since when that key is in use. */
  keySince: Moment;
  /** The endorsement 背书 with which it was admitted. */
  endorsement: Endorsement | null;
  /** When it was admitted. */
  admittedAt: Moment;
  /** When it last changed. */
  changedAt: Moment;
  /** The version of its name and label. */
  detailsVersion: number;
  /** For whom it acts: the organisation of an account, itself otherwise. */
  organisation: ParticipantId;
  /** The severest state of itself and of what stands above it. */
  effectiveStatus: ParticipantStatus;
  /** Its roles, cut to what is handed down to it. */
  effectiveRoles: Role[];
  /** The last administrative decision about it. */
  decision: { operation: Operation; by: Actor; at: Moment; reason: string | null } | null;
}

/** A participant in the tree 三级树状架构. */
export interface TreeNode {
  /** Its number. */
  id: ParticipantId;
  /** Its public name. */
  name: string;
  /** What it is. */
  kind: ParticipantKind;
  /** What an account is for. */
  label: AccountLabel | null;
  /** Where it stands. */
  tier: Tier;
  /** Its own state. */
  status: ParticipantStatus;
  /** The severest state of itself and of what stands above it. */
  effective: ParticipantStatus;
  /** Its roles, cut to what is handed down to it. */
  roles: Role[];
  /** How many stand directly below it. */
  children: number;
}

/** Participants of the tree, page by page. */
export type TreePage = Page<TreeNode, number>;

/** A key of a participant, in use or past. */
export interface KeyRecord {
  /** Its version, from 1. */
  version: number;
  /** The key, 33 bytes. */
  key: string;
  /** Its account, SS58. */
  account: string;
  /** Since when it was in use. */
  from: Moment;
  /** When another took its place. */
  until: Moment | null;
}

/** A version of a participant's name and label. */
export interface DetailsRecord {
  /** Its number, from 1. */
  version: number;
  /** The name. */
  name: string;
  /** What an account is for. */
  label: AccountLabel | null;
  /** Since when they held. */
  from: Moment;
  /** When others took their place. */
  until: Moment | null;
}

/** The resolution of a DID as W3C DID Core 1.0 says. */
export interface DidResolution {
  /** The document; null when there is none. */
  didDocument: {
    "@context": string[];
    id: Did;
    controller?: Did;
    verificationMethod: {
      id: string;
      type: string;
      controller: Did;
      publicKeyJwk: { kty: string; crv: string; x: string; y: string };
      revoked?: string;
    }[];
    authentication: string[];
    assertionMethod: string[];
    service?: { id: string; type: string; serviceEndpoint: string }[];
  } | null;
  /** Metadata of the document. */
  didDocumentMetadata: {
    created?: string;
    updated?: string;
    versionId?: string;
    deactivated?: boolean;
  };
  /** Metadata of the resolution; `error` says why there is no document. */
  didResolutionMetadata: { contentType?: string; error?: "invalidDid" | "notFound" };
}
