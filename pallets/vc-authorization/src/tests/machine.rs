//! Random histories against a simple model: nothing is granted that nobody granted, nothing is used
//! more often than it may be, and what is over stays over.

use crate::{mock::*, Event};
use fiscal_primitives::{
	authorization::{
		AuthorizationState::{self, *},
		Basis, CheckFault, Code, GrantedBills, LogHead, LogItem, Scope, Scopes,
	},
	traits::LockPermission,
	Digest, Moment, SceneId,
};
use fiscal_vc::{Claims, Subject};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const PEOPLE: [&str; 6] = ["citizen", "neighbour", "insurer", "veterans", "platform", "suishen"];

#[derive(Clone, Debug)]
enum Step {
	Register { number: u8, bills: Vec<u64>, uses: u32, days: u64, scopes: Vec<Scope>, forged: bool },
	Delegate { number: u8, bill: u64 },
	Trust(bool),
	Status { who: usize, which: usize, state: AuthorizationState, proven: bool },
	Read { who: usize, which: usize, bill: u64, scope: Scope, scene: u32 },
	Lock { who: usize, which: usize, bill: u64 },
	Issue { who: usize, which: usize, code: u32 },
	Redeem { who: usize, code: u32 },
	List { who: usize, on: bool },
	Listed { who: usize, bill: u64, scope: Scope },
	Pass(u64),
	Rotate,
	Freeze(usize, bool),
}

fn step() -> impl Strategy<Value = Step> {
	let who = 0..PEOPLE.len();
	// Mostly whoever the grants are for, and grants that exist.
	let user = prop_oneof![3 => Just(2usize), 1 => 0..PEOPLE.len()];
	let which = 0usize..4;
	let bill = prop_oneof![5 => 1u64..4, 1 => 4u64..8];
	let scope = proptest::sample::select(Scope::ALL.to_vec());
	let scene = prop_oneof![6 => Just(1u32), 1 => Just(2u32)];
	let state = proptest::sample::select(vec![Active, Frozen, Revoked]);
	// Few enough ids that some come again.
	let register = (
		0u8..40,
		prop_oneof![
			4 => proptest::collection::btree_set(1u64..4, 1..4),
			1 => proptest::collection::btree_set(1u64..8, 1..3),
		],
		1u32..5,
		2u64..9,
		proptest::sample::subsequence(Scope::ALL.to_vec(), 2..=5),
		proptest::bool::weighted(0.1),
	)
		.prop_map(|(number, bills, uses, days, scopes, forged)| Step::Register {
			number,
			bills: bills.into_iter().collect(),
			uses,
			days,
			scopes,
			forged,
		});
	let delegate = (0u8..40, bill.clone());
	// Mostly the holder or the delegate without a proof, and a platform with one.
	let sender = prop_oneof![
		2 => Just((0usize, false)),
		1 => Just((5usize, false)),
		2 => Just((4usize, true)),
		1 => (who.clone(), any::<bool>()),
	];
	let status = (sender, which.clone(), state);
	let read = (user.clone(), which.clone(), bill.clone(), scope.clone(), scene);
	let lock = (user.clone(), which.clone(), bill.clone());
	let issue = (who.clone(), which, 0u32..4);
	let pass = prop_oneof![6 => 1u64..700_000, 1 => DAY / 2..2 * DAY];
	prop_oneof![
		10 => register,
		6 => delegate.prop_map(|(number, bill)| Step::Delegate { number, bill }),
		3 => proptest::bool::weighted(0.8).prop_map(Step::Trust),
		10 => status.prop_map(|((who, proven), which, state)| Step::Status { who, which, state, proven }),
		24 => read.prop_map(|(who, which, bill, scope, scene)| {
			Step::Read { who, which, bill, scope, scene }
		}),
		16 => lock.prop_map(|(who, which, bill)| Step::Lock { who, which, bill }),
		8 => issue.prop_map(|(who, which, code)| Step::Issue { who, which, code }),
		8 => (user.clone(), 0u32..4).prop_map(|(who, code)| Step::Redeem { who, code }),
		3 => (user.clone(), proptest::bool::weighted(0.7)).prop_map(|(who, on)| Step::List { who, on }),
		5 => (user, bill, scope).prop_map(|(who, bill, scope)| Step::Listed { who, bill, scope }),
		6 => pass.prop_map(Step::Pass),
		1 => Just(Step::Rotate),
		3 => (who, proptest::bool::weighted(0.8)).prop_map(|(who, active)| Step::Freeze(who, active)),
	]
}

