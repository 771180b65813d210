//! The events of the pallet.

use frame_support::pallet_macros::pallet_section;

/// A section of the pallet.
#[pallet_section]
mod events {
	/// What happened.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A credential was registered.
		Registered {
			/// SM3 of the credential.
			digest: Digest,
			/// Who grants.
			holder: ParticipantId,
			/// To whom.
			grantee: ParticipantId,
			/// The scene it is for.
			scene: SceneId,
			/// The delegate that signed for the holder, and the SM3 of the evidence of consent.
			delegate: Option<(ParticipantId, Digest)>,
			/// Who brought it.
			by: ParticipantId,
			/// Consensus time, Unix ms.
			at: Moment,
			/// Head of its log, which begins with this.
			head: Digest,
		},
		/// A credential of a batch was refused; the others are not concerned.
		RegistrationRefused {
			/// Its position in the batch, from 0.
			index: u32,
			/// Why.
			error: DispatchError,
		},
		/// A batch was worked through.
		BatchRegistered {
			/// How many were registered.
			registered: u32,
			/// How many were refused.
			refused: u32,
			/// Who brought it.
			by: ParticipantId,
		},
		/// An authorization was frozen, activated or revoked.
		StatusChanged {
			/// SM3 of the credential.
			digest: Digest,
			/// Its state before.
			from: AuthorizationState,
			/// Its state now.
			to: AuthorizationState,
			/// Who sent the change: the holder, its delegate, or a platform with the holder's proof.
			by: ParticipantId,
			/// Why.
			reason: Reason,
			/// Consensus time, Unix ms.
			at: Moment,
			/// Head of its log, this change included.
			head: Digest,
		},
		/// An authorization or an entry of the white list was used, and its log went on.
		Used {
			/// On what the use rests.
			basis: Basis,
			/// The use.
			entry: LogEntry,
			/// Head of the log, this use included.
			head: Digest,
		},
		/// A check failed 鉴权失败. Where there is an authorization or entry, its log went on.
		CheckFailed {
			/// On what the use should have rested.
			basis: Basis,
			/// What was asked for, and why it was refused.
			entry: LogEntry,
			/// Head of the log, this failure included; none where there is no log.
			head: Option<Digest>,
		},
		/// A dynamic code was issued; one that the authorization had before is void.
		CodeIssued {
			/// Digest of the code.
			code: Digest,
			/// The authorization it opens.
			authorization: Digest,
			/// Consensus time it ends, Unix ms.
			until: Moment,
			/// Who issued it.
			by: ParticipantId,
		},
		/// A dynamic code was redeemed, and is spent.
		CodeRedeemed {
			/// Digest of the code.
			code: Digest,
			/// The authorization it opens.
			authorization: Digest,
			/// Who redeemed it.
			by: ParticipantId,
		},
		/// A dynamic code opened nothing.
		CodeRefused {
			/// Digest of what was tried.
			code: Digest,
			/// Who tried it.
			by: ParticipantId,
			/// Why.
			reason: CodeFault,
		},
		/// A template has a new version, which is in force.
		TemplateChanged {
			/// The version.
			template: TemplateId,
			/// Who decided.
			by: Actor,
		},
		/// A template is withdrawn: nothing is registered under it any more.
		TemplateWithdrawn {
			/// Its number.
			number: u32,
			/// Who decided.
			by: Actor,
		},
		/// A delegate is trusted within terms, or no longer: what it granted then grants nothing.
		DelegateChanged {
			/// The delegate.
			delegate: ParticipantId,
			/// How far it is trusted; none from now on it is not.
			terms: Option<DelegateTerms>,
			/// Who decided.
			by: Actor,
		},
		/// The white list has an entry, or an entry ended.
		WhiteListChanged {
			/// Who may read, whatever bill.
			participant: ParticipantId,
			/// The scene in which it reads.
			scene: SceneId,
			/// What.
			scopes: Scopes,
			/// Consensus time it ends, Unix ms.
			until: Moment,
			/// Who decided.
			by: Actor,
		},
	}
}
