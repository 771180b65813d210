//! The calls, dispatched as transactions are.

use super::*;
use crate as pallet_bill_locks;

/// A request for a lock.
#[derive(Clone)]
pub struct Ask {
	pub who: u8,
	pub number: u64,
	pub scene: SceneId,
	pub region: Region,
	pub flow: FlowNumber,
	pub claimed: u64,
	pub authorization: Option<Digest>,
}

impl Ask {
	/// For the whole of the bill, in Shanghai, under the light scene.
	pub fn new(who: u8, number: u64, text: &str) -> Self {
		Self {
			who,
			number,
			scene: LIGHT,
			region: Region::SHANGHAI,
			flow: flow(text),
			claimed: TOTAL,
			authorization: Some(credential()),
		}
	}

	pub fn dispatch(self) -> DispatchResult {
		let call = pallet_bill_locks::Call::acquire {
			key: key(self.number),
			scene: self.scene,
			region: self.region,
			flow: self.flow,
			claimed: fen(self.claimed),
			authorization: self.authorization,
		};
		dispatch(signed(self.who), call)
	}
}

pub fn acquire(who: u8, number: u64, text: &str) -> DispatchResult {
	Ask::new(who, number, text).dispatch()
}

/// Takes the lock of the bill and opens the next block, without time passing.
pub fn hold(who: u8, number: u64, text: &str) {
	assert_ok!(acquire(who, number, text));
	next_block(0);
	assert_eq!(lock_of(number).unwrap().holder, id(who));
}

pub fn settle(who: u8, number: u64, text: &str, amount: u64, close: bool) -> DispatchResult {
	let (region, flow) = (Region::SHANGHAI, flow(text));
	let (key, amount) = (key(number), fen(amount));
	dispatch(signed(who), pallet_bill_locks::Call::settle { key, region, flow, amount, close })
}

pub fn release(who: u8, number: u64, text: &str) -> DispatchResult {
	let (key, region, flow, reason) = (key(number), Region::SHANGHAI, flow(text), reason());
	dispatch(signed(who), pallet_bill_locks::Call::release { key, region, flow, reason })
}

/// Ends the lock that is there; Alice's of flow F1 where there is none.
pub fn force_release(origin: RuntimeOrigin, number: u64) -> DispatchResult {
	let (holder, flow) =
		lock_of(number).map_or((id(ALICE), flow("F1")), |lock| (lock.holder, lock.flow));
	force_release_of(origin, number, holder, flow)
}

pub fn force_release_of(
	origin: RuntimeOrigin,
	number: u64,
	holder: ParticipantId,
	flow: FlowNumber,
) -> DispatchResult {
	let (key, reason) = (key(number), reason());
	dispatch(origin, pallet_bill_locks::Call::force_release { key, holder, flow, reason })
}

pub fn request_reversal(who: u8, number: u64, text: &str, amount: u64) -> DispatchResult {
	let (key, region, flow) = (key(number), Region::SHANGHAI, flow(text));
	let (amount, reason) = (fen(amount), reason());
	dispatch(
		signed(who),
		pallet_bill_locks::Call::request_reversal { key, region, flow, amount, reason },
	)
}

/// Confirms the reversal that waits; Alice's of flow V1 where none does.
pub fn confirm_reversal(who: u8, number: u64, amount: u64) -> DispatchResult {
	let (holder, flow) = pallet_bill_locks::Reversals::<Test>::get(key(number))
		.map_or((id(ALICE), flow("V1")), |waiting| (waiting.holder, waiting.flow));
	confirm_reversal_of(who, number, (holder, flow), amount)
}

pub fn confirm_reversal_of(
	who: u8,
	number: u64,
	(holder, flow): (ParticipantId, FlowNumber),
	amount: u64,
) -> DispatchResult {
	let (key, amount) = (key(number), fen(amount));
	let call = pallet_bill_locks::Call::confirm_reversal { key, holder, flow, amount };
	dispatch(signed(who), call)
}

pub fn withdraw_reversal(who: u8, number: u64) -> DispatchResult {
	dispatch(signed(who), pallet_bill_locks::Call::withdraw_reversal { key: key(number) })
}

/// A consent to the red flush of the bill as it stands.
pub fn consent_red_flush(who: u8, number: u64) -> DispatchResult {
	let key = key(number);
	let version = pallet_bills::Bills::<Test>::get(key).map_or(1, |bill| bill.version);
	dispatch(signed(who), pallet_bills::Call::consent_red_flush { key, version })
}

/// Cancels the bill by the red bill `number + 100`.
pub fn red_flush(number: u64, difference: Option<BillEntry>) -> DispatchResult {
	let negative = BillEntry { total: bill(number).total, ..entry(number + 100) };
	let (key, reason) = (key(number), reason());
	let call = pallet_bills::Call::red_flush { key, negative, difference, reason };
	dispatch(signed(ISSUER), call)
}
