//! The door of the chain: only active participants, and only with calls their roles may send.

use crate::{CallPolicy, Config, Pallet, WeightInfo};
use codec::{Decode, DecodeWithMemTracking, Encode};
use core::marker::PhantomData;
use frame_support::{
	dispatch::{DispatchClass, DispatchInfo},
	pallet_prelude::{TransactionSource, TransactionValidity},
	traits::OriginTrait,
	weights::Weight,
	DefaultNoBound,
};
use scale_info::TypeInfo;
use sp_runtime::{
	impl_tx_ext_default,
	traits::{DispatchInfoOf, Dispatchable, TransactionExtension, ValidateResult},
	transaction_validity::{InvalidTransaction, TransactionValidityError},
};

/// Admits a transaction only if its signer is the account of an active participant one of whose
/// roles may send the call ([`Config::CallPolicy`]). R216, R232.
///
/// | transaction | answer |
/// | --- | --- |
/// | signed | checked; refused with a code of [`crate::refusal`] |
/// | general, without a signer before this extension | refused: `UnknownOrigin` |
/// | bare, in the pool | only calls [`CallPolicy::admits_bare`] admits; else `UnknownOrigin` |
/// | bare, in a block | these, and calls of class `Mandatory` (inherents); else `UnknownOrigin` |
///
/// It carries no data, reads the account, the signer and at most two above it, and writes nothing. It stands before every extension that
/// costs more, such as `pallet_quotas::ChargeQuota`.
#[derive(Encode, Decode, DecodeWithMemTracking, DefaultNoBound, Clone, Eq, PartialEq, TypeInfo)]
#[scale_info(skip_type_params(T))]
pub struct CheckParticipant<T>(PhantomData<T>);

impl<T> CheckParticipant<T> {
	/// The extension.
	pub fn new() -> Self {
		Self(PhantomData)
	}
}

impl<T> core::fmt::Debug for CheckParticipant<T> {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str("CheckParticipant")
	}
}

impl<T: Config + Send + Sync> TransactionExtension<T::RuntimeCall> for CheckParticipant<T>
where
	T::RuntimeCall: Dispatchable<Info = DispatchInfo>,
{
	const IDENTIFIER: &'static str = "CheckParticipant";
	type Implicit = ();
	type Val = ();
	type Pre = ();

	fn weight(&self, _: &T::RuntimeCall) -> Weight {
		T::WeightInfo::check_participant()
	}

	fn validate(
		&self,
		origin: T::RuntimeOrigin,
		call: &T::RuntimeCall,
		_info: &DispatchInfoOf<T::RuntimeCall>,
		_len: usize,
		_self_implicit: Self::Implicit,
		_inherited_implication: &impl Encode,
		_source: TransactionSource,
	) -> ValidateResult<Self::Val, T::RuntimeCall> {
		let signer = origin.as_signer().ok_or(InvalidTransaction::UnknownOrigin)?;
		Pallet::<T>::ensure_may_call(signer, call)?;
		Ok((Default::default(), (), origin))
	}

	impl_tx_ext_default!(T::RuntimeCall; prepare);

	fn bare_validate(
		call: &T::RuntimeCall,
		_info: &DispatchInfoOf<T::RuntimeCall>,
		_len: usize,
	) -> TransactionValidity {
		match T::CallPolicy::admits_bare(call) {
			true => Ok(Default::default()),
			false => Err(InvalidTransaction::UnknownOrigin.into()),
		}
	}

	fn bare_validate_and_prepare(
		call: &T::RuntimeCall,
		info: &DispatchInfoOf<T::RuntimeCall>,
		_len: usize,
	) -> Result<(), TransactionValidityError> {
		match info.class {
			DispatchClass::Mandatory => Ok(()),
			_ if T::CallPolicy::admits_bare(call) => Ok(()),
			DispatchClass::Normal | DispatchClass::Operational => {
				Err(InvalidTransaction::UnknownOrigin.into())
			}
		}
	}
}
