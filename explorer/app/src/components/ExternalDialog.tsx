import { Alert, Button, Code, Group, Modal, Stack, Text, Textarea } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { isHash, readAnswer, type ExternalRequest } from "../lib/signing/external";
import { SigningSummary } from "../parts/develop/SigningSummary";
import { CopyIcon } from "./CopyIcon";

function hex(bytes: Uint8Array): string {
  return `0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/**
 * Shows what is to be signed elsewhere, in words and in bytes, and takes the answer: public key and
 * signature, 97 bytes.
 */
export function ExternalDialog({ request }: { request: ExternalRequest }) {
  const { t } = useTranslation("develop");
  const [answer, setAnswer] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const { subject } = request;
  const message = hex(request.message);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    void readAnswer(request, answer).then((read) => {
      if ("signature" in read) request.answer(read.signature);
      else setFault(read.fault);
    });
  };

  return (
    <Modal
      opened
      onClose={request.cancel}
      title={t("external.title")}
      size="lg"
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": t("close", { ns: "core" }) }}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          {subject && <SigningSummary prepared={subject.prepared} chain={subject.chain} />}
          <Text size="sm">
            {t(isHash(request) ? "external.whatHash" : "external.what", {
              bytes: request.message.length,
            })}
          </Text>
          <Group gap={6} justify="space-between">
            <Text size="sm" fw={600} id="external-message">
              {t("external.message")}
            </Text>
            <CopyIcon value={message} label={t("external.copy")} />
          </Group>
          <Code
            block
            tabIndex={0}
            aria-labelledby="external-message"
            mah={180}
            style={{ overflow: "auto", whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}
          >
            {message}
          </Code>
          {subject && isHash(request) && (
            <div>
              <Group gap={6} justify="space-between">
                <Text size="sm" fw={600}>
                  {t("external.payload", { bytes: subject.payload.length })}
                </Text>
                <CopyIcon value={hex(subject.payload)} label={t("external.copyPayload")} />
              </Group>
              <Text size="xs" c="dimmed">
                {t("external.payloadHint")}
              </Text>
            </div>
          )}
          <Text size="sm" c="dimmed">
            {t("external.key")} <Code>{hex(request.publicKey)}</Code>
          </Text>
          <Textarea
            label={t("external.answer")}
            description={t("external.answerHint")}
            value={answer}
            onChange={(event) => {
              setAnswer(event.currentTarget.value);
              setFault(null);
            }}
            rows={3}
            resize="vertical"
            maxLength={1_000}
            ff="monospace"
            spellCheck={false}
            error={fault !== null}
          />
          {fault !== null && (
            <Alert color="red" icon={<IconAlertTriangle size={18} />} role="alert" p="xs">
              {t(`external.fault.${fault}`)}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={request.cancel}>
              {t("cancel", { ns: "core" })}
            </Button>
            <Button type="submit" disabled={answer.trim() === ""}>
              {t("external.use")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
