//! What registration asks scenes, policies and transition rules.

use crate::{mock::*, Call, Error, Event, Registered, WeightInfo};
use fiscal_primitives::{
	bill::{Refusal, Refused},
	changes::BillAction,
	field::{Field, FieldName, FieldValue, Fields},
	policy::Policies,
	Actor, BillEntry,
};
use frame_support::{assert_noop, assert_ok, dispatch::GetDispatchInfo};

fn refused() -> Vec<Refused> {
	let Event::BatchRegistered { refused, .. } = last_event() else { panic!("no batch") };
	refused.into_inner()
}

#[test]
fn the_rules_of_the_scene_name_the_field_that_is_to_blame() {
	ExtBuilder::default().build_and_execute(|| {
		Demanded::set(Some("hospitalLevel"));
		let name = FieldName::new("hospitalLevel").unwrap();
		let field = Field { name: name.clone(), value: FieldValue::Number(3) };
		let complete = BillEntry { fields: Fields::new(vec![field]).unwrap(), ..entry(1) };
		assert_ok!(register(vec![complete, entry(2)]));
		let expected = Refused { field: Some(name), ..Refused::new(1, Refusal::FieldRefused) };
		assert_eq!(refused(), [expected]);
		assert_eq!(Registered::<Test>::get(), 1);
	});
}

#[test]
fn rules_and_policies_are_loaded_once_a_batch() {
	ExtBuilder::default().build_and_execute(|| {
		Ceiling::set(TOTAL);
		let dear = BillEntry { total: fen(TOTAL + 1), ..entry(3) };
		assert_ok!(register(vec![entry(1), entry(2), dear, entry(2)]));
		assert_eq!(RulesLoaded::get(), 1);
		// One session; the repeated entry never came before it.
		assert_eq!(Sessions::get(), (1, 3));
		let asked = vec![(BillAction::Registered, actor(OPERATOR))];
		assert_eq!(Asked::get(), asked);
		let denied =
			Refused { policy: Some(CEILING_POLICY), ..Refused::new(2, Refusal::PolicyDenied) };
		assert_eq!(refused(), [denied, Refused::new(3, Refusal::DuplicateInBatch)]);
	});
}

#[test]
fn a_batch_is_refused_as_a_whole_where_the_node_or_the_rules_do_not_admit_it() {
	ExtBuilder::default().build_and_execute(|| {
		Unadmitted::set(vec![SCENE.0]);
		assert_noop!(register(vec![entry(1)]), Error::<Test>::NotAdmitted);
		Unadmitted::set(Vec::new());
		Forbidden::set(vec![BillAction::Registered]);
		assert_noop!(register(vec![entry(1)]), BY_RULE);
	});
}

#[test]
fn every_change_asks_the_rules_and_what_they_forbid_does_not_happen() {
	use fiscal_primitives::{
		bill::{BillUpdate, Circulation, Medium},
		traits::BillLedger,
		PayerRef,
	};
	use BillAction::*;
	let update = || BillUpdate { xml: Some(digest("new")), ..BillUpdate::default() };
	let paper = crate::Correction::SetMedium(Medium::Paper);
	let to = PayerRef(digest("heir"));
	let attempts: Vec<(BillAction, Box<dyn Fn() -> sp_runtime::DispatchResult>)> = vec![
		(
			Updated,
			Box::new(move || {
				BillsPallet::update(signed(ISSUER), key(1), bill(1).version, update(), reason())
			}),
		),
		(
			RedFlushed,
			Box::new(|| BillsPallet::red_flush(signed(ISSUER), key(1), entry(9), None, reason())),
		),
		(Voided, Box::new(|| BillsPallet::void_bill(signed(ISSUER), key(1), reason()))),
		(
			ExchangedForPaper,
			Box::new(|| {
				BillsPallet::exchange_for_paper(signed(ISSUER), key(1), digest("serial"), reason())
			}),
		),
		(
			CirculationChanged,
			Box::new(|| BillsPallet::set_circulation(signed(ISSUER), key(1), Circulation::Blocked)),
		),
		(
			Corrected,
			Box::new(move || BillsPallet::confirm_correction(signed(DEPUTY), key(1), paper)),
		),
		(
			HolderChanged,
			Box::new(move || {
				let version = bill(1).version;
				let root = RuntimeOrigin::root();
				BillsPallet::transfer_holder(root, key(1), version, to, None, reason())
			}),
		),
		(Locked, Box::new(|| BillsPallet::lock(&key(1), fen(1), &actor(USER)))),
		(Locked, Box::new(|| BillsPallet::ensure_lockable(&key(1), fen(1), &actor(USER)))),
		(
			RestoredElectronic,
			Box::new(|| BillsPallet::restore_electronic(signed(ISSUER), key(2), reason())),
		),
		(Unlocked, Box::new(|| BillsPallet::unlock(&key(3), &actor(USER)))),
		(Settled, Box::new(|| BillsPallet::settle(&key(3), fen(1), false, &actor(USER)))),
		(Reversed, Box::new(|| BillsPallet::reverse(&key(4), fen(1), &actor(AUTHORITY)))),
	];
	for (action, attempt) in attempts {
		ExtBuilder::default().with_bills(4).build_and_execute(|| {
			assert_ok!(BillsPallet::propose_correction(
				signed(AUTHORITY),
				key(1),
				elements(1).sealed(),
				paper,
				reason()
			));
			assert_ok!(BillsPallet::exchange_for_paper(
				signed(ISSUER),
				key(2),
				digest("serial"),
				reason()
			));
			lock(3);
			reimburse(4, 1);
			Asked::set(Vec::new());
			Forbidden::set(vec![action]);
			assert_noop!(attempt(), BY_RULE);
			assert_eq!(Asked::get().last().map(|(asked, _)| *asked), Some(action));
			Forbidden::set(Vec::new());
			assert_ok!(attempt());
		});
	}
}

