import { Button, Stack, Text } from "@mantine/core";
import { IconTopologyStar3 } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { DataTable } from "../../components/DataTable";
import type { Column } from "../../components/DataTable";
import { FilterBar } from "../../components/FilterBar";
import { choice, period } from "../../components/filterFields";
import { Page } from "../../components/Page";
import { Participant } from "../../components/Participant";
import { Time } from "../../components/Time";
import { csvUrl } from "../../lib/api";
import { useFilters } from "../../lib/filters";
import { formatNumber } from "../../lib/format";
import type { NodeRow } from "../../lib/types";
import { useParticipantField } from "../../parts/business/filterFields";
import { HealthTrend } from "../../parts/business/HealthTrend";
import { NodeHealth } from "../../parts/business/NodeHealth";
import { NodeName } from "../../parts/business/NodeName";
import { NO_END, NODE_ORDERS, sortNodes, useAllNodes } from "../../parts/business/nodes";
import { NodeState } from "../../parts/business/NodeState";
import { Segments } from "../../parts/business/statistics/Controls";
import { usePages } from "../../parts/business/usePages";

const KEYS = [
  "kind",
  "status",
  "online",
  "operator",
  "participant",
  "from",
  "until",
  "order",
] as const;

const STATES = ["normal", "suspended", "disabled"] as const;
const KINDS = ["issuer", "user"] as const;

/** The access nodes: their health in charts, and the list by state and time. */
export default function Nodes() {
  const { t } = useTranslation("business");
  const navigate = useNavigate();
  const [filters, setFilters] = useFilters(KEYS);
  const { order: asked, ...query } = filters;
  const order = NODE_ORDERS.find((name) => name === asked) ?? "number";
  const all = useAllNodes(query);
  const operator = useParticipantField("operator", t("node.operator"), "nodeOperator");
  const nodes = useMemo(() => sortNodes(all.data?.nodes ?? [], order), [all.data, order]);
  const rows = usePages(nodes);

  const columns: Column<NodeRow>[] = [
    {
      key: "name",
      header: t("node.name"),
      render: (row) => <NodeName id={row.id} name={row.name} />,
    },
    {
      key: "kinds",
      header: t("node.capacities"),
      render: (row) => row.kinds.map((kind) => t(`nodeRole.${kind}`)).join(" · "),
    },
    {
      key: "state",
      header: t("node.health"),
      render: (row) => <NodeState row={row} />,
    },
    {
      key: "operator",
      header: t("node.operator"),
      render: (row) => <Participant id={row.operator} />,
    },
    {
      key: "participants",
      header: t("node.participants"),
      align: "right",
      render: (row) => formatNumber(row.participants),
    },
    {
      key: "devices",
      header: t("node.devices"),
      align: "right",
      render: (row) => formatNumber(row.devices),
    },
    {
      key: "credential",
      header: t("node.credentialUntil"),
      render: (row) =>
        row.credentialUntil >= NO_END ? t("node.noEnd") : <Time ms={row.credentialUntil} />,
    },
    {
      key: "changed",
      header: t("node.changedAt"),
      render: (row) => (row.changedAt === 0 ? t("atGenesis") : <Time ms={row.changedAt} />),
    },
  ];

  return (
    <Page
      title={t("nodes.title")}
      description={t("nodes.description")}
      actions={
        <Button
          component={Link}
          to="/nodes/map"
          variant="default"
          leftSection={<IconTopologyStar3 size={16} />}
        >
          {t("nodes.toMap")}
        </Button>
      }
    >
      <Stack>
        <FilterBar
          fields={[
            choice("kind", t("nodes.kindFilter"), KINDS, (kind) => t(`nodeRole.${kind}`)),
            choice("status", t("node.status"), STATES, (status) => t(`nodeStatus.${status}`)),
            { key: "online", label: t("nodes.onlineFilter"), type: "boolean" },
            operator,
            { key: "participant", label: t("nodes.servesFilter"), type: "number" },
            ...period(t("nodes.from"), t("nodes.until")),
          ]}
          value={filters}
          onChange={setFilters}
        />
        <NodeHealth nodes={nodes} />
        <HealthTrend />
        <Segments
          label={t("nodes.sort")}
          value={order}
          values={NODE_ORDERS}
          name={(name) => t(`nodes.order.${name}`)}
          onChange={(next) => setFilters({ order: next })}
        />
        {all.data?.isCut ? (
          <Text size="sm" c="dimmed" role="status">
            {t("nodes.cut", { count: nodes.length })}
          </Text>
        ) : null}
        <DataTable
          columns={columns}
          list={{
            ...rows,
            isLoading: all.isPending,
            isFetching: all.isFetching,
            error: all.error,
            refetch: () => void all.refetch(),
          }}
          rowKey={(row) => row.id}
          onRowClick={(row) => void navigate(`/nodes/${row.id}`)}
          caption={t("nodes.caption")}
          emptyText={t("nodes.empty")}
          csv={csvUrl("/nodes", query)}
        />
      </Stack>
    </Page>
  );
}
