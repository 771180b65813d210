//! The OpenRPC document of the methods, and `rpc_discover`, which answers it.

mod bridges;
mod objects;
mod policy;
mod vc;

use fiscal_primitives::rpc::codes;
use jsonrpsee::{core::RegisterMethodError, RpcModule};
use serde_json::{json, Map, Value};

/// Name, name of the schema, required.
type Parameter = (&'static str, &'static str, bool);

struct Method {
	name: &'static str,
	summary: &'static str,
	parameters: &'static [Parameter],
	result: &'static str,
	/// It answers null when there is nothing.
	nullable: bool,
	/// It answers a list of `result`.
	list: bool,
}

const CODE: Parameter = ("code", "BillCode", true);
const NUMBER: Parameter = ("number", "BillNumber", true);
const SINCE: Parameter = ("since", "Height", false);
const LIMIT: Parameter = ("limit", "Limit", false);
const AFTER: Parameter = ("after", "After", false);
const NODE_LIMIT: Parameter = ("limit", "NodeLimit", false);

const fn one(
	name: &'static str,
	summary: &'static str,
	parameters: &'static [Parameter],
	result: &'static str,
) -> Method {
	Method { name, summary, parameters, result, nullable: false, list: false }
}

const fn maybe(
	name: &'static str,
	summary: &'static str,
	parameters: &'static [Parameter],
	result: &'static str,
) -> Method {
	Method { name, summary, parameters, result, nullable: true, list: false }
}

const fn many(
	name: &'static str,
	summary: &'static str,
	parameters: &'static [Parameter],
	result: &'static str,
) -> Method {
	Method { name, summary, parameters, result, nullable: false, list: true }
}

const DISCOVER: &str = "rpc_discover";

