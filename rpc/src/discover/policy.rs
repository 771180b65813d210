//! The part of the document that is about policies.

use super::{many, maybe, one, reference, Method, Parameter};
use fiscal_policy::chain::{MAX_CASES, MAX_PAGE};
use serde_json::{json, Value};

const LIMIT: Parameter = ("limit", "PolicyLimit", false);
const CURSOR: Parameter = ("cursor", "Offset", false);
const ID: Parameter = ("id", "Number", true);
const VERSION: Parameter = ("version", "Height", false);
const SUBJECT: Parameter = ("subject", "PolicySubject", true);

pub(super) const METHODS: &[Method] = &[
	maybe(
		"policy_get",
		"A policy with a version of it: the one named, in force, or the latest, at the best block",
		&[ID, VERSION],
		"PolicyDetail",
	),
	one(
		"policy_list",
		"Policies by state, keyword and number of versions, at the best block",
		&[("filter", "PolicyFilter", false), CURSOR, LIMIT],
		"PolicyPage",
	),
	one(
		"policy_history",
		"Changes of policies by policy, participant and time, oldest first, at the best block",
		&[("filter", "TraceFilter", false), CURSOR, LIMIT],
		"ChangePage",
	),
	maybe(
		"policy_check",
		"Validates a policy and compares it with those in force, at the best block",
		&[SUBJECT],
		"PolicyChecked",
	),
	maybe(
		"policy_simulate",
		"Judges at most 32 cases by one policy, with every step, at the best block",
		&[SUBJECT, ("cases", "Cases", true)],
		"PolicySimulation",
	),
	one(
		"policy_decide",
		"What the policies in force say of a case, and why, at the best block",
		&[("facts", "Facts", true)],
		"PolicyDecided",
	),
	one(
		"policy_stats",
		"How often the policies in force, or one policy, have a say, at the best block",
		&[("id", "Height", false)],
		"StatsPage",
	),
	one("policy_set", "The policies in force and their digest, at the best block", &[], "PolicySet"),
	many(
		"policy_setChanges",
		"What the revisions of the set after `since` changed, at the best block",
		&[("since", "Number", true), LIMIT],
		"RevisionAndChange",
	),
	maybe(
		"policy_distribution",
		"A distribution with its nodes, the last one when left out, at the best block",
		&[("id", "Height", false)],
		"DistributionDetail",
	),
	one(
		"policy_primitives",
		"Primitives in the order of their numbers, at the best block",
		&[CURSOR, LIMIT],
		"PrimitivePage",
	),
	maybe(
		"policy_primitive",
		"A version of a primitive, the current one when left out, and who uses it, at the best block",
		&[ID, VERSION],
		"PrimitiveDetail",
	),
	many(
		"policy_labels",
		"Groups and tags behind the label `after`, at the best block",
		&[("after", "OptionalLabel", false), LIMIT],
		"LabelAndRecord",
	),
	maybe(
		"policy_members",
		"A group or tag and at most 50 each of the participants and nodes that have it",
		&[("label", "Label", true)],
		"LabelMembers",
	),
	many(
		"policy_labelsOf",
		"The groups and tags of a participant or an access node, at the best block",
		&[("member", "PolicyMember", true)],
		"Label",
	),
];

/// As [`super::OBJECTS`].
pub(super) const OBJECTS: &[(&str, &[&str], &[&str])] = &[
	(
		"PolicyDetail",
		&["id", "state", "latest", "effective", "changes", "version", "record", "versions"],
		&[],
	),
	("PolicyPage", &["items", "next"], &[]),
	(
		"PolicySummary",
		&["id", "state", "latest", "effective", "changes", "name", "effect", "priority", "digest"],
		&[],
	),
	("ChangePage", &["items", "next"], &[]),
	("PolicyChecked", &["accepted", "cost", "findings", "oppositions"], &[]),
	("PolicySimulation", &["digest", "cases"], &[]),
	("PolicyExplanation", &["applies", "holds", "truth", "cost", "steps"], &[]),
	("PolicyDecided", &["verdict", "hits", "cost", "policies"], &[]),
	("StatsPage", &["items", "requests"], &[]),
	("PolicyStats", &["id", "version", "chain", "nodes", "hot", "slow"], &[]),
	("PolicySet", &["revision", "digest", "members"], &[]),
	(
		"DistributionDetail",
		&[
			"id",
			"target",
			"nodes",
			"mode",
			"revision",
			"digest",
			"previous",
			"stages",
			"open",
			"threshold",
			"acknowledged",
			"failed",
			"state",
			"by",
			"startedAt",
			"endedAt",
			"targets",
		],
		&[],
	),
	("PrimitivePage", &["items", "next"], &[]),
	("PrimitiveSummary", &["id", "latest", "current", "name"], &[]),
	(
		"PrimitiveDetail",
		&["primitive", "version", "latest", "current", "record", "dependents"],
		&[],
	),
	("LabelMembers", &["record", "participants", "nodes"], &[]),
	("SetChange", &["digest", "policy", "version", "at"], &[]),
	("LabelRecord", &["kind", "participants", "nodes"], &[]),
];

/// What something goes by, and what it is.
fn pair(name: Value, object: &str) -> Value {
	json!({
		"type": "array",
		"prefixItems": [name, reference(object)],
		"items": false,
		"minItems": 2,
	})
}

/// Schemas of parameters and of what is no object.
pub(super) fn schemas() -> Value {
	json!({
		"PolicyLimit": {
			"type": ["integer", "null"],
			"minimum": 1,
			"maximum": MAX_PAGE,
			"default": crate::parse::DEFAULT_LIMIT,
		},
		"PolicyFilter": {
			"type": ["object", "null"],
			"properties": {
				"state": { "enum": ["draft", "effective", "repealed", null] },
				"keyword": { "type": ["string", "null"], "maxLength": 128 },
				"version": { "type": ["integer", "null"], "minimum": 0 },
			},
			"additionalProperties": false,
		},
		"TraceFilter": {
			"type": ["object", "null"],
			"properties": { "policy": true, "participant": true, "from": true, "until": true },
			"additionalProperties": false,
		},
		"PolicySubject": {
			"type": "object",
			"description": "{\"policy\": …} by docs/policy.schema.json, or {\"version\": {\"id\", \"version\"}}",
		},
		"Facts": { "type": "object", "description": "what is known of a request; see docs/policies.md" },
		"Cases": { "type": "array", "items": { "type": "object" }, "maxItems": MAX_CASES },
		"Label": { "type": "string", "minLength": 1, "maxLength": 32 },
		"OptionalLabel": { "type": ["string", "null"], "minLength": 1, "maxLength": 32 },
		"PolicyMember": { "type": "object", "description": "{\"participant\": 3} or {\"node\": 1}" },
		"RevisionAndChange": pair(json!({ "type": "integer", "minimum": 0 }), "SetChange"),
		"LabelAndRecord": pair(reference("Label"), "LabelRecord"),
	})
}
