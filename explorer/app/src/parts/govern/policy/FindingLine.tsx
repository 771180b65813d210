import { Group, Text } from "@mantine/core";
import type { TFunction } from "i18next";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Finding } from "./model";

/** Findings that are doubts and keep nothing from being accepted. */
const DOUBTS = ["deadBranch", "redundantTest", "askedOffChain"];

/** A finding in one sentence. */
export function findingText(t: TFunction, finding: Finding): string {
  const problem = t(`govern:policy.problem.${finding.problem}`, { defaultValue: finding.problem });
  if (finding.key === undefined) {
    return finding.detail ? `${problem}: ${finding.detail}` : problem;
  }
  const params: Record<string, string | number> = { ...finding.params };
  for (const name of ["what", "found"]) {
    const word = params[name];
    if (finding.key === "form.expected" && typeof word === "string") {
      params[name] = t(`govern:policy.json.${word}`, { defaultValue: word });
    }
  }
  return t(`govern:policy.fault.${finding.key}`, params);
}

/** A finding, in the colour of what it means. */
export function FindingLine({
  finding,
  icon,
  place,
}: {
  finding: Finding;
  icon?: ReactNode;
  place?: ReactNode;
}) {
  const { t } = useTranslation("govern");
  const colour = DOUBTS.includes(finding.problem) ? "orange" : "red";
  return (
    <Group gap={6} wrap="nowrap" align="flex-start" c={colour}>
      {icon}
      <Text component="span" size="xs" inherit>
        {place}
        {findingText(t as TFunction, finding)}
      </Text>
    </Group>
  );
}
