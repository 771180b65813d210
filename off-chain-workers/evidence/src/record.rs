//! What is kept of an outcome beside the record of the call itself.

use fiscal_bridge::{
	ledger::{Direction, Entry, Ledger},
	now,
};
use fiscal_primitives::Digest;
use std::sync::Arc;

/// Where outcomes are kept; nowhere without a ledger.
#[derive(Clone, Debug, Default)]
pub(crate) struct Records(pub(crate) Option<Arc<Ledger>>);

impl Records {
	/// Keeps what came of it. `about` is the digest it is about, `outcome` one word, `reference` the
	/// other side's. A record that cannot be written is logged, and the outcome counts nevertheless, so
	/// that nothing waits for the disk.
	pub(crate) fn keep(
		&self,
		system: &str,
		service: &str,
		about: &Digest,
		outcome: &str,
		reference: Option<String>,
	) {
		let Some(ledger) = &self.0 else { return };
		let entry = Entry {
			at: now(),
			system: system.into(),
			direction: Direction::Out,
			service: service.into(),
			id: fiscal_bridge::convert::hex(about),
			request: *about,
			answer: None,
			outcome: outcome.into(),
			reference,
		};
		if let Err(fault) = ledger.note(&entry) {
			log::error!(target: "bridge", "{system}: the outcome of {service} is not recorded: {fault}");
		}
	}
}
