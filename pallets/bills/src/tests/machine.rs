//! Random histories against a model: whose numbers are whose, and which record follows which.

use crate::{mock::*, Bills, Event, Numbers};
use fiscal_primitives::{
	bill::{BillUpdate, Circulation, Refusal, Use},
	changes::BillAction,
	traits::BillLedger,
	transition::default_rule,
	Bill, BillEntry, BillKey, BillNumber, PayerRef,
};
use frame_support::storage::with_storage_layer;
use proptest::prelude::*;
use sp_runtime::{DispatchResult, StateVersion};
use std::collections::{BTreeMap, BTreeSet};

/// Numbers outside of what genesis allocates, where ranges come and go.
const BASE: u64 = 5_000;

#[derive(Clone, Debug)]
enum Step {
	Allocate { issuer: u8, first: u64, length: u64 },
	Return { issuer: u8, first: u64, length: u64 },
	Register { issuer: u8, numbers: Vec<u64> },
	Update { number: u64, salt: u8 },
	Transfer { number: u64, salt: u8 },
	Flush { number: u64, negative: u64, difference: Option<(u64, u64)> },
	Void { number: u64 },
	Paper { number: u64, back: bool },
	Circulate { number: u64, blocked: bool },
	Lock { number: u64 },
	Unlock { number: u64 },
	Settle { number: u64, amount: u64, close: bool },
	Reverse { number: u64, amount: u64 },
}

fn step() -> impl Strategy<Value = Step> {
	use Step::*;
	let issuer = || prop::sample::select(vec![ISSUER, ISSUER, MINISTRY]);
	// Few enough that the steps of one history meet on the same bill.
	let number = || 0u64..16;
	let amount = || prop::sample::select(vec![0, 1, 4_000, TOTAL]);
	prop_oneof![
		6 => (issuer(), number(), 0u64..12)
			.prop_map(|(issuer, first, length)| Allocate { issuer, first, length }),
		3 => (issuer(), number(), 0u64..12)
			.prop_map(|(issuer, first, length)| Return { issuer, first, length }),
		10 => (issuer(), prop::collection::vec(number(), 1..8))
			.prop_map(|(issuer, numbers)| Register { issuer, numbers }),
		3 => (number(), any::<u8>()).prop_map(|(number, salt)| Update { number, salt }),
		3 => (number(), any::<u8>()).prop_map(|(number, salt)| Transfer { number, salt }),
		3 => (number(), number(), prop::option::of((number(), 1..TOTAL)))
			.prop_map(|(number, negative, difference)| Flush { number, negative, difference }),
		1 => number().prop_map(|number| Void { number }),
		2 => (number(), any::<bool>()).prop_map(|(number, back)| Paper { number, back }),
		2 => (number(), any::<bool>()).prop_map(|(number, blocked)| Circulate { number, blocked }),
		6 => number().prop_map(|number| Lock { number }),
		2 => number().prop_map(|number| Unlock { number }),
		5 => (number(), amount(), any::<bool>())
			.prop_map(|(number, amount, close)| Settle { number, amount, close }),
		3 => (number(), amount()).prop_map(|(number, amount)| Reverse { number, amount }),
	]
}

fn at(number: u64) -> BillKey {
	key(BASE + number)
}

fn by_number(number: u64) -> BillNumber {
	at(number).number
}

