import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { localeOf } from "../i18n";
import { formatFen } from "../lib/format";

/** An amount in yuan. */
export function Amount({ fen }: { fen: number | null | undefined }) {
  const { i18n } = useTranslation();
  if (fen === null || fen === undefined) return <Text component="span">—</Text>;
  return (
    <Text component="span" inherit className="tabular">
      {formatFen(fen, localeOf(i18n.language))}
    </Text>
  );
}
