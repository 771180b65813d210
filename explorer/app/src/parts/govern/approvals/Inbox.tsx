import type { ApprovalItem } from "@fiscalchain/client";
import { Alert, Anchor, Button, Group, Stack, Text } from "@mantine/core";
import { IconInbox, IconKey } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { DataTable, type Column } from "../../../components/DataTable";
import { Participant } from "../../../components/Participant";
import { Failure } from "../../../components/QueryState";
import { Time } from "../../../components/Time";
import { useRpc } from "../../../lib/rpc";
import { useMe } from "../me";

const REFRESH_MS = 10_000;

/** What waits for the signature of the key that is open. */
export function Inbox() {
  const { t } = useTranslation("govern");
  const { account, me, error, open } = useMe();
  const query = useRpc<ApprovalItem[]>("approval_waitingFor", me ? [me.id] : null, {
    refetchMs: REFRESH_MS,
  });

  if (account === null) {
    return (
      <Alert color="fiscal" icon={<IconKey size={18} />} title={t("inbox.noKey")}>
        <Stack gap="xs" align="flex-start">
          <Text size="sm">{t("inbox.noKeyText")}</Text>
          <Button size="compact-sm" onClick={open}>
            {t("inbox.openKey")}
          </Button>
        </Stack>
      </Alert>
    );
  }
  if (error) return <Failure error={error} />;
  if (me === null) {
    return (
      <Alert color="orange" title={t("inbox.nobody")}>
        <Text size="sm">{t("inbox.nobodyText", { account })}</Text>
      </Alert>
    );
  }

  const columns: Column<ApprovalItem>[] = [
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
      key: "proposer",
      header: t("approvals.proposer"),
      render: (row) => <Participant id={row.proposer} />,
    },
    {
      key: "step",
      header: t("approvals.step"),
      render: (row) =>
        t("approvals.stepSigned", {
          step: row.step + 1,
          signed: row.signed,
          demanded: row.demanded,
        }),
    },
    {
      key: "proposed",
      header: t("approvals.proposedAt"),
      hideOnPhone: true,
      render: (row) => <Time ms={row.proposedAt} ago />,
    },
    {
      key: "deadline",
      header: t("approvals.deadline"),
      render: (row) => <Time ms={row.deadline} ago />,
    },
  ];
  return (
    <Stack gap="sm">
      <Group gap="xs">
        <IconInbox size={18} aria-hidden />
        <Text size="sm">
          {t("inbox.of")} {me ? <Participant id={me.id} /> : "…"}
        </Text>
      </Group>
      <DataTable
        caption={t("inbox.title")}
        columns={columns}
        list={{
          items: query.data ?? [],
          isLoading: me === undefined || query.isPending,
          isFetching: query.isFetching,
          error: query.error,
          refetch: () => void query.refetch(),
        }}
        rowKey={(row) => row.id}
        emptyText={t("inbox.empty")}
      />
    </Stack>
  );
}
