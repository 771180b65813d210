//! What the runtime APIs answer. These reads serve callers outside of consensus; each is bounded.

use crate::{
	admission::ROOT, Accounts, ChildCount, Children, Config, Decisions, Dids, Holders, Identities,
	MorePayers, Pallet, Participants, PastAccounts, PastDetailsOf, PastKeys, ServicesOf,
};
use alloc::vec::Vec;
use fiscal_primitives::{
	did::DidRecord,
	participant::{Decision, Details, DetailsRecord, KeyRecord, Participant, Tier, TreeNode},
	AccountId, Did, Digest, ParticipantId, PayerRef,
};

/// The most children one answer holds.
pub const MAX_CHILDREN: u32 = 500;

impl<T: Config> Pallet<T> {
	/// The participant of that number, in whatever state.
	pub fn participant(id: ParticipantId) -> Option<Participant> {
		Participants::<T>::get(id)
	}

	fn with_number(id: ParticipantId) -> Option<(ParticipantId, Participant)> {
		Participants::<T>::get(id).map(|participant| (id, participant))
	}

	/// The participant whose DID it is, in whatever state.
	pub fn resolve(did: &Did) -> Option<(ParticipantId, Participant)> {
		Dids::<T>::get(did).and_then(Self::with_number)
	}

	/// The participant whose account it is or, before its key changed, was.
	pub fn by_account(account: &AccountId) -> Option<(ParticipantId, Participant)> {
		Accounts::<T>::get(account)
			.map(|binding| binding.signer)
			.or_else(|| PastAccounts::<T>::get(account))
			.and_then(Self::with_number)
	}

	/// The participant of a keyed digest of a real-world identity, or the one to whom it is bound as
	/// a payer reference.
	pub fn by_identity(identity: Digest) -> Option<(ParticipantId, Participant)> {
		Identities::<T>::get(identity)
			.or_else(|| Holders::<T>::get(PayerRef(identity)))
			.and_then(Self::with_number)
	}

	/// The last administrative decision about a participant.
	pub fn decision(id: ParticipantId) -> Option<Decision> {
		Decisions::<T>::get(id)
	}

	/// Every key of a participant, oldest first; the last one is in use. None for nobody.
	pub fn keys(id: ParticipantId) -> Vec<KeyRecord> {
		Participants::<T>::get(id).map(|found| Self::keys_of(id, &found)).unwrap_or_default()
	}

	fn keys_of(id: ParticipantId, participant: &Participant) -> Vec<KeyRecord> {
		let past = (1..participant.key_version).filter_map(|version| {
			let past = PastKeys::<T>::get(id, version)?;
			Some(KeyRecord {
				version,
				key: past.key,
				account: past.key.account_id(),
				from: past.from,
				until: Some(past.until),
			})
		});
		let in_use = KeyRecord {
			version: participant.key_version,
			key: participant.key,
			account: participant.account.clone(),
			from: participant.key_since,
			until: None,
		};
		past.chain([in_use]).collect()
	}

	/// Every version of the details of a participant, oldest first; the last one holds. None for
	/// nobody.
	pub fn details(id: ParticipantId) -> Vec<DetailsRecord> {
		let Some(participant) = Participants::<T>::get(id) else { return Vec::new() };
		let mut from = participant.admitted_at;
		let mut records = Vec::new();
		for version in 1..participant.details_version {
			let Some(past) = PastDetailsOf::<T>::get(id, version) else { continue };
			let until = Some(past.until);
			records.push(DetailsRecord { version, details: past.details, from, until });
			from = past.until;
		}
		let Participant { name, label, details_version: version, .. } = participant;
		records.push(DetailsRecord {
			version,
			details: Details { name, label },
			from,
			until: None,
		});
		records
	}

	/// The payer references bound to a citizen, the one of its registration first, or to an
	/// organisation; in the order they were bound. None for an account or nobody.
	pub fn payers(id: ParticipantId) -> Vec<PayerRef> {
		let Some(holder) = Participants::<T>::get(id) else { return Vec::new() };
		let first = (holder.tier == Tier::Holder).then_some(PayerRef(holder.identity));
		first.into_iter().chain(MorePayers::<T>::get(id)).collect()
	}

	/// The children of a participant in the order of admission, or the members without one: those
	/// from number `from` (0 is the first) on, at most `limit` and at most [`MAX_CHILDREN`].
	pub fn children(parent: Option<ParticipantId>, from: u32, limit: u32) -> Vec<TreeNode> {
		let above = parent.unwrap_or(ROOT);
		let until = from.saturating_add(limit.min(MAX_CHILDREN)).min(ChildCount::<T>::get(above));
		let node = |ordinal| {
			let id = Children::<T>::get(above, ordinal)?;
			let participant = Participants::<T>::get(id)?;
			let standing = Self::standing_of(id, &participant);
			let Participant { name, kind, label, tier, status, .. } = participant;
			let (effective, roles) = (standing.status, standing.roles);
			let children = ChildCount::<T>::get(id);
			Some(TreeNode { id, name, kind, label, tier, status, effective, roles, children })
		};
		(from..until).filter_map(node).collect()
	}

	/// What resolving a DID tells.
	pub fn did_record(did: &Did) -> Option<DidRecord> {
		let (id, participant) = Self::resolve(did)?;
		let controller = participant.parent.and_then(Participants::<T>::get).map(|above| above.did);
		Some(DidRecord {
			did: participant.did,
			participant: id,
			controller,
			status: Self::standing_of(id, &participant).status,
			keys: Self::keys_of(id, &participant),
			services: ServicesOf::<T>::get(id),
			created: participant.admitted_at,
			updated: participant.changed_at,
		})
	}
}
