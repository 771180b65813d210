import { Button, Tooltip } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { apiGet } from "../../lib/api";
import { download } from "../../lib/download";
import { faultLine, useFaultText } from "../../lib/faults";
import { rpc } from "../../lib/rpc";
import type { BlockDetail, IndexStatus, TransactionDetail } from "../../lib/types";

interface SignedBlock {
  block: { header: Record<string, unknown>; extrinsics: string[] };
}

/** The node and the index do not have the same block. */
class Disagreement extends Error {}

/**
 * Everything that is needed to see, without a node, that a transaction is in a block that the
 * validators decided: the header, its commit certificate, and all transactions of the block, whose
 * trie has the header's `extrinsicsRoot`.
 */
async function collect(transaction: TransactionDetail): Promise<string> {
  const [status, block] = await Promise.all([
    apiGet<IndexStatus>("/status"),
    apiGet<BlockDetail>(`/blocks/${transaction.block}`),
  ]);
  const { block: signed } = await rpc<SignedBlock>("chain_getBlock", [block.hash]);
  if (signed.extrinsics[transaction.index] !== transaction.raw) {
    throw new Disagreement();
  }
  return JSON.stringify(
    {
      proves: "transaction",
      genesis: status.genesis,
      hash: transaction.hash,
      block: { height: block.height, hash: block.hash, header: signed.header },
      certificate: block.certificate,
      index: transaction.index,
      extrinsics: signed.extrinsics,
    },
    null,
    2,
  );
}

/** Downloads the proof that a transaction is in its block. */
export function InclusionProof({ transaction }: { transaction: TransactionDetail }) {
  const { t } = useTranslation("blocks");
  const faultText = useFaultText();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      const file = await collect(transaction);
      download(`transaction-${transaction.id}.json`, file, "application/json");
    } catch (error) {
      notifications.show({
        color: "red",
        title: t("proof.failed"),
        message:
          error instanceof Disagreement ? t("proof.disagreement") : faultLine(faultText(error)),
      });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Tooltip label={t("proof.transactionHint")} multiline w={280}>
      <Button
        variant="default"
        size="compact-sm"
        loading={busy}
        leftSection={<IconDownload size={14} />}
        onClick={() => void save()}
      >
        {t("proof.transaction")}
      </Button>
    </Tooltip>
  );
}
