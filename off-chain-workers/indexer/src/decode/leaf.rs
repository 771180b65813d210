//! Types that are not written as the metadata describes them: texts, sets in one byte, and what the
//! types of `fiscal-primitives` give another form in JSON.

use super::value::Reader;
use codec::{Decode, Encode};
use fiscal_client::faults::Failure;
use fiscal_primitives as primitives;
use scale_info::{form::PortableForm, Type};
use serde::Serialize;
use serde_json::{json, Value};
use sp_runtime::{generic::Era, DispatchError};

type Read = fn(&mut &[u8], &Reader) -> Option<Value>;

/// How a type is read.
#[derive(Clone, Copy)]
pub(super) struct Leaf {
	read: Read,
	/// Is it a structure, which a later runtime may have changed? Then it is read so only if the
	/// metadata finds as many bytes in it.
	is_checked: bool,
}

fn typed<T: Decode + Serialize>(input: &mut &[u8], _: &Reader) -> Option<Value> {
	let mut rest = *input;
	let value = T::decode(&mut rest).ok()?;
	let json = serde_json::to_value(&value).ok()?;
	*input = rest;
	Some(json)
}

/// Text of any length: the bound of its field is the chain's concern.
fn text(input: &mut &[u8], _: &Reader) -> Option<Value> {
	let mut rest = *input;
	let bytes = Vec::<u8>::decode(&mut rest).ok()?;
	let text = String::from_utf8(bytes).ok()?;
	*input = rest;
	Some(Value::String(text))
}

fn dispatch_error(input: &mut &[u8], reader: &Reader) -> Option<Value> {
	let mut rest = *input;
	let error = DispatchError::decode(&mut rest).ok()?;
	*input = rest;
	Some(Value::String(error_name(&Failure::of(error, reader.metadata()))))
}

/// `Pallet.Error`, or the name of an error that is of no pallet.
pub(super) fn error_name(failure: &Failure) -> String {
	match &failure.pallet {
		Some(pallet) => format!("{pallet}.{}", failure.error),
		None => failure.error.clone(),
	}
}

fn era(input: &mut &[u8], _: &Reader) -> Option<Value> {
	let mut rest = *input;
	let era = Era::decode(&mut rest).ok()?;
	*input = rest;
	Some(match era {
		Era::Immortal => json!("immortal"),
		Era::Mortal(period, phase) => json!({ "mortal": { "period": period, "phase": phase } }),
	})
}

/// An account by its SS58 form, as `AccountId32` is, though it is written as the chain's address.
fn address(input: &mut &[u8], reader: &Reader) -> Option<Value> {
	match input.first() {
		Some(0) => {
			let mut rest = input.get(1..)?;
			let value = typed::<primitives::AccountId>(&mut rest, reader)?;
			*input = rest;
			Some(value)
		}
		_ => None,
	}
}

impl Leaf {
	/// How a type is read, if not as the metadata describes it.
	pub(super) fn of(ty: &Type<PortableForm>) -> Option<Self> {
		let path = ty.path.segments.join("::");
		let plain = |read: Read| Some(Self { read, is_checked: false });
		let checked = |read: Read| Some(Self { read, is_checked: true });
		match path.as_str() {
			"sp_core::crypto::AccountId32" => plain(typed::<primitives::AccountId>),
			"sp_runtime::multiaddress::MultiAddress" => plain(address),
			"sp_runtime::DispatchError" => plain(dispatch_error),
			"sp_runtime::generic::era::Era" => plain(era),
			"fiscal_primitives::codes::BillCode" => plain(typed::<primitives::BillCode>),
			"fiscal_primitives::codes::BillNumber" => plain(typed::<primitives::BillNumber>),
			"fiscal_primitives::codes::BillKey" => plain(typed::<primitives::BillKey>),
			"fiscal_primitives::date::Date" => plain(typed::<primitives::Date>),
			"fiscal_primitives::did::Did" => plain(typed::<primitives::Did>),
			"fiscal_primitives::text::Text"
			| "fiscal_primitives::lock::FlowNumber"
			| "fiscal_primitives::outbox::Code"
			| "fiscal_primitives::field::FieldName"
			| "fiscal_primitives::pattern::Pattern"
			| "fiscal_primitives::node::endpoint::Endpoint"
			| "fiscal_primitives::bill::relations::SealedPath"
			| "fiscal_primitives::did::service::ServiceName"
			| "fiscal_primitives::did::service::ServiceType"
			| "fiscal_primitives::did::service::ServiceEndpoint" => plain(text),
			"fiscal_primitives::region::OrgCode" => plain(typed::<primitives::region::OrgCode>),
			"fiscal_primitives::authorization::Scopes" => {
				plain(typed::<primitives::authorization::Scopes>)
			}
			"fiscal_primitives::authorization::terms::TemplateId" => {
				plain(typed::<primitives::authorization::TemplateId>)
			}
			"fiscal_primitives::participant::roles::Roles" => {
				plain(typed::<primitives::participant::Roles>)
			}
			"fiscal_primitives::node::capacity::NodeRoles" => {
				plain(typed::<primitives::node::NodeRoles>)
			}
			"fiscal_primitives::policy::Obligations" => {
				plain(typed::<primitives::policy::Obligations>)
			}
			"fiscal_policy::policy::Points" => plain(points),
			"fiscal_primitives::operation::Actor" => checked(typed::<primitives::Actor>),
			"fiscal_primitives::transition::TransitionRule" => {
				checked(typed::<primitives::transition::TransitionRule>)
			}
			"fiscal_primitives::authorization::record::LogItem" => {
				checked(typed::<primitives::authorization::LogItem>)
			}
			"fiscal_primitives::outbox::Body" => checked(typed::<primitives::outbox::Body>),
			"fiscal_primitives::observation::Question" => {
				checked(typed::<primitives::observation::Question>)
			}
			"fiscal_primitives::observation::Observed" => {
				checked(typed::<primitives::observation::Observed>)
			}
			"fiscal_primitives::region::Ending" => checked(typed::<primitives::region::Ending>),
			"fiscal_policy::policy::Policy" => checked(typed::<fiscal_policy::Policy>),
			"fiscal_policy::primitive::Primitive" => checked(typed::<fiscal_policy::Primitive>),
			_ => None,
		}
	}

	/// The value at the beginning of the input; none if it has to be read as the metadata says.
	pub(super) fn read(&self, input: &mut &[u8], reader: &Reader, id: u32) -> Option<Value> {
		let mut rest = *input;
		let value = (self.read)(&mut rest, reader)?;
		if self.is_checked {
			let mut described = *input;
			reader.slice(&mut described, id).ok()?;
			if described.len() != rest.len() {
				return None;
			}
		}
		*input = rest;
		Some(value)
	}
}

fn points(input: &mut &[u8], _: &Reader) -> Option<Value> {
	use fiscal_policy::Points;
	let mut rest = *input;
	let points = Points::decode(&mut rest).ok()?;
	*input = rest;
	Some(points.iter().map(Points::word).map(Value::from).collect())
}

/// The key `code-number` in its SCALE encoding; none for other text.
pub(crate) fn bill_key(text: &str) -> Option<Vec<u8>> {
	text.parse::<primitives::BillKey>().ok().map(|key| key.encode())
}
