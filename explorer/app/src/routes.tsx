import type { ComponentType } from "react";
import { createBrowserRouter, type RouteObject } from "react-router";
import { AppShell } from "./shell/AppShell";
import { NotFound } from "./shell/NotFound";
import { RouteFailure } from "./shell/RouteFailure";
import { Starting } from "./shell/Starting";

type Load = () => Promise<{ default: ComponentType }>;

/** A page whose code is loaded when somebody goes there. */
function page(path: string, load: Load): RouteObject {
  const lazy = async () => ({ Component: (await load()).default });
  return path === "/" ? { index: true, lazy } : { path, lazy };
}

/** Pages with navigation around them. */
const pages: RouteObject[] = [
  page("/", () => import("./pages/blocks/Overview")),
  page("blocks", () => import("./pages/blocks/Blocks")),
  page("blocks/:id", () => import("./pages/blocks/Block")),
  page("transactions", () => import("./pages/blocks/Transactions")),
  page("transactions/:id", () => import("./pages/blocks/Transaction")),
  page("events", () => import("./pages/blocks/Events")),

  page("bills", () => import("./pages/business/Bills")),
  page("bills/check", () => import("./pages/business/BillCheck")),
  page("bills/:code/:number", () => import("./pages/business/Bill")),
  page("locks", () => import("./pages/business/Locks")),
  page("authorizations", () => import("./pages/business/Authorizations")),
  page("authorizations/:digest", () => import("./pages/business/Authorization")),
  page("participants", () => import("./pages/business/Participants")),
  page("participants/:id", () => import("./pages/business/ParticipantPage")),
  page("nodes", () => import("./pages/business/Nodes")),
  page("nodes/map", () => import("./pages/business/NodeMap")),
  page("nodes/:id", () => import("./pages/business/NodePage")),
  page("statistics", () => import("./pages/business/Statistics")),
  page("alerts", () => import("./pages/business/Alerts")),

  page("scenes", () => import("./pages/govern/Scenes")),
  page("scenes/:id", () => import("./pages/govern/Scene")),
  page("policies", () => import("./pages/govern/Policies")),
  page("policies/new", () => import("./pages/govern/PolicyEditor")),
  page("policies/:id", () => import("./pages/govern/Policy")),
  page("policies/:id/edit", () => import("./pages/govern/PolicyEditor")),
  page("approvals", () => import("./pages/govern/Approvals")),
  page("approvals/:id", () => import("./pages/govern/Approval")),
  page("validators", () => import("./pages/govern/Validators")),
  page("network", () => import("./pages/govern/Network")),
  page("council", () => import("./pages/govern/Council")),
  page("runtime", () => import("./pages/govern/Runtime")),
  page("quotas", () => import("./pages/govern/Quotas")),
  page("bridges", () => import("./pages/govern/Bridges")),

  page("keys", () => import("./pages/develop/Keys")),
  page("developer/state", () => import("./pages/develop/State")),
  page("developer/calls", () => import("./pages/develop/Calls")),
  page("developer/runtime", () => import("./pages/develop/RuntimeApi")),
  page("developer/rpc", () => import("./pages/develop/Rpc")),
  page("developer/metadata", () => import("./pages/develop/Metadata")),
  page("developer/errors", () => import("./pages/develop/Errors")),
];

/** The routes: what fails inside of the navigation leaves the navigation where it is. */
export const routes: RouteObject[] = [
  {
    errorElement: <RouteFailure whole />,
    hydrateFallbackElement: <Starting />,
    children: [
      {
        path: "/",
        element: <AppShell />,
        children: [
          {
            errorElement: <RouteFailure />,
            children: [...pages, { path: "*", element: <NotFound /> }],
          },
        ],
      },
      page("wall", () => import("./pages/wall/Wall")),
    ],
  },
];

/** The router of the browser. */
export function createRouter() {
  return createBrowserRouter(routes);
}
