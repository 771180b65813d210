import { Alert, Anchor, Group, List, Loader, Stack, Text, ThemeIcon } from "@mantine/core";
import {
  IconAlertTriangle,
  IconCheck,
  IconCircleDashed,
  IconQuestionMark,
  IconX,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Hash } from "../../components/Hash";
import { useCatalogue } from "../../lib/catalogue";
import { codeText, useCodes } from "../../lib/codes";
import { isOver, type Progress, type SubmitError, type SubmitStage } from "../../lib/signing/types";

const STEPS: SubmitStage[] = ["building", "signing", "sending", "pool", "block", "finalized"];

type StepState = "done" | "now" | "failed" | "open" | "unknown";

/** How each step stands, from the stage the call has reached. */
export function stepStates(progress: Progress, reached: SubmitStage): StepState[] {
  const at = STEPS.indexOf(reached);
  return STEPS.map((_, index) => {
    if (progress.stage === "finalized" || index < at) return "done";
    if (index > at) return "open";
    if (progress.stage === "failed" || progress.stage === "cancelled") return "failed";
    if (progress.stage === "unknown") return "unknown";
    return "now";
  });
}

/** The step a call has come to, also where it ended there. */
export function reachedStep(progress: Progress): SubmitStage {
  if (STEPS.includes(progress.stage)) return progress.stage;
  if (progress.events.length > 0 || progress.height !== null) return "block";
  if (progress.stage === "unknown") return "block";
  return progress.hash === null ? "signing" : "sending";
}

const LOOKS: Record<StepState, { colour: string; icon: typeof IconCheck }> = {
  done: { colour: "green", icon: IconCheck },
  now: { colour: "fiscal", icon: IconCircleDashed },
  failed: { colour: "red", icon: IconX },
  open: { colour: "gray", icon: IconCircleDashed },
  unknown: { colour: "orange", icon: IconQuestionMark },
};

/** Why a call failed, in the words of the catalogue. */
export function SubmitFailure({ error }: { error: SubmitError }) {
  const { t, i18n } = useTranslation("develop");
  const catalogue = useCatalogue();
  const codes = useCodes();
  const refusal = error.refusal === null ? null : codeText(codes, "transactions", error.refusal);
  const name =
    error.kind === "module" && error.name !== null
      ? `${error.pallet}.${error.name}`
      : (refusal?.name ?? error.name);
  const text =
    error.kind === "module" && error.pallet !== null && error.name !== null
      ? catalogue.error(error.pallet, error.name)
      : (refusal?.meaning ??
        (i18n.exists(`develop:refusal.${error.name}`) ? t(`refusal.${error.name}`) : null));
  return (
    <Alert
      color="red"
      icon={<IconAlertTriangle size={18} />}
      title={t(error.kind === "module" ? "progress.failedInBlock" : "progress.refused")}
      role="alert"
    >
      <Stack gap={4}>
        <Text size="sm">{text ?? error.message}</Text>
        {refusal?.action && <Text size="sm">{refusal.action}</Text>}
        {name !== null && (
          <Text size="xs" ff="monospace">
            {name}
          </Text>
        )}
        {text !== null && error.kind === "refused" && (
          <Text size="xs" c="dimmed">
            {error.message}
          </Text>
        )}
      </Stack>
    </Alert>
  );
}

/** Events of a transaction, each with what it means. */
export function SubmitEvents({ events }: { events: Progress["events"] }) {
  const { t } = useTranslation("develop");
  const catalogue = useCatalogue();
  const own = events.filter((event) => event.pallet !== "System");
  if (own.length === 0) return null;
  return (
    <Stack gap={4}>
      <Text size="sm" fw={600}>
        {t("progress.events")}
      </Text>
      <List size="sm" spacing={2}>
        {own.map((event, index) => (
          <List.Item key={index}>
            {catalogue.event(event.pallet, event.name) ?? ""}{" "}
            <Text component="span" size="xs" ff="monospace" c="dimmed">
              {event.pallet}.{event.name}
            </Text>
          </List.Item>
        ))}
      </List>
    </Stack>
  );
}

/** How far a call has come: made, signed, sent, in the pool, in a block, final. */
export function ProgressSteps({ progress }: { progress: Progress }) {
  const { t } = useTranslation("develop");
  if (progress.stage === "confirm") return null;
  const states = stepStates(progress, reachedStep(progress));
  return (
    <Stack gap="sm">
      <ol
        aria-label={t("progress.label")}
        style={{ listStyle: "none", margin: 0, padding: 0, display: "grid", gap: 6 }}
      >
        {STEPS.map((step, index) => {
          const state = states[index] ?? "open";
          const { colour, icon: StepIcon } = LOOKS[state];
          return (
            <li key={step} aria-current={state === "now" ? "step" : undefined}>
              <Group gap={8} wrap="nowrap">
                {state === "now" && !isOver(progress) ? (
                  <Loader size={18} />
                ) : (
                  <ThemeIcon size={18} radius="xl" color={colour} variant="light">
                    <StepIcon size={12} />
                  </ThemeIcon>
                )}
                <Text size="sm" c={state === "open" ? "dimmed" : undefined}>
                  {t(`progress.step.${step}`)}
                </Text>
              </Group>
            </li>
          );
        })}
      </ol>
      <div aria-live="polite">
        <Text size="sm" fw={600}>
          {t(`progress.stage.${progress.stage}`)}
        </Text>
      </div>
      {progress.hash !== null && (
        <Group gap={6}>
          <Text size="sm" c="dimmed">
            {t("progress.transaction")}
          </Text>
          <Hash
            value={progress.hash}
            {...(progress.stage === "finalized" || progress.height !== null
              ? { to: `/transactions/${progress.hash}` }
              : {})}
          />
          {progress.height !== null && (
            <Anchor component={Link} to={`/blocks/${progress.height}`} size="sm">
              {t("progress.block", { height: progress.height })}
            </Anchor>
          )}
        </Group>
      )}
      {progress.stage === "failed" && progress.error && <SubmitFailure error={progress.error} />}
      {progress.stage === "unknown" && progress.error && (
        <Text size="xs" c="dimmed">
          {progress.error.message}
        </Text>
      )}
      <SubmitEvents events={progress.events} />
    </Stack>
  );
}
