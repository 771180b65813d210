//! Taking and ending locks, with answers a person can use (R223, R232).
//!
//! The chain answers a flow number that comes again as it did the first time, so every function
//! here may be repeated after any fault.

use crate::{
	calls::bill_locks,
	client::{Client, Outcome},
	events::Event,
	faults::Fault,
	signer::Account,
	time,
};
use codec::Decode;
use fiscal_primitives::{
	changes::LockEvent,
	lock::{AcquireOutcome, LockOperation},
	rpc::LockItem,
	text::Reason,
	BillKey, Digest, Fen, FlowNumber, Lock, Moment, ParticipantId, PolicyId, Region, SceneId,
};
use serde::Serialize;

const PALLET: &str = "BillLocks";

/// A request to lock a bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockRequest {
	/// The bill.
	pub key: BillKey,
	/// The scene it is reimbursed under.
	pub scene: SceneId,
	/// Where.
	pub region: Region,
	/// Flow number of the request.
	pub flow: FlowNumber,
	/// What is to be reimbursed, in fen.
	pub claimed: Fen,
	/// Digest of the authorization it rests on.
	pub authorization: Digest,
}

/// A lock that the requester holds. An account acts for its organisation, which then is the holder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Grant {
	/// The bill.
	pub key: BillKey,
	/// Who holds it: the requester, or the organisation of a requesting account.
	pub holder: ParticipantId,
	/// Flow number of the request.
	pub flow: FlowNumber,
	/// When it ends by itself, Unix ms.
	pub expires: Moment,
	/// The same request had been answered before.
	pub again: bool,
	/// The transaction, when this call saw it.
	pub transaction: Option<Digest>,
}

/// An operation on a lock that took effect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Done {
	/// The bill.
	pub key: BillKey,
	/// Flow number of the operation.
	pub flow: FlowNumber,
	/// The same operation had taken effect before.
	pub again: bool,
	/// What remains of the bill's total after a settlement, in fen.
	pub remaining: Option<Fen>,
	/// The transaction, when this call saw it.
	pub transaction: Option<Digest>,
}

/// What came of an operation; the SCALE form of the type of the same name of `pallet-bill-locks`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Decode)]
enum Answer {
	Acquire(AcquireOutcome),
	Done,
	Denied(Denial),
}

/// The policy that denied, and the version of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Decode)]
struct Denial {
	policy: Option<PolicyId>,
	version: Option<u32>,
}

/// What the events of a block say of a request to lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
	Holds { expires: Moment },
	LostTo { winner: ParticipantId, expires: Moment },
	Refused,
	Denied(Denial),
	Again(AcquireOutcome),
}

/// Asks for the lock of a bill and waits for the verdict.
///
/// # Errors
/// [`Fault::Locked`] names the holder and the end of its lock, [`Fault::Denied`] the policy that denied
/// the request; otherwise as [`Client::submit`].
pub async fn acquire(
	client: &Client,
	account: &Account,
	request: &LockRequest,
) -> Result<Grant, Fault> {
	let requester = client.participant_of(account.id()).await?.organisation;
	let LockRequest { key, scene, region, flow, claimed, authorization } = request;
	let call = bill_locks::acquire(*key, *scene, *region, flow, *claimed, Some(*authorization));
	let grant = |expires, again, transaction| Grant {
		key: *key,
		holder: requester,
		flow: flow.clone(),
		expires,
		again,
		transaction,
	};
	let outcome = match client.submit(&call, account).await {
		Ok(outcome) => outcome,
		Err(fault) if fault.is_failure(PALLET, "AlreadyLocked") => {
			return Err(held_by_another(client, *key).await?.unwrap_or(fault));
		}
		Err(fault @ Fault::Unknown { .. }) => {
			return match client.lock(*key).await? {
				Some(lock) if is_of(&lock, requester, flow) => Ok(grant(lock.expires, true, None)),
				_ => {
					let history = client.lock_history(*key).await?;
					let denial = denial_in(&history, requester, flow);
					Err(denial.map_or(fault, |denial| denied(*key, flow, denial)))
				}
			};
		}
		Err(fault) => return Err(fault),
	};
	let transaction = Some(outcome.transaction);
	match verdict(&outcome, *key, requester, flow)? {
		Some(Verdict::Holds { expires }) => Ok(grant(expires, false, transaction)),
		Some(Verdict::LostTo { winner, expires }) => {
			Err(locked(client, *key, winner, expires).await)
		}
		Some(Verdict::Refused) => Err(held_by_another(client, *key).await?.unwrap_or_else(|| {
			refused(*key, "the bill could no longer be locked as the block closed")
		})),
		Some(Verdict::Denied(denial)) => Err(denied(*key, flow, denial)),
		Some(Verdict::Again(first)) => match (first, client.lock(*key).await?) {
			(_, Some(lock)) if is_of(&lock, requester, flow) => {
				Ok(grant(lock.expires, true, transaction))
			}
			(AcquireOutcome::Won, _) => Err(refused(
				*key,
				&format!("flow number {flow} held its lock before, and that lock has ended"),
			)),
			(_, Some(lock)) => Err(locked(client, *key, lock.holder, lock.expires).await),
			(_, None) => Err(refused(
				*key,
				&format!(
					"flow number {flow} was refused before and stays so; ask again under another"
				),
			)),
		},
		None => Err(Fault::RuntimeMismatch {
			subject: "BillLocks.acquire".into(),
			reason: "its block tells nothing of the request".into(),
		}),
	}
}

