import type { FilingAnswer, FilingPage } from "@fiscalchain/client";
import { Code, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DataTable, type Column } from "../../../components/DataTable";
import { Participant } from "../../../components/Participant";
import { StatusBadge } from "../../../components/StatusBadge";
import { Time } from "../../../components/Time";
import { useRpc } from "../../../lib/rpc";
import { DecideButton } from "../act/DecideButton";

const PAGE = 50;

/** Organisations that registered for reimbursement across provinces, and their services. */
export function Filings() {
  const { t } = useTranslation("govern");
  const [starts, setStarts] = useState<number[]>([0]);
  const query = useRpc<FilingPage>("region_filings", [starts.at(-1) ?? 0, PAGE]);
  const next = query.data?.next ?? null;
  const review = (row: FilingAnswer, approve: boolean) => (
    <DecideButton
      size="compact-xs"
      label={t(approve ? "filing.approve" : "filing.reject")}
      {...(approve ? { variant: "filled" } : { color: "red", variant: "light" })}
      decision={{
        pallet: "CrossRegion",
        call: "review_filing",
        args: (reason) => ({
          participant: row.participant,
          filing: row.digest,
          approve,
          reason,
        }),
        operation: "reviewFiling",
        summary: t(approve ? "filing.approveSummary" : "filing.rejectSummary", {
          name: row.filing.name,
        }),
        needsReason: true,
      }}
    />
  );
  const columns: Column<FilingAnswer>[] = [
    {
      key: "who",
      header: t("filing.participant"),
      primary: true,
      render: (row) => <Participant id={row.participant} />,
    },
    {
      key: "org",
      header: t("filing.org"),
      render: (row) => (
        <Stack gap={0}>
          <Text size="sm">{row.filing.name}</Text>
          <Code>{row.filing.org}</Code>
        </Stack>
      ),
    },
    { key: "purpose", header: t("filing.purpose"), render: (row) => row.filing.purpose },
    {
      key: "status",
      header: t("policies.state"),
      render: (row) => <StatusBadge kind="filing" value={row.filing.status} />,
    },
    { key: "at", header: t("history.at"), render: (row) => <Time ms={row.filing.at} /> },
    {
      key: "service",
      header: t("filing.service"),
      render: (row) =>
        row.service ? (
          <Stack gap={0}>
            <StatusBadge kind="service" value={row.service.status} />
            <Text size="xs" c="dimmed">
              {t("filing.until")} <Time ms={row.service.until} />
            </Text>
          </Stack>
        ) : (
          t("filing.noService")
        ),
    },
    {
      key: "act",
      header: t("resource.act"),
      render: (row) =>
        row.filing.status === "applied" && (
          <Group gap={4}>
            {review(row, true)}
            {review(row, false)}
          </Group>
        ),
    },
  ];
  return (
    <DataTable
      caption={t("bridges.view.filings")}
      columns={columns}
      list={{
        items: query.data?.items ?? [],
        isLoading: query.isPending,
        isFetching: query.isFetching,
        error: query.error,
        hasPrevious: starts.length > 1,
        hasNext: next !== null,
        page: starts.length,
        previous: () => setStarts(starts.slice(0, -1)),
        next: () => next !== null && setStarts([...starts, next]),
        refetch: () => void query.refetch(),
      }}
      rowKey={(row) => row.participant}
      emptyText={t("filing.none")}
    />
  );
}
