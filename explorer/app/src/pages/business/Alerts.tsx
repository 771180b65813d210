import { Anchor, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { DataTable } from "../../components/DataTable";
import type { Column } from "../../components/DataTable";
import { EventName } from "../../components/EventName";
import { FilterBar } from "../../components/FilterBar";
import { choice, period } from "../../components/filterFields";
import { LiveSwitch } from "../../components/LiveSwitch";
import { Page } from "../../components/Page";
import { StatusBadge } from "../../components/StatusBadge";
import { Time } from "../../components/Time";
import { csvUrl, useList } from "../../lib/api";
import { useFilters } from "../../lib/filters";
import { useLiveRefresh } from "../../lib/refresh";
import type { Alert } from "../../lib/types";
import { AlertSubject } from "../../parts/business/AlertSubject";
import { ALERT_KINDS, useAlertName } from "../../parts/business/alertKinds";

const KEYS = ["severity", "kind", "from", "until"] as const;
const SEVERITIES = ["critical", "warning", "info"] as const;

/** What somebody should look at: contradictions, dead letters, credentials that end, locks that end. */
export default function Alerts() {
  const { t } = useTranslation("business");
  const name = useAlertName();
  const [filters, setFilters] = useFilters(KEYS);
  const [isLive, setIsLive] = useState(true);
  const list = useList<Alert>("/alerts", filters);
  const live = useLiveRefresh(["alerts"], list, { enabled: isLive });

  const columns: Column<Alert>[] = [
    {
      key: "severity",
      header: t("alert.severity"),
      width: 100,
      render: (row) => <StatusBadge kind="severity" value={row.severity} />,
    },
    {
      key: "kind",
      header: t("alert.kind"),
      primary: true,
      render: (row) => name(row.kind),
    },
    {
      key: "subject",
      header: t("alert.subject"),
      render: (row) => <AlertSubject pallet={row.pallet} subject={row.subject} />,
    },
    {
      key: "event",
      header: t("alert.event"),
      render: (row) => <EventName pallet={row.pallet} name={row.name} />,
    },
    {
      key: "block",
      header: t("alert.block"),
      render: (row) => (
        <Anchor inherit component={Link} to={`/blocks/${row.block}`}>
          {row.block}
        </Anchor>
      ),
    },
    {
      key: "time",
      header: t("column.time"),
      render: (row) => (
        <Stack gap={0}>
          <Time ms={row.time} />
          <Time ms={row.time} ago />
        </Stack>
      ),
    },
  ];

  return (
    <Page
      title={t("alerts.title")}
      description={t("alerts.description")}
      actions={<LiveSwitch on={isLive} onChange={setIsLive} state={live} />}
    >
      <Stack>
        <FilterBar
          fields={[
            choice("severity", t("alert.severity"), SEVERITIES, (value) => t(`severity.${value}`)),
            choice("kind", t("alert.kind"), ALERT_KINDS, name),
            ...period(t("alert.from"), t("alert.until")),
          ]}
          value={filters}
          onChange={setFilters}
        />
        <DataTable
          columns={columns}
          list={list}
          rowKey={(row) => row.id}
          caption={t("alerts.caption")}
          emptyText={t("alerts.empty")}
          csv={csvUrl("/alerts", filters)}
        />
      </Stack>
    </Page>
  );
}
