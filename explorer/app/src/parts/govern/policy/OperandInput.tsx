import { ActionIcon, Button, Group, NativeSelect, Text, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { attributeOf, LIMITS, operandForm, type ValueType } from "./attributes";
import type { JsonValue } from "./json";
import { typeOfTest, type TestNode } from "./tree";
import { startValue, unwrapField, wrapField } from "./values";
import { ValueInput, type Named } from "./ValueInput";

export interface OperandInputProps {
  node: TestNode;
  onChange: (operand: JsonValue) => void;
  /** What the comparison is called: the place it stands at. */
  place: string;
  scenes: Named[];
  invalid: boolean;
}

/** The operand of a comparison: one value, two, a list, a pattern or yes and no. */
export function OperandInput({ node, onChange, place, scenes, invalid }: OperandInputProps) {
  const { t } = useTranslation("govern");
  const type = typeOfTest(node);
  const attribute = attributeOf(node.attribute);
  const isField = attribute === undefined || attribute.type === null;
  const read = (value: JsonValue | undefined) => (isField ? unwrapField(value) : value);
  const write = (value: JsonValue): JsonValue =>
    isField ? wrapField(type, value ?? fieldDefault(type)) : value;
  const single = (value: JsonValue | undefined, label: string, set: (next: JsonValue) => void) => (
    <ValueInput
      attribute={node.attribute}
      type={type}
      value={read(value)}
      onChange={(next) => set(write(next))}
      label={label}
      scenes={scenes}
      invalid={invalid}
    />
  );
  const items = Array.isArray(node.operand) ? node.operand : [];

  switch (operandForm(node.operator)) {
    case "flag":
      return (
        <NativeSelect
          size="xs"
          aria-label={t("policy.operandOf", { place })}
          data={[
            { value: "true", label: t("policy.known") },
            { value: "false", label: t("policy.notKnown") },
          ]}
          value={String(node.operand === true)}
          onChange={(event) => onChange(event.currentTarget.value === "true")}
        />
      );
    case "pattern":
      return (
        <TextInput
          size="xs"
          w={200}
          ff="monospace"
          aria-label={t("policy.patternOf", { place })}
          title={t("policy.patternHint")}
          maxLength={64}
          error={invalid}
          spellCheck={false}
          autoComplete="off"
          value={typeof node.operand === "string" ? node.operand : ""}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case "two":
      return (
        <Group gap={6}>
          {single(items[0], t("policy.lowOf", { place }), (low) =>
            onChange([low, items[1] ?? low]),
          )}
          <Text size="xs" c="dimmed">
            {t("policy.to")}
          </Text>
          {single(items[1], t("policy.highOf", { place }), (high) =>
            onChange([items[0] ?? high, high]),
          )}
        </Group>
      );
    case "list":
      return (
        <Group gap={6}>
          {items.map((item, at) => (
            <Group key={at} gap={0} wrap="nowrap">
              {single(item, t("policy.valueOf", { place, number: at + 1 }), (next) =>
                onChange(items.map((each, other) => (other === at ? next : each))),
              )}
              <ActionIcon
                variant="subtle"
                color="gray"
                size="sm"
                disabled={items.length <= 1}
                aria-label={t("policy.removeValue", { place, number: at + 1 })}
                onClick={() => onChange(items.filter((_, other) => other !== at))}
              >
                <IconX size={14} />
              </ActionIcon>
            </Group>
          ))}
          <Button
            variant="subtle"
            size="compact-xs"
            leftSection={<IconPlus size={12} />}
            disabled={items.length >= LIMITS.set}
            aria-label={t("policy.addValueOf", { place })}
            onClick={() => onChange([...items, write(nextValue(node, type, items.at(-1)))])}
          >
            {t("policy.addValue")}
          </Button>
        </Group>
      );
    default:
      return single(node.operand, t("policy.operandOf", { place }), onChange);
  }
}

/** The value of a field shows its type, so there is always one. */
function fieldDefault(type: ValueType): JsonValue {
  return type === "number" ? 0 : type === "flag" ? false : "";
}

/** A further value of a list, different from the last where numbers can be. */
function nextValue(node: TestNode, type: ValueType, last: JsonValue | undefined): JsonValue {
  const attribute = attributeOf(node.attribute) ?? {
    name: node.attribute,
    type: null,
    ordered: true,
    unknownAt: [],
  };
  const previous = unwrapField(last);
  if (type === "number" && typeof previous === "number") {
    return Math.min(previous + 1, attribute.max ?? Number.MAX_SAFE_INTEGER);
  }
  return startValue(type, attribute);
}
