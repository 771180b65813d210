import { useTranslation } from "react-i18next";
import { DataTable } from "../../components/DataTable";
import type { Column } from "../../components/DataTable";
import { Hash } from "../../components/Hash";
import { QueryState } from "../../components/QueryState";
import { Section } from "../../components/Section";
import { Time } from "../../components/Time";
import { useRpc } from "../../lib/rpc";
import type { DeviceAnswer } from "./rpc-types";
import { StateChip } from "./StateChip";

/** The devices of an access node, and whether the credential in use reached them. */
export function Devices({ node }: { node: number }) {
  const { t } = useTranslation("business");
  const devices = useRpc<DeviceAnswer[]>("node_devices", [node]);
  const columns: Column<DeviceAnswer>[] = [
    { key: "name", header: t("device.name"), render: (row) => row.name },
    {
      key: "status",
      header: t("device.status"),
      render: (row) => <StateChip kind="deviceStatus" value={row.status} />,
    },
    {
      key: "endpoint",
      header: t("device.endpoint"),
      render: (row) => row.endpoint,
    },
    {
      key: "did",
      header: "DID",
      render: (row) => <Hash value={row.did} short />,
    },
    {
      key: "certificate",
      header: t("device.certificate"),
      render: (row) => <Hash value={row.certificate} short />,
    },
    {
      key: "received",
      header: t("device.received"),
      render: (row) => t(row.credentialReceived ? "device.hasReceived" : "device.notReceived"),
    },
    {
      key: "bound",
      header: t("device.boundAt"),
      render: (row) => <Time ms={row.boundAt} />,
    },
  ];
  return (
    <Section title={t("device.title")}>
      <QueryState query={devices}>
        {(items) => (
          <DataTable
            columns={columns}
            list={{ items }}
            rowKey={(row) => row.did}
            caption={t("device.title")}
            emptyText={t("node.noDevices")}
          />
        )}
      </QueryState>
    </Section>
  );
}
