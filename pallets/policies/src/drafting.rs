//! Primitives, and drafts of policies.

use crate::{
	ChangeCount, Changes, Config, Dependents, Error, Event, Heads, History, Pallet, PolicyCount,
	PrimitiveCount, PrimitiveHeads, Primitives, Versions,
};
use alloc::{borrow::Cow, collections::BTreeSet, vec::Vec};
use core::marker::PhantomData;
use fiscal_policy::{
	chain::{
		ChangeAction, Dependent, PolicyChange, PolicyHead, PolicyState, PrimitiveHead,
		PrimitiveRecord, VersionRecord,
	},
	check, check_primitive, Catalogue, Cost, Expr, Finding, Policy, Primitive, PrimitiveId,
	Problem, Reference, Scenes,
};
use fiscal_primitives::{
	participant::Role,
	text::{Name, Reason},
	traits::{ParticipantRegistry, SceneRegistry},
	Actor, PolicyId,
};
use frame_support::{
	ensure,
	traits::{Get, Time},
};
use frame_system::{ensure_signed, pallet_prelude::OriginFor};
use sp_runtime::{DispatchError, DispatchResult};

/// The primitives of the storage.
pub(crate) struct Stored<T>(PhantomData<T>);

impl<T> Stored<T> {
	pub(crate) const fn new() -> Self {
		Self(PhantomData)
	}
}

impl<T: Config> Catalogue for Stored<T> {
	fn resolve(&self, reference: Reference) -> Option<Cow<'_, Expr>> {
		let record = Primitives::<T>::get(reference.primitive, reference.version)?;
		Some(Cow::Owned(record.primitive.condition))
	}
}

impl<T: Config> Pallet<T> {
	/// The fiscal authority that signs.
	pub(crate) fn authority(origin: OriginFor<T>) -> Result<Actor, DispatchError> {
		let account = ensure_signed(origin)?;
		let id = T::Participants::ensure(&account, Role::FiscalAuthority)?;
		let signer = T::Participants::signer_of(&account).unwrap_or(id);
		Ok(Actor::Participant { id, signer, approval: None })
	}

	/// The error that says what validation found first.
	fn refusal(findings: &[Finding]) -> Error<T> {
		match findings.first().map(|finding| finding.problem) {
			Some(Problem::UnknownPrimitive | Problem::ReferenceOrder) => Error::UnknownPrimitive,
			Some(Problem::TooLarge | Problem::TooDeep | Problem::NestedTooDeep) => {
				Error::MaxConditionExceeded
			}
			Some(Problem::TooComplex) => Error::TooComplex,
			Some(Problem::OverBudget) => Error::MaxCostExceeded,
			Some(Problem::NeverTrue) => Error::Contradiction,
			Some(Problem::AlwaysTrue) => Error::AlwaysHolds,
			Some(
				Problem::AnyToAny
				| Problem::BlankRule
				| Problem::GlobalBan
				| Problem::DenialWithObligations,
			) => Error::NotCompliant,
			_ => Error::Invalid,
		}
	}

	/// Validates a primitive and gives what it costs.
	fn accept_primitive(id: PrimitiveId, primitive: &Primitive) -> Result<Cost, Error<T>> {
		let report = check_primitive(id, primitive, &Stored::<T>::new())
			.map_err(|findings| Self::refusal(&findings))?;
		ensure!(report.cost <= T::MaxPolicyCost::get(), Error::<T>::MaxCostExceeded);
		Ok(report.cost)
	}

	fn depend(references: impl Iterator<Item = Reference>, dependent: Dependent) {
		let distinct: BTreeSet<Reference> = references.collect();
		for reference in distinct {
			Dependents::<T>::insert(reference, dependent, ());
		}
	}

	fn put_primitive(id: PrimitiveId, record: PrimitiveRecord) {
		let reference = Reference { primitive: id, version: record.primitive.version };
		let uses = record.primitive.condition.references();
		Self::depend(uses, Dependent::Primitive(reference));
		let (by, at) = (record.by, record.at);
		let head = PrimitiveHead { latest: reference.version, current: reference.version };
		PrimitiveHeads::<T>::insert(id, head);
		Primitives::<T>::insert(id, reference.version, record);
		Self::deposit_event(Event::PrimitiveDefined { reference, by, at });
	}

	fn insert_primitive(primitive: Primitive, by: Actor, at: u64) -> Result<(), Error<T>> {
		let number =
			PrimitiveCount::<T>::get().checked_add(1).ok_or(Error::<T>::MaxCountExceeded)?;
		let id = PrimitiveId(number);
		let cost = Self::accept_primitive(id, &primitive)?;
		PrimitiveCount::<T>::put(number);
		Self::put_primitive(id, PrimitiveRecord { primitive, cost, by, at, reason: None });
		Ok(())
	}

	pub(crate) fn insert_genesis_primitive(primitive: Primitive) -> Result<(), Error<T>> {
		ensure!(primitive.version == 1, Error::<T>::Invalid);
		Self::insert_primitive(primitive, Actor::System, 0)
	}

	pub(crate) fn do_define_primitive(name: Name, condition: Expr, by: Actor) -> DispatchResult {
		let primitive = Primitive { name, version: 1, condition };
		Ok(Self::insert_primitive(primitive, by, T::Time::now())?)
	}

