//! What an event says of an authorization, for the index outside of consensus. R129, R139.

use crate::{Config, Event, Pallet};
use fiscal_primitives::{
	authorization::{Basis, LogItem},
	Digest,
};

impl<T: Config> Pallet<T> {
	/// The step of an authorization, or the read on the white list, that an event reports, with the
	/// head of the log where there is one.
	pub fn changes_of(event: &Event<T>) -> Option<(Basis, LogItem, Option<Digest>)> {
		Some(match event {
			Event::Registered { digest, holder, grantee, scene, delegate, by, at, head } => {
				let item = LogItem::Registered {
					at: *at,
					digest: *digest,
					holder: *holder,
					grantee: *grantee,
					scene: *scene,
					delegate: *delegate,
					by: *by,
				};
				(Basis::Authorization(*digest), item, Some(*head))
			}
			Event::StatusChanged { digest, from, to, by, reason, at, head } => {
				let (from, to, by, at) = (*from, *to, *by, *at);
				let item = LogItem::StatusChanged { at, from, to, by, reason: reason.clone() };
				(Basis::Authorization(*digest), item, Some(*head))
			}
			Event::Used { basis, entry, head } => (*basis, LogItem::Checked(*entry), Some(*head)),
			Event::CheckFailed { basis, entry, head } => (*basis, LogItem::Checked(*entry), *head),
			_ => return None,
		})
	}
}
