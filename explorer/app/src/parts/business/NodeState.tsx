import { Group } from "@mantine/core";
import type { NodeRow } from "../../lib/types";
import { StateChip } from "./StateChip";

interface NodeStateProps {
  row: Pick<NodeRow, "online" | "activated" | "status" | "credentialStatus">;
}

/** How a node stands: in service or not, activated or not, and what its credential is worth. */
export function NodeState({ row }: NodeStateProps) {
  return (
    <Group gap="xs">
      <StateChip kind="health" value={row.online ? "online" : "offline"} />
      <StateChip kind="activation" value={row.activated ? "activated" : "inactive"} />
      <StateChip kind="nodeStatus" value={row.status} />
      <StateChip kind="credentialStatus" value={row.credentialStatus} />
    </Group>
  );
}