fn perform(step: &Step) -> DispatchResult {
	let issuer_of = |number| match Bills::<Test>::get(at(number)) {
		Some(bill) if bill.issuer == id(MINISTRY) => MINISTRY,
		_ => ISSUER,
	};
	let code = at(0).code;
	match step.clone() {
		Step::Allocate { issuer, first, length } => BillsPallet::allocate_numbers(
			signed(AUTHORITY),
			id(issuer),
			code,
			by_number(first),
			by_number(first + length),
		),
		Step::Return { issuer, first, length } => {
			// Mostly the end of a range that is there.
			let last = Numbers::<Test>::get(code, id(issuer))
				.iter()
				.find(|range| range.contains(&by_number(first)))
				.map_or(by_number(first + length), |range| range.last);
			BillsPallet::return_numbers(signed(AUTHORITY), id(issuer), code, by_number(first), last)
		}
		Step::Register { issuer, numbers } => {
			let entries = numbers.into_iter().map(|number| entry(BASE + number)).collect();
			let entries = batch(entries);
			BillsPallet::register_batch(signed(OPERATOR), NODE, id(issuer), SCENE, entries)
				.map(|_| ())
				.map_err(|fault| fault.error)
		}
		Step::Update { number, salt } => {
			let xml = Some(digest(&format!("{salt}")));
			let version = Bills::<Test>::get(at(number)).map_or(1, |bill| bill.version);
			let update = BillUpdate { xml, ..BillUpdate::default() };
			BillsPallet::update(signed(OPERATOR), at(number), version, update, reason())
		}
		Step::Transfer { number, salt } => {
			let to = PayerRef(digest(&format!("{salt}")));
			let version = Bills::<Test>::get(at(number)).map_or(1, |bill| bill.version);
			let root = RuntimeOrigin::root();
			BillsPallet::transfer_holder(root, at(number), version, to, None, reason())
		}
		Step::Flush { number, negative, difference } => {
			let total = Bills::<Test>::get(at(number)).map_or(fen(TOTAL), |bill| bill.total);
			let negative = BillEntry { total, ..entry(BASE + negative) };
			let difference = difference
				.map(|(number, total)| BillEntry { total: fen(total), ..entry(BASE + number) });
			let _ = consent_red_flush(DEPUTY, BASE + number);
			let who = signed(issuer_of(number));
			BillsPallet::red_flush(who, at(number), negative, difference, reason())
		}
		Step::Void { number } => BillsPallet::void_bill(signed(OPERATOR), at(number), reason()),
		Step::Paper { number, back: false } => {
			let who = signed(OPERATOR);
			BillsPallet::exchange_for_paper(who, at(number), digest("serial"), reason())
		}
		Step::Paper { number, back: true } => {
			BillsPallet::restore_electronic(signed(OPERATOR), at(number), reason())
		}
		Step::Circulate { number, blocked } => {
			let circulation = if blocked { Circulation::Blocked } else { Circulation::Circulable };
			BillsPallet::set_circulation(signed(OPERATOR), at(number), circulation)
		}
		Step::Lock { number } => BillsPallet::lock(&at(number), fen(1), &actor(USER)),
		Step::Unlock { number } => BillsPallet::unlock(&at(number), &actor(USER)),
		Step::Settle { number, amount, close } => {
			BillsPallet::settle(&at(number), fen(amount), close, &actor(USER))
		}
		Step::Reverse { number, amount } => {
			BillsPallet::reverse(&at(number), fen(amount), &actor(AUTHORITY))
		}
	}
}

/// The reference: every number with its owner, and every record as it stands.
#[derive(Default)]
struct Model {
	owner: BTreeMap<u64, u8>,
	borne: BTreeSet<u64>,
	bills: BTreeMap<BillKey, Bill>,
	reached: BTreeMap<ActionName, u32>,
}

/// The action as text: it has no order.
type ActionName = String;

impl Model {
	fn allocation(&mut self, event: &Event<Test>) {
		let span = |first: &BillNumber, last: &BillNumber| first.value()..=last.value();
		match event {
			Event::NumbersAllocated { issuer, first, last, .. } => {
				for number in span(first, last) {
					let before = self.owner.insert(number, u8::try_from(issuer.0).unwrap());
					assert_eq!(before, None, "{number} was allocated twice");
				}
			}
			Event::NumbersReturned { issuer, first, last, .. } => {
				for number in span(first, last) {
					assert!(!self.borne.contains(&number), "{number} is on a bill");
					let before = self.owner.remove(&number).map(u32::from);
					assert_eq!(before, Some(issuer.0), "{number} was another's");
				}
			}
			Event::BatchRegistered { refused, .. } => {
				for fault in refused {
					assert!(fault.reason != Refusal::PolicyDenied);
				}
			}
			_ => {}
		}
	}

