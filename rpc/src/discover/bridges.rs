//! The methods about systems outside of the chain: messages, observations, other provinces.

use super::{many, maybe, nullable, one, reference, Method, Parameter, AFTER};
use serde_json::{json, Value};

const ID: Parameter = ("id", "SerialNumber", true);
const FROM: Parameter = ("from", "FromNumber", false);
const LIMIT: Parameter = ("limit", "BridgeLimit", false);
const REGION: Parameter = ("region", "RegionCode", true);
const ORG: Parameter = ("org", "OrgCode", true);
const FLOW: Parameter = ("flow", "FlowNumber", true);
const PARTICIPANT: Parameter = ("participant", "Number", true);
const REGION_LIMIT: Parameter = ("limit", "RegionLimit", false);

pub(super) const METHODS: &[Method] = &[
	maybe(
		"outbox_message",
		"A message that waits for a system outside, or a dead letter, at the best block",
		&[ID],
		"MessageAnswer",
	),
	many(
		"outbox_destinations",
		"The systems outside to which messages go, and how many wait, at the best block",
		&[],
		"DestinationAnswer",
	),
	one(
		"outbox_deadLetters",
		"Dead letters to a system or to all of them, numbered from `from` on, at the best block",
		&[("destination", "OptionalDestination", false), FROM, LIMIT],
		"MessagePage",
	),
	maybe(
		"observation_get",
		"A request to observe something outside, with what validators said, at the best block",
		&[ID],
		"ObservationAnswer",
	),
	many(
		"observation_open",
		"Requests that take testimonies, numbered from `from` on, at the best block",
		&[FROM, LIMIT],
		"ObservationAnswer",
	),
	many(
		"observation_results",
		"Requests that were decided, numbered from `from` on, at the best block",
		&[FROM, LIMIT],
		"ObservationAnswer",
	),
	many(
		"region_provinces",
		"The provinces that take part in reimbursement across provinces, at the best block",
		&[],
		"ProvinceAnswer",
	),
	maybe(
		"region_platform",
		"Who takes locks for other provinces, and under which scene, at the best block",
		&[],
		"RegionPlatform",
	),
	maybe(
		"region_filing",
		"The registration of a participant, with its service, at the best block",
		&[PARTICIPANT],
		"FilingAnswer",
	),
	maybe(
		"region_filingOf",
		"The registration that an organisation has in force or applied for, at the best block",
		&[ORG],
		"FilingAnswer",
	),
	one(
		"region_filings",
		"Registrations behind `after`, in the order of first application, at the best block",
		&[AFTER, REGION_LIMIT],
		"FilingPage",
	),
	maybe("region_service", "The service of an organisation, at the best block", &[ORG], "Service"),
	maybe(
		"region_foreign",
		"An organisation of another province, as its province told, at the best block",
		&[REGION, ORG],
		"ForeignOrgAnswer",
	),
	maybe(
		"region_flow",
		"A reimbursement here of a bill of another province, at the best block",
		&[REGION, ORG, FLOW],
		"OutboundAnswer",
	),
	one(
		"region_flows",
		"Those of a participant behind `after`, in the order of their start, at the best block",
		&[PARTICIPANT, AFTER, REGION_LIMIT],
		"OutboundPage",
	),
	maybe(
		"region_inbound",
		"What became of a request of another province about a bill of here, at the best block",
		&[REGION, ORG, FLOW, ("operation", "RegionOperation", true)],
		"InboundFlow",
	),
	maybe(
		"region_message",
		"When the message of a province was taken, and which one it was, at the best block",
		&[REGION, ("id", "MessageCode", true)],
		"TakenMessage",
	),
];

