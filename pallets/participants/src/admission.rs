//! How participants get in.

use crate::{
	Accounts, Binding, ChildCount, Children, Config, Count, Dids, Error, Event, GenesisParticipant,
	Holders, Identities, MorePayers, Pallet, Participants, PastAccounts,
};
use fiscal_primitives::{
	outbox::{Body, Destination, EvidenceNotice},
	participant::{
		admission_payload, endorsement_payload, payer_payload, AccountLabel, ChildKind,
		Endorsement, EndorsementProof, Participant, ParticipantKind, Role, Roles, Status, Tier,
		HOLDER_NAME,
	},
	text::Name,
	traits::Outbox,
	AccountId, Actor, Did, Digest, Moment, Operation, ParticipantId, PayerRef,
};
use fiscal_sm_crypto::{verify, Public, Signature};
use frame_support::{ensure, traits::Time};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{traits::Zero, DispatchError, DispatchResult};

/// Under this number, which no participant has, stand the members in the tree.
pub(crate) const ROOT: ParticipantId = ParticipantId(0);

/// Somebody who is not in yet.
#[derive(Clone)]
pub(crate) struct Newcomer {
	name: Name,
	kind: ParticipantKind,
	label: Option<AccountLabel>,
	tier: Tier,
	parent: Option<ParticipantId>,
	roles: Roles,
	key: Public,
	identity: Digest,
	endorsement: Option<Endorsement>,
}

impl Newcomer {
	/// A member, in the first tier.
	pub(crate) fn member(
		name: Name,
		kind: ParticipantKind,
		roles: Roles,
		key: Public,
		identity: Digest,
	) -> Self {
		let (tier, label, parent, endorsement) = (Tier::Member, None, None, None);
		Self { name, kind, label, tier, parent, roles, key, identity, endorsement }
	}

	/// An organisation or an account below `parent`.
	pub(crate) fn child(
		parent: ParticipantId,
		name: Name,
		kind: ChildKind,
		roles: Roles,
		key: Public,
		identity: Digest,
	) -> Self {
		let (kind, tier, label) = match kind {
			ChildKind::Organisation => (ParticipantKind::Organisation, Tier::Organisation, None),
			ChildKind::Account(label) => (ParticipantKind::Account, Tier::Account, Some(label)),
		};
		let (parent, endorsement) = (Some(parent), None);
		Self { name, kind, label, tier, parent, roles, key, identity, endorsement }
	}

	/// A citizen. Its identity is the payer reference, which is a keyed digest of it already.
	pub(crate) fn holder(key: Public, payer: PayerRef) -> Result<Self, DispatchError> {
		Ok(Self {
			name: Name::new(HOLDER_NAME).map_err(|_| DispatchError::Corruption)?,
			kind: ParticipantKind::Individual,
			label: None,
			tier: Tier::Holder,
			parent: None,
			roles: Roles::of(&[Role::Holder]),
			key,
			identity: payer.0,
			endorsement: None,
		})
	}

	/// The same, endorsed.
	pub(crate) fn endorsed(self, endorsement: Endorsement) -> Self {
		Self { endorsement: Some(endorsement), ..self }
	}

	/// The DID it gets.
	pub(crate) fn did(&self) -> Did {
		Did::of(&self.key)
	}
}

