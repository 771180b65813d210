//! What an event means for an index of bills. R227, R229.

use crate::{Config, Event, Pallet};
use alloc::{vec, vec::Vec};
use fiscal_primitives::{changes::BillAction, BillKey};

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
			_ => Vec::new(),
		}
	}
}
