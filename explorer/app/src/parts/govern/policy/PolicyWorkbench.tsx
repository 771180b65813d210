import { Button, Group, SimpleGrid, Stack, Tabs, Text, Title } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Section } from "../../../components/Section";
import type { PolicyJson } from "./answers";
import { CheckPanel, type Subject } from "./CheckPanel";
import type { SimulationCase } from "./cases";
import { ConditionTree } from "./ConditionTree";
import { fromPolicy, isClean, withText, type EditorState } from "./editor";
import { FindingLine } from "./FindingLine";
import { JsonPane } from "./JsonPane";
import { policyJson, type PolicyDraft } from "./model";
import { SelectorsForm } from "./SelectorsForm";
import { SimulationPanel } from "./SimulationPanel";
import { SelectorSteps } from "./StepList";
import { newId, newTest, type ConditionNode } from "./tree";
import { useReferences } from "./useReferences";
import { useSimulation } from "./useSimulation";
import { VersionDiff } from "./VersionDiff";

export interface WorkbenchProps {
  state: EditorState;
  onState: (state: EditorState) => void;
  cases: SimulationCase[];
  onCases: (cases: SimulationCase[]) => void;
  /** The version this one began with, and of which policy: shown beside it. */
  base?: { id: number; title: string; policy: PolicyJson } | null;
}

/** A policy in work: its parts, its condition as a tree or as JSON, what the chain says, cases. */
export function PolicyWorkbench({ state, onState, cases, onCases, base = null }: WorkbenchProps) {
  const { t } = useTranslation("govern");
  const references = useReferences();
  const [selected, setSelected] = useState(0);
  const { policy } = state;
  const json = useMemo(() => policyJson(policy), [policy]);
  const clean = isClean(state);
  const subject = useMemo<Subject | null>(() => (clean ? { policy: json } : null), [clean, json]);
  const simulation = useSimulation(subject, policy.effect, cases);
  const steps = simulation.results[selected]?.explanation.steps ?? null;
  const edit = (next: PolicyDraft) => onState(fromPolicy(next));

  return (
    <SimpleGrid cols={{ base: 1, xl: 2 }} spacing="lg">
      <Tabs defaultValue="tree" keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="tree">{t("workbench.tree")}</Tabs.Tab>
          <Tabs.Tab value="json">JSON</Tabs.Tab>
          {base && <Tabs.Tab value="diff">{t("workbench.diff")}</Tabs.Tab>}
        </Tabs.List>
        <Tabs.Panel value="tree" pt="md">
          {state.apart ? (
            <Apart onDiscard={() => edit(policy)} />
          ) : (
            <Stack gap="lg">
              <SelectorsForm
                policy={policy}
                onChange={edit}
                findings={state.findings}
                scenes={references.scenes}
                labels={references.labels}
              />
              <section>
                <Title order={2} size="h4" mb="xs">
                  {t("policy.condition")}
                </Title>
                {steps && <SelectorSteps steps={steps} />}
                {policy.condition ? (
                  <ConditionTree
                    root={policy.condition}
                    onChange={(condition) => edit({ ...policy, condition })}
                    findings={state.findings}
                    steps={steps}
                    scenes={references.scenes}
                    primitives={references.primitives}
                    label={t("policy.condition")}
                  />
                ) : (
                  <Beginnings onChoose={(condition) => edit({ ...policy, condition })} />
                )}
              </section>
            </Stack>
          )}
        </Tabs.Panel>
        <Tabs.Panel value="json" pt="md">
          <JsonPane state={state} onText={(text) => onState(withText(state, text))} />
        </Tabs.Panel>
        {base && (
          <Tabs.Panel value="diff" pt="md">
            <VersionDiff left={base} right={{ title: t("workbench.draft"), policy: json }} />
          </Tabs.Panel>
        )}
      </Tabs>
      <Stack gap="lg">
        <Section title={t("workbench.check")}>
          <CheckPanel subject={subject} findings={state.findings} revised={base?.id ?? null} />
        </Section>
        <Section title={t("workbench.simulation")}>
          <SimulationPanel
            cases={cases}
            onCases={onCases}
            selected={selected}
            onSelect={setSelected}
            simulation={simulation}
            point={policy.points[0] ?? "lock"}
            scenes={references.scenes}
            labels={references.labels}
          />
        </Section>
      </Stack>
    </SimpleGrid>
  );
}

/** The tree cannot follow the text. */
function Apart({ onDiscard }: { onDiscard: () => void }) {
  const { t } = useTranslation("govern");
  return (
    <Stack align="flex-start">
      <FindingLine finding={{ path: "", problem: "syntax", key: "form.apart" }} />
      <Button variant="default" onClick={onDiscard}>
        {t("workbench.discardText")}
      </Button>
    </Stack>
  );
}

/** Ways to begin a condition. */
function Beginnings({ onChoose }: { onChoose: (condition: ConditionNode) => void }) {
  const { t } = useTranslation("govern");
  return (
    <Stack gap="xs" align="flex-start">
      <Text size="sm" c="dimmed">
        {t("policy.noCondition")}
      </Text>
      <Group gap="xs">
        <Button
          size="compact-sm"
          variant="light"
          leftSection={<IconPlus size={14} />}
          onClick={() => onChoose(newTest())}
        >
          {t("policy.addComparison")}
        </Button>
        {(["all", "any"] as const).map((kind) => (
          <Button
            key={kind}
            size="compact-sm"
            variant="light"
            leftSection={<IconPlus size={14} />}
            onClick={() => onChoose({ id: newId(), kind, branches: [newTest(), newTest("age")] })}
          >
            {t(`policy.group.${kind}`)}
          </Button>
        ))}
      </Group>
    </Stack>
  );
}
