import {
  Alert,
  Autocomplete,
  Button,
  FileInput,
  PasswordInput,
  Stack,
  Tabs,
  Text,
  TextInput,
} from "@mantine/core";
import { IconAlertTriangle, IconFileCertificate } from "@tabler/icons-react";
import { useState, type FormEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useRpc } from "../../lib/rpc";
import { OpenFault, openDevelopment, openExternal, openFile } from "../../lib/signing/open";

/** Bytes of a key file that are read; real ones have less than a thousand. */
const MAX_FILE_BYTES = 16_384;

/** Names of development keys that the presets of the chain admit. */
const DEVELOPMENT_NAMES = [
  "Finance",
  "Medicare",
  "BigData",
  "Health",
  "Treasury",
  "Hospital",
  "School",
  "Veterans",
  "Insurer-01",
];

/** Whether the chain's specification says that nothing of value depends on it. */
export function isDevelopmentChain(chainType: unknown): boolean {
  return chainType === "Development" || chainType === "Local";
}

/** A form that opens a key, with the one error it can show. */
function OpenForm({
  ready,
  open,
  onOpened,
  children,
}: {
  ready: boolean;
  open: () => Promise<void>;
  onOpened?: () => void;
  children: (fault: string | null) => ReactNode;
}) {
  const { t } = useTranslation("develop");
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string | null>(null);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    if (!ready || busy) return;
    setBusy(true);
    setFault(null);
    open().then(
      () => {
        setBusy(false);
        onOpened?.();
      },
      (error: unknown) => {
        setBusy(false);
        setFault(
          error instanceof OpenFault
            ? t(`keyFault.${error.code}`)
            : t("keyFault.other", { message: error instanceof Error ? error.message : "" }),
        );
      },
    );
  };

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm" pt="sm">
        {children(fault)}
        {fault !== null && (
          <Alert color="red" icon={<IconAlertTriangle size={18} />} role="alert" p="xs">
            {fault}
          </Alert>
        )}
        <Button type="submit" loading={busy} disabled={!ready} style={{ alignSelf: "flex-start" }}>
          {t("key.open")}
        </Button>
      </Stack>
    </form>
  );
}

function FromFile({ onOpened }: { onOpened?: () => void }) {
  const { t } = useTranslation("develop");
  const [file, setFile] = useState<File | null>(null);
  const [password, setPassword] = useState("");

  const open = async () => {
    if (!file) return;
    if (file.size > MAX_FILE_BYTES) throw new OpenFault("maxSizeExceeded", file.name);
    const used = password;
    await openFile(await file.text(), used, file.name);
    setPassword("");
  };

  return (
    <OpenForm ready={file !== null && password !== ""} open={open} onOpened={onOpened}>
      {(fault) => (
        <>
          <FileInput
            label={t("key.file")}
            description={t("key.fileHint")}
            placeholder={t("key.choose")}
            accept=".pem,.key,.p8,application/x-pem-file"
            leftSection={<IconFileCertificate size={16} />}
            value={file}
            onChange={setFile}
            clearable
            clearButtonProps={{ "aria-label": t("key.clearFile") }}
          />
          <PasswordInput
            label={t("key.password")}
            description={t("key.passwordHint")}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            autoComplete="off"
            maxLength={1_024}
            error={fault !== null}
            visibilityToggleButtonProps={{ "aria-label": t("key.showPassword") }}
          />
        </>
      )}
    </OpenForm>
  );
}

function Elsewhere({ onOpened }: { onOpened?: () => void }) {
  const { t } = useTranslation("develop");
  const [publicKey, setPublicKey] = useState("");
  return (
    <OpenForm
      ready={publicKey.trim() !== ""}
      open={() => openExternal(publicKey)}
      onOpened={onOpened}
    >
      {(fault) => (
        <>
          <Text size="sm" c="dimmed">
            {t("key.elsewhereHint")}
          </Text>
          <TextInput
            label={t("key.publicKey")}
            description={t("key.publicKeyHint")}
            placeholder="0x02…"
            value={publicKey}
            onChange={(event) => setPublicKey(event.currentTarget.value)}
            ff="monospace"
            autoComplete="off"
            maxLength={140}
            error={fault !== null}
          />
        </>
      )}
    </OpenForm>
  );
}

function Development({ onOpened }: { onOpened?: () => void }) {
  const { t } = useTranslation("develop");
  const [name, setName] = useState("");
  return (
    <OpenForm
      ready={name.trim() !== ""}
      open={() => openDevelopment(name.trim())}
      onOpened={onOpened}
    >
      {(fault) => (
        <>
          <Text size="sm" c="dimmed">
            {t("key.developmentHint")}
          </Text>
          <Autocomplete
            label={t("key.developmentName")}
            data={DEVELOPMENT_NAMES}
            value={name}
            onChange={setName}
            maxLength={32}
            error={fault !== null}
          />
        </>
      )}
    </OpenForm>
  );
}

/** The ways to open a key: from a file, one that stays elsewhere, or on a development chain a known one. */
export function KeyPanel({ onOpened }: { onOpened?: () => void }) {
  const { t } = useTranslation("develop");
  const chainType = useRpc<unknown>("system_chainType", [], { staleMs: Infinity });
  const development = isDevelopmentChain(chainType.data);
  return (
    <Tabs defaultValue="file" keepMounted={false}>
      <Tabs.List aria-label={t("key.ways")}>
        <Tabs.Tab value="file">{t("key.way.file")}</Tabs.Tab>
        <Tabs.Tab value="external">{t("key.way.external")}</Tabs.Tab>
        {development && <Tabs.Tab value="development">{t("key.way.development")}</Tabs.Tab>}
      </Tabs.List>
      <Tabs.Panel value="file">
        <FromFile onOpened={onOpened} />
      </Tabs.Panel>
      <Tabs.Panel value="external">
        <Elsewhere onOpened={onOpened} />
      </Tabs.Panel>
      {development && (
        <Tabs.Panel value="development">
          <Development onOpened={onOpened} />
        </Tabs.Panel>
      )}
    </Tabs>
  );
}