/// What is known of a grant, from the steps that succeeded alone.
#[derive(Clone)]
struct Grant {
	holder: &'static str,
	bills: Vec<u64>,
	scopes: Scopes,
	until: Moment,
	left: u32,
	state: AuthorizationState,
	changes: u32,
	insurer_key: u32,
	delegated: bool,
	log: LogHead,
}

#[derive(Default)]
struct Model {
	grants: BTreeMap<Digest, Grant>,
	order: Vec<Digest>,
	codes: BTreeMap<u32, (Digest, Moment)>,
	listed: BTreeMap<usize, Moment>,
	frozen: [bool; PEOPLE.len()],
	insurer_key: u32,
	/// Whether the delegate is trusted.
	trusted: bool,
	/// Who signed a credential of which id.
	ids: BTreeSet<(&'static str, u8)>,
}

impl Model {
	fn active(&self, name: &str) -> bool {
		!PEOPLE.iter().zip(self.frozen).any(|(one, frozen)| *one == name && frozen)
	}

	/// What a delegate granted stands as long as the delegate is active and trusted.
	fn stands(&self, grant: &Grant) -> bool {
		!grant.delegated || (self.trusted && self.active("suishen"))
	}

	/// Whether the model permits it.
	fn permits(&self, digest: &Digest, who: &str, bill: u64, scope: Scope, scene: u32) -> bool {
		self.grants.get(digest).is_some_and(|grant| {
			who == "insurer"
				&& self.active("insurer")
				&& self.active(grant.holder)
				&& self.stands(grant)
				&& grant.insurer_key == self.insurer_key
				&& grant.state == Active
				&& Now::get() < grant.until
				&& grant.left > 0
				&& grant.scopes.contains(scope)
				&& scene == 1
				&& grant.bills.contains(&bill)
				&& owner(bill) == Some(grant.holder)
		})
	}

	fn digest(&self, which: usize) -> Digest {
		self.order.get(which).copied().unwrap_or_default()
	}
}

fn owner(bill: u64) -> Option<&'static str> {
	match bill {
		1..=3 => Some("citizen"),
		4 => Some("neighbour"),
		_ => None,
	}
}

fn signer(model: &Model, who: &'static str) -> String {
	match (who, model.insurer_key) {
		("insurer", 1..) => format!("insurer-{}", model.insurer_key),
		_ => who.to_string(),
	}
}

