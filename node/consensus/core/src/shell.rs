//! Carries out what the state machine asks for, and collects what it asks of the outside.

use crate::{
	context::{Address, Bft, Members},
	convert::{
		commit_of, consensus_message_of, evidence_of, liveness_message_of, proposal_of, round_of,
		signed_vote_of, vote_of,
	},
	record::Record,
	signing::{at_once, ChainVerifier},
	Action, Halt, Journal, Message, Timer, TimerKind,
};
use codec::Encode;
use fiscal_bft_primitives::{BlockHash, BlockNumber, Pace};
use fiscal_sm_crypto::{SignFault, Signature, Signer};
use malachitebft_core_consensus::{ConsensusMsg, Effect, Input, Resumable, Resume};
use malachitebft_core_types::{
	LinearTimeouts, SignedMessage, Timeout, TimeoutKind, Value as _, VoteExtensionPolicy,
};
use malachitebft_signing::VerifierExt;
use std::{
	collections::{BTreeMap, BTreeSet},
	sync::Arc,
	time::Duration,
};

/// The state machine is not answered any more: why stands in [`Shell::halt`].
#[derive(Debug)]
pub struct Stopped;

/// Everything around the state machine.
pub struct Shell<J> {
	pub genesis: BlockHash,
	pub signer: Option<Arc<dyn Signer>>,
	pub journal: J,
	pub height: BlockNumber,
	pub round: u32,
	pub members: Option<Members>,
	pub timeouts: LinearTimeouts,
	/// What is to be done once everything is on disk.
	pub actions: Vec<Action>,
	/// Why consensus has stopped.
	pub halt: Option<Halt>,
	/// The records being fed again after a start.
	pub replaying: Option<BTreeSet<Vec<u8>>>,
	/// Whether a block has been proposed at this height.
	pub heard: bool,
	/// Blocks of this height with a verdict.
	pub judged: BTreeMap<BlockHash, bool>,
	dirty: bool,
}

impl<J: Journal> Shell<J> {
	pub fn new(genesis: BlockHash, signer: Option<Arc<dyn Signer>>, journal: J) -> Self {
		Self {
			genesis,
			signer,
			journal,
			height: 0,
			round: 0,
			members: None,
			timeouts: timeouts(&Pace::default()),
			actions: Vec::new(),
			halt: None,
			replaying: None,
			heard: false,
			judged: BTreeMap::new(),
			dirty: false,
		}
	}

	/// Forgets the height before.
	pub fn begin(&mut self, height: BlockNumber, members: Members, pace: &Pace) {
		self.height = height;
		self.round = 0;
		self.heard = false;
		self.members = Some(members);
		self.timeouts = timeouts(pace);
		self.judged.clear();
	}

	/// Everything the actions rest on is on disk after this.
	pub fn settle(&mut self) -> Result<Vec<Action>, Halt> {
		if self.dirty {
			self.journal.flush().map_err(|fault| Halt::Journal("flushed", fault))?;
			self.dirty = false;
		}
		Ok(std::mem::take(&mut self.actions))
	}

	/// Appends a record.
	pub fn append(&mut self, record: &Record) -> Result<(), Halt> {
		self.append_bytes(&record.encode())
	}

	fn append_bytes(&mut self, bytes: &[u8]) -> Result<(), Halt> {
		self.journal.append(bytes).map_err(|fault| Halt::Journal("written", fault))?;
		self.dirty = true;
		Ok(())
	}

	/// Answers one effect. After a failure nothing is answered any more, so that the state machine
	/// stops where it is: its own macro would log the failure and go on.
	pub fn perform(&mut self, effect: Effect<Bft>) -> Result<Resume<Bft>, Stopped> {
		if self.halt.is_some() {
			return Err(Stopped);
		}
		self.answer(effect).map_err(|halt| {
			self.halt = Some(halt);
			Stopped
		})
	}

