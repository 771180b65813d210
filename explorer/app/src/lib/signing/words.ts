import { useQueries } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { apiGet } from "../api";
import { formatFen, formatTime, shortHash } from "../format";
import type { ParticipantDetail } from "../types";
import { isCall, type DecodedArgument, type DecodedCall } from "./prepare";

/** Names of participants by their numbers. */
export type Names = ReadonlyMap<number, string>;

const PARTICIPANT = /^(Option<)?ParticipantId>?$/;
const AMOUNT = /^(Option<)?Fen>?$/;
const MOMENT = /^(Option<)?(T::)?Moment>?$/;
const LONGEST_TEXT = 80;

interface Words {
  t: TFunction<"calls">;
  exists: (key: string) => boolean;
  names: Names;
}

/** Numbers of the participants a call names. */
export function participantsOf(call: DecodedCall): number[] {
  const found = new Set<number>();
  for (const arg of call.args) {
    if (PARTICIPANT.test(arg.type) && typeof arg.value === "number") found.add(arg.value);
    if (isCall(arg.value)) participantsOf(arg.value).forEach((id) => found.add(id));
  }
  return [...found].sort((one, other) => one - other);
}

function wordOf(value: string, words: Words): string {
  const key = `value.${value}`;
  if (words.exists(key)) return words.t(key);
  if (/^0x[0-9a-f]{40,}$/.test(value)) return shortHash(value);
  return value.length > LONGEST_TEXT ? `${value.slice(0, LONGEST_TEXT)}…` : value;
}

function valueOf(arg: DecodedArgument, words: Words): string {
  const { value, type } = arg;
  if (value === null || value === undefined) return words.t("none");
  if (isCall(value)) return wordsOf(value, words);
  if (typeof value === "number") {
    if (PARTICIPANT.test(type)) {
      const name = words.names.get(value);
      return name
        ? words.t("participant", { name, id: value })
        : words.t("participantId", { id: value });
    }
    if (AMOUNT.test(type)) return formatFen(value);
    if (MOMENT.test(type)) return formatTime(value);
    return String(value);
  }
  if (typeof value === "string") return wordOf(value, words);
  if (typeof value === "boolean") return String(value);
  if (Array.isArray(value)) {
    const plain = value.every((each) => typeof each === "string") && value.length <= 12;
    return plain
      ? value.map((each) => wordOf(String(each), words)).join(", ")
      : words.t("items", { count: value.length });
  }
  const entries = Object.entries(value);
  const [only] = entries;
  if (
    entries.length === 1 &&
    only &&
    (typeof only[1] === "number" || typeof only[1] === "string")
  ) {
    return `${wordOf(only[0], words)} ${only[1]}`;
  }
  return words.t("parts");
}

/**
 * Which of several wordings fits: the state that is set, what is voted, or that something is taken
 * away instead of given.
 */
function contextOf(call: DecodedCall): string[] {
  const found: string[] = [];
  for (const { name, type, value } of call.args) {
    if (typeof value === "boolean") found.push(String(value));
    if (["status", "state"].includes(name) && typeof value === "string") found.push(value);
    if (type.startsWith("Option<") && value === null) found.push("none");
  }
  return found;
}

function wordsOf(call: DecodedCall, words: Words): string {
  const name = `${call.pallet}.${call.call}`;
  const variants = contextOf(call).map((context) => `variants.${name}.${context}`);
  const key = [...variants, `words.${name}`].find(words.exists);
  const values = Object.fromEntries(call.args.map((arg) => [arg.name, valueOf(arg, words)]));
  const sentence = key
    ? words.t(key, values)
    : words.t("unknown", { pallet: call.pallet, call: call.call });
  const reason = call.args.find((arg) => arg.name === "reason" || arg.name === "comment");
  if (typeof reason?.value !== "string" || reason.value === "") return sentence;
  return `${sentence} ${words.t("reason", { reason: reason.value })}`;
}

/** What a call does, in plain words of the page's language. */
export function describe(
  call: DecodedCall,
  t: TFunction<"calls">,
  exists: (key: string) => boolean,
  names: Names,
): string {
  return wordsOf(call, { t, exists, names });
}

const STALE_MS = 10 * 60_000;

/** What a call does, in plain words, with the names of the participants it is about. */
export function usePlainWords(call: DecodedCall | null): string | null {
  const { t, i18n } = useTranslation("calls");
  const ids = call ? participantsOf(call) : [];
  const names = useQueries({
    queries: ids.map((id) => ({
      queryKey: ["item", `/participants/${id}`, ""],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        apiGet<ParticipantDetail>(`/participants/${id}`, undefined, signal),
      staleTime: STALE_MS,
      retry: false,
    })),
    combine: (results) =>
      new Map(
        results.flatMap((result, at) => {
          const id = ids[at];
          const name = result.data?.row.name;
          return id !== undefined && name ? [[id, name] as const] : [];
        }),
      ),
  });
  if (!call) return null;
  return describe(call, t, (key) => i18n.exists(`calls:${key}`), names);
}
