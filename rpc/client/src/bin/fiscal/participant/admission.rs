//! `fiscal participant digest`, `admit`, `admit-child`, `register-holder`, `bind-payer` (R012, R025, R123,
//! R216).

use super::{
	keys::{Endorsed, NewKey},
	KINDS, ROLES,
};
use crate::{
	cli::ViaCouncil,
	context::Context,
	output::Report,
	values::{choice, digest, IndexKey},
};
use clap::Args;
use fiscal_client::{
	calls::participants::{self, Child},
	client::Outcome,
	Fault, ParticipantName,
};
use fiscal_primitives::{
	participant::{
		admission_payload, payer_payload, AccountLabel, ChildKind, ParticipantKind, Role, Roles,
	},
	text::Name,
	Did, Digest, ParticipantId, PayerRef, SceneId,
};
use fiscal_sm_crypto::{hmac_sm3, Public, Signature};
use serde_json::{json, Value};
use std::io::Read;

/// The longest identity that is read, in bytes.
const MAX_IDENTITY: u64 = 1_024;

/// The real-world identity of a participant; only a keyed digest of it reaches the chain.
#[derive(Args)]
#[group(skip)]
pub struct Identity {
	/// Its unified social credit code; a keyed digest of it is what reaches the chain
	#[arg(long, value_name = "CODE", requires = "index_key")]
	identity: Option<String>,
	/// The keyed digest of its identity
	#[arg(
		long,
		value_name = "HEX",
		value_parser = digest,
		conflicts_with = "identity",
		required_unless_present = "identity"
	)]
	identity_digest: Option<Digest>,
	/// Key of the digest, 32 or more hexadecimal digits
	#[arg(long, value_name = "HEX", env = "FISCAL_INDEX_KEY", hide_env_values = true)]
	index_key: Option<IndexKey>,
}

/// The keyed digest of an identity as people write it.
pub fn digest_of(identity: &str, key: &IndexKey) -> Digest {
	hmac_sm3(&key.0, identity.trim().to_ascii_uppercase().as_bytes()).into()
}

impl Identity {
	/// The keyed digest.
	pub fn resolve(&self) -> Result<Digest, Fault> {
		match (&self.identity, self.identity_digest, &self.index_key) {
			(_, Some(digest), _) => Ok(digest),
			(Some(identity), None, Some(key)) => Ok(digest_of(identity, key)),
			_ => Err(Fault::Input(
				"identity: give --identity and --index-key, or --identity-digest".into(),
			)),
		}
	}
}

#[cfg(test)]
impl Identity {
	/// The one with that keyed digest.
	pub const fn known(digest: Digest) -> Self {
		Self { identity: None, identity_digest: Some(digest), index_key: None }
	}
}

/// The identity on standard input: no argument, which everybody on the machine could read.
#[derive(Args)]
pub struct IdentityDigest {
	/// Key of the digest, 32 or more hexadecimal digits
	#[arg(long, value_name = "HEX", env = "FISCAL_INDEX_KEY", hide_env_values = true)]
	index_key: IndexKey,
}

/// Shows the keyed digest of the identity on standard input.
pub fn show_digest(command: &IdentityDigest) -> Result<Report, Fault> {
	digest_from(std::io::stdin(), &command.index_key)
}

fn digest_from(input: impl Read, key: &IndexKey) -> Result<Report, Fault> {
	let fault = |words: String| Fault::Input(format!("identity: {words}"));
	let mut text = String::new();
	// One byte more tells whether there is more.
	let read = input.take(MAX_IDENTITY + 1).read_to_string(&mut text);
	read.map_err(|words| fault(words.to_string()))?;
	if text.len() as u64 > MAX_IDENTITY {
		return Err(fault(format!("more than {MAX_IDENTITY} bytes on standard input")));
	}
	let identity = text.trim();
	if identity.is_empty() || identity.contains('\n') {
		return Err(fault("not one line on standard input".into()));
	}
	let digest = digest_of(identity, key);
	Ok(Report::new(json!({ "identityDigest": digest }), format!("{digest:?}")))
}

