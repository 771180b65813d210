import { attributeOf, operandForm, operatorsOf, type Operator, type ValueType } from "./attributes";
import type { JsonValue } from "./json";
import { fieldTypeOf, startValue, wrapField } from "./values";

/** A node of a condition as it is edited. The id lives with the page only. */
export type ConditionNode = GroupNode | NotNode | UseNode | TestNode;

/** `all` or `any` of its branches. */
export interface GroupNode {
  id: string;
  kind: "all" | "any";
  branches: ConditionNode[];
}

/** The opposite of its branch. */
export interface NotNode {
  id: string;
  kind: "not";
  branch: ConditionNode;
}

/** The condition of a version of a primitive. */
export interface UseNode {
  id: string;
  kind: "use";
  primitive: number | null;
  version: number | null;
}

/** A comparison; the operand is kept as it is written. */
export interface TestNode {
  id: string;
  kind: "test";
  attribute: string;
  operator: Operator;
  operand: JsonValue;
}

let counter = 0;

/** A number no node of this page has. */
export function newId(): string {
  counter += 1;
  return `n${counter}`;
}

/** The branches of a node. */
export function branchesOf(node: ConditionNode): ConditionNode[] {
  if (node.kind === "not") return [node.branch];
  return node.kind === "all" || node.kind === "any" ? node.branches : [];
}

/** How many nodes a tree has. */
export function countNodes(node: ConditionNode | null): number {
  if (!node) return 0;
  return branchesOf(node).reduce((sum, branch) => sum + countNodes(branch), 1);
}

/** How many levels a tree has. */
export function depthOf(node: ConditionNode | null): number {
  if (!node) return 0;
  return 1 + Math.max(0, ...branchesOf(node).map(depthOf));
}

/** The JSON form of a tree. */
export function conditionJson(node: ConditionNode): JsonValue {
  switch (node.kind) {
    case "all":
    case "any":
      return { [node.kind]: node.branches.map(conditionJson) };
    case "not":
      return { not: conditionJson(node.branch) };
    case "use":
      return { use: { primitive: node.primitive, version: node.version } };
    default:
      return { [node.attribute]: { [node.operator]: node.operand } };
  }
}

/** The JSON Pointer of each node below `root`, which stands at `base`. */
export function pointersOf(root: ConditionNode, base = "/condition"): Map<string, string> {
  const pointers = new Map<string, string>();
  const walk = (node: ConditionNode, path: string) => {
    pointers.set(node.id, path);
    if (node.kind === "not") walk(node.branch, `${path}/not`);
    else if (node.kind === "all" || node.kind === "any") {
      node.branches.forEach((branch, at) => walk(branch, `${path}/${node.kind}/${at}`));
    }
  };
  walk(root, base);
  return pointers;
}

/** The tree with one node replaced; null takes it away. The same tree where there is no such node. */
export function replaceNode(
  root: ConditionNode,
  id: string,
  change: (node: ConditionNode) => ConditionNode | null,
): ConditionNode | null {
  if (root.id === id) return change(root);
  if (root.kind === "not") {
    const branch = replaceNode(root.branch, id, change);
    if (branch === root.branch) return root;
    // The opposite of nothing is nothing.
    return branch === null ? null : { ...root, branch };
  }
  if (root.kind !== "all" && root.kind !== "any") return root;
  let changed = false;
  const branches = root.branches.flatMap((each) => {
    const next = replaceNode(each, id, change);
    if (next !== each) changed = true;
    return next === null ? [] : [next];
  });
  return changed ? { ...root, branches } : root;
}

/** The tree without a node. */
export function removeNode(root: ConditionNode, id: string): ConditionNode | null {
  return replaceNode(root, id, () => null);
}

/** The tree with a further branch at the end of a group. */
export function addBranch(
  root: ConditionNode,
  group: string,
  branch: ConditionNode,
): ConditionNode | null {
  return replaceNode(root, group, (node) =>
    node.kind === "all" || node.kind === "any"
      ? { ...node, branches: [...node.branches, branch] }
      : node,
  );
}

/** The tree with a node put inside of an operator. */
export function wrapNode(
  root: ConditionNode,
  id: string,
  kind: "all" | "any" | "not",
): ConditionNode | null {
  return replaceNode(root, id, (node) =>
    kind === "not"
      ? { id: newId(), kind, branch: node }
      : { id: newId(), kind, branches: [node, newTest()] },
  );
}

/**
 * The tree with an operator taken away whose branch stays: `not`, or a group of one. Any other node
 * stays as it is.
 */
export function unwrapNode(root: ConditionNode, id: string): ConditionNode | null {
  return replaceNode(root, id, (node) => {
    const [only, more] = branchesOf(node);
    return only && !more ? only : node;
  });
}

