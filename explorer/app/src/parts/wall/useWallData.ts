import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { apiGet, useItem, type ApiError } from "../../lib/api";
import { useNow } from "../../lib/now";
import type {
  ActivityRow,
  Alert,
  BillStatisticsRow,
  BlockDetail,
  Certificate,
  IndexStatus,
  LockBoard,
  NodeHealthRow,
  Page,
  Rows,
  Summary,
} from "../../lib/types";
import { useActivity } from "../../pages/blocks/useActivity";
import {
  failedShare,
  nodesNow,
  nodesOut,
  oldLocks,
  periodStart,
  trendOf,
  CERTIFICATES,
  silent,
  warningsOf,
  type Figures,
} from "./figures";
import type { WallSettings } from "./settings";

const STATUS_MS = 5_000;
const FIGURES_MS = 10_000;
const BOARD_MS = 15_000;
const CHARTS_MS = 60_000;
/** How often the certificate of the last block is asked for; a busy chain has four blocks a second. */
const CERTIFICATE_MS = 3_000;
const HOUR = 3_600_000;
const ALERTS = 20;
/** Alerts that came in over the stream and are kept. */
const STREAMED = 50;

/** The last alerts of both lists, each once, the newest first. */
export function mergeAlerts(streamed: Alert[], found: Alert[]): Alert[] {
  const byId = new Map([...found, ...streamed].map((alert) => [alert.id, alert]));
  return [...byId.values()].sort((one, two) => two.time - one.time || two.block - one.block);
}

/** Everything the wall shows, live. */
export function useWallData(settings: WallSettings) {
  const now = useNow();
  const [streamed, setStreamed] = useState<Alert[]>([]);
  const activity = useActivity((alert) => setStreamed((old) => [alert, ...old].slice(0, STREAMED)));
  const status = useItem<IndexStatus>("/status", undefined, { refetchMs: STATUS_MS });
  const summary = useItem<Summary>("/statistics/summary", undefined, { refetchMs: FIGURES_MS });
  const board = useItem<LockBoard>("/locks/board", undefined, { refetchMs: BOARD_MS });
  const yesterday = Math.floor(now / HOUR) * HOUR - 24 * HOUR;
  const hours = useItem<Rows<ActivityRow>>(
    "/statistics/activity",
    { by: "hour", from: yesterday },
    { refetchMs: CHARTS_MS },
  );
  const from = periodStart(settings.period, now);
  const by = settings.period === "all" ? "year" : "day";
  const areas = useItem<Rows<BillStatisticsRow>>(
    "/statistics/bills",
    { ...settings.bills, by, group: "area", on: "registered", from },
    { refetchMs: CHARTS_MS },
  );
  const kinds = useItem<Rows<BillStatisticsRow>>(
    "/statistics/bills",
    { ...settings.bills, by, group: "kind", on: "registered", from },
    { refetchMs: CHARTS_MS },
  );
  const health = useItem<Rows<NodeHealthRow>>(
    "/nodes/health",
    { by: "kind", points: 2 },
    { refetchMs: BOARD_MS },
  );
  // A node of both capacities stands in both groups there, and once among these.
  const states = useItem<Rows<NodeHealthRow>>(
    "/nodes/health",
    { by: "status", points: 2 },
    { refetchMs: BOARD_MS },
  );
  const found = useItem<Page<Alert>>("/alerts", { limit: ALERTS }, { refetchMs: BOARD_MS });
  const height = activity.last?.height ?? null;
  const block = useQuery<BlockDetail, ApiError>({
    queryKey: ["wallCertificate"],
    queryFn: ({ signal }) => apiGet<BlockDetail>(`/blocks/${height ?? 0}`, undefined, signal),
    enabled: height !== null,
    refetchInterval: CERTIFICATE_MS,
    placeholderData: keepPreviousData,
    retry: false,
  });

  const certificates = useLastCertificates(block.data);
  const alerts = mergeAlerts(streamed, found.data?.items ?? []);
  const nodes = nodesNow(health.data?.rows);
  const figures: Figures = {
    blockAge:
      activity.last && activity.last.time > 0
        ? Math.max(0, (now - activity.last.time) / 1_000)
        : null,
    lag: status.data?.lagBlocks ?? null,
    transactions: activity.last ? activity.rates.transactions : null,
    failedShare: failedShare(hours.data?.rows),
    oldLocks: oldLocks(board.data),
    nodesOut: nodesOut(states.data?.rows),
    unsigned: silent(certificates),
    critical: found.data
      ? alerts.filter((alert) => alert.severity === "critical" && alert.time >= now - 24 * HOUR)
          .length
      : null,
  };

  return {
    now,
    activity,
    status,
    summary,
    board,
    hours,
    trend: hours.data ? trendOf(hours.data.rows, now) : null,
    areas,
    kinds,
    health,
    nodes,
    block,
    alerts,
    figures,
    warnings: warningsOf(figures, settings.thresholds),
  };
}

/** Everything the wall shows. */
export type WallData = ReturnType<typeof useWallData>;

/** The certificates of the last blocks that were looked at, the newest last. */
function useLastCertificates(block: BlockDetail | undefined): Certificate[] {
  const [seen, setSeen] = useState<{ height: number; certificates: Certificate[] }>({
    height: -1,
    certificates: [],
  });
  if (block?.certificate && block.height > seen.height) {
    setSeen({
      height: block.height,
      certificates: [...seen.certificates, block.certificate].slice(-CERTIFICATES),
    });
  }
  return seen.certificates;
}
