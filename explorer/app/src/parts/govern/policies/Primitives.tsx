import { Anchor, Badge, Group, List, NativeSelect, Paper, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { DataTable, type Column } from "../../../components/DataTable";
import { KeyValue } from "../../../components/KeyValue";
import { QueryState } from "../../../components/QueryState";
import { Time } from "../../../components/Time";
import { useFilters } from "../../../lib/filters";
import { useRpc } from "../../../lib/rpc";
import { ActorName } from "../../business/ActorName";
import type { PrimitiveDetail, PrimitivePage } from "../policy/answers";
import { ConditionTree } from "../policy/ConditionTree";
import { Findings } from "../policy/findings";
import { readCondition } from "../policy/readCondition";
import { useReferences } from "../policy/useReferences";

type Item = PrimitivePage["items"][number];

/** Named conditions that policies share, and who uses which version. */
export function Primitives() {
  const { t } = useTranslation("govern");
  const [{ primitive, version }, setFilters] = useFilters(["primitive", "version"] as const);
  const list = useRpc<PrimitivePage>("policy_primitives", [0, 50]);
  const chosen = primitive && /^\d{1,9}$/.test(primitive) ? Number(primitive) : null;
  const columns: Column<Item>[] = [
    { key: "id", header: t("policies.id"), align: "right", width: 70, render: (row) => row.id },
    {
      key: "name",
      header: t("policy.name"),
      primary: true,
      render: (row) => (
        <Anchor
          component="button"
          type="button"
          inherit
          onClick={() => setFilters({ primitive: String(row.id), version: undefined })}
        >
          {row.name}
        </Anchor>
      ),
    },
    {
      key: "current",
      header: t("primitives.current"),
      align: "right",
      render: (row) => `v${row.current}`,
    },
    {
      key: "latest",
      header: t("primitives.latest"),
      align: "right",
      render: (row) => `v${row.latest}`,
    },
  ];
  return (
    <Stack>
      <DataTable
        caption={t("primitives.title")}
        columns={columns}
        list={{
          items: list.data?.items ?? [],
          isLoading: list.isPending,
          error: list.error,
          refetch: () => void list.refetch(),
        }}
        rowKey={(row) => row.id}
        emptyText={t("primitives.none")}
      />
      {chosen !== null && (
        <PrimitiveView
          key={chosen}
          id={chosen}
          version={version && /^\d{1,9}$/.test(version) ? Number(version) : null}
          onVersion={(next) => setFilters({ version: next })}
        />
      )}
    </Stack>
  );
}

function PrimitiveView({
  id,
  version,
  onVersion,
}: {
  id: number;
  version: number | null;
  onVersion: (version: string) => void;
}) {
  const { t } = useTranslation("govern");
  const query = useRpc<PrimitiveDetail | null>("policy_primitive", [id, version]);
  const references = useReferences();
  return (
    <QueryState query={query}>
      {(detail) => {
        if (!detail) return <Text c="dimmed">{t("primitives.unknown", { id })}</Text>;
        const { record } = detail;
        const condition = readCondition(record.primitive.condition, "/condition", new Findings());
        return (
          <Paper withBorder p="md" component="section" aria-label={record.primitive.name}>
            <Group justify="space-between" mb="sm">
              <Title order={2} size="h4">
                {record.primitive.name}
              </Title>
              <Group gap="xs">
                {detail.version === detail.current && (
                  <Badge color="green">{t("primitives.isCurrent")}</Badge>
                )}
                <NativeSelect
                  size="xs"
                  aria-label={t("policy.version")}
                  value={String(detail.version)}
                  data={Array.from({ length: Math.min(detail.latest, 200) }, (_, at) => ({
                    value: String(detail.latest - at),
                    label: `v${detail.latest - at}`,
                  }))}
                  onChange={(event) => onVersion(event.currentTarget.value)}
                />
              </Group>
            </Group>
            <Stack>
              {condition && (
                <ConditionTree
                  root={condition}
                  scenes={references.scenes}
                  primitives={references.primitives}
                  label={t("policy.condition")}
                />
              )}
              <KeyValue
                items={[
                  [t("history.by"), <ActorName key="by" actor={record.by} />],
                  [
                    t("history.at"),
                    record.at === 0 ? t("genesis") : <Time key="at" ms={record.at} />,
                  ],
                  [t("history.reason"), record.reason ?? "—"],
                  [t("policy.cost"), String(record.cost)],
                  [
                    t("primitives.usedBy"),
                    detail.dependents.length === 0 ? (
                      t("primitives.unused")
                    ) : (
                      <List key="used" size="sm">
                        {detail.dependents.map((dependent, at) => (
                          <List.Item key={at}>
                            {"policy" in dependent ? (
                              <Anchor
                                component={Link}
                                to={`/policies/${dependent.policy.policy}?version=${dependent.policy.version}`}
                                inherit
                              >
                                {t("policy.number", { id: dependent.policy.policy })} v
                                {dependent.policy.version}
                              </Anchor>
                            ) : (
                              t("primitives.reference", { ...dependent.primitive })
                            )}
                          </List.Item>
                        ))}
                      </List>
                    ),
                  ],
                ]}
              />
            </Stack>
          </Paper>
        );
      }}
    </QueryState>
  );
}
