//! Changes of the set and what the runtime API answers.

use crate::{
	ChainPace, Config, Current, DecidedSets, Error, Event, GenesisValidator, KeyOffences, Operator,
	Operators, Pallet, PastKey, PastKeys, Scheduled, SetChangeCount, SetChanges, WeightInfo,
};
use alloc::vec::Vec;
use fiscal_bft_primitives::{
	api::Schedule, possession_payload, BlockHash, BlockNumber, ConsensusLog, Pace, SetFault,
	Validator, ValidatorSet, SET_CHANGE_DELAY,
};
use fiscal_primitives::ParticipantId;
use fiscal_sm_crypto::{verify, Public, Signature};
use frame_support::{ensure, traits::Get, weights::Weight};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{traits::Zero, SaturatedConversion};

/// Most blocks one answer of [`Pallet::set_changes`] names.
pub const MAX_SET_CHANGES: usize = 256;

/// From how many validators on no single one may be able to stop the chain. Fewer cannot have this
/// property.
const FAULT_TOLERANT: usize = 4;

impl<T> From<SetFault> for Error<T> {
	fn from(fault: SetFault) -> Self {
		match fault {
			SetFault::Empty => Self::LastValidator,
			SetFault::MaxValidatorsExceeded => Self::MaxValidatorsExceeded,
			SetFault::ZeroWeight => Self::ZeroWeight,
			SetFault::AlreadyExists => Self::AlreadyExists,
		}
	}
}

impl<T: Config> Pallet<T> {
	/// Who decides the blocks after the one whose state this is. None on a chain that has no
	/// validators yet.
	pub fn schedule() -> Option<Schedule> {
		let next = Current::<T>::get()?;
		let after_next = Scheduled::<T>::get().map_or_else(|| next.clone(), |(_, set)| set);
		Some(Schedule { next, after_next })
	}

	/// How fast the chain goes, from the next block on.
	pub fn pace() -> Pace {
		ChainPace::<T>::get()
	}

	/// The blocks after `from` that decided a change of the set, ascending, at most
	/// [`MAX_SET_CHANGES`].
	pub fn set_changes(from: BlockNumber) -> Vec<BlockNumber> {
		let count = SetChangeCount::<T>::get();
		// Bisection: the first change after `from` is in `low..=high`.
		let (mut low, mut high) = (0u32, count);
		while low < high {
			let middle = low.saturating_add(high.saturating_sub(low) / 2);
			match SetChanges::<T>::get(middle) {
				Some(block) if block <= from => low = middle.saturating_add(1),
				_ => high = middle,
			}
		}
		(low..count).take(MAX_SET_CHANGES).filter_map(SetChanges::<T>::get).collect()
	}

	/// The set the block decided on, if it decided on one.
	pub fn set_decided(at: BlockNumber) -> Option<ValidatorSet> {
		DecidedSets::<T>::get(at)
	}

	/// The number of the block that is being made, or of the one whose state is read.
	pub(crate) fn number() -> BlockNumber {
		frame_system::Pallet::<T>::block_number().saturated_into()
	}

