import { Accordion, Blockquote, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { QueryState } from "../../components/QueryState";
import type { DecodedCall } from "../../lib/signing/prepare";
import { usePlainWords } from "../../lib/signing/words";
import { DecodedCallView } from "../develop/DecodedCallView";
import { useDecodedCall } from "./calls";

/** What a call does in one sentence, without its arguments. */
export function CallSentence({ call }: { call: DecodedCall }) {
  return <>{usePlainWords(call)}</>;
}

/** What a call does: in plain words, and with its arguments. */
export function CallWords({ call }: { call: DecodedCall }) {
  const { t } = useTranslation("govern");
  const words = usePlainWords(call);
  return (
    <Stack gap="sm">
      <Blockquote color="fiscal" p="sm" m={0}>
        {words}
      </Blockquote>
      <Accordion variant="contained" order={3}>
        <Accordion.Item value="arguments">
          <Accordion.Control>{t("call.arguments")}</Accordion.Control>
          <Accordion.Panel>
            <DecodedCallView call={call} />
          </Accordion.Panel>
        </Accordion.Item>
      </Accordion>
    </Stack>
  );
}

/** An encoded call: in plain words, and with its arguments. */
export function EncodedCall({ hex }: { hex: string }) {
  const query = useDecodedCall(hex);
  return <QueryState query={query}>{(call) => <CallWords call={call} />}</QueryState>;
}
