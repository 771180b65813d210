import { Alert, Button, Code, Group, Paper, Stack, Text, TextInput, Title } from "@mantine/core";
import { IconSignature } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CopyIcon } from "../../components/CopyIcon";
import { useSubmit } from "../../lib/signer";
import { decodeCall } from "../../lib/signing/prepare";
import { usePlainWords } from "../../lib/signing/words";
import { ProgressSteps } from "./ProgressSteps";
import { CallInput, firstCall, memberOf, settledArgs, type CallValue } from "./runtime/CallInput";
import { faultOf, toHex } from "./runtime/encode";
import { faultReason } from "./runtime/faultReason";
import type { RuntimeModel } from "./runtime/model";
import type { Runtime } from "./runtime/useRuntime";
import { ValueInputs, type Fault } from "./runtime/ValueInput";

/** Characters of an encoded call that are shown. */
const LONGEST_HEX = 2_000;

/** A call as bytes, or what keeps it from being one. */
export type EncodedCall = { bytes: Uint8Array; fault: null } | { bytes: null; fault: Fault | null };

/** Encodes a call that is being put together. */
export function encodeCall(
  codec: Runtime["codec"],
  model: RuntimeModel,
  value: CallValue,
): EncodedCall {
  const member = memberOf(model, value);
  const pallet = model.pallets.find((each) => each.name === value.pallet);
  if (!member || !pallet) return { bytes: null, fault: null };
  try {
    const args = codec.encodeFields(model.shapes, member.fields, settledArgs(model, value), "");
    return { bytes: Uint8Array.of(pallet.index, member.index, ...args), fault: null };
  } catch (error) {
    return { bytes: null, fault: faultOf(error) };
  }
}

/** Puts a call together from the metadata, and has it signed. */
export function CallBuilder({ runtime, initial }: { runtime: Runtime; initial?: CallValue }) {
  const { t } = useTranslation("develop");
  const { api, model, codec } = runtime;
  const [value, setValue] = useState<CallValue>(() => initial ?? firstCall(model));
  const [purpose, setPurpose] = useState("");
  const { submit, progress, busy } = useSubmit();
  const encoded = encodeCall(codec, model, value);
  const hex = encoded.bytes ? toHex(encoded.bytes) : null;
  const decoded = useQuery({
    queryKey: ["decodeCall", model.specVersion, hex],
    queryFn: () => decodeCall(api.registry, encoded.bytes ?? new Uint8Array()),
    enabled: hex !== null,
    staleTime: Infinity,
    retry: false,
  });
  const words = usePlainWords(decoded.data ?? null);

  return (
    <Stack gap="md">
      <ValueInputs model={model} fault={encoded.fault}>
        <CallInput value={value} onChange={setValue} place="" />
      </ValueInputs>
      {value.call !== "" && (
        <Paper withBorder p="md" component="section" aria-label={t("call.encoded")}>
          <Stack gap="sm">
            <Title order={2} size="h5">
              {t("call.encoded")}
            </Title>
            {encoded.fault && (
              <Alert color="orange" p="xs">
                {encoded.fault.field === "" ? "" : `${encoded.fault.field}: `}
                {faultReason(t, encoded.fault.reason)}
              </Alert>
            )}
            {hex !== null && (
              <>
                {words !== null && <Text>{words}</Text>}
                <Group gap={6} wrap="nowrap" align="flex-start">
                  <Code
                    block
                    flex={1}
                    mah={140}
                    style={{ overflow: "auto", overflowWrap: "anywhere" }}
                  >
                    {hex.length > LONGEST_HEX ? `${hex.slice(0, LONGEST_HEX)}…` : hex}
                  </Code>
                  <CopyIcon value={hex} label={t("call.copy")} />
                </Group>
                <Text size="sm" c="dimmed">
                  {t("bytes", { count: encoded.bytes?.length ?? 0 })}
                </Text>
              </>
            )}
            <TextInput
              label={t("call.purpose")}
              description={t("call.purposeHint")}
              value={purpose}
              maxLength={200}
              onChange={(event) => setPurpose(event.currentTarget.value)}
            />
            <Button
              leftSection={<IconSignature size={16} />}
              disabled={hex === null || busy}
              style={{ alignSelf: "flex-start" }}
              onClick={() => {
                if (!encoded.bytes) return;
                void submit({
                  pallet: value.pallet,
                  call: value.call,
                  args: [],
                  encoded: encoded.bytes,
                  summary: purpose.trim() || words || `${value.pallet}.${value.call}`,
                });
              }}
            >
              {t("call.sign")}
            </Button>
          </Stack>
        </Paper>
      )}
      {progress && progress.stage !== "confirm" && (
        <Paper withBorder p="md" component="section" aria-label={t("progress.label")}>
          <ProgressSteps progress={progress} />
        </Paper>
      )}
    </Stack>
  );
}
