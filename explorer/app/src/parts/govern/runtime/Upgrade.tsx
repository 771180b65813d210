import { Alert, Button, FileButton, Group, Stack, Text } from "@mantine/core";
import { IconCircleCheck, IconFileUpload } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Hash } from "../../../components/Hash";
import { KeyValue } from "../../../components/KeyValue";
import { QueryState } from "../../../components/QueryState";
import { formatBytes } from "../../../lib/format";
import { useSubmit } from "../../../lib/signer";
import { DecideButton } from "../act/DecideButton";
import { succeeded } from "../act/decision";
import { useAfter } from "../act/useAfter";
import { readValue, useChainRead } from "../chainRead";

/** The largest runtime that is read: those of today have two megabytes. */
const MAX_CODE = 16 * 1_048_576;
/** How WebAssembly begins, plain or compressed as the SDK does. */
const MAGIC = [
  [0x00, 0x61, 0x73, 0x6d],
  [0x52, 0xbc, 0x53, 0x76],
];

interface Authorized {
  codeHash: string;
  checkVersion: boolean;
}

interface Code {
  name: string;
  bytes: Uint8Array;
  hash: string;
}

type Fault = "tooLarge" | "noRuntime";

/** The runtime that was authorized, and its application. */
export function Upgrade() {
  const { t } = useTranslation("govern");
  const query = useChainRead<Authorized | null>(
    ["system", "authorizedUpgrade"],
    (api) => readValue<Authorized>(api, "system", "authorizedUpgrade"),
    { refetchMs: 15_000 },
  );
  const [code, setCode] = useState<Code | null>(null);
  const [fault, setFault] = useState<Fault | null>(null);
  const { submit, busy } = useSubmit();
  const after = useAfter();

  const read = async (file: File | null) => {
    if (!file) return;
    setCode(null);
    if (file.size > MAX_CODE) {
      setFault("tooLarge");
      return;
    }
    const bytes = new Uint8Array(await file.arrayBuffer());
    if (!MAGIC.some((magic) => magic.every((byte, at) => bytes[at] === byte))) {
      setFault("noRuntime");
      return;
    }
    setFault(null);
    const { sm3Hex } = await import("@fiscalchain/client/crypto");
    setCode({ name: file.name, bytes, hash: sm3Hex(bytes) });
  };
  const apply = async (chosen: Code) => {
    const progress = await submit({
      pallet: "System",
      call: "apply_authorized_upgrade",
      args: { code: chosen.bytes },
      summary: t("upgrade.applySummary", { hash: chosen.hash }),
    });
    if (succeeded(progress)) after();
  };

  return (
    <Stack>
      <QueryState query={query}>
        {(authorized) =>
          authorized ? (
            <Alert color="orange" title={t("upgrade.authorized")}>
              <KeyValue
                items={[
                  [
                    t("upgrade.hash"),
                    <Hash key="hash" value={authorized.codeHash} short={false} />,
                  ],
                  [t("upgrade.checkVersion"), t(authorized.checkVersion ? "core:yes" : "core:no")],
                ]}
              />
            </Alert>
          ) : (
            <Alert color="gray">{t("upgrade.none")}</Alert>
          )
        }
      </QueryState>
      <Text size="sm" c="dimmed">
        {t("upgrade.hint")}
      </Text>
      <Group>
        <FileButton accept=".wasm,application/wasm" onChange={(file) => void read(file)}>
          {(button) => (
            <Button {...button} variant="default" leftSection={<IconFileUpload size={16} />}>
              {t("upgrade.choose")}
            </Button>
          )}
        </FileButton>
      </Group>
      {fault && <Alert color="red">{t(`upgrade.fault.${fault}`)}</Alert>}
      {code && (
        <Stack gap="xs">
          <KeyValue
            items={[
              [t("upgrade.file"), `${code.name} (${formatBytes(code.bytes.length)})`],
              [t("upgrade.hash"), <Hash key="hash" value={code.hash} short={false} />],
            ]}
          />
          {query.data?.codeHash.toLowerCase() === code.hash ? (
            <>
              <Alert color="green" icon={<IconCircleCheck size={18} />}>
                {t("upgrade.matches")}
              </Alert>
              <Group>
                <Button loading={busy} onClick={() => void apply(code)}>
                  {t("upgrade.apply")}
                </Button>
              </Group>
            </>
          ) : (
            <>
              <Alert color="orange">{t("upgrade.differs")}</Alert>
              <Group>
                <DecideButton
                  size="sm"
                  label={t("upgrade.authorize")}
                  decision={{
                    pallet: "Consortium",
                    call: "authorize_upgrade",
                    args: () => ({ codeHash: code.hash }),
                    operation: null,
                    summary: t("upgrade.authorizeSummary", { hash: code.hash }),
                    needsReason: false,
                    councilOnly: true,
                    council: "threeQuarters",
                  }}
                />
              </Group>
            </>
          )}
        </Stack>
      )}
    </Stack>
  );
}
