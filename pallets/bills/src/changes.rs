//! What an event means for an index of bills. R227, R229.

use crate::{transition::makes_version, Bills, Config, Event, Pallet};
use alloc::{collections::BTreeMap, vec, vec::Vec};
use fiscal_primitives::{
	changes::{BillAction, BillChange},
	BillKey,
};

impl<T: Config> Pallet<T> {
	/// The bills whose records the event says changed, and what happened to each, in order. Consents
	/// and proposals change no bill.
	pub fn changes_of(event: &Event<T>) -> Vec<(BillKey, BillAction)> {
		match event {
			Event::BatchRegistered { registered, .. } => {
				registered.iter().map(|key| (*key, BillAction::Registered)).collect()
			}
			Event::BillUpdated { key, .. } => vec![(*key, BillAction::Updated)],
			Event::RedFlushed { key, negative, difference, .. } => {
				let registered = core::iter::once(*negative).chain(*difference);
				core::iter::once((*key, BillAction::RedFlushed))
					.chain(registered.map(|new| (new, BillAction::Registered)))
					.collect()
			}
			Event::Voided { key, .. } => vec![(*key, BillAction::Voided)],
			Event::ExchangedForPaper { key, .. } => vec![(*key, BillAction::ExchangedForPaper)],
			Event::RestoredElectronic { key, .. } => vec![(*key, BillAction::RestoredElectronic)],
			Event::CirculationChanged { key, .. } => vec![(*key, BillAction::CirculationChanged)],
			Event::Corrected { key, .. } => vec![(*key, BillAction::Corrected)],
			Event::HolderChanged { key, .. } => vec![(*key, BillAction::HolderChanged)],
			Event::UsageChanged { key, action, .. } => vec![(*key, *action)],
			Event::BillAdopted { key, .. } => vec![(*key, BillAction::Registered)],
			Event::OutsideFollowed { key, action, .. } => vec![(*key, *action)],
			_ => Vec::new(),
		}
	}

	/// What the events of a block, each with the index of its extrinsic, say changed, in order. Called
	/// at the end of the block: of each record it gives what stands then, with the version, and with
	/// the holder as far as events tell, which it had right after the change. So a bill that passed on
	/// twice in the block was held by somebody in between. R070, R227.
	///
	/// Serves callers outside of consensus.
	pub fn changes_of_block(
		events: impl IntoIterator<Item = (Option<u32>, Event<T>)>,
	) -> Vec<BillChange> {
		let mut changes = Vec::new();
		for (extrinsic, event) in events {
			let passed_from = match &event {
				Event::HolderChanged { from, .. } => Some(*from),
				_ => None,
			};
			for (key, action) in Self::changes_of(&event) {
				if let Some(bill) = Bills::<T>::get(key) {
					changes.push((BillChange { key, action, extrinsic, bill }, passed_from));
				}
			}
		}
		// From the end of the block backwards: what each bill was before the changes seen so far.
		let mut before = BTreeMap::new();
		for (change, passed_from) in changes.iter_mut().rev() {
			let bill = &mut change.bill;
			if let Some((payer, version)) = before.get(&change.key) {
				(bill.payer, bill.version) = (*payer, *version);
			}
			let step = u32::from(makes_version(change.action));
			let earlier = (passed_from.unwrap_or(bill.payer), bill.version.saturating_sub(step));
			before.insert(change.key, earlier);
		}
		changes.into_iter().map(|(change, _)| change).collect()
	}
}
