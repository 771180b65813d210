import { Badge } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** How a state is meant: its colour. The word next to it says the same. */
const TONES: Record<string, string> = {
  // In order.
  registered: "green",
  normal: "green",
  active: "green",
  success: "green",
  effective: "green",
  executed: "green",
  approved: "green",
  online: "green",
  healthy: "green",
  delivered: "green",
  applied: "green",
  signed: "green",
  final: "green",
  valid: "green",
  confirmed: "green",
  completed: "green",
  decided: "green",
  circulable: "green",
  permit: "green",
  // Waiting or busy.
  running: "orange",
  locked: "orange",
  pending: "orange",
  open: "orange",
  waiting: "orange",
  partlyReimbursed: "orange",
  suspended: "orange",
  frozen: "orange",
  expiring: "orange",
  warning: "orange",
  degraded: "orange",
  retrying: "orange",
  paper: "orange",
  blocked: "orange",
  // At its end, as it should be.
  reimbursed: "fiscal",
  settled: "fiscal",
  released: "fiscal",
  info: "fiscal",
  difference: "fiscal",
  // Wrong, refused or gone.
  redFlushed: "red",
  red: "red",
  voided: "red",
  failed: "red",
  rejected: "red",
  revoked: "red",
  disabled: "red",
  cancelled: "red",
  offline: "red",
  critical: "red",
  dead: "red",
  deadLetter: "red",
  denied: "red",
  deny: "red",
  lost: "red",
  reversed: "red",
  forceReleased: "red",
  unhealthy: "red",
  rolledBack: "red",
  refused: "red",
};

/** States that mean something else with some kinds than with the others. */
const OWN_TONES: Record<string, string> = {
  "credential.expired": "red",
  "filing.applied": "orange",
  "observation.unanswered": "orange",
  "service.open": "green",
};

export interface StatusBadgeProps {
  /** Whose state it is: `usage`, `lock`, `policy`, `severity` … Texts may differ by it. */
  kind: string;
  /** The state, as the API names it. */
  value: string | null | undefined;
}

/** `partlyReimbursed` as words, for a state that has no text. */
function words(value: string): string {
  const text = value.replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2").replaceAll(/[_-]/g, " ");
  return text.charAt(0).toUpperCase() + text.slice(1).toLowerCase();
}

/** A state in colour and in words. */
export function StatusBadge({ kind, value }: StatusBadgeProps) {
  const { t, i18n } = useTranslation();
  if (value === null || value === undefined || value === "") return <>—</>;
  const key = value.charAt(0).toLowerCase() + value.slice(1);
  const own = `status.${kind}.${key}`;
  const common = `status.any.${key}`;
  const text = i18n.exists(own) ? t(own) : i18n.exists(common) ? t(common) : words(value);
  return (
    <Badge
      variant="dot"
      color={`var(--fiscal-tone-${OWN_TONES[`${kind}.${key}`] ?? TONES[key] ?? "gray"})`}
      size="sm"
      radius="sm"
      tt="none"
      fw={500}
      style={{ verticalAlign: "middle" }}
    >
      {text}
    </Badge>
  );
}
