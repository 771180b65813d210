import { Button, Modal, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DataTable, type Column } from "../../../components/DataTable";
import { FilterBar } from "../../../components/FilterBar";
import { JsonView } from "../../../components/JsonView";
import { StatusBadge } from "../../../components/StatusBadge";
import { Time } from "../../../components/Time";
import { csvUrl, useList } from "../../../lib/api";
import { useFilters } from "../../../lib/filters";
import { useLiveRefresh } from "../../../lib/refresh";
import type { OutboxRow } from "../../../lib/types";

const STATES = ["waiting", "delivered", "refused", "dead", "discarded"] as const;
const DESTINATIONS = ["nonTax", "yangtzeDelta", "evidence"] as const;
const KEYS = ["state", "destination", "from", "until"] as const;

/** Messages to systems outside, those that were delivered among them. */
export function OutboxList() {
  const { t } = useTranslation("govern");
  const [filters, setFilters] = useFilters(KEYS);
  const list = useList<OutboxRow>("/outbox", filters);
  useLiveRefresh(["events"], list, { params: { pallet: "Outbox" } });
  const [shown, setShown] = useState<OutboxRow | null>(null);
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
    {
      key: "open",
      header: t("core:details"),
      render: (row) => (
        <Button size="compact-xs" variant="subtle" onClick={() => setShown(row)}>
          {t("core:open")}
        </Button>
      ),
    },
  ];
  return (
    <Stack gap="sm">
      <FilterBar
        value={filters}
        onChange={setFilters}
        fields={[
          {
            key: "state",
            label: t("policies.state"),
            type: "select",
            options: STATES.map((state) => ({
              value: state,
              label: t(`core:status.any.${state}`),
            })),
          },
          {
            key: "destination",
            label: t("bridges.to"),
            type: "select",
            options: DESTINATIONS.map((each) => ({
              value: each,
              label: t(`bridges.destination.${each}`),
            })),
          },
          { key: "from", label: t("core:filter.from"), type: "date" },
          { key: "until", label: t("core:filter.until"), type: "date", boundary: "end" },
        ]}
      />
      <DataTable
        caption={t("bridges.view.outbox")}
        columns={columns}
        list={list}
        rowKey={(row) => row.id}
        csv={csvUrl("/outbox", filters)}
      />
      <Modal
        opened={shown !== null}
        onClose={() => setShown(null)}
        title={shown ? t("bridges.messageNumber", { id: shown.id }) : ""}
        size="lg"
        closeButtonProps={{ "aria-label": t("core:close") }}
      >
        {shown && <JsonView value={{ message: shown.record, outcome: shown.outcome }} />}
      </Modal>
    </Stack>
  );
}
