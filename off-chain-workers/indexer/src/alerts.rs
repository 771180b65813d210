//! What an event alarms about. R019: what is watched for and who is told is the operator's concern; these
//! are the events that somebody should look at.

use crate::decode::Event;
use serde_json::{Map, Value};

/// How urgent an alert is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
	/// Somebody must act.
	Critical,
	/// Somebody should look.
	Warning,
	/// Worth knowing.
	Info,
}

impl Severity {
	/// The word of the API.
	pub const fn word(self) -> &'static str {
		match self {
			Self::Critical => "critical",
			Self::Warning => "warning",
			Self::Info => "info",
		}
	}
}

/// An alert that an event made.
#[derive(Clone, Debug, PartialEq)]
pub struct Alert {
	/// How urgent it is.
	pub severity: Severity,
	/// What it is, a word of [`KINDS`].
	pub kind: &'static str,
	/// The fields of the event that name what it is about.
	pub subject: Value,
}

use Severity::{Critical, Info, Warning};

/// Pallet, event, urgency and word of everything that alarms, whatever its fields say.
const EVENTS: [(&str, &str, Severity, &str); 30] = [
	("AccessNodes", "ActivationRefused", Info, "activationRefused"),
	("AccessNodes", "CodesFrozen", Warning, "codesFrozen"),
	("AccessNodes", "CredentialExpired", Critical, "credentialExpired"),
	("AccessNodes", "CredentialExpiring", Warning, "credentialExpiring"),
	("AccessNodes", "CredentialRevoked", Warning, "credentialRevoked"),
	("Approvals", "Expired", Warning, "approvalExpired"),
	("BftValidators", "EquivocationReported", Critical, "equivocation"),
	("BftValidators", "ValidatorRemoved", Info, "validatorRemoved"),
	("BillLocks", "ForceReleased", Info, "forceReleased"),
	("BillLocks", "LockExpiring", Warning, "lockExpiring"),
	("Bills", "OutsideLockEnded", Info, "outsideLockEnded"),
	("Bills", "StockLow", Warning, "stockLow"),
	("Consortium", "UpgradeAuthorized", Info, "upgradeAuthorized"),
	("CrossRegion", "AnswerIgnored", Info, "answerIgnored"),
	("CrossRegion", "ResultLate", Critical, "resultLate"),
	("Observations", "Contradicted", Critical, "contradiction"),
	("Observations", "DifferenceFound", Critical, "difference"),
	("Observations", "Rejected", Warning, "observationRejected"),
	("Observations", "Silent", Info, "silent"),
	("Observations", "Unanswered", Warning, "unanswered"),
	("Outbox", "DeadLettered", Critical, "deadLetter"),
	("Outbox", "Refused", Warning, "messageRefused"),
	("Policies", "AcknowledgementFailed", Warning, "acknowledgementFailed"),
	("Policies", "DigestMismatch", Critical, "digestMismatch"),
	("Policies", "DistributionRolledBack", Warning, "distributionRolledBack"),
	("Policies", "FailureAlarmed", Warning, "failureAlarmed"),
	("Policies", "LatencyAlarmed", Warning, "latencyAlarmed"),
	("Policies", "NodesSilent", Warning, "nodesSilent"),
	("System", "CodeUpdated", Info, "runtimeUpdated"),
	("VcAuthorization", "CodeRefused", Info, "codeRefused"),
];

/// Every word an alert may bear, in order.
pub const KINDS: [&str; 33] = [
	"acknowledgementFailed",
	"activationRefused",
	"answerIgnored",
	"approvalExpired",
	"codeRefused",
	"codesFrozen",
	"contradiction",
	"credentialExpired",
	"credentialExpiring",
	"credentialRevoked",
	"deadLetter",
	"difference",
	"digestMismatch",
	"dispute",
	"distributionRolledBack",
	"equivocation",
	"failureAlarmed",
	"forceReleased",
	"latencyAlarmed",
	"lockExpiring",
	"messageRefused",
	"nodeStatus",
	"nodesSilent",
	"observationRejected",
	"outsideLockEnded",
	"participantStatus",
	"resultLate",
	"runtimeUpdated",
	"silent",
	"stockLow",
	"unanswered",
	"upgradeAuthorized",
	"validatorRemoved",
];