impl<T: Config> Pallet<T> {
	/// The hash of the genesis block, which ties every proof to this chain.
	pub fn genesis_hash() -> Digest {
		frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero())
	}

	/// It has a role, and its key, DID and identity are nobody's.
	pub(crate) fn ensure_new(newcomer: &Newcomer) -> Result<(), Error<T>> {
		ensure!(!newcomer.roles.is_empty(), Error::<T>::NoRole);
		let taken = match newcomer.tier {
			Tier::Holder => Holders::<T>::contains_key(PayerRef(newcomer.identity)),
			_ => Identities::<T>::contains_key(newcomer.identity),
		};
		ensure!(!taken, Error::<T>::AlreadyExists);
		ensure!(!Dids::<T>::contains_key(newcomer.did()), Error::<T>::AlreadyExists);
		Self::ensure_unused(&newcomer.key.account_id())
	}

	/// The account is and was nobody's.
	pub(crate) fn ensure_unused(account: &AccountId) -> Result<(), Error<T>> {
		let used = Accounts::<T>::contains_key(account) || PastAccounts::<T>::contains_key(account);
		ensure!(!used, Error::<T>::AlreadyExists);
		Ok(())
	}

	/// The holder of the key asks to be admitted.
	pub(crate) fn ensure_possession(
		parent: Option<ParticipantId>,
		key: &Public,
		proof: &Signature,
	) -> Result<(), Error<T>> {
		let payload = admission_payload(&Self::genesis_hash(), parent, key);
		ensure!(verify(key, &payload, proof), Error::<T>::InvalidProof);
		Ok(())
	}

	/// The holder of the key agrees that the platform binds the payer reference to its DID.
	pub(crate) fn ensure_payer_proof(
		did: &Did,
		key: &Public,
		payer: &PayerRef,
		platform: ParticipantId,
		proof: &Signature,
	) -> Result<(), Error<T>> {
		let payload = payer_payload(&Self::genesis_hash(), did, payer, platform);
		ensure!(verify(key, &payload, proof), Error::<T>::InvalidProof);
		Ok(())
	}

	/// The parent endorses the newcomer; an account may be endorsed by an administrator of the
	/// parent's domain.
	pub(crate) fn ensure_endorsed(
		newcomer: &Newcomer,
		parent: ParticipantId,
		kind: ChildKind,
		proof: EndorsementProof,
	) -> Result<Endorsement, Error<T>> {
		let EndorsementProof { by, expires, signature } = proof;
		ensure!(T::Time::now() <= expires, Error::<T>::Expired);
		let endorser = Participants::<T>::get(by).ok_or(Error::<T>::InvalidEndorsement)?;
		let may = by == parent || {
			let standing = Self::standing_of(by, &endorser);
			matches!(kind, ChildKind::Account(_))
				&& endorser.parent == Some(parent)
				&& standing.status == Status::Active
				&& endorser.tier == Tier::Account
				&& standing.holds(Role::Administrator)
		};
		ensure!(may, Error::<T>::InvalidEndorsement);
		let Newcomer { key, roles, identity, .. } = newcomer;
		let genesis = Self::genesis_hash();
		let payload = endorsement_payload(&genesis, parent, kind, key, *roles, identity, expires);
		ensure!(verify(&endorser.key, &payload, &signature), Error::<T>::InvalidEndorsement);
		let (key_version, roles, identity) = (endorser.key_version, *roles, *identity);
		Ok(Endorsement { by, key_version, kind, roles, identity, expires, signature })
	}

	/// Admits somebody whom everything was checked of, and says so. Of members and organisations the
	/// evidence chain keeps the digest of number, record and actor; accounts act for one of them. R178.
	pub(crate) fn admit_newcomer(newcomer: Newcomer, by: Actor) -> DispatchResult {
		let (tier, parent, at) = (newcomer.tier, newcomer.parent, T::Time::now());
		let proven = matches!(tier, Tier::Member | Tier::Organisation);
		if proven {
			T::Outbox::ensure_room(Destination::Evidence, 1)?;
		}
		let (id, did, account) = Self::insert_new(newcomer, at)?;
		if let Some(participant) = Participants::<T>::get(id).filter(|_| proven) {
			let notice = EvidenceNotice::of_admission(&(id, participant, by), at);
			T::Outbox::send(Body::Evidence(notice));
		}
		Self::record(id, Operation::AdmitParticipant, by, at, None);
		Self::deposit_event(Event::Admitted { id, did, account, tier, parent, by, at });
		Ok(())
	}

	/// Writes the records of somebody new at `at` (Unix ms), active. Changes nothing when it refuses.
	pub(crate) fn insert_new(
		newcomer: Newcomer,
		at: Moment,
	) -> Result<(ParticipantId, Did, AccountId), Error<T>> {
		let number = Count::<T>::get().checked_add(1).ok_or(Error::<T>::MaxParticipantsExceeded)?;
		let id = ParticipantId(number);
		let (did, account) = (newcomer.did(), newcomer.key.account_id());
		let Newcomer { name, kind, label, tier, parent, roles, key, identity, endorsement } =
			newcomer;

		Count::<T>::put(number);
		let organisation = match tier {
			Tier::Account => parent.unwrap_or(id),
			Tier::Member | Tier::Organisation | Tier::Holder => id,
		};
		Accounts::<T>::insert(&account, Binding { signer: id, organisation });
		Dids::<T>::insert(did, id);
		match tier {
			Tier::Holder => Holders::<T>::insert(PayerRef(identity), id),
			Tier::Member | Tier::Organisation | Tier::Account => {
				Identities::<T>::insert(identity, id);
				let above = parent.unwrap_or(ROOT);
				// There are no more children than participants, whose number was checked.
				let ordinal = ChildCount::<T>::mutate(above, |count| {
					let ordinal = *count;
					*count = count.saturating_add(1);
					ordinal
				});
				Children::<T>::insert(above, ordinal, id);
			}
		}
		Participants::<T>::insert(
			id,
			Participant {
				did,
				name,
				kind,
				label,
				tier,
				parent,
				roles,
				status: Status::Active,
				identity,
				key,
				account: account.clone(),
				key_version: 1,
				key_since: at,
				endorsement,
				admitted_at: at,
				changed_at: at,
				details_version: 1,
			},
		);
		// The nonce of an account without a provider is not kept, and a transaction could be
		// replayed. The reference is given back only when the account is bound no more.
		frame_system::Pallet::<T>::inc_providers(&account);
		Ok((id, did, account))
	}

	/// Binds a payer reference: another one to a citizen, or one under which an organisation pays.
	pub(crate) fn bind(
		id: ParticipantId,
		payer: PayerRef,
		platform: ParticipantId,
		proof: &Signature,
	) -> Result<(), Error<T>> {
		let holder = Participants::<T>::get(id).ok_or(Error::<T>::NotFound)?;
		ensure!(holder.tier != Tier::Account, Error::<T>::WrongTier);
		ensure!(holder.status == Status::Active, Error::<T>::NotActive);
		ensure!(!Holders::<T>::contains_key(payer), Error::<T>::AlreadyExists);
		let mut more = MorePayers::<T>::get(id);
		more.try_push(payer).map_err(|_| Error::<T>::MaxPayersExceeded)?;
		Self::ensure_payer_proof(&holder.did, &holder.key, &payer, platform, proof)?;
		Holders::<T>::insert(payer, id);
		MorePayers::<T>::insert(id, more);
		Ok(())
	}

	/// Admits a participant of the genesis.
	pub(crate) fn insert_genesis(entry: GenesisParticipant) -> Result<(), Error<T>> {
		let GenesisParticipant { name, kind, roles, key, identity, parent, label } = entry;
		let newcomer = match (parent, kind, label) {
			(None, ParticipantKind::Organisation | ParticipantKind::Individual, None) => {
				Newcomer::member(name, kind, roles, key, identity)
			}
			(Some(parent), ParticipantKind::Organisation, None) => {
				Newcomer::child(parent, name, ChildKind::Organisation, roles, key, identity)
			}
			(Some(parent), ParticipantKind::Account, Some(label)) => {
				Newcomer::child(parent, name, ChildKind::Account(label), roles, key, identity)
			}
			_ => return Err(Error::<T>::WrongKind),
		};
		if let Some(parent) = parent {
			let child = label.map_or(ChildKind::Organisation, ChildKind::Account);
			let above = Self::ensure_parent(parent, child)?;
			ensure!(roles.is_subset(above.roles.handed_down()), Error::<T>::RoleNotHandedDown);
		}
		Self::ensure_new(&newcomer)?;
		Self::insert_new(newcomer, 0)?;
		Ok(())
	}
}
