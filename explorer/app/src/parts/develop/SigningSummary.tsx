import { Blockquote, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Hash } from "../../components/Hash";
import { KeyValue } from "../../components/KeyValue";
import type { Shown } from "../../lib/signing/subject";
import { usePlainWords } from "../../lib/signing/words";

/** What will be signed, in plain words and by its digest, and for which chain and version. */
export function SigningSummary({ prepared, chain }: Shown) {
  const { t } = useTranslation("develop");
  const words = usePlainWords(prepared);
  return (
    <Stack gap="sm">
      <div>
        <Text size="sm" fw={600}>
          {t("confirm.words")}
        </Text>
        <Blockquote color="fiscal" p="sm" mt={6}>
          {words}
        </Blockquote>
      </div>
      <KeyValue
        items={[
          [t("confirm.chain"), chain.name],
          [t("confirm.genesis"), <Hash key="genesis" value={chain.genesis} />],
          [t("confirm.version"), `${chain.runtime} ${prepared.specVersion}`],
          [t("confirm.digest"), <Hash key="digest" value={prepared.digest} />],
          [t("confirm.length"), t("bytes", { count: prepared.encoded.length })],
        ]}
      />
    </Stack>
  );
}
