import { Code, Paper, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { JsonView } from "../../components/JsonView";
import { KeyValue } from "../../components/KeyValue";
import { isCall, type DecodedCall } from "../../lib/signing/prepare";

/** Characters of one value that are shown. */
const LONGEST = 600;

function Value({ value }: { value: unknown }) {
  const { t } = useTranslation();
  if (value === null || value === undefined) return <>{t("none")}</>;
  if (isCall(value)) {
    return (
      <Paper withBorder p="xs">
        <DecodedCallView call={value} />
      </Paper>
    );
  }
  if (typeof value === "object") return <JsonView value={value} />;
  const text = String(value);
  const shown = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  return (
    <Text
      component="span"
      fz="inherit"
      ff={text.startsWith("0x") ? "monospace" : undefined}
      style={{ overflowWrap: "anywhere" }}
    >
      {shown}
    </Text>
  );
}

/** A call with its arguments, as they were read back from the encoding. */
export function DecodedCallView({ call }: { call: DecodedCall }) {
  const { t } = useTranslation("develop");
  return (
    <Stack gap={6}>
      <Code style={{ alignSelf: "flex-start" }}>
        {call.pallet}.{call.call}
      </Code>
      {call.args.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("call.noArguments")}
        </Text>
      ) : (
        <KeyValue
          items={call.args.map((arg) => [
            arg.type ? `${arg.name}: ${arg.type}` : arg.name,
            <Value key={arg.name} value={arg.value} />,
          ])}
        />
      )}
    </Stack>
  );
}
