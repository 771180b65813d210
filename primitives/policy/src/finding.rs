//! What validation has to say. R045, R050, R063.

use alloc::string::String;
use codec::{Decode, DecodeWithMemTracking, Encode};
use scale_info::TypeInfo;

/// What is wrong, as a stable code.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	PartialOrd,
	Ord,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub enum Problem {
	/// No JSON document of the form, or an attribute, an operator or a word nobody knows.
	Syntax,
	/// A name in an object that has no place there.
	UnknownKey,
	/// A name is missing.
	MissingKey,
	/// A value is outside of what its place admits.
	OutOfRange,
	/// `all` or `any` has fewer than two or more than eight branches, or nodes are missing or left
	/// over.
	Arity,
	/// More nodes or bytes than a condition may have, references written out.
	TooLarge,
	/// More levels than a condition may have, references written out.
	TooDeep,
	/// The operator does not fit the attribute, or the value has another type.
	TypeMismatch,
	/// A range ends before it begins.
	EmptyRange,
	/// There is no primitive of that number and version.
	UnknownPrimitive,
	/// A primitive names one that is not older than itself.
	ReferenceOrder,
	/// Too many references stand inside each other.
	NestedTooDeep,
	/// The condition falls into too many alternatives to be judged.
	TooComplex,
	/// Evaluation could cost more than a policy may.
	OverBudget,
	/// No request can ever fulfil the condition.
	NeverTrue,
	/// No request can ever fail the condition.
	AlwaysTrue,
	/// The branch contributes to no way of fulfilling the condition.
	DeadBranch,
	/// The comparison holds for every value there is.
	RedundantTest,
	/// Permits everybody everything.
	AnyToAny,
	/// Neither a condition nor a validity: a blank rule 空白策略.
	BlankRule,
	/// Forbids everybody everything.
	GlobalBan,
	/// A denial with obligations: they bind those who are permitted.
	DenialWithObligations,
	/// The comparison asks for what a point of the policy never knows: there it is undecided.
	NeverKnown,
	/// No contract asks at a point of the policy: the chain holds nobody to what it says there.
	AskedOffChain,
}

/// One thing that is wrong or doubtful.
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
pub struct Finding {
	/// Where: a JSON Pointer (RFC 6901) into the canonical form, `/condition/all/1`; empty for the
	/// whole.
	pub path: String,
	/// What.
	pub problem: Problem,
	/// The same in a sentence.
	pub detail: String,
}

impl Finding {
	/// A finding.
	pub fn new(path: impl Into<String>, problem: Problem, detail: impl Into<String>) -> Self {
		Self { path: path.into(), problem, detail: detail.into() }
	}

	/// The same below `prefix`.
	pub(crate) fn below(mut self, prefix: &str) -> Self {
		self.path.insert_str(0, prefix);
		self
	}
}

impl core::fmt::Display for Finding {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		let place = if self.path.is_empty() { "/" } else { &self.path };
		write!(f, "{place}: {}", self.detail)
	}
}

/// Everything below `prefix`.
pub(crate) fn below(prefix: &str, findings: alloc::vec::Vec<Finding>) -> alloc::vec::Vec<Finding> {
	findings.into_iter().map(|finding| finding.below(prefix)).collect()
}
