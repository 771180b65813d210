use crate::{mock::*, Bills, Error, Event, Registered};
use fiscal_primitives::{
	bill::{BillKind, BillUpdate, Medium, Refusal, Refused, TxPosition, Use, Validity},
	policy::Obligations,
	Bill, BillEntry, Date, Fen, NodeId, SceneId,
};
use frame_support::{assert_noop, assert_ok};

#[test]
fn the_record_is_what_was_handed_in() {
	ExtBuilder::default().build_and_execute(|| {
		let handed = entry(1);
		assert_ok!(register(vec![handed.clone()]));
		let expected = Bill {
			check: handed.check,
			total: handed.total,
			issued_on: handed.issued_on,
			issuer: id(ISSUER),
			node: NODE,
			scene: SCENE,
			payer: handed.payer,
			xml: handed.xml,
			pdf: handed.pdf,
			summary: handed.summary,
			version: 1,
			history: None,
			related: None,
			registered: TxPosition { block: 7, index: 3 },
			kind: BillKind::Ordinary,
			validity: Validity::Normal,
			medium: Medium::Electronic,
			usage: Use::Free,
			circulation: handed.circulation,
			reimbursed: Fen::ZERO,
		};
		assert_eq!(bill(1), expected);
		assert_eq!(Registered::<Test>::get(), 1);
	});
}

#[test]
fn bad_entries_are_reported_and_the_others_register() {
	ExtBuilder::default().with_bills(2).build_and_execute(|| {
		Ceiling::set(TOTAL);
		let entries = vec![
			entry(10),
			BillEntry { total: Fen::ZERO, ..entry(11) },
			BillEntry { issued_on: Date::new(TODAY + 1).unwrap(), ..entry(12) },
			BillEntry { total: fen(TOTAL + 1), ..entry(13) },
			entry(10),
			entry(1),
			BillEntry { xml: digest("other"), ..entry(2) },
			BillEntry { total: Fen::ZERO, ..entry(11) },
			entry(14),
		];
		assert_ok!(register(entries));
		let refused: Vec<Refused> = [
			(1, Refusal::AmountZero),
			(2, Refusal::DateInFuture),
			(3, Refusal::PolicyDenied),
			(4, Refusal::DuplicateInBatch),
			(5, Refusal::AlreadyRegistered),
			(6, Refusal::AlreadyExists),
			(7, Refusal::DuplicateInBatch),
		]
		.map(|(index, reason)| {
			let policy = (reason == Refusal::PolicyDenied).then_some(CEILING_POLICY);
			Refused { policy, ..Refused::new(index, reason) }
		})
		.into();
		assert_eq!(
			last_event(),
			Event::BatchRegistered {
				node: NODE,
				issuer: id(ISSUER),
				scene: SCENE,
				by: actor(OPERATOR),
				registered: vec![key(10), key(14)].try_into().unwrap(),
				refused: refused.try_into().unwrap(),
				obligations: Obligations::LOG,
			}
		);
		assert_eq!(Registered::<Test>::get(), 4);
		for number in [11, 12, 13] {
			assert!(!Bills::<Test>::contains_key(key(number)));
		}
		assert_eq!(bill(2).xml, entry(2).xml);
	});
}

#[test]
fn a_repeated_bill_is_told_from_a_conflicting_one() {
	ExtBuilder::default().with_bills(4).build_and_execute(|| {
		let judged = |who: u8, issuer: u8, node: NodeId, scene: SceneId, entry: BillEntry| {
			assert_ok!(BillsPallet::register_batch(
				signed(who),
				node,
				id(issuer),
				scene,
				batch(vec![entry])
			));
			let Event::BatchRegistered { refused, .. } = last_event() else { panic!("no batch") };
			refused[0].reason
		};
		System::set_block_number(9);
		lock(2);
		let same = judged(OPERATOR, ISSUER, NODE, SCENE, entry(2));
		assert_eq!(same, Refusal::AlreadyRegistered);
		assert_eq!(bill(2).registered.block, 7);

		let others = [
			judged(OPERATOR, ISSUER, NODE, OTHER_SCENE, entry(1)),
			judged(OPERATOR, MINISTRY, NODE, SCENE, entry(1)),
			judged(OTHER_OPERATOR, OTHER_ISSUER, OTHER_NODE, SCENE, entry(1)),
			judged(OPERATOR, ISSUER, NODE, SCENE, BillEntry { pdf: None, ..entry(1) }),
			judged(OPERATOR, ISSUER, NODE, SCENE, BillEntry { total: fen(1), ..entry(1) }),
		];
		assert_eq!(others, [Refusal::AlreadyExists; 5]);

		let update = BillUpdate { xml: Some(digest("new")), ..BillUpdate::default() };
		assert_ok!(BillsPallet::update(signed(ISSUER), key(3), 1, update, reason()));
		let old_content = judged(OPERATOR, ISSUER, NODE, SCENE, entry(3));
		assert_eq!(old_content, Refusal::AlreadyExists);
	});
}

#[test]
fn the_platform_registers_for_any_node() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(BillsPallet::register_batch(
			signed(PLATFORM),
			OTHER_NODE,
			id(OTHER_ISSUER),
			OTHER_SCENE,
			batch(vec![entry(2_001)])
		));
		assert_eq!(bill(2_001).node, OTHER_NODE);
		assert_eq!(bill(2_001).scene, OTHER_SCENE);
	});
}

#[test]
fn a_full_batch_registers() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(register((1..=500).map(entry).collect()));
		assert_eq!(Registered::<Test>::get(), 500);
		assert_eq!(Bills::<Test>::iter().count(), 500);
	});
}

#[test]
fn nobody_else_registers() {
	ExtBuilder::default().build_and_execute(|| {
		let attempt = |who: u8, node: NodeId, issuer: u8, scene: SceneId| {
			BillsPallet::register_batch(signed(who), node, id(issuer), scene, batch(vec![entry(1)]))
		};
		for who in [ISSUER, OTHER_OPERATOR, USER, AUTHORITY, STRANGER] {
			assert_noop!(attempt(who, NODE, ISSUER, SCENE), Error::<Test>::NotAuthorized);
		}
		assert_noop!(attempt(OPERATOR, NODE, OTHER_ISSUER, SCENE), Error::<Test>::NotServed);
		assert_noop!(attempt(OPERATOR, NODE, USER, SCENE), Error::<Test>::NotIssuer);
		assert_noop!(attempt(OPERATOR, NODE, ISSUER, SceneId(9)), Error::<Test>::NotActive);
		assert_noop!(attempt(PLATFORM, NodeId(9), ISSUER, SCENE), Error::<Test>::NotActive);
		assert_noop!(
			BillsPallet::register_batch(signed(OPERATOR), NODE, id(ISSUER), SCENE, batch(vec![])),
			Error::<Test>::EmptyBatch
		);
		assert_noop!(
			BillsPallet::register_batch(
				RuntimeOrigin::root(),
				NODE,
				id(ISSUER),
				SCENE,
				batch(vec![entry(1)])
			),
			sp_runtime::DispatchError::BadOrigin
		);
		SuspendedNodes::set(vec![NODE.0]);
		assert_noop!(attempt(OPERATOR, NODE, ISSUER, SCENE), Error::<Test>::NotActive);
		SuspendedNodes::set(Vec::new());
		for frozen in [OPERATOR, ISSUER] {
			Frozen::set(vec![frozen.into()]);
			assert_noop!(attempt(OPERATOR, NODE, ISSUER, SCENE), Error::<Test>::NotActive);
		}
	});
}