#[test]
fn the_rules_are_asked_in_the_role_in_which_somebody_acts() {
	use fiscal_primitives::{
		bill::holder_payload,
		participant::{Role, Roles},
		traits::BillLedger,
		PayerRef,
	};
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		let asked = |roles: &[Role]| assert_eq!(Capacity::get(), Roles::of(roles));
		lock(1);
		asked(&Role::ALL);
		assert_ok!(BillsPallet::unlock(&key(1), &actor(USER)));
		asked(&[Role::BillUser, Role::Platform]);
		lock(1);
		assert_ok!(BillsPallet::force_unlock(&key(1), &actor(MINISTRY)));
		asked(&[Role::FiscalAuthority]);

		let transfer = |origin, to, consent| {
			let (version, to) = (bill(1).version, PayerRef(digest(to)));
			BillsPallet::transfer_holder(origin, key(1), version, to, consent, reason())
		};
		assert_ok!(transfer(RuntimeOrigin::root(), "heir", None));
		asked(&[Role::FiscalAuthority]);
		let (from, to) = (PayerRef(digest("heir")), PayerRef(digest("heir's heir")));
		Bound::set(vec![from]);
		let genesis = BillsPallet::genesis();
		let payload = holder_payload(&genesis, &key(1), bill(1).version, &from, &to);
		let consent = Some(holder_key().sign(&payload));
		assert_ok!(transfer(signed(ISSUER), "heir's heir", consent));
		asked(&[Role::Issuer, Role::NodeOperator]);
	});
}

#[test]
fn no_rule_keeps_a_lock_from_running_out() {
	use fiscal_primitives::traits::BillLedger;
	ExtBuilder::default().with_bills(1).build_and_execute(|| {
		lock(1);
		Forbidden::set(vec![BillAction::Unlocked]);
		assert_noop!(BillsPallet::unlock(&key(1), &actor(USER)), BY_RULE);
		assert_ok!(BillsPallet::unlock(&key(1), &Actor::System));
	});
}

#[test]
fn a_batch_pays_for_the_policies_it_asks() {
	let weight = |entries| {
		let (node, issuer, scene, entries) = (NODE, id(ISSUER), SCENE, batch(entries));
		let call = Call::<Test>::register_batch { node, issuer, scene, entries };
		call.get_dispatch_info().call_weight
	};
	let own = <() as WeightInfo>::register_batch(2, 1);
	let asked = Registry::session_weight() + Registry::judge_weight() + Registry::judge_weight();
	assert_eq!(weight(vec![entry(1), entry(2)]), own + asked);
}

#[test]
fn what_policies_left_of_the_weight_is_given_back() {
	ExtBuilder::default().build_and_execute(|| {
		let entries = batch(vec![entry(1), entry(2), entry(3)]);
		let (node, issuer, scene) = (NODE, id(ISSUER), SCENE);
		let call = Call::<Test>::register_batch { node, issuer, scene, entries: entries.clone() };
		let declared = call.get_dispatch_info().call_weight;
		let done = BillsPallet::register_batch(signed(OPERATOR), node, issuer, scene, entries);
		let left = Registry::unused(&0, 3);
		assert_eq!(done.unwrap().actual_weight, Some(declared - left));
	});
}
