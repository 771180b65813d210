import {
  attributeOf,
  EFFECTS,
  LIMITS,
  OBLIGATIONS,
  POINTS,
  ROLES,
  type Obligation,
  type Point,
} from "./attributes";
import { checkNames, Findings } from "./findings";
import { escapePointer, isObject, type JsonValue } from "./json";
import { emptyPolicy, type Finding, type PolicyDraft, type Selection } from "./model";
import { readCondition } from "./readCondition";
import { isText, momentOf } from "./values";

/**
 * What reading a policy gave. Without a policy the form cannot be shown as a tree; with one the
 * findings are about values that can be put right in either form.
 */
export interface PolicyRead {
  policy: PolicyDraft | null;
  findings: Finding[];
}

const REQUIRED = ["name", "points", "scenes", "actors", "priority", "effect"];
const OPTIONAL = ["obligations", "condition", "valid"];

function words<T extends string>(
  value: JsonValue | undefined,
  path: string,
  admitted: readonly T[],
  findings: Findings,
): T[] {
  if (!Array.isArray(value)) {
    findings.expected(path, "list", value);
    return [];
  }
  const result: T[] = [];
  value.forEach((item, at) => {
    if (typeof item !== "string" || !(admitted as readonly string[]).includes(item)) {
      findings.form(`${path}/${at}`, "syntax", "form.word", { found: String(item) });
    } else if (result.includes(item as T)) {
      findings.form(`${path}/${at}`, "outOfRange", "form.twice", { found: item });
    } else result.push(item as T);
  });
  return result;
}

function numbers(
  value: JsonValue | undefined,
  path: string,
  most: number,
  findings: Findings,
): number[] {
  if (!Array.isArray(value)) {
    findings.expected(path, "list", value);
    return [];
  }
  const result: number[] = [];
  value.forEach((item, at) => {
    if (typeof item !== "number") findings.expected(`${path}/${at}`, "number", item);
    else if (result.includes(item)) {
      findings.form(`${path}/${at}`, "outOfRange", "form.twice", { found: item });
    } else {
      if (item < 0 || item > 4_294_967_295) {
        findings.add(`${path}/${at}`, "outOfRange", "value.range", { min: 0, max: 4_294_967_295 });
      }
      result.push(item);
    }
  });
  if (result.length > most) findings.add(path, "outOfRange", "form.tooMany", { max: most });
  return result;
}

function scenesOf(value: JsonValue | undefined, findings: Findings): "all" | number[] {
  if (value === "all") return "all";
  const scenes = numbers(value, "/scenes", LIMITS.scenes, findings);
  if (Array.isArray(value) && value.length === 0) {
    findings.add("/scenes", "outOfRange", "form.noScene");
  }
  return scenes;
}

function labelsOf(value: JsonValue, path: string, findings: Findings): string[] {
  if (!Array.isArray(value)) {
    findings.expected(path, "list", value);
    return [];
  }
  const result: string[] = [];
  value.forEach((item, at) => {
    if (typeof item !== "string") findings.expected(`${path}/${at}`, "string", item);
    else if (result.includes(item)) {
      findings.form(`${path}/${at}`, "outOfRange", "form.twice", { found: item });
    } else {
      if (!isText(item, LIMITS.labelBytes)) {
        findings.add(`${path}/${at}`, "outOfRange", "value.textLength", { max: LIMITS.labelBytes });
      }
      result.push(item);
    }
  });
  if (result.length > LIMITS.labels) {
    findings.add(path, "outOfRange", "form.tooMany", { max: LIMITS.labels });
  }
  return result;
}

function actorsOf(value: JsonValue | undefined, findings: Findings): "all" | Selection {
  if (value === "all") return "all";
  const selection: Selection = { participants: [], labels: [], roles: [] };
  if (!isObject(value)) {
    findings.expected("/actors", "object", value);
    return selection;
  }
  checkNames(value, "/actors", [], ["participants", "labels", "roles"], findings);
  if (value["participants"] !== undefined) {
    const path = "/actors/participants";
    selection.participants = numbers(value["participants"], path, LIMITS.participants, findings);
  }
  if (value["labels"] !== undefined) {
    selection.labels = labelsOf(value["labels"], "/actors/labels", findings);
  }
  if (value["roles"] !== undefined) {
    selection.roles = words(value["roles"], "/actors/roles", ROLES, findings);
  }
  const { participants, labels, roles } = selection;
  if (participants.length + labels.length + roles.length === 0) {
    findings.add("/actors", "outOfRange", "form.nobody");
  }
  return selection;
}

