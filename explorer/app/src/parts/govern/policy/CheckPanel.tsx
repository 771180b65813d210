import { Alert, Anchor, Badge, Group, List, Loader, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconCircleCheck, IconCircleX, IconInfoCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Failure } from "../../../components/QueryState";
import { formatNumber } from "../../../lib/format";
import { useRpc } from "../../../lib/rpc";
import type { PolicyChecked, PolicyJson } from "./answers";
import { LIMITS } from "./attributes";
import { FindingLine } from "./FindingLine";
import type { Finding } from "./model";

const DELAY_MS = 500;

/** What is checked: a policy that is written just now, or a version on the chain. */
export type Subject = { policy: PolicyJson } | { version: { id: number; version: number } };

export interface CheckPanelProps {
  /** Null while something is wrong that can be told without the chain. */
  subject: Subject | null;
  /** What can be told without the chain. */
  findings?: Finding[];
  /** The policy of which what is written will be a version: its version in force gives way to it. */
  revised?: number | null;
}

const NONE: Finding[] = [];

/** What the chain says of a policy before anybody drafts it, and how it stands to those in force. */
export function CheckPanel({ subject, findings = NONE, revised = null }: CheckPanelProps) {
  const { t } = useTranslation("govern");
  const [asked] = useDebouncedValue(subject, DELAY_MS);
  const query = useRpc<PolicyChecked | null>("policy_check", asked && subject ? [asked] : null);

  if (!subject) {
    return (
      <Alert color="red" icon={<IconCircleX size={18} />} title={t("policy.faulty")}>
        <Stack gap={4}>
          <Text size="sm">{t("policy.faultyText")}</Text>
          <FindingList findings={findings} />
        </Stack>
      </Alert>
    );
  }
  if (query.error) return <Failure error={query.error} retry={query.refetch} />;
  if (!query.data) {
    return (
      <Group gap="xs" role="status">
        <Loader size="xs" />
        <Text size="sm" c="dimmed">
          {t("policy.checking")}
        </Text>
      </Group>
    );
  }
  const { accepted, cost, findings: found } = query.data;
  const oppositions = query.data.oppositions.filter(({ policy }) => policy !== revised);
  return (
    <Stack gap="sm" aria-busy={query.isFetching || asked !== subject}>
      <Alert
        color={accepted ? "green" : "red"}
        icon={accepted ? <IconCircleCheck size={18} /> : <IconCircleX size={18} />}
        title={accepted ? t("policy.accepted") : t("policy.refused")}
      >
        <Stack gap={4}>
          {accepted && (
            <Text size="sm">
              {t("policy.costs", {
                cost: formatNumber(cost),
                max: formatNumber(LIMITS.cost),
              })}
            </Text>
          )}
          <FindingList findings={found} />
        </Stack>
      </Alert>
      {oppositions.length > 0 && (
        <Alert color="orange" icon={<IconInfoCircle size={18} />} title={t("policy.oppositions")}>
          <List size="sm">
            {oppositions.map((opposition) => (
              <List.Item key={opposition.policy}>
                <Group gap={6}>
                  <Badge size="sm" color="orange">
                    {opposition.which
                      ? t(`policy.overlap.${opposition.overlap}.${opposition.which}`)
                      : t(`policy.overlap.${opposition.overlap}`)}
                  </Badge>
                  <Anchor component={Link} to={`/policies/${opposition.policy}`} inherit>
                    {t("policy.number", { id: opposition.policy })}
                  </Anchor>
                  <Text component="span" size="xs" c="dimmed">
                    {t("policy.askedTimes", { count: opposition.hits.asked })}
                  </Text>
                </Group>
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
    </Stack>
  );
}

function FindingList({ findings }: { findings: Finding[] }) {
  const { t } = useTranslation("govern");
  if (findings.length === 0) return null;
  return (
    <List size="sm" listStyleType="none" aria-label={t("policy.findings")}>
      {findings.map((finding, number) => (
        <List.Item key={number}>
          <FindingLine
            finding={finding}
            place={
              finding.path ? (
                <Text component="code" inherit>
                  {finding.path}{" "}
                </Text>
              ) : null
            }
          />
        </List.Item>
      ))}
    </List>
  );
}
