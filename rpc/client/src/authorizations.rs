//! Authorizations of holders: credentials made and registered, and questions about them (R125–R130,
//! R137, R139, R233).

use crate::{
	calls::vc_authorization as calls,
	client::{Client, Outcome},
	faults::Fault,
	queries::ParticipantName,
	signer::Account,
};
use fiscal_primitives::{
	authorization::{
		AuthorizationAnswer, AuthorizationPage, AuthorizationState, CheckAnswer, Code,
		CredentialKind, Delegate, HolderProof, LogHead, Scope, Scopes, TemplateAnswer, TemplateId,
		WhiteListEntry,
	},
	rpc::{AuthorizationHistory, ParticipantAnswer},
	BillKey, Did, Digest, Moment, ParticipantId, SceneId,
};
use fiscal_sm_crypto::{sm3_256, Public, SignFault, Signature, Signer};
use fiscal_vc::{issue, Claims, CredentialId, IssueFault, Subject};
use subxt_rpcs::rpc_params;

/// What a holder grants; the rest of a credential follows from who signs and on which chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
	/// What the credential is for.
	pub kind: CredentialKind,
	/// The holder and the SM3 of the evidence of its consent, where a delegate signs.
	pub on_behalf: Option<(Did, Digest)>,
	/// To whom.
	pub grantee: Did,
	/// In which scene.
	pub scene: SceneId,
	/// How far.
	pub scopes: Scopes,
	/// Which bills.
	pub subject: Subject,
	/// How often.
	pub uses: u32,
	/// Valid from, Unix ms.
	pub valid_from: Moment,
	/// Valid until, Unix ms, exclusive.
	pub valid_until: Moment,
	/// Version of the template.
	pub template: TemplateId,
}

/// A credential as its issuer signed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
	/// Its compact form. Whoever has it can show it; only the chain says whether it is in force.
	pub credential: String,
	/// SM3 of the compact form.
	pub digest: Digest,
}

impl Grant {
	/// Makes the credential: `issuer` is the signer's DID and `version` that of its key in use.
	///
	/// # Errors
	/// [`Fault::Key`] if the signer does not sign; [`Fault::Input`] for a grant that no credential may
	/// make, with the name of the member.
	pub fn issue(
		&self,
		chain: Digest,
		issuer: Did,
		version: u32,
		signer: &dyn Signer,
	) -> Result<Issued, Fault> {
		let claims = Claims {
			id: CredentialId(random()?),
			kind: self.kind,
			issuer,
			on_behalf: self.on_behalf,
			grantee: self.grantee,
			scene: self.scene,
			scopes: self.scopes,
			subject: self.subject.clone(),
			uses: self.uses,
			valid_from: self.valid_from,
			valid_until: self.valid_until,
			template: self.template,
			chain,
		};
		let credential = issue(&claims, version, signer).map_err(|fault| match fault {
			IssueFault::Sign(fault) => Fault::Key(fault.to_string()),
			IssueFault::Claims(fault) => Fault::Input(fault.to_string()),
		})?;
		let digest = sm3_256(credential.as_bytes()).into();
		Ok(Issued { credential, digest })
	}
}

/// A new dynamic code: 32 hexadecimal digits from the operating system's generator.
///
/// # Errors
/// [`Fault::Internal`] if the operating system gives no random bytes.
pub fn new_code() -> Result<Code, Fault> {
	Ok(Code::new(&hex::encode(random::<16>()?))?)
}

fn random<const N: usize>() -> Result<[u8; N], Fault> {
	let mut bytes = [0u8; N];
	getrandom::fill(&mut bytes)
		.map_err(|fault| Fault::Internal(format!("no random bytes: {fault}")))?;
	Ok(bytes)
}

/// The holder's proof of a change of state, for a platform to bring.
///
/// # Errors
/// [`Fault::Key`] if the signer does not sign.
pub fn prove(
	chain: Digest,
	digest: Digest,
	nonce: u32,
	state: AuthorizationState,
	holder: &dyn Signer,
) -> Result<HolderProof, Fault> {
	let payload = HolderProof::payload(&chain, &digest, nonce, state);
	let signature = holder.sign(&payload).map_err(|fault| Fault::Key(fault.to_string()))?;
	Ok(HolderProof { nonce, signature })
}

/// An account signs credentials too.
impl Signer for Account {
	fn public(&self) -> Public {
		Account::public(self)
	}

	fn sign(&self, message: &[u8]) -> Result<Signature, SignFault> {
		Account::sign(self, message)
			.map(|signed| signed.signature)
			.map_err(|fault| SignFault::Unavailable(fault.to_string()))
	}
}

impl Client {
	/// Makes a credential that `issuer` signs with its key in use, and registers it through `bringer`:
	/// the issuer itself, the grantee, or a platform. A delegate's is brought by the delegate.
	///
	/// # Errors
	/// As [`Grant::issue`]; [`Fault::NotFound`] for an issuer the chain does not know; those of
	/// [`Client::submit`].
	pub async fn grant(
		&self,
		grant: &Grant,
		issuer: &Account,
		bringer: &Account,
	) -> Result<(Issued, Outcome), Fault> {
		let party: ParticipantAnswer = self.participant_of(issuer.id()).await?;
		let (did, version) = (party.participant.did, party.participant.key_version);
		let issued = grant.issue(self.genesis(), did, version, issuer)?;
		let call = match grant.on_behalf {
			None => calls::register(&issued.credential),
			Some(_) => calls::grant_for(&issued.credential),
		};
		let outcome = self.submit(&call, bringer).await?;
		Ok((issued, outcome))
	}

	/// An authorization by the SM3 of its credential.
	pub async fn authorization(
		&self,
		digest: Digest,
	) -> Result<Option<AuthorizationAnswer>, Fault> {
		self.request("vc_get", rpc_params![digest]).await
	}

