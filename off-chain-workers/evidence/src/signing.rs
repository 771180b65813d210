//! The services of the signing chain 签署链: templates, start, sign, file, report, trace. R129, R181–R183.
//!
//! Nothing that comes back is taken on trust where it can be checked: how a signing stands must follow
//! from what was asked, a file must have its digest, the text that was signed must be the document whose
//! digest was signed, and every head of a trace is computed again.

use crate::{
	evidence::malformed,
	record::Records,
	template::{self, visible, MAX_SIGNERS, MAX_TEMPLATES},
	trace::{follow, Followed},
};
use fiscal_bridge::{
	config::{ConfigFault, Signed},
	convert::{self, Mistake, MAX_FILE_BYTES},
	ledger::Ledger,
	now,
	protocol::signing::{
		Document, Sign, Signing, Start, Template, Templates, Trace, Which, FILE, REPORT, SIGN,
		START, STATUS, TEMPLATES, TRACE,
	},
	signed::CallFault,
	SignedClient,
};
use fiscal_primitives::{outbox::DeliveryFault, Digest};
use fiscal_sm_crypto::{sm3_256, verify, Signer};
use serde::de::DeserializeOwned;
use std::{fmt::Display, sync::Arc};

/// The media type of a document that is its text.
const PLAIN_TEXT: &str = "text/plain; charset=utf-8";
/// The media types that files have.
const MEDIA_TYPES: [&str; 3] = [PLAIN_TEXT, "application/pdf", "application/json"];

/// A client of the signing chain. Every call is recorded in the ledger, if there is one, and so is what
/// came of a signing, under the digest of its document, file or trace.
///
/// Errors of every service: [`CallFault`], refused where the signing chain says no or a field is not as
/// it should be, otherwise a fault that names the system and what is wrong.
#[derive(Clone, Debug)]
pub struct SigningClient {
	client: SignedClient,
	records: Records,
}

impl SigningClient {
	/// A client of the system of the configuration.
	///
	/// Errors: those of [`SignedClient::new`].
	pub fn new(config: &Signed) -> Result<Self, ConfigFault> {
		let client = SignedClient::new(config, "api/v1/signing")?;
		Ok(Self { client, records: Records::default() })
	}

	/// Records calls and outcomes.
	pub fn with_ledger(self, ledger: Arc<Ledger>) -> Self {
		let client = self.client.with_ledger(ledger.clone());
		Self { client, records: Records(Some(ledger)) }
	}

	/// The client below it.
	pub const fn client(&self) -> &SignedClient {
		&self.client
	}

	/// The templates 授权模版, each with the blanks that its text has.
	pub async fn templates(&self) -> Result<Vec<Template>, CallFault> {
		let nothing = serde_json::json!({});
		let answer: Templates = self.client.call(TEMPLATES, &fresh(TEMPLATES), &nothing).await?;
		if answer.templates.len() > MAX_TEMPLATES {
			return Err(self.bad(format!("templates: more than {MAX_TEMPLATES}")));
		}
		for (index, template) in answer.templates.iter().enumerate() {
			template::check(template)
				.map_err(|mistake| self.bad(format!("templates[{index}].{mistake}")))?;
			if answer.templates.iter().take(index).any(|before| before.id == template.id) {
				return Err(self.bad(format!("templates[{index}].id: stands there twice")));
			}
		}
		Ok(answer.templates)
	}

	/// Starts a signing from a template 发起签署. Nothing is sent before every blank of the template is
	/// filled. The same matter with the same content is started once.
	pub async fn start(&self, start: &Start) -> Result<Signing, CallFault> {
		let templates = self.templates().await?;
		let template = templates
			.iter()
			.find(|template| template.id == start.template)
			.ok_or_else(|| malformed("template: there is none of that name"))?;
		template::check_start(template, start).map_err(malformed)?;
		// On the wire keys have one form, so that answers can be compared with them.
		let start = &Start {
			signers: plain("signers", &start.signers).map_err(malformed)?,
			..start.clone()
		};
		let answer: Signing = self.client.call(START, &start.matter, start).await?;
		let signing = self.standing(answer)?;
		// They sign in order, so that whoever is missing stands at the end.
		if !start.signers.ends_with(&signing.missing) {
			return Err(self.bad("missing: not the last of the signers"));
		}
		self.keep_standing(START, &signing)?;
		Ok(signing)
	}

	/// Hands in a signature 签署, once it is found to be the signer's over the document.
	pub async fn sign(&self, sign: &Sign) -> Result<Signing, CallFault> {
		let signer = convert::public("signer", &sign.signer).map_err(malformed)?;
		let sign = &Sign { signer: convert::public_hex(&signer), ..sign.clone() };
		let signature = convert::signature("signature", &sign.signature).map_err(malformed)?;
		let before = self.status(&sign.signing).await?;
		let document = self.document(&before)?;
		if !verify(&signer, document.as_bytes(), &signature) {
			return Err(malformed("signature: is not the signer's over the document"));
		}
		// The number of the request is the same for every attempt.
		let id = sm3_256(format!("{}\n{}", sign.signing, sign.signer).as_bytes());
		let id = convert::hex(&id.into());
		let answer: Signing = self.client.call(SIGN, &id, sign).await?;
		let after = self.standing(answer)?;
		if after.signing != before.signing || after.document != before.document {
			return Err(self.bad("signing: another document than the one that was signed"));
		}
		if after.missing.contains(&sign.signer) || !before.missing.ends_with(&after.missing) {
			return Err(self.bad("missing: does not follow from who has signed"));
		}
		self.keep_standing(SIGN, &after)?;
		Ok(after)
	}

