import { useTranslation } from "react-i18next";

/** What alerts there are, as the index names them. */
export const ALERT_KINDS = [
  "acknowledgementFailed",
  "activationRefused",
  "answerIgnored",
  "approvalExpired",
  "codeRefused",
  "codesFrozen",
  "contradiction",
  "credentialExpired",
  "credentialExpiring",
  "credentialRevoked",
  "deadLetter",
  "difference",
  "digestMismatch",
  "dispute",
  "distributionRolledBack",
  "equivocation",
  "failureAlarmed",
  "forceReleased",
  "latencyAlarmed",
  "lockExpiring",
  "messageRefused",
  "nodeStatus",
  "nodesSilent",
  "observationRejected",
  "outsideLockEnded",
  "participantStatus",
  "resultLate",
  "runtimeUpdated",
  "silent",
  "stockLow",
  "unanswered",
  "upgradeAuthorized",
  "validatorRemoved",
] as const;

/** The words for a kind of alert; the index's own where there are none. */
export function useAlertName(): (kind: string) => string {
  const { t, i18n } = useTranslation("business");
  return (kind) => (i18n.exists(`business:alertKind.${kind}`) ? t(`alertKind.${kind}`) : kind);
}
