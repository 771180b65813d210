import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { BillLink } from "../../components/BillLink";
import { DataTable } from "../../components/DataTable";
import { StatusBadge } from "../../components/StatusBadge";
import { download } from "../../lib/download";
import { faultLine, useFaultText } from "../../lib/faults";
import { rpc, useRpc } from "../../lib/rpc";

interface ChangedBill {
  key: { code: string; number: string };
  action: string;
  block: number;
  extrinsic: number;
}

/** Hands the proof of a bill's state to the person; `fiscal proof verify` checks the file offline. */
function ProofButton({ code, number }: { code: string; number: string }) {
  const { t } = useTranslation("blocks");
  const faultText = useFaultText();
  const [busy, setBusy] = useState(false);
  const fetchProof = async () => {
    setBusy(true);
    try {
      const proof = await rpc<object>("bill_getWithProof", [code, number]);
      const file = JSON.stringify({ proves: "bill", ...proof }, null, 2);
      download(`proof-${code}-${number}.json`, file, "application/json");
    } catch (error) {
      notifications.show({
        color: "red",
        title: t("proof.failed"),
        message: faultLine(faultText(error)),
      });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button
      variant="subtle"
      size="compact-xs"
      loading={busy}
      leftSection={<IconDownload size={14} />}
      aria-label={t("proof.billOf", { bill: `${code}-${number}` })}
      onClick={() => void fetchProof()}
    >
      {t("proof.bill")}
    </Button>
  );
}

/** The bills that a transaction registered or changed, each with the proof of its state. */
export function ChangedBills({ hash }: { hash: string }) {
  const { t } = useTranslation("blocks");
  const query = useRpc<ChangedBill[]>("bill_byTransaction", [hash]);
  return (
    <DataTable
      caption={t("transaction.bills")}
      emptyText={t("transaction.noBills")}
      list={{
        items: query.data ?? [],
        isLoading: query.isPending,
        error: query.error,
        refetch: () => void query.refetch(),
      }}
      rowKey={(row) => `${row.key.code}-${row.key.number}-${row.action}`}
      columns={[
        {
          key: "bill",
          header: t("transaction.bill"),
          render: (row) => <BillLink code={row.key.code} number={row.key.number} />,
        },
        {
          key: "action",
          header: t("transaction.action"),
          render: (row) => <StatusBadge kind="billAction" value={row.action} />,
        },
        {
          key: "proof",
          header: t("proof.title"),
          render: (row) => <ProofButton code={row.key.code} number={row.key.number} />,
        },
      ]}
    />
  );
}