/// The number of whoever the transaction admitted.
pub fn admitted(outcome: &Outcome, event: &str) -> Result<Option<ParticipantId>, Fault> {
	let event = outcome.events.iter().find(|other| other.is("Participants", event));
	event.map(|event| event.field::<ParticipantId>("id")).transpose()
}

/// Who is admitted in the first tier.
#[derive(Args)]
pub struct Admit {
	/// Its public name, 1 to 128 bytes
	#[arg(long)]
	name: Name,
	/// What it is
	#[arg(long, default_value = "organisation", value_parser = choice::<ParticipantKind>(KINDS))]
	kind: ParticipantKind,
	/// What it may do; may stand several times
	#[arg(long, required = true, value_parser = choice::<Role>(ROLES))]
	role: Vec<Role>,
	#[command(flatten)]
	key: NewKey,
	#[command(flatten)]
	identity: Identity,
	#[command(flatten)]
	via: ViaCouncil,
}

/// Admits a member.
pub async fn admit(context: &Context, command: Admit) -> Result<Report, Fault> {
	let Admit { name, kind, role, key, identity, via } = command;
	let identity = identity.resolve()?;
	let genesis = context.client().await?.genesis();
	let (key, proof) = key.prove(|key| admission_payload(&genesis, None, key))?;
	let call = participants::admit(&name, kind, Roles::of(&role), key, identity, proof);
	let did = Did::of(&key);
	let more = |outcome: &Outcome| -> Result<Value, Fault> {
		Ok(json!({ "id": admitted(outcome, "Admitted")?, "did": did }))
	};
	context.make(&call, &via, &format!("Admitted {name}, {did}."), more).await
}

/// Who is admitted below a participant. Unless an endorsement is given, the signer endorses: the
/// parent's key, or for accounts that of an administrator of its domain.
#[derive(Args)]
pub struct AdmitChild {
	/// Number of the participant below which it is to stand
	#[arg(long, value_name = "ID")]
	parent: ParticipantId,
	/// Its public name, 1 to 128 bytes
	#[arg(long)]
	name: Name,
	/// What it is: organisation, operator, or scene:NUMBER
	#[arg(long, value_parser = child_kind)]
	kind: ChildKind,
	/// What it may do; may stand several times
	#[arg(long, required = true, value_parser = choice::<Role>(ROLES))]
	role: Vec<Role>,
	#[command(flatten)]
	key: NewKey,
	#[command(flatten)]
	identity: Identity,
	#[command(flatten)]
	endorsed: Endorsed,
	#[command(flatten)]
	via: ViaCouncil,
}

/// `organisation`, `operator` or `scene:3`.
pub fn child_kind(text: &str) -> Result<ChildKind, String> {
	match text {
		"organisation" => Ok(ChildKind::Organisation),
		"operator" => Ok(ChildKind::Account(AccountLabel::Operator)),
		_ => text
			.strip_prefix("scene:")
			.and_then(|number| number.parse::<SceneId>().ok())
			.map(|scene| ChildKind::Account(AccountLabel::Scene(scene)))
			.ok_or_else(|| "not organisation, operator or scene:NUMBER".into()),
	}
}

/// Admits an organisation or an account.
pub async fn admit_child(context: &Context, command: AdmitChild) -> Result<Report, Fault> {
	let AdmitChild { parent, name, kind, role, key, identity, endorsed, via } = command;
	let (identity, roles) = (identity.resolve()?, Roles::of(&role));
	let client = context.client().await?;
	let payload = |key: &Public| admission_payload(&client.genesis(), Some(parent), key);
	let (key, proof) = key.prove(payload)?;
	let child = Child { name: name.clone(), kind, roles, key, identity, proof };
	let endorsement = endorsed.resolve(context, &client, parent, &child).await?;
	let call = participants::admit_child(parent, &child, endorsement);
	let did = Did::of(&key);
	let more = |outcome: &Outcome| -> Result<Value, Fault> {
		Ok(json!({ "id": admitted(outcome, "Admitted")?, "did": did, "parent": parent }))
	};
	let what = format!("Admitted {name}, {did}, below participant {parent}.");
	context.make(&call, &via, &what, more).await
}

