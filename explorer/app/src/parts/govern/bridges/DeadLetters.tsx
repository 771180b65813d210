import type { MessageAnswer, MessagePage } from "@fiscalchain/client";
import { Alert, Group, NativeSelect, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DataTable, type Column } from "../../../components/DataTable";
import { Time } from "../../../components/Time";
import { useRpc } from "../../../lib/rpc";
import { DecideButton } from "../act/DecideButton";
import { messageWords } from "./words";

const DESTINATIONS = ["nonTax", "yangtzeDelta", "evidence"] as const;
const PAGE = 50;

/** Messages that are not tried any more until somebody decides. */
export function DeadLetters() {
  const { t } = useTranslation("govern");
  const [destination, setDestination] = useState("");
  const [starts, setStarts] = useState<number[]>([0]);
  const from = starts.at(-1) ?? 0;
  const query = useRpc<MessagePage>(
    "outbox_deadLetters",
    [destination === "" ? null : destination, from, PAGE],
    { refetchMs: 15_000 },
  );
  const next = query.data?.next ?? null;
  const columns: Column<MessageAnswer>[] = [
    { key: "id", header: t("bridges.id"), align: "right", width: 80, render: (row) => row.id },
    {
      key: "what",
      header: t("bridges.message"),
      primary: true,
      render: (row) => messageWords(t, row.message.body),
    },
    { key: "cause", header: t("bridges.cause"), render: (row) => <Cause row={row} /> },
    {
      key: "queued",
      header: t("bridges.queuedAt"),
      render: (row) => <Time ms={row.message.queued} />,
    },
    {
      key: "revived",
      header: t("bridges.revived"),
      align: "right",
      hideOnPhone: true,
      render: (row) => row.message.revived,
    },
    {
      key: "act",
      header: t("resource.act"),
      render: (row) => (
        <Group gap={4}>
          <DecideButton
            size="compact-xs"
            label={t("bridges.revive")}
            decision={{
              pallet: "Outbox",
              call: "revive",
              args: () => ({ id: row.id }),
              operation: "handleDeadLetter",
              summary: t("bridges.reviveSummary", { id: row.id }),
              needsReason: false,
            }}
          />
          <DecideButton
            size="compact-xs"
            color="red"
            variant="light"
            label={t("bridges.discard")}
            decision={{
              pallet: "Outbox",
              call: "discard",
              args: (reason) => ({ id: row.id, reason }),
              operation: "handleDeadLetter",
              summary: t("bridges.discardSummary", { id: row.id }),
              needsReason: true,
            }}
          />
        </Group>
      ),
    },
  ];
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t("bridges.deadHint")}
      </Text>
      <NativeSelect
        label={t("bridges.to")}
        w={220}
        value={destination}
        data={[
          { value: "", label: t("core:filter.any") },
          ...DESTINATIONS.map((each) => ({
            value: each,
            label: t(`bridges.destination.${each}`),
          })),
        ]}
        onChange={(event) => {
          setDestination(event.currentTarget.value);
          setStarts([0]);
        }}
      />
      {query.data?.items.length === 0 && starts.length === 1 ? (
        <Alert color="green">{t("bridges.noDead")}</Alert>
      ) : (
        <DataTable
          caption={t("bridges.view.dead")}
          columns={columns}
          list={{
            items: query.data?.items ?? [],
            isLoading: query.isPending,
            isFetching: query.isFetching,
            error: query.error,
            hasPrevious: starts.length > 1,
            hasNext: next !== null,
            page: starts.length,
            previous: () => setStarts(starts.slice(0, -1)),
            next: () => next !== null && setStarts([...starts, next]),
            refetch: () => void query.refetch(),
          }}
          rowKey={(row) => row.id}
        />
      )}
    </Stack>
  );
}

function Cause({ row }: { row: MessageAnswer }) {
  const { t } = useTranslation("govern");
  const { dead } = row;
  if (dead === null) return <>—</>;
  if (typeof dead === "string") return <>{t(`bridges.death.${dead}`)}</>;
  return <>{t("bridges.death.attempts", { fault: t(`bridges.fault.${dead.attempts}`) })}</>;
}
