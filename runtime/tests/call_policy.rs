//! Who may send which call: every call of the runtime's metadata has a decision here, and the runtime
//! keeps it. A call without one fails this test.

#[path = "common/calls.rs"]
mod calls;
mod common;

use calls::calls;
use common::chain;
use fiscal_primitives::{
	participant::{
		Role::{self, *},
		Roles,
	},
	AccountId,
};
use fiscal_runtime::{
	call_policy::RoleTable,
	genesis_presets::{public_of, DEVNET},
	RuntimeCall, RuntimeOrigin,
};
use frame_support::traits::UnfilteredDispatchable;
use pallet_collective::{Instance1, RawOrigin};
use pallet_participants::CallPolicy;
use sp_runtime::{DispatchError, DispatchResult};
use std::collections::BTreeMap;

/// Who may do what a call does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
	/// Participants with one of these roles send it; what it does, it may ask more for.
	By(&'static [Role]),
	/// A motion of the council, or an approval where the pallet takes one; nobody sends it.
	Motion,
	/// The root origin, which nothing on this chain has.
	Root,
	/// The proposer of a block.
	Inherent,
	/// Anybody, without a signature: what it carries proves itself.
	Bare,
	/// Nobody, although its pallet would let a signer.
	Closed,
}
use Who::*;

/// Every participant.
const ANYONE: &[Role] = &Role::ALL;
/// Every role but that of a citizen.
const ORGANISATIONS: &[Role] = &[
	FiscalAuthority,
	NodeOperator,
	Platform,
	BillUser,
	Issuer,
	Auditor,
	Role::Council,
	Administrator,
];
const FISCAL: &[Role] = &[FiscalAuthority];
const OPERATOR: &[Role] = &[NodeOperator];
const ISSUERS_SIDE: &[Role] = &[Issuer, NodeOperator];
const USERS: &[Role] = &[BillUser, Platform];
const MEMBERS: &[Role] = &[Role::Council];
const BILL_USERS: &[Role] = &[BillUser];

/// Pallet, calls, who.
const DECISIONS: &[(&str, &[&str], Who)] = &[
	("System", &["remark", "remark_with_event"], Closed),
	(
		"System",
		&[
			"set_heap_pages",
			"set_code",
			"set_code_without_checks",
			"set_storage",
			"kill_storage",
			"kill_prefix",
			"authorize_upgrade",
			"authorize_upgrade_without_checks",
		],
		Root,
	),
	("System", &["apply_authorized_upgrade"], By(MEMBERS)),
	("Timestamp", &["set"], Inherent),
	("BftValidators", &["add_validator", "remove_validator", "set_weight", "set_pace"], Motion),
	("BftValidators", &["rotate_key"], By(ORGANISATIONS)),
	("BftValidators", &["report_equivocation"], Bare),
	("Council", &["propose", "vote", "close"], By(MEMBERS)),
	(
		"Council",
		&["set_members", "execute", "disapprove_proposal", "kill", "release_proposal_cost"],
		Closed,
	),
	("Consortium", &["authorize_upgrade"], Motion),
	("Quotas", &["set_quota", "set_default_quota"], Motion),
	(
		"Approvals",
		&[
			"create_role",
			"rename_role",
			"set_role_scope",
			"add_member",
			"remove_member",
			"delete_role",
			"create_flow",
			"retire_flow",
			"set_high_risk",
		],
		By(FISCAL),
	),
	(
		"Approvals",
		&["propose", "approve", "reject", "withdraw", "resubmit", "execute"],
		By(ORGANISATIONS),
	),
	("Participants", &["admit"], Motion),
	(
		"Participants",
		&["set_status", "set_roles", "replace_key", "admit_child", "update"],
		By(ORGANISATIONS),
	),
	("Participants", &["register_holder", "bind_payer"], By(&[Platform])),
	("Participants", &["rotate_key", "set_services"], By(ANYONE)),
	(
		"AccessNodes",
		&[
			"register",
			"set_status",
			"link",
			"unlink",
			"review",
			"renew_credential",
			"revoke_credential",
			"redeliver_credential",
			"issue_codes",
			"void_codes",
			"freeze_codes",
			"thaw_codes",
			"reinstate_code",
		],
		By(FISCAL),
	),
	(
		"AccessNodes",
		&[
			"request_admission",
			"amend",
			"withdraw",
			"resubmit",
			"acknowledge_credential",
			"activate",
			"update_device",
		],
		By(OPERATOR),
	),
	("AccessNodes", &["set_device_status", "unbind_device"], By(&[NodeOperator, FiscalAuthority])),
	(
		"Scenes",
		&[
			"register",
			"update",
			"set_status",
			"set_rules",
			"confirm",
			"withdraw",
			"register_resource_type",
			"change_resource_type",
		],
		By(FISCAL),
	),
	("Scenes", &["register_resource", "change_resource"], By(&[Issuer])),
	(
		"Policies",
		&[
			"define_primitive",
			"revise_primitive",
			"roll_back_primitive",
			"draft",
			"revise",
			"enact",
			"repeal",
			"roll_back",
			"define_label",
			"remove_label",
			"set_label",
			"distribute",
			"advance",
			"abort_distribution",
		],
		By(FISCAL),
	),
	("Policies", &["acknowledge", "report_digest", "report_hits"], By(OPERATOR)),
	("Bills", &["register_batch"], By(&[NodeOperator, Platform])),
	(
		"Bills",
		&[
			"update",
			"red_flush",
			"void_bill",
			"exchange_for_paper",
			"restore_electronic",
			"set_circulation",
			"set_relations",
		],
		By(ISSUERS_SIDE),
	),
	("Bills", &["transfer_holder"], By(&[Issuer, NodeOperator, FiscalAuthority])),
	(
		"Bills",
		&[
			"consent_red_flush",
			"propose_correction",
			"confirm_correction",
			"withdraw_correction",
			"allocate_numbers",
			"return_numbers",
			"end_outside_lock",
		],
		By(FISCAL),
	),
	("BillLocks", &["acquire", "settle", "release", "request_reversal"], By(USERS)),
	("BillLocks", &["withdraw_reversal"], By(&[BillUser, Platform, FiscalAuthority])),
	("BillLocks", &["confirm_reversal", "force_release"], By(FISCAL)),
	("BillPermissions", &["set_rule"], By(FISCAL)),
	("VcAuthorization", &["register", "register_batch", "set_status", "issue_code"], By(ANYONE)),
	("VcAuthorization", &["record_use", "redeem_code"], By(ORGANISATIONS)),
	("VcAuthorization", &["grant_for"], By(&[Platform])),
	(
		"VcAuthorization",
		&[
			"put_template",
			"withdraw_template",
			"set_delegate",
			"set_white_list",
			"remove_white_list",
		],
		By(FISCAL),
	),
	("Outbox", &["set_destination", "revive", "discard"], By(FISCAL)),
	("Outbox", &["report"], Bare),
	("Observations", &["request"], By(ORGANISATIONS)),
	("Observations", &["testify"], Bare),
	(
		"CrossRegion",
		&["set_province", "set_platform", "review_filing", "resolve_dispute"],
		By(FISCAL),
	),
	(
		"CrossRegion",
		&[
			"apply_filing",
			"withdraw_filing",
			"change_service",
			"start",
			"finish",
			"push_authorization",
		],
		By(BILL_USERS),
	),
	("CrossRegion", &["receive"], Bare),
];

