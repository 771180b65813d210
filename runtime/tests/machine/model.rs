//! What is known of the chain from its events alone, and what must hold of both.

use crate::{
	steps::Step,
	world::{bill, credentials, World, CITIZENS, FORMS, USERS},
};
use fiscal_primitives::{
	authorization::AuthorizationState, participant::Status, traits::ParticipantRegistry, BillKey,
	Digest, Fen, ParticipantId,
};
use fiscal_runtime::{
	BillLocks, Bills, Participants, Runtime, RuntimeEvent, System, VcAuthorization,
};
use std::collections::{BTreeMap, BTreeSet};

struct Grant {
	holder: ParticipantId,
	grantee: ParticipantId,
	state: AuthorizationState,
	used: u32,
}

/// The reference.
#[derive(Default)]
pub struct Model {
	frozen: BTreeSet<ParticipantId>,
	grants: BTreeMap<Digest, Grant>,
	/// Who holds which bill.
	locks: BTreeMap<BillKey, ParticipantId>,
	/// The bill that a difference bill replaces.
	replaced: BTreeMap<BillKey, BillKey>,
	/// The total of each bill that was registered as such.
	totals: BTreeMap<BillKey, Fen>,
	/// How often each change happened.
	pub reached: BTreeMap<&'static str, u32>,
}

impl Model {
	fn reach(&mut self, change: &'static str) {
		*self.reached.entry(change).or_default() += 1;
	}

	/// Performs a step and checks what came of it.
	pub fn run(&mut self, world: &mut World, step: &Step) {
		let closes = matches!(step, Step::Close { .. });
		// What happens as a block closes happens at the time of that block.
		let now = world.now;
		let barred = self.frozen.clone();
		let (actor, done) = step.perform(world);
		if let Some(actor) = actor.filter(|_| done.is_ok()) {
			let acted = crate::world::id(actor);
			assert!(!barred.contains(&acted), "{step:?}: {actor} is frozen");
		}
		self.read(now);
		if closes {
			self.check();
		}
	}

	/// Takes in the events since the last time.
	pub fn read(&mut self, now: u64) {
		let events = System::events();
		System::reset_events();
		for record in events {
			match record.event {
				RuntimeEvent::Bills(event) => self.of_bill(event),
				RuntimeEvent::BillLocks(event) => self.of_lock(event, now),
				RuntimeEvent::VcAuthorization(event) => self.of_grant(event),
				RuntimeEvent::Participants(event) => self.of_participant(event),
				_ => (),
			}
		}
	}

	fn of_participant(&mut self, event: pallet_participants::Event<Runtime>) {
		if let pallet_participants::Event::StatusChanged { id, to, .. } = event {
			if to == Status::Frozen {
				self.reach("ParticipantFrozen");
				self.frozen.insert(id);
			} else {
				self.reach("ParticipantThawed");
				self.frozen.remove(&id);
			}
		}
	}

	fn of_grant(&mut self, event: pallet_vc_authorization::Event<Runtime>) {
		use pallet_vc_authorization::Event;
		match event {
			Event::Registered { digest, holder, grantee, .. } => {
				self.reach("Granted");
				assert!(!self.frozen.contains(&holder), "a frozen citizen grants");
				let state = AuthorizationState::Active;
				let before = self.grants.insert(digest, Grant { holder, grantee, state, used: 0 });
				assert!(before.is_none(), "one credential was registered twice");
			}
			Event::StatusChanged { digest, to, .. } => {
				let grant = self.grants.get_mut(&digest).expect("it was registered");
				assert_ne!(grant.state, AuthorizationState::Revoked, "revoked is for ever");
				grant.state = to;
				self.reach(match to {
					AuthorizationState::Active => "GrantActivated",
					AuthorizationState::Frozen => "GrantFrozen",
					AuthorizationState::Revoked => "GrantRevoked",
				});
			}
			_ => (),
		}
	}

	fn of_bill(&mut self, event: pallet_bills::Event<Runtime>) {
		use pallet_bills::Event;
		match event {
			Event::BatchRegistered { registered, .. } => {
				for key in registered {
					self.reach("Registered");
					let total = pallet_bills::Bills::<Runtime>::get(key).expect("registered").total;
					assert_eq!(self.totals.insert(key, total), None, "registered twice");
				}
			}
			Event::RedFlushed { key, difference, .. } => {
				self.reach("RedFlushed");
				assert!(!self.locks.contains_key(&key), "a locked bill was cancelled");
				if let Some(difference) = difference {
					self.reach("Replaced");
					self.replaced.insert(difference, key);
				}
			}
			Event::Corrected { key, .. } => {
				self.reach("Corrected");
				assert!(!self.locks.contains_key(&key), "a locked bill was corrected");
			}
			Event::HolderChanged { key, .. } => {
				self.reach("HolderChanged");
				assert!(!self.locks.contains_key(&key), "a locked bill was passed on");
			}
			_ => (),
		}
	}

