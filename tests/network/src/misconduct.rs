//! What a Byzantine validator says.
//!
//! It runs the same node as the others; what it says to them is altered on its way out. It signs
//! with its own key, and with nobody else's.

use codec::Encode;
use fiscal_bft_client::{network::Conduct, PeerId};
use fiscal_bft_core::message::{Message, SignedProposal, SignedVote, MAX_MESSAGE};
use fiscal_bft_primitives::{BlockHash, BlockNumber, Proposal, Vote, VoteKind};
use fiscal_sm_crypto::{sm3_256, Pair, Public, Signature, Signer};
use rand::{rngs::StdRng, Rng, RngCore, SeedableRng};
use std::sync::Arc;

/// False signatures in the place of each message.
const FORGED: usize = 12;
/// Undecodable messages in the place of each message. With the forged ones, more than are needed for
/// a ban.
const JUNK: usize = 24;
/// Bytes of a message that is too long.
const TOO_LONG: usize = 8 * MAX_MESSAGE;
/// Contradictions that are remembered, so that a repeated message is contradicted in the same words.
const REMEMBERED: usize = 32;

/// A way to break the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misconduct {
	/// Each of its votes says one thing to one half of the validators, and another to the other half.
	DoubleVote,
	/// The same with its proposals; nobody ever sees the body of the second block.
	DoublePropose,
	/// Votes of others with false signatures, and random bytes.
	Garbage,
	/// Messages longer than any may be.
	Oversized,
}

impl Misconduct {
	/// Every one.
	pub const ALL: [Self; 4] =
		[Self::DoubleVote, Self::DoublePropose, Self::Garbage, Self::Oversized];

	/// Its name.
	pub const fn name(self) -> &'static str {
		match self {
			Self::DoubleVote => "double-vote",
			Self::DoublePropose => "double-propose",
			Self::Garbage => "garbage",
			Self::Oversized => "oversized",
		}
	}

	/// The one of that name.
	pub fn of_name(name: &str) -> Option<Self> {
		Self::ALL.into_iter().find(|misconduct| misconduct.name() == name)
	}

	/// Most bytes of a message it sends.
	pub const fn longest_message(self) -> usize {
		match self {
			Self::Oversized => TOO_LONG,
			Self::DoubleVote | Self::DoublePropose | Self::Garbage => MAX_MESSAGE,
		}
	}

	/// As the validator of `signer` on the chain of `genesis`.
	pub fn conduct(self, signer: Arc<dyn Signer>, genesis: BlockHash) -> Box<dyn Conduct> {
		match self {
			Self::DoubleVote => Box::new(TwoFaced::new(true, signer, genesis)),
			Self::DoublePropose => Box::new(TwoFaced::new(false, signer, genesis)),
			Self::Garbage => Box::new(Garbage::new()),
			Self::Oversized => Box::new(Oversized),
		}
	}
}

/// Contradicts itself, either in votes or in proposals.
struct TwoFaced {
	votes: bool,
	signer: Arc<dyn Signer>,
	genesis: BlockHash,
	/// In the order in which they were first spoken to.
	peers: Vec<PeerId>,
	/// What it should say, and what it says to the deceived.
	told: Vec<(Message, Message)>,
}

impl TwoFaced {
	fn new(votes: bool, signer: Arc<dyn Signer>, genesis: BlockHash) -> Self {
		Self { votes, signer, genesis, peers: Vec::new(), told: Vec::new() }
	}

	/// Every second peer is deceived.
	fn deceives(&mut self, peer: PeerId) -> bool {
		let place = self.peers.iter().position(|known| *known == peer).unwrap_or_else(|| {
			self.peers.push(peer);
			self.peers.len() - 1
		});
		place % 2 == 1
	}

	/// What contradicts a message of its own; nothing for others.
	fn contradict(&mut self, message: &Message) -> Option<Message> {
		if let Some((_, rival)) = self.told.iter().find(|(own, _)| own == message) {
			return Some(rival.clone());
		}
		let own = self.signer.public();
		let rival = match message {
			Message::Vote(signed) if self.votes && signed.voter == own => {
				let vote = Vote { block: Some(other_block(&signed.vote)), ..signed.vote };
				let signature = self.signer.sign(&vote.payload(&self.genesis)).ok()?;
				Message::Vote(SignedVote { vote, voter: own, signature })
			}
			Message::Proposal(signed) if !self.votes && signed.proposer == own => {
				let block = other_block(&signed.proposal);
				let proposal = Proposal { block, ..signed.proposal };
				let signature = self.signer.sign(&proposal.payload(&self.genesis)).ok()?;
				Message::Proposal(SignedProposal { proposal, proposer: own, signature })
			}
			_ => return None,
		};
		if self.told.len() == REMEMBERED {
			self.told.remove(0);
		}
		self.told.push((message.clone(), rival.clone()));
		Some(rival)
	}
}

/// A block that is not there.
fn other_block(statement: &impl Encode) -> BlockHash {
	BlockHash::from(sm3_256(&statement.encode()))
}

impl Conduct for TwoFaced {
	fn send(&mut self, peer: PeerId, message: &Message) -> Vec<Vec<u8>> {
		let rival = match self.deceives(peer) {
			true => self.contradict(message),
			false => None,
		};
		vec![rival.as_ref().unwrap_or(message).encode()]
	}
}

/// Says nothing that anyone can use.
struct Garbage {
	random: StdRng,
	members: Vec<Public>,
}

impl Garbage {
	fn new() -> Self {
		let members =
			(1..=4).map(|number| Pair::from_dev_name(&format!("Validator-{number}")).public());
		Self { random: StdRng::from_entropy(), members: members.collect() }
	}

