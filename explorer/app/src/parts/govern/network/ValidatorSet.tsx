import { Badge, Group, NumberInput, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DataTable, type Column } from "../../../components/DataTable";
import { Hash } from "../../../components/Hash";
import { Participant } from "../../../components/Participant";
import { Failure } from "../../../components/QueryState";
import { Stat } from "../../../components/Stat";
import { formatNumber, formatPercent } from "../../../lib/format";
import { DecideButton } from "../act/DecideButton";
import { DecisionForm } from "../act/DecisionForm";
import { useValidators, type ValidatorRow } from "./useValidators";

/** Who decides the next blocks, and with which weight. */
export function ValidatorSetView() {
  const { t } = useTranslation("govern");
  const { answer, rows, operatorsError } = useValidators();
  const total = rows.filter((row) => row.stays).reduce((sum, row) => sum + row.weight, 0);
  // More than two thirds have to agree.
  const quorum = Math.floor((total * 2) / 3) + 1;
  const columns: Column<ValidatorRow>[] = [
    {
      key: "who",
      header: t("validators.validator"),
      primary: true,
      render: (row) => <Participant id={row.participant} />,
    },
    { key: "key", header: t("validators.key"), render: (row) => <Hash value={row.key} /> },
    {
      key: "weight",
      header: t("validators.weight"),
      align: "right",
      render: (row) =>
        `${formatNumber(row.weight)} (${formatPercent(total === 0 ? 0 : row.weight / total)})`,
    },
    {
      key: "from",
      header: t("validators.from"),
      align: "right",
      render: (row) => (row.from === null ? "—" : formatNumber(row.from)),
    },
    {
      key: "state",
      header: t("policies.state"),
      render: (row) =>
        row.coming ? (
          <Badge color="orange">{t("validators.coming")}</Badge>
        ) : row.stays ? (
          <Badge color="green">{t("validators.decides")}</Badge>
        ) : (
          <Badge color="red">{t("validators.leaving")}</Badge>
        ),
    },
    {
      key: "act",
      header: t("resource.act"),
      render: (row) => (
        <Group gap={4}>
          <WeightButton row={row} />
          <DecideButton
            size="compact-xs"
            color="red"
            variant="light"
            label={t("validators.remove")}
            decision={{
              pallet: "BftValidators",
              call: "remove_validator",
              args: () => ({ public: row.key }),
              operation: null,
              summary: t("validators.removeSummary", { key: row.key }),
              needsReason: false,
              councilOnly: true,
              council: "threeQuarters",
            }}
          />
        </Group>
      ),
    },
  ];
  return (
    <Stack>
      <SimpleGrid cols={{ base: 2, md: 4 }}>
        <Stat
          label={t("validators.count")}
          value={answer.data ? formatNumber(answer.data.next.length) : undefined}
        />
        <Stat label={t("validators.total")} value={answer.data ? formatNumber(total) : undefined} />
        <Stat
          label={t("validators.quorum")}
          value={answer.data ? formatNumber(quorum) : undefined}
          hint={t("validators.quorumHint")}
        />
        <Stat
          label={t("validators.height")}
          value={answer.data ? formatNumber(answer.data.height) : undefined}
        />
      </SimpleGrid>
      {operatorsError && <Failure error={operatorsError} />}
      <DataTable
        caption={t("validators.set")}
        columns={columns}
        list={{
          items: rows,
          isLoading: answer.isPending,
          error: answer.error,
          refetch: () => void answer.refetch(),
        }}
        rowKey={(row) => row.key}
      />
      <Group>
        <AddValidator />
      </Group>
    </Stack>
  );
}

function WeightButton({ row }: { row: ValidatorRow }) {
  const { t } = useTranslation("govern");
  const [weight, setWeight] = useState<number | null>(row.weight);
  return (
    <DecisionForm
      title={t("validators.setWeight")}
      size="compact-xs"
      variant="default"
      isReady={weight !== null && weight >= 1 && weight !== row.weight}
      make={() => ({
        pallet: "BftValidators",
        call: "set_weight",
        args: () => ({ public: row.key, weight }),
        operation: null,
        summary: t("validators.weightSummary", { key: row.key, weight }),
        needsReason: false,
        councilOnly: true,
        council: "threeQuarters",
      })}
    >
      <WeightInput value={weight} onChange={setWeight} />
    </DecisionForm>
  );
}

function WeightInput({
  value,
  onChange,
}: {
  value: number | null;
  onChange: (value: number | null) => void;
}) {
  const { t } = useTranslation("govern");
  return (
    <NumberInput
      label={t("validators.weight")}
      min={1}
      max={4_294_967_295}
      allowDecimal={false}
      value={value ?? ""}
      onChange={(next) => onChange(typeof next === "number" ? next : null)}
    />
  );
}

const KEY = /^0x0[23][0-9a-f]{64}$/i;
const SIGNATURE = /^0x[0-9a-f]{128}$/i;

function AddValidator() {
  const { t } = useTranslation("govern");
  const [participant, setParticipant] = useState<number | null>(null);
  const [key, setKey] = useState("");
  const [weight, setWeight] = useState<number | null>(1);
  const [proof, setProof] = useState("");
  const good =
    participant !== null && KEY.test(key) && weight !== null && weight > 0 && SIGNATURE.test(proof);
  const wrong = (value: string, form: RegExp) =>
    value !== "" && !form.test(value) ? t("core:filter.invalid") : undefined;
  return (
    <DecisionForm
      title={t("validators.add")}
      variant="default"
      leftSection={<IconPlus size={16} />}
      isReady={good}
      make={() => ({
        pallet: "BftValidators",
        call: "add_validator",
        args: () => ({ participant, public: key, weight, proof }),
        operation: null,
        summary: t("validators.addSummary", { participant, weight }),
        needsReason: false,
        councilOnly: true,
        council: "threeQuarters",
      })}
    >
      <NumberInput
        label={t("validators.participant")}
        min={0}
        hideControls
        allowDecimal={false}
        value={participant ?? ""}
        onChange={(next) => setParticipant(typeof next === "number" ? next : null)}
      />
      <TextInput
        label={t("validators.key")}
        description={t("validators.keyHint")}
        maxLength={68}
        ff="monospace"
        autoComplete="off"
        value={key}
        error={wrong(key, KEY)}
        onChange={(event) => setKey(event.currentTarget.value.trim())}
      />
      <WeightInput value={weight} onChange={setWeight} />
      <TextInput
        label={t("validators.proof")}
        description={t("validators.proofHint")}
        maxLength={130}
        ff="monospace"
        autoComplete="off"
        value={proof}
        error={wrong(proof, SIGNATURE)}
        onChange={(event) => setProof(event.currentTarget.value.trim())}
      />
    </DecisionForm>
  );
}
