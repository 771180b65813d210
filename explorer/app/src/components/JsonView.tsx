import { Group, SegmentedControl, Stack } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { CopyIcon } from "./CopyIcon";
import classes from "./JsonView.module.css";

/** Entries of one list or object that are shown; more would stall the page. */
const MOST = 200;
/** How deep a tree is open at first. */
const OPEN_DEPTH = 2;

function Scalar({ value }: { value: unknown }) {
  if (typeof value === "string") return <span className={classes.text}>&quot;{value}&quot;</span>;
  if (typeof value === "number" || typeof value === "bigint") {
    return <span className={classes.number}>{String(value)}</span>;
  }
  return <span className={classes.word}>{String(value)}</span>;
}

function Node({ name, value, depth }: { name: string | null; value: unknown; depth: number }) {
  const { t } = useTranslation();
  const label: ReactNode = name === null ? null : <span className={classes.name}>{name}: </span>;
  if (value === null || typeof value !== "object") {
    return (
      <div className={classes.leaf}>
        {label}
        <Scalar value={value} />
      </div>
    );
  }
  const list = Array.isArray(value);
  const entries = Object.entries(value);
  const hint = list ? `[${entries.length}]` : `{${entries.length}}`;
  if (entries.length === 0) {
    return (
      <div className={classes.leaf}>
        {label}
        <span className={classes.word}>{list ? "[]" : "{}"}</span>
      </div>
    );
  }
  return (
    <details className={classes.branch} open={depth < OPEN_DEPTH}>
      <summary>
        {label}
        <span className={classes.hint}>{hint}</span>
      </summary>
      <div className={classes.children}>
        {entries.slice(0, MOST).map(([key, entry]) => (
          <Node key={key} name={key} value={entry} depth={depth + 1} />
        ))}
        {entries.length > MOST && (
          <div className={classes.hint}>{t("more", { count: entries.length - MOST })}</div>
        )}
      </div>
    </details>
  );
}

/** JSON as a tree that folds, or as text, with a button that copies it. */
export function JsonView({ value }: { value: unknown }) {
  const { t } = useTranslation();
  const [form, setForm] = useState("tree");
  const text = JSON.stringify(value, null, 2) ?? "null";
  return (
    <Stack gap={6} className={classes.root}>
      <Group justify="space-between" gap="xs">
        <SegmentedControl
          size="xs"
          value={form}
          onChange={setForm}
          aria-label={t("json.form")}
          data={[
            { value: "tree", label: t("json.tree") },
            { value: "text", label: "JSON" },
          ]}
        />
        <CopyIcon value={text} label={t("json.copy")} />
      </Group>
      {form === "tree" ? (
        <div className={classes.tree}>
          <Node name={null} value={value} depth={0} />
        </div>
      ) : (
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <pre className={classes.pre} tabIndex={0}>
          {text}
        </pre>
      )}
    </Stack>
  );
}