	/// Signs with a key that is at hand.
	pub async fn sign_with(
		&self,
		signing: &str,
		signer: &dyn Signer,
	) -> Result<Signing, CallFault> {
		let document = self.document(&self.status(signing).await?)?;
		let signature = signer.sign(document.as_bytes()).map_err(|fault| {
			self.client.http().fault(DeliveryFault::NotConfigured, format!("not signed: {fault}"))
		})?;
		self.sign(&Sign {
			signing: signing.into(),
			signer: convert::public_hex(&signer.public()),
			signature: convert::signature_hex(&signature),
		})
		.await
	}

	/// How a signing stands.
	pub async fn status(&self, signing: &str) -> Result<Signing, CallFault> {
		let answer: Signing = self.ask(STATUS, signing).await?;
		let standing = self.standing(answer)?;
		self.same(signing, &standing.signing)?;
		Ok(standing)
	}

	/// The signed file 签署文件下载. One that is plain text must be the very document that was signed.
	pub async fn file(&self, signing: &str) -> Result<Document, CallFault> {
		let file = self.download(FILE, signing).await?;
		let standing = self.status(signing).await?;
		if file.media_type == PLAIN_TEXT && file.hash != standing.document {
			return Err(self.bad("hash: not the document that was signed"));
		}
		Ok(file)
	}

	/// The report over the whole of it 签署报告.
	pub async fn report(&self, signing: &str) -> Result<Document, CallFault> {
		self.download(REPORT, signing).await
	}

	/// Every step 签署溯源, and what they say: each head of the hash chain is computed again, and who
	/// signed compared with how the signing stands.
	pub async fn trace(&self, signing: &str) -> Result<(Trace, Followed), CallFault> {
		let trace: Trace = self.ask(TRACE, signing).await?;
		let followed = follow(&trace).map_err(|mistake| self.bad(mistake))?;
		let standing = self.status(signing).await?;
		let signed = |name: &String| {
			followed.signed.iter().any(|(signer, _)| convert::public_hex(signer) == *name)
		};
		// Somebody may have signed since, so that only the other direction holds.
		let gone = followed.completed.is_some() && !standing.missing.is_empty();
		if gone || standing.missing.iter().any(signed) {
			return Err(self.bad("steps: say that somebody signed who has not"));
		}
		let outcome = if followed.completed.is_some() { "complete" } else { "waiting" };
		self.keep(TRACE, &followed.head, outcome, signing);
		Ok((trace, followed))
	}

	async fn download(&self, service: &str, signing: &str) -> Result<Document, CallFault> {
		let file: Document = self.ask(service, signing).await?;
		self.same(signing, &file.signing)?;
		if !MEDIA_TYPES.contains(&file.media_type.as_str()) {
			return Err(self.bad("mediaType: none of those that files have"));
		}
		let content = convert::file(&file.content, &file.hash, MAX_FILE_BYTES)
			.map_err(|mistake| self.bad(mistake))?;
		self.keep(service, &sm3_256(&content).into(), "fetched", signing);
		Ok(file)
	}

	/// Asks about a signing.
	async fn ask<A: DeserializeOwned>(&self, service: &str, signing: &str) -> Result<A, CallFault> {
		visible("signing", signing).map_err(malformed)?;
		let which = Which { signing: signing.into() };
		self.client.call(service, &fresh(signing), &which).await
	}

	fn same(&self, asked: &str, said: &str) -> Result<(), CallFault> {
		if asked == said {
			Ok(())
		} else {
			Err(self.bad("signing: another one than was asked for"))
		}
	}

	/// Is it a standing at all?
	fn standing(&self, signing: Signing) -> Result<Signing, CallFault> {
		check_standing(&signing).map_err(|mistake| self.bad(mistake))?;
		Ok(signing)
	}

	/// The digest that is signed.
	fn document(&self, signing: &Signing) -> Result<Digest, CallFault> {
		convert::digest("document", &signing.document).map_err(|mistake| self.bad(mistake))
	}

	fn keep_standing(&self, service: &str, signing: &Signing) -> Result<(), CallFault> {
		let document = self.document(signing)?;
		self.keep(service, &document, &signing.status, &signing.signing);
		Ok(())
	}

	fn keep(&self, service: &str, about: &Digest, outcome: &str, signing: &str) {
		self.records.keep(self.client.name(), service, about, outcome, Some(signing.into()));
	}

	/// An answer that cannot be used.
	fn bad(&self, words: impl Display) -> CallFault {
		self.client.http().fault(DeliveryFault::BadAnswer, words).into()
	}
}

/// Keys as they cross the wire.
fn plain(field: &'static str, keys: &[String]) -> Result<Vec<String>, Mistake> {
	let keys = keys.iter().map(|key| convert::public(field, key));
	keys.map(|key| key.map(|key| convert::public_hex(&key))).collect()
}

fn check_standing(signing: &Signing) -> Result<(), Mistake> {
	visible("signing", &signing.signing)?;
	convert::digest("document", &signing.document)?;
	if signing.missing.len() > MAX_SIGNERS {
		return Err(Mistake::new("missing", format!("more than {MAX_SIGNERS}")));
	}
	if plain("missing", &signing.missing)? != signing.missing {
		return Err(Mistake::new("missing", "keys have 66 digits without a prefix"));
	}
	let expected = if signing.missing.is_empty() { "complete" } else { "waiting" };
	if signing.status != expected {
		return Err(Mistake::new("status", format!("not {expected}, as who is missing says")));
	}
	Ok(())
}

/// A number for a request that only asks: every one is a request of its own.
fn fresh(about: &str) -> String {
	convert::hex(&sm3_256(format!("{about}\n{}", now()).as_bytes()).into())
}
