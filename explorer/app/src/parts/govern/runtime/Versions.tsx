import { Anchor, Badge } from "@mantine/core";
import { useQueries } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { DataTable, type Column } from "../../../components/DataTable";
import { Time } from "../../../components/Time";
import { apiGet, useItem } from "../../../lib/api";
import type { BlockDetail, EventRow, Page } from "../../../lib/types";

/** Upgrades that are shown; a chain has a few a year. */
const MOST = 50;

interface VersionRow {
  spec: number | null;
  /** The first block it ran. */
  from: number;
  time: number;
  transaction: string | null;
  current: boolean;
}

/** The versions of the runtime that the chain has had, the newest first. */
export function RuntimeVersions({ current }: { current: number | null }) {
  const { t } = useTranslation("govern");
  const events = useItem<Page<EventRow>>("/events", {
    pallet: "System",
    name: "CodeUpdated",
    limit: MOST,
  });
  const upgrades = events.data?.items ?? [];
  // The code of a block's state runs from the block after it.
  const heights = [...upgrades.map((event) => event.block + 1), 1];
  const blocks = useQueries({
    queries: heights.map((height) => ({
      queryKey: ["item", `/blocks/${height}`, ""],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        apiGet<BlockDetail>(`/blocks/${height}`, undefined, signal),
      staleTime: Infinity,
      retry: false,
    })),
  });
  const rows: VersionRow[] = heights.map((height, at) => {
    const block = blocks[at]?.data;
    return {
      spec: block?.specVersion ?? null,
      from: height,
      time: block?.time ?? upgrades[at]?.time ?? 0,
      transaction: upgrades[at]?.transaction ?? null,
      current: block?.specVersion === current,
    };
  });
  const columns: Column<VersionRow>[] = [
    {
      key: "spec",
      header: t("runtime.spec"),
      primary: true,
      render: (row) => (
        <>
          {row.spec ?? "—"} {row.current && <Badge color="green">{t("runtime.current")}</Badge>}
        </>
      ),
    },
    {
      key: "from",
      header: t("runtime.from"),
      align: "right",
      render: (row) => (
        <Anchor component={Link} to={`/blocks/${row.from}`} inherit>
          {row.from}
        </Anchor>
      ),
    },
    { key: "time", header: t("history.at"), render: (row) => <Time ms={row.time} /> },
    {
      key: "transaction",
      header: t("runtime.transaction"),
      render: (row) =>
        row.transaction === null ? (
          t("genesis")
        ) : (
          <Anchor component={Link} to={`/transactions/${row.transaction}`} inherit>
            {row.transaction}
          </Anchor>
        ),
    },
  ];
  return (
    <DataTable
      caption={t("runtime.versions")}
      columns={columns}
      list={{
        items: events.data ? rows : [],
        isLoading: events.isPending,
        error: events.error,
        refetch: () => void events.refetch(),
      }}
      rowKey={(row) => row.from}
    />
  );
}
