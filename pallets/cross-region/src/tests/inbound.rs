//! Other provinces start to reimburse bills of here.

use crate::{mock::*, Event, InboundFlows};
use fiscal_primitives::{
	bill::Use,
	outbox::{Body, EvidenceKind},
	region::{RegionOperation, RegionOutcome, ServiceChange},
	text::Reason,
};
use frame_support::assert_ok;
use RegionOutcome::{
	Conflict, Denied, Locked, NotAdmitted, NotAuthorized, NotUsable, Pending, Taken, Unknown,
};

/// The province asks and is answered at once.
fn answered(start: &Start, expected: RegionOutcome) {
	written();
	assert_ok!(start.send());
	assert_eq!(answers(), [to_start(start.code, &start.flow, expected)]);
	assert_eq!(outcome(start.code, &start.flow), Some(expected));
}

#[test]
fn a_bill_is_locked_for_another_province_when_the_block_closes() {
	ExtBuilder::default().with_bills(1).with_provinces().build_and_execute(|| {
		let asked = message(ZHEJIANG, Start::new(ZHEJIANG, 1, "F1").body());
		assert_ok!(receive(asked.clone()));
		assert_eq!(outcome(ZHEJIANG, "F1"), Some(Pending));
		let heard = written();
		let [Body::Evidence(evidence)] = &heard[..] else { panic!("{heard:?}") };
		assert_eq!((evidence.kind, evidence.digest), (EvidenceKind::Start, asked.digest()));
		events();

		next_block(0);
		let lock = lock_of(1).unwrap();
		assert_eq!((lock.holder, lock.region, lock.scene), (id(PLATFORM), region(33), SCENE));
		let (start, expires) = (there(ZHEJIANG, "F1").key(RegionOperation::Start), NOON + TERM);
		assert_eq!(lock.flow.as_str(), hex::encode(start.as_bytes()));
		assert_eq!(bill(1).usage, Use::Locked);
		// What the non-tax system is told, the answer, and evidence of it.
		let messages = written();
		let [Body::Status(status), Body::Answer(answer), Body::Evidence(evidence)] = &messages[..]
		else {
			panic!("{messages:?}")
		};
		assert_eq!(status.usage, Use::Locked);
		assert_eq!((answer.outcome, answer.expires), (Locked, Some(expires)));
		assert_eq!((answer.bill, &answer.flow), (key(1), &there(ZHEJIANG, "F1")));
		assert_eq!((evidence.kind, evidence.digest), (EvidenceKind::Start, messages[1].digest()));
		let flow = there(ZHEJIANG, "F1");
		let (operation, bill, expires) = (RegionOperation::Start, key(1), Some(expires));
		assert_eq!(events(), [Event::Answered { flow, operation, bill, outcome: Locked, expires }]);
	});
}

#[test]
fn an_organisation_that_is_not_admitted_is_told_so() {
	let denied = |flow: &str, prepare: fn()| {
		ExtBuilder::default().with_bills(1).with_provinces().build_and_execute(|| {
			prepare();
			answered(&Start::new(ZHEJIANG, 1, flow), NotAdmitted);
			// The other province is none the worse for it.
			if lock_scene_is_there() {
				lock_for(ANHUI, 1, flow);
			}
		});
	};
	denied("not-filed", || {
		assert_ok!(hear(ZHEJIANG, filing_of(ZHEJIANG, false)));
	});
	denied("suspended", || {
		assert_ok!(hear(ZHEJIANG, service_of(ZHEJIANG, ServiceChange::Suspend, NOON + SKEW)));
	});
	denied("run-out", || {
		assert_ok!(hear(ZHEJIANG, service_of(ZHEJIANG, ServiceChange::Renew, NOON)));
	});
	denied("left", || {
		assert_ok!(hear(ZHEJIANG, service_of(ZHEJIANG, ServiceChange::Leave, NOON + SKEW)));
	});
	denied("no-province", || {
		let province = province(ZHEJIANG);
		let closed = fiscal_primitives::region::Province { inbound: false, ..province };
		assert_ok!(set_province(RuntimeOrigin::root(), ZHEJIANG, closed));
	});
	denied("no-scene", || RetiredScenes::set(vec![SCENE.0]));
	denied("no-platform", || Frozen::set(vec![PLATFORM.into()]));
	denied("nobody", crate::Platform::<Test>::kill);
}

/// Can locks be taken for provinces at all?
fn lock_scene_is_there() -> bool {
	platform().is_some() && RetiredScenes::get().is_empty() && Frozen::get().is_empty()
}

