import { Badge } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** States of nodes, credentials and devices, and how they are meant. */
const TONES: Record<string, Record<string, string>> = {
  health: { online: "green", offline: "red" },
  activation: { activated: "green", inactive: "gray" },
  nodeStatus: { normal: "green", suspended: "orange", disabled: "red" },
  credentialStatus: { valid: "green", expiring: "orange", expired: "red", revoked: "red" },
  deviceStatus: { active: "green", disabled: "gray", blocked: "red" },
};

interface StateChipProps {
  kind: "health" | "activation" | "nodeStatus" | "credentialStatus" | "deviceStatus";
  value: string;
}

/** A state of an access node, its credential or a device, in colour and in words. */
export function StateChip({ kind, value }: StateChipProps) {
  const { t } = useTranslation("business");
  return (
    <Badge
      variant="dot"
      color={TONES[kind]?.[value] ?? "gray"}
      size="sm"
      radius="sm"
      tt="none"
      fw={500}
    >
      {t(`${kind}.${value}`)}
    </Badge>
  );
}
