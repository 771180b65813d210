import type { ApprovalAnswer, ApprovalItem } from "@fiscalchain/client";
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useRpc } from "../../../lib/rpc";
import { numberOfEvent } from "../act/decision";
import { SignButton } from "../act/SignButton";
import { useMe } from "../me";
import { useRecordCheck } from "./useRecordCheck";

/** What the key that is open may do with an approval. */
export function ApprovalActions({ answer }: { answer: ApprovalAnswer }) {
  const { t } = useTranslation("govern");
  const navigate = useNavigate();
  const { account, me, open } = useMe();
  const waiting = useRpc<ApprovalItem[]>("approval_waitingFor", me ? [me.id] : null);
  const check = useRecordCheck(answer);
  const { id, subject, signer } = answer.terms;
  const state = answer.stateNow;
  const mine = me?.id === signer;
  const toSign = waiting.data?.some((item) => item.id === id) ?? false;
  // Nobody is asked to sign what does not stand up to its own record.
  const sound = check !== undefined && (check.fault === null || check.fault.fault === "form");

  if (state === "executed" || state === "withdrawn") return null;
  if (account === null) {
    return (
      <Alert color="gray">
        <Group justify="space-between">
          <Text size="sm">{t("approvals.openKey")}</Text>
          <Button size="compact-sm" onClick={open}>
            {t("inbox.openKey")}
          </Button>
        </Group>
      </Alert>
    );
  }
  const actions: React.ReactNode[] = [];
  if (state === "pending" && toSign) {
    actions.push(
      <SignButton
        key="approve"
        size="sm"
        variant="filled"
        color="green"
        disabled={!sound}
        label={t("approvals.approve")}
        reason="optional"
        summary={t("approvals.approveSummary", {
          id,
          operation: t(`operation.${answer.terms.operation}`),
        })}
        call={(comment) => ({
          pallet: "Approvals",
          call: "approve",
          args: { id, subject, comment },
        })}
      />,
      <SignButton
        key="reject"
        size="sm"
        variant="light"
        color="red"
        label={t("approvals.reject")}
        reason="required"
        summary={t("approvals.rejectSummary", { id })}
        call={(reason) => ({ pallet: "Approvals", call: "reject", args: { id, reason } })}
      />,
    );
  }
  if (mine && state === "failed") {
    actions.push(
      <SignButton
        key="execute"
        size="sm"
        variant="filled"
        label={t("approvals.execute")}
        summary={t("approvals.executeSummary", { id })}
        call={() => ({ pallet: "Approvals", call: "execute", args: { id } })}
      />,
    );
  }
  if (mine && (state === "pending" || state === "failed")) {
    actions.push(
      <SignButton
        key="withdraw"
        size="sm"
        label={t("approvals.withdraw")}
        reason="required"
        summary={t("approvals.withdrawSummary", { id })}
        call={(reason) => ({ pallet: "Approvals", call: "withdraw", args: { id, reason } })}
      />,
    );
  }
  if (mine && (state === "rejected" || state === "expired") && answer.resubmitted === null) {
    actions.push(
      <SignButton
        key="resubmit"
        size="sm"
        label={t("approvals.resubmit")}
        reason="required"
        summary={t("approvals.resubmitSummary", { id })}
        call={(reason) => ({ pallet: "Approvals", call: "resubmit", args: { id, reason } })}
        onDone={(progress) => {
          const attempt = numberOfEvent(progress, "Approvals", "Proposed", "id");
          if (attempt !== null) void navigate(`/approvals/${attempt}`);
        }}
      />,
    );
  }
  return (
    <Stack gap="xs">
      {actions.length > 0 ? (
        <Group gap="xs">{actions}</Group>
      ) : (
        <Alert color="gray">{me === null ? t("inbox.nobody") : t("approvals.notYours")}</Alert>
      )}
    </Stack>
  );
}
