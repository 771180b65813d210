import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Chart } from "../../components/Chart";
import { formatTime } from "../../lib/format";
import { STEP_MS, type Step } from "./rates";

function perSecond(count: number): number {
  return Math.round((count * 10_000) / STEP_MS) / 10;
}

/** Transactions and bills a second over the last minutes. */
export function ActivityChart({ steps }: { steps: Step[] }) {
  const { t } = useTranslation("blocks");
  const key = JSON.stringify(steps);
  const shown = useMemo(() => {
    const rows = JSON.parse(key) as Step[];
    const clock = (step: Step) => formatTime(step.time).slice(11);
    const names = { transactions: t("overview.tps"), bills: t("overview.bps") };
    return {
      option: {
        grid: { left: 8, right: 8, top: 36, bottom: 4, containLabel: true },
        legend: { top: 0 },
        tooltip: { trigger: "axis" },
        xAxis: { type: "category", boundaryGap: false, data: rows.map(clock) },
        yAxis: { type: "value", minInterval: 0.1 },
        animation: false,
        series: [
          {
            name: names.transactions,
            type: "line",
            areaStyle: { opacity: 0.12 },
            data: rows.map((step) => perSecond(step.transactions)),
          },
          {
            name: names.bills,
            type: "line",
            data: rows.map((step) => perSecond(step.bills)),
          },
        ],
      },
      table: {
        columns: [t("overview.time"), names.transactions, names.bills],
        rows: rows.map((step) => [
          formatTime(step.time),
          perSecond(step.transactions),
          perSecond(step.bills),
        ]),
      },
    };
  }, [key, t]);
  return (
    <Chart title={t("overview.activity")} option={shown.option} table={shown.table} height={260} />
  );
}
