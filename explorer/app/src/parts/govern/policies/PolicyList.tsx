import { Anchor, Group, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { DataTable, type Column } from "../../../components/DataTable";
import { FilterBar } from "../../../components/FilterBar";
import { StatusBadge } from "../../../components/StatusBadge";
import { Time } from "../../../components/Time";
import { csvUrl, useList } from "../../../lib/api";
import { useFilters } from "../../../lib/filters";
import { useLiveRefresh } from "../../../lib/refresh";
import type { PolicyRow } from "../../../lib/types";

const STATES = ["draft", "effective", "repealed"] as const;
const KEYS = ["state", "keyword"] as const;

/** Policies with their states. */
export function PolicyList() {
  const { t } = useTranslation("govern");
  const [filters, setFilters] = useFilters(KEYS);
  const list = useList<PolicyRow>("/policies", filters);
  useLiveRefresh(["events"], list, { params: { pallet: "Policies" } });
  const columns: Column<PolicyRow>[] = [
    { key: "id", header: t("policies.id"), align: "right", width: 70, render: (row) => row.id },
    {
      key: "name",
      header: t("policy.name"),
      primary: true,
      render: (row) => (
        <Anchor component={Link} to={`/policies/${row.id}`} inherit>
          {row.name}
        </Anchor>
      ),
    },
    {
      key: "state",
      header: t("policies.state"),
      render: (row) => <StatusBadge kind="policy" value={row.state} />,
    },
    {
      key: "effect",
      header: t("policy.effect"),
      render: (row) => <StatusBadge kind="effect" value={row.effect} />,
    },
    {
      key: "points",
      header: t("policy.points"),
      render: (row) => row.points.map((point) => t(`policy.point.${point}`)).join(" · "),
    },
    {
      key: "priority",
      header: t("policy.priority"),
      align: "right",
      render: (row) => row.priority,
    },
    {
      key: "versions",
      header: t("policies.versions"),
      align: "right",
      render: (row) =>
        row.effective === null
          ? t("policies.latest", { latest: row.latest })
          : t("policies.effectiveOf", { effective: row.effective, latest: row.latest }),
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
      <Group>
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
            { key: "keyword", label: t("policies.keyword"), type: "text", width: 220 },
          ]}
        />
      </Group>
      <DataTable
        caption={t("policies.title")}
        columns={columns}
        list={list}
        rowKey={(row) => row.id}
        csv={csvUrl("/policies", filters)}
      />
    </Stack>
  );
}
