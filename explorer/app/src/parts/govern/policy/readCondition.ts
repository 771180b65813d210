import {
  attributeOf,
  isField,
  isOrdered,
  LIMITS,
  operandForm,
  OPERATORS,
  type AttributeInfo,
  type Operator,
  type ValueType,
} from "./attributes";
import { checkNames, type Findings } from "./findings";
import { escapePointer, isObject, type JsonValue } from "./json";
import { newId, type ConditionNode, type TestNode } from "./tree";
import { checkValue, fieldTypeOf, rankOf, unwrapField } from "./values";

/** Reads a condition; null where its form cannot be edited, with the findings that say why. */
export function readCondition(
  value: JsonValue,
  path: string,
  findings: Findings,
): ConditionNode | null {
  const count = { nodes: 0 };
  const node = branch(value, path, 1, findings, count);
  if (count.nodes > LIMITS.nodes) {
    findings.add(path, "tooLarge", "form.nodes", { max: LIMITS.nodes });
  }
  return node;
}

function branch(
  value: JsonValue,
  path: string,
  level: number,
  findings: Findings,
  count: { nodes: number },
): ConditionNode | null {
  count.nodes += 1;
  if (level > LIMITS.depth) {
    findings.form(path, "tooDeep", "form.levels", { max: LIMITS.depth });
    return null;
  }
  if (!isObject(value)) {
    findings.expected(path, "object", value);
    return null;
  }
  const [entry, more] = Object.entries(value);
  if (!entry || more) {
    findings.form(path, "syntax", "form.oneName");
    return null;
  }
  const [name, inner] = entry;
  const here = `${path}/${escapePointer(name)}`;
  switch (name) {
    case "all":
    case "any":
      return group(name, inner, here, level, findings, count);
    case "not": {
      const node = branch(inner, here, level + 1, findings, count);
      return node && { id: newId(), kind: "not", branch: node };
    }
    case "use":
      return reference(inner, here, findings);
    default:
      return comparison(name, inner, here, findings);
  }
}

function group(
  kind: "all" | "any",
  value: JsonValue,
  path: string,
  level: number,
  findings: Findings,
  count: { nodes: number },
): ConditionNode | null {
  if (!Array.isArray(value)) {
    findings.expected(path, "list", value);
    return null;
  }
  if (value.length < LIMITS.minBranches || value.length > LIMITS.maxBranches) {
    findings.add(path, "arity", "form.branches", { name: kind, count: value.length });
  }
  const branches = value.map((each, at) =>
    branch(each, `${path}/${at}`, level + 1, findings, count),
  );
  const whole = branches.filter((node) => node !== null);
  return whole.length === branches.length ? { id: newId(), kind, branches: whole } : null;
}

function reference(value: JsonValue, path: string, findings: Findings): ConditionNode | null {
  if (!isObject(value)) {
    findings.expected(path, "object", value);
    return null;
  }
  checkNames(value, path, ["primitive", "version"], [], findings);
  const part = (name: "primitive" | "version"): number | null => {
    const number = value[name];
    if (typeof number === "number" && number >= 0 && number <= 4_294_967_295) return number;
    if (number === null) findings.add(`${path}/${name}`, "syntax", "form.notFilledIn");
    else if (typeof number === "number") {
      findings.add(`${path}/${name}`, "outOfRange", "value.range", { min: 0, max: 4_294_967_295 });
      return number;
    } else if (number !== undefined) findings.expected(`${path}/${name}`, "number", number);
    return null;
  };
  return { id: newId(), kind: "use", primitive: part("primitive"), version: part("version") };
}

function comparison(
  name: string,
  value: JsonValue,
  path: string,
  findings: Findings,
): TestNode | null {
  const attribute = attributeOf(name);
  if (!attribute) {
    // A field whose name is being typed can be edited; another name cannot.
    if (isField(name)) findings.add(path, "syntax", "form.fieldName", { name });
    else {
      findings.form(path, "syntax", "form.attribute", { name });
      return null;
    }
  }
  if (!isObject(value)) {
    findings.expected(path, "object", value);
    return null;
  }
  const [entry, more] = Object.entries(value);
  if (!entry || more) {
    findings.form(path, "syntax", "form.oneOperator");
    return null;
  }
  const [operator, operand] = entry;
  const here = `${path}/${escapePointer(operator)}`;
  if (!isOperator(operator)) {
    findings.form(here, "syntax", "form.operator", { name: operator });
    return null;
  }
  const listed = operandForm(operator) === "list" || operandForm(operator) === "two";
  if (listed && !Array.isArray(operand)) {
    findings.expected(here, "list", operand);
    return null;
  }
  const known = attribute ?? { name, type: null, ordered: true, unknownAt: [] };
  checkOperand(known, operator, operand, here, findings);
  return { id: newId(), kind: "test", attribute: name, operator, operand };
}

