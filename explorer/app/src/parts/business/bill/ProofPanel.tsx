import { Button, Group, Stack, Text } from "@mantine/core";
import { IconDownload, IconShieldCheck } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Failure } from "../../../components/QueryState";
import { download } from "../../../lib/download";
import { rpc } from "../../../lib/rpc";
import type { BillKey } from "../codes";
import { ProofVerify } from "./ProofVerify";

/** Fetches the proof of a bill, hands it out as a file, and checks it here without the node. */
export function ProofPanel({ code, number }: BillKey) {
  const { t } = useTranslation("business");
  const proof = useMutation({
    mutationFn: () => rpc<Record<string, unknown>>("bill_getWithProof", [code, number, 0]),
  });
  const file = proof.data ? { proves: "bill", ...proof.data } : null;
  const save = () => {
    if (file) {
      download(
        `${code}-${number}.proof.json`,
        `${JSON.stringify(file, null, 2)}\n`,
        "application/json",
      );
    }
  };
  return (
    <Stack>
      <Text size="sm">{t("proof.what")}</Text>
      <Group>
        <Button
          loading={proof.isPending}
          leftSection={<IconShieldCheck size={16} />}
          onClick={() => proof.mutate()}
        >
          {t("proof.fetch")}
        </Button>
        <Button
          variant="default"
          disabled={!file}
          leftSection={<IconDownload size={16} />}
          onClick={save}
        >
          {t("proof.download")}
        </Button>
      </Group>
      {proof.error ? <Failure error={proof.error} /> : null}
      {file ? <ProofVerify file={file} /> : null}
    </Stack>
  );
}
