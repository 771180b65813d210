import { TextInput, type TextInputProps } from "@mantine/core";
import { useEffect, useEffectEvent, useState } from "react";
import { useTranslation } from "react-i18next";

const DELAY_MS = 400;
/** As many characters as the index takes in a text. */
const LONGEST = 128;

export interface TypedTextProps extends Pick<
  TextInputProps,
  "label" | "placeholder" | "disabled" | "leftSection" | "w"
> {
  value: string;
  onChange: (value: string) => void;
  /** Only texts that match are applied. */
  pattern?: RegExp;
}

/**
 * A text that is applied when the person stops typing, leaves or presses Enter. What is typed is kept
 * here meanwhile: an address that follows a little later would swallow letters.
 */
export function TypedText({ value, onChange, pattern, ...input }: TypedTextProps) {
  const { t } = useTranslation();
  const [text, setText] = useState(value);
  const [known, setKnown] = useState(value);
  const [sent, setSent] = useState<string[]>([]);
  if (known !== value) {
    setKnown(value);
    // A value that was handed on comes back while the person may be typing on.
    const at = sent.indexOf(value);
    setSent(at < 0 ? [] : sent.slice(at + 1));
    if (at < 0) setText(value);
  }
  const next = text.trim();
  const wrong = next !== "" && pattern !== undefined && !pattern.test(next);
  const commit = () => {
    if (wrong || next === (sent.at(-1) ?? value)) return;
    setSent([...sent, next]);
    onChange(next);
  };
  const apply = useEffectEvent(commit);
  useEffect(() => {
    const timer = setTimeout(() => apply(), DELAY_MS);
    return () => clearTimeout(timer);
  }, [text]);

  return (
    <TextInput
      {...input}
      value={text}
      maxLength={LONGEST}
      error={wrong ? t("filter.invalid") : undefined}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === "Enter") commit();
      }}
    />
  );
}