const METHODS: &[Method] = &[
	maybe("bill_get", "The record of a bill, at the best block", &[CODE, NUMBER], "BillAnswer"),
	one(
		"bill_getWithProof",
		"The record of a bill or its absence, at the last final block, with the proof of it and of \
		 the changes of the validator set after block `since`",
		&[CODE, NUMBER, SINCE],
		"BillProof",
	),
	one(
		"bill_verify",
		"Checks the five elements of a bill, at the best block",
		&[
			CODE,
			NUMBER,
			("checkCode", "CheckCode", true),
			("issueDate", "Date", true),
			("totalFen", "Fen", true),
		],
		"ElementsVerdict",
	),
	one(
		"bill_verifyDigest",
		"Checks the SM3 of a bill's file, at the best block",
		&[CODE, NUMBER, ("digest", "Digest", true)],
		"DigestVerdict",
	),
	many(
		"bill_ranges",
		"Ranges of numbers of a code, of an issuer or of at most 500, at the best block",
		&[CODE, ("issuer", "Before", false)],
		"IssuerNumbers",
	),
	maybe(
		"bill_relations",
		"What belongs to a bill in four layers, at the best block",
		&[CODE, NUMBER],
		"BillNetwork",
	),
	maybe(
		"bill_pending",
		"What waits for a second signature on a bill, and what was decided, at the best block",
		&[CODE, NUMBER],
		"BillPending",
	),
	one(
		"bill_listByPayer",
		"Finalized bills of a payer reference, in the order of registration",
		&[("payer", "Digest", true), ("cursor", "Cursor", false), ("limit", "Limit", false)],
		"BillPage",
	),
	many(
		"bill_byTransaction",
		"What a finalized transaction did to bills, the first 500 items",
		&[("hash", "Digest", true)],
		"TransactionItem",
	),
	many(
		"bill_history",
		"The finalized life of a bill, oldest step first, the newest 500 steps",
		&[CODE, NUMBER],
		"HistoryItem",
	),
	many(
		"bill_trail",
		"Who held a bill, oldest first, from the newest 500 steps of its finalized life",
		&[CODE, NUMBER],
		"TrailItem",
	),
	maybe("lock_get", "The live lock of a bill, at the best block", &[CODE, NUMBER], "Lock"),
	one(
		"lock_getWithProof",
		"The live lock of a bill or its absence, at the last final block, with the proof of it and \
		 of the changes of the validator set after block `since`",
		&[CODE, NUMBER, SINCE],
		"LockProof",
	),
	many(
		"lock_listByBill",
		"The finalized life of a bill's locks, oldest event first, the newest 500 events",
		&[CODE, NUMBER],
		"LockItem",
	),
	maybe(
		"participant_get",
		"A participant by number, DID or account, at the best block",
		&[("id", "ParticipantName", true)],
		"ParticipantAnswer",
	),
	maybe(
		"participant_byIdentity",
		"A participant by the keyed digest of its identity or by a payer reference, at the best block",
		&[("identity", "Digest", true)],
		"ParticipantAnswer",
	),
	one(
		"participant_tree",
		"The children of a participant, or the members, in the order of admission, at the best block",
		&[
			("parent", "OptionalParticipantName", false),
			("from", "Offset", false),
			("limit", "Limit", false),
		],
		"TreePage",
	),
	many(
		"participant_keys",
		"Every key of a participant, oldest first, at the best block",
		&[("id", "ParticipantName", true)],
		"KeyRecord",
	),
	many(
		"participant_details",
		"Every name and label of a participant, oldest first, at the best block",
		&[("id", "ParticipantName", true)],
		"DetailsRecord",
	),
	one(
		"did_resolve",
		"Resolves a DID as W3C DID Core 1.0 says, at the best block",
		&[("did", "Did", true)],
		"DidResolution",
	),
	maybe("node_get", "An access node, at the best block", &[("id", "Number", true)], "NodeAnswer"),
	one(
		"node_list",
		"Access nodes numbered above `after`, in order, at the best block",
		&[AFTER, NODE_LIMIT],
		"NodeSummaryPage",
	),
	many(
		"node_byParticipant",
		"The numbers of the access nodes that serve a participant, at most 100, at the best block",
		&[("participant", "Number", true)],
		"Number",
	),
	one(
		"node_routes",
		"The routing table: access nodes in service numbered above `after`, at the best block",
		&[AFTER, NODE_LIMIT],
		"RoutesPage",
	),
	maybe(
		"node_admission",
		"An application for admission, at the best block",
		&[("id", "Number", true)],
		"AdmissionAnswer",
	),
	one(
		"node_admissions",
		"Applications numbered above `after`, by applicant and state, at the best block",
		&[
			AFTER,
			NODE_LIMIT,
			("applicant", "Before", false),
			("status", "AdmissionStatus", false),
		],
		"AdmissionPage",
	),
	maybe(
		"node_code",
		"An activation code of an access node by its digest, at the best block",
		&[("node", "Number", true), ("digest", "Digest", true)],
		"CodeAnswer",
	),
	one(
		"node_codes",
		"Activation codes of an access node above the digest `after`, at the best block",
		&[("node", "Number", true), ("after", "OptionalDigest", false), NODE_LIMIT],
		"CodePage",
	),
	many(
		"node_devices",
		"The devices of an access node, at most 16, at the best block",
		&[("node", "Number", true)],
		"DeviceAnswer",
	),
	maybe(
		"scene_get",
		"A scene with the changes that wait for their review, at the best block",
		&[("id", "Number", true)],
		"SceneDetail",
	),
	many(
		"scene_list",
		"Scenes numbered above `after`, in order, at the best block",
		&[AFTER, LIMIT],
		"SceneAnswer",
	),
	maybe(
		"scene_rules",
		"The field rules in force of a scene, at the best block",
		&[("id", "Number", true)],
		"RulesAnswer",
	),
	many(
		"scene_resourceTypes",
		"Types of resources numbered above `after`, in order, at the best block",
		&[AFTER, LIMIT],
		"ResourceTypeAnswer",
	),
	maybe(
		"scene_resource",
		"A resource that an issuer registered and its certificate, at the best block",
		&[("id", "Number", true)],
		"ResourceAnswer",
	),
	many(
		"permission_rules",
		"Who may do what to which bills, action by action, at the best block",
		&[],
		"RuleInForce",
	),
	maybe(
		"permission_record",
		"A version, from 1, of the rule of an action, at the best block",
		&[("action", "BillAction", true), ("version", "Number", true)],
		"TransitionRecord",
	),
	maybe(
		"approval_get",
		"An approval with its call and its whole record, at the best block",
		&[("id", "Number", true)],
		"ApprovalAnswer",
	),
	one(
		"approval_list",
		"Approvals numbered below `before`, newest first, at most 100, at the best block",
		&[("filter", "ApprovalFilter", false), ("before", "Before", false), LIMIT],
		"ApprovalPage",
	),
	many(
		"approval_bySubject",
		"The approvals of a call by its SM3, newest first, at most 100, at the best block",
		&[("subject", "Digest", true)],
		"ApprovalItem",
	),
	many(
		"approval_waitingFor",
		"The open approvals that wait for a participant's own signature, at the best block",
		&[("signer", "Number", true)],
		"ApprovalItem",
	),
	many("approval_flows", "The approval flows, at the best block", &[], "FlowItem"),
	many("approval_roles", "The roles of approval, at the best block", &[], "RoleItem"),
	many(
		"approval_highRisk",
		"The operations of high risk and the flow that each demands, at the best block",
		&[],
		"HighRiskItem",
	),
	maybe(
		"consensus_validators",
		"The validators that decide the two blocks after a final one, the last when left out",
		&[("height", "Height", false)],
		"Validators",
	),
	one("consensus_pace", "The pace of the chain, in ms, at the last final block", &[], "Pace"),
	one(DISCOVER, "This document", &[], "OpenRpc"),
];

