//! Which role may send which call as a transaction.
//!
//! An allow-list over the runtime's own enum: what is not named here, nobody may send. The council
//! reaches calls that are not here through its motions. Dispatching checks more than the role; this
//! table keeps strangers' transactions out of the pool and of blocks.

use crate::{Runtime, RuntimeCall};
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
				ORGANISATIONS
			}
			RuntimeCall::Approvals(call) => approvals(call)?,
			RuntimeCall::Participants(call) => participants(call)?,
			RuntimeCall::AccessNodes(call) => access_nodes(call)?,
			RuntimeCall::Scenes(call) => scenes(call)?,
			RuntimeCall::Policies(call) => policies(call)?,
			RuntimeCall::Bills(call) => bills(call)?,
			RuntimeCall::BillLocks(call) => bill_locks(call)?,
			RuntimeCall::BillPermissions(pallet_bill_permissions::Call::set_rule { .. }) => {
				&[FiscalAuthority]
			}
			RuntimeCall::VcAuthorization(call) => vc_authorization(call)?,
			RuntimeCall::Outbox(
				pallet_outbox::Call::set_destination { .. }
				| pallet_outbox::Call::revive { .. }
				| pallet_outbox::Call::discard { .. },
			) => &[FiscalAuthority],
			// Who may ask what is for the pallet to say.
			RuntimeCall::Observations(pallet_observations::Call::request { .. }) => ORGANISATIONS,
			RuntimeCall::CrossRegion(call) => cross_region(call)?,
			_ => return None,
		};
		Some(Roles::of(roles))
	}

	/// Evidence of double signing speaks for itself, and what validators and other provinces say bears
	/// their signature.
	fn admits_bare(call: &RuntimeCall) -> bool {
		matches!(
			call,
			RuntimeCall::BftValidators(pallet_bft_validators::Call::report_equivocation { .. })
				| RuntimeCall::Outbox(pallet_outbox::Call::report { .. })
				| RuntimeCall::Observations(pallet_observations::Call::testify { .. })
				| RuntimeCall::CrossRegion(pallet_cross_region::Call::receive { .. })
		)
	}
}

/// Every role.
const ANYBODY: &[Role] = &Role::ALL;

/// Organisations that do something on this chain themselves.
const ORGANISATIONS: &[Role] =
	&[FiscalAuthority, NodeOperator, Platform, BillUser, Issuer, Auditor, Council, Administrator];

fn approvals(call: &pallet_approvals::Call<Runtime>) -> Option<&'static [Role]> {
	use pallet_approvals::Call;
	Some(match call {
		Call::create_role { .. }
		| Call::rename_role { .. }
		| Call::set_role_scope { .. }
		| Call::add_member { .. }
		| Call::remove_member { .. }
		| Call::delete_role { .. }
		| Call::create_flow { .. }
		| Call::retire_flow { .. }
		| Call::set_high_risk { .. } => &[FiscalAuthority],
		Call::propose { .. }
		| Call::approve { .. }
		| Call::reject { .. }
		| Call::withdraw { .. }
		| Call::resubmit { .. }
		| Call::execute { .. } => ORGANISATIONS,
		_ => return None,
	})
}

fn participants(call: &pallet_participants::Call<Runtime>) -> Option<&'static [Role]> {
	use pallet_participants::Call;
	Some(match call {
		Call::set_status { .. }
		| Call::set_roles { .. }
		| Call::replace_key { .. }
		| Call::update { .. }
		| Call::admit_child { .. } => ORGANISATIONS,
		Call::register_holder { .. } | Call::bind_payer { .. } => &[Platform],
		Call::rotate_key { .. } | Call::set_services { .. } => ANYBODY,
		_ => return None,
	})
}

fn access_nodes(call: &pallet_access_nodes::Call<Runtime>) -> Option<&'static [Role]> {
	use pallet_access_nodes::Call;
	Some(match call {
		Call::register { .. }
		| Call::set_status { .. }
		| Call::link { .. }
		| Call::unlink { .. }
		| Call::review { .. }
		| Call::renew_credential { .. }
		| Call::revoke_credential { .. }
		| Call::redeliver_credential { .. }
		| Call::issue_codes { .. }
		| Call::void_codes { .. }
		| Call::freeze_codes { .. }
		| Call::thaw_codes { .. }
		| Call::reinstate_code { .. } => &[FiscalAuthority],
		Call::request_admission { .. }
		| Call::amend { .. }
		| Call::withdraw { .. }
		| Call::resubmit { .. }
		| Call::acknowledge_credential { .. }
		| Call::activate { .. }
		| Call::update_device { .. } => &[NodeOperator],
		Call::set_device_status { .. } | Call::unbind_device { .. } => {
			&[NodeOperator, FiscalAuthority]
		}
		_ => return None,
	})
}

