//! Which operation each call of the runtime performs: every call that goes through the gate can be
//! proposed for approval, and no other. A call without a decision here fails this test.

#[path = "common/calls.rs"]
mod calls;
mod common;

use calls::calls;
use codec::{Encode, MaxEncodedLen};
use common::chain;
use fiscal_primitives::{
	approval::MAX_CALL,
	scene::{RuleSet, Subject},
	FlowId, Operation, ParticipantId, SceneId,
};
use fiscal_runtime::{
	configs::Operations,
	genesis_presets::{public_of, DEVNET},
	Approvals, Runtime, RuntimeCall, RuntimeOrigin, Scenes,
};
use fiscal_sm_crypto::sm3_256;
use frame_support::assert_ok;
use pallet_approvals::OperationOf;
use pallet_collective::{Instance1, RawOrigin};
use std::collections::{BTreeMap, BTreeSet};
use Operation::*;

/// Pallet, calls that go through the gate for the operation. `Scenes.confirm` and `Scenes.withdraw` go
/// through it for that of the change they are about.
const GATED: &[(&str, &[&str], Operation)] = &[
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
		ChangeApprovalFlows,
	),
	("Participants", &["admit", "admit_child"], AdmitParticipant),
	("Participants", &["set_status"], ChangeParticipantStatus),
	("Participants", &["set_roles"], ChangeParticipantRoles),
	("Participants", &["replace_key"], ReplaceParticipantKey),
	("Participants", &["update"], UpdateParticipant),
	("AccessNodes", &["register", "link", "unlink", "review"], ReviewNode),
	("AccessNodes", &["set_status", "set_device_status", "unbind_device"], ChangeNodeStatus),
	(
		"AccessNodes",
		&["renew_credential", "revoke_credential", "redeliver_credential"],
		ChangeNodeCredential,
	),
	("AccessNodes", &["issue_codes"], IssueActivationCodes),
	("AccessNodes", &["void_codes", "freeze_codes"], VoidActivationCodes),
	("AccessNodes", &["thaw_codes", "reinstate_code"], ReinstateActivationCode),
	("Scenes", &["register", "confirm", "withdraw"], RegisterScene),
	("Scenes", &["update", "set_status"], ChangeScene),
	("Scenes", &["set_rules"], ChangeFieldRules),
	("Scenes", &["register_resource_type", "change_resource_type"], ChangeResourceType),
	("Policies", &["enact", "define_label", "remove_label", "set_label"], EnactPolicy),
	("Policies", &["repeal"], RepealPolicy),
	("Policies", &["roll_back"], RollBackPolicy),
	("Policies", &["distribute", "advance", "abort_distribution"], DistributePolicies),
	("Bills", &["allocate_numbers", "return_numbers"], AllocateNumbers),
	("Bills", &["confirm_correction", "transfer_holder", "end_outside_lock"], CorrectBill),
	("Bills", &["consent_red_flush"], ConsentRedFlush),
	("BillLocks", &["force_release"], ForceReleaseLock),
	("BillLocks", &["confirm_reversal"], ReverseSettlement),
	("BillPermissions", &["set_rule"], ChangeTransitionRules),
	("VcAuthorization", &["put_template", "withdraw_template"], ChangeCredentialTemplates),
	("VcAuthorization", &["set_delegate"], TrustDelegate),
	("VcAuthorization", &["set_white_list", "remove_white_list"], ChangeWhiteList),
	("Quotas", &["set_quota", "set_default_quota"], ChangeQuota),
	("Outbox", &["set_destination"], ChangeDestination),
	("Outbox", &["revive", "discard"], HandleDeadLetter),
	("CrossRegion", &["set_province", "set_platform"], ChangeProvince),
	("CrossRegion", &["review_filing"], ReviewFiling),
	("CrossRegion", &["resolve_dispute"], HandleDeadLetter),
];

/// Pallet, calls that the signer, the council or the chain makes, and nobody by an approval.
const UNGATED: &[(&str, &[&str])] = &[
	("Approvals", &["propose", "approve", "reject", "withdraw", "resubmit", "execute"]),
	("Participants", &["register_holder", "bind_payer", "rotate_key", "set_services"]),
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
	),
	("Scenes", &["register_resource", "change_resource"]),
	(
		"Policies",
		&[
			"define_primitive",
			"revise_primitive",
			"roll_back_primitive",
			"draft",
			"revise",
			"acknowledge",
			"report_digest",
			"report_hits",
		],
	),
	(
		"Bills",
		&[
			"register_batch",
			"update",
			"red_flush",
			"void_bill",
			"exchange_for_paper",
			"restore_electronic",
			"set_circulation",
			"propose_correction",
			"withdraw_correction",
			"set_relations",
		],
	),
	("BillLocks", &["acquire", "settle", "release", "request_reversal", "withdraw_reversal"]),
	(
		"VcAuthorization",
		&[
			"register",
			"register_batch",
			"grant_for",
			"set_status",
			"record_use",
			"issue_code",
			"redeem_code",
		],
	),
	("Outbox", &["report"]),
	("Observations", &["request", "testify"]),
	(
		"CrossRegion",
		&[
			"apply_filing",
			"withdraw_filing",
			"change_service",
			"start",
			"finish",
			"push_authorization",
			"receive",
		],
	),
];

/// Pallets none of whose calls goes through the gate.
const WITHOUT_GATE: [&str; 5] = ["System", "Timestamp", "BftValidators", "Council", "Consortium"];

