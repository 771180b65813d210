//! How bills come onto the chain: batches, and the new bills of a red flush.

use crate::{
	numbers::NumberBook, types::codes_of, Bills, Config, Error, Event, Pallet, RedFlushConsents,
	Registered, WeightInfo,
};
use alloc::{collections::BTreeSet, vec::Vec};
use fiscal_primitives::{
	authorization::Scope,
	bill::{
		Batch, BillKind, Circulation, Medium, Refusal, Refused, TxPosition, Use, Validity,
		MAX_BATCH,
	},
	changes::BillAction,
	node::NodeRole,
	participant::Role,
	policy::{Facts, Obligations, Policies, PolicyPoint},
	text::Reason,
	traits::{NodeRegistry, ParticipantRegistry, SceneRegistry, TransitionRules},
	AccountId, Actor, Bill, BillEntry, BillKey, Date, Fen, Moment, NodeId, ParticipantId, SceneId,
};
use frame_support::{ensure, traits::Time, weights::Weight, BoundedVec};
use sp_runtime::{DispatchError, DispatchResult, SaturatedConversion};

/// For whom and where bills are registered.
struct Registration {
	issuer: ParticipantId,
	node: NodeId,
	scene: SceneId,
	at: TxPosition,
	now: Moment,
	today: Date,
}

impl Registration {
	fn record(&self, entry: &BillEntry, kind: BillKind, related: Option<BillKey>) -> Bill {
		Bill {
			check: entry.check,
			total: entry.total,
			issued_on: entry.issued_on,
			issuer: self.issuer,
			node: self.node,
			scene: self.scene,
			payer: entry.payer,
			xml: entry.xml,
			pdf: entry.pdf,
			summary: entry.summary,
			version: 1,
			history: None,
			related,
			registered: self.at,
			kind,
			validity: Validity::Normal,
			medium: Medium::Electronic,
			usage: Use::Free,
			circulation: entry.circulation,
			reimbursed: Fen::ZERO,
		}
	}
}

/// What serves every entry of a batch: read once, written once.
struct Intake<T: Config> {
	registration: Registration,
	rules: <T::Scenes as SceneRegistry>::Rules,
	policies: <T::Policies as Policies>::Session,
	facts: Facts,
	numbers: NumberBook<T>,
	obligations: Obligations,
}

impl<T: Config> Intake<T> {
	fn open(registration: Registration, by: ParticipantId) -> Self {
		let Registration { issuer, node, scene, now, .. } = registration;
		let facts = Facts {
			point: PolicyPoint::Register,
			at: now,
			actor: Some(by),
			issuer: Some(issuer),
			node: Some(node),
			scene: Some(scene),
			kind: Some(BillKind::Ordinary),
			..Facts::default()
		};
		Self {
			registration,
			rules: T::Scenes::rules(scene),
			policies: T::Policies::open(PolicyPoint::Register, scene, by),
			facts,
			numbers: NumberBook::open(issuer),
			obligations: Obligations::NONE,
		}
	}

	/// The record of the entry, with its number taken.
	fn admit(&mut self, index: u32, entry: BillEntry) -> Result<Bill, Refused> {
		let refuse = |reason| Err(Refused::new(index, reason));
		let bill = self.registration.record(&entry, BillKind::Ordinary, None);
		if let Some(existing) = Bills::<T>::get(entry.key) {
			// A lock changes the use without a new version; where the first registration stands
			// differs by nature.
			let repeated =
				Bill { registered: existing.registered, usage: existing.usage, ..bill } == existing;
			let known = if repeated { Refusal::AlreadyRegistered } else { Refusal::AlreadyExists };
			return refuse(known);
		}
		if entry.total.is_zero() {
			return refuse(Refusal::AmountZero);
		}
		if entry.issued_on > self.registration.today {
			return refuse(Refusal::DateInFuture);
		}
		if !self.numbers.holds(&entry.key) {
			return refuse(Refusal::NumberNotAllocated);
		}
		if let Err(field) = T::Scenes::check(&self.rules, &entry) {
			let refused = Refused::new(index, Refusal::FieldRefused);
			return Err(Refused { field: Some(field), ..refused });
		}
		self.facts.bill = Some(entry.key);
		self.facts.total = Some(entry.total);
		self.facts.issued_on = Some(entry.issued_on);
		self.facts.fields = entry.fields;
		let verdict = T::Policies::judge(&mut self.policies, &self.facts);
		if !verdict.permitted {
			let refused = Refused::new(index, Refusal::PolicyDenied);
			return Err(Refused { policy: verdict.policy, ..refused });
		}
		self.obligations = self.obligations.and(verdict.obligations);
		self.numbers.take(&entry.key);
		Ok(bill)
	}

