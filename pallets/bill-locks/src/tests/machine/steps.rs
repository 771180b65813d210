//! What may happen in a history, and how it is done.

use crate::mock::*;
use fiscal_primitives::{
	bill::{BillUpdate, Circulation, Medium},
	verification::FiveElements,
	BillEntry, Date, ParticipantId, SceneId,
};
use pallet_bills::{Call as BillCall, Correction};
use proptest::prelude::*;
use sp_runtime::{DispatchResult, StateVersion};
use std::ops::Range;

/// Lower numbers are there from the start, the others may come as difference bills.
pub const FIRST_DIFFERENCE: u64 = 7;
const NUMBERS: u64 = 10;

/// Where `who` is none, whoever holds the bill, or reimbursed it, is meant.
#[derive(Clone, Debug)]
pub enum Step {
	Acquire {
		who: u8,
		number: u64,
		scene: u32,
		flow: u8,
		claimed: u64,
		salt: u8,
	},
	Settle {
		who: Option<u8>,
		number: u64,
		flow: u8,
		amount: u64,
		close: bool,
	},
	Release {
		who: Option<u8>,
		number: u64,
		flow: u8,
	},
	/// The policy denies larger claims from now on.
	Ceiling {
		claim: u64,
	},
	ForceRelease {
		number: u64,
	},
	RequestReversal {
		who: Option<u8>,
		number: u64,
		flow: u8,
		amount: u64,
	},
	ConfirmReversal {
		who: u8,
		number: Option<u64>,
	},
	WithdrawReversal {
		who: u8,
		number: u64,
	},
	Update {
		number: u64,
		salt: u8,
	},
	RedFlush {
		number: u64,
		difference: Option<(u64, u64)>,
	},
	Consent {
		number: u64,
	},
	/// Consent and red flush, as a refund after reimbursement goes.
	Refund {
		number: u64,
		difference: (u64, u64),
	},
	Void {
		number: u64,
	},
	Paper {
		number: u64,
		back: bool,
	},
	Circulate {
		number: u64,
		blocked: bool,
	},
	ProposeCorrection {
		number: u64,
		paper: bool,
	},
	ConfirmCorrection {
		number: u64,
		paper: bool,
	},
	NextBlock {
		after: u64,
	},
}

fn one_of<V: Clone + core::fmt::Debug + 'static>(values: &[V]) -> impl Strategy<Value = V> {
	prop::sample::select(values.to_vec())
}

fn user() -> impl Strategy<Value = u8> {
	one_of(&[ALICE, BOB, CAROL, PLATFORM, MINISTRY, ISSUER])
}

fn right_one() -> impl Strategy<Value = Option<u8>> {
	prop_oneof![3 => Just(None), 1 => user().prop_map(Some)]
}

fn number() -> impl Strategy<Value = u64> {
	one_of(&[1, 1, 1, 2, 2, 3, 4, 5, 6, 7, 7, 8, 9, 10])
}

fn amount() -> impl Strategy<Value = u64> {
	one_of(&[0, 1, 500, 500, 1_000, 1_000, 4_000, 6_000, TOTAL])
}

/// Few enough that numbers meet, and enough that most do not.
fn flow() -> impl Strategy<Value = u8> {
	0u8..60
}

fn often(percent: u32) -> impl Strategy<Value = bool> {
	prop::bool::weighted(f64::from(percent) / 100.0)
}

fn of_locks() -> impl Strategy<Value = Step> {
	use Step::*;
	let claim = one_of(&[0, 1, 2_500, 4_000, 4_000, 6_000, TOTAL, TOTAL + 1]);
	let scene = one_of(&[1, 1, 2, 2, 3]);
	let authority = one_of(&[AUTHORITY, AUTHORITY, MINISTRY, ALICE]);
	prop_oneof![
		20 => (user(), number(), scene, flow(), claim, any::<u8>()).prop_map(
			|(who, number, scene, flow, claimed, salt)| {
				Acquire { who, number, scene, flow, claimed, salt }
			}
		),
		16 => (right_one(), number(), flow(), amount(), often(5))
			.prop_map(|(who, number, flow, amount, close)| Settle { who, number, flow, amount, close }),
		2 => (right_one(), number(), flow())
			.prop_map(|(who, number, flow)| Release { who, number, flow }),
		1 => number().prop_map(|number| ForceRelease { number }),
		2 => one_of(&[2_500, u64::MAX, u64::MAX, u64::MAX]).prop_map(|claim| Ceiling { claim }),
		6 => (right_one(), number(), flow(), amount())
			.prop_map(|(who, number, flow, amount)| RequestReversal { who, number, flow, amount }),
		6 => (authority, prop::option::of(number())).prop_map(|(who, number)| ConfirmReversal { who, number }),
		1 => (user(), number()).prop_map(|(who, number)| WithdrawReversal { who, number }),
	]
}