	fn answer(&mut self, effect: Effect<Bft>) -> Result<Resume<Bft>, Halt> {
		Ok(match effect {
			Effect::CancelAllTimeouts(r) => {
				self.actions.push(Action::CancelAll);
				r.resume_with(())
			}
			Effect::CancelTimeout(timeout, r) => {
				self.actions.extend(timer_of(&timeout).map(Action::Cancel));
				r.resume_with(())
			}
			Effect::ScheduleTimeout(timeout, r) => {
				let after = self.timeouts.duration_for(timeout);
				let schedule = timer_of(&timeout).map(|timer| Action::Schedule { timer, after });
				self.actions.extend(schedule);
				r.resume_with(())
			}
			Effect::StartRound(height, round, proposer, _, r) => {
				self.round = round.as_u32().unwrap_or_default();
				self.actions.push(Action::Round {
					height: height.0,
					round: self.round,
					proposer: proposer.0,
				});
				r.resume_with(())
			}
			Effect::PublishConsensusMsg(message, r) => {
				self.actions.push(Action::Broadcast(consensus_message_of(&message)));
				r.resume_with(())
			}
			Effect::PublishLivenessMsg(message, r) => {
				self.actions.extend(liveness_message_of(&message).map(Action::Broadcast));
				r.resume_with(())
			}
			Effect::RepublishVote(vote, r) => {
				self.actions.push(Action::Broadcast(Message::Vote(signed_vote_of(&vote))));
				r.resume_with(())
			}
			Effect::RepublishRoundCertificate(certificate, r) => {
				let message = round_of(&certificate).map(Message::Round);
				self.actions.extend(message.map(Action::Broadcast));
				r.resume_with(())
			}
			Effect::GetValue(height, round, _, r) => {
				let round = round.as_u32().unwrap_or_default();
				self.actions.push(Action::Build { height: height.0, round });
				r.resume_with(())
			}
			// Bodies are handed out to whoever asks as long as the height lasts.
			Effect::RestreamProposal(_, _, _, _, _, r) => r.resume_with(()),
			Effect::SignVote(vote, r) => {
				let signature = self.sign(&vote_of(&vote).payload(&self.genesis))?;
				r.resume_with(SignedMessage::new(vote, signature))
			}
			Effect::SignProposal(proposal, r) => {
				let signature = self.sign(&proposal_of(&proposal).payload(&self.genesis))?;
				r.resume_with(SignedMessage::new(proposal, signature))
			}
			Effect::VerifySignature(message, public, r) => {
				let valid = match &message.message {
					ConsensusMsg::Vote(vote) => {
						vote_of(vote).is_signed_by(&self.genesis, &public, &message.signature)
					}
					ConsensusMsg::Proposal(proposal) => proposal_of(proposal).is_signed_by(
						&self.genesis,
						&public,
						&message.signature,
					),
				};
				r.resume_with(valid)
			}
			Effect::VerifyCommitCertificate(certificate, members, thresholds, r) => {
				let verifier = self.verifier();
				let held =
					verifier.verify_commit_certificate(&Bft, &certificate, &members, thresholds);
				r.resume_with(at_once(held))
			}
			Effect::VerifyExtendedCommitCertificate(certificate, members, thresholds, _, r) => {
				let verifier = self.verifier();
				let held = verifier.verify_extended_commit_certificate(
					&Bft,
					&certificate,
					&members,
					thresholds,
					VoteExtensionPolicy::Disabled,
				);
				r.resume_with(at_once(held))
			}
			Effect::VerifyPolkaCertificate(certificate, members, thresholds, r) => {
				let verifier = self.verifier();
				let held =
					verifier.verify_polka_certificate(&Bft, &certificate, &members, thresholds);
				r.resume_with(at_once(held))
			}
			Effect::VerifyRoundCertificate(certificate, members, thresholds, r) => {
				let verifier = self.verifier();
				let held =
					verifier.verify_round_certificate(&Bft, &certificate, &members, thresholds);
				r.resume_with(at_once(held))
			}
			Effect::WalAppend(_, input, r) => {
				self.log(&input)?;
				self.want_body(&input);
				r.resume_with(())
			}
			// The application imports when the height is final; without a finalization window that
			// is the very next effect.
			Effect::Decide(_, _, r) => r.resume_with(()),
			Effect::Finalize(certificate, _, evidence, r) => {
				let certificate = self
					.members
					.as_ref()
					.and_then(|members| commit_of(&certificate, members))
					.ok_or_else(|| {
						Halt::Contradiction("a certificate of strangers was decided".into())
					})?;
				let evidence = evidence_of(&evidence);
				self.actions.push(Action::Decided { certificate, evidence });
				r.resume_with(())
			}
			// Blocks of other heights come through the node's own synchronisation, and votes carry
			// no extensions: the state machine has no reason to ask any of these.
			Effect::CertVerifiedSyncValue(_, _, r) => r.resume_with(()),
			Effect::CertRejectedSyncValue(_, _, _, r) => r.resume_with(()),
			Effect::ExtendVote(_, _, _, _, r) => r.resume_with(None),
			Effect::VerifyVoteExtension(_, _, _, _, _, _, r) => r.resume_with(Err(
				malachitebft_core_consensus::VoteExtensionError::InvalidVoteExtension,
			)),
		})
	}

