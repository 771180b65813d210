import { BILL, node } from "./bills";

const DIGEST = `0x${"ab".repeat(32)}`;
const AT = Date.UTC(2026, 10, 21, 8);

const BILL_ROW = {
  code: "31060126",
  number: "0000000001",
  issuer: 5,
  scene: 1,
  node: 1,
  kind: "0601",
  area: "31",
  document: "ordinary",
  status: {
    validity: "normal",
    medium: "electronic",
    usage: "partlyReimbursed",
    circulation: "circulable",
  },
  amountFen: 41_700,
  reimbursedFen: 20_000,
  issuedOn: "2026-01-31",
  registeredAt: AT,
  registeredBlock: 7,
  transaction: "7-1",
  changedAt: AT,
  version: 3,
  locked: true,
  lockHolder: 7,
  payer: BILL.payer,
  holder: 9,
  related: null,
};

const LOCK_ROW = {
  id: "8-2",
  code: "31060126",
  number: "0000000001",
  holder: 7,
  scene: 1,
  region: 31,
  flow: "FLOW-1",
  authorization: DIGEST,
  at: AT,
  expires: AT + 3_600_000,
  claimedFen: 21_700,
  state: "active",
  endedAt: null,
  amountFen: 0,
  block: 8,
  transaction: "8-1",
};

const AUTHORIZATION_ROW = {
  digest: DIGEST,
  kind: "person",
  holder: 9,
  grantee: 7,
  delegate: null,
  scene: 1,
  scopes: ["summary", "use"],
  coverage: "bills",
  bills: 1,
  state: "active",
  status: "active",
  validFrom: AT,
  validUntil: AT + 86_400_000,
  usesMax: 3,
  used: 1,
  failures: 1,
  registeredAt: AT,
  changedAt: AT,
  block: 6,
  transaction: "6-1",
};

function participantRow(id: number) {
  return {
    id,
    did: `did:cpl:member${id}`,
    name: `Member ${id}`,
    kind: "organisation",
    tier: "member",
    label: null,
    parent: null,
    roles: ["issuer", "billUser"],
    status: "active",
    effectiveStatus: "active",
    account: "5Fake",
    keyVersion: 1,
    children: 2,
    admittedAt: 0,
    changedAt: AT,
  };
}

function nodeRow(id: number, more: Record<string, unknown> = {}) {
  return {
    id,
    name: `Node ${id}`,
    operator: 5,
    kinds: ["issuer"],
    scenes: [1],
    resources: ["list", "use"],
    status: "normal",
    activated: true,
    credentialStatus: "valid",
    credentialUntil: 253_402_300_799_999,
    online: true,
    devices: 1,
    participants: 1,
    activatedAt: 0,
    registeredAt: 0,
    changedAt: AT,
    ...more,
  };
}

const LINK = { node: 1, participant: 5, issuer: true, user: false };

const page = (items: unknown[]) => ({ items, next: null });