fn decisions() -> BTreeMap<(String, String), Who> {
	let mut decisions = BTreeMap::new();
	for (pallet, names, who) in DECISIONS {
		for name in *names {
			let before = decisions.insert(((*pallet).into(), (*name).into()), *who);
			assert_eq!(before, None, "{pallet}.{name} is decided twice");
		}
	}
	decisions
}

#[test]
fn every_call_is_open_to_whom_it_was_decided_to_be() {
	let (calls, decisions) = (calls(), decisions());
	let mut faults = Vec::new();
	for (name, call) in &calls {
		let (roles, bare) = (RoleTable::roles_for(call), RoleTable::admits_bare(call));
		let Some(who) = decisions.get(name) else {
			faults.push(format!("{name:?} is not decided; the table says {roles:?}"));
			continue;
		};
		let expected = match who {
			By(roles) => Some(Roles::of(roles)),
			_ => None,
		};
		if roles != expected || bare != (*who == Bare) {
			faults.push(format!("{name:?}: {roles:?}, bare {bare}, and not {who:?}"));
		}
	}
	let gone = decisions.keys().filter(|name| !calls.contains_key(*name));
	faults.extend(gone.map(|name| format!("{name:?} is no call of the runtime")));
	assert!(calls.len() > 100, "{}", calls.len());
	assert!(faults.is_empty(), "{}", faults.join("\n"));
}

fn dispatch(call: &RuntimeCall, origin: RuntimeOrigin) -> DispatchResult {
	let done = call.clone().dispatch_bypass_filter(origin);
	done.map(|_| ()).map_err(|failed| failed.error)
}

/// All four members of the council.
fn council() -> RuntimeOrigin {
	RawOrigin::<AccountId, Instance1>::Members(4, 4).into()
}

/// An administrator of the fiscal authority, which has a seat in the council.
fn finance() -> RuntimeOrigin {
	RuntimeOrigin::signed(public_of("Finance").unwrap().account_id())
}

#[test]
fn what_nobody_sends_the_pallets_refuse_to_signers_as_well() {
	let (calls, decisions) = (calls(), decisions());
	let check = |name: &(String, String), call: &RuntimeCall| match decisions.get(name) {
		Some(Motion) => {
			assert_ne!(dispatch(call, council()), Err(DispatchError::BadOrigin), "{name:?}");
			assert!(dispatch(call, finance()).is_err(), "{name:?}");
		}
		Some(Root) => {
			for origin in [council(), finance(), RuntimeOrigin::none()] {
				let refused = Err(DispatchError::BadOrigin);
				assert_eq!(dispatch(call, origin), refused, "{name:?}");
			}
		}
		Some(Inherent | Bare) => {
			let refused = Err(DispatchError::BadOrigin);
			assert_eq!(dispatch(call, finance()), refused, "{name:?}");
		}
		_ => (),
	};
	chain(DEVNET).execute_with(|| calls.iter().for_each(|(name, call)| check(name, call)));
}

#[test]
fn what_participants_send_needs_their_signature() {
	let (calls, decisions) = (calls(), decisions());
	chain(DEVNET).execute_with(|| {
		for (name, call) in &calls {
			if matches!(decisions.get(name), Some(By(roles)) if *roles != MEMBERS) {
				assert!(dispatch(call, RuntimeOrigin::none()).is_err(), "{name:?}");
			}
		}
	});
}
