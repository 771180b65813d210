//! What a block changed, for indexes outside of consensus, and what waits on a bill.

use crate::{BillLocks, Bills, RuntimeEvent, System, Timestamp, VcAuthorization};
use alloc::vec::Vec;
use fiscal_primitives::{
	bill::BillPending,
	changes::{AuthorizationChange, BlockChanges, LockChange},
	BillKey,
};
use frame_system::Phase;

/// What the current block changed, read from its events.
pub(super) fn of_block() -> BlockChanges {
	let mut changes = BlockChanges { at: Timestamp::get(), ..Default::default() };
	let mut of_bills = Vec::new();
	for record in System::read_events_no_consensus() {
		let extrinsic = match record.phase {
			Phase::ApplyExtrinsic(index) => Some(index),
			Phase::Finalization | Phase::Initialization => None,
		};
		match record.event {
			RuntimeEvent::Bills(event) => of_bills.push((extrinsic, event)),
			RuntimeEvent::BillLocks(event) => {
				if let Some((key, event)) = BillLocks::changes_of(&event) {
					changes.locks.push(LockChange { key, extrinsic, event });
				}
			}
			RuntimeEvent::VcAuthorization(event) => {
				if let Some((basis, item, head)) = VcAuthorization::changes_of(&event) {
					let change = AuthorizationChange { basis, extrinsic, item, head };
					changes.authorizations.push(change);
				}
			}
			_ => (),
		}
	}
	changes.bills = Bills::changes_of_block(of_bills);
	changes
}

/// What waits for a second signature on a bill, and what was decided: of the bill and of its locks.
pub(super) fn pending(key: BillKey) -> Option<BillPending> {
	let waiting = Bills::pending(&key)?;
	let (settlements, more_settlements) = BillLocks::settled(&key);
	Some(BillPending {
		key,
		correction: waiting.correction,
		last_correction: waiting.last_correction,
		consent: waiting.consent,
		reversal: BillLocks::pending_reversal(&key),
		settlements,
		more_settlements,
	})
}
