//! Who delivers when: pure functions of what stands on the chain, so that every node comes to the same.

use codec::Encode;
use fiscal_primitives::{
	outbox::{MessageId, Settings},
	Moment,
};
use fiscal_sm_crypto::sm3_256;

/// How often the turn has passed on since the message was due: once each `takeover` ms.
pub(crate) fn takeovers(due: Moment, takeover: u64, now: Moment) -> u64 {
	now.saturating_sub(due).checked_div(takeover).unwrap_or_default()
}

/// Position of the validator whose turn it is, in a set of so many; none in an empty one.
pub(crate) fn turn(id: MessageId, attempt: u8, takeovers: u64, validators: u64) -> Option<u64> {
	id.saturating_add(attempt.into()).saturating_add(takeovers).checked_rem(validators)
}

/// How long to wait after a failure when `attempt` attempts had failed before it, ms: exponential and
/// capped, and by up to a quarter longer, which depends on nothing but message and attempt.
pub(crate) fn delay(settings: &Settings, id: MessageId, attempt: u8) -> u64 {
	let factor = 1u64.checked_shl(attempt.into()).unwrap_or(u64::MAX);
	let base = settings.backoff.saturating_mul(factor).min(settings.max_backoff);
	let [a, b, c, d, e, f, g, h, ..] = sm3_256(&(*b"fiscal/jitter/1", id, attempt).encode());
	let random = u64::from_be_bytes([a, b, c, d, e, f, g, h]);
	let jitter = random.checked_rem((base / 4).saturating_add(1)).unwrap_or_default();
	base.saturating_add(jitter)
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;
	use std::collections::BTreeSet;

	fn settings(backoff: u64, max_backoff: u64) -> Settings {
		Settings {
			open: true,
			capacity: 1,
			attempts: 1,
			takeover: 1,
			backoff,
			max_backoff,
			term: 1,
			receipts: None,
		}
	}

	proptest! {
		#[test]
		fn a_delay_doubles_up_to_its_cap_and_jitters_by_a_quarter_at_most(
			backoff in 1u64..1_000_000,
			longer in 0u64..1_000_000_000,
			id in any::<MessageId>(),
			attempt in any::<u8>(),
		) {
			let settings = settings(backoff, backoff + longer);
			let doubled = u128::from(backoff) * 2u128.pow(u32::from(attempt.min(60)));
			let base = doubled.min(u128::from(settings.max_backoff));
			let delay = u128::from(delay(&settings, id, attempt));
			prop_assert!((base..=base + base / 4).contains(&delay), "{delay} for {base}");
		}

		#[test]
		fn everybody_has_a_turn_whatever_the_message(
			id in any::<u32>(),
			attempt in any::<u8>(),
			validators in 1u64..100,
		) {
			let turns: BTreeSet<_> = (0..validators)
				.map(|takeovers| turn(id.into(), attempt, takeovers, validators).unwrap())
				.collect();
			prop_assert_eq!(turns, (0..validators).collect());
		}

		#[test]
		fn the_turn_passes_on_when_its_time_is_over(
			due in any::<u32>(),
			takeover in 1u64..100_000,
			late in any::<u32>(),
		) {
			let (due, late) = (u64::from(due), u64::from(late));
			let passed = takeovers(due, takeover, due + late);
			prop_assert!(passed * takeover <= late && late < (passed + 1) * takeover);
			prop_assert_eq!(takeovers(due, takeover, due.saturating_sub(late)), 0);
		}
	}

	#[test]
	fn messages_that_failed_together_are_not_tried_together() {
		let settings = settings(10_000, 60_000);
		let delays: BTreeSet<_> = (1..=100).map(|id| delay(&settings, id, 0)).collect();
		assert!(delays.len() > 50, "{} different delays of 100", delays.len());
	}

	#[test]
	fn without_validators_it_is_nobodys_turn() {
		assert_eq!(turn(7, 0, 0, 0), None);
	}
}
