import { Badge, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { DataTable } from "../../components/DataTable";
import type { Column } from "../../components/DataTable";
import { FilterBar } from "../../components/FilterBar";
import { choice, period } from "../../components/filterFields";
import { Hash } from "../../components/Hash";
import { Page } from "../../components/Page";
import { Participant } from "../../components/Participant";
import { StatusBadge } from "../../components/StatusBadge";
import { Time } from "../../components/Time";
import { csvUrl, useList } from "../../lib/api";
import { useFilters } from "../../lib/filters";
import type { AuthorizationRow } from "../../lib/types";
import { useParticipantField, wholeBill } from "../../parts/business/filterFields";
import { SceneName } from "../../parts/business/SceneName";

const KEYS = ["holder", "grantee", "status", "scope", "code", "number", "from", "until"] as const;

const STATES = ["active", "notYetValid", "frozen", "revoked", "expired", "usedUp"] as const;

const SCOPES = ["list", "summary", "structured", "pdf", "use"] as const;

/** What holders granted to whom, for which bills and how often it was used. */
export default function Authorizations() {
  const { t } = useTranslation("business");
  const navigate = useNavigate();
  const [filters, setFilters] = useFilters(KEYS);
  const { query, isWhole } = wholeBill(filters);
  const list = useList<AuthorizationRow>("/authorizations", query);
  const grantee = useParticipantField(
    "grantee",
    t("authorization.grantee"),
    "billUser",
    "platform",
  );

  const columns: Column<AuthorizationRow>[] = [
    {
      key: "digest",
      header: t("authorization.credential"),
      render: (row) => <Hash value={row.digest} to={`/authorizations/${row.digest}`} short />,
    },
    {
      key: "kind",
      header: t("authorization.kind"),
      render: (row) => t(`credentialKind.${row.kind}`),
    },
    {
      key: "holder",
      header: t("authorization.holder"),
      render: (row) => <Participant id={row.holder} />,
    },
    {
      key: "grantee",
      header: t("authorization.grantee"),
      render: (row) => <Participant id={row.grantee} />,
    },
    {
      key: "status",
      header: t("authorization.status"),
      render: (row) => <StatusBadge kind="authorization" value={row.status} />,
    },
    {
      key: "scopes",
      header: t("authorization.scopes"),
      render: (row) => (
        <Group gap={4}>
          {row.scopes.map((scope) => (
            <Badge key={scope} variant="default" size="sm" tt="none">
              {t(`scope.${scope}`)}
            </Badge>
          ))}
        </Group>
      ),
    },
    {
      key: "scene",
      header: t("authorization.scene"),
      render: (row) => <SceneName id={row.scene} />,
    },
    {
      key: "uses",
      header: t("authorization.uses"),
      align: "right",
      render: (row) => (
        <span className="tabular">
          {row.used} / {row.usesMax}
        </span>
      ),
    },
    {
      key: "until",
      header: t("authorization.validUntil"),
      render: (row) => <Time ms={row.validUntil} />,
    },
  ];

  return (
    <Page title={t("authorizations.title")} description={t("authorizations.description")}>
      <Stack>
        <FilterBar
          fields={[
            grantee,
            { key: "holder", label: t("authorization.holder"), type: "number" },
            choice("status", t("authorization.status"), STATES, (value) =>
              t(`authorizationStatus.${value}`),
            ),
            choice("scope", t("authorization.scope"), SCOPES, (value) => t(`scope.${value}`)),
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
            ...period(t("authorization.registeredFrom"), t("authorization.registeredUntil")),
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
          rowKey={(row) => row.digest}
          onRowClick={(row) => void navigate(`/authorizations/${row.digest}`)}
          caption={t("authorizations.caption")}
          emptyText={t("authorizations.empty")}
          csv={csvUrl("/authorizations", query)}
        />
      </Stack>
    </Page>
  );
}