fn perform(model: &mut Model, step: Step) {
	let name = |who: usize| PEOPLE[who];
	match step {
		Step::Register { number, bills, uses, days, scopes, forged } => {
			let keys = bills.iter().copied().map(bill_key).collect();
			let claims = Claims {
				subject: Subject::Bills(GrantedBills::new(keys).unwrap()),
				uses,
				scopes: Scopes::of(&scopes),
				valid_from: Now::get(),
				valid_until: Now::get() + days * DAY,
				..numbered(number, claims())
			};
			let compact = compact_by(&claims, 1, if forged { "neighbour" } else { "citizen" });
			let digest = digest_of(&compact);
			let answer = VcAuthorization::register(signed("platform"), compact);
			let bound = scopes.iter().any(|scope| matches!(scope, Scope::Use | Scope::Pdf));
			let good = !forged
				&& ["platform", "citizen", "insurer"].iter().all(|one| model.active(one))
				&& !model.ids.contains(&("citizen", number))
				&& (!bound || bills.iter().all(|bill| owner(*bill) == Some("citizen")));
			assert_eq!(answer.is_ok(), good, "{answer:?}");
			if good {
				model.ids.insert(("citizen", number));
				remember(model, digest, &claims, bills, false);
			}
		}
		Step::Delegate { number, bill } => {
			let keys = vec![bill_key(bill)];
			let claims = Claims {
				subject: Subject::Bills(GrantedBills::new(keys).unwrap()),
				valid_from: Now::get(),
				valid_until: Now::get() + DAY,
				..numbered(number, delegated())
			};
			let compact = compact_by(&claims, 1, "suishen");
			let digest = digest_of(&compact);
			if VcAuthorization::grant_for(signed("suishen"), compact).is_ok() {
				assert!(model.active("suishen") && model.trusted);
				assert!(owner(bill) == Some("citizen"));
				assert!(model.ids.insert(("suishen", number)), "an id of its own");
				remember(model, digest, &claims, vec![bill], true);
			}
		}
		Step::Trust(on) => {
			let terms = on.then(terms);
			let root = RuntimeOrigin::root();
			if VcAuthorization::set_delegate(root, id("suishen"), terms).is_ok() {
				model.trusted = on;
			}
		}
		Step::Status { who, which, state, proven } => {
			let digest = model.digest(which);
			let Some(grant) = model.grants.get(&digest).cloned() else { return };
			let proof = proven.then(|| proof(grant.holder, digest, grant.changes, state));
			let origin = signed(&signer(model, name(who)));
			let answer = VcAuthorization::set_status(origin, digest, state, reason(), proof);
			let entitled = match proven {
				true => matches!(name(who), "platform" | "suishen") && model.active(grant.holder),
				false => {
					let granted = name(who) == "suishen" && grant.delegated;
					name(who) == grant.holder || (granted && state != Active)
				}
			};
			let good = entitled
				&& model.active(name(who))
				&& grant.state != Revoked
				&& grant.state != state;
			assert_eq!(answer.is_ok(), good, "{answer:?}");
			if good {
				let grant = model.grants.get_mut(&digest).unwrap();
				grant.state = state;
				grant.changes += 1;
				follow(&mut grant.log);
			}
		}
		Step::Read { who, which, bill, scope, scene } => {
			let digest = model.digest(which);
			let permitted = model.permits(&digest, name(who), bill, scope, scene);
			let answer =
				read(&signer(model, name(who)), Basis::Authorization(digest), bill, scope, scene);
			assert_eq!(answer.is_ok(), scope != Scope::Use && model.active(name(who)));
			if answer.is_ok() {
				logged(model, digest, permitted);
			}
		}
		Step::Lock { who, which, bill } => {
			let digest = model.digest(which);
			let Some(record) = (bill < 7).then(|| crate::mock::bill(bill)) else { return };
			let (key, user) = (bill_key(bill), id(name(who)));
			let answer =
				VcAuthorization::ensure_may_lock(user, &key, &record, SceneId(1), Some(digest));
			let permitted = model.permits(&digest, name(who), bill, Scope::Use, 1);
			assert_eq!(answer.is_ok(), permitted, "{answer:?}");
			if permitted {
				VcAuthorization::used(user, &key, SceneId(1), digest);
				logged(model, digest, true);
			}
		}
		Step::Issue { who, which, code } => {
			let digest = model.digest(which);
			let until = Now::get() + 600_000;
			let origin = signed(&signer(model, name(who)));
			let answer = VcAuthorization::issue_code(origin, text(code).digest(), digest, until);
			if answer.is_ok() {
				let grant = &model.grants[&digest];
				let entitled =
					matches!(name(who), "platform" | "suishen") || name(who) == grant.holder;
				assert!(entitled && grant.state == Active && grant.left > 0);
				assert!(model.stands(grant));
				model.codes.retain(|_, (opens, _)| *opens != digest);
				model.codes.insert(code, (digest, until));
			}
		}
		Step::Redeem { who, code } => {
			events();
			let origin = signed(&signer(model, name(who)));
			if VcAuthorization::redeem_code(origin, text(code)).is_err() {
				return;
			}
			for event in events() {
				if let Event::CodeRedeemed { authorization, .. } = event {
					let (opens, until) = model.codes.remove(&code).expect("a code was issued");
					assert_eq!(opens, authorization);
					assert!(Now::get() < until && name(who) == "insurer");
					assert_eq!(model.grants[&opens].state, Active);
				}
			}
		}
		Step::List { who, on } => {
			let (root, user) = (RuntimeOrigin::root(), id(name(who)));
			let until = Now::get() + DAY;
			let scopes = Scopes::of(&[Scope::Summary]);
			match on {
				true => {
					if VcAuthorization::set_white_list(root, user, SceneId(1), scopes, until)
						.is_ok()
					{
						model.listed.insert(who, until);
					}
				}
				false => {
					if VcAuthorization::remove_white_list(root, user, SceneId(1)).is_ok() {
						model.listed.remove(&who);
					}
				}
			}
		}
		Step::Listed { who, bill, scope } => {
			events();
			if read(&signer(model, name(who)), Basis::WhiteList, bill, scope, 1).is_ok() {
				let listed = model.listed.get(&who).is_some_and(|until| Now::get() < *until);
				let permitted = listed && scope == Scope::Summary && bill < 7;
				let used = matches!(events().as_slice(), [Event::Used { .. }]);
				assert_eq!(used, permitted);
			}
		}
		Step::Pass(ms) => {
			Now::set(Now::get() + ms);
			idle();
		}
		Step::Rotate => {
			model.insurer_key += 1;
			rotate("insurer", &format!("insurer-{}", model.insurer_key));
		}
		Step::Freeze(who, active) => {
			model.frozen[who] = !active;
			set_active(name(who), active);
		}
	}
}