	/// Writes back what the session and the ranges remember.
	fn close(self) -> Obligations {
		T::Policies::close(self.policies);
		self.numbers.close();
		self.obligations
	}
}

impl<T: Config> Pallet<T> {
	/// Where the transaction stands that runs.
	pub(crate) fn position() -> TxPosition {
		TxPosition {
			block: frame_system::Pallet::<T>::block_number().saturated_into(),
			index: frame_system::Pallet::<T>::extrinsic_index().unwrap_or_default(),
		}
	}

	fn registration(issuer: ParticipantId, node: NodeId, scene: SceneId) -> Registration {
		let (at, now) = (Self::position(), T::Time::now());
		Registration { issuer, node, scene, at, now, today: Date::at(now) }
	}

	/// What a batch costs at most: beside the call itself a session of policies, and a judgement of
	/// each entry.
	pub(crate) fn batch_weight(entries: &Batch) -> Weight {
		let count = u32::try_from(entries.len()).unwrap_or(MAX_BATCH);
		T::WeightInfo::register_batch(count, codes_of(entries))
			.saturating_add(T::Policies::session_weight())
			.saturating_add(T::Policies::judge_weight().saturating_mul(count.into()))
	}

	/// Registers the entries; gives what it left of [`Pallet::batch_weight`].
	pub(crate) fn do_register_batch(
		who: &AccountId,
		node: NodeId,
		issuer: ParticipantId,
		scene: SceneId,
		entries: Batch,
	) -> Result<Weight, DispatchError> {
		let count = u32::try_from(entries.len()).unwrap_or(MAX_BATCH);
		ensure!(!entries.is_empty(), Error::<T>::EmptyBatch);
		let signer = Self::participant(who)?;
		let roles = T::Participants::roles_of(signer.signer);
		let operates =
			T::Nodes::operator(node) == Some(signer.id) && roles.contains(Role::NodeOperator);
		ensure!(operates || roles.contains(Role::Platform), Error::<T>::NotAuthorized);
		ensure!(T::Nodes::is_normal(node), Error::<T>::NotActive);
		ensure!(T::Participants::is_active(issuer), Error::<T>::NotActive);
		ensure!(T::Participants::has_role(issuer, Role::Issuer), Error::<T>::NotIssuer);
		ensure!(T::Nodes::serves(node, issuer, NodeRole::Issuer), Error::<T>::NotServed);
		ensure!(T::Scenes::terms(scene).is_some(), Error::<T>::NotActive);
		ensure!(T::Nodes::admits(node, scene, Scope::Summary), Error::<T>::NotAdmitted);
		T::Rules::ensure_registrable(&signer.actor())?;

		let registration = Self::registration(issuer, node, scene);
		let mut intake = Intake::<T>::open(registration, signer.id);
		let mut seen = BTreeSet::new();
		let (mut registered, mut refused) = (Vec::new(), Vec::new());
		for (index, entry) in (0u32..).zip(entries) {
			let key = entry.key;
			let verdict = if seen.insert(key) {
				intake.admit(index, entry)
			} else {
				Err(Refused::new(index, Refusal::DuplicateInBatch))
			};
			match verdict {
				Ok(bill) => {
					Bills::<T>::insert(key, bill);
					registered.push(key);
				}
				Err(fault) => refused.push(fault),
			}
		}
		if !registered.is_empty() {
			let more = u64::try_from(registered.len()).unwrap_or(u64::MAX);
			Registered::<T>::mutate(|count| *count = count.saturating_add(more));
		}
		let unused = T::Policies::unused(&intake.policies, count);
		let (by, obligations) = (signer.actor(), intake.close());
		// Neither list is longer than the batch, whose bound is the same.
		let registered = BoundedVec::truncate_from(registered);
		let refused = BoundedVec::truncate_from(refused);
		Self::deposit_event(Event::BatchRegistered {
			node,
			issuer,
			scene,
			by,
			registered,
			refused,
			obligations,
		});
		Ok(unused)
	}

