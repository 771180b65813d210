import { useEffect, useEffectEvent, useRef } from "react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "../../lib/format";
import type { Warning } from "./figures";
import type { ThresholdKey } from "./settings";

/** What a warning says: the figure, and the threshold it has reached. */
export function useWarningWords(): (warning: Warning) => string {
  const { t } = useTranslation("develop");
  return ({ key, value, threshold }) =>
    `${t(`wall.threshold.${key}`)} ${formatNumber(value, 1)} ≥ ${formatNumber(threshold, 1)}`;
}

/** May the browser tell of something? Asks the person where that is not decided. */
export async function mayNotify(): Promise<boolean> {
  if (!("Notification" in window)) return false;
  if (Notification.permission !== "default") return Notification.permission === "granted";
  try {
    return (await Notification.requestPermission()) === "granted";
  } catch {
    return false;
  }
}

/** Has the browser tell of each warning once as it comes up, and again only after it was over. */
export function useNotices(warnings: Warning[], isOn: boolean): void {
  const { t } = useTranslation("develop");
  const words = useWarningWords();
  const told = useRef(new Set<ThresholdKey>());
  const keys = warnings.map(({ key }) => key).join();
  const tell = useEffectEvent(() => {
    const fresh = warnings.filter(({ key }) => !told.current.has(key));
    told.current = new Set(warnings.map(({ key }) => key));
    for (const warning of fresh) {
      try {
        new Notification(t("wall.title"), { body: words(warning), tag: warning.key });
      } catch {
        // Browsers of telephones leave this to service workers; the wall itself shows the warning.
        return;
      }
    }
  });
  useEffect(() => {
    if (!isOn) told.current = new Set();
    else if ("Notification" in window && Notification.permission === "granted") tell();
  }, [isOn, keys]);
}
