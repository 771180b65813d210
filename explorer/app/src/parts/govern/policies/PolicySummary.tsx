import { Badge, Group, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Hash } from "../../../components/Hash";
import { KeyValue } from "../../../components/KeyValue";
import { Participant } from "../../../components/Participant";
import { StatusBadge } from "../../../components/StatusBadge";
import { Time } from "../../../components/Time";
import { ActorName } from "../../business/ActorName";
import { SceneName } from "../../business/SceneName";
import type { VersionRecord } from "../policy/answers";
import { ConditionTree } from "../policy/ConditionTree";
import type { PolicyDraft } from "../policy/model";
import type { PrimitiveOption } from "../policy/treeContext";
import { momentOf } from "../policy/values";
import type { Named } from "../policy/ValueInput";

/** Whom and what a policy is for, and its condition in words. */
export function PolicyContent({
  policy,
  scenes,
  primitives,
}: {
  policy: PolicyDraft;
  scenes: Named[];
  primitives: PrimitiveOption[];
}) {
  const { t } = useTranslation("govern");
  const { actors, valid } = policy;
  return (
    <Stack>
      <KeyValue
        items={[
          [t("policy.effect"), <StatusBadge key="effect" kind="effect" value={policy.effect} />],
          [
            t("policy.points"),
            policy.points.map((point) => t(`policy.point.${point}`)).join(" · "),
          ],
          [
            t("policy.scenes"),
            policy.scenes === "all" ? (
              t("policy.allScenes")
            ) : (
              <Group key="scenes" gap="xs">
                {policy.scenes.map((scene) => (
                  <SceneName key={scene} id={scene} />
                ))}
              </Group>
            ),
          ],
          [
            t("policy.actors"),
            actors === "all" ? (
              t("policy.allActors")
            ) : (
              <Group key="actors" gap="xs">
                {actors.participants.map((id) => (
                  <Participant key={id} id={id} />
                ))}
                {actors.labels.map((label) => (
                  <Badge key={label} variant="default">
                    {label}
                  </Badge>
                ))}
                {actors.roles.map((role) => (
                  <Badge key={role} color="fiscal">
                    {t(`role.${role}`)}
                  </Badge>
                ))}
              </Group>
            ),
          ],
          [t("policy.priority"), String(policy.priority ?? "—")],
          [
            t("policy.obligations"),
            policy.obligations.map((one) => t(`policy.obligation.${one}`)).join(" · "),
          ],
          [
            t("policy.valid"),
            valid.from === null && valid.until === null ? (
              t("policy.alwaysValid")
            ) : (
              <Group key="valid" gap={6}>
                <Moment text={valid.from} />
                <Text component="span" c="dimmed">
                  {t("policy.to")}
                </Text>
                <Moment text={valid.until} />
              </Group>
            ),
          ],
        ]}
      />
      <section>
        <Title order={2} size="h4" mb="xs">
          {t("policy.condition")}
        </Title>
        {policy.condition ? (
          <ConditionTree
            root={policy.condition}
            scenes={scenes}
            primitives={primitives}
            label={t("policy.condition")}
          />
        ) : (
          <Text c="dimmed">{t("policy.noCondition")}</Text>
        )}
      </section>
    </Stack>
  );
}

function Moment({ text }: { text: string | null }) {
  const { t } = useTranslation("govern");
  if (text === null) return <>{t("policy.open")}</>;
  return <Time ms={momentOf(text)} />;
}

/** What the chain keeps of a version beside its content. */
export function VersionFacts({ record }: { record: VersionRecord }) {
  const { t } = useTranslation("govern");
  return (
    <KeyValue
      items={[
        [t("policies.state"), <StatusBadge key="state" kind="policy" value={record.state} />],
        [t("policy.digest"), <Hash key="digest" value={record.digest} />],
        [t("policy.cost"), String(record.cost)],
        [t("policy.draftedBy"), <ActorName key="drafted" actor={record.draftedBy} />],
        [
          t("policy.draftedAt"),
          record.draftedAt === 0 ? t("genesis") : <Time key="at" ms={record.draftedAt} />,
        ],
        ...(record.enacted
          ? ([
              [t("policy.enactedBy"), <ActorName key="enacted" actor={record.enacted.by} />],
              [
                t("policy.enactedAt"),
                record.enacted.at === 0 ? (
                  t("genesis")
                ) : (
                  <Time key="enactedAt" ms={record.enacted.at} />
                ),
              ],
            ] as [string, React.ReactNode][])
          : []),
      ]}
    />
  );
}
