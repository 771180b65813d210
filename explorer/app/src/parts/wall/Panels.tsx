import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { fenToYuan, formatFen, formatFenShort, formatNumber, formatTime } from "../../lib/format";
import type { BillStatisticsRow, Rows } from "../../lib/types";
import { areaName } from "../business/areas";
import { kindName } from "../business/kinds";
import { useSceneNames } from "../business/SceneName";
import { barsOption, pulseOption, ringOption, trendOption } from "./charts";
import { groupBars } from "./figures";
import { Nothing, Panel } from "./Panel";
import type { WallSettings } from "./settings";
import type { WallData } from "./useWallData";
import { ValidatorRing } from "./ValidatorRing";
import { WallChart } from "./WallChart";
import classes from "./wall.module.css";

/** Groups that have a bar of their own. */
const BARS = 8;

interface Grouped {
  data: Rows<BillStatisticsRow> | undefined;
  isError: boolean;
}

interface GroupedProps {
  query: Grouped;
  settings: WallSettings;
  unit: number;
}

/** Which bills are counted: of which time, and of which scene, area and kind. */
function useBillsNote({ period, bills }: WallSettings): string {
  const { t } = useTranslation("develop");
  const { t: business } = useTranslation("business");
  const scenes = useSceneNames();
  const { scene, area, kind } = bills;
  return [
    t(`wall.periods.${period}`),
    scene && (scenes.get(Number(scene)) ?? business("scene.number", { id: scene })),
    area && areaName(business, area),
    kind && kindName(business, kind),
  ]
    .filter(Boolean)
    .join(" · ");
}

/** Bills by area. */
export function Areas({ query, settings, unit }: GroupedProps) {
  const { t } = useTranslation("develop");
  const { t: business } = useTranslation("business");
  const shown = useMemo(() => {
    const { bars, rest } = groupBars(query.data?.rows ?? [], BARS);
    const rows = bars.map((bar) => ({ ...bar, name: areaName(business, bar.group) }));
    return rest ? [...rows, { ...rest, name: t("wall.others") }] : rows;
  }, [query.data, business, t]);
  const option = useMemo(
    () =>
      barsOption(
        shown.map((row) => ({ ...row, label: formatNumber(row.count) })),
        unit,
      ),
    [shown, unit],
  );
  const note = useBillsNote(settings);
  return (
    <Panel title={t("wall.byArea")} note={note}>
      {shown.length === 0 ? (
        <Nothing failed={query.isError} />
      ) : (
        <WallChart
          option={option}
          label={t("wall.byArea")}
          table={{
            columns: [t("wall.area"), t("wall.count"), t("wall.amount")],
            rows: shown.map((row) => [row.name, row.count, fenToYuan(row.totalFen)]),
          }}
        />
      )}
    </Panel>
  );
}

/** Bills by kind. */
export function Kinds({ query, settings, unit, isNarrow }: GroupedProps & { isNarrow: boolean }) {
  const { t } = useTranslation("develop");
  const { t: business } = useTranslation("business");
  const shown = useMemo(() => {
    const { bars, rest } = groupBars(query.data?.rows ?? [], BARS - 1);
    const rows = bars.map((bar) => ({ ...bar, name: kindName(business, bar.group) }));
    return rest ? [...rows, { ...rest, name: t("wall.others") }] : rows;
  }, [query.data, business, t]);
  const option = useMemo(() => ringOption(shown, unit, isNarrow), [shown, unit, isNarrow]);
  const note = useBillsNote(settings);
  return (
    <Panel title={t("wall.byKind")} note={note}>
      {shown.length === 0 ? (
        <Nothing failed={query.isError} />
      ) : (
        <WallChart
          option={option}
          label={t("wall.byKind")}
          className={classes.ringChart}
          table={{
            columns: [t("wall.kind"), t("wall.count"), t("wall.amount")],
            rows: shown.map((row) => [row.name, row.count, fenToYuan(row.totalFen)]),
          }}
        />
      )}
    </Panel>
  );
}

