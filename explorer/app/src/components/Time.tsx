import { useTranslation } from "react-i18next";
import { localeOf } from "../i18n";
import { formatAgo, formatTime } from "../lib/format";
import { useNow } from "../lib/now";

export interface TimeProps {
  /** Unix milliseconds; null shows a dash. */
  ms: number | null | undefined;
  /** How long ago instead of the clock's time, which shows on hovering. */
  ago?: boolean;
}

function Ago({ ms }: { ms: number }) {
  const { i18n } = useTranslation();
  const now = useNow();
  return (
    <time dateTime={new Date(ms).toISOString()} title={formatTime(ms)} className="tabular nowrap">
      {formatAgo(ms, now, localeOf(i18n.language))}
    </time>
  );
}

function Clock({ ms }: { ms: number }) {
  const { i18n } = useTranslation();
  return (
    <time
      dateTime={new Date(ms).toISOString()}
      title={formatAgo(ms, undefined, localeOf(i18n.language))}
      className="tabular nowrap"
    >
      {formatTime(ms)}
    </time>
  );
}

/** A moment. */
export function Time({ ms, ago = false }: TimeProps) {
  if (ms === null || ms === undefined || Number.isNaN(new Date(ms).getTime())) return <>—</>;
  return ago ? <Ago ms={ms} /> : <Clock ms={ms} />;
}
