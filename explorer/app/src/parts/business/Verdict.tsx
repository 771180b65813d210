import { Alert, Stack, Text } from "@mantine/core";
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleX,
  IconHelpCircle,
} from "@tabler/icons-react";
import type { ReactNode } from "react";

/** How a check came out. */
export type Outcome = "genuine" | "mismatch" | "notFound" | "failed";

const LOOKS = {
  genuine: { color: "green", Icon: IconCircleCheck },
  mismatch: { color: "red", Icon: IconCircleX },
  notFound: { color: "yellow", Icon: IconHelpCircle },
  failed: { color: "orange", Icon: IconAlertTriangle },
} as const;

interface VerdictProps {
  outcome: Outcome;
  title: string;
  text?: string;
  children?: ReactNode;
}

/** What a check of a bill found, read out to screen readers when it appears. */
export function Verdict({ outcome, title, text, children }: VerdictProps) {
  const { color, Icon } = LOOKS[outcome];
  return (
    <Alert
      role="status"
      variant="light"
      color={color}
      title={title}
      icon={<Icon aria-hidden />}
      data-outcome={outcome}
    >
      <Stack gap="xs">
        {text ? <Text size="sm">{text}</Text> : null}
        {children}
      </Stack>
    </Alert>
  );
}
