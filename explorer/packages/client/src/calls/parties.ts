import type {
  AccountLabel,
  Bytes,
  Did,
  Digest,
  Moment,
  NodeId,
  NodeRole,
  NodeStatus,
  Operation,
  ParticipantId,
  ParticipantKind,
  ParticipantStatus,
  Role,
  SceneId,
  Scope,
  Step,
  Tier,
} from "../types/index.js";
import type { Call } from "../chain/runtime.js";

/** What somebody is admitted as below another. */
export type ChildKind = "organisation" | { account: AccountLabel };

/** The endorsement 背书 with which somebody is admitted below another. */
export interface EndorsementProof {
  /** Whose key signed. */
  by: ParticipantId;
  /** Until when it serves. */
  expires: Moment;
  /** r‖s, 64 bytes. */
  signature: Bytes;
}

/** What an access node asks for. */
export interface NodeRequest {
  /** Its name. */
  name: string;
  /** In what capacities it serves. */
  capacities: NodeRole[];
  /** The scenes. */
  scenes: SceneId[];
  /** The kinds of resources. */
  resources: Scope[];
  /** SM3 of the form of its admission. */
  form: Digest;
}

/** A credential of an access node, or an activation code, by its digest. */
export interface DatedDigest {
  /** SM3. */
  digest: Digest;
  /** Until when it serves. */
  validUntil: Moment;
}

/** A device that is to be bound to an access node. */
export interface DeviceRequest {
  /** Its name. */
  name: string;
  /** Its SM2 key, 33 bytes. */
  key: Bytes;
  /** Digest of what is known of it. */
  info: Digest;
  /** Where it listens. */
  endpoint: string;
  /** Digest of its TLCP certificate. */
  certificate?: Digest | null;
  /** By its key, 64 bytes. */
  proof: Bytes;
}

/** How fast a quota 配额 refills, and how much of it there is, in nanoseconds of execution. */
export interface Quota {
  /** The most there is. */
  burst: number;
  /** What comes back in a second. */
  perSecond: number;
}

/** Calls about participants 参与方, access nodes 业务接入节点, approvals 审批 and the consortium. */
export interface PartyCalls {
  "Participants.admit": {
    name: string;
    kind: ParticipantKind;
    roles: Role[];
    key: Bytes;
    identity: Digest;
    proof: Bytes;
  };
  "Participants.admit_child": {
    parent: ParticipantId;
    name: string;
    kind: ChildKind;
    roles: Role[];
    key: Bytes;
    identity: Digest;
    proof: Bytes;
    endorsement: EndorsementProof;
  };
  "Participants.register_holder": { key: Bytes; payer: Digest; proof: Bytes };
  "Participants.bind_payer": { id: ParticipantId; payer: Digest; proof: Bytes };
  "Participants.rotate_key": { key: Bytes; proof: Bytes };
  "Participants.replace_key": { id: ParticipantId; key: Bytes; proof: Bytes; reason: string };
  "Participants.set_status": { id: ParticipantId; status: ParticipantStatus; reason: string };
  "Participants.set_roles": { id: ParticipantId; roles: Role[]; reason: string };
  "Participants.set_services": {
    id: ParticipantId;
    services: readonly { name: string; kind: string; endpoint: string }[];
  };
  "Participants.update": {
    id: ParticipantId;
    name?: string | null;
    label?: AccountLabel | null;
    reason: string;
  };
  "AccessNodes.register": {
    operator: ParticipantId;
    request: NodeRequest;
    credential: DatedDigest;
  };
  "AccessNodes.set_status": { node: NodeId; status: NodeStatus; reason: string };
  "AccessNodes.link": { node: NodeId; participant: ParticipantId; role: NodeRole };
  "AccessNodes.unlink": { node: NodeId; participant: ParticipantId; role: NodeRole };
  "AccessNodes.request_admission": { node?: NodeId | null; request: NodeRequest };
  "AccessNodes.amend": { admission: number; request: NodeRequest };
  "AccessNodes.withdraw": { admission: number; reason: string };
  "AccessNodes.resubmit": { admission: number; request: NodeRequest };
  "AccessNodes.review": {
    admission: number;
    revision: number;
    decision: "begin" | "reject" | { approve: { credential?: DatedDigest | null } };
    reason: string;
  };
  "AccessNodes.renew_credential": { node: NodeId; credential: DatedDigest };
  "AccessNodes.revoke_credential": { node: NodeId; reason: string };
  "AccessNodes.redeliver_credential": { node: NodeId; device: Did };
  "AccessNodes.acknowledge_credential": { node: NodeId; device: Did; version: number };
  "AccessNodes.issue_codes": { node: NodeId; codes: readonly DatedDigest[]; product: string };
  "AccessNodes.void_codes": { node: NodeId; codes: readonly Digest[]; reason: string };
  "AccessNodes.freeze_codes": { node: NodeId; reason: string };
  "AccessNodes.thaw_codes": { node: NodeId; reason: string };
  "AccessNodes.reinstate_code": {
    node: NodeId;
    code: Digest;
    validUntil: Moment;
    reason: string;
  };
  "AccessNodes.activate": {
    node: NodeId;
    code: string;
    replaces?: Did | null;
    device: DeviceRequest;
  };
  "AccessNodes.update_device": {
    node: NodeId;
    device: Did;
    info?: Digest | null;
    endpoint?: string | null;
    certificate?: Digest | null;
  };
  "AccessNodes.set_device_status": {
    node: NodeId;
    device: Did;
    status: "active" | "disabled" | "blocked";
    reason: string;
  };
  "AccessNodes.unbind_device": { node: NodeId; device: Did; reason: string };
  "Approvals.create_role": { name: string; scope?: ParticipantId | null };
  "Approvals.rename_role": { role: number; name: string };
  "Approvals.set_role_scope": { role: number; scope?: ParticipantId | null };
  "Approvals.add_member": { role: number; member: ParticipantId };
  "Approvals.remove_member": { role: number; member: ParticipantId };
  "Approvals.delete_role": { role: number };
  "Approvals.create_flow": { name: string; steps: readonly Step[]; lifetime: number };
  "Approvals.retire_flow": { flow: number };
  "Approvals.set_high_risk": { operation: Operation; flow?: number | null };
  "Approvals.propose": { call: Call; flow?: number | null; reason: string };
  "Approvals.approve": { id: number; subject: Digest; comment?: string | null };
  "Approvals.reject": { id: number; reason: string };
  "Approvals.withdraw": { id: number; reason: string };
  "Approvals.resubmit": { id: number; reason: string };
  "Approvals.execute": { id: number };
  "Quotas.set_quota": { participant: ParticipantId; quota?: Quota | null };
  "Quotas.set_default_quota": { tier: Tier; quota: Quota };
  "Council.propose": { threshold: number; proposal: Call; lengthBound: number };
  "Council.vote": { proposal: Digest; index: number; approve: boolean };
  "Council.close": {
    proposalHash: Digest;
    index: number;
    proposalWeightBound: { refTime: number; proofSize: number };
    lengthBound: number;
  };
  "Consortium.authorize_upgrade": { codeHash: Digest };
  "System.apply_authorized_upgrade": { code: Bytes };
}
