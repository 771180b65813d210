import { useQuery } from "@tanstack/react-query";
import type { UseQueryResult } from "@tanstack/react-query";
import { apiGet, queryText } from "../../lib/api";
import type { Params } from "../../lib/api";
import type { NodeRow, Page } from "../../lib/types";

/** Pages that are read, and rows of each: a network of 2,000 access nodes. */
const MOST_PAGES = 10;
const PAGE = 200;

/** The end of a credential that stands for none: the last millisecond of the year 9999. */
export const NO_END = 253_402_300_799_999;

/** All nodes that match, and whether there are more than were read. */
export interface AllNodes {
  nodes: NodeRow[];
  isCut: boolean;
}

async function readAll(filters: Params, signal: AbortSignal): Promise<AllNodes> {
  const nodes: NodeRow[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer: Page<NodeRow> = await apiGet(
      "/nodes",
      { ...filters, cursor, limit: PAGE },
      signal,
    );
    nodes.push(...answer.items);
    cursor = answer.next;
    if (cursor === null) {
      break;
    }
  }
  return { nodes, isCut: cursor !== null };
}

/** All access nodes that match the filters: what is sorted and counted as a whole. */
export function useAllNodes(filters: Params): UseQueryResult<AllNodes, Error> {
  return useQuery({
    queryKey: ["all-nodes", queryText(filters)],
    queryFn: ({ signal }) => readAll(filters, signal),
    refetchInterval: 30_000,
  });
}

/** By what nodes are ordered. */
export const NODE_ORDERS = ["number", "changed", "status", "credential"] as const;
/** By what nodes are ordered. */
export type NodeOrder = (typeof NODE_ORDERS)[number];

/** The state that counts of a node, from the worst to the best. */
export const CONDITIONS = [
  "disabled",
  "revoked",
  "expired",
  "suspended",
  "inactive",
  "offline",
  "expiring",
  "normal",
] as const;
/** The state that counts of a node. */
export type Condition = (typeof CONDITIONS)[number];

/** What keeps a node from service, or that nothing does. */
export function conditionOf(
  node: Pick<NodeRow, "status" | "credentialStatus" | "activated" | "online">,
): Condition {
  const { status, credentialStatus, activated, online } = node;
  if (status === "disabled" || status === "suspended") {
    return status;
  }
  if (credentialStatus === "revoked" || credentialStatus === "expired") {
    return credentialStatus;
  }
  if (!activated) {
    return "inactive";
  }
  if (!online) {
    return "offline";
  }
  return credentialStatus === "expiring" ? "expiring" : "normal";
}

/** The nodes in the order asked for. */
export function sortNodes(nodes: readonly NodeRow[], order: NodeOrder): NodeRow[] {
  const rank = (node: NodeRow) => CONDITIONS.indexOf(conditionOf(node));
  return [...nodes].sort((one, other) => {
    switch (order) {
      case "changed":
        return other.changedAt - one.changedAt || one.id - other.id;
      case "status":
        return rank(one) - rank(other) || one.id - other.id;
      case "credential":
        return one.credentialUntil - other.credentialUntil || one.id - other.id;
      default:
        return one.id - other.id;
    }
  });
}

/** How many nodes of each kind are in service, and how many are not. */
export function byKind(nodes: readonly NodeRow[]) {
  return (["issuer", "user"] as const).map((kind) => {
    const members = nodes.filter(({ kinds }) => kinds.includes(kind));
    return {
      kind,
      online: members.filter(({ online }) => online).length,
      offline: members.filter(({ online }) => !online).length,
      activated: members.filter(({ activated }) => activated).length,
      inactive: members.filter(({ activated }) => !activated).length,
    };
  });
}

/** How many nodes are in each condition; conditions of none are left out. */
export function byCondition(nodes: readonly NodeRow[]) {
  const counts = new Map<Condition, number>();
  for (const node of nodes) {
    const condition = conditionOf(node);
    counts.set(condition, (counts.get(condition) ?? 0) + 1);
  }
  return CONDITIONS.flatMap((condition) => {
    const count = counts.get(condition) ?? 0;
    return count > 0 ? [{ condition, count }] : [];
  });
}
