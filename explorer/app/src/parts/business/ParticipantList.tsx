import { Badge, Group } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { DataTable } from "../../components/DataTable";
import type { Column } from "../../components/DataTable";
import { FilterBar } from "../../components/FilterBar";
import { choice } from "../../components/filterFields";
import { Hash } from "../../components/Hash";
import { Participant } from "../../components/Participant";
import { StatusBadge } from "../../components/StatusBadge";
import { Time } from "../../components/Time";
import { csvUrl, useList } from "../../lib/api";
import { useFilters } from "../../lib/filters";
import type { ParticipantRow } from "../../lib/types";

const KEYS = ["q", "kind", "status", "role", "parent"] as const;
const KINDS = ["organisation", "individual", "account"] as const;
const STATES = ["active", "frozen", "cancelled"] as const;

/** Roles a participant may have. */
export const ROLES = [
  "fiscalAuthority",
  "issuer",
  "billUser",
  "platform",
  "nodeOperator",
  "council",
  "auditor",
  "holder",
  "administrator",
] as const;

/** All participants, citizens included. */
export function ParticipantList() {
  const { t } = useTranslation("business");
  const navigate = useNavigate();
  const [filters, setFilters] = useFilters(KEYS);
  const list = useList<ParticipantRow>("/participants", filters);
  const columns: Column<ParticipantRow>[] = [
    {
      key: "name",
      header: t("participant.name"),
      render: (row) => <Participant id={row.id} />,
    },
    { key: "id", header: t("participant.id"), render: (row) => row.id },
    {
      key: "did",
      header: "DID",
      render: (row) => <Hash value={row.did} short />,
    },
    {
      key: "kind",
      header: t("participant.kind"),
      render: (row) => t(`participantKind.${row.kind}`),
    },
    {
      key: "tier",
      header: t("participant.tier"),
      render: (row) => t(`tier.${row.tier}`),
      hideOnPhone: true,
    },
    {
      key: "roles",
      header: t("participant.roles"),
      render: (row) => (
        <Group gap={4}>
          {row.roles.map((role) => (
            <Badge key={role} variant="light" size="sm" tt="none">
              {t(`role.${role}`)}
            </Badge>
          ))}
        </Group>
      ),
    },
    {
      key: "status",
      header: t("participant.status"),
      render: (row) => <StatusBadge kind="participant" value={row.effectiveStatus} />,
    },
    {
      key: "parent",
      header: t("participant.parent"),
      render: (row) => <Participant id={row.parent} />,
    },
    {
      key: "admitted",
      header: t("participant.admittedAt"),
      render: (row) => (row.admittedAt === 0 ? t("atGenesis") : <Time ms={row.admittedAt} />),
    },
  ];
  return (
    <>
      <FilterBar
        fields={[
          {
            key: "q",
            label: t("participants.query"),
            type: "text",
            placeholder: t("participants.queryHint"),
            width: 240,
          },
          choice("kind", t("participant.kind"), KINDS, (kind) => t(`participantKind.${kind}`)),
          choice("status", t("participant.status"), STATES, (status) =>
            t(`participantStatus.${status}`),
          ),
          choice("role", t("participant.role"), ROLES, (role) => t(`role.${role}`)),
          { key: "parent", label: t("participant.parent"), type: "number" },
        ]}
        value={filters}
        onChange={setFilters}
      />
      <DataTable
        columns={columns}
        list={list}
        rowKey={(row) => row.id}
        onRowClick={(row) => void navigate(`/participants/${row.id}`)}
        caption={t("participants.caption")}
        emptyText={t("participants.empty")}
        csv={csvUrl("/participants", filters)}
      />
    </>
  );
}
