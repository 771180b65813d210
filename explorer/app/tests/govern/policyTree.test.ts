import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import i18next from "i18next";
import { describe, expect, it } from "vitest";
import { startI18n } from "../../src/i18n";
import {
  ATTRIBUTES,
  attributeOf,
  FIELD_TYPES,
  LIMITS,
  OPERATORS,
  operatorsOf,
  ROLES,
} from "../../src/parts/govern/policy/attributes";
import { fromPolicy, isClean, withText } from "../../src/parts/govern/policy/editor";
import { Findings } from "../../src/parts/govern/policy/findings";
import { formatJson, parseJson, type JsonValue } from "../../src/parts/govern/policy/json";
import { emptyPolicy, policyJson, policyText } from "../../src/parts/govern/policy/model";
import { readPolicy } from "../../src/parts/govern/policy/read";
import { readCondition } from "../../src/parts/govern/policy/readCondition";
import { TEMPLATES, at, templatePolicy } from "../../src/parts/govern/policy/templates";
import {
  addBranch,
  branchesOf,
  conditionJson,
  countNodes,
  depthOf,
  duplicateNode,
  moveNode,
  newTest,
  pointersOf,
  removeNode,
  unwrapNode,
  withAttribute,
  withOperator,
  wrapNode,
  type ConditionNode,
} from "../../src/parts/govern/policy/tree";
import { condition, Draw, policy, random } from "./random";

const SEEDS = Array.from({ length: 400 }, (_, seed) => seed + 1);
const REPOSITORY = join(dirname(fileURLToPath(import.meta.url)), "../../../..");

function tree(json: JsonValue): ConditionNode {
  const node = readCondition(json, "/condition", new Findings());
  if (!node) throw new Error("no tree");
  return node;
}

describe("JSON and tree", () => {
  it("every policy comes back as it was, whichever form it took", () => {
    for (const seed of SEEDS) {
      const json = policy(new Draw(random(seed)));
      const { policy: read, findings } = readPolicy(json);
      const known = findings.filter((finding) => finding.problem !== "neverKnown");
      expect(known, `seed ${seed}`).toEqual([]);
      if (!read) throw new Error(`seed ${seed}: no policy`);
      expect(policyJson(read), `seed ${seed}`).toEqual(json);

      const text = policyText(read);
      const parsed = parseJson(text);
      expect(parsed.ok && parsed.value, `seed ${seed}`).toEqual(json);
      const state = withText(fromPolicy(emptyPolicy()), text);
      expect(state.apart, `seed ${seed}`).toBe(false);
      expect(policyJson(state.policy), `seed ${seed}`).toEqual(json);
    }
  });

  it("the pointers of nodes lead to them", () => {
    for (const seed of SEEDS) {
      const json = condition(new Draw(random(seed)));
      const root = tree(json);
      const pointers = pointersOf(root, "");
      const walk = (node: ConditionNode) => {
        expect(at(json, pointers.get(node.id) ?? "?")).toEqual(conditionJson(node));
        branchesOf(node).forEach(walk);
      };
      walk(root);
    }
  });

  it("JSON is read as the browser reads it, and written so that it is", () => {
    for (const seed of SEEDS) {
      const json = condition(new Draw(random(seed)));
      const text = formatJson(json);
      const parsed = parseJson(text);
      expect(JSON.parse(text)).toEqual(json);
      expect(parsed.ok && parsed.value).toEqual(json);
    }
  });
});

