import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Api } from "../../lib/signing/prepare";

const HASH = /^0x[0-9a-fA-F]{64}$/;
const HEIGHT = /^\d{1,10}$/;

/** Whether a text names a block: a height, a hash, or nothing for the last final one. */
export function isBlock(text: string): boolean {
  return text === "" || HASH.test(text) || HEIGHT.test(text);
}

/** The hash of the block a text names. */
export async function blockHash(api: Api, text: string): Promise<string> {
  if (text === "") return (await api.rpc.chain.getFinalizedHead()).toHex();
  if (HASH.test(text)) return text;
  const hash = await api.rpc.chain.getBlockHash(Number(text));
  if (hash.isEmpty) throw new RangeError(`block: there is no block ${text} yet`);
  return hash.toHex();
}

/** Asks for a block by height or hash. */
export function BlockInput({
  value,
  onChange,
}: {
  value: string;
  onChange: (value: string) => void;
}) {
  const { t } = useTranslation("develop");
  return (
    <TextInput
      label={t("block.label")}
      description={t("block.hint")}
      placeholder={t("block.last")}
      value={value}
      maxLength={66}
      onChange={(event) => onChange(event.currentTarget.value.trim())}
      error={isBlock(value) ? undefined : t("block.invalid")}
    />
  );
}