	pub(crate) fn do_revise_primitive(
		id: PrimitiveId,
		condition: Expr,
		reason: Reason,
		by: Actor,
	) -> DispatchResult {
		let head = PrimitiveHeads::<T>::get(id).ok_or(Error::<T>::NotFound)?;
		let latest = Primitives::<T>::get(id, head.latest).ok_or(Error::<T>::NotFound)?;
		ensure!(latest.primitive.condition != condition, Error::<T>::NothingChanged);
		let version = head.latest.checked_add(1).ok_or(Error::<T>::MaxCountExceeded)?;
		let primitive = Primitive { name: latest.primitive.name, version, condition };
		let cost = Self::accept_primitive(id, &primitive)?;
		let (at, reason) = (T::Time::now(), Some(reason));
		Self::put_primitive(id, PrimitiveRecord { primitive, cost, by, at, reason });
		Ok(())
	}

	pub(crate) fn do_roll_back_primitive(
		id: PrimitiveId,
		version: u32,
		reason: Reason,
		by: Actor,
	) -> DispatchResult {
		let head = PrimitiveHeads::<T>::get(id).ok_or(Error::<T>::NotFound)?;
		ensure!((1..=head.latest).contains(&version), Error::<T>::NotFound);
		ensure!(head.current != version, Error::<T>::NothingChanged);
		PrimitiveHeads::<T>::insert(id, PrimitiveHead { current: version, ..head });
		let reference = Reference { primitive: id, version };
		let at = T::Time::now();
		Self::deposit_event(Event::PrimitiveRolledBack { reference, by, at, reason });
		Ok(())
	}

	/// Validates a policy and gives what it costs.
	pub(crate) fn accept(policy: &Policy) -> Result<Cost, Error<T>> {
		let report =
			check(policy, &Stored::<T>::new()).map_err(|findings| Self::refusal(&findings))?;
		ensure!(report.cost <= T::MaxPolicyCost::get(), Error::<T>::MaxCostExceeded);
		Self::ensure_scenes(policy)?;
		Ok(report.cost)
	}

	/// The scenes a policy names are in force.
	pub(crate) fn ensure_scenes(policy: &Policy) -> Result<(), Error<T>> {
		if let Scenes::Only(scenes) = &policy.scenes {
			let active = scenes.iter().all(|scene| T::Scenes::terms(*scene).is_some());
			ensure!(active, Error::<T>::SceneNotActive);
		}
		Ok(())
	}

	pub(crate) fn do_draft(policy: Policy, by: Actor) -> Result<PolicyId, Error<T>> {
		let number = PolicyCount::<T>::get().checked_add(1).ok_or(Error::<T>::MaxCountExceeded)?;
		Self::ensure_countable()?;
		let cost = Self::accept(&policy)?;
		let id = PolicyId(number);
		PolicyCount::<T>::put(number);
		let head = PolicyHead { state: PolicyState::Draft, latest: 0, effective: None, changes: 0 };
		Self::put_draft(id, head, policy, cost, 1, (by, None));
		Ok(id)
	}

	pub(crate) fn do_revise(
		id: PolicyId,
		policy: Policy,
		reason: Reason,
		by: Actor,
	) -> DispatchResult {
		let head = Heads::<T>::get(id).ok_or(Error::<T>::NotFound)?;
		ensure!(head.state != PolicyState::Repealed, Error::<T>::Terminal);
		let latest = Versions::<T>::get(id, head.latest).ok_or(Error::<T>::NotFound)?;
		ensure!(latest.policy != policy, Error::<T>::NothingChanged);
		let version = head.latest.checked_add(1).ok_or(Error::<T>::MaxCountExceeded)?;
		Self::ensure_countable()?;
		let cost = Self::accept(&policy)?;
		Self::put_draft(id, head, policy, cost, version, (by, Some(reason)));
		Ok(())
	}

	fn put_draft(
		id: PolicyId,
		head: PolicyHead,
		policy: Policy,
		cost: Cost,
		version: u32,
		(by, reason): (Actor, Option<Reason>),
	) {
		let (at, digest) = (T::Time::now(), policy.digest());
		let uses: Vec<Reference> = policy.references();
		Self::depend(uses.into_iter(), Dependent::Policy { policy: id, version });
		let record = VersionRecord {
			policy,
			digest,
			cost,
			state: PolicyState::Draft,
			drafted_by: by,
			drafted_at: at,
			enacted: None,
		};
		Versions::<T>::insert(id, version, record);
		let action = if version == 1 { ChangeAction::Drafted } else { ChangeAction::Revised };
		let change = PolicyChange {
			policy: id,
			action,
			version,
			replaced: None,
			digest,
			conflicts: 0,
			by,
			at,
			reason,
		};
		Self::put_change(PolicyHead { latest: version, ..head }, change);
		let did = T::Participants::did_of_signer(&by);
		Self::deposit_event(Event::Drafted { policy: id, version, digest, by, did, at });
	}

	/// There is a number left for one more change.
	pub(crate) fn ensure_countable() -> Result<(), Error<T>> {
		ensure!(ChangeCount::<T>::get() < u32::MAX, Error::<T>::MaxCountExceeded);
		Ok(())
	}

	/// Writes the head of a policy and one more change of its history.
	pub(crate) fn put_change(head: PolicyHead, change: PolicyChange) {
		let (number, id) = (ChangeCount::<T>::get(), change.policy);
		ChangeCount::<T>::put(number.saturating_add(1));
		History::<T>::insert(id, head.changes, number);
		Heads::<T>::insert(id, PolicyHead { changes: head.changes.saturating_add(1), ..head });
		Changes::<T>::insert(number, change);
	}
}
