import { ActionIcon, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { copyText } from "../lib/copy";

/** Copies a text, and says so. `label` names what is copied. */
export function CopyIcon({ value, label }: { value: string; label?: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 1_500);
    return () => clearTimeout(timer);
  }, [copied]);
  const text = copied ? t("copied") : (label ?? t("copy"));

  return (
    <Tooltip label={text} openDelay={300}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="xs"
        aria-label={text}
        onClick={() => void copyText(value).then(setCopied)}
      >
        {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
      </ActionIcon>
    </Tooltip>
  );
}
