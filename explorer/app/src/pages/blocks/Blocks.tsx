import { Anchor } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { DataTable, type Column } from "../../components/DataTable";
import { FilterBar } from "../../components/FilterBar";
import { period } from "../../components/filterFields";
import { Hash } from "../../components/Hash";
import { LiveSwitch } from "../../components/LiveSwitch";
import { Page } from "../../components/Page";
import { Participant } from "../../components/Participant";
import { Time } from "../../components/Time";
import { csvUrl, useList } from "../../lib/api";
import { useFilters } from "../../lib/filters";
import { formatBytes, formatNumber } from "../../lib/format";
import { useLiveRefresh } from "../../lib/refresh";
import type { Block } from "../../lib/types";

const KEYS = ["from", "until"] as const;

/** Blocks, newest first. */
export default function Blocks() {
  const { t } = useTranslation("blocks");
  const navigate = useNavigate();
  const [filters, setFilters] = useFilters(KEYS);
  const [live, setLive] = useState(true);
  const list = useList<Block>("/blocks", filters);
  const state = useLiveRefresh(["blocks"], list, { enabled: live && !filters.until });

  const columns: Column<Block>[] = [
    {
      key: "height",
      header: t("block.height"),
      render: (row) => (
        <Anchor component={Link} to={`/blocks/${row.height}`} inherit>
          {formatNumber(row.height)}
        </Anchor>
      ),
    },
    { key: "time", header: t("block.time"), render: (row) => <Time ms={row.time || null} ago /> },
    {
      key: "hash",
      header: t("block.hash"),
      render: (row) => <Hash value={row.hash} to={`/blocks/${row.hash}`} />,
    },
    {
      key: "proposer",
      header: t("block.proposer"),
      render: (row) => <Participant id={row.proposer} />,
    },
    { key: "round", header: t("block.round"), align: "right", render: (row) => row.round ?? "—" },
    {
      key: "transactions",
      header: t("block.transactions"),
      align: "right",
      render: (row) => formatNumber(row.transactions),
    },
    {
      key: "events",
      header: t("block.events"),
      align: "right",
      render: (row) => formatNumber(row.events),
    },
    {
      key: "bills",
      header: t("block.bills"),
      align: "right",
      render: (row) => formatNumber(row.bills),
    },
    {
      key: "bytes",
      header: t("block.bytes"),
      align: "right",
      hideOnPhone: true,
      render: (row) => formatBytes(row.bytes),
    },
  ];

  return (
    <Page
      title={t("blocks.title")}
      description={t("blocks.description")}
      actions={<LiveSwitch on={live} onChange={setLive} state={state} />}
    >
      <FilterBar
        fields={period(t("core:filter.from"), t("core:filter.until"))}
        value={filters}
        onChange={setFilters}
      />
      <DataTable
        caption={t("blocks.title")}
        columns={columns}
        list={list}
        rowKey={(row) => row.height}
        onRowClick={(row) => void navigate(`/blocks/${row.height}`)}
        csv={csvUrl("/blocks", filters)}
      />
    </Page>
  );
}
