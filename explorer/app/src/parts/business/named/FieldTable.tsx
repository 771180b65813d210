import { Button, Stack, Text } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { JsonView } from "../../../components/JsonView";
import { KeyValue } from "../../../components/KeyValue";
import type { Json } from "../../../lib/types";
import { FieldLine, FieldValue } from "./FieldValue";
import { actorOf, billOf, callOf, hasFields } from "./kinds";
import { useFieldWords } from "./words";

/** Entries of a list that stand there before it is opened. */
const FEW = 3;
/** Entries of one list that are shown at all; more would stall the page. */
const MOST = 200;
/** How deep tables stand within one another. */
const DEEPEST = 2;

/** A list of which the first entries are seen, and the others on demand. */
function FoldedList({ pallet, name, value }: { pallet: string; name: string; value: Json[] }) {
  const { t } = useTranslation("business");
  const [isOpen, setIsOpen] = useState(false);
  const shown = value.slice(0, isOpen ? MOST : FEW);
  return (
    <Stack gap={6} align="flex-start">
      {shown.map((entry, at) => (
        <div key={at}>
          <Text span inherit c="dimmed">
            {at + 1}.
          </Text>{" "}
          {hasFields(entry) && !billOf(entry) && !actorOf(entry) && !callOf(entry) ? (
            <FieldLine pallet={pallet} value={entry} />
          ) : (
            <FieldValue pallet={pallet} name={name} value={entry} />
          )}
        </div>
      ))}
      {isOpen && value.length > MOST && (
        <Text size="sm" c="dimmed">
          {t("more", { ns: "core", count: value.length - MOST })}
        </Text>
      )}
      {value.length > FEW && (
        <Button
          variant="subtle"
          size="compact-xs"
          aria-expanded={isOpen}
          onClick={() => setIsOpen(!isOpen)}
        >
          {isOpen ? t("fields.fewer") : t("fields.all", { count: value.length })}
        </Button>
      )}
    </Stack>
  );
}

function Entry({
  pallet,
  name,
  value,
  depth,
}: {
  pallet: string;
  name: string;
  value: Json;
  depth: number;
}): ReactNode {
  if (Array.isArray(value) && value.length > 0) {
    return <FoldedList pallet={pallet} name={name} value={value} />;
  }
  const call = callOf(value);
  if (call && depth < DEEPEST) {
    return (
      <Stack gap={4}>
        <FieldValue pallet={pallet} name={name} value={value} />
        <FieldTable pallet={call.pallet} value={call.args} depth={depth + 1} />
      </Stack>
    );
  }
  const isTree = hasFields(value) && !billOf(value) && !actorOf(value) && !call;
  if (isTree && Object.keys(value).length > 1) {
    return depth < DEEPEST ? (
      <FieldTable pallet={pallet} value={value} depth={depth + 1} />
    ) : (
      <JsonView value={value} />
    );
  }
  return <FieldValue pallet={pallet} name={name} value={value} />;
}

/** Arguments of a call by their names in words; long lists are folded. */
export function FieldTable({
  pallet,
  value,
  depth = 0,
}: {
  pallet: string;
  value: { [name: string]: Json };
  depth?: number;
}) {
  const { label } = useFieldWords();
  const labels = Object.entries(value).map(([name, entry]) => label(pallet, name, entry));
  return (
    <KeyValue
      items={Object.entries(value).map(([name, entry], at) => {
        const text = labels[at] ?? name;
        // Two fields of one name could not be told apart.
        const isTwice = labels.indexOf(text) !== labels.lastIndexOf(text);
        return [
          isTwice ? `${text} (${name})` : text,
          <Entry pallet={pallet} name={name} value={entry} depth={depth} />,
        ];
      })}
    />
  );
}
