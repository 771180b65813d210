//! Participants 参与方 and the tree they form. R001, R002, R025, R123, R216.

use alloc::vec::Vec;
use fiscal_primitives::{
	participant::{Decision, DetailsRecord, KeyRecord, Standing, TreeNode},
	AccountId, Did, Digest, Participant, ParticipantId, PayerRef,
};

sp_api::decl_runtime_apis! {
	/// Participants 参与方.
	#[api_version(1)]
	pub trait ParticipantsApi {
		/// A participant by number.
		fn participant(id: ParticipantId) -> Option<Participant>;
		/// A participant by the account of its key in use or of a past one.
		fn participant_by_account(account: AccountId) -> Option<(ParticipantId, Participant)>;
		/// A participant by DID (R216).
		fn participant_by_did(did: Did) -> Option<(ParticipantId, Participant)>;
		/// A participant by the keyed digest of its real-world identity, or a citizen by a payer
		/// reference (R216, R123).
		fn participant_by_identity(identity: Digest) -> Option<(ParticipantId, Participant)>;
		/// A participant's state and roles with all that stands above it taken into account.
		fn standing(id: ParticipantId) -> Option<Standing>;
		/// The last administrative decision about a participant.
		fn decision(id: ParticipantId) -> Option<Decision>;
		/// Every key of a participant, oldest first; the last one is in use. At most 256.
		fn participant_keys(id: ParticipantId) -> Vec<KeyRecord>;
		/// Every name of a participant with what an account was for under it, oldest first; the last
		/// one holds. At most 256 (R002, R025).
		fn participant_details(id: ParticipantId) -> Vec<DetailsRecord>;
		/// The children of a participant in the order of admission, or the members without one, from
		/// number `from` (0 is the first) on; at most `limit` and at most 500 (R002).
		fn children(parent: Option<ParticipantId>, from: u32, limit: u32) -> Vec<TreeNode>;
		/// The payer references bound to a citizen or an organisation, at most eight (R123).
		fn payers(id: ParticipantId) -> Vec<PayerRef>;
	}
}
