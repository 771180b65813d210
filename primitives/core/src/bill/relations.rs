//! What belongs to a bill outside of the chain 票据关联关系: where its files are, encrypted, and under
//! which key its complete data are found. R093, R094.

use crate::{
	bill::{BillKind, TxPosition, Validity},
	text::Text,
	Actor, Bill, BillKey, Date, Digest, Fen, Invalid, Moment, ParticipantId, SceneId,
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, Input, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_core::{bounded::BoundedVec, ConstU32};

/// The most bills one call gives relations.
pub const MAX_RELATIONS: u32 = 100;

axis!(
	/// Where a file is kept.
	StorageMedium {
		/// An object store 对象存储.
		#[default]
		ObjectStore,
		/// IPFS.
		Ipfs,
		/// A distributed file system 分布式文件系统.
		FileSystem,
		/// An electronic archive 电子档案.
		Archive,
	}
);

/// A path 文件路径, encrypted: an initial vector of 16 bytes and SM4-CBC ciphertext, together 32 to
/// 128 bytes and a multiple of 16. The key stays with the access node.
///
/// Bytes that are all ASCII are taken for a path in the clear and refused. A ciphertext is that once
/// in four billion times, or more seldom; whoever encrypts then draws another initial vector.
#[derive(Clone, PartialEq, Eq, Encode, MaxEncodedLen, TypeInfo)]
pub struct SealedPath(BoundedVec<u8, ConstU32<128>>);

impl SealedPath {
	/// From initial vector and ciphertext; refused unless it has the form, and if it is ASCII.
	pub fn new(bytes: &[u8]) -> Result<Self, Invalid> {
		const FAULT: Invalid = Invalid("sealed path: not 32 to 128 bytes in blocks of 16");
		if bytes.len() < 32 || !bytes.len().is_multiple_of(16) {
			return Err(FAULT);
		}
		if bytes.is_ascii() {
			return Err(Invalid("sealed path: not encrypted"));
		}
		BoundedVec::try_from(Vec::from(bytes)).map(Self).map_err(|_| FAULT)
	}

	/// Initial vector and ciphertext.
	pub fn as_bytes(&self) -> &[u8] {
		&self.0
	}
}

impl Decode for SealedPath {
	fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
		Ok(Self::new(&BoundedVec::<u8, ConstU32<128>>::decode(input)?)?)
	}
}
impl DecodeWithMemTracking for SealedPath {}

impl core::fmt::Display for SealedPath {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		write!(f, "0x{}", hex::encode(self.as_bytes()))
	}
}
impl core::fmt::Debug for SealedPath {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		core::fmt::Display::fmt(self, f)
	}
}
impl core::str::FromStr for SealedPath {
	type Err = Invalid;
	fn from_str(text: &str) -> Result<Self, Invalid> {
		let digits = text.strip_prefix("0x").unwrap_or(text);
		let bytes = hex::decode(digits).map_err(|_| Invalid("sealed path: not hexadecimal"))?;
		Self::new(&bytes)
	}
}
crate::serde_as_text!(SealedPath);

macro_rules! data {
	($($item:item)*) => {
		$(
			#[derive(
				Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen,
				TypeInfo, serde::Serialize, serde::Deserialize,
			)]
			#[serde(rename_all = "camelCase")]
			$item
		)*
	};
}

data! {
	/// Where a file of a bill is.
	pub struct FileLocation {
		/// What kind of store holds it.
		pub medium: StorageMedium,
		/// Its path in the store, encrypted.
		pub path: SealedPath,
		/// HMAC-SM3 of the path in the clear under the key it is encrypted with: whoever decrypts it
		/// knows that it is whole, and nobody guesses it. 32 bytes.
		pub path_digest: Digest,
		/// Length of the file, bytes.
		pub size: u64,
	}

	/// What belongs to a bill outside of the chain, as its access node hands it in.
	pub struct Relations {
		/// The XML file.
		pub xml: Option<FileLocation>,
		/// The PDF or OFD file.
		pub pdf: Option<FileLocation>,
		/// The structured data as JSON.
		pub json: Option<FileLocation>,
		/// Under which key the store outside of the chain keeps the complete data: SM3 of that key, 32
		/// bytes.
		pub index: Digest,
		/// What kind of data it is, for instance a schema and its version: 1 to 64 bytes and nothing
		/// personal.
		pub metadata: Option<Text<64>>,
	}

	/// The relations of a bill as the chain keeps them.
	pub struct RelationsRecord {
		/// What they are now.
		pub relations: Relations,
		/// Version, from 1.
		pub version: u32,
		/// SM3 over the SCALE encoding of the record of the version before; none for version 1.
		pub previous: Option<Digest>,
		/// Who set them.
		pub by: Actor,
		/// Consensus time, Unix ms.
		pub at: Moment,
	}

	/// The relations of one bill of a call.
	pub struct RelationsEntry {
		/// The bill.
		pub key: BillKey,
		/// The version of its relations that the caller saw; 0 when there were none.
		pub version: u32,
		/// What they are from now on.
		pub relations: Relations,
	}
}

