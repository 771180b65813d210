import { NativeSelect, NumberInput, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { KINDS, ROLES, type ValueType } from "./attributes";
import type { JsonValue } from "./json";

/** Something that has a number and a name. */
export interface Named {
  id: number;
  name: string;
}

export interface ValueInputProps {
  /** Name of the attribute the value is compared with. */
  attribute: string;
  type: ValueType;
  /** Without the wrapper of a field. */
  value: JsonValue | undefined;
  onChange: (value: JsonValue) => void;
  /** What the control is called. */
  label: string;
  scenes: Named[];
  invalid?: boolean;
}

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7];

/** One value of a comparison, in the control of its type. */
export function ValueInput(props: ValueInputProps) {
  const { attribute, type, value, onChange, label, scenes, invalid } = props;
  const { t } = useTranslation("govern");
  const common = { "aria-label": label, size: "xs", error: invalid === true } as const;
  const text = typeof value === "string" ? value : "";

  if (attribute === "weekday" || (attribute === "scene" && scenes.length > 0)) {
    const known =
      attribute === "weekday"
        ? WEEKDAYS.map((day) => ({ value: String(day), label: t(`policy.weekday.${day}`) }))
        : scenes.map((scene) => ({ value: String(scene.id), label: `${scene.id} ${scene.name}` }));
    const current = value === undefined || value === null ? "" : String(value);
    const unknown = known.some((option) => option.value === current)
      ? []
      : [{ value: current, label: current || t("policy.choose") }];
    return (
      <NativeSelect
        {...common}
        data={[...unknown, ...known]}
        value={current}
        onChange={(event) => onChange(Number(event.currentTarget.value))}
      />
    );
  }

  switch (type) {
    case "number":
      return (
        <NumberInput
          {...common}
          w={130}
          allowDecimal={false}
          hideControls
          value={typeof value === "number" ? value : ""}
          onChange={(next) => onChange(typeof next === "number" ? next : null)}
        />
      );
    case "flag":
      return (
        <NativeSelect
          {...common}
          data={[
            { value: "true", label: t("core:yes") },
            { value: "false", label: t("core:no") },
          ]}
          value={String(value === true)}
          onChange={(event) => onChange(event.currentTarget.value === "true")}
        />
      );
    case "role":
    case "kind":
      return (
        <NativeSelect
          {...common}
          data={(type === "role" ? ROLES : KINDS).map((word) => ({
            value: word,
            label: t(type === "role" ? `role.${word}` : `policy.kind.${word}`),
          }))}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    default:
      return (
        <TextInput
          {...common}
          w={type === "text" ? 180 : 150}
          type={type === "date" ? "date" : type === "minutes" ? "time" : "text"}
          inputMode={type === "amount" ? "decimal" : undefined}
          leftSection={type === "amount" ? "¥" : undefined}
          maxLength={type === "text" ? 64 : 20}
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={(event) => onChange(event.currentTarget.value.trim())}
        />
      );
  }
}
