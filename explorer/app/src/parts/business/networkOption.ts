import type { EChartsCoreOption } from "echarts/core";
import type { NodeGraph } from "../../lib/types";
import { healthColour } from "./healthColours";

/** What the drawing of the network writes. */
export interface NetworkWords {
  node: (id: number, name: string | undefined) => string;
  participant: (id: number, name: string | undefined) => string;
  health: (health: string) => string;
  participants: string;
}

/** Above this many the names are shown on pointing alone. */
const MANY = 60;

/** Up to this many stand in a circle: forces would drive so few into the middle. */
const FEW = 12;

/** Pixels after which a name goes on in the next line. */
const LABEL_WIDTH = 104;

/**
 * Nodes, each followed by those it serves who do not stand there yet: in a circle, what is connected
 * then lies side by side.
 */
function around<T extends { id: string }>(
  drawn: T[],
  links: { source: string; target: string }[],
): T[] {
  const ranks = new Map<string, number>();
  const place = (id: string) => {
    if (!ranks.has(id)) ranks.set(id, ranks.size);
  };
  for (const { id } of drawn) {
    place(id);
    links.filter(({ source }) => source === id).forEach(({ target }) => place(target));
  }
  return [...drawn].sort((one, other) => (ranks.get(one.id) ?? 0) - (ranks.get(other.id) ?? 0));
}

/** Access nodes and whom they serve, as a graph. */
export function networkOption(graph: NodeGraph, words: NetworkWords): EChartsCoreOption {
  const healths = [...new Set(graph.nodes.map(({ health }) => health))].sort();
  const served = new Set(graph.links.map(({ participant }) => participant));
  const participants = graph.participants.filter(({ id }) => served.has(id));
  const count = graph.nodes.length + participants.length;
  const isMany = count > MANY;
  const isFew = count <= FEW;
  const degree = (id: number) => graph.links.filter(({ node }) => node === id).length;
  const drawn = [
    ...graph.nodes.map((node) => ({
      id: `node-${node.id}`,
      name: words.node(node.id, node.name),
      category: healths.indexOf(node.health),
      symbolSize: Math.min(56, 26 + degree(node.id) * 3),
    })),
    ...participants.map((participant) => ({
      id: `participant-${participant.id}`,
      name: words.participant(participant.id, participant.name),
      category: healths.length,
      symbolSize: 16,
    })),
  ];
  const links = graph.links.map((link) => ({
    source: `node-${link.node}`,
    target: `participant-${link.participant}`,
    lineStyle: { type: link.issuer ? "solid" : "dashed" },
  }));
  return {
    tooltip: {},
    legend: {
      top: 0,
      data: [...healths.map((health) => words.health(health)), words.participants],
    },
    series: [
      {
        type: "graph",
        layout: isFew ? "circular" : "force",
        roam: true,
        draggable: true,
        top: 90,
        bottom: 70,
        force: isMany
          ? { repulsion: 60, edgeLength: [20, 60], gravity: 0.3 }
          : { repulsion: 420, edgeLength: [80, 160], gravity: 0.12 },
        label: { show: !isMany, position: "bottom", width: LABEL_WIDTH, overflow: "break" },
        emphasis: { focus: "adjacency", label: { show: true } },
        lineStyle: { opacity: 0.6, width: 1.5 },
        categories: [
          ...healths.map((health) => ({
            name: words.health(health),
            symbol: "roundRect",
            itemStyle: { color: healthColour(health) },
          })),
          { name: words.participants, symbol: "circle" },
        ],
        data: isFew ? around(drawn, links) : drawn,
        links,
      },
    ],
  };
}
