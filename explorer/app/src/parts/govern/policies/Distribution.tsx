import { Alert, Group, Progress, SimpleGrid, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { DataTable, type Column } from "../../../components/DataTable";
import { Hash } from "../../../components/Hash";
import { KeyValue } from "../../../components/KeyValue";
import { QueryState } from "../../../components/QueryState";
import { StatusBadge } from "../../../components/StatusBadge";
import { Time } from "../../../components/Time";
import { formatNumber } from "../../../lib/format";
import { useRpc } from "../../../lib/rpc";
import { ActorName } from "../../business/ActorName";
import { NodeName } from "../../business/NodeName";
import { DecideButton } from "../act/DecideButton";
import type { DistributionDetail } from "../policy/answers";

const REFRESH_MS = 10_000;

type Target = DistributionDetail["targets"][number];

/** How far the policies in force have come on their way to access nodes. */
export function Distribution() {
  const { t } = useTranslation("govern");
  const query = useRpc<DistributionDetail | null>("policy_distribution", [], {
    refetchMs: REFRESH_MS,
  });
  return (
    <QueryState query={query}>
      {(detail) =>
        detail ? (
          <DistributionView detail={detail} />
        ) : (
          <Alert color="gray">{t("distribution.none")}</Alert>
        )
      }
    </QueryState>
  );
}

function DistributionView({ detail }: { detail: DistributionDetail }) {
  const { t } = useTranslation("govern");
  const total = Math.max(1, detail.nodes.length);
  const running = detail.state === "running";
  const columns: Column<Target>[] = [
    {
      key: "node",
      header: t("distribution.node"),
      primary: true,
      render: (row) => <NodeName id={row.node} />,
    },
    {
      key: "reached",
      header: t("distribution.reached"),
      render: (row) => t(row.reached ? "core:yes" : "core:no"),
    },
    {
      key: "answer",
      header: t("distribution.answer"),
      render: (row) =>
        row.acknowledgement ? (
          <StatusBadge kind="distribution" value={row.acknowledgement.ok ? "applied" : "failed"} />
        ) : (
          "—"
        ),
    },
    {
      key: "at",
      header: t("history.at"),
      render: (row) => <Time ms={row.acknowledgement?.at} />,
    },
    {
      key: "holds",
      header: t("distribution.holds"),
      render: (row) =>
        row.report ? (
          <Group gap={6}>
            <Text
              component="span"
              size="sm"
              c={row.report.consistency === "mismatch" ? "red" : undefined}
            >
              {t(`distribution.consistency.${row.report.consistency}`)}
            </Text>
            <Hash value={row.report.digest} />
          </Group>
        ) : (
          "—"
        ),
    },
  ];
  const decision = (call: "advance" | "abort_distribution") => ({
    pallet: "Policies",
    call,
    args: (reason: string) =>
      call === "advance" ? { distribution: detail.id } : { distribution: detail.id, reason },
    operation: "distributePolicies" as const,
    summary: t(`distribution.${call}Summary`, { id: detail.id }),
    needsReason: call === "abort_distribution",
  });
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <KeyValue
          items={[
            [t("distribution.id"), String(detail.id)],
            [t("policies.state"), <StatusBadge key="s" kind="distribution" value={detail.state} />],
            [
              t("distribution.target"),
              detail.target === "nodes"
                ? t("distribution.toNodes")
                : t("distribution.toLabel", { label: detail.target.label }),
            ],
            [
              t("distribution.mode"),
              detail.mode === "full"
                ? t("distribution.full")
                : t("distribution.incremental", { since: detail.mode.incremental.since }),
            ],
            [t("stats.revision"), String(detail.revision)],
            [t("history.digest"), <Hash key="d" value={detail.digest} />],
          ]}
        />
        <KeyValue
          items={[
            [t("history.by"), <ActorName key="by" actor={detail.by} />],
            [t("distribution.startedAt"), <Time key="f" ms={detail.startedAt} />],
            [t("distribution.endedAt"), <Time key="u" ms={detail.endedAt} />],
            [
              t("distribution.stages"),
              t("distribution.stageOf", {
                open: detail.open,
                stages: detail.stages.map((stage) => `${stage}%`).join(" → "),
              }),
            ],
            [t("distribution.threshold"), `${detail.threshold}%`],
          ]}
        />
      </SimpleGrid>
      <div>
        <Text size="sm" mb={4}>
          {t("distribution.progress", {
            acknowledged: formatNumber(detail.acknowledged),
            failed: formatNumber(detail.failed),
            nodes: formatNumber(detail.nodes.length),
          })}
        </Text>
        <Progress.Root size="lg">
          <Progress.Section
            value={(detail.acknowledged / total) * 100}
            color="green"
            aria-label={t("distribution.acknowledged")}
          />
          <Progress.Section
            value={(detail.failed / total) * 100}
            color="red"
            aria-label={t("distribution.failed")}
          />
        </Progress.Root>
      </div>
      {running && (
        <Group>
          <DecideButton
            decision={decision("advance")}
            label={t(
              detail.open < detail.stages.length ? "distribution.advance" : "distribution.close",
            )}
          />
          <DecideButton
            decision={decision("abort_distribution")}
            label={t("distribution.abort")}
            color="red"
            variant="light"
          />
        </Group>
      )}
      <DataTable
        caption={t("distribution.targets")}
        columns={columns}
        list={{ items: detail.targets }}
        rowKey={(row) => row.node}
      />
    </Stack>
  );
}
