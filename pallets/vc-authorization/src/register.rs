//! How credentials come to the chain. R125, R126, R128, R233.

use crate::{
	acting::Acting, Authorizations, ByGrantee, ByHolder, CompactCredential, Config,
	CredentialBatch, CredentialIds, Delegates, Error, Event, Pallet, TemplateVersions, Templates,
	WeightInfo,
};
use fiscal_primitives::{
	authorization::{
		Authorization, AuthorizationState, Coverage, LogHead, LogItem, SceneSet, Scope, Scopes,
		Template,
	},
	traits::{BillLedger, ParticipantRegistry, SceneRegistry},
	Date, Did, Moment, ParticipantId, PayerRef,
};
use fiscal_vc::{Claims, Credential};
use frame_support::{ensure, storage::with_storage_layer, traits::Time, weights::Weight};
use sp_runtime::DispatchError;

/// What a grant is measured by: a template's limits, or a delegate's terms.
struct Limits<'a> {
	scopes: Scopes,
	max_validity: u64,
	max_uses: u32,
	scenes: &'a SceneSet,
}

impl<T: Config> Pallet<T> {
	/// Registers what the holder signed, brought by `by`. Gives the number of bills it names.
	pub(crate) fn do_register(
		by: Acting,
		compact: &CompactCredential,
	) -> Result<u32, DispatchError> {
		let credential = Self::read(compact)?;
		ensure!(credential.claims.on_behalf.is_none(), Error::<T>::NotAuthorized);
		let holder = Self::signer(&credential)?;
		let authorization = Self::admit(&credential, holder, None)?;
		let brings = by.id == holder || by.id == authorization.grantee || by.is_platform::<T>();
		ensure!(brings, Error::<T>::NotAuthorized);
		Ok(Self::insert(&credential, authorization, by.id))
	}

	/// What a batch costs at most. Its credentials may name as many bills each as one can, every one of
	/// them another.
	pub(crate) fn batch_weight(credentials: u32) -> Weight {
		let apart = T::WeightInfo::register(64).saturating_mul(credentials.into());
		T::WeightInfo::register_batch(credentials).max(apart)
	}

	/// Registers each; gives what it cost.
	pub(crate) fn do_register_batch(by: Acting, credentials: CredentialBatch) -> Weight {
		let (mut registered, mut refused) = (0u32, 0u32);
		let mut weight = Weight::zero();
		for (index, credential) in (0u32..).zip(&credentials) {
			match with_storage_layer(|| Self::do_register(by, credential)) {
				Ok(bills) => {
					registered = registered.saturating_add(1);
					weight = weight.saturating_add(T::WeightInfo::register(bills));
				}
				Err(error) => {
					refused = refused.saturating_add(1);
					weight = weight.saturating_add(T::WeightInfo::register(64));
					Self::deposit_event(Event::RegistrationRefused { index, error });
				}
			}
		}
		Self::deposit_event(Event::BatchRegistered { registered, refused, by: by.id });
		weight
	}

	/// Registers what the delegate `by` signed for a holder.
	pub(crate) fn do_grant_for(
		by: ParticipantId,
		compact: &CompactCredential,
	) -> Result<u32, DispatchError> {
		let mut delegate = Delegates::<T>::get(by).ok_or(Error::<T>::NotFound)?;
		let credential = Self::read(compact)?;
		let (holder, consent) = credential.claims.on_behalf.ok_or(Error::<T>::NotAuthorized)?;
		ensure!(Self::signer(&credential)? == by, Error::<T>::NotAuthorized);
		let holder = T::Participants::by_did(&holder).ok_or(Error::<T>::HolderNotFound)?;
		ensure!(T::Participants::is_active(holder), Error::<T>::HolderNotActive);
		let terms = &delegate.terms;
		let (scopes, scenes) = (terms.scopes, &terms.scenes);
		let (max_validity, max_uses) = (terms.max_validity, terms.max_uses);
		Self::within(&credential.claims, &Limits { scopes, max_validity, max_uses, scenes })?;
		let authorization = Self::admit(&credential, holder, Some((by, consent)))?;
		// Whoever decides for others does not decide for itself.
		ensure!(authorization.grantee != by, Error::<T>::NotAuthorized);
		match &authorization.coverage {
			Coverage::Bills(bills) if bills.count() <= terms.max_bills => (),
			_ => return Err(Error::<T>::MaxBillsExceeded.into()),
		}
		let today = Date::at(T::Time::now()).get();
		if delegate.day != today {
			(delegate.day, delegate.granted) = (today, 0);
		}
		ensure!(delegate.granted < delegate.terms.grants_per_day, Error::<T>::MaxGrantsExceeded);
		delegate.granted = delegate.granted.saturating_add(1);
		let bills = Self::insert(&credential, authorization, by);
		Delegates::<T>::insert(by, delegate);
		Ok(bills)
	}

