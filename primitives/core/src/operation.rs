//! Operations that somebody decides about, and who decided: R007, R008, R011, R218, R219.

use crate::{bill::axis, text::Reason, Digest, Moment, ParticipantId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

axis!(
	/// An operation of an administrator or an authority. An approval flow may be demanded for each
	/// (high-risk operation 高风险操作); until then whoever has the role performs it alone.
	#[derive(PartialOrd, Ord)]
	Operation {
		/// Admit an organisation or an account below one.
		#[default]
		AdmitParticipant,
		/// Freeze, thaw or cancel a participant.
		ChangeParticipantStatus,
		/// Replace the roles of a participant.
		ChangeParticipantRoles,
		/// Replace the key of a participant that lost its own.
		ReplaceParticipantKey,
		/// Decide about the admission of an access node, or a change of it.
		ReviewNode,
		/// Suspend, disable or restore an access node.
		ChangeNodeStatus,
		/// Revoke or renew the credential of an access node.
		ChangeNodeCredential,
		/// Issue activation codes 激活码.
		IssueActivationCodes,
		/// Void activation codes.
		VoidActivationCodes,
		/// Make a spent, voided or frozen activation code usable again.
		ReinstateActivationCode,
		/// Register a scene.
		RegisterScene,
		/// Change the terms or the state of a scene.
		ChangeScene,
		/// Change the field rules of a scene.
		ChangeFieldRules,
		/// Register or change a type of resources 票据资源类型.
		ChangeResourceType,
		/// Put a policy into force.
		EnactPolicy,
		/// Repeal a policy.
		RepealPolicy,
		/// Go back to an earlier version of a policy.
		RollBackPolicy,
		/// Distribute policies to access nodes.
		DistributePolicies,
		/// Allocate a range of bill numbers to an issuer.
		AllocateNumbers,
		/// Correct a bill by hand 人工修正.
		CorrectBill,
		/// End a lock of somebody else.
		ForceReleaseLock,
		/// Confirm that a reimbursement is taken back.
		ReverseSettlement,
		/// Consent to the red flush of a reimbursed bill.
		ConsentRedFlush,
		/// Change which state of a bill may become which.
		ChangeTransitionRules,
		/// Trust a participant to authorize for holders without their password 免密授权.
		TrustDelegate,
		/// Change the templates of credentials.
		ChangeCredentialTemplates,
		/// Change the white list 白名单.
		ChangeWhiteList,
		/// Change the quota of a participant.
		ChangeQuota,
		/// Change approval flows, or which operations demand one.
		ChangeApprovalFlows,
		/// Change the name of a participant, or what an account is for.
		UpdateParticipant,
		/// Take up a dead letter 死信 again, or give it up.
		HandleDeadLetter,
		/// Change how messages to an outside system are delivered.
		ChangeDestination,
		/// Admit a province to cross-province reimbursement, or change what it may.
		ChangeProvince,
		/// Decide about the registration of an organisation for cross-province reimbursement 跨省备案.
		ReviewFiling,
	}
);

impl Operation {
	/// Every operation, in the order of its encoding.
	pub const ALL: [Operation; 34] = [
		Operation::AdmitParticipant,
		Operation::ChangeParticipantStatus,
		Operation::ChangeParticipantRoles,
		Operation::ReplaceParticipantKey,
		Operation::ReviewNode,
		Operation::ChangeNodeStatus,
		Operation::ChangeNodeCredential,
		Operation::IssueActivationCodes,
		Operation::VoidActivationCodes,
		Operation::ReinstateActivationCode,
		Operation::RegisterScene,
		Operation::ChangeScene,
		Operation::ChangeFieldRules,
		Operation::ChangeResourceType,
		Operation::EnactPolicy,
		Operation::RepealPolicy,
		Operation::RollBackPolicy,
		Operation::DistributePolicies,
		Operation::AllocateNumbers,
		Operation::CorrectBill,
		Operation::ForceReleaseLock,
		Operation::ReverseSettlement,
		Operation::ConsentRedFlush,
		Operation::ChangeTransitionRules,
		Operation::TrustDelegate,
		Operation::ChangeCredentialTemplates,
		Operation::ChangeWhiteList,
		Operation::ChangeQuota,
		Operation::ChangeApprovalFlows,
		Operation::UpdateParticipant,
		Operation::HandleDeadLetter,
		Operation::ChangeDestination,
		Operation::ChangeProvince,
		Operation::ReviewFiling,
	];
}

/// The approval under which an operation runs. The subject of the operation keeps it, so that
/// anybody can check the complete record of the approval against it (R218).
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct Approval {
	/// Its number, from 1 in the order of proposal.
	pub id: u32,
	/// Head of the hash chain over its record: SM3, 32 bytes.
	pub head: Digest,
	/// Was its flow the one that the operation demands? Only then others decided with the proposer;
	/// the signatures of a flow that the proposer chose itself are advice, and it acts by its role.
	pub mandated: bool,
}

axis!(
	/// What somebody did to an approval.
	#[derive(PartialOrd, Ord)]
	RecordAction {
		/// Proposed it 提交.
		#[default]
		Proposed,
		/// Signed its step 通过.
		Approved,
		/// Rejected it 驳回.
		Rejected,
		/// Withdrew it 撤回.
		Withdrawn,
		/// Proposed the same call once more; the new approval links to this one 重新提交.
		Resubmitted,
		/// Its time ran out 超时.
		Expired,
		/// It was carried out 执行.
		Executed,
		/// It was carried out in vain: the call failed and changed nothing 执行失败.
		ExecutionFailed,
	}
);

/// An entry of the record of an approval 审批记录: what the hash chain runs over. R007, R218, R219.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct RecordEntry {
	/// Its place in the record, from 0 without a gap.
	pub seq: u32,
	/// What was done.
	pub action: RecordAction,
	/// The participant whose key signed; none where time ran out.
	pub signer: Option<ParticipantId>,
	/// Consensus time, Unix ms.
	pub at: Moment,
	/// SM3 of the reason as UTF-8, where one was given: [`reason_digest`].
	pub reason: Option<Digest>,
}

