import { Group, NativeSelect, NumberInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { TERM_UNITS, type TermUnit } from "./lockTerm";

export interface TermInputProps {
  count: number | null;
  unit: TermUnit;
  onChange: (count: number | null, unit: TermUnit) => void;
  error?: string;
}

/** How long locks last. */
export function TermInput({ count, unit, onChange, error }: TermInputProps) {
  const { t } = useTranslation("govern");
  return (
    <Group gap="xs" align="flex-start">
      <NumberInput
        label={t("scene.lockTerm")}
        w={140}
        min={1}
        allowDecimal={false}
        value={count ?? ""}
        error={error}
        onChange={(next) => onChange(typeof next === "number" ? next : null, unit)}
      />
      <NativeSelect
        label={t("scene.unit")}
        value={unit}
        data={TERM_UNITS.map((each) => ({ value: each, label: t(`scene.units.${each}`) }))}
        onChange={(event) => onChange(count, event.currentTarget.value as TermUnit)}
      />
    </Group>
  );
}
