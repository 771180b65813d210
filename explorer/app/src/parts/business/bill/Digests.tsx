import { Code, Stack, Table, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Hash } from "../../../components/Hash";
import { KeyValue } from "../../../components/KeyValue";
import { QueryState } from "../../../components/QueryState";
import { Time } from "../../../components/Time";
import { formatBytes } from "../../../lib/format";
import { useRpc } from "../../../lib/rpc";
import { ActorName } from "../ActorName";
import type { BillKey } from "../codes";
import type { BillNetwork, BillRecord, FileLocation } from "../rpc-types";

interface DigestsProps {
  bill: BillKey;
  record: BillRecord;
}

/** The digests of a bill, the chain of its versions, and what belongs to it outside of the chain. */
export function Digests({ bill, record }: DigestsProps) {
  const { t } = useTranslation("business");
  const relations = useRpc<BillNetwork | null>("bill_relations", [bill.code, bill.number]);
  return (
    <Stack>
      <Title order={3} size="h4">
        {t("digest.title")}
      </Title>
      <KeyValue
        items={[
          [t("digest.xml"), <Hash key="xml" value={record.xml} />],
          [
            t("digest.pdf"),
            record.pdf ? <Hash key="pdf" value={record.pdf} /> : t("check.noDigest"),
          ],
          [t("digest.summary"), <Hash key="summary" value={record.summary} />],
          [t("digest.check"), <Hash key="check" value={record.check} />],
          ...(record.history
            ? ([
                [t("digest.previous"), <Hash key="previous" value={record.history.previous} />],
                [
                  t("digest.difference"),
                  <Hash key="difference" value={record.history.difference} />,
                ],
              ] as [string, React.ReactNode][])
            : []),
        ]}
      />
      <Title order={3} size="h4">
        {t("relations.title")}
      </Title>
      <QueryState query={relations}>
        {(network) =>
          network?.index ? (
            <Stack>
              <KeyValue
                items={[
                  [t("relations.record"), <Hash key="record" value={network.digests.record} />],
                  [t("relations.index"), <Hash key="index" value={network.index.key} />],
                  [t("relations.metadata"), network.index.metadata ?? t("relations.unsaid")],
                  [t("bill.version"), String(network.index.version)],
                  [t("relations.by"), <ActorName key="by" actor={network.index.by} />],
                  [t("relations.at"), <Time key="at" ms={network.index.at} />],
                ]}
              />
              {network.files ? <Files files={network.files} /> : null}
            </Stack>
          ) : (
            <Text size="sm" c="dimmed">
              {t("relations.none")}
            </Text>
          )
        }
      </QueryState>
    </Stack>
  );
}

const FILES = ["xml", "pdf", "json"] as const;

function Files({ files }: { files: Record<(typeof FILES)[number], FileLocation | null> }) {
  const { t } = useTranslation("business");
  return (
    <Table.ScrollContainer minWidth={560}>
      <Table captionSide="top">
        <Table.Caption>{t("relations.files")}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("relations.file")}</Table.Th>
            <Table.Th>{t("relations.medium")}</Table.Th>
            <Table.Th>{t("relations.size")}</Table.Th>
            <Table.Th>{t("relations.path")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {FILES.map((name) => {
            const file = files[name];
            return file ? (
              <Table.Tr key={name}>
                <Table.Th scope="row">{name.toUpperCase()}</Table.Th>
                <Table.Td>{t(`storage.${file.medium}`)}</Table.Td>
                <Table.Td>{formatBytes(file.size)}</Table.Td>
                <Table.Td>
                  <Code>{file.path.slice(0, 34)}…</Code>
                </Table.Td>
              </Table.Tr>
            ) : null;
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