/// SM3 of a reason as UTF-8: what stands in the record for it.
pub fn reason_digest(reason: &Reason) -> Digest {
	fiscal_sm_crypto::sm3_256(reason.as_str().as_bytes()).into()
}

/// The head of a record after one entry more: SM3 over the SCALE encoding of the head before it and
/// the entry. The head before the first entry is [`crate::approval::Terms::root`]. R218.
pub fn chain_head(previous: &Digest, entry: &RecordEntry) -> Digest {
	fiscal_sm_crypto::sm3_256(&(previous, entry).encode()).into()
}

/// Who performs an operation.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "by")]
pub enum Actor {
	/// The chain itself, for instance when a lock runs out.
	System,
	/// The consortium council, by a motion.
	Council,
	/// A participant: the signer, or the proposer of what was approved.
	Participant {
		/// The participant it counts for: the organisation, where one of its accounts signed.
		id: ParticipantId,
		/// The participant whose key signed. Where four eyes are demanded, these are of two members of
		/// the first tier: an organisation admits further signers by itself.
		signer: ParticipantId,
		/// The approval, where the operation ran under one.
		approval: Option<Approval>,
	},
}

impl Actor {
	/// The participant, unless the council or the chain acts.
	pub const fn participant(&self) -> Option<ParticipantId> {
		match self {
			Actor::Participant { id, .. } => Some(*id),
			Actor::System | Actor::Council => None,
		}
	}

	/// The approval, if there is one.
	pub const fn approval(&self) -> Option<Approval> {
		match self {
			Actor::Participant { approval, .. } => *approval,
			Actor::System | Actor::Council => None,
		}
	}

	/// Did more than one decide: the council, or somebody under an approval whose flow the operation
	/// demands? True for the chain itself too, which only carries out what was decided.
	pub const fn decided_together(&self) -> bool {
		match self {
			Actor::System | Actor::Council => true,
			Actor::Participant { approval: Some(approval), .. } => approval.mandated,
			Actor::Participant { approval: None, .. } => false,
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn entry(seq: u32) -> RecordEntry {
		RecordEntry {
			seq,
			action: RecordAction::Approved,
			signer: Some(ParticipantId(7)),
			at: 1_000,
			reason: None,
		}
	}

	#[test]
	fn the_head_is_the_digest_of_the_encoding() {
		let previous = Digest::repeat_byte(1);
		let mut bytes = vec![1u8; 32];
		// seq, action, Some(signer), at, no reason: little-endian, fixed widths.
		bytes.extend_from_slice(&[5, 0, 0, 0, 1, 1, 7, 0, 0, 0, 0xe8, 3, 0, 0, 0, 0, 0, 0, 0]);
		let expected = Digest::from(fiscal_sm_crypto::sm3_256(&bytes));
		assert_eq!(chain_head(&previous, &entry(5)), expected);
	}

	#[test]
	fn an_approval_through_a_flow_of_the_proposers_choice_is_decided_by_one() {
		let under = |approval: Option<bool>| {
			let approval =
				approval.map(|mandated| Approval { id: 1, head: Digest::zero(), mandated });
			Actor::Participant { id: ParticipantId(1), signer: ParticipantId(2), approval }
		};
		assert!(Actor::Council.decided_together() && Actor::System.decided_together());
		assert!(under(Some(true)).decided_together());
		assert!(!under(Some(false)).decided_together());
		assert!(!under(None).decided_together());
	}

	proptest! {
		#[test]
		fn every_change_of_a_record_changes_its_head(
			at in proptest::collection::vec(any::<u64>(), 2..8),
			place in any::<prop::sample::Index>(),
			forged in any::<u64>(),
		) {
			let head = |times: &[u64]| {
				let entries = times.iter().zip(0u32..).map(|(at, seq)| RecordEntry {
					at: *at,
					..entry(seq)
				});
				entries.fold(Digest::zero(), |head, entry| chain_head(&head, &entry))
			};
			let honest = head(&at);
			let mut altered = at.clone();
			let place = place.index(at.len());
			prop_assume!(altered[place] != forged);
			altered[place] = forged;
			prop_assert_ne!(head(&altered), honest);
			prop_assert_ne!(head(&at[1..]), honest);
		}
	}

	#[test]
	fn all_operations_are_listed_in_order() {
		for (index, operation) in Operation::ALL.into_iter().enumerate() {
			assert_eq!(operation.encode(), [u8::try_from(index).unwrap()]);
		}
		let beyond = u8::try_from(Operation::ALL.len()).unwrap();
		assert!(Operation::decode(&mut &[beyond][..]).is_err());
	}
}
