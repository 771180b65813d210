import type { Methods } from "./stubs";

/** A hash of the tests. */
export const HASH = `0x${"ab".repeat(32)}`;
/** A public key of the tests. */
export const KEY = `0x02${"cd".repeat(32)}`;
/** An account of the tests. */
export const ACCOUNT = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
const SYSTEM = { by: "council" };
const PERSON = {
  by: "participant",
  id: 1,
  signer: 2,
  approval: { id: 3, head: HASH, mandated: true },
};

const POLICY = {
  name: "大额报销",
  points: ["lock", "read"],
  scenes: [1],
  actors: { participants: [1], labels: ["east"], roles: ["billUser"] },
  priority: 5,
  effect: "deny",
  condition: {
    all: [
      { claimed: { between: ["1.00", "2.00"] } },
      { not: { "field.level": { exists: true } } },
      { use: { primitive: 1, version: 1 } },
      { weekday: { in: [6, 7] } },
      { billCode: { matches: "31\\d{6}" } },
      { role: { eq: "billUser" } },
    ],
  },
  valid: { from: "2027-01-01T00:00:00+08:00" },
};

const PRIMITIVE = { id: 1, name: "夜间", latest: 2, current: 1 };
const STEPS = [
  { who: { approval: 1 }, threshold: 2 },
  { who: { chain: "council" }, threshold: 1 },
];
const MESSAGE = {
  id: 9,
  message: {
    body: { kind: "status", content: { key: "31060126-0000000001" } },
    previous: null,
    queued: 1_700_000_000_000,
    deadline: 1_700_600_000_000,
    attempt: 5,
    due: 0,
    revived: 0,
  },
  dead: { attempts: "unreachable" },
};

