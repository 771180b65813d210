import { Alert, Button, Group, Text } from "@mantine/core";
import { IconDeviceFloppy } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate, useParams, useSearchParams } from "react-router";
import { Page } from "../../components/Page";
import { QueryState } from "../../components/QueryState";
import { useRpc } from "../../lib/rpc";
import { useSubmit } from "../../lib/signer";
import { numberOfEvent, succeeded } from "../../parts/govern/act/decision";
import { SignButton } from "../../parts/govern/act/SignButton";
import { useAfter } from "../../parts/govern/act/useAfter";
import type { PolicyAnswer, PolicyJson } from "../../parts/govern/policy/answers";
import { forgetDraft, keepDraft, keptDraft, type Kept } from "../../parts/govern/policy/drafts";
import { fromPolicy, isClean, type EditorState } from "../../parts/govern/policy/editor";
import { emptyPolicy, policyJson } from "../../parts/govern/policy/model";
import { PolicyWorkbench } from "../../parts/govern/policy/PolicyWorkbench";
import { readPolicy } from "../../parts/govern/policy/read";
import { TemplateMenu } from "../../parts/govern/policy/TemplateMenu";
import { templatePolicy } from "../../parts/govern/policy/templates";

/** Drafts a policy, or a further version of one. */
export default function PolicyEditor() {
  const { id } = useParams();
  return id === undefined ? <Workplace key="new" base={null} /> : <Revision key={id} id={id} />;
}

function Revision({ id }: { id: string }) {
  const { t } = useTranslation("govern");
  const [search] = useSearchParams();
  const version = search.get("version");
  const number = /^\d{1,10}$/.test(id) ? Number(id) : null;
  const asked = version && /^\d{1,9}$/.test(version) ? Number(version) : null;
  const query = useRpc<PolicyAnswer | null>(
    "policy_get",
    number === null ? null : [number, asked],
    { staleMs: Infinity },
  );
  if (query.data && query.data.state !== "repealed") return <Workplace base={query.data} />;
  return (
    <Page title={t("editor.revise", { id })}>
      {number === null || query.data === null ? (
        <Alert color="red">{t("policies.unknown", { id })}</Alert>
      ) : (
        <QueryState query={query}>
          {() => <Alert color="orange">{t("editor.repealed", { id })}</Alert>}
        </QueryState>
      )}
    </Page>
  );
}

function beginning(base: PolicyAnswer | null, name: string): Kept {
  const kept = keptDraft(name);
  if (kept) return kept;
  const policy = base ? readPolicy(base.record.policy).policy : null;
  return { state: fromPolicy(policy ?? emptyPolicy()), cases: [] };
}

function Workplace({ base }: { base: PolicyAnswer | null }) {
  const { t } = useTranslation("govern");
  const draft = base ? `${base.id}.${base.version}` : "new";
  const [restored] = useState(() => keptDraft(draft) !== null);
  const [showRestored, setShowRestored] = useState(restored);
  const [work, setWork] = useState<Kept>(() => beginning(base, draft));
  const [touched, setTouched] = useState(restored);
  const { state, cases } = work;

  useEffect(() => {
    if (touched) keepDraft(draft, state, cases);
  }, [draft, touched, state, cases]);

  const change = (next: Partial<Kept>) => {
    setTouched(true);
    setWork((old) => ({ ...old, ...next }));
  };
  const startOver = () => {
    forgetDraft(draft);
    setTouched(false);
    setShowRestored(false);
    setWork(beginning(base, draft));
  };

  return (
    <Page
      title={base ? t("editor.revise", { id: base.id }) : t("editor.new")}
      description={base ? t("editor.basedOn", { version: base.version }) : t("editor.description")}
      actions={
        <>
          {!base && (
            <TemplateMenu
              onChoose={(template) => {
                const { policy } = readPolicy(templatePolicy(t, template));
                if (policy) change({ state: fromPolicy(policy) });
              }}
            />
          )}
          {touched && (
            <Button variant="default" onClick={startOver}>
              {t("editor.startOver")}
            </Button>
          )}
          <Submit base={base} state={state} onDone={() => forgetDraft(draft)} />
        </>
      }
    >
      {showRestored && (
        <Alert
          color="fiscal"
          withCloseButton
          closeButtonLabel={t("core:close")}
          onClose={() => setShowRestored(false)}
        >
          <Group justify="space-between">
            <Text size="sm">{t("editor.restored")}</Text>
            <Button size="compact-sm" variant="default" onClick={startOver}>
              {t("editor.startOver")}
            </Button>
          </Group>
        </Alert>
      )}
      <PolicyWorkbench
        state={state}
        onState={(next: EditorState) => change({ state: next })}
        cases={cases}
        onCases={(next) => change({ cases: next })}
        base={
          base
            ? {
                id: base.id,
                title: t("diff.version", { version: base.version }),
                policy: base.record.policy,
              }
            : null
        }
      />
    </Page>
  );
}

function Submit({
  base,
  state,
  onDone,
}: {
  base: PolicyAnswer | null;
  state: EditorState;
  onDone: () => void;
}) {
  const { t } = useTranslation("govern");
  const navigate = useNavigate();
  const { submit, busy } = useSubmit();
  const after = useAfter();
  const policy: PolicyJson = policyJson(state.policy);
  const clean = isClean(state);
  const name = state.policy.name;

  if (base) {
    return (
      <SignButton
        size="sm"
        variant="filled"
        label={t("editor.draftVersion")}
        disabled={!clean}
        reason="required"
        summary={t("editor.reviseSummary", { id: base.id, name })}
        call={(reason) => ({
          pallet: "Policies",
          call: "revise",
          args: { id: base.id, policy, reason },
        })}
        onDone={(progress) => {
          onDone();
          const version = numberOfEvent(progress, "Policies", "Drafted", "version");
          void navigate(`/policies/${base.id}?version=${version ?? base.latest + 1}`);
        }}
      />
    );
  }
  const send = async () => {
    const progress = await submit({
      pallet: "Policies",
      call: "draft",
      args: { policy },
      summary: t("editor.draftSummary", { name }),
    });
    if (!succeeded(progress)) return;
    onDone();
    after();
    const id = numberOfEvent(progress, "Policies", "Drafted", "policy");
    void navigate(id === null ? "/policies" : `/policies/${id}`);
  };
  return (
    <Button
      leftSection={<IconDeviceFloppy size={16} />}
      disabled={!clean}
      loading={busy}
      onClick={() => void send()}
    >
      {t("editor.draft")}
    </Button>
  );
}
