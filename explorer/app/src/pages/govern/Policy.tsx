import { Alert, Group, SimpleGrid, Stack, Tabs, Text } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { JsonView } from "../../components/JsonView";
import { Page } from "../../components/Page";
import { QueryState } from "../../components/QueryState";
import { StatusBadge } from "../../components/StatusBadge";
import { useFilters } from "../../lib/filters";
import { useRpc } from "../../lib/rpc";
import { PolicyActions } from "../../parts/govern/policies/PolicyActions";
import { PolicyHistory } from "../../parts/govern/policies/PolicyHistory";
import { PolicyContent, VersionFacts } from "../../parts/govern/policies/PolicySummary";
import { Versions } from "../../parts/govern/policies/Versions";
import type { PolicyAnswer } from "../../parts/govern/policy/answers";
import { CheckPanel } from "../../parts/govern/policy/CheckPanel";
import { readPolicy } from "../../parts/govern/policy/read";
import { useReferences } from "../../parts/govern/policy/useReferences";

const TABS = ["content", "versions", "check", "history", "json"] as const;

/** One policy: what a version of it says, its versions, how it stands to others, and its history. */
export default function Policy() {
  const { t } = useTranslation("govern");
  const { id = "" } = useParams();
  const [{ version }] = useFilters(["version"] as const);
  const number = /^\d{1,10}$/.test(id) ? Number(id) : null;
  const asked = version && /^\d{1,9}$/.test(version) ? Number(version) : null;
  const query = useRpc<PolicyAnswer | null>("policy_get", number === null ? null : [number, asked]);
  const detail = query.data;
  const name =
    typeof detail?.record.policy["name"] === "string" ? detail.record.policy["name"] : "";
  return (
    <Page
      title={name || t("policy.number", { id })}
      description={
        detail && (
          <Group gap="sm">
            <Text component="span" size="sm">
              {t("policy.number", { id })} · v{detail.version}
            </Text>
            <StatusBadge kind="policy" value={detail.state} />
          </Group>
        )
      }
      actions={detail ? <PolicyActions detail={detail} /> : undefined}
    >
      {number === null ? (
        <Alert color="red">{t("policies.unknown", { id })}</Alert>
      ) : (
        <QueryState query={query}>
          {(found) =>
            found ? (
              <Detail detail={found} />
            ) : (
              <Alert color="red">{t("policies.unknown", { id })}</Alert>
            )
          }
        </QueryState>
      )}
    </Page>
  );
}

function Detail({ detail }: { detail: PolicyAnswer }) {
  const { t } = useTranslation("govern");
  const [{ tab }, setFilters] = useFilters(["tab"] as const);
  const references = useReferences();
  const current = TABS.find((each) => each === tab) ?? "content";
  const policy = useMemo(() => readPolicy(detail.record.policy).policy, [detail.record.policy]);
  const subject = useMemo(
    () => ({ version: { id: detail.id, version: detail.version } }),
    [detail.id, detail.version],
  );
  return (
    <Tabs
      value={current}
      keepMounted={false}
      onChange={(next) => setFilters({ tab: next === "content" ? undefined : (next ?? undefined) })}
    >
      <Tabs.List>
        {TABS.map((each) => (
          <Tabs.Tab key={each} value={each}>
            {t(`policies.tab.${each}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <Tabs.Panel value="content" pt="md">
        <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="xl">
          {policy ? (
            <PolicyContent
              policy={policy}
              scenes={references.scenes}
              primitives={references.primitives}
            />
          ) : (
            <JsonView value={detail.record.policy} />
          )}
          <VersionFacts record={detail.record} />
        </SimpleGrid>
      </Tabs.Panel>
      <Tabs.Panel value="versions" pt="md">
        <Versions detail={detail} />
      </Tabs.Panel>
      <Tabs.Panel value="check" pt="md">
        <Stack>
          <Text size="sm" c="dimmed">
            {t("policies.checkHint")}
          </Text>
          <CheckPanel subject={subject} />
        </Stack>
      </Tabs.Panel>
      <Tabs.Panel value="history" pt="md">
        <PolicyHistory policy={detail.id} changes={detail.changes} />
      </Tabs.Panel>
      <Tabs.Panel value="json" pt="md">
        <JsonView value={detail.record.policy} />
      </Tabs.Panel>
    </Tabs>
  );
}
