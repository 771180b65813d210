import { Button, Group, Modal, Stack, Text, Title } from "@mantine/core";
import { IconDownload, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DataTable, type Column } from "../../components/DataTable";
import { Hash } from "../../components/Hash";
import { StatusBadge } from "../../components/StatusBadge";
import { Time } from "../../components/Time";
import { clearAudit, useAudit, type AuditAction, type AuditEntry } from "../../lib/audit";
import { useCatalogue } from "../../lib/catalogue";
import { download, toCsv } from "../../lib/download";

/** Entries on one page. */
const PAGE = 20;

/** Columns of the trail as CSV. */
const CSV_COLUMNS = [
  "time",
  "changedAt",
  "action",
  "account",
  "name",
  "chain",
  "genesis",
  "pallet",
  "call",
  "summary",
  "hash",
  "block",
  "error",
] as const;

/** The trail as CSV; times in ISO 8601. */
export function auditCsv(entries: AuditEntry[]): string {
  return toCsv(
    [...CSV_COLUMNS],
    entries.map((entry) =>
      CSV_COLUMNS.map((column) =>
        column === "time" || column === "changedAt"
          ? new Date(entry[column]).toISOString()
          : entry[column],
      ),
    ),
  );
}

const TONES: Record<AuditAction, string> = {
  keyOpened: "info",
  keyClosed: "info",
  cancelled: "info",
  signed: "pending",
  submitted: "pending",
  inBlock: "pending",
  finalized: "success",
  failed: "failed",
  unknown: "warning",
};

function ErrorText({ entry }: { entry: AuditEntry }) {
  const catalogue = useCatalogue();
  if (entry.error === null) return null;
  const text = /^\w+\.\w+$/.test(entry.error) ? catalogue.error(entry.error) : null;
  return (
    <Text size="xs" c="var(--mantine-color-error)">
      {text ?? entry.error}
    </Text>
  );
}

/** What was done in this browser, newest first. */
export function AuditTrail() {
  const { t } = useTranslation("develop");
  const entries = useAudit();
  const [page, setPage] = useState(0);
  const [asking, setAsking] = useState(false);
  const last = Math.max(0, Math.ceil(entries.length / PAGE) - 1);
  const at = Math.min(page, last);
  const columns: Column<AuditEntry>[] = [
    { key: "time", header: t("audit.time"), render: (entry) => <Time ms={entry.time} /> },
    {
      key: "action",
      header: t("audit.action"),
      primary: true,
      render: (entry) => (
        <Stack gap={0}>
          <Group gap={6} wrap="nowrap">
            <StatusBadge kind="audit" value={TONES[entry.action]} />
            <Text span size="sm">
              {t(`audit.did.${entry.action}`)}
            </Text>
          </Group>
          <ErrorText entry={entry} />
        </Stack>
      ),
    },
    {
      key: "what",
      header: t("audit.what"),
      render: (entry) => (
        <Stack gap={0}>
          <Text size="sm">{entry.summary ?? "—"}</Text>
          {entry.pallet !== null && (
            <Text size="xs" c="dimmed" ff="monospace">
              {entry.pallet}.{entry.call}
            </Text>
          )}
        </Stack>
      ),
    },
    {
      key: "account",
      header: t("audit.account"),
      render: (entry) => (
        <Stack gap={0}>
          <Hash value={entry.account} />
          <Text size="xs" c="dimmed">
            {entry.name}
          </Text>
        </Stack>
      ),
    },
    {
      key: "transaction",
      header: t("audit.transaction"),
      render: (entry) => (
        <Hash
          value={entry.hash}
          {...(entry.block === null ? {} : { to: `/transactions/${entry.hash}` })}
        />
      ),
    },
    {
      key: "chain",
      header: t("audit.chain"),
      hideOnPhone: true,
      render: (entry) => entry.chain ?? "—",
    },
  ];

  return (
    <section aria-labelledby="audit-title">
      <Group justify="space-between" mb="xs">
        <div>
          <Title order={2} size="h4" id="audit-title">
            {t("audit.title")}
          </Title>
          <Text size="sm" c="dimmed">
            {t("audit.description")}
          </Text>
        </div>
        <Group gap="xs">
          <Button
            variant="default"
            leftSection={<IconDownload size={16} />}
            disabled={entries.length === 0}
            onClick={() => download("audit.csv", auditCsv(entries), "text/csv;charset=utf-8")}
          >
            {t("csv", { ns: "core" })}
          </Button>
          <Button
            variant="default"
            leftSection={<IconTrash size={16} />}
            disabled={entries.length === 0}
            onClick={() => setAsking(true)}
          >
            {t("audit.clear")}
          </Button>
        </Group>
      </Group>
      <DataTable
        caption={t("audit.title")}
        columns={columns}
        rowKey={(entry) => entry.id}
        emptyText={t("audit.empty")}
        list={{
          items: entries.slice(at * PAGE, (at + 1) * PAGE),
          hasPrevious: at > 0,
          hasNext: at < last,
          page: at + 1,
          previous: () => setPage(at - 1),
          next: () => setPage(at + 1),
        }}
      />
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={t("audit.clear")}
        closeButtonProps={{ "aria-label": t("close", { ns: "core" }) }}
      >
        <Stack gap="md">
          <Text size="sm">{t("audit.clearQuestion", { count: entries.length })}</Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setAsking(false)}>
              {t("cancel", { ns: "core" })}
            </Button>
            <Button
              color="red"
              onClick={() => {
                clearAudit();
                setAsking(false);
              }}
            >
              {t("audit.clear")}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </section>
  );
}