/** The tree with a branch one place earlier (-1) or later (1) in its group. */
export function moveNode(root: ConditionNode, id: string, by: -1 | 1): ConditionNode {
  if (root.kind === "not") {
    const branch = moveNode(root.branch, id, by);
    return branch === root.branch ? root : { ...root, branch };
  }
  if (root.kind !== "all" && root.kind !== "any") return root;
  const from = root.branches.findIndex((branch) => branch.id === id);
  if (from >= 0) {
    const to = from + by;
    const [one, other] = [root.branches[from], root.branches[to]];
    if (!one || !other) return root;
    const branches = [...root.branches];
    branches[to] = one;
    branches[from] = other;
    return { ...root, branches };
  }
  const branches = root.branches.map((branch) => moveNode(branch, id, by));
  return branches.some((branch, at) => branch !== root.branches[at]) ? { ...root, branches } : root;
}

/** The same condition with ids of its own. */
export function copyNode(node: ConditionNode): ConditionNode {
  const id = newId();
  if (node.kind === "not") return { ...node, id, branch: copyNode(node.branch) };
  if (node.kind === "all" || node.kind === "any") {
    return { ...node, id, branches: node.branches.map(copyNode) };
  }
  return { ...node, id };
}

/** The tree with a node standing twice in its group. */
export function duplicateNode(root: ConditionNode, id: string): ConditionNode {
  if (root.kind === "not") return { ...root, branch: duplicateNode(root.branch, id) };
  if (root.kind !== "all" && root.kind !== "any") return root;
  const branches = root.branches.flatMap((branch) =>
    branch.id === id ? [branch, copyNode(branch)] : [duplicateNode(branch, id)],
  );
  return { ...root, branches };
}

/** The type with whose values a comparison is made; text where a field does not show it. */
export function typeOfTest(node: TestNode): ValueType {
  const attribute = attributeOf(node.attribute);
  if (attribute?.type) return attribute.type;
  if (node.operator === "matches") return "text";
  const first = Array.isArray(node.operand) ? node.operand[0] : node.operand;
  return node.operator === "exists" ? "text" : (fieldTypeOf(first) ?? "text");
}

/** An operand to begin with. */
export function startOperand(
  attributeName: string,
  operator: Operator,
  type: ValueType,
): JsonValue {
  const attribute = attributeOf(attributeName) ?? {
    name: attributeName,
    type: null,
    ordered: true,
    unknownAt: [],
  };
  const value = startValue(type, attribute);
  const one = attribute.type === null ? wrapField(type, value) : value;
  switch (operandForm(operator)) {
    case "two":
      return [one, one];
    case "list":
      return [one];
    case "pattern":
      return attributeName === "billCode" ? "31\\d{6}" : "\\w+";
    case "flag":
      return true;
    default:
      return one;
  }
}

/** A comparison to begin with. */
export function newTest(attribute = "total", operator: Operator = "le"): TestNode {
  const info = attributeOf(attribute);
  const type = info?.type ?? "text";
  const admitted = info ? operatorsOf(info, type) : [operator];
  const chosen = admitted.includes(operator) ? operator : (admitted[0] ?? "eq");
  return {
    id: newId(),
    kind: "test",
    attribute,
    operator: chosen,
    operand: startOperand(attribute, chosen, type),
  };
}

/** The comparison of another attribute, with what can be kept of the old one. */
export function withAttribute(node: TestNode, attribute: string): TestNode {
  const before = attributeOf(node.attribute)?.type ?? null;
  const info = attributeOf(attribute);
  const type = info?.type ?? "text";
  const admitted = info ? operatorsOf(info, type) : [node.operator];
  const operator = admitted.includes(node.operator) ? node.operator : (admitted[0] ?? "eq");
  const keeps = operator === node.operator && before !== null && info?.type === before;
  const operand =
    keeps && info?.min === undefined ? node.operand : startOperand(attribute, operator, type);
  return { ...node, attribute, operator, operand };
}

/** Values of a list: each once. */
function distinct(values: JsonValue[]): JsonValue[] {
  const texts = values.map((value) => JSON.stringify(value));
  return values.filter((_, at) => texts.indexOf(texts[at] ?? "") === at);
}

/** The comparison with another operator, with as much of the operand as fits. */
export function withOperator(node: TestNode, operator: Operator): TestNode {
  const type = typeOfTest(node);
  const [from, to] = [operandForm(node.operator), operandForm(operator)];
  if (from === to) return { ...node, operator };
  const start = startOperand(node.attribute, operator, type);
  const values = Array.isArray(node.operand) ? node.operand : [node.operand];
  const first = values[0];
  const carries = (form: string) => form === "one" || form === "two" || form === "list";
  if (!carries(from) || !carries(to) || first === undefined)
    return { ...node, operator, operand: start };
  const operand =
    to === "one" ? first : to === "list" ? distinct(values) : [first, values[1] ?? first];
  return { ...node, operator, operand };
}

/** The comparison of a field with values of another type. */
export function withFieldType(node: TestNode, type: ValueType): TestNode {
  const info = attributeOf("field.any");
  const admitted = info ? operatorsOf(info, type) : [node.operator];
  const operator = admitted.includes(node.operator) ? node.operator : "eq";
  return { ...node, operator, operand: startOperand(node.attribute, operator, type) };
}
