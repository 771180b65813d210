//! What a credential says, as a value and as JSON.

use crate::{
	json::{self, Json, Members},
	time, Fault,
};
use alloc::{format, string::String, vec::Vec};
use fiscal_primitives::{
	authorization::{Coverage, CredentialKind, GrantedBills, Scope, Scopes, TemplateId},
	BillKey, Did, Digest, Moment, SceneId,
};

/// The `@context` of every credential: the data model's own first, as it demands, then ours. No other
/// is admitted, so that no name can come to mean something else.
pub const CONTEXTS: [&str; 2] =
	["https://www.w3.org/ns/credentials/v2", "urn:fiscalchain:authorization:v1"];

const BASE_TYPE: &str = "VerifiableCredential";
const STATUS_TYPE: &str = "FiscalChainStatus";
const CHAIN_PREFIX: &str = "urn:fiscalchain:chain:";
const SCHEMA_TYPE: &str = "FiscalChainTemplate";
const TEMPLATE_PREFIX: &str = "urn:fiscalchain:template:";
const EVIDENCE_TYPE: &str = "HolderConsent";
const EVIDENCE_PREFIX: &str = "urn:fiscalchain:sm3:";
const ALL_IN_SCENE: &str = "allInScene";

const DID: &str = "a DID, did:cpl:…";
const MOMENT: &str = "a dateTimeStamp between 1970 and 9999, such as 2026-11-21T04:03:04Z";
const BILLS: &str = "allInScene, or 1 to 64 different bills written code-number";
const NAMES: &str = "1 to 64 different DIDs";
const SCOPE: &str = "a list of different scopes: list, summary, structured, pdf, use";

/// 16 bytes that tell an issuer's credentials apart, written `urn:uuid:…` in lower case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CredentialId(pub [u8; 16]);

impl core::fmt::Display for CredentialId {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str("urn:uuid:")?;
		self.0.iter().enumerate().try_for_each(|(index, byte)| {
			let dash = if matches!(index, 4 | 6 | 8 | 10) { "-" } else { "" };
			write!(f, "{dash}{byte:02x}")
		})
	}
}

impl core::str::FromStr for CredentialId {
	type Err = ();

	fn from_str(text: &str) -> Result<Self, ()> {
		let digits = text.strip_prefix("urn:uuid:").ok_or(())?;
		let mut bytes = [0u8; 16];
		let mut symbols = digits.bytes();
		for (index, slot) in bytes.iter_mut().enumerate() {
			if matches!(index, 4 | 6 | 8 | 10) && symbols.next() != Some(b'-') {
				return Err(());
			}
			let high = symbols.next().and_then(hex_digit).ok_or(())?;
			let low = symbols.next().and_then(hex_digit).ok_or(())?;
			*slot = (high << 4) | low;
		}
		if symbols.next().is_some() {
			return Err(());
		}
		Ok(Self(bytes))
	}
}

fn hex_digit(symbol: u8) -> Option<u8> {
	match symbol {
		b'0'..=b'9' => Some(symbol.saturating_sub(b'0')),
		b'a'..=b'f' => Some(symbol.saturating_sub(b'a').saturating_add(10)),
		_ => None,
	}
}

fn digest(text: &str, prefix: &str) -> Option<Digest> {
	let mut symbols = text.strip_prefix(prefix)?.bytes();
	let mut bytes = [0u8; 32];
	for slot in &mut bytes {
		*slot = (hex_digit(symbols.next()?)? << 4) | hex_digit(symbols.next()?)?;
	}
	symbols.next().is_none().then(|| Digest::from(bytes))
}

/// What a credential is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
	/// These bills.
	Bills(GrantedBills),
	/// Every bill of the holder, in the scene.
	AllInScene,
	/// The DIDs whose records an institution confirms it has to query: 1 to 64, ascending.
	Names(Vec<Did>),
}