#[test]
fn an_organisation_nobody_heard_of_is_not_admitted() {
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		assert_ok!(set_platform(RuntimeOrigin::root(), PLATFORM, SCENE));
		assert_ok!(set_province(RuntimeOrigin::root(), ZHEJIANG, province(ZHEJIANG)));
		answered(&Start::new(ZHEJIANG, 1, "F1"), NotAdmitted);
		assert_ok!(hear(ZHEJIANG, filing_of(ZHEJIANG, true)));
		answered(&Start::new(ZHEJIANG, 1, "F2"), NotAdmitted);
	});
}

#[test]
fn a_bill_is_named_by_its_five_elements() {
	ExtBuilder::default().with_bills(2).with_provinces().build_and_execute(|| {
		let wrong = [
			Start { elements: elements(2), ..Start::new(ZHEJIANG, 1, "F1") },
			Start { elements: digest("elements"), ..Start::new(ZHEJIANG, 1, "F2") },
			Start { number: 9, ..Start::new(ZHEJIANG, 1, "F3") },
		];
		for start in wrong {
			answered(&start, Unknown);
		}
		lock_for(ZHEJIANG, 1, "F4");
	});
}

#[test]
fn what_stands_in_the_way_of_a_lock_is_told() {
	ExtBuilder::default().with_bills(4).with_provinces().build_and_execute(|| {
		let of = |number, flow: &str| Start::new(ZHEJIANG, number, flow);
		assert_ok!(acquire(ALICE, 1, "A1", SCENE, TOTAL));
		next_block(0);
		answered(&of(1, "F1"), Taken);
		answered(&Start { claimed: TOTAL + 1, ..of(2, "F2") }, NotUsable);
		answered(&Start { claimed: 0, ..of(2, "F3") }, NotUsable);
		answered(&Start { authorization: nothing(), ..of(2, "F4") }, NotAuthorized);
		Ceiling::set(1);
		answered(&of(2, "F5"), Denied);
		Ceiling::set(u64::MAX);
		let reason = Reason::new("作废").unwrap();
		assert_ok!(BillsPallet::void_bill(signed(ISSUER), key(3), reason));
		answered(&of(3, "F6"), NotUsable);
		next_block(0);
		assert_eq!(lock_of(2), None);
		lock_for(ZHEJIANG, 2, "F7");
		answered(&Start::new(ANHUI, 2, "F7"), Taken);
	});
}

#[test]
fn a_request_that_came_before_is_answered_as_it_stands() {
	ExtBuilder::default().with_bills(2).with_provinces().build_and_execute(|| {
		let start = Start::new(ZHEJIANG, 1, "F1");
		assert_ok!(start.send());
		// In the same block: it waits. The close of the block answers once.
		answered(&start, Pending);
		next_block(0);
		assert_eq!(answers(), [to_start(ZHEJIANG, "F1", Locked)]);
		answered(&start, Locked);
		for other in [
			Start { number: 2, ..start.clone() },
			Start { claimed: 1, ..start.clone() },
			Start { authorization: digest("other"), ..start.clone() },
			Start { elements: elements(2), ..start.clone() },
		] {
			assert_ok!(other.send());
			assert_eq!(answers(), [to_start(ZHEJIANG, "F1", Conflict)]);
			assert_eq!(outcome(ZHEJIANG, "F1"), Some(Locked));
		}
		// Another province has its own numbers.
		answered(&Start::new(ANHUI, 1, "F1"), Taken);
		assert_ok!(end(ZHEJIANG, 1, "F1", settled(1)));
		answered(&start, RegionOutcome::Settled);
		// A refusal stands, whatever changed since.
		Ceiling::set(1);
		answered(&Start::new(ZHEJIANG, 2, "F2"), Denied);
		Ceiling::set(u64::MAX);
		answered(&Start::new(ZHEJIANG, 2, "F2"), Denied);
		next_block(0);
		assert_eq!((lock_of(2), answers()), (None, vec![]));
	});
}

/// The platform may sign for itself; the number of a province's lock is not its to use.
#[test]
fn a_number_that_the_platform_used_itself_is_a_conflict() {
	ExtBuilder::default().with_bills(1).with_provinces().build_and_execute(|| {
		let id = there(ZHEJIANG, "F1").key(RegionOperation::Start);
		let call = pallet_bill_locks::Call::acquire {
			key: key(1),
			scene: SCENE,
			region: region(ZHEJIANG),
			flow: number(&hex::encode(id.as_bytes())),
			claimed: fen(TOTAL),
			authorization: Some(digest("authorization")),
		};
		assert_ok!(dispatch(signed(PLATFORM), call));
		next_block(0);
		assert_eq!(answers(), []);
		assert!(!InboundFlows::<Test>::contains_key(id));
		answered(&Start::new(ZHEJIANG, 1, "F1"), Conflict);
	});
}
