/** What conditions of policies may ask about, and with which operators. */

/** Where policies are asked. */
export const POINTS = ["register", "lock", "read"] as const;
export type Point = (typeof POINTS)[number];

/** What a policy says where it holds. */
export const EFFECTS = ["permit", "deny"] as const;
export type Effect = (typeof EFFECTS)[number];

/** What whoever is permitted has to do. */
export const OBLIGATIONS = ["notifyHolder", "mask", "log"] as const;
export type Obligation = (typeof OBLIGATIONS)[number];

/** The roles of participants. */
export const ROLES = [
  "fiscalAuthority",
  "issuer",
  "billUser",
  "platform",
  "nodeOperator",
  "council",
  "auditor",
  "holder",
  "administrator",
] as const;

/** The kinds of documents. */
export const KINDS = ["ordinary", "red", "difference"] as const;

/** Bounds of the language: the chain refuses what passes them. */
export const LIMITS = {
  nodes: 64,
  depth: 8,
  minBranches: 2,
  maxBranches: 8,
  set: 32,
  scenes: 32,
  participants: 32,
  labels: 8,
  nameBytes: 128,
  labelBytes: 32,
  textBytes: 64,
  priority: 65_535,
  json: 65_536,
  cost: 1_024,
} as const;

/** The type of a value. */
export type ValueType =
  "number" | "amount" | "text" | "date" | "minutes" | "flag" | "role" | "kind";

/** The types a field of a bill may have. */
export const FIELD_TYPES = ["text", "number", "amount", "date", "flag"] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

/** The operators of comparisons. */
export const OPERATORS = [
  "eq",
  "ne",
  "gt",
  "ge",
  "lt",
  "le",
  "between",
  "in",
  "notIn",
  "matches",
  "exists",
] as const;
export type Operator = (typeof OPERATORS)[number];

/** An attribute of a request. */
export interface AttributeInfo {
  name: string;
  /** None for a field, whose values show their type. */
  type: ValueType | null;
  /** Do more and less mean something? Not for numbers that are names. */
  ordered: boolean;
  /** The least number. */
  min?: number;
  /** The greatest number. */
  max?: number;
  /** Where the chain never knows it. */
  unknownAt: Point[];
}

const ID_MAX = 4_294_967_295;

/** Every attribute but the fields. */
export const ATTRIBUTES: readonly AttributeInfo[] = [
  { name: "timeOfDay", type: "minutes", ordered: true, unknownAt: [] },
  { name: "weekday", type: "number", ordered: true, min: 1, max: 7, unknownAt: [] },
  { name: "date", type: "date", ordered: true, unknownAt: [] },
  { name: "issuer", type: "number", ordered: false, min: 0, max: ID_MAX, unknownAt: [] },
  { name: "actor", type: "number", ordered: false, min: 0, max: ID_MAX, unknownAt: [] },
  { name: "role", type: "role", ordered: false, unknownAt: [] },
  { name: "node", type: "number", ordered: false, min: 0, max: ID_MAX, unknownAt: ["lock"] },
  { name: "scene", type: "number", ordered: false, min: 0, max: ID_MAX, unknownAt: [] },
  { name: "region", type: "number", ordered: false, min: 11, max: 82, unknownAt: ["register"] },
  { name: "kind", type: "kind", ordered: false, unknownAt: [] },
  { name: "billCode", type: "text", ordered: false, unknownAt: [] },
  { name: "total", type: "amount", ordered: true, unknownAt: [] },
  { name: "claimed", type: "amount", ordered: true, unknownAt: ["register"] },
  { name: "age", type: "number", ordered: true, min: 0, max: 2_932_896, unknownAt: [] },
  { name: "today", type: "number", ordered: true, min: 0, max: ID_MAX, unknownAt: [] },
];

const BY_NAME = new Map(ATTRIBUTES.map((attribute) => [attribute.name, attribute]));
const FIELD = /^field\.[a-z][A-Za-z0-9]{0,31}$/;
const FIELD_PREFIX = "field.";

/** Is it a field of the bill, whether its name is complete or not? */
export function isField(name: string): boolean {
  return name.startsWith(FIELD_PREFIX);
}

/** The attribute of a name; none if there is no such attribute. */
export function attributeOf(name: string): AttributeInfo | undefined {
  if (FIELD.test(name)) return { name, type: null, ordered: true, unknownAt: ["lock"] };
  return BY_NAME.get(name);
}

/** Do more and less mean something for values of the type? */
export function isOrdered(type: ValueType): boolean {
  return type === "number" || type === "amount" || type === "date" || type === "minutes";
}

/** The operators that an attribute admits when it is compared with values of a type. */
export function operatorsOf(attribute: AttributeInfo, type: ValueType): Operator[] {
  return OPERATORS.filter((operator) => {
    switch (operator) {
      case "eq":
      case "ne":
      case "exists":
        return true;
      case "in":
      case "notIn":
        return type !== "flag";
      case "matches":
        return type === "text";
      default:
        return attribute.ordered && isOrdered(type);
    }
  });
}

/** How the operand of an operator is made: of one value, of two, of a list, or of something else. */
export function operandForm(operator: Operator): "one" | "two" | "list" | "pattern" | "flag" {
  switch (operator) {
    case "between":
      return "two";
    case "in":
    case "notIn":
      return "list";
    case "matches":
      return "pattern";
    case "exists":
      return "flag";
    default:
      return "one";
  }
}
