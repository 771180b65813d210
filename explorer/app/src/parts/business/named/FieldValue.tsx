import { Anchor, Text } from "@mantine/core";
import { Fragment, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Amount } from "../../../components/Amount";
import { BillLink } from "../../../components/BillLink";
import { Hash } from "../../../components/Hash";
import { Participant } from "../../../components/Participant";
import { formatNumber, formatTime } from "../../../lib/format";
import { usePlainWords } from "../../../lib/signing/words";
import type { Json } from "../../../lib/types";
import { NodeName } from "../NodeName";
import type { Actor } from "../rpc-types";
import { SceneName } from "../SceneName";
import {
  actorOf,
  billOf,
  callOf,
  decodedOf,
  hasFields,
  numberKind,
  telling,
  type InnerCall,
} from "./kinds";
import { useFieldWords } from "./words";

/** Entries of a list that stand in a line. */
const FEW = 3;
/** How deep values stand within one another in a line. */
const DEEPEST = 2;

const HEX = /^0x[0-9a-fA-F]{40,}$/;
const ACCOUNT = /^(5[1-9A-HJ-NP-Za-km-z]{46,47}|did:[a-z]+:\w{16,})$/;

export interface FieldValueProps {
  /** The pallet whose call or event it is. */
  pallet: string;
  /** The field. */
  name: string;
  value: Json;
  depth?: number;
}

function NumberValue({ pallet, name, value }: FieldValueProps & { value: number }) {
  switch (numberKind(pallet, name, value)) {
    case "participant":
      return <Participant id={value} />;
    case "node":
      return <NodeName id={value} />;
    case "scene":
      return <SceneName id={value} />;
    case "policy":
      return <Numbered area="policies" id={value} />;
    case "approval":
      return <Numbered area="approvals" id={value} />;
    case "amount":
      return <Amount fen={value} />;
    case "moment":
      return <>{formatTime(value)}</>;
    default:
      // Separators would make a serial number hard to look up.
      return <>{String(value)}</>;
  }
}

function Numbered({ area, id }: { area: string; id: number }) {
  return (
    <Anchor inherit component={Link} to={`/${area}/${id}`}>
      #{id}
    </Anchor>
  );
}

function ActorValue({ actor }: { actor: Actor }) {
  const { t } = useTranslation("business");
  if (actor.by !== "participant") return <>{t(`actor.${actor.by}`)}</>;
  return (
    <>
      <Participant id={actor.id} />
      {actor.signer !== actor.id && (
        <>
          {" "}
          {t("actor.signedBy")} <Participant id={actor.signer} />
        </>
      )}
      {actor.approval && (
        <>
          {" "}
          <Anchor inherit component={Link} to={`/approvals/${actor.approval.id}`}>
            {t("actor.approval", { id: actor.approval.id })}
          </Anchor>
        </>
      )}
    </>
  );
}

/** A call among the arguments of another, in a sentence. */
function CallValue({ call }: { call: InnerCall }) {
  return <>{usePlainWords(decodedOf(call.pallet, call.call, call.args))}</>;
}

/** What an extrinsic weighed: `{ refTime, proofSize }`, the first in picoseconds. */
function executionTime(value: Json): number | null {
  if (!hasFields(value) || !value.weight || !hasFields(value.weight)) return null;
  const { refTime } = value.weight;
  return typeof refTime === "number" ? refTime / 1e9 : null;
}

/** A value of a call or an event in a line: names and links in the place of numbers, states in words. */
export function FieldValue({ pallet, name, value, depth = 0 }: FieldValueProps): ReactNode {
  const { t } = useTranslation("business");
  const { word, label } = useFieldWords();
  if (value === null) return <>—</>;
  if (typeof value === "boolean") return <>{t(value ? "yes" : "no", { ns: "core" })}</>;
  if (typeof value === "number") return <NumberValue pallet={pallet} name={name} value={value} />;
  const bill = billOf(value);
  if (bill) return <BillLink {...bill} />;
  if (typeof value === "string") {
    if (HEX.test(value) || ACCOUNT.test(value)) return <Hash value={value} short />;
    return <>{word(pallet, name, value)}</>;
  }
  if (Array.isArray(value)) {
    if (value.length === 0) return <>—</>;
    const isPlain = value.every((each) => each === null || typeof each !== "object");
    if (!isPlain || value.length > FEW) return <>{t("fields.items", { count: value.length })}</>;
    return value.map((each, at) => (
      <Fragment key={at}>
        {at > 0 && ", "}
        <FieldValue pallet={pallet} name={name} value={each} depth={depth + 1} />
      </Fragment>
    ));
  }
  const actor = actorOf(value);
  if (actor) return <ActorValue actor={actor} />;
  const call = callOf(value);
  if (call) return <CallValue call={call} />;
  const time = name === "dispatchInfo" ? executionTime(value) : null;
  if (time !== null) return <>{t("fields.milliseconds", { time: formatNumber(time, 2) })}</>;

  const [only, ...others] = Object.entries(value);
  if (!only) return <>—</>;
  if (others.length === 0) {
    const [inner, entry] = only;
    const text = label(pallet, inner, entry);
    const title = text === inner ? word(pallet, name, inner) : text;
    if (entry === null) return <>{title}</>;
    if (depth >= DEEPEST) return <>{title} …</>;
    return (
      <>
        {title} <FieldValue pallet={pallet} name={inner} value={entry} depth={depth + 1} />
      </>
    );
  }
  const isShort =
    others.length < FEW && Object.values(value).every((each) => typeof each !== "object");
  if (depth >= DEEPEST || !isShort) {
    return <>{t("fields.parts", { count: others.length + 1 })}</>;
  }
  return <FieldLine pallet={pallet} value={value} depth={depth + 1} />;
}

interface FieldLineProps {
  pallet: string;
  value: Json;
  /** Fields that are shown; all by default. */
  most?: number;
  depth?: number;
}

/** Fields of a call or an event one after another, those that say most first. */
export function FieldLine({ pallet, value, most = Infinity, depth = 0 }: FieldLineProps) {
  const { label } = useFieldWords();
  if (!hasFields(value)) {
    return <FieldValue pallet={pallet} name="" value={value} depth={depth} />;
  }
  const entries = telling(value);
  if (entries.length === 0) return <>—</>;
  return (
    <>
      {entries.slice(0, most).map(([name, entry], at) => (
        <Fragment key={name}>
          {at > 0 && " · "}
          <Text span inherit c="dimmed">
            {label(pallet, name, entry)}
          </Text>{" "}
          <FieldValue pallet={pallet} name={name} value={entry} depth={depth} />
        </Fragment>
      ))}
      {entries.length > most && " …"}
    </>
  );
}
