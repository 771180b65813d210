import { Anchor } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { DataTable } from "../../components/DataTable";
import type { Column } from "../../components/DataTable";
import { Section } from "../../components/Section";
import { Time } from "../../components/Time";
import type { NodeHistoryRow } from "../../lib/types";
import { NO_END } from "./nodes";
import { StateChip } from "./StateChip";
import { usePages } from "./usePages";

/** How an access node changed, newest first. */
export function NodeHistory({ history }: { history: readonly NodeHistoryRow[] }) {
  const { t } = useTranslation("business");
  const newest = useMemo(() => [...history].reverse(), [history]);
  const rows = usePages(newest);
  const columns: Column<NodeHistoryRow>[] = [
    {
      key: "time",
      header: t("column.time"),
      render: (row) => (row.time === 0 ? t("atGenesis") : <Time ms={row.time} />),
    },
    {
      key: "status",
      header: t("node.status"),
      render: (row) => <StateChip kind="nodeStatus" value={row.status} />,
    },
    {
      key: "activated",
      header: t("nodeHistory.activation"),
      render: (row) => (
        <StateChip kind="activation" value={row.activated ? "activated" : "inactive"} />
      ),
    },
    {
      key: "credential",
      header: t("nodeHistory.until"),
      render: (row) => {
        if (row.revoked) return <StateChip kind="credentialStatus" value="revoked" />;
        return row.credentialUntil >= NO_END ? t("node.noEnd") : <Time ms={row.credentialUntil} />;
      },
    },
    {
      key: "kinds",
      header: t("node.capacities"),
      render: (row) => row.kinds.map((kind) => t(`nodeRole.${kind}`)).join(" · "),
    },
    {
      key: "block",
      header: t("lifeline.block"),
      render: (row) => (
        <Anchor inherit component={Link} to={`/blocks/${row.block}`}>
          {row.block}
        </Anchor>
      ),
    },
  ];
  return (
    <Section title={t("nodeHistory.title")}>
      <DataTable
        columns={columns}
        list={rows}
        rowKey={(row) => row.block}
        caption={t("nodeHistory.title")}
        emptyText={t("nodeHistory.none")}
      />
    </Section>
  );
}
