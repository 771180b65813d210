use crate::{mock::*, Error, Event, ForeignServices, Services};
use fiscal_primitives::{
	outbox::{Body, Destination, EvidenceKind},
	region::{Service, ServiceChange, ServiceStatus},
	Moment,
};
use frame_support::{assert_noop, assert_ok};
use ServiceChange::{Leave, Open, Renew, Reopen, Suspend};

fn service(who: u8) -> Service {
	Services::<Test>::get(org(who)).unwrap()
}

const END: Moment = NOON + 10 * SKEW;

#[test]
fn every_step_of_a_service_obeys_its_guards() {
	type Fault = Option<Error<Test>>;
	// The states, by how they are reached, and what each change leads to.
	let changes =
		[(Open, Some(END)), (Suspend, None), (Reopen, None), (Renew, Some(END + 1)), (Leave, None)];
	let never = || Some(Error::<Test>::ServiceNotOpened);
	let left = || Some(Error::<Test>::ServiceLeft);
	let opened = || Some(Error::<Test>::ServiceAlreadyOpened);
	let suspended = || Some(Error::<Test>::ServiceSuspended);
	let running = || Some(Error::<Test>::ServiceNotSuspended);
	let states: [(&[ServiceChange], [Fault; 5]); 4] = [
		(&[], [None, never(), never(), never(), never()]),
		(&[Open], [opened(), None, running(), None, None]),
		(&[Open, Suspend], [opened(), suspended(), None, suspended(), None]),
		(&[Open, Leave], [left(), left(), left(), left(), left()]),
	];
	for (reached, faults) in states {
		for ((step, until), fault) in changes.into_iter().zip(faults) {
			ExtBuilder::default().build_and_execute(|| {
				file(ALICE);
				for before in reached {
					let until = (*before == Open).then_some(END);
					assert_ok!(change(ALICE, *before, until));
				}
				println!("{step:?} after {reached:?}");
				match fault {
					None => {
						assert_ok!(change(ALICE, step, until));
					}
					Some(fault) => {
						assert_noop!(change(ALICE, step, until), fault);
					}
				}
			});
		}
	}
}

#[test]
fn a_change_is_told_and_leaves_evidence() {
	ExtBuilder::default().build_and_execute(|| {
		file(ALICE);
		events();
		assert_ok!(change(ALICE, Open, Some(END)));
		let expected = Service { status: ServiceStatus::Open, until: END, at: NOON };
		assert_eq!(service(ALICE), expected);
		let messages = written();
		let [Body::Service(notice), Body::Evidence(evidence)] = &messages[..] else {
			panic!("{messages:?}")
		};
		assert_eq!((notice.change, notice.until, notice.at), (Open, END, NOON));
		assert_eq!(evidence.kind, EvidenceKind::Opening);
		assert_eq!(evidence.digest, messages[0].digest());
		let (org, change) = (org(ALICE), Open);
		assert_eq!(events(), [Event::ServiceChanged { org, change, service: expected }]);
	});
}

#[test]
fn a_term_begins_in_the_future_and_grows() {
	ExtBuilder::default().build_and_execute(|| {
		file(ALICE);
		let bad = || Error::<Test>::InvalidTerm;
		assert_noop!(change(ALICE, Open, None), bad());
		assert_noop!(change(ALICE, Open, Some(NOON)), bad());
		assert_ok!(change(ALICE, Open, Some(END)));
		for until in [None, Some(END), Some(END - 1)] {
			assert_noop!(change(ALICE, Renew, until), bad());
		}
		assert_noop!(change(ALICE, Suspend, Some(END + 1)), bad());
		assert_noop!(change(ALICE, Leave, Some(END + 1)), bad());
		assert_ok!(change(ALICE, Suspend, None));
		Now::set(END);
		assert_noop!(change(ALICE, Reopen, None), bad());
		assert_ok!(change(ALICE, Reopen, Some(END + 5)));
		assert_eq!((service(ALICE).until, service(ALICE).at), (END + 5, END));
		// Once it is over it is renewed still.
		Now::set(END + 5);
		assert!(!service(ALICE).is_open(Now::get()));
		assert_ok!(change(ALICE, Renew, Some(END + 6)));
		assert!(service(ALICE).is_open(Now::get()));
	});
}