/// Reimburses `amount` fen of a bill the account holds and unlocks it; `close` ends reimbursement.
///
/// # Errors
/// As [`Client::submit`].
pub async fn settle(
	client: &Client,
	account: &Account,
	key: BillKey,
	region: Region,
	flow: &FlowNumber,
	amount: Fen,
	close: bool,
) -> Result<Done, Fault> {
	let call = bill_locks::settle(key, region, flow, amount, close);
	finish(
		client,
		account,
		key,
		flow,
		call,
		"Settled",
		|event| matches!(event, LockEvent::Settled { flow: seen, .. } if seen == flow),
	)
	.await
}

/// Unlocks a bill the account holds without reimbursing.
///
/// # Errors
/// As [`Client::submit`].
pub async fn release(
	client: &Client,
	account: &Account,
	key: BillKey,
	region: Region,
	flow: &FlowNumber,
	reason: &Reason,
) -> Result<Done, Fault> {
	let call = bill_locks::release(key, region, flow, reason);
	// The history of a release has no flow number: it cannot tell whose release it was.
	finish(client, account, key, flow, call, "Released", |_| false).await
}

/// Asks to take `amount` fen back of what the account reimbursed.
///
/// # Errors
/// As [`Client::submit`].
pub async fn request_reversal(
	client: &Client,
	account: &Account,
	key: BillKey,
	region: Region,
	flow: &FlowNumber,
	amount: Fen,
	reason: &Reason,
) -> Result<Done, Fault> {
	let call = bill_locks::request_reversal(key, region, flow, amount, reason);
	finish(client, account, key, flow, call, "ReversalRequested", |_| false).await
}

async fn finish(
	client: &Client,
	account: &Account,
	key: BillKey,
	flow: &FlowNumber,
	call: crate::call::Call,
	emits: &str,
	is_it: impl Fn(&LockEvent) -> bool,
) -> Result<Done, Fault> {
	let done = |again, remaining, transaction| Done {
		key,
		flow: flow.clone(),
		again,
		remaining,
		transaction,
	};
	let outcome = match client.submit(&call, account).await {
		Ok(outcome) => outcome,
		Err(fault @ Fault::Unknown { .. }) => {
			let history: Vec<LockItem> = client.lock_history(key).await?;
			return match history.iter().any(|item| is_it(&item.event)) {
				true => Ok(done(true, None, None)),
				false => Err(fault),
			};
		}
		Err(fault) => return Err(fault),
	};
	let again = outcome.events.iter().any(|event| event.is(PALLET, "AnsweredAgain"));
	let remaining = outcome
		.events
		.iter()
		.find(|event| event.is(PALLET, "Settled"))
		.and_then(|event| event.field("remaining").ok());
	if !again && !outcome.events.iter().any(|event| event.is(PALLET, emits)) {
		return Err(Fault::RuntimeMismatch {
			subject: call.title(),
			reason: format!("it did not emit {PALLET}.{emits}"),
		});
	}
	Ok(done(again, remaining, Some(outcome.transaction)))
}

