import { Group, NativeSelect, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import {
  ATTRIBUTES,
  attributeOf,
  FIELD_TYPES,
  isField,
  operatorsOf,
  type FieldType,
  type Operator,
} from "./attributes";
import { OperandInput } from "./OperandInput";
import {
  replaceNode,
  typeOfTest,
  withAttribute,
  withFieldType,
  withOperator,
  type TestNode,
} from "./tree";
import { useTree } from "./treeContext";
import { ComparisonWords } from "./words";

/** What stands in the list of attributes for any field. */
const FIELD_OPTION = "field.";

/** Attributes as people look for them. */
const GROUPS = [
  {
    key: "request",
    names: [
      "timeOfDay",
      "weekday",
      "date",
      "actor",
      "role",
      "scene",
      "region",
      "node",
      "today",
      "claimed",
    ],
  },
  { key: "bill", names: ["issuer", "kind", "billCode", "total", "age"] },
] as const;

/** A comparison: in words, or in controls where it can be changed. */
export function Comparison({
  node,
  place,
  invalid,
}: {
  node: TestNode;
  place: string;
  invalid: boolean;
}) {
  const { t } = useTranslation("govern");
  const { change, scenes } = useTree();
  if (!change) return <ComparisonWords node={node} scenes={scenes} />;

  const set = (edit: (test: TestNode) => TestNode) =>
    change((root) =>
      replaceNode(root, node.id, (each) => (each.kind === "test" ? edit(each) : each)),
    );
  const field = isField(node.attribute);
  const type = typeOfTest(node);
  const info = attributeOf(node.attribute) ?? {
    name: node.attribute,
    type: null,
    ordered: true,
    unknownAt: [],
  };
  const admitted = operatorsOf(info, type);
  // What was read from JSON may not fit: it is shown, so that it can be changed.
  const operators: Operator[] = admitted.includes(node.operator)
    ? admitted
    : [node.operator, ...admitted];

  return (
    <Group gap={6}>
      <NativeSelect
        size="xs"
        aria-label={t("policy.attributeOf", { place })}
        value={field ? FIELD_OPTION : node.attribute}
        data={[
          ...GROUPS.map((group) => ({
            group: t(`policy.attributeGroup.${group.key}`),
            items: ATTRIBUTES.filter((each) =>
              (group.names as readonly string[]).includes(each.name),
            ).map((each) => ({ value: each.name, label: t(`policy.attribute.${each.name}`) })),
          })),
          {
            group: t("policy.attributeGroup.field"),
            items: [{ value: FIELD_OPTION, label: t("policy.attribute.field") }],
          },
        ]}
        onChange={(event) => {
          const name = event.currentTarget.value;
          set((test) => withAttribute(test, name));
        }}
      />
      {field && (
        <>
          <TextInput
            size="xs"
            w={140}
            aria-label={t("policy.fieldNameOf", { place })}
            placeholder={t("policy.fieldName")}
            maxLength={32}
            autoComplete="off"
            spellCheck={false}
            error={attributeOf(node.attribute) === undefined}
            value={node.attribute.slice(FIELD_OPTION.length)}
            onChange={(event) => {
              const name = event.currentTarget.value.trim();
              set((test) => ({ ...test, attribute: `${FIELD_OPTION}${name}` }));
            }}
          />
          {node.operator !== "exists" && (
            <NativeSelect
              size="xs"
              aria-label={t("policy.fieldTypeOf", { place })}
              value={type}
              data={FIELD_TYPES.map((each) => ({ value: each, label: t(`policy.type.${each}`) }))}
              onChange={(event) => {
                const next = event.currentTarget.value as FieldType;
                set((test) => withFieldType(test, next));
              }}
            />
          )}
        </>
      )}
      <NativeSelect
        size="xs"
        aria-label={t("policy.operatorOf", { place })}
        value={node.operator}
        data={operators.map((each) => ({ value: each, label: t(`policy.operator.${each}`) }))}
        onChange={(event) => {
          const operator = event.currentTarget.value as Operator;
          set((test) => withOperator(test, operator));
        }}
      />
      <OperandInput
        node={node}
        place={place}
        scenes={scenes}
        invalid={invalid}
        onChange={(operand) => set((test) => ({ ...test, operand }))}
      />
    </Group>
  );
}