fn reference(schema: &str) -> Value {
	json!({ "$ref": format!("#/components/schemas/{schema}") })
}

fn list_of(schema: &str) -> Value {
	json!({ "type": "array", "items": reference(schema) })
}

fn nullable(schema: &str) -> Value {
	json!({ "oneOf": [reference(schema), { "type": "null" }] })
}

/// The schema of a property, where it has more to say than its name.
fn property(object: &str, name: &str) -> Value {
	if let Some(schema) = bridges::property(object, name) {
		return schema;
	}
	match (object, name) {
		("BillProof", "bill") => nullable("Bill"),
		("LockProof", "lock") => nullable("Lock"),
		("BillProof" | "LockProof", "proof") => reference("Proof"),
		("Proof", "block") => reference("ProofBlock"),
		("Proof", "keys" | "nodes") => list_of("Bytes"),
		("Proof", "transitions") => list_of("Transition"),
		("ProofBlock" | "Transition", "header" | "certificate") => reference("Bytes"),
		("Transition", "set") | ("Validators", "next" | "afterNext") => list_of("Validator"),
		("IssuerNumbers", "ranges") => list_of("NumberRange"),
		("BillPending", "correction") => nullable("PendingCorrection"),
		("BillPending", "lastCorrection") => nullable("CorrectionMade"),
		("BillPending", "reversal") => nullable("PendingReversal"),
		("BillPending", "settlements") => list_of("SettledAmount"),
		("TreePage", "items") => list_of("TreeNode"),
		("NodeSummaryPage", "items") => list_of("NodeSummary"),
		("RoutesPage", "items") => list_of("Route"),
		("Route", "devices") => list_of("RouteDevice"),
		("AdmissionPage", "items") => list_of("AdmissionAnswer"),
		("CodePage", "items") => list_of("CodeAnswer"),
		("CodePage" | "NodeAnswer", "activation") => reference("ActivationState"),
		("DidResolution", "didDocument") => nullable("DidDocument"),
		("DidDocument", "verificationMethod") => list_of("VerificationMethod"),
		("VerificationMethod", "publicKeyJwk") => reference("PublicKeyJwk"),
		("ApprovalAnswer", "call") => reference("Bytes"),
		("ApprovalAnswer", "record") => list_of("RecordLine"),
		("ApprovalPage", "items") => list_of("ApprovalItem"),
		("PolicyPage", "items") => list_of("PolicySummary"),
		("StatsPage", "items") => list_of("PolicyStats"),
		("PrimitivePage", "items") => list_of("PrimitiveSummary"),
		("PolicySimulation", "cases") => list_of("PolicyExplanation"),
		("AuthorizationPage", "items") => list_of("AuthorizationAnswer"),
		("AuthorizationHistory", "items") => list_of("AuthorizationItem"),
		("AuthorizationAnswer" | "WhiteListEntry", "log") => reference("LogHead"),
		("ResourceAnswer" | "AuthorizationItem", "bill") => json!(true),
		(_, "bill") => reference("Bill"),
		_ => json!(true),
	}
}

