//! The proof as JSON: SCALE in hexadecimal, and beside it the fields people look at.

use crate::{
	proof::{MAX_HEADER_BYTES, MAX_NODES, MAX_NODE_BYTES, MAX_TRANSITIONS},
	time_key, ProofFault, Proven, StateProof, TrustedSet,
};
use alloc::{format, string::String, vec::Vec};
use codec::{DecodeAll, Encode, MaxEncodedLen};
use fiscal_bft_primitives::{
	light::{FinalHeader, SetTransition},
	BlockHash, BlockNumber, CommitCertificate, Header, ValidatorSet,
};
use fiscal_primitives::Moment;
use serde::{de::Error as _, Deserialize, Deserializer, Serialize, Serializer};
use sp_runtime::traits::Header as _;

/// Bytes, in JSON `0x` and two hexadecimal digits a byte.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HexBytes(pub Vec<u8>);

impl Serialize for HexBytes {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.serialize_str(&format!("0x{}", hex::encode(&self.0)))
	}
}

impl<'de> Deserialize<'de> for HexBytes {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let text = String::deserialize(deserializer)?;
		text.strip_prefix("0x")
			.and_then(|digits| hex::decode(digits).ok())
			.map(Self)
			.ok_or_else(|| D::Error::custom("not 0x and two hexadecimal digits a byte"))
	}
}

fn decode_block(header: &HexBytes, certificate: &HexBytes) -> Result<FinalHeader, ProofFault> {
	if header.0.len() > MAX_HEADER_BYTES {
		return Err(ProofFault::MaxBytesExceeded("header"));
	}
	if certificate.0.len() > CommitCertificate::max_encoded_len() {
		return Err(ProofFault::MaxBytesExceeded("certificate"));
	}
	Ok(FinalHeader {
		header: Header::decode_all(&mut header.0.as_slice())
			.map_err(|_| ProofFault::Malformed("header"))?,
		certificate: CommitCertificate::decode_all(&mut certificate.0.as_slice())
			.map_err(|_| ProofFault::Malformed("certificate"))?,
	})
}

/// A final block: header and certificate in SCALE, and what stands in them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BlockDocument {
	/// Its number.
	pub number: BlockNumber,
	/// Its hash.
	pub hash: BlockHash,
	/// Hash of the block before it.
	pub parent_hash: BlockHash,
	/// Root of the state after it.
	pub state_root: BlockHash,
	/// Root of its extrinsics.
	pub extrinsics_root: BlockHash,
	/// The round it was decided in.
	pub round: u32,
	/// Where those who signed stand in the validator set, ascending.
	pub signers: Vec<u16>,
	/// The header, SCALE.
	pub header: HexBytes,
	/// The certificate, SCALE.
	pub certificate: HexBytes,
}

impl BlockDocument {
	/// The document of a block.
	pub fn new(block: &FinalHeader) -> Self {
		let FinalHeader { header, certificate } = block;
		Self {
			number: *header.number(),
			hash: header.hash(),
			parent_hash: *header.parent_hash(),
			state_root: *header.state_root(),
			extrinsics_root: *header.extrinsics_root(),
			round: certificate.round,
			signers: certificate.signatures.iter().map(|entry| entry.index).collect(),
			header: HexBytes(header.encode()),
			certificate: HexBytes(certificate.encode()),
		}
	}

	/// The block, if every field is what header and certificate say.
	fn block(&self) -> Result<FinalHeader, ProofFault> {
		let block = decode_block(&self.header, &self.certificate)?;
		if Self::new(&block) != *self {
			return Err(ProofFault::Stated("block"));
		}
		Ok(block)
	}
}

/// A change of the validator set with its proof.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TransitionDocument {
	/// Header of the block that decided the change, SCALE.
	pub header: HexBytes,
	/// Certificate of that block, SCALE.
	pub certificate: HexBytes,
	/// The new set.
	pub set: ValidatorSet,
}

impl TransitionDocument {
	/// The document of a change.
	pub fn new(transition: &SetTransition) -> Self {
		let SetTransition { announced, set } = transition;
		Self {
			header: HexBytes(announced.header.encode()),
			certificate: HexBytes(announced.certificate.encode()),
			set: set.clone(),
		}
	}

