import type { BillKey, Day, Digest, Fen, Moment, Page, ParticipantId, SceneId } from "./common.js";
import type { BillState } from "./bills.js";

/** A system outside of the chain. */
export type Destination = "nonTax" | "yangtzeDelta" | "evidence";

/** Why a message was not delivered. */
export type DeliveryFault =
  | "unreachable"
  | "unavailable"
  | "unauthorized"
  | "badAnswer"
  | "overdue"
  | "notConfigured"
  | "refused";

/** A message 消息 that waits for a system outside, or a dead letter 死信. */
export interface MessageAnswer {
  /** Its number. */
  id: number;
  /** What it says and how often it was tried. */
  message: {
    body: { kind: string; content: Record<string, unknown> };
    previous: number | null;
    queued: Moment;
    deadline: Moment;
    attempt: number;
    due: Moment;
    revived: number;
  };
  /** Why it is dead; null while it waits. */
  dead: { attempts: DeliveryFault } | "overdue" | "refused" | null;
}

/** Dead letters, page by page. */
export type MessagePage = Page<MessageAnswer, number>;

/** A system outside and how many messages wait for it. */
export interface DestinationAnswer {
  /** The system. */
  destination: Destination;
  /** How it is served. */
  settings: {
    open: boolean;
    capacity: number;
    attempts: number;
    takeover: number;
    backoff: number;
    maxBackoff: number;
    term: number;
    receipts: string | null;
  };
  /** Messages that wait. */
  waiting: number;
  /** Dead letters. */
  dead: number;
  /** Messages delivered. */
  delivered: number;
}

/** The state of a bill in a system outside. */
export interface OutsideState extends BillState {
  /** Reimbursed so far, in fen. */
  reimbursed: Fen;
}

/** A request to observe something outside 外部观测. */
export interface ObservationAnswer {
  /** Its number. */
  id: number;
  /** What was asked. */
  request: {
    question:
      | { kind: "historicBill"; key: BillKey; check: string; scene: SceneId; payer: Digest }
      | { kind: "compare"; from: BillKey; to: BillKey }
      | { kind: "evidence"; digest: Digest };
    requester: ParticipantId | null;
    at: Moment;
    deadline: Moment;
    status: "open" | "applied" | "rejected" | "unanswered";
    agreed: Digest | null;
  };
  /** The digests that validators reported, by their keys. */
  said: [string, Digest][];
  /** What enough of them observed. */
  observed:
    | {
        kind: "historicBill";
        bill: {
          total: Fen;
          issuedOn: Day;
          xml: Digest;
          pdf: Digest | null;
          summary: Digest;
          state: OutsideState;
        } | null;
      }
    | { kind: "compare"; differences: { key: BillKey; outside: OutsideState | null }[] }
    | { kind: "evidence"; record: { reference: string; at: Moment } | null }
    | null;
}

/** A province that takes part in reimbursement across provinces 跨省. */
export interface ProvinceAnswer {
  /** Two digits. */
  region: number;
  /** The key it signs with. */
  key: string;
  /** Whether it may ask here. */
  inbound: boolean;
  /** Whether it is asked from here. */
  outbound: boolean;
}

/** Who takes locks for other provinces, and under which scene. */
export interface RegionPlatform {
  /** The participant. */
  participant: ParticipantId;
  /** The scene. */
  scene: SceneId;
}

/** The service 服务开通 of an organisation. */
export interface RegionService {
  /** Its state. */
  status: "open" | "suspended" | "left";
  /** Until when it is open. */
  until: Moment;
  /** When it last changed. */
  at: Moment;
}

/** The registration 跨省备案 of a participant. */
export interface FilingAnswer {
  /** The participant. */
  participant: ParticipantId;
  /** What is registered. */
  filing: {
    org: string;
    name: string;
    purpose: string;
    status: "applied" | "rejected" | "approved" | "registered" | "refused" | "withdrawn";
    at: Moment;
  };
  /** Digest of it. */
  digest: Digest;
  /** Its service. */
  service: RegionService | null;
}

/** Registrations, page by page. */
export type FilingPage = Page<FilingAnswer, number>;

/** An organisation of another province. */
export interface ForeignOrgAnswer {
  /** Its registration. */
  filing: { name: string; active: boolean; at: Moment };
  /** Its service. */
  service: RegionService | null;
}

/** What became of a request between provinces. */
export type RegionOutcome =
  | "pending"
  | "locked"
  | "taken"
  | "unknown"
  | "notUsable"
  | "notAdmitted"
  | "notAuthorized"
  | "denied"
  | "conflict"
  | "settled"
  | "released"
  | "late";

/** How a reimbursement ended. */
export type Ending = { result: "settled"; amount: Fen; close: boolean } | { result: "released" };

/** A reimbursement here of a bill of another province. */
export interface OutboundAnswer {
  /** What it goes by. */
  id: Digest;
  /** What is known of it. */
  flow: {
    participant: ParticipantId;
    flow: { region: number; org: string; flow: string };
    issuer: number;
    bill: BillKey;
    elements: Digest;
    claimed: Fen;
    authorization: Digest;
    agreement: Digest | null;
    status: "asked" | "locked" | "refused" | "ending" | "settled" | "released" | "disputed";
    outcome: RegionOutcome;
    ending: Ending | null;
    expires: Moment | null;
    at: Moment;
  };
}

/** Such reimbursements, page by page. */
export type OutboundPage = Page<OutboundAnswer, number>;

/** What became of a request of another province about a bill of here. */
export interface InboundFlow {
  /** The bill. */
  bill: BillKey;
  /** Digest of the request. */
  content: Digest;
  /** What became of it. */
  outcome: RegionOutcome;
  /** When its lock ends by itself. */
  expires: Moment | null;
}
