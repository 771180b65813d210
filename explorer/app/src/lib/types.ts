/**
 * Rows and answers of the index, as its HTTP API gives them. Times are Unix milliseconds, amounts fen,
 * hashes `0x` and 64 hexadecimal digits, participants numbers.
 */

/** Any JSON. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** One page of a list. */
export interface Page<T> {
  items: T[];
  next: string | null;
  /** Names of the participants in `items`, by their numbers, where they were asked for. */
  names?: Record<string, string>;
}

export interface Counts {
  blocks: number;
  transactions: number;
  events: number;
  bills: number;
  locksActive: number;
  authorizations: number;
  participants: number;
  nodes: number;
  approvalsOpen: number;
}

export interface IndexStatus {
  genesis: string;
  chain: string;
  specVersion: number;
  backend: "sqlite" | "postgres";
  indexed: { height: number; hash: string; time: number };
  /** The last block the node has decided; null while the node cannot be reached. */
  finalized: { height: number; hash: string } | null;
  lagBlocks: number;
  /** Why the index writes no more, if it has stopped. */
  stopped: string | null;
  counts: Counts;
}

export interface Block {
  height: number;
  hash: string;
  parentHash: string;
  stateRoot: string;
  extrinsicsRoot: string;
  /** 0 for the first block. */
  time: number;
  proposer: number | null;
  round: number | null;
  setId: number;
  specVersion: number;
  transactions: number;
  events: number;
  bills: number;
  bytes: number;
}

export interface CertificateSigner {
  participant: number | null;
  account: string;
  publicKey: string;
  weight: number;
  signed: boolean;
}

export interface Certificate {
  round: number;
  setId: number;
  signers: CertificateSigner[];
  raw: string;
}

export interface BlockDetail extends Block {
  certificate: Certificate | null;
  digestLogs: Json[];
}

export interface Transaction {
  /** `height-index`. */
  id: string;
  hash: string;
  block: number;
  index: number;
  time: number;
  pallet: string;
  call: string;
  signer: number | null;
  account: string | null;
  success: boolean;
  error: string | null;
}

export interface TransactionDetail extends Transaction {
  args: Json;
  raw: string;
  signature: string | null;
  extensions: Json;
  events: EventRow[];
}

export interface EventRow {
  /** `height-index`. */
  id: string;
  block: number;
  index: number;
  transaction: string | null;
  time: number;
  phase: "initialization" | "transaction" | "finalization";
  pallet: string;
  name: string;
  data: Json;
}

export interface BillStatus {
  validity: string;
  medium: string;
  usage: string;
  circulation: string;
}

export interface BillRow {
  code: string;
  number: string;
  issuer: number;
  scene: number;
  /** 0 for a bill that was adopted from the non-tax system. */
  node: number;
  /** Kind of bill: digits 3 to 6 of the code. */
  kind: string;
  area: string;
  /** `ordinary`, `red` or `difference`. */
  document: string;
  status: BillStatus;
  amountFen: number;
  reimbursedFen: number;
  /** `yyyy-mm-dd`. */
  issuedOn: string;
  registeredAt: number;
  registeredBlock: number;
  transaction: string | null;
  changedAt: number;
  version: number;
  locked: boolean;
  lockHolder: number | null;
  payer: string;
  holder: number | null;
  /** `code-number`. */
  related: string | null;
}

export interface TimelineItem {
  time: number;
  block: number;
  transaction: string | null;
  kind: "bill" | "lock" | "authorization";
  action: string;
  participant: number | null;
  record?: Json;
  data: Json;
}

export interface BillDetail {
  row: BillRow;
  record: Json;
  timeline: TimelineItem[];
}

export interface LockRow {
  /** `height-index` of the event that took it. */
  id: string;
  code: string;
  number: string;
  holder: number;
  scene: number;
  region: number;
  flow: string;
  authorization: string;
  at: number;
  expires: number;
  claimedFen: number;
  /** `active`, `settled`, `released`, `forceReleased`, `expired` or `reversed`. */
  state: string;
  endedAt: number | null;
  amountFen: number;
  block: number;
  transaction: string | null;
}

export interface LockGroup {
  count: number;
  claimedFen: number;
}

export interface LockBoard {
  ageing: (LockGroup & { bucket: "<1h" | "1h-1d" | "1d-7d" | "7d-30d" | ">30d" })[];
  byScene: (LockGroup & { scene: number })[];
  byHolder: (LockGroup & { holder: number })[];
  expiringSoon: LockRow[];
}

export interface AuthorizationRow {
  digest: string;
  /** `person`, `company` or `confirmation`. */
  kind: string;
  holder: number;
  grantee: number;
  delegate: number | null;
  scene: number;
  scopes: string[];
  /** `bills`, `allInScene` or `confirmed`. */
  coverage: string;
  bills: number;
  state: string;
  /** What it is worth now: `active`, `notYetValid`, `frozen`, `revoked`, `expired` or `usedUp`. */
  status: string;
  validFrom: number;
  validUntil: number;
  usesMax: number;
  used: number;
  failures: number;
  registeredAt: number;
  changedAt: number;
  block: number;
  transaction: string | null;
}

export interface AuthorizationLogItem {
  time: number;
  block: number;
  transaction: string | null;
  digest: string | null;
  action: string;
  participant: number | null;
  /** `code-number`. */
  bill: string | null;
  fault: string | null;
  head: string | null;
  data: Json;
}

export interface AuthorizationDetail {
  row: AuthorizationRow;
  record: Json;
  /** `code-number` of the bills it names. */
  bills: string[];
  log: AuthorizationLogItem[];
}

