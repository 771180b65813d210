//! Events and errors of the pallet.

use frame_support::pallet_macros::pallet_section;

/// What happened, and why a call was refused.
#[pallet_section]
mod events {
	/// What happened. `by` is who decided, with the approval where there was one; `at` is consensus
	/// time, Unix ms.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A participant was admitted.
		Admitted {
			/// Its number.
			id: ParticipantId,
			/// Its DID.
			did: Did,
			/// The account of its key.
			account: AccountId,
			/// Where it stands.
			tier: Tier,
			/// Who stands above it.
			parent: Option<ParticipantId>,
			/// Who decided.
			by: Actor,
			/// When.
			at: Moment,
		},
		/// The state of a participant changed, and with it that of everything below.
		StatusChanged {
			/// The participant.
			id: ParticipantId,
			/// Its state before.
			from: Status,
			/// Its state now.
			to: Status,
			/// Who decided.
			by: Actor,
			/// When.
			at: Moment,
			/// Why.
			reason: Reason,
		},
		/// The roles of a participant changed.
		RolesChanged {
			/// The participant.
			id: ParticipantId,
			/// Its roles before.
			from: Roles,
			/// Its roles now.
			to: Roles,
			/// Who decided.
			by: Actor,
			/// When.
			at: Moment,
			/// Why.
			reason: Reason,
		},
		/// A citizen was registered and a payer reference bound to it.
		HolderRegistered {
			/// The citizen.
			id: ParticipantId,
			/// Its DID.
			did: Did,
			/// The account of its key.
			account: AccountId,
			/// The payer reference.
			payer: PayerRef,
			/// The platform that registered it.
			platform: ParticipantId,
			/// When.
			at: Moment,
		},
		/// Another payer reference was bound to a citizen, or one to an organisation.
		PayerBound {
			/// The citizen or organisation.
			id: ParticipantId,
			/// The payer reference.
			payer: PayerRef,
			/// The platform that bound it.
			platform: ParticipantId,
			/// When.
			at: Moment,
		},
		/// A participant replaced its own key; the account before is bound no more.
		KeyRotated {
			/// The participant.
			id: ParticipantId,
			/// The version of its key now.
			version: u32,
			/// Its account before.
			old: AccountId,
			/// Its account now.
			new: AccountId,
			/// When.
			at: Moment,
		},
		/// The key of a participant that lost its own was replaced.
		KeyReplaced {
			/// The participant.
			id: ParticipantId,
			/// The version of its key now.
			version: u32,
			/// Its account before.
			old: AccountId,
			/// Its account now.
			new: AccountId,
			/// Who decided.
			by: Actor,
			/// When.
			at: Moment,
			/// Why.
			reason: Reason,
		},
		/// A participant said where it can be reached.
		ServicesChanged {
			/// The participant.
			id: ParticipantId,
			/// The participant whose key signed.
			signer: ParticipantId,
			/// How many services there are now.
			count: u32,
			/// When.
			at: Moment,
		},
		/// The name of a participant changed, or what an account is for.
		DetailsChanged {
			/// The participant.
			id: ParticipantId,
			/// The version of its details now.
			version: u32,
			/// Its details before.
			from: Details,
			/// Its details now.
			to: Details,
			/// Who decided.
			by: Actor,
			/// When.
			at: Moment,
			/// Why.
			reason: Reason,
		},
	}

	/// Why a call was refused; nothing changed.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no such participant.
		NotFound,
		/// The key, the DID, the real-world identity or the payer reference belongs or belonged to
		/// a participant already.
		AlreadyExists,
		/// The participant, or what stands above it, is frozen or cancelled.
		NotActive,
		/// The participant lacks the role, or may not decide about this participant.
		NotAuthorized,
		/// The participant is cancelled, for ever.
		Terminal,
		/// The set of roles is empty.
		NoRole,
		/// A role is not the parent's to hand down.
		RoleNotHandedDown,
		/// It is so already.
		NothingChanged,
		/// A participant of this kind is admitted by another call.
		WrongKind,
		/// The participant stands in a tier where this is not possible.
		WrongTier,
		/// The signature that proves the possession of the key is not valid.
		InvalidProof,
		/// The endorsement is not valid, or not by the parent or an administrator of its domain.
		InvalidEndorsement,
		/// The endorsement has expired.
		Expired,
		/// 2^32 - 1 participants were admitted.
		MaxParticipantsExceeded,
		/// The participant had 256 keys.
		MaxKeysExceeded,
		/// Eight payer references are bound to the citizen, or seven to the organisation.
		MaxPayersExceeded,
		/// The details of the participant had 256 versions.
		MaxDetailsExceeded,
	}
}
