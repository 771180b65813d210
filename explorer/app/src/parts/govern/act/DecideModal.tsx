import {
  Alert,
  Anchor,
  Button,
  Group,
  Modal,
  NativeSelect,
  NumberInput,
  Radio,
  Stack,
  Text,
  Textarea,
} from "@mantine/core";
import type { FlowItem, HighRiskItem } from "@fiscalchain/client";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Failure, QueryState } from "../../../components/QueryState";
import { useChain } from "../../../lib/chain";
import { useRpc } from "../../../lib/rpc";
import { useSubmit, type Progress, type Submitter } from "../../../lib/signer";
import { prepare } from "../../../lib/signing/prepare";
import { byteLength } from "../policy/values";
import { readValue, useChainRead } from "../chainRead";
import {
  demandedFlow,
  numberOfEvent,
  succeeded,
  transactionOf,
  votesNeeded,
  waysOf,
  type Decision,
  type Way,
} from "./decision";
import { useAfter } from "./useAfter";

const MAX_REASON = 256;

export interface DecideModalProps {
  decision: Decision;
  onClose: () => void;
  /** Hears how the transaction ended where it succeeded. */
  onDone?: (progress: Progress, way: Way) => void;
}

/** Asks by which way something is to be decided, and why; then has it signed. */
export function DecideModal({ decision, onClose, onDone }: DecideModalProps) {
  const { t } = useTranslation("govern");
  const highRisk = useRpc<HighRiskItem[]>("approval_highRisk", []);
  const submitter = useSubmit();
  return (
    <Modal
      opened
      onClose={onClose}
      // The dialogue of signing stands above this one and has the keyboard then.
      closeOnEscape={!submitter.busy}
      closeOnClickOutside={!submitter.busy}
      title={t("decide.title")}
      size="lg"
      closeButtonProps={{ "aria-label": t("core:close") }}
    >
      <QueryState query={highRisk}>
        {(items) => (
          <DecideForm
            decision={decision}
            highRisk={items}
            submitter={submitter}
            onClose={onClose}
            onDone={onDone}
          />
        )}
      </QueryState>
    </Modal>
  );
}

