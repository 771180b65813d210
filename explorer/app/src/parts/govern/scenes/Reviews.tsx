import type { SceneProposal } from "@fiscalchain/client";
import { Alert, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Hash } from "../../../components/Hash";
import { KeyValue } from "../../../components/KeyValue";
import { QueryState } from "../../../components/QueryState";
import { Time } from "../../../components/Time";
import { localeOf } from "../../../i18n";
import { formatDuration } from "../../../lib/format";
import { ActorName } from "../../business/ActorName";
import { DecideButton } from "../act/DecideButton";
import { NoSuchItem, useChainRead } from "../chainRead";
import { RulesTable } from "./RulesTable";

/** The operation that confirming a change of this subject is. */
const OPERATIONS = {
  registration: "registerScene",
  terms: "changeScene",
  fieldRules: "changeFieldRules",
  retirement: "changeScene",
} as const;

/** Changes of a scene that wait for a second administrator. */
export function Reviews({ scene, pending }: { scene: number; pending: SceneProposal[] }) {
  const { t } = useTranslation("govern");
  if (pending.length === 0) return null;
  return (
    <Stack component="section" aria-label={t("review.title")}>
      <Title order={2} size="h4">
        {t("review.title")}
      </Title>
      {pending.map((proposal) => (
        <Review key={proposal.change.change} scene={scene} proposal={proposal} />
      ))}
    </Stack>
  );
}

/** A codec of polkadot-js that may hold nothing, with a structure inside. */
interface MaybeStructure {
  isNone?: boolean;
  unwrap?: () => { get: (name: string) => { toU8a: () => Uint8Array } | undefined };
}

function Review({ scene, proposal }: { scene: number; proposal: SceneProposal }) {
  const { t, i18n } = useTranslation("govern");
  const { change, by, at } = proposal;
  const subject = change.change;
  // What a reviewer signs is the digest of the change as the chain keeps it.
  const digest = useChainRead<string | null>(["scene-change", scene, subject, at], async (api) => {
    const entry = api.query["scenes"]?.["proposals"];
    if (!entry) throw new NoSuchItem("scenes.proposals");
    const kept = (await entry(scene, subject)) as unknown as MaybeStructure;
    const bytes = kept.isNone === false ? kept.unwrap?.().get("change")?.toU8a() : undefined;
    if (!bytes) return null;
    const { sm3Hex } = await import("@fiscalchain/client/crypto");
    return sm3Hex(bytes);
  });
  const common = { operation: OPERATIONS[subject] };
  return (
    <Paper withBorder p="md">
      <Group justify="space-between" mb="xs">
        <Text fw={600}>{t(`review.subject.${subject}`)}</Text>
        <Group gap="xs">
          {digest.data && (
            <DecideButton
              label={t("review.confirm")}
              variant="filled"
              decision={{
                ...common,
                pallet: "Scenes",
                call: "confirm",
                args: () => ({ scene, subject, digest: digest.data }),
                summary: t("review.confirmSummary", {
                  scene,
                  subject: t(`review.subject.${subject}`),
                }),
                needsReason: false,
              }}
            />
          )}
          <DecideButton
            label={t("review.reject")}
            color="red"
            variant="light"
            decision={{
              ...common,
              pallet: "Scenes",
              call: "withdraw",
              args: (reason) => ({ scene, subject, reason }),
              summary: t("review.rejectSummary", {
                scene,
                subject: t(`review.subject.${subject}`),
              }),
              needsReason: true,
            }}
          />
        </Group>
      </Group>
      <KeyValue
        items={[
          [t("review.by"), <ActorName key="by" actor={by} />],
          [t("review.at"), <Time key="at" ms={at} />],
          ...changeItems(proposal, t, localeOf(i18n.language)),
          [
            t("review.digest"),
            <QueryState key="digest" query={digest}>
              {(value) =>
                value === null ? (
                  <Alert color="orange">{t("review.gone")}</Alert>
                ) : (
                  <Hash value={value} />
                )
              }
            </QueryState>,
          ],
        ]}
      />
      {change.change === "fieldRules" && <RulesTable rules={change.rules} />}
    </Paper>
  );
}

function changeItems(
  { change }: SceneProposal,
  t: (key: string) => string,
  locale: ReturnType<typeof localeOf>,
): [string, React.ReactNode][] {
  switch (change.change) {
    case "registration":
      return [
        [t("scene.name"), change.name],
        [t("scene.kind"), t(`scene.kinds.${change.kind}`)],
        [t("scene.weight"), String(change.weight)],
        [t("scene.lockTerm"), formatDuration(change.lockTerm, locale)],
        [t("scene.form"), <Hash key="form" value={change.form} />],
      ];
    case "terms":
      return [
        [t("scene.weight"), change.weight === null ? t("review.stays") : String(change.weight)],
        [
          t("scene.lockTerm"),
          change.lockTerm === null ? t("review.stays") : formatDuration(change.lockTerm, locale),
        ],
        [
          t("scene.form"),
          change.form === null ? t("review.stays") : <Hash key="form" value={change.form} />,
        ],
      ];
    case "retirement":
      return [[t("decide.reason"), change.reason]];
    default:
      return [];
  }
}
