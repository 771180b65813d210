import { Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { DataTable, type Column } from "../../../components/DataTable";
import { FilterBar } from "../../../components/FilterBar";
import { choice, period } from "../../../components/filterFields";
import { JsonView } from "../../../components/JsonView";
import { StatusBadge } from "../../../components/StatusBadge";
import { Time } from "../../../components/Time";
import { csvUrl, useList } from "../../../lib/api";
import { useFilters } from "../../../lib/filters";
import { useLiveRefresh } from "../../../lib/refresh";
import type { OutboxRow } from "../../../lib/types";
import { useDetails } from "./useDetails";

const STATES = ["waiting", "delivered", "refused", "dead", "discarded"] as const;
const DESTINATIONS = ["nonTax", "yangtzeDelta", "evidence"] as const;
const KEYS = ["state", "destination", "from", "until"] as const;

/** Messages to systems outside, those that were delivered among them. */
export function OutboxList() {
  const { t } = useTranslation("govern");
  const [filters, setFilters] = useFilters(KEYS);
  const list = useList<OutboxRow>("/outbox", filters);
  useLiveRefresh(["events"], list, { params: { pallet: "Outbox" } });
  const [open, details] = useDetails<OutboxRow>(
    (row) => t("bridges.messageNumber", { id: row.id }),
    "lg",
    (row) => <JsonView value={{ message: row.record, outcome: row.outcome }} />,
  );
  const columns: Column<OutboxRow>[] = [
    {
      key: "id",
      header: t("bridges.id"),
      primary: true,
      render: (row) => t("bridges.messageNumber", { id: row.id }),
    },
    {
      key: "to",
      header: t("bridges.to"),
      render: (row) => t(`bridges.destination.${row.destination}`),
    },
    {
      key: "kind",
      header: t("bridges.message"),
      render: (row) =>
        row.kind === null ? "—" : t(`bridges.kind.${row.kind}`, { defaultValue: row.kind }),
    },
    {
      key: "state",
      header: t("policies.state"),
      render: (row) => <StatusBadge kind="outbox" value={row.state} />,
    },
    {
      key: "attempts",
      header: t("bridges.failed"),
      align: "right",
      render: (row) => row.attempts,
    },
    { key: "queued", header: t("bridges.queuedAt"), render: (row) => <Time ms={row.queuedAt} /> },
    {
      key: "changed",
      header: t("policies.changed"),
      hideOnPhone: true,
      render: (row) => <Time ms={row.changedAt} ago />,
    },
    open,
  ];
  return (
    <Stack gap="sm">
      <FilterBar
        value={filters}
        onChange={setFilters}
        fields={[
          choice("state", t("policies.state"), STATES, (state) => t(`core:status.any.${state}`)),
          choice("destination", t("bridges.to"), DESTINATIONS, (destination) =>
            t(`bridges.destination.${destination}`),
          ),
          ...period(t("core:filter.from"), t("core:filter.until")),
        ]}
      />
      <DataTable
        caption={t("bridges.view.outbox")}
        columns={columns}
        list={list}
        rowKey={(row) => row.id}
        csv={csvUrl("/outbox", filters)}
      />
      {details}
    </Stack>
  );
}
