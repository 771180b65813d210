import {
  ActionIcon,
  Button,
  Fieldset,
  Group,
  MultiSelect,
  NativeSelect,
  SimpleGrid,
  Stack,
  TagsInput,
  TextInput,
} from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { FIELD_TYPES, KINDS, POINTS, ROLES, type FieldType, type Point } from "./attributes";
import { caseFaults, MAX_FIELDS, type CaseField, type SimulationCase } from "./cases";
import type { Named } from "./ValueInput";

export interface CaseFormProps {
  value: SimulationCase;
  onChange: (value: SimulationCase) => void;
  scenes: Named[];
  labels: string[];
}

/** Parts that are one line of text, in the order in which they are shown. */
const TEXTS = [
  { name: "actor", mode: "numeric" },
  { name: "claimed", mode: "decimal" },
  { name: "total", mode: "decimal" },
  { name: "region", mode: "numeric" },
  { name: "today", mode: "numeric" },
  { name: "issuer", mode: "numeric" },
  { name: "node", mode: "numeric" },
  { name: "bill", mode: "text" },
] as const;

/** The facts of one case. What is left empty is not known. */
export function CaseForm({ value, onChange, scenes, labels }: CaseFormProps) {
  const { t } = useTranslation("govern");
  const faults = caseFaults(value);
  const set = (change: Partial<SimulationCase>) => onChange({ ...value, ...change });
  const wrong = (name: string) => (faults.includes(name) ? t("core:filter.invalid") : undefined);
  const known = scenes.map((scene) => ({
    value: String(scene.id),
    label: `${scene.id} ${scene.name}`,
  }));
  const strange =
    value.scene !== "" && !known.some((scene) => scene.value === value.scene)
      ? [{ value: value.scene, label: `#${value.scene}` }]
      : [];
  const unset = { value: "", label: t("policy.unknownValue") };

  return (
    <Stack gap="sm">
      <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="sm">
        <TextInput
          size="xs"
          label={t("simulation.name")}
          maxLength={100}
          value={value.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <NativeSelect
          size="xs"
          label={t("simulation.point")}
          value={value.point}
          data={POINTS.map((point) => ({ value: point, label: t(`policy.point.${point}`) }))}
          onChange={(event) => set({ point: event.currentTarget.value as Point })}
        />
        <TextInput
          size="xs"
          type="datetime-local"
          step={1}
          label={t("simulation.at")}
          value={value.at}
          error={wrong("at")}
          onChange={(event) => set({ at: event.currentTarget.value })}
        />
        <NativeSelect
          size="xs"
          label={t("simulation.scene")}
          value={value.scene}
          data={[unset, ...known, ...strange]}
          onChange={(event) => set({ scene: event.currentTarget.value })}
        />
        {TEXTS.map(({ name, mode }) => (
          <TextInput
            key={name}
            size="xs"
            label={t(`simulation.${name}`)}
            inputMode={mode}
            placeholder={name === "bill" ? "31060126-0000000001" : t("policy.unknownValue")}
            maxLength={20}
            autoComplete="off"
            value={value[name]}
            error={wrong(name)}
            onChange={(event) => set({ [name]: event.currentTarget.value.trim() })}
          />
        ))}
        <TextInput
          size="xs"
          type="date"
          label={t("simulation.issuedOn")}
          value={value.issuedOn}
          error={wrong("issuedOn")}
          onChange={(event) => set({ issuedOn: event.currentTarget.value })}
        />
        <NativeSelect
          size="xs"
          label={t("simulation.kind")}
          value={value.kind}
          data={[unset, ...KINDS.map((kind) => ({ value: kind, label: t(`policy.kind.${kind}`) }))]}
          onChange={(event) => set({ kind: event.currentTarget.value })}
        />
        <NativeSelect
          size="xs"
          label={t("simulation.expect")}
          value={value.expect}
          data={[
            { value: "", label: t("simulation.expectNothing") },
            { value: "permit", label: t("core:status.any.permit") },
            { value: "deny", label: t("core:status.any.deny") },
          ]}
          onChange={(event) => {
            const expect = event.currentTarget.value;
            set({ expect: expect === "permit" || expect === "deny" ? expect : "" });
          }}
        />
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
        <MultiSelect
          size="xs"
          label={t("simulation.roles")}
          data={ROLES.map((role) => ({ value: role, label: t(`role.${role}`) }))}
          value={value.roles}
          onChange={(next) => set({ roles: ROLES.filter((role) => next.includes(role)) })}
        />
        <TagsInput
          size="xs"
          label={t("simulation.labels")}
          data={labels}
          value={value.labels}
          maxTags={16}
          acceptValueOnBlur
          onChange={(next) => set({ labels: [...new Set(next)] })}
        />
      </SimpleGrid>
      <FieldsInput value={value} set={set} faults={faults} />
    </Stack>
  );
}

function FieldsInput({
  value,
  set,
  faults,
}: {
  value: SimulationCase;
  set: (change: Partial<SimulationCase>) => void;
  faults: string[];
}) {
  const { t } = useTranslation("govern");
  const change = (at: number, part: Partial<CaseField>) =>
    set({
      fields: value.fields.map((field, other) => (other === at ? { ...field, ...part } : field)),
    });
  return (
    <Fieldset legend={t("simulation.fields")} p="xs">
      <Stack gap={6}>
        {value.fields.map((field, at) => {
          const number = at + 1;
          return (
            <Group key={at} gap={6} align="flex-start">
              <TextInput
                size="xs"
                w={150}
                aria-label={t("simulation.fieldName", { number })}
                placeholder={t("policy.fieldName")}
                maxLength={32}
                value={field.name}
                error={faults.includes(`fields.${at}`)}
                onChange={(event) => change(at, { name: event.currentTarget.value.trim() })}
              />
              <NativeSelect
                size="xs"
                aria-label={t("simulation.fieldType", { number })}
                data={FIELD_TYPES.map((type) => ({ value: type, label: t(`policy.type.${type}`) }))}
                value={field.type}
                onChange={(event) => {
                  const type = event.currentTarget.value as FieldType;
                  change(at, { type, value: type === "flag" ? "true" : "" });
                }}
              />
              {field.type === "flag" ? (
                <NativeSelect
                  size="xs"
                  aria-label={t("simulation.fieldValue", { number })}
                  data={[
                    { value: "true", label: t("core:yes") },
                    { value: "false", label: t("core:no") },
                  ]}
                  value={field.value}
                  onChange={(event) => change(at, { value: event.currentTarget.value })}
                />
              ) : (
                <TextInput
                  size="xs"
                  w={160}
                  type={field.type === "date" ? "date" : "text"}
                  aria-label={t("simulation.fieldValue", { number })}
                  maxLength={64}
                  value={field.value}
                  error={faults.includes(`fields.${at}`)}
                  onChange={(event) => change(at, { value: event.currentTarget.value })}
                />
              )}
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t("simulation.removeField", { number })}
                onClick={() => set({ fields: value.fields.filter((_, other) => other !== at) })}
              >
                <IconX size={14} />
              </ActionIcon>
            </Group>
          );
        })}
        <Button
          w="fit-content"
          size="compact-xs"
          variant="light"
          leftSection={<IconPlus size={12} />}
          disabled={value.fields.length >= MAX_FIELDS}
          onClick={() => set({ fields: [...value.fields, { name: "", type: "text", value: "" }] })}
        >
          {t("simulation.addField")}
        </Button>
      </Stack>
    </Fieldset>
  );
}
