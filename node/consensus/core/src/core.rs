//! The effect loop: events in, actions out.

use crate::{
	context::{Address, Bft, Height, Members, Value},
	convert::{input_from, proposal_of, signed_proposal_of},
	message::Wake,
	record::Record,
	shell::{timeout_of, Shell},
	Action, Event, Halt, Journal, Message,
};
use codec::Encode;
use fiscal_bft_primitives::{BlockHash, BlockNumber, Pace, ValidatorSet};
use fiscal_sm_crypto::{Public, Signer};
use malachitebft_core_consensus::{
	process, Error, Input, LocallyProposedValue, Params, ProposedValue, State, ThresholdParams,
};
use malachitebft_core_types::{Round, Validity, ValueOrigin, ValuePayload, VoteExtensionPolicy};
use std::{collections::BTreeSet, sync::Arc};

/// Messages are kept for at most this many heights ahead of the current one. Whoever is further
/// behind catches up from the blocks of others.
const HEIGHTS_AHEAD: BlockNumber = 4;

/// Messages kept for one height ahead: some rounds of a hundred validators.
const MESSAGES_AHEAD: usize = 1_024;

/// Blocks kept from one height's log when it is read: as many as rounds can have failed in between.
const MOST_BODIES: usize = 64;

/// What a message is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
	/// Members of the set signed it.
	True,
	/// Of another height, or of nobody known: it may be true elsewhere.
	Useless,
	/// A signature does not verify: whoever sent it lies.
	False,
}

/// A block's hash with its body.
pub type Body = (BlockHash, Vec<u8>);

/// Consensus of one node: deterministic, without clock, network or threads.
///
/// Feed it [`Event`]s and carry out the [`Action`]s it returns. Whatever an action reveals to
/// others is in the log, on disk, before the action is returned. After a [`Halt`] every further
/// event is refused.
pub struct Core<J: Journal> {
	state: Option<State<Bft>>,
	shell: Shell<J>,
	stopped: bool,
}

impl<J: Journal> Core<J> {
	/// A node on the chain of `genesis`. Without a signer it follows and never speaks.
	pub fn new(genesis: BlockHash, signer: Option<Arc<dyn Signer>>, journal: J) -> Self {
		Self { state: None, shell: Shell::new(genesis, signer, journal), stopped: false }
	}

	/// The height being decided; 0 before the first.
	pub fn height(&self) -> BlockNumber {
		self.shell.height
	}

	/// The round of the height, from 0.
	pub fn round(&self) -> u32 {
		self.shell.round
	}

	/// The validator's key, if this node has one.
	pub fn public(&self) -> Option<Public> {
		self.shell.signer.as_ref().map(|signer| signer.public())
	}

	/// The message that this height has begun with work to be done, if this validator has not heard
	/// from the proposer of its first round.
	///
	/// # Errors
	/// [`Halt`] if the key cannot sign.
	pub fn wake(&self) -> Result<Option<Message>, Halt> {
		let (Some(state), Some(signer)) = (&self.state, &self.shell.signer) else {
			return Ok(None);
		};
		let (height, first) = (Height(self.height()), Round::new(0));
		let proposer = *state.get_proposer(height, first);
		let heard = self.shell.heard;
		if !self.is_validator() || self.round() > 0 || heard || Some(proposer.0) == self.public() {
			return Ok(None);
		}
		let signature = signer.sign(&Wake::payload(&self.shell.genesis, self.height()))?;
		Ok(Some(Message::Wake(Wake { height: self.height(), sender: signer.public(), signature })))
	}

	/// Whether this node votes at this height.
	pub fn is_validator(&self) -> bool {
		let member = |members: &Members| {
			self.public().is_some_and(|public| members.set().position(&public).is_some())
		};
		self.shell.members.as_ref().is_some_and(member)
	}

	/// The log, for simulations that break it.
	pub fn journal_mut(&mut self) -> &mut J {
		&mut self.shell.journal
	}

	/// Takes the log back, when the process of a simulated node ends.
	pub fn into_journal(self) -> J {
		self.shell.journal
	}

	/// Whether the log is of `height`: then [`Core::recover`] takes up what was going on.
	pub fn holds_log_of(&self, height: BlockNumber) -> bool {
		self.shell.journal.height() == u64::from(height)
	}

	/// Takes in an event.
	///
	/// # Errors
	/// [`Halt`]: this and every later event is lost, and nothing that came of it may leave the node.
	pub fn handle(&mut self, event: Event) -> Result<Vec<Action>, Halt> {
		self.guard(|core| core.take_in(event))
	}

