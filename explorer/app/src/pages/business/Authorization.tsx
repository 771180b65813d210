import { Anchor, Badge, Group, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { BillLink } from "../../components/BillLink";
import { DataTable } from "../../components/DataTable";
import type { Column } from "../../components/DataTable";
import { Hash } from "../../components/Hash";
import { JsonView } from "../../components/JsonView";
import { KeyValue } from "../../components/KeyValue";
import { Page } from "../../components/Page";
import { Participant } from "../../components/Participant";
import { QueryState } from "../../components/QueryState";
import { Section } from "../../components/Section";
import { StatusBadge } from "../../components/StatusBadge";
import { Time } from "../../components/Time";
import { useItem } from "../../lib/api";
import type {
  AuthorizationDetail,
  AuthorizationLogItem,
  AuthorizationRow,
  Json,
} from "../../lib/types";
import { splitKey } from "../../parts/business/codes";
import { SceneName } from "../../parts/business/SceneName";
import { usePages } from "../../parts/business/usePages";
import { Where } from "../../parts/business/Where";

/** As many bills as are named on the page. */
const MOST_BILLS = 64;

/** One authorization: who grants what to whom, how far it reaches, and every use of it. */
export default function Authorization() {
  const { t } = useTranslation("business");
  const { digest = "" } = useParams();
  const detail = useItem<AuthorizationDetail>(`/authorizations/${encodeURIComponent(digest)}`);
  return (
    <Page title={t("authorization.title")} description={<Hash value={digest} short={false} />}>
      <QueryState query={detail}>
        {({ row, record, bills, log }) => (
          <Stack>
            <SimpleGrid cols={{ base: 1, lg: 2 }}>
              <Parties row={row} />
              <Reach row={row} record={record} bills={bills} />
            </SimpleGrid>
            <Log items={log} row={row} />
            <Section title={t("raw.record")}>
              <JsonView value={record} />
            </Section>
          </Stack>
        )}
      </QueryState>
    </Page>
  );
}

function Parties({ row }: { row: AuthorizationRow }) {
  const { t } = useTranslation("business");
  return (
    <Section title={t("authorization.parties")}>
      <KeyValue
        items={[
          [
            t("authorization.status"),
            <StatusBadge key="status" kind="authorization" value={row.status} />,
          ],
          [t("authorization.kind"), t(`credentialKind.${row.kind}`)],
          [t("authorization.holder"), <Participant key="holder" id={row.holder} />],
          [t("authorization.grantee"), <Participant key="grantee" id={row.grantee} />],
          [
            t("authorization.delegate"),
            row.delegate === null ? (
              t("authorization.noDelegate")
            ) : (
              <Participant key="delegate" id={row.delegate} />
            ),
          ],
          [t("authorization.registeredAt"), <Time key="at" ms={row.registeredAt} />],
          [
            t("column.where"),
            <Where key="where" block={row.block} transaction={row.transaction} />,
          ],
        ]}
      />
    </Section>
  );
}

interface ReachProps {
  row: AuthorizationRow;
  record: Json;
  bills: readonly string[];
}

/** The version of the template it was made by, as its record says. */
function templateOf(record: Json): string | null {
  const isRecord = record !== null && typeof record === "object" && !Array.isArray(record);
  const template = isRecord ? record.template : null;
  return typeof template === "string" ? template : null;
}

function Reach({ row, record, bills }: ReachProps) {
  const { t } = useTranslation("business");
  return (
    <Section title={t("authorization.reach")}>
      <KeyValue
        items={[
          [
            t("authorization.scopes"),
            <Group key="scopes" gap={4}>
              {row.scopes.map((scope) => (
                <Badge key={scope} variant="default" tt="none">
                  {t(`scope.${scope}`)}
                </Badge>
              ))}
            </Group>,
          ],
          [t("authorization.scene"), <SceneName key="scene" id={row.scene} />],
          [t("authorization.coverage"), t(`coverage.${row.coverage}`, { count: row.bills })],
          [t("authorization.template"), templateOf(record)],
          [t("authorization.validFrom"), <Time key="from" ms={row.validFrom} />],
          [t("authorization.validUntil"), <Time key="until" ms={row.validUntil} />],
          [t("authorization.uses"), `${row.used} / ${row.usesMax}`],
          [t("authorization.failures"), String(row.failures)],
        ]}
      />
      {bills.length > 0 ? (
        <Stack gap={4} mt="sm">
          <Text fw={600} size="sm">
            {t("authorization.bills", { count: bills.length })}
          </Text>
          <Group gap="sm">
            {bills.slice(0, MOST_BILLS).map((key) => (
              <BillLink key={key} {...splitKey(key)} />
            ))}
          </Group>
        </Stack>
      ) : null}
    </Section>
  );
}

interface LogProps {
  items: AuthorizationLogItem[];
  row: AuthorizationRow;
}

function Log({ items, row }: LogProps) {
  const { t } = useTranslation("business");
  const newest = useMemo(() => [...items].reverse(), [items]);
  const rows = usePages(newest);
  const columns: Column<AuthorizationLogItem>[] = [
    {
      key: "time",
      header: t("column.time"),
      render: (item) => <Time ms={item.time} />,
    },
    {
      key: "action",
      header: t("column.what"),
      render: (item) =>
        item.action === "checked"
          ? t(item.fault ? "authorization.refused" : "authorization.used")
          : t(`authorizationEvent.${item.action}`),
    },
    {
      key: "who",
      header: t("column.who"),
      render: (item) => <Participant id={item.participant} />,
    },
    {
      key: "bill",
      header: t("bill.bill"),
      render: (item) => (item.bill === null ? "—" : <BillLink {...splitKey(item.bill)} />),
    },
    {
      key: "fault",
      header: t("authorization.fault"),
      render: (item) => (item.fault ? t(`fault.${item.fault}`) : "—"),
    },
    {
      key: "where",
      header: t("column.where"),
      render: (item) => <Where block={item.block} transaction={item.transaction} />,
    },
    {
      key: "head",
      header: t("authorization.head"),
      hideOnPhone: true,
      render: (item) => <Hash value={item.head} short />,
    },
  ];
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Title order={2} size="h4">
          {t("authorization.log")}
        </Title>
        <Anchor component={Link} size="sm" to={`/authorizations?holder=${row.holder}`}>
          {t("authorization.ofHolder")}
        </Anchor>
      </Group>
      <Text size="sm" c="dimmed">
        {t("authorization.logText")}
      </Text>
      <DataTable
        columns={columns}
        list={rows}
        rowKey={(item) => `${item.block}-${item.head ?? item.time}`}
        caption={t("authorization.log")}
        emptyText={t("authorization.noLog")}
      />
    </Stack>
  );
}