fn expected() -> BTreeMap<(String, String), Option<Operation>> {
	let gated = GATED.iter().map(|(pallet, names, operation)| (pallet, names, Some(*operation)));
	let ungated = UNGATED.iter().map(|(pallet, names)| (pallet, names, None));
	let mut expected = BTreeMap::new();
	for (pallet, names, operation) in gated.chain(ungated) {
		for name in *names {
			let before = expected.insert((pallet.to_string(), name.to_string()), operation);
			assert_eq!(before, None, "{pallet}.{name} is decided twice");
		}
	}
	expected
}

#[test]
fn every_call_that_goes_through_the_gate_can_be_proposed_and_no_other() {
	let (calls, mut expected) = (calls(), expected());
	let mut faults = Vec::new();
	for (name, call) in &calls {
		let found = Operations::operation(call);
		let wanted = match WITHOUT_GATE.contains(&name.0.as_str()) {
			true => Some(None),
			false => expected.remove(name),
		};
		match wanted {
			Some(wanted) if wanted == found => {}
			Some(wanted) => faults.push(format!("{name:?}: {found:?} and not {wanted:?}")),
			None => faults.push(format!("{name:?}: decide whether it goes through the gate")),
		}
	}
	faults.extend(expected.keys().map(|name| format!("{name:?} is no call of the runtime")));
	assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_operation_has_a_call() {
	let performed: BTreeSet<_> = GATED.iter().map(|(_, _, operation)| *operation).collect();
	assert_eq!(performed, Operation::ALL.into_iter().collect());
}

#[test]
fn a_review_of_a_scene_is_the_operation_of_its_subject() {
	for (subject, operation) in [
		(Subject::Registration, RegisterScene),
		(Subject::Terms, ChangeScene),
		(Subject::FieldRules, ChangeFieldRules),
		(Subject::Retirement, ChangeScene),
	] {
		let (scene, digest) = (SceneId(1), Default::default());
		let reason = "x".parse().unwrap();
		let calls = [
			pallet_scenes::Call::confirm { scene, subject, digest },
			pallet_scenes::Call::withdraw { scene, subject, reason },
		];
		for call in calls {
			let found = Operations::operation(&RuntimeCall::Scenes(call));
			assert_eq!(found, Some(operation), "{subject:?}");
		}
	}
}

#[test]
fn the_longest_field_rules_fit_into_an_approval() {
	// Pallet and call before them.
	let longest = RuleSet::max_encoded_len() + 2;
	let bound = usize::try_from(MAX_CALL).unwrap();
	assert!(longest <= bound, "{longest} bytes");
}

fn signed(dev_name: &str) -> RuntimeOrigin {
	RuntimeOrigin::signed(public_of(dev_name).unwrap().account_id())
}

fn council() -> RuntimeOrigin {
	RawOrigin::<_, Instance1>::Members(4, 4).into()
}

/// Proposes the call as the first fiscal authority and signs it as the other; why it failed.
fn approved(call: &RuntimeCall, flow: Option<FlowId>) -> Option<sp_runtime::DispatchError> {
	let reason = "season".parse().unwrap();
	assert_ok!(Approvals::propose(signed("Finance"), Box::new(call.clone()), flow, reason));
	let id = pallet_approvals::Count::<Runtime>::get();
	let subject = sm3_256(&call.encode()).into();
	assert_ok!(Approvals::approve(signed("Treasury"), id, subject, None));
	pallet_approvals::Cases::<Runtime>::get(id).expect("it was proposed").failure
}

#[test]
fn who_proposes_a_flow_of_its_own_choice_decides_alone() {
	chain(DEVNET).execute_with(|| {
		let terms = |weight| {
			let scene = SceneId(1);
			let (weight, lock_term, form) = (Some(weight), None, None);
			RuntimeCall::Scenes(pallet_scenes::Call::update { scene, weight, lock_term, form })
		};
		let weight = || Scenes::scene(SceneId(1)).expect("the preset has scenes").scene.weight;
		assert_eq!(approved(&terms(7), Some(FlowId(1))), None);
		assert_ne!(weight(), 7, "it waits for a second administrator");
		let roles = pallet_participants::Call::set_roles {
			id: ParticipantId(7),
			roles: Default::default(),
			reason: "x".parse().unwrap(),
		};
		let alone = pallet_participants::Error::<Runtime>::NotAuthorized;
		let failure = approved(&RuntimeCall::Participants(roles), Some(FlowId(1)));
		assert_eq!(failure, Some(alone.into()));

		assert_ok!(Approvals::set_high_risk(council(), ChangeScene, Some(FlowId(1))));
		assert_eq!(approved(&terms(8), None), None);
		assert_eq!(weight(), 8);
	});
}

#[test]
fn a_device_is_blocked_under_an_approval() {
	chain(DEVNET).execute_with(|| {
		assert_ok!(Approvals::set_high_risk(council(), ChangeNodeStatus, Some(FlowId(1))));
		let call = pallet_access_nodes::Call::unbind_device {
			node: fiscal_primitives::NodeId(1),
			device: fiscal_primitives::Did([1; 22]),
			reason: "x".parse().unwrap(),
		};
		// It reaches the pallet, which knows no such device.
		let unknown = pallet_access_nodes::Error::<Runtime>::NotFound;
		let failure = approved(&RuntimeCall::AccessNodes(call), None);
		assert_eq!(failure, Some(unknown.into()));
	});
}