#[test]
fn closing_waits_for_nobody() {
	ExtBuilder::default().build_and_execute(|| {
		file(ALICE);
		Closed::set(vec![Destination::YangtzeDelta]);
		let nobody = || Error::<Test>::DestinationClosed;
		assert_noop!(change(ALICE, Open, Some(END)), nobody());
		Closed::set(Vec::new());
		assert_ok!(change(ALICE, Open, Some(END)));
		FullAt::set(vec![Destination::YangtzeDelta]);
		assert_noop!(change(ALICE, Suspend, None), FULL);
		FullAt::set(Vec::new());
		Closed::set(vec![Destination::YangtzeDelta]);
		assert_noop!(change(ALICE, Renew, Some(END + 1)), nobody());
		assert_ok!(change(ALICE, Suspend, None));
		assert_noop!(change(ALICE, Reopen, None), nobody());
		assert_ok!(change(ALICE, Leave, None));
	});
}

#[test]
fn only_a_registered_organisation_has_a_service() {
	ExtBuilder::default().build_and_execute(|| {
		let fault = || Error::<Test>::NotRegistered;
		assert_noop!(change(ALICE, Open, Some(END)), fault());
		assert_ok!(apply(ALICE));
		assert_noop!(change(ALICE, Open, Some(END)), fault());
		assert_ok!(review(RuntimeOrigin::root(), ALICE, true));
		assert_noop!(change(ALICE, Open, Some(END)), fault());
	});
}

#[test]
fn the_services_of_other_provinces_are_what_they_tell() {
	ExtBuilder::default().with_provinces().build_and_execute(|| {
		let known = || ForeignServices::<Test>::get(region(ZHEJIANG), org_of(ZHEJIANG)).unwrap();
		let told = |change, until| hear(ZHEJIANG, service_of(ZHEJIANG, change, until));
		for (step, status) in [
			(Suspend, ServiceStatus::Suspended),
			(Renew, ServiceStatus::Suspended),
			(Reopen, ServiceStatus::Open),
			(Leave, ServiceStatus::Left),
			(Open, ServiceStatus::Open),
		] {
			Now::mutate(|now| *now += 1);
			assert_ok!(told(step, END));
			assert_eq!(known(), Service { status, until: END, at: Now::get() });
		}
	});
}

/// What was sent earlier and comes later changes nothing; it is taken, so that it is not sent again.
#[test]
fn what_is_told_late_is_outdated() {
	ExtBuilder::default().with_provinces().build_and_execute(|| {
		let known = || ForeignServices::<Test>::get(region(ZHEJIANG), org_of(ZHEJIANG)).unwrap();
		let filed = || Regions::foreign_org(region(ZHEJIANG), org_of(ZHEJIANG)).unwrap().filing;
		let suspend = message(ZHEJIANG, service_of(ZHEJIANG, Suspend, END));
		let cancel = message(ZHEJIANG, filing_of(ZHEJIANG, false));
		Now::mutate(|now| *now += 1);
		assert_ok!(hear(ZHEJIANG, service_of(ZHEJIANG, Renew, END)));
		assert_ok!(hear(ZHEJIANG, filing_of(ZHEJIANG, true)));
		let before = (known(), filed());
		events();
		for late in [suspend, cancel] {
			let (from, id) = (late.from, late.id.clone());
			assert_ok!(receive(late));
			let taken = Event::MessageTaken { from, id: id.clone() };
			assert_eq!(events(), [taken, Event::Outdated { from, id }]);
		}
		assert_eq!((known(), filed()), before);
	});
}
