//! Commit certificates 提交证书: checked against the set of validators that decides the block, and told.

use crate::{
	decode::hex_text,
	model::{Certificate, Signer},
	project::validators::Member,
	source::RawBlock,
};
use codec::DecodeAll;
use fiscal_bft_primitives::{CommitCertificate, PreDigest, ValidatorSet};
use fiscal_primitives::Digest;
use sp_runtime::traits::Header as _;

/// The set of validators that decides a block.
#[derive(Clone, Debug)]
pub struct Deciders {
	/// Which set it is, from 0.
	pub id: u32,
	/// The first block it decides.
	pub effective: u32,
	/// The set; none on a chain without validators.
	pub set: Option<ValidatorSet>,
	/// Its members with who runs them, in the order of the set.
	pub members: Vec<Member>,
}

impl Deciders {
	/// SM3 of the set.
	pub fn hash(&self) -> Option<Digest> {
		self.set.as_ref().map(ValidatorSet::hash)
	}

	/// Who built the block, by the key in its header.
	pub fn proposer(&self, block: &RawBlock) -> Option<u32> {
		let author = PreDigest::find(block.header.digest())?.author.to_string();
		self.members.iter().find(|member| member.public_key == author)?.participant
	}

	/// The certificate of a block, checked. None of the first block, and of a chain without validators.
	///
	/// # Errors
	/// Why the block is not final, in words.
	pub fn certificate(
		&self,
		genesis: &Digest,
		hash: Digest,
		block: &RawBlock,
	) -> Result<Option<Certificate>, String> {
		let height = *block.header.number();
		let Some(set) = self.set.as_ref().filter(|_| height > 0) else { return Ok(None) };
		let raw = block.certificate.as_deref().ok_or("it has no commit certificate")?;
		let certificate = CommitCertificate::decode_all(&mut &*raw)
			.map_err(|fault| format!("its commit certificate cannot be read: {fault}"))?;
		if certificate.height != height || certificate.block != hash {
			return Err("its commit certificate is for another block".into());
		}
		certificate.verify(genesis, set).map_err(|fault| fault.to_string())?;
		let signed = |place: usize| {
			certificate.signatures.iter().any(|entry| usize::from(entry.index) == place)
		};
		let signer = |(place, member): (usize, &Member)| Signer {
			participant: member.participant,
			account: member.account.clone(),
			public_key: member.public_key.clone(),
			weight: member.weight,
			signed: signed(place),
		};
		Ok(Some(Certificate {
			round: certificate.round,
			set_id: self.id,
			signers: self.members.iter().enumerate().map(signer).collect(),
			raw: hex_text(raw),
		}))
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::project::validators::account_text;
	use codec::Encode;
	use fiscal_bft_primitives::{CommitSignature, Header, Validator, Vote, VoteKind};
	use fiscal_sm_crypto::Pair;

	fn deciders(pairs: &[Pair]) -> Deciders {
		let set = ValidatorSet::new(
			pairs.iter().map(|pair| Validator { public: pair.public(), weight: 1 }).collect(),
		)
		.unwrap();
		let member = |validator: &Validator| Member {
			public_key: validator.public.to_string(),
			account: account_text(&validator.public),
			weight: validator.weight,
			participant: Some(7),
		};
		let members = set.validators().iter().map(member).collect();
		Deciders { id: 3, effective: 1, set: Some(set), members }
	}

	fn block(height: u32) -> (RawBlock, Digest) {
		let digest = Digest::repeat_byte(1);
		let header = Header::new(height, digest, digest, digest, Default::default());
		let hash = header.hash();
		(RawBlock { header, extrinsics: Vec::new(), certificate: None }, hash)
	}

	#[test]
	fn a_certificate_counts_by_the_set_that_decides() {
		let pairs: Vec<_> =
			(0..4).map(|n| Pair::from_dev_name(&format!("validator-{n}"))).collect();
		let deciders = deciders(&pairs);
		let genesis = Digest::repeat_byte(9);
		let (mut block, hash) = block(5);
		assert!(deciders.certificate(&genesis, hash, &block).is_err());
		let vote = Vote { height: 5, round: 2, kind: VoteKind::Precommit, block: Some(hash) };
		let set = deciders.set.clone().unwrap();
		let signed = |count: usize| {
			let mut signatures: Vec<_> = pairs
				.iter()
				.map(|pair| CommitSignature {
					index: set.position(&pair.public()).unwrap(),
					signature: pair.sign(&vote.payload(&genesis)),
				})
				.collect();
			signatures.sort_by_key(|entry| entry.index);
			signatures.truncate(count);
			CommitCertificate {
				height: 5,
				round: 2,
				block: hash,
				signatures: signatures.try_into().unwrap(),
			}
			.encode()
		};
		block.certificate = Some(signed(3));
		let told = deciders.certificate(&genesis, hash, &block).unwrap().unwrap();
		assert_eq!((told.round, told.set_id, told.signers.len()), (2, 3, 4));
		assert_eq!(told.signers.iter().filter(|signer| signer.signed).count(), 3);
		block.certificate = Some(signed(2));
		assert!(deciders.certificate(&genesis, hash, &block).is_err(), "no quorum");
		block.certificate = Some(signed(3));
		let other = Digest::repeat_byte(8);
		assert!(deciders.certificate(&genesis, other, &block).is_err(), "another block");
		assert!(deciders.certificate(&other, hash, &block).is_err(), "another chain");
	}

	#[test]
	fn the_first_block_has_none() {
		let pairs = [Pair::from_dev_name("validator-0")];
		let (block, hash) = block(0);
		let answer = deciders(&pairs).certificate(&Digest::zero(), hash, &block);
		assert_eq!(answer, Ok(None));
	}
}