	/// Reads a credential of this chain that is not registered.
	fn read(compact: &CompactCredential) -> Result<Credential<'_>, DispatchError> {
		let credential = Credential::parse(compact).map_err(|_| Error::<T>::CredentialMalformed)?;
		let chain = Self::chain();
		ensure!(credential.claims.chain == chain, Error::<T>::WrongChain);
		ensure!(!Authorizations::<T>::contains_key(credential.digest), Error::<T>::AlreadyExists);
		Ok(credential)
	}

	/// The issuer, active, whose key in use made the signature.
	fn signer(credential: &Credential<'_>) -> Result<ParticipantId, DispatchError> {
		let id = Self::party(&credential.claims.issuer, Error::<T>::HolderNotFound)?;
		ensure!(T::Participants::is_active(id), Error::<T>::HolderNotActive);
		let (key, version) = T::Participants::key_of(id).ok_or(Error::<T>::HolderNotFound)?;
		ensure!(credential.key.version == version, Error::<T>::KeyOutdated);
		ensure!(credential.is_signed_by(&key), Error::<T>::BadSignature);
		Ok(id)
	}

	fn party(did: &Did, fault: Error<T>) -> Result<ParticipantId, DispatchError> {
		Ok(T::Participants::by_did(did).ok_or(fault)?)
	}

	/// What is stored of a credential whose signature is good.
	fn admit(
		credential: &Credential<'_>,
		holder: ParticipantId,
		delegate: Option<(ParticipantId, fiscal_primitives::Digest)>,
	) -> Result<Authorization, DispatchError> {
		let claims = &credential.claims;
		// The issuer signs the same claims as often as it likes, in other bytes each time.
		let issuer = delegate.map_or(holder, |(delegate, _)| delegate);
		let registered = CredentialIds::<T>::contains_key(issuer, claims.id.0);
		ensure!(!registered, Error::<T>::AlreadyExists);
		let grantee = Self::party(&claims.grantee, Error::<T>::GranteeNotFound)?;
		ensure!(T::Participants::is_active(grantee), Error::<T>::GranteeNotActive);
		let now = T::Time::now();
		ensure!(
			now < claims.valid_until && claims.valid_from < claims.valid_until,
			Error::<T>::Expired
		);
		Self::under_template(claims)?;
		ensure!(T::Scenes::terms(claims.scene).is_some(), Error::<T>::SceneNotActive);
		let coverage = claims.subject.coverage();
		Self::ensure_owned(holder, &coverage, claims.scopes)?;
		let version = |id| T::Participants::key_of(id).map(|(_, version)| version);
		Ok(Authorization {
			kind: claims.kind,
			holder,
			holder_key_version: version(holder).ok_or(Error::<T>::HolderNotFound)?,
			grantee,
			grantee_key_version: version(grantee).ok_or(Error::<T>::GranteeNotFound)?,
			delegate,
			template: claims.template,
			scene: claims.scene,
			scopes: claims.scopes,
			coverage,
			valid_from: claims.valid_from,
			valid_until: claims.valid_until,
			uses_max: claims.uses,
			used: 0,
			state: AuthorizationState::Active,
			nonce: 0,
			registered_at: now,
			changed_at: now,
			log: LogHead::default(),
		})
	}

	/// The template is in force and admits the claims.
	fn under_template(claims: &Claims) -> Result<(), DispatchError> {
		let in_force = TemplateVersions::<T>::get(claims.template.number);
		ensure!(in_force == Some((claims.template.version, true)), Error::<T>::TemplateNotInForce);
		let record = Templates::<T>::get(claims.template).ok_or(Error::<T>::TemplateNotInForce)?;
		let Template { kind, scopes, max_validity, max_uses, ref scenes, .. } = record.template;
		ensure!(claims.kind == kind, Error::<T>::TemplateMismatch);
		Self::within(claims, &Limits { scopes, max_validity, max_uses, scenes })?;
		Ok(())
	}

	fn within(claims: &Claims, limits: &Limits<'_>) -> Result<(), Error<T>> {
		ensure!(limits.scopes.covers(claims.scopes), Error::<T>::ScopeNotAllowed);
		ensure!(limits.scenes.admits(claims.scene), Error::<T>::SceneNotAllowed);
		// What begins later is bounded from now on, so that nothing is granted ahead of its time.
		let from: Moment = claims.valid_from.min(T::Time::now());
		let validity = claims.valid_until.saturating_sub(from);
		ensure!(validity <= limits.max_validity, Error::<T>::MaxValidityExceeded);
		ensure!(claims.uses <= limits.max_uses, Error::<T>::MaxUsesExceeded);
		Ok(())
	}

	/// Bills that may be used, or whose files may be read, are the holder's. For less it is enough
	/// that they are when they are read.
	fn ensure_owned(
		holder: ParticipantId,
		coverage: &Coverage,
		scopes: Scopes,
	) -> Result<(), Error<T>> {
		let Coverage::Bills(bills) = coverage else { return Ok(()) };
		if !scopes.contains(Scope::Use) && !scopes.contains(Scope::Pdf) {
			return Ok(());
		}
		// Bills of one grant mostly name the same payer.
		let mut known: Option<PayerRef> = None;
		for key in bills.iter() {
			let bill = T::Bills::bill(key).ok_or(Error::<T>::BillNotFound)?;
			if known != Some(bill.payer) {
				let owned = T::Participants::holder_of(&bill.payer) == Some(holder);
				ensure!(owned, Error::<T>::BillNotOwned);
				known = Some(bill.payer);
			}
		}
		Ok(())
	}

	/// Writes the record and begins its log. Gives the number of bills it names.
	fn insert(
		credential: &Credential<'_>,
		mut authorization: Authorization,
		by: ParticipantId,
	) -> u32 {
		let digest = credential.digest;
		let Authorization { holder, grantee, scene, delegate, .. } = authorization;
		let (bills, at) = (authorization.coverage.named(), authorization.registered_at);
		let item = LogItem::Registered { at, digest, holder, grantee, scene, delegate, by };
		authorization.log.append(&item);
		let head = authorization.log.head;
		let issuer = delegate.map_or(holder, |(delegate, _)| delegate);
		CredentialIds::<T>::insert(issuer, credential.claims.id.0, digest);
		ByHolder::<T>::insert(holder, digest, ());
		ByGrantee::<T>::insert(grantee, digest, ());
		Authorizations::<T>::insert(digest, authorization);
		Self::deposit_event(Event::Registered {
			digest,
			holder,
			grantee,
			scene,
			delegate,
			by,
			at,
			head,
		});
		bills
	}
}
