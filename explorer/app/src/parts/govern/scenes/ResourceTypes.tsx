import type { ResourceTypeAnswer } from "@fiscalchain/client";
import { Badge, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { DataTable, type Column } from "../../../components/DataTable";
import { StatusBadge } from "../../../components/StatusBadge";
import { Time } from "../../../components/Time";
import { useRpc } from "../../../lib/rpc";
import { DecideButton } from "../act/DecideButton";

/** What may be exchanged about bills, and which fields it has. */
export function ResourceTypes() {
  const { t } = useTranslation("govern");
  const query = useRpc<ResourceTypeAnswer[]>("scene_resourceTypes", [null, 100]);
  const columns: Column<ResourceTypeAnswer>[] = [
    { key: "id", header: t("policies.id"), align: "right", width: 60, render: (row) => row.id },
    {
      key: "name",
      header: t("scene.name"),
      primary: true,
      render: (row) => (
        <Stack gap={0}>
          <Text size="sm" fw={600}>
            {row.name}
          </Text>
          {row.description && (
            <Text size="xs" c="dimmed">
              {row.description}
            </Text>
          )}
        </Stack>
      ),
    },
    {
      key: "scope",
      header: t("resource.scope"),
      render: (row) => (row.scope ? t(`resource.scopes.${row.scope}`) : t("resource.beside")),
    },
    {
      key: "fields",
      header: t("resource.fields"),
      render: (row) => (
        <Group gap={4}>
          {row.fields.map((field) => (
            <Badge key={field.name} variant="default" title={t(`rules.kinds.${field.kind}`)}>
              {field.name}
              {field.required ? " *" : ""}
            </Badge>
          ))}
        </Group>
      ),
    },
    { key: "version", header: t("policy.version"), render: (row) => `v${row.version}` },
    {
      key: "active",
      header: t("policies.state"),
      render: (row) => <StatusBadge kind="resource" value={row.active ? "active" : "disabled"} />,
    },
    {
      key: "changed",
      header: t("policies.changed"),
      hideOnPhone: true,
      render: (row) => (row.changedAt === 0 ? t("genesis") : <Time ms={row.changedAt} ago />),
    },
    {
      key: "act",
      header: t("resource.act"),
      render: (row) => (
        <DecideButton
          size="compact-xs"
          label={t(row.active ? "resource.disable" : "resource.enable")}
          decision={{
            pallet: "Scenes",
            call: "change_resource_type",
            args: () => ({ id: row.id, description: null, fields: null, active: !row.active }),
            operation: "changeResourceType",
            summary: t(row.active ? "resource.disableSummary" : "resource.enableSummary", {
              name: row.name,
            }),
            needsReason: false,
          }}
        />
      ),
    },
  ];
  return (
    <DataTable
      caption={t("resource.title")}
      columns={columns}
      list={{
        items: query.data ?? [],
        isLoading: query.isPending,
        error: query.error,
        refetch: () => void query.refetch(),
      }}
      rowKey={(row) => row.id}
    />
  );
}
