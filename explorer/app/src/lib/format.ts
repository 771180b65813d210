import { currentLocale, type Locale } from "./locale";
import { serverNow } from "./now";

const cache = new Map<string, Intl.NumberFormat>();

function numberFormat(locale: Locale, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale}:${JSON.stringify(options)}`;
  let format = cache.get(key);
  if (!format) {
    format = new Intl.NumberFormat(locale, options);
    cache.set(key, format);
  }
  return format;
}

/** Yuan with two digits of an amount in fen: `¥1,234.56`. Exact for every safe integer. */
export function formatFen(fen: number, locale: Locale = currentLocale()): string {
  const format = numberFormat(locale, {
    style: "currency",
    currency: "CNY",
    currencyDisplay: "narrowSymbol",
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  });
  return format.format(fenToYuan(fen) as Intl.StringNumericLiteral);
}

/** Yuan in few digits, for where there is little room: `¥23.9M`, `¥2387.1万`. */
export function formatFenShort(fen: number, locale: Locale = currentLocale()): string {
  if (Math.abs(fen) < 1_000_000) return formatFen(fen, locale);
  return numberFormat(locale, {
    style: "currency",
    currency: "CNY",
    currencyDisplay: "narrowSymbol",
    notation: "compact",
    maximumFractionDigits: 1,
  }).format(fen / 100);
}

/** Yuan as a plain decimal, `1234.56`: a double would round large amounts. */
export function fenToYuan(fen: number): string {
  const digits = Math.abs(Math.trunc(fen)).toString().padStart(3, "0");
  const sign = fen < 0 ? "-" : "";
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Fen of what a person typed as yuan, or null if it is no amount with at most two digits. */
export function yuanToFen(text: string): number | null {
  const match = /^(-?)(\d{1,13})(?:\.(\d{1,2}))?$/.exec(text.trim().replaceAll(",", ""));
  if (!match) return null;
  const fen = Number(match[2]) * 100 + Number((match[3] ?? "").padEnd(2, "0"));
  if (!Number.isSafeInteger(fen)) return null;
  return match[1] && fen > 0 ? -fen : fen;
}

function two(value: number): string {
  return value.toString().padStart(2, "0");
}

/** Day of a moment in the time zone of the browser: `2026-11-21`. */
export function formatDate(ms: number): string {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) return "—";
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Moment in the time zone of the browser: `2026-11-21 20:30:05`. */
export function formatTime(ms: number): string {
  const date = new Date(ms);
  if (Number.isNaN(date.getTime())) return "—";
  return `${formatDate(ms)} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

const SPANS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 365 * 86_400_000],
  ["month", 30 * 86_400_000],
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
];

/** What lies no further ahead than this counts as now. */
const AHEAD_MS = 5_000;

/** How long ago, or in how long, as people say it: `3 minutes ago`, `3分钟前`. */
export function formatAgo(
  ms: number,
  now: number = serverNow(),
  locale: Locale = currentLocale(),
): string {
  const ahead = ms - now;
  // Clocks never agree wholly: what is said to come in a moment has just been.
  const difference = ahead > 0 && ahead < AHEAD_MS ? 0 : ahead;
  const format = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  for (const [unit, span] of SPANS) {
    if (Math.abs(difference) >= span) return format.format(Math.trunc(difference / span), unit);
  }
  return format.format(0, "second");
}

/** A length of time in its two largest units: `1h 5m`, `1 小时 5 分`. */
export function formatDuration(ms: number, locale: Locale = currentLocale()): string {
  const names =
    locale === "en" ? (["d", "h", "m", "s"] as const) : ([" 天", " 小时", " 分", " 秒"] as const);
  const spans = [86_400_000, 3_600_000, 60_000, 1_000];
  let rest = Math.max(0, ms);
  const parts: string[] = [];
  spans.forEach((span, index) => {
    const count = Math.floor(rest / span);
    rest -= count * span;
    if (count > 0 && parts.length < 2) parts.push(`${count}${names[index]}`);
  });
  return parts.length > 0 ? parts.join(" ") : `0${names[3]}`;
}

/** A number with separators; `digits` after the point at most. */
export function formatNumber(value: number, digits = 0, locale: Locale = currentLocale()): string {
  if (!Number.isFinite(value)) return "—";
  return numberFormat(locale, { maximumFractionDigits: digits }).format(value);
}

/** A share between 0 and 1 as per cent. */
export function formatPercent(share: number, digits = 1, locale: Locale = currentLocale()): string {
  if (!Number.isFinite(share)) return "—";
  return numberFormat(locale, { style: "percent", maximumFractionDigits: digits }).format(share);
}

/** Bytes in binary units: `1.5 KiB`. */
export function formatBytes(bytes: number, locale: Locale = currentLocale()): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${formatNumber(value, unit === 0 ? 0 : 1, locale)} ${units[unit]}`;
}

/** The ends of a digest or an address: `0x1234…cdef`. What is short already stays whole. */
export function shortHash(value: string, head = 6, tail = 4): string {
  const prefix = value.startsWith("0x") ? 2 : 0;
  if (value.length <= prefix + head + tail + 1) return value;
  return `${value.slice(0, prefix + head)}…${value.slice(-tail)}`;
}