/// The relations of 1 to [`MAX_RELATIONS`] bills.
pub type RelationsBatch = BoundedVec<RelationsEntry, ConstU32<MAX_RELATIONS>>;

impl RelationsRecord {
	/// SM3 over the SCALE encoding: what the next version links back to.
	pub fn digest(&self) -> Digest {
		fiscal_sm_crypto::sm3_256(&self.encode()).into()
	}
}

macro_rules! layer {
	($($item:item)*) => {
		$(
			#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
			#[serde(rename_all = "camelCase")]
			$item
		)*
	};
}

layer! {
	/// The relations of a bill in four layers 票据关联关系网络: the answer of `bill_relations` (R094).
	pub struct BillNetwork {
		/// The bill.
		pub key: BillKey,
		/// What it is 票据主体.
		pub subject: SubjectLayer,
		/// What shows that nothing of it was altered 票据摘要信息.
		pub digests: DigestLayer,
		/// Where its files are 票据文件路径; none while nobody said.
		pub files: Option<FileLayer>,
		/// How its complete data are found 票据全量数据索引; none while nobody said.
		pub index: Option<IndexLayer>,
	}

	/// First layer: what the bill is.
	pub struct SubjectLayer {
		/// Kind of document.
		pub kind: BillKind,
		/// Total in fen.
		pub total: Fen,
		/// Day of issue.
		pub issued_on: Date,
		/// Issuer.
		pub issuer: ParticipantId,
		/// Scene.
		pub scene: SceneId,
		/// In force or not.
		pub validity: Validity,
		/// The bill this one cancels, replaces or is cancelled by.
		pub related: Option<BillKey>,
	}

	/// Second layer: digests of the present version.
	pub struct DigestLayer {
		/// SM3 of the XML file.
		pub xml: Digest,
		/// SM3 of the PDF or OFD file.
		pub pdf: Option<Digest>,
		/// SM3 of the summary.
		pub summary: Digest,
		/// SM3 of the record on the chain.
		pub record: Digest,
		/// Version of the record.
		pub version: u32,
		/// The transaction that registered it.
		pub registered: TxPosition,
	}

	/// Third layer: encrypted places of the files.
	pub struct FileLayer {
		/// The XML file.
		pub xml: Option<FileLocation>,
		/// The PDF or OFD file.
		pub pdf: Option<FileLocation>,
		/// The structured data as JSON.
		pub json: Option<FileLocation>,
	}

	/// Fourth layer: the key of the complete data outside of the chain.
	pub struct IndexLayer {
		/// SM3 of that key.
		pub key: Digest,
		/// What kind of data it is.
		pub metadata: Option<Text<64>>,
		/// Version of the relations.
		pub version: u32,
		/// SM3 over the record of the version before.
		pub previous: Option<Digest>,
		/// Who set them.
		pub by: Actor,
		/// Consensus time, Unix ms.
		pub at: Moment,
	}
}

impl BillNetwork {
	/// The four layers of a bill.
	pub fn of(key: BillKey, bill: &Bill, record: Option<RelationsRecord>) -> Self {
		let (files, index) = record
			.map(|record| {
				let RelationsRecord { relations, version, previous, by, at } = record;
				let Relations { xml, pdf, json, index: key, metadata } = relations;
				let index = IndexLayer { key, metadata, version, previous, by, at };
				(FileLayer { xml, pdf, json }, index)
			})
			.unzip();
		Self {
			key,
			subject: SubjectLayer {
				kind: bill.kind,
				total: bill.total,
				issued_on: bill.issued_on,
				issuer: bill.issuer,
				scene: bill.scene,
				validity: bill.validity,
				related: bill.related,
			},
			digests: DigestLayer {
				xml: bill.xml,
				pdf: bill.pdf,
				summary: bill.summary,
				record: bill.version_hash(),
				version: bill.version,
				registered: bill.registered,
			},
			files,
			index,
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	proptest! {
		#[test]
		fn the_decoder_refuses_what_the_constructor_refuses(raw in proptest::collection::vec(any::<u8>(), 0..150)) {
			let constructed = SealedPath::new(&raw);
			let decoded = SealedPath::decode(&mut &raw.encode()[..]);
			prop_assert_eq!(decoded.is_ok(), constructed.is_ok());
			let form = (32..=128).contains(&raw.len()) && raw.len() % 16 == 0;
			prop_assert_eq!(constructed.is_ok(), form && !raw.is_ascii());
			if let Ok(path) = constructed {
				prop_assert_eq!(path.to_string().parse::<SealedPath>(), Ok(path));
			}
		}
	}

	#[test]
	fn a_path_in_the_clear_is_refused() {
		assert!(SealedPath::new(b"s3://bills/31060126/0000000001.xml").is_err());
		// Of the length that a ciphertext has, too.
		let path = b"s3://bills/hospital-0001/31060126/0000000001.xml";
		assert_eq!(path.len(), 48);
		assert!(SealedPath::new(path).is_err());
		assert!(SealedPath::decode(&mut &path.to_vec().encode()[..]).is_err());
		let mut hidden = *path;
		hidden[0] |= 0x80;
		assert!(SealedPath::new(&hidden).is_ok());
	}
}