	fn transition(&self) -> Result<SetTransition, ProofFault> {
		let announced = decode_block(&self.header, &self.certificate)?;
		Ok(SetTransition { announced, set: self.set.clone() })
	}
}

/// A [`StateProof`] as JSON: the member `proof` of the answers that have one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProofDocument {
	/// Hash of the chain's first block.
	pub genesis: BlockHash,
	/// The block whose state it speaks of.
	pub block: BlockDocument,
	/// Consensus time of that block, Unix ms.
	pub at: Moment,
	/// What is proven: the key of the bill or lock, and the key of the consensus time.
	pub keys: Vec<HexBytes>,
	/// Nodes of the state trie.
	pub nodes: Vec<HexBytes>,
	/// The changes of the validator set that lead to the block, ascending.
	pub transitions: Vec<TransitionDocument>,
}

/// What stands under the key, and the consensus time.
fn read(proof: &StateProof, key: &[u8]) -> Result<(Option<Vec<u8>>, Moment), ProofFault> {
	const TIME: ProofFault = ProofFault::UnknownForm("consensus time");
	let [value, time] = proof.read([key, &time_key()])?;
	let at = Moment::decode_all(&mut time.ok_or(TIME)?.as_slice()).map_err(|_| TIME)?;
	Ok((value, at))
}

impl ProofDocument {
	/// The document of a proof of `key` and the consensus time, and what stands under `key`.
	///
	/// # Errors
	/// As [`StateProof::read`], and [`ProofFault::UnknownForm`] for the time. Whether the block is
	/// final is not asked.
	pub fn new(
		genesis: BlockHash,
		key: Vec<u8>,
		proof: &StateProof,
	) -> Result<(Self, Option<Vec<u8>>), ProofFault> {
		let (value, at) = read(proof, &key)?;
		let document = Self {
			genesis,
			block: BlockDocument::new(&proof.block),
			at,
			keys: [key, time_key()].into_iter().map(HexBytes).collect(),
			nodes: proof.nodes.iter().cloned().map(HexBytes).collect(),
			transitions: proof.transitions.iter().map(TransitionDocument::new).collect(),
		};
		Ok((document, value))
	}

	/// The proof in its portable form.
	///
	/// # Errors
	/// Those of bounds and form, and [`ProofFault::Stated`] for a field of the block that its
	/// header or certificate does not bear out.
	pub fn state_proof(&self) -> Result<StateProof, ProofFault> {
		if self.nodes.len() > MAX_NODES {
			return Err(ProofFault::MaxNodesExceeded);
		}
		let bytes = self.nodes.iter().fold(0usize, |sum, node| sum.saturating_add(node.0.len()));
		if bytes > MAX_NODE_BYTES {
			return Err(ProofFault::MaxBytesExceeded("nodes"));
		}
		if self.transitions.len() > MAX_TRANSITIONS {
			return Err(ProofFault::MaxTransitionsExceeded);
		}
		Ok(StateProof {
			block: self.block.block()?,
			transitions: self
				.transitions
				.iter()
				.map(TransitionDocument::transition)
				.collect::<Result<_, _>>()?,
			nodes: self.nodes.iter().map(|node| node.0.clone()).collect(),
		})
	}

	/// Proves what stands under `key`, and that the document states nothing else.
	///
	/// # Errors
	/// [`ProofFault`]; nothing is proven then.
	pub fn verify(
		&self,
		trusted: &TrustedSet,
		key: &[u8],
	) -> Result<Proven<Option<Vec<u8>>>, ProofFault> {
		if self.genesis != trusted.genesis {
			return Err(ProofFault::OtherChain);
		}
		let time = time_key();
		let keys = [key, time.as_slice()];
		if !self.keys.iter().map(|stated| stated.0.as_slice()).eq(keys) {
			return Err(ProofFault::Stated("keys"));
		}
		let proof = self.state_proof()?;
		let chain = proof.follow(trusted)?;
		let (value, at) = read(&proof, key)?;
		if at != self.at {
			return Err(ProofFault::Stated("at"));
		}
		let set = chain.set_at(self.block.number).ok_or(ProofFault::Stated("block"))?;
		Ok(Proven {
			value,
			number: self.block.number,
			hash: self.block.hash,
			at,
			round: self.block.round,
			signers: self.block.signers.clone(),
			set: set.clone(),
		})
	}
}