fn scenes(call: &pallet_scenes::Call<Runtime>) -> Option<&'static [Role]> {
	use pallet_scenes::Call;
	Some(match call {
		Call::register { .. }
		| Call::update { .. }
		| Call::set_status { .. }
		| Call::set_rules { .. }
		| Call::confirm { .. }
		| Call::withdraw { .. }
		| Call::register_resource_type { .. }
		| Call::change_resource_type { .. } => &[FiscalAuthority],
		Call::register_resource { .. } | Call::change_resource { .. } => &[Issuer],
		_ => return None,
	})
}

fn policies(call: &pallet_policies::Call<Runtime>) -> Option<&'static [Role]> {
	use pallet_policies::Call;
	Some(match call {
		Call::define_primitive { .. }
		| Call::revise_primitive { .. }
		| Call::roll_back_primitive { .. }
		| Call::draft { .. }
		| Call::revise { .. }
		| Call::enact { .. }
		| Call::repeal { .. }
		| Call::roll_back { .. }
		| Call::define_label { .. }
		| Call::remove_label { .. }
		| Call::set_label { .. }
		| Call::distribute { .. }
		| Call::advance { .. }
		| Call::abort_distribution { .. } => &[FiscalAuthority],
		Call::acknowledge { .. } | Call::report_digest { .. } | Call::report_hits { .. } => {
			&[NodeOperator]
		}
		_ => return None,
	})
}

fn bills(call: &pallet_bills::Call<Runtime>) -> Option<&'static [Role]> {
	use pallet_bills::Call;
	Some(match call {
		Call::register_batch { .. } => &[NodeOperator, Platform],
		Call::update { .. }
		| Call::red_flush { .. }
		| Call::void_bill { .. }
		| Call::exchange_for_paper { .. }
		| Call::restore_electronic { .. }
		| Call::set_circulation { .. }
		| Call::set_relations { .. } => &[Issuer, NodeOperator],
		Call::transfer_holder { .. } => &[Issuer, NodeOperator, FiscalAuthority],
		Call::consent_red_flush { .. }
		| Call::propose_correction { .. }
		| Call::confirm_correction { .. }
		| Call::withdraw_correction { .. }
		| Call::allocate_numbers { .. }
		| Call::return_numbers { .. }
		| Call::end_outside_lock { .. } => &[FiscalAuthority],
		_ => return None,
	})
}

fn bill_locks(call: &pallet_bill_locks::Call<Runtime>) -> Option<&'static [Role]> {
	use pallet_bill_locks::Call;
	Some(match call {
		Call::acquire { .. }
		| Call::settle { .. }
		| Call::release { .. }
		| Call::request_reversal { .. } => &[BillUser, Platform],
		Call::withdraw_reversal { .. } => &[BillUser, Platform, FiscalAuthority],
		Call::confirm_reversal { .. } | Call::force_release { .. } => &[FiscalAuthority],
		_ => return None,
	})
}

fn vc_authorization(call: &pallet_vc_authorization::Call<Runtime>) -> Option<&'static [Role]> {
	use pallet_vc_authorization::Call;
	Some(match call {
		// Citizens and organisations grant what is theirs; dispatching checks whose it is.
		Call::register { .. }
		| Call::register_batch { .. }
		| Call::set_status { .. }
		| Call::issue_code { .. } => ANYBODY,
		Call::grant_for { .. } => &[Platform],
		Call::record_use { .. } | Call::redeem_code { .. } => ORGANISATIONS,
		Call::put_template { .. }
		| Call::withdraw_template { .. }
		| Call::set_delegate { .. }
		| Call::set_white_list { .. }
		| Call::remove_white_list { .. } => &[FiscalAuthority],
		_ => return None,
	})
}

fn cross_region(call: &pallet_cross_region::Call<Runtime>) -> Option<&'static [Role]> {
	use pallet_cross_region::Call;
	Some(match call {
		Call::set_province { .. }
		| Call::set_platform { .. }
		| Call::review_filing { .. }
		| Call::resolve_dispute { .. } => &[FiscalAuthority],
		Call::apply_filing { .. }
		| Call::withdraw_filing { .. }
		| Call::change_service { .. }
		| Call::start { .. }
		| Call::finish { .. }
		| Call::push_authorization { .. } => &[BillUser],
		_ => return None,
	})
}