describe("changes of a tree", () => {
  const json: JsonValue = {
    all: [{ age: { gt: 30 } }, { any: [{ total: { le: "5" } }, { weekday: { eq: 1 } }] }],
  };
  const [first, second] = branchesOf(tree(json));
  if (!first || !second) throw new Error("two branches");
  const root: ConditionNode = { id: "root", kind: "all", branches: [first, second] };

  it("adds, moves, copies and removes branches", () => {
    const added = addBranch(root, second.id, newTest("claimed", "gt"));
    expect(added && conditionJson(added)).toEqual({
      all: [
        { age: { gt: 30 } },
        { any: [{ total: { le: "5" } }, { weekday: { eq: 1 } }, { claimed: { gt: "1000.00" } }] },
      ],
    });
    expect(conditionJson(moveNode(root, second.id, -1))).toEqual({
      all: [{ any: [{ total: { le: "5" } }, { weekday: { eq: 1 } }] }, { age: { gt: 30 } }],
    });
    expect(moveNode(root, first.id, -1)).toBe(root);
    expect(countNodes(duplicateNode(root, second.id))).toBe(8);
    const removed = removeNode(root, second.id);
    expect(removed && conditionJson(removed)).toEqual({ all: [{ age: { gt: 30 } }] });
    expect(removeNode(root, "root")).toBeNull();
  });

  it("puts operators around a node and takes them away again", () => {
    const negated = wrapNode(root, first.id, "not");
    expect(negated && conditionJson(negated)).toMatchObject({
      all: [{ not: { age: { gt: 30 } } }, {}],
    });
    const not = negated ? branchesOf(negated)[0] : undefined;
    const back = negated && not ? unwrapNode(negated, not.id) : null;
    expect(back && conditionJson(back)).toEqual(json);
    // The opposite of nothing is nothing.
    const emptied = negated ? removeNode(negated, first.id) : null;
    expect(emptied && branchesOf(emptied)).toHaveLength(1);
  });

  it("random changes keep every id once and never lose what they did not touch", () => {
    for (const seed of SEEDS.slice(0, 150)) {
      const draw = new Draw(random(seed));
      let current: ConditionNode | null = tree(condition(draw, 5));
      for (let step = 0; step < 12 && current; step += 1) {
        const ids = [...pointersOf(current).keys()];
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids).toHaveLength(countNodes(current));
        const id = draw.one(ids);
        const before = countNodes(current);
        const change = draw.below(4);
        const by = draw.chance(0.5) ? 1 : -1;
        let next: ConditionNode | null;
        if (change === 0) next = wrapNode(current, id, "not");
        else if (change === 1) next = wrapNode(current, id, "any");
        else if (change === 2) next = moveNode(current, id, by);
        else next = removeNode(current, id);
        const after = countNodes(next);
        if (change === 0) expect(after).toBe(before + 1);
        else if (change === 1) expect(after).toBe(before + 2);
        else if (change === 2) expect(after).toBe(before);
        else expect(after).toBeLessThan(before);
        expect(depthOf(next)).toBeLessThan(40);
        current = next;
      }
    }
  });

  it("another attribute or operator leaves a comparison that fits", () => {
    for (const from of ATTRIBUTES) {
      for (const to of ATTRIBUTES) {
        for (const operator of OPERATORS) {
          const start = newTest(from.name, operator);
          const changed = withAttribute(start, to.name);
          const findings = new Findings();
          readCondition(conditionJson(changed), "/condition", findings);
          expect(findings.items, `${from.name} ${operator} to ${to.name}`).toEqual([]);
        }
      }
      const type = from.type ?? "text";
      for (const one of operatorsOf(from, type)) {
        for (const other of operatorsOf(from, type)) {
          const changed = withOperator(newTest(from.name, one), other);
          const findings = new Findings();
          readCondition(conditionJson(changed), "/condition", findings);
          expect(findings.items, `${from.name} ${one} to ${other}`).toEqual([]);
        }
      }
    }
  });
});