function isOperator(name: string): name is Operator {
  return (OPERATORS as readonly string[]).includes(name);
}

/** Is the operand what operator and attribute demand? */
function checkOperand(
  attribute: AttributeInfo,
  operator: Operator,
  operand: JsonValue,
  path: string,
  findings: Findings,
): void {
  switch (operandForm(operator)) {
    case "flag":
      if (typeof operand !== "boolean") findings.expected(path, "boolean", operand);
      return;
    case "pattern":
      checkPattern(attribute, operand, path, findings);
      return;
    case "one":
      checkOne(attribute, operator, operand, path, findings);
      return;
    default:
      checkMany(attribute, operator, Array.isArray(operand) ? operand : [], path, findings);
  }
}

function checkPattern(
  attribute: AttributeInfo,
  operand: JsonValue,
  path: string,
  findings: Findings,
): void {
  if (attribute.type !== null && attribute.type !== "text") {
    findings.add(path, "typeMismatch", "form.onlyText");
  }
  if (typeof operand !== "string") {
    findings.expected(path, "string", operand);
  } else if (!/^[\x20-\x7e]{1,64}$/.test(operand)) {
    findings.add(path, "outOfRange", "value.pattern");
  }
}

/** The type of a value compared with the attribute, after saying what is wrong with it. */
function checkOne(
  attribute: AttributeInfo,
  operator: Operator,
  operand: JsonValue | undefined,
  path: string,
  findings: Findings,
): ValueType | null {
  const type = attribute.type ?? fieldTypeOf(operand);
  if (type === null) {
    findings.form(path, "syntax", "value.field");
    return null;
  }
  if (attribute.type !== null && typeof operand === "object" && operand !== null) {
    findings.form(path, "typeMismatch", `value.${type}`);
    return null;
  }
  const value = attribute.type === null ? unwrapField(operand) : operand;
  const wrapped = attribute.type === null && isObject(operand) ? `${path}/${type}` : path;
  const fault = checkValue(type, value, attribute);
  if (fault) findings.add(wrapped, fault.problem, fault.key, fault.params);
  if (needsOrder(operator) && !(attribute.ordered && isOrdered(type))) {
    findings.add(path, "typeMismatch", "form.noOrder", { name: attribute.name });
  }
  return fault ? null : type;
}

function needsOrder(operator: Operator): boolean {
  return ["gt", "ge", "lt", "le", "between"].includes(operator);
}

function checkMany(
  attribute: AttributeInfo,
  operator: Operator,
  operand: JsonValue[],
  path: string,
  findings: Findings,
): void {
  const range = operator === "between";
  if (range && operand.length !== 2) {
    findings.form(path, "syntax", "form.twoValues");
    return;
  }
  const most = LIMITS.set;
  if (!range && (operand.length < 1 || operand.length > most)) {
    findings.add(path, "outOfRange", "form.values", { max: most });
  }
  const types = operand.map((value, at) =>
    checkOne(attribute, operator, value, `${path}/${at}`, findings),
  );
  const [first] = types;
  if (types.some((type) => type === null) || first === null || first === undefined) return;
  if (types.some((type) => type !== first)) {
    findings.add(path, range ? "typeMismatch" : "outOfRange", "form.differentTypes");
    return;
  }
  if (first === "flag") {
    findings.add(path, "typeMismatch", "form.flag");
    return;
  }
  const ranks = operand.map((value) =>
    rankOf(first, attribute.type === null ? unwrapField(value) : value),
  );
  if (range) {
    const [low = 0, high = 0] = ranks;
    if (low > high) findings.add(path, "emptyRange", "form.emptyRange");
  } else if (new Set(ranks).size !== ranks.length) {
    findings.add(path, "outOfRange", "form.valueTwice");
  }
}
