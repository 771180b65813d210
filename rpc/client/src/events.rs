//! Events of blocks, decoded by the names in the runtime's metadata.

use crate::{config::RuntimeClient, faults::Fault};
use codec::{Decode, DecodeAll};
use scale_decode::visitor::{decode_with_visitor, IgnoreVisitor};
use subxt::events::Phase;

/// An event with its fields still encoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
	/// The pallet that emitted it.
	pub pallet: String,
	/// Its name.
	pub name: String,
	/// The extrinsic that emitted it; none for what happened as the block opened or closed.
	pub extrinsic: Option<u32>,
	fields: Vec<(String, Vec<u8>)>,
}

impl Event {
	/// True for the event `pallet.name`.
	pub fn is(&self, pallet: &str, name: &str) -> bool {
		self.pallet == pallet && self.name == name
	}

	/// `Pallet.Name`.
	pub fn title(&self) -> String {
		format!("{}.{}", self.pallet, self.name)
	}

	/// The field called `name`.
	///
	/// # Errors
	/// [`Fault::RuntimeMismatch`] if there is none, or it is not a `T`.
	pub fn field<T: Decode>(&self, name: &str) -> Result<T, Fault> {
		let mismatch = |reason: String| Fault::RuntimeMismatch { subject: self.title(), reason };
		let bytes = self
			.field_bytes(name)
			.ok_or_else(|| mismatch(format!("the event has no field {name}")))?;
		T::decode_all(&mut &bytes[..])
			.map_err(|fault| mismatch(format!("field {name} has another form: {fault}")))
	}

	/// The SCALE encoding of the field called `name`, if there is one.
	pub fn field_bytes(&self, name: &str) -> Option<&[u8]> {
		self.fields.iter().find(|(field, _)| field == name).map(|(_, bytes)| bytes.as_slice())
	}
}

/// Decodes the value of the storage item `System.Events`.
///
/// # Errors
/// [`Fault::RuntimeMismatch`] if the metadata does not describe the bytes.
pub fn decode(bytes: Vec<u8>, runtime: &RuntimeClient) -> Result<Vec<Event>, Fault> {
	let metadata = runtime.metadata_ref();
	let mismatch =
		|reason: String| Fault::RuntimeMismatch { subject: "System.Events".into(), reason };
	let mut events = Vec::new();
	let all = runtime.events().from_bytes(bytes);
	for event in all.iter() {
		let event = event.map_err(|fault| mismatch(fault.to_string()))?;
		let variant = metadata
			.pallet_by_event_index(event.pallet_index())
			.and_then(|pallet| pallet.event_variant_by_index(event.event_index()))
			.ok_or_else(|| mismatch("an event is not in the metadata".into()))?;
		let mut rest = event.field_bytes();
		let mut fields = Vec::with_capacity(variant.fields.len());
		for (index, field) in variant.fields.iter().enumerate() {
			let whole = rest;
			decode_with_visitor(&mut rest, field.ty.id, metadata.types(), IgnoreVisitor::new())
				.map_err(|fault| mismatch(fault.to_string()))?;
			let length = whole.len().saturating_sub(rest.len());
			let name = field.name.clone().unwrap_or_else(|| index.to_string());
			fields.push((name, whole[..length].to_vec()));
		}
		let extrinsic = match event.phase() {
			Phase::ApplyExtrinsic(index) => Some(index),
			Phase::Finalization | Phase::Initialization => None,
		};
		events.push(Event {
			pallet: event.pallet_name().into(),
			name: event.event_name().into(),
			extrinsic,
			fields,
		});
	}
	match u32::try_from(events.len()) == Ok(all.len()) {
		true => Ok(events),
		false => Err(mismatch(format!("{} of {} events", events.len(), all.len()))),
	}
}

