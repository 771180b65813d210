import {
  ActionIcon,
  Alert,
  Badge,
  Button,
  FileButton,
  Group,
  Paper,
  Radio,
  Stack,
  Table,
  Text,
} from "@mantine/core";
import { IconDownload, IconPlus, IconTrash, IconUpload } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Failure } from "../../../components/QueryState";
import { StatusBadge } from "../../../components/StatusBadge";
import { download } from "../../../lib/download";
import type { Point } from "./attributes";
import { CaseForm } from "./CaseForm";
import {
  caseFaults,
  casesJson,
  emptyCase,
  MAX_CASES,
  readCases,
  type CasesFault,
  type SimulationCase,
} from "./cases";
import { TruthBadge } from "./TruthMark";
import type { SimulationState } from "./useSimulation";
import type { Named } from "./ValueInput";

export interface SimulationPanelProps {
  cases: SimulationCase[];
  onCases: (cases: SimulationCase[]) => void;
  /** The case whose answer is shown on the tree. */
  selected: number;
  onSelect: (at: number) => void;
  simulation: SimulationState;
  /** Where a new case asks. */
  point: Point;
  scenes: Named[];
  labels: string[];
}

const MAX_FILE = 262_144;

/** Cases the policy is tried with, and how each came out. */
export function SimulationPanel(props: SimulationPanelProps) {
  const { cases, onCases, selected, onSelect, simulation, point, scenes, labels } = props;
  const { t } = useTranslation("govern");
  const [fault, setFault] = useState<CasesFault | "tooLarge" | null>(null);
  const current = cases[selected];
  const failed = simulation.results.filter((result) => result?.asExpected === false).length;

  const add = () => {
    onCases([...cases, emptyCase(t("simulation.caseNumber", { number: cases.length + 1 }), point)]);
    onSelect(cases.length);
  };
  const load = async (file: File | null) => {
    if (!file) return;
    if (file.size > MAX_FILE) {
      setFault("tooLarge");
      return;
    }
    const read = readCases(await file.text());
    if ("fault" in read) setFault(read.fault);
    else {
      setFault(null);
      onCases(read.cases);
      onSelect(0);
    }
  };

  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t("simulation.hint")}
      </Text>
      <Group gap="xs">
        <Button
          size="compact-sm"
          leftSection={<IconPlus size={14} />}
          disabled={cases.length >= MAX_CASES}
          onClick={add}
        >
          {t("simulation.add")}
        </Button>
        <FileButton accept="application/json,.json" onChange={(file) => void load(file)}>
          {(button) => (
            <Button
              {...button}
              size="compact-sm"
              variant="default"
              leftSection={<IconUpload size={14} />}
            >
              {t("simulation.load")}
            </Button>
          )}
        </FileButton>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconDownload size={14} />}
          disabled={cases.length === 0}
          onClick={() =>
            download(
              "cases.json",
              `${JSON.stringify(casesJson(cases), null, 2)}\n`,
              "application/json",
            )
          }
        >
          {t("simulation.save")}
        </Button>
      </Group>
      {fault && (
        <Alert
          color="red"
          withCloseButton
          closeButtonLabel={t("core:close")}
          onClose={() => setFault(null)}
        >
          {t(`simulation.fault.${fault}`)}
        </Alert>
      )}
      {simulation.error && <Failure error={simulation.error} retry={simulation.refetch} />}
      {failed > 0 && <Alert color="red">{t("simulation.unexpected", { count: failed })}</Alert>}
      {cases.length > 0 && (
        <Table.ScrollContainer minWidth={480}>
          <Table aria-label={t("simulation.results")} aria-busy={simulation.busy} fz="sm">
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{t("simulation.case")}</Table.Th>
                <Table.Th scope="col">{t("simulation.applies")}</Table.Th>
                <Table.Th scope="col">{t("simulation.condition")}</Table.Th>
                <Table.Th scope="col">{t("simulation.verdict")}</Table.Th>
                <Table.Th scope="col">{t("simulation.expect")}</Table.Th>
                <Table.Th scope="col" w={40} aria-label={t("policy.remove")} />
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {cases.map((each, at) => (
                <CaseRow
                  key={at}
                  each={each}
                  result={simulation.results[at] ?? null}
                  selected={at === selected}
                  onSelect={() => onSelect(at)}
                  onRemove={() => {
                    onCases(cases.filter((_, other) => other !== at));
                    onSelect(Math.max(0, Math.min(selected, cases.length - 2)));
                  }}
                />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {current && (
        <Paper withBorder p="sm" component="section" aria-label={t("simulation.facts")}>
          <CaseForm
            value={current}
            scenes={scenes}
            labels={labels}
            onChange={(next) => onCases(cases.map((each, at) => (at === selected ? next : each)))}
          />
        </Paper>
      )}
    </Stack>
  );
}

interface RowProps {
  each: SimulationCase;
  result: SimulationState["results"][number];
  selected: boolean;
  onSelect: () => void;
  onRemove: () => void;
}

function CaseRow({ each, result, selected, onSelect, onRemove }: RowProps) {
  const { t } = useTranslation("govern");
  const faulty = caseFaults(each).length > 0;
  return (
    <Table.Tr bg={selected ? "var(--fiscal-subtle)" : undefined}>
      <Table.Td>
        <Radio
          name="simulation-case"
          checked={selected}
          onChange={onSelect}
          label={each.name || t("simulation.unnamed")}
          size="xs"
        />
      </Table.Td>
      <Table.Td>
        {faulty ? (
          <Text size="xs" c="red">
            {t("simulation.faulty")}
          </Text>
        ) : result ? (
          t(result.explanation.applies ? "core:yes" : "core:no")
        ) : (
          "…"
        )}
      </Table.Td>
      <Table.Td>{result && <TruthBadge truth={result.explanation.truth} />}</Table.Td>
      <Table.Td>{result && <StatusBadge kind="effect" value={result.verdict} />}</Table.Td>
      <Table.Td>
        {result?.asExpected === true && <Badge color="green">{t("simulation.asExpected")}</Badge>}
        {result?.asExpected === false && <Badge color="red">{t("simulation.notAsExpected")}</Badge>}
      </Table.Td>
      <Table.Td>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={t("simulation.remove", { name: each.name })}
          onClick={onRemove}
        >
          <IconTrash size={14} />
        </ActionIcon>
      </Table.Td>
    </Table.Tr>
  );
}
