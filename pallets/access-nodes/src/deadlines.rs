//! What is due as time passes: reminders, ends and the archive. Ordered by time, never a scan.

use crate::{Activations, Codes, Config, Deadlines, Event, Nodes, Pallet, Task};
use alloc::vec::Vec;
use fiscal_primitives::{node::CodeState, Digest, Moment, NodeId};
use frame_support::traits::Get;

impl<T: Config> Pallet<T> {
	/// Handles what is due, oldest first and at most [`Config::MaxDuePerBlock`] of it. Returns how
	/// many. Reads one deadline more than it handles: the keys are in the order of time.
	pub(crate) fn sweep(now: Moment) -> u32 {
		let most = usize::try_from(T::MaxDuePerBlock::get()).unwrap_or(usize::MAX);
		let due: Vec<_> = Deadlines::<T>::iter_keys()
			.take(most)
			.take_while(|(due, _)| due.moment() <= now)
			.collect();
		let handled = u32::try_from(due.len()).unwrap_or(u32::MAX);
		for (due, task) in due {
			Deadlines::<T>::remove(due, task);
			match task {
				Task::CredentialReminder(node) => Self::remind(node, now),
				Task::CredentialExpiry(node) => Self::expire_credential(node),
				Task::CodeExpiry(node, digest) => Self::expire_code(node, digest, now),
				Task::CodeArchive(node, digest) => Self::archive_code(node, digest),
			}
		}
		handled
	}

	fn remind(node: NodeId, now: Moment) {
		let Some(stored) = Nodes::<T>::get(node) else { return };
		let (operator, valid_until) = (stored.operator, stored.credential.valid_until);
		// After a long halt the reminder may come up when the credential has ended: no use any more.
		if now < valid_until {
			Self::deposit_event(Event::CredentialExpiring { node, operator, valid_until });
		}
	}

	fn expire_credential(node: NodeId) {
		let Some(stored) = Nodes::<T>::get(node) else { return };
		Self::routing_changed();
		Self::deposit_event(Event::CredentialExpired { node, operator: stored.operator });
	}

	fn expire_code(node: NodeId, digest: Digest, now: Moment) {
		let Some(mut code) = Codes::<T>::get(node, digest) else { return };
		Self::end_code(node, digest, &mut code, CodeState::Expired, now);
		Self::deposit_event(Event::CodeExpired { node, code: digest });
	}

	fn archive_code(node: NodeId, digest: Digest) {
		Codes::<T>::remove(node, digest);
		Activations::<T>::mutate(node, |state| state.codes = state.codes.saturating_sub(1));
		Self::deposit_event(Event::CodeArchived { node, code: digest });
	}
}
