import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useCatalogue } from "../../lib/catalogue";
import { formatAgo, formatNumber } from "../../lib/format";
import { useNow } from "../../lib/now";
import type { Alert } from "../../lib/types";
import classes from "./wall.module.css";

/** How long one alert is shown. */
const SHOWN_MS = 6_000;
/** Alerts that take turns. */
const MOST = 12;

/** The last alerts, one after the other; the turns stop while the pointer or the focus is there. */
export function AlertsTicker({ alerts }: { alerts: Alert[] }) {
  const { t } = useTranslation("develop");
  const catalogue = useCatalogue();
  const now = useNow();
  const shown = alerts.slice(0, MOST);
  const [turn, setTurn] = useState(0);
  const [held, setHeld] = useState(false);
  const newest = shown[0]?.id;

  useEffect(() => {
    if (held || shown.length < 2) return undefined;
    const timer = setInterval(() => setTurn((old) => old + 1), SHOWN_MS);
    return () => clearInterval(timer);
  }, [held, shown.length]);
  const [seen, setSeen] = useState(newest);
  if (seen !== newest) {
    // What is new is shown at once.
    setSeen(newest);
    setTurn(0);
  }

  const alert = shown[turn % Math.max(1, shown.length)];
  return (
    <section
      className={classes.ticker}
      aria-label={t("wall.alerts")}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
    >
      <span className={classes.tickerTitle}>{t("wall.alerts")}</span>
      {alert ? (
        <p key={alert.id} className={classes.tickerLine}>
          <span className={`${classes.severity} ${classes[alert.severity] ?? ""}`}>
            {t(`status.any.${alert.severity}`, { ns: "core" })}
          </span>
          <span className={classes.tickerText}>
            {catalogue.event(alert.pallet, alert.name) ?? `${alert.pallet}.${alert.name}`}
          </span>
          <span className={classes.note}>
            {t("wall.atBlock", { height: formatNumber(alert.block) })} ·{" "}
            {formatAgo(alert.time, now)}
          </span>
        </p>
      ) : (
        <p className={classes.tickerLine}>
          <span className={classes.tickerText}>{t("wall.noAlerts")}</span>
        </p>
      )}
      {shown.length > 1 && (
        <span className={classes.note}>
          {(turn % shown.length) + 1}/{shown.length}
        </span>
      )}
    </section>
  );
}
