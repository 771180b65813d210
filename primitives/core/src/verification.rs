//! Answers to "is this bill genuine?" 核验. R084, R103, R231.

use crate::{
	bill::{axis, Circulation, Medium, Use, Validity},
	BillKey, CheckCode, CheckDigest, Date, Fen,
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode};
use scale_info::TypeInfo;

/// The five elements 五要素 printed on a bill.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct FiveElements {
	/// Code and number.
	pub key: BillKey,
	/// Check code.
	pub check: CheckCode,
	/// Day of issue.
	pub issued_on: Date,
	/// Total in fen.
	pub total: Fen,
}

impl FiveElements {
	/// The same without the check code in the clear.
	pub fn sealed(&self) -> SealedElements {
		let Self { key, check, issued_on, total } = *self;
		SealedElements { key, check: check.digest(&key), issued_on, total }
	}
}

/// The five elements with the digest of the check code in its place: the form in which they may
/// stand in a transaction, which everybody can read for ever.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct SealedElements {
	/// Code and number.
	pub key: BillKey,
	/// Digest of the check code.
	pub check: CheckDigest,
	/// Day of issue.
	pub issued_on: Date,
	/// Total in fen.
	pub total: Fen,
}

axis!(
	/// An element that can differ.
	Element {
		/// Check code 校验码.
		#[default]
		CheckCode,
		/// Day of issue 开票日期.
		IssueDate,
		/// Amount 金额.
		Amount,
	}
);

axis!(
	/// Which file of a bill a digest was found to be of.
	FileKind {
		/// The XML original.
		#[default]
		Xml,
		/// The PDF or OFD rendering.
		Pdf,
	}
);

/// The four axes of a bill's state, as an answer.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct BillState {
	/// In force or not.
	pub validity: Validity,
	/// Electronic or paper.
	pub medium: Medium,
	/// Free, locked or reimbursed.
	pub usage: Use,
	/// Circulable or not.
	pub circulation: Circulation,
}

/// The answer to a check of the five elements.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase", tag = "verdict")]
pub enum ElementsVerdict {
	/// Every element agrees with the chain.
	Genuine {
		/// The state of the bill.
		state: BillState,
	},
	/// The bill exists and elements differ.
	Mismatch {
		/// The elements that differ.
		elements: Vec<Element>,
	},
	/// No bill of that code and number is on the chain.
	NotFound,
}

/// The answer to a check of a file.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase", tag = "verdict")]
pub enum DigestVerdict {
	/// The digest is the one on the chain.
	Genuine {
		/// Which file it is.
		file: FileKind,
		/// The state of the bill.
		state: BillState,
	},
	/// The bill exists and the digest is of none of its files.
	Mismatch,
	/// No bill of that code and number is on the chain.
	NotFound,
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn sealed_elements_do_not_hold_the_check_code() {
		let elements = FiveElements {
			key: "31060126-0000000001".parse().unwrap(),
			check: "a1B2c3".parse().unwrap(),
			issued_on: "2026-01-31".parse().unwrap(),
			total: "417.00".parse().unwrap(),
		};
		let sealed = elements.sealed();
		assert_eq!(sealed.check, elements.check.digest(&elements.key));
		assert!(!sealed.encode().windows(6).any(|bytes| bytes == b"a1B2c3"));
	}
}