/** Number, sum, mean, largest and smallest of the bills. */
export function Totals({ data }: { data: WallData }) {
  const { t } = useTranslation("develop");
  const { summary, status } = data;
  const money = (fen: number | null | undefined) =>
    fen === null || fen === undefined ? "—" : formatFen(fen);
  const found = summary.data;
  const rows: [string, string][] = [
    [t("wall.sum"), found ? formatFenShort(found.totalFen) : "—"],
    [t("wall.mean"), money(found?.averageFen)],
    [t("wall.largest"), money(found?.maxFen)],
    [t("wall.smallest"), money(found?.minFen)],
    [t("wall.participants"), status.data ? formatNumber(status.data.counts.participants) : "—"],
    [t("wall.approvals"), status.data ? formatNumber(status.data.counts.approvalsOpen) : "—"],
  ];
  return (
    <Panel title={t("wall.totals")}>
      <dl className={classes.totals}>
        {rows.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

/** The trend of 24 hours. */
export function Trend({ data, unit }: { data: WallData; unit: number }) {
  const { t } = useTranslation("develop");
  const { trend } = data;
  const names = useMemo(
    () => ({
      transactions: t("wall.transactions"),
      bills: t("wall.billsRegistered"),
      locks: t("wall.locksTaken"),
    }),
    [t],
  );
  const option = useMemo(
    () => (trend ? trendOption(trend, names, unit) : null),
    [trend, names, unit],
  );
  return (
    <Panel title={t("wall.trend")} className={classes.trend}>
      {trend === null || option === null ? (
        <Nothing failed={data.hours.isError} />
      ) : (
        <WallChart
          option={option}
          label={t("wall.trend")}
          table={{
            columns: [t("wall.hour"), names.transactions, names.bills, names.locks],
            rows: trend.map((point) => [
              point.period,
              point.transactions,
              point.bills,
              point.locks,
            ]),
          }}
        />
      )}
    </Panel>
  );
}

/** What came in over the last five minutes. */
export function Pulse({ data, unit }: { data: WallData; unit: number }) {
  const { t } = useTranslation("develop");
  const { steps, last } = data.activity;
  const names = useMemo(
    () => ({ transactions: t("wall.transactions"), bills: t("wall.billsRegistered") }),
    [t],
  );
  // The steps are counted anew each second; they change with the block or with the clock.
  const key = `${last?.height}:${steps.at(-1)?.time}`;
  const option = useMemo(
    () => pulseOption(steps, names, unit),
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [key, names, unit],
  );
  return (
    <Panel title={t("wall.pulse")}>
      {steps.length === 0 ? (
        <Nothing failed={data.status.isError} />
      ) : (
        <WallChart
          option={option}
          label={t("wall.pulse")}
          table={{
            columns: [t("wall.time"), names.transactions, names.bills],
            rows: steps.map((step) => [formatTime(step.time), step.transactions, step.bills]),
          }}
        />
      )}
    </Panel>
  );
}

/** Who signed the last block. */
export function Validators({ data }: { data: WallData }) {
  const { t } = useTranslation("develop");
  const certificate = data.block.data?.certificate;
  const warns = data.warnings.some(({ key }) => key === "unsigned");
  return (
    <Panel
      title={t("wall.validators")}
      warns={warns}
      note={
        certificate
          ? t("wall.certificate", {
              height: formatNumber(data.block.data?.height ?? 0),
              round: certificate.round,
            })
          : undefined
      }
    >
      {certificate ? (
        <ValidatorRing certificate={certificate} />
      ) : (
        <Nothing failed={data.block.isError} />
      )}
    </Panel>
  );
}

/** Colours of locks by age: the older, the warmer. */
const AGES: Record<string, string> = {
  "<1h": "#79c48a",
  "1h-1d": "#5fb4d4",
  "1d-7d": "#d9bd4a",
  "7d-30d": "#f59a5f",
  ">30d": "#ff8a8a",
};

/** Locks by how long they have been held. */
export function Ageing({ data, unit }: { data: WallData; unit: number }) {
  const { t } = useTranslation("develop");
  const ageing = data.board.data?.ageing;
  const rows = useMemo(
    () =>
      (ageing ?? []).map((each) => ({
        name: t(`wall.age.${each.bucket}`),
        count: each.count,
        claimedFen: each.claimedFen,
        label: formatNumber(each.count),
        colour: AGES[each.bucket],
      })),
    [ageing, t],
  );
  const option = useMemo(() => barsOption(rows, unit), [rows, unit]);
  return (
    <Panel title={t("wall.ageing")} warns={data.warnings.some(({ key }) => key === "oldLocks")}>
      {rows.length === 0 ? (
        <Nothing failed={data.board.isError} />
      ) : (
        <WallChart
          option={option}
          label={t("wall.ageing")}
          table={{
            columns: [t("wall.heldFor"), t("wall.count"), t("wall.claimed")],
            rows: rows.map((row) => [row.name, row.count, fenToYuan(row.claimedFen)]),
          }}
        />
      )}
    </Panel>
  );
}

/** How many access nodes can serve, by capacity. */
export function AccessNodes({ data }: { data: WallData }) {
  const { t } = useTranslation("develop");
  const groups = [...data.nodes];
  return (
    <Panel title={t("wall.nodes")} warns={data.warnings.some(({ key }) => key === "nodesOut")}>
      {groups.length === 0 ? (
        <Nothing failed={data.health.isError} />
      ) : (
        <ul className={classes.nodes}>
          {groups.map(([group, now]) => (
            <li key={group}>
              <span>{t(`wall.nodeKind.${group}`, { defaultValue: group })}</span>
              <meter
                min={0}
                max={Math.max(1, now.total)}
                value={now.online}
                aria-label={t("wall.nodesServing", {
                  online: now.online,
                  total: now.total,
                })}
              />
              <strong>
                {now.online}/{now.total}
              </strong>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
