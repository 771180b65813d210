import { Anchor } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { DataTable, type Column } from "../../../components/DataTable";
import { EventName } from "../../../components/EventName";
import { Time } from "../../../components/Time";
import { csvUrl, useList } from "../../../lib/api";
import { useLiveRefresh } from "../../../lib/refresh";
import type { EventRow, Json } from "../../../lib/types";

const LONGEST = 80;

function plain(value: Json): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** The fields of an event on one line each. */
export function EventFields({ data }: { data: Json }) {
  if (typeof data !== "object" || data === null || Array.isArray(data)) return <>{plain(data)}</>;
  return (
    <>
      {Object.entries(data).map(([name, value]) => (
        <div key={name}>
          {name}: {plain(value)}
        </div>
      ))}
    </>
  );
}

export interface PalletEventsProps {
  pallet: string;
  name?: string;
  caption: string;
  emptyText?: string;
}

/** Events of a pallet, newest first. */
export function PalletEvents({ pallet, name, caption, emptyText }: PalletEventsProps) {
  const { t } = useTranslation("govern");
  const params = { pallet, name };
  const list = useList<EventRow>("/events", params);
  useLiveRefresh(["events"], list, { params });
  const columns: Column<EventRow>[] = [
    { key: "time", header: t("history.at"), render: (row) => <Time ms={row.time} /> },
    {
      key: "block",
      header: t("events.block"),
      render: (row) => (
        <Anchor component={Link} to={`/blocks/${row.block}`} inherit>
          {row.block}
        </Anchor>
      ),
    },
    {
      key: "name",
      header: t("events.name"),
      primary: true,
      render: (row) => <EventName pallet={row.pallet} name={row.name} />,
    },
    { key: "data", header: t("events.data"), render: (row) => <EventFields data={row.data} /> },
  ];
  return (
    <DataTable
      caption={caption}
      columns={columns}
      list={list}
      rowKey={(row) => row.id}
      emptyText={emptyText}
      csv={csvUrl("/events", params)}
    />
  );
}
