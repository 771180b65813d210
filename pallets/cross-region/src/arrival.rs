//! Messages of provinces before they are taken: what is checked, cheap checks first. R175.

use crate::{
	refusal, types::digest, Config, Error, InboundFlows, Pallet, Provinces, Seen, WeightInfo,
};
use fiscal_primitives::{
	outbox::{Code, Destination},
	region::{Inbound, InboundBody, Province, RegionFlow, RegionOperation, RegionOutcome},
	traits::{Outbox, RegionLocks},
	Digest, Region,
};
use fiscal_sm_crypto::{verify, Signature};
use frame_support::{ensure, traits::Get, weights::Weight};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{
	traits::Zero,
	transaction_validity::{
		InvalidTransaction, TransactionLongevity, TransactionPriority, TransactionValidity,
		ValidTransaction,
	},
	DispatchResult,
};

/// After how many blocks the pool looks at a waiting message again.
const LONGEVITY: TransactionLongevity = 64;

/// Before what participants sign: a message of a province is good for a few minutes alone.
const PRIORITY: TransactionPriority = TransactionPriority::MAX / 2;

/// Under which key a message is remembered.
pub(crate) fn seen_key(from: Region, id: &Code) -> Digest {
	digest(&(from, id))
}

impl<T: Config> Pallet<T> {
	/// What `receive` weighs at most: the message itself, and what it leads to.
	pub(crate) fn receive_weight(body: &InboundBody) -> Weight {
		let own = T::WeightInfo::receive();
		match body {
			InboundBody::Filing { .. } | InboundBody::Service { .. } => Self::with_messages(own, 1),
			InboundBody::Start { .. } => {
				Self::with_messages(own.saturating_add(T::WeightInfo::hear_start()), 3)
					.saturating_add(T::Locks::region_weight())
			}
			InboundBody::Result { .. } => {
				Self::with_messages(own.saturating_add(T::WeightInfo::hear_result()), 3)
					.saturating_add(T::Locks::region_weight())
			}
			InboundBody::Answer { .. } => {
				Self::with_messages(own.saturating_add(T::WeightInfo::hear_answer()), 1)
			}
		}
	}

	/// Is there room for what the message leads to: evidence of it; for a start the lock, the answer and
	/// the evidence of that, and the notice that the bill changed?
	fn ensure_message_room(body: &InboundBody) -> DispatchResult {
		match body {
			InboundBody::Start { .. } => {
				// Found out here, so that the message waits for the next block: one that fails in a block
				// is shunned by the pool.
				ensure!(T::Locks::has_room(), Error::<T>::Busy);
				T::Outbox::ensure_room(Destination::YangtzeDelta, 1)?;
				T::Outbox::ensure_room(Destination::NonTax, 2)?;
				T::Outbox::ensure_room(Destination::Evidence, 2)
			}
			// What ends a reimbursement does not wait: meanwhile the lock would run out.
			InboundBody::Result { .. } | InboundBody::Answer { .. } => Ok(()),
			InboundBody::Filing { .. } | InboundBody::Service { .. } => {
				T::Outbox::ensure_room(Destination::Evidence, 1)
			}
		}
	}

	/// A start locks a bill, and is not taken while its province could not be told. Everything else is
	/// taken: what only tells needs no answer, and what ends a reimbursement must not wait.
	fn is_answerable(body: &InboundBody) -> bool {
		!matches!(body, InboundBody::Start { .. }) || T::Outbox::is_open(Destination::YangtzeDelta)
	}

	/// No message of that number was taken, neither this nor another.
	fn ensure_unused(message: &Inbound) -> Result<(), Error<T>> {
		match Seen::<T>::get(seen_key(message.from, &message.id)) {
			None => Ok(()),
			Some(taken) if taken.identity == message.identity() => Err(Error::<T>::AlreadySeen),
			Some(_) => Err(Error::<T>::NumberTaken),
		}
	}

	/// The hash of block 0, to which every signature is bound. It is known from block 1 on.
	pub(crate) fn genesis_hash() -> Digest {
		frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero())
	}

	/// A result is not taken in the block in which its start is decided: only its close will tell.
	fn is_decided(message: &Inbound) -> bool {
		let InboundBody::Result { org, flow, .. } = &message.body else { return true };
		let flow = RegionFlow { region: message.from, org: *org, flow: flow.clone() };
		InboundFlows::<T>::get(flow.key(RegionOperation::Start))
			.is_none_or(|entry| entry.state.outcome != RegionOutcome::Pending)
	}

	/// The province, if the message may be taken.
	pub(crate) fn check_message(
		message: &Inbound,
		signature: &Signature,
	) -> Result<Province, Error<T>> {
		let province = Provinces::<T>::get(message.from).ok_or(Error::<T>::UnknownProvince)?;
		let (now, skew) = (Self::now(), T::MaxClockSkew::get());
		ensure!(message.at <= now.saturating_add(skew), Error::<T>::TooEarly);
		ensure!(now <= message.at.saturating_add(skew), Error::<T>::TooOld);
		Self::ensure_unused(message)?;
		let signed = verify(&province.key, &message.payload(&Self::genesis_hash()), signature);
		ensure!(signed, Error::<T>::BadSignature);
		ensure!(Self::is_decided(message), Error::<T>::Undecided);
		ensure!(Self::is_answerable(&message.body), Error::<T>::DestinationClosed);
		ensure!(Self::ensure_message_room(&message.body).is_ok(), Error::<T>::Busy);
		Ok(province)
	}

	/// What pool and block say of a message.
	pub(crate) fn validate_message(
		message: &Inbound,
		signature: &Signature,
	) -> TransactionValidity {
		Self::check_message(message, signature).map_err(refuse)?;
		ValidTransaction::with_tag_prefix("CrossRegion")
			.priority(PRIORITY)
			.and_provides((message.from, &message.id))
			.longevity(LONGEVITY)
			.propagate(true)
			.build()
	}
}

fn refuse<T>(fault: Error<T>) -> InvalidTransaction {
	match fault {
		Error::UnknownProvince => InvalidTransaction::Custom(refusal::UNKNOWN_PROVINCE),
		Error::NumberTaken => InvalidTransaction::Custom(refusal::NUMBER_TAKEN),
		Error::DestinationClosed => InvalidTransaction::Custom(refusal::PLATFORM_CLOSED),
		Error::TooOld | Error::AlreadySeen => InvalidTransaction::Stale,
		Error::TooEarly => InvalidTransaction::Future,
		// It stays in the pool for the next block.
		Error::Undecided | Error::Busy => InvalidTransaction::ExhaustsResources,
		_ => InvalidTransaction::BadProof,
	}
}
