//! `fiscal vc issue|inspect|verify|prove`: what needs no connection (R125–R127, R130).

use crate::{
	context::Context,
	output::{table, word, Report},
	values::{choice, digest, digest_of, lock_term, read_at_most},
	vc::SCOPES,
};
use clap::{ArgGroup, Args};
use fiscal_client::{
	authorizations::{prove as prove_change, Grant},
	faults::Kind,
	time, Fault,
};
use fiscal_primitives::{
	authorization::{AuthorizationState, CredentialKind, GrantedBills, Scope, Scopes, TemplateId},
	scene::LockTerm,
	BillKey, Did, Digest, Moment, SceneId,
};
use fiscal_sm_crypto::Public;
use fiscal_vc::{type_of, Claims, Credential, Subject, MAX_COMPACT};
use serde_json::{json, Value};
use std::{
	io::Write,
	path::{Path, PathBuf},
	time::{SystemTime, UNIX_EPOCH},
};

const KINDS: &[&str] = &["person", "company", "confirmation"];
const STATES: &[&str] = &["active", "frozen", "revoked"];

/// What a credential says.
#[derive(Args)]
#[command(group(ArgGroup::new("about").required(true).args(["bill", "all_bills", "name"])))]
pub struct Issue {
	/// What it is for
	#[arg(long, default_value = "person", value_parser = choice::<CredentialKind>(KINDS))]
	kind: CredentialKind,
	/// DID of whom it is granted to
	#[arg(long, value_name = "DID")]
	grantee: Did,
	/// In which scene
	#[arg(long, value_name = "ID")]
	scene: SceneId,
	/// How far; may stand several times
	#[arg(long, required = true, value_parser = choice::<Scope>(SCOPES))]
	scope: Vec<Scope>,
	/// A bill, CODE-NUMBER; may stand 64 times
	#[arg(long)]
	bill: Vec<BillKey>,
	/// All bills of the holder in the scene
	#[arg(long)]
	all_bills: bool,
	/// A DID that is confirmed; may stand 64 times
	#[arg(long, value_name = "DID")]
	name: Vec<Did>,
	/// How often it may be used
	#[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
	uses: u32,
	/// From when, such as 2026-11-21T04:03:04Z [default: now]
	#[arg(long, value_name = "TIME", value_parser = moment)]
	from: Option<Moment>,
	/// For how long, 1m to 366d
	#[arg(long = "for", value_name = "TIME", default_value = "30d", value_parser = lock_term)]
	term: LockTerm,
	/// Version of the template, NUMBER:VERSION
	#[arg(long, default_value = "1:1")]
	template: TemplateId,
	/// The holder, where the signer is its trusted delegate
	#[arg(long, value_name = "DID", requires = "consent")]
	holder: Option<Did>,
	/// File of the evidence of the holder's consent; its SM3 stands in the credential
	#[arg(long, value_name = "FILE", requires = "holder")]
	consent: Option<PathBuf>,
	/// Hash of block 0 of the chain [default: of the chain of the node]
	#[arg(long, value_name = "HEX", value_parser = digest, requires = "key_version")]
	chain: Option<Digest>,
	/// DID of the signer [default: that of its key]
	#[arg(long, value_name = "DID", requires = "chain")]
	issuer: Option<Did>,
	/// Version of the signer's key
	#[arg(long, value_name = "VERSION", requires = "chain")]
	key_version: Option<u32>,
	/// File to write; an existing one is not overwritten
	#[arg(long, value_name = "FILE")]
	out: Option<PathBuf>,
}

/// A credential.
#[derive(Args)]
pub struct Inspect {
	/// Its file
	#[arg(value_name = "FILE")]
	file: PathBuf,
}

/// A credential and who should have signed it.
#[derive(Args)]
pub struct Verify {
	/// Its file
	#[arg(value_name = "FILE")]
	file: PathBuf,
	/// Key of the issuer, 66 hexadecimal digits, as the chain tells it
	#[arg(long, value_name = "HEX")]
	public: Public,
	/// At which moment it has to be valid [default: now]
	#[arg(long, value_name = "TIME", value_parser = moment)]
	at: Option<Moment>,
}

/// A change of state, to be signed.
#[derive(Args)]
pub struct Prove {
	/// SM3 of the credential
	#[arg(value_parser = digest)]
	digest: Digest,
	/// The new state
	#[arg(long, value_parser = choice::<AuthorizationState>(STATES))]
	state: AuthorizationState,
	/// How often the state changed before, as `fiscal vc get` tells
	#[arg(long)]
	nonce: u32,
	/// Hash of block 0 of the chain
	#[arg(long, value_name = "HEX", value_parser = digest)]
	chain: Digest,
}

/// A moment as credentials write it.
pub fn moment(text: &str) -> Result<Moment, String> {
	fiscal_vc::parse_moment(text)
		.ok_or_else(|| "not a moment with its offset, such as 2026-11-21T04:03:04Z".into())
}

