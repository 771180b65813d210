//! What the calls do once somebody is admitted, and what other pallets may ask.

use crate::{
	Config, Count, Error, Event, GenesisScene, Pallet, Proposals, Rules, RulesHistory, Scenes,
};
use fiscal_primitives::{
	field::FieldName,
	scene::{
		Change, Decision, LockTerm, Proposal, RuleSet, RulesRecord, Scene, SceneKind, SceneStatus,
		Subject, Verdict,
	},
	text::{Name, Reason},
	traits::{ParticipantRegistry, SceneRegistry, SceneTerms},
	Actor, BillEntry, Digest, Moment, Operation, SceneId,
};
use frame_support::{ensure, traits::Time};
use sp_runtime::DispatchResult;

/// Whether the same key, or the same body, acts.
fn is_same(one: &Actor, other: &Actor) -> bool {
	match (one, other) {
		(Actor::Participant { signer: one, .. }, Actor::Participant { signer: other, .. }) => {
			one == other
		}
		(Actor::System, Actor::System) | (Actor::Council, Actor::Council) => true,
		_ => false,
	}
}

impl<T: Config> Pallet<T> {
	/// The operation that a change of the subject is.
	pub const fn operation(subject: Subject) -> Operation {
		match subject {
			Subject::Registration => Operation::RegisterScene,
			Subject::Terms | Subject::Retirement => Operation::ChangeScene,
			Subject::FieldRules => Operation::ChangeFieldRules,
		}
	}

	/// Gives the scene its number. Changes nothing when it refuses.
	fn insert(scene: Scene) -> Result<SceneId, Error<T>> {
		let number = Count::<T>::get().checked_add(1).ok_or(Error::<T>::MaxScenesExceeded)?;
		let id = SceneId(number);
		Count::<T>::put(number);
		Scenes::<T>::insert(id, scene);
		Ok(id)
	}

	/// Registers a scene of the genesis, in force.
	pub(crate) fn insert_genesis(entry: GenesisScene) -> Result<SceneId, Error<T>> {
		let GenesisScene { name, kind, weight, lock_term, form, rules } = entry;
		let digest = rules.as_ref().map(RuleSet::digest);
		let id = Self::insert(Scene {
			name,
			kind,
			weight,
			lock_term,
			form,
			rules_version: u32::from(rules.is_some()),
			rules_digest: digest,
			status: SceneStatus::Active,
			registered_at: 0,
			changed_at: 0,
			decided: None,
		})?;
		if let (Some(rules), Some(digest)) = (rules, digest) {
			Rules::<T>::insert(id, rules);
			RulesHistory::<T>::insert(id, 1, RulesRecord { digest, at: 0, decided: None });
		}
		Ok(id)
	}

	pub(crate) fn do_register(
		name: Name,
		kind: SceneKind,
		weight: u32,
		lock_term: LockTerm,
		form: Option<Digest>,
		by: Actor,
	) -> DispatchResult {
		let at = T::Time::now();
		let status = if by.decided_together() { SceneStatus::Active } else { SceneStatus::Draft };
		let scene = Self::insert(Scene {
			name: name.clone(),
			kind,
			weight,
			lock_term,
			form,
			rules_version: 0,
			rules_digest: None,
			status,
			registered_at: at,
			changed_at: at,
			decided: Some(Decision { proposed_by: by, confirmed_by: None }),
		})?;
		Self::deposit_event(Event::Registered { scene, kind, weight, lock_term, status, by, at });
		if status == SceneStatus::Draft {
			let change = Change::Registration { name, kind, weight, lock_term, form };
			Self::put_proposal(scene, change, by, at);
		}
		Ok(())
	}

	fn put_proposal(scene: SceneId, change: Change, by: Actor, at: Moment) {
		let (subject, digest) = (change.subject(), change.digest());
		Proposals::<T>::insert(scene, subject, Proposal { change, by, at });
		let did = T::Participants::did_of_signer(&by);
		Self::deposit_event(Event::Proposed { scene, subject, digest, by, did, at });
	}

	/// The scene, when its terms and rules may change.
	fn changeable(scene: SceneId) -> Result<Scene, Error<T>> {
		let stored = Scenes::<T>::get(scene).ok_or(Error::<T>::NotFound)?;
		match stored.status {
			SceneStatus::Draft => Err(Error::<T>::Unconfirmed),
			SceneStatus::Retired => Err(Error::<T>::Terminal),
			SceneStatus::Active | SceneStatus::Suspended => Ok(stored),
		}
	}

