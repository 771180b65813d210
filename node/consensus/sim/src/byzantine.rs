//! What Byzantine nodes do: they run the same core as the others, and what it says is altered,
//! doubled or held back on its way out. They sign with their own keys, and with nobody else's.

use crate::{
	block::{hash_of, Block},
	node::{Cx, Node},
	packet::Packet,
	rng::Rng,
	setup::{Behaviour, NodeId},
};
use codec::Encode;
use fiscal_bft_core::message::{
	Message, PolkaCertificate, RoundCertificate, RoundSignature, SignedProposal, SignedVote,
};
use fiscal_bft_primitives::{BlockHash, BlockNumber, Proposal, Vote, VoteKind};
use fiscal_sm_crypto::{Pair, Public, Signature};

/// Packets with their receivers.
pub type Sends = Vec<(NodeId, Packet)>;

/// A block that may not be decided.
pub fn spoil(good: Block, rng: &mut Rng) -> Vec<u8> {
	let bad = match rng.below(6) {
		0 => Block { sound: false, ..good },
		1 => Block { parent: BlockHash::from(rng.bytes::<32>()), ..good },
		2 => Block { height: good.height + 1, ..good },
		3 => Block { change: Some(rng.between(100, 200) as u32), ..good },
		4 => Block { proposer: stranger().public(), ..good },
		_ => return rng.bytes::<64>().to_vec(),
	};
	bad.encode()
}

/// What becomes of something the node's core, or its loop, wants to send.
pub fn outgoing(node: &Node, to: Option<NodeId>, packet: Packet, cx: &mut Cx<'_>) -> Sends {
	match (node.behaviour, packet) {
		(Behaviour::Silent, _) => Vec::new(),
		(Behaviour::Equivocate, Packet::Consensus(message)) => equivocate(node, message, cx),
		(Behaviour::TwoFaced, Packet::Consensus(Message::Proposal(signed))) => {
			match rival_proposal(node, &signed, cx) {
				Some(rival) => split(node, Message::Proposal(signed), rival, cx),
				None => to_all(node, Packet::Consensus(Message::Proposal(signed)), cx),
			}
		}
		// Its votes are those of `echo`.
		(Behaviour::TwoFaced, Packet::Consensus(_) | Packet::Blocks(_)) => Vec::new(),
		(Behaviour::Withhold, Packet::Blocks(_)) => Vec::new(),
		(Behaviour::Withhold, Packet::Body(body)) => withhold(node, to, body),
		(Behaviour::Lie, Packet::Body(mut body)) => {
			if cx.rng.permille(300) {
				let index = cx.rng.index(body.len());
				body[index] ^= 1;
			}
			address(node, to, Packet::Body(body), cx)
		}
		(Behaviour::Lie, Packet::Blocks(mut blocks)) => {
			if let Some(sealed) = blocks.first_mut() {
				match cx.rng.below(4) {
					0 => sealed.body[0] ^= 1,
					1 => sealed.certificate.signatures.truncate(1),
					2 => sealed.certificate.round += 1,
					_ => (),
				}
			}
			address(node, to, Packet::Blocks(blocks), cx)
		}
		(_, packet) => address(node, to, packet, cx),
	}
}

/// What the node answers at once to something it hears: the two-faced sign what the sender signed,
/// the noisy send garbage now and then.
pub fn incoming(node: &Node, from: NodeId, packet: &Packet, cx: &mut Cx<'_>) -> Sends {
	match (node.behaviour, packet) {
		(Behaviour::TwoFaced, Packet::Consensus(Message::Vote(signed))) => {
			let is_own = cx.shared.owners.get(&signed.voter) == Some(&from);
			if !is_own || cx.shared.behaviours[from].is_faulty() {
				return Vec::new();
			}
			let Some(pair) = node.key_at(signed.vote.height) else { return Vec::new() };
			let echo = sign_vote(pair, signed.vote, cx);
			vec![(from, Packet::Consensus(Message::Vote(echo)))]
		}
		(Behaviour::Garbage, _) if cx.rng.permille(60) => garbage(node, cx),
		_ => Vec::new(),
	}
}

