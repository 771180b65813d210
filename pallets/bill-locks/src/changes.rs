//! What an event means for an index of locks. R222, R227.

use crate::{Config, Event, Pallet};
use fiscal_primitives::{changes::LockEvent, BillKey};

impl<T: Config> Pallet<T> {
	/// The bill and what the event says about its lock. Repeated answers, notices and reversals that
	/// only wait say nothing new.
	pub fn changes_of(event: &Event<T>) -> Option<(BillKey, LockEvent)> {
		Some(match event {
			Event::Acquired { key, holder, flow, expires, .. } => {
				let (holder, flow, expires) = (*holder, flow.clone(), *expires);
				(*key, LockEvent::Acquired { holder, flow, expires })
			}
			Event::LockLost { key, requester, flow, winner, .. } => {
				let (requester, flow, winner) = (*requester, flow.clone(), Some(*winner));
				(*key, LockEvent::Lost { requester, flow, winner })
			}
			Event::LockRefused { key, requester, flow } => {
				let (requester, flow) = (*requester, flow.clone());
				(*key, LockEvent::Lost { requester, flow, winner: None })
			}
			Event::LockDenied { key, requester, flow, policy, version } => {
				let (requester, flow) = (*requester, flow.clone());
				let (policy, version) = (*policy, *version);
				(*key, LockEvent::Denied { requester, flow, policy, version })
			}
			Event::Settled { key, holder, flow, amount, .. } => {
				let (holder, flow, amount) = (*holder, flow.clone(), *amount);
				(*key, LockEvent::Settled { holder, flow, amount })
			}
			Event::Released { key, holder, .. } => (*key, LockEvent::Released { holder: *holder }),
			Event::ForceReleased { key, holder, .. } => {
				(*key, LockEvent::ForceReleased { holder: *holder })
			}
			Event::Expired { key, holder } => (*key, LockEvent::Expired { holder: *holder }),
			Event::Reversed { key, holder, amount, .. } => {
				(*key, LockEvent::Reversed { holder: *holder, amount: *amount })
			}
			_ => return None,
		})
	}
}
