//! Events and errors of the pallet.

use frame_support::pallet_macros::pallet_section;

/// What happened, and why a call was refused.
#[pallet_section]
mod events {
	/// What happened. `by` tells who decided, and under which approval.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A node was registered.
		Registered {
			/// Its number.
			node: NodeId,
			/// The participant that runs it.
			operator: ParticipantId,
			/// SM3 of its credential.
			credential: Digest,
			/// Who decided.
			by: Actor,
		},
		/// The state of a node changed.
		StatusChanged {
			/// The node.
			node: NodeId,
			/// Its state before.
			from: NodeStatus,
			/// Its state now.
			to: NodeStatus,
			/// Who decided.
			by: Actor,
			/// Consensus time, Unix ms.
			at: Moment,
			/// Why.
			reason: Reason,
		},
		/// A node serves a participant from now on.
		Linked {
			/// The node.
			node: NodeId,
			/// The participant.
			participant: ParticipantId,
			/// In what capacity.
			role: NodeRole,
			/// Who decided.
			by: Actor,
		},
		/// A node serves a participant no longer.
		Unlinked {
			/// The node.
			node: NodeId,
			/// The participant.
			participant: ParticipantId,
			/// In what capacity.
			role: NodeRole,
			/// Who decided.
			by: Actor,
		},
		/// An application was submitted, or submitted again.
		AdmissionSubmitted {
			/// Its number.
			admission: AdmissionId,
			/// Who applies.
			applicant: ParticipantId,
			/// The node whose change is asked for; none for a new one.
			node: Option<NodeId>,
			/// Its revision, from 1.
			revision: u32,
			/// SM3 of the form.
			form: Digest,
		},
		/// An application was changed by the applicant.
		AdmissionAmended {
			/// Its number.
			admission: AdmissionId,
			/// Its revision.
			revision: u32,
			/// SM3 of the form.
			form: Digest,
		},
		/// An application was taken back by the applicant.
		AdmissionWithdrawn {
			/// Its number.
			admission: AdmissionId,
			/// Why.
			reason: Reason,
		},
		/// The state of an application changed by a review.
		AdmissionReviewed {
			/// Its number.
			admission: AdmissionId,
			/// Its state now.
			status: AdmissionStatus,
			/// The node that came of it, or that it changed.
			node: Option<NodeId>,
			/// Who decided.
			by: Actor,
			/// Consensus time, Unix ms.
			at: Moment,
			/// What the reviewer said.
			reason: Reason,
		},
		/// What a node was admitted for changed.
		NodeChanged {
			/// The node.
			node: NodeId,
			/// The application that was approved.
			admission: AdmissionId,
		},
		/// A credential was issued, with a node or as a renewal.
		CredentialIssued {
			/// The node.
			node: NodeId,
			/// SM3 of the credential.
			digest: Digest,
			/// Its version.
			version: u32,
			/// The first moment at which it is not valid any more, Unix ms.
			valid_until: Moment,
			/// Who decided.
			by: Actor,
		},
		/// A credential ends soon: its operator should ask for a renewal.
		CredentialExpiring {
			/// The node.
			node: NodeId,
			/// Who runs it.
			operator: ParticipantId,
			/// The first moment at which it is not valid any more, Unix ms.
			valid_until: Moment,
		},
		/// A credential ended: its node is not in service until it is renewed.
		CredentialExpired {
			/// The node.
			node: NodeId,
			/// Who runs it.
			operator: ParticipantId,
		},
		/// A credential was revoked: its node is not in service until another is issued.
		CredentialRevoked {
			/// The node.
			node: NodeId,
			/// Version of the credential.
			version: u32,
			/// Who decided.
			by: Actor,
			/// Consensus time, Unix ms.
			at: Moment,
			/// Why.
			reason: Reason,
		},
		/// The credential in use is to be delivered to a device once more.
		CredentialRedelivered {
			/// The node.
			node: NodeId,
			/// The device.
			device: Did,
			/// Version of the credential.
			version: u32,
			/// Who decided.
			by: Actor,
		},
		/// A device has received the credential.
		CredentialAcknowledged {
			/// The node.
			node: NodeId,
			/// The device.
			device: Did,
			/// Version of the credential.
			version: u32,
		},
		/// Activation codes were issued.
		CodesIssued {
			/// The node.
			node: NodeId,
			/// Number of the batch.
			batch: u32,
			/// How many codes.
			count: u32,
			/// Product and version they are for.
			product: Label,
			/// Who decided.
			by: Actor,
		},
		/// An activation code activated a device and is spent.
		CodeUsed {
			/// The node.
			node: NodeId,
			/// Digest of the code.
			code: Digest,
			/// The device.
			device: Did,
			/// Consensus time, Unix ms.
			at: Moment,
		},
		/// An activation code was voided.
		CodeVoided {
			/// The node.
			node: NodeId,
			/// Digest of the code.
			code: Digest,
			/// Who decided.
			by: Actor,
			/// Why.
			reason: Reason,
		},
		/// An activation code was retired with the device it had activated.
		CodeRetired {
			/// The node.
			node: NodeId,
			/// Digest of the code.
			code: Digest,
			/// The device that was unbound.
			device: Did,
		},
		/// An activation code ran out unused.
		CodeExpired {
			/// The node.
			node: NodeId,
			/// Digest of the code.
			code: Digest,
		},
		/// A voided, retired or expired activation code is usable again.
		CodeReinstated {
			/// The node.
			node: NodeId,
			/// Digest of the code.
			code: Digest,
			/// Its new end, Unix ms.
			valid_until: Moment,
			/// Who decided.
			by: Actor,
			/// Why.
			reason: Reason,
		},
		/// An activation code left the state after the time of retention.
		CodeArchived {
			/// The node.
			node: NodeId,
			/// Digest of the code.
			code: Digest,
		},
		/// An activation was refused and counted.
		ActivationRefused {
			/// The node.
			node: NodeId,
			/// The DID of the device that wanted to be activated.
			device: Did,
			/// Digest of the code that was presented.
			code: Digest,
			/// Why.
			fault: ActivationFault,
			/// Wrong codes in a row, this one counted.
			failed: u8,
		},
		/// The codes of a node are frozen, by hand or after too many wrong codes.
		CodesFrozen {
			/// The node.
			node: NodeId,
			/// Who decided; the chain itself after too many wrong codes.
			by: Actor,
			/// Why, where somebody decided.
			reason: Option<Reason>,
		},
		/// The codes of a node work again.
		CodesThawed {
			/// The node.
			node: NodeId,
			/// Who decided.
			by: Actor,
			/// Why.
			reason: Reason,
		},
		/// A device was bound to a node.
		DeviceBound {
			/// The node.
			node: NodeId,
			/// The device.
			device: Did,
			/// The device it replaces.
			replaces: Option<Did>,
			/// SM3 of what it said of itself.
			info: Digest,
			/// Where it listens.
			endpoint: Endpoint,
			/// The participant whose key signed.
			signer: ParticipantId,
		},
		/// What a device says of itself changed.
		DeviceUpdated {
			/// The node.
			node: NodeId,
			/// The device.
			device: Did,
			/// SM3 of what it says of itself.
			info: Digest,
			/// Where it listens.
			endpoint: Endpoint,
			/// SM3 of its TLCP certificate.
			certificate: Option<Digest>,
		},
		/// The state of a device changed.
		DeviceStatusChanged {
			/// The node.
			node: NodeId,
			/// The device.
			device: Did,
			/// Its state before.
			from: DeviceStatus,
			/// Its state now.
			to: DeviceStatus,
			/// Who decided.
			by: Actor,
			/// Why.
			reason: Reason,
		},
		/// A device is bound to its node no longer.
		DeviceUnbound {
			/// The node.
			node: NodeId,
			/// The device.
			device: Did,
			/// Who decided.
			by: Actor,
			/// Why; none where another device replaced it.
			reason: Option<Reason>,
		},
	}

	/// Why a call was refused; nothing changed.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no such node, relation, application, code or device.
		NotFound,
		/// The node serves the participant in that capacity, the code was issued, or the device is
		/// bound, already.
		AlreadyExists,
		/// The operator or the participant named does not exist or is not active.
		NotActive,
		/// The signer, the operator or the participant named lacks the role or the capacity that
		/// fits.
		NotAuthorized,
		/// The node is disabled, or the application approved, for ever.
		Terminal,
		/// It is so already.
		NothingChanged,
		/// The state of the application, the code or the device does not admit this.
		WrongState,
		/// A scene asked for does not exist or is not active.
		SceneNotActive,
		/// No capacity, no scene, no resource or no code is named.
		NothingNamed,
		/// Nobody decides about an application, a node or a service of its own member of the first tier.
		OwnApplication,
		/// A new node needs a credential.
		CredentialMissing,
		/// The validity named has ended.
		Expired,
		/// The credential is revoked.
		Revoked,
		/// The codes of the node are frozen.
		Frozen,
		/// The signature of the device does not prove that it holds its key.
		ProofInvalid,
		/// The node serves [`Config::MaxRelations`] participants.
		MaxRelationsExceeded,
		/// 2^32 - 1 nodes were registered.
		MaxNodesExceeded,
		/// 2^32 - 1 applications were made, or [`Config::MaxOpenAdmissions`] of the organisation
		/// wait for a decision.
		MaxAdmissionsExceeded,
		/// The chain keeps [`Config::MaxCodes`] codes of the node.
		MaxCodesExceeded,
		/// The node has 16 devices.
		MaxDevicesExceeded,
		/// 2^32 - 1 versions of the credential, batches or revisions were made.
		MaxVersionsExceeded,
	}
}
