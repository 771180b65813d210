import { SimpleGrid, Stack } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Chart } from "../../components/Chart";
import { Stat } from "../../components/Stat";
import { formatNumber, formatPercent } from "../../lib/format";
import type { NodeRow } from "../../lib/types";
import { HEALTH_COLOURS } from "./healthColours";
import { byCondition, byKind } from "./nodes";

const PARTS = ["online", "offline", "activated", "inactive"] as const;

const PART_COLOURS: Record<(typeof PARTS)[number], string> = {
  online: HEALTH_COLOURS.online,
  offline: HEALTH_COLOURS.offline,
  activated: "#1971c2",
  inactive: HEALTH_COLOURS.inactive,
};

/** The health of the access nodes just now, by kind and by what keeps them from service. */
export function NodeHealth({ nodes }: { nodes: readonly NodeRow[] }) {
  const { t } = useTranslation("business");
  const kinds = useMemo(() => byKind(nodes), [nodes]);
  const conditions = useMemo(() => byCondition(nodes), [nodes]);
  const online = nodes.filter((node) => node.online).length;
  const activated = nodes.filter((node) => node.activated).length;
  const ending = nodes.filter(({ credentialStatus }) => credentialStatus !== "valid").length;

  const kindOption = useMemo(
    () => ({
      grid: {
        left: 8,
        right: 16,
        top: 40,
        bottom: 8,
        outerBoundsMode: "same",
        outerBoundsContain: "all",
      },
      legend: { top: 0 },
      tooltip: { trigger: "axis", axisPointer: { type: "shadow" } },
      xAxis: {
        type: "category",
        data: kinds.map(({ kind }) => t(`nodeRole.${kind}`)),
      },
      yAxis: { type: "value", minInterval: 1, name: t("nodes.count") },
      series: PARTS.map((part) => ({
        type: "bar",
        name: t(`nodes.${part}`),
        stack: part === "online" || part === "offline" ? "service" : "activation",
        data: kinds.map((row) => row[part]),
        itemStyle: { color: PART_COLOURS[part] },
        barMaxWidth: 48,
      })),
    }),
    [kinds, t],
  );
  const conditionOption = useMemo(
    () => ({
      tooltip: { trigger: "item", formatter: "{b}: {c} ({d}%)" },
      legend: { type: "scroll", bottom: 0 },
      series: [
        {
          type: "pie",
          radius: ["40%", "68%"],
          center: ["50%", "45%"],
          label: { formatter: "{b}: {c}" },
          data: conditions.map(({ condition, count }) => ({
            name: t(`health.${condition}`),
            value: count,
            itemStyle: { color: HEALTH_COLOURS[condition] },
          })),
        },
      ],
    }),
    [conditions, t],
  );

  return (
    <Stack>
      <SimpleGrid cols={{ base: 2, md: 4 }}>
        <Stat label={t("nodes.total")} value={formatNumber(nodes.length)} />
        <Stat
          label={t("nodes.online")}
          value={formatNumber(online)}
          hint={formatPercent(nodes.length > 0 ? online / nodes.length : 0)}
        />
        <Stat
          label={t("nodes.activated")}
          value={formatNumber(activated)}
          hint={formatPercent(nodes.length > 0 ? activated / nodes.length : 0)}
        />
        <Stat label={t("nodes.expiring")} value={formatNumber(ending)} />
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <Chart
          title={t("nodes.byKind")}
          option={kindOption}
          table={{
            columns: [t("nodes.kindFilter"), ...PARTS.map((part) => t(`nodes.${part}`))],
            rows: kinds.map((row) => [
              t(`nodeRole.${row.kind}`),
              ...PARTS.map((part) => row[part]),
            ]),
          }}
        />
        <Chart
          title={t("nodes.byStatus")}
          option={conditionOption}
          table={{
            columns: [t("node.health"), t("nodes.count")],
            rows: conditions.map(({ condition, count }) => [t(`health.${condition}`), count]),
          }}
        />
      </SimpleGrid>
    </Stack>
  );
}