	/// Begins the first height after the process started, as [`Event::Start`] does, and feeds again
	/// what the log holds of it. Returns the bodies of blocks the log holds, and what is to be done.
	///
	/// # Errors
	/// [`Halt`].
	pub fn recover(
		&mut self,
		height: BlockNumber,
		set: ValidatorSet,
		pace: Pace,
	) -> Result<(Vec<Body>, Vec<Action>), Halt> {
		if self.shell.journal.height() != u64::from(height) {
			return Ok((Vec::new(), self.handle(Event::Start { height, set, pace })?));
		}
		let mut bodies = Vec::new();
		let actions = self.guard(|core| core.replay(height, set, &pace, &mut bodies))?;
		Ok((bodies, actions))
	}

	/// Keeps the body of a block in the log, to be called before [`Event::Built`] or a favourable
	/// [`Event::Judged`] is fed: a block that a quorum has locked must survive the crash of all
	/// validators. It is on disk before the next action is returned.
	///
	/// # Errors
	/// [`Halt`].
	pub fn keep_body(&mut self, block: BlockHash, body: &[u8]) -> Result<(), Halt> {
		self.guard(|core| core.shell.append(&Record::Body(block, body.to_vec())))
	}

	/// Nothing gets past a halt.
	fn guard<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, Halt>) -> Result<T, Halt> {
		if self.stopped {
			return Err(Halt::Contradiction("consensus was stopped before".into()));
		}
		let result = work(self);
		self.stopped = result.is_err();
		result
	}

	fn take_in(&mut self, event: Event) -> Result<Vec<Action>, Halt> {
		let input = match event {
			Event::Start { height, set, pace } => {
				let journal = &mut self.shell.journal;
				journal
					.restart(height.into())
					.map_err(|fault| Halt::Journal("begun anew", fault))?;
				self.start(height, set, &pace)?;
				return self.shell.settle();
			}
			Event::Message(message) => {
				if !self.is_of_use(&message) {
					return Ok(Vec::new());
				}
				let Some(input) = input_from(&message) else { return Ok(Vec::new()) };
				input
			}
			Event::Built { height, round, block } => {
				if height != self.shell.height {
					return Ok(Vec::new());
				}
				self.shell.judged.insert(block, true);
				Input::Propose(LocallyProposedValue::new(
					Height(height),
					Round::new(round),
					Value(block),
				))
			}
			Event::Judged { height, round, block, proposer, valid } => {
				if height != self.shell.height {
					return Ok(Vec::new());
				}
				self.shell.judged.insert(block, valid);
				Input::ProposedValue(
					ProposedValue {
						height: Height(height),
						round: Round::new(round),
						valid_round: Round::Nil,
						proposer: Address(proposer),
						value: Value(block),
						validity: Validity::from_bool(valid),
					},
					ValueOrigin::Consensus,
				)
			}
			Event::Elapsed(timer) => Input::TimeoutElapsed(timeout_of(timer)),
		};
		if self.state.is_some() {
			self.process(input)?;
		}
		self.shell.settle()
	}

	/// Judges a message without taking it in: what may be told on to others, and who lies.
	pub fn check(&self, message: &Message) -> Check {
		let height = self.shell.height;
		if message.height() < height || message.height() > height.saturating_add(HEIGHTS_AHEAD) {
			return Check::Useless;
		}
		let Some(members) = &self.shell.members else { return Check::Useless };
		let genesis = &self.shell.genesis;
		let is_member = |public: &Public| members.set().position(public).is_some();
		// Strangers first: they are not worth a verification, and may be members of a later set.
		let from_members = match message {
			Message::Vote(signed) => is_member(&signed.voter),
			Message::Proposal(signed) => is_member(&signed.proposer),
			Message::Polka(certificate) => {
				certificate.signatures.iter().all(|(voter, _)| is_member(voter))
			}
			Message::Round(certificate) => {
				certificate.signatures.iter().all(|entry| is_member(&entry.voter))
			}
			Message::Wake(wake) => is_member(&wake.sender),
		};
		if !from_members {
			return Check::Useless;
		}
		let is_true = match message {
			Message::Vote(signed) => {
				signed.vote.is_signed_by(genesis, &signed.voter, &signed.signature)
			}
			Message::Proposal(signed) => {
				signed.proposal.is_signed_by(genesis, &signed.proposer, &signed.signature)
			}
			Message::Polka(certificate) => {
				let vote = certificate.vote();
				certificate
					.signatures
					.iter()
					.all(|(voter, signature)| vote.is_signed_by(genesis, voter, signature))
			}
			Message::Round(certificate) => certificate.signatures.iter().all(|entry| {
				certificate.vote(entry).is_signed_by(genesis, &entry.voter, &entry.signature)
			}),
			Message::Wake(wake) => wake.is_signed(genesis),
		};
		match is_true {
			true => Check::True,
			false => Check::False,
		}
	}

	/// Messages of this height are for the state machine to judge. Those of later heights it keeps
	/// unread, so only true ones of validators get that far.
	fn is_of_use(&self, message: &Message) -> bool {
		message.height() == self.shell.height || self.check(message) == Check::True
	}

	fn start(&mut self, height: BlockNumber, set: ValidatorSet, pace: &Pace) -> Result<(), Halt> {
		let members = Members::from(set);
		self.shell.begin(height, members.clone(), pace);
		self.prepare(height, &members)?;
		self.process(Input::StartHeight(
			Height(height),
			members,
			false,
			None,
			VoteExtensionPolicy::Disabled,
		))
	}

	/// The state machine exists from the first height on.
	fn prepare(&mut self, height: BlockNumber, members: &Members) -> Result<&mut State<Bft>, Halt> {
		let signer = self.public();
		// A node without a key speaks for nobody: the address is then of no account.
		let address = signer
			.or_else(|| members.set().validators().first().map(|validator| validator.public))
			.map(Address)
			.ok_or_else(|| Halt::Contradiction("the validator set is empty".into()))?;
		Ok(self.state.get_or_insert_with(|| {
			let params = Params {
				address,
				threshold_params: ThresholdParams::default(),
				value_payload: ValuePayload::ProposalAndParts,
				enabled: signer.is_some(),
			};
			State::new(
				Bft,
				Height(height),
				members.clone(),
				params,
				HEIGHTS_AHEAD as usize,
				MESSAGES_AHEAD,
			)
		}))
	}

	fn process(&mut self, input: Input<Bft>) -> Result<(), Halt> {
		let Self { state: Some(state), shell, .. } = self else { return Ok(()) };
		let result: Result<(), Error<Bft>> = process!(
			input: input,
			state: state,
			metrics: &(),
			with: effect => shell.perform(effect)
		);
		if let Some(halt) = self.shell.halt.take() {
			return Err(halt);
		}
		match result {
			Ok(()) => Ok(()),
			Err(
				fault @ (Error::ReplayDivergence(..)
				| Error::UnexpectedResume(..)
				| Error::DecisionNotFound(..)
				| Error::WalCorrupted(_)),
			) => Err(Halt::Contradiction(fault.to_string())),
			// What others send must not stop this node.
			Err(fault) => {
				log::warn!(target: "bft", "An input was not taken up: {fault}");
				Ok(())
			}
		}
	}

	fn replay(
		&mut self,
		height: BlockNumber,
		set: ValidatorSet,
		pace: &Pace,
		bodies: &mut Vec<Body>,
	) -> Result<Vec<Action>, Halt> {
		let entries = self.shell.journal.entries().map_err(|fault| Halt::Journal("read", fault))?;
		let mut inputs = Vec::new();
		let mut known = BTreeSet::new();
		for entry in entries {
			let record = Record::read(&entry)?;
			match record.clone().into_input() {
				Ok(input) => {
					known.insert(record.encode());
					inputs.push(input);
				}
				Err(body) if bodies.len() < MOST_BODIES => bodies.push(body),
				Err(_) => (),
			}
		}
		log::info!(
			target: "bft",
			"Block #{height} was being decided when the node stopped: {} records are fed again",
			inputs.len()
		);

		let members = Members::from(set.clone());
		self.prepare(height, &members)?.index_wal_entries(&inputs);
		self.shell.replaying = Some(known);
		self.start(height, set, pace)?;
		for input in &inputs {
			if let Input::ProposedValue(value, _) = input {
				self.shell.judged.insert(value.value.0, value.validity.is_valid());
			}
			self.process(input.clone())?;
		}
		if let Some(state) = &mut self.state {
			state.reset_entries_index();
		}
		self.shell.replaying = None;

		// What was asked for in rounds that have passed, or has been given, is not wanted any more.
		let round = self.shell.round;
		let own = self.public().map(Address);
		let proposed = inputs.iter().any(|input| match input {
			Input::Proposal(signed) => {
				Some(signed.message.proposer) == own && proposal_of(&signed.message).round == round
			}
			_ => false,
		});
		self.shell.actions.retain(|action| match action {
			Action::Build { round: wanted, .. } => *wanted == round && !proposed,
			_ => true,
		});
		for input in &inputs {
			let Input::Proposal(signed) = input else { continue };
			if Some(signed.message.proposer) != own {
				self.shell.fetch(signed);
			} else if proposal_of(&signed.message).round == round {
				// It may not have left before the node stopped, and is not sent again by itself.
				let message = Message::Proposal(signed_proposal_of(signed));
				self.shell.actions.push(Action::Broadcast(message));
			}
		}
		self.shell.settle()
	}
}
