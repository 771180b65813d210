import type { Actor, BillKey, Day, Digest, Fen, Moment, NodeId, Page } from "./common.js";
import type { ParticipantId, PolicyId, Role, SceneId } from "./common.js";
import type { BillField, BillKind } from "./bills.js";

/** A condition 条件 of a policy, see docs/policies.md. */
export type Condition =
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition }
  | { use: { primitive: number; version: number } }
  | { [attribute: string]: Record<string, unknown> };

/** Where policies are asked. */
export type PolicyPoint = "register" | "lock" | "read";
/** What has to be done beside, by whoever is permitted. */
export type Obligation = "notifyHolder" | "mask" | "log";

/** A policy 策略 as people edit it; its schema is docs/policy.schema.json. */
export interface Policy {
  /** Its name. */
  name: string;
  /** Where it is asked. */
  points: PolicyPoint[];
  /** In which scenes it applies. */
  scenes: "all" | SceneId[];
  /** For whom it applies. */
  actors: "all" | { participants?: ParticipantId[]; labels?: string[]; roles?: Role[] };
  /** Its rank: the higher number decides first. */
  priority: number;
  /** What it says where it holds. */
  effect: "permit" | "deny";
  /** What those have to do whom it permits. */
  obligations?: Obligation[];
  /** When it holds; without one always. */
  condition?: Condition;
  /** When it applies: moments in China Standard Time, `2027-01-01T00:00:00+08:00`. */
  valid?: { from?: string; until?: string };
}

/** State of a policy. */
export type PolicyState = "draft" | "effective" | "repealed";

/** What is known of one request. */
export interface Facts {
  /** Where it is asked. */
  point?: PolicyPoint;
  /** When. */
  at?: Moment;
  /** Who acts. */
  actor?: ParticipantId | null;
  /** The actor's roles. */
  roles?: Role[] | null;
  /** The actor's groups and tags. */
  labels?: string[];
  /** Issuer of the bill. */
  issuer?: ParticipantId | null;
  /** Access node. */
  node?: NodeId | null;
  /** Scene. */
  scene?: SceneId | null;
  /** Area. */
  region?: number | null;
  /** The bill. */
  bill?: BillKey | null;
  /** Kind of document. */
  kind?: BillKind | null;
  /** Total in fen. */
  total?: Fen | null;
  /** What is claimed, in fen. */
  claimed?: Fen | null;
  /** Day of issue. */
  issuedOn?: Day | null;
  /** Requests earlier today. */
  today?: number | null;
  /** The bill's fields. */
  fields?: BillField[];
}

/** State and versions of a policy. */
export interface PolicyHead {
  /** Its number. */
  id: PolicyId;
  /** Its state. */
  state: PolicyState;
  /** Its latest version. */
  latest: number;
  /** The version in force. */
  effective: number | null;
  /** How often it changed. */
  changes: number;
}

/** A policy in a list. */
export interface PolicySummary extends PolicyHead {
  /** Name of the version in force, or of the latest. */
  name: string;
  /** Effect of that version. */
  effect: "permit" | "deny";
  /** Priority of that version. */
  priority: number;
  /** Digest of that version. */
  digest: Digest;
}

/** Policies, page by page. */
export type PolicyPage = Page<PolicySummary, number>;

/** A policy with a version of it. */
export interface PolicyDetail extends PolicyHead {
  /** The version. */
  version: number;
  /** What it says and who made it. */
  record: {
    policy: Policy;
    digest: Digest;
    cost: number;
    state: PolicyState;
    draftedBy: Actor;
    draftedAt: Moment;
    enacted: { by: Actor; at: Moment } | null;
  };
  /** Every version. */
  versions: { version: number; state: PolicyState; digest: Digest; draftedAt: Moment }[];
}

/** A change of a policy. */
export interface PolicyChange {
  /** The policy. */
  policy: PolicyId;
  /** What was done. */
  action: "drafted" | "revised" | "enacted" | "rolledBack" | "repealed";
  /** The version. */
  version: number;
  /** The version it replaced. */
  replaced: number | null;
  /** Digest of the version. */
  digest: Digest;
  /** Conflicts that were acknowledged. */
  conflicts: number;
  /** Who. */
  by: Actor;
  /** When. */
  at: Moment;
  /** Why. */
  reason: string | null;
}

/** Changes with their numbers, oldest first, page by page. */
export type ChangePage = Page<[number, PolicyChange], number>;

/** Which policies are listed. */
export interface PolicyFilter {
  /** In this state. */
  state?: PolicyState | null;
  /** With this text in the name. */
  keyword?: string | null;
  /** With so many versions or more. */
  version?: number | null;
}

/** Which changes are listed. */
export interface TraceFilter {
  /** Of this policy. */
  policy?: PolicyId | null;
  /** Made by this participant. */
  participant?: ParticipantId | null;
  /** Not before. */
  from?: Moment | null;
  /** Before. */
  until?: Moment | null;
}

/** A policy as it is asked about: written out, or a version on the chain. */
export type PolicySubject = { policy: Policy } | { version: { id: PolicyId; version: number } };

/** Something found in a policy. */
export interface Finding {
  /** JSON Pointer to the place. */
  path: string;
  /** What it is, such as `neverTrue`. */
  problem: string;
  /** In words. */
  detail: string;
}

