import { Anchor, SimpleGrid, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { QueryState } from "../../../components/QueryState";
import { formatNumber } from "../../../lib/format";
import { Controls } from "./Controls";
import { Figures, Rank } from "./Figures";
import { byGroup, sum } from "./pivot";
import { redReasons } from "./reasons";
import { Totals } from "./Totals";
import { useBillStatistics, useGroupNames, useSelection } from "./useStatistics";

/** Red bills by period and area, and why they were made. */
export function RedTab({ withIssuer }: { withIssuer: boolean }) {
  const { t } = useTranslation("business");
  const { selection, filters } = useSelection("area");
  const { from, until } = selection.filters;
  const { group } = selection;
  const statistics = useBillStatistics(selection, group);
  const groupName = useGroupNames();
  const name = (value: string) => groupName(group, value);
  const reasons = useQuery({
    queryKey: ["red-reasons", from, until],
    queryFn: ({ signal }) => redReasons({ from, until }, signal),
    staleTime: 60_000,
  });

  return (
    <Stack>
      <Controls withGroup usualGroup="area" withIssuer={withIssuer} />
      <Anchor
        size="sm"
        component={Link}
        to={`/bills?${new URLSearchParams({
          red: "true",
          ...(filters.issuer ? { issuer: filters.issuer } : {}),
        })}`}
      >
        {t("statistics.toRed")}
      </Anchor>
      <QueryState query={statistics}>
        {({ rows }) => (
          <Stack>
            <Totals totals={sum(rows)} />
            <SimpleGrid cols={{ base: 1, lg: 2 }}>
              <Figures
                metrics={["redCount", "redFen"]}
                rows={rows}
                form={selection.form}
                name={name}
              />
              <Rank
                title={t("statistics.redRate")}
                unit="%"
                parts={byGroup(rows, "redCount")
                  .filter(({ totals }) => totals.count > 0)
                  .slice(0, 12)
                  .map(({ group: value, totals }) => ({
                    name: name(value),
                    value: Math.round((totals.redCount / totals.count) * 10_000) / 100,
                  }))}
              />
              <QueryState query={reasons}>
                {({ counts, read, isCut }) => (
                  <Stack gap="xs">
                    <Rank
                      title={t("statistics.reasons")}
                      unit={t("statistics.sheets")}
                      parts={counts.slice(0, 12).map(({ reason, count }) => ({
                        name: reason || t("statistics.noReason"),
                        value: count,
                      }))}
                    />
                    <Text size="sm" c="dimmed">
                      {t(isCut ? "statistics.reasonsCut" : "statistics.reasonsRead", {
                        read: formatNumber(read),
                      })}
                    </Text>
                  </Stack>
                )}
              </QueryState>
            </SimpleGrid>
          </Stack>
        )}
      </QueryState>
    </Stack>
  );
}
