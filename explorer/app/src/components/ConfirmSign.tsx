import {
  Accordion,
  Alert,
  Blockquote,
  Button,
  Code,
  Group,
  Modal,
  Paper,
  Skeleton,
  Stack,
  Text,
  Title,
} from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconSignature } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "react-router";
import { DecodedCallView } from "../parts/develop/DecodedCallView";
import { KeyPanel } from "../parts/develop/KeyPanel";
import { KeySummary } from "../parts/develop/KeySummary";
import { ProgressSteps } from "../parts/develop/ProgressSteps";
import { useChain } from "../lib/chain";
import { useSigner } from "../lib/signer";
import { openedSigner } from "../lib/signing/keys";
import { prepare, type Api, type PreparedCall } from "../lib/signing/prepare";
import { advance, dismiss, type SigningRequest } from "../lib/signing/requests";
import { send } from "../lib/signing/submit";
import { isOver } from "../lib/signing/types";
import { usePlainWords } from "../lib/signing/words";
import { toHex } from "../parts/develop/runtime/encode";
import { CopyIcon } from "./CopyIcon";
import { Hash } from "./Hash";
import { KeyValue } from "./KeyValue";
import { Failure } from "./QueryState";

/** Characters of an encoded call that are shown; a runtime has a million. */
const LONGEST_HEX = 4_000;

function WhatIsSigned({ api, prepared }: { api: Api; prepared: PreparedCall }) {
  const { t } = useTranslation("develop");
  const words = usePlainWords(prepared);
  const hex = toHex(prepared.encoded);
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
          [t("confirm.chain"), api.runtimeChain.toString()],
          [t("confirm.genesis"), <Hash key="genesis" value={api.genesisHash.toHex()} />],
          [
            t("confirm.version"),
            `${api.runtimeVersion.specName.toString()} ${api.runtimeVersion.specVersion.toString()}`,
          ],
          [t("confirm.digest"), <Hash key="digest" value={prepared.digest} />],
          [t("confirm.length"), t("bytes", { count: prepared.encoded.length })],
        ]}
      />
      <Accordion variant="separated" multiple defaultValue={["arguments"]} order={3}>
        <Accordion.Item value="arguments">
          <Accordion.Control>{t("confirm.arguments")}</Accordion.Control>
          <Accordion.Panel>
            <DecodedCallView call={prepared} />
          </Accordion.Panel>
        </Accordion.Item>
        <Accordion.Item value="encoded">
          <Accordion.Control>{t("confirm.encoded")}</Accordion.Control>
          <Accordion.Panel>
            <Group justify="flex-end">
              <CopyIcon value={hex} label={t("confirm.copyEncoded")} />
            </Group>
            <Code block mah={160} style={{ overflow: "auto", overflowWrap: "anywhere" }}>
              {hex.length > LONGEST_HEX ? `${hex.slice(0, LONGEST_HEX)}…` : hex}
            </Code>
          </Accordion.Panel>
        </Accordion.Item>
      </Accordion>
    </Stack>
  );
}

function Signer() {
  const { t } = useTranslation("develop");
  const { key } = useSigner();
  return (
    <Paper withBorder p="sm" component="section" aria-label={t("confirm.signer")}>
      <Title order={3} size="h5" mb={6}>
        {t("confirm.signer")}
      </Title>
      {key ? (
        <KeySummary openKey={key} />
      ) : (
        <>
          <Text size="sm" c="dimmed">
            {t("confirm.needsKey")}
          </Text>
          <KeyPanel />
        </>
      )}
    </Paper>
  );
}

/**
 * Shows what will be signed: in plain words, with its arguments read back from the encoding, for which
 * chain and version, and by whom. Signs and sends it when the person says so, and follows it.
 */
export function ConfirmSign({
  request,
  covered = false,
}: {
  request: SigningRequest;
  /** Another dialogue asks for something meanwhile. */
  covered?: boolean;
}) {
  const { t } = useTranslation("develop");
  const { id, progress } = request;
  const { client, status, error } = useChain();
  const { key } = useSigner();
  const started = useRef(false);
  const prepared = useQuery({
    queryKey: ["prepare", id, client !== null],
    queryFn: () => prepare((client as NonNullable<typeof client>).api.registry, progress.call),
    enabled: client !== null,
    retry: false,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });

  const close = () => {
    if (started.current && !isOver(progress)) {
      notifications.show({ message: t("confirm.goesOn") });
    }
    dismiss(id);
  };
  const leave = useEffectEvent(() => {
    if (isOver(progress)) dismiss(id);
  });
  const { pathname } = useLocation();
  const first = useRef(pathname);
  useEffect(() => {
    if (first.current !== pathname) leave();
  }, [pathname]);

  const sign = () => {
    const signer = openedSigner();
    if (!client || !prepared.data || !key || !signer || started.current) return;
    started.current = true;
    void send({
      client,
      prepared: prepared.data,
      key,
      signer,
      chain: client.api.runtimeChain.toString(),
      summary: progress.call.summary,
      notify: (change) => advance(id, change),
    });
  };

  const asking = progress.stage === "confirm";
  return (
    <Modal
      opened={!covered}
      onClose={close}
      title={t(asking ? "confirm.title" : "confirm.following")}
      size="xl"
      closeOnClickOutside={!asking}
      closeButtonProps={{ "aria-label": t("close", { ns: "core" }) }}
    >
      <Stack gap="md">
        <Text fw={600}>{progress.call.summary}</Text>
        {asking && client === null && (
          <>
            {status === "failed" ? (
              <Alert color="red" title={t("chain.failed")} role="alert">
                {error}
              </Alert>
            ) : (
              <Stack gap="xs" role="status" aria-label={t("chain.connecting")}>
                <Skeleton height={20} />
                <Skeleton height={20} width="70%" />
              </Stack>
            )}
          </>
        )}
        {asking && client !== null && prepared.error && <Failure error={prepared.error} />}
        {asking && client !== null && prepared.data && (
          <>
            <WhatIsSigned api={client.api} prepared={prepared.data} />
            <Signer />
          </>
        )}
        {!asking && <ProgressSteps progress={progress} />}
        <Group justify="flex-end">
          {asking ? (
            <>
              <Button variant="default" onClick={close}>
                {t("cancel", { ns: "core" })}
              </Button>
              <Button
                leftSection={<IconSignature size={16} />}
                disabled={!key || !prepared.data}
                onClick={sign}
              >
                {t("confirm.sign")}
              </Button>
            </>
          ) : (
            <Button variant="default" onClick={close}>
              {t("close", { ns: "core" })}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}
