import { Group } from "@mantine/core";
import { StatusBadge } from "../../components/StatusBadge";
import type { BillStatus } from "../../lib/types";

interface BillAxesProps extends BillStatus {
  /** Leaves out what nearly every bill is: in force, electronic, allowed to circulate. */
  short?: boolean;
}

/** What an axis is unless something happened. How far a bill is used is always told. */
const ORDINARY: Partial<BillStatus> = {
  validity: "normal",
  medium: "electronic",
  circulation: "circulable",
};

/** The state of a bill on its four independent axes. */
export function BillAxes({ short = false, ...status }: BillAxesProps) {
  const axes = ["validity", "medium", "usage", "circulation"] as const;
  return (
    <Group gap="xs">
      {axes
        .filter((axis) => !short || status[axis] !== ORDINARY[axis])
        .map((axis) => (
          <StatusBadge key={axis} kind={axis} value={status[axis]} />
        ))}
    </Group>
  );
}
