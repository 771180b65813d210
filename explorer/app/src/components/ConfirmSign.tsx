import {
  Accordion,
  Alert,
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
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "react-router";
import { DecodedCallView } from "../parts/develop/DecodedCallView";
import { KeyPanel } from "../parts/develop/KeyPanel";
import { KeySummary } from "../parts/develop/KeySummary";
import { ProgressSteps } from "../parts/develop/ProgressSteps";
import { SigningSummary } from "../parts/develop/SigningSummary";
import { useChain } from "../lib/chain";
import { useSigner } from "../lib/signer";
import { openedSigner } from "../lib/signing/keys";
import { prepareFor, type Api } from "../lib/signing/prepare";
import { advance, dismiss, type SigningRequest } from "../lib/signing/requests";
import { chainFacts, type Shown } from "../lib/signing/subject";
import { send } from "../lib/signing/submit";
import { isOver } from "../lib/signing/types";
import { useVersion } from "../lib/signing/version";
import { toHex } from "../parts/develop/runtime/encode";
import { CopyIcon } from "./CopyIcon";
import { Failure } from "./QueryState";

/** Characters of an encoded call that are shown; a runtime has a million. */
const LONGEST_HEX = 4_000;

function WhatIsSigned({ prepared, chain }: Shown) {
  const { t } = useTranslation("develop");
  const hex = toHex(prepared.encoded);
  return (
    <Stack gap="sm">
      <SigningSummary prepared={prepared} chain={chain} />
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
  const version = useVersion(client?.api ?? null);
  const [first, setFirst] = useState(version);
  if (first === null && version !== null) setFirst(version);
  const prepared = useQuery({
    queryKey: ["prepare", id, version],
    queryFn: () => prepareFor(client?.api as Api, progress.call),
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
  const begun = useRef(pathname);
  useEffect(() => {
    if (begun.current !== pathname) leave();
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
      chain: chainFacts(client.api),
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
            {version !== first && (
              <Alert color="orange" role="alert">
                {t("confirm.upgraded")}
              </Alert>
            )}
            <WhatIsSigned prepared={prepared.data} chain={chainFacts(client.api)} />
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
