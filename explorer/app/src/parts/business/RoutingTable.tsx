import { Badge, Button, Code, Group, Stack, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { DataTable } from "../../components/DataTable";
import type { Column } from "../../components/DataTable";
import { Participant } from "../../components/Participant";
import { QueryState } from "../../components/QueryState";
import { Time } from "../../components/Time";
import { formatNumber } from "../../lib/format";
import { rpc } from "../../lib/rpc";
import { NodeName } from "./NodeName";
import { NO_END } from "./nodes";
import type { RoutesPage } from "./rpc-types";

type Route = RoutesPage["items"][number];

/** Routes that are asked for at once. */
const PAGE = 50;

/** The routing table of the network: nodes in service, and where their devices listen. */
export function RoutingTable() {
  const { t } = useTranslation("business");
  const query = useInfiniteQuery({
    queryKey: ["node-routes"],
    queryFn: ({ pageParam, signal }) => rpc<RoutesPage>("node_routes", [pageParam, PAGE], signal),
    initialPageParam: 0,
    getNextPageParam: (page) => page.next,
  });
  const columns: Column<Route>[] = [
    {
      key: "node",
      header: t("node.node"),
      render: (route) => <NodeName id={route.node} />,
    },
    {
      key: "operator",
      header: t("node.operator"),
      render: (route) => <Participant id={route.operator} />,
    },
    {
      key: "capacities",
      header: t("node.capacities"),
      render: (route) => route.capacities.map((role) => t(`nodeRole.${role}`)).join(" · "),
    },
    {
      key: "scenes",
      header: t("node.scenes"),
      render: (route) => route.scenes.join(", "),
    },
    {
      key: "until",
      header: t("node.credentialUntil"),
      render: (route) =>
        route.validUntil >= NO_END ? t("node.noEnd") : <Time ms={route.validUntil} />,
    },
    {
      key: "devices",
      header: t("node.devices"),
      render: (route) =>
        route.devices.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t("node.noDevices")}
          </Text>
        ) : (
          <Group gap={4}>
            {route.devices.map((device) => (
              <Code key={device.did}>{device.endpoint}</Code>
            ))}
          </Group>
        ),
    },
  ];
  return (
    <QueryState query={query}>
      {({ pages }) => (
        <Stack>
          <Badge variant="default" tt="none">
            {t("routes.version", {
              version: formatNumber(pages[0]?.version ?? 0),
            })}
          </Badge>
          <DataTable
            columns={columns}
            list={{ items: pages.flatMap(({ items }) => items) }}
            rowKey={(route) => route.node}
            caption={t("routes.title")}
            emptyText={t("routes.empty")}
          />
          {query.hasNextPage ? (
            <Group>
              <Button
                variant="default"
                loading={query.isFetchingNextPage}
                onClick={() => void query.fetchNextPage()}
              >
                {t("participants.more")}
              </Button>
            </Group>
          ) : null}
        </Stack>
      )}
    </QueryState>
  );
}
