import { parseJson, type SyntaxFault } from "./json";
import { policyJson, policyText, type Finding, type PolicyDraft } from "./model";
import { readPolicy } from "./read";

/** A policy in both of its forms: as a tree, and as the text a person may be in the middle of. */
export interface EditorState {
  /** The last policy that had a form. */
  policy: PolicyDraft;
  /** The JSON as it stands. */
  text: string;
  /** Why the text is no JSON. */
  syntax: SyntaxFault | null;
  /** What is wrong, as far as it can be told here. */
  findings: Finding[];
  /** The text says nothing that could be shown as a tree: the tree is older than the text. */
  apart: boolean;
  /** Where each part of the text begins. */
  places: Map<string, number>;
}

/** The state of a policy that was read or changed as a tree. */
export function fromPolicy(policy: PolicyDraft): EditorState {
  const text = policyText(policy);
  const parsed = parseJson(text);
  return {
    policy,
    text,
    syntax: null,
    findings: readPolicy(policyJson(policy)).findings,
    apart: false,
    places: parsed.ok ? parsed.places : new Map(),
  };
}

/** The state after a person typed: the tree follows where the text has a form. */
export function withText(state: EditorState, text: string): EditorState {
  const parsed = parseJson(text);
  if (!parsed.ok) {
    return { ...state, text, syntax: parsed.fault, findings: [], apart: true, places: new Map() };
  }
  const { policy, findings } = readPolicy(parsed.value);
  return {
    policy: policy ?? state.policy,
    text,
    syntax: null,
    findings,
    apart: policy === null,
    places: parsed.places,
  };
}

/** The state of a text, or null where it has no form at all. */
export function fromText(text: string): EditorState | null {
  const parsed = parseJson(text);
  if (!parsed.ok) return null;
  const { policy } = readPolicy(parsed.value);
  return policy ? fromPolicy(policy) : null;
}

/** Nothing is wrong as far as it can be told here: the chain may be asked. */
export function isClean(state: EditorState): boolean {
  return state.syntax === null && !state.apart && state.findings.length === 0;
}
