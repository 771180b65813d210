//! Who sets quotas on this chain, and whom which default holds.

mod common;

use codec::Encode;
use common::chain;
use fiscal_primitives::{participant::Tier, AccountId, FlowId, Operation, ParticipantId};
use fiscal_runtime::{
	call_policy::RoleTable,
	configs::DefaultQuotas,
	genesis_presets::{preset_names, public_of, DEVNET},
	Approvals, Quotas, Runtime, RuntimeCall, RuntimeOrigin,
};
use fiscal_sm_crypto::sm3_256;
use frame_support::{assert_noop, assert_ok};
use pallet_collective::{Instance1, RawOrigin};
use pallet_participants::CallPolicy;
use pallet_quotas::Quota;
use sp_runtime::DispatchError;

const OTHER: Quota = Quota { burst: 9_000, per_second: 90 };
const TIERS: [Tier; 4] = [Tier::Member, Tier::Organisation, Tier::Account, Tier::Holder];
const SCHOOL: ParticipantId = ParticipantId(7);
/// The flow of the preset, which a fiscal authority has to sign.
const FLOW: FlowId = FlowId(1);

/// A motion of the council, with that many of its four members for it.
fn council(ayes: u32) -> RuntimeOrigin {
	RawOrigin::<AccountId, Instance1>::Members(ayes, 4).into()
}

fn signed(dev_name: &str) -> RuntimeOrigin {
	RuntimeOrigin::signed(public_of(dev_name).unwrap().account_id())
}

fn call() -> RuntimeCall {
	RuntimeCall::Quotas(pallet_quotas::Call::set_default_quota { tier: Tier::Holder, quota: OTHER })
}

fn holders() -> Quota {
	pallet_quotas::DefaultQuotas::<Runtime>::get().of(Tier::Holder)
}

/// Proposes [`call`] as a participant, the first approval there is, and signs it as the other fiscal
/// authority, whatever comes of it.
fn approve(proposer: &str, flow: Option<FlowId>) {
	let reason = "season".parse().unwrap();
	assert_ok!(Approvals::propose(signed(proposer), Box::new(call()), flow, reason));
	let subject = sm3_256(&call().encode()).into();
	assert_ok!(Approvals::approve(signed("Treasury"), 1, subject, None));
}

#[test]
fn every_preset_starts_with_a_default_for_each_tier() {
	for preset in preset_names() {
		chain(preset.as_ref()).execute_with(|| {
			assert!(pallet_quotas::DefaultQuotas::<Runtime>::exists());
			assert_eq!(pallet_quotas::DefaultQuotas::<Runtime>::get(), DefaultQuotas::get());
		});
	}
}

#[test]
fn a_participant_is_held_to_the_default_of_its_tier() {
	chain(DEVNET).execute_with(|| {
		for tier in TIERS {
			pallet_participants::Participants::<Runtime>::mutate(SCHOOL, |slot| {
				slot.as_mut().expect("the preset has a school").tier = tier;
			});
			assert_eq!(Quotas::quota(SCHOOL), DefaultQuotas::get().of(tier), "{tier:?}");
		}
	});
}

#[test]
fn a_majority_of_the_council_sets_quotas_and_half_of_it_does_not() {
	chain(DEVNET).execute_with(|| {
		let set = |origin| Quotas::set_default_quota(origin, Tier::Holder, OTHER);
		assert_noop!(set(council(2)), DispatchError::BadOrigin);
		assert_ok!(set(council(3)));
		assert_eq!(holders(), OTHER);
		assert_ok!(Quotas::set_quota(council(3), SCHOOL, Some(OTHER)));
		assert_eq!(Quotas::quota(SCHOOL), OTHER);
	});
}

#[test]
fn nobody_sets_quotas_alone() {
	let alone = [
		call(),
		RuntimeCall::Quotas(pallet_quotas::Call::set_quota {
			participant: SCHOOL,
			quota: Some(OTHER),
		}),
	];
	for call in alone {
		assert!(RoleTable::roles_for(&call).is_none(), "no transaction of it is admitted");
	}
	chain(DEVNET).execute_with(|| {
		let set = |name| Quotas::set_default_quota(signed(name), Tier::Holder, OTHER);
		let alone = pallet_quotas::Error::<Runtime>::ApprovalRequired;
		assert_noop!(set("Finance"), alone);
		let stranger = pallet_participants::Error::<Runtime>::NotAuthorized;
		assert_noop!(set("Treasury"), stranger);
	});
}

#[test]
fn an_approval_that_nothing_demands_gives_nobody_anything() {
	chain(DEVNET).execute_with(|| {
		let reason = "season".parse().unwrap();
		let proposed = Approvals::propose(signed("School"), Box::new(call()), Some(FLOW), reason);
		let stranger = pallet_approvals::Error::<Runtime>::NotAuthorized;
		assert_eq!(proposed, Err(stranger.into()));
		approve("Finance", Some(FLOW));
		assert_ne!(holders(), OTHER);
	});
}

#[test]
fn as_an_operation_of_high_risk_it_demands_its_flow() {
	chain(DEVNET).execute_with(|| {
		let operation = Operation::ChangeQuota;
		assert_ok!(Approvals::set_high_risk(council(3), operation, Some(FLOW)));
		let alone = pallet_approvals::Error::<Runtime>::ApprovalRequired;
		assert_noop!(Quotas::set_default_quota(signed("Finance"), Tier::Holder, OTHER), alone);
		approve("Finance", None);
		assert_eq!(holders(), OTHER);
	});
}
