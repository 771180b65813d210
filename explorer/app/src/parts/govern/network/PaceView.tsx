import type { Pace } from "@fiscalchain/client";
import { SimpleGrid, Stack, Text } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Chart } from "../../../components/Chart";
import { KeyValue } from "../../../components/KeyValue";
import { QueryState } from "../../../components/QueryState";
import { Section } from "../../../components/Section";
import { Stat } from "../../../components/Stat";
import { useItem } from "../../../lib/api";
import { formatNumber } from "../../../lib/format";
import { useLive } from "../../../lib/live";
import { useThrottled } from "../../../lib/refresh";
import { useRpc } from "../../../lib/rpc";
import type { Block, Page } from "../../../lib/types";
import { paceOf } from "./blockPace";

const BLOCKS = 100;

const FIELDS = [
  "minBlock",
  "emptyBlock",
  "build",
  "propose",
  "proposeStep",
  "prevote",
  "prevoteStep",
  "precommit",
  "precommitStep",
  "rebroadcast",
  "maxTimeout",
] as const;

/** How fast blocks come, and how fast they are meant to. */
export function PaceView() {
  const { t } = useTranslation("govern");
  const list = useItem<Page<Block>>("/blocks", { limit: BLOCKS });
  const { refetch } = list;
  const refresh = useThrottled(() => void refetch(), 3_000);
  useLive(["blocks"], {}, refresh);
  const pace = useRpc<Pace>("consensus_pace", []);
  const items = list.data?.items;
  const found = useMemo(() => paceOf(items ?? []), [items]);
  const option = useMemo(
    () => ({
      tooltip: { trigger: "axis" },
      legend: { data: [t("pace.interval"), t("pace.round")] },
      xAxis: { type: "category", data: found.intervals.map((each) => String(each.height)) },
      yAxis: [
        { type: "value", name: "ms" },
        { type: "value", name: t("pace.round"), minInterval: 1, splitLine: { show: false } },
      ],
      series: [
        {
          name: t("pace.interval"),
          type: "line",
          showSymbol: false,
          data: found.intervals.map((each) => each.ms),
        },
        {
          name: t("pace.round"),
          type: "bar",
          yAxisIndex: 1,
          data: found.intervals.map((each) => each.round),
        },
      ],
    }),
    [found, t],
  );
  const ms = (value: number | null) =>
    value === null ? "—" : t("pace.ms", { value: formatNumber(value) });
  return (
    <Stack>
      <QueryState query={list}>
        {() => (
          <>
            <SimpleGrid cols={{ base: 1, xs: 3 }}>
              <Stat label={t("pace.mean")} value={ms(found.mean)} />
              <Stat label={t("pace.longest")} value={ms(found.longest)} />
              <Stat
                label={t("pace.laterRounds")}
                value={formatNumber(found.laterRounds)}
                hint={t("pace.laterRoundsHint")}
              />
            </SimpleGrid>
            <Chart
              title={t("pace.chart", { count: found.intervals.length })}
              option={option}
              height={260}
              table={{
                columns: [t("events.block"), "ms", t("pace.round"), t("pace.transactions")],
                rows: found.intervals.map((each) => [
                  each.height,
                  each.ms,
                  each.round,
                  each.transactions,
                ]),
              }}
            />
          </>
        )}
      </QueryState>
      <Section title={t("pace.title")}>
        <Text size="sm" c="dimmed" mb="xs">
          {t("pace.hint")}
        </Text>
        <QueryState query={pace}>
          {(data) => (
            <KeyValue
              items={FIELDS.map((field): [string, string] => [
                t(`pace.field.${field}`),
                ms(data[field]),
              ])}
            />
          )}
        </QueryState>
      </Section>
    </Stack>
  );
}
