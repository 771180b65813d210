//! Approvals, and which operation each call performs.

use super::{system::RuntimeBlockWeights, CouncilMajority};
use crate::{call_policy::RoleTable, Participants, Runtime, RuntimeCall, RuntimeOrigin, Timestamp};
use fiscal_primitives::{
	participant::{Role, Roles},
	Operation,
};
use frame_support::{parameter_types, traits::ConstU32, weights::Weight};
use pallet_approvals::OperationOf;
use pallet_participants::CallPolicy;
use sp_runtime::Perbill;

parameter_types! {
	/// A twentieth of a block: far more than any call of an administrator takes, and little enough
	/// for every signature to reserve it.
	pub MaxApprovedWeight: Weight = Perbill::from_percent(5) * RuntimeBlockWeights::get().max_block;
}

impl pallet_approvals::Config for Runtime {
	type RuntimeOrigin = RuntimeOrigin;
	type RuntimeCall = RuntimeCall;
	type CouncilOrigin = CouncilMajority;
	type Operations = Operations;
	type Participants = Participants;
	type Time = Timestamp;
	type MaxCallWeight = MaxApprovedWeight;
	type MaxOpen = ConstU32<1_024>;
	type MaxOpenPerProposer = ConstU32<64>;
	type MaxRoles = ConstU32<256>;
	type MaxFlows = ConstU32<256>;
	type MaxExpiriesPerBlock = ConstU32<64>;
	type WeightInfo = crate::weights::pallet_approvals::WeightInfo<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = crate::benchmarks::Fixtures;
}

/// Which operation a call performs. A list of what may be proposed, never of what may not: what is
/// not named here only its signer sends. No call that carries another one is among them.
pub struct Operations;

impl OperationOf<RuntimeCall> for Operations {
	fn operation(call: &RuntimeCall) -> Option<Operation> {
		match call {
			RuntimeCall::Approvals(call) => approvals(call),
			RuntimeCall::Participants(call) => participants(call),
			RuntimeCall::AccessNodes(call) => access_nodes(call),
			RuntimeCall::Scenes(call) => scenes(call),
			RuntimeCall::Policies(call) => policies(call),
			RuntimeCall::Bills(call) => bills(call),
			RuntimeCall::BillLocks(call) => bill_locks(call),
			RuntimeCall::BillPermissions(pallet_bill_permissions::Call::set_rule { .. }) => {
				Some(Operation::ChangeTransitionRules)
			}
			RuntimeCall::VcAuthorization(call) => vc_authorization(call),
			RuntimeCall::Quotas(
				pallet_quotas::Call::set_quota { .. }
				| pallet_quotas::Call::set_default_quota { .. },
			) => Some(Operation::ChangeQuota),
			RuntimeCall::Outbox(call) => outbox(call),
			RuntimeCall::CrossRegion(call) => cross_region(call),
			_ => None,
		}
	}

	/// Those that may send it as a transaction. What nobody may is the council's, and its members may
	/// propose it.
	fn roles(call: &RuntimeCall) -> Roles {
		RoleTable::roles_for(call).unwrap_or(Roles::of(&[Role::Council]))
	}
}

fn approvals(call: &pallet_approvals::Call<Runtime>) -> Option<Operation> {
	use pallet_approvals::Call;
	matches!(
		call,
		Call::create_role { .. }
			| Call::rename_role { .. }
			| Call::set_role_scope { .. }
			| Call::add_member { .. }
			| Call::remove_member { .. }
			| Call::delete_role { .. }
			| Call::create_flow { .. }
			| Call::retire_flow { .. }
			| Call::set_high_risk { .. }
	)
	.then_some(Operation::ChangeApprovalFlows)
}

fn participants(call: &pallet_participants::Call<Runtime>) -> Option<Operation> {
	use pallet_participants::Call;
	Some(match call {
		Call::admit { .. } | Call::admit_child { .. } => Operation::AdmitParticipant,
		Call::set_status { .. } => Operation::ChangeParticipantStatus,
		Call::set_roles { .. } => Operation::ChangeParticipantRoles,
		Call::replace_key { .. } => Operation::ReplaceParticipantKey,
		Call::update { .. } => Operation::UpdateParticipant,
		_ => return None,
	})
}

