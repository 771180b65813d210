import { Button, Paper, Stack, Text, Title } from "@mantine/core";
import { IconFileSearch } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { Amount } from "../../components/Amount";
import { BillLink } from "../../components/BillLink";
import { DataTable } from "../../components/DataTable";
import type { Column } from "../../components/DataTable";
import { FilterBar } from "../../components/FilterBar";
import { choice, period } from "../../components/filterFields";
import type { FilterField } from "../../components/FilterBar";
import { Page } from "../../components/Page";
import { Participant } from "../../components/Participant";
import { StatusBadge } from "../../components/StatusBadge";
import { Time } from "../../components/Time";
import { csvUrl, useList } from "../../lib/api";
import { useFilters } from "../../lib/filters";
import type { BillRow } from "../../lib/types";
import { BillAxes } from "../../parts/business/BillAxes";
import { billPath } from "../../parts/business/codes";
import { day, useParticipantField } from "../../parts/business/filterFields";
import { KINDS, kindName } from "../../parts/business/kinds";
import { SceneName, useSceneNames } from "../../parts/business/SceneName";
import { ThreeCodeSearch } from "../../parts/business/ThreeCodeSearch";

const KEYS = [
  "code",
  "number",
  "issuer",
  "scene",
  "kind",
  "red",
  "status",
  "action",
  "payer",
  "holder",
  "from",
  "until",
  "issuedFrom",
  "issuedUntil",
  "minFen",
  "maxFen",
] as const;

/** Filters that stand behind a button. */
const LESS_USED = [
  "kind",
  "action",
  "issuedFrom",
  "issuedUntil",
  "minFen",
  "maxFen",
  "payer",
  "holder",
] as const;

const STATES = [
  "normal",
  "redFlushed",
  "voided",
  "paper",
  "free",
  "locked",
  "partlyReimbursed",
  "reimbursed",
  "blocked",
] as const;

const ACTIONS = [
  "registered",
  "updated",
  "redFlushed",
  "voided",
  "exchangedForPaper",
  "restoredElectronic",
  "circulationChanged",
  "corrected",
  "locked",
  "unlocked",
  "settled",
  "reversed",
  "holderChanged",
] as const;

/** The bills of the chain: search by three codes, and the list by issuer, period, scene and state. */
export default function Bills() {
  const { t } = useTranslation("business");
  const navigate = useNavigate();
  const [filters, setFilters] = useFilters(KEYS);
  const list = useList<BillRow>("/bills", filters);
  const issuer = useParticipantField("issuer", t("bill.issuer"), "issuer");
  const scenes = useSceneNames();
  const [isWhole, setIsWhole] = useState(() => LESS_USED.some((key) => filters[key]));

  const main: FilterField[] = [
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
    issuer,
    {
      key: "scene",
      label: t("bill.scene"),
      type: "select",
      options: [...scenes].map(([id, label]) => ({ value: String(id), label })),
    },
    {
      key: "red",
      label: t("bill.red"),
      type: "select",
      options: [
        { value: "false", label: t("bill.onlyBlue") },
        { value: "true", label: t("bill.onlyRed") },
      ],
    },
    choice("status", t("bill.state"), STATES, (value) => t(`state.${value}`)),
    ...period(t("bill.registeredFrom"), t("bill.registeredUntil")),
  ];
  const others: FilterField[] = [
    choice("kind", t("bill.billKind"), KINDS, (kind) => kindName(t, kind)),
    choice("action", t("bill.action"), ACTIONS, (value) => t(`action.${value}`)),
    day("issuedFrom", t("bill.issuedFrom")),
    day("issuedUntil", t("bill.issuedUntil")),
    { key: "minFen", label: t("bill.minAmount"), type: "amount", width: 160 },
    { key: "maxFen", label: t("bill.maxAmount"), type: "amount", width: 160 },
    {
      key: "payer",
      label: t("bill.payer"),
      type: "text",
      pattern: /^0x[0-9a-fA-F]{64}$/,
    },
    { key: "holder", label: t("bill.holder"), type: "number" },
  ];

  const columns: Column<BillRow>[] = [
    {
      key: "bill",
      header: t("bill.bill"),
      render: (row) => <BillLink code={row.code} number={row.number} />,
    },
    {
      key: "issuer",
      header: t("bill.issuer"),
      render: (row) => <Participant id={row.issuer} />,
    },
    {
      key: "scene",
      header: t("bill.scene"),
      render: (row) => <SceneName id={row.scene} />,
    },
    {
      key: "document",
      header: t("bill.kind"),
      width: 120,
      render: (row) => <StatusBadge kind="document" value={row.document} />,
    },
    {
      key: "amount",
      header: t("bill.total"),
      align: "right",
      render: (row) => <Amount fen={row.document === "red" ? -row.amountFen : row.amountFen} />,
    },
    {
      key: "reimbursed",
      header: t("bill.reimbursed"),
      align: "right",
      render: (row) => <Amount fen={row.reimbursedFen} />,
    },
    {
      key: "state",
      header: t("bill.state"),
      render: (row) => <BillAxes {...row.status} short />,
    },
    {
      key: "issuedOn",
      header: t("bill.issuedOn"),
      render: (row) => <span className="nowrap">{row.issuedOn}</span>,
    },
    {
      key: "registeredAt",
      header: t("bill.registeredAt"),
      render: (row) => <Time ms={row.registeredAt} />,
    },
  ];

  return (
    <Page
      title={t("bills.title")}
      description={t("bills.description")}
      actions={
        <Button
          component={Link}
          to="/bills/check"
          variant="default"
          leftSection={<IconFileSearch size={16} />}
        >
          {t("bills.toCheck")}
        </Button>
      }
    >
      <Stack>
        <Paper withBorder p="md" component="section">
          <Title order={2} size="h4">
            {t("check.codesTitle")}
          </Title>
          <Text size="sm" c="dimmed" mb="sm">
            {t("check.codesHint")}
          </Text>
          <ThreeCodeSearch />
        </Paper>
        <Stack gap="xs" align="flex-start">
          <FilterBar
            fields={isWhole ? [...main, ...others] : main}
            value={filters}
            onChange={setFilters}
          />
          <Button
            variant="subtle"
            size="compact-sm"
            aria-expanded={isWhole}
            onClick={() => setIsWhole(!isWhole)}
          >
            {t(isWhole ? "bills.fewerFilters" : "bills.moreFilters")}
          </Button>
        </Stack>
        <DataTable
          columns={columns}
          list={list}
          rowKey={(row) => `${row.code}-${row.number}`}
          onRowClick={(row) => void navigate(billPath(row))}
          caption={t("bills.caption")}
          emptyText={t("bills.empty")}
          csv={csvUrl("/bills", filters)}
        />
      </Stack>
    </Page>
  );
}