function priorityOf(value: JsonValue | undefined, findings: Findings): number | null {
  if (value === null) {
    findings.add("/priority", "syntax", "form.notFilledIn");
    return null;
  }
  if (typeof value !== "number") {
    findings.expected("/priority", "number", value);
    return null;
  }
  if (value < 0 || value > LIMITS.priority) {
    findings.add("/priority", "outOfRange", "value.range", { min: 0, max: LIMITS.priority });
  }
  return value;
}

function validOf(value: JsonValue | undefined, findings: Findings): PolicyDraft["valid"] {
  const valid: PolicyDraft["valid"] = { from: null, until: null };
  if (value === undefined) return valid;
  if (!isObject(value)) {
    findings.expected("/valid", "object", value);
    return valid;
  }
  checkNames(value, "/valid", [], ["from", "until"], findings);
  const moments: (number | null)[] = [];
  for (const end of ["from", "until"] as const) {
    const text = value[end];
    if (text === undefined) {
      moments.push(null);
    } else if (typeof text !== "string") {
      findings.expected(`/valid/${end}`, "string", text);
    } else {
      valid[end] = text;
      const moment = momentOf(text);
      if (moment === null) findings.add(`/valid/${end}`, "outOfRange", "value.moment");
      moments.push(moment);
    }
  }
  const [from, until] = moments;
  if (typeof from === "number" && typeof until === "number" && from >= until) {
    findings.add("/valid", "emptyRange", "form.endsBefore");
  }
  return valid;
}

/** Reads a policy, strictly: what is not known, stands twice or has another type is a finding. */
export function readPolicy(value: JsonValue): PolicyRead {
  const findings = new Findings();
  if (!isObject(value)) {
    findings.expected("", "object", value);
    return { policy: null, findings: findings.items };
  }
  checkNames(value, "", REQUIRED, OPTIONAL, findings);
  const policy = emptyPolicy();
  const name = value["name"];
  if (typeof name === "string") {
    policy.name = name;
    if (!isText(name, LIMITS.nameBytes)) {
      findings.add("/name", "outOfRange", "value.textLength", { max: LIMITS.nameBytes });
    }
  } else if ("name" in value) findings.expected("/name", "string", name);

  if ("points" in value) {
    const points = words<Point>(value["points"], "/points", POINTS, findings);
    policy.points = POINTS.filter((point) => points.includes(point));
    if (points.length === 0) findings.add("/points", "outOfRange", "form.noPoint");
  }
  if ("scenes" in value) policy.scenes = scenesOf(value["scenes"], findings);
  if ("actors" in value) policy.actors = actorsOf(value["actors"], findings);
  if ("priority" in value) policy.priority = priorityOf(value["priority"], findings);
  if ("effect" in value) {
    const effect = EFFECTS.find((word) => word === value["effect"]);
    if (!effect)
      findings.form("/effect", "syntax", "form.word", { found: String(value["effect"]) });
    policy.effect = effect ?? "deny";
  }
  if (value["obligations"] !== undefined) {
    const found = words<Obligation>(value["obligations"], "/obligations", OBLIGATIONS, findings);
    policy.obligations = OBLIGATIONS.filter((obligation) => found.includes(obligation));
  }
  if (value["condition"] !== undefined) {
    policy.condition = readCondition(value["condition"], "/condition", findings);
    checkKnown(value["condition"], policy.points, findings);
  }
  policy.valid = validOf(value["valid"], findings);
  return { policy: findings.formless ? null : policy, findings: findings.items };
}

/** Comparisons with what no point of the policy knows. */
function checkKnown(condition: JsonValue, points: Point[], findings: Findings): void {
  const walk = (value: JsonValue, path: string): void => {
    if (!isObject(value)) return;
    for (const [name, inner] of Object.entries(value)) {
      const here = `${path}/${escapePointer(name)}`;
      if (Array.isArray(inner)) inner.forEach((branch, at) => walk(branch, `${here}/${at}`));
      else if (name === "not") walk(inner, here);
      else {
        const attribute = attributeOf(name);
        const nowhere =
          attribute !== undefined &&
          points.length > 0 &&
          points.every((point) => attribute.unknownAt.includes(point));
        if (nowhere) findings.add(path, "neverKnown", "form.neverKnown", { name });
      }
    }
  };
  walk(condition, "/condition");
}