impl Subject {
	/// What the chain keeps of it.
	pub fn coverage(&self) -> Coverage {
		match self {
			Subject::Bills(bills) => Coverage::Bills(bills.clone()),
			Subject::AllInScene => Coverage::AllInScene,
			Subject::Names(names) => {
				Coverage::Confirmed(u32::try_from(names.len()).unwrap_or(u32::MAX))
			}
		}
	}
}

/// What a credential says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claims {
	/// `id`.
	pub id: CredentialId,
	/// `type`, beside `VerifiableCredential`.
	pub kind: CredentialKind,
	/// `issuer`: whoever signs. The holder 持票人, its delegate, or the institution that confirms.
	pub issuer: Did,
	/// `credentialSubject.holder` and `evidence`: for whom a delegate signs, and the SM3 of the
	/// evidence of the consent; none where the issuer is the holder.
	pub on_behalf: Option<(Did, Digest)>,
	/// `credentialSubject.id`: the grantee 被授权方.
	pub grantee: Did,
	/// `credentialSubject.scene`.
	pub scene: SceneId,
	/// `credentialSubject.scope`: one at least.
	pub scopes: Scopes,
	/// `credentialSubject.bills` or `.names`.
	pub subject: Subject,
	/// `credentialSubject.uses`: how often it may be used, one at least.
	pub uses: u32,
	/// `validFrom`, Unix ms.
	pub valid_from: Moment,
	/// `validUntil`, Unix ms; not before `valid_from`.
	pub valid_until: Moment,
	/// `credentialSchema`: version of the template.
	pub template: TemplateId,
	/// `credentialStatus`: hash of block 0 of the chain that keeps the state.
	pub chain: Digest,
}

impl Claims {
	/// Whose bills they are.
	pub fn holder(&self) -> Did {
		self.on_behalf.map_or(self.issuer, |(holder, _)| holder)
	}

	/// Reads the payload of a credential.
	///
	/// # Errors
	/// The first fault, with the name of the member.
	pub fn from_json(bytes: &[u8]) -> Result<Self, Fault> {
		let mut members = json::read("payload", bytes)?;
		context(&mut members)?;
		let id = members.parsed("id", "urn:uuid: and a UUID in lower case")?;
		let kind = kind(&mut members)?;
		let issuer: Did = members.parsed("issuer", DID)?;
		let valid_from = moment(&mut members, "validFrom")?;
		let valid_until = moment(&mut members, "validUntil")?;
		let mut subject = members.object("credentialSubject")?;
		let grantee = subject.parsed("id", DID)?;
		let on_behalf = on_behalf(&mut members, &mut subject, issuer)?;
		let scene = SceneId(subject.number("scene")?);
		let scopes = scopes(&mut subject)?;
		let about = about(&mut subject, kind)?;
		let uses = subject.number("uses")?;
		subject.end()?;
		let chain = referred(&mut members, "credentialStatus", STATUS_TYPE, |text| {
			digest(text, CHAIN_PREFIX)
		})?;
		let template = referred(&mut members, "credentialSchema", SCHEMA_TYPE, |text| {
			text.strip_prefix(TEMPLATE_PREFIX).and_then(|id| id.parse().ok())
		})?;
		members.end()?;
		let claims = Self {
			id,
			kind,
			issuer,
			on_behalf,
			grantee,
			scene,
			scopes,
			subject: about,
			uses,
			valid_from,
			valid_until,
			template,
			chain,
		};
		claims.check()?;
		Ok(claims)
	}

	/// What must hold between members.
	fn check(&self) -> Result<(), Fault> {
		if self.valid_until < self.valid_from {
			return Err(Fault::invalid("validUntil", "the same as validFrom or later"));
		}
		if self.uses == 0 {
			return Err(Fault::invalid("credentialSubject.uses", "one at least"));
		}
		let confirms = self.kind == CredentialKind::Confirmation;
		if confirms && self.scopes.contains(Scope::Use) {
			return Err(Fault::invalid("credentialSubject.scope", "without use in a confirmation"));
		}
		match self.on_behalf {
			Some(_) if confirms => {
				Err(Fault::invalid("credentialSubject.holder", "left out of a confirmation"))
			}
			Some((holder, _)) if holder == self.issuer => {
				Err(Fault::invalid("credentialSubject.holder", "another than the issuer"))
			}
			_ => Ok(()),
		}
	}