fn now() -> Moment {
	let passed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
	Moment::try_from(passed.as_millis()).unwrap_or(Moment::MAX)
}

/// The compact form in a file, without the line end.
pub fn compact(file: &Path) -> Result<String, Fault> {
	let most = u64::try_from(MAX_COMPACT).unwrap_or(u64::MAX).saturating_add(2);
	let text = String::from_utf8(read_at_most(file, most)?)
		.map_err(|_| Fault::file(file, "not a credential: it is not text"))?;
	Ok(text.trim_end_matches(['\r', '\n']).into())
}

fn parse<'a>(file: &Path, text: &'a str) -> Result<Credential<'a>, Fault> {
	Credential::parse(text.as_bytes()).map_err(|fault| Fault::file(file, fault))
}

/// `fiscal vc issue`.
pub async fn issue(context: &Context, command: Issue) -> Result<Report, Fault> {
	let account = context.account()?;
	let (chain, issuer, version) = match (command.chain, command.key_version) {
		(Some(chain), Some(version)) => {
			let own = Did::of(&account.public());
			(chain, command.issuer.unwrap_or(own), version)
		}
		_ => {
			let client = context.client().await?;
			let party = client.participant_of(account.id()).await?.participant;
			(client.genesis(), party.did, party.key_version)
		}
	};
	let issued = grant(&command)?.issue(chain, issuer, version, &account)?;
	if let Some(out) = &command.out {
		std::fs::OpenOptions::new()
			.write(true)
			.create_new(true)
			.open(out)
			.and_then(|mut file| writeln!(file, "{}", issued.credential))
			.map_err(|fault| Fault::file(out, fault))?;
	}
	let text = match &command.out {
		Some(out) => format!("Wrote {}.\nauthorization {:?}", out.display(), issued.digest),
		None => issued.credential.clone(),
	};
	Ok(Report::new(json!({ "digest": issued.digest, "credential": issued.credential }), text))
}

fn grant(command: &Issue) -> Result<Grant, Fault> {
	let subject = match command {
		Issue { all_bills: true, .. } => Subject::AllInScene,
		Issue { name, .. } if !name.is_empty() => Subject::Names(name.clone()),
		Issue { bill, .. } => Subject::Bills(GrantedBills::new(bill.clone())?),
	};
	let on_behalf = match (command.holder, &command.consent) {
		(Some(holder), Some(consent)) => Some((holder, digest_of(consent)?)),
		_ => None,
	};
	let valid_from = command.from.unwrap_or_else(now);
	Ok(Grant {
		kind: command.kind,
		on_behalf,
		grantee: command.grantee,
		scene: command.scene,
		scopes: Scopes::of(&command.scope),
		subject,
		uses: command.uses,
		valid_from,
		valid_until: valid_from.saturating_add(command.term.get()),
		template: command.template,
	})
}

/// `fiscal vc inspect`.
pub fn inspect(command: Inspect) -> Result<Report, Fault> {
	let text = compact(&command.file)?;
	let credential = parse(&command.file, &text)?;
	let json = document(&credential)?;
	Ok(Report::new(json, describe(&credential)))
}

/// `fiscal vc verify`.
pub fn verify(command: Verify) -> Result<Report, Fault> {
	let text = compact(&command.file)?;
	let credential = parse(&command.file, &text)?;
	let at = command.at.unwrap_or_else(now);
	let Claims { valid_from, valid_until, .. } = credential.claims;
	let fault = if !credential.is_signed_by(&command.public) {
		Some(("badSignature", "the signature is not that of the key"))
	} else if at < valid_from {
		Some(("notYetValid", "its validity has not begun"))
	} else if at >= valid_until {
		Some(("expired", "its validity is over"))
	} else {
		None
	};
	let (digest, key) = (credential.digest, credential.key.to_string());
	let Some((reason, sentence)) = fault else {
		let text = format!(
			"Signed with {key} and valid. Whether it is in force is told by the chain: fiscal vc get \
			 {digest:?}"
		);
		return Ok(Report::new(json!({ "genuine": true, "digest": digest, "key": key }), text));
	};
	let json = json!({ "genuine": false, "reason": reason, "digest": digest, "key": key });
	Ok(Report::new(json, format!("Not good: {sentence}.")).ending_as(Kind::NotFound))
}

/// `fiscal vc prove`.
pub fn prove(context: &Context, command: Prove) -> Result<Report, Fault> {
	let Prove { digest, state, nonce, chain } = command;
	let proof = prove_change(chain, digest, nonce, state, &context.account()?)?;
	let json = json!({
		"digest": digest,
		"state": state,
		"nonce": proof.nonce,
		"signature": proof.signature,
	});
	Ok(Report::new(json, format!("--nonce {} --signature {}", proof.nonce, proof.signature)))
}

