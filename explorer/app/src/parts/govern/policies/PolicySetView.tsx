import { Anchor, Badge, SimpleGrid, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { DataTable, type Column } from "../../../components/DataTable";
import { Hash } from "../../../components/Hash";
import { QueryState } from "../../../components/QueryState";
import { Stat } from "../../../components/Stat";
import { Time } from "../../../components/Time";
import { formatNumber } from "../../../lib/format";
import { useRpc } from "../../../lib/rpc";
import type { PolicySet, PolicyStats, StatsPage } from "../policy/answers";

const REFRESH_MS = 15_000;

/** The policies in force together: their digest, and how often each has a say. */
export function PolicySetView() {
  const { t } = useTranslation("govern");
  const set = useRpc<PolicySet>("policy_set", [], { refetchMs: REFRESH_MS });
  const stats = useRpc<StatsPage>("policy_stats", [], { refetchMs: REFRESH_MS });
  const columns: Column<PolicyStats>[] = [
    {
      key: "id",
      header: t("policies.policy"),
      primary: true,
      render: (row) => (
        <Anchor component={Link} to={`/policies/${row.id}`} inherit>
          {t("policy.number", { id: row.id })}
        </Anchor>
      ),
    },
    {
      key: "version",
      header: t("policy.version"),
      align: "right",
      render: (row) => (row.version === null ? "—" : `v${row.version}`),
    },
    {
      key: "asked",
      header: t("stats.asked"),
      align: "right",
      render: (row) => formatNumber(row.chain.asked),
    },
    {
      key: "held",
      header: t("stats.held"),
      align: "right",
      render: (row) => formatNumber(row.chain.held),
    },
    {
      key: "permitted",
      header: t("stats.permitted"),
      align: "right",
      render: (row) => formatNumber(row.chain.permitted + row.nodes.permitted),
    },
    {
      key: "denied",
      header: t("stats.denied"),
      align: "right",
      render: (row) => formatNumber(row.chain.denied + row.nodes.denied),
    },
    {
      key: "failed",
      header: t("stats.failed"),
      align: "right",
      render: (row) => formatNumber(row.nodes.failed),
    },
    {
      key: "latency",
      header: t("stats.latency"),
      align: "right",
      render: (row) => (row.nodes.maxMs > 0 ? `${formatNumber(row.nodes.maxMs)} ms` : "—"),
    },
    {
      key: "marks",
      header: t("stats.marks"),
      render: (row) => (
        <>
          {row.hot && <Badge color="orange">{t("stats.hot")}</Badge>}{" "}
          {row.slow && <Badge color="red">{t("stats.slow")}</Badge>}
        </>
      ),
    },
    {
      key: "last",
      header: t("stats.last"),
      hideOnPhone: true,
      render: (row) =>
        row.chain.lastAt === 0 ? t("core:never") : <Time ms={row.chain.lastAt} ago />,
    },
  ];
  return (
    <Stack>
      <QueryState query={set}>
        {(data) => (
          <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }}>
            <Stat label={t("stats.inForce")} value={formatNumber(data.members.length)} />
            <Stat
              label={t("stats.revision")}
              value={formatNumber(data.revision)}
              hint={<Hash value={data.digest} />}
            />
            <Stat
              label={t("stats.requests")}
              value={stats.data ? formatNumber(stats.data.requests) : undefined}
            />
          </SimpleGrid>
        )}
      </QueryState>
      <DataTable
        caption={t("stats.title")}
        columns={columns}
        list={{
          items: stats.data?.items ?? [],
          isLoading: stats.isPending,
          error: stats.error,
          refetch: () => void stats.refetch(),
        }}
        rowKey={(row) => row.id}
        emptyText={t("stats.none")}
      />
      <Text size="xs" c="dimmed">
        {t("stats.hint")}
      </Text>
    </Stack>
  );
}
