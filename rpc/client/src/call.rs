//! Calls of the chain, encoded from the shared types and checked against the runtime's metadata.
//!
//! No code is generated from metadata: the SCALE form of the types in `fiscal-primitives` is the
//! form the runtime decodes, because both are the same types. What can differ is the version of the
//! runtime, so [`Call::encode`] compares the names and the layout of the arguments with what the
//! runtime says of itself before anything is signed.

use crate::faults::Fault;
use codec::Encode;
use scale_decode::visitor::{decode_with_visitor, IgnoreVisitor};
use scale_encode::{EncodeAsFields, FieldIter, TypeResolver};
use subxt::{tx::Payload, Metadata};

/// A call of a pallet with its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
	pallet: &'static str,
	name: &'static str,
	fields: &'static [&'static str],
	arguments: Arguments,
}

/// The SCALE encoding of a call's arguments, one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arguments(Vec<u8>);

impl Call {
	/// The call `pallet.name` whose arguments are called `fields`; `arguments` is the tuple of them
	/// in the same order.
	pub fn new(
		pallet: &'static str,
		name: &'static str,
		fields: &'static [&'static str],
		arguments: &impl Encode,
	) -> Self {
		Self { pallet, name, fields, arguments: Arguments(arguments.encode()) }
	}

	/// `Pallet.name`.
	pub fn title(&self) -> String {
		format!("{}.{}", self.pallet, self.name)
	}

	/// The bytes of the call for the runtime of `metadata`: pallet index, call index, arguments.
	///
	/// # Errors
	/// [`Fault::RuntimeMismatch`] if the runtime has no such call, calls its arguments otherwise, or
	/// gives them another layout.
	pub fn encode(&self, metadata: &Metadata) -> Result<Vec<u8>, Fault> {
		let mismatch = |reason: String| Fault::RuntimeMismatch { subject: self.title(), reason };
		let pallet = metadata
			.pallet_by_name(self.pallet)
			.ok_or_else(|| mismatch(format!("it has no pallet {}", self.pallet)))?;
		let variant = pallet
			.call_variant_by_name(self.name)
			.ok_or_else(|| mismatch(format!("its pallet {} has no such call", self.pallet)))?;
		let found: Vec<&str> =
			variant.fields.iter().map(|field| field.name.as_deref().unwrap_or("?")).collect();
		if found != self.fields {
			return Err(mismatch(format!(
				"its arguments are ({}), this client knows ({})",
				found.join(", "),
				self.fields.join(", ")
			)));
		}
		let mut rest = self.arguments.0.as_slice();
		for (field, name) in variant.fields.iter().zip(&found) {
			decode_with_visitor(&mut rest, field.ty.id, metadata.types(), IgnoreVisitor::new())
				.map_err(|_| mismatch(format!("argument {name} has another form")))?;
		}
		if !rest.is_empty() {
			return Err(mismatch("its arguments are shorter".into()));
		}
		let mut bytes = vec![pallet.call_index(), variant.index];
		bytes.extend_from_slice(&self.arguments.0);
		Ok(bytes)
	}
}

impl Payload for Call {
	type CallData = Arguments;

	fn pallet_name(&self) -> &str {
		self.pallet
	}

	fn call_name(&self) -> &str {
		self.name
	}

	fn call_data(&self) -> &Arguments {
		&self.arguments
	}
}

impl EncodeAsFields for Arguments {
	fn encode_as_fields_to<R: TypeResolver>(
		&self,
		_: &mut dyn FieldIter<'_, R::TypeId>,
		_: &R,
		out: &mut Vec<u8>,
	) -> Result<(), scale_encode::Error> {
		out.extend_from_slice(&self.0);
		Ok(())
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		calls::{bills, council, quotas, system},
		fixture::metadata,
	};
	use codec::Compact;
	use fiscal_primitives::{participant::Tier, BillKey, Digest};

	fn key() -> BillKey {
		"31060125-0000000001".parse().unwrap()
	}

	fn mismatch(call: Call) -> String {
		match call.encode(&metadata()) {
			Err(fault @ Fault::RuntimeMismatch { .. }) => fault.to_string(),
			answer => panic!("{answer:?}"),
		}
	}

	#[test]
	fn a_call_begins_with_the_indexes_the_metadata_gives_it() {
		let bytes = system::remark(b"abc").encode(&metadata()).unwrap();
		assert_eq!(bytes, [0, 0, 12, b'a', b'b', b'c']);
	}

	#[test]
	fn a_pallet_or_call_the_runtime_has_not_is_named() {
		let quota = quotas::Quota { burst: 1, per_second: 1 };
		assert_eq!(
			mismatch(quotas::set_default_quota(Tier::Member, quota)),
			"the chain's runtime has another version of Quotas.set_default_quota: it has no pallet \
			 Quotas"
		);
		assert!(mismatch(bills::consent_red_flush(key(), 1))
			.ends_with("its pallet Bills has no such call"));
	}

	#[test]
	fn arguments_of_another_name_are_refused() {
		let text = mismatch(bills::void_bill(key(), &"typo".parse().unwrap()));
		assert!(
			text.ends_with("its arguments are (key, why), this client knows (key, reason)"),
			"{text}"
		);
	}

	#[test]
	fn arguments_of_another_form_are_refused() {
		let text = mismatch(bills::restore_electronic(key(), &"found".parse().unwrap()));
		assert!(text.ends_with("argument reason has another form"), "{text}");
		let longer = Call::new("System", "remark", &["remark"], &(vec![1u8], 5u8));
		assert!(mismatch(longer).ends_with("its arguments are shorter"));
	}

	#[test]
	fn a_proposal_holds_the_proposed_call_and_its_length() {
		let metadata = metadata();
		let inner = system::remark(b"abc");
		let proposal = council::propose(3, &inner, &metadata).unwrap();
		let inner = inner.encode(&metadata).unwrap();
		let expected = [
			vec![20, 2],
			Compact(3u32).encode(),
			inner.clone(),
			Compact(inner.len() as u32).encode(),
		];
		assert_eq!(proposal.encode(&metadata).unwrap(), expected.concat());
	}

	#[test]
	fn a_proposal_of_an_unknown_call_is_refused_by_its_name() {
		let answer = council::propose(3, &bills::consent_red_flush(key(), 1), &metadata());
		assert!(answer.unwrap_err().to_string().contains("Bills.consent_red_flush"));
	}

	#[test]
	fn a_weight_bound_is_two_compact_numbers() {
		let bound = council::WeightBound { ref_time: 5_000_000_000, proof_size: 100 };
		let call = council::close(Digest::repeat_byte(1), 2, bound, 77);
		let expected = [
			vec![20, 6],
			vec![1; 32],
			Compact(2u32).encode(),
			Compact(5_000_000_000u64).encode(),
			Compact(100u64).encode(),
			Compact(77u32).encode(),
		];
		assert_eq!(call.encode(&metadata()).unwrap(), expected.concat());
	}
}
