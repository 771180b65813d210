use crate::{mock::*, Error, Event, Participants as Store, ServicesOf};
use fiscal_primitives::{
	did::{Service, Services},
	participant::{Role, Status, Tier},
	Did, ParticipantId,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchResult;

const HOSPITAL: ParticipantId = ParticipantId(2);

fn chain() -> ExtBuilder {
	ExtBuilder::default()
		.with_participant("finance", &[Role::FiscalAuthority])
		.with_organisation(1, "hospital", &[Role::Issuer])
		.with_account(2, "operator", &[Role::Issuer])
		.with_account(2, "admin", &[Role::Administrator])
}

fn services(names: &[&str]) -> Services {
	let service = |name: &&str| Service {
		name: name.parse().unwrap(),
		kind: "AccessNode".parse().unwrap(),
		endpoint: "https://hospital.example.cn".parse().unwrap(),
	};
	Services::new(names.iter().map(service).collect()).unwrap()
}

fn set(who: &str, id: ParticipantId, names: &[&str]) -> DispatchResult {
	Participants::set_services(signed(who), id, services(names))
}

#[test]
fn resolving_a_did_tells_its_keys_its_controller_and_its_services() {
	chain().build_and_execute(|| {
		Now::set(4_000);
		let proof = rotation("hospital", 2, "h-2");
		assert_ok!(Participants::rotate_key(signed("hospital"), key("h-2"), proof));
		Now::set(5_000);
		assert_ok!(set("h-2", HOSPITAL, &["node"]));
		let did = Did::of(&key("hospital"));
		let record = Participants::did_record(&did).unwrap();
		assert_eq!((record.did, record.participant), (did, HOSPITAL));
		assert_eq!(record.controller, Some(Did::of(&key("finance"))));
		assert_eq!(record.keys, Participants::keys(HOSPITAL));
		assert_eq!(record.keys.len(), 2);
		assert_eq!(record.services, services(&["node"]));
		assert_eq!((record.created, record.updated), (0, 5_000));
		assert_eq!(record.status, Status::Active);

		assert_ok!(Participants::set_status(root(), ParticipantId(1), Status::Frozen, reason()));
		assert_eq!(Participants::did_record(&did).unwrap().status, Status::Frozen);
		// The DID of the new key is nobody's.
		assert_eq!(Participants::did_record(&Did::of(&key("h-2"))), None);
		let finance = Participants::did_record(&Did::of(&key("finance"))).unwrap();
		assert_eq!(finance.controller, None);
	});
}

#[test]
fn a_participant_says_where_it_can_be_reached() {
	chain().build_and_execute(|| {
		Now::set(2_000);
		assert_ok!(set("hospital", HOSPITAL, &["node", "archive"]));
		System::assert_last_event(
			Event::ServicesChanged { id: HOSPITAL, signer: HOSPITAL, count: 2, at: 2_000 }.into(),
		);
		assert_eq!(Store::<Test>::get(HOSPITAL).unwrap().changed_at, 2_000);
		assert_noop!(
			set("hospital", HOSPITAL, &["node", "archive"]),
			Error::<Test>::NothingChanged
		);
		// Its administrator does, too; and takes it back.
		assert_ok!(set("admin", HOSPITAL, &[]));
		assert!(!ServicesOf::<Test>::contains_key(HOSPITAL));
		assert_ok!(set("operator", ParticipantId(3), &["desk"]));
	});
}

#[test]
fn nobody_speaks_for_others() {
	chain().build_and_execute(|| {
		for (who, id) in [("operator", 2), ("admin", 3), ("finance", 2), ("hospital", 3)] {
			let refused = set(who, ParticipantId(id), &["node"]);
			assert_eq!(refused, Err(Error::<Test>::NotAuthorized.into()), "{who} {id}");
		}
		assert_noop!(set("stranger", HOSPITAL, &["node"]), Error::<Test>::NotFound);
		assert_ok!(Participants::set_status(root(), HOSPITAL, Status::Frozen, reason()));
		assert_noop!(set("hospital", HOSPITAL, &["node"]), Error::<Test>::NotActive);
	});
}

#[test]
fn the_tree_is_listed_page_by_page_in_the_order_of_admission() {
	chain().with_participant("insurer", &[Role::BillUser]).build_and_execute(|| {
		let ids = |parent: Option<u32>, from, limit| -> Vec<u32> {
			let nodes = Participants::children(parent.map(ParticipantId), from, limit);
			nodes.iter().map(|node| node.id.0).collect()
		};
		assert_eq!(ids(None, 0, 10), [1, 5]);
		assert_eq!(ids(Some(1), 0, 10), [2]);
		assert_eq!(ids(Some(2), 0, 1), [3]);
		assert_eq!(ids(Some(2), 1, 1), [4]);
		assert!(ids(Some(2), 2, 10).is_empty());
		assert!(ids(Some(99), 0, 10).is_empty());
		assert_ok!(Participants::set_status(root(), HOSPITAL, Status::Frozen, reason()));
		let members = Participants::children(None, 0, 1);
		assert_eq!((members[0].tier, members[0].children), (Tier::Member, 1));
		let below = &Participants::children(Some(HOSPITAL), 0, 1)[0];
		assert_eq!((below.status, below.effective), (Status::Active, Status::Frozen));
	});
}

#[test]
fn lookups_find_by_account_and_by_identity() {
	chain().build_and_execute(|| {
		assert_eq!(Participants::by_account(&account("hospital")).unwrap().0, HOSPITAL);
		assert_eq!(Participants::by_identity(identity("hospital")).unwrap().0, HOSPITAL);
		assert_eq!(Participants::by_account(&account("stranger")), None);
		assert_eq!(Participants::by_identity(identity("stranger")), None);
	});
}
