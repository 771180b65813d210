import { useMemo } from "react";
import type { Step } from "./answers";
import { ConditionBranch } from "./ConditionBranch";
import classes from "./ConditionTree.module.css";
import type { Finding } from "./model";
import { pointersOf, type ConditionNode } from "./tree";
import { findingsByNode, TreeContextOf, type PrimitiveOption } from "./treeContext";
import type { Named } from "./ValueInput";

export interface ConditionTreeProps {
  root: ConditionNode;
  /** Changes the tree; without it the tree is only shown. */
  onChange?: (root: ConditionNode | null) => void;
  findings?: Finding[];
  /** Steps of an explanation. */
  steps?: Step[] | null;
  scenes?: Named[];
  primitives?: PrimitiveOption[];
  label: string;
}

const NONE: never[] = [];

/** A condition as a tree: to be edited, or with the answers of a simulation at its nodes. */
export function ConditionTree({
  root,
  onChange,
  findings = NONE,
  steps = null,
  scenes = NONE,
  primitives = NONE,
  label,
}: ConditionTreeProps) {
  const pointers = useMemo(() => pointersOf(root), [root]);
  const context = useMemo(
    () => ({
      change: onChange
        ? (change: (tree: ConditionNode) => ConditionNode | null) => onChange(change(root))
        : null,
      pointers,
      findings: findingsByNode(findings, pointers.values()),
      steps: steps ? new Map(steps.map((step) => [step.path, step])) : null,
      scenes,
      primitives,
    }),
    [root, onChange, pointers, findings, steps, scenes, primitives],
  );
  return (
    <TreeContextOf.Provider value={context}>
      <ul className={classes.root} aria-label={label}>
        <ConditionBranch node={root} place="1" siblings={1} at={0} />
      </ul>
    </TreeContextOf.Provider>
  );
}
