import { Anchor, Button, Group, Paper, Stack, Tabs, Text, Title } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { DataTable } from "../../components/DataTable";
import { Hash } from "../../components/Hash";
import { JsonView } from "../../components/JsonView";
import { KeyValue } from "../../components/KeyValue";
import { Page } from "../../components/Page";
import { Participant } from "../../components/Participant";
import { QueryState } from "../../components/QueryState";
import { StatusBadge } from "../../components/StatusBadge";
import { Time } from "../../components/Time";
import { csvUrl, useItem, useList } from "../../lib/api";
import { formatBytes, formatNumber } from "../../lib/format";
import type { BlockDetail, Certificate, EventRow, IndexStatus, Transaction } from "../../lib/types";
import { useEventColumns, useTransactionColumns } from "./columns";

function CertificateView({ certificate }: { certificate: Certificate }) {
  const { t } = useTranslation("blocks");
  const total = certificate.signers.reduce((sum, signer) => sum + signer.weight, 0);
  const signed = certificate.signers
    .filter((signer) => signer.signed)
    .reduce((sum, signer) => sum + signer.weight, 0);
  return (
    <Stack gap="md">
      <Text size="sm">
        {t("certificate.summary", {
          signed: formatNumber(signed),
          total: formatNumber(total),
          round: certificate.round,
          set: certificate.setId,
        })}
      </Text>
      <DataTable
        caption={t("certificate.signers")}
        list={{ items: certificate.signers }}
        rowKey={(row) => row.publicKey}
        columns={[
          {
            key: "participant",
            header: t("certificate.validator"),
            render: (row) => <Participant id={row.participant} />,
          },
          {
            key: "signed",
            header: t("certificate.signed"),
            render: (row) => (
              <StatusBadge kind="certificate" value={row.signed ? "signed" : "missing"} />
            ),
          },
          {
            key: "weight",
            header: t("certificate.weight"),
            align: "right",
            render: (row) => formatNumber(row.weight),
          },
          {
            key: "account",
            header: t("certificate.account"),
            render: (row) => <Hash value={row.account} />,
          },
          {
            key: "publicKey",
            header: t("certificate.key"),
            render: (row) => <Hash value={row.publicKey} />,
          },
        ]}
      />
      <KeyValue items={[[t("certificate.raw"), <Hash value={certificate.raw} />]]} />
    </Stack>
  );
}

function BlockTabs({ block }: { block: BlockDetail }) {
  const { t } = useTranslation("blocks");
  const filter = { block: block.height };
  const transactions = useList<Transaction>("/transactions", filter);
  const events = useList<EventRow>("/events", filter);
  const transactionColumns = useTransactionColumns({ withBlock: false });
  const eventColumns = useEventColumns({ withBlock: false });

  return (
    <Tabs defaultValue="transactions" keepMounted={false}>
      <Tabs.List mb="sm">
        <Tabs.Tab value="transactions">
          {t("block.transactions")} ({formatNumber(block.transactions)})
        </Tabs.Tab>
        <Tabs.Tab value="events">
          {t("block.events")} ({formatNumber(block.events)})
        </Tabs.Tab>
        <Tabs.Tab value="certificate">{t("certificate.title")}</Tabs.Tab>
        <Tabs.Tab value="digest">{t("block.digest")}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="transactions">
        <DataTable
          caption={t("transactions.title")}
          columns={transactionColumns}
          list={transactions}
          rowKey={(row) => row.id}
          csv={csvUrl("/transactions", filter)}
        />
      </Tabs.Panel>
      <Tabs.Panel value="events">
        <DataTable
          caption={t("events.title")}
          columns={eventColumns}
          list={events}
          rowKey={(row) => row.id}
          csv={csvUrl("/events", filter)}
        />
      </Tabs.Panel>
      <Tabs.Panel value="certificate">
        {block.certificate ? (
          <CertificateView certificate={block.certificate} />
        ) : (
          <Text c="dimmed" size="sm">
            {t("certificate.none")}
          </Text>
        )}
      </Tabs.Panel>
      <Tabs.Panel value="digest">
        <JsonView value={block.digestLogs} />
      </Tabs.Panel>
    </Tabs>
  );
}

function Neighbours({ height }: { height: number }) {
  const { t } = useTranslation("blocks");
  const status = useItem<IndexStatus>("/status", undefined, { refetchMs: 5_000 });
  const last = status.data?.indexed.height ?? height;
  return (
    <>
      <Button
        component={Link}
        to={`/blocks/${Math.max(0, height - 1)}`}
        variant="default"
        size="compact-sm"
        data-disabled={height === 0 || undefined}
        aria-disabled={height === 0}
        leftSection={<IconChevronLeft size={14} />}
      >
        {t("block.previous")}
      </Button>
      <Button
        component={Link}
        to={`/blocks/${Math.min(last, height + 1)}`}
        variant="default"
        size="compact-sm"
        data-disabled={height >= last || undefined}
        aria-disabled={height >= last}
        rightSection={<IconChevronRight size={14} />}
      >
        {t("block.next")}
      </Button>
    </>
  );
}

/** One block: its header, who signed it, what is in it. */
export default function Block() {
  const { t } = useTranslation("blocks");
  const { id = "" } = useParams();
  const query = useItem<BlockDetail>(`/blocks/${encodeURIComponent(id)}`);
  const height = query.data?.height;

  return (
    <Page
      title={
        height === undefined
          ? t("block.title")
          : t("block.titleOf", { height: formatNumber(height) })
      }
      description={query.data && <Hash value={query.data.hash} short={false} />}
      actions={height !== undefined && <Neighbours height={height} />}
    >
      <QueryState query={query}>
        {(block) => (
          <Stack gap="md">
            <Paper component="section" withBorder p="md" aria-label={t("block.header")}>
              <Title order={2} size="h5" mb="xs">
                {t("block.header")}
              </Title>
              <KeyValue
                items={[
                  [
                    t("block.time"),
                    <Group gap="xs">
                      <Time ms={block.time || null} />
                      <Text span size="sm" c="dimmed">
                        <Time ms={block.time || null} ago />
                      </Text>
                      <StatusBadge kind="block" value="final" />
                    </Group>,
                  ],
                  [t("block.proposer"), <Participant id={block.proposer} />],
                  [
                    t("block.decided"),
                    block.round === null
                      ? t("block.genesis")
                      : t("block.decidedIn", { round: block.round, set: block.setId }),
                  ],
                  [
                    t("block.parent"),
                    block.height === 0 ? null : (
                      <Hash
                        key="parent"
                        value={block.parentHash}
                        to={`/blocks/${block.height - 1}`}
                        short={false}
                      />
                    ),
                  ],
                  [t("block.stateRoot"), <Hash value={block.stateRoot} short={false} />],
                  [t("block.extrinsicsRoot"), <Hash value={block.extrinsicsRoot} short={false} />],
                  [
                    t("block.specVersion"),
                    <Anchor component={Link} to="/runtime" inherit>
                      {block.specVersion}
                    </Anchor>,
                  ],
                  [t("block.bytes"), formatBytes(block.bytes)],
                  [t("block.bills"), formatNumber(block.bills)],
                ]}
              />
            </Paper>
            <BlockTabs block={block} key={block.hash} />
          </Stack>
        )}
      </QueryState>
    </Page>
  );
}
