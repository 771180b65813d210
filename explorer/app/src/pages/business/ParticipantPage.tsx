import { Anchor, Badge, Breadcrumbs, Button, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { Hash } from "../../components/Hash";
import { JsonView } from "../../components/JsonView";
import { KeyValue } from "../../components/KeyValue";
import { Page } from "../../components/Page";
import { QueryState } from "../../components/QueryState";
import { Section } from "../../components/Section";
import { StatusBadge } from "../../components/StatusBadge";
import { Time } from "../../components/Time";
import { useItem } from "../../lib/api";
import { useDistinctName } from "../../lib/names";
import { useRpc } from "../../lib/rpc";
import type { ParticipantDetail } from "../../lib/types";
import { ActorName } from "../../parts/business/ActorName";
import { KeyHistory, NameHistory } from "../../parts/business/KeyHistory";
import { NodeName } from "../../parts/business/NodeName";
import type { ParticipantAnswer } from "../../parts/business/rpc-types";
import { ServiceLinks } from "../../parts/business/ServiceLinks";

/** One participant: who it is, what it may do, its keys, what stands above and below it. */
export default function ParticipantPage() {
  const { t } = useTranslation("business");
  const { id = "" } = useParams();
  const detail = useItem<ParticipantDetail>(`/participants/${encodeURIComponent(id)}`);
  const answer = useRpc<ParticipantAnswer | null>("participant_get", [id]);
  const distinct = useDistinctName();
  const name = detail.data && distinct(detail.data.row.id, detail.data.row.name);
  return (
    <Page
      title={name ?? t("participant.number", { id })}
      description={detail.data ? <Path detail={detail.data} /> : t("participant.title")}
    >
      <QueryState query={detail}>
        {(data) => (
          <Stack>
            <Identity detail={data} answer={answer.data ?? null} />
            <Ways id={data.row.id} roles={data.row.roles} />
            <SimpleGrid cols={{ base: 1, lg: 2 }}>
              <KeyHistory id={data.row.id} />
              <NameHistory id={data.row.id} />
            </SimpleGrid>
            <ServiceLinks
              title={t("participant.nodes")}
              none={t("participant.noNodes")}
              header={t("node.node")}
              links={data.nodes}
              end={({ node }) => <NodeName id={node} />}
            />
            <Section title={t("raw.record")}>
              <JsonView value={data.record} />
            </Section>
          </Stack>
        )}
      </QueryState>
    </Page>
  );
}

function Path({ detail }: { detail: ParticipantDetail }) {
  const { t } = useTranslation("business");
  const distinct = useDistinctName();
  return (
    <nav aria-label={t("participant.path")}>
      <Breadcrumbs>
        <Anchor component={Link} to="/participants" size="sm">
          {t("participants.title")}
        </Anchor>
        {detail.path.map((above) => (
          <Anchor key={above.id} component={Link} to={`/participants/${above.id}`} size="sm">
            {above.name}
          </Anchor>
        ))}
        <Text size="sm" aria-current="page">
          {distinct(detail.row.id, detail.row.name)}
        </Text>
      </Breadcrumbs>
    </nav>
  );
}

interface IdentityProps {
  detail: ParticipantDetail;
  answer: ParticipantAnswer | null;
}

function Identity({ detail, answer }: IdentityProps) {
  const { t } = useTranslation("business");
  const { row, children } = detail;
  return (
    <Section title={t("participant.identity")}>
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <KeyValue
          items={[
            [t("participant.id"), String(row.id)],
            ["DID", <Hash key="did" value={row.did} short={false} />],
            [t("participant.kind"), t(`participantKind.${row.kind}`)],
            [t("participant.tier"), t(`tier.${row.tier}`)],
            [
              t("participant.status"),
              <StatusBadge key="status" kind="participant" value={row.status} />,
            ],
            [
              t("participant.effective"),
              <StatusBadge key="effective" kind="participant" value={row.effectiveStatus} />,
            ],
            [t("participant.roles"), <Roles key="roles" roles={row.roles} />],
            ...(answer
              ? ([
                  [
                    t("participant.effectiveRoles"),
                    <Roles key="cut" roles={answer.effectiveRoles} />,
                  ],
                ] as [string, React.ReactNode][])
              : []),
          ]}
        />
        <KeyValue
          items={[
            [t("participant.account"), <Hash key="account" value={row.account} short={false} />],
            [t("participant.keyVersion"), String(row.keyVersion)],
            [t("participant.children"), String(children)],
            [
              t("participant.admittedAt"),
              row.admittedAt === 0 ? t("atGenesis") : <Time key="admitted" ms={row.admittedAt} />,
            ],
            [
              t("participant.changedAt"),
              row.changedAt === 0 ? t("atGenesis") : <Time key="changed" ms={row.changedAt} />,
            ],
            ...(answer
              ? ([
                  [
                    t("participant.identityDigest"),
                    <Hash key="identity" value={answer.identity} short />,
                  ],
                  [
                    t("participant.decision"),
                    answer.decision ? (
                      <Stack key="decision" gap={2}>
                        <ActorName actor={answer.decision.by} />
                        <Text size="sm">{answer.decision.reason}</Text>
                      </Stack>
                    ) : (
                      t("participant.noDecision")
                    ),
                  ],
                ] as [string, React.ReactNode][])
              : []),
          ]}
        />
      </SimpleGrid>
    </Section>
  );
}

function Roles({ roles }: { roles: readonly string[] }) {
  const { t } = useTranslation("business");
  if (roles.length === 0) {
    return <Text span>{t("participant.noRole")}</Text>;
  }
  return (
    <Group gap={4}>
      {roles.map((role) => (
        <Badge key={role} variant="light" tt="none">
          {t(`role.${role}`)}
        </Badge>
      ))}
    </Group>
  );
}

function Ways({ id, roles }: { id: number; roles: readonly string[] }) {
  const { t } = useTranslation("business");
  const ways = [
    { to: `/transactions?signer=${id}`, label: t("participant.toTransactions") },
    ...(roles.includes("issuer")
      ? [
          { to: `/bills?issuer=${id}`, label: t("participant.toBills") },
          {
            to: `/statistics?issuer=${id}`,
            label: t("participant.toStatistics"),
          },
        ]
      : []),
    ...(roles.includes("billUser") || roles.includes("platform")
      ? [
          {
            to: `/locks?view=list&holder=${id}`,
            label: t("participant.toLocks"),
          },
          {
            to: `/authorizations?grantee=${id}`,
            label: t("participant.toGrants"),
          },
        ]
      : []),
    ...(roles.includes("holder")
      ? [
          { to: `/bills?holder=${id}`, label: t("participant.toHeld") },
          {
            to: `/authorizations?holder=${id}`,
            label: t("participant.toAuthorizations"),
          },
        ]
      : []),
    {
      to: `/participants?view=list&parent=${id}`,
      label: t("participant.toChildren"),
    },
  ];
  return (
    <Group gap="xs" component="nav" aria-label={t("participant.ways")}>
      {ways.map(({ to, label }) => (
        <Button key={to} component={Link} to={to} variant="default" size="xs">
          {label}
        </Button>
      ))}
    </Group>
  );
}
