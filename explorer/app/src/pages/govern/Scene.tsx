import type { RulesAnswer, SceneDetail } from "@fiscalchain/client";
import { Alert, Anchor, Group, Paper, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { Hash } from "../../components/Hash";
import { KeyValue } from "../../components/KeyValue";
import { Page } from "../../components/Page";
import { QueryState } from "../../components/QueryState";
import { Section } from "../../components/Section";
import { StatusBadge } from "../../components/StatusBadge";
import { Time } from "../../components/Time";
import { localeOf } from "../../i18n";
import { formatDuration } from "../../lib/format";
import { useRpc } from "../../lib/rpc";
import { ActorName } from "../../parts/business/ActorName";
import { DecideButton } from "../../parts/govern/act/DecideButton";
import { Reviews } from "../../parts/govern/scenes/Reviews";
import { RulesTable } from "../../parts/govern/scenes/RulesTable";
import { ChangeTerms, ReplaceRules } from "../../parts/govern/scenes/SceneForms";

/** One scene: its terms, its field rules, and the changes that wait for their review. */
export default function Scene() {
  const { t } = useTranslation("govern");
  const { id = "" } = useParams();
  const number = /^\d{1,10}$/.test(id) ? Number(id) : null;
  const query = useRpc<SceneDetail | null>("scene_get", number === null ? null : [number]);
  const scene = query.data;
  return (
    <Page
      title={scene?.name ?? t("scene.number", { id })}
      description={
        scene && (
          <Group gap="sm">
            <Text component="span" size="sm">
              {t("scene.number", { id })} · {t(`scene.kinds.${scene.kind}`)}
            </Text>
            <StatusBadge kind="scene" value={scene.status} />
          </Group>
        )
      }
      actions={scene ? <Actions scene={scene} /> : undefined}
    >
      {number === null ? (
        <Alert color="red">{t("scene.unknown", { id })}</Alert>
      ) : (
        <QueryState query={query}>
          {(found) =>
            found ? (
              <Detail scene={found} />
            ) : (
              <Alert color="red">{t("scene.unknown", { id })}</Alert>
            )
          }
        </QueryState>
      )}
    </Page>
  );
}

function Actions({ scene }: { scene: SceneDetail }) {
  const { t } = useTranslation("govern");
  const status = (to: "active" | "suspended" | "retired") => ({
    pallet: "Scenes",
    call: "set_status",
    args: (reason: string) => ({ scene: scene.id, status: to, reason }),
    operation: "changeScene" as const,
    summary: t(`scene.statusSummary.${to}`, { id: scene.id, name: scene.name }),
    needsReason: true,
  });
  if (scene.status === "retired") return null;
  return (
    <>
      {scene.status !== "draft" && <ChangeTerms key={scene.changedAt} scene={scene} />}
      {scene.status === "active" && (
        <DecideButton label={t("scene.suspend")} decision={status("suspended")} />
      )}
      {scene.status === "suspended" && (
        <DecideButton label={t("scene.resume")} decision={status("active")} />
      )}
      <DecideButton
        label={t("scene.retire")}
        color="red"
        variant="light"
        decision={status("retired")}
      />
    </>
  );
}

function Detail({ scene }: { scene: SceneDetail }) {
  const { t, i18n } = useTranslation("govern");
  const rules = useRpc<RulesAnswer | null>("scene_rules", [scene.id]);
  return (
    <Stack gap="lg">
      <Reviews scene={scene.id} pending={scene.pending} />
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <Section title={t("scene.terms")}>
          <KeyValue
            items={[
              [t("scene.kind"), t(`scene.kinds.${scene.kind}`)],
              [t("scene.weight"), String(scene.weight)],
              [t("scene.lockTerm"), formatDuration(scene.lockTerm, localeOf(i18n.language))],
              [t("scene.form"), <Hash key="form" value={scene.form} />],
              [
                t("scene.registeredAt"),
                scene.registeredAt === 0 ? t("genesis") : <Time key="r" ms={scene.registeredAt} />,
              ],
              [
                t("scene.changedAt"),
                scene.changedAt === 0 ? t("genesis") : <Time key="c" ms={scene.changedAt} />,
              ],
              [
                t("scene.proposedBy"),
                scene.decided ? <ActorName key="p" actor={scene.decided.proposedBy} /> : "—",
              ],
              [
                t("scene.confirmedBy"),
                scene.decided?.confirmedBy ? (
                  <ActorName key="f" actor={scene.decided.confirmedBy} />
                ) : (
                  "—"
                ),
              ],
            ]}
          />
        </Section>
        <Section title={t("scene.related")}>
          <Stack gap={4} align="flex-start">
            <Anchor component={Link} to={`/bills?scene=${scene.id}`}>
              {t("scene.bills")}
            </Anchor>
            <Anchor component={Link} to={`/locks?view=list&scene=${scene.id}`}>
              {t("scene.locks")}
            </Anchor>
            <Anchor component={Link} to="/policies">
              {t("scene.policies")}
            </Anchor>
          </Stack>
        </Section>
      </SimpleGrid>
      <Paper withBorder p="md" component="section" aria-label={t("rules.title")}>
        <Group justify="space-between" mb="xs">
          <Title order={2} size="h4">
            {t("rules.title")}
          </Title>
          {(scene.status === "active" || scene.status === "suspended") && (
            <ReplaceRules
              key={rules.data?.version ?? 0}
              scene={scene.id}
              rules={rules.data?.rules ?? null}
            />
          )}
        </Group>
        <QueryState query={rules}>
          {(answer) =>
            answer ? (
              <Stack>
                <KeyValue
                  items={[
                    [t("policy.version"), `v${answer.version}`],
                    [t("policy.digest"), <Hash key="d" value={answer.digest} />],
                    [
                      t("rules.since"),
                      answer.at === 0 ? t("genesis") : <Time key="at" ms={answer.at} />,
                    ],
                  ]}
                />
                <RulesTable rules={answer.rules} />
              </Stack>
            ) : (
              <Text c="dimmed">{t("rules.none")}</Text>
            )
          }
        </QueryState>
      </Paper>
    </Stack>
  );
}