describe("findings", () => {
  const good: { [key: string]: JsonValue } = {
    name: "Large claims",
    points: ["lock"],
    scenes: [1, 2],
    actors: { roles: ["billUser"] },
    priority: 500,
    effect: "deny",
    condition: { claimed: { gt: "10000.00" } },
  };
  const problems = (change: object) =>
    readPolicy({ ...good, ...change } as JsonValue).findings.map(
      ({ path, problem }) => `${path} ${problem}`,
    );

  it("say where and what", () => {
    expect(problems({})).toEqual([]);
    expect(problems({ colour: 1 })).toEqual(["/colour unknownKey"]);
    expect(problems({ points: [] })).toEqual(["/points outOfRange"]);
    expect(problems({ points: ["lock", "lock"] })).toEqual(["/points/1 outOfRange"]);
    expect(problems({ scenes: [] })).toEqual(["/scenes outOfRange"]);
    expect(problems({ actors: {} })).toEqual(["/actors outOfRange"]);
    expect(problems({ priority: 70_000 })).toEqual(["/priority outOfRange"]);
    expect(problems({ effect: "maybe" })).toEqual(["/effect syntax"]);
    expect(problems({ valid: { from: "2027-02-30T00:00:00+08:00" } })).toEqual([
      "/valid/from outOfRange",
    ]);
    expect(
      problems({
        valid: { from: "2027-02-01T00:00:00+08:00", until: "2027-01-01T00:00:00+08:00" },
      }),
    ).toEqual(["/valid emptyRange"]);
    expect(problems({ condition: { all: [{ age: { gt: 1 } }] } })).toEqual([
      "/condition/all arity",
    ]);
    expect(problems({ condition: { any: [{ age: { gt: 1 } }, { colour: { eq: 1 } }] } })).toEqual([
      "/condition/any/1/colour syntax",
    ]);
    expect(problems({ condition: { issuer: { gt: 3 } } })).toEqual([
      "/condition/issuer/gt typeMismatch",
    ]);
    expect(problems({ condition: { total: { between: ["5.00", "4.99"] } } })).toEqual([
      "/condition/total/between emptyRange",
    ]);
    expect(problems({ condition: { total: { in: ["1.0", "1.00"] } } })).toEqual([
      "/condition/total/in outOfRange",
    ]);
    const field = { "field.level": { in: [1, "a"] } };
    expect(problems({ points: ["register"], condition: field })).toEqual([
      "/condition/field.level/in outOfRange",
    ]);
    expect(problems({ condition: { billCode: { eq: "123" } } })).toEqual([
      "/condition/billCode/eq outOfRange",
    ]);
    expect(problems({ condition: { node: { eq: 1 } } })).toEqual(["/condition neverKnown"]);
    const deep = Array.from({ length: 8 }).reduce<object>((inner) => ({ not: inner }), {
      age: { gt: 1 },
    });
    expect(problems({ condition: deep })).toEqual([`/condition${"/not".repeat(8)} tooDeep`]);
  });

  it("what has no form cannot be edited as a tree, what has a wrong value can", () => {
    const formless = readPolicy({ ...good, condition: { total: { le: {} } } } as JsonValue);
    expect(formless.policy).toBeNull();
    const faulty = readPolicy({ ...good, condition: { total: { le: "much" } } } as JsonValue);
    expect(faulty.policy?.condition).toMatchObject({ kind: "test", operand: "much" });
    expect(faulty.findings).toHaveLength(1);
  });

  it("JSON that says something twice, or says it inexactly, is refused with its place", () => {
    const fault = (text: string) => {
      const parsed = parseJson(text);
      return parsed.ok ? null : [parsed.fault.code, parsed.fault.line, parsed.fault.column];
    };
    expect(fault('{"a": 1,\n "a": 2}')).toEqual(["twice", 2, 2]);
    expect(fault('{"a": 1.5}')).toEqual(["fraction", 1, 7]);
    expect(fault('{"a": 9007199254740993}')).toEqual(["unsafeNumber", 1, 7]);
    expect(fault('{"a": }')).toEqual(["unexpected", 1, 7]);
    expect(fault("[1] 2")).toEqual(["trailing", 1, 5]);
    expect(fault('["open]')).toEqual(["badString", 1, 2]);
    expect(fault("[".repeat(70))?.[0]).toBe("tooDeep");
    expect(fault(`"${"a".repeat(70_000)}"`)?.[0]).toBe("tooLarge");
    const proto = parseJson('{"__proto__": {"a": 1}}');
    expect(proto.ok && Object.keys(proto.value as object)).toEqual(["__proto__"]);
  });

  it("text that is being typed leaves the tree where it was", () => {
    const { policy: start } = readPolicy(good);
    if (!start) throw new Error("good");
    let state = fromPolicy(start);
    expect(isClean(state)).toBe(true);
    state = withText(state, state.text.replace('"deny"', '"den'));
    expect(state.apart).toBe(true);
    expect(policyJson(state.policy)).toEqual(good);
    state = withText(state, JSON.stringify({ ...good, effect: "permit" }));
    expect(state.apart).toBe(false);
    expect(state.policy.effect).toBe("permit");
  });
});