	fn ends(&mut self, key: BillKey, holder: ParticipantId, how: &'static str) {
		self.reach(how);
		assert_eq!(self.locks.remove(&key), Some(holder), "{how}: a lock that was not there");
	}

	fn of_lock(&mut self, event: pallet_bill_locks::Event<Runtime>, now: u64) {
		use pallet_bill_locks::Event;
		match event {
			Event::Acquired { key, holder, authorization, .. } => {
				self.acquired(key, holder, authorization, now);
			}
			Event::LockLost { key, winner, .. } => {
				self.reach("LockLost");
				assert_eq!(self.locks.get(&key), Some(&winner));
			}
			Event::LockRefused { .. } => self.reach("LockRefused"),
			Event::AnsweredAgain { .. } => self.reach("AnsweredAgain"),
			Event::Settled { key, holder, .. } => self.ends(key, holder, "Settled"),
			Event::Released { key, holder, .. } => self.ends(key, holder, "Released"),
			Event::ForceReleased { key, holder, .. } => self.ends(key, holder, "ForceReleased"),
			Event::Expired { key, holder, .. } => self.ends(key, holder, "Expired"),
			Event::Reversed { .. } => self.reach("Reversed"),
			_ => (),
		}
	}

	fn acquired(&mut self, key: BillKey, holder: ParticipantId, digest: Digest, now: u64) {
		self.reach("Acquired");
		assert_eq!(self.locks.insert(key, holder), None, "{key} has two locks");
		assert!(!self.frozen.contains(&holder), "a frozen participant takes a lock");
		let grant = self.grants.get_mut(&digest).expect("a lock rests on a credential");
		assert_eq!(grant.grantee, holder, "the authorization is another's");
		assert_eq!(grant.state, AuthorizationState::Active, "the authorization is not active");
		assert!(!self.frozen.contains(&grant.holder), "the citizen is frozen");
		grant.used += 1;
		let stored = pallet_vc_authorization::Authorizations::<Runtime>::get(digest);
		let stored = stored.expect("it is registered");
		assert!(grant.used <= stored.uses_max, "used more often than it may be");
		assert!((stored.valid_from..stored.valid_until).contains(&now), "it is over");
		let payer = pallet_bills::Bills::<Runtime>::get(key).expect("the bill is there").payer;
		assert_eq!(Participants::holder_of(&payer), Some(grant.holder), "not the citizen's bill");
	}

	/// The bill at the beginning of a row of difference bills.
	fn first(&self, mut key: BillKey) -> BillKey {
		while let Some(before) = self.replaced.get(&key) {
			key = *before;
		}
		key
	}

	/// What holds between any two blocks.
	pub fn check(&self) {
		Bills::do_try_state().unwrap();
		BillLocks::do_try_state().unwrap();
		VcAuthorization::do_try_state().unwrap();
		Participants::do_try_state().unwrap();

		let locks: BTreeMap<_, _> = pallet_bill_locks::Locks::<Runtime>::iter()
			.map(|(key, lock)| (key, lock.holder))
			.collect();
		assert_eq!(locks, self.locks, "a lock began or ended and no event told");
		for (_, bill) in pallet_bills::Bills::<Runtime>::iter() {
			assert!(bill.reimbursed <= bill.total);
		}
		let mut sums = BTreeMap::<BillKey, u64>::new();
		for (key, _, amount) in pallet_bill_locks::Settlements::<Runtime>::iter() {
			*sums.entry(self.first(key)).or_default() += amount.get();
		}
		for (first, sum) in sums {
			let total = self.totals[&first].get();
			assert!(sum <= total, "{sum} of {total} fen of {first} are reimbursed");
		}
		for citizen in 0..CITIZENS.len() {
			for (user, form) in (0..USERS.len()).flat_map(|user| (0..FORMS).map(move |f| (user, f)))
			{
				let (_, digest) = credentials().get(citizen, user, form);
				let stored = pallet_vc_authorization::Authorizations::<Runtime>::get(digest);
				let known = self.grants.get(digest).map(|grant| (grant.used, grant.state));
				assert_eq!(stored.map(|stored| (stored.used, stored.state)), known);
			}
		}
		for number in 1..=crate::world::BILLS {
			let known = self.totals.contains_key(&crate::world::key(number));
			assert_eq!(bill(number).is_some(), known);
		}
	}
}
