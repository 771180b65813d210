import type { ApprovalAnswer } from "@fiscalchain/client";
import { Alert, Anchor, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { Hash } from "../../components/Hash";
import { KeyValue } from "../../components/KeyValue";
import { Page } from "../../components/Page";
import { Participant } from "../../components/Participant";
import { QueryState } from "../../components/QueryState";
import { Section } from "../../components/Section";
import { StatusBadge } from "../../components/StatusBadge";
import { Time } from "../../components/Time";
import { useRpc } from "../../lib/rpc";
import { ApprovalActions } from "../../parts/govern/approvals/ApprovalActions";
import { RecordView } from "../../parts/govern/approvals/RecordView";
import { ApprovalSteps } from "../../parts/govern/approvals/Steps";
import { EncodedCall } from "../../parts/govern/CallWords";
import { DispatchFailure } from "../../parts/govern/DispatchFailure";

const REFRESH_MS = 10_000;

/** One approval: what it asks for, who signed, what was done with it, and what may be done now. */
export default function Approval() {
  const { t } = useTranslation("govern");
  const { id = "" } = useParams();
  const number = /^\d{1,10}$/.test(id) ? Number(id) : null;
  const query = useRpc<ApprovalAnswer | null>("approval_get", number === null ? null : [number], {
    refetchMs: REFRESH_MS,
  });
  const answer = query.data;
  return (
    <Page
      title={t("approvals.number", { id })}
      description={
        answer && (
          <Group gap="sm">
            <Text component="span" size="sm">
              {t(`operation.${answer.terms.operation}`)}
            </Text>
            <StatusBadge kind="approval" value={answer.stateNow} />
          </Group>
        )
      }
    >
      {number === null ? (
        <Alert color="red">{t("approvals.unknown", { id })}</Alert>
      ) : (
        <QueryState query={query}>
          {(found) =>
            found ? (
              <Detail answer={found} />
            ) : (
              <Alert color="red">{t("approvals.unknown", { id })}</Alert>
            )
          }
        </QueryState>
      )}
    </Page>
  );
}

function Detail({ answer }: { answer: ApprovalAnswer }) {
  const { t } = useTranslation("govern");
  const { terms } = answer;
  const other = (id: number | null) =>
    id === null ? (
      "—"
    ) : (
      <Anchor component={Link} to={`/approvals/${id}`}>
        {t("approvals.number", { id })}
      </Anchor>
    );
  return (
    <Stack gap="lg">
      <Section title={t("approvals.what")}>
        {answer.call === "0x" ? (
          <Text c="dimmed">{t("approvals.dropped")}</Text>
        ) : (
          <EncodedCall hex={answer.call} />
        )}
      </Section>
      <ApprovalActions answer={answer} />
      {answer.state === "failed" && answer.failure !== null && (
        <DispatchFailure failure={answer.failure} />
      )}
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <Section title={t("flows.steps")}>
          <ApprovalSteps
            steps={terms.steps}
            signatures={answer.signatures}
            current={answer.step}
            pending={answer.stateNow === "pending"}
          />
        </Section>
        <Section title={t("approvals.terms")}>
          <KeyValue
            items={[
              [t("approvals.proposer"), <Participant key="p" id={terms.proposer} />],
              [t("approvals.signer"), <Participant key="s" id={terms.signer} />],
              [t("approvals.proposedAt"), <Time key="a" ms={terms.proposedAt} />],
              [t("approvals.deadline"), <Time key="d" ms={terms.deadline} />],
              [
                t("flows.flow"),
                t(terms.mandated ? "approvals.mandated" : "approvals.chosen", { flow: terms.flow }),
              ],
              [t("approvals.subject"), <Hash key="c" value={terms.subject} />],
              [t("approvals.head"), <Hash key="h" value={answer.head} />],
              [t("approvals.previous"), other(terms.previous?.id ?? null)],
              [t("approvals.resubmitted"), other(answer.resubmitted)],
            ]}
          />
        </Section>
      </SimpleGrid>
      <Section title={t("record.title")}>
        <RecordView answer={answer} />
      </Section>
    </Stack>
  );
}
