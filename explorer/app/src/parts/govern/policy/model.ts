import type { Effect, Obligation, Point } from "./attributes";
import { formatJson, type JsonValue } from "./json";
import { conditionJson, type ConditionNode } from "./tree";

/** Whom a policy is for: whoever is on one of the lists. */
export interface Selection {
  participants: number[];
  labels: string[];
  roles: string[];
}

/** A policy as it is edited. What is null has not been filled in. */
export interface PolicyDraft {
  name: string;
  points: Point[];
  scenes: "all" | number[];
  actors: "all" | Selection;
  priority: number | null;
  effect: Effect;
  obligations: Obligation[];
  condition: ConditionNode | null;
  valid: { from: string | null; until: string | null };
}

/** Something that is wrong or doubtful: of the chain with a sentence, of this page with its key. */
export interface Finding {
  /** A JSON Pointer into the policy; empty for the whole. */
  path: string;
  /** A stable code, the key of its name. */
  problem: string;
  /** A sentence of the chain. */
  detail?: string;
  /** Key of a sentence of this page, and its figures. */
  key?: string;
  params?: Record<string, string | number>;
}

/** A policy to begin with: nobody is permitted or denied anything before it is filled in. */
export function emptyPolicy(): PolicyDraft {
  return {
    name: "",
    points: ["lock"],
    scenes: "all",
    actors: "all",
    priority: 100,
    effect: "deny",
    obligations: [],
    condition: null,
    valid: { from: null, until: null },
  };
}

/** The JSON form, its names in the order in which the chain writes them. */
export function policyJson(policy: PolicyDraft): { [key: string]: JsonValue } {
  const { actors, valid } = policy;
  const json: { [key: string]: JsonValue } = {
    name: policy.name,
    points: [...policy.points],
    scenes: policy.scenes === "all" ? "all" : [...policy.scenes],
    actors: actors === "all" ? "all" : selectionJson(actors),
    priority: policy.priority,
    effect: policy.effect,
  };
  if (policy.obligations.length > 0) json["obligations"] = [...policy.obligations];
  if (policy.condition) json["condition"] = conditionJson(policy.condition);
  if (valid.from !== null || valid.until !== null) {
    json["valid"] = {
      ...(valid.from === null ? {} : { from: valid.from }),
      ...(valid.until === null ? {} : { until: valid.until }),
    };
  }
  return json;
}

function selectionJson(actors: Selection): JsonValue {
  const json: { [key: string]: JsonValue } = {};
  if (actors.participants.length > 0) json["participants"] = [...actors.participants];
  if (actors.labels.length > 0) json["labels"] = [...actors.labels];
  if (actors.roles.length > 0) json["roles"] = [...actors.roles];
  return json;
}

/** The JSON form as text for people, one part a line. */
export function policyText(policy: PolicyDraft): string {
  return policyLines(policyJson(policy));
}

/** A policy in its JSON form as text for people, one part a line. */
export function policyLines(json: { [key: string]: JsonValue }): string {
  const parts = Object.entries(json).map(
    ([name, value]) => `  ${JSON.stringify(name)}: ${formatJson(value, "  ")}`,
  );
  return `{\n${parts.join(",\n")}\n}`;
}
