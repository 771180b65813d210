//! Events and errors of the pallet.

use frame_support::pallet_macros::pallet_section;

/// What happened, and why a call was refused.
#[pallet_section]
mod events {
	/// What happened. `by` tells who decided, and under which approval.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A province was admitted, or what it may changed.
		ProvinceSet {
			/// The province.
			region: Region,
			/// Its key and what it may.
			province: Province,
			/// Who decided.
			by: Actor,
		},
		/// Locks for other provinces are taken by that participant under that scene from now on.
		PlatformSet {
			/// The participant and the scene.
			platform: RegionPlatform,
			/// Who decided.
			by: Actor,
		},
		/// An organisation of here applied for cross-province reimbursement.
		FilingApplied {
			/// Who applied.
			participant: ParticipantId,
			/// Its code.
			org: OrgCode,
		},
		/// An administrator decided about an application.
		FilingReviewed {
			/// Who had applied.
			participant: ParticipantId,
			/// Its code.
			org: OrgCode,
			/// Approved, and the platform is being told; or rejected.
			approved: bool,
			/// Who decided.
			by: Actor,
			/// Why.
			reason: Reason,
		},
		/// The platform registered an organisation of here, or refused to.
		FilingAnswered {
			/// Who had applied.
			participant: ParticipantId,
			/// Its code.
			org: OrgCode,
			/// Did it register it?
			registered: bool,
			/// What the platform said.
			code: Code,
		},
		/// An organisation of here withdrew its registration or its application.
		FilingWithdrawn {
			/// Who withdrew.
			participant: ParticipantId,
			/// Its code.
			org: OrgCode,
		},
		/// The service of an organisation of here changed.
		ServiceChanged {
			/// The organisation.
			org: OrgCode,
			/// What changed.
			change: ServiceChange,
			/// How it stands now.
			service: Service,
		},
		/// A message of a province was taken.
		MessageTaken {
			/// The province.
			from: Region,
			/// The number of the message.
			id: Code,
		},
		/// It told what is older than what is known: nothing changed by it.
		Outdated {
			/// The province.
			from: Region,
			/// The number of the message.
			id: Code,
		},
		/// A province told of the registration of one of its organisations.
		ForeignFilingTold {
			/// The province.
			region: Region,
			/// The organisation.
			org: OrgCode,
			/// Is it in force?
			active: bool,
		},
		/// A province told of the service of one of its organisations.
		ForeignServiceTold {
			/// The province.
			region: Region,
			/// The organisation.
			org: OrgCode,
			/// How it stands now.
			service: Service,
		},
		/// A request of another province was answered.
		Answered {
			/// Who asked, and under which number.
			flow: RegionFlow,
			/// What was asked.
			operation: RegionOperation,
			/// The bill.
			bill: BillKey,
			/// The answer.
			outcome: RegionOutcome,
			/// When the lock ends by itself, Unix ms, where there is one.
			expires: Option<Moment>,
		},
		/// The lock of another province ended by time, or by an administrator.
		LockEnded {
			/// For whom it was taken.
			flow: RegionFlow,
			/// The bill.
			bill: BillKey,
		},
		/// Another province tells of a reimbursement for which it has no lock: a person has to look at
		/// it.
		ResultLate {
			/// Who reimbursed, and under which number.
			flow: RegionFlow,
			/// The bill.
			bill: BillKey,
			/// What it tells.
			ending: Ending,
		},
		/// An organisation of here started to reimburse a bill of another province.
		Started {
			/// The idempotency key of the start.
			id: Digest,
			/// Who reimburses, and under which number.
			flow: RegionFlow,
			/// The participant.
			participant: ParticipantId,
			/// The province that issued the bill.
			issuer: Region,
			/// The bill.
			bill: BillKey,
			/// What is to be reimbursed, in fen.
			claimed: Fen,
		},
		/// It told how that ended.
		Finished {
			/// Who reimbursed, and under which number.
			flow: RegionFlow,
			/// The bill.
			bill: BillKey,
			/// How it ended.
			ending: Ending,
		},
		/// It handed over the agreement with the holder.
		AuthorizationPushed {
			/// Who reimburses, and under which number.
			flow: RegionFlow,
			/// SM3 of the file.
			file: Digest,
		},
		/// Something is known of a reimbursement here of a bill of another province.
		OutboundMoved {
			/// Who reimburses, and under which number.
			flow: RegionFlow,
			/// How it stands now.
			status: OutboundStatus,
			/// What the other province said last.
			outcome: RegionOutcome,
		},
		/// An operation was repeated with the same content; nothing happened but the first time.
		AnsweredAgain {
			/// Who asked, and under which number.
			flow: RegionFlow,
			/// What was asked.
			operation: RegionOperation,
		},
		/// An answer of another province fits no reimbursement of here as it stands.
		AnswerIgnored {
			/// The province.
			from: Region,
			/// Who had asked, as it says.
			flow: RegionFlow,
			/// What had been asked, as it says.
			operation: RegionOperation,
			/// Its answer.
			outcome: RegionOutcome,
		},
		/// A person decided a case that the chain cannot.
		DisputeResolved {
			/// The reimbursement.
			flow: RegionFlow,
			/// How it is taken to have ended.
			resolution: Resolution,
			/// Who decided.
			by: Actor,
			/// Why.
			reason: Reason,
		},
	}

	/// Why a call was refused. A refused call changes nothing. Calls also pass on the errors of the gate
	/// and of the registry of participants, and the `Full` of the outbox.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no such registration or reimbursement, or it is somebody else's.
		NotFound,
		/// It is so already.
		NothingChanged,
		/// The province is the one of this chain.
		OwnRegion,
		/// The participant is not active, or has not the role for it; or the scene is not in force.
		NotActive,
		/// Nobody decides about an organisation of its own member.
		OwnApplication,
		/// The participant has a registration in force, or one that is being decided about.
		AlreadyExists,
		/// The code is another participant's.
		OrgTaken,
		/// The code of a participant that has reimbursed under it does not change.
		OrgFixed,
		/// The registration is not the one that was seen.
		FilingChanged,
		/// Nothing waits for a decision.
		NotApplied,
		/// The organisation is not registered for cross-province reimbursement.
		NotRegistered,
		/// The service was never opened.
		ServiceNotOpened,
		/// The service was opened before.
		ServiceAlreadyOpened,
		/// The service is suspended.
		ServiceSuspended,
		/// The service is not suspended.
		ServiceNotSuspended,
		/// The organisation has left the service for good.
		ServiceLeft,
		/// The time of the service is over.
		ServiceExpired,
		/// The time is over already, not later than before, missing, or of no meaning here.
		InvalidTerm,
		/// No such province takes part.
		UnknownProvince,
		/// Bills of that province may not be used here.
		ProvinceClosed,
		/// Nobody is told: messages to the platform are not written.
		DestinationClosed,
		/// The amount is zero.
		AmountZero,
		/// More than was asked for at the start.
		ExceedsClaim,
		/// The same flow number came before with other content.
		FlowConflict,
		/// A reimbursement of this bill runs already.
		AlreadyLocked,
		/// The other province has not locked the bill.
		NotLocked,
		/// The reimbursement has ended.
		Ended,
		/// A person has to decide first.
		Disputed,
		/// There is nothing for a person to decide.
		NotDisputed,
		/// The case cannot have ended like that.
		NotResolvable,
		/// The participant has started as many as can be counted.
		MaxFlowsExceeded,
		/// This message was taken before.
		AlreadySeen,
		/// The message is too old.
		TooOld,
		/// The message is from the future.
		TooEarly,
		/// The signature is not the province's.
		BadSignature,
		/// The result comes before its start is decided: the next block may take it.
		Undecided,
		/// There is no room for what the message leads to: a later block may take it.
		Busy,
		/// The lock in the other province has run out, and somebody there may hold the bill.
		LockExpired,
		/// Another message of the province was taken under that number.
		NumberTaken,
	}
}
