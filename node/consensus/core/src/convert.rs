//! Between the wire's types and the state machine's.

use crate::{
	context::{Address, Bft, Height, Members, Proposal, Value, Vote},
	message::{self, Message},
};
use fiscal_bft_primitives as wire;
use fiscal_bft_primitives::{
	BlockHash, CommitCertificate, CommitSignature, Equivocation, VoteKind,
};
use malachitebft_core_consensus::{Input, LivenessMsg, MisbehaviorEvidence, SignedConsensusMsg};
use malachitebft_core_types::{
	self as types, NilOrVal, PolkaSignature, Round, RoundCertificateType, SignedMessage, VoteType,
};
use sp_runtime::BoundedVec;

type SignedVote = types::SignedVote<Bft>;
type SignedProposal = types::SignedProposal<Bft>;

/// A round that takes part in messages is never nil; should it be, 0 makes the message worthless
/// rather than wrong: the signature is over what was meant.
fn round_number(round: Round) -> u32 {
	round.as_u32().unwrap_or_default()
}

fn kind_of(kind: VoteType) -> VoteKind {
	match kind {
		VoteType::Prevote => VoteKind::Prevote,
		VoteType::Precommit => VoteKind::Precommit,
	}
}

fn kind_from(kind: VoteKind) -> VoteType {
	match kind {
		VoteKind::Prevote => VoteType::Prevote,
		VoteKind::Precommit => VoteType::Precommit,
	}
}

fn block_of(value: &NilOrVal<BlockHash>) -> Option<BlockHash> {
	match value {
		NilOrVal::Nil => None,
		NilOrVal::Val(block) => Some(*block),
	}
}

fn value_from(block: Option<BlockHash>) -> NilOrVal<BlockHash> {
	block.map_or(NilOrVal::Nil, NilOrVal::Val)
}

/// What is signed of a vote.
pub fn vote_of(vote: &Vote) -> wire::Vote {
	wire::Vote {
		height: vote.height.0,
		round: round_number(vote.round),
		kind: kind_of(vote.kind),
		block: block_of(&vote.value),
	}
}

/// What is signed of a proposal.
pub fn proposal_of(proposal: &Proposal) -> wire::Proposal {
	wire::Proposal {
		height: proposal.height.0,
		round: round_number(proposal.round),
		block: proposal.value.0,
		valid_round: proposal.pol_round.as_u32(),
	}
}

/// To the wire.
pub fn signed_vote_of(signed: &SignedVote) -> message::SignedVote {
	message::SignedVote {
		vote: vote_of(&signed.message),
		voter: signed.message.voter.0,
		signature: signed.signature,
	}
}

/// To the wire.
pub fn signed_proposal_of(signed: &SignedProposal) -> message::SignedProposal {
	message::SignedProposal {
		proposal: proposal_of(&signed.message),
		proposer: signed.message.proposer.0,
		signature: signed.signature,
	}
}

/// From the wire.
pub fn signed_vote_from(signed: &message::SignedVote) -> SignedVote {
	let vote = Vote {
		height: Height(signed.vote.height),
		round: Round::new(signed.vote.round),
		kind: kind_from(signed.vote.kind),
		value: value_from(signed.vote.block),
		voter: Address(signed.voter),
	};
	SignedMessage::new(vote, signed.signature)
}

/// From the wire.
pub fn signed_proposal_from(signed: &message::SignedProposal) -> SignedProposal {
	let proposal = Proposal {
		height: Height(signed.proposal.height),
		round: Round::new(signed.proposal.round),
		value: Value(signed.proposal.block),
		pol_round: signed.proposal.valid_round.map_or(Round::Nil, Round::new),
		proposer: Address(signed.proposer),
	};
	SignedMessage::new(proposal, signed.signature)
}

/// To the wire. `None` if there are more votes than validators can be.
pub fn polka_of(certificate: &types::PolkaCertificate<Bft>) -> Option<message::PolkaCertificate> {
	let signatures: Vec<_> = certificate
		.polka_signatures
		.iter()
		.map(|entry| (entry.address.0, entry.signature))
		.collect();
	Some(message::PolkaCertificate {
		height: certificate.height.0,
		round: round_number(certificate.round),
		block: certificate.value_id,
		signatures: BoundedVec::try_from(signatures).ok()?,
	})
}

/// From the wire.
pub fn polka_from(certificate: &message::PolkaCertificate) -> types::PolkaCertificate<Bft> {
	types::PolkaCertificate {
		height: Height(certificate.height),
		round: Round::new(certificate.round),
		value_id: certificate.block,
		polka_signatures: certificate
			.signatures
			.iter()
			.map(|(public, signature)| PolkaSignature::new(Address(*public), *signature))
			.collect(),
	}
}

