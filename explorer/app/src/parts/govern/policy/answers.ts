/** Answers of the `policy_*` methods, in the form `fiscal_policy::chain` writes them. */

import type { Actor } from "../../business/rpc-types";
import type { Effect } from "./attributes";
import type { JsonValue } from "./json";

/** State of a policy and of each of its versions. */
export type PolicyState = "draft" | "effective" | "repealed";

/** A policy in its JSON form. */
export type PolicyJson = { [key: string]: JsonValue };

/** A version of a policy. */
export interface VersionRecord {
  policy: PolicyJson;
  digest: string;
  cost: number;
  state: PolicyState;
  draftedBy: Actor;
  draftedAt: number;
  enacted: { by: Actor; at: number } | null;
}

/** The answer of `policy_get`. */
export interface PolicyAnswer {
  id: number;
  state: PolicyState;
  latest: number;
  effective: number | null;
  changes: number;
  version: number;
  record: VersionRecord;
  versions: { version: number; state: PolicyState; digest: string; draftedAt: number }[];
}

/** Something validation has to say. */
export interface ChainFinding {
  path: string;
  problem: string;
  detail: string;
}

/** How often the chain asked a policy. */
export interface HitCounters {
  asked: number;
  held: number;
  permitted: number;
  denied: number;
  lastAt: number;
}

/** How often access nodes asked a policy. */
export interface NodeCounters {
  permitted: number;
  denied: number;
  failed: number;
  totalUs: number;
  maxMs: number;
  memoryKib: number;
  cpuUs: number;
  until: number;
}

/** How a policy in force stands to the one asked about, which is the first. */
export interface Opposition {
  policy: number;
  overlap: "conflict" | "redundant" | "shadowed" | "undecided" | "disjoint" | "compatible";
  which?: "first" | "second";
  hits: HitCounters;
}

/** The answer of `policy_check`. */
export interface PolicyChecked {
  accepted: boolean;
  cost: number;
  findings: ChainFinding[];
  oppositions: Opposition[];
}

/** Kleene's three values. */
export type Truth = "false" | "undecided" | "true";

/** One step of an explanation. */
export interface Step {
  /** A JSON Pointer into the policy, references written out. */
  path: string;
  asked: string;
  actual: string | null;
  truth: Truth;
}

/** How one policy judges one case. */
export interface Explanation {
  applies: boolean;
  holds: boolean;
  truth: Truth;
  cost: number;
  steps: Step[];
}

/** The answer of `policy_simulate`. */
export interface PolicySimulation {
  digest: string;
  cases: Explanation[];
}

/** The answer of `policy_decide`. */
export interface PolicyDecided {
  verdict: { permitted: boolean; policy: number | null; obligations: string[] };
  hits: number[];
  cost: number;
  policies: [number, Explanation][];
}

/** An item of the answer of `policy_stats`. */
export interface PolicyStats {
  id: number;
  version: number | null;
  chain: HitCounters;
  nodes: NodeCounters;
  hot: boolean;
  slow: boolean;
}

/** The answer of `policy_stats`. */
export interface StatsPage {
  items: PolicyStats[];
  requests: number;
}

/** The answer of `policy_set`. */
export interface PolicySet {
  revision: number;
  digest: string;
  members: { policy: number; version: number; digest: string }[];
}

/** An entry of the history of policies. */
export interface PolicyHistoryEntry {
  policy: number;
  action: "drafted" | "revised" | "enacted" | "rolledBack" | "repealed";
  version: number;
  replaced: number | null;
  digest: string;
  conflicts: number;
  by: Actor;
  at: number;
  reason: string | null;
}

/** The answer of `policy_history`: entries with their numbers, oldest first. */
export interface ChangePage {
  items: [number, PolicyHistoryEntry][];
  next: number | null;
}

/** The answer of `policy_primitives`. */
export interface PrimitivePage {
  items: { id: number; latest: number; current: number; name: string }[];
  next: number | null;
}

/** What uses a version of a primitive. */
export type Dependent =
  | { policy: { policy: number; version: number } }
  | { primitive: { primitive: number; version: number } };

/** The answer of `policy_primitive`. */
export interface PrimitiveDetail {
  primitive: number;
  version: number;
  latest: number;
  current: number;
  record: {
    primitive: { name: string; version: number; condition: JsonValue };
    cost: number;
    by: Actor;
    at: number;
    reason: string | null;
  };
  dependents: Dependent[];
}

/** An item of the answer of `policy_labels`. */
export type LabelItem = [
  label: string,
  record: { kind: "group" | "tag"; participants: number; nodes: number },
];

/** The answer of `policy_distribution`. */
export interface DistributionDetail {
  id: number;
  target: "nodes" | { label: string };
  nodes: number[];
  mode: "full" | { incremental: { since: number } };
  revision: number;
  digest: string;
  previous: string | null;
  stages: number[];
  open: number;
  threshold: number;
  acknowledged: number;
  failed: number;
  state: "running" | "completed" | "rolledBack";
  by: Actor;
  startedAt: number;
  endedAt: number | null;
  targets: {
    node: number;
    reached: boolean;
    acknowledgement: { ok: boolean; digest: string; failure: string | null; at: number } | null;
    report: { digest: string; consistency: "matches" | "pending" | "mismatch"; at: number } | null;
  }[];
}

/** The effect of a policy in its JSON form. */
export function effectOf(policy: PolicyJson): Effect {
  return policy["effect"] === "permit" ? "permit" : "deny";
}
