import { Alert, Anchor, Blockquote, Paper, Stack, Tabs, Text, Title } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
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
import { useItem } from "../../lib/api";
import { useCatalogue } from "../../lib/catalogue";
import { formatNumber } from "../../lib/format";
import { usePlainWords } from "../../lib/signing/words";
import type { TransactionDetail } from "../../lib/types";
import { decodedOf } from "../../parts/business/named/kinds";
import { Arguments } from "./Arguments";
import { ChangedBills } from "./ChangedBills";
import { useEventColumns } from "./columns";
import { InclusionProof } from "./InclusionProof";
import { RawData } from "./RawData";

function Facts({ transaction }: { transaction: TransactionDetail }) {
  const { t } = useTranslation("blocks");
  return (
    <Paper component="section" withBorder p="md" aria-label={t("transaction.facts")}>
      <KeyValue
        items={[
          [
            t("transaction.result"),
            <StatusBadge kind="transaction" value={transaction.success ? "success" : "failed"} />,
          ],
          [t("transaction.hash"), <Hash value={transaction.hash} short={false} />],
          [
            t("transaction.block"),
            <>
              <Anchor
                component={Link}
                to={`/blocks/${transaction.block}`}
                inherit
                underline="always"
              >
                {formatNumber(transaction.block)}
              </Anchor>{" "}
              <Text span size="sm" c="dimmed">
                {t("transaction.indexOf", { index: transaction.index })}
              </Text>
            </>,
          ],
          [t("transaction.time"), <Time ms={transaction.time || null} />],
          [
            t("transaction.signer"),
            transaction.signer === null && transaction.account === null ? (
              t("transaction.unsigned")
            ) : (
              <Participant id={transaction.signer} />
            ),
          ],
          [t("transaction.account"), <Hash value={transaction.account} short={false} />],
        ]}
      />
    </Paper>
  );
}

/** What the transaction asks for, in the words in which it was confirmed before it was signed. */
function InWords({ transaction: { pallet, call, args } }: { transaction: TransactionDetail }) {
  const { t } = useTranslation("blocks");
  const words = usePlainWords(decodedOf(pallet, call, args));
  return (
    <Blockquote color="fiscal" p="sm" m={0} aria-label={t("transaction.inWords")}>
      {words}
    </Blockquote>
  );
}

function Details({ transaction }: { transaction: TransactionDetail }) {
  const { t } = useTranslation("blocks");
  const columns = useEventColumns({ withBlock: false });
  return (
    <Tabs defaultValue="arguments" keepMounted={false}>
      <Tabs.List mb="sm">
        <Tabs.Tab value="arguments">{t("transaction.arguments")}</Tabs.Tab>
        <Tabs.Tab value="events">
          {t("transaction.events")} ({formatNumber(transaction.events.length)})
        </Tabs.Tab>
        <Tabs.Tab value="bills">{t("transaction.bills")}</Tabs.Tab>
        <Tabs.Tab value="raw">{t("transaction.raw")}</Tabs.Tab>
        <Tabs.Tab value="json">JSON</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="arguments">
        <Arguments pallet={transaction.pallet} value={transaction.args} />
        {transaction.extensions !== null && (
          <>
            <Title order={2} size="h5" mt="md" mb="xs">
              {t("transaction.extensions")}
            </Title>
            <Arguments pallet="System" value={transaction.extensions} />
          </>
        )}
      </Tabs.Panel>
      <Tabs.Panel value="events">
        <DataTable
          caption={t("transaction.events")}
          columns={columns}
          list={{ items: transaction.events }}
          rowKey={(row) => row.id}
        />
      </Tabs.Panel>
      <Tabs.Panel value="bills">
        <ChangedBills hash={transaction.hash} />
      </Tabs.Panel>
      <Tabs.Panel value="raw">
        <RawData raw={transaction.raw} signature={transaction.signature} />
      </Tabs.Panel>
      <Tabs.Panel value="json">
        <JsonView value={transaction} />
      </Tabs.Panel>
    </Tabs>
  );
}

/** One transaction: what it asked for, what came of it, and the proof that it is in its block. */
export default function Transaction() {
  const { t } = useTranslation("blocks");
  const { id = "" } = useParams();
  const query = useItem<TransactionDetail>(`/transactions/${encodeURIComponent(id)}`);
  const catalogue = useCatalogue();
  const transaction = query.data;

  return (
    <Page
      title={transaction ? `${transaction.pallet}.${transaction.call}` : t("transaction.title")}
      description={transaction && t("transaction.titleOf", { id: transaction.id })}
      actions={transaction && <InclusionProof transaction={transaction} />}
    >
      <QueryState query={query}>
        {(found) => (
          <Stack gap="md">
            {found.error !== null && (
              <Alert
                color="red"
                icon={<IconAlertTriangle size={18} />}
                title={t("transaction.failedWith", { error: found.error })}
              >
                {catalogue.error(found.error)} {t("transaction.failedText")}
              </Alert>
            )}
            <InWords transaction={found} />
            <Facts transaction={found} />
            <Details transaction={found} key={found.id} />
          </Stack>
        )}
      </QueryState>
    </Page>
  );
}