/// To the wire. `None` if there are more votes than validators can be.
pub fn round_of(certificate: &types::RoundCertificate<Bft>) -> Option<message::RoundCertificate> {
	let signatures: Vec<_> = certificate
		.round_signatures
		.iter()
		.map(|entry| message::RoundSignature {
			kind: kind_of(entry.vote_type),
			block: block_of(&entry.value_id),
			voter: entry.address.0,
			signature: entry.signature,
		})
		.collect();
	Some(message::RoundCertificate {
		height: certificate.height.0,
		round: round_number(certificate.round),
		skip: certificate.cert_type == RoundCertificateType::Skip,
		signatures: BoundedVec::try_from(signatures).ok()?,
	})
}

/// From the wire.
pub fn round_from(certificate: &message::RoundCertificate) -> types::RoundCertificate<Bft> {
	types::RoundCertificate {
		height: Height(certificate.height),
		round: Round::new(certificate.round),
		cert_type: if certificate.skip {
			RoundCertificateType::Skip
		} else {
			RoundCertificateType::Precommit
		},
		round_signatures: certificate
			.signatures
			.iter()
			.map(|entry| {
				types::RoundSignature::new(
					kind_from(entry.kind),
					value_from(entry.block),
					Address(entry.voter),
					entry.signature,
				)
			})
			.collect(),
	}
}

/// A message as input of the state machine, if it is one.
pub fn input_from(message: &Message) -> Option<Input<Bft>> {
	Some(match message {
		Message::Vote(signed) => Input::Vote(signed_vote_from(signed)),
		Message::Proposal(signed) => Input::Proposal(signed_proposal_from(signed)),
		Message::Polka(certificate) => Input::PolkaCertificate(polka_from(certificate)),
		Message::Round(certificate) => Input::RoundCertificate(round_from(certificate)),
		Message::Wake(_) => return None,
	})
}

/// A message of the state machine for the wire.
pub fn consensus_message_of(message: &SignedConsensusMsg<Bft>) -> Message {
	match message {
		SignedConsensusMsg::Vote(signed) => Message::Vote(signed_vote_of(signed)),
		SignedConsensusMsg::Proposal(signed) => Message::Proposal(signed_proposal_of(signed)),
	}
}

/// A message of the state machine for the wire.
pub fn liveness_message_of(message: &LivenessMsg<Bft>) -> Option<Message> {
	match message {
		LivenessMsg::Vote(signed) => Some(Message::Vote(signed_vote_of(signed))),
		LivenessMsg::PolkaCertificate(certificate) => polka_of(certificate).map(Message::Polka),
		LivenessMsg::SkipRoundCertificate(certificate) => round_of(certificate).map(Message::Round),
	}
}

/// The certificate as a justification: by index, ascending, members of the set alone.
pub fn commit_of(
	certificate: &types::CommitCertificate<Bft>,
	members: &Members,
) -> Option<CommitCertificate> {
	let mut signatures: Vec<_> = certificate
		.commit_signatures
		.iter()
		.filter_map(|entry| {
			let index = members.set().position(&entry.address.0)?;
			Some(CommitSignature { index, signature: entry.signature })
		})
		.collect();
	signatures.sort_by_key(|entry| entry.index);
	signatures.dedup_by_key(|entry| entry.index);
	Some(CommitCertificate {
		height: certificate.height.0,
		round: round_number(certificate.round),
		block: certificate.value_id,
		signatures: BoundedVec::try_from(signatures).ok()?,
	})
}

/// Evidence for the chain: one pair a validator and kind proves enough.
pub fn evidence_of(evidence: &MisbehaviorEvidence<Bft>) -> Vec<Equivocation> {
	let votes = evidence.votes.iter().filter_map(|(_, pairs)| pairs.first()).map(|(one, two)| {
		let (first, second) = (signed_vote_of(one), signed_vote_of(two));
		Equivocation {
			offender: first.voter,
			first: wire::Statement::Vote(first.vote),
			first_signature: first.signature,
			second: wire::Statement::Vote(second.vote),
			second_signature: second.signature,
		}
	});
	let proposals =
		evidence.proposals.iter().filter_map(|(_, pairs)| pairs.first()).map(|(one, two)| {
			let (first, second) = (signed_proposal_of(one), signed_proposal_of(two));
			Equivocation {
				offender: first.proposer,
				first: wire::Statement::Proposal(first.proposal),
				first_signature: first.signature,
				second: wire::Statement::Proposal(second.proposal),
				second_signature: second.signature,
			}
		});
	votes.chain(proposals).collect()
}
