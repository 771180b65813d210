//! What may happen in a history, and how it is asked.

use crate::world::*;
use fiscal_primitives::{
	authorization::AuthorizationState::{self, Active, Frozen, Revoked},
	bill::{Circulation, Medium},
	participant::Status,
	Bill, FlowNumber, ParticipantId, Region, SceneId,
};
use fiscal_runtime::Runtime;
use pallet_bills::Correction;
use proptest::prelude::*;
use sp_runtime::{DispatchError, DispatchResult};

/// Participants, citizens and forms of grants go by their places in the lists of [`crate::world`].
/// Where `user` is none, whoever holds the bill, or reimbursed it, is meant.
#[derive(Clone, Debug)]
pub enum Step {
	Register {
		number: u64,
	},
	Grant {
		citizen: usize,
		user: usize,
		form: usize,
	},
	ChangeGrant {
		citizen: usize,
		user: usize,
		form: usize,
		state: AuthorizationState,
	},
	ChangeParticipant {
		who: usize,
		active: bool,
	},
	Transfer {
		number: u64,
		to: usize,
		consented: bool,
	},
	Correct {
		number: u64,
		kind: u8,
		to: usize,
	},
	Lock {
		user: usize,
		number: u64,
		form: usize,
		scene: u32,
		share: u64,
		again: Option<u32>,
	},
	Settle {
		user: Option<usize>,
		number: u64,
		share: u64,
		close: bool,
	},
	Release {
		user: Option<usize>,
		number: u64,
	},
	ForceRelease {
		number: u64,
	},
	AskReversal {
		user: Option<usize>,
		number: u64,
		share: u64,
	},
	ConfirmReversal {
		number: u64,
	},
	Flush {
		number: u64,
		difference: Option<u64>,
	},
	/// The block closes, and the next one comes after so many ms.
	Close {
		after: u64,
	},
}

pub fn step() -> impl Strategy<Value = Step> {
	use Step::*;
	// Few enough that the steps of one history meet on the same bill.
	let number = || prop_oneof![6 => 1..=BILLS, 2 => 11..=10 + BILLS, 1 => 21..=20 + BILLS];
	let (citizen, user, form) = (|| 0..CITIZENS.len(), || 0..USERS.len(), || 0..FORMS);
	let someone = || prop_oneof![4 => Just(None), 1 => (0..USERS.len()).prop_map(Some)];
	let share = || prop::sample::select(vec![1u64, 2, 4, 4]);
	let again = || prop_oneof![6 => Just(None), 1 => (0u32..3).prop_map(Some)];
	let state = prop::sample::select(vec![Active, Active, Frozen, Frozen, Revoked]);
	let scene = prop_oneof![9 => Just(1u32), 1 => Just(2u32)];
	let after = prop_oneof![8 => 1u64..60_000, 2 => Just(3 * DAY), 1 => Just(31 * DAY)];
	prop_oneof![
		2 => (1..=BILLS).prop_map(|number| Register { number }),
		6 => (citizen(), user(), form())
			.prop_map(|(citizen, user, form)| Grant { citizen, user, form }),
		4 => (citizen(), user(), form(), state).prop_map(|(citizen, user, form, state)| {
			ChangeGrant { citizen, user, form, state }
		}),
		4 => (0..FREEZABLE.len(), prop::bool::weighted(0.7))
			.prop_map(|(who, active)| ChangeParticipant { who, active }),
		3 => (number(), 0usize..3, any::<bool>())
			.prop_map(|(number, to, consented)| Transfer { number, to, consented }),
		3 => (number(), 0u8..5, 0usize..3)
			.prop_map(|(number, kind, to)| Correct { number, kind, to }),
		30 => (user(), number(), form(), scene, share(), again()).prop_map(
			|(user, number, form, scene, share, again)| {
				Lock { user, number, form, scene, share, again }
			}
		),
		14 => (someone(), number(), share(), prop::bool::weighted(0.2))
			.prop_map(|(user, number, share, close)| Settle { user, number, share, close }),
		4 => (someone(), number()).prop_map(|(user, number)| Release { user, number }),
		4 => number().prop_map(|number| ForceRelease { number }),
		5 => (someone(), number(), share())
			.prop_map(|(user, number, share)| AskReversal { user, number, share }),
		5 => number().prop_map(|number| ConfirmReversal { number }),
		4 => (number(), prop::option::weighted(0.7, 1..TOTAL))
			.prop_map(|(number, difference)| Flush { number, difference }),
		14 => after.prop_map(|after| Close { after }),
	]
}

