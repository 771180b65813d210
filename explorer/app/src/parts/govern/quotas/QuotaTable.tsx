import { Badge, Group, Progress, SegmentedControl, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { DataTable, type Column } from "../../../components/DataTable";
import { Participant } from "../../../components/Participant";
import { Failure } from "../../../components/QueryState";
import { useList } from "../../../lib/api";
import { useFilters } from "../../../lib/filters";
import { formatNumber, formatPercent } from "../../../lib/format";
import { useNow } from "../../../lib/now";
import type { ParticipantRow } from "../../../lib/types";
import { DecideButton } from "../act/DecideButton";
import { QuotaForm, QuotaWords } from "./QuotaForm";
import {
  levelAt,
  TIERS,
  shareAt,
  type Bucket,
  type Quota,
  type Tier,
  type TierQuotas,
} from "./types";
import { useBuckets } from "./useQuotas";

const PAGE = 20;

/** Participants of a tier, what they may spend and what they have spent now. */
export function QuotaTable({ defaults, own }: { defaults: TierQuotas; own: Map<number, Quota> }) {
  const { t } = useTranslation("govern");
  const [filters, setFilters] = useFilters(["tier"] as const);
  const tier: Tier = TIERS.find((each) => each === filters.tier) ?? "member";
  const list = useList<ParticipantRow>("/participants", { tier, limit: PAGE });
  const buckets = useBuckets(list.items.map((row) => row.id));
  const quotaOf = (row: ParticipantRow) => own.get(row.id) ?? defaults[tier];
  const columns: Column<ParticipantRow>[] = [
    {
      key: "who",
      header: t("quotas.participant"),
      primary: true,
      render: (row) => <Participant id={row.id} />,
    },
    {
      key: "quota",
      header: t("quotas.quota"),
      render: (row) => (
        <Group gap={6}>
          <QuotaWords quota={quotaOf(row)} />
          {own.has(row.id) && <Badge color="fiscal">{t("quotas.own")}</Badge>}
        </Group>
      ),
    },
    {
      key: "use",
      header: t("quotas.use"),
      width: 220,
      render: (row) =>
        buckets.data ? <Use bucket={buckets.data.get(row.id) ?? null} quota={quotaOf(row)} /> : "…",
    },
    {
      key: "act",
      header: t("resource.act"),
      render: (row) => (
        <Group gap={4}>
          <QuotaForm
            key={`${row.id}:${quotaOf(row).burst}:${quotaOf(row).perSecond}`}
            subject={{ participant: row.id, name: row.name }}
            quota={quotaOf(row)}
          />
          {own.has(row.id) && (
            <DecideButton
              size="compact-xs"
              label={t("quotas.clear")}
              decision={{
                pallet: "Quotas",
                call: "set_quota",
                args: () => ({ participant: row.id, quota: null }),
                operation: "changeQuota",
                summary: t("quotas.clearSummary", { name: row.name }),
                needsReason: false,
                neverAlone: true,
              }}
            />
          )}
        </Group>
      ),
    },
  ];
  return (
    <Stack gap="sm">
      <SegmentedControl
        aria-label={t("quotas.tierLabel")}
        value={tier}
        onChange={(next) => setFilters({ tier: next })}
        data={TIERS.map((each) => ({ value: each, label: t(`quotas.tier.${each}`) }))}
      />
      {buckets.error && <Failure error={buckets.error} retry={buckets.refetch} />}
      <DataTable
        caption={t("quotas.title")}
        columns={columns}
        list={list}
        rowKey={(row) => row.id}
      />
    </Stack>
  );
}

function Use({ bucket, quota }: { bucket: Bucket | null; quota: Quota }) {
  const { t } = useTranslation("govern");
  const now = useNow();
  const share = shareAt(bucket, quota, now);
  const spent = bucket ? levelAt(bucket, quota, now) : 0;
  const colour = share > 0.9 ? "red" : share > 0.6 ? "orange" : "green";
  return (
    <Stack gap={2}>
      <Progress
        value={share * 100}
        color={colour}
        aria-label={t("quotas.useLabel", { share: formatPercent(share, 0) })}
      />
      <Text size="xs" c="dimmed" className="tabular">
        {t("quotas.useWords", {
          spent: formatNumber(spent),
          burst: formatNumber(quota.burst),
          share: formatPercent(share, 0),
        })}
      </Text>
    </Stack>
  );
}
