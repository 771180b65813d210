//! Random histories against a model of who stands where and may do what.

use crate::mock::*;
use fiscal_primitives::{
	participant::{ChildKind, EndorsementProof, ParticipantKind, Role, Roles, Status, Tier},
	traits::ParticipantRegistry,
	ParticipantId,
};
use fiscal_sm_crypto::Signature;
use frame_support::assert_storage_noop;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// Names of keys; the first two are of the genesis.
const NAMES: [&str; 9] = ["m-0", "m-1", "m-2", "m-3", "m-4", "m-5", "m-6", "m-7", "m-8"];

/// Sets of roles that are given.
const GIVEN: [&[Role]; 6] = [
	&[Role::FiscalAuthority],
	&[Role::Issuer],
	&[Role::Platform],
	&[Role::Council, Role::BillUser],
	&[Role::Administrator],
	&[Role::Issuer, Role::FiscalAuthority],
];

/// Who sends a call: the council, or the holder of a key.
type Sender = Option<usize>;

#[derive(Clone, Debug)]
enum Step {
	Admit { by: Sender, key: usize, roles: usize },
	Child { by: Sender, parent: u32, account: bool, key: usize, roles: usize },
	Holder { by: usize, key: usize, payer: usize },
	Status { by: Sender, id: u32, to: Status },
	Roles { by: Sender, id: u32, roles: usize },
	Rotate { by: usize, key: usize },
	Replace { by: Sender, id: u32, key: usize },
	Rename { by: Sender, id: u32, to: usize },
}

fn step() -> impl Strategy<Value = Step> {
	let key = 0..NAMES.len();
	let sender = prop_oneof![1 => Just(None), 3 => key.clone().prop_map(Some)];
	let (roles, id) = (0..GIVEN.len(), 1u32..8);
	let status = prop_oneof![
		3 => Just(Status::Active),
		3 => Just(Status::Frozen),
		1 => Just(Status::Cancelled),
	];
	prop_oneof![
		1 => (sender.clone(), key.clone(), roles.clone())
			.prop_map(|(by, key, roles)| Step::Admit { by, key, roles }),
		5 => (sender.clone(), id.clone(), any::<bool>(), key.clone(), roles.clone()).prop_map(
			|(by, parent, account, key, roles)| Step::Child { by, parent, account, key, roles }
		),
		2 => (key.clone(), key.clone(), 0usize..3)
			.prop_map(|(by, key, payer)| Step::Holder { by, key, payer }),
		3 => (sender.clone(), id.clone(), status)
			.prop_map(|(by, id, to)| Step::Status { by, id, to }),
		2 => (sender.clone(), id.clone(), roles)
			.prop_map(|(by, id, roles)| Step::Roles { by, id, roles }),
		1 => (key.clone(), key.clone()).prop_map(|(by, key)| Step::Rotate { by, key }),
		1 => (sender.clone(), id.clone(), key)
			.prop_map(|(by, id, key)| Step::Replace { by, id, key }),
		2 => (sender, id, 0..NAMES.len()).prop_map(|(by, id, to)| Step::Rename { by, id, to }),
	]
}

#[derive(Clone, Debug)]
struct One {
	tier: Tier,
	parent: Option<u32>,
	roles: BTreeSet<Role2>,
	status: Status,
	first: usize,
	key: usize,
	version: u32,
	name: usize,
	names: u32,
}

/// Roles by their place in [`Role::ALL`], which can be ordered.
type Role2 = usize;

fn number(role: Role) -> Role2 {
	Role::ALL.iter().position(|other| *other == role).unwrap()
}

fn set(roles: &[Role]) -> BTreeSet<Role2> {
	roles.iter().map(|role| number(*role)).collect()
}

/// What has to be, kept without the pallet: participant n stands at n - 1.
#[derive(Clone, Default)]
struct Model {
	all: Vec<One>,
	used: BTreeSet<usize>,
	payers: BTreeSet<usize>,
}

impl Model {
	fn get(&self, id: u32) -> Option<&One> {
		self.all.get((id as usize).checked_sub(1)?)
	}

