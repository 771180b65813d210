import { SimpleGrid, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Amount } from "../../../components/Amount";
import { DataTable } from "../../../components/DataTable";
import type { Column } from "../../../components/DataTable";
import { QueryState } from "../../../components/QueryState";
import { formatNumber, formatPercent } from "../../../lib/format";
import { kindName } from "../kinds";
import { Controls } from "./Controls";
import { Figures } from "./Figures";
import { byGroup, share } from "./pivot";
import type { Totals } from "./pivot";
import { useBillStatistics, useSelection } from "./useStatistics";

interface KindRow {
  kind: string;
  totals: Totals;
}

/** Each kind of bills: how much of it is used, what share of it is out of order, and its trend. */
export function KindsTab({ withIssuer }: { withIssuer: boolean }) {
  const { t } = useTranslation("business");
  const { selection } = useSelection();
  const statistics = useBillStatistics(selection, "kind");
  const name = (kind: string) => kindName(t, kind);

  const columns: Column<KindRow>[] = [
    {
      key: "kind",
      header: t("bill.billKind"),
      render: ({ kind }) => name(kind),
    },
    {
      key: "count",
      header: t("metric.count"),
      align: "right",
      render: ({ totals }) => formatNumber(totals.count),
    },
    {
      key: "total",
      header: t("metric.totalFen"),
      align: "right",
      render: ({ totals }) => <Amount fen={totals.totalFen} />,
    },
    {
      key: "used",
      header: t("statistics.usedRate"),
      align: "right",
      render: ({ totals }) => formatPercent(share(totals.reimbursedFen, totals.totalFen)),
    },
    {
      key: "red",
      header: t("statistics.redRate"),
      align: "right",
      render: ({ totals }) => formatPercent(share(totals.redCount, totals.count), 2),
    },
    {
      key: "voided",
      header: t("statistics.voidRate"),
      align: "right",
      render: ({ totals }) => formatPercent(share(totals.voidedCount, totals.count), 2),
    },
    {
      key: "odd",
      header: t("statistics.oddRate"),
      align: "right",
      render: ({ totals }) =>
        formatPercent(share(totals.redCount + totals.voidedCount, totals.count), 2),
    },
  ];

  return (
    <Stack>
      <Controls withGroup={false} withIssuer={withIssuer} />
      <QueryState query={statistics}>
        {({ rows }) => (
          <Stack>
            <DataTable
              columns={columns}
              list={{
                items: byGroup(rows, "count").map(({ group, totals }) => ({
                  kind: group,
                  totals,
                })),
              }}
              rowKey={({ kind }) => kind}
              caption={t("statistics.kinds")}
              emptyText={t("statistics.empty")}
            />
            <SimpleGrid cols={{ base: 1, lg: 2 }}>
              <Figures
                metrics={["count", "reimbursedFen", "redCount", "voidedCount"]}
                rows={rows}
                form={selection.form}
                name={name}
              />
            </SimpleGrid>
          </Stack>
        )}
      </QueryState>
    </Stack>
  );
}