/** A node that has one of everything that is governed. */
export const NODE: Methods = {
  participant_get: () => ({
    id: 1,
    name: "市财政局",
    organisation: 1,
    effectiveRoles: [],
    effectiveStatus: "active",
  }),
  policy_primitives: () => ({ items: [PRIMITIVE], next: null }),
  policy_primitive: () => ({
    primitive: 1,
    version: 1,
    latest: 2,
    current: 1,
    record: {
      primitive: { name: "夜间", version: 1, condition: { timeOfDay: { lt: "08:00" } } },
      cost: 3,
      by: SYSTEM,
      at: 0,
      reason: null,
    },
    dependents: [
      { policy: { policy: 1, version: 1 } },
      { primitive: { primitive: 2, version: 1 } },
    ],
  }),
  policy_labels: () => [["east", { kind: "group", participants: 1, nodes: 0 }]],
  policy_check: () => ({ accepted: true, cost: 1, findings: [], oppositions: [] }),
  policy_get: ([, version]) => ({
    id: 1,
    state: "effective",
    latest: 2,
    effective: 1,
    changes: 2,
    version: version ?? 1,
    record: {
      policy: version === 2 ? { ...POLICY, priority: 6 } : POLICY,
      digest: HASH,
      cost: 9,
      state: version === 2 ? "draft" : "effective",
      draftedBy: PERSON,
      draftedAt: 1_700_000_000_000,
      enacted: version === 2 ? null : { by: SYSTEM, at: 1_700_000_000_000 },
    },
    versions: [
      { version: 2, state: "draft", digest: HASH, draftedAt: 1_700_000_000_000 },
      { version: 1, state: "effective", digest: HASH, draftedAt: 0 },
    ],
  }),
  policy_history: () => ({
    items: [
      [
        0,
        {
          policy: 1,
          action: "enacted",
          version: 1,
          replaced: null,
          digest: HASH,
          conflicts: 0,
          by: PERSON,
          at: 1_700_000_000_000,
          reason: "季度调整",
        },
      ],
    ],
    next: null,
  }),
  policy_set: () => ({
    revision: 2,
    digest: HASH,
    members: [{ policy: 1, version: 1, digest: HASH }],
  }),
  policy_stats: () => ({
    items: [
      {
        id: 1,
        version: 1,
        chain: { asked: 5, held: 1, permitted: 4, denied: 1, lastAt: 1_700_000_000_000 },
        nodes: {
          permitted: 1,
          denied: 0,
          failed: 0,
          totalUs: 0,
          maxMs: 12,
          memoryKib: 0,
          cpuUs: 0,
          until: 0,
        },
        hot: true,
        slow: true,
      },
    ],
    requests: 6,
  }),
  policy_distribution: () => ({
    id: 1,
    target: { label: "east" },
    nodes: [1],
    mode: { incremental: { since: 1 } },
    revision: 2,
    digest: HASH,
    previous: null,
    stages: [50, 100],
    open: 1,
    threshold: 20,
    acknowledged: 1,
    failed: 0,
    state: "running",
    by: SYSTEM,
    startedAt: 1_700_000_000_000,
    endedAt: null,
    targets: [
      {
        node: 1,
        reached: true,
        acknowledgement: { ok: true, digest: HASH, failure: null, at: 1_700_000_000_000 },
        report: { digest: HASH, consistency: "mismatch", at: 1_700_000_000_000 },
      },
    ],
  }),
  scene_get: () => ({
    id: 1,
    name: "住院报销",
    kind: "medical",
    weight: 3,
    lockTerm: 30 * 86_400_000,
    form: HASH,
    rulesVersion: 1,
    rulesDigest: HASH,
    status: "active",
    registeredAt: 0,
    changedAt: 1_700_000_000_000,
    decided: { proposedBy: PERSON, confirmedBy: SYSTEM },
    pending: [
      {
        change: { change: "terms", weight: 5, lockTerm: null, form: null },
        by: PERSON,
        at: 1_700_000_000_000,
      },
    ],
  }),
  scene_rules: () => ({
    version: 1,
    digest: HASH,
    at: 0,
    decided: null,
    rules: {
      closed: true,
      rules: [
        { name: "total", kind: "amount", presence: "required", range: { min: 1, max: 100 } },
        { name: "ward", kind: "text", oneOf: ["内科"], pattern: "\\w+", requires: "total" },
      ],
    },
  }),
  scene_resourceTypes: () => [
    {
      id: 1,
      name: "票据列表",
      description: null,
      scope: "list",
      fields: [{ name: "billCode", kind: "text", required: true }],
      version: 1,
      active: true,
      changedAt: 0,
      by: null,
    },
  ],
  approval_highRisk: () => [{ operation: "enactPolicy", flow: 1 }],
  approval_flows: () => [{ id: 1, name: "两级审批", steps: STEPS, lifetime: 604_800_000 }],
  approval_roles: () => [{ id: 1, name: "复核员", scope: null, members: [2], flows: 1 }],
  approval_get: () => ({
    terms: {
      id: 3,
      operation: "enactPolicy",
      subject: HASH,
      proposer: 1,
      signer: 2,
      flow: 1,
      steps: STEPS,
      mandated: true,
      proposedAt: 1_700_000_000_000,
      deadline: 1_900_000_000_000,
      encoding: 1,
      previous: null,
    },
    state: "failed",
    step: 1,
    signatures: [{ step: 0, signer: 2 }],
    entries: 1,
    head: HASH,
    failure: { Module: { index: 23, error: [2, 0, 0, 0] } },
    earlier: null,
    resubmitted: null,
    stateNow: "failed",
    proposerDid: null,
    call: "0x1705",
    record: [
      {
        entry: { seq: 0, action: "proposed", signer: 2, at: 1_700_000_000_000, reason: null },
        reason: null,
        did: null,
      },
    ],
  }),
  consensus_validators: () => ({
    genesis: HASH,
    height: 100,
    hash: HASH,
    next: [{ public: KEY, weight: 1 }],
    afterNext: [{ public: KEY, weight: 1 }],
  }),
  consensus_pace: () => ({
    minBlock: 250,
    emptyBlock: 10_000,
    build: 800,
    propose: 3_000,
    proposeStep: 250,
    prevote: 1_000,
    prevoteStep: 100,
    precommit: 1_000,
    precommitStep: 100,
    rebroadcast: 1_000,
    maxTimeout: 4_000,
  }),
  system_health: () => ({ peers: 0, isSyncing: false, shouldHavePeers: true }),
  system_syncState: () => ({ startingBlock: 0, currentBlock: 90, highestBlock: 100 }),
  system_version: () => "0.1.0",
  system_name: () => "Fiscal node",
  system_chain: () => "Devnet",
  system_chainType: () => "Development",
  system_nodeRoles: () => ["Full"],
  system_localPeerId: () => "12D3KooWabcdefghijklmnop",
  state_getRuntimeVersion: () => ({
    specName: "fiscal",
    implName: "fiscal",
    specVersion: 3,
    implVersion: 0,
    authoringVersion: 1,
    transactionVersion: 1,
    stateVersion: 1,
    apis: [["0xdf6acb689907609b", 5]],
  }),
  outbox_destinations: () =>
    ["nonTax", "yangtzeDelta", "evidence"].map((destination) => ({
      destination,
      settings: {
        open: destination === "nonTax",
        capacity: 100,
        attempts: 8,
        takeover: 60_000,
        backoff: 60_000,
        maxBackoff: 600_000,
        term: 86_400_000,
        receipts: destination === "evidence" ? null : KEY,
      },
      waiting: 1,
      dead: 1,
      delivered: 2,
    })),
  outbox_deadLetters: () => ({
    items: [MESSAGE, { ...MESSAGE, id: 10, dead: "refused" }],
    next: null,
  }),
  region_provinces: () => [{ region: 32, key: KEY, inbound: true, outbound: false }],
  region_platform: () => ({ participant: 1, scene: 1 }),
  region_filings: () => ({
    items: [
      {
        participant: 1,
        filing: {
          org: "91310000MA1FL0RE2X",
          name: "示例医院",
          purpose: "跨省报销",
          status: "applied",
          at: 1_700_000_000_000,
        },
        digest: HASH,
        service: { status: "open", until: 1_900_000_000_000, at: 1_700_000_000_000 },
      },
    ],
    next: null,
  }),
};