	pub(crate) fn do_red_flush(
		who: &AccountId,
		key: BillKey,
		negative: BillEntry,
		difference: Option<BillEntry>,
		reason: Reason,
	) -> DispatchResult {
		let (signer, old) = Self::own_bill(who, &key)?;
		let by = signer.actor();
		ensure!(old.kind != BillKind::Red, Error::<T>::RedBill);
		ensure!(old.medium == Medium::Electronic, Error::<T>::OnPaper);
		if Self::is_reimbursed(&old) {
			let consent = RedFlushConsents::<T>::get(key).ok_or(Error::<T>::ConsentRequired)?;
			ensure!(!Self::same_signer(&consent, &by), Error::<T>::SameAdministrator);
		}
		// Neither new bill may be somebody else's, where the holder of this one is known.
		let passes_on =
			core::iter::once(&negative).chain(&difference).any(|entry| entry.payer != old.payer);
		ensure!(
			!passes_on || T::Participants::holder_of(&old.payer).is_none(),
			Error::<T>::HolderBound
		);
		let registration = Self::registration(old.issuer, old.node, old.scene);
		let mut numbers = NumberBook::<T>::open(old.issuer);
		ensure!(negative.total == old.total, Error::<T>::AmountMismatch);
		Self::ensure_registrable(&registration, &negative)?;
		ensure!(numbers.take(&negative.key), Error::<T>::NumberNotAllocated);
		if let Some(entry) = &difference {
			ensure!(!entry.total.is_zero() && entry.total < old.total, Error::<T>::AmountMismatch);
			ensure!(entry.key != negative.key, Error::<T>::AlreadyExists);
			Self::ensure_registrable(&registration, entry)?;
			ensure!(numbers.take(&entry.key), Error::<T>::NumberNotAllocated);
		}

		let cancelled =
			Bill { validity: Validity::RedFlushed, related: Some(negative.key), ..old.clone() };
		Self::transition(&key, BillAction::RedFlushed, &old, cancelled, &by, |_| {
			Event::RedFlushed {
				key,
				negative: negative.key,
				difference: difference.as_ref().map(|entry| entry.key),
				by,
				reason,
			}
		})?;
		let red = registration.record(&negative, BillKind::Red, Some(key));
		Bills::<T>::insert(negative.key, Bill { circulation: Circulation::Blocked, ..red });
		if let Some(entry) = &difference {
			let rest = registration.record(entry, BillKind::Difference, Some(key));
			Bills::<T>::insert(entry.key, inherit(&old, rest));
		}
		let more = if difference.is_some() { 2 } else { 1 };
		Registered::<T>::mutate(|count| *count = count.saturating_add(more));
		numbers.close();
		Self::drop_pending(&key);
		Ok(())
	}

	fn ensure_registrable(registration: &Registration, entry: &BillEntry) -> Result<(), Error<T>> {
		ensure!(entry.issued_on <= registration.today, Error::<T>::DateInFuture);
		ensure!(!Bills::<T>::contains_key(entry.key), Error::<T>::AlreadyExists);
		Ok(())
	}

	pub(crate) fn do_consent_red_flush(by: Actor, key: BillKey, version: u32) -> DispatchResult {
		let bill = Self::existing(&key)?;
		Self::ensure_changeable(&bill)?;
		ensure!(Self::is_reimbursed(&bill), Error::<T>::NotReimbursed);
		ensure!(bill.version == version, Error::<T>::VersionConflict);
		ensure!(!RedFlushConsents::<T>::contains_key(key), Error::<T>::AlreadyExists);
		RedFlushConsents::<T>::insert(key, by);
		Self::deposit_event(Event::RedFlushConsented { key, by });
		Ok(())
	}
}

/// The difference bill with what was reimbursed of the cancelled one, as far as its own total goes:
/// the same expense must not be reimbursed again through its successor.
fn inherit(cancelled: &Bill, difference: Bill) -> Bill {
	let reimbursed = cancelled.reimbursed.min(difference.total);
	let usage = match cancelled.usage {
		Use::PartlyReimbursed if reimbursed < difference.total => Use::PartlyReimbursed,
		Use::PartlyReimbursed | Use::Reimbursed => Use::Reimbursed,
		Use::Free | Use::Locked => Use::Free,
	};
	Bill { reimbursed, usage, ..difference }
}
