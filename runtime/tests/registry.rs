//! Who is told when a participant changes.

mod common;

use codec::Encode;
use common::chain;
use fiscal_primitives::{
	participant::{rotation_payload, Role, Status},
	traits::{NodeRegistry, ParticipantRegistry},
	AccountId, NodeId, ParticipantId,
};
use fiscal_runtime::{
	genesis_presets::{public_of, DEVNET},
	AccessNodes, Block, Council, Participants, Runtime, RuntimeCall, RuntimeEvent, RuntimeOrigin,
	System,
};
use fiscal_sm_crypto::Pair;
use frame_support::{assert_ok, dispatch::GetDispatchInfo, traits::UnfilteredDispatchable};
use pallet_collective::{Instance1, RawOrigin};
use pallet_participants::WeightInfo;
use sp_runtime::traits::{Hash, HashingFor};

/// Runs the node 1 of the preset.
const HOSPITAL: ParticipantId = ParticipantId(6);
const FINANCE: ParticipantId = ParticipantId(1);

fn council() -> RuntimeOrigin {
	RawOrigin::<AccountId, Instance1>::Members(4, 4).into()
}

fn account(dev_name: &str) -> AccountId {
	public_of(dev_name).unwrap().account_id()
}

#[test]
fn the_routing_table_changes_with_the_state_of_an_operator() {
	chain(DEVNET).execute_with(|| {
		let version = pallet_access_nodes::RoutingVersion::<Runtime>::get;
		let set = |status| {
			Participants::set_status(council(), HOSPITAL, status, "inspection".parse().unwrap())
		};
		let before = version();
		assert!(AccessNodes::is_normal(NodeId(1)));
		assert_ok!(set(Status::Frozen));
		assert!(!AccessNodes::is_normal(NodeId(1)));
		assert!(version() > before, "whoever keeps the table has to fetch it anew");
		let frozen = version();
		assert_ok!(set(Status::Active));
		assert!(version() > frozen);
	});
}

#[test]
fn what_a_change_brings_about_elsewhere_is_weighed() {
	type Own = fiscal_runtime::weights::pallet_participants::WeightInfo<Runtime>;
	let db = <Runtime as frame_system::Config>::DbWeight::get();
	let set = pallet_participants::Call::<Runtime>::set_status {
		id: HOSPITAL,
		status: Status::Frozen,
		reason: "inspection".parse().unwrap(),
	};
	let told = set.get_dispatch_info().call_weight.saturating_sub(Own::set_status());
	assert!(told.all_gte(db.reads_writes(1, 1)), "{told}");

	let pair = Pair::from_dev_name("Finance");
	let (key, proof) = (pair.public(), pair.sign(b""));
	let rotate = pallet_participants::Call::<Runtime>::rotate_key { key, proof };
	let told = rotate.get_dispatch_info().call_weight.saturating_sub(Own::rotate_key());
	// As many motions as may be open.
	assert!(told.all_gte(db.reads_writes(64, 64)), "{told}");
}

#[test]
fn a_seat_of_the_council_goes_with_the_key_and_open_votes_are_lost() {
	chain(DEVNET).execute_with(|| {
		System::set_block_number(1);
		let remark = RuntimeCall::System(frame_system::Call::remark { remark: vec![1] });
		let length = u32::try_from(remark.encoded_size()).unwrap();
		let motion = HashingFor::<Block>::hash_of(&remark);
		let finance = RuntimeOrigin::signed(account("Finance"));
		assert_ok!(Council::propose(finance.clone(), 3, Box::new(remark), length));
		let vote = |who: &AccountId| {
			Council::vote(RuntimeOrigin::signed(who.clone()), motion, 0, true).map(|_| ())
		};
		let last_vote = || match System::events().pop().map(|record| record.event) {
			Some(RuntimeEvent::Council(pallet_collective::Event::Voted { yes, .. })) => yes,
			other => panic!("{other:?} is no vote"),
		};
		assert_ok!(vote(&account("Finance")));
		assert_eq!(last_vote(), 1);

		let new = Pair::from_dev_name("Finance-second");
		let did = Participants::did_of(FINANCE).unwrap();
		let payload = rotation_payload(&Participants::genesis_hash(), &did, 2, &new.public());
		let (key, proof) = (new.public(), new.sign(&payload));
		let rotate = pallet_participants::Call::<Runtime>::rotate_key { key, proof };
		assert_ok!(rotate.dispatch_bypass_filter(finance));
		assert!(vote(&account("Finance")).is_err(), "the key before has no seat");
		assert_ok!(vote(&account("Medicare")));
		assert_eq!(last_vote(), 1, "the vote of the key before is lost");
		assert_ok!(vote(&key.account_id()));
		assert_eq!(last_vote(), 2);
		assert!(Participants::has_role(FINANCE, Role::Council));
	});
}
