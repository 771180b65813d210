import { Anchor, Group, NativeSelect, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { DataTable, type Column } from "../../../components/DataTable";
import { Hash } from "../../../components/Hash";
import { QueryState } from "../../../components/QueryState";
import { StatusBadge } from "../../../components/StatusBadge";
import { Time } from "../../../components/Time";
import { useFilters } from "../../../lib/filters";
import { useRpc } from "../../../lib/rpc";
import type { PolicyAnswer } from "../policy/answers";
import { VersionDiff } from "../policy/VersionDiff";

type Version = PolicyAnswer["versions"][number];

/** Every version of a policy, and two of them side by side. */
export function Versions({ detail }: { detail: PolicyAnswer }) {
  const { t } = useTranslation("govern");
  const [{ from, to }, setFilters] = useFilters(["from", "to", "version", "tab"] as const);
  const numbers = detail.versions.map((each) => each.version);
  const right = numbers.find((each) => String(each) === to) ?? detail.latest;
  const before = numbers.filter((each) => each < right);
  const left =
    numbers.find((each) => String(each) === from) ??
    (detail.effective !== null && detail.effective !== right ? detail.effective : before[0]);
  const columns: Column<Version>[] = [
    {
      key: "version",
      header: t("policy.version"),
      primary: true,
      render: (row) => (
        <Anchor
          component="button"
          type="button"
          inherit
          onClick={() => setFilters({ version: String(row.version), tab: undefined })}
        >
          v{row.version}
        </Anchor>
      ),
    },
    {
      key: "state",
      header: t("policies.state"),
      render: (row) => <StatusBadge kind="policy" value={row.state} />,
    },
    {
      key: "at",
      header: t("policy.draftedAt"),
      render: (row) => (row.draftedAt === 0 ? t("genesis") : <Time ms={row.draftedAt} />),
    },
    { key: "digest", header: t("policy.digest"), render: (row) => <Hash value={row.digest} /> },
  ];
  const options = numbers.map((each) => ({ value: String(each), label: `v${each}` }));
  return (
    <Stack>
      <DataTable
        caption={t("policies.versions")}
        columns={columns}
        list={{ items: detail.versions }}
        rowKey={(row) => row.version}
      />
      {left !== undefined && (
        <>
          <Group>
            <NativeSelect
              label={t("diff.from")}
              value={String(left)}
              data={options}
              onChange={(event) => setFilters({ from: event.currentTarget.value })}
            />
            <NativeSelect
              label={t("diff.to")}
              value={String(right)}
              data={options}
              onChange={(event) => setFilters({ to: event.currentTarget.value })}
            />
          </Group>
          <Compared id={detail.id} left={left} right={right} />
        </>
      )}
    </Stack>
  );
}

function Compared({ id, left, right }: { id: number; left: number; right: number }) {
  const { t } = useTranslation("govern");
  const one = useRpc<PolicyAnswer | null>("policy_get", [id, left]);
  const other = useRpc<PolicyAnswer | null>("policy_get", [id, right]);
  return (
    <QueryState query={one}>
      {(before) => (
        <QueryState query={other}>
          {(after) =>
            before && after ? (
              <VersionDiff
                left={{ title: t("diff.version", { version: left }), policy: before.record.policy }}
                right={{
                  title: t("diff.version", { version: right }),
                  policy: after.record.policy,
                }}
              />
            ) : null
          }
        </QueryState>
      )}
    </QueryState>
  );
}