	/// The payload of a credential; members in a fixed order.
	pub fn to_json(&self) -> String {
		let subject = match &self.subject {
			Subject::Bills(bills) => format!(r#""bills":[{}]"#, quoted(bills.iter())),
			Subject::AllInScene => format!(r#""bills":"{ALL_IN_SCENE}""#),
			Subject::Names(names) => format!(r#""names":[{}]"#, quoted(names.iter())),
		};
		let (holder, evidence) =
			self.on_behalf.map_or_else(Default::default, |(holder, consent)| {
				let consent = format!("{EVIDENCE_PREFIX}{}", hex(&consent));
				(
					format!(r#","holder":"{holder}""#),
					format!(r#","evidence":{{"id":"{consent}","type":"{EVIDENCE_TYPE}"}}"#),
				)
			});
		format!(
			concat!(
				r#"{{"@context":[{contexts}],"id":"{id}","type":["{base}","{kind}"],"#,
				r#""issuer":"{issuer}","validFrom":"{from}","validUntil":"{until}","#,
				r#""credentialSubject":{{"id":"{grantee}"{holder},"scene":{scene},"#,
				r#""scope":[{scopes}],{subject},"uses":{uses}}},"#,
				r#""credentialStatus":{{"id":"{chain_prefix}{chain}","type":"{status}"}},"#,
				r#""credentialSchema":{{"id":"{template_prefix}{template}","type":"{schema}"}}"#,
				r#"{evidence}}}"#,
			),
			contexts = quoted(CONTEXTS.iter()),
			id = self.id,
			base = BASE_TYPE,
			kind = type_of(self.kind),
			issuer = self.issuer,
			from = time::write(self.valid_from),
			until = time::write(self.valid_until),
			grantee = self.grantee,
			holder = holder,
			scene = self.scene,
			scopes = quoted(self.scopes.iter().map(Scope::name)),
			subject = subject,
			uses = self.uses,
			chain_prefix = CHAIN_PREFIX,
			chain = hex(&self.chain),
			status = STATUS_TYPE,
			template_prefix = TEMPLATE_PREFIX,
			template = self.template,
			schema = SCHEMA_TYPE,
			evidence = evidence,
		)
	}
}

/// The type of a kind of credential.
pub const fn type_of(kind: CredentialKind) -> &'static str {
	match kind {
		CredentialKind::Person => "BillAuthorization",
		CredentialKind::Company => "CompanyBillAuthorization",
		CredentialKind::Confirmation => "InstitutionConfirmation",
	}
}

fn hex(digest: &Digest) -> String {
	digest.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn quoted<T: core::fmt::Display>(items: impl Iterator<Item = T>) -> String {
	items.map(|item| format!(r#""{item}""#)).collect::<Vec<_>>().join(",")
}

fn context(members: &mut Members) -> Result<(), Fault> {
	const EXPECTED: &str =
		"[\"https://www.w3.org/ns/credentials/v2\", \"urn:fiscalchain:authorization:v1\"]";
	let found = json::texts(members.take("@context")?, "@context", EXPECTED)?;
	if found.iter().map(String::as_str).eq(CONTEXTS) {
		return Ok(());
	}
	Err(Fault::invalid("@context", EXPECTED))
}

fn kind(members: &mut Members) -> Result<CredentialKind, Fault> {
	const EXPECTED: &str = "[\"VerifiableCredential\", and BillAuthorization, \
		CompanyBillAuthorization or InstitutionConfirmation]";
	let fault = || Fault::invalid("type", EXPECTED);
	let found = json::texts(members.take("type")?, "type", EXPECTED)?;
	match found.as_slice() {
		[base, own] if base == BASE_TYPE => {
			[CredentialKind::Person, CredentialKind::Company, CredentialKind::Confirmation]
				.into_iter()
				.find(|kind| type_of(*kind) == own)
				.ok_or_else(fault)
		}
		_ => Err(fault()),
	}
}

fn moment(members: &mut Members, name: &str) -> Result<Moment, Fault> {
	let text = members.text(name, MOMENT)?;
	time::parse(&text).ok_or_else(|| Fault::invalid(members.path(name), MOMENT))
}

/// The holder a delegate signs for, and the evidence: both or neither.
fn on_behalf(
	members: &mut Members,
	subject: &mut Members,
	issuer: Did,
) -> Result<Option<(Did, Digest)>, Fault> {
	let path = subject.path("holder");
	let holder = match subject.optional("holder") {
		None => None,
		Some(Json::Text(text)) => {
			Some(text.parse::<Did>().map_err(|_| Fault::invalid(path.clone(), DID))?)
		}
		Some(_) => return Err(Fault::invalid(path, DID)),
	};
	let Some(holder) = holder else { return Ok(None) };
	if holder == issuer {
		return Err(Fault::invalid(path, "another than the issuer"));
	}
	let consent =
		referred(members, "evidence", EVIDENCE_TYPE, |text| digest(text, EVIDENCE_PREFIX))?;
	Ok(Some((holder, consent)))
}

/// An object of an `id` that means something and a fixed `type`.
fn referred<T>(
	members: &mut Members,
	name: &str,
	kind: &'static str,
	read: impl FnOnce(&str) -> Option<T>,
) -> Result<T, Fault> {
	const EXPECTED: &str = "a reference in the form the profile gives it";
	let mut object = members.object(name)?;
	object.exactly("type", kind)?;
	let id = object.text("id", EXPECTED)?;
	let value = read(&id).ok_or_else(|| Fault::invalid(object.path("id"), EXPECTED))?;
	object.end()?;
	Ok(value)
}

fn scopes(subject: &mut Members) -> Result<Scopes, Fault> {
	let path = subject.path("scope");
	let names = json::texts(subject.take("scope")?, &path, SCOPE)?;
	let mut scopes = Vec::new();
	for name in names {
		match name.parse() {
			Ok(scope) if !scopes.contains(&scope) => scopes.push(scope),
			_ => return Err(Fault::invalid(path, SCOPE)),
		}
	}
	if scopes.is_empty() {
		return Err(Fault::invalid(path, SCOPE));
	}
	Ok(Scopes::of(&scopes))
}

fn about(subject: &mut Members, kind: CredentialKind) -> Result<Subject, Fault> {
	if kind == CredentialKind::Confirmation {
		let path = subject.path("names");
		let texts = json::texts(subject.take("names")?, &path, NAMES)?;
		let read: Result<Vec<Did>, _> = texts.iter().map(|text| text.parse()).collect();
		let mut names = read.map_err(|_| Fault::invalid(path.clone(), NAMES))?;
		let count = names.len();
		names.sort();
		names.dedup();
		if names.is_empty() || names.len() < count {
			return Err(Fault::invalid(path, NAMES));
		}
		return Ok(Subject::Names(names));
	}
	let path = subject.path("bills");
	let fault = || Fault::invalid(path.clone(), BILLS);
	match subject.take("bills")? {
		Json::Text(text) if text == ALL_IN_SCENE => Ok(Subject::AllInScene),
		Json::Text(_) => Err(fault()),
		list => {
			let texts = json::texts(list, &path, BILLS)?;
			let keys: Result<Vec<BillKey>, _> = texts.iter().map(|text| text.parse()).collect();
			keys.ok()
				.and_then(|keys| GrantedBills::new(keys).ok())
				.map(Subject::Bills)
				.ok_or_else(fault)
		}
	}
}
