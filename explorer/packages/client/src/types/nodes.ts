import type { Actor, Did, Digest, Moment, NodeId, Page, ParticipantId } from "./common.js";
import type { SceneId, Scope } from "./common.js";

/** What was decided about an access node. */
export type NodeStatus = "normal" | "suspended" | "disabled";
/** In what capacity an access node serves. */
export type NodeRole = "issuer" | "user";
/** What a credential of an access node is worth. */
export type CredentialStatus = "valid" | "expiring" | "expired" | "revoked";

/** How the activation of an access node stands. */
export interface ActivationState {
  /** Codes issued. */
  codes: number;
  /** Batches issued. */
  batches: number;
  /** Wrong codes in a row. */
  failed: number;
  /** Whether its codes are frozen 防爆破. */
  frozen: boolean;
}

/** An access node 业务接入节点. */
export interface NodeAnswer {
  /** Its number. */
  id: NodeId;
  /** Its name. */
  name: string;
  /** Who runs it. */
  operator: ParticipantId;
  /** In what capacities it serves. */
  capacities: NodeRole[];
  /** The scenes it is admitted for. */
  scenes: SceneId[];
  /** The kinds of resources it is admitted for. */
  resources: Scope[];
  /** Digest of the form of its admission. */
  form: Digest | null;
  /** Its credential. */
  credential: {
    digest: Digest;
    version: number;
    validFrom: Moment;
    validUntil: Moment;
    revokedAt: Moment | null;
  };
  /** What was decided about it. */
  status: NodeStatus;
  /** When it was first activated. */
  activatedAt: Moment | null;
  /** When it was registered. */
  registeredAt: Moment;
  /** When it last changed. */
  changedAt: Moment;
  /** Whether it is in service. */
  normal: boolean;
  /** What its credential is worth now. */
  credentialStatus: CredentialStatus;
  /** The last decision about its state. */
  decision: { by: Actor; at: Moment; reason: string | null } | null;
  /** How activation stands. */
  activation: ActivationState;
  /** Whom it serves, at most 100. */
  serves: { participant: ParticipantId; issuer: boolean; user: boolean }[];
}

/** An access node in a list. */
export interface NodeSummary {
  /** Its number. */
  id: NodeId;
  /** Its name. */
  name: string;
  /** Who runs it. */
  operator: ParticipantId;
  /** What was decided about it. */
  status: NodeStatus;
  /** Whether it is in service. */
  normal: boolean;
  /** What its credential is worth now. */
  credentialStatus: CredentialStatus;
  /** Version of its credential. */
  credentialVersion: number;
  /** Its devices. */
  devices: number;
  /** Devices that have not acknowledged the credential in use. */
  undelivered: number;
}

/** Access nodes, page by page. */
export type NodeSummaryPage = Page<NodeSummary, NodeId>;

/** An access node in service, and how it is reached. */
export interface Route {
  /** Its number. */
  node: NodeId;
  /** Its name. */
  name: string;
  /** Who runs it. */
  operator: ParticipantId;
  /** The DID of its operator. */
  operatorDid: Did | null;
  /** In what capacities it serves. */
  capacities: NodeRole[];
  /** The scenes it is admitted for. */
  scenes: SceneId[];
  /** The kinds of resources it is admitted for. */
  resources: Scope[];
  /** Digest of its credential. */
  credential: Digest;
  /** The end of its credential. */
  validUntil: Moment;
  /** Its devices in service. */
  devices: { did: Did; key: string; endpoint: string; certificate: Digest | null }[];
}

/** The routing table 路由表, page by page. */
export interface RoutesPage extends Page<Route, NodeId> {
  /** Rises with each change that may affect the table. */
  version: number;
}

/** An application 准入申请 of an access node. */
export interface AdmissionAnswer {
  /** Its number. */
  id: number;
  /** Who applied. */
  applicant: ParticipantId;
  /** The node, once there is one. */
  node: NodeId | null;
  /** Whether it asks for a change of a node. */
  change: boolean;
  /** What it asks for. */
  request: {
    name: string;
    capacities: NodeRole[];
    scenes: SceneId[];
    resources: Scope[];
    form: Digest;
  };
  /** How far it is. */
  status: "submitted" | "inReview" | "approved" | "rejected" | "withdrawn";
  /** How often it was handed in. */
  revision: number;
  /** When it was handed in. */
  submittedAt: Moment;
  /** When it last changed. */
  changedAt: Moment;
  /** Who reviewed it. */
  reviewedBy: Actor | null;
  /** Why. */
  reason: string | null;
}

/** Applications, page by page. */
export type AdmissionPage = Page<AdmissionAnswer, number>;

/** An activation code 激活码, by its digest. */
export interface CodeAnswer {
  /** Digest of the code. */
  digest: Digest;
  /** What became of it. */
  state: "issued" | "used" | "retired" | "voided" | "expired";
  /** Its batch. */
  batch: number;
  /** What it is for. */
  product: string;
  /** Who issued it. */
  issuedBy: Actor;
  /** When. */
  issuedAt: Moment;
  /** Until when it can be used. */
  validUntil: Moment;
  /** The device that used it. */
  device: Did | null;
  /** When it ended. */
  endedAt: Moment | null;
}

/** Activation codes of an access node, page by page. */
export interface CodePage extends Page<CodeAnswer, Digest> {
  /** How activation stands. */
  activation: ActivationState;
}

/** A device of an access node. */
export interface DeviceAnswer {
  /** Its DID. */
  did: Did;
  /** Its SM2 key. */
  key: string;
  /** Its name. */
  name: string;
  /** Digest of what is known of it. */
  info: Digest;
  /** Where it listens. */
  endpoint: string;
  /** Digest of its TLCP certificate. */
  certificate: Digest | null;
  /** Whether it serves. */
  status: "active" | "disabled" | "blocked";
  /** Digest of the code that activated it. */
  code: Digest;
  /** When it was bound. */
  boundAt: Moment;
  /** When it last changed. */
  changedAt: Moment;
  /** The credential it last acknowledged. */
  acknowledged: { version: number; at: Moment } | null;
  /** Whether that is the one in use. */
  credentialReceived: boolean;
}
