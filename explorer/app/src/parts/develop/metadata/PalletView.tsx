import { Accordion, Anchor, Badge, Code, Group, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { JsonView } from "../../../components/JsonView";
import { useCatalogue } from "../../../lib/catalogue";
import type { Member, Pallet } from "../runtime/model";
import type { Runtime } from "../runtime/useRuntime";
import { TypeLink } from "./TypeView";

interface Props {
  runtime: Runtime;
  pallet: Pallet;
  /** Only what has this text in its name or documentation. */
  filter: string;
  onType: (type: number) => void;
}

function matches(entry: { name: string; docs: string }, filter: string): boolean {
  const words = filter.trim().toLowerCase();
  return `${entry.name} ${entry.docs}`.toLowerCase().includes(words);
}

function Docs({ text }: { text: string }) {
  if (text === "") return null;
  return (
    <Text size="sm" c="dimmed" lang="en" style={{ whiteSpace: "pre-line" }}>
      {text}
    </Text>
  );
}

function Entry({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <Stack component="li" gap={2} pb="xs">
      <div>{title}</div>
      {children}
    </Stack>
  );
}

function List({ children }: { children: ReactNode }) {
  return <ul style={{ listStyle: "none", margin: 0, padding: 0 }}>{children}</ul>;
}

function Signature({
  runtime,
  member,
  onType,
}: Pick<Props, "runtime" | "onType"> & { member: Member }) {
  return (
    <Group gap={6}>
      <Badge variant="default">{member.index}</Badge>
      <Code fw={600}>{member.name}</Code>
      {member.fields.map((field) => (
        <Text key={field.name} span size="sm">
          {field.name}: <TypeLink model={runtime.model} type={field.type} onType={onType} />
        </Text>
      ))}
    </Group>
  );
}

/** What a pallet has: calls, state, events, errors, constants. */
export function PalletView({ runtime, pallet, filter, onType }: Props) {
  const { t } = useTranslation("develop");
  const catalogue = useCatalogue();
  const { model, codec } = runtime;
  const pick = <T extends { name: string; docs: string }>(all: T[]) =>
    all.filter((each) => matches(each, filter));
  const [calls, storage, events, errors, constants] = [
    pick(pallet.calls),
    pick(pallet.storage),
    pick(pallet.events),
    pick(pallet.errors),
    pick(pallet.constants),
  ];
  const sections: [string, number, () => ReactNode][] = [
    [
      "calls",
      calls.length,
      () =>
        calls.map((call) => (
          <Entry
            key={call.name}
            title={<Signature runtime={runtime} member={call} onType={onType} />}
          >
            <Docs text={call.docs} />
          </Entry>
        )),
    ],
    [
      "storage",
      storage.length,
      () =>
        storage.map((entry) => (
          <Entry
            key={entry.name}
            title={
              <Group gap={6}>
                <Anchor
                  component={Link}
                  to={`/developer/state?pallet=${pallet.name}&entry=${entry.name}`}
                  ff="monospace"
                  size="sm"
                >
                  {entry.name}
                </Anchor>
                {entry.keys.map((key, at) => (
                  <Text key={at} span size="sm">
                    {entry.hashers[at]}(
                    <TypeLink model={model} type={key} onType={onType} />)
                  </Text>
                ))}
                <Text span size="sm">
                  → <TypeLink model={model} type={entry.value} onType={onType} />
                </Text>
              </Group>
            }
          >
            <Docs text={entry.docs} />
          </Entry>
        )),
    ],
    [
      "events",
      events.length,
      () =>
        events.map((event) => (
          <Entry
            key={event.name}
            title={<Signature runtime={runtime} member={event} onType={onType} />}
          >
            <Text size="sm">{catalogue.event(pallet.name, event.name)}</Text>
            <Docs text={event.docs} />
          </Entry>
        )),
    ],
    [
      "errors",
      errors.length,
      () =>
        errors.map((error) => (
          <Entry
            key={error.name}
            title={<Signature runtime={runtime} member={error} onType={onType} />}
          >
            <Text size="sm">{catalogue.error(pallet.name, error.name)}</Text>
            <Docs text={error.docs} />
          </Entry>
        )),
    ],
    [
      "constants",
      constants.length,
      () =>
        constants.map((constant) => (
          <Entry
            key={constant.name}
            title={
              <Group gap={6}>
                <Code fw={600}>{constant.name}</Code>
                <TypeLink model={model} type={constant.type} onType={onType} />
              </Group>
            }
          >
            <Docs text={constant.docs} />
            <JsonView value={codec.decodeValue(model.shapes, constant.type, constant.value)} />
          </Entry>
        )),
    ],
  ];
  return (
    <Stack gap="sm">
      <Docs text={pallet.docs} />
      <Accordion
        variant="separated"
        multiple
        order={3}
        defaultValue={filter === "" ? ["calls"] : sections.map(([key]) => key)}
      >
        {sections
          .filter(([, count]) => count > 0)
          .map(([key, count, body]) => (
            <Accordion.Item key={key} value={key}>
              <Accordion.Control>
                {t(`metadata.section.${key}`)} ({count})
              </Accordion.Control>
              <Accordion.Panel>
                <List>{body()}</List>
              </Accordion.Panel>
            </Accordion.Item>
          ))}
      </Accordion>
    </Stack>
  );
}
