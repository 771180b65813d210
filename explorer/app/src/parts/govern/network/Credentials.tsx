import { Anchor } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { DataTable, type Column } from "../../../components/DataTable";
import { Participant } from "../../../components/Participant";
import { StatusBadge } from "../../../components/StatusBadge";
import { Time } from "../../../components/Time";
import { useItem } from "../../../lib/api";
import type { NodeRow, Page } from "../../../lib/types";

/** The end that stands for none. */
const NO_END = 253_402_300_799_999;
const SHOWN = 50;
const ORDER = ["revoked", "expired", "expiring", "valid"];

/** Credentials of access nodes, those in need of somebody first. */
export function Credentials() {
  const { t } = useTranslation("govern");
  const query = useItem<Page<NodeRow>>("/nodes", { limit: 200 });
  const rank = (row: NodeRow) => ORDER.indexOf(row.credentialStatus);
  const items = [...(query.data?.items ?? [])]
    .sort((one, other) => rank(one) - rank(other) || one.credentialUntil - other.credentialUntil)
    .slice(0, SHOWN);
  const columns: Column<NodeRow>[] = [
    {
      key: "node",
      header: t("credentials.node"),
      primary: true,
      render: (row) => (
        <Anchor component={Link} to={`/nodes/${row.id}`} inherit>
          {row.name}
        </Anchor>
      ),
    },
    {
      key: "operator",
      header: t("credentials.operator"),
      render: (row) => <Participant id={row.operator} />,
    },
    {
      key: "status",
      header: t("credentials.status"),
      render: (row) => <StatusBadge kind="credential" value={row.credentialStatus} />,
    },
    {
      key: "until",
      header: t("credentials.until"),
      render: (row) =>
        row.credentialUntil >= NO_END ? (
          t("credentials.noEnd")
        ) : (
          <>
            <Time ms={row.credentialUntil} /> (<Time ms={row.credentialUntil} ago />)
          </>
        ),
    },
    {
      key: "state",
      header: t("credentials.service"),
      render: (row) => <StatusBadge kind="node" value={row.online ? "online" : "offline"} />,
    },
  ];
  return (
    <DataTable
      caption={t("credentials.title")}
      columns={columns}
      list={{
        items,
        isLoading: query.isPending,
        error: query.error,
        refetch: () => void query.refetch(),
      }}
      rowKey={(row) => row.id}
    />
  );
}