/// What the block says of the request.
fn verdict(
	outcome: &Outcome,
	key: BillKey,
	requester: ParticipantId,
	flow: &FlowNumber,
) -> Result<Option<Verdict>, Fault> {
	for event in &outcome.closing {
		if event.pallet != PALLET {
			continue;
		}
		let who = match event.name.as_str() {
			"Acquired" => "holder",
			"LockLost" | "LockRefused" => "requester",
			_ => continue,
		};
		let is_ours = event.field::<BillKey>("key")? == key
			&& event.field::<ParticipantId>(who)? == requester
			&& event.field::<FlowNumber>("flow")? == *flow;
		if !is_ours {
			continue;
		}
		return Ok(Some(match event.name.as_str() {
			"Acquired" => Verdict::Holds { expires: event.field("expires")? },
			"LockLost" => {
				Verdict::LostTo { winner: event.field("winner")?, expires: event.field("expires")? }
			}
			_ => Verdict::Refused,
		}));
	}
	if let Some(event) = outcome.events.iter().find(|event| event.is(PALLET, "LockDenied")) {
		let (policy, version) = (event.field("policy")?, event.field("version")?);
		return Ok(Some(Verdict::Denied(Denial { policy, version })));
	}
	outcome
		.events
		.iter()
		.find(|event| event.is(PALLET, "AnsweredAgain"))
		.map(first_answer)
		.transpose()
}

fn first_answer(event: &Event) -> Result<Verdict, Fault> {
	let operation: LockOperation = event.field("operation")?;
	match (operation, event.field::<Answer>("outcome")?) {
		(LockOperation::Acquire, Answer::Acquire(first)) => Ok(Verdict::Again(first)),
		(LockOperation::Acquire, Answer::Denied(denial)) => Ok(Verdict::Denied(denial)),
		(operation, answer) => Err(Fault::RuntimeMismatch {
			subject: event.title(),
			reason: format!("{operation:?} was answered by {answer:?}"),
		}),
	}
}

fn is_of(lock: &Lock, holder: ParticipantId, flow: &FlowNumber) -> bool {
	lock.holder == holder && lock.flow == *flow
}

/// What the history of the bill says of a request that a policy denied.
fn denial_in(history: &[LockItem], by: ParticipantId, number: &FlowNumber) -> Option<Denial> {
	history.iter().find_map(|item| match &item.event {
		LockEvent::Denied { requester, flow, policy, version }
			if *requester == by && flow == number =>
		{
			Some(Denial { policy: *policy, version: *version })
		}
		_ => None,
	})
}

fn denied(bill: BillKey, flow: &FlowNumber, denial: Denial) -> Fault {
	let policy = match (denial.policy, denial.version) {
		(Some(policy), Some(version)) => format!("policy {policy}, version {version},"),
		(Some(policy), None) => format!("policy {policy}"),
		(None, _) => "a policy in force".into(),
	};
	Fault::Denied { bill, flow: flow.clone(), policy }
}

fn refused(key: BillKey, reason: &str) -> Fault {
	Fault::Refused(crate::faults::Refusal::Other { code: 0, message: format!("{key}: {reason}") })
}

async fn held_by_another(client: &Client, key: BillKey) -> Result<Option<Fault>, Fault> {
	Ok(match client.lock(key).await? {
		Some(lock) => Some(locked(client, key, lock.holder, lock.expires).await),
		None => None,
	})
}

