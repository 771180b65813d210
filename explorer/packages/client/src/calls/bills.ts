import type {
  AuthorizationState,
  Basis,
  BillAction,
  BillEntry,
  BillKey,
  BillState,
  Bytes,
  Circulation,
  Correction,
  Day,
  Delegate,
  Digest,
  Fen,
  FileLocation,
  Moment,
  NodeId,
  ParticipantId,
  SceneId,
  Scope,
  Template,
  TransitionRule,
} from "../types/index.js";

/** New digests of a bill's files, or another payer; what is left out stays. */
export interface BillUpdate {
  /** SM3 of the XML file. */
  xml?: Digest | null;
  /** SM3 of the PDF or OFD file. */
  pdf?: Digest | null;
  /** SM3 of the summary. */
  summary?: Digest | null;
  /** Reference to the payer. */
  payer?: Digest | null;
}

/** What belongs to a bill outside of the chain. */
export interface RelationsEntry {
  /** The bill. */
  key: BillKey;
  /** The version of the bill that was seen. */
  version: number;
  /** What belongs to it. */
  relations: {
    xml?: FileLocation | null;
    pdf?: FileLocation | null;
    json?: FileLocation | null;
    index: Digest;
    metadata?: string | null;
  };
}

/** The holder's signature of a change of state, for somebody else to bring. */
export interface HolderProof {
  /** How often the state changed before. */
  nonce: number;
  /** r‖s, 64 bytes. */
  signature: Bytes;
}

/** Calls about bills 票据, their locks 锁定 and authorizations 授权: their arguments. */
export interface BillCalls {
  "Bills.register_batch": {
    node: NodeId;
    issuer: ParticipantId;
    scene: SceneId;
    entries: readonly BillEntry[];
  };
  "Bills.update": { key: BillKey; version: number; update: BillUpdate; reason: string };
  "Bills.red_flush": {
    key: BillKey;
    negative: BillEntry;
    difference?: BillEntry | null;
    reason: string;
  };
  "Bills.consent_red_flush": { key: BillKey; version: number };
  "Bills.void_bill": { key: BillKey; reason: string };
  "Bills.exchange_for_paper": { key: BillKey; paper: Digest; reason: string };
  "Bills.restore_electronic": { key: BillKey; reason: string };
  "Bills.set_circulation": { key: BillKey; circulation: Circulation };
  "Bills.propose_correction": {
    key: BillKey;
    elements: { key: BillKey; check: string; issuedOn: Day; total: Fen };
    correction: Correction;
    reason: string;
  };
  "Bills.confirm_correction": { key: BillKey; correction: Correction };
  "Bills.withdraw_correction": { key: BillKey };
  "Bills.allocate_numbers": { issuer: ParticipantId; code: string; first: string; last: string };
  "Bills.return_numbers": { issuer: ParticipantId; code: string; first: string; last: string };
  "Bills.set_relations": { entries: readonly RelationsEntry[] };
  "Bills.transfer_holder": {
    key: BillKey;
    version: number;
    to: Digest;
    consent?: Bytes | null;
    reason: string;
  };
  "Bills.end_outside_lock": {
    key: BillKey;
    state: BillState & { reimbursed: Fen };
    reason: string;
  };
  "BillLocks.acquire": {
    key: BillKey;
    scene: SceneId;
    region: number;
    flow: string;
    claimed: Fen;
    authorization?: Digest | null;
  };
  "BillLocks.settle": {
    key: BillKey;
    region: number;
    flow: string;
    amount: Fen;
    close: boolean;
  };
  "BillLocks.release": { key: BillKey; region: number; flow: string; reason: string };
  "BillLocks.force_release": {
    key: BillKey;
    holder: ParticipantId;
    flow: string;
    reason: string;
  };
  "BillLocks.request_reversal": {
    key: BillKey;
    region: number;
    flow: string;
    amount: Fen;
    reason: string;
  };
  "BillLocks.confirm_reversal": {
    key: BillKey;
    holder: ParticipantId;
    flow: string;
    amount: Fen;
  };
  "BillLocks.withdraw_reversal": { key: BillKey };
  "BillPermissions.set_rule": { action: BillAction; rule?: TransitionRule | null };
  "VcAuthorization.register": { credential: Bytes };
  "VcAuthorization.register_batch": { credentials: readonly Bytes[] };
  "VcAuthorization.grant_for": { credential: Bytes };
  "VcAuthorization.set_status": {
    digest: Digest;
    state: AuthorizationState;
    reason: string;
    proof?: HolderProof | null;
  };
  "VcAuthorization.record_use": {
    basis: Basis;
    bill: BillKey;
    scope: Scope;
    scene: SceneId;
    purpose: Digest;
  };
  "VcAuthorization.issue_code": { code: Digest; authorization: Digest; until: Moment };
  "VcAuthorization.redeem_code": { code: string };
  "VcAuthorization.put_template": { number?: number | null; template: Template };
  "VcAuthorization.withdraw_template": { number: number };
  "VcAuthorization.set_delegate": {
    delegate: ParticipantId;
    terms?: Delegate["terms"] | null;
  };
  "VcAuthorization.set_white_list": {
    participant: ParticipantId;
    scene: SceneId;
    scopes: Scope[];
    until: Moment;
  };
  "VcAuthorization.remove_white_list": { participant: ParticipantId; scene: SceneId };
}
