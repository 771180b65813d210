//! Events and errors of the pallet.

use frame_support::pallet_macros::pallet_section;

/// What happened, and why a call was refused.
#[pallet_section]
mod events {
	/// What happened to bills.
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A batch was judged, bill by bill.
		BatchRegistered {
			/// The access node.
			node: NodeId,
			/// The issuer.
			issuer: ParticipantId,
			/// The scene.
			scene: SceneId,
			/// Who handed it in.
			by: Actor,
			/// The bills that are on the chain now, in the order of the batch.
			registered: BoundedVec<BillKey, ConstU32<MAX_BATCH>>,
			/// The others, in the order of the batch.
			refused: BoundedVec<Refused, ConstU32<MAX_BATCH>>,
			/// What policies oblige to beside, for any of the bills registered.
			obligations: Obligations,
		},
		/// The issuer's side changed digests or the payer reference.
		BillUpdated {
			/// The bill.
			key: BillKey,
			/// Its new version.
			version: u32,
			/// Who changed it.
			by: Actor,
			/// Why.
			reason: Reason,
		},
		/// A bill was cancelled by a red bill 冲红.
		RedFlushed {
			/// The bill.
			key: BillKey,
			/// The red bill that cancels it.
			negative: BillKey,
			/// The bill over what remains, when there is one.
			difference: Option<BillKey>,
			/// Who cancelled it.
			by: Actor,
			/// Why.
			reason: Reason,
		},
		/// The fiscal authority co-signed the red flush of a reimbursed bill.
		RedFlushConsented {
			/// The bill.
			key: BillKey,
			/// Who co-signed.
			by: Actor,
		},
		/// A bill was voided 作废.
		Voided {
			/// The bill.
			key: BillKey,
			/// Who voided it.
			by: Actor,
			/// Why.
			reason: Reason,
		},
		/// A bill was exchanged for paper 换开纸质.
		ExchangedForPaper {
			/// The bill.
			key: BillKey,
			/// SM3 of the serial number of the paper bill.
			paper: Digest,
			/// Who exchanged it.
			by: Actor,
			/// Why.
			reason: Reason,
		},
		/// A bill is electronic again.
		RestoredElectronic {
			/// The bill.
			key: BillKey,
			/// Who took the paper back.
			by: Actor,
			/// Why.
			reason: Reason,
		},
		/// A bill became circulable or not circulable.
		CirculationChanged {
			/// The bill.
			key: BillKey,
			/// What it is now.
			circulation: Circulation,
			/// Who says so.
			by: Actor,
		},
		/// An administrator proposed a correction.
		CorrectionProposed {
			/// The bill.
			key: BillKey,
			/// Who proposed it.
			by: Actor,
			/// What is to be set.
			correction: Correction,
		},
		/// A bill was corrected by two administrators.
		Corrected {
			/// The bill.
			key: BillKey,
			/// Who proposed and who confirmed, in this order.
			by: [Actor; 2],
			/// What was set.
			correction: Correction,
			/// The new version of the bill.
			version: u32,
			/// Why.
			reason: Reason,
		},
		/// A proposed correction was withdrawn.
		CorrectionWithdrawn {
			/// The bill.
			key: BillKey,
			/// Who withdrew it.
			by: Actor,
		},
		/// A lock was taken or ended, or a reimbursement was made or taken back.
		UsageChanged {
			/// The bill.
			key: BillKey,
			/// Locked, unlocked, settled or reversed.
			action: BillAction,
			/// The use of the bill now.
			usage: Use,
			/// Reimbursed so far, in fen.
			reimbursed: Fen,
			/// Who did it.
			by: Actor,
		},
		/// A bill passed to another holder 持有方变更.
		HolderChanged {
			/// The bill.
			key: BillKey,
			/// Whose it was.
			from: PayerRef,
			/// Whose it is.
			to: PayerRef,
			/// Its new version.
			version: u32,
			/// Who passed it on.
			by: Actor,
			/// Why.
			reason: Reason,
		},
		/// What belongs to a bill outside of the chain was set.
		RelationsSet {
			/// The bill.
			key: BillKey,
			/// Version of its relations, from 1.
			version: u32,
			/// SM3 over the SCALE encoding of the record of its relations.
			digest: Digest,
			/// Who set them.
			by: Actor,
		},
		/// A range of numbers was allocated to an issuer 赋码.
		NumbersAllocated {
			/// The issuer.
			issuer: ParticipantId,
			/// The bill code.
			code: BillCode,
			/// The first number.
			first: BillNumber,
			/// The last number.
			last: BillNumber,
			/// Who decided.
			by: Actor,
		},
		/// Numbers that no bill bears were taken back from an issuer.
		NumbersReturned {
			/// The issuer.
			issuer: ParticipantId,
			/// The bill code.
			code: BillCode,
			/// The first number.
			first: BillNumber,
			/// The last number.
			last: BillNumber,
			/// Who decided.
			by: Actor,
		},
		/// The stock of numbers of an issuer ran low just now 库存预警.
		StockLow {
			/// The issuer.
			issuer: ParticipantId,
			/// The bill code.
			code: BillCode,
			/// Numbers that are left.
			remaining: u64,
			/// Numbers that were allocated.
			allocated: u64,
		},
		/// A bill issued before the chain existed was registered as the non-tax system has it 历史票据接入.
		BillAdopted {
			/// The bill.
			key: BillKey,
			/// The platform in whose name it is registered.
			issuer: ParticipantId,
			/// The scene.
			scene: SceneId,
			/// How it stood outside, and stands here.
			state: OutsideState,
		},
		/// A bill whose lock stands in the non-tax system became what it is there.
		OutsideFollowed {
			/// The bill.
			key: BillKey,
			/// What happened to it outside: the gravest of it.
			action: BillAction,
			/// Its version now.
			version: u32,
			/// How it stands outside, and here.
			state: OutsideState,
		},
		/// An administrator said what became of a bill whose lock stood in the non-tax system. What it
		/// became tells the event before this one.
		OutsideLockEnded {
			/// The bill.
			key: BillKey,
			/// Who decided.
			by: Actor,
			/// Why.
			reason: Reason,
		},
	}

	/// Why a call was refused. A refused call changes nothing.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no bill of that key, or no such consent or proposal.
		NotFound,
		/// A bill of that key, a consent or a proposal exists already.
		AlreadyExists,
		/// The signer may not do this.
		NotAuthorized,
		/// The participant, the node or the scene is not in force.
		NotActive,
		/// The participant named as issuer does not have that role.
		NotIssuer,
		/// The node does not serve the issuer.
		NotServed,
		/// The bill is red-flushed or voided, for ever.
		Terminal,
		/// The bill is locked.
		Locked,
		/// The bill is not locked.
		NotLocked,
		/// The bill is exchanged for paper.
		OnPaper,
		/// The bill is not exchanged for paper.
		NotOnPaper,
		/// The bill is not circulable.
		NotCirculable,
		/// A red bill is never locked.
		NotLockable,
		/// A red bill is neither cancelled nor voided, and never circulates.
		RedBill,
		/// The batch has no entry.
		EmptyBatch,
		/// The bill has another version than the caller saw.
		VersionConflict,
		/// The bill is such already.
		NothingChanged,
		/// The bill has had 2^32 - 1 versions.
		MaxVersionsExceeded,
		/// The red bill is not over the total of the bill it cancels, or the difference bill is not
		/// over a part of it.
		AmountMismatch,
		/// The amount is zero.
		AmountZero,
		/// The day of issue is after today in China Standard Time.
		DateInFuture,
		/// More than remains of the total.
		ExceedsTotal,
		/// More than is reimbursed.
		ExceedsReimbursed,
		/// The bill is reimbursed, partly or wholly, and the fiscal authority has not co-signed.
		ConsentRequired,
		/// The bill is reimbursed.
		Reimbursed,
		/// Nothing of the bill is reimbursed.
		NotReimbursed,
		/// The five elements do not agree with the chain.
		ElementMismatch,
		/// The correction is not the proposed one.
		CorrectionMismatch,
		/// Two signatures are needed, and both come from one signer.
		SameAdministrator,
		/// The node was not admitted for bills of this scene.
		NotAdmitted,
		/// A number is in no range that is allocated to the issuer.
		NumberNotAllocated,
		/// The range of numbers ends before it begins.
		RangeEmpty,
		/// A number of the range is allocated already.
		RangeOverlaps,
		/// The numbers are not the end of one range.
		RangeMismatch,
		/// A number of these, or one above, is on a bill.
		NumbersUsed,
		/// The issuer has 64 ranges of the code, or the code has 4,096.
		MaxRangesExceeded,
		/// The payer reference is bound to a holder, who has to agree.
		HolderBound,
		/// The payer reference is bound to no holder who could agree.
		HolderUnknown,
		/// The signature is not the holder's over this transfer.
		BadSignature,
		/// Nobody does this without the holder, an approval or a motion of the council.
		ApprovalRequired,
		/// No bill can be in the state that the non-tax system gives: reimbursed beyond its total, used
		/// and voided, or with a use that does not agree with what is reimbursed.
		StateImpossible,
		/// The non-tax system cannot be told: the outbox to it is closed.
		NotTold,
		/// The bill was adopted, and the non-tax system has not taken yet, or has refused, what it was
		/// told of it.
		HandoverPending,
		/// The number is allocated to an issuer of the chain, who registers the bill.
		NumberAllocated,
	}
}