/// Something nobody can use.
pub fn garbage(node: &Node, cx: &mut Cx<'_>) -> Sends {
	let height = node.chain.next();
	let Some(pair) = node.key_at(height) else { return Vec::new() };
	let block = BlockHash::from(cx.rng.bytes::<32>());
	let round = cx.rng.below(3) as u32;
	let kind = if cx.rng.permille(500) { VoteKind::Prevote } else { VoteKind::Precommit };
	let vote = Vote { height, round, kind, block: Some(block) };
	let false_signature = Signature::from_bytes(cx.rng.bytes());
	let message = match cx.rng.below(12) {
		0 => return to_some(node, Packet::Junk(cx.rng.bytes::<200>().to_vec()), cx),
		1 => {
			let mut bytes = Message::Vote(sign_vote(pair, vote, cx)).encode();
			let index = cx.rng.index(bytes.len());
			bytes[index] ^= cx.rng.between(1, 255) as u8;
			return to_some(node, Packet::Junk(bytes), cx);
		}
		2 => {
			let height = cx.rng.below(u32::MAX.into()) as BlockNumber;
			return to_some(node, Packet::Status(height), cx);
		}
		3 => return to_some(node, Packet::Body(cx.rng.bytes::<50>().to_vec()), cx),
		4 => {
			let mut blocks = node.chain.blocks_from(1, 3);
			for sealed in &mut blocks {
				sealed.certificate.height = height;
			}
			return to_some(node, Packet::Blocks(blocks), cx);
		}
		// Another's vote, with a signature that is not its.
		5 => {
			let set = node.chain.set_of(height).map(|set| set.validators()).unwrap_or_default();
			let index = cx.rng.index(set.len());
			let Some(voter) = set.get(index).map(|validator| validator.public) else {
				return Vec::new();
			};
			Message::Vote(SignedVote { vote, voter, signature: false_signature })
		}
		6 => Message::Vote(sign_vote(&stranger(), vote, cx)),
		// Of heights and rounds far away.
		7 => {
			let height = cx.rng.below(u64::from(height) + 2_000) as BlockNumber;
			let round = cx.rng.bits() as u32;
			Message::Vote(sign_vote(pair, Vote { height, round, ..vote }, cx))
		}
		8 => {
			let round = cx.rng.below(20) as u32;
			let valid_round = Some(cx.rng.below(20) as u32);
			let proposal = Proposal { height, round, block, valid_round };
			Message::Proposal(sign_proposal(pair, proposal, cx))
		}
		// A quorum that is one validator, many times.
		9 => {
			let vote = Vote { kind: VoteKind::Prevote, ..vote };
			let signed = sign_vote(pair, vote, cx);
			let signatures = vec![(signed.voter, signed.signature); 5];
			Message::Polka(PolkaCertificate {
				height,
				round,
				block,
				signatures: signatures.try_into().unwrap_or_default(),
			})
		}
		10 => {
			let round = cx.rng.below(30) as u32;
			let signed = sign_vote(pair, Vote { round, ..vote }, cx);
			let entry = RoundSignature {
				kind: vote.kind,
				block: vote.block,
				voter: signed.voter,
				signature: signed.signature,
			};
			Message::Round(RoundCertificate {
				height,
				round,
				skip: cx.rng.permille(500),
				signatures: vec![entry; 5].try_into().unwrap_or_default(),
			})
		}
		_ => {
			let index = cx.rng.index(node.heard.len());
			let Some(heard) = node.heard.get(index) else { return Vec::new() };
			heard.clone()
		}
	};
	to_some(node, Packet::Consensus(message), cx)
}

fn stranger() -> Pair {
	Pair::from_dev_name("sim-stranger")
}

fn sign_vote(pair: &Pair, vote: Vote, cx: &Cx<'_>) -> SignedVote {
	let signature = pair.sign(&vote.payload(&cx.shared.genesis));
	SignedVote { vote, voter: pair.public(), signature }
}

fn sign_proposal(pair: &Pair, proposal: Proposal, cx: &Cx<'_>) -> SignedProposal {
	let signature = pair.sign(&proposal.payload(&cx.shared.genesis));
	SignedProposal { proposal, proposer: pair.public(), signature }
}

