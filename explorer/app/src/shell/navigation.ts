import {
  IconActivity,
  IconAlertTriangle,
  IconArrowsExchange,
  IconBinaryTree,
  IconBook2,
  IconChartBar,
  IconChecklist,
  IconCode,
  IconCube,
  IconDatabase,
  IconDeviceTv,
  IconFileCertificate,
  IconFileCheck,
  IconGauge,
  IconGavel,
  IconKey,
  IconLayoutDashboard,
  IconListDetails,
  IconLock,
  IconMap,
  IconNetwork,
  IconPlugConnected,
  IconReceipt,
  IconBug,
  IconRouteAltLeft,
  IconScale,
  IconServer,
  IconShieldCheck,
  IconTerminal2,
  IconVersions,
  type Icon,
} from "@tabler/icons-react";

/** A way to a page. */
export interface NavItem {
  /** Key of its text, under `nav`. */
  key: string;
  path: string;
  icon: Icon;
}

/** Pages that belong together. */
export interface NavGroup {
  key: string;
  items: NavItem[];
}

export const NAVIGATION: NavGroup[] = [
  {
    key: "chain",
    items: [
      { key: "overview", path: "/", icon: IconLayoutDashboard },
      { key: "blocks", path: "/blocks", icon: IconCube },
      { key: "transactions", path: "/transactions", icon: IconArrowsExchange },
      { key: "events", path: "/events", icon: IconActivity },
      { key: "alerts", path: "/alerts", icon: IconAlertTriangle },
    ],
  },
  {
    key: "business",
    items: [
      { key: "bills", path: "/bills", icon: IconReceipt },
      { key: "check", path: "/bills/check", icon: IconFileCheck },
      { key: "locks", path: "/locks", icon: IconLock },
      { key: "authorizations", path: "/authorizations", icon: IconFileCertificate },
      { key: "statistics", path: "/statistics", icon: IconChartBar },
    ],
  },
  {
    key: "parties",
    items: [
      { key: "participants", path: "/participants", icon: IconBinaryTree },
      { key: "nodes", path: "/nodes", icon: IconServer },
      { key: "nodeMap", path: "/nodes/map", icon: IconMap },
    ],
  },
  {
    key: "govern",
    items: [
      { key: "approvals", path: "/approvals", icon: IconChecklist },
      { key: "policies", path: "/policies", icon: IconScale },
      { key: "scenes", path: "/scenes", icon: IconListDetails },
      { key: "council", path: "/council", icon: IconGavel },
      { key: "quotas", path: "/quotas", icon: IconGauge },
    ],
  },
  {
    key: "network",
    items: [
      { key: "validators", path: "/validators", icon: IconShieldCheck },
      { key: "network", path: "/network", icon: IconNetwork },
      { key: "runtime", path: "/runtime", icon: IconVersions },
      { key: "bridges", path: "/bridges", icon: IconRouteAltLeft },
    ],
  },
  {
    key: "develop",
    items: [
      { key: "keys", path: "/keys", icon: IconKey },
      { key: "state", path: "/developer/state", icon: IconDatabase },
      { key: "calls", path: "/developer/calls", icon: IconCode },
      { key: "runtimeApi", path: "/developer/runtime", icon: IconPlugConnected },
      { key: "rpc", path: "/developer/rpc", icon: IconTerminal2 },
      { key: "metadata", path: "/developer/metadata", icon: IconBook2 },
      { key: "errors", path: "/developer/errors", icon: IconBug },
    ],
  },
];

export const WALL: NavItem = { key: "wall", path: "/wall", icon: IconDeviceTv };

/** The item a path belongs to: the longest one it begins with. */
export function itemOf(path: string): NavItem | null {
  let best: NavItem | null = null;
  for (const group of NAVIGATION) {
    for (const item of group.items) {
      const inside =
        item.path === "/" ? path === "/" : path === item.path || path.startsWith(`${item.path}/`);
      if (inside && (best === null || item.path.length > best.path.length)) best = item;
    }
  }
  return best;
}
