import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DataTable, type Column } from "../../../components/DataTable";
import { Hash } from "../../../components/Hash";
import { Time } from "../../../components/Time";
import { useRpc } from "../../../lib/rpc";
import { ActorName } from "../../business/ActorName";
import type { ChangePage, PolicyHistoryEntry } from "../policy/answers";

const PAGE = 50;

type Entry = PolicyHistoryEntry & { number: number };

/** What was done with a policy, newest first. `changes`: how many entries its history has. */
export function PolicyHistory({ policy, changes }: { policy: number; changes: number }) {
  const { t } = useTranslation("govern");
  const [page, setPage] = useState(0);
  // The chain counts from the oldest: the newest page is the last.
  const end = Math.max(0, changes - page * PAGE);
  const from = Math.max(0, end - PAGE);
  const query = useRpc<ChangePage>("policy_history", [{ policy }, from, Math.max(1, end - from)]);
  const items: Entry[] = (query.data?.items ?? [])
    .map(([number, entry]) => ({ ...entry, number }))
    .reverse();
  const columns: Column<Entry>[] = [
    {
      key: "at",
      header: t("history.at"),
      render: (row) => (row.at === 0 ? t("genesis") : <Time ms={row.at} />),
    },
    {
      key: "action",
      header: t("history.action"),
      primary: true,
      render: (row) => t(`history.done.${row.action}`, { version: row.version }),
    },
    {
      key: "replaced",
      header: t("history.replaced"),
      hideOnPhone: true,
      render: (row) => (row.replaced === null ? "—" : `v${row.replaced}`),
    },
    { key: "by", header: t("history.by"), render: (row) => <ActorName actor={row.by} /> },
    { key: "reason", header: t("history.reason"), render: (row) => row.reason ?? "—" },
    {
      key: "conflicts",
      header: t("history.conflicts"),
      align: "right",
      hideOnPhone: true,
      render: (row) => row.conflicts,
    },
    {
      key: "digest",
      header: t("history.digest"),
      hideOnPhone: true,
      render: (row) => <Hash value={row.digest} />,
    },
  ];
  return (
    <DataTable
      caption={t("history.title")}
      columns={columns}
      list={{
        items,
        isLoading: query.isPending,
        isFetching: query.isFetching,
        error: query.error,
        hasPrevious: page > 0,
        hasNext: from > 0,
        page: page + 1,
        previous: () => setPage(page - 1),
        next: () => setPage(page + 1),
        refetch: () => void query.refetch(),
      }}
      rowKey={(row) => row.number}
    />
  );
}
