import type { FlowItem, HighRiskItem, RoleItem } from "@fiscalchain/client";
import { Badge, Group, List, NativeSelect, Stack, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { DataTable, type Column } from "../../../components/DataTable";
import { Participant } from "../../../components/Participant";
import { localeOf } from "../../../i18n";
import { formatDuration } from "../../../lib/format";
import { useRpc } from "../../../lib/rpc";
import { DecideButton } from "../act/DecideButton";
import { OPERATIONS } from "./record";
import { StepWho } from "./Steps";

/** Flows, roles of approval, and the operations that demand a flow. */
export function FlowsView() {
  const { t, i18n } = useTranslation("govern");
  const flows = useRpc<FlowItem[]>("approval_flows", []);
  const roles = useRpc<RoleItem[]>("approval_roles", []);
  const highRisk = useRpc<HighRiskItem[]>("approval_highRisk", []);
  const demanded = new Map(
    (highRisk.data ?? []).map((item) => [item.operation as string, item.flow]),
  );

  const flowColumns: Column<FlowItem>[] = [
    { key: "id", header: t("policies.id"), align: "right", width: 60, render: (row) => row.id },
    { key: "name", header: t("flows.name"), primary: true, render: (row) => row.name },
    {
      key: "steps",
      header: t("flows.steps"),
      render: (row) => (
        <List type="ordered" size="sm">
          {row.steps.map((step, at) => (
            <List.Item key={at}>
              <StepWho who={step.who} /> × {step.threshold}
            </List.Item>
          ))}
        </List>
      ),
    },
    {
      key: "lifetime",
      header: t("flows.lifetime"),
      render: (row) => formatDuration(row.lifetime, localeOf(i18n.language)),
    },
  ];
  const roleColumns: Column<RoleItem>[] = [
    { key: "id", header: t("policies.id"), align: "right", width: 60, render: (row) => row.id },
    { key: "name", header: t("flows.name"), primary: true, render: (row) => row.name },
    {
      key: "scope",
      header: t("flows.scope"),
      render: (row) =>
        row.scope === null ? t("flows.everywhere") : <Participant id={row.scope} />,
    },
    {
      key: "members",
      header: t("flows.members"),
      render: (row) => (
        <Group gap="xs">
          {row.members.map((member) => (
            <Participant key={member} id={member} />
          ))}
        </Group>
      ),
    },
    { key: "flows", header: t("flows.inFlows"), align: "right", render: (row) => row.flows },
  ];
  const operationColumns: Column<(typeof OPERATIONS)[number]>[] = [
    {
      key: "operation",
      header: t("approvals.operation"),
      primary: true,
      render: (operation) => t(`operation.${operation}`),
    },
    {
      key: "flow",
      header: t("flows.flow"),
      render: (operation) => {
        const flow = demanded.get(operation);
        const name = flows.data?.find((each) => each.id === flow)?.name;
        return flow === undefined ? (
          <Badge color="gray">{t("flows.byRole")}</Badge>
        ) : (
          <Badge color="orange">{`${flow} ${name ?? ""}`}</Badge>
        );
      },
    },
    {
      key: "act",
      header: t("resource.act"),
      render: (operation) =>
        demanded.has(operation) && (
          <DecideButton
            size="compact-xs"
            label={t("flows.release")}
            decision={{
              pallet: "Approvals",
              call: "set_high_risk",
              args: () => ({ operation, flow: null }),
              operation: "changeApprovalFlows",
              summary: t("flows.releaseSummary", { operation: t(`operation.${operation}`) }),
              needsReason: false,
            }}
          />
        ),
    },
  ];
  return (
    <Stack gap="lg">
      <section>
        <Title order={2} size="h4" mb="xs">
          {t("flows.title")}
        </Title>
        <DataTable
          caption={t("flows.title")}
          columns={flowColumns}
          list={{
            items: flows.data ?? [],
            isLoading: flows.isPending,
            error: flows.error,
            refetch: () => void flows.refetch(),
          }}
          rowKey={(row) => row.id}
        />
      </section>
      <section>
        <Title order={2} size="h4" mb="xs">
          {t("flows.roles")}
        </Title>
        <DataTable
          caption={t("flows.roles")}
          columns={roleColumns}
          list={{
            items: roles.data ?? [],
            isLoading: roles.isPending,
            error: roles.error,
            refetch: () => void roles.refetch(),
          }}
          rowKey={(row) => row.id}
          emptyText={t("flows.noRoles")}
        />
      </section>
      <section>
        <Title order={2} size="h4" mb="xs">
          {t("flows.highRisk")}
        </Title>
        <DemandForm
          flows={flows.data ?? []}
          free={OPERATIONS.filter((each) => !demanded.has(each))}
        />
        <DataTable
          caption={t("flows.highRisk")}
          columns={operationColumns}
          list={{
            items: [...OPERATIONS],
            isLoading: highRisk.isPending,
            error: highRisk.error,
            refetch: () => void highRisk.refetch(),
          }}
          rowKey={(row) => row}
        />
      </section>
    </Stack>
  );
}

/** Makes an operation demand a flow. */
function DemandForm({ flows, free }: { flows: FlowItem[]; free: string[] }) {
  const { t } = useTranslation("govern");
  const [operation, setOperation] = useState<string>("");
  const [flow, setFlow] = useState<string>("");
  const known = flows.find((each) => String(each.id) === flow);
  return (
    <Group align="flex-end" gap="xs" mb="sm">
      <NativeSelect
        label={t("approvals.operation")}
        value={operation}
        data={[
          { value: "", label: t("policy.choose") },
          ...free.map((each) => ({ value: each, label: t(`operation.${each}`) })),
        ]}
        onChange={(event) => setOperation(event.currentTarget.value)}
      />
      <NativeSelect
        label={t("flows.flow")}
        value={flow}
        data={[
          { value: "", label: t("policy.choose") },
          ...flows.map((each) => ({ value: String(each.id), label: `${each.id} ${each.name}` })),
        ]}
        onChange={(event) => setFlow(event.currentTarget.value)}
      />
      <DecideButton
        size="sm"
        disabled={operation === "" || !known}
        label={t("flows.demand")}
        decision={{
          pallet: "Approvals",
          call: "set_high_risk",
          args: () => ({ operation, flow: known?.id ?? null }),
          operation: "changeApprovalFlows",
          summary: t("flows.demandSummary", {
            operation: operation && t(`operation.${operation}`),
            flow: known?.id,
            name: known?.name,
          }),
          needsReason: false,
        }}
      />
    </Group>
  );
}
