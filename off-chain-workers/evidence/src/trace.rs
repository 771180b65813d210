//! Every step of a signing 签署溯源, as a hash chain that is followed head by head. R129, R183.

use fiscal_bridge::{
	convert::{self, Mistake},
	protocol::signing::{Step, Trace},
};
use fiscal_primitives::{Digest, Moment};
use fiscal_sm_crypto::{sm3_256, Public};

/// The most steps: one that starts, one a signer, one that completes, and room to spare.
const MAX_STEPS: usize = 64;

/// What a trace says, once every head of it was found right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Followed {
	/// When it started, Unix ms.
	pub started: Moment,
	/// Who signed, in order, and when.
	pub signed: Vec<(Public, Moment)>,
	/// When it was complete, if it is.
	pub completed: Option<Moment>,
	/// The last head: it stands for the whole trace.
	pub head: Digest,
}

/// Follows a trace: numbers without a gap, times that do not run backwards, a start, signatures by one
/// signer each, a completion at the end or none, and each head the SM3 over the one before and its step.
///
/// # Errors
/// [`Mistake`] that names the field, and the step in its words.
pub fn follow(trace: &Trace) -> Result<Followed, Mistake> {
	if !(1..=MAX_STEPS).contains(&trace.steps.len()) {
		return Err(Mistake::new("steps", format!("not 1 to {MAX_STEPS}")));
	}
	let mut followed =
		Followed { started: 0, signed: Vec::new(), completed: None, head: Digest::zero() };
	let mut latest = 0;
	for (expected, step) in (0u32..).zip(&trace.steps) {
		let wrong = |field, words: &str| Mistake::new(field, format!("step {expected}: {words}"));
		if step.seq != expected {
			return Err(wrong("seq", "not the number after the one before"));
		}
		if step.at < latest {
			return Err(wrong("at", "before the step before"));
		}
		latest = step.at;
		let signer =
			step.signer.as_deref().map(|text| convert::public("signer", text)).transpose()?;
		let open = expected > 0 && followed.completed.is_none();
		match (step.action.as_str(), signer) {
			("started", None) if expected == 0 => followed.started = step.at,
			("signed", Some(signer)) if open => {
				if followed.signed.iter().any(|(before, _)| *before == signer) {
					return Err(wrong("signer", "signed before"));
				}
				followed.signed.push((signer, step.at));
			}
			("completed", None) if open && !followed.signed.is_empty() => {
				followed.completed = Some(step.at);
			}
			_ => return Err(wrong("action", "does not follow from the steps before")),
		}
		let said = convert::digest("head", &step.head)?;
		let head = head(&followed.head, step);
		if said != head {
			return Err(wrong("head", "not the SM3 over the head before and this step"));
		}
		followed.head = head;
	}
	Ok(followed)
}

/// The head with a step.
pub fn head(before: &Digest, step: &Step) -> Digest {
	let bytes = [
		before.as_bytes(),
		&u64::from(step.seq).to_be_bytes(),
		step.action.as_bytes(),
		step.signer.as_deref().unwrap_or_default().as_bytes(),
		&step.at.to_be_bytes(),
	]
	.concat();
	sm3_256(&bytes).into()
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_sm_crypto::Pair;
	use proptest::prelude::*;

	fn key(name: &str) -> String {
		convert::public_hex(&Pair::from_dev_name(name).public())
	}

	fn trace(steps: &[(&str, Option<&str>, u64)]) -> Trace {
		let mut before = Digest::zero();
		let steps = (0u32..)
			.zip(steps)
			.map(|(seq, (action, signer, at))| {
				let mut step = Step {
					seq,
					action: action.to_string(),
					signer: signer.map(key),
					at: *at,
					head: String::new(),
				};
				before = head(&before, &step);
				step.head = convert::hex(&before);
				step
			})
			.collect();
		Trace { steps }
	}

	fn good() -> Trace {
		trace(&[
			("started", None, 10),
			("signed", Some("Holder"), 20),
			("signed", Some("Insurer"), 20),
			("completed", None, 30),
		])
	}

	#[test]
	fn a_trace_tells_who_signed_when() {
		let followed = follow(&good()).unwrap();
		assert_eq!((followed.started, followed.completed), (10, Some(30)));
		let names = ["Holder", "Insurer"].map(|name| (Pair::from_dev_name(name).public(), 20));
		assert_eq!(followed.signed, names);
		assert_eq!(convert::hex(&followed.head), good().steps[3].head);
	}

	#[test]
	fn a_head_covers_what_the_protocol_says() {
		let step = &good().steps[0];
		let mut bytes = vec![0u8; 32];
		bytes.extend_from_slice(&[0; 8]);
		bytes.extend_from_slice(b"started");
		bytes.extend_from_slice(&[0, 0, 0, 0, 0, 0, 0, 10]);
		assert_eq!(step.head, convert::hex(&sm3_256(&bytes).into()));
	}

	#[test]
	fn steps_that_cannot_follow_each_other_are_refused() {
		let bad: [&[(&str, Option<&str>, u64)]; 9] = [
			&[],
			&[("signed", Some("Holder"), 1)],
			&[("started", Some("Holder"), 1)],
			&[("started", None, 1), ("started", None, 2)],
			&[("started", None, 1), ("completed", None, 2)],
			&[("started", None, 1), ("signed", None, 2)],
			&[("started", None, 2), ("signed", Some("Holder"), 1)],
			&[("started", None, 1), ("signed", Some("Holder"), 2), ("signed", Some("Holder"), 3)],
			&[
				("started", None, 1),
				("signed", Some("Holder"), 2),
				("completed", None, 3),
				("signed", Some("Insurer"), 4),
			],
		];
		for steps in bad {
			assert!(follow(&trace(steps)).is_err(), "{steps:?}");
		}
	}

	proptest! {
		#[test]
		fn a_trace_that_was_changed_shows(step in 0usize..4, what in 0u8..5, by in 1u64..1_000) {
			let mut trace = good();
			match what {
				0 => trace.steps[step].at += by,
				1 => trace.steps[step].seq += u32::try_from(by).unwrap(),
				2 => trace.steps[step].signer = Some(key("Somebody")),
				3 => drop(trace.steps.remove(step)),
				_ => trace.steps[step].head = convert::hex(&Digest::from_low_u64_be(by)),
			}
			// Whoever cuts the last step off leaves a shorter trace that is right in itself.
			let cut = what == 3 && step == 3;
			prop_assert_eq!(follow(&trace).is_ok(), cut);
		}
	}
}