fn of_bills() -> impl Strategy<Value = Step> {
	use Step::*;
	let rest = || (FIRST_DIFFERENCE..=NUMBERS, 1..TOTAL);
	let difference = prop::option::of(rest());
	prop_oneof![
		10 => (number(), any::<u8>()).prop_map(|(number, salt)| Update { number, salt }),
		4 => (number(), difference)
			.prop_map(|(number, difference)| RedFlush { number, difference }),
		5 => (number(), rest())
			.prop_map(|(number, difference)| Refund { number, difference }),
		10 => number().prop_map(|number| Consent { number }),
		1 => number().prop_map(|number| Void { number }),
		10 => (number(), often(70)).prop_map(|(number, back)| Paper { number, back }),
		10 => (number(), often(30)).prop_map(|(number, blocked)| Circulate { number, blocked }),
		5 => (number(), often(30)).prop_map(|(number, paper)| ProposeCorrection { number, paper }),
		5 => (number(), often(30)).prop_map(|(number, paper)| ConfirmCorrection { number, paper }),
	]
}

fn step() -> impl Strategy<Value = Step> {
	let shortly = one_of(&[0, 1, 1_000, 30_000]);
	let later = one_of(&[NOTICE, TERM - NOTICE, TERM - 1, TERM, 100 * TERM]);
	prop_oneof![
		60 => of_locks(),
		12 => of_bills(),
		18 => shortly.prop_map(|after| Step::NextBlock { after }),
		3 => later.prop_map(|after| Step::NextBlock { after }),
	]
}

/// Steps of which some are taken twice.
pub fn history(length: Range<usize>) -> impl Strategy<Value = Vec<Step>> {
	prop::collection::vec((step(), prop::bool::weighted(0.1)), length).prop_map(|steps| {
		let times = |twice| if twice { 2 } else { 1 };
		steps
			.into_iter()
			.flat_map(|(step, twice)| std::iter::repeat_n(step, times(twice)))
			.collect()
	})
}

fn correction(paper: bool) -> Correction {
	Correction::SetMedium(if paper { Medium::Paper } else { Medium::Electronic })
}

fn elements(number: u64) -> FiveElements {
	let total = total_of(number);
	FiveElements {
		key: key(number),
		check: "a1B2c3".parse().unwrap(),
		issued_on: Date::new(20_261_120).unwrap(),
		total: fen(total),
	}
}

fn total_of(number: u64) -> u64 {
	pallet_bills::Bills::<Test>::get(key(number)).map_or(TOTAL, |bill| bill.total.get())
}

fn participant(id: ParticipantId) -> u8 {
	u8::try_from(id.0).unwrap()
}

fn holder(who: Option<u8>, number: u64) -> u8 {
	who.or(lock_of(number).map(|lock| participant(lock.holder))).unwrap_or(ALICE)
}

