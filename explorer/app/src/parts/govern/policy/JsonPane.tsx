import { Alert, Anchor, Button, Group, List, Stack, Text, Textarea } from "@mantine/core";
import { IconAlertTriangle, IconBraces } from "@tabler/icons-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { CopyIcon } from "../../../components/CopyIcon";
import { LIMITS } from "./attributes";
import type { EditorState } from "./editor";
import { FindingLine } from "./FindingLine";
import { position } from "./json";
import { policyText } from "./model";

export interface JsonPaneProps {
  state: EditorState;
  onText: (text: string) => void;
}

/** The JSON form, to be edited; findings lead to their lines. */
export function JsonPane({ state, onText }: JsonPaneProps) {
  const { t } = useTranslation("govern");
  const area = useRef<HTMLTextAreaElement>(null);
  const go = (at: number) => {
    area.current?.focus();
    area.current?.setSelectionRange(at, at);
  };
  const placeOf = (path: string): number | undefined => {
    // A name that is missing, or has no place, stands where its object stands.
    for (let pointer = path; ; pointer = pointer.slice(0, pointer.lastIndexOf("/"))) {
      const at = state.places.get(pointer);
      if (at !== undefined || pointer === "") return at;
    }
  };
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Text size="sm" c="dimmed">
          {t("policy.jsonHint")}
        </Text>
        <Group gap="xs">
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconBraces size={14} />}
            disabled={state.apart}
            onClick={() => onText(policyText(state.policy))}
          >
            {t("policy.formatJson")}
          </Button>
          <CopyIcon value={state.text} label={t("core:json.copy")} />
        </Group>
      </Group>
      {state.syntax && (
        <Alert color="red" icon={<IconAlertTriangle size={18} />} title={t("policy.notJson")}>
          {t(`policy.syntax.${state.syntax.code}`, { found: state.syntax.found })}{" "}
          {t("policy.atLine", { line: state.syntax.line, column: state.syntax.column })}
        </Alert>
      )}
      {!state.syntax && state.apart && (
        <Alert color="orange" icon={<IconAlertTriangle size={18} />} title={t("policy.apart")}>
          {t("policy.apartText")}
        </Alert>
      )}
      {state.findings.length > 0 && (
        <List size="sm" listStyleType="none" aria-label={t("policy.findings")}>
          {state.findings.map((finding, number) => {
            const at = placeOf(finding.path);
            const line = at === undefined ? null : position(state.text, at).line;
            return (
              <List.Item key={number}>
                <FindingLine
                  finding={finding}
                  place={
                    line === null ? null : (
                      <>
                        <Anchor
                          component="button"
                          type="button"
                          inherit
                          onClick={() => go(at ?? 0)}
                        >
                          {t("policy.line", { line })}
                        </Anchor>{" "}
                      </>
                    )
                  }
                />
              </List.Item>
            );
          })}
        </List>
      )}
      <Textarea
        ref={area}
        aria-label={t("policy.jsonLabel")}
        autosize
        minRows={18}
        maxRows={40}
        maxLength={LIMITS.json}
        spellCheck={false}
        autoComplete="off"
        ff="monospace"
        styles={{
          input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: "0.8rem" },
        }}
        value={state.text}
        onChange={(event) => onText(event.currentTarget.value)}
      />
    </Stack>
  );
}