	/// The hash of block 0, to which every signature is bound. It is known from block 1 on.
	pub(crate) fn genesis_hash() -> BlockHash {
		frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero())
	}

	/// The validators of the latest set: what the next change builds on.
	pub(crate) fn latest() -> Vec<Validator> {
		let scheduled = Scheduled::<T>::get().map(|(_, set)| set);
		scheduled.or_else(Current::<T>::get).map(Vec::<Validator>::from).unwrap_or_default()
	}

	/// Makes a set of the validators, if it bears the fault of any one of them.
	pub(crate) fn new_set(validators: Vec<Validator>) -> Result<ValidatorSet, Error<T>> {
		let set = ValidatorSet::new(validators)?;
		let sound = set.validators().len() < FAULT_TOLERANT || set.bears_one_fault();
		ensure!(sound, Error::<T>::WeightTooHigh);
		Ok(set)
	}

	/// The key neither is nor ever was a validator's.
	pub(crate) fn ensure_unused(public: &Public) -> Result<(), Error<T>> {
		if PastKeys::<T>::contains_key(public) {
			let honest = KeyOffences::<T>::get(public) == 0;
			return Err(if honest { Error::AlreadyExists } else { Error::Equivocated });
		}
		ensure!(!Operators::<T>::contains_key(public), Error::<T>::AlreadyExists);
		Ok(())
	}

	/// The key's holder agrees that the participant uses it.
	pub(crate) fn ensure_possession(
		participant: ParticipantId,
		public: &Public,
		proof: &Signature,
	) -> Result<(), Error<T>> {
		let payload = possession_payload(&Self::genesis_hash(), participant, public);
		ensure!(verify(public, &payload, proof), Error::<T>::InvalidProof);
		Ok(())
	}

	/// Every rotation leaves a key and a change of the set behind for ever: hence a limit.
	pub(crate) fn ensure_may_rotate(operator: &Operator) -> Result<(), Error<T>> {
		let again = operator.from.saturating_add(T::RotationInterval::get());
		ensure!(!operator.rotated || Self::number() >= again, Error::<T>::TooSoon);
		Ok(())
	}

	/// Schedules the set and returns the first block it decides. A set scheduled before in the same
	/// block never comes to be: the new one was built on it.
	pub(crate) fn schedule_set(set: ValidatorSet) -> BlockNumber {
		let effective = Self::number().saturating_add(SET_CHANGE_DELAY);
		Scheduled::<T>::put((effective, set));
		effective
	}

	/// The key leaves with the set that decides from `from` on. Returns the last block it decides.
	pub(crate) fn retire(public: Public, operator: Operator, from: BlockNumber) -> BlockNumber {
		let until = from.saturating_sub(1);
		let Operator { participant, from, .. } = operator;
		Operators::<T>::remove(public);
		PastKeys::<T>::insert(public, PastKey { participant, from, until });
		until
	}

	/// At the begin of block *h*: the set scheduled for *h* + 1 becomes the current one, so that
	/// the state after *h* says who decides *h* + 1.
	pub(crate) fn apply_due() -> Weight {
		let next = Self::number().saturating_add(1);
		match Scheduled::<T>::get() {
			Some((effective, set)) if effective <= next => {
				Scheduled::<T>::kill();
				let hash = set.hash();
				Current::<T>::put(set);
				Self::deposit_event(Event::SetApplied { hash, effective });
				T::WeightInfo::on_initialize_with_set()
			}
			_ => T::WeightInfo::on_initialize(),
		}
	}

	/// At the end of a block that decided on a new set: once, however often it was changed in the
	/// block.
	pub(crate) fn announce() {
		let Some((effective, set)) = Scheduled::<T>::get() else { return };
		let hash = set.hash();
		frame_system::Pallet::<T>::deposit_log(
			ConsensusLog::SetChange { hash, effective }.to_item(),
		);
		let index = SetChangeCount::<T>::get();
		SetChanges::<T>::insert(index, Self::number());
		DecidedSets::<T>::insert(Self::number(), set);
		SetChangeCount::<T>::put(index.saturating_add(1));
		Self::deposit_event(Event::SetScheduled { hash, effective });
	}

	/// Enters what the chain starts with.
	pub(crate) fn insert_genesis(
		validators: &[GenesisValidator],
		pace: Pace,
	) -> Result<(), Error<T>> {
		ensure!(pace.check().is_ok(), Error::<T>::InvalidPace);
		ChainPace::<T>::put(pace);
		if validators.is_empty() {
			return Ok(());
		}
		let entered = validators
			.iter()
			.map(|entry| Validator { public: entry.public, weight: entry.weight })
			.collect();
		Current::<T>::put(Self::new_set(entered)?);
		for GenesisValidator { participant, public, .. } in validators.iter().copied() {
			Operators::<T>::insert(public, Operator { participant, from: 1, rotated: false });
		}
		Ok(())
	}
}
