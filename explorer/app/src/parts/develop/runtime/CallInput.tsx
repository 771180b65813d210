import { Select, SimpleGrid, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useCodes } from "../../../lib/codes";
import { ValueInput, useModel } from "./ValueInput";
import type { Member, RuntimeModel } from "./model";
import { initialValue, lower, settled } from "./widgets";

/** A call as it is being put together. */
export interface CallValue {
  pallet: string;
  call: string;
  args: Record<string, unknown>;
}

/** The metadata of a call. */
export function memberOf(model: RuntimeModel, value: CallValue): Member | null {
  const pallet = model.pallets.find((each) => each.name === value.pallet);
  return pallet?.calls.find((each) => each.name === value.call) ?? null;
}

/** The arguments as they are encoded. */
export function settledArgs(model: RuntimeModel, value: CallValue): Record<string, unknown> {
  const member = memberOf(model, value);
  return Object.fromEntries(
    (member?.fields ?? []).map((field) => [
      lower(field.name),
      settled(model.shapes, field.type, value.args[lower(field.name)]),
    ]),
  );
}

/** The first paragraph of documentation. */
export function firstParagraph(docs: string): string {
  return (docs.split(/\n\s*\n/)[0] ?? "").replaceAll("\n", " ");
}

function blank(model: RuntimeModel, pallet: string, call: string): CallValue {
  const member = memberOf(model, { pallet, call, args: {} });
  return {
    pallet,
    call,
    args: Object.fromEntries(
      (member?.fields ?? []).map((field) => [
        lower(field.name),
        initialValue(model.shapes, field.type),
      ]),
    ),
  };
}

/** The first call of the runtime, to begin with. */
export function firstCall(model: RuntimeModel): CallValue {
  const pallet = model.pallets.find((each) => each.calls.length > 0);
  const call = pallet?.calls[0];
  return pallet && call ? blank(model, pallet.name, call.name) : { pallet: "", call: "", args: {} };
}

/** Pallet, call, and an input for each argument, made from the metadata. */
export function CallInput({
  value,
  onChange,
  place,
}: {
  value: CallValue;
  onChange: (value: CallValue) => void;
  /** Where the arguments stand, as faults name them. */
  place: string;
}) {
  const { t } = useTranslation("develop");
  const codes = useCodes();
  const model = useModel();
  const pallets = model.pallets.filter((each) => each.calls.length > 0);
  const pallet = pallets.find((each) => each.name === value.pallet);
  const member = memberOf(model, value);

  return (
    <Stack gap="sm">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <Select
          label={t("call.pallet")}
          data={pallets.map((each) => {
            const title = codes.pallets[each.name] ?? each.name;
            return {
              value: each.name,
              label: title === each.name ? each.name : `${each.name} · ${title}`,
            };
          })}
          value={value.pallet || null}
          allowDeselect={false}
          searchable
          onChange={(name) => {
            const first = pallets.find((each) => each.name === name)?.calls[0];
            if (name && first) onChange(blank(model, name, first.name));
          }}
        />
        <Select
          label={t("call.call")}
          data={pallet?.calls.map((each) => each.name) ?? []}
          value={value.call || null}
          disabled={!pallet}
          allowDeselect={false}
          searchable
          onChange={(name) => {
            if (name) onChange(blank(model, value.pallet, name));
          }}
        />
      </SimpleGrid>
      {member && (
        <Text size="sm" c="dimmed" lang="en">
          {firstParagraph(member.docs)}
        </Text>
      )}
      {member?.fields.map((field) => (
        <ValueInput
          key={`${value.pallet}.${value.call}.${field.name}`}
          label={field.name}
          place={place === "" ? lower(field.name) : `${place}/${lower(field.name)}`}
          type={field.type}
          value={value.args[lower(field.name)]}
          onChange={(next) =>
            onChange({ ...value, args: { ...value.args, [lower(field.name)]: next } })
          }
        />
      ))}
    </Stack>
  );
}
