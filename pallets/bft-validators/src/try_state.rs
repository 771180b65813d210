//! What must always hold of the storage.

use crate::{
	ChainPace, Config, Current, DecidedSets, EquivocationCount, Equivocations, KeyOffences,
	OffenceKey, Operators, Pallet, ParticipantOffences, PastKeys, Scheduled, SetChangeCount,
	SetChanges,
};
use alloc::{collections::BTreeMap, vec::Vec};
use fiscal_bft_primitives::{Validator, ValidatorSet, SET_CHANGE_DELAY};
use fiscal_sm_crypto::Public;
use frame_support::{ensure, traits::Get};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// * The pace is possible.
	/// * A scheduled set was decided in this block; four or more validators bear one fault.
	/// * Operators are those of the latest set, each key decides from the block the set begins.
	/// * Past keys are no operator's; one that still decides leaves with the scheduled set.
	/// * Changes of the set ascend and are as many as counted.
	/// * Offences are within bounds, speak of what they stand under and are as many as counted.
	pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
		ensure!(ChainPace::<T>::get().check().is_ok(), "pace: no chain can go at it");
		Self::check_keys()?;
		Self::check_changes()?;
		Self::check_offences()
	}

	fn check_keys() -> Result<(), TryRuntimeError> {
		let number = Self::number();
		let current = Current::<T>::get();
		let scheduled = Scheduled::<T>::get();
		let effective = number.saturating_add(SET_CHANGE_DELAY);
		for set in current.iter().chain(scheduled.iter().map(|(_, set)| set)) {
			Self::new_set(set.validators().to_vec())
				.map_err(|_| TryRuntimeError::from("set: one validator can stop the chain"))?;
		}
		ensure!(
			scheduled.as_ref().is_none_or(|(from, _)| *from == effective),
			"scheduled set: not of this block"
		);
		let decides = |set: &Option<ValidatorSet>, key: &Public| {
			set.as_ref().is_some_and(|set| set.position(key).is_some())
		};

		let latest = Self::latest();
		for validator in &latest {
			let operator = Operators::<T>::get(validator.public)
				.ok_or(TryRuntimeError::from("validator: nobody runs it"))?;
			let sound = if decides(&current, &validator.public) {
				operator.from < effective
			} else {
				operator.from == effective
			};
			ensure!(sound, "operator: its key decides from another block on");
			ensure!(
				!PastKeys::<T>::contains_key(validator.public),
				"validator: its key is one of the past"
			);
		}
		ensure!(
			Operators::<T>::iter_keys().count() == latest.len(),
			"operators: more than validators"
		);

		for (public, past) in PastKeys::<T>::iter() {
			ensure!(past.until < effective, "past key: it leaves later than any set begins");
			ensure!(
				past.from <= past.until.saturating_add(1),
				"past key: it left before it was entered"
			);
			let still = decides(&current, &public);
			ensure!(
				still == (past.from <= past.until && past.until.saturating_add(1) == effective),
				"past key: it decides longer or shorter than it says"
			);
		}
		Ok(())
	}

	fn check_changes() -> Result<(), TryRuntimeError> {
		let count = SetChangeCount::<T>::get();
		let mut last = 0;
		for index in 0..count {
			let block = SetChanges::<T>::get(index)
				.ok_or(TryRuntimeError::from("changes of the set: one is missing"))?;
			ensure!(last < block && block <= Self::number(), "changes of the set: out of order");
			ensure!(DecidedSets::<T>::contains_key(block), "change of the set: its set is missing");
			last = block;
		}
		ensure!(
			u32::try_from(SetChanges::<T>::iter_keys().count()) == Ok(count),
			"changes of the set: more than counted"
		);
		ensure!(
			u32::try_from(DecidedSets::<T>::iter_keys().count()) == Ok(count),
			"decided sets: not one a change"
		);
		// A set scheduled by the block under construction is announced when it closes.
		let announced = Scheduled::<T>::get().is_none() || last == Self::number();
		let latest = DecidedSets::<T>::get(last).map(Vec::<Validator>::from);
		ensure!(
			!announced || latest.is_none_or(|latest| latest == Self::latest()),
			"decided sets: the last is not the latest set"
		);
		Ok(())
	}

	fn check_offences() -> Result<(), TryRuntimeError> {
		let mut total = 0u32;
		let mut by_key = BTreeMap::<_, u32>::new();
		let mut by_participant = BTreeMap::<_, u32>::new();
		for (key, offence) in Equivocations::<T>::iter() {
			ensure!(
				OffenceKey::of(&offence.evidence) == Some(key),
				"offence: it stands under another key"
			);
			total = total.saturating_add(1);
			let of_key = by_key.entry(key.offender).or_default();
			*of_key = of_key.saturating_add(1);
			let of_participant = by_participant.entry(offence.participant).or_default();
			*of_participant = of_participant.saturating_add(1);
		}
		ensure!(total == EquivocationCount::<T>::get(), "offences: not as many as counted");
		ensure!(total <= T::MaxEquivocations::get(), "offences: more than may be kept");
		ensure!(
			by_key == KeyOffences::<T>::iter().collect::<BTreeMap<_, _>>(),
			"offences of a key: not as many as counted"
		);
		ensure!(
			by_participant == ParticipantOffences::<T>::iter().collect::<BTreeMap<_, _>>(),
			"offences of a participant: not as many as counted"
		);
		let most = by_key.values().max().copied().unwrap_or_default();
		ensure!(most <= T::MaxEquivocationsPerKey::get(), "offences of a key: too many");
		Ok(())
	}
}
