import { Badge, Button, Group, Stack, Text, Timeline, Title } from "@mantine/core";
import { IconFileInvoice, IconLock, IconUserCheck } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Chart } from "../../../components/Chart";
import { Participant } from "../../../components/Participant";
import { Time } from "../../../components/Time";
import { formatTime, shortHash } from "../../../lib/format";
import type { TimelineItem } from "../../../lib/types";
import { lifeLine, ordered } from "../lifeline";
import type { Mark, Span } from "../lifeline";
import type { TrailItem } from "../rpc-types";
import { Where } from "../Where";
import { lifeLineOption } from "./lifeLineOption";

const ICONS = {
  bill: IconFileInvoice,
  lock: IconLock,
  authorization: IconUserCheck,
} as const;

/** Steps that are listed at first, and with each request for more. */
const SHOWN = 100;

interface LifeLineViewProps {
  timeline: readonly TimelineItem[];
  trail: readonly TrailItem[];
  /** The present moment, to which what lasts is drawn. */
  now: number;
}

/** The words for a step, by what it is a step of. */
function useStepName(): (kind: string, action: string) => string {
  const { t } = useTranslation("business");
  return (kind, action) => {
    switch (kind) {
      case "lock":
        return t(`lockEvent.${action}`);
      case "authorization":
        return t(`authorizationEvent.${action}`);
      default:
        return t(`action.${action}`);
    }
  };
}

/** The life of a bill: versions, holders, locks, disputes and authorizations, drawn and as a list. */
export function LifeLineView({ timeline, trail, now }: LifeLineViewProps) {
  const { t } = useTranslation("business");
  const stepName = useStepName();
  const life = useMemo(() => lifeLine(timeline, trail, now), [timeline, trail, now]);
  const kinds: Record<Mark["lane"], string> = {
    holder: "bill",
    version: "bill",
    lock: "lock",
    dispute: "lock",
    authorization: "authorization",
  };
  const laneName = (lane: Mark["lane"]) => t(`lane.${lane}`);
  const markName = (mark: Mark) =>
    `${formatTime(mark.time)} ${stepName(kinds[mark.lane], mark.action)}`;
  const spanName = (span: Span) => {
    const who =
      typeof span.who === "string"
        ? shortHash(span.who)
        : t("participant.number", { id: span.who ?? 0 });
    const end = span.to === null ? t("lifeline.now") : formatTime(span.to);
    return `${laneName(span.lane)} ${who}: ${formatTime(span.from)} – ${end}`;
  };
  const option = lifeLineOption(life, {
    lane: laneName,
    mark: markName,
    span: spanName,
  });
  const steps = useMemo(() => ordered(timeline).reverse(), [timeline]);
  const [shown, setShown] = useState(SHOWN);

  return (
    <Stack>
      <Chart
        title={t("lifeline.title")}
        option={option}
        height={300}
        table={{
          columns: [
            t("column.time"),
            t("lifeline.lane"),
            t("column.what"),
            t("column.who"),
            t("lifeline.block"),
          ],
          rows: life.marks.map((mark) => [
            formatTime(mark.time),
            laneName(mark.lane),
            stepName(kinds[mark.lane], mark.action),
            mark.participant,
            mark.block,
          ]),
        }}
      />
      <Title order={3} size="h4">
        {t("lifeline.steps", { count: steps.length })}
      </Title>
      <Timeline
        role="list"
        aria-label={t("lifeline.title")}
        bulletSize={26}
        lineWidth={2}
        active={steps.length}
      >
        {steps.slice(0, shown).map((step, index) => {
          const Icon = ICONS[step.kind] ?? IconFileInvoice;
          return (
            <Timeline.Item
              key={`${step.block}-${step.kind}-${index}`}
              role="listitem"
              bullet={<Icon size={14} aria-hidden />}
              title={
                <Group gap="xs">
                  <Text fw={600}>{stepName(step.kind, step.action)}</Text>
                  <Badge variant="default" size="sm">
                    {t(`stepKind.${step.kind}`)}
                  </Badge>
                </Group>
              }
            >
              <Group gap="sm" fz="sm">
                <Time ms={step.time} />
                {step.participant === null ? null : <Participant id={step.participant} />}
                <Where block={step.block} transaction={step.transaction} />
              </Group>
            </Timeline.Item>
          );
        })}
      </Timeline>
      {steps.length > shown ? (
        <Group>
          <Button variant="default" onClick={() => setShown(shown + SHOWN)}>
            {t("participants.more")}
          </Button>
        </Group>
      ) : null}
    </Stack>
  );
}
