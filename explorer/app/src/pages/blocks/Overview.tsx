import { Grid, SimpleGrid, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useQueryClient } from "@tanstack/react-query";
import { Page } from "../../components/Page";
import { Stat } from "../../components/Stat";
import { Time } from "../../components/Time";
import { useItem } from "../../lib/api";
import { formatFen, formatFenShort, formatNumber } from "../../lib/format";
import { useRpc } from "../../lib/rpc";
import type { IndexStatus, Summary } from "../../lib/types";
import { ActivityChart } from "./ActivityChart";
import { LastAlerts } from "./LastAlerts";
import { LastBlocks } from "./LastBlocks";
import { LocksByAge } from "./LocksByAge";
import { useActivity } from "./useActivity";
import { ValidatorPanel } from "./ValidatorPanel";

/** How often figures are asked for that the stream does not bring. */
const FIGURES_MS = 10_000;

/** Time between blocks, in seconds or, below one, milliseconds. */
function blockTime(ms: number | null): string {
  if (ms === null) return "—";
  return ms < 1_000 ? `${formatNumber(ms)} ms` : `${formatNumber(ms / 1_000, 1)} s`;
}

/** The chain at a glance. */
export default function Overview() {
  const { t } = useTranslation("blocks");
  const queries = useQueryClient();
  const status = useItem<IndexStatus>("/status", undefined, { refetchMs: 5_000 });
  const summary = useItem<Summary>("/statistics/summary", undefined, { refetchMs: FIGURES_MS });
  const pool = useRpc<string[]>("author_pendingExtrinsics", [], { refetchMs: FIGURES_MS });
  const activity = useActivity(() => {
    void queries.invalidateQueries({ queryKey: ["item", "/alerts"] });
  });
  const counts = status.data?.counts;
  const height = activity.last?.height ?? status.data?.indexed.height;

  return (
    <Page title={t("overview.title")} description={t("overview.description")}>
      <Stack gap="md">
        <SimpleGrid cols={{ base: 2, sm: 3, lg: 6 }} spacing="sm">
          <Stat
            label={t("overview.height")}
            value={height === undefined ? undefined : formatNumber(height)}
            hint={activity.last && <Time ms={activity.last.time || null} ago />}
          />
          <Stat
            label={t("overview.blockTime")}
            value={activity.last ? blockTime(activity.rates.blockTime) : undefined}
            hint={t("overview.blockTimeHint")}
          />
          <Stat
            label={t("overview.tps")}
            value={activity.last ? formatNumber(activity.rates.transactions, 1) : undefined}
            hint={t("overview.lastMinute")}
          />
          <Stat
            label={t("overview.bps")}
            value={activity.last ? formatNumber(activity.rates.bills, 1) : undefined}
            hint={t("overview.lastMinute")}
          />
          <Stat
            label={t("overview.pending")}
            value={pool.data ? formatNumber(pool.data.length) : pool.isError ? "—" : undefined}
            hint={t("overview.pendingHint")}
          />
          <Stat
            label={t("overview.lag")}
            value={status.data && t("overview.blocks", { count: status.data.lagBlocks })}
            hint={status.data ? t("overview.chainIs", { chain: status.data.chain }) : undefined}
          />
          <Stat
            label={t("overview.bills")}
            value={counts && formatNumber(counts.bills)}
            hint={summary.data && formatFen(summary.data.totalFen)}
          />
          <Stat
            label={t("overview.reimbursed")}
            value={summary.data && formatFenShort(summary.data.reimbursedFen)}
            hint={summary.data && formatFen(summary.data.reimbursedFen)}
          />
          <Stat label={t("overview.locks")} value={counts && formatNumber(counts.locksActive)} />
          <Stat
            label={t("overview.authorizations")}
            value={counts && formatNumber(counts.authorizations)}
          />
          <Stat
            label={t("overview.approvals")}
            value={counts && formatNumber(counts.approvalsOpen)}
          />
          <Stat
            label={t("overview.participants")}
            value={counts && formatNumber(counts.participants)}
            hint={counts && t("overview.nodes", { nodes: formatNumber(counts.nodes) })}
          />
        </SimpleGrid>
        <Grid gap="md">
          <Grid.Col span={{ base: 12, lg: 8 }}>
            <ActivityChart steps={activity.steps} />
          </Grid.Col>
          <Grid.Col span={{ base: 12, lg: 4 }}>
            <ValidatorPanel last={activity.last?.height ?? null} />
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 6, lg: 4 }}>
            <LocksByAge />
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 6, lg: 4 }}>
            <LastAlerts />
          </Grid.Col>
          <Grid.Col span={{ base: 12, lg: 4 }}>
            <LastBlocks blocks={activity.blocks.slice(0, 8)} />
          </Grid.Col>
        </Grid>
      </Stack>
    </Page>
  );
}
