//! Our types as Malachite's state machine wants them.

use fiscal_bft_primitives::{BlockHash, BlockNumber, Validator, ValidatorSet};
use fiscal_sm_crypto::{KeyFault, Public, Signature};
use malachitebft_core_types::{
	self as types, Context, LinearTimeouts, NilOrVal, Round, SignedExtension, VoteType, VotingPower,
};
use std::{fmt, sync::Arc};

/// The protocol's types and the rule of who proposes.
#[derive(Clone, Copy, Debug)]
pub struct Bft;

/// A block's number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Height(pub BlockNumber);

impl fmt::Display for Height {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		self.0.fmt(f)
	}
}

impl types::Height for Height {
	const ZERO: Self = Self(0);
	const INITIAL: Self = Self(1);

	fn increment_by(&self, n: u64) -> Self {
		Self(self.0.saturating_add(BlockNumber::try_from(n).unwrap_or(BlockNumber::MAX)))
	}

	fn decrement_by(&self, n: u64) -> Option<Self> {
		self.0.checked_sub(BlockNumber::try_from(n).ok()?).map(Self)
	}

	fn as_u64(&self) -> u64 {
		self.0.into()
	}
}

/// A validator is addressed by its key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address(pub Public);

impl fmt::Display for Address {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		self.0.as_bytes().iter().take(8).try_for_each(|byte| write!(f, "{byte:02x}"))
	}
}

impl types::Address for Address {}

/// A validator of the set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
	address: Address,
	weight: u32,
}

impl types::Validator<Bft> for Member {
	fn address(&self) -> &Address {
		&self.address
	}

	fn public_key(&self) -> &Public {
		&self.address.0
	}

	fn voting_power(&self) -> VotingPower {
		self.weight.into()
	}
}

/// The validator set of a height.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Members {
	set: ValidatorSet,
	members: Arc<[Member]>,
}

impl Members {
	/// The set as our own type.
	pub fn set(&self) -> &ValidatorSet {
		&self.set
	}
}

impl From<ValidatorSet> for Members {
	fn from(set: ValidatorSet) -> Self {
		let member = |validator: &Validator| Member {
			address: Address(validator.public),
			weight: validator.weight,
		};
		let members = set.validators().iter().map(member).collect();
		Self { set, members }
	}
}

impl types::ValidatorSet<Bft> for Members {
	fn count(&self) -> usize {
		self.members.len()
	}

	fn total_voting_power(&self) -> VotingPower {
		self.set.total_weight()
	}

	fn get_by_address(&self, address: &Address) -> Option<&Member> {
		self.members.get(usize::from(self.set.position(&address.0)?))
	}

	fn get_by_index(&self, index: usize) -> Option<&Member> {
		self.members.get(index)
	}
}

/// What is proposed: a block by its hash. Its body travels on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Value(pub BlockHash);

impl types::Value for Value {
	type Id = BlockHash;

	fn id(&self) -> BlockHash {
		self.0
	}
}

/// A vote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vote {
	/// The block's number.
	pub height: Height,
	/// The round.
	pub round: Round,
	/// Which vote.
	pub kind: VoteType,
	/// What for.
	pub value: NilOrVal<BlockHash>,
	/// Whose.
	pub voter: Address,
}

impl types::Vote<Bft> for Vote {
	fn height(&self) -> Height {
		self.height
	}

	fn round(&self) -> Round {
		self.round
	}

	fn value(&self) -> &NilOrVal<BlockHash> {
		&self.value
	}

	fn take_value(self) -> NilOrVal<BlockHash> {
		self.value
	}

	fn vote_type(&self) -> VoteType {
		self.kind
	}

	fn validator_address(&self) -> &Address {
		&self.voter
	}

	fn extension(&self) -> Option<&SignedExtension<Bft>> {
		None
	}

	fn take_extension(&mut self) -> Option<SignedExtension<Bft>> {
		None
	}

	fn extend(self, _: SignedExtension<Bft>) -> Self {
		self
	}
}

/// A proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
	/// The block's number.
	pub height: Height,
	/// The round.
	pub round: Round,
	/// The block.
	pub value: Value,
	/// The round in which a quorum found it valid, if it is proposed again.
	pub pol_round: Round,
	/// Whose.
	pub proposer: Address,
}

impl types::Proposal<Bft> for Proposal {
	fn height(&self) -> Height {
		self.height
	}

	fn round(&self) -> Round {
		self.round
	}

	fn value(&self) -> &Value {
		&self.value
	}

	fn take_value(self) -> Value {
		self.value
	}

	fn pol_round(&self) -> Round {
		self.pol_round
	}

	fn validator_address(&self) -> &Address {
		&self.proposer
	}
}

/// Proposals are not cut into parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {}

impl types::ProposalPart<Bft> for Part {
	fn is_first(&self) -> bool {
		match *self {}
	}

	fn is_last(&self) -> bool {
		match *self {}
	}
}

/// SM2 with raw signatures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sm2;

impl types::SigningScheme for Sm2 {
	type DecodingError = KeyFault;
	type Signature = Signature;
	type PublicKey = Public;
	/// Keys stay behind `fiscal_sm_crypto::Signer`.
	type PrivateKey = ();

	fn decode_signature(bytes: &[u8]) -> Result<Signature, KeyFault> {
		Signature::from_slice(bytes)
	}

	fn encode_signature(signature: &Signature) -> Vec<u8> {
		signature.as_bytes().to_vec()
	}

	fn decode_public_key(bytes: &[u8]) -> Result<Public, KeyFault> {
		Public::from_slice(bytes)
	}

	fn encode_public_key(public_key: &Public) -> Vec<u8> {
		public_key.as_bytes().to_vec()
	}
}

impl Context for Bft {
	type Address = Address;
	type Height = Height;
	type ProposalPart = Part;
	type Proposal = Proposal;
	type Validator = Member;
	type ValidatorSet = Members;
	type Timeouts = LinearTimeouts;
	type Value = Value;
	type Vote = Vote;
	type Extension = ();
	type SigningScheme = Sm2;

	fn select_proposer<'a>(
		&self,
		members: &'a Members,
		height: Height,
		round: Round,
	) -> &'a Member {
		let round = round.as_u32().unwrap_or_default();
		let proposer = members.set.proposer(height.0, round).map(|validator| validator.public);
		proposer
			.and_then(|public| types::ValidatorSet::get_by_address(members, &Address(public)))
			.unwrap_or(&members.members[0])
	}

	fn new_proposal(
		&self,
		height: Height,
		round: Round,
		value: Value,
		pol_round: Round,
		proposer: Address,
	) -> Proposal {
		Proposal { height, round, value, pol_round, proposer }
	}

	fn new_prevote(
		&self,
		height: Height,
		round: Round,
		value: NilOrVal<BlockHash>,
		voter: Address,
	) -> Vote {
		Vote { height, round, kind: VoteType::Prevote, value, voter }
	}

	fn new_precommit(
		&self,
		height: Height,
		round: Round,
		value: NilOrVal<BlockHash>,
		voter: Address,
	) -> Vote {
		Vote { height, round, kind: VoteType::Precommit, value, voter }
	}
}
