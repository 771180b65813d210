//! How bills come onto the chain: batches, and the new bills of a red flush.

use crate::{Bills, Config, Error, Event, Pallet, RedFlushConsents, Registered};
use alloc::{collections::BTreeSet, vec::Vec};
use fiscal_primitives::{
	bill::{Batch, BillKind, Circulation, Medium, Refusal, Refused, TxPosition, Use, Validity},
	node::NodeRole,
	participant::Role,
	text::Reason,
	traits::{NodeRegistry, ParticipantRegistry, RegistrationPolicy, SceneRegistry},
	AccountId, Bill, BillEntry, BillKey, Date, Fen, NodeId, ParticipantId, SceneId,
};
use frame_support::{ensure, traits::Time, BoundedVec};
use sp_runtime::{DispatchResult, SaturatedConversion};

/// For whom and where bills are registered.
struct Registration {
	issuer: ParticipantId,
	node: NodeId,
	scene: SceneId,
	at: TxPosition,
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

impl<T: Config> Pallet<T> {
	fn registration(issuer: ParticipantId, node: NodeId, scene: SceneId) -> Registration {
		let at = TxPosition {
			block: frame_system::Pallet::<T>::block_number().saturated_into(),
			index: frame_system::Pallet::<T>::extrinsic_index().unwrap_or_default(),
		};
		Registration { issuer, node, scene, at, today: Date::at(T::Time::now()) }
	}

	pub(crate) fn do_register_batch(
		who: &AccountId,
		node: NodeId,
		issuer: ParticipantId,
		scene: SceneId,
		entries: Batch,
	) -> DispatchResult {
		ensure!(!entries.is_empty(), Error::<T>::EmptyBatch);
		let by = Self::participant(who)?;
		let operates = T::Nodes::operator(node) == Some(by)
			&& T::Participants::has_role(by, Role::NodeOperator);
		ensure!(
			operates || T::Participants::has_role(by, Role::Platform),
			Error::<T>::NotAuthorized
		);
		ensure!(T::Nodes::is_normal(node), Error::<T>::NotActive);
		ensure!(T::Participants::is_active(issuer), Error::<T>::NotActive);
		ensure!(T::Participants::has_role(issuer, Role::Issuer), Error::<T>::NotIssuer);
		ensure!(T::Nodes::serves(node, issuer, NodeRole::Issuer), Error::<T>::NotServed);
		ensure!(T::Scenes::terms(scene).is_some(), Error::<T>::NotActive);

		let registration = Self::registration(issuer, node, scene);
		let mut seen = BTreeSet::new();
		let (mut registered, mut refused) = (Vec::new(), Vec::new());
		for (index, entry) in (0u32..).zip(entries.iter()) {
			let verdict = if seen.insert(entry.key) {
				Self::judge(&registration, entry)
			} else {
				Err(Refusal::DuplicateInBatch)
			};
			match verdict {
				Ok(bill) => {
					Bills::<T>::insert(entry.key, bill);
					registered.push(entry.key);
				}
				Err(reason) => refused.push(Refused { index, reason }),
			}
		}
		if !registered.is_empty() {
			let more = u64::try_from(registered.len()).unwrap_or(u64::MAX);
			Registered::<T>::mutate(|count| *count = count.saturating_add(more));
		}
		// Neither list is longer than the batch, whose bound is the same.
		let registered = BoundedVec::truncate_from(registered);
		let refused = BoundedVec::truncate_from(refused);
		Self::deposit_event(Event::BatchRegistered { node, issuer, scene, registered, refused });
		Ok(())
	}

	fn judge(registration: &Registration, entry: &BillEntry) -> Result<Bill, Refusal> {
		let bill = registration.record(entry, BillKind::Ordinary, None);
		if let Some(existing) = Bills::<T>::get(entry.key) {
			// A lock changes the use without a new version; where the first registration stands
			// differs by nature.
			let repeated =
				Bill { registered: existing.registered, usage: existing.usage, ..bill } == existing;
			return Err(if repeated { Refusal::AlreadyRegistered } else { Refusal::AlreadyExists });
		}
		if entry.total.is_zero() {
			return Err(Refusal::AmountZero);
		}
		if entry.issued_on > registration.today {
			return Err(Refusal::DateInFuture);
		}
		if !T::Policy::permits(registration.issuer, registration.scene, entry) {
			return Err(Refusal::PolicyDenied);
		}
		Ok(bill)
	}

	pub(crate) fn do_red_flush(
		who: &AccountId,
		key: BillKey,
		negative: BillEntry,
		difference: Option<BillEntry>,
		reason: Reason,
	) -> DispatchResult {
		let (by, old) = Self::own_bill(who, &key)?;
		ensure!(old.kind != BillKind::Red, Error::<T>::RedBill);
		ensure!(old.medium == Medium::Electronic, Error::<T>::OnPaper);
		if Self::is_reimbursed(&old) {
			let consenter = RedFlushConsents::<T>::get(key).ok_or(Error::<T>::ConsentRequired)?;
			ensure!(consenter != by, Error::<T>::SameAdministrator);
		}
		let registration = Self::registration(old.issuer, old.node, old.scene);
		ensure!(negative.total == old.total, Error::<T>::AmountMismatch);
		Self::ensure_registrable(&registration, &negative)?;
		if let Some(entry) = &difference {
			ensure!(!entry.total.is_zero() && entry.total < old.total, Error::<T>::AmountMismatch);
			ensure!(entry.key != negative.key, Error::<T>::AlreadyExists);
			Self::ensure_registrable(&registration, entry)?;
		}
		let cancelled = Self::next_version(
			&old,
			Bill { validity: Validity::RedFlushed, related: Some(negative.key), ..old.clone() },
		)?;

		Bills::<T>::insert(key, cancelled);
		let red = registration.record(&negative, BillKind::Red, Some(key));
		Bills::<T>::insert(negative.key, Bill { circulation: Circulation::Blocked, ..red });
		if let Some(entry) = &difference {
			let rest = registration.record(entry, BillKind::Difference, Some(key));
			Bills::<T>::insert(entry.key, inherit(&old, rest));
		}
		let more = if difference.is_some() { 2 } else { 1 };
		Registered::<T>::mutate(|count| *count = count.saturating_add(more));
		Self::drop_pending(&key);
		Self::deposit_event(Event::RedFlushed {
			key,
			negative: negative.key,
			difference: difference.map(|entry| entry.key),
			reason,
		});
		Ok(())
	}

	fn ensure_registrable(registration: &Registration, entry: &BillEntry) -> Result<(), Error<T>> {
		ensure!(entry.issued_on <= registration.today, Error::<T>::DateInFuture);
		ensure!(!Bills::<T>::contains_key(entry.key), Error::<T>::AlreadyExists);
		Ok(())
	}

	pub(crate) fn do_consent_red_flush(who: &AccountId, key: BillKey) -> DispatchResult {
		let bill = Self::existing(&key)?;
		let by = Self::fiscal_authority(who)?;
		Self::ensure_changeable(&bill)?;
		ensure!(Self::is_reimbursed(&bill), Error::<T>::NotReimbursed);
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
