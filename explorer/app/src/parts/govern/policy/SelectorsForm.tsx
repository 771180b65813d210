import {
  Checkbox,
  Fieldset,
  Group,
  MultiSelect,
  NumberInput,
  Radio,
  SimpleGrid,
  Stack,
  TagsInput,
  TextInput,
} from "@mantine/core";
import { useTranslation } from "react-i18next";
import {
  EFFECTS,
  LIMITS,
  OBLIGATIONS,
  POINTS,
  ROLES,
  type Obligation,
  type Point,
} from "./attributes";
import { findingText } from "./FindingLine";
import type { Finding, PolicyDraft, Selection } from "./model";
import type { Named } from "./ValueInput";

export interface SelectorsProps {
  policy: PolicyDraft;
  onChange: (policy: PolicyDraft) => void;
  findings: Finding[];
  scenes: Named[];
  labels: string[];
}

const NOBODY: Selection = { participants: [], labels: [], roles: [] };
const ZONE = "+08:00";

/** Everything of a policy but its condition. */
export function SelectorsForm({ policy, onChange, findings, scenes, labels }: SelectorsProps) {
  const { t } = useTranslation("govern");
  const set = (change: Partial<PolicyDraft>) => onChange({ ...policy, ...change });
  const fault = (path: string) => {
    const finding = findings.find((each) => each.path === path || each.path.startsWith(`${path}/`));
    return finding ? findingText(t, finding) : undefined;
  };
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <TextInput
          label={t("policy.name")}
          required
          maxLength={LIMITS.nameBytes}
          value={policy.name}
          error={fault("/name")}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <NumberInput
          label={t("policy.priority")}
          description={t("policy.priorityHint")}
          min={0}
          max={LIMITS.priority}
          allowDecimal={false}
          value={policy.priority ?? ""}
          error={fault("/priority")}
          onChange={(next) => set({ priority: typeof next === "number" ? next : null })}
        />
      </SimpleGrid>
      <Group align="flex-start" gap="xl">
        <Radio.Group
          label={t("policy.effect")}
          value={policy.effect}
          onChange={(next) => set({ effect: next === "permit" ? "permit" : "deny" })}
        >
          <Group mt={6}>
            {EFFECTS.map((effect) => (
              <Radio key={effect} value={effect} label={t(`core:status.any.${effect}`)} />
            ))}
          </Group>
        </Radio.Group>
        <Checkbox.Group
          label={t("policy.points")}
          value={policy.points}
          error={fault("/points")}
          onChange={(next) =>
            set({ points: POINTS.filter((point) => next.includes(point)) as Point[] })
          }
        >
          <Group mt={6}>
            {POINTS.map((point) => (
              <Checkbox key={point} value={point} label={t(`policy.point.${point}`)} />
            ))}
          </Group>
        </Checkbox.Group>
        <Checkbox.Group
          label={t("policy.obligations")}
          value={policy.obligations}
          error={fault("/obligations")}
          onChange={(next) =>
            set({ obligations: OBLIGATIONS.filter((one) => next.includes(one)) as Obligation[] })
          }
        >
          <Group mt={6}>
            {OBLIGATIONS.map((one) => (
              <Checkbox
                key={one}
                value={one}
                label={t(`policy.obligation.${one}`)}
                disabled={policy.effect === "deny" && !policy.obligations.includes(one)}
              />
            ))}
          </Group>
        </Checkbox.Group>
      </Group>
      <ScenesField policy={policy} set={set} scenes={scenes} error={fault("/scenes")} />
      <ActorsField policy={policy} set={set} labels={labels} error={fault("/actors")} />
      <Fieldset legend={t("policy.valid")}>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          {(["from", "until"] as const).map((end) => (
            <TextInput
              key={end}
              type="datetime-local"
              step={1}
              label={t(`policy.validEnd.${end}`)}
              description={t("policy.validZone")}
              value={policy.valid[end]?.slice(0, 19) ?? ""}
              error={fault(`/valid/${end}`) ?? (end === "until" ? fault("/valid") : undefined)}
              onChange={(event) => {
                const typed = event.currentTarget.value;
                const whole = typed.length === 16 ? `${typed}:00` : typed;
                set({ valid: { ...policy.valid, [end]: typed === "" ? null : `${whole}${ZONE}` } });
              }}
            />
          ))}
        </SimpleGrid>
      </Fieldset>
    </Stack>
  );
}