fn describe(method: &Method) -> Value {
	let parameters: Vec<Value> = method
		.parameters
		.iter()
		.map(|(name, schema, required)| {
			json!({ "name": name, "required": required, "schema": reference(schema) })
		})
		.collect();
	let result = match (method.list, method.nullable) {
		(true, _) => list_of(method.result),
		(_, true) => nullable(method.result),
		_ => reference(method.result),
	};
	json!({
		"name": method.name,
		"summary": method.summary,
		"paramStructure": "either",
		"params": parameters,
		"result": { "name": "result", "schema": result },
		"errors": errors(method),
	})
}

fn errors(method: &Method) -> Value {
	let mut errors = Vec::new();
	let mut add =
		|code: i32, message: &str| errors.push(json!({ "code": code, "message": message }));
	if method.parameters.iter().any(|(_, schema, _)| {
		!(matches!(*schema, "Number" | "Did" | "BillAction") || bridges::is_plain(schema))
	}) {
		add(codes::INVALID_PARAMETER, "INVALID_PARAMETER");
	}
	let proves = method.parameters.contains(&SINCE);
	let limited = |schema: &str| {
		matches!(schema, "Limit" | "NodeLimit" | "AuthorizationLimit" | "PolicyLimit" | "Cases")
			|| bridges::is_limit(schema)
	};
	if proves || method.parameters.iter().any(|(_, schema, _)| limited(schema)) {
		add(codes::LIMIT_EXCEEDED, "LIMIT_EXCEEDED");
	}
	if proves {
		add(codes::PROOF_UNAVAILABLE, "PROOF_UNAVAILABLE");
	}
	if crate::INDEX_METHODS.contains(&method.name) {
		add(codes::INDEX_UNAVAILABLE, "INDEX_UNAVAILABLE");
	} else if method.name != DISCOVER {
		add(codes::RUNTIME_UNAVAILABLE, "RUNTIME_UNAVAILABLE");
	}
	Value::Array(errors)
}

