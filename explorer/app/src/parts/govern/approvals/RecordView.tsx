import type { ApprovalAnswer } from "@fiscalchain/client";
import { Alert, Stack, Text, Timeline } from "@mantine/core";
import {
  IconAlertTriangle,
  IconCheck,
  IconClock,
  IconPlayerPlay,
  IconRefresh,
  IconSend,
  IconShieldCheck,
  IconX,
  type Icon,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Hash } from "../../../components/Hash";
import { Participant } from "../../../components/Participant";
import { Time } from "../../../components/Time";
import { useRecordCheck } from "./useRecordCheck";

const ICONS: Record<string, Icon> = {
  proposed: IconSend,
  approved: IconCheck,
  rejected: IconX,
  withdrawn: IconX,
  resubmitted: IconRefresh,
  expired: IconClock,
  executed: IconPlayerPlay,
  executionFailed: IconAlertTriangle,
};

const COLOURS: Record<string, string> = {
  approved: "green",
  executed: "green",
  rejected: "red",
  executionFailed: "red",
  withdrawn: "gray",
  expired: "gray",
};

/** Everything that was done with an approval, with the hash chain over it checked here. */
export function RecordView({ answer }: { answer: ApprovalAnswer }) {
  const { t } = useTranslation("govern");
  const check = useRecordCheck(answer);
  const fault = check?.fault ?? null;
  return (
    <Stack>
      {check && (
        <Alert
          color={fault === null ? "green" : fault.fault === "form" ? "orange" : "red"}
          icon={fault === null ? <IconShieldCheck size={18} /> : <IconAlertTriangle size={18} />}
          title={t(fault === null ? "record.intact" : `record.fault.${fault.fault}`, {
            at: fault && "at" in fault ? fault.at + 1 : undefined,
          })}
        >
          <Text size="sm">
            {t(fault === null ? "record.intactText" : "record.faultText", {
              count: answer.entries,
            })}
          </Text>
        </Alert>
      )}
      <Timeline active={answer.record.length} bulletSize={26} lineWidth={2}>
        {answer.record.map((line, at) => {
          const { entry } = line;
          const EntryIcon = ICONS[entry.action] ?? IconCheck;
          return (
            <Timeline.Item
              key={entry.seq}
              color={COLOURS[entry.action] ?? "fiscal"}
              bullet={<EntryIcon size={14} aria-hidden />}
              title={t(`record.action.${entry.action}`)}
            >
              <Text size="sm">
                {entry.signer === null ? t("record.chain") : <Participant id={entry.signer} />} ·{" "}
                <Time ms={entry.at} />
              </Text>
              {line.reason !== null && (
                <Text size="sm" mt={2}>
                  “{line.reason}”
                </Text>
              )}
              {check?.heads[at] && (
                <Text size="xs" c="dimmed" component="div" mt={2}>
                  {t("record.head")} <Hash value={check.heads[at]} />
                </Text>
              )}
            </Timeline.Item>
          );
        })}
      </Timeline>
    </Stack>
  );
}
