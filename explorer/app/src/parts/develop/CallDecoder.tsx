import { Alert, Blockquote, Button, Group, Stack, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { JsonView } from "../../components/JsonView";
import { KeyValue } from "../../components/KeyValue";
import { useSubmit } from "../../lib/signer";
import { decodeCall, type Api, type DecodedCall } from "../../lib/signing/prepare";
import { usePlainWords } from "../../lib/signing/words";
import { DecodedCallView } from "./DecodedCallView";
import { fromHex, toHex } from "./runtime/encode";
import type { Runtime } from "./runtime/useRuntime";

/** Characters that are taken; a runtime in hexadecimal has fewer. */
const LONGEST = 16 * 1_024 * 1_024;

/** What bytes turned out to be. */
interface Decoded {
  call: DecodedCall;
  bytes: Uint8Array;
  /** Of a whole transaction: who signed it and how. */
  transaction: Record<string, unknown> | null;
}

/** Reads bytes as a call or, if they are none, as a whole transaction. */
async function decode(api: Api, bytes: Uint8Array): Promise<Decoded> {
  try {
    return { call: await decodeCall(api.registry, bytes), bytes, transaction: null };
  } catch (fault) {
    try {
      const extrinsic = api.registry.createType("Extrinsic", bytes, { isSigned: true });
      if (extrinsic.encodedLength !== bytes.length) throw fault;
      const inner = extrinsic.method.toU8a();
      return {
        call: await decodeCall(api.registry, inner),
        bytes: inner,
        transaction: {
          hash: extrinsic.hash.toHex(),
          signer: extrinsic.isSigned ? extrinsic.signer.toString() : null,
          nonce: extrinsic.isSigned ? extrinsic.nonce.toNumber() : null,
          era: extrinsic.isSigned ? extrinsic.era.toHuman() : null,
        },
      };
    } catch {
      throw fault;
    }
  }
}

/** Reads what somebody else encoded, in plain words and with its arguments; it can be signed too. */
export function CallDecoder({ runtime }: { runtime: Runtime }) {
  const { t } = useTranslation("develop");
  const { api, model } = runtime;
  const [text, setText] = useState("");
  const { submit, busy } = useSubmit();
  const bytes = text.trim() === "" ? null : fromHex(text);
  const decoded = useQuery({
    queryKey: ["decode", model.specVersion, bytes ? toHex(bytes) : null],
    queryFn: () => decode(api, bytes ?? new Uint8Array()),
    enabled: bytes !== null && bytes.length > 0,
    staleTime: Infinity,
    gcTime: 60_000,
    retry: false,
  });
  const shown = bytes && bytes.length > 0 ? decoded.data : undefined;
  const words = usePlainWords(shown?.call ?? null);

  return (
    <Stack gap="md">
      <Textarea
        label={t("decode.label")}
        description={t("decode.hint")}
        placeholder="0x…"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        rows={4}
        resize="vertical"
        maxLength={LONGEST}
        ff="monospace"
        spellCheck={false}
        error={text.trim() !== "" && bytes === null ? t("value.notHex") : undefined}
      />
      {decoded.error && bytes !== null && (
        <Alert color="red" role="alert" title={t("decode.failed")}>
          {decoded.error.message}
        </Alert>
      )}
      {shown && (
        <>
          {words !== null && (
            <Blockquote color="fiscal" p="sm">
              {words}
            </Blockquote>
          )}
          {shown.transaction && (
            <KeyValue
              items={Object.entries(shown.transaction).map(([name, value]) => [
                t(`decode.transaction.${name}`),
                typeof value === "object" && value !== null ? (
                  <JsonView key={name} value={value} />
                ) : (
                  String(value ?? "—")
                ),
              ])}
            />
          )}
          <DecodedCallView call={shown.call} />
          <Group>
            <Button
              disabled={busy}
              onClick={() =>
                void submit({
                  pallet: shown.call.pallet,
                  call: shown.call.call,
                  args: [],
                  encoded: shown.bytes,
                  summary: words ?? `${shown.call.pallet}.${shown.call.call}`,
                })
              }
            >
              {t("call.sign")}
            </Button>
          </Group>
        </>
      )}
    </Stack>
  );
}
