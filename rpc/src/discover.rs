//! The OpenRPC document of the methods, and `rpc_discover`, which answers it.

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
	maybe("node_get", "An access node, at the best block", &[("id", "Number", true)], "NodeAnswer"),
	maybe("scene_get", "A scene, at the best block", &[("id", "Number", true)], "SceneAnswer"),
	maybe(
		"consensus_validators",
		"The validators that decide the two blocks after a final one, the last when left out",
		&[("height", "Height", false)],
		"Validators",
	),
	one("consensus_pace", "The pace of the chain, in ms, at the last final block", &[], "Pace"),
	one(DISCOVER, "This document", &[], "OpenRpc"),
];

/// Objects of answers: name, properties that are always there, properties of some variants only.
const OBJECTS: &[(&str, &[&str], &[&str])] = &[
	("BillAnswer", &["key", "bill"], &[]),
	(
		"Bill",
		&[
			"check",
			"total",
			"issuedOn",
			"issuer",
			"node",
			"scene",
			"payer",
			"xml",
			"pdf",
			"summary",
			"version",
			"history",
			"related",
			"registered",
			"kind",
			"validity",
			"medium",
			"usage",
			"circulation",
			"reimbursed",
		],
		&[],
	),
	("BillPage", &["items", "next"], &[]),
	("TransactionItem", &["key", "action", "block", "extrinsic"], &[]),
	("HistoryItem", &["action", "block", "at", "extrinsic", "transaction", "bill"], &[]),
	(
		"Lock",
		&[
			"holder",
			"scene",
			"authorization",
			"flow",
			"region",
			"at",
			"expires",
			"weight",
			"claimed",
		],
		&[],
	),
	(
		"LockItem",
		&["block", "at", "extrinsic", "transaction", "event"],
		&["holder", "flow", "expires", "requester", "winner", "amount"],
	),
	("ElementsVerdict", &["verdict"], &["state", "elements"]),
	("DigestVerdict", &["verdict"], &["file", "state"]),
	(
		"ParticipantAnswer",
		&[
			"id",
			"did",
			"name",
			"kind",
			"roles",
			"status",
			"identity",
			"key",
			"account",
			"admittedAt",
			"changedAt",
		],
		&[],
	),
	(
		"NodeAnswer",
		&["id", "name", "operator", "credential", "status", "registeredAt", "changedAt", "serves"],
		&[],
	),
	(
		"SceneAnswer",
		&["id", "name", "kind", "weight", "lockTerm", "status", "registeredAt", "changedAt"],
		&[],
	),
	("BillProof", &["key", "bill", "proof"], &[]),
	("LockProof", &["key", "lock", "proof"], &[]),
	("Proof", &["genesis", "block", "at", "keys", "nodes", "transitions"], &[]),
	(
		"ProofBlock",
		&[
			"number",
			"hash",
			"parentHash",
			"stateRoot",
			"extrinsicsRoot",
			"round",
			"signers",
			"header",
			"certificate",
		],
		&[],
	),
	("Transition", &["header", "certificate", "set"], &[]),
	("Validator", &["public", "weight"], &[]),
	("Validators", &["genesis", "height", "hash", "next", "afterNext"], &[]),
	(
		"Pace",
		&[
			"minBlock",
			"emptyBlock",
			"build",
			"propose",
			"proposeStep",
			"prevote",
			"prevoteStep",
			"precommit",
			"precommitStep",
			"rebroadcast",
			"maxTimeout",
		],
		&[],
	),
	("OpenRpc", &["openrpc", "info", "methods", "components"], &[]),
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
	match (object, name) {
		("BillProof", "bill") => nullable("Bill"),
		("LockProof", "lock") => nullable("Lock"),
		("BillProof" | "LockProof", "proof") => reference("Proof"),
		("Proof", "block") => reference("ProofBlock"),
		("Proof", "keys" | "nodes") => list_of("Bytes"),
		("Proof", "transitions") => list_of("Transition"),
		("ProofBlock" | "Transition", "header" | "certificate") => reference("Bytes"),
		("Transition", "set") | ("Validators", "next" | "afterNext") => list_of("Validator"),
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
	if method.parameters.iter().any(|(_, schema, _)| *schema != "Number") {
		add(codes::INVALID_PARAMETER, "INVALID_PARAMETER");
	}
	let proves = method.parameters.contains(&SINCE);
	if proves || method.parameters.iter().any(|(_, schema, _)| *schema == "Limit") {
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
		"Cursor": { "type": ["string", "null"], "pattern": "^[0-9A-Fa-f]{16}$" },
		"Limit": {
			"type": ["integer", "null"],
			"minimum": 1,
			"maximum": fiscal_index::MAX_LIMIT,
			"default": crate::parse::DEFAULT_LIMIT,
		},
		"Number": { "type": "integer", "minimum": 0, "maximum": u32::MAX },
		"Height": { "type": ["integer", "null"], "minimum": 0, "maximum": u32::MAX },
		"Bytes": { "type": "string", "pattern": "^0x([0-9a-f]{2})*$" },
		"ParticipantName": {
			"type": "string",
			"description": "a number, did:cpl:…, an SS58 address or 0x and 64 hexadecimal digits",
		},
	});
	if let Value::Object(scalars) = scalars {
		schemas.extend(scalars);
	}
	for (name, required, others) in OBJECTS {
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