export interface ApprovalRow {
  id: number;
  operation: string;
  subject: string;
  proposer: number;
  signer: number;
  flow: number;
  /** `pending`, `executed`, `failed`, `rejected`, `withdrawn` or `expired`. */
  state: string;
  step: number;
  steps: number;
  signed: number;
  demanded: number;
  proposedAt: number;
  deadline: number;
  changedAt: number;
  head: string;
}

export interface ApprovalEntry {
  entry: number;
  action: string;
  signer: number | null;
  time: number;
  reason: string | null;
  block: number;
}

export interface ParticipantRow {
  id: number;
  did: string;
  name: string;
  /** `organisation`, `individual` or `account`. */
  kind: string;
  /** `member`, `organisation`, `account` or `holder`. */
  tier: string;
  label: Json | null;
  parent: number | null;
  roles: string[];
  status: string;
  effectiveStatus: string;
  account: string;
  keyVersion: number;
  children: number;
  admittedAt: number;
  changedAt: number;
}

export interface ParticipantDetail {
  row: ParticipantRow;
  record: Json;
  path: ParticipantRow[];
  children: number;
  nodes: NodeLink[];
}

export interface NodeLink {
  node: number;
  participant: number;
  issuer: boolean;
  user: boolean;
}

export interface NodeRow {
  id: number;
  name: string;
  operator: number;
  /** Of `issuer` and `user`. */
  kinds: string[];
  scenes: number[];
  resources: string[];
  status: string;
  activated: boolean;
  credentialStatus: string;
  credentialUntil: number;
  online: boolean;
  devices: number;
  participants: number;
  activatedAt: number | null;
  registeredAt: number;
  changedAt: number;
}

export interface SceneRow {
  id: number;
  name: string;
  kind: string;
  weight: number;
  lockTerm: number;
  status: string;
  rulesVersion: number;
  registeredAt: number;
  changedAt: number;
  record: Json;
}

export interface PolicyRow {
  id: number;
  name: string;
  state: string;
  latest: number;
  effective: number | null;
  effect: string;
  priority: number;
  points: string[];
  draftedAt: number;
  changedAt: number;
}

export interface PolicyVersionRow {
  policy: number;
  version: number;
  name: string;
  state: string;
  digest: string;
  draftedAt: number;
  draftedBy: number | null;
  enactedAt: number | null;
  record: Json;
}

export interface PolicyDetail {
  row: PolicyRow;
  versions: PolicyVersionRow[];
  record: Json;
}

export interface OutboxRow {
  id: number;
  destination: string;
  kind: string | null;
  /** `waiting`, `delivered`, `refused`, `dead` or `discarded`. */
  state: string;
  attempts: number;
  queuedAt: number;
  deadline: number | null;
  changedAt: number;
  outcome: Json | null;
  record: Json | null;
}

export interface ObservationRow {
  id: number;
  kind: string;
  requester: number | null;
  /** `open`, `applied`, `rejected` or `unanswered`. */
  status: string;
  at: number;
  deadline: number;
  changedAt: number;
  agreed: string | null;
  question: Json;
  said: Json;
  observed: Json | null;
}

export interface ProvinceRow {
  region: number;
  inbound: boolean;
  outbound: boolean;
  key: string;
  changedAt: number;
}

export interface BillStatisticsRow {
  /** `2026-11-21T09`, `2026-11-21`, `2026-11`, `2026-Q4` or `2026`, in China Standard Time. */
  period: string;
  group: string | null;
  count: number;
  totalFen: number;
  redCount: number;
  redFen: number;
  voidedCount: number;
  reimbursedFen: number;
}

export interface ActivityRow {
  period: string;
  blocks: number;
  transactions: number;
  failed: number;
  bills: number;
  locks: number;
  reimbursedFen: number;
}

export interface Rows<T> {
  rows: T[];
}

export interface Summary {
  bills: number;
  totalFen: number;
  averageFen: number | null;
  maxFen: number | null;
  minFen: number | null;
  reimbursedFen: number;
  redCount: number;
  redFen: number;
  voidedCount: number;
  locksActive: number;
  locksTotal: number;
  authorizations: number;
  participants: number;
  nodes: number;
  approvalsOpen: number;
  transactions: number;
  events: number;
}

export type Severity = "critical" | "warning" | "info";

export interface Alert {
  id: string;
  time: number;
  severity: Severity;
  kind: string;
  block: number;
  /** `height-index`. */
  event: string;
  subject: Json;
  pallet: string;
  name: string;
}

export interface SearchItem {
  kind:
    | "block"
    | "transaction"
    | "account"
    | "participant"
    | "bill"
    | "lock"
    | "authorization"
    | "event";
  id: string;
  label: string;
  /** Route of the explorer. */
  path: string;
}

export interface ApprovalDetail {
  row: ApprovalRow;
  record: Json;
  entries: ApprovalEntry[];
  /** The call that is decided about, decoded; null where the chain does not keep it any more. */
  call: Json | null;
}

/** What a node was like from some moment on. */
export interface NodeHistoryRow {
  node: number;
  time: number;
  block: number;
  status: string;
  activated: boolean;
  revoked: boolean;
  credentialFrom: number;
  credentialUntil: number;
  kinds: string[];
}

/** How many access nodes of a group were how at a moment. */
export interface NodeHealthRow {
  /** Unix ms. */
  time: number;
  /** A capacity, or a state. */
  group: string;
  total: number;
  online: number;
  activated: number;
}

export interface NodeDetail {
  row: NodeRow;
  health: string;
  record: Json;
  links: NodeLink[];
  history: NodeHistoryRow[];
}

export interface NodeGraph {
  nodes: { id: number; name: string; kind: string; status: string; health: string }[];
  participants: { id: number; name: string; kind: string; status: string }[];
  links: NodeLink[];
  /** There are more than are shown. */
  isCut: boolean;
}
