import type {
  BillKey,
  Bytes,
  Condition,
  Destination,
  Digest,
  Fen,
  Moment,
  NodeId,
  ParticipantId,
  Policy,
  PolicyId,
  PolicyMember,
  ResourceAnswer,
  ResourceTypeAnswer,
  RuleSet,
  SceneId,
  SceneKind,
  SceneStatus,
  Scope,
} from "../types/index.js";

/** How often a policy had a say on an access node within a time. */
export interface HitReport {
  /** The policy. */
  policy: PolicyId;
  /** From when. */
  from: Moment;
  /** Until when. */
  until: Moment;
  /** Permitted. */
  permitted: number;
  /** Denied. */
  denied: number;
  /** Failed. */
  failed: number;
  /** All evaluations together, µs. */
  totalUs: number;
  /** The longest, ms. */
  maxMs: number;
  /** The most memory, KiB. */
  memoryKib: number;
  /** Processor time, µs. */
  cpuUs: number;
}

/** How messages to a destination are delivered; times in ms. */
export interface DestinationSettings {
  /** Whether messages go there. */
  open: boolean;
  /** How many may wait. */
  capacity: number;
  /** How often one is tried. */
  attempts: number;
  /** After what time another validator takes over. */
  takeover: number;
  /** The wait after the first failure. */
  backoff: number;
  /** The longest wait. */
  maxBackoff: number;
  /** How long a message may take. */
  term: number;
  /** The SM2 key that signs its receipts, 33 bytes. */
  receipts?: Bytes | null;
}

/** What validators observe outside of the chain. */
export type ObservationQuestion =
  | { kind: "historicBill"; key: BillKey; check: string; scene: SceneId; payer: Digest }
  | { kind: "compare"; from: BillKey; to: BillKey }
  | { kind: "evidence"; digest: Digest };

/** What waits for its review about a scene. */
export type SceneSubject = "registration" | "terms" | "fieldRules" | "retirement";

/** Calls about scenes 场景, policies 策略, and what is outside of the chain. */
export interface RuleCalls {
  "Scenes.register": {
    name: string;
    kind: SceneKind;
    weight: number;
    lockTerm: number;
    form?: Digest | null;
  };
  "Scenes.update": {
    scene: SceneId;
    weight?: number | null;
    lockTerm?: number | null;
    form?: Digest | null;
  };
  "Scenes.set_status": { scene: SceneId; status: SceneStatus; reason: string };
  "Scenes.set_rules": { scene: SceneId; rules: RuleSet };
  "Scenes.confirm": { scene: SceneId; subject: SceneSubject; digest: Digest };
  "Scenes.withdraw": { scene: SceneId; subject: SceneSubject; reason: string };
  "Scenes.register_resource_type": {
    name: string;
    description?: string | null;
    scope?: Scope | null;
    fields: ResourceTypeAnswer["fields"];
  };
  "Scenes.change_resource_type": {
    id: number;
    description?: string | null;
    fields?: ResourceTypeAnswer["fields"] | null;
    active?: boolean | null;
  };
  "Scenes.register_resource": {
    resourceType: number;
    scene: SceneId;
    bill?: BillKey | null;
    details: ResourceAnswer["details"];
  };
  "Scenes.change_resource": {
    id: number;
    details?: ResourceAnswer["details"] | null;
    active?: boolean | null;
  };
  "Policies.define_primitive": { name: string; condition: Condition };
  "Policies.revise_primitive": { primitive: number; condition: Condition; reason: string };
  "Policies.roll_back_primitive": { primitive: number; toVersion: number; reason: string };
  "Policies.draft": { policy: Policy };
  "Policies.revise": { id: PolicyId; policy: Policy; reason: string };
  "Policies.enact": {
    id: PolicyId;
    version: number;
    acknowledgeConflicts: boolean;
    reason: string;
  };
  "Policies.repeal": { id: PolicyId; reason: string };
  "Policies.roll_back": { id: PolicyId; toVersion: number; reason: string };
  "Policies.define_label": { label: string; kind: "group" | "tag" };
  "Policies.remove_label": { label: string };
  "Policies.set_label": { label: string; member: PolicyMember; belongs: boolean };
  "Policies.distribute": {
    target: "nodes" | { label: string };
    nodes: readonly NodeId[];
    mode: "full" | { incremental: { since: number } };
    digest: Digest;
    stages: readonly number[];
    threshold: number;
  };
  "Policies.advance": { distribution: number };
  "Policies.abort_distribution": { distribution: number; reason: string };
  "Policies.acknowledge": {
    distribution: number;
    node: NodeId;
    digest: Digest;
    ok: boolean;
    failure?: Digest | null;
  };
  "Policies.report_digest": { node: NodeId; digest: Digest };
  "Policies.report_hits": { node: NodeId; reports: readonly HitReport[] };
  "Outbox.set_destination": { destination: Destination; settings: DestinationSettings };
  "Outbox.revive": { id: number };
  "Outbox.discard": { id: number; reason: string };
  "Observations.request": { question: ObservationQuestion };
  "CrossRegion.set_province": {
    region: number;
    province: { key: Bytes; inbound: boolean; outbound: boolean };
  };
  "CrossRegion.set_platform": { participant: ParticipantId; scene: SceneId };
  "CrossRegion.apply_filing": { org: string; name: string; purpose: string };
  "CrossRegion.withdraw_filing": Record<never, never>;
  "CrossRegion.review_filing": {
    participant: ParticipantId;
    filing: Digest;
    approve: boolean;
    reason: string;
  };
  "CrossRegion.change_service": {
    change: "open" | "suspend" | "reopen" | "renew" | "leave";
    until?: Moment | null;
  };
  "CrossRegion.start": {
    issuer: number;
    bill: BillKey;
    elements: Digest;
    claimed: Fen;
    flow: string;
    authorization: Digest;
  };
  "CrossRegion.finish": {
    flow: string;
    ending: { result: "settled"; amount: Fen; close: boolean } | { result: "released" };
  };
  "CrossRegion.push_authorization": { flow: string; file: Digest };
  "CrossRegion.resolve_dispute": {
    flow: { region: number; org: string; flow: string };
    resolution: "settled" | "released" | "refused";
    reason: string;
  };
}
