import { NativeSelect, NumberInput, Textarea, TextInput } from "@mantine/core";
import type { SceneDetail } from "@fiscalchain/client";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Decision } from "../act/decision";
import { DecisionForm } from "../act/DecisionForm";
import { isObject, parseJson } from "../policy/json";
import { isText } from "../policy/values";
import { termOf, termParts, type TermUnit } from "./lockTerm";
import { TermInput } from "./TermInput";

const KINDS = ["medical", "education", "charity", "penalty", "other"] as const;
const DIGEST = /^0x[0-9a-f]{64}$/i;
const MAX_WEIGHT = 4_294_967_295;

/** Registers a scene. */
export function RegisterScene() {
  const { t } = useTranslation("govern");
  const [name, setName] = useState("");
  const [kind, setKind] = useState<string>("medical");
  const [weight, setWeight] = useState<number | null>(100);
  const [term, setTerm] = useState<{ count: number | null; unit: TermUnit }>({
    count: 30,
    unit: "days",
  });
  const [form, setForm] = useState("");
  const [tried, setTried] = useState(false);
  const lockTerm = termOf(term.count, term.unit);
  const good =
    isText(name.trim(), 128) &&
    weight !== null &&
    lockTerm !== null &&
    (form === "" || DIGEST.test(form));

  const make = (): Decision | null => {
    setTried(true);
    if (!good) return null;
    return {
      pallet: "Scenes",
      call: "register",
      args: () => ({ name: name.trim(), kind, weight, lockTerm, form: form === "" ? null : form }),
      operation: "registerScene",
      summary: t("scene.registerSummary", { name: name.trim() }),
      needsReason: false,
    };
  };
  return (
    <DecisionForm title={t("scene.register")} leftSection={<IconPlus size={16} />} make={make}>
      <TextInput
        label={t("scene.name")}
        required
        maxLength={128}
        value={name}
        error={tried && !isText(name.trim(), 128) ? t("core:filter.invalid") : undefined}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <NativeSelect
        label={t("scene.kind")}
        value={kind}
        data={KINDS.map((each) => ({ value: each, label: t(`scene.kinds.${each}`) }))}
        onChange={(event) => setKind(event.currentTarget.value)}
      />
      <WeightInput value={weight} onChange={setWeight} />
      <TermInput
        count={term.count}
        unit={term.unit}
        onChange={(count, unit) => setTerm({ count, unit })}
        error={lockTerm === null ? t("scene.termFault") : undefined}
      />
      <FormDigest value={form} onChange={setForm} />
    </DecisionForm>
  );
}

function WeightInput({
  value,
  onChange,
}: {
  value: number | null;
  onChange: (value: number | null) => void;
}) {
  const { t } = useTranslation("govern");
  return (
    <NumberInput
      label={t("scene.weight")}
      description={t("scene.weightHint")}
      min={0}
      max={MAX_WEIGHT}
      allowDecimal={false}
      value={value ?? ""}
      onChange={(next) => onChange(typeof next === "number" ? next : null)}
    />
  );
}

function FormDigest({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation("govern");
  return (
    <TextInput
      label={t("scene.form")}
      description={t("scene.formHint")}
      placeholder="0x…"
      maxLength={66}
      ff="monospace"
      autoComplete="off"
      value={value}
      error={value !== "" && !DIGEST.test(value) ? t("core:filter.invalid") : undefined}
      onChange={(event) => onChange(event.currentTarget.value.trim())}
    />
  );
}

/** Changes weight, lock term or form of a scene. */
export function ChangeTerms({ scene }: { scene: SceneDetail }) {
  const { t } = useTranslation("govern");
  const [weight, setWeight] = useState<number | null>(scene.weight);
  const [term, setTerm] = useState<{ count: number | null; unit: TermUnit }>(
    termParts(scene.lockTerm),
  );
  const [form, setForm] = useState(scene.form ?? "");
  const lockTerm = termOf(term.count, term.unit);
  const changed = {
    weight: weight === scene.weight ? null : weight,
    lockTerm: lockTerm === scene.lockTerm ? null : lockTerm,
    form: form === (scene.form ?? "") || form === "" ? null : form,
  };
  const nothing = Object.values(changed).every((value) => value === null);
  const good = weight !== null && lockTerm !== null && (form === "" || DIGEST.test(form));
  return (
    <DecisionForm
      title={t("scene.changeTerms")}
      size="compact-sm"
      variant="default"
      isReady={!nothing && good}
      make={() => ({
        pallet: "Scenes",
        call: "update",
        args: () => ({ scene: scene.id, ...changed }),
        operation: "changeScene",
        summary: t("scene.changeSummary", { id: scene.id, name: scene.name }),
        needsReason: false,
      })}
    >
      <WeightInput value={weight} onChange={setWeight} />
      <TermInput
        count={term.count}
        unit={term.unit}
        onChange={(count, unit) => setTerm({ count, unit })}
        error={lockTerm === null ? t("scene.termFault") : undefined}
      />
      <FormDigest value={form} onChange={setForm} />
    </DecisionForm>
  );
}

/** Replaces the field rules of a scene by others in JSON. */
export function ReplaceRules({ scene, rules }: { scene: number; rules: unknown }) {
  const { t } = useTranslation("govern");
  const [text, setText] = useState("");
  const parsed = parseJson(text);
  const value = parsed.ok ? parsed.value : null;
  const good = isObject(value ?? undefined) && Array.isArray((value as { rules?: unknown }).rules);
  return (
    <DecisionForm
      title={t("rules.replace")}
      size="compact-sm"
      variant="default"
      width="lg"
      onOpen={() => setText(JSON.stringify(rules ?? { closed: true, rules: [] }, null, 2))}
      isReady={good}
      make={() => ({
        pallet: "Scenes",
        call: "set_rules",
        args: () => ({ scene, rules: completeRules(value) }),
        operation: "changeFieldRules",
        summary: t("rules.summary", { id: scene }),
        needsReason: false,
      })}
    >
      <Textarea
        label={t("rules.json")}
        description={t("rules.jsonHint")}
        autosize
        minRows={12}
        maxRows={30}
        maxLength={65_536}
        spellCheck={false}
        styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
        value={text}
        error={
          parsed.ok
            ? good
              ? undefined
              : t("rules.notRules")
            : `${t(`policy.syntax.${parsed.fault.code}`, { found: parsed.fault.found })} ${t(
                "policy.atLine",
                { line: parsed.fault.line, column: parsed.fault.column },
              )}`
        }
        onChange={(event) => setText(event.currentTarget.value)}
      />
    </DecisionForm>
  );
}

/** Rules with every part written out, sorted as the chain keeps them. */
export function completeRules(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const { closed, rules, ...rest } = value as { closed?: unknown; rules?: unknown };
  if (!Array.isArray(rules)) return value;
  const complete = rules.map((rule: unknown) =>
    typeof rule === "object" && rule !== null
      ? {
          presence: "optional",
          masked: false,
          range: null,
          pattern: null,
          oneOf: [],
          requires: null,
          ...rule,
        }
      : rule,
  );
  const name = (rule: unknown) => String((rule as { name?: unknown } | null)?.name ?? "");
  complete.sort((one, other) => (name(one) < name(other) ? -1 : 1));
  return { ...rest, closed: closed ?? true, rules: complete };
}