function DecideForm({
  decision,
  highRisk,
  submitter,
  onClose,
  onDone,
}: DecideModalProps & { highRisk: HighRiskItem[]; submitter: Submitter }) {
  const { t } = useTranslation("govern");
  const ways = waysOf(decision, highRisk);
  const demanded = demandedFlow(decision, highRisk);
  const [way, setWay] = useState<Way>(ways[0] ?? "direct");
  const [reason, setReason] = useState("");
  const [flow, setFlow] = useState<number | null>(null);
  const [threshold, setThreshold] = useState<number | null>(null);
  const [tried, setTried] = useState(false);
  const { submit, busy } = submitter;
  const after = useAfter();
  const [result, setResult] = useState<Progress | null>(null);
  const [fault, setFault] = useState<Error | null>(null);

  const reasonLength = byteLength(reason.trim());
  const reasonNeeded = way === "approval" || decision.needsReason;
  const reasonFault =
    (reasonNeeded && reasonLength === 0) || reasonLength > MAX_REASON
      ? t("decide.reasonFault", { max: MAX_REASON })
      : undefined;
  const flowFault =
    way === "approval" && demanded === null && flow === null ? t("decide.flowFault") : undefined;

  const { client } = useChain();
  const seats = useChainRead(
    ["council", "seats"],
    async (api) => (await readValue<string[]>(api, "council", "members"))?.length ?? 0,
    { enabled: way === "council" },
  );
  const votes = threshold ?? (seats.data ? votesNeeded(decision, seats.data) : 1);
  const ready = !reasonFault && !flowFault && (way !== "council" || seats.data !== undefined);

  /** Length of the encoded call: a motion names it. */
  const lengthOf = async (): Promise<number> => {
    if (!client) return 0;
    const args = decision.args(reason.trim());
    return (await prepare(client.api.registry, { ...decision, args })).encoded.length;
  };

  const go = async () => {
    setTried(true);
    if (!ready) return;
    let length = 0;
    try {
      if (way === "council") length = await lengthOf();
      setFault(null);
    } catch (error) {
      setFault(error instanceof Error ? error : new Error(String(error)));
      return;
    }
    const choice = { way, reason, flow: demanded === null ? flow : null, threshold: votes, length };
    const progress = await submit({
      ...transactionOf(decision, choice),
      summary: t(`decide.summary.${way}`, { what: decision.summary }),
    });
    if (succeeded(progress)) {
      after();
      setResult(progress);
      onDone?.(progress, way);
    }
  };

  if (result) return <Outcome progress={result} way={way} onClose={onClose} />;
  return (
    <Stack
      component="form"
      gap="md"
      onSubmit={(event: React.FormEvent) => {
        event.preventDefault();
        void go();
      }}
    >
      <Text>{decision.summary}</Text>
      <Radio.Group label={t("decide.way")} value={way} onChange={(next) => setWay(next as Way)}>
        <Stack gap={6} mt={6}>
          {ways.map((each) => (
            <Radio
              key={each}
              value={each}
              label={t(`decide.ways.${each}`)}
              description={t(
                each === "approval" && demanded !== null
                  ? "decide.waysHint.demanded"
                  : `decide.waysHint.${each}`,
                { flow: demanded },
              )}
            />
          ))}
        </Stack>
      </Radio.Group>
      {way === "approval" && demanded === null && (
        <FlowSelect value={flow} onChange={setFlow} error={tried ? flowFault : undefined} />
      )}
      {way === "council" && (
        <>
          {seats.error && <Failure error={seats.error} retry={seats.refetch} />}
          <NumberInput
            label={t("decide.threshold")}
            description={t("decide.thresholdHint", { members: seats.data ?? "…" })}
            min={1}
            max={seats.data}
            allowDecimal={false}
            value={votes}
            onChange={(next) => setThreshold(typeof next === "number" ? next : null)}
          />
        </>
      )}
      {(way !== "council" || decision.needsReason) && (
        <Textarea
          label={t("decide.reason")}
          description={t("decide.reasonHint")}
          required={reasonNeeded}
          autosize
          minRows={2}
          maxLength={MAX_REASON}
          value={reason}
          error={tried ? reasonFault : undefined}
          onChange={(event) => setReason(event.currentTarget.value.replaceAll(/\p{Cc}/gu, " "))}
        />
      )}
      {fault && <Failure error={fault} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t("core:cancel")}
        </Button>
        <Button type="submit" loading={busy}>
          {t("decide.continue")}
        </Button>
      </Group>
    </Stack>
  );
}

function FlowSelect({
  value,
  onChange,
  error,
}: {
  value: number | null;
  onChange: (flow: number | null) => void;
  error: string | undefined;
}) {
  const { t } = useTranslation("govern");
  const flows = useRpc<FlowItem[]>("approval_flows", []);
  if (flows.error) return <Failure error={flows.error} retry={flows.refetch} />;
  return (
    <NativeSelect
      label={t("decide.flow")}
      description={t("decide.flowHint")}
      required
      value={value === null ? "" : String(value)}
      error={error}
      data={[
        { value: "", label: t("policy.choose") },
        ...(flows.data ?? []).map((flow) => ({
          value: String(flow.id),
          label: `${flow.id} ${flow.name}`,
        })),
      ]}
      onChange={(event) => {
        const chosen = event.currentTarget.value;
        onChange(chosen === "" ? null : Number(chosen));
      }}
    />
  );
}

function Outcome({
  progress,
  way,
  onClose,
}: {
  progress: Progress;
  way: Way;
  onClose: () => void;
}) {
  const { t } = useTranslation("govern");
  const approval = numberOfEvent(progress, "Approvals", "Proposed", "id");
  return (
    <Stack>
      <Alert color="green" title={t(`decide.done.${way}`)}>
        <Stack gap={4}>
          {approval !== null && (
            <Anchor component={Link} to={`/approvals/${approval}`}>
              {t("decide.toApproval", { id: approval })}
            </Anchor>
          )}
          {way === "council" && (
            <Anchor component={Link} to="/council">
              {t("decide.toCouncil")}
            </Anchor>
          )}
          {progress.hash && (
            <Anchor component={Link} to={`/transactions/${progress.hash}`}>
              {t("decide.toTransaction")}
            </Anchor>
          )}
        </Stack>
      </Alert>
      <Group justify="flex-end">
        <Button onClick={onClose}>{t("core:close")}</Button>
      </Group>
    </Stack>
  );
}
