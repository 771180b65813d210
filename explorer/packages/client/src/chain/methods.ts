import type { DefinitionRpc } from "@polkadot/types/types";
import type * as T from "../types/index.js";

type Maybe<V> = V | null;
type Limit = Maybe<number>;

/** The methods that the chain adds to a node's JSON-RPC: their parameters by position, their answers. */
export interface RpcMethods {
  approval_bySubject: { params: [subject: string]; result: T.ApprovalItem[] };
  approval_flows: { params: []; result: T.FlowItem[] };
  approval_get: { params: [id: number]; result: Maybe<T.ApprovalAnswer> };
  approval_highRisk: { params: []; result: T.HighRiskItem[] };
  approval_list: {
    params: [filter?: Maybe<T.ApprovalFilter>, before?: Maybe<number>, limit?: Limit];
    result: T.ApprovalPage;
  };
  approval_roles: { params: []; result: T.RoleItem[] };
  approval_waitingFor: { params: [signer: number]; result: T.ApprovalItem[] };
  bill_byTransaction: { params: [hash: string]; result: T.TransactionItem[] };
  bill_get: { params: [code: string, number: string]; result: Maybe<T.BillAnswer> };
  bill_getWithProof: {
    params: [code: string, number: string, since?: Maybe<number>];
    result: T.BillProof;
  };
  bill_history: { params: [code: string, number: string]; result: T.HistoryItem[] };
  bill_listByPayer: {
    params: [payer: string, cursor?: Maybe<string>, limit?: Limit];
    result: T.BillPage;
  };
  bill_pending: { params: [code: string, number: string]; result: Maybe<T.BillPending> };
  bill_ranges: { params: [code: string, issuer?: Maybe<number>]; result: T.IssuerNumbers[] };
  bill_relations: { params: [code: string, number: string]; result: Maybe<T.BillNetwork> };
  bill_trail: { params: [code: string, number: string]; result: T.TrailItem[] };
  bill_verify: {
    params: [code: string, number: string, checkCode: string, issueDate: string, totalFen: number];
    result: T.ElementsVerdict;
  };
  bill_verifyDigest: {
    params: [code: string, number: string, digest: string];
    result: T.DigestVerdict;
  };
  consensus_pace: { params: []; result: T.Pace };
  consensus_validators: { params: [height?: Maybe<number>]; result: Maybe<T.ValidatorsAnswer> };
  did_resolve: { params: [did: string]; result: T.DidResolution };
  lock_get: { params: [code: string, number: string]; result: Maybe<T.Lock> };
  lock_getWithProof: {
    params: [code: string, number: string, since?: Maybe<number>];
    result: T.LockProof;
  };
  lock_listByBill: { params: [code: string, number: string]; result: T.LockItem[] };
  node_admission: { params: [id: number]; result: Maybe<T.AdmissionAnswer> };
  node_admissions: {
    params: [
      after?: Maybe<number>,
      limit?: Limit,
      applicant?: Maybe<number>,
      status?: Maybe<T.AdmissionAnswer["status"]>,
    ];
    result: T.AdmissionPage;
  };
  node_byParticipant: { params: [participant: number]; result: number[] };
  node_code: { params: [node: number, digest: string]; result: Maybe<T.CodeAnswer> };
  node_codes: {
    params: [node: number, after?: Maybe<string>, limit?: Limit];
    result: T.CodePage;
  };
  node_devices: { params: [node: number]; result: T.DeviceAnswer[] };
  node_get: { params: [id: number]; result: Maybe<T.NodeAnswer> };
  node_list: { params: [after?: Maybe<number>, limit?: Limit]; result: T.NodeSummaryPage };
  node_routes: { params: [after?: Maybe<number>, limit?: Limit]; result: T.RoutesPage };
  observation_get: { params: [id: number]; result: Maybe<T.ObservationAnswer> };
  observation_open: {
    params: [from?: Maybe<number>, limit?: Limit];
    result: T.ObservationAnswer[];
  };
  observation_results: {
    params: [from?: Maybe<number>, limit?: Limit];
    result: T.ObservationAnswer[];
  };
  outbox_deadLetters: {
    params: [destination?: Maybe<T.Destination>, from?: Maybe<number>, limit?: Limit];
    result: T.MessagePage;
  };
  outbox_destinations: { params: []; result: T.DestinationAnswer[] };
  outbox_message: { params: [id: number]; result: Maybe<T.MessageAnswer> };
  participant_byIdentity: { params: [identity: string]; result: Maybe<T.ParticipantAnswer> };
  participant_details: { params: [id: string]; result: T.DetailsRecord[] };
  participant_get: { params: [id: string]; result: Maybe<T.ParticipantAnswer> };
  participant_keys: { params: [id: string]; result: T.KeyRecord[] };
  participant_tree: {
    params: [parent?: Maybe<string>, from?: Maybe<number>, limit?: Limit];
    result: T.TreePage;
  };
  permission_record: {
    params: [action: T.BillAction, version: number];
    result: Maybe<T.TransitionRecord>;
  };
  permission_rules: { params: []; result: T.RuleInForce[] };
  policy_check: { params: [subject: T.PolicySubject]; result: Maybe<T.PolicyChecked> };
  policy_decide: { params: [facts: T.Facts]; result: T.PolicyDecided };
  policy_distribution: { params: [id?: Maybe<number>]; result: Maybe<T.DistributionDetail> };
  policy_get: { params: [id: number, version?: Maybe<number>]; result: Maybe<T.PolicyDetail> };
  policy_history: {
    params: [filter?: Maybe<T.TraceFilter>, cursor?: Maybe<number>, limit?: Limit];
    result: T.ChangePage;
  };
  policy_labels: {
    params: [after?: Maybe<string>, limit?: Limit];
    result: [string, T.LabelRecord][];
  };
  policy_labelsOf: { params: [member: T.PolicyMember]; result: string[] };
  policy_list: {
    params: [filter?: Maybe<T.PolicyFilter>, cursor?: Maybe<number>, limit?: Limit];
    result: T.PolicyPage;
  };
  policy_members: { params: [label: string]; result: Maybe<T.LabelMembers> };
  policy_primitive: {
    params: [id: number, version?: Maybe<number>];
    result: Maybe<T.PrimitiveDetail>;
  };
  policy_primitives: {
    params: [cursor?: Maybe<number>, limit?: Limit];
    result: T.PrimitivePage;
  };
  policy_set: { params: []; result: T.PolicySet };
  policy_setChanges: {
    params: [since: number, limit?: Limit];
    result: [number, T.SetChange][];
  };
  policy_simulate: {
    params: [subject: T.PolicySubject, cases: T.Facts[]];
    result: Maybe<T.PolicySimulation>;
  };
  policy_stats: { params: [id?: Maybe<number>]; result: T.StatsPage };
  region_filing: { params: [participant: number]; result: Maybe<T.FilingAnswer> };
  region_filingOf: { params: [org: string]; result: Maybe<T.FilingAnswer> };
  region_filings: { params: [after?: Maybe<number>, limit?: Limit]; result: T.FilingPage };
  region_flow: {
    params: [region: number, org: string, flow: string];
    result: Maybe<T.OutboundAnswer>;
  };
  region_flows: {
    params: [participant: number, after?: Maybe<number>, limit?: Limit];
    result: T.OutboundPage;
  };
  region_foreign: { params: [region: number, org: string]; result: Maybe<T.ForeignOrgAnswer> };
  region_inbound: {
    params: [region: number, org: string, flow: string, operation: "start" | "result"];
    result: Maybe<T.InboundFlow>;
  };
  region_message: { params: [region: number, id: string]; result: Maybe<number> };
  region_platform: { params: []; result: Maybe<T.RegionPlatform> };
  region_provinces: { params: []; result: T.ProvinceAnswer[] };
  region_service: { params: [org: string]; result: Maybe<T.RegionService> };
  rpc_discover: { params: []; result: Record<string, unknown> };
  scene_get: { params: [id: number]; result: Maybe<T.SceneDetail> };
  scene_list: { params: [after?: Maybe<number>, limit?: Limit]; result: T.SceneAnswer[] };
  scene_resource: { params: [id: number]; result: Maybe<T.ResourceAnswer> };
  scene_resourceTypes: {
    params: [after?: Maybe<number>, limit?: Limit];
    result: T.ResourceTypeAnswer[];
  };
  scene_rules: { params: [id: number]; result: Maybe<T.RulesAnswer> };
  vc_byBill: {
    params: [code: string, number: string, cursor?: Maybe<string>, limit?: Limit];
    result: T.AuthorizationHistory;
  };
  vc_byGrantee: {
    params: [grantee: string, all?: Maybe<boolean>, cursor?: Maybe<string>, limit?: Limit];
    result: T.AuthorizationPage;
  };
  vc_byHolder: {
    params: [holder: string, all?: Maybe<boolean>, cursor?: Maybe<string>, limit?: Limit];
    result: T.AuthorizationPage;
  };
  vc_check: {
    params: [
      participant: string,
      code: string,
      number: string,
      scope: T.Scope,
      scene: number,
      digest?: Maybe<string>,
      at?: Maybe<number>,
    ];
    result: T.CheckAnswer;
  };
  vc_delegate: { params: [participant: string]; result: Maybe<T.Delegate> };
  vc_get: { params: [digest: string]; result: Maybe<T.AuthorizationAnswer> };
  vc_history: {
    params: [digest: string, cursor?: Maybe<string>, limit?: Limit];
    result: T.AuthorizationHistory;
  };
  vc_log: { params: [digest: string]; result: Maybe<T.LogHead> };
  vc_template: {
    params: [number: number, version?: Maybe<number>];
    result: Maybe<T.TemplateAnswer>;
  };
  vc_whiteList: {
    params: [participant: string, scene: number];
    result: Maybe<T.WhiteListEntry>;
  };
}