fn schemas() -> Value {
	let mut schemas = Map::new();
	let scalars = json!({
		"BillCode": { "type": "string", "pattern": "^[0-9]{8}$" },
		"BillNumber": { "type": "string", "pattern": "^[0-9]{10}$" },
		"CheckCode": { "type": "string", "pattern": "^[0-9A-Za-z]{6}$" },
		"Date": { "type": "string", "pattern": "^[0-9]{4}-?[0-9]{2}-?[0-9]{2}$" },
		"Fen": { "type": "integer", "minimum": 0, "maximum": fiscal_primitives::Fen::MAX.get() },
		"Digest": { "type": "string", "pattern": "^(0x)?[0-9A-Fa-f]{64}$" },
		"OptionalDigest": { "type": ["string", "null"], "pattern": "^(0x)?[0-9A-Fa-f]{64}$" },
		"Scope": { "enum": ["list", "summary", "structured", "pdf", "use"] },
		"BillAction": { "enum": fiscal_primitives::transition::ACTIONS },
		"Moment": { "type": ["integer", "null"], "minimum": 0 },
		"Flag": { "type": ["boolean", "null"], "default": false },
		"AuthorizationLimit": {
			"type": ["integer", "null"],
			"minimum": 1,
			"maximum": crate::vc::MAX_LIMIT,
			"default": crate::parse::DEFAULT_LIMIT,
		},
		"NodeLimit": {
			"type": ["integer", "null"],
			"minimum": 1,
			"maximum": fiscal_primitives::node::MAX_NODE_PAGE,
			"default": crate::parse::DEFAULT_LIMIT,
		},
		"AdmissionStatus": {
			"enum": ["submitted", "inReview", "approved", "rejected", "withdrawn", null],
		},
		"Cursor": { "type": ["string", "null"], "pattern": "^[0-9A-Fa-f]{16}$" },
		"Limit": {
			"type": ["integer", "null"],
			"minimum": 1,
			"maximum": fiscal_index::MAX_LIMIT,
			"default": crate::parse::DEFAULT_LIMIT,
		},
		"Number": { "type": "integer", "minimum": 0, "maximum": u32::MAX },
		"After": { "type": ["integer", "null"], "minimum": 0, "maximum": u32::MAX, "default": 0 },
		"Before": { "type": ["integer", "null"], "minimum": 0, "maximum": u32::MAX },
		"ApprovalFilter": {
			"type": ["object", "null"],
			"properties": {
				"state": true, "operation": true, "participant": true, "since": true, "until": true,
			},
			"additionalProperties": false,
		},
		"Height": { "type": ["integer", "null"], "minimum": 0, "maximum": u32::MAX },
		"Bytes": { "type": "string", "pattern": "^0x([0-9a-f]{2})*$" },
		"Did": { "type": "string", "pattern": "^did:cpl:[1-9A-HJ-NP-Za-km-z]{1,31}$" },
		"Offset": { "type": ["integer", "null"], "minimum": 0, "maximum": u32::MAX },
		"OptionalParticipantName": {
			"type": ["string", "null"],
			"description": "as ParticipantName; null for the members",
		},
		"ParticipantName": {
			"type": "string",
			"description": "a number, did:cpl:…, an SS58 address or 0x and 64 hexadecimal digits",
		},
	});
	if let Value::Object(scalars) = scalars {
		schemas.extend(scalars);
	}
	for more in [policy::schemas(), bridges::schemas()] {
		if let Value::Object(more) = more {
			schemas.extend(more);
		}
	}
	let objects = objects::OBJECTS.iter().chain(policy::OBJECTS).chain(bridges::OBJECTS);
	for (name, required, others) in objects {
		let properties: Map<String, Value> = required
			.iter()
			.chain(*others)
			.map(|member| ((*member).to_owned(), property(name, member)))
			.collect();
		let object = json!({
			"type": "object",
			"required": required,
			"properties": properties,
			"additionalProperties": *name == "OpenRpc",
		});
		schemas.insert((*name).to_owned(), object);
	}
	Value::Object(schemas)
}

/// The OpenRPC 1.3 document of the methods a node offers: all of them, or with `index_methods` false
/// all but [`crate::INDEX_METHODS`].
pub fn openrpc(index_methods: bool) -> Value {
	let methods: Vec<Value> = METHODS
		.iter()
		.chain(policy::METHODS)
		.chain(vc::METHODS)
		.chain(bridges::METHODS)
		.filter(|method| index_methods || !crate::INDEX_METHODS.contains(&method.name))
		.map(describe)
		.collect();
	json!({
		"openrpc": "1.3.2",
		"info": { "title": "FiscalChain 财票链", "version": env!("CARGO_PKG_VERSION") },
		"methods": methods,
		"components": { "schemas": schemas() },
	})
}

/// Adds `rpc_discover`.
pub(crate) fn merge(
	module: &mut RpcModule<()>,
	index_methods: bool,
) -> Result<(), RegisterMethodError> {
	let document = openrpc(index_methods);
	module.register_method(DISCOVER, move |_, _, _| document.clone())?;
	Ok(())
}
