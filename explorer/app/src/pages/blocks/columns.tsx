import { Anchor, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Column } from "../../components/DataTable";
import { EventName } from "../../components/EventName";
import { Hash } from "../../components/Hash";
import { Participant } from "../../components/Participant";
import { StatusBadge } from "../../components/StatusBadge";
import { Time } from "../../components/Time";
import { formatNumber } from "../../lib/format";
import type { EventRow, Transaction } from "../../lib/types";
import { EventData } from "./EventData";

/** Columns of lists of transactions. */
export function useTransactionColumns({ withBlock = true } = {}): Column<Transaction>[] {
  const { t } = useTranslation("blocks");
  const columns: Column<Transaction>[] = [
    {
      key: "call",
      header: t("transaction.call"),
      primary: true,
      render: (row) => (
        <Anchor component={Link} to={`/transactions/${row.id}`} inherit>
          {row.pallet}.{row.call}
        </Anchor>
      ),
    },
    {
      key: "hash",
      header: t("transaction.hash"),
      render: (row) => <Hash value={row.hash} to={`/transactions/${row.id}`} />,
    },
    {
      key: "block",
      header: t("transaction.block"),
      align: "right",
      render: (row) => (
        <Anchor component={Link} to={`/blocks/${row.block}`} inherit>
          {formatNumber(row.block)}
        </Anchor>
      ),
    },
    {
      key: "index",
      header: t("transaction.index"),
      align: "right",
      hideOnPhone: true,
      render: (row) => row.index,
    },
    { key: "time", header: t("transaction.time"), render: (row) => <Time ms={row.time} ago /> },
    {
      key: "signer",
      header: t("transaction.signer"),
      render: (row) =>
        row.signer === null ? <Hash value={row.account} /> : <Participant id={row.signer} />,
    },
    {
      key: "result",
      header: t("transaction.result"),
      render: (row) => (
        <>
          <StatusBadge kind="transaction" value={row.success ? "success" : "failed"} />
          {row.error !== null && (
            <Text component="span" size="xs" c="dimmed" ml={6}>
              {row.error}
            </Text>
          )}
        </>
      ),
    },
  ];
  return withBlock ? columns : columns.filter(({ key }) => key !== "block" && key !== "time");
}

/** Columns of lists of events. */
export function useEventColumns({ withBlock = true } = {}): Column<EventRow>[] {
  const { t } = useTranslation("blocks");
  const columns: Column<EventRow>[] = [
    {
      key: "name",
      header: t("event.name"),
      primary: true,
      render: (row) => <EventName pallet={row.pallet} name={row.name} />,
    },
    { key: "id", header: t("event.id"), hideOnPhone: true, render: (row) => row.id },
    {
      key: "block",
      header: t("event.block"),
      align: "right",
      render: (row) => (
        <Anchor component={Link} to={`/blocks/${row.block}`} inherit>
          {formatNumber(row.block)}
        </Anchor>
      ),
    },
    { key: "time", header: t("event.time"), render: (row) => <Time ms={row.time} ago /> },
    {
      key: "from",
      header: t("event.from"),
      render: (row) =>
        row.transaction === null ? (
          <StatusBadge kind="phase" value={row.phase} />
        ) : (
          <Anchor component={Link} to={`/transactions/${row.transaction}`} inherit>
            {row.transaction}
          </Anchor>
        ),
    },
    {
      key: "data",
      header: t("event.data"),
      render: (row) => <EventData pallet={row.pallet} value={row.data} />,
    },
  ];
  return withBlock ? columns : columns.filter(({ key }) => key !== "block" && key !== "time");
}
