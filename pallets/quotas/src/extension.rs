//! The transaction extension that charges quotas.

use crate::{impls::Full, refusal, Config, Pallet, WeightInfo};
use codec::{Decode, DecodeWithMemTracking, Encode};
use core::marker::PhantomData;
use fiscal_primitives::{traits::ParticipantRegistry, ParticipantId};
use frame_support::{
	dispatch::{DispatchInfo, PostDispatchInfo},
	pallet_prelude::TransactionSource,
	traits::{Contains, OriginTrait},
	weights::Weight,
	DefaultNoBound,
};
use scale_info::TypeInfo;
use sp_runtime::{
	traits::{
		DispatchInfoOf, Dispatchable, PostDispatchInfoOf, TransactionExtension, ValidateResult,
	},
	transaction_validity::{InvalidTransaction, TransactionValidityError},
	DispatchResult,
};

/// Charges the signer's quota with what the transaction may cost, before it is dispatched, and
/// refunds what it did not need, after.
///
/// | where | the bucket is too full | the cost exceeds the bucket itself |
/// | --- | --- | --- |
/// | pool | `Custom(`[`refusal::QUOTA_EXHAUSTED`]`)` | `Custom(`[`refusal::EXCEEDS_BURST`]`)` |
/// | block | `ExhaustsResources`: the author leaves it in the pool for a later block | as in the pool |
///
/// The pool only reads: many transactions of one participant may wait there, each of which the
/// bucket would admit alone. A transaction without a signer, or of a signer who is no participant,
/// passes: `pallet_participants::CheckParticipant` stands before and refuses those. It has to
/// stand before `frame_system::WeightReclaim`, and carries no data.
#[derive(Encode, Decode, DecodeWithMemTracking, DefaultNoBound, Clone, Eq, PartialEq, TypeInfo)]
#[scale_info(skip_type_params(T))]
pub struct ChargeQuota<T>(PhantomData<T>);

impl<T> ChargeQuota<T> {
	/// The extension.
	pub fn new() -> Self {
		Self(PhantomData)
	}
}

impl<T> core::fmt::Debug for ChargeQuota<T> {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str("ChargeQuota")
	}
}

/// Whom a transaction charges, and how many units.
pub type Charge = (ParticipantId, u64);

fn in_pool(full: Full) -> InvalidTransaction {
	match full {
		Full::Exhausted => InvalidTransaction::Custom(refusal::QUOTA_EXHAUSTED),
		Full::ExceedsBurst => InvalidTransaction::Custom(refusal::EXCEEDS_BURST),
	}
}

fn in_block(full: Full) -> InvalidTransaction {
	match full {
		// An author who meets any other answer drops the transaction and bans its hash.
		Full::Exhausted => InvalidTransaction::ExhaustsResources,
		Full::ExceedsBurst => in_pool(full),
	}
}

impl<T: Config + Send + Sync> TransactionExtension<T::RuntimeCall> for ChargeQuota<T>
where
	T::RuntimeCall: Dispatchable<Info = DispatchInfo, PostInfo = PostDispatchInfo>,
{
	const IDENTIFIER: &'static str = "ChargeQuota";
	type Implicit = ();
	/// None when nothing is charged.
	type Val = Option<Charge>;
	/// None when nothing was charged.
	type Pre = Option<Charge>;

	fn weight(&self, _: &T::RuntimeCall) -> Weight {
		T::WeightInfo::charge_quota()
	}

	fn validate(
		&self,
		origin: T::RuntimeOrigin,
		call: &T::RuntimeCall,
		info: &DispatchInfoOf<T::RuntimeCall>,
		len: usize,
		_self_implicit: Self::Implicit,
		_inherited_implication: &impl Encode,
		source: TransactionSource,
	) -> ValidateResult<Self::Val, T::RuntimeCall> {
		let payer = origin
			.as_signer()
			.filter(|_| !T::Exempt::contains(call))
			.and_then(T::Participants::id_of);
		let Some(payer) = payer else { return Ok((Default::default(), None, origin)) };
		let units = Pallet::<T>::cost(info.total_weight(), len);
		Pallet::<T>::admit(payer, units).map_err(|full| match source {
			TransactionSource::InBlock => in_block(full),
			TransactionSource::Local | TransactionSource::External => in_pool(full),
		})?;
		Ok((Default::default(), Some((payer, units)), origin))
	}

	fn prepare(
		self,
		val: Self::Val,
		_origin: &T::RuntimeOrigin,
		_call: &T::RuntimeCall,
		_info: &DispatchInfoOf<T::RuntimeCall>,
		_len: usize,
	) -> Result<Self::Pre, TransactionValidityError> {
		if let Some((payer, units)) = val {
			Pallet::<T>::charge(payer, units).map_err(in_block)?;
		}
		Ok(val)
	}

	fn post_dispatch_details(
		pre: Self::Pre,
		info: &DispatchInfoOf<T::RuntimeCall>,
		post_info: &PostDispatchInfoOf<T::RuntimeCall>,
		len: usize,
		_result: &DispatchResult,
	) -> Result<Weight, TransactionValidityError> {
		let Some((payer, charged)) = pre else { return Ok(T::WeightInfo::charge_quota()) };
		let used = Pallet::<T>::cost(post_info.calc_actual_weight(info), len);
		Pallet::<T>::refund(payer, charged.saturating_sub(used));
		Ok(Weight::zero())
	}
}
