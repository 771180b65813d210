import type { ProvinceAnswer, RegionPlatform } from "@fiscalchain/client";
import { Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { DataTable, type Column } from "../../../components/DataTable";
import { Hash } from "../../../components/Hash";
import { Participant } from "../../../components/Participant";
import { StatusBadge } from "../../../components/StatusBadge";
import { useRpc } from "../../../lib/rpc";
import { areaName } from "../../business/areas";
import { SceneName } from "../../business/SceneName";
import { DecideButton } from "../act/DecideButton";

/** Provinces that take part in reimbursement across provinces. */
export function Provinces() {
  const { t } = useTranslation("govern");
  const { t: business } = useTranslation("business");
  const query = useRpc<ProvinceAnswer[]>("region_provinces", []);
  const platform = useRpc<RegionPlatform | null>("region_platform", []);
  const name = (row: ProvinceAnswer) => areaName(business, row.region);
  const toggle = (row: ProvinceAnswer, direction: "inbound" | "outbound") => (
    <DecideButton
      size="compact-xs"
      label={t(row[direction] ? `province.stop.${direction}` : `province.admit.${direction}`)}
      decision={{
        pallet: "CrossRegion",
        call: "set_province",
        args: () => ({
          region: row.region,
          province: {
            key: row.key,
            inbound: row.inbound,
            outbound: row.outbound,
            [direction]: !row[direction],
          },
        }),
        operation: "changeProvince",
        summary: t(row[direction] ? "province.stopSummary" : "province.admitSummary", {
          name: name(row),
          direction: t(`province.${direction}`),
        }),
        needsReason: false,
      }}
    />
  );
  const columns: Column<ProvinceAnswer>[] = [
    {
      key: "region",
      header: t("province.region"),
      primary: true,
      render: name,
    },
    {
      key: "inbound",
      header: t("province.inbound"),
      render: (row) => <StatusBadge kind="province" value={row.inbound ? "active" : "disabled"} />,
    },
    {
      key: "outbound",
      header: t("province.outbound"),
      render: (row) => <StatusBadge kind="province" value={row.outbound ? "active" : "disabled"} />,
    },
    { key: "key", header: t("province.key"), render: (row) => <Hash value={row.key} /> },
    {
      key: "act",
      header: t("resource.act"),
      render: (row) => (
        <Group gap={4}>
          {toggle(row, "inbound")}
          {toggle(row, "outbound")}
        </Group>
      ),
    },
  ];
  return (
    <Stack gap="sm">
      {platform.data && (
        <Text size="sm">
          {t("province.platform")} <Participant id={platform.data.participant} /> ·{" "}
          <SceneName id={platform.data.scene} />
        </Text>
      )}
      <DataTable
        caption={t("bridges.view.provinces")}
        columns={columns}
        list={{
          items: query.data ?? [],
          isLoading: query.isPending,
          error: query.error,
          refetch: () => void query.refetch(),
        }}
        rowKey={(row) => row.region}
        emptyText={t("province.none")}
      />
    </Stack>
  );
}
