import { SimpleGrid } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Amount } from "../../../components/Amount";
import { Stat } from "../../../components/Stat";
import { formatNumber, formatPercent } from "../../../lib/format";
import { share } from "./pivot";
import type { Totals as Sums } from "./pivot";

/** What the bills of a selection come to. */
export function Totals({ totals }: { totals: Sums }) {
  const { t } = useTranslation("business");
  return (
    <SimpleGrid cols={{ base: 2, md: 3, xl: 6 }}>
      <Stat label={t("metric.count")} value={formatNumber(totals.count)} />
      <Stat label={t("metric.totalFen")} value={<Amount fen={totals.totalFen} />} />
      <Stat
        label={t("metric.average")}
        value={
          <Amount fen={totals.count > 0 ? Math.round(totals.totalFen / totals.count) : null} />
        }
      />
      <Stat
        label={t("metric.reimbursedFen")}
        value={<Amount fen={totals.reimbursedFen} />}
        hint={formatPercent(share(totals.reimbursedFen, totals.totalFen))}
      />
      <Stat
        label={t("metric.redCount")}
        value={formatNumber(totals.redCount)}
        hint={formatPercent(share(totals.redCount, totals.count), 2)}
      />
      <Stat
        label={t("metric.voidedCount")}
        value={formatNumber(totals.voidedCount)}
        hint={formatPercent(share(totals.voidedCount, totals.count), 2)}
      />
    </SimpleGrid>
  );
}
