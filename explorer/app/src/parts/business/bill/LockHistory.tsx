import { Stack, Table, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Amount } from "../../../components/Amount";
import { Participant } from "../../../components/Participant";
import { Time } from "../../../components/Time";
import { isDispute } from "../lifeline";
import type { LockItem } from "../rpc-types";
import { Where } from "../Where";

function who(item: LockItem): number {
  return "holder" in item ? item.holder : item.requester;
}

function Detail({ item }: { item: LockItem }) {
  const { t } = useTranslation("business");
  switch (item.event) {
    case "acquired":
      return (
        <Text size="sm" component="div">
          {t("lock.flow")} {item.flow} · {t("lock.expires")} <Time ms={item.expires} />
        </Text>
      );
    case "settled":
    case "reversed":
      return <Amount fen={item.amount} />;
    case "lost":
      return (
        <Text size="sm" component="div">
          {t("lock.flow")} {item.flow}
          {item.winner === null ? null : (
            <>
              {" · "}
              {t("lock.winner")} <Participant id={item.winner} />
            </>
          )}
        </Text>
      );
    case "denied":
      return (
        <Text size="sm">
          {t("lock.flow")} {item.flow}
          {item.policy === null
            ? null
            : ` · ${t("lock.deniedBy", { policy: item.policy, version: item.version ?? 1 })}`}
        </Text>
      );
    default:
      return null;
  }
}

interface RowsProps {
  items: readonly LockItem[];
  caption: string;
  empty: string;
}

function Rows({ items, caption, empty }: RowsProps) {
  const { t } = useTranslation("business");
  if (items.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {empty}
      </Text>
    );
  }
  return (
    <Table.ScrollContainer minWidth={640}>
      <Table captionSide="top">
        <Table.Caption>{caption}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("column.time")}</Table.Th>
            <Table.Th>{t("column.what")}</Table.Th>
            <Table.Th>{t("column.who")}</Table.Th>
            <Table.Th>{t("column.detail")}</Table.Th>
            <Table.Th>{t("column.where")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {items.map((item, index) => (
            <Table.Tr key={`${item.block}-${index}`}>
              <Table.Td>
                <Time ms={item.at} />
              </Table.Td>
              <Table.Td>{t(`lockEvent.${item.event}`)}</Table.Td>
              <Table.Td>
                <Participant id={who(item)} />
              </Table.Td>
              <Table.Td>
                <Detail item={item} />
              </Table.Td>
              <Table.Td>
                <Where block={item.block} transaction={item.transaction} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

/** What happened to the locks of a bill, and who asked for one in vain. */
export function LockHistory({ items }: { items: readonly LockItem[] }) {
  const { t } = useTranslation("business");
  const newest = [...items].reverse();
  const disputes = newest.filter(({ event }) => isDispute(event));
  const others = newest.filter(({ event }) => !isDispute(event));
  return (
    <Stack>
      <Title order={3} size="h4">
        {t("lock.history")}
      </Title>
      <Rows items={others} caption={t("lock.history")} empty={t("lock.never")} />
      <Title order={3} size="h4">
        {t("lock.disputes")}
      </Title>
      <Text size="sm" c="dimmed">
        {t("lock.disputesText")}
      </Text>
      <Rows items={disputes} caption={t("lock.disputes")} empty={t("lock.noDispute")} />
    </Stack>
  );
}