/// How urgent alerts of a kind are: all of a kind alike.
pub fn severity_of(kind: &str) -> Severity {
	let listed = EVENTS.iter().find(|(.., of)| *of == kind).map(|(.., severity, _)| *severity);
	match (listed, kind) {
		(Some(severity), _) => severity,
		(None, "dispute") => Critical,
		(None, _) => Warning,
	}
}

/// The longest subject, in fields; lists in it are cut to this as well.
const MOST: usize = 16;

/// What the event alarms about, if it does.
pub fn of(event: &Event) -> Option<Alert> {
	let word = |field: &str| event.data.get(field).and_then(Value::as_str);
	let (severity, kind) = match (event.pallet.as_str(), event.name.as_str()) {
		("AccessNodes", "StatusChanged") if word("to") != Some("normal") => (Warning, "nodeStatus"),
		("Participants", "StatusChanged") if word("to") != Some("active") => {
			(Warning, "participantStatus")
		}
		("CrossRegion", "OutboundMoved") if word("status") == Some("disputed") => {
			(Critical, "dispute")
		}
		(pallet, name) => EVENTS
			.iter()
			.find(|(of, event, ..)| *of == pallet && *event == name)
			.map(|(.., severity, kind)| (*severity, *kind))?,
	};
	Some(Alert { severity, kind, subject: subject(&event.data) })
}

fn subject(data: &Map<String, Value>) -> Value {
	let cut = |value: &Value| match value {
		Value::Array(items) => Value::Array(items.iter().take(MOST).cloned().collect()),
		other => other.clone(),
	};
	let fields = data.iter().take(MOST).map(|(name, value)| (name.clone(), cut(value)));
	Value::Object(fields.collect())
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::decode::Phase;
	use serde_json::json;

	fn event(pallet: &str, name: &str, data: Value) -> Event {
		let Value::Object(data) = data else { panic!("{data}") };
		Event {
			index: 0,
			phase: Phase::Finalization,
			pallet: pallet.into(),
			name: name.into(),
			data,
		}
	}

	#[test]
	fn every_word_is_listed_once_and_in_order() {
		assert!(KINDS.windows(2).all(|pair| pair[0] < pair[1]));
		for (.., kind) in EVENTS {
			assert!(KINDS.contains(&kind), "{kind}");
		}
	}

	#[test]
	fn alerts_of_a_kind_are_urgent_alike() {
		let moved = json!({ "status": "disputed" });
		let frozen = json!({ "to": "frozen" });
		for (pallet, name, data) in [
			("CrossRegion", "OutboundMoved", moved),
			("Participants", "StatusChanged", frozen.clone()),
			("AccessNodes", "StatusChanged", frozen),
			("Outbox", "DeadLettered", json!({})),
			("BillLocks", "ForceReleased", json!({})),
		] {
			let alert = of(&event(pallet, name, data)).unwrap();
			assert_eq!(severity_of(alert.kind), alert.severity, "{}", alert.kind);
		}
		let kinds: std::collections::BTreeSet<_> = EVENTS.iter().map(|(.., kind)| kind).collect();
		assert_eq!(kinds.len(), EVENTS.len(), "no kind twice, which might differ");
	}

	#[test]
	fn what_goes_well_alarms_nobody() {
		let to = |status: &str| json!({ "node": 1, "from": "suspended", "to": status });
		assert_eq!(of(&event("AccessNodes", "StatusChanged", to("normal"))), None);
		let alert = of(&event("AccessNodes", "StatusChanged", to("disabled"))).unwrap();
		assert_eq!((alert.severity, alert.kind), (Warning, "nodeStatus"));
		assert_eq!(alert.subject["node"], 1);
		assert_eq!(of(&event("Bills", "BatchRegistered", json!({}))), None);
	}
}
