import { Anchor, Button, Group, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { DataTable, type Column } from "../../../components/DataTable";
import { FilterBar } from "../../../components/FilterBar";
import { choice, period } from "../../../components/filterFields";
import { Participant } from "../../../components/Participant";
import { StatusBadge } from "../../../components/StatusBadge";
import { Time } from "../../../components/Time";
import { csvUrl, useList } from "../../../lib/api";
import { useFilters } from "../../../lib/filters";
import { useLiveRefresh } from "../../../lib/refresh";
import type { ApprovalRow } from "../../../lib/types";
import { useMe } from "../me";
import { OPERATIONS } from "./record";

const STATES = ["pending", "executed", "failed", "rejected", "withdrawn", "expired"] as const;
const KEYS = ["state", "operation", "proposer", "from", "until"] as const;

/** Every approval there was. */
export function ApprovalList() {
  const { t } = useTranslation("govern");
  const [filters, setFilters] = useFilters(KEYS);
  const list = useList<ApprovalRow>("/approvals", filters);
  const { me } = useMe();
  useLiveRefresh(["events"], list, { params: { pallet: "Approvals" } });
  const columns: Column<ApprovalRow>[] = [
    {
      key: "id",
      header: t("approvals.id"),
      primary: true,
      render: (row) => (
        <Anchor component={Link} to={`/approvals/${row.id}`} inherit>
          {t("approvals.number", { id: row.id })}
        </Anchor>
      ),
    },
    {
      key: "operation",
      header: t("approvals.operation"),
      render: (row) => t(`operation.${row.operation}`),
    },
    {
      key: "state",
      header: t("policies.state"),
      render: (row) => <StatusBadge kind="approval" value={row.state} />,
    },
    {
      key: "proposer",
      header: t("approvals.proposer"),
      render: (row) => <Participant id={row.proposer} />,
    },
    {
      key: "step",
      header: t("approvals.step"),
      render: (row) =>
        row.state === "pending"
          ? t("approvals.stepOf", {
              step: row.step + 1,
              steps: row.steps,
              signed: row.signed,
              demanded: row.demanded,
            })
          : t("approvals.stepsCount", { count: row.steps }),
    },
    {
      key: "proposed",
      header: t("approvals.proposedAt"),
      render: (row) => <Time ms={row.proposedAt} />,
    },
    {
      key: "changed",
      header: t("policies.changed"),
      hideOnPhone: true,
      render: (row) => <Time ms={row.changedAt} ago />,
    },
  ];
  return (
    <Stack gap="sm">
      {me && (
        <Group>
          <Button
            size="compact-sm"
            variant={filters.proposer === String(me.organisation) ? "filled" : "default"}
            onClick={() => setFilters({ proposer: String(me.organisation) })}
          >
            {t("approvals.mine")}
          </Button>
        </Group>
      )}
      <FilterBar
        value={filters}
        onChange={setFilters}
        fields={[
          choice("state", t("policies.state"), STATES, (state) => t(`approvals.state.${state}`)),
          {
            ...choice("operation", t("approvals.operation"), OPERATIONS, (operation) =>
              t(`operation.${operation}`),
            ),
            width: 220,
          },
          { key: "proposer", label: t("approvals.proposerNumber"), type: "number" },
          ...period(t("core:filter.from"), t("core:filter.until")),
        ]}
      />
      <DataTable
        caption={t("approvals.title")}
        columns={columns}
        list={list}
        rowKey={(row) => row.id}
        csv={csvUrl("/approvals", filters)}
      />
    </Stack>
  );
}
