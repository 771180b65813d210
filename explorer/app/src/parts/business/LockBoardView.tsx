import { Paper, SimpleGrid, Stack, Table, Text, Title } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Amount } from "../../components/Amount";
import { BillLink } from "../../components/BillLink";
import { Chart } from "../../components/Chart";
import { Participant } from "../../components/Participant";
import { QueryState } from "../../components/QueryState";
import { Stat } from "../../components/Stat";
import { Time } from "../../components/Time";
import { localeOf } from "../../i18n";
import { useItem } from "../../lib/api";
import { fenToYuan, formatFen, formatNumber } from "../../lib/format";
import { useNow } from "../../lib/now";
import type { LockBoard } from "../../lib/types";
import { SceneName } from "./SceneName";

const DAY = 86_400_000;

/** Often enough for a board somebody watches. */
const REFRESH_MS = 10_000;

/** Locks by age, scene and holder, and those that end soon. */
export function LockBoardView() {
  const board = useItem<LockBoard>("/locks/board", undefined, {
    refetchMs: REFRESH_MS,
  });
  return <QueryState query={board}>{(data) => <Board board={data} />}</QueryState>;
}

function Board({ board }: { board: LockBoard }) {
  const { t, i18n } = useTranslation("business");
  const { ageing, byScene, byHolder, expiringSoon } = board;
  const count = ageing.reduce((sum, bucket) => sum + bucket.count, 0);
  const claimed = ageing.reduce((sum, bucket) => sum + bucket.claimedFen, 0);
  const old = ageing
    .filter(({ bucket }) => bucket === "7d-30d" || bucket === ">30d")
    .reduce((sum, bucket) => sum + bucket.count, 0);
  const now = useNow();
  const today = expiringSoon.filter(({ expires }) => expires - now < DAY).length;
  const isMore = today === expiringSoon.length && today > 0 && count > today;
  const option = useMemo(
    () => ({
      grid: {
        left: 8,
        right: 16,
        top: 32,
        bottom: 8,
        outerBoundsMode: "same",
        outerBoundsContain: "all",
      },
      legend: { top: 0 },
      tooltip: { trigger: "axis" },
      xAxis: {
        type: "category",
        data: ageing.map(({ bucket }) => t(`age.${bucket}`)),
      },
      yAxis: [
        { type: "value", name: t("locks.count"), minInterval: 1 },
        { type: "value", name: t("locks.yuan"), splitLine: { show: false } },
      ],
      series: [
        {
          type: "bar",
          name: t("locks.count"),
          barMaxWidth: 64,
          data: ageing.map((bucket) => bucket.count),
          label: { show: true, position: "top" },
        },
        {
          type: "bar",
          name: t("locks.claimed"),
          yAxisIndex: 1,
          barMaxWidth: 64,
          data: ageing.map((bucket) => ({
            value: bucket.claimedFen / 100,
            label: {
              show: true,
              position: "top",
              formatter: formatFen(bucket.claimedFen, localeOf(i18n.language)),
            },
          })),
        },
      ],
    }),
    [ageing, t, i18n.language],
  );

  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }}>
        <Stat label={t("locks.active")} value={formatNumber(count)} />
        <Stat label={t("locks.claimed")} value={<Amount fen={claimed} />} />
        <Stat label={t("locks.old")} value={formatNumber(old)} />
        <Stat label={t("locks.endingToday")} value={isMore ? `≥ ${today}` : today} />
      </SimpleGrid>
      <Chart
        title={t("locks.ageing")}
        option={option}
        height={280}
        table={{
          columns: [t("locks.age"), t("locks.count"), t("locks.claimedYuan")],
          rows: ageing.map((bucket) => [
            t(`age.${bucket.bucket}`),
            bucket.count,
            fenToYuan(bucket.claimedFen),
          ]),
        }}
      />
      <SimpleGrid cols={{ base: 1, lg: 3 }}>
        <Groups
          title={t("locks.byScene")}
          head={t("lock.scene")}
          rows={byScene.map((row) => ({
            key: row.scene,
            name: <SceneName id={row.scene} />,
            count: row.count,
            claimedFen: row.claimedFen,
          }))}
        />
        <Groups
          title={t("locks.byHolder")}
          head={t("lock.holder")}
          rows={byHolder.map((row) => ({
            key: row.holder,
            name: <Participant id={row.holder} />,
            count: row.count,
            claimedFen: row.claimedFen,
          }))}
        />
        <Paper withBorder p="sm" component="section">
          <Title order={2} size="h5" mb="xs">
            {t("locks.expiring")}
          </Title>
          {expiringSoon.length === 0 ? (
            <Text size="sm" c="dimmed">
              {t("locks.noneExpiring")}
            </Text>
          ) : (
            <Table captionSide="top">
              <Table.Caption>{t("locks.expiringText")}</Table.Caption>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t("bill.bill")}</Table.Th>
                  <Table.Th>{t("lock.holder")}</Table.Th>
                  <Table.Th>{t("lock.expires")}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {expiringSoon.map((lock) => (
                  <Table.Tr key={`${lock.code}-${lock.number}`}>
                    <Table.Td>
                      <BillLink code={lock.code} number={lock.number} />
                    </Table.Td>
                    <Table.Td>
                      <Participant id={lock.holder} />
                    </Table.Td>
                    <Table.Td>
                      <Time ms={lock.expires} ago />
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          )}
        </Paper>
      </SimpleGrid>
    </Stack>
  );
}

interface GroupsProps {
  title: string;
  head: string;
  rows: {
    key: number;
    name: React.ReactNode;
    count: number;
    claimedFen: number;
  }[];
}

function Groups({ title, head, rows }: GroupsProps) {
  const { t } = useTranslation("business");
  return (
    <Paper withBorder p="sm" component="section">
      <Title order={2} size="h5" mb="xs">
        {title}
      </Title>
      {rows.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("locks.noneActive")}
        </Text>
      ) : (
        <Table aria-label={title}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{head}</Table.Th>
              <Table.Th ta="right">{t("locks.count")}</Table.Th>
              <Table.Th ta="right">{t("locks.claimed")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr key={row.key}>
                <Table.Td>{row.name}</Table.Td>
                <Table.Td ta="right">{formatNumber(row.count)}</Table.Td>
                <Table.Td ta="right">
                  <Amount fen={row.claimedFen} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Paper>
  );
}
