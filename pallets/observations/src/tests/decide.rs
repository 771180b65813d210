//! When enough validators say the same, and who is named.

use crate::{mock::*, Event, Ordered, Requests, Results};
use fiscal_primitives::observation::{ObservationId, ObservationStatus};
use frame_support::assert_ok;
use std::collections::BTreeMap;

fn status(id: ObservationId) -> ObservationStatus {
	Requests::<Test>::get(Ordered::of(id)).unwrap().status
}

fn applied(id: ObservationId, number: u8) -> Event<Test> {
	Event::Applied { id, digest: evidence(number).digest() }
}

fn contradicted(id: ObservationId, who: u8, said: u8, agreed: u8) -> Event<Test> {
	let (said, agreed) = (evidence(said).digest(), evidence(agreed).digest());
	Event::Contradicted { id, speaker: speaker(who), said, agreed }
}

#[test]
fn two_of_four_decide_and_one_does_not() {
	ExtBuilder::default().build_and_execute(|| {
		let id = ask(about_evidence());
		events();
		assert_ok!(testify(1, id, evidence(1)));
		assert_eq!((events(), status(id)), (vec![], ObservationStatus::Open));
		assert!(effects().is_empty());
		assert_ok!(testify(2, id, evidence(1)));
		assert_eq!((events(), status(id)), (vec![applied(id, 1)], ObservationStatus::Applied));
		assert_eq!(effects(), BTreeMap::from([(id, 1)]));
		let finding = Results::<Test>::get(Ordered::of(id)).unwrap();
		assert_eq!((finding.observed, finding.at), (evidence(1), NOON));
	});
}

#[test]
fn it_takes_effect_once_and_what_comes_late_is_harmless() {
	ExtBuilder::default().build_and_execute(|| {
		let id = ask(about_evidence());
		for who in 1..=4 {
			assert_ok!(testify(who, id, evidence(1)));
			next_block(0);
		}
		assert_eq!(effects(), BTreeMap::from([(id, 1)]));
		assert_eq!(events().len(), 2, "asked and applied, and nothing else");
	});
}

#[test]
fn the_liar_is_named_whenever_it_spoke() {
	for early in [true, false] {
		ExtBuilder::default().build_and_execute(|| {
			let id = ask(about_evidence());
			events();
			if early {
				assert_ok!(testify(4, id, evidence(9)));
				assert_eq!(events(), [], "nobody knows yet who lies");
			}
			for who in [1, 2] {
				assert_ok!(testify(who, id, evidence(1)));
			}
			let mut expected = vec![applied(id, 1)];
			if !early {
				assert_ok!(testify(4, id, evidence(9)));
			}
			expected.push(contradicted(id, 4, 9, 1));
			assert_eq!(events(), expected);
			assert_ok!(testify(3, id, evidence(1)));
			assert_eq!(events(), []);
			let finding = Results::<Test>::get(Ordered::of(id)).unwrap();
			assert_eq!(finding.observed, evidence(1));
			assert_eq!(effects(), BTreeMap::from([(id, 1)]));
		});
	}
}

#[test]
fn several_who_differ_are_named_in_the_order_they_spoke() {
	ExtBuilder::default()
		.with_validators(&[(1, 1), (2, 1), (3, 1), (4, 1), (5, 1)])
		.build_and_execute(|| {
			let id = ask(about_evidence());
			events();
			for (who, said) in [(5, 7), (1, 1), (4, 8), (2, 1)] {
				assert_ok!(testify(who, id, evidence(said)));
			}
			let named = [contradicted(id, 5, 7, 1), contradicted(id, 4, 8, 1)];
			assert_eq!(events(), [vec![applied(id, 1)], named.to_vec()].concat());
		});
}

#[test]
fn weight_decides_and_not_heads() {
	// Liars may weigh 3 of 10 together.
	let weights = [(1, 3), (2, 3), (3, 1), (4, 1), (5, 1), (6, 1)];
	ExtBuilder::default().with_validators(&weights).build_and_execute(|| {
		let light = ask(about_evidence());
		for who in [3, 4, 5] {
			assert_ok!(testify(who, light, evidence(1)));
			assert_eq!(status(light), ObservationStatus::Open);
		}
		assert_ok!(testify(6, light, evidence(1)));
		assert_eq!(status(light), ObservationStatus::Applied);

		let heavy = ask(about_evidence());
		assert_ok!(testify(1, heavy, evidence(1)));
		assert_eq!(status(heavy), ObservationStatus::Open);
		assert_ok!(testify(3, heavy, evidence(1)));
		assert_eq!(status(heavy), ObservationStatus::Applied);
	});
}

#[test]
fn three_of_seven_decide() {
	let seven: Vec<_> = (1..=7).map(|who| (who, 1)).collect();
	ExtBuilder::default().with_validators(&seven).build_and_execute(|| {
		let id = ask(about_evidence());
		for (who, expected) in [
			(1, ObservationStatus::Open),
			(2, ObservationStatus::Open),
			(3, ObservationStatus::Applied),
		] {
			assert_ok!(testify(who, id, evidence(1)));
			assert_eq!(status(id), expected);
		}
	});
}

#[test]
fn who_left_the_set_does_not_count() {
	ExtBuilder::default().build_and_execute(|| {
		let id = ask(about_evidence());
		assert_ok!(testify(1, id, evidence(9)));
		set_validators(&[(2, 1), (3, 1), (4, 1), (5, 1)]);
		assert_ok!(testify(5, id, evidence(9)));
		assert_eq!(status(id), ObservationStatus::Open, "one liar left and another came");
		events();
		for who in [2, 3] {
			assert_ok!(testify(who, id, evidence(1)));
		}
		// Both are named, whether or not they decide blocks still.
		let named = [contradicted(id, 1, 9, 1), contradicted(id, 5, 9, 1)];
		assert_eq!(events(), [vec![applied(id, 1)], named.to_vec()].concat());
	});
}

#[test]
fn what_cannot_take_effect_is_taken_back_and_kept_as_rejected() {
	ExtBuilder::default().build_and_execute(|| {
		let id = ask(about_evidence());
		events();
		for who in [1, 2] {
			assert_ok!(testify(who, id, poison()));
		}
		let digest = poison().digest();
		assert_eq!(events(), [Event::Rejected { id, digest, error: REFUSED }]);
		assert!(effects().is_empty(), "its changes are taken back");
		assert_eq!(status(id), ObservationStatus::Rejected);
		assert_eq!(Results::<Test>::get(Ordered::of(id)).unwrap().observed, poison());
		// Nobody tries again.
		assert_ok!(testify(3, id, poison()));
		assert_eq!((events(), effects().len()), (vec![], 0));
	});
}

#[test]
fn one_signature_decides_several_requests() {
	ExtBuilder::default().build_and_execute(|| {
		let ids = [ask(about_evidence()), ask(about_evidence()), ask(about_evidence())];
		events();
		let all = ids.map(|id| (id, evidence(1)));
		for who in [1, 2] {
			let (said, signature) = testimonies(who, &all);
			assert_ok!(hand_in(said, signature));
		}
		assert_eq!(events(), ids.map(|id| applied(id, 1)));
	});
}
