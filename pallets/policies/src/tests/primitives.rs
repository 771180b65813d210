//! Primitives: definition, versions, rollback, dependencies. R041, R044, R046.

use crate::{mock::*, refused, Dependents, Error, Event, PrimitiveHeads, Primitives};
use fiscal_policy::{
	chain::{Dependent, PrimitiveHead},
	PrimitiveId, Reference,
};
use fiscal_primitives::PolicyId;

const HOURS: PrimitiveId = PrimitiveId(1);

fn office_hours() -> Box<fiscal_policy::Expr> {
	Box::new(condition(r#"{"timeOfDay":{"between":["08:30","17:30"]}}"#))
}

fn define() {
	let call = Policies::define_primitive(signed(FINANCE), name("office hours"), office_hours());
	frame_support::assert_ok!(call);
}

#[test]
fn a_primitive_is_numbered_and_evented() {
	ExtBuilder::default().build_and_execute(|| {
		define();
		let reference = Reference { primitive: HOURS, version: 1 };
		assert_eq!(
			events(),
			[Event::PrimitiveDefined { reference, by: actor(FINANCE), at: FRIDAY }]
		);
		let record = Primitives::<Test>::get(HOURS, 1).unwrap();
		assert_eq!(record.primitive.name, name("office hours"));
		assert!(record.cost > 0);
	});
}

#[test]
fn only_an_authority_defines() {
	ExtBuilder::default().build_and_execute(|| {
		let call = |who| Policies::define_primitive(signed(who), name("x"), office_hours());
		refused!(call(INSURER), NOT_AUTHORIZED);
		let call = Policies::define_primitive(RuntimeOrigin::root(), name("x"), office_hours());
		refused!(call, sp_runtime::DispatchError::BadOrigin);
	});
}

#[test]
fn what_validation_refuses_is_refused() {
	ExtBuilder::default().build_and_execute(|| {
		let call = |json: &str| {
			Policies::define_primitive(signed(FINANCE), name("x"), Box::new(condition(json)))
		};
		let never = r#"{"all":[{"claimed":{"gt":"2.00"}},{"claimed":{"lt":"1.00"}}]}"#;
		refused!(call(never), Error::<Test>::Contradiction);
		let itself = r#"{"use":{"primitive":1,"version":1}}"#;
		refused!(call(itself), Error::<Test>::UnknownPrimitive);
	});
}

#[test]
fn versions_stay_and_the_current_one_moves() {
	ExtBuilder::default().build_and_execute(|| {
		define();
		let shorter = Box::new(condition(r#"{"timeOfDay":{"between":["09:00","16:00"]}}"#));
		let revise =
			|condition| Policies::revise_primitive(signed(FINANCE), HOURS, condition, reason());
		refused!(revise(office_hours()), Error::<Test>::NothingChanged);
		frame_support::assert_ok!(revise(shorter.clone()));
		let head = PrimitiveHeads::<Test>::get(HOURS).unwrap();
		assert_eq!(head, PrimitiveHead { latest: 2, current: 2 });
		assert_eq!(Primitives::<Test>::get(HOURS, 1).unwrap().primitive.condition, *office_hours());
		assert_eq!(Primitives::<Test>::get(HOURS, 2).unwrap().primitive.condition, *shorter);

		let back = |to| Policies::roll_back_primitive(signed(FINANCE), HOURS, to, reason());
		refused!(back(2), Error::<Test>::NothingChanged);
		refused!(back(3), Error::<Test>::NotFound);
		refused!(back(0), Error::<Test>::NotFound);
		frame_support::assert_ok!(back(1));
		let head = PrimitiveHeads::<Test>::get(HOURS).unwrap();
		assert_eq!(head, PrimitiveHead { latest: 2, current: 1 });
		let other =
			Policies::revise_primitive(signed(FINANCE), PrimitiveId(2), office_hours(), reason());
		refused!(other, Error::<Test>::NotFound);
	});
}

#[test]
fn who_uses_a_version_is_known() {
	ExtBuilder::default().build_and_execute(|| {
		define();
		let outside = r#"{"not":{"use":{"primitive":1,"version":1}}}"#;
		let call =
			Policies::define_primitive(signed(FINANCE), name("shut"), Box::new(condition(outside)));
		frame_support::assert_ok!(call);
		let id = draft(lock_policy("[1]", 5, "deny", r#"{"use":{"primitive":2,"version":1}}"#));
		let of = |primitive| {
			let reference = Reference { primitive, version: 1 };
			Dependents::<Test>::iter_key_prefix(reference).collect::<Vec<_>>()
		};
		let shut = Reference { primitive: PrimitiveId(2), version: 1 };
		assert_eq!(of(HOURS), [Dependent::Primitive(shut)]);
		assert_eq!(of(shut.primitive), [Dependent::Policy { policy: id, version: 1 }]);
		let detail = Policies::primitive(HOURS, None).unwrap();
		assert_eq!(detail.dependents, [Dependent::Primitive(shut)]);
	});
}

#[test]
fn a_policy_keeps_the_version_it_names() {
	ExtBuilder::default().build_and_execute(|| {
		define();
		let json = r#"{"not":{"use":{"primitive":1,"version":1}}}"#;
		assert_eq!(enact(lock_policy("[1]", 5, "deny", json)), PolicyId(1));
		// Ten o'clock is within both versions, 08:45 within the first alone.
		let quarter_to_nine = FRIDAY - 75 * 60_000;
		Now::set(quarter_to_nine);
		assert!(judge(claim(1)).permitted);
		let shorter = Box::new(condition(r#"{"timeOfDay":{"between":["09:00","16:00"]}}"#));
		let call = Policies::revise_primitive(signed(FINANCE), HOURS, shorter, reason());
		frame_support::assert_ok!(call);
		assert!(judge(claim(1)).permitted);
		let json = r#"{"not":{"use":{"primitive":1,"version":2}}}"#;
		let newer = Box::new(lock_policy("[1]", 5, "deny", json));
		frame_support::assert_ok!(Policies::revise(signed(FINANCE), PolicyId(1), newer, reason()));
		let call = Policies::enact(signed(FINANCE), PolicyId(1), 2, false, reason());
		frame_support::assert_ok!(call);
		assert!(!judge(claim(1)).permitted);
	});
}
