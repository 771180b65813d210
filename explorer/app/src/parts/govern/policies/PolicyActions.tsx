import { Button, Checkbox, Group } from "@mantine/core";
import { IconEdit } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { DecideButton } from "../act/DecideButton";
import type { PolicyAnswer } from "../policy/answers";

/** What can be decided about the version of a policy that is shown. */
export function PolicyActions({ detail }: { detail: PolicyAnswer }) {
  const { t } = useTranslation("govern");
  const [acknowledge, setAcknowledge] = useState(false);
  const { id, version, record } = detail;
  if (detail.state === "repealed") return null;
  return (
    <Group gap="xs">
      <Button
        component={Link}
        to={`/policies/${id}/edit?version=${version}`}
        size="compact-sm"
        variant="default"
        leftSection={<IconEdit size={14} />}
      >
        {t("policies.revise")}
      </Button>
      {record.state === "draft" && (
        <>
          <DecideButton
            label={t("policies.enact")}
            variant="filled"
            decision={{
              pallet: "Policies",
              call: "enact",
              args: (reason) => ({ id, version, acknowledgeConflicts: acknowledge, reason }),
              operation: "enactPolicy",
              summary: t(acknowledge ? "policies.enactKnowingly" : "policies.enactSummary", {
                id,
                version,
              }),
              needsReason: true,
            }}
          />
          <Checkbox
            size="xs"
            label={t("policies.acknowledge")}
            checked={acknowledge}
            onChange={(event) => setAcknowledge(event.currentTarget.checked)}
          />
        </>
      )}
      {detail.effective !== null && version !== detail.effective && record.enacted !== null && (
        <DecideButton
          label={t("policies.rollBack", { version })}
          decision={{
            pallet: "Policies",
            call: "roll_back",
            args: (reason) => ({ id, toVersion: version, reason }),
            operation: "rollBackPolicy",
            summary: t("policies.rollBackSummary", { id, version }),
            needsReason: true,
          }}
        />
      )}
      <DecideButton
        label={t(detail.effective === null ? "policies.giveUp" : "policies.repeal")}
        color="red"
        variant="light"
        decision={{
          pallet: "Policies",
          call: "repeal",
          args: (reason) => ({ id, reason }),
          operation: "repealPolicy",
          summary: t("policies.repealSummary", { id }),
          needsReason: true,
        }}
      />
    </Group>
  );
}