fn address(node: &Node, to: Option<NodeId>, packet: Packet, cx: &Cx<'_>) -> Sends {
	match to {
		Some(to) => vec![(to, packet)],
		None => to_all(node, packet, cx),
	}
}

fn to_all(node: &Node, packet: Packet, cx: &Cx<'_>) -> Sends {
	cx.shared.others(node.id).map(|other| (other, packet.clone())).collect()
}

fn to_some(node: &Node, packet: Packet, cx: &mut Cx<'_>) -> Sends {
	let others: Vec<NodeId> = cx.shared.others(node.id).collect();
	let chosen = others.into_iter().filter(|_| cx.rng.permille(500));
	chosen.map(|other| (other, packet.clone())).collect()
}

/// One half hears the one, the other half the other; which half changes with what is said.
fn split(node: &Node, one: Message, other: Message, cx: &mut Cx<'_>) -> Sends {
	let parity = match node.behaviour {
		Behaviour::TwoFaced => 0,
		_ => cx.rng.index(2),
	};
	cx.shared
		.others(node.id)
		.map(|to| {
			let message = if to % 2 == parity { &one } else { &other };
			(to, Packet::Consensus(message.clone()))
		})
		.collect()
}

fn equivocate(node: &Node, message: Message, cx: &mut Cx<'_>) -> Sends {
	let rival = match &message {
		Message::Vote(signed) => rival_vote(node, signed, cx),
		Message::Proposal(signed) => rival_proposal(node, signed, cx),
		Message::Polka(_) | Message::Round(_) | Message::Wake(_) => None,
	};
	let Some(rival) = rival else { return to_all(node, Packet::Consensus(message), cx) };
	match cx.rng.below(4) {
		0 => to_all(node, Packet::Consensus(message), cx),
		1 => {
			let mut sends = to_all(node, Packet::Consensus(message), cx);
			sends.extend(to_all(node, Packet::Consensus(rival), cx));
			sends
		}
		_ => split(node, message, rival, cx),
	}
}

fn own<'a>(node: &'a Node, public: &Public) -> Option<&'a Pair> {
	node.keys.iter().find(|pair| pair.public() == *public)
}

/// Another vote in the same round.
fn rival_vote(node: &Node, signed: &SignedVote, cx: &mut Cx<'_>) -> Option<Message> {
	let pair = own(node, &signed.voter)?;
	let known: Vec<BlockHash> = node.bodies.keys().copied().collect();
	let block = match signed.vote.block {
		Some(_) if cx.rng.permille(500) => None,
		block => {
			let other = cx.rng.pick(&known).filter(|known| Some(*known) != block);
			Some(other.unwrap_or_else(|| BlockHash::from(cx.rng.bytes::<32>())))
		}
	};
	let vote = Vote { block, ..signed.vote };
	Some(Message::Vote(sign_vote(pair, vote, cx)))
}

/// Another proposal in the same round.
fn rival_proposal(node: &Node, signed: &SignedProposal, cx: &Cx<'_>) -> Option<Message> {
	let pair = own(node, &signed.proposer)?;
	let proposal = signed.proposal;
	let rival = match node.rivals.get(&(proposal.height, proposal.round)) {
		Some(block) => Proposal { block: *block, valid_round: None, ..proposal },
		// A block that is proposed again: as if it were new.
		None if proposal.valid_round.is_some() => Proposal { valid_round: None, ..proposal },
		None => return None,
	};
	Some(Message::Proposal(sign_proposal(pair, rival, cx)))
}

/// By the block: nobody gets its body, or one half does, or everyone.
fn withhold(node: &Node, to: Option<NodeId>, body: Vec<u8>) -> Sends {
	let Some(to) = to else { return Vec::new() };
	let given = match hash_of(&body).as_bytes()[0] % 3 {
		0 => false,
		1 => (to + node.id) % 2 == 1,
		_ => true,
	};
	if given {
		vec![(to, Packet::Body(body))]
	} else {
		Vec::new()
	}
}