	/// The scene as the change makes it.
	fn changed(mut scene: Scene, change: &Change) -> Result<Scene, Error<T>> {
		match change {
			Change::Registration { .. } => scene.status = SceneStatus::Active,
			Change::Terms { weight, lock_term, form } => {
				let before = (scene.weight, scene.lock_term, scene.form);
				let after =
					(weight.unwrap_or(before.0), lock_term.unwrap_or(before.1), form.or(before.2));
				ensure!(after != before, Error::<T>::NothingChanged);
				(scene.weight, scene.lock_term, scene.form) = after;
			}
			Change::FieldRules { rules } => {
				let digest = Some(rules.digest());
				ensure!(digest != scene.rules_digest, Error::<T>::NothingChanged);
				scene.rules_digest = digest;
				scene.rules_version =
					scene.rules_version.checked_add(1).ok_or(Error::<T>::MaxVersionsExceeded)?;
			}
			// `apply` retires it, with all that waits.
			Change::Retirement { .. } => {}
		}
		Ok(scene)
	}

	/// Lets the change take effect where the actor needs nobody beside, else lets it wait.
	pub(crate) fn propose_or_apply(scene: SceneId, change: Change, by: Actor) -> DispatchResult {
		let changed = Self::changed(Self::changeable(scene)?, &change)?;
		let at = T::Time::now();
		if by.decided_together() {
			Self::end_review(scene, change.subject(), Verdict::Superseded, by, at, None);
			Self::apply(
				scene,
				changed,
				change,
				Decision { proposed_by: by, confirmed_by: None },
				at,
			);
			return Ok(());
		}
		let waits = Proposals::<T>::contains_key(scene, change.subject());
		ensure!(!waits, Error::<T>::AlreadyExists);
		Self::put_proposal(scene, change, by, at);
		Ok(())
	}

	/// Stores what the change makes of the scene, and says so.
	fn apply(scene: SceneId, mut changed: Scene, change: Change, decided: Decision, at: Moment) {
		let by = decided.by();
		changed.changed_at = at;
		changed.decided = Some(decided);
		let event = match change {
			Change::Registration { .. } => Event::StatusChanged {
				scene,
				from: SceneStatus::Draft,
				to: changed.status,
				by,
				at,
				reason: None,
			},
			Change::Terms { .. } => Event::Updated {
				scene,
				weight: changed.weight,
				lock_term: changed.lock_term,
				form: changed.form,
				by,
				at,
			},
			Change::FieldRules { rules } => {
				let (version, digest) = (changed.rules_version, rules.digest());
				let record = RulesRecord { digest, at, decided: Some(decided) };
				RulesHistory::<T>::insert(scene, version, record);
				Rules::<T>::insert(scene, rules);
				Event::RulesChanged { scene, version, digest, by, at }
			}
			Change::Retirement { reason } => {
				return Self::retire(scene, changed, reason, decided, at);
			}
		};
		Scenes::<T>::insert(scene, changed);
		Self::deposit_event(event);
	}

	/// Removes a proposal, if there is one, and says how it ended.
	fn end_review(
		scene: SceneId,
		subject: Subject,
		verdict: Verdict,
		by: Actor,
		at: Moment,
		reason: Option<Reason>,
	) {
		if let Some(proposal) = Proposals::<T>::take(scene, subject) {
			Self::deposit_event(Event::Reviewed {
				scene,
				subject,
				digest: proposal.change.digest(),
				verdict,
				proposed_by: proposal.by,
				proposer_did: T::Participants::did_of_signer(&proposal.by),
				by,
				did: T::Participants::did_of_signer(&by),
				at,
				reason,
			});
		}
	}

	/// Two administrators decide: the second is of another member of the first tier, since every
	/// organisation admits further administrators by itself, and the first is still active. What
	/// others decided with the actor already needs no second one.
	fn ensure_second(proposed_by: &Actor, by: &Actor) -> Result<(), Error<T>> {
		if by.decided_together() {
			return Ok(());
		}
		let (
			Actor::Participant { id, signer: first, .. },
			Actor::Participant { signer: second, .. },
		) = (proposed_by, by)
		else {
			return Ok(());
		};
		ensure!(T::Participants::are_apart(*first, *second), Error::<T>::SameAdministrator);
		let active = T::Participants::is_active(*first) && T::Participants::is_active(*id);
		ensure!(active, Error::<T>::NotActive);
		Ok(())
	}