fn access_nodes(call: &pallet_access_nodes::Call<Runtime>) -> Option<Operation> {
	use pallet_access_nodes::Call;
	Some(match call {
		Call::register { .. } | Call::link { .. } | Call::unlink { .. } | Call::review { .. } => {
			Operation::ReviewNode
		}
		Call::set_status { .. } | Call::set_device_status { .. } | Call::unbind_device { .. } => {
			Operation::ChangeNodeStatus
		}
		Call::renew_credential { .. }
		| Call::revoke_credential { .. }
		| Call::redeliver_credential { .. } => Operation::ChangeNodeCredential,
		Call::issue_codes { .. } => Operation::IssueActivationCodes,
		Call::void_codes { .. } | Call::freeze_codes { .. } => Operation::VoidActivationCodes,
		Call::thaw_codes { .. } | Call::reinstate_code { .. } => Operation::ReinstateActivationCode,
		_ => return None,
	})
}

fn scenes(call: &pallet_scenes::Call<Runtime>) -> Option<Operation> {
	use pallet_scenes::Call;
	Some(match call {
		Call::register { .. } => Operation::RegisterScene,
		Call::update { .. } | Call::set_status { .. } => Operation::ChangeScene,
		Call::set_rules { .. } => Operation::ChangeFieldRules,
		Call::confirm { subject, .. } | Call::withdraw { subject, .. } => {
			pallet_scenes::Pallet::<Runtime>::operation(*subject)
		}
		Call::register_resource_type { .. } | Call::change_resource_type { .. } => {
			Operation::ChangeResourceType
		}
		_ => return None,
	})
}

fn policies(call: &pallet_policies::Call<Runtime>) -> Option<Operation> {
	use pallet_policies::Call;
	Some(match call {
		Call::enact { .. }
		| Call::define_label { .. }
		| Call::remove_label { .. }
		| Call::set_label { .. } => Operation::EnactPolicy,
		Call::repeal { .. } => Operation::RepealPolicy,
		Call::roll_back { .. } => Operation::RollBackPolicy,
		Call::distribute { .. } | Call::advance { .. } | Call::abort_distribution { .. } => {
			Operation::DistributePolicies
		}
		_ => return None,
	})
}

fn bills(call: &pallet_bills::Call<Runtime>) -> Option<Operation> {
	use pallet_bills::Call;
	Some(match call {
		Call::consent_red_flush { .. } => Operation::ConsentRedFlush,
		Call::confirm_correction { .. }
		| Call::transfer_holder { .. }
		| Call::end_outside_lock { .. } => Operation::CorrectBill,
		Call::allocate_numbers { .. } | Call::return_numbers { .. } => Operation::AllocateNumbers,
		_ => return None,
	})
}

fn bill_locks(call: &pallet_bill_locks::Call<Runtime>) -> Option<Operation> {
	use pallet_bill_locks::Call;
	Some(match call {
		Call::force_release { .. } => Operation::ForceReleaseLock,
		Call::confirm_reversal { .. } => Operation::ReverseSettlement,
		_ => return None,
	})
}

fn vc_authorization(call: &pallet_vc_authorization::Call<Runtime>) -> Option<Operation> {
	use pallet_vc_authorization::Call;
	Some(match call {
		Call::put_template { .. } | Call::withdraw_template { .. } => {
			Operation::ChangeCredentialTemplates
		}
		Call::set_delegate { .. } => Operation::TrustDelegate,
		Call::set_white_list { .. } | Call::remove_white_list { .. } => Operation::ChangeWhiteList,
		_ => return None,
	})
}

fn outbox(call: &pallet_outbox::Call<Runtime>) -> Option<Operation> {
	use pallet_outbox::Call;
	Some(match call {
		Call::set_destination { .. } => Operation::ChangeDestination,
		Call::revive { .. } | Call::discard { .. } => Operation::HandleDeadLetter,
		_ => return None,
	})
}

fn cross_region(call: &pallet_cross_region::Call<Runtime>) -> Option<Operation> {
	use pallet_cross_region::Call;
	Some(match call {
		Call::set_province { .. } | Call::set_platform { .. } => Operation::ChangeProvince,
		Call::review_filing { .. } => Operation::ReviewFiling,
		Call::resolve_dispute { .. } => Operation::HandleDeadLetter,
		_ => return None,
	})
}