/** Answers of the index by path. */
function index(path: string): unknown {
  switch (path) {
    case "/bills":
      return page([BILL_ROW]);
    case "/bills/31060126/0000000001":
      return {
        row: BILL_ROW,
        record: { ...BILL, history: { previous: DIGEST, difference: DIGEST } },
        timeline: [
          {
            time: AT,
            block: 7,
            transaction: "7-1",
            kind: "bill",
            action: "registered",
            participant: 5,
            data: {},
          },
        ],
      };
    case "/locks":
      return page([LOCK_ROW]);
    case "/locks/board":
      return {
        ageing: ["<1h", "1h-1d", "1d-7d", "7d-30d", ">30d"].map((bucket) => ({
          bucket,
          count: 1,
          claimedFen: 100,
        })),
        byScene: [{ scene: 1, count: 5, claimedFen: 500 }],
        byHolder: [{ holder: 7, count: 5, claimedFen: 500 }],
        expiringSoon: [LOCK_ROW],
      };
    case "/authorizations":
      return page([AUTHORIZATION_ROW]);
    case `/authorizations/${DIGEST}`:
      return {
        row: AUTHORIZATION_ROW,
        record: { template: "1:1" },
        bills: ["31060126-0000000001"],
        log: [
          {
            time: AT,
            block: 8,
            transaction: "8-1",
            digest: DIGEST,
            action: "checked",
            participant: 7,
            bill: "31060126-0000000001",
            fault: "expired",
            head: DIGEST,
            data: {},
          },
        ],
      };
    case "/participants":
      return page([participantRow(5), participantRow(7)]);
    case "/nodes":
      return page([
        nodeRow(1),
        nodeRow(2, { kinds: ["user"], online: false, status: "suspended" }),
      ]);
    case "/nodes/graph":
      return {
        nodes: [
          { id: 1, name: "Node 1", kind: "issuer", status: "normal", health: "normal" },
          { id: 2, name: "Node 2", kind: "user", status: "suspended", health: "suspended" },
        ],
        participants: [{ id: 5, name: "Member 5", kind: "organisation", status: "active" }],
        links: [LINK],
        isCut: false,
      };
    case "/blocks/1":
      return { height: 1, time: AT };
    case "/nodes/health":
      return { rows: [{ time: AT, group: "issuer", total: 1, online: 1, activated: 1 }] };
    case "/scenes":
      return page([
        {
          id: 1,
          name: "Medical",
          kind: "medical",
          weight: 100,
          lockTerm: 1,
          status: "active",
          rulesVersion: 0,
          registeredAt: 0,
          changedAt: 0,
          record: {},
        },
      ]);
    case "/statistics/bills":
      return {
        rows: [
          {
            period: "2026-11-21",
            group: null,
            count: 10,
            totalFen: 417_000,
            redCount: 1,
            redFen: 41_700,
            voidedCount: 0,
            reimbursedFen: 100_000,
          },
        ],
      };
    case "/alerts":
      return page([
        {
          id: "9-1",
          time: AT,
          severity: "warning",
          kind: "lockExpiring",
          block: 9,
          event: "9-1",
          subject: {
            key: "31060126-0000000001",
            holder: 7,
            by: { by: "system" },
            expires: AT,
          },
          pallet: "BillLocks",
          name: "LockExpiring",
        },
      ]);
    default:
      break;
  }
  const [, area, id] = path.split("/");
  if (area === "participants") {
    return {
      row: participantRow(Number(id)),
      record: {},
      path: [],
      children: 2,
      nodes: [LINK],
    };
  }
  if (area === "nodes") {
    return {
      row: nodeRow(Number(id)),
      health: "normal",
      record: {},
      links: [LINK],
      history: [
        {
          node: 1,
          time: 0,
          block: 0,
          status: "normal",
          activated: true,
          revoked: false,
          credentialFrom: 0,
          credentialUntil: 253_402_300_799_999,
          kinds: ["issuer"],
        },
      ],
    };
  }
  return Response.json({ error: { code: "not_found", message: path } }, { status: 404 });
}

const rpc = node({
  lock_get: () => ({
    holder: 7,
    scene: 1,
    authorization: DIGEST,
    flow: "FLOW-1",
    region: 31,
    at: AT,
    expires: AT + 3_600_000,
    weight: 100,
    claimed: 21_700,
  }),
  bill_pending: (_code, _number) => ({
    key: "31060126-0000000001",
    correction: null,
    lastCorrection: null,
    consent: null,
    reversal: null,
    settlements: [{ participant: 7, amount: 20_000 }],
    moreSettlements: false,
  }),
  participant_get: (id) => ({
    ...participantRow(Number(id)),
    identity: DIGEST,
    effectiveRoles: ["issuer"],
    decision: null,
  }),
  participant_keys: () => [{ version: 1, key: DIGEST, account: "5Fake", from: 0, until: null }],
  participant_details: () => [{ version: 1, name: "Member", label: null, from: 0, until: null }],
  participant_tree: (parent) => ({
    items:
      parent === null
        ? [{ ...participantRow(1), effective: "active" }]
        : [{ ...participantRow(11), name: "Hospital", effective: "frozen", children: 0 }],
    next: null,
  }),
  node_get: (id) => ({
    id,
    name: "Node",
    operator: 5,
    capacities: ["issuer"],
    scenes: [1],
    resources: ["list"],
    form: null,
    credential: {
      digest: DIGEST,
      version: 1,
      validFrom: 0,
      validUntil: 253_402_300_799_999,
      revokedAt: null,
    },
    status: "normal",
    activatedAt: 0,
    registeredAt: 0,
    changedAt: 0,
    normal: true,
    credentialStatus: "valid",
    decision: null,
    activation: { codes: 1, batches: 1, failed: 0, frozen: false },
    serves: [],
  }),
  node_devices: () => [],
  node_routes: () => ({
    version: 3,
    items: [
      {
        node: 1,
        name: "Node 1",
        operator: 5,
        operatorDid: null,
        capacities: ["issuer"],
        scenes: [1],
        resources: ["list"],
        credential: DIGEST,
        validUntil: 253_402_300_799_999,
        devices: [
          { did: "did:cpl:device", key: DIGEST, endpoint: "10.0.0.1:9443", certificate: null },
        ],
      },
    ],
    next: null,
  }),
});

/** An index and a node that answer every page. */
export function everything(path: string, query: URLSearchParams, init?: RequestInit): unknown {
  return path === "/rpc" ? rpc(path, query, init) : index(path.replace("/api/v1", ""));
}

/** The digest of the authorization of the fixtures. */
export const AUTHORIZATION = DIGEST;