/// Which citizen is registered by the platform that signs.
#[derive(Args)]
pub struct RegisterHolder {
	/// The payer reference that is bound to it
	#[arg(long, value_name = "HEX")]
	payer: PayerRef,
	#[command(flatten)]
	key: NewKey,
}

/// Registers a citizen.
pub async fn register_holder(context: &Context, command: RegisterHolder) -> Result<Report, Fault> {
	let RegisterHolder { payer, key } = command;
	let client = context.client().await?;
	let account = context.account()?;
	let platform = client.participant_of(account.id()).await?.organisation;
	let payload = |key: &Public| payer_payload(&client.genesis(), &Did::of(key), &payer, platform);
	let (key, proof) = key.prove(payload)?;
	let call = participants::register_holder(key, payer, proof);
	let outcome = client.submit(&call, &account).await?;
	let (id, did) = (admitted(&outcome, "HolderRegistered")?, Did::of(&key));
	let more = json!({ "id": id, "did": did, "payer": payer });
	Ok(Report::of_transaction(&outcome, &format!("Registered the citizen {did}."), more))
}

/// Which payer reference is bound to whom by the platform that signs.
#[derive(Args)]
pub struct BindPayer {
	/// The citizen's or organisation's number, DID or account
	#[arg(value_name = "ID|DID|ACCOUNT")]
	holder: ParticipantName,
	/// The payer reference
	#[arg(long, value_name = "HEX")]
	payer: PayerRef,
	/// What its key signed: see `fiscal participant sign payer`
	#[arg(long, value_name = "HEX")]
	proof: Signature,
}

/// Binds a payer reference.
pub async fn bind_payer(context: &Context, command: BindPayer) -> Result<Report, Fault> {
	let BindPayer { holder, payer, proof } = command;
	let client = context.client().await?;
	let account = context.account()?;
	let answer = client.participant(&holder).await?;
	let id = answer.ok_or_else(|| Fault::NotFound(format!("participant {holder}")))?.id;
	let outcome = client.submit(&participants::bind_payer(id, payer, proof), &account).await?;
	let what = format!("Bound payer reference {payer} to participant {id}.");
	Ok(Report::of_transaction(&outcome, &what, json!({ "id": id, "payer": payer })))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_child_is_an_organisation_an_operator_or_a_scene() {
		assert_eq!(child_kind("organisation"), Ok(ChildKind::Organisation));
		let scene = ChildKind::Account(AccountLabel::Scene(SceneId(3)));
		assert_eq!(child_kind("scene:3"), Ok(scene));
		for bad in ["", "scene", "scene:", "scene:x", "scene:-1", "Operator"] {
			assert!(child_kind(bad).is_err(), "{bad}");
		}
	}

	#[test]
	fn the_identity_on_standard_input_is_one_line() {
		let key: IndexKey = "ab".repeat(16).parse().unwrap();
		// As of `openssl dgst -sm3 -mac HMAC`.
		let expected = "0x72d4e8a8356204e1996a15a7255c3f21346e951e90bf09e7181b684b0ac26647";
		for text in ["91310000MA1FL00000", " 91310000ma1fl00000\r\n", "91310000MA1FL00000\n\n"] {
			let report = digest_from(text.as_bytes(), &key).unwrap();
			assert_eq!(report.text(), expected, "{text:?}");
			assert_eq!(report.json()["identityDigest"], expected, "{text:?}");
		}
		let long = "9".repeat(1_025);
		for bytes in
			[&b""[..], b"\n", b"91310000MA1FL00000\n91310000MA1FL00001", b"\xff", long.as_bytes()]
		{
			let answer = digest_from(bytes, &key);
			assert!(matches!(answer, Err(Fault::Input(_))), "{}", bytes.len());
		}
	}

	#[test]
	fn an_identity_is_digested_as_people_write_it() {
		let key: IndexKey = "ab".repeat(16).parse().unwrap();
		assert_eq!(digest_of(" 12310000425003321x ", &key), digest_of("12310000425003321X", &key));
	}
}