pub fn perform(step: &Step) -> DispatchResult {
	let text = |flow: u8| format!("F{flow}");
	match *step {
		Step::Acquire { who, number, scene, flow, claimed, salt } => {
			let ask = Ask { scene: SceneId(scene), claimed, ..Ask::new(who, number, &text(flow)) };
			let (waiting, asked) = (crate::Requests::<Test>::get().len(), counted());
			let result = in_transaction(&[salt], || unchanged_when_refused(|| ask.dispatch()));
			let waits = crate::Requests::<Test>::get().len() > waiting;
			let judged = result.is_ok() && counted() > asked;
			assert_eq!(waits, judged && claimed <= Ceiling::get(), "not as the policy judged");
			result
		}
		Step::Ceiling { claim } => {
			Ceiling::set(claim);
			Ok(())
		}
		Step::Settle { who, number, flow, amount, close } => unchanged_when_refused(|| {
			settle(holder(who, number), number, &text(flow), amount, close)
		}),
		Step::Release { who, number, flow } => {
			unchanged_when_refused(|| release(holder(who, number), number, &text(flow)))
		}
		Step::ForceRelease { number } => {
			unchanged_when_refused(|| force_release(RuntimeOrigin::root(), number))
		}
		Step::RequestReversal { who, number, flow, amount } => {
			let settled = crate::Settlements::<Test>::iter_key_prefix(key(number)).next();
			let who = who.or(settled.map(participant)).unwrap_or(ALICE);
			unchanged_when_refused(|| request_reversal(who, number, &text(flow), amount))
		}
		Step::ConfirmReversal { who, number } => {
			let waiting = crate::Reversals::<Test>::iter_keys().next();
			let number = number.or(waiting.map(|key| key.number.value())).unwrap_or(1);
			let amount = crate::Reversals::<Test>::get(key(number))
				.map_or(1, |reversal| reversal.amount.get());
			unchanged_when_refused(|| confirm_reversal(who, number, amount))
		}
		Step::WithdrawReversal { who, number } => {
			unchanged_when_refused(|| withdraw_reversal(who, number))
		}
		Step::Update { number, salt } => {
			let version =
				pallet_bills::Bills::<Test>::get(key(number)).map_or(1, |bill| bill.version);
			let xml = Some(digest(&format!("xml {salt}")));
			let update = BillUpdate { xml, ..BillUpdate::default() };
			by(ISSUER, BillCall::update { key: key(number), version, update, reason: reason() })
		}
		Step::RedFlush { number, difference } => flush(number, difference),
		Step::Consent { number } => consent(number),
		Step::Refund { number, difference } => {
			consent(number)?;
			flush(number, Some(difference))
		}
		Step::Void { number } => {
			by(ISSUER, BillCall::void_bill { key: key(number), reason: reason() })
		}
		Step::Paper { number, back } => {
			let (key, paper, reason) = (key(number), digest("serial"), reason());
			if back {
				by(ISSUER, BillCall::restore_electronic { key, reason })
			} else {
				by(ISSUER, BillCall::exchange_for_paper { key, paper, reason })
			}
		}
		Step::Circulate { number, blocked } => {
			let circulation = if blocked { Circulation::Blocked } else { Circulation::Circulable };
			by(OPERATOR, BillCall::set_circulation { key: key(number), circulation })
		}
		Step::ProposeCorrection { number, paper } => {
			let (key, elements, correction) =
				(key(number), elements(number).sealed(), correction(paper));
			let reason = reason();
			by(AUTHORITY, BillCall::propose_correction { key, elements, correction, reason })
		}
		Step::ConfirmCorrection { number, paper } => {
			let (key, correction) = (key(number), correction(paper));
			by(DEPUTY, BillCall::confirm_correction { key, correction })
		}
		Step::NextBlock { after } => {
			next_block(after);
			Ok(())
		}
	}
}

fn consent(number: u64) -> DispatchResult {
	unchanged_when_refused(|| consent_red_flush(AUTHORITY, number))
}

fn flush(number: u64, difference: Option<(u64, u64)>) -> DispatchResult {
	let negative = BillEntry { total: fen(total_of(number)), ..entry(number + 100) };
	let difference =
		difference.map(|(number, total)| BillEntry { total: fen(total), ..entry(number) });
	let (key, reason) = (key(number), reason());
	by(ISSUER, BillCall::red_flush { key, negative, difference, reason })
}

fn by(who: u8, call: BillCall<Test>) -> DispatchResult {
	unchanged_when_refused(|| dispatch(signed(who), call))
}

fn unchanged_when_refused(call: impl FnOnce() -> DispatchResult) -> DispatchResult {
	let before = sp_io::storage::root(StateVersion::V1);
	let result = call();
	if result.is_err() {
		assert_eq!(
			sp_io::storage::root(StateVersion::V1),
			before,
			"a refused call changed the state"
		);
	}
	result
}
