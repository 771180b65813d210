import { createContext, useContext } from "react";
import type { Step } from "./answers";
import type { Finding } from "./model";
import type { ConditionNode } from "./tree";
import type { Named } from "./ValueInput";

/** A primitive that conditions may use. */
export interface PrimitiveOption {
  id: number;
  name: string;
  latest: number;
  current: number;
}

/** What every node of a tree is shown with. */
export interface TreeContext {
  /** Changes the tree; null where it is only looked at. */
  change: ((change: (root: ConditionNode) => ConditionNode | null) => void) | null;
  /** The JSON Pointer of each node, by its id. */
  pointers: Map<string, string>;
  /** What is wrong with each node, by its pointer. */
  findings: Map<string, Finding[]>;
  /** How each step came out, by its pointer; null where nothing was simulated. */
  steps: Map<string, Step> | null;
  scenes: Named[];
  primitives: PrimitiveOption[];
}

const EMPTY: TreeContext = {
  change: null,
  pointers: new Map(),
  findings: new Map(),
  steps: null,
  scenes: [],
  primitives: [],
};

export const TreeContextOf = createContext<TreeContext>(EMPTY);

/** What the tree around a node is shown with. */
export function useTree(): TreeContext {
  return useContext(TreeContextOf);
}

/** Gives each finding to the innermost node it points into. */
export function findingsByNode(
  findings: Finding[],
  pointers: Iterable<string>,
): Map<string, Finding[]> {
  const places = [...pointers].sort((one, other) => other.length - one.length);
  const result = new Map<string, Finding[]>();
  for (const finding of findings) {
    const place = places.find(
      (pointer) => finding.path === pointer || finding.path.startsWith(`${pointer}/`),
    );
    if (place === undefined) continue;
    result.set(place, [...(result.get(place) ?? []), finding]);
  }
  return result;
}
