//! The transaction extension that charges quotas.

use crate::{impls::Full, refusal, Config, Pallet, WeightInfo};
use codec::{Decode, DecodeWithMemTracking, Encode};
use core::marker::PhantomData;
use fiscal_primitives::ParticipantId;
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
/// Where the account of an operator or a scene signs, its own bucket and that of its organisation have
/// to hold the cost, and both are charged: one account does not use up what belongs to all.
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

/// Whom a transaction charges, and how many units each of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Charge {
	/// The organisation for which the signer acts, which may be the signer itself.
	pub organisation: ParticipantId,
	/// The account below it that signs; none where the organisation itself does.
	pub account: Option<ParticipantId>,
	/// Units.
	pub units: u64,
}

impl Charge {
	/// Whoever pays, from the signer up.
	pub(crate) fn payers(&self) -> impl Iterator<Item = ParticipantId> {
		self.account.into_iter().chain([self.organisation])
	}
}

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
		T::WeightInfo::charge_account_quota()
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
		let units = Pallet::<T>::cost(info.total_weight(), len);
		let charge = origin
			.as_signer()
			.filter(|_| !T::Exempt::contains(call))
			.and_then(|account| Pallet::<T>::charge_of(account, units));
		let Some(charge) = charge else { return Ok((Default::default(), None, origin)) };
		Pallet::<T>::admit_all(&charge).map_err(|full| match source {
			TransactionSource::InBlock => in_block(full),
			TransactionSource::Local | TransactionSource::External => in_pool(full),
		})?;
		Ok((Default::default(), Some(charge), origin))
	}

	fn prepare(
		self,
		val: Self::Val,
		_origin: &T::RuntimeOrigin,
		_call: &T::RuntimeCall,
		_info: &DispatchInfoOf<T::RuntimeCall>,
		_len: usize,
	) -> Result<Self::Pre, TransactionValidityError> {
		if let Some(charge) = val {
			Pallet::<T>::charge_all(&charge).map_err(in_block)?;
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
		let declared = T::WeightInfo::charge_account_quota();
		let Some(charge) = pre else { return Ok(declared) };
		let used = Pallet::<T>::cost(post_info.calc_actual_weight(info), len);
		Pallet::<T>::refund_all(&charge, charge.units.saturating_sub(used));
		let needed = match charge.account {
			Some(_) => declared,
			None => T::WeightInfo::charge_quota(),
		};
		Ok(declared.saturating_sub(needed))
	}
}
