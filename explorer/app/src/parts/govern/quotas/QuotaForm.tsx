import { NumberInput, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { formatNumber } from "../../../lib/format";
import type { Decision } from "../act/decision";
import { DecisionForm } from "../act/DecisionForm";
import type { Quota, Tier } from "./types";

const MAX = 1_000_000_000_000;

export interface QuotaFormProps {
  /** Whose quota: a participant's or a tier's. */
  subject: { participant: number; name: string } | { tier: Tier };
  /** What it is now. */
  quota: Quota;
}

/** Changes a quota: nobody does so alone. */
export function QuotaForm({ subject, quota }: QuotaFormProps) {
  const { t } = useTranslation("govern");
  const [burst, setBurst] = useState<number | null>(quota.burst);
  const [perSecond, setPerSecond] = useState<number | null>(quota.perSecond);
  const good =
    burst !== null &&
    perSecond !== null &&
    (burst !== quota.burst || perSecond !== quota.perSecond);

  const make = (): Decision => {
    const next = { burst, perSecond };
    const common = { operation: "changeQuota" as const, needsReason: false, neverAlone: true };
    return "tier" in subject
      ? {
          ...common,
          pallet: "Quotas",
          call: "set_default_quota",
          args: () => ({ tier: subject.tier, quota: next }),
          summary: t("quotas.tierSummary", { tier: t(`quotas.tier.${subject.tier}`), ...next }),
        }
      : {
          ...common,
          pallet: "Quotas",
          call: "set_quota",
          args: () => ({ participant: subject.participant, quota: next }),
          summary: t("quotas.ownSummary", { name: subject.name, ...next }),
        };
  };
  return (
    <DecisionForm
      title={t("quotas.change")}
      size="compact-xs"
      variant="default"
      isReady={good}
      make={make}
    >
      <Text size="sm" c="dimmed">
        {t("quotas.unit")}
      </Text>
      <NumberInput
        label={t("quotas.burst")}
        min={0}
        max={MAX}
        allowDecimal={false}
        thousandSeparator=","
        value={burst ?? ""}
        onChange={(next) => setBurst(typeof next === "number" ? next : null)}
      />
      <NumberInput
        label={t("quotas.perSecond")}
        min={0}
        max={MAX}
        allowDecimal={false}
        thousandSeparator=","
        value={perSecond ?? ""}
        onChange={(next) => setPerSecond(typeof next === "number" ? next : null)}
      />
    </DecisionForm>
  );
}

/** A quota in words. */
export function QuotaWords({ quota }: { quota: Quota }) {
  const { t } = useTranslation("govern");
  return (
    <>
      {t("quotas.words", {
        burst: formatNumber(quota.burst),
        perSecond: formatNumber(quota.perSecond),
      })}
    </>
  );
}
