import { Accordion, Alert, Badge, Button, Group, Paper, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Failure } from "../../../components/QueryState";
import { StatusBadge } from "../../../components/StatusBadge";
import { useRpc } from "../../../lib/rpc";
import type { PolicyAnswer, PolicyDecided } from "../policy/answers";
import { CaseForm } from "../policy/CaseForm";
import { caseFaults, emptyCase, factsOf, type SimulationCase } from "../policy/cases";
import { ConditionTree } from "../policy/ConditionTree";
import { readPolicy } from "../policy/read";
import { SelectorSteps } from "../policy/StepList";
import { TruthBadge } from "../policy/TruthMark";
import { useReferences } from "../policy/useReferences";

/** What the policies in force say of one request together, and why. */
export function Decide() {
  const { t } = useTranslation("govern");
  const { scenes, labels } = useReferences();
  const [value, setValue] = useState<SimulationCase>(() => emptyCase(t("decideCase.name")));
  const [asked, setAsked] = useState<object | null>(null);
  const query = useRpc<PolicyDecided>("policy_decide", asked ? [asked] : null);
  const faulty = caseFaults(value).length > 0;
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        {t("decideCase.hint")}
      </Text>
      <Paper withBorder p="sm" component="section" aria-label={t("simulation.facts")}>
        <CaseForm value={value} onChange={setValue} scenes={scenes} labels={labels} />
      </Paper>
      <Group>
        <Button
          disabled={faulty}
          loading={asked !== null && query.isFetching}
          onClick={() => {
            const facts = factsOf(value);
            setAsked(facts);
            if (JSON.stringify(facts) === JSON.stringify(asked)) void query.refetch();
          }}
        >
          {t("decideCase.ask")}
        </Button>
      </Group>
      {asked && query.error && <Failure error={query.error} retry={query.refetch} />}
      {asked && query.data && <Verdict decided={query.data} />}
    </Stack>
  );
}

function Verdict({ decided }: { decided: PolicyDecided }) {
  const { t } = useTranslation("govern");
  const { verdict, policies } = decided;
  return (
    <Stack role="status">
      <Alert
        color={verdict.permitted ? "green" : "red"}
        title={t(verdict.permitted ? "decideCase.permitted" : "decideCase.denied")}
      >
        <Stack gap={4}>
          <Text size="sm">
            {verdict.policy === null
              ? t("decideCase.unregulated")
              : t("decideCase.by", { id: verdict.policy })}
          </Text>
          {verdict.obligations.length > 0 && (
            <Group gap={6}>
              <Text size="sm">{t("policy.obligations")}:</Text>
              {verdict.obligations.map((one) => (
                <Badge key={one} color="orange">
                  {t(`policy.obligation.${one}`)}
                </Badge>
              ))}
            </Group>
          )}
        </Stack>
      </Alert>
      {policies.length > 0 && (
        <Accordion variant="contained" multiple order={2}>
          {policies.map(([id, explanation]) => (
            <Accordion.Item key={id} value={String(id)}>
              <Accordion.Control>
                <Group gap="sm">
                  <Text component="span" size="sm" fw={id === verdict.policy ? 700 : 400}>
                    {t("policy.number", { id })}
                  </Text>
                  {!explanation.applies && (
                    <Badge color="gray">{t("decideCase.notApplicable")}</Badge>
                  )}
                  <TruthBadge truth={explanation.truth} />
                  {decided.hits.includes(id) && <Badge color="fiscal">{t("decideCase.hit")}</Badge>}
                </Group>
              </Accordion.Control>
              <Accordion.Panel>
                <ExplainedPolicy id={id} explanation={explanation} />
              </Accordion.Panel>
            </Accordion.Item>
          ))}
        </Accordion>
      )}
    </Stack>
  );
}

function ExplainedPolicy({
  id,
  explanation,
}: {
  id: number;
  explanation: PolicyDecided["policies"][number][1];
}) {
  const { t } = useTranslation("govern");
  const references = useReferences();
  const query = useRpc<PolicyAnswer | null>("policy_get", [id]);
  const policy = query.data ? readPolicy(query.data.record.policy).policy : null;
  return (
    <Stack gap="sm">
      {policy && (
        <Group gap="sm">
          <Button component={Link} to={`/policies/${id}`} variant="subtle" size="compact-sm">
            {policy.name}
          </Button>
          <StatusBadge kind="effect" value={policy.effect} />
        </Group>
      )}
      <SelectorSteps steps={explanation.steps} />
      {policy?.condition && (
        <ConditionTree
          root={policy.condition}
          steps={explanation.steps}
          scenes={references.scenes}
          primitives={references.primitives}
          label={t("policy.condition")}
        />
      )}
    </Stack>
  );
}