	pub(crate) fn do_confirm(
		scene: SceneId,
		subject: Subject,
		digest: Digest,
		by: Actor,
	) -> DispatchResult {
		let proposal = Proposals::<T>::get(scene, subject).ok_or(Error::<T>::NotFound)?;
		ensure!(proposal.change.digest() == digest, Error::<T>::DigestMismatch);
		Self::ensure_second(&proposal.by, &by)?;
		let stored = Scenes::<T>::get(scene).ok_or(Error::<T>::NotFound)?;
		let changed = Self::changed(stored, &proposal.change)?;
		let at = T::Time::now();
		Self::end_review(scene, subject, Verdict::Confirmed, by, at, None);
		let decided = Decision { proposed_by: proposal.by, confirmed_by: Some(by) };
		Self::apply(scene, changed, proposal.change, decided, at);
		Ok(())
	}

	pub(crate) fn do_withdraw(
		scene: SceneId,
		subject: Subject,
		reason: Reason,
		by: Actor,
	) -> DispatchResult {
		let proposal = Proposals::<T>::get(scene, subject).ok_or(Error::<T>::NotFound)?;
		let own = is_same(&proposal.by, &by);
		let verdict = if own { Verdict::Withdrawn } else { Verdict::Rejected };
		let at = T::Time::now();
		if subject == Subject::Registration {
			let stored = Scenes::<T>::get(scene).ok_or(Error::<T>::NotFound)?;
			Self::end_review(scene, subject, verdict, by, at, Some(reason.clone()));
			let decided = Decision { proposed_by: by, confirmed_by: None };
			Self::move_to(scene, stored, SceneStatus::Retired, reason, decided, at);
		} else {
			Self::end_review(scene, subject, verdict, by, at, Some(reason));
		}
		Ok(())
	}

	/// Retires a scene and ends every review of it.
	fn retire(scene: SceneId, stored: Scene, reason: Reason, decided: Decision, at: Moment) {
		let by = decided.by();
		for subject in Subject::ALL {
			Self::end_review(scene, subject, Verdict::Superseded, by, at, Some(reason.clone()));
		}
		Self::move_to(scene, stored, SceneStatus::Retired, reason, decided, at);
	}

	fn move_to(
		scene: SceneId,
		mut stored: Scene,
		to: SceneStatus,
		reason: Reason,
		decided: Decision,
		at: Moment,
	) {
		let from = core::mem::replace(&mut stored.status, to);
		stored.changed_at = at;
		stored.decided = Some(decided);
		Scenes::<T>::insert(scene, stored);
		let (by, reason) = (decided.by(), Some(reason));
		Self::deposit_event(Event::StatusChanged { scene, from, to, by, at, reason });
	}

	pub(crate) fn do_set_status(
		scene: SceneId,
		status: SceneStatus,
		reason: Reason,
		by: Actor,
	) -> DispatchResult {
		let stored = Scenes::<T>::get(scene).ok_or(Error::<T>::NotFound)?;
		ensure!(stored.status != SceneStatus::Retired, Error::<T>::Terminal);
		ensure!(stored.status != status, Error::<T>::NothingChanged);
		let drafted = stored.status == SceneStatus::Draft && status != SceneStatus::Retired;
		ensure!(!drafted && status != SceneStatus::Draft, Error::<T>::Unconfirmed);
		let at = T::Time::now();
		let decided = Decision { proposed_by: by, confirmed_by: None };
		match status {
			// A draft was never in force: whoever may reject it may retire it.
			SceneStatus::Retired
				if by.decided_together() || stored.status == SceneStatus::Draft =>
			{
				Self::retire(scene, stored, reason, decided, at);
			}
			SceneStatus::Retired => {
				let waits = Proposals::<T>::contains_key(scene, Subject::Retirement);
				ensure!(!waits, Error::<T>::AlreadyExists);
				Self::put_proposal(scene, Change::Retirement { reason }, by, at);
			}
			_ => Self::move_to(scene, stored, status, reason, decided, at),
		}
		Ok(())
	}
}

impl<T: Config> SceneRegistry for Pallet<T> {
	type Rules = Option<RuleSet>;

	fn terms(scene: SceneId) -> Option<SceneTerms> {
		Scenes::<T>::get(scene)
			.filter(|stored| stored.status == SceneStatus::Active)
			.map(|stored| SceneTerms { weight: stored.weight, lock_term: stored.lock_term.get() })
	}

	fn rules(scene: SceneId) -> Self::Rules {
		Rules::<T>::get(scene)
	}

	fn check(rules: &Self::Rules, entry: &BillEntry) -> Result<(), FieldName> {
		rules.as_ref().map_or(Ok(()), |rules| rules.check(entry))
	}
}
