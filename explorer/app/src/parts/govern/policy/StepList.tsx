import { Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Step } from "./answers";
import { TruthBadge } from "./TruthMark";

/** Whether point, scene, actor and time are the policy's own: what is asked before its condition. */
export function SelectorSteps({ steps }: { steps: Step[] }) {
  const { t } = useTranslation("govern");
  const selectors = steps.filter((step) => !step.path.startsWith("/condition"));
  return (
    <Group component="ul" gap="md" m={0} p={0} aria-label={t("policy.selectorSteps")}>
      {selectors.map((step) => (
        <Group component="li" gap={6} key={step.path}>
          <Text component="span" size="sm">
            {t(`policy.selector.${step.asked}`, { defaultValue: step.asked })}
          </Text>
          <TruthBadge truth={step.truth} />
        </Group>
      ))}
    </Group>
  );
}