/// The payload as it is, beside the digest and the key.
fn document(credential: &Credential<'_>) -> Result<Value, Fault> {
	let payload: Value = serde_json::from_str(&credential.claims.to_json())
		.map_err(|fault| Fault::Internal(fault.to_string()))?;
	Ok(json!({
		"digest": credential.digest,
		"kid": credential.key.to_string(),
		"credential": payload,
	}))
}

fn describe(credential: &Credential<'_>) -> String {
	let claims = &credential.claims;
	let subject = match &claims.subject {
		Subject::Bills(bills) => {
			bills.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
		}
		Subject::AllInScene => "all of the holder in the scene".into(),
		Subject::Names(names) => {
			let names: Vec<String> = names.iter().map(ToString::to_string).collect();
			format!("none; confirms {}", names.join(", "))
		}
	};
	let scopes: Vec<&str> = claims.scopes.iter().map(Scope::name).collect();
	let consent = claims.on_behalf.map(|(_, consent)| format!("{consent:?}"));
	table(&[
		("digest", format!("{:?}", credential.digest)),
		("type", type_of(claims.kind).into()),
		("kind", word(&claims.kind)),
		("id", claims.id.to_string()),
		("signed with", credential.key.to_string()),
		("holder", claims.holder().to_string()),
		("consent", consent.unwrap_or_default()),
		("grantee", claims.grantee.to_string()),
		("scene", claims.scene.to_string()),
		("scope", scopes.join(", ")),
		("bills", subject),
		("uses", claims.uses.to_string()),
		("valid from", time::display(claims.valid_from)),
		("valid until", time::display(claims.valid_until)),
		("template", claims.template.to_string()),
		("chain", format!("{:?}", claims.chain)),
	])
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::cli::{Cli, Command};
	use crate::vc::VcCommand;
	use clap::Parser;
	use fiscal_sm_crypto::Pair;

	fn did(name: &str) -> String {
		Did::of(&Pair::from_dev_name(name).public()).to_string()
	}

	/// Issues a credential into a file, without a node.
	async fn issued(out: &Path, more: &str) -> Result<Report, Fault> {
		let line = format!(
			"fiscal vc issue --grantee {} --scene 2 --scope use --bill 31060125-0000000001 --chain {} \
			 --key-version 1 --from 2026-11-21T00:00:00+08:00 --for 30d --out {} --dev Citizen {more}",
			did("Insurer-01"),
			"09".repeat(32),
			out.display(),
		);
		let cli = Cli::try_parse_from(line.split_whitespace()).unwrap_or_else(|e| panic!("{e}"));
		let context = Context::new(cli.global);
		match cli.command {
			Command::Vc(VcCommand::Issue(command)) => issue(&context, command).await,
			_ => panic!("another command"),
		}
	}

	fn verified(file: &Path, signer: &str, at: &str) -> Report {
		let public = Pair::from_dev_name(signer).public();
		let at = Some(moment(at).unwrap());
		verify(Verify { file: file.into(), public, at }).unwrap()
	}

	#[tokio::test]
	async fn what_is_issued_is_inspected_and_verified() {
		let folder = tempfile::tempdir().unwrap();
		let file = folder.path().join("grant.jwt");
		let report = issued(&file, "").await.unwrap();
		assert!(issued(&file, "").await.is_err(), "an existing file stays");
		let shown = inspect(Inspect { file: file.clone() }).unwrap();
		assert_eq!(shown.json()["digest"], report.json()["digest"]);
		assert_eq!(shown.json()["credential"]["validFrom"], "2026-11-20T16:00:00Z");
		assert_eq!(shown.json()["credential"]["credentialSubject"]["scene"], 2);
		assert!(shown.text().contains("BillAuthorization"));
		let good = verified(&file, "Citizen", "2026-11-22T00:00:00Z");
		assert_eq!((good.code(), &good.json()["genuine"]), (0, &json!(true)));
		for (signer, at, reason) in [
			("Insurer-01", "2026-11-22T00:00:00Z", "badSignature"),
			("Citizen", "2026-11-20T00:00:00Z", "notYetValid"),
			("Citizen", "2026-12-20T16:00:00Z", "expired"),
		] {
			let bad = verified(&file, signer, at);
			assert_eq!((bad.code(), &bad.json()["reason"]), (3, &json!(reason)));
		}
	}

	#[tokio::test]
	async fn what_is_no_credential_is_refused_by_its_member() {
		let folder = tempfile::tempdir().unwrap();
		let file = folder.path().join("x.jwt");
		std::fs::write(&file, "a.b.c\n").unwrap();
		assert!(inspect(Inspect { file }).is_err());
		let out = folder.path().join("grant.jwt");
		let twice = issued(&out, "--bill 31060125-0000000001").await.err().unwrap();
		assert!(twice.to_string().starts_with("bills: "), "{twice}");
		assert!(!out.exists());
	}

	#[test]
	fn a_moment_has_an_offset() {
		assert_eq!(moment("1970-01-01T08:00:00+08:00"), Ok(0));
		assert!(moment("2026-11-21").is_err());
	}
}
