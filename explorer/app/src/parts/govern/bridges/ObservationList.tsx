import type { ObservationAnswer } from "@fiscalchain/client";
import { Badge, Code, Stack, Table, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { DataTable, type Column } from "../../../components/DataTable";
import { FilterBar } from "../../../components/FilterBar";
import { choice, period } from "../../../components/filterFields";
import { Hash } from "../../../components/Hash";
import { JsonView } from "../../../components/JsonView";
import { KeyValue } from "../../../components/KeyValue";
import { Participant } from "../../../components/Participant";
import { QueryState } from "../../../components/QueryState";
import { StatusBadge } from "../../../components/StatusBadge";
import { Time } from "../../../components/Time";
import { csvUrl, useList } from "../../../lib/api";
import { useFilters } from "../../../lib/filters";
import { useLiveRefresh } from "../../../lib/refresh";
import { useRpc } from "../../../lib/rpc";
import type { Json, ObservationRow } from "../../../lib/types";
import { useValidators } from "../network/useValidators";
import { useDetails } from "./useDetails";

const STATUSES = ["open", "applied", "rejected", "unanswered"] as const;
const KINDS = ["historicBill", "compare", "evidence"] as const;
const KEYS = ["status", "kind", "requester", "from", "until"] as const;

/** What validators were asked to look at outside, and what they said. */
export function ObservationList() {
  const { t } = useTranslation("govern");
  const [filters, setFilters] = useFilters(KEYS);
  const list = useList<ObservationRow>("/observations", filters);
  useLiveRefresh(["events"], list, { params: { pallet: "Observations" } });
  const [open, details] = useDetails<ObservationRow>(
    (row) => t("bridges.observationNumber", { id: row.id }),
    "xl",
    (row) => <ObservationView row={row} />,
  );
  const columns: Column<ObservationRow>[] = [
    {
      key: "id",
      header: t("bridges.id"),
      primary: true,
      render: (row) => t("bridges.observationNumber", { id: row.id }),
    },
    { key: "kind", header: t("bridges.asked"), render: (row) => t(`bridges.question.${row.kind}`) },
    {
      key: "about",
      header: t("bridges.about"),
      render: (row) => <About question={row.question} />,
    },
    {
      key: "requester",
      header: t("bridges.requester"),
      render: (row) =>
        row.requester === null ? t("record.chain") : <Participant id={row.requester} />,
    },
    {
      key: "status",
      header: t("policies.state"),
      render: (row) => <StatusBadge kind="observation" value={row.status} />,
    },
    { key: "at", header: t("history.at"), render: (row) => <Time ms={row.at} /> },
    {
      key: "deadline",
      header: t("approvals.deadline"),
      hideOnPhone: true,
      render: (row) => <Time ms={row.deadline} ago />,
    },
    open,
  ];
  return (
    <Stack gap="sm">
      <FilterBar
        value={filters}
        onChange={setFilters}
        fields={[
          choice("status", t("policies.state"), STATUSES, (status) =>
            t(`core:status.any.${status}`),
          ),
          choice("kind", t("bridges.asked"), KINDS, (kind) => t(`bridges.question.${kind}`)),
          { key: "requester", label: t("bridges.requesterNumber"), type: "number" },
          ...period(t("core:filter.from"), t("core:filter.until")),
        ]}
      />
      <DataTable
        caption={t("bridges.view.observations")}
        columns={columns}
        list={list}
        rowKey={(row) => row.id}
        csv={csvUrl("/observations", filters)}
      />
      {details}
    </Stack>
  );
}

function About({ question }: { question: Json }) {
  if (typeof question !== "object" || question === null || Array.isArray(question)) return <>—</>;
  const { key, from, to, digest } = question;
  if (typeof key === "string") return <Code>{key}</Code>;
  if (typeof from === "string" && typeof to === "string") {
    return (
      <Code>
        {from} – {to}
      </Code>
    );
  }
  return typeof digest === "string" ? <Hash value={digest} /> : <>—</>;
}

/** What was asked, who said what, and what was agreed on. */
function ObservationView({ row }: { row: ObservationRow }) {
  const { t } = useTranslation("govern");
  const query = useRpc<ObservationAnswer | null>("observation_get", [row.id]);
  return (
    <Stack>
      <KeyValue
        items={[
          [t("policies.state"), <StatusBadge key="s" kind="observation" value={row.status} />],
          [t("bridges.asked"), t(`bridges.question.${row.kind}`)],
          [t("history.at"), <Time key="at" ms={row.at} />],
          [t("approvals.deadline"), <Time key="d" ms={row.deadline} />],
          [t("bridges.agreed"), <Hash key="a" value={row.agreed} />],
        ]}
      />
      <Title order={3} size="h5">
        {t("bridges.said")}
      </Title>
      <QueryState query={query}>
        {(answer) =>
          answer && answer.said.length > 0 ? (
            <Said said={answer.said} agreed={answer.request.agreed} />
          ) : Array.isArray(row.said) && row.said.length > 0 ? (
            <JsonView value={row.said} />
          ) : (
            <Text c="dimmed">{t("bridges.nothingSaid")}</Text>
          )
        }
      </QueryState>
      <Title order={3} size="h5">
        {t("bridges.question.title")}
      </Title>
      <JsonView value={row.question} />
      {row.observed !== null && (
        <>
          <Title order={3} size="h5">
            {t("bridges.observed")}
          </Title>
          <JsonView value={row.observed} />
        </>
      )}
    </Stack>
  );
}

function Said({ said, agreed }: { said: [string, string][]; agreed: string | null }) {
  const { t } = useTranslation("govern");
  const { rows } = useValidators();
  const names = new Map(rows.map((row) => [row.key, row.participant]));
  const answers = [...new Set(said.map(([, digest]) => digest))];
  return (
    <Table aria-label={t("bridges.said")}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t("validators.validator")}</Table.Th>
          <Table.Th scope="col">{t("bridges.answer")}</Table.Th>
          <Table.Th scope="col">{t("bridges.agrees")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {said.map(([key, digest]) => {
          const participant = names.get(key.toLowerCase());
          return (
            <Table.Tr key={key}>
              <Table.Td>
                {participant === undefined || participant === null ? (
                  <Hash value={key} />
                ) : (
                  <Participant id={participant} />
                )}
              </Table.Td>
              <Table.Td>
                <Badge color="gray" mr={6}>
                  {String.fromCharCode(65 + Math.min(25, answers.indexOf(digest)))}
                </Badge>
                <Hash value={digest} />
              </Table.Td>
              <Table.Td>
                {agreed === null
                  ? "—"
                  : t(digest.toLowerCase() === agreed.toLowerCase() ? "core:yes" : "core:no")}
              </Table.Td>
            </Table.Tr>
          );
        })}
      </Table.Tbody>
    </Table>
  );
}