/** How often policies had a say. */
export interface HitCounters {
  /** Asked. */
  asked: number;
  /** Held. */
  held: number;
  /** Permitted. */
  permitted: number;
  /** Denied. */
  denied: number;
  /** When last. */
  lastAt: Moment;
}

/** What validation found in a policy, and how it stands to those in force. */
export interface PolicyChecked {
  /** Whether it may be drafted. */
  accepted: boolean;
  /** The most that evaluating it can cost. */
  cost: number;
  /** What was found. */
  findings: Finding[];
  /** How it stands to others. */
  oppositions: {
    policy: PolicyId;
    overlap: "disjoint" | "compatible" | "conflict" | "redundant" | "shadowed" | "undecided";
    which?: "first" | "second";
    hits: HitCounters;
  }[];
}

/** Every step of an evaluation. */
export interface Explanation {
  /** Whether the policy has a say. */
  applies: boolean;
  /** Whether its condition holds. */
  holds: boolean;
  /** What the condition comes to. */
  truth: "false" | "undecided" | "true";
  /** What it cost. */
  cost: number;
  /** The steps. */
  steps: {
    path: string;
    asked: string;
    actual: string | null;
    truth: "false" | "undecided" | "true";
  }[];
}

/** Cases judged by one policy 仿真. */
export interface PolicySimulation {
  /** Digest of the policy. */
  digest: Digest;
  /** What came of each case. */
  cases: Explanation[];
}

/** What the policies in force say of a case. */
export interface PolicyDecided {
  /** The verdict. */
  verdict: { permitted: boolean; policy: PolicyId | null; obligations: Obligation[] };
  /** The policies that hold. */
  hits: PolicyId[];
  /** What it cost. */
  cost: number;
  /** Every policy with its steps. */
  policies: [PolicyId, Explanation][];
}

/** How often policies have a say 策略命中报表. */
export interface StatsPage {
  /** The policies. */
  items: {
    id: PolicyId;
    version: number | null;
    chain: HitCounters;
    nodes: {
      permitted: number;
      denied: number;
      failed: number;
      totalUs: number;
      maxMs: number;
      memoryKib: number;
      cpuUs: number;
      until: Moment;
    };
    hot: boolean;
    slow: boolean;
  }[];
  /** Requests altogether. */
  requests: number;
}

/** The policies in force. */
export interface PolicySet {
  /** Rises with each change. */
  revision: number;
  /** Digest of the set. */
  digest: Digest;
  /** The policies. */
  members: { policy: PolicyId; version: number; digest: Digest }[];
}

/** What a revision of the set changed. */
export interface SetChange {
  /** Digest of the set since. */
  digest: Digest;
  /** The policy. */
  policy: PolicyId;
  /** Its version; null where it was repealed. */
  version: number | null;
  /** When. */
  at: Moment;
}

/** A distribution 下发 of the policies in force to access nodes. */
export interface DistributionDetail {
  /** Its number. */
  id: number;
  /** To whom. */
  target: "nodes" | { label: string };
  /** The nodes. */
  nodes: NodeId[];
  /** All of them, or what changed. */
  mode: "full" | { incremental: { since: number } };
  /** Revision of the set. */
  revision: number;
  /** Digest of the set. */
  digest: Digest;
  /** Digest of the set before. */
  previous: Digest | null;
  /** Percentages of the stages. */
  stages: number[];
  /** Open stages. */
  open: number;
  /** How many percent may fail. */
  threshold: number;
  /** Nodes that apply it. */
  acknowledged: number;
  /** Nodes that failed. */
  failed: number;
  /** How far it is. */
  state: "running" | "completed" | "rolledBack";
  /** Who began it. */
  by: Actor;
  /** When. */
  startedAt: Moment;
  /** When it ended. */
  endedAt: Moment | null;
  /** The nodes and what they said. */
  targets: {
    node: NodeId;
    reached: boolean;
    acknowledgement: { ok: boolean; digest: Digest; failure: Digest | null; at: Moment } | null;
    report: { digest: Digest; consistency: "matches" | "pending" | "mismatch"; at: Moment } | null;
  }[];
}

/** Primitives 元语, page by page. */
export type PrimitivePage = Page<
  { id: number; latest: number; current: number; name: string },
  number
>;

/** A version of a primitive. */
export interface PrimitiveDetail {
  /** Its number. */
  primitive: number;
  /** The version. */
  version: number;
  /** Its latest version. */
  latest: number;
  /** The current version. */
  current: number;
  /** What it says and who made it. */
  record: {
    primitive: { name: string; version: number; condition: Condition };
    cost: number;
    by: Actor;
    at: Moment;
    reason: string | null;
  };
  /** Who uses it. */
  dependents: (
    | { policy: { policy: PolicyId; version: number } }
    | { primitive: { primitive: number; version: number } }
  )[];
}

/** A group 分组 or a tag 标签. */
export interface LabelRecord {
  /** Which of the two. */
  kind: "group" | "tag";
  /** Participants that have it. */
  participants: number;
  /** Access nodes that have it. */
  nodes: number;
}

/** Who has a label. */
export interface LabelMembers {
  /** The label. */
  record: LabelRecord;
  /** At most 50 participants. */
  participants: ParticipantId[];
  /** At most 50 access nodes. */
  nodes: NodeId[];
}

/** Somebody who can have a label. */
export type PolicyMember = { participant: ParticipantId } | { node: NodeId };