/** Name of a method that the chain adds. */
export type RpcMethod = keyof RpcMethods;

/**
 * Parameters and answer of each method: `name:type`, with `?` behind the name of one that may be left
 * out, then the type of the answer. The types are those of `@polkadot/types`; `Json` is any object.
 */
const METHODS: { readonly [M in RpcMethod]: readonly [params: string, result: string] } = {
  approval_bySubject: ["subject:Text", "Vec<Json>"],
  approval_flows: ["", "Vec<Json>"],
  approval_get: ["id:u32", "Option<Json>"],
  approval_highRisk: ["", "Vec<Json>"],
  approval_list: ["filter?:Json before?:u32 limit?:u32", "Json"],
  approval_roles: ["", "Vec<Json>"],
  approval_waitingFor: ["signer:u32", "Vec<Json>"],
  bill_byTransaction: ["hash:Text", "Vec<Json>"],
  bill_get: ["code:Text number:Text", "Option<Json>"],
  bill_getWithProof: ["code:Text number:Text since?:u32", "Json"],
  bill_history: ["code:Text number:Text", "Vec<Json>"],
  bill_listByPayer: ["payer:Text cursor?:Text limit?:u32", "Json"],
  bill_pending: ["code:Text number:Text", "Option<Json>"],
  bill_ranges: ["code:Text issuer?:u32", "Vec<Json>"],
  bill_relations: ["code:Text number:Text", "Option<Json>"],
  bill_trail: ["code:Text number:Text", "Vec<Json>"],
  bill_verify: ["code:Text number:Text checkCode:Text issueDate:Text totalFen:u64", "Json"],
  bill_verifyDigest: ["code:Text number:Text digest:Text", "Json"],
  consensus_pace: ["", "Json"],
  consensus_validators: ["height?:u32", "Option<Json>"],
  did_resolve: ["did:Text", "Json"],
  lock_get: ["code:Text number:Text", "Option<Json>"],
  lock_getWithProof: ["code:Text number:Text since?:u32", "Json"],
  lock_listByBill: ["code:Text number:Text", "Vec<Json>"],
  node_admission: ["id:u32", "Option<Json>"],
  node_admissions: ["after?:u32 limit?:u32 applicant?:u32 status?:Text", "Json"],
  node_byParticipant: ["participant:u32", "Vec<u32>"],
  node_code: ["node:u32 digest:Text", "Option<Json>"],
  node_codes: ["node:u32 after?:Text limit?:u32", "Json"],
  node_devices: ["node:u32", "Vec<Json>"],
  node_get: ["id:u32", "Option<Json>"],
  node_list: ["after?:u32 limit?:u32", "Json"],
  node_routes: ["after?:u32 limit?:u32", "Json"],
  observation_get: ["id:u64", "Option<Json>"],
  observation_open: ["from?:u64 limit?:u32", "Vec<Json>"],
  observation_results: ["from?:u64 limit?:u32", "Vec<Json>"],
  outbox_deadLetters: ["destination?:Text from?:u64 limit?:u32", "Json"],
  outbox_destinations: ["", "Vec<Json>"],
  outbox_message: ["id:u64", "Option<Json>"],
  participant_byIdentity: ["identity:Text", "Option<Json>"],
  participant_details: ["id:Text", "Vec<Json>"],
  participant_get: ["id:Text", "Option<Json>"],
  participant_keys: ["id:Text", "Vec<Json>"],
  participant_tree: ["parent?:Text from?:u32 limit?:u32", "Json"],
  permission_record: ["action:Text version:u32", "Option<Json>"],
  permission_rules: ["", "Vec<Json>"],
  policy_check: ["subject:Json", "Option<Json>"],
  policy_decide: ["facts:Json", "Json"],
  policy_distribution: ["id?:u32", "Option<Json>"],
  policy_get: ["id:u32 version?:u32", "Option<Json>"],
  policy_history: ["filter?:Json cursor?:u32 limit?:u32", "Json"],
  policy_labels: ["after?:Text limit?:u32", "Vec<(Text,Json)>"],
  policy_labelsOf: ["member:Json", "Vec<Text>"],
  policy_list: ["filter?:Json cursor?:u32 limit?:u32", "Json"],
  policy_members: ["label:Text", "Option<Json>"],
  policy_primitive: ["id:u32 version?:u32", "Option<Json>"],
  policy_primitives: ["cursor?:u32 limit?:u32", "Json"],
  policy_set: ["", "Json"],
  policy_setChanges: ["since:u32 limit?:u32", "Vec<(u32,Json)>"],
  policy_simulate: ["subject:Json cases:Vec<Json>", "Option<Json>"],
  policy_stats: ["id?:u32", "Json"],
  region_filing: ["participant:u32", "Option<Json>"],
  region_filingOf: ["org:Text", "Option<Json>"],
  region_filings: ["after?:u32 limit?:u32", "Json"],
  region_flow: ["region:u8 org:Text flow:Text", "Option<Json>"],
  region_flows: ["participant:u32 after?:u32 limit?:u32", "Json"],
  region_foreign: ["region:u8 org:Text", "Option<Json>"],
  region_inbound: ["region:u8 org:Text flow:Text operation:Text", "Option<Json>"],
  region_message: ["region:u8 id:Text", "Option<u64>"],
  region_platform: ["", "Option<Json>"],
  region_provinces: ["", "Vec<Json>"],
  region_service: ["org:Text", "Option<Json>"],
  rpc_discover: ["", "Json"],
  scene_get: ["id:u32", "Option<Json>"],
  scene_list: ["after?:u32 limit?:u32", "Vec<Json>"],
  scene_resource: ["id:u32", "Option<Json>"],
  scene_resourceTypes: ["after?:u32 limit?:u32", "Vec<Json>"],
  scene_rules: ["id:u32", "Option<Json>"],
  vc_byBill: ["code:Text number:Text cursor?:Text limit?:u32", "Json"],
  vc_byGrantee: ["grantee:Text all?:bool cursor?:Text limit?:u32", "Json"],
  vc_byHolder: ["holder:Text all?:bool cursor?:Text limit?:u32", "Json"],
  vc_check: [
    "participant:Text code:Text number:Text scope:Text scene:u32 digest?:Text at?:u64",
    "Json",
  ],
  vc_delegate: ["participant:Text", "Option<Json>"],
  vc_get: ["digest:Text", "Option<Json>"],
  vc_history: ["digest:Text cursor?:Text limit?:u32", "Json"],
  vc_log: ["digest:Text", "Option<Json>"],
  vc_template: ["number:u32 version?:u32", "Option<Json>"],
  vc_whiteList: ["participant:Text scene:u32", "Option<Json>"],
};

