import type { RoleItem, Step } from "@fiscalchain/client";
import { Badge, Group, Stack, Text, Timeline } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Participant } from "../../../components/Participant";
import { useRpc } from "../../../lib/rpc";

const KEPT_MS = 60_000;

/** Names of the roles of approval by their numbers. */
export function useRoleNames(): Map<number, RoleItem> {
  const roles = useRpc<RoleItem[]>("approval_roles", [], { staleMs: KEPT_MS });
  return new Map((roles.data ?? []).map((role) => [role.id, role]));
}

/** Who may sign a step. */
export function StepWho({ who }: { who: Step["who"] }) {
  const { t } = useTranslation("govern");
  const roles = useRoleNames();
  if ("chain" in who) return <>{t("flows.chainRole", { role: t(`role.${who.chain}`) })}</>;
  const role = roles.get(who.approval);
  return <>{t("flows.approvalRole", { id: who.approval, name: role?.name ?? "" })}</>;
}

/** The steps of an approval and who signed them. */
export function ApprovalSteps({
  steps,
  signatures,
  current,
  pending,
}: {
  steps: Step[];
  signatures: { step: number; signer: number }[];
  /** The step that waits, from 0. */
  current: number;
  pending: boolean;
}) {
  const { t } = useTranslation("govern");
  const done = pending ? current - 1 : steps.length - 1;
  return (
    <Timeline active={done} bulletSize={22} lineWidth={2}>
      {steps.map((step, at) => {
        const signed = signatures.filter((signature) => signature.step === at);
        const waits = pending && at === current;
        return (
          <Timeline.Item
            key={at}
            bullet={<span aria-hidden>{at + 1}</span>}
            title={
              <Group gap="xs">
                <Text component="span" size="sm" fw={600}>
                  <StepWho who={step.who} />
                </Text>
                <Badge
                  color={signed.length >= step.threshold ? "green" : waits ? "orange" : "gray"}
                >
                  {t("flows.signatures", { signed: signed.length, demanded: step.threshold })}
                </Badge>
                {waits && <Badge color="orange">{t("flows.waits")}</Badge>}
              </Group>
            }
          >
            {signed.length > 0 && (
              <Stack gap={0}>
                {signed.map((signature) => (
                  <Text key={signature.signer} size="sm">
                    <Participant id={signature.signer} />
                  </Text>
                ))}
              </Stack>
            )}
          </Timeline.Item>
        );
      })}
    </Timeline>
  );
}