	fn bytes<const LENGTH: usize>(&mut self) -> [u8; LENGTH] {
		let mut bytes = [0; LENGTH];
		self.random.fill_bytes(&mut bytes);
		bytes
	}

	/// A vote of some validator that this one never gave.
	fn forged(&mut self, height: BlockNumber) -> Vec<u8> {
		let vote = Vote {
			height,
			round: self.random.gen_range(0..3),
			kind: if self.random.gen() { VoteKind::Prevote } else { VoteKind::Precommit },
			block: Some(BlockHash::from(self.bytes::<32>())),
		};
		let voter = self.members[self.random.gen_range(0..self.members.len())];
		let signature = Signature::from_bytes(self.bytes::<64>());
		Message::Vote(SignedVote { vote, voter, signature }).encode()
	}

	fn junk(&mut self) -> Vec<u8> {
		let mut bytes = vec![0; self.random.gen_range(1..=MAX_MESSAGE)];
		self.random.fill_bytes(&mut bytes);
		bytes
	}
}

impl Conduct for Garbage {
	fn send(&mut self, _: PeerId, message: &Message) -> Vec<Vec<u8>> {
		let mut said = Vec::with_capacity(FORGED + JUNK);
		for _ in 0..FORGED {
			said.push(self.forged(message.height()));
		}
		for _ in 0..JUNK {
			said.push(self.junk());
		}
		said
	}
}

/// Says too much at once.
struct Oversized;

impl Conduct for Oversized {
	fn send(&mut self, _: PeerId, _: &Message) -> Vec<Vec<u8>> {
		vec![vec![0; TOO_LONG]]
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use codec::DecodeAll;
	use fiscal_bft_client::network::Offence;
	use fiscal_bft_primitives::{Equivocation, Statement};

	const GENESIS: BlockHash = BlockHash::repeat_byte(1);

	fn liar() -> Pair {
		Pair::from_dev_name("Validator-4")
	}

	fn own_vote(block: Option<BlockHash>) -> Message {
		let vote = Vote { height: 9, round: 1, kind: VoteKind::Precommit, block };
		let signature = liar().sign(&vote.payload(&GENESIS));
		Message::Vote(SignedVote { vote, voter: liar().public(), signature })
	}

	fn own_proposal() -> Message {
		let block = BlockHash::repeat_byte(2);
		let proposal = Proposal { height: 9, round: 0, block, valid_round: None };
		let signature = liar().sign(&proposal.payload(&GENESIS));
		Message::Proposal(SignedProposal { proposal, proposer: liar().public(), signature })
	}

	fn conduct(misconduct: Misconduct) -> Box<dyn Conduct> {
		misconduct.conduct(Arc::new(liar()), GENESIS)
	}

	fn one(said: Vec<Vec<u8>>) -> Message {
		let [bytes] = <[Vec<u8>; 1]>::try_from(said).unwrap();
		Message::decode_all(&mut &bytes[..]).unwrap()
	}

	fn statement(message: &Message) -> (Public, Statement, Signature) {
		match message {
			Message::Vote(signed) => (signed.voter, Statement::Vote(signed.vote), signed.signature),
			Message::Proposal(signed) => {
				(signed.proposer, Statement::Proposal(signed.proposal), signed.signature)
			}
			_ => panic!("nobody signs {message:?} as such"),
		}
	}

	#[test]
	fn the_two_faced_say_what_proves_them_guilty() {
		let votes = [own_vote(None), own_vote(Some(BlockHash::repeat_byte(3)))];
		for (misconduct, message) in [
			(Misconduct::DoubleVote, votes[0].clone()),
			(Misconduct::DoubleVote, votes[1].clone()),
			(Misconduct::DoublePropose, own_proposal()),
		] {
			let mut conduct = conduct(misconduct);
			let peers = [(); 3].map(|()| PeerId::random());
			let told = peers.map(|peer| one(conduct.send(peer, &message)));
			assert_eq!(told[0], message);
			assert_eq!(told[2], message);
			let (offender, first, first_signature) = statement(&told[0]);
			let (_, second, second_signature) = statement(&told[1]);
			let evidence =
				Equivocation { offender, first, first_signature, second, second_signature };
			assert_eq!(evidence.verify(&GENESIS), Ok(()));
			assert_eq!(one(conduct.send(peers[1], &message)), told[1], "it sticks to its lie");
		}
	}

	#[test]
	fn the_two_faced_lie_in_votes_or_in_proposals() {
		for (misconduct, message) in
			[(Misconduct::DoubleVote, own_proposal()), (Misconduct::DoublePropose, own_vote(None))]
		{
			let mut conduct = conduct(misconduct);
			for peer in [(); 3].map(|()| PeerId::random()) {
				assert_eq!(one(conduct.send(peer, &message)), message);
			}
		}
	}

	#[test]
	fn garbage_is_worth_a_ban_and_nothing_else() {
		let said = conduct(Misconduct::Garbage).send(PeerId::random(), &own_vote(None));
		for bytes in &said {
			assert!(bytes.len() <= Misconduct::Garbage.longest_message());
			if let Ok(message) = Message::decode_all(&mut &bytes[..]) {
				let (voter, statement, signature) = statement(&message);
				assert!(!statement.is_signed_by(&GENESIS, &voter, &signature));
			}
		}
		let cost =
			Offence::Garbage.reputation().value.max(Offence::FalseSignature.reputation().value);
		let most = i64::from(cost) * said.len() as i64;
		assert!(most < i64::from(i32::MIN), "{most} bans whatever was good before");
	}

	#[test]
	fn names_are_their_own() {
		for misconduct in Misconduct::ALL {
			assert_eq!(Misconduct::of_name(misconduct.name()), Some(misconduct));
		}
		assert_eq!(Misconduct::of_name("honest"), None);
	}
}