/// The participant whose key signs, if one does.
pub type Actor = Option<&'static str>;

fn lock_of(number: u64) -> Option<fiscal_primitives::Lock> {
	pallet_bill_locks::Locks::<Runtime>::get(key(number))
}

fn name_of(participant: ParticipantId) -> Option<&'static str> {
	USERS.into_iter().find(|name| id(name) == participant)
}

/// The user meant, or the holder of the lock.
fn holder(user: Option<usize>, number: u64) -> &'static str {
	let meant = user.map(|user| USERS[user]);
	let held = || lock_of(number).and_then(|lock| name_of(lock.holder));
	meant.or_else(held).unwrap_or(USERS[0])
}

/// Who reimbursed something of the bill, and how much.
fn settled(user: Option<usize>, number: u64) -> (&'static str, u64) {
	let of = |name: &'static str| {
		let amount = pallet_bill_locks::Settlements::<Runtime>::get(key(number), id(name));
		(name, amount.get())
	};
	match user {
		Some(user) => of(USERS[user]),
		None => {
			USERS.into_iter().map(of).max_by_key(|(_, amount)| *amount).unwrap_or((USERS[0], 0))
		}
	}
}

/// Part of an amount, of which one fen at least.
fn part(amount: u64, share: u64) -> fiscal_primitives::Fen {
	fen((amount / share).max(1))
}

impl Step {
	/// Asks for it. Whoever signs the last call is told beside what came of that.
	pub fn perform(&self, world: &mut World) -> (Actor, DispatchResult) {
		match self.clone() {
			Step::Register { number } => (Some(ISSUER), register(number)),
			// The platform hands in what the citizen signed.
			Step::Grant { citizen, user, form } => (Some(PLATFORM), grant(citizen, user, form)),
			Step::ChangeGrant { citizen, user, form, state } => {
				let (_, digest) = *credentials().get(citizen, user, form);
				let (who, reason, proof) = (CITIZENS[citizen], reason(), None);
				let call =
					pallet_vc_authorization::Call::set_status { digest, state, reason, proof };
				(Some(who), dispatch(signed(who), call))
			}
			Step::ChangeParticipant { who, active } => {
				let status = if active { Status::Active } else { Status::Frozen };
				let (id, reason) = (id(FREEZABLE[who]), reason());
				let call = pallet_participants::Call::set_status { id, status, reason };
				(Some(FISCAL[0]), dispatch(signed(FISCAL[0]), call))
			}
			Step::Transfer { number, to, consented } => transfer(number, to, consented),
			Step::Correct { number, kind, to } => (Some(FISCAL[1]), correct(number, kind, to)),
			Step::Lock { user, number, form, scene, share, again } => {
				let left = bill(number).map_or(TOTAL, |bill| bill.remaining().get());
				// What comes again asks for the same.
				let (number, form, claimed) = match again {
					Some(again) => (1 + u64::from(again), 0, fen(1)),
					None => (number, form, part(left, share)),
				};
				let citizen = owner(number).unwrap_or_default();
				let (_, digest) = *credentials().get(citizen, user, form);
				let call = pallet_bill_locks::Call::acquire {
					key: key(number),
					scene: SceneId(scene),
					region: Region::SHANGHAI,
					flow: world.flow(again),
					claimed,
					authorization: Some(digest),
				};
				(Some(USERS[user]), dispatch(signed(USERS[user]), call))
			}
			Step::Settle { user, number, share, close } => {
				let who = holder(user, number);
				let claimed = lock_of(number).map_or(1, |lock| lock.claimed.get());
				let call = pallet_bill_locks::Call::settle {
					key: key(number),
					region: Region::SHANGHAI,
					flow: world.flow(None),
					amount: part(claimed, share),
					close,
				};
				(Some(who), dispatch(signed(who), call))
			}
			Step::Release { user, number } => {
				let (who, key, region) = (holder(user, number), key(number), Region::SHANGHAI);
				let (flow, reason) = (world.flow(None), reason());
				let call = pallet_bill_locks::Call::release { key, region, flow, reason };
				(Some(who), dispatch(signed(who), call))
			}
			Step::ForceRelease { number } => {
				let (holder, flow) = lock_of(number)
					.map_or((id(USERS[0]), flow(0)), |lock| (lock.holder, lock.flow));
				let (key, reason) = (key(number), reason());
				let call = pallet_bill_locks::Call::force_release { key, holder, flow, reason };
				// An authority alone is refused: its rule demands an approval.
				let (actor, origin) = match number % 2 {
					0 => (None, council()),
					_ => (Some(FISCAL[0]), signed(FISCAL[0])),
				};
				(actor, dispatch(origin, call))
			}
			Step::AskReversal { user, number, share } => {
				let (who, amount) = settled(user, number);
				let (key, region, flow) = (key(number), Region::SHANGHAI, world.flow(None));
				let (amount, reason) = (part(amount, share), reason());
				let call =
					pallet_bill_locks::Call::request_reversal { key, region, flow, amount, reason };
				(Some(who), dispatch(signed(who), call))
			}
			Step::ConfirmReversal { number } => (Some(FISCAL[0]), confirm_reversal(number)),
			Step::Flush { number, difference } => (Some(ISSUER), flush(number, difference)),
			Step::Close { after } => {
				world.close(after);
				(None, Ok(()))
			}
		}
	}
}

