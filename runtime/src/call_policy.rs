//! Which role may send which call as a transaction.
//!
//! An allow-list over the runtime's own enum: what is not named here, nobody may send. The council
//! reaches calls that are not here through its motions. Dispatching checks more than the role; this
//! table keeps strangers' transactions out of the pool and of blocks.

use crate::RuntimeCall;
use fiscal_primitives::participant::{
	Role::{self, *},
	Roles,
};
use pallet_participants::traits::CallPolicy;

/// The table.
pub struct RoleTable;

impl CallPolicy<RuntimeCall> for RoleTable {
	fn roles_for(call: &RuntimeCall) -> Option<Roles> {
		let roles: &[Role] = match call {
			RuntimeCall::System(frame_system::Call::apply_authorized_upgrade { .. }) => &[Council],
			RuntimeCall::Council(
				pallet_collective::Call::propose { .. }
				| pallet_collective::Call::vote { .. }
				| pallet_collective::Call::close { .. },
			) => &[Council],
			// Any organisation may run a validator; dispatching checks that it is theirs.
			RuntimeCall::BftValidators(pallet_bft_validators::Call::rotate_key { .. }) => {
				&[FiscalAuthority, NodeOperator, Platform, BillUser, Issuer, Auditor, Council]
			}
			RuntimeCall::Participants(pallet_participants::Call::set_status { .. }) => {
				&[FiscalAuthority]
			}
			RuntimeCall::AccessNodes(
				pallet_access_nodes::Call::register { .. }
				| pallet_access_nodes::Call::set_status { .. }
				| pallet_access_nodes::Call::link { .. }
				| pallet_access_nodes::Call::unlink { .. },
			) => &[FiscalAuthority],
			RuntimeCall::Scenes(
				pallet_scenes::Call::register { .. }
				| pallet_scenes::Call::update { .. }
				| pallet_scenes::Call::set_status { .. },
			) => &[FiscalAuthority],
			RuntimeCall::Bills(pallet_bills::Call::register_batch { .. }) => {
				&[NodeOperator, Platform]
			}
			RuntimeCall::Bills(
				pallet_bills::Call::update { .. }
				| pallet_bills::Call::red_flush { .. }
				| pallet_bills::Call::void_bill { .. }
				| pallet_bills::Call::exchange_for_paper { .. }
				| pallet_bills::Call::restore_electronic { .. }
				| pallet_bills::Call::set_circulation { .. },
			) => &[Issuer, NodeOperator],
			RuntimeCall::Bills(
				pallet_bills::Call::consent_red_flush { .. }
				| pallet_bills::Call::propose_correction { .. }
				| pallet_bills::Call::confirm_correction { .. }
				| pallet_bills::Call::withdraw_correction { .. },
			) => &[FiscalAuthority],
			RuntimeCall::BillLocks(
				pallet_bill_locks::Call::acquire { .. }
				| pallet_bill_locks::Call::settle { .. }
				| pallet_bill_locks::Call::release { .. }
				| pallet_bill_locks::Call::request_reversal { .. },
			) => &[BillUser, Platform],
			RuntimeCall::BillLocks(pallet_bill_locks::Call::withdraw_reversal { .. }) => {
				&[BillUser, Platform, FiscalAuthority]
			}
			RuntimeCall::BillLocks(pallet_bill_locks::Call::confirm_reversal { .. }) => {
				&[FiscalAuthority]
			}
			_ => return None,
		};
		Some(Roles::of(roles))
	}

	/// Evidence of double signing speaks for itself.
	fn admits_bare(call: &RuntimeCall) -> bool {
		matches!(
			call,
			RuntimeCall::BftValidators(pallet_bft_validators::Call::report_equivocation { .. })
		)
	}
}
