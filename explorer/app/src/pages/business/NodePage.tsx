import { Alert, Badge, Group, Paper, SimpleGrid, Stack, Table, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { Hash } from "../../components/Hash";
import { JsonView } from "../../components/JsonView";
import { KeyValue } from "../../components/KeyValue";
import { Page } from "../../components/Page";
import { Participant } from "../../components/Participant";
import { QueryState } from "../../components/QueryState";
import { Time } from "../../components/Time";
import { useItem } from "../../lib/api";
import { useRpc } from "../../lib/rpc";
import type { NodeDetail } from "../../lib/types";
import { ActorName } from "../../parts/business/ActorName";
import { Devices } from "../../parts/business/Devices";
import { NodeHistory } from "../../parts/business/NodeHistory";
import { NO_END } from "../../parts/business/nodes";
import { NodeState } from "../../parts/business/NodeState";
import type { NodeAnswer } from "../../parts/business/rpc-types";
import { SceneName } from "../../parts/business/SceneName";
import { StateChip } from "../../parts/business/StateChip";

/** One access node: what it may do, its credential, its devices, and whom it serves. */
export default function NodePage() {
  const { t } = useTranslation("business");
  const { id = "" } = useParams();
  const detail = useItem<NodeDetail>(`/nodes/${encodeURIComponent(id)}`);
  const number = Number(id);
  const answer = useRpc<NodeAnswer | null>(
    "node_get",
    Number.isSafeInteger(number) ? [number] : null,
  );
  return (
    <Page
      title={detail.data?.row.name ?? t("node.number", { id })}
      description={detail.data ? <NodeState row={detail.data.row} /> : undefined}
    >
      <QueryState query={detail}>
        {(data) => (
          <Stack>
            {answer.data?.activation.frozen ? (
              <Alert color="red" title={t("node.frozen")}>
                {t("node.frozenText", { failed: answer.data.activation.failed })}
              </Alert>
            ) : null}
            <SimpleGrid cols={{ base: 1, lg: 2 }}>
              <What detail={data} answer={answer.data ?? null} />
              <QueryState query={answer}>
                {(node) => (node ? <Credential node={node} /> : null)}
              </QueryState>
            </SimpleGrid>
            <Devices node={data.row.id} />
            <Served detail={data} />
            <NodeHistory history={data.history} />
            <Paper withBorder p="md" component="section">
              <Title order={2} size="h4" mb="sm">
                {t("raw.record")}
              </Title>
              <JsonView value={data.record} />
            </Paper>
          </Stack>
        )}
      </QueryState>
    </Page>
  );
}

interface WhatProps {
  detail: NodeDetail;
  answer: NodeAnswer | null;
}

function What({ detail, answer }: WhatProps) {
  const { t } = useTranslation("business");
  const { row } = detail;
  return (
    <Paper withBorder p="md" component="section">
      <Title order={2} size="h4" mb="sm">
        {t("node.what")}
      </Title>
      <KeyValue
        items={[
          [t("node.operator"), <Participant key="operator" id={row.operator} />],
          [t("node.status"), <StateChip key="status" kind="nodeStatus" value={row.status} />],
          [t("node.capacities"), row.kinds.map((kind) => t(`nodeRole.${kind}`)).join(" · ")],
          [
            t("node.scenes"),
            <Group key="scenes" gap="xs">
              {row.scenes.map((scene) => (
                <SceneName key={scene} id={scene} />
              ))}
            </Group>,
          ],
          [
            t("node.resources"),
            <Group key="resources" gap={4}>
              {row.resources.map((scope) => (
                <Badge key={scope} variant="default" tt="none">
                  {t(`scope.${scope}`)}
                </Badge>
              ))}
            </Group>,
          ],
          [
            t("node.registeredAt"),
            row.registeredAt === 0 ? (
              t("atGenesis")
            ) : (
              <Time key="registered" ms={row.registeredAt} />
            ),
          ],
          [
            t("node.activatedAt"),
            row.activatedAt === 0 ? (
              t("atGenesis")
            ) : row.activatedAt === null ? (
              t("node.neverActivated")
            ) : (
              <Time key="activated" ms={row.activatedAt} />
            ),
          ],
          ...(answer
            ? ([
                [t("node.form"), answer.form ? <Hash key="form" value={answer.form} short /> : "—"],
                [
                  t("node.decision"),
                  answer.decision ? (
                    <Stack key="decision" gap={2}>
                      <ActorName actor={answer.decision.by} />
                      <Text size="sm">{answer.decision.reason}</Text>
                    </Stack>
                  ) : (
                    "—"
                  ),
                ],
              ] as [string, React.ReactNode][])
            : []),
        ]}
      />
    </Paper>
  );
}

function Credential({ node }: { node: NodeAnswer }) {
  const { t } = useTranslation("business");
  const { credential, activation } = node;
  return (
    <Paper withBorder p="md" component="section">
      <Title order={2} size="h4" mb="sm">
        {t("node.credential")}
      </Title>
      <KeyValue
        items={[
          [
            t("node.credentialStatus"),
            <StateChip key="status" kind="credentialStatus" value={node.credentialStatus} />,
          ],
          [t("bill.version"), String(credential.version)],
          [t("node.digest"), <Hash key="digest" value={credential.digest} short />],
          [
            t("node.validFrom"),
            credential.validFrom === 0 ? (
              t("atGenesis")
            ) : (
              <Time key="from" ms={credential.validFrom} />
            ),
          ],
          [
            t("node.credentialUntil"),
            credential.validUntil >= NO_END ? (
              t("node.noEnd")
            ) : (
              <Time key="until" ms={credential.validUntil} />
            ),
          ],
          [
            t("node.revokedAt"),
            credential.revokedAt === null ? "—" : <Time key="revoked" ms={credential.revokedAt} />,
          ],
          [t("node.codes"), String(activation.codes)],
          [t("node.batches"), String(activation.batches)],
          [t("node.failedCodes"), String(activation.failed)],
        ]}
      />
    </Paper>
  );
}

function Served({ detail }: { detail: NodeDetail }) {
  const { t } = useTranslation("business");
  return (
    <Paper withBorder p="md" component="section">
      <Title order={2} size="h4" mb="sm">
        {t("node.served", { count: detail.links.length })}
      </Title>
      {detail.links.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("node.servesNobody")}
        </Text>
      ) : (
        <Table aria-label={t("node.served", { count: detail.links.length })}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("map.participant")}</Table.Th>
              <Table.Th>{t("node.serves")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {detail.links.map((link) => (
              <Table.Tr key={link.participant}>
                <Table.Td>
                  <Participant id={link.participant} />
                </Table.Td>
                <Table.Td>
                  {[
                    link.issuer ? t("nodeRole.issuer") : null,
                    link.user ? t("nodeRole.user") : null,
                  ]
                    .filter(Boolean)
                    .join(" · ")}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Paper>
  );
}