/// There is no such bill.
const NO_BILL: DispatchError = DispatchError::CannotLookup;

fn existing(number: u64) -> Result<Bill, DispatchError> {
	bill(number).ok_or(NO_BILL)
}

fn transfer(number: u64, to: usize, consented: bool) -> (Actor, DispatchResult) {
	let Ok(found) = existing(number) else { return (None, Err(NO_BILL)) };
	let (key, to, reason) = (key(number), payer(to), reason());
	let consent = consented.then(|| consent(owner(number).unwrap_or_default(), &key, &found, &to));
	let (actor, origin) =
		if consented { (Some(ISSUER), signed(ISSUER)) } else { (None, council()) };
	let version = found.version;
	let call = pallet_bills::Call::transfer_holder { key, version, to, consent, reason };
	(actor, dispatch(origin, call))
}

/// One administrator proposes, unless something waits; the other confirms what waits.
fn correct(number: u64, kind: u8, to: usize) -> DispatchResult {
	let (found, key) = (existing(number)?, key(number));
	let (elements, reason) = (elements(key, &found), reason());
	let correction = match kind {
		0 => Correction::SetPayer(payer(to)),
		1 => Correction::SetCirculation(Circulation::Blocked),
		2 => Correction::SetCirculation(Circulation::Circulable),
		3 => Correction::SetMedium(Medium::Paper),
		_ => Correction::SetMedium(Medium::Electronic),
	};
	let call = pallet_bills::Call::propose_correction { key, elements, correction, reason };
	let proposed = dispatch(signed(FISCAL[0]), call);
	let Some(waiting) = pallet_bills::Corrections::<Runtime>::get(key) else { return proposed };
	let correction = waiting.correction;
	dispatch(signed(FISCAL[1]), pallet_bills::Call::confirm_correction { key, correction })
}

fn confirm_reversal(number: u64) -> DispatchResult {
	let key = key(number);
	let waiting = pallet_bill_locks::Reversals::<Runtime>::get(key);
	let (holder, flow, amount): (ParticipantId, FlowNumber, _) = waiting
		.map_or((id(USERS[0]), flow(0), fen(1)), |asked| (asked.holder, asked.flow, asked.amount));
	let call = pallet_bill_locks::Call::confirm_reversal { key, holder, flow, amount };
	dispatch(signed(FISCAL[0]), call)
}

/// A fiscal authority consents where it has to, and the issuer cancels.
fn flush(number: u64, difference: Option<u64>) -> DispatchResult {
	let found = existing(number)?;
	let (key, version) = (key(number), found.version);
	if !found.reimbursed.is_zero() {
		let call = pallet_bills::Call::consent_red_flush { key, version };
		// Given before it stands.
		let _ = dispatch(signed(FISCAL[0]), call);
	}
	let call = pallet_bills::Call::red_flush {
		key,
		negative: entry(number + RED, found.total),
		difference: difference.map(|total| entry(number + DIFFERENCE, fen(total))),
		reason: reason(),
	};
	dispatch(signed(ISSUER), call)
}
