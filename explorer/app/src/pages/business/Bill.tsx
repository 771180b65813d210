import { Group, Paper, SimpleGrid, Stack, Tabs, Title } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { JsonView } from "../../components/JsonView";
import { Page } from "../../components/Page";
import { QueryState } from "../../components/QueryState";
import { useItem } from "../../lib/api";
import { useFilters } from "../../lib/filters";
import { useRpc } from "../../lib/rpc";
import type { BillDetail } from "../../lib/types";
import { Amounts } from "../../parts/business/Amounts";
import { BillAuthorizations } from "../../parts/business/bill/BillAuthorizations";
import { CurrentLock } from "../../parts/business/bill/CurrentLock";
import { Digests } from "../../parts/business/bill/Digests";
import { HolderTrail } from "../../parts/business/bill/HolderTrail";
import { LifeLineView } from "../../parts/business/bill/LifeLineView";
import { LockHistory } from "../../parts/business/bill/LockHistory";
import { Pending } from "../../parts/business/bill/Pending";
import { ProofPanel } from "../../parts/business/bill/ProofPanel";
import { Subject } from "../../parts/business/bill/Subject";
import { BillAxes } from "../../parts/business/BillAxes";
import type { BillKey } from "../../parts/business/codes";
import type { BillRecord, LockItem, TrailItem } from "../../parts/business/rpc-types";

/** Often enough to see a lock come and go. */
const REFRESH_MS = 10_000;

const TABS = ["overview", "life", "locks", "authorizations", "digests", "proof", "record"] as const;

/** One bill: what it is, how it stands, what happened to it, and the proof of it. */
export default function Bill() {
  const { t } = useTranslation("business");
  const { code = "", number = "" } = useParams();
  const bill = useItem<BillDetail>(
    `/bills/${encodeURIComponent(code)}/${encodeURIComponent(number)}`,
    undefined,
    { refetchMs: REFRESH_MS },
  );
  return (
    <Page
      title={t("bill.title", { key: `${code}-${number}` })}
      description={bill.data ? <BillAxes {...bill.data.row.status} /> : undefined}
    >
      <QueryState query={bill}>
        {(detail) => <Body bill={{ code, number }} detail={detail} />}
      </QueryState>
    </Page>
  );
}

interface BodyProps {
  bill: BillKey;
  detail: BillDetail;
}

function Body({ bill, detail }: BodyProps) {
  const { t } = useTranslation("business");
  const [{ tab }, setFilters] = useFilters(["tab"]);
  const current = TABS.find((name) => name === tab) ?? "overview";
  const { row, timeline } = detail;
  const record = detail.record as unknown as BillRecord;

  return (
    <Stack>
      <Amounts
        total={row.amountFen}
        reimbursed={row.reimbursedFen}
        isRed={row.document === "red"}
      />
      <Tabs
        value={current}
        onChange={(next) => setFilters({ tab: next === "overview" ? undefined : (next ?? "") })}
        keepMounted={false}
      >
        <Tabs.List>
          {TABS.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`tab.${name}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="overview" pt="md">
          <SimpleGrid cols={{ base: 1, lg: 2 }}>
            <Section title={t("bill.subject")}>
              <Subject row={row} record={record} />
            </Section>
            <Stack>
              <Section title={t("lock.current")}>
                <CurrentLock {...bill} />
              </Section>
              <Section title={t("pending.title")}>
                <Pending {...bill} />
              </Section>
            </Stack>
          </SimpleGrid>
        </Tabs.Panel>
        <Tabs.Panel value="life" pt="md">
          <Life bill={bill} timeline={timeline} />
        </Tabs.Panel>
        <Tabs.Panel value="locks" pt="md">
          <Section title={t("tab.locks")}>
            <Locks {...bill} />
          </Section>
        </Tabs.Panel>
        <Tabs.Panel value="authorizations" pt="md">
          <Section title={t("tab.authorizations")}>
            <BillAuthorizations {...bill} />
          </Section>
        </Tabs.Panel>
        <Tabs.Panel value="digests" pt="md">
          <Section title={t("tab.digests")}>
            <Digests bill={bill} record={record} />
          </Section>
        </Tabs.Panel>
        <Tabs.Panel value="proof" pt="md">
          <Section title={t("tab.proof")}>
            <ProofPanel {...bill} />
          </Section>
        </Tabs.Panel>
        <Tabs.Panel value="record" pt="md">
          <Section title={t("raw.record")}>
            <JsonView value={detail.record} />
          </Section>
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}

interface SectionProps {
  title: string;
  children: React.ReactNode;
}

function Section({ title, children }: SectionProps) {
  return (
    <Paper withBorder p="md" component="section">
      <Group mb="sm">
        <Title order={2} size="h4">
          {title}
        </Title>
      </Group>
      {children}
    </Paper>
  );
}

function Locks({ code, number }: BillKey) {
  const locks = useRpc<LockItem[]>("lock_listByBill", [code, number]);
  return <QueryState query={locks}>{(items) => <LockHistory items={items} />}</QueryState>;
}

interface LifeProps {
  bill: BillKey;
  timeline: BillDetail["timeline"];
}

const NO_TRAIL: TrailItem[] = [];

function Life({ bill, timeline }: LifeProps) {
  const { t } = useTranslation("business");
  const trail = useRpc<TrailItem[]>("bill_trail", [bill.code, bill.number]);
  const steps = trail.data ?? NO_TRAIL;
  // What lasts is drawn to the moment the life was read.
  const now = useMemo(
    () => Math.max(trail.dataUpdatedAt, timeline.at(-1)?.time ?? 0),
    [trail.dataUpdatedAt, timeline],
  );
  return (
    <Stack>
      <Section title={t("trail.title")}>
        <QueryState query={trail}>{(items) => <HolderTrail trail={items} />}</QueryState>
      </Section>
      <LifeLineView timeline={timeline} trail={steps} now={now} />
    </Stack>
  );
}