/// As [`super::OBJECTS`].
pub(super) const OBJECTS: &[(&str, &[&str], &[&str])] = &[
	("MessageAnswer", &["id", "message", "dead"], &[]),
	("Message", &["body", "previous", "queued", "deadline", "attempt", "due", "revived"], &[]),
	("MessagePage", &["items", "next"], &[]),
	("DestinationAnswer", &["destination", "settings", "waiting", "dead", "delivered"], &[]),
	(
		"DestinationSettings",
		&["open", "capacity", "attempts", "takeover", "backoff", "maxBackoff", "term", "receipts"],
		&[],
	),
	("ObservationAnswer", &["id", "request", "said", "observed"], &[]),
	("ObservationRequest", &["question", "requester", "at", "deadline", "status", "agreed"], &[]),
	("ProvinceAnswer", &["region", "key", "inbound", "outbound"], &[]),
	("RegionPlatform", &["participant", "scene"], &[]),
	("FilingAnswer", &["participant", "filing", "digest", "service"], &[]),
	("Filing", &["org", "name", "purpose", "status", "at"], &[]),
	("FilingPage", &["items", "next"], &[]),
	("Service", &["status", "until", "at"], &[]),
	("ForeignOrgAnswer", &["filing", "service"], &[]),
	("ForeignFiling", &["name", "active", "at"], &[]),
	("OutboundAnswer", &["id", "flow"], &[]),
	(
		"OutboundFlow",
		&[
			"participant",
			"flow",
			"issuer",
			"bill",
			"elements",
			"claimed",
			"authorization",
			"agreement",
			"status",
			"outcome",
			"ending",
			"expires",
			"at",
		],
		&[],
	),
	("RegionFlow", &["region", "org", "flow"], &[]),
	("OutboundPage", &["items", "next"], &[]),
	("InboundFlow", &["bill", "content", "outcome", "expires"], &[]),
	("TakenMessage", &["at", "identity"], &[]),
];

/// As [`super::property`], where it has more to say than its name.
pub(super) fn property(object: &str, name: &str) -> Option<Value> {
	Some(match (object, name) {
		("MessageAnswer", "message") => reference("Message"),
		("MessagePage", "items") => super::list_of("MessageAnswer"),
		("DestinationAnswer", "settings") => reference("DestinationSettings"),
		("ObservationAnswer", "request") => reference("ObservationRequest"),
		("FilingAnswer", "filing") => reference("Filing"),
		("FilingAnswer" | "ForeignOrgAnswer", "service") => nullable("Service"),
		("FilingPage", "items") => super::list_of("FilingAnswer"),
		("ForeignOrgAnswer", "filing") => reference("ForeignFiling"),
		("OutboundAnswer", "flow") => reference("OutboundFlow"),
		("OutboundFlow", "flow") => reference("RegionFlow"),
		("OutboundPage", "items") => super::list_of("OutboundAnswer"),
		("OutboundFlow" | "InboundFlow", "bill") => json!(true),
		_ => return None,
	})
}

/// Parameters whose form JSON itself tells: a wrong one is JSON-RPC's own error.
pub(super) fn is_plain(schema: &str) -> bool {
	matches!(schema, "SerialNumber" | "FromNumber" | "OptionalDestination" | "RegionOperation")
}

/// Parameters that bound an answer.
pub(super) fn is_limit(schema: &str) -> bool {
	matches!(schema, "BridgeLimit" | "RegionLimit")
}

/// Schemas of parameters and of what is no object.
pub(super) fn schemas() -> Value {
	let limit = |most: u32| {
		json!({
			"type": ["integer", "null"],
			"minimum": 1,
			"maximum": most,
			"default": crate::parse::DEFAULT_LIMIT,
		})
	};
	json!({
		"SerialNumber": { "type": "integer", "minimum": 0 },
		"FromNumber": { "type": ["integer", "null"], "minimum": 0, "default": 0 },
		"BridgeLimit": limit(crate::outbox::MAX_LIMIT),
		"RegionLimit": limit(crate::region::MAX_LIMIT),
		"OptionalDestination": { "enum": ["nonTax", "yangtzeDelta", "evidence", null] },
		"RegionOperation": { "enum": ["start", "result"] },
		"RegionCode": { "type": "integer", "minimum": 11, "maximum": 82 },
		"OrgCode": { "type": "string", "pattern": "^[0-9A-HJ-NPQRTUWXY]{18}$" },
		"FlowNumber": { "type": "string", "pattern": "^[!-~]{1,64}$" },
		"MessageCode": { "type": "string", "pattern": "^[!-~]{1,32}$" },
	})
}