/** The names of the methods that the chain adds. */
export const RPC_METHODS = Object.keys(METHODS) as RpcMethod[];

/** The names of a method's parameters, and which of them may be left out. */
export function parametersOf(method: RpcMethod): { name: string; optional: boolean }[] {
  return METHODS[method][0]
    .split(" ")
    .filter((parameter) => parameter !== "")
    .map((parameter) => {
      const name = parameter.slice(0, parameter.indexOf(":"));
      return { name: name.replace("?", ""), optional: name.endsWith("?") };
    });
}

/**
 * The methods as `@polkadot/api` takes them (`rpc` option): they then are `api.rpc.bill.get` and so
 * on, and answer codecs whose `toJSON` is the answer.
 */
export function rpcDefinitions(): Record<string, Record<string, DefinitionRpc>> {
  const sections: Record<string, Record<string, DefinitionRpc>> = {};
  for (const method of RPC_METHODS) {
    const [section = "", name = ""] = method.split("_");
    const [parameters, result] = METHODS[method];
    const types = parameters.split(" ").map((parameter) => parameter.split(":")[1] ?? "");
    (sections[section] ??= {})[name] = {
      description: method,
      noErrorLog: true,
      params: parametersOf(method).map(({ name, optional }, at) => ({
        name,
        type: optional ? `Option<${types[at]}>` : (types[at] ?? ""),
        isOptional: optional,
      })),
      type: result,
    };
  }
  return sections;
}
