import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { Amount } from "../../components/Amount";
import { BillLink } from "../../components/BillLink";
import { DataTable } from "../../components/DataTable";
import type { Column } from "../../components/DataTable";
import { FilterBar } from "../../components/FilterBar";
import { choice, period } from "../../components/filterFields";
import { Participant } from "../../components/Participant";
import { StatusBadge } from "../../components/StatusBadge";
import { Time } from "../../components/Time";
import { csvUrl, useList } from "../../lib/api";
import { useFilters } from "../../lib/filters";
import type { LockRow } from "../../lib/types";
import { AREAS, areaName } from "./areas";
import { billPath } from "./codes";
import { useParticipantField, wholeBill } from "./filterFields";
import { SceneName, useSceneNames } from "./SceneName";

const KEYS = [
  "code",
  "number",
  "holder",
  "scene",
  "state",
  "region",
  "flow",
  "olderThanMs",
  "from",
  "until",
] as const;

const STATES = ["active", "settled", "released", "forceReleased", "expired", "reversed"] as const;

const HOUR = 3_600_000;

/** Ages by which locks are looked for, in ms. */
const AGES = [HOUR, 24 * HOUR, 7 * 24 * HOUR, 30 * 24 * HOUR].map(String);

/** All locks that were ever taken, newest first. */
export function LockList() {
  const { t } = useTranslation("business");
  const navigate = useNavigate();
  const [filters, setFilters] = useFilters(KEYS);
  const { query, isWhole } = wholeBill(filters);
  const list = useList<LockRow>("/locks", query);
  const holder = useParticipantField("holder", t("lock.holder"), "billUser", "platform");
  const scenes = useSceneNames();

  const columns: Column<LockRow>[] = [
    {
      key: "bill",
      header: t("bill.bill"),
      render: (row) => <BillLink code={row.code} number={row.number} />,
    },
    {
      key: "holder",
      header: t("lock.holder"),
      render: (row) => <Participant id={row.holder} />,
    },
    {
      key: "scene",
      header: t("lock.scene"),
      render: (row) => <SceneName id={row.scene} />,
    },
    {
      key: "state",
      header: t("bill.state"),
      render: (row) => <StatusBadge kind="lock" value={row.state} />,
    },
    {
      key: "claimed",
      header: t("lock.claimed"),
      align: "right",
      render: (row) => <Amount fen={row.claimedFen} />,
    },
    {
      key: "amount",
      header: t("bill.reimbursed"),
      align: "right",
      render: (row) => <Amount fen={row.amountFen} />,
    },
    {
      key: "region",
      header: t("lock.region"),
      render: (row) => areaName(t, row.region),
      hideOnPhone: true,
    },
    { key: "flow", header: t("lock.flow"), render: (row) => row.flow },
    {
      key: "at",
      header: t("lock.at"),
      render: (row) => <Time ms={row.at} />,
    },
    {
      key: "end",
      header: t("lock.end"),
      render: (row) => <Time ms={row.endedAt ?? row.expires} />,
    },
  ];

  return (
    <>
      <FilterBar
        fields={[
          {
            key: "code",
            label: t("element.code"),
            type: "text",
            pattern: /^\d{8}$/,
            width: 120,
          },
          {
            key: "number",
            label: t("element.number"),
            type: "text",
            pattern: /^\d{10}$/,
            width: 140,
          },
          holder,
          {
            key: "scene",
            label: t("lock.scene"),
            type: "select",
            options: [...scenes].map(([id, label]) => ({
              value: String(id),
              label,
            })),
          },
          choice("state", t("bill.state"), STATES, (state) => t(`lockState.${state}`)),
          choice("region", t("lock.region"), AREAS, (area) => areaName(t, area)),
          { key: "flow", label: t("lock.flow"), type: "text" },
          choice("olderThanMs", t("locks.olderThan"), AGES, (age) => t(`olderThan.${age}`)),
          ...period(t("lock.takenFrom"), t("lock.takenUntil")),
        ]}
        value={filters}
        onChange={setFilters}
      />
      {isWhole ? null : (
        <Text size="sm" c="dimmed" role="status">
          {t("bothCodes")}
        </Text>
      )}
      <DataTable
        columns={columns}
        list={list}
        rowKey={(row) => row.id}
        onRowClick={(row) => void navigate(`${billPath(row)}?tab=locks`)}
        caption={t("locks.caption")}
        emptyText={t("locks.empty")}
        csv={csvUrl("/locks", query)}
      />
    </>
  );
}
