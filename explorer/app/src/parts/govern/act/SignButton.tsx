import { Button, Group, Modal, Stack, Text, Textarea, type ButtonProps } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSubmit, type Progress } from "../../../lib/signer";
import { byteLength } from "../policy/values";
import { succeeded } from "./decision";
import { useAfter } from "./useAfter";

const MAX_REASON = 256;

export interface SignButtonProps extends ButtonProps {
  label: string;
  /** What is signed; `reason` is null where the person gave none. */
  call: (reason: string | null) => { pallet: string; call: string; args: Record<string, unknown> };
  /** What it does, in plain words. */
  summary: string;
  /** Whether a reason is asked for, and whether there must be one. */
  reason?: "required" | "optional";
  onDone?: (progress: Progress) => void;
}

/** A button behind which one transaction is signed, with a reason where it takes one. */
export function SignButton({ label, call, summary, reason, onDone, ...button }: SignButtonProps) {
  const { t } = useTranslation("govern");
  const { submit, busy } = useSubmit();
  const after = useAfter();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const [tried, setTried] = useState(false);
  const written = text.trim();
  const length = byteLength(written);
  const faulty = (reason === "required" && length === 0) || length > MAX_REASON;

  const send = async () => {
    setTried(true);
    if (reason && faulty) return;
    setOpen(false);
    const progress = await submit({ ...call(written === "" ? null : written), summary });
    if (succeeded(progress)) {
      after();
      setText("");
      onDone?.(progress);
    }
  };

  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        loading={busy}
        {...button}
        onClick={() => (reason ? setOpen(true) : void send())}
      >
        {label}
      </Button>
      <Modal
        opened={open}
        onClose={() => setOpen(false)}
        title={label}
        closeButtonProps={{ "aria-label": t("core:close") }}
      >
        <Stack
          component="form"
          onSubmit={(event: React.FormEvent) => {
            event.preventDefault();
            void send();
          }}
        >
          <Text size="sm">{summary}</Text>
          <Textarea
            label={reason === "required" ? t("decide.reason") : t("decide.comment")}
            description={t("decide.reasonHint")}
            required={reason === "required"}
            data-autofocus
            autosize
            minRows={2}
            maxLength={MAX_REASON}
            value={text}
            error={tried && faulty ? t("decide.reasonFault", { max: MAX_REASON }) : undefined}
            onChange={(event) => setText(event.currentTarget.value.replaceAll(/\p{Cc}/gu, " "))}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setOpen(false)}>
              {t("core:cancel")}
            </Button>
            <Button type="submit">{t("decide.continue")}</Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
