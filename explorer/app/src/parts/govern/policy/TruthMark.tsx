import { Badge, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Step, Truth } from "./answers";

const COLOURS: Record<Truth, string> = { true: "green", false: "red", undecided: "gray" };

/** One of three values, in colour and in words. */
export function TruthBadge({ truth }: { truth: Truth }) {
  const { t } = useTranslation("govern");
  return (
    <Badge size="sm" color={COLOURS[truth]} variant="light">
      {t(`policy.truth.${truth}`)}
    </Badge>
  );
}

/** How a step of a simulation came out, and what was known. */
export function TruthMark({ step }: { step: Step }) {
  const { t } = useTranslation("govern");
  const operator = ["all", "any", "not"].includes(step.asked);
  return (
    <Group gap={6} wrap="nowrap">
      {!operator && (
        <Text component="span" size="xs" c="dimmed">
          {step.actual === null
            ? t("policy.actualUnknown")
            : t("policy.actual", { value: step.actual })}
        </Text>
      )}
      <TruthBadge truth={step.truth} />
    </Group>
  );
}
