import type { Locator, Page } from "@playwright/test";
import type { Translate } from "./texts";
import { yuan, type World } from "./world";

/** Something a page must show: a text, or what is found otherwise. */
export type Datum = string | RegExp | ((page: Page) => Locator);

/** A route of the explorer, and data by which it is seen to be real. */
export interface Route {
  /** As `app/src/routes.tsx` has it. */
  route: string;
  /** Where it is opened. */
  path: (world: World) => string;
  data: (world: World, t: Translate) => Datum[];
}

function page(route: string, data: Route["data"], path: Route["path"] = () => route): Route {
  return { route, path, data };
}

/** A chart that has been drawn. */
const chart: Datum = (opened) => opened.locator("main canvas").first();
/** One of the members of the council, each of which runs a validator. */
const validator = (world: World) =>
  new RegExp([1, 2, 3, 4].map((id) => world.names(id).replaceAll(/[()]/g, "\\$&")).join("|"));
const field =
  (value: string): Datum =>
  (opened) =>
    opened.locator(`main input[value="${value}"]`).first();

/** Every route; what forms answer is in the flows. */
export const ROUTES: Route[] = [
  page("/", (world) => [world.status.chain, yuan(world.summary.totalFen), validator(world), chart]),
  page("/blocks", (world) => [validator(world)]),
  page(
    "/blocks/:id",
    (world) => [world.block.hash],
    (world) => `/blocks/${world.block.height}`,
  ),
  page(
    "/transactions",
    (world) => [`${world.transaction.pallet}.${world.transaction.call}`, world.issuer.name],
    (world) => `/transactions?signer=${world.issuer.id}`,
  ),
  page(
    "/transactions/:id",
    (world) => [
      `${world.transaction.pallet}.${world.transaction.call}`,
      world.transaction.hash,
      world.issuer.name,
    ],
    (world) => `/transactions/${world.transaction.id}`,
  ),
  page(
    "/events",
    () => [/^Bills\.\w+/],
    () => "/events?pallet=Bills",
  ),
  page("/bills", (world) => [new RegExp(world.bill.number), world.issuer.name]),
  page("/bills/check", (_, t) => [t("business:element.checkCode")]),
  page(
    "/bills/:code/:number",
    (world) => [yuan(world.bill.amountFen), world.issuer.name, world.bill.issuedOn],
    (world) => `/bills/${world.bill.code}/${world.bill.number}`,
  ),
  page("/locks", (world) => [world.names(world.lock.holder), new RegExp(world.lock.number), chart]),
  page("/authorizations", (world) => [world.names(world.authorization.grantee)]),
  page(
    "/authorizations/:digest",
    (world) => [world.names(world.authorization.grantee), world.authorization.digest],
    (world) => `/authorizations/${world.authorization.digest}`,
  ),
  page("/participants", (world) => [world.issuer.name]),
  page(
    "/participants/:id",
    (world) => [world.issuer.did, world.node.name],
    (world) => `/participants/${world.issuer.id}`,
  ),
  page("/nodes", (world) => [world.node.name]),
  page("/nodes/map", () => [chart]),
  page(
    "/nodes/:id",
    (world) => [world.issuer.name, world.scene.name],
    (world) => `/nodes/${world.node.id}`,
  ),
  page("/statistics", (world) => [yuan(world.summary.totalFen), chart]),
  page("/alerts", (world) => [world.names(1), /Participants\.StatusChanged/]),
  page("/scenes", (world) => [world.scene.name]),
  page(
    "/scenes/:id",
    (world) => [world.scene.name],
    (world) => `/scenes/${world.scene.id}`,
  ),
  page("/policies", (world) => [world.policy.name]),
  page("/policies/new", (_, t) => [t("govern:workbench.simulation")]),
  page(
    "/policies/:id",
    (world) => [world.policy.name],
    (world) => `/policies/${world.policy.id}`,
  ),
  page(
    "/policies/:id/edit",
    (world) => [field(world.policy.name)],
    (world) => `/policies/${world.policy.id}/edit`,
  ),
  page(
    "/approvals",
    (world, t) => [t(`govern:operation.${world.approval.operation}`), world.names(1)],
    () => "/approvals?view=all",
  ),
  page(
    "/approvals/:id",
    (world, t) => [t(`govern:operation.${world.approval.operation}`), world.names(1)],
    (world) => `/approvals/${world.approval.id}`,
  ),
  page("/validators", (world) => [validator(world)]),
  page("/network", (world) => [world.status.chain]),
  page("/council", (world, t) => [
    t("govern:council.membersCount", { count: 4 }),
    world.names(1),
    world.names(4),
  ]),
  page("/runtime", (world) => [new RegExp(`\\b${world.status.specVersion}\\b`)]),
  page("/quotas", (world) => [world.names(28), "4,000,000"]),
  page("/bridges", (_, t) => [
    t("govern:bridges.destination.nonTax"),
    t("govern:bridges.destination.evidence"),
  ]),
  page("/keys", (_, t) => [t("develop:key.way.development"), t("develop:audit.empty")]),
  page("/developer/state", (_, t) => [t("develop:state.entry")]),
  page("/developer/calls", (_, t) => [t("develop:call.pallet")]),
  page("/developer/runtime", (_, t) => [t("develop:runtime.api")]),
  page("/developer/rpc", (_, t) => [t("develop:rpc.method")]),
  page("/developer/metadata", () => ["BftValidators"]),
  page("/developer/errors", () => [/\w+\.\w+/]),
  page("/wall", (world) => [world.status.chain, chart]),
];
