#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

extern crate alloc;

mod acting;
mod admin;
#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
mod changes;
mod codes;
mod events;
mod queries;
mod register;
mod status;
#[cfg(any(feature = "try-runtime", feature = "std"))]
mod try_state;
pub mod types;
mod usage;
pub mod weights;

#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;

pub use pallet::*;
pub use types::{
	Attempts, CodeEnd, CompactCredential, CredentialBatch, PendingCode, MAX_BATCH, MAX_CREDENTIAL,
};
pub use weights::WeightInfo;

use frame_support::pallet_macros::import_section;

#[import_section(events::events)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::vec::Vec;
	use fiscal_primitives::{
		authorization::{
			Authorization, AuthorizationState, Basis, Code, CodeFault, Delegate, DelegateTerms,
			HolderProof, LogEntry, Scope, Scopes, Template, TemplateId, TemplateRecord,
			WhiteListEntry,
		},
		text::Reason,
		traits::{BillLedger, Gate, ParticipantRegistry, SceneRegistry},
		AccountId, Actor, BillKey, Digest, Moment, ParticipantId, SceneId,
	};
	use frame_support::{pallet_prelude::*, traits::Time};
	use frame_system::pallet_prelude::*;

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	/// The authorizations of the chain.
	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	/// What the pallet needs of its runtime.
	#[pallet::config]
	pub trait Config:
		frame_system::Config<AccountId = AccountId, Hash = Digest, RuntimeEvent: From<Event<Self>>>
	{
		/// The door of what administrators decide.
		type Gate: Gate<Self::RuntimeOrigin>;
		/// Who is who, with which key, and whose payer reference.
		type Participants: ParticipantRegistry<Self::AccountId>;
		/// The bills.
		type Bills: BillLedger;
		/// Scenes in force.
		type Scenes: SceneRegistry;
		/// Consensus time, Unix ms.
		type Time: Time<Moment = Moment>;

		/// The longest a dynamic code lives, ms.
		#[pallet::constant]
		type CodeTerm: Get<u64>;
		/// How often somebody who is not the grantee may try one code, and how many codes a participant
		/// may try in vain within [`Config::CodeTerm`].
		#[pallet::constant]
		type MaxCodeAttempts: Get<u8>;
		/// The most codes that have run out one block removes.
		#[pallet::constant]
		type MaxSweep: Get<u32>;
		/// What the calls cost.
		type WeightInfo: WeightInfo;
		/// Makes what benchmarks need of other pallets.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: benchmarking::BenchmarkHelper;
	}

	/// Authorizations, by the SM3 of the compact form of their credential.
	#[pallet::storage]
	pub type Authorizations<T: Config> = StorageMap<_, Identity, Digest, Authorization>;

	/// The authorizations of each holder.
	#[pallet::storage]
	pub type ByHolder<T: Config> =
		StorageDoubleMap<_, Twox64Concat, ParticipantId, Identity, Digest, ()>;

	/// The authorizations of each grantee.
	#[pallet::storage]
	pub type ByGrantee<T: Config> =
		StorageDoubleMap<_, Twox64Concat, ParticipantId, Identity, Digest, ()>;

	/// The credential of each `id` of each issuer: one at most, however often it was signed.
	#[pallet::storage]
	pub type CredentialIds<T: Config> = StorageDoubleMap<
		_,
		Twox64Concat,
		ParticipantId,
		Blake2_128Concat,
		[u8; 16],
		Digest,
		OptionQuery,
	>;

	/// Every version of every template.
	#[pallet::storage]
	pub type Templates<T: Config> = StorageMap<_, Twox64Concat, TemplateId, TemplateRecord>;

	/// The last version of each template, and whether that is in force.
	#[pallet::storage]
	pub type TemplateVersions<T: Config> = StorageMap<_, Twox64Concat, u32, (u32, bool)>;

	/// How many templates there are.
	#[pallet::storage]
	pub type TemplateCount<T: Config> = StorageValue<_, u32, ValueQuery>;

	/// Trusted delegates 可信委托方.
	#[pallet::storage]
	pub type Delegates<T: Config> = StorageMap<_, Twox64Concat, ParticipantId, Delegate>;

	/// The white list 白名单.
	#[pallet::storage]
	pub type WhiteList<T: Config> =
		StorageMap<_, Twox64Concat, (ParticipantId, SceneId), WhiteListEntry>;

	/// Dynamic codes that wait, by their digest.
	#[pallet::storage]
	pub type Codes<T: Config> = StorageMap<_, Identity, Digest, PendingCode>;

	/// The code of an authorization: one at most.
	#[pallet::storage]
	pub type CodeOf<T: Config> = StorageMap<_, Identity, Digest, Digest>;

	/// The codes in the order of their ends.
	#[pallet::storage]
	pub type CodeEnds<T: Config> = StorageMap<_, Identity, CodeEnd, ()>;

	/// Codes that participants tried in vain, in their last window.
	#[pallet::storage]
	pub type FailedAttempts<T: Config> =
		StorageMap<_, Twox64Concat, ParticipantId, Attempts, ValueQuery>;

	/// Templates to start with, numbered from 1, version 1.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The templates.
		pub templates: Vec<Template>,
		/// Nothing; the type parameter has to appear.
		#[serde(skip)]
		pub _config: core::marker::PhantomData<T>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		/// # Panics
		/// If a template is not one the calls would admit: a chain must not start from it.
		fn build(&self) {
			for template in &self.templates {
				let name = template.name.clone();
				if let Err(fault) =
					Pallet::<T>::store_template(None, template.clone(), Actor::System, 0)
				{
					panic!("genesis of templates: {name} is refused: {fault:?}");
				}
			}
		}
	}

	/// Why a call, or a lock that asked for permission, was refused; nothing changed.
	#[pallet::error]
	pub enum Error<T> {
		/// There is no such authorization, template, delegate or entry.
		NotFound,
		/// The credential, or another of its `id` by the same issuer, is registered; or the code is in
		/// use.
		AlreadyExists,
		/// The signer may not do this, or who is to be trusted is no platform.
		NotAuthorized,
		/// The signer is not active.
		NotActive,
		/// The authorization is revoked, for ever.
		Terminal,
		/// It is so already.
		NothingChanged,
		/// The time is over.
		Expired,
		/// It is not a credential of the profile; `fiscal vc inspect` names the member.
		CredentialMalformed,
		/// The credential is for another chain.
		WrongChain,
		/// The signature is not the issuer's.
		BadSignature,
		/// The credential was signed with a key the issuer replaced since.
		KeyOutdated,
		/// No participant has the DID of the holder or issuer.
		HolderNotFound,
		/// The holder is not active.
		HolderNotActive,
		/// No participant has the DID of the grantee.
		GranteeNotFound,
		/// The grantee is not active.
		GranteeNotActive,
		/// The scene is not in force.
		SceneNotActive,
		/// The template or this version of it is not in force.
		TemplateNotInForce,
		/// The credential is of another kind than its template.
		TemplateMismatch,
		/// More than the template or the delegate may grant.
		ScopeNotAllowed,
		/// A scene the template or the delegate may not grant in.
		SceneNotAllowed,
		/// Valid for longer than the template or the delegate may grant.
		MaxValidityExceeded,
		/// More uses than the template or the delegate may grant.
		MaxUsesExceeded,
		/// More bills than the delegate may grant at once.
		MaxBillsExceeded,
		/// The delegate granted as often as it may today.
		MaxGrantsExceeded,
		/// A template, delegate or entry without scope, time or number.
		TermsEmpty,
		/// 2^32 - 1 templates or versions.
		MaxTemplatesExceeded,
		/// Not the nonce of the next change.
		NonceMismatch,
		/// Too many codes were tried in vain.
		MaxAttemptsExceeded,
		/// The code would live longer than a code may.
		MaxCodeTermExceeded,
		/// A lock needs the authorization of the holder; the white list does not serve.
		AuthorizationRequired,
		/// It was granted to somebody else.
		WrongGrantee,
		/// The grantee's key changed: the holder has to authorize again 重新授权.
		GranteeKeyChanged,
		/// The authorization is frozen.
		Frozen,
		/// The authorization is revoked.
		Revoked,
		/// The validity of the authorization has not begun.
		NotYetValid,
		/// The authorization was used as often as it may be.
		UsedUp,
		/// A confirmation grants nothing.
		NotAGrant,
		/// The authorization does not reach that far.
		ScopeNotGranted,
		/// The authorization is for another scene.
		SceneNotGranted,
		/// The authorization does not name the bill.
		BillNotCovered,
		/// There is no such bill.
		BillNotFound,
		/// The payer of the bill is not bound to the holder.
		BillNotOwned,
		/// No entry of the white list covers it.
		NotListed,
		/// The delegate that granted it is not active, or is trusted no longer.
		DelegateNotTrusted,
		/// `Use` is for locks: it is no read that is recorded, and none the white list can permit.
		NotARead,
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_idle(_: BlockNumberFor<T>, remaining: Weight) -> Weight {
			Self::sweep(remaining)
		}

		#[cfg(feature = "std")]
		fn integrity_test() {
			assert!(T::CodeTerm::get() > 0 && T::MaxCodeAttempts::get() > 0, "no code could serve");
			assert!(T::MaxSweep::get() > 0, "no code would ever be swept");
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Registers a credential signed by the holder, or by the institution that confirms. What is
		/// kept is its digest and what it says; the credential stays outside. R125, R126, R233.
		///
		/// Who: the holder, the grantee, or a platform that brings it. Emits [`Event::Registered`].
		/// Errors: those of the credential, its parties, its template and its bills, in this order;
		/// `AlreadyExists`; `NotAuthorized`, `NotActive`.
		#[pallet::call_index(0)]
		#[pallet::weight(T::WeightInfo::register(64))]
		pub fn register(
			origin: OriginFor<T>,
			credential: CompactCredential,
		) -> DispatchResultWithPostInfo {
			let by = Self::acting(origin)?;
			let bills = Self::do_register(by, &credential)?;
			Ok(Some(T::WeightInfo::register(bills)).into())
		}

		/// Registers up to 20 credentials, each as [`Pallet::register`] does: one that is refused does
		/// not concern the others. R126 法人批量授权.
		///
		/// Who: as for [`Pallet::register`]. Emits [`Event::Registered`] or
		/// [`Event::RegistrationRefused`] for each, then [`Event::BatchRegistered`]. Errors:
		/// `NotAuthorized`, `NotActive`.
		#[pallet::call_index(1)]
		#[pallet::weight(Pallet::<T>::batch_weight(credentials.len().try_into().unwrap_or(MAX_BATCH)))]
		pub fn register_batch(
			origin: OriginFor<T>,
			credentials: CredentialBatch,
		) -> DispatchResultWithPostInfo {
			let by = Self::acting(origin)?;
			let weight = Self::do_register_batch(by, credentials);
			Ok(Some(weight).into())
		}

		/// Registers a credential that a trusted delegate signed for the holder 免密授权. It names the
		/// holder and the digest of the evidence of the holder's consent. R126.
		///
		/// Who: the delegate that signed it, within its terms. Emits [`Event::Registered`]. Errors: as
		/// for [`Pallet::register`]; `NotFound` for a signer nobody trusts, `ScopeNotAllowed`,
		/// `SceneNotAllowed`, `MaxValidityExceeded`, `MaxUsesExceeded`, `MaxBillsExceeded`,
		/// `MaxGrantsExceeded`.
		#[pallet::call_index(2)]
		#[pallet::weight(T::WeightInfo::grant_for(64))]
		pub fn grant_for(
			origin: OriginFor<T>,
			credential: CompactCredential,
		) -> DispatchResultWithPostInfo {
			let by = Self::acting(origin)?;
			let bills = Self::do_grant_for(by.id, &credential)?;
			Ok(Some(T::WeightInfo::grant_for(bills)).into())
		}

		/// Freezes 冻结, activates 激活 or revokes 撤销 an authorization. A frozen one grants nothing; a
		/// revoked one is so for ever. R125, R132, R233.
		///
		/// Who: the holder; the delegate that granted it, which may freeze and revoke but not lift what
		/// the holder froze; or a platform with `proof`, the holder's signature of
		/// [`HolderProof::payload`]. Emits [`Event::StatusChanged`]. Errors: `NotFound`,
		/// `NotAuthorized`, `NotActive`, `NonceMismatch`, `BadSignature`, `Terminal`,
		/// `NothingChanged`.
		#[pallet::call_index(3)]
		#[pallet::weight(T::WeightInfo::set_status())]
		pub fn set_status(
			origin: OriginFor<T>,
			digest: Digest,
			state: AuthorizationState,
			reason: Reason,
			proof: Option<HolderProof>,
		) -> DispatchResult {
			Self::do_set_status(Self::acting(origin)?, digest, state, reason, proof)
		}

		/// Checks and records one read of a bill, before it is made: counts it and continues the log.
		/// A check that fails is recorded too, and the call succeeds, so that the failure stays on the
		/// chain: the reader goes by the event. `purpose` is the SM3 of the purpose. R130, R139, R233.
		///
		/// Who: an active participant. Emits [`Event::Used`] or [`Event::CheckFailed`]. Errors:
		/// `NotAuthorized`, `NotActive`; `NotARead` for `Use`, which is for locks.
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::record_use())]
		pub fn record_use(
			origin: OriginFor<T>,
			basis: Basis,
			bill: BillKey,
			scope: Scope,
			scene: SceneId,
			purpose: Digest,
		) -> DispatchResult {
			Self::do_record_use(Self::acting(origin)?.id, basis, bill, scope, scene, purpose)
		}

		/// Puts the digest of a dynamic code 授权动态码 on the chain, which opens an authorization once
		/// and before `until`. A code the authorization had before is void. R137.
		///
		/// Who: the holder, the delegate that granted it, or a platform. Emits [`Event::CodeIssued`].
		/// Errors: `NotFound`, `NotAuthorized`, `NotActive`, `Expired`, `MaxCodeTermExceeded`,
		/// `AlreadyExists`; those of an authorization that grants nothing just now.
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::issue_code())]
		pub fn issue_code(
			origin: OriginFor<T>,
			code: Digest,
			authorization: Digest,
			until: Moment,
		) -> DispatchResult {
			Self::do_issue_code(Self::acting(origin)?, code, authorization, until)
		}

		/// Redeems a dynamic code: tells which authorization it opens, and spends it. A code that opens
		/// nothing is counted and the call succeeds; whoever tries too many is refused for a while.
		/// R137.
		///
		/// Who: the grantee of the authorization. Emits [`Event::CodeRedeemed`] or
		/// [`Event::CodeRefused`]. Errors: `NotAuthorized`, `NotActive`, `MaxAttemptsExceeded`.
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::redeem_code())]
		pub fn redeem_code(origin: OriginFor<T>, code: Code) -> DispatchResult {
			Self::do_redeem_code(Self::acting(origin)?.id, &code)
		}

		/// Puts a template 凭证模版 into force: a new one, or the next version of `number`. R128.
		///
		/// Who: [`Config::Gate`] for `ChangeCredentialTemplates`, a fiscal authority. Emits
		/// [`Event::TemplateChanged`]. Errors: those of the gate; `TermsEmpty`, `ScopeNotAllowed`,
		/// `NotFound`, `NothingChanged`, `MaxTemplatesExceeded`.
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::put_template())]
		pub fn put_template(
			origin: OriginFor<T>,
			number: Option<u32>,
			template: Template,
		) -> DispatchResult {
			Self::do_put_template(origin, number, template)
		}

		/// Withdraws a template: nothing more is registered under it; what is registered stands. R128.
		///
		/// Who: as for [`Pallet::put_template`]. Emits [`Event::TemplateWithdrawn`]. Errors: as there.
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::withdraw_template())]
		pub fn withdraw_template(origin: OriginFor<T>, number: u32) -> DispatchResult {
			Self::do_withdraw_template(origin, number)
		}

		/// Trusts a platform to grant for holders within `terms`, which replace those it had; or, with
		/// none, no longer: what it granted then grants nothing, until it is trusted again, and it may
		/// still freeze and revoke it. R126.
		///
		/// Who: [`Config::Gate`] for `TrustDelegate`, a fiscal authority. Emits
		/// [`Event::DelegateChanged`]. Errors: those of the gate; `NotActive`, `NotAuthorized` unless it
		/// is a platform, `TermsEmpty`, `NothingChanged`, `NotFound`.
		#[pallet::call_index(9)]
		#[pallet::weight(T::WeightInfo::set_delegate())]
		pub fn set_delegate(
			origin: OriginFor<T>,
			delegate: ParticipantId,
			terms: Option<DelegateTerms>,
		) -> DispatchResult {
			Self::do_set_delegate(origin, delegate, terms)
		}

		/// Lets a participant that acts in a scene read any bill without an authorization until `until`
		/// 白名单; every read is recorded. Replaces the entry it had and keeps its log. R076, R233.
		///
		/// Who: [`Config::Gate`] for `ChangeWhiteList`, a fiscal authority. Emits
		/// [`Event::WhiteListChanged`]. Errors: those of the gate; `NotActive`, `SceneNotActive`,
		/// `TermsEmpty`, `NotARead`, `Expired`, `NothingChanged`.
		#[pallet::call_index(10)]
		#[pallet::weight(T::WeightInfo::set_white_list())]
		pub fn set_white_list(
			origin: OriginFor<T>,
			participant: ParticipantId,
			scene: SceneId,
			scopes: Scopes,
			until: Moment,
		) -> DispatchResult {
			Self::do_set_white_list(origin, participant, scene, scopes, until)
		}

		/// Takes an entry off the white list, at once. R233.
		///
		/// Who and event: as for [`Pallet::set_white_list`]. Errors: `NotFound`, `NothingChanged`.
		#[pallet::call_index(11)]
		#[pallet::weight(T::WeightInfo::remove_white_list())]
		pub fn remove_white_list(
			origin: OriginFor<T>,
			participant: ParticipantId,
			scene: SceneId,
		) -> DispatchResult {
			Self::do_remove_white_list(origin, participant, scene)
		}
	}
}
