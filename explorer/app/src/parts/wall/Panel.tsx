import { useId, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./wall.module.css";

/** A part of the wall. */
export function Panel({
  title,
  note,
  warns = false,
  className = "",
  children,
}: {
  title: string;
  note?: ReactNode;
  /** A figure in it is at its threshold. */
  warns?: boolean;
  className?: string;
  children: ReactNode;
}) {
  const { t } = useTranslation("develop");
  const id = useId();
  return (
    <section
      className={`${classes.panel} ${warns ? classes.warns : ""} ${className}`}
      aria-labelledby={id}
    >
      <div className={classes.panelHead}>
        <h2 id={id}>{title}</h2>
        {warns && <span className={classes.warnTag}>{t("wall.overThreshold")}</span>}
        {note !== undefined && <span className={classes.note}>{note}</span>}
      </div>
      {children}
    </section>
  );
}

/** Says that there is nothing to show. */
export function Nothing({ failed }: { failed: boolean }) {
  const { t } = useTranslation("develop");
  return (
    <p className={classes.nothing}>{failed ? t("wall.unreachable") : t("empty", { ns: "core" })}</p>
  );
}

/** Characters of a figure beyond which it is written smaller. */
const LONG = 10;

/** One large figure. */
export function Tile({
  label,
  value,
  unit,
  note,
  warns = false,
  beat,
}: {
  label: string;
  value: string | null;
  unit?: string;
  note?: ReactNode;
  warns?: boolean;
  /** A light that beats whenever this changes. */
  beat?: string | number;
}) {
  const { t } = useTranslation("develop");
  return (
    <div className={`${classes.tile} ${warns ? classes.warns : ""}`}>
      <dt>
        <span>{label}</span>
        {warns && <span className={classes.warnTag}>{t("wall.overThreshold")}</span>}
        {beat !== undefined && <span key={beat} className={classes.pulse} aria-hidden />}
      </dt>
      <dd>
        <span className={`${classes.figure} ${(value?.length ?? 0) > LONG ? classes.long : ""}`}>
          {value ?? "—"}
        </span>
        {unit !== undefined && value !== null && <span className={classes.unit}>{unit}</span>}
        {note !== undefined && <span className={classes.tileNote}>{note}</span>}
      </dd>
    </div>
  );
}
