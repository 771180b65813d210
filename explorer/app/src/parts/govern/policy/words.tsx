import { Text } from "@mantine/core";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { formatFen } from "../../../lib/format";
import type { Locale } from "../../../lib/locale";
import { localeOf } from "../../../i18n";
import { attributeOf, isField, operandForm, type ValueType } from "./attributes";
import type { JsonValue } from "./json";
import { typeOfTest, type TestNode } from "./tree";
import { fenOf, unwrapField } from "./values";
import type { Named } from "./ValueInput";

/** What an attribute is called. */
export function attributeWords(t: TFunction, name: string): string {
  if (isField(name)) return t("govern:policy.fieldNamed", { name: name.slice("field.".length) });
  return attributeOf(name) ? t(`govern:policy.attribute.${name}`) : name;
}

function valueWords(
  t: TFunction,
  locale: Locale,
  name: string,
  type: ValueType,
  value: JsonValue | undefined,
  scenes: Named[],
): string {
  if (name === "weekday" && typeof value === "number" && value >= 1 && value <= 7) {
    return t(`govern:policy.weekday.${value}`);
  }
  if (name === "scene") {
    const scene = scenes.find((each) => each.id === value);
    return scene ? `${scene.id} ${scene.name}` : `#${String(value)}`;
  }
  switch (type) {
    case "amount": {
      const fen = typeof value === "string" ? fenOf(value) : null;
      return fen === null ? String(value) : formatFen(fen, locale);
    }
    case "flag":
      return value === true ? t("core:yes") : t("core:no");
    case "role":
      return t(`govern:role.${String(value)}`, { defaultValue: String(value) });
    case "kind":
      return t(`govern:policy.kind.${String(value)}`, { defaultValue: String(value) });
    case "text":
      return `“${String(value)}”`;
    default:
      return String(value);
  }
}

/** The operand of a comparison in words. */
export function operandWords(
  t: TFunction,
  locale: Locale,
  node: TestNode,
  scenes: Named[],
): string {
  const type = typeOfTest(node);
  const one = (value: JsonValue | undefined) =>
    valueWords(
      t,
      locale,
      node.attribute,
      type,
      isField(node.attribute) ? unwrapField(value) : value,
      scenes,
    );
  const items = Array.isArray(node.operand) ? node.operand : [];
  switch (operandForm(node.operator)) {
    case "flag":
      return node.operand === true ? t("govern:policy.known") : t("govern:policy.notKnown");
    case "pattern":
      return String(node.operand);
    case "two":
      return t("govern:policy.range", { low: one(items[0]), high: one(items[1]) });
    case "list":
      return items.map(one).join(t("govern:policy.listMark"));
    default:
      return one(node.operand);
  }
}

/** A comparison as people say it. */
export function ComparisonWords({ node, scenes }: { node: TestNode; scenes: Named[] }) {
  const { t, i18n } = useTranslation("govern");
  return (
    <Text component="span" size="sm">
      <Text component="span" inherit fw={600}>
        {attributeWords(t, node.attribute)}
      </Text>{" "}
      <Text component="span" inherit c="dimmed">
        {t(`policy.operator.${node.operator}`)}
      </Text>{" "}
      <Text component="span" inherit ff={node.operator === "matches" ? "monospace" : undefined}>
        {operandWords(t, localeOf(i18n.language), node, scenes)}
      </Text>
    </Text>
  );
}
