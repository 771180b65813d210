import { Button, Stack, Text } from "@mantine/core";
import { IconList } from "@tabler/icons-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { Chart } from "../../components/Chart";
import { Page } from "../../components/Page";
import { QueryState } from "../../components/QueryState";
import { Section } from "../../components/Section";
import { useItem } from "../../lib/api";
import type { NodeGraph } from "../../lib/types";
import { networkOption } from "../../parts/business/networkOption";
import { RoutingTable } from "../../parts/business/RoutingTable";

/** How the access nodes and the participants they serve form one network. */
export default function NodeMap() {
  const { t } = useTranslation("business");
  const graph = useItem<NodeGraph>("/nodes/graph");
  return (
    <Page
      title={t("map.title")}
      description={t("map.description")}
      actions={
        <Button component={Link} to="/nodes" variant="default" leftSection={<IconList size={16} />}>
          {t("map.toList")}
        </Button>
      }
    >
      <Stack>
        <QueryState query={graph}>
          {(data) => (
            <>
              {data.isCut ? (
                <Text size="sm" c="dimmed" role="status">
                  {t("map.cut")}
                </Text>
              ) : null}
              <Network graph={data} />
            </>
          )}
        </QueryState>
        <Section title={t("routes.title")}>
          <Text size="sm" c="dimmed" mb="sm">
            {t("routes.description")}
          </Text>
          <RoutingTable />
        </Section>
      </Stack>
    </Page>
  );
}

function Network({ graph }: { graph: NodeGraph }) {
  const { t } = useTranslation("business");
  const navigate = useNavigate();
  const option = useMemo(
    () =>
      networkOption(graph, {
        node: (id, name) => name ?? t("node.number", { id }),
        participant: (id, name) => name ?? t("participant.number", { id }),
        health: (health) => t(`health.${health}`),
        participants: t("map.participants"),
      }),
    [graph, t],
  );
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const names = new Map(graph.participants.map(({ id, name }) => [id, name]));
  const rows = graph.links.map((link) => {
    const node = nodes.get(link.node);
    return [
      node?.name ?? t("node.number", { id: link.node }),
      node ? t(`health.${node.health}`) : null,
      names.get(link.participant) ?? t("participant.number", { id: link.participant }),
      [link.issuer ? t("nodeRole.issuer") : null, link.user ? t("nodeRole.user") : null]
        .filter(Boolean)
        .join(" · "),
    ];
  });
  return (
    <Chart
      title={t("map.network", {
        nodes: graph.nodes.length,
        links: graph.links.length,
      })}
      height={560}
      option={option}
      table={{
        columns: [t("node.node"), t("node.health"), t("map.participant"), t("node.serves")],
        rows,
      }}
      onSelect={({ data }) => {
        const id = data !== null && typeof data === "object" && "id" in data ? String(data.id) : "";
        const [kind, number] = id.split("-");
        if (kind === "node") void navigate(`/nodes/${number}`);
        if (kind === "participant") void navigate(`/participants/${number}`);
      }}
    />
  );
}
