import {
  Accordion,
  Alert,
  Badge,
  Button,
  Code,
  Group,
  Select,
  SimpleGrid,
  Stack,
  Switch,
  Text,
} from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { CopyIcon } from "../../components/CopyIcon";
import { JsonView } from "../../components/JsonView";
import { Failure } from "../../components/QueryState";
import { useCodes } from "../../lib/codes";
import { useFilters } from "../../lib/filters";
import { BlockInput, isBlock } from "./BlockInput";
import { encodeEach } from "./runtime/encode";
import type { Field, StorageEntry } from "./runtime/model";
import { readState, type StateItem, type StatePage, type StateQuestion } from "./runtime/state";
import type { Runtime } from "./runtime/useRuntime";
import { ValueInput, ValueInputs } from "./runtime/ValueInput";
import { initialValue } from "./runtime/widgets";

const KEYS = ["pallet", "entry", "block"] as const;

function title(item: StateItem): string {
  if (item.keys === null) return item.key;
  return item.keys
    .map((key) => (typeof key === "object" ? JSON.stringify(key) : String(key)))
    .join(" · ");
}

function Items({ items, entry }: { items: StateItem[]; entry: StorageEntry }) {
  const { t } = useTranslation("develop");
  const [first] = items;
  if (!first) {
    return (
      <Text c="dimmed" role="status">
        {t("state.none")}
      </Text>
    );
  }
  if (entry.keys.length === 0 || items.length === 1) {
    return (
      <Stack gap="xs">
        {first.absent && (
          <Alert color="gray" p="xs">
            {t(entry.optional ? "state.absent" : "state.default")}
          </Alert>
        )}
        {!first.absent && <JsonView value={first.value} />}
        <Group gap={6} wrap="nowrap">
          <Code style={{ overflowWrap: "anywhere" }}>{first.key}</Code>
          <CopyIcon value={first.key} label={t("state.copyKey")} />
        </Group>
      </Stack>
    );
  }
  return (
    <Accordion variant="separated" multiple order={2}>
      {items.map((item) => (
        <Accordion.Item key={item.key} value={item.key}>
          <Accordion.Control>
            <Text span ff="monospace" size="sm" style={{ overflowWrap: "anywhere" }}>
              {title(item)}
            </Text>
          </Accordion.Control>
          <Accordion.Panel>
            <JsonView value={item.value} />
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}

/** The keys of an entry as fields, for inputs. */
function keyFields(entry: StorageEntry | undefined): Field[] {
  return (entry?.keys ?? []).map((type, at) => ({ name: `key${at + 1}`, type, typeName: "" }));
}

/** Picks an entry of the state and reads it, decoded, at a block. */
export function StateReader({ runtime }: { runtime: Runtime }) {
  const { t } = useTranslation("develop");
  const { model, codec } = runtime;
  const codes = useCodes();
  const [filters, setFilters] = useFilters(KEYS);
  const [values, setValues] = useState<Record<string, unknown>>({});
  /** How many keys are given; all of them until the person says otherwise. */
  const [chosen, setChosen] = useState<number | null>(null);
  const pallets = model.pallets.filter((each) => each.storage.length > 0);
  // The first entry until one is chosen: the page shows what it is for.
  const pallet = pallets.find((each) => each.name === filters.pallet) ?? pallets[0];
  const entry = pallet?.storage.find((each) => each.name === filters.entry) ?? pallet?.storage[0];
  const fields = keyFields(entry);
  const given = Math.min(chosen ?? fields.length, fields.length);
  const used = fields.slice(0, given);
  const filled = Object.fromEntries(
    fields.map(({ name, type }) => [
      name,
      name in values ? values[name] : initialValue(model.shapes, type),
    ]),
  );
  const encoded = encodeEach(codec, model, used, filled);
  const block = filters.block ?? "";
  const reading = useMutation<StatePage, Error, StateQuestion>({
    mutationFn: (question) => readState(runtime, question),
  });

  const choose = (nextPallet: string, nextEntry: string) => {
    setFilters({ pallet: nextPallet, entry: nextEntry });
    setValues({});
    setChosen(null);
    reading.reset();
  };
  const read = (after: string | null) => {
    if (!pallet || !entry || !encoded.bytes) return;
    reading.mutate({ pallet: pallet.name, entry: entry.name, keys: encoded.bytes, block, after });
  };

  return (
    <Stack gap="md">
      <form
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          read(null);
        }}
      >
        <Stack gap="sm">
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <Select
              label={t("call.pallet")}
              data={pallets.map((each) => ({
                value: each.name,
                label: `${each.name} · ${codes.pallets[each.name] ?? each.name}`,
              }))}
              value={pallet?.name ?? null}
              allowDeselect={false}
              searchable
              onChange={(name) => {
                const first = pallets.find((each) => each.name === name)?.storage[0];
                if (name && first) choose(name, first.name);
              }}
            />
            <Select
              label={t("state.entry")}
              data={pallet?.storage.map((each) => each.name) ?? []}
              value={entry?.name ?? null}
              disabled={!pallet}
              allowDeselect={false}
              searchable
              onChange={(name) => {
                if (name && pallet) choose(pallet.name, name);
              }}
            />
          </SimpleGrid>
          {entry && (
            <>
              <Text size="sm" c="dimmed" lang="en">
                {entry.docs.replaceAll("\n", " ")}
              </Text>
              <Group gap={6}>
                <Badge variant="default">{model.typeName(entry.value)}</Badge>
                {entry.hashers.map((hasher, at) => (
                  <Badge key={at} variant="default" c="dimmed">
                    {hasher}
                  </Badge>
                ))}
              </Group>
              <ValueInputs model={model} fault={encoded.fault}>
                {fields.map((field, at) => (
                  <Stack key={field.name} gap={6}>
                    <Switch
                      label={t("state.giveKey", {
                        number: at + 1,
                        type: model.typeName(field.type),
                      })}
                      checked={at < given}
                      onChange={(event) => setChosen(event.currentTarget.checked ? at + 1 : at)}
                    />
                    {at < given && (
                      <ValueInput
                        label={t("state.key", { number: at + 1 })}
                        place={field.name}
                        type={field.type}
                        value={filled[field.name]}
                        onChange={(next) => setValues((old) => ({ ...old, [field.name]: next }))}
                      />
                    )}
                  </Stack>
                ))}
              </ValueInputs>
              <BlockInput value={block} onChange={(next) => setFilters({ block: next })} />
              <Button
                type="submit"
                leftSection={<IconSearch size={16} />}
                loading={reading.isPending}
                disabled={!encoded.bytes || !isBlock(block)}
                style={{ alignSelf: "flex-start" }}
              >
                {t(used.length < fields.length ? "state.list" : "state.read")}
              </Button>
            </>
          )}
        </Stack>
      </form>
      {reading.error && <Failure error={reading.error} retry={() => read(null)} />}
      {reading.data && entry && (
        <section aria-label={t("state.answer")} aria-live="polite">
          <Stack gap="sm">
            <Group gap={6}>
              <Text size="sm" c="dimmed">
                {t("state.at", { version: reading.data.specVersion })}
              </Text>
              <Code style={{ overflowWrap: "anywhere" }}>{reading.data.block}</Code>
            </Group>
            <Items items={reading.data.items} entry={entry} />
            {reading.data.next !== null && (
              <Button
                variant="default"
                style={{ alignSelf: "flex-start" }}
                onClick={() => read(reading.data.next)}
              >
                {t("paging.next", { ns: "core" })}
              </Button>
            )}
          </Stack>
        </section>
      )}
    </Stack>
  );
}
