import { Anchor, SimpleGrid, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Amount } from "../../../components/Amount";
import { Chart } from "../../../components/Chart";
import { FilterBar } from "../../../components/FilterBar";
import { period } from "../../../components/filterFields";
import { QueryState } from "../../../components/QueryState";
import { Stat } from "../../../components/Stat";
import { apiGet } from "../../../lib/api";
import type { Params } from "../../../lib/api";
import { dayOf } from "../../../lib/days";
import { fenToYuan, formatNumber } from "../../../lib/format";
import type { LockRow, Page } from "../../../lib/types";
import { useParticipantField } from "../filterFields";
import { pieOption, trendOption } from "./chartOptions";
import { userFigures } from "./userFigures";
import type { UserFigures } from "./userFigures";
import { useSelection } from "./useStatistics";

/** Pages of locks that are added up, newest first. */
const MOST_PAGES = 10;
const PAGE = 200;

interface Locks {
  locks: LockRow[];
  isCut: boolean;
}

async function locksOf(params: Params, signal: AbortSignal): Promise<Locks> {
  const locks: LockRow[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer: Page<LockRow> = await apiGet(
      "/locks",
      { ...params, cursor, limit: PAGE },
      signal,
    );
    locks.push(...answer.items);
    cursor = answer.next;
    if (cursor === null) {
      break;
    }
  }
  return { locks, isCut: cursor !== null };
}

/** The periods of all statistics are cut by the same days, whichever view they are chosen in. */
const dayInChina = (ms: number) => dayOf(ms, "china");

/** What one user of bills locked and reimbursed, or all of them. */
export function UserView() {
  const { t } = useTranslation("business");
  const { filters, setFilters, selection } = useSelection();
  const { holder, from, until } = filters;
  const field = useParticipantField("holder", t("lock.holder"), "billUser", "platform");
  const query = useQuery({
    queryKey: ["user-figures", holder, from, until],
    queryFn: ({ signal }) => locksOf({ holder, from, until }, signal),
    staleTime: 30_000,
  });
  const form = selection.form === "line" ? "line" : "bar";
  return (
    <Stack>
      <FilterBar
        fields={[field, ...period(t("lock.takenFrom"), t("lock.takenUntil"), "china")]}
        value={filters}
        onChange={setFilters}
      />
      <QueryState query={query}>
        {({ locks, isCut }) => (
          <Stack>
            {isCut ? (
              <Text size="sm" c="dimmed" role="status">
                {t("statistics.locksCut", { count: locks.length })}
              </Text>
            ) : null}
            <Figures figures={userFigures(locks, dayInChina)} form={form} />
            <Anchor
              size="sm"
              component={Link}
              to={`/locks?view=list${holder ? `&holder=${holder}` : ""}`}
            >
              {t("statistics.toLocks")}
            </Anchor>
          </Stack>
        )}
      </QueryState>
    </Stack>
  );
}

interface FiguresProps {
  figures: UserFigures;
  form: "line" | "bar";
}

function Figures({ figures, form }: FiguresProps) {
  const { t } = useTranslation("business");
  const { byDay, byState } = figures;
  const days = byDay.map(({ day }) => day);
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, xs: 3 }}>
        <Stat label={t("locks.count")} value={formatNumber(figures.count)} />
        <Stat label={t("locks.claimed")} value={<Amount fen={figures.claimedFen} />} />
        <Stat label={t("metric.reimbursedFen")} value={<Amount fen={figures.reimbursedFen} />} />
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, lg: 2 }}>
        <Chart
          title={t("statistics.locksByDay")}
          option={trendOption({
            periods: days,
            series: [
              {
                name: t("locks.count"),
                values: byDay.map(({ count }) => count),
              },
            ],
            unit: t("operation.times"),
            form,
          })}
          table={{
            columns: [t("statistics.period"), t("locks.count")],
            rows: byDay.map(({ day, count }) => [day, count]),
          }}
        />
        <Chart
          title={t("statistics.reimbursedByDay")}
          option={trendOption({
            periods: days,
            series: [
              {
                name: t("metric.reimbursedFen"),
                values: byDay.map(({ reimbursedFen }) => reimbursedFen / 100),
              },
            ],
            unit: t("statistics.yuan"),
            form,
          })}
          table={{
            columns: [t("statistics.period"), t("statistics.yuan")],
            rows: byDay.map(({ day, reimbursedFen }) => [day, fenToYuan(reimbursedFen)]),
          }}
        />
        <Chart
          title={t("statistics.locksByState")}
          option={pieOption(
            byState.map(({ state, count }) => ({
              name: t(`lockState.${state}`),
              value: count,
            })),
          )}
          table={{
            columns: [t("bill.state"), t("locks.count")],
            rows: byState.map(({ state, count }) => [t(`lockState.${state}`), count]),
          }}
        />
      </SimpleGrid>
    </Stack>
  );
}