	/// Would the participant be permitted, at `at` or now? Without a digest the white list is asked.
	pub async fn check_authorization(
		&self,
		participant: &ParticipantName,
		bill: BillKey,
		scope: Scope,
		scene: SceneId,
		digest: Option<Digest>,
		at: Option<Moment>,
	) -> Result<CheckAnswer, Fault> {
		let participant = participant.to_string();
		let params = rpc_params![participant, bill.code, bill.number, scope, scene, digest, at];
		self.request("vc_check", params).await
	}

	/// A page of what a holder granted: what is in force, or all of it.
	pub async fn authorizations_of_holder(
		&self,
		holder: &ParticipantName,
		all: bool,
		cursor: Option<Digest>,
		limit: u32,
	) -> Result<AuthorizationPage, Fault> {
		self.request("vc_byHolder", rpc_params![holder.to_string(), all, cursor, limit]).await
	}

	/// A page of what was granted to a participant, as above.
	pub async fn authorizations_of_grantee(
		&self,
		grantee: &ParticipantName,
		all: bool,
		cursor: Option<Digest>,
		limit: u32,
	) -> Result<AuthorizationPage, Fault> {
		self.request("vc_byGrantee", rpc_params![grantee.to_string(), all, cursor, limit]).await
	}

	/// Head of the log of an authorization.
	pub async fn authorization_log(&self, digest: Digest) -> Result<Option<LogHead>, Fault> {
		self.request("vc_log", rpc_params![digest]).await
	}

	/// A page of the life of an authorization, oldest step first: at most `limit` (1 to 500) steps
	/// behind `cursor`, the `next` of the page before.
	pub async fn authorization_history(
		&self,
		digest: Digest,
		cursor: Option<&str>,
		limit: u32,
	) -> Result<AuthorizationHistory, Fault> {
		self.request("vc_history", rpc_params![digest, cursor, limit]).await
	}

	/// A page of the uses of a bill, its reads on the white list and failed checks, as above.
	pub async fn bill_uses(
		&self,
		bill: BillKey,
		cursor: Option<&str>,
		limit: u32,
	) -> Result<AuthorizationHistory, Fault> {
		self.request("vc_byBill", rpc_params![bill.code, bill.number, cursor, limit]).await
	}

	/// A version of a template, or the last one.
	pub async fn credential_template(
		&self,
		number: u32,
		version: Option<u32>,
	) -> Result<Option<TemplateAnswer>, Fault> {
		self.request("vc_template", rpc_params![number, version]).await
	}

	/// A trusted delegate.
	pub async fn credential_delegate(&self, id: ParticipantId) -> Result<Option<Delegate>, Fault> {
		self.request("vc_delegate", rpc_params![id.to_string()]).await
	}

	/// An entry of the white list.
	pub async fn white_list_entry(
		&self,
		participant: ParticipantId,
		scene: SceneId,
	) -> Result<Option<WhiteListEntry>, Fault> {
		self.request("vc_whiteList", rpc_params![participant.to_string(), scene]).await
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_primitives::authorization::GrantedBills;
	use fiscal_sm_crypto::{verify, Pair};
	use fiscal_vc::Credential;

	fn grant() -> Grant {
		Grant {
			kind: CredentialKind::Person,
			on_behalf: None,
			grantee: Did([2; 22]),
			scene: SceneId(1),
			scopes: Scopes::of(&[Scope::Use]),
			subject: Subject::Bills(
				GrantedBills::new(vec!["31060125-0000000001".parse().unwrap()]).unwrap(),
			),
			uses: 1,
			valid_from: 5,
			valid_until: 6,
			template: TemplateId { number: 1, version: 1 },
		}
	}

	#[test]
	fn a_grant_becomes_a_credential_of_its_own() {
		let holder = Pair::from_dev_name("Citizen");
		let did = Did::of(&holder.public());
		let chain = Digest::repeat_byte(9);
		let one = grant().issue(chain, did, 3, &holder).unwrap();
		let two = grant().issue(chain, did, 3, &holder).unwrap();
		assert_ne!(one.digest, two.digest, "each has an id of its own");
		let credential = Credential::parse(one.credential.as_bytes()).unwrap();
		assert!(credential.is_signed_by(&holder.public()));
		assert_eq!((credential.digest, credential.key.version), (one.digest, 3));
		assert_eq!((credential.claims.issuer, credential.claims.chain), (did, chain));
	}

	#[test]
	fn what_no_credential_may_say_is_named() {
		let holder = Pair::from_dev_name("Citizen");
		let did = Did::of(&holder.public());
		let wrong = Grant { uses: 0, ..grant() };
		match wrong.issue(Digest::zero(), did, 1, &holder) {
			Err(Fault::Input(text)) => assert!(text.starts_with("credentialSubject.uses: ")),
			other => panic!("{other:?}"),
		}
	}

	#[test]
	fn an_account_signs_as_its_key_does() {
		let (account, pair) = (Account::dev("Citizen"), Pair::from_dev_name("Citizen"));
		let chain = Digest::repeat_byte(1);
		let state = AuthorizationState::Frozen;
		let by_account = prove(chain, Digest::zero(), 4, state, &account).unwrap();
		assert_eq!(by_account, prove(chain, Digest::zero(), 4, state, &pair).unwrap());
		let payload = HolderProof::payload(&chain, &Digest::zero(), 4, state);
		assert!(verify(&pair.public(), &payload, &by_account.signature));
	}

	#[test]
	fn codes_are_long_and_differ() {
		let (one, two) = (new_code().unwrap(), new_code().unwrap());
		assert_eq!(one.as_str().len(), 32);
		assert_ne!(one.digest(), two.digest());
	}
}