	fn of_key(&self, key: usize) -> Option<u32> {
		self.all.iter().position(|one| one.key == key).map(|at| at as u32 + 1)
	}

	fn org(&self, id: u32) -> u32 {
		match self.get(id) {
			Some(One { tier: Tier::Account, parent: Some(parent), .. }) => *parent,
			_ => id,
		}
	}

	fn roles(&self, id: u32) -> BTreeSet<Role2> {
		let Some(one) = self.get(id) else { return BTreeSet::new() };
		match one.parent {
			None => one.roles.clone(),
			Some(parent) => &one.roles & &self.given(parent),
		}
	}

	/// What a participant hands down.
	fn given(&self, id: u32) -> BTreeSet<Role2> {
		let mut roles = self.roles(id);
		if roles.contains(&number(Role::FiscalAuthority)) {
			let supervised = [Role::Issuer, Role::BillUser, Role::NodeOperator, Role::Auditor];
			roles.extend(set(&supervised));
		}
		roles.remove(&number(Role::Council));
		roles.insert(number(Role::Administrator));
		roles
	}

	fn active(&self, id: u32) -> bool {
		self.get(id).is_some_and(|one| {
			one.status == Status::Active && one.parent.is_none_or(|parent| self.active(parent))
		})
	}

	fn holds(&self, id: u32, role: Role) -> bool {
		let tier = self.get(id).map(|one| one.tier);
		self.roles(id).contains(&number(role))
			|| (role == Role::Administrator
				&& matches!(tier, Some(Tier::Member | Tier::Organisation)))
	}

	fn within(&self, id: u32, above: u32) -> bool {
		self.get(id).is_some_and(|one| {
			id == above || one.parent.is_some_and(|parent| self.within(parent, above))
		})
	}

	/// May the sender decide about `id`, where whoever has `beyond` decides outside of its domain?
	fn decides(&self, by: Sender, id: u32, beyond: Option<Role>) -> bool {
		let Some(key) = by else { return true };
		let Some(signer) = self.of_key(key).filter(|signer| self.active(*signer)) else {
			return false;
		};
		let org = self.org(signer);
		let council = self.get(id).is_some_and(|one| one.roles.contains(&number(Role::Council)));
		if org == id || signer == id || council {
			return false;
		}
		let has = beyond.is_some_and(|role| self.holds(signer, role));
		let member = self.get(org).is_some_and(|one| one.tier == Tier::Member);
		if self.within(id, org) {
			return has || self.holds(signer, Role::Administrator);
		}
		has && (member || beyond != Some(Role::FiscalAuthority))
	}

	fn put(&mut self, tier: Tier, parent: Option<u32>, key: usize, roles: &[Role]) {
		self.used.insert(key);
		let (roles, status) = (set(roles), Status::Active);
		let (first, name) = (key, key);
		self.all.push(One { tier, parent, roles, status, first, key, version: 1, name, names: 1 });
	}

	fn change(&mut self, id: u32) -> &mut One {
		&mut self.all[id as usize - 1]
	}

	/// Performs the step if it is possible.
	fn take(&mut self, step: &Step) -> bool {
		let may = self.may(step);
		if !may {
			return false;
		}
		match step.clone() {
			Step::Admit { key, roles, .. } => self.put(Tier::Member, None, key, GIVEN[roles]),
			Step::Child { parent, account, key, roles, .. } => {
				let tier = if account { Tier::Account } else { Tier::Organisation };
				self.put(tier, Some(parent), key, GIVEN[roles]);
			}
			Step::Holder { key, payer, .. } => {
				self.payers.insert(payer);
				self.put(Tier::Holder, None, key, &[Role::Holder]);
			}
			Step::Status { id, to, .. } => self.change(id).status = to,
			Step::Roles { id, roles, .. } => self.change(id).roles = set(GIVEN[roles]),
			Step::Rotate { by, key } => {
				let id = self.of_key(by).unwrap();
				self.rekey(id, key);
			}
			Step::Replace { id, key, .. } => self.rekey(id, key),
			Step::Rename { id, to, .. } => {
				let one = self.change(id);
				(one.name, one.names) = (to, one.names + 1);
			}
		}
		true
	}