#[cfg(test)]
pub(crate) fn event(
	pallet: &str,
	name: &str,
	extrinsic: Option<u32>,
	fields: &[(&str, Vec<u8>)],
) -> Event {
	Event {
		pallet: pallet.into(),
		name: name.into(),
		extrinsic,
		fields: fields.iter().map(|(name, bytes)| ((*name).into(), bytes.clone())).collect(),
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		faults::Failure,
		fixture::{metadata, runtime},
	};
	use codec::{Compact, Encode};
	use fiscal_primitives::{
		bill::{Refusal, Refused},
		BillKey, NodeId, ParticipantId, SceneId,
	};
	use sp_runtime::{DispatchError, ModuleError};

	fn record(phase: Phase, event: Vec<u8>) -> Vec<u8> {
		let topics: Vec<[u8; 32]> = vec![[1; 32]];
		[phase.encode(), event, topics.encode()].concat()
	}

	fn batch_registered(keys: Vec<BillKey>, refused: Vec<Refused>) -> Vec<u8> {
		(10u8, 0u8, NodeId(4), ParticipantId(5), SceneId(6), keys, refused).encode()
	}

	fn failed(error: DispatchError) -> Vec<u8> {
		(0u8, 1u8, error, Compact(5u64), Compact(6u64)).encode()
	}

	fn block(records: &[Vec<u8>]) -> Vec<u8> {
		[Compact(records.len() as u32).encode(), records.concat()].concat()
	}

	#[test]
	fn events_are_decoded_by_the_names_of_their_fields() {
		let key: BillKey = "31060125-0000000001".parse().unwrap();
		let refused = vec![Refused::new(1, Refusal::AmountZero)];
		let bytes = block(&[
			record(Phase::ApplyExtrinsic(2), batch_registered(vec![key], refused.clone())),
			record(Phase::Finalization, batch_registered(vec![], vec![])),
		]);
		let events = decode(bytes, &runtime()).unwrap();
		let [first, second] = events.as_slice() else { panic!("{events:?}") };
		assert!(first.is("Bills", "BatchRegistered"));
		assert_eq!((first.extrinsic, second.extrinsic), (Some(2), None));
		assert_eq!(first.field::<ParticipantId>("issuer").unwrap(), ParticipantId(5));
		assert_eq!(first.field::<Vec<BillKey>>("registered").unwrap(), [key]);
		assert_eq!(first.field::<Vec<Refused>>("refused").unwrap(), refused);
	}

	#[test]
	fn a_field_that_is_missing_or_of_another_form_is_a_mismatch() {
		let bytes = block(&[record(Phase::ApplyExtrinsic(0), batch_registered(vec![], vec![]))]);
		let events = decode(bytes, &runtime()).unwrap();
		for answer in [events[0].field::<u32>("holder"), events[0].field::<u32>("registered")] {
			assert!(matches!(answer, Err(Fault::RuntimeMismatch { .. })), "{answer:?}");
		}
		assert!(events[0].field::<u64>("node").is_err(), "a field is read whole or not at all");
	}

	#[test]
	fn truncated_events_are_a_mismatch() {
		let bytes = block(&[record(Phase::ApplyExtrinsic(0), batch_registered(vec![], vec![]))]);
		for length in 1..bytes.len() {
			let answer = decode(bytes[..length].to_vec(), &runtime());
			assert!(answer.is_err(), "{length}");
		}
	}

	#[test]
	fn an_error_of_a_pallet_has_the_name_and_text_of_the_metadata() {
		let module = ModuleError { index: 10, error: [1, 0, 0, 0], message: None };
		let bytes =
			block(&[record(Phase::ApplyExtrinsic(1), failed(DispatchError::Module(module)))]);
		let events = decode(bytes, &runtime()).unwrap();
		let error = events[0].field_bytes("dispatch_error").unwrap();
		let failure = Failure::decode(error, &metadata()).unwrap();
		assert_eq!(
			failure.to_string(),
			"Bills.NotActive: The participant, the node or the scene is not in force."
		);
		let unknown = ModuleError { index: 77, error: [3, 0, 0, 0], message: None };
		let failure = Failure::of(DispatchError::Module(unknown), &metadata());
		assert_eq!(failure.to_string(), "77/3");
	}

	#[test]
	fn other_dispatch_errors_have_their_own_names() {
		let failure = Failure::of(DispatchError::BadOrigin, &metadata());
		assert_eq!((failure.pallet, failure.error.as_str()), (None, "BadOrigin"));
		let token = DispatchError::Token(sp_runtime::TokenError::Frozen);
		assert_eq!(Failure::of(token, &metadata()).error, "Token");
	}
}