const EVENT = {
  id: "5-1",
  block: 5,
  index: 1,
  transaction: "5-2",
  time: 1_700_000_000_000,
  phase: "transaction",
};
const BLOCK = {
  height: 100,
  hash: HASH,
  parentHash: HASH,
  stateRoot: HASH,
  extrinsicsRoot: HASH,
  time: 1_700_000_000_000,
  proposer: 1,
  round: 0,
  setId: 0,
  specVersion: 3,
  transactions: 1,
  events: 1,
  bills: 0,
  bytes: 100,
};

const LISTS: Record<string, unknown[]> = {
  "/policies": [
    {
      id: 1,
      name: "大额报销",
      state: "effective",
      latest: 2,
      effective: 1,
      effect: "deny",
      priority: 5,
      points: ["lock"],
      draftedAt: 1,
      changedAt: 1_700_000_000_000,
    },
  ],
  "/scenes": [
    {
      id: 1,
      name: "住院报销",
      kind: "medical",
      weight: 3,
      lockTerm: 86_400_000,
      status: "active",
      rulesVersion: 0,
      registeredAt: 0,
      changedAt: 0,
      record: {},
    },
  ],
  "/approvals": [
    {
      id: 3,
      operation: "enactPolicy",
      subject: HASH,
      proposer: 1,
      signer: 2,
      flow: 1,
      state: "pending",
      step: 0,
      steps: 2,
      signed: 1,
      demanded: 2,
      proposedAt: 1_700_000_000_000,
      deadline: 1_900_000_000_000,
      changedAt: 1_700_000_000_000,
      head: HASH,
    },
  ],
  "/events": [
    {
      ...EVENT,
      pallet: "BftValidators",
      name: "EquivocationReported",
      data: { participant: 1, public: KEY, height: 4, round: 1, kind: "Prevote" },
    },
  ],
  "/blocks": [BLOCK, { ...BLOCK, height: 99, time: BLOCK.time - 300, round: 1 }],
  "/nodes": [
    {
      id: 1,
      name: "一号节点",
      operator: 1,
      kinds: ["issuer"],
      scenes: [1],
      resources: [],
      status: "normal",
      activated: true,
      credentialStatus: "expiring",
      credentialUntil: 1_900_000_000_000,
      online: true,
      devices: 1,
      participants: 1,
      activatedAt: 1,
      registeredAt: 1,
      changedAt: 1,
    },
  ],
  "/participants": [{ id: 1, name: "市财政局" }],
  "/outbox": [
    {
      id: 9,
      destination: "nonTax",
      kind: "status",
      state: "dead",
      attempts: 5,
      queuedAt: 1_700_000_000_000,
      deadline: null,
      changedAt: 1_700_000_000_000,
      outcome: null,
      record: null,
    },
  ],
  "/observations": [
    {
      id: 2,
      kind: "compare",
      requester: null,
      status: "open",
      at: 1_700_000_000_000,
      deadline: 1_900_000_000_000,
      changedAt: 1_700_000_000_000,
      agreed: null,
      question: { kind: "compare", from: "31060126-0000000001", to: "31060126-0000000009" },
      said: [],
      observed: null,
    },
  ],
};

/** An index that has one of everything that is governed. */
export function api(path: string): unknown {
  const place = path.replace("/api/v1", "");
  if (LISTS[place]) return { items: LISTS[place], next: null };
  if (place === "/status") {
    return {
      genesis: HASH,
      chain: "Devnet",
      specVersion: 3,
      backend: "sqlite",
      indexed: { height: 99, hash: HASH, time: 1 },
      finalized: { height: 100, hash: HASH },
      lagBlocks: 1,
      counts: {},
    };
  }
  if (place.startsWith("/blocks/")) {
    return {
      ...BLOCK,
      height: Number(place.split("/").at(-1)),
      certificate: {
        round: 0,
        setId: 0,
        raw: "0x",
        signers: [
          { participant: 1, account: ACCOUNT, publicKey: KEY, weight: 1, signed: true },
          { participant: null, account: ACCOUNT, publicKey: HASH, weight: 1, signed: false },
        ],
      },
      digestLogs: [],
    };
  }
  if (place.startsWith("/participants/")) return { row: { id: 1, name: "市财政局" } };
  if (place.startsWith("/nodes/")) return { row: { id: 1, name: "一号节点" } };
  return { items: [], next: null };
}
