import { Alert, Badge, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { Hash } from "../../components/Hash";
import { JsonView } from "../../components/JsonView";
import { KeyValue } from "../../components/KeyValue";
import { Page } from "../../components/Page";
import { Participant } from "../../components/Participant";
import { QueryState } from "../../components/QueryState";
import { Section } from "../../components/Section";
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
import { ServiceLinks } from "../../parts/business/ServiceLinks";
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
            <ServiceLinks
              title={t("node.served", { count: data.links.length })}
              none={t("node.servesNobody")}
              header={t("map.participant")}
              links={data.links}
              end={({ participant }) => <Participant id={participant} />}
            />
            <NodeHistory history={data.history} />
            <Section title={t("raw.record")}>
              <JsonView value={data.record} />
            </Section>
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
    <Section title={t("node.what")}>
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
    </Section>
  );
}

function Credential({ node }: { node: NodeAnswer }) {
  const { t } = useTranslation("business");
  const { credential, activation } = node;
  return (
    <Section title={t("node.credential")}>
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
    </Section>
  );
}