	fn rekey(&mut self, id: u32, key: usize) {
		self.used.insert(key);
		let one = self.change(id);
		(one.key, one.version) = (key, one.version + 1);
	}

	fn may(&self, step: &Step) -> bool {
		match step.clone() {
			Step::Admit { by, key, .. } => by.is_none() && !self.used.contains(&key),
			Step::Child { by, parent, account, key, roles } => {
				let Some(above) = self.get(parent) else { return false };
				let role = if account { Role::Administrator } else { Role::FiscalAuthority };
				let sender = by.is_none_or(|by| {
					self.of_key(by).is_some_and(|signer| {
						self.active(signer)
							&& self.holds(signer, role)
							&& self.within(parent, self.org(signer))
					})
				});
				let tier = match account {
					true => matches!(above.tier, Tier::Member | Tier::Organisation),
					false => above.tier == Tier::Member,
				};
				sender
					&& tier && self.active(parent)
					&& set(GIVEN[roles]).is_subset(&self.given(parent))
					&& !self.used.contains(&key)
			}
			Step::Holder { by, key, payer } => {
				let sender = self.of_key(by).is_some_and(|signer| {
					self.active(signer) && self.holds(signer, Role::Platform)
				});
				sender && !self.used.contains(&key) && !self.payers.contains(&payer)
			}
			Step::Status { by, id, to } => {
				let Some(one) = self.get(id) else { return false };
				self.decides(by, id, Some(Role::FiscalAuthority))
					&& one.status != Status::Cancelled
					&& one.status != to
			}
			Step::Roles { by, id, roles } => {
				let Some(one) = self.get(id) else { return false };
				let roles = set(GIVEN[roles]);
				let above = one.parent.is_none_or(|parent| roles.is_subset(&self.given(parent)));
				self.decides(by, id, None)
					&& (one.tier != Tier::Member || by.is_none())
					&& one.tier != Tier::Holder
					&& above && one.status != Status::Cancelled
					&& one.roles != roles
			}
			Step::Rotate { by, key } => {
				self.of_key(by).is_some_and(|id| self.active(id)) && !self.used.contains(&key)
			}
			Step::Replace { by, id, key } => {
				let Some(one) = self.get(id) else { return false };
				let beyond = (one.tier == Tier::Holder).then_some(Role::Platform);
				self.decides(by, id, beyond)
					&& (!matches!(one.tier, Tier::Member | Tier::Holder) || by.is_none())
					&& one.status != Status::Cancelled
					&& !self.used.contains(&key)
			}
			Step::Rename { by, id, to } => {
				let Some(one) = self.get(id) else { return false };
				let sender = by.is_none_or(|by| {
					self.of_key(by).is_some_and(|signer| {
						let itself = signer == id && !self.roles(id).is_empty();
						self.active(signer)
							&& (itself || self.holds(signer, Role::Administrator))
							&& self.within(id, self.org(signer))
							&& one.tier != Tier::Member
					})
				});
				sender
					&& one.tier != Tier::Holder
					&& one.status != Status::Cancelled
					&& one.name != to
			}
		}
	}

	/// The pallet says the same.
	fn compare(&self) {
		for (at, one) in self.all.iter().enumerate() {
			let id = at as u32 + 1;
			let number = ParticipantId(id);
			assert_eq!(Participants::is_active(number), self.active(id), "{id}");
			let roles: BTreeSet<_> =
				Participants::roles_of(number).iter().map(super::machine::number).collect();
			assert_eq!(roles, self.roles(id), "{id}");
			assert_eq!(Participants::key_of(number), Some((key(NAMES[one.key]), one.version)));
			if one.tier != Tier::Holder {
				let details = Participants::details(number);
				let last = details.last().unwrap();
				assert_eq!((last.version, &last.details.name), (one.names, &name(NAMES[one.name])));
			}
			let account = account(NAMES[one.key]);
			assert_eq!(Participants::id_of(&account), Some(ParticipantId(self.org(id))));
			assert_eq!(Participants::signer_of(&account), Some(number));
		}
		Participants::do_try_state().expect("the storage holds together");
	}
}

