import { Paper, Skeleton, Text } from "@mantine/core";
import type { ReactNode } from "react";

export interface StatProps {
  /** What is counted. */
  label: string;
  /** The figure; undefined while it is not known yet. */
  value: ReactNode;
  /** What helps to judge it. */
  hint?: ReactNode;
}

/** One figure. */
export function Stat({ label, value, hint }: StatProps) {
  return (
    <Paper withBorder p="sm">
      <Text size="xs" c="dimmed">
        {label}
      </Text>
      {value === undefined ? (
        <Skeleton height={26} mt={4} width="60%" />
      ) : (
        <Text component="div" fz={22} fw={600} lh={1.3} className="tabular" mt={2}>
          {value}
        </Text>
      )}
      {hint !== undefined && (
        <Text component="div" size="xs" c="dimmed" mt={2}>
          {hint}
        </Text>
      )}
    </Paper>
  );
}