async fn locked(client: &Client, bill: BillKey, holder: ParticipantId, until: Moment) -> Fault {
	let holder = client.participant_title(holder).await;
	Fault::Locked { bill, holder, until: time::display(until) }
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{events::event, submission::Position};
	use codec::Encode;

	fn key(number: &str) -> BillKey {
		format!("31060126-{number}").parse().unwrap()
	}

	fn flow(text: &str) -> FlowNumber {
		text.parse().unwrap()
	}

	fn outcome(events: Vec<Event>, closing: Vec<Event>) -> Outcome {
		Outcome {
			transaction: Digest::zero(),
			position: Position {
				transaction: Digest::zero(),
				block: 1,
				block_hash: Digest::zero(),
				index: 2,
			},
			at: 0,
			events,
			closing,
		}
	}

	fn acquired(bill: &str, holder: u32, number: &str) -> Event {
		let fields = [
			("key", key(bill).encode()),
			("holder", ParticipantId(holder).encode()),
			("flow", flow(number).encode()),
			("expires", 900u64.encode()),
		];
		event(PALLET, "Acquired", None, &fields)
	}

	fn lost(bill: &str, requester: u32, number: &str, winner: u32) -> Event {
		let fields = [
			("key", key(bill).encode()),
			("requester", ParticipantId(requester).encode()),
			("flow", flow(number).encode()),
			("winner", ParticipantId(winner).encode()),
			("expires", 900u64.encode()),
		];
		event(PALLET, "LockLost", None, &fields)
	}

	fn again(outcome: Vec<u8>, operation: LockOperation) -> Event {
		let fields = [("operation", operation.encode()), ("outcome", outcome)];
		event(PALLET, "AnsweredAgain", Some(2), &fields)
	}

	#[test]
	fn a_verdict_is_found_among_those_of_other_requests() {
		let closing = vec![
			acquired("0000000001", 7, "A"),
			lost("0000000002", 5, "A", 8),
			lost("0000000001", 5, "B", 7),
			lost("0000000001", 6, "A", 7),
			lost("0000000001", 5, "A", 7),
		];
		let outcome = outcome(vec![], closing);
		let of = |requester, number: &str| {
			verdict(&outcome, key("0000000001"), ParticipantId(requester), &flow(number)).unwrap()
		};
		let to_seven = Verdict::LostTo { winner: ParticipantId(7), expires: 900 };
		assert_eq!(of(7, "A"), Some(Verdict::Holds { expires: 900 }));
		assert_eq!(of(5, "A"), Some(to_seven));
		assert_eq!(of(9, "A"), None);
		assert_eq!(of(7, "B"), None);
	}

	#[test]
	fn a_repeated_request_gives_its_first_answer() {
		// The pallet's answer `Acquire(Lost)` is two bytes: the variant and the outcome.
		let outcome = outcome(vec![again(vec![0, 2], LockOperation::Acquire)], vec![]);
		let answer = verdict(&outcome, key("0000000001"), ParticipantId(1), &flow("A")).unwrap();
		assert_eq!(answer, Some(Verdict::Again(AcquireOutcome::Lost)));
	}

	#[test]
	fn a_denial_names_the_policy_the_first_time_and_again() {
		let fields = [
			("key", key("0000000001").encode()),
			("requester", ParticipantId(1).encode()),
			("flow", flow("A").encode()),
			("policy", Some(PolicyId(3)).encode()),
			("version", Some(2u32).encode()),
		];
		let first = event(PALLET, "LockDenied", Some(2), &fields);
		// The pallet's answer `Denied`: the variant, then policy and version.
		let stored = (2u8, Some(PolicyId(3)), Some(2u32)).encode();
		for event in [first, again(stored, LockOperation::Acquire)] {
			let outcome = outcome(vec![event], vec![]);
			let answer = verdict(&outcome, key("0000000001"), ParticipantId(1), &flow("A"));
			let Ok(Some(Verdict::Denied(denial))) = answer else { panic!("{answer:?}") };
			let fault = denied(key("0000000001"), &flow("A"), denial);
			assert_eq!(fault.kind().exit_code(), 5);
			let words = fault.to_string();
			let begins =
				"BillLocks.PolicyDenied: policy 3, version 2, denies the lock of 31060126-";
			assert!(words.starts_with(begins), "{words}");
		}
	}

	#[test]
	fn the_history_tells_of_a_denial_of_the_very_request() {
		let item = |requester, number: &str| LockItem {
			block: 7,
			at: 0,
			extrinsic: Some(1),
			transaction: None,
			event: LockEvent::Denied {
				requester: ParticipantId(requester),
				flow: flow(number),
				policy: Some(PolicyId(requester)),
				version: Some(1),
			},
		};
		let history = [item(1, "A"), item(2, "B"), item(1, "B")];
		let found = denial_in(&history, ParticipantId(2), &flow("B"));
		assert_eq!(found, Some(Denial { policy: Some(PolicyId(2)), version: Some(1) }));
		assert_eq!(denial_in(&history, ParticipantId(2), &flow("A")), None);
	}

	#[test]
	fn a_request_repeated_in_the_block_that_decides_it_has_its_verdict() {
		let events = vec![again(vec![0, 0], LockOperation::Acquire)];
		let outcome = outcome(events, vec![acquired("0000000001", 1, "A")]);
		let answer = verdict(&outcome, key("0000000001"), ParticipantId(1), &flow("A")).unwrap();
		assert_eq!(answer, Some(Verdict::Holds { expires: 900 }));
	}

	#[test]
	fn an_answer_to_another_operation_is_a_mismatch() {
		let outcome = outcome(vec![again(vec![1], LockOperation::Settle)], vec![]);
		let answer = verdict(&outcome, key("0000000001"), ParticipantId(1), &flow("A"));
		assert!(matches!(answer, Err(Fault::RuntimeMismatch { .. })), "{answer:?}");
	}
}
