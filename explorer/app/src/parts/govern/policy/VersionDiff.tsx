import { Alert, List, Stack, Text, VisuallyHidden } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { PolicyJson } from "./answers";
import { alignLines, policyChanges, type LinePair, type PolicyChange } from "./diff";
import { formatJson } from "./json";
import { policyLines } from "./model";
import classes from "./VersionDiff.module.css";

/** One of two policies that are compared. */
export interface DiffSide {
  title: string;
  policy: PolicyJson;
}

/** Two policies side by side, and in which parts they differ. */
export function VersionDiff({ left, right }: { left: DiffSide; right: DiffSide }) {
  const { t } = useTranslation("govern");
  const changes = useMemo(
    () => policyChanges(left.policy, right.policy),
    [left.policy, right.policy],
  );
  const pairs = useMemo(
    () => alignLines(policyLines(left.policy), policyLines(right.policy)),
    [left.policy, right.policy],
  );
  return (
    <Stack gap="sm">
      {changes.length === 0 ? (
        <Alert color="gray">{t("diff.none")}</Alert>
      ) : (
        <section aria-label={t("diff.parts")}>
          <Text size="sm" fw={600}>
            {t("diff.count", { count: changes.length })}
          </Text>
          <List size="sm">
            {changes.map((change) => (
              <List.Item key={`${change.path}:${change.to === undefined ? "-" : "+"}`}>
                <ChangeLine change={change} />
              </List.Item>
            ))}
          </List>
        </section>
      )}
      {/* The table scrolls by itself on a narrow screen, by keyboard too. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className={classes.scroll} tabIndex={0} role="region" aria-label={t("diff.sideBySide")}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col" colSpan={2}>
                {left.title}
              </th>
              <th scope="col" colSpan={2}>
                {right.title}
              </th>
            </tr>
          </thead>
          <tbody>
            {pairs.map((pair, at) => (
              <PairRow key={at} pair={pair} />
            ))}
          </tbody>
        </table>
      </div>
    </Stack>
  );
}

function ChangeLine({ change }: { change: PolicyChange }) {
  const { t } = useTranslation("govern");
  const kind =
    change.from === undefined ? "added" : change.to === undefined ? "removed" : "replaced";
  return (
    <>
      <code>{change.path || "/"}</code> {t(`diff.${kind}`)}{" "}
      {change.from !== undefined && (
        <Text component="del" inherit c="red">
          <code>{formatJson(change.from)}</code>
        </Text>
      )}
      {kind === "replaced" && " → "}
      {change.to !== undefined && (
        <Text component="ins" inherit c="green">
          <code>{formatJson(change.to)}</code>
        </Text>
      )}
    </>
  );
}

function PairRow({ pair }: { pair: LinePair }) {
  const changed = pair.kind !== "same";
  return (
    <tr data-kind={pair.kind}>
      <Side line={pair.left} changed={changed} side="removed" />
      <Side line={pair.right} changed={changed} side="added" />
    </tr>
  );
}

function Side({
  line,
  changed,
  side,
}: {
  line: LinePair["left"];
  changed: boolean;
  side: "removed" | "added";
}) {
  const { t } = useTranslation("govern");
  if (!line) {
    return (
      <>
        <td className={`${classes.number} ${classes.gap}`} />
        <td className={`${classes.text} ${classes.gap}`} />
      </>
    );
  }
  const tone = changed ? ` ${classes[side] ?? ""}` : "";
  return (
    <>
      <td className={`${classes.number}${tone}`}>{line.number}</td>
      <td className={`${classes.text}${tone}`}>
        {changed && (
          <>
            <span className={classes.mark} aria-hidden>
              {side === "removed" ? "− " : "+ "}
            </span>
            <VisuallyHidden>{t(`diff.${side}`)}: </VisuallyHidden>
          </>
        )}
        {line.text}
      </td>
    </>
  );
}
