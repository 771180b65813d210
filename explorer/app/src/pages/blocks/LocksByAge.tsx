import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Chart } from "../../components/Chart";
import { Failure } from "../../components/QueryState";
import { useItem } from "../../lib/api";
import { fenToYuan } from "../../lib/format";
import type { LockBoard } from "../../lib/types";

/** How often the board is asked for. */
const BOARD_MS = 15_000;

/** Locks that are held, by how long they have been. */
export function LocksByAge() {
  const { t } = useTranslation("blocks");
  const board = useItem<LockBoard>("/locks/board", undefined, { refetchMs: BOARD_MS });
  const ageing = board.data?.ageing;
  const shown = useMemo(() => {
    const rows = (ageing ?? []).map((each) => ({
      name: t(`overview.age.${each.bucket}`),
      count: each.count,
      claimedFen: each.claimedFen,
    }));
    return {
      option: {
        grid: { left: 8, right: 16, top: 12, bottom: 4, containLabel: true },
        tooltip: { trigger: "axis" },
        xAxis: { type: "value", minInterval: 1 },
        yAxis: { type: "category", inverse: true, data: rows.map((row) => row.name) },
        series: [
          {
            name: t("overview.locks"),
            type: "bar",
            barMaxWidth: 22,
            label: { show: true, position: "right" },
            data: rows.map((row) => row.count),
          },
        ],
      },
      table: {
        columns: [t("overview.ageTitle"), t("overview.locks"), t("overview.claimed")],
        rows: rows.map((row) => [row.name, row.count, fenToYuan(row.claimedFen)]),
      },
    };
  }, [ageing, t]);
  if (board.error && !board.data) return <Failure error={board.error} retry={board.refetch} />;
  return (
    <Chart
      title={t("overview.locksByAge")}
      option={shown.option}
      table={shown.table}
      height={230}
    />
  );
}