interface FieldProps {
  policy: PolicyDraft;
  set: (change: Partial<PolicyDraft>) => void;
  error: string | undefined;
}

function ScenesField({ policy, set, scenes, error }: FieldProps & { scenes: Named[] }) {
  const { t } = useTranslation("govern");
  const chosen = policy.scenes === "all" ? [] : policy.scenes;
  const known = scenes.map((scene) => ({
    value: String(scene.id),
    label: `${scene.id} ${scene.name}`,
  }));
  const unknown = chosen
    .filter((id) => !scenes.some((scene) => scene.id === id))
    .map((id) => ({ value: String(id), label: `#${id}` }));
  return (
    <Fieldset legend={t("policy.scenes")}>
      <Stack gap="xs">
        <Radio.Group
          aria-label={t("policy.scenes")}
          value={policy.scenes === "all" ? "all" : "some"}
          onChange={(next) => set({ scenes: next === "all" ? "all" : [] })}
        >
          <Group>
            <Radio value="all" label={t("policy.allScenes")} />
            <Radio value="some" label={t("policy.someScenes")} />
          </Group>
        </Radio.Group>
        {policy.scenes !== "all" && (
          <MultiSelect
            aria-label={t("policy.chosenScenes")}
            placeholder={t("policy.chooseScenes")}
            data={[...known, ...unknown]}
            value={chosen.map(String)}
            maxValues={LIMITS.scenes}
            searchable
            error={error}
            onChange={(next) => set({ scenes: next.map(Number) })}
          />
        )}
      </Stack>
    </Fieldset>
  );
}

function ActorsField({ policy, set, labels, error }: FieldProps & { labels: string[] }) {
  const { t } = useTranslation("govern");
  const actors = policy.actors === "all" ? null : policy.actors;
  const change = (part: Partial<Selection>) => set({ actors: { ...(actors ?? NOBODY), ...part } });
  return (
    <Fieldset legend={t("policy.actors")}>
      <Stack gap="xs">
        <Radio.Group
          aria-label={t("policy.actors")}
          value={actors ? "some" : "all"}
          error={error}
          onChange={(next) => set({ actors: next === "all" ? "all" : NOBODY })}
        >
          <Group>
            <Radio value="all" label={t("policy.allActors")} />
            <Radio value="some" label={t("policy.someActors")} />
          </Group>
        </Radio.Group>
        {actors && (
          <SimpleGrid cols={{ base: 1, md: 3 }}>
            <TagsInput
              label={t("policy.participants")}
              description={t("policy.participantsHint")}
              value={actors.participants.map(String)}
              maxTags={LIMITS.participants}
              acceptValueOnBlur
              onChange={(next) => {
                const numbers = next.filter((each) => /^\d{1,10}$/.test(each)).map(Number);
                change({ participants: [...new Set(numbers)] });
              }}
            />
            <TagsInput
              label={t("policy.labels")}
              description={t("policy.labelsHint")}
              data={labels}
              value={actors.labels}
              maxTags={LIMITS.labels}
              acceptValueOnBlur
              onChange={(next) => change({ labels: [...new Set(next)] })}
            />
            <MultiSelect
              label={t("policy.roles")}
              description={t("policy.rolesHint")}
              data={ROLES.map((role) => ({ value: role, label: t(`role.${role}`) }))}
              value={actors.roles}
              onChange={(next) => change({ roles: ROLES.filter((role) => next.includes(role)) })}
            />
          </SimpleGrid>
        )}
      </Stack>
    </Fieldset>
  );
}