describe("the language is that of the chain", () => {
  interface Schema {
    properties: { condition: unknown };
    $defs: Record<string, { properties?: Record<string, { $ref?: string }>; enum?: string[] }>;
  }
  const schema = JSON.parse(
    readFileSync(join(REPOSITORY, "docs/policy.schema.json"), "utf8"),
  ) as Schema;

  it("knows the attributes and operators of the schema, and no others", () => {
    const listed = schema.$defs["condition"]?.properties ?? {};
    const names = Object.keys(listed).filter(
      (name) => !["all", "any", "not", "use"].includes(name),
    );
    expect(names.sort()).toEqual(ATTRIBUTES.map((attribute) => attribute.name).sort());
    for (const name of names) {
      const definition = listed[name]?.$ref?.split("/").at(-1) ?? "";
      const operators = Object.keys(schema.$defs[definition]?.properties ?? {}).sort();
      const attribute = attributeOf(name);
      if (!attribute?.type) throw new Error(name);
      expect([...operatorsOf(attribute, attribute.type)].sort(), name).toEqual(operators);
    }
    const fields = Object.keys(schema.$defs["ofField"]?.properties ?? {}).sort();
    const admitted = new Set(
      FIELD_TYPES.flatMap((type) => {
        const field = attributeOf("field.any");
        return field ? operatorsOf(field, type) : [];
      }),
    );
    expect([...admitted].sort()).toEqual(fields);
    expect(schema.$defs["role"]?.enum).toEqual([...ROLES]);
  });

  it("has the bounds of the chain", () => {
    const source = readFileSync(join(REPOSITORY, "primitives/policy/src/limits.rs"), "utf8");
    const bound = (name: string) => {
      const digits = new RegExp(`${name}: [a-zA-Z0-9:]+ = ([0-9_]+)`).exec(source)?.[1];
      return Number(digits?.replaceAll("_", ""));
    };
    expect(LIMITS).toMatchObject({
      nodes: bound("MAX_NODES"),
      depth: bound("MAX_DEPTH"),
      minBranches: bound("MIN_BRANCHES"),
      maxBranches: bound("MAX_BRANCHES"),
      set: bound("MAX_SET"),
      scenes: bound("MAX_SCENES"),
      participants: bound("MAX_PARTICIPANTS"),
      labels: bound("MAX_LABELS"),
      json: bound("MAX_JSON"),
      cost: bound("MAX_COST"),
    });
  });

  it("has the templates of the chain, each of them good", () => {
    const folder = join(REPOSITORY, "primitives/policy/templates");
    const known = readdirSync(folder)
      .sort()
      .map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as unknown);
    expect(TEMPLATES).toEqual(known);
    for (const template of TEMPLATES) {
      const { policy: read, findings } = readPolicy(template.policy);
      expect(findings, template.template).toEqual([]);
      expect(read && policyJson(read), template.template).toEqual(template.policy);
    }
  });

  it("names the policies of templates in the language of the page", async () => {
    await startI18n("zh");
    await i18next.loadNamespaces("govern");
    const t = i18next.getFixedT("zh", "govern");
    for (const template of TEMPLATES) {
      const { policy, findings } = readPolicy(templatePolicy(t, template));
      expect(findings, template.template).toEqual([]);
      expect(policy?.name, template.template).toMatch(/^[^A-Za-z]*[\u4e00-\u9fff][^A-Za-z]*$/);
    }
  });
});