	fn verifier(&self) -> ChainVerifier {
		ChainVerifier { genesis: self.genesis }
	}

	fn sign(&self, payload: &[u8]) -> Result<Signature, Halt> {
		let signer = self
			.signer
			.as_ref()
			.ok_or_else(|| SignFault::Unavailable("this node has no validator key".into()))?;
		Ok(signer.sign(payload)?)
	}

	fn is_own(&self, input: &Input<Bft>) -> bool {
		let author = match input {
			Input::Vote(vote) => vote.message.voter,
			Input::Proposal(proposal) => proposal.message.proposer,
			_ => return false,
		};
		self.signer.as_ref().is_some_and(|signer| Address(signer.public()) == author)
	}

	/// While records are fed again they are not written again, except for what this validator says
	/// for the first time then: it must be found should the node stop again.
	fn log(&mut self, input: &Input<Bft>) -> Result<(), Halt> {
		let record = Record::of(input)
			.ok_or_else(|| Halt::Contradiction("an input of unknown kind was to be logged".into()))?
			.encode();
		if let Some(known) = &self.replaying {
			if !self.is_own(input) || known.contains(&record) {
				return Ok(());
			}
		}
		self.append_bytes(&record)
	}

	/// A proposal that was taken up needs a verdict on its block.
	fn want_body(&mut self, input: &Input<Bft>) {
		let Input::Proposal(signed) = input else { return };
		self.heard = true;
		if self.replaying.is_some() || self.is_own(input) {
			return;
		}
		self.fetch(signed);
	}

	/// Asks for the block of a proposal unless there is a verdict on it.
	pub fn fetch(&mut self, signed: &malachitebft_core_types::SignedProposal<Bft>) {
		let proposal = proposal_of(&signed.message);
		if self.judged.contains_key(&signed.message.value.id()) {
			return;
		}
		self.actions.push(Action::Fetch {
			height: proposal.height,
			round: proposal.round,
			block: proposal.block,
			proposer: signed.message.proposer.0,
			valid_round: proposal.valid_round,
		});
	}
}

fn timer_of(timeout: &Timeout) -> Option<Timer> {
	let kind = match timeout.kind {
		TimeoutKind::Propose => TimerKind::Propose,
		TimeoutKind::Prevote => TimerKind::Prevote,
		TimeoutKind::Precommit => TimerKind::Precommit,
		TimeoutKind::Rebroadcast => TimerKind::Rebroadcast,
		TimeoutKind::FinalizeHeight(_) => return None,
	};
	Some(Timer { kind, round: timeout.round.as_u32()? })
}

/// The state machine's name of a wait.
pub fn timeout_of(timer: Timer) -> Timeout {
	let kind = match timer.kind {
		TimerKind::Propose => TimeoutKind::Propose,
		TimerKind::Prevote => TimeoutKind::Prevote,
		TimerKind::Precommit => TimeoutKind::Precommit,
		TimerKind::Rebroadcast => TimeoutKind::Rebroadcast,
	};
	Timeout::new(malachitebft_core_types::Round::new(timer.round), kind)
}

fn timeouts(pace: &Pace) -> LinearTimeouts {
	let ms = |ms: u32| Duration::from_millis(ms.into());
	LinearTimeouts {
		propose: ms(pace.propose),
		propose_delta: ms(pace.propose_step),
		prevote: ms(pace.prevote),
		prevote_delta: ms(pace.prevote_step),
		precommit: ms(pace.precommit),
		precommit_delta: ms(pace.precommit_step),
		rebroadcast: ms(pace.rebroadcast),
		max_timeout: ms(pace.max_timeout),
	}
}
