import { ActionIcon, Group, Popover, Text } from "@mantine/core";
import { IconBraces } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { JsonView } from "../../components/JsonView";
import type { Json } from "../../lib/types";
import { FieldLine } from "../../parts/business/named/FieldValue";
import { hasFields, telling } from "../../parts/business/named/kinds";

/** Fields that a row has room for. */
const MOST = 4;
/** Fields that a row of the list says already, or that say nothing to a reader. */
const LEFT_OUT = new Set(["at", "did", "head"]);

/** The fields of an event that a row shows. */
function summaryOf(value: Json): Json {
  if (!hasFields(value)) return value;
  const entries = telling(value);
  const some = entries.filter(([name]) => !LEFT_OUT.has(name));
  return Object.fromEntries(some.length > 0 ? some : entries);
}

/** Fields of an event: the first in words, and all of them as they are on demand. */
export function EventData({ pallet, value }: { pallet: string; value: Json }) {
  const { t } = useTranslation("blocks");
  const isEmpty = value === null || (typeof value === "object" && Object.keys(value).length === 0);
  if (isEmpty) return <Text component="span">—</Text>;
  return (
    <Group gap={4} wrap="nowrap" align="flex-start" maw="min(460px, 100%)">
      <Text component="div" size="xs" flex={1} miw={0} style={{ overflowWrap: "anywhere" }}>
        <FieldLine pallet={pallet} value={summaryOf(value)} most={MOST} />
      </Text>
      <Popover width={420} position="bottom-end" shadow="md" withinPortal trapFocus>
        <Popover.Target>
          <ActionIcon
            variant="subtle"
            color="gray"
            size="sm"
            aria-label={t("event.showData")}
            title={t("event.showData")}
          >
            <IconBraces size={14} />
          </ActionIcon>
        </Popover.Target>
        <Popover.Dropdown onClick={(event) => event.stopPropagation()}>
          <JsonView value={value} />
        </Popover.Dropdown>
      </Popover>
    </Group>
  );
}
