import type {
  ApprovalReference,
  Did,
  Digest,
  Moment,
  Page,
  ParticipantId,
  Role,
} from "./common.js";

/** An operation that somebody decides about. */
export type Operation =
  | "admitParticipant"
  | "changeParticipantStatus"
  | "changeParticipantRoles"
  | "replaceParticipantKey"
  | "reviewNode"
  | "changeNodeStatus"
  | "changeNodeCredential"
  | "issueActivationCodes"
  | "voidActivationCodes"
  | "reinstateActivationCode"
  | "registerScene"
  | "changeScene"
  | "changeFieldRules"
  | "changeResourceType"
  | "enactPolicy"
  | "repealPolicy"
  | "rollBackPolicy"
  | "distributePolicies"
  | "allocateNumbers"
  | "correctBill"
  | "forceReleaseLock"
  | "reverseSettlement"
  | "consentRedFlush"
  | "changeTransitionRules"
  | "trustDelegate"
  | "changeCredentialTemplates"
  | "changeWhiteList"
  | "changeQuota"
  | "changeApprovalFlows"
  | "updateParticipant"
  | "handleDeadLetter"
  | "changeDestination"
  | "changeProvince"
  | "reviewFiling";

/** State of an approval 审批. */
export type ApprovalState =
  "pending" | "executed" | "failed" | "rejected" | "withdrawn" | "expired";

/** A step of a flow: who may sign it, and how many of them have to. */
export interface Step {
  /** A role of approval by its number, or a role of the chain. */
  who: { approval: number } | { chain: Role };
  /** How many signatures it demands. */
  threshold: number;
}

/** What is fixed of an approval when it is proposed. */
export interface ApprovalTerms {
  /** Its number. */
  id: number;
  /** The operation its call performs. */
  operation: Operation;
  /** SM3 of the call. */
  subject: Digest;
  /** The participant it counts for. */
  proposer: ParticipantId;
  /** The participant whose key proposed. */
  signer: ParticipantId;
  /** The flow it takes. */
  flow: number;
  /** The steps of the flow as they were then. */
  steps: Step[];
  /** Whether its operation demanded the flow. */
  mandated: boolean;
  /** When it was proposed. */
  proposedAt: Moment;
  /** From when on it has expired. */
  deadline: Moment;
  /** Version of the encoding of calls. */
  encoding: number;
  /** The approval of the same call before, if this is another attempt. */
  previous: ApprovalReference | null;
}

/** What was done with an approval. */
export type RecordAction =
  | "proposed"
  | "approved"
  | "rejected"
  | "withdrawn"
  | "resubmitted"
  | "expired"
  | "executed"
  | "executionFailed";

/** An entry of an approval's hash-chained record. */
export interface RecordLine {
  /** What the hash chain runs over. */
  entry: {
    seq: number;
    action: RecordAction;
    signer: ParticipantId | null;
    at: Moment;
    /** Digest of the reason. */
    reason: Digest | null;
  };
  /** The reason in words. */
  reason: string | null;
  /** DID of the signer. */
  did: Did | null;
}

/** An approval with its call and its whole record. */
export interface ApprovalAnswer {
  /** What was fixed. */
  terms: ApprovalTerms;
  /** Its state as the chain noted it. */
  state: ApprovalState;
  /** The step that waits, from 0. */
  step: number;
  /** Who signed which step. */
  signatures: { step: number; signer: ParticipantId }[];
  /** Number of entries of its record. */
  entries: number;
  /** Head of the hash chain over its record. */
  head: Digest;
  /** Why the last execution failed, as the runtime writes it. */
  failure: unknown;
  /** The last approval of the same call before it. */
  earlier: number | null;
  /** The approval by which the same signer tried again. */
  resubmitted: number | null;
  /** Its state now. */
  stateNow: ApprovalState;
  /** DID of the proposer. */
  proposerDid: Did | null;
  /** The call, SCALE; empty where it is not kept. */
  call: string;
  /** Its record, oldest entry first. */
  record: RecordLine[];
}

/** An approval in a list. */
export interface ApprovalItem {
  /** Its number. */
  id: number;
  /** The operation. */
  operation: Operation;
  /** SM3 of the call. */
  subject: Digest;
  /** The participant it counts for. */
  proposer: ParticipantId;
  /** The participant whose key proposed. */
  signer: ParticipantId;
  /** The flow it takes. */
  flow: number;
  /** Its state now. */
  state: ApprovalState;
  /** The step that waits. */
  step: number;
  /** Signatures of that step. */
  signed: number;
  /** Signatures that step demands. */
  demanded: number;
  /** When it was proposed. */
  proposedAt: Moment;
  /** From when on it has expired. */
  deadline: Moment;
  /** Head of its record. */
  head: Digest;
}

/** Which approvals are asked for; what is left out admits every one. */
export interface ApprovalFilter {
  /** In this state now. */
  state?: ApprovalState | null;
  /** Of this operation. */
  operation?: Operation | null;
  /** Proposed by or for this participant, or signed by it. */
  participant?: ParticipantId | null;
  /** Proposed at this time or later. */
  since?: Moment | null;
  /** Proposed before this time. */
  until?: Moment | null;
}

/** Approvals, newest first, page by page. */
export type ApprovalPage = Page<ApprovalItem, number>;

/** An approval flow 审批流程. */
export interface FlowItem {
  /** Its number. */
  id: number;
  /** Its name. */
  name: string;
  /** Its steps. */
  steps: Step[];
  /** How long an approval may take, ms. */
  lifetime: number;
}

/** A role of approval 审批角色. */
export interface RoleItem {
  /** Its number. */
  id: number;
  /** Its name. */
  name: string;
  /** Only signers at or below this participant may use it. */
  scope: ParticipantId | null;
  /** Who has it. */
  members: ParticipantId[];
  /** How many flows have a step for it. */
  flows: number;
}

/** An operation of high risk 高风险操作 and the flow it demands. */
export interface HighRiskItem {
  /** The operation. */
  operation: Operation;
  /** The flow. */
  flow: number;
}
