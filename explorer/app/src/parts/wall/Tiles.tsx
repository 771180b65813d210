import { useTranslation } from "react-i18next";
import { formatAgo, formatFenShort, formatNumber } from "../../lib/format";
import { Tile } from "./Panel";
import type { ThresholdKey } from "./settings";
import type { WallData } from "./useWallData";
import classes from "./wall.module.css";

/** A number, or nothing where it is not known. */
function known(value: number | null | undefined, digits = 0): string | null {
  return value === null || value === undefined ? null : formatNumber(value, digits);
}

/** The large figures at the top. */
export function Tiles({ data }: { data: WallData }) {
  const { t } = useTranslation("develop");
  const { activity, status, summary, now } = data;
  const counts = status.data?.counts;
  const { last, rates } = activity;
  const warns = (...keys: ThresholdKey[]) => data.warnings.some(({ key }) => keys.includes(key));
  const counted = (key: string, count: number) => t(key, { count, shown: formatNumber(count) });
  const height = last?.height ?? status.data?.indexed?.height;
  const interval = last ? rates.blockTime : null;

  return (
    <dl className={classes.tiles}>
      <Tile
        label={t("wall.height")}
        value={known(height)}
        warns={warns("blockAge", "lag")}
        note={last && last.time > 0 ? formatAgo(last.time, now) : undefined}
        beat={height}
      />
      <Tile
        label={t("wall.interval")}
        value={interval === null ? null : formatNumber(interval / 1_000, 2)}
        unit={t("wall.seconds")}
        note={counted("wall.lagNote", status.data?.lagBlocks ?? 0)}
      />
      <Tile
        label={t("wall.transactionsPerSecond")}
        value={last ? formatNumber(rates.transactions, 1) : null}
        warns={warns("transactions", "failedShare")}
        note={
          data.figures.failedShare === null
            ? undefined
            : t("wall.failed", { share: formatNumber(data.figures.failedShare, 2) })
        }
      />
      <Tile
        label={t("wall.billsPerSecond")}
        value={last ? formatNumber(rates.bills, 1) : null}
        note={t("wall.lastMinute")}
      />
      <Tile
        label={t("wall.bills")}
        value={known(counts?.bills)}
        note={summary.data ? formatFenShort(summary.data.totalFen) : undefined}
      />
      <Tile
        label={t("wall.reimbursed")}
        value={summary.data ? formatFenShort(summary.data.reimbursedFen) : null}
        note={summary.data ? counted("wall.red", summary.data.redCount) : undefined}
      />
      <Tile
        label={t("wall.locks")}
        value={known(counts?.locksActive)}
        warns={warns("oldLocks")}
        note={counted("wall.authorizations", counts?.authorizations ?? 0)}
      />
    </dl>
  );
}