	fn change(&mut self, key: BillKey, action: BillAction) {
		*self.reached.entry(format!("{action:?}")).or_default() += 1;
		let new = Bills::<Test>::get(key).expect("a record was told of that is not there");
		if action == BillAction::Registered {
			let owner = self.owner.get(&key.number.value()).copied().map(u32::from);
			assert_eq!(owner, Some(new.issuer.0), "{key} bears a number of somebody else");
			assert!(self.borne.insert(key.number.value()), "{key} was registered twice");
			assert_eq!((new.version, new.history), (1, None));
			self.bills.insert(key, new);
			return;
		}
		let old = self.bills.insert(key, new.clone()).expect("changed before it was registered");
		assert!(default_rule(action).from.contains(&old), "{action:?} of {old:?}");
		if matches!(action, BillAction::Locked | BillAction::Unlocked) {
			assert_eq!(Bill { usage: old.usage, ..new }, old);
		} else {
			assert_eq!(new.version, old.version + 1);
			assert_eq!(new.history.unwrap().previous, old.version_hash(), "the chain is broken");
		}
	}

	fn check(&self) {
		let stored: BTreeMap<BillKey, Bill> = Bills::<Test>::iter().collect();
		assert_eq!(stored, self.bills, "a record changed and no event told");
		for bill in stored.values() {
			assert!(bill.reimbursed <= bill.total);
			assert!(bill.usage != Use::Locked || bill.reimbursed < bill.total);
		}
		let code = at(0).code;
		for issuer in [ISSUER, MINISTRY] {
			let ranges = Numbers::<Test>::get(code, id(issuer));
			let used: u64 = ranges
				.iter()
				.filter(|range| range.first.value() >= BASE)
				.map(|range| range.used)
				.sum();
			let bills = stored.values().filter(|bill| bill.issuer == id(issuer)).count();
			assert_eq!(used, u64::try_from(bills).unwrap());
		}
	}
}

fn run(steps: &[Step], model: &mut Model) {
	for step in steps {
		System::reset_events();
		let before = sp_io::storage::root(StateVersion::V1);
		let refused = with_storage_layer(|| perform(step)).is_err();
		let told = System::read_events_for_pallet::<Event<Test>>();
		if refused {
			assert_eq!(sp_io::storage::root(StateVersion::V1), before, "{step:?} left a trace");
			continue;
		}
		let mut changes = Vec::new();
		for event in &told {
			model.allocation(event);
			for (key, action) in BillsPallet::changes_of(event) {
				model.change(key, action);
				changes.push((key, action));
			}
		}
		changes.retain(|(_, action)| *action != BillAction::Registered);
		let written = notices().into_iter().map(|notice| (notice.key, notice.action));
		assert_eq!(written.collect::<Vec<_>>(), changes, "not told what changed");
		model.check();
		BillsPallet::do_try_state().unwrap();
	}
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

	#[test]
	fn numbers_versions_and_transitions_keep_their_rules(
		steps in prop::collection::vec(step(), 1..120),
	) {
		ExtBuilder::default().build_and_execute(|| run(&steps, &mut Model::default()));
	}
}

/// The histories above would prove nothing if their steps were always refused.
#[test]
fn the_histories_reach_every_change() {
	use proptest::{strategy::ValueTree, test_runner::TestRunner};
	let mut runner = TestRunner::deterministic();
	let mut model = Model::default();
	for _ in 0..96 {
		let steps =
			prop::collection::vec(step(), 120..121).new_tree(&mut runner).unwrap().current();
		let mut fresh = Model::default();
		ExtBuilder::default().build_and_execute(|| run(&steps, &mut fresh));
		for (action, count) in fresh.reached {
			*model.reached.entry(action).or_default() += count;
		}
	}
	// Corrections have tests of their own.
	assert_eq!(model.reached.len(), 12, "{:?}", model.reached);
}
