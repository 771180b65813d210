import { Text } from "@mantine/core";
import type { Json } from "../../lib/types";
import { FieldLine } from "./named/FieldValue";
import { hasFields } from "./named/kinds";

/** What an alert is about: the fields of its event that name something. */
export function AlertSubject({ pallet, subject }: { pallet: string; subject: Json }) {
  if (!hasFields(subject)) return <>—</>;
  return (
    <Text component="div" size="sm">
      <FieldLine pallet={pallet} value={subject} />
    </Text>
  );
}
