import { readdirSync } from "node:fs";
import { join } from "node:path";

/** Rows of the API, as far as tests ask for them. */
export interface Bill {
  code: string;
  number: string;
  issuer: number;
  amountFen: number;
  reimbursedFen: number;
  issuedOn: string;
  registeredBlock: number;
  transaction: string;
}

interface Status {
  chain: string;
  genesis: string;
  specVersion: number;
  indexed: { height: number; hash: string };
  counts: Record<string, number>;
}

interface Lock {
  code: string;
  number: string;
  holder: number;
  flow: string;
  state: string;
}

/** What is known of the chain before a page is opened: pages are compared with it. */
export interface World {
  status: Status;
  summary: { bills: number; totalFen: number };
  /** A bill that was reimbursed. */
  bill: Bill;
  /** The block it was registered in. */
  block: { height: number; hash: string };
  /** The transaction that registered it. */
  transaction: { id: string; hash: string; pallet: string; call: string };
  /** A lock that is held. */
  lock: Lock;
  authorization: { digest: string; grantee: number };
  issuer: { id: number; name: string; did: string };
  node: { id: number; name: string };
  scene: { id: number; name: string };
  policy: { id: number; name: string };
  approval: { id: number; operation: string };
  names: (id: number) => string;
}

interface Page<T> {
  items: T[];
}

/** Asks the API of the explorer. */
export async function ask<T>(url: string, path: string): Promise<T> {
  const answer = await fetch(`${url}/api/v1${path}`);
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

async function first<T>(url: string, path: string): Promise<T> {
  const { items } = await ask<Page<T>>(url, path);
  const item = items[0];
  if (item === undefined) throw new Error(`${path}: the devnet has none; see scripts/e2e.sh`);
  return item;
}

/** Reads what tests expect on the pages. */
export async function readWorld(url: string): Promise<World> {
  const bill = await first<Bill>(url, "/bills?status=reimbursed");
  const { items: participants } = await ask<Page<{ id: number; name: string; did: string }>>(
    url,
    "/participants?limit=200",
  );
  const names = new Map(participants.map(({ id, name }) => [id, name]));
  const issuer = participants.find(({ id }) => id === bill.issuer);
  if (!issuer) throw new Error("the issuer of the bill is no participant");
  return {
    status: await ask(url, "/status"),
    summary: await ask(url, "/statistics/summary"),
    bill,
    block: await ask(url, `/blocks/${bill.registeredBlock}`),
    transaction: await ask(url, `/transactions/${bill.transaction}`),
    lock: await first(url, "/locks?state=active"),
    authorization: await first(url, "/authorizations"),
    issuer,
    node: await ask<{ row: World["node"] }>(url, "/nodes/1").then(({ row }) => row),
    scene: await first<World["scene"]>(url, "/scenes"),
    policy: await first<World["policy"]>(url, "/policies"),
    approval: await first<World["approval"]>(url, "/approvals"),
    names: (id) => names.get(id) ?? `#${id}`,
  };
}

/** Digits of an amount as pages print it, without the sign of the currency. */
export function yuan(fen: number): string {
  return (fen / 100).toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

/** The XML file of a registered bill, from the folder the devnet keeps them in. */
export function billFile(bill: { code: string; number: string }): string {
  const folder = process.env.E2E_BILLS;
  if (!folder) throw new Error("E2E_BILLS says where the files of the bills are");
  const name = `${bill.code}-${bill.number}.xml`;
  const found = readdirSync(folder, { recursive: true, encoding: "utf8" }).find(
    (file) => file === name || file.endsWith(`/${name}`),
  );
  if (!found) throw new Error(`no file of the bill ${name} in ${folder}`);
  return join(folder, found);
}