fn origin(by: Sender) -> RuntimeOrigin {
	by.map_or_else(root, |key| signed(NAMES[key]))
}

/// Sends the call of a step, with every signature that it asks for.
fn perform(model: &Model, step: &Step) -> bool {
	let rotation_of = |id: u32, new: usize| match model.get(id) {
		Some(one) => rotation(NAMES[one.first], one.version + 1, NAMES[new]),
		None => Signature([0; 64]),
	};
	let answer = match step.clone() {
		Step::Admit { by, key: new, roles } => Participants::admit(
			origin(by),
			name(NAMES[new]),
			ParticipantKind::Organisation,
			Roles::of(GIVEN[roles]),
			key(NAMES[new]),
			identity(NAMES[new]),
			proof(NAMES[new], None),
		),
		Step::Child { by, parent, account, key: new, roles } => {
			let above = ParticipantId(parent);
			let kind = match account {
				true => OPERATOR_ACCOUNT,
				false => ChildKind::Organisation,
			};
			let child = (kind, NAMES[new]);
			let endorsement = match model.get(parent) {
				Some(one) => endorsed((above, NAMES[one.key]), above, child, GIVEN[roles]),
				None => {
					EndorsementProof { by: above, expires: 9_999, signature: Signature([0; 64]) }
				}
			};
			Participants::admit_child(
				origin(by),
				above,
				name(NAMES[new]),
				kind,
				Roles::of(GIVEN[roles]),
				key(NAMES[new]),
				identity(NAMES[new]),
				proof(NAMES[new], Some(above)),
				endorsement,
			)
		}
		Step::Holder { by, key: new, payer: to } => {
			let platform = model.of_key(by).map_or(0, |signer| model.org(signer));
			let to = payer(NAMES[to]);
			let consent = consent(NAMES[new], NAMES[new], to, ParticipantId(platform));
			Participants::register_holder(origin(Some(by)), key(NAMES[new]), to, consent)
		}
		Step::Status { by, id, to } => {
			Participants::set_status(origin(by), ParticipantId(id), to, reason())
		}
		Step::Roles { by, id, roles } => {
			let roles = Roles::of(GIVEN[roles]);
			Participants::set_roles(origin(by), ParticipantId(id), roles, reason())
		}
		Step::Rotate { by, key: new } => {
			let proof = rotation_of(model.of_key(by).unwrap_or(0), new);
			Participants::rotate_key(origin(Some(by)), key(NAMES[new]), proof)
		}
		Step::Replace { by, id, key: new } => {
			let (proof, id) = (rotation_of(id, new), ParticipantId(id));
			Participants::replace_key(origin(by), id, key(NAMES[new]), proof, reason())
		}
		Step::Rename { by, id, to } => {
			let to = Some(name(NAMES[to]));
			Participants::update(origin(by), ParticipantId(id), to, None, reason())
		}
	};
	answer.is_ok()
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

	#[test]
	fn the_tree_is_what_its_history_made_of_it(steps in prop::collection::vec(step(), 1..40)) {
		let (finance, platform) = (GIVEN[0], GIVEN[2]);
		let chain = ExtBuilder::default()
			.with_participant(NAMES[0], finance)
			.with_participant(NAMES[1], platform);
		chain.build_and_execute(|| {
			let mut model = Model::default();
			model.put(Tier::Member, None, 0, finance);
			model.put(Tier::Member, None, 1, platform);
			for step in &steps {
				let before = model.clone();
				if model.take(step) {
					assert!(perform(&before, step), "{step:?} is refused");
				} else {
					assert_storage_noop!(assert!(!perform(&before, step), "{step:?} is taken"));
				}
				model.compare();
			}
		});
	}
}
