import { Button, Group, SimpleGrid, Stack } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Amount } from "../../../components/Amount";
import { DataTable } from "../../../components/DataTable";
import type { Column } from "../../../components/DataTable";
import { QueryState } from "../../../components/QueryState";
import { download, toCsv } from "../../../lib/download";
import { fenToYuan, formatNumber } from "../../../lib/format";
import type { BillStatisticsRow } from "../../../lib/types";
import { usePages } from "../usePages";
import { Controls } from "./Controls";
import { Figures } from "./Figures";
import { sum } from "./pivot";
import { Totals } from "./Totals";
import { useBillStatistics, useGroupNames, useSelection } from "./useStatistics";

/** Bills issued by period, area, kind, issuer and scene: number and amount. */
export function IssuedTab({ withIssuer }: { withIssuer: boolean }) {
  const { t } = useTranslation("business");
  const { selection } = useSelection();
  const { group, form } = selection;
  const statistics = useBillStatistics(selection, group);
  const groupName = useGroupNames();
  const name = (value: string) => groupName(group, value);

  const save = (rows: readonly BillStatisticsRow[]) =>
    download(
      "bill-statistics.csv",
      toCsv(
        [
          t("statistics.period"),
          t("statistics.grouped"),
          t("metric.count"),
          t("metric.totalFen"),
          t("metric.reimbursedFen"),
          t("metric.redCount"),
          t("metric.redFen"),
          t("metric.voidedCount"),
        ],
        rows.map((row) => [
          row.period,
          name(row.group ?? ""),
          row.count,
          fenToYuan(row.totalFen),
          fenToYuan(row.reimbursedFen),
          row.redCount,
          fenToYuan(row.redFen),
          row.voidedCount,
        ]),
      ),
      "text/csv;charset=utf-8",
    );

  const columns: Column<BillStatisticsRow>[] = [
    {
      key: "period",
      header: t("statistics.period"),
      render: (row) => row.period,
    },
    ...(group === "none"
      ? []
      : [
          {
            key: "group",
            header: t(`statistics.grouping.${group}`),
            render: (row: BillStatisticsRow) => name(row.group ?? ""),
          },
        ]),
    {
      key: "count",
      header: t("metric.count"),
      align: "right",
      render: (row) => formatNumber(row.count),
    },
    {
      key: "total",
      header: t("metric.totalFen"),
      align: "right",
      render: (row) => <Amount fen={row.totalFen} />,
    },
    {
      key: "reimbursed",
      header: t("metric.reimbursedFen"),
      align: "right",
      render: (row) => <Amount fen={row.reimbursedFen} />,
    },
    {
      key: "red",
      header: t("metric.redCount"),
      align: "right",
      render: (row) => formatNumber(row.redCount),
    },
    {
      key: "voided",
      header: t("metric.voidedCount"),
      align: "right",
      render: (row) => formatNumber(row.voidedCount),
    },
  ];

  return (
    <Stack>
      <Controls withGroup withIssuer={withIssuer} />
      <QueryState query={statistics}>
        {({ rows }) => (
          <Stack>
            <Totals totals={sum(rows)} />
            <SimpleGrid cols={{ base: 1, lg: 2 }}>
              <Figures metrics={["count", "totalFen"]} rows={rows} form={form} name={name} />
            </SimpleGrid>
            <Group justify="flex-end">
              <Button
                variant="subtle"
                size="compact-sm"
                leftSection={<IconDownload size={14} />}
                onClick={() => save(rows)}
              >
                {t("statistics.csv")}
              </Button>
            </Group>
            <Rows rows={rows} columns={columns} />
          </Stack>
        )}
      </QueryState>
    </Stack>
  );
}

interface RowsProps {
  rows: readonly BillStatisticsRow[];
  columns: Column<BillStatisticsRow>[];
}

/** The figures themselves, the latest period first. */
function Rows({ rows, columns }: RowsProps) {
  const { t } = useTranslation("business");
  const latest = useMemo(() => [...rows].reverse(), [rows]);
  return (
    <DataTable
      columns={columns}
      list={usePages(latest)}
      rowKey={(row) => `${row.period}-${row.group ?? ""}`}
      caption={t("statistics.issued")}
      emptyText={t("statistics.empty")}
    />
  );
}
