import type {
  Actor,
  BillKey,
  Digest,
  Moment,
  NodeId,
  ParticipantId,
  SceneId,
  Scope,
} from "./common.js";

/** What a scene 场景 is about. */
export type SceneKind = "medical" | "education" | "charity" | "penalty" | "other";
/** State of a scene. */
export type SceneStatus = "draft" | "active" | "suspended" | "retired";

/** Who decided about a scene. */
export interface SceneDecision {
  /** Who proposed it. */
  proposedBy: Actor;
  /** Who confirmed it. */
  confirmedBy: Actor | null;
}

/** A scene. */
export interface SceneAnswer {
  /** Its number. */
  id: SceneId;
  /** Its name. */
  name: string;
  /** What it is about. */
  kind: SceneKind;
  /** Its weight in disputes. */
  weight: number;
  /** How long its locks hold, ms. */
  lockTerm: number;
  /** Digest of its form. */
  form: Digest | null;
  /** Version of its field rules; 0 where it has none. */
  rulesVersion: number;
  /** Digest of its field rules. */
  rulesDigest: Digest | null;
  /** Its state. */
  status: SceneStatus;
  /** When it was registered. */
  registeredAt: Moment;
  /** When it last changed. */
  changedAt: Moment;
  /** Who decided. */
  decided: SceneDecision | null;
}

/** A rule about a field of bills 字段规则. */
export interface FieldRule {
  /** The field. */
  name: string;
  /** What its values are. */
  kind: "text" | "number" | "amount" | "date" | "flag" | "masked";
  /** Whether a bill must, may or must not have it. */
  presence: "optional" | "required" | "forbidden";
  /** Whether its values are masked. */
  masked: boolean;
  /** The least and the largest value. */
  range: { min: number; max: number } | null;
  /** The pattern of its text. */
  pattern: string | null;
  /** The only values it may have. */
  oneOf: string[];
  /** Another field a bill with it must have. */
  requires: string | null;
}

/** The field rules of a scene. */
export interface RuleSet {
  /** Whether fields that no rule names are refused. */
  closed: boolean;
  /** The rules. */
  rules: FieldRule[];
}

/** A change of a scene that waits for its review. */
export interface SceneProposal {
  /** What is to change. */
  change:
    | {
        change: "registration";
        name: string;
        kind: SceneKind;
        weight: number;
        lockTerm: number;
        form: Digest | null;
      }
    | { change: "terms"; weight: number | null; lockTerm: number | null; form: Digest | null }
    | { change: "fieldRules"; rules: RuleSet }
    | { change: "retirement"; reason: string };
  /** Who proposed it. */
  by: Actor;
  /** When. */
  at: Moment;
}

/** A scene with the changes that wait. */
export interface SceneDetail extends SceneAnswer {
  /** The changes. */
  pending: SceneProposal[];
}

/** The field rules in force of a scene. */
export interface RulesAnswer {
  /** Their version. */
  version: number;
  /** Their digest. */
  digest: Digest;
  /** Since when. */
  at: Moment;
  /** Who decided. */
  decided: SceneDecision | null;
  /** The rules. */
  rules: RuleSet;
}

/** A type of resources 票据资源类型. */
export interface ResourceTypeAnswer {
  /** Its number. */
  id: number;
  /** Its name. */
  name: string;
  /** What it is. */
  description: string | null;
  /** The scope it stands for. */
  scope: Scope | null;
  /** The fields of its resources. */
  fields: { name: string; kind: FieldRule["kind"]; required: boolean }[];
  /** Its version. */
  version: number;
  /** Whether it is in force. */
  active: boolean;
  /** When it last changed. */
  changedAt: Moment;
  /** Who changed it. */
  by: Actor | null;
}

/** A resource 票据资源 that an issuer registered. */
export interface ResourceAnswer {
  /** Its number. */
  id: number;
  /** Its type. */
  resourceType: number;
  /** Its scene. */
  scene: SceneId;
  /** Whose it is. */
  owner: ParticipantId;
  /** The bill it is of. */
  bill: BillKey | null;
  /** What it is and where. */
  details: {
    name: string;
    description: string | null;
    source: string;
    node: NodeId;
    location: string;
    format: string;
    digest: Digest;
    access: Scope;
  };
  /** Its version. */
  version: number;
  /** Whether it is in force. */
  active: boolean;
  /** When it was registered. */
  registeredAt: Moment;
  /** When it last changed. */
  changedAt: Moment;
  /** Digest that certifies it. */
  certificate: Digest;
}