fn text(code: u32) -> Code {
	Code::new(&format!("0123456789abcdef{code}")).unwrap()
}

/// Continues the log by what the last event says.
fn follow(log: &mut LogHead) {
	let last = events().pop().expect("an event");
	let (_, item, head) = VcAuthorization::changes_of(&last).expect("a step");
	log.append(&item);
	assert_eq!(Some(log.head), head);
}

fn remember(model: &mut Model, digest: Digest, claims: &Claims, bills: Vec<u64>, delegated: bool) {
	model.order.push(digest);
	let mut log = LogHead::default();
	follow(&mut log);
	model.grants.insert(
		digest,
		Grant {
			holder: "citizen",
			bills,
			scopes: claims.scopes,
			until: claims.valid_until,
			left: claims.uses,
			state: Active,
			changes: 0,
			insurer_key: model.insurer_key,
			delegated,
			log,
		},
	);
}

/// The last event is the use or the failure that the model expects, and continues the log.
fn logged(model: &mut Model, digest: Digest, permitted: bool) {
	let last = events().pop().expect("an event");
	let (entry, head) = match last {
		Event::Used { entry, head, .. } => (entry, Some(head)),
		Event::CheckFailed { entry, head, .. } => (entry, head),
		other => panic!("{other:?}"),
	};
	assert_eq!(entry.fault.is_none(), permitted, "{entry:?}");
	match model.grants.get_mut(&digest) {
		None => assert_eq!((entry.fault, head), (Some(CheckFault::NotFound), None)),
		Some(grant) => {
			grant.log.append(&LogItem::Checked(entry));
			assert_eq!(Some(grant.log.head), head);
			grant.left -= u32::from(permitted);
		}
	}
}

fn play(steps: Vec<Step>) -> Model {
	let mut model = Model::default();
	for step in steps {
		perform(&mut model, step);
		VcAuthorization::do_try_state().expect("the storage holds together");
		for (digest, grant) in &model.grants {
			let found = stored(*digest);
			assert_eq!(found.uses_max - found.used, grant.left);
			assert_eq!((found.state, found.nonce), (grant.state, grant.changes));
			assert_eq!(found.log, grant.log);
		}
		assert_eq!(crate::Authorizations::<Test>::iter().count(), model.grants.len());
	}
	model
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

	#[test]
	fn no_history_grants_what_nobody_granted(steps in proptest::collection::vec(step(), 1..60)) {
		new_test_ext().execute_with(|| play(steps));
	}
}

/// The histories above would prove nothing if their steps were always refused.
#[test]
fn the_histories_reach_every_part() {
	use proptest::{strategy::ValueTree, test_runner::TestRunner};
	let mut runner = TestRunner::deterministic();
	let (mut grants, mut uses, mut failures, mut delegated, mut revoked) = (0, 0, 0, 0, 0);
	for _ in 0..24 {
		let steps = proptest::collection::vec(step(), 100).new_tree(&mut runner).unwrap().current();
		new_test_ext().execute_with(|| {
			for grant in play(steps).grants.values() {
				grants += 1;
				uses += grant.log.entries - grant.log.failures;
				failures += grant.log.failures;
				delegated += u32::from(grant.delegated);
				revoked += u32::from(grant.state == Revoked);
			}
		});
	}
	for reached in [grants, uses, failures, delegated, revoked] {
		assert!(reached >= 10, "{grants} {uses} {failures} {delegated} {revoked}");
	}
}
