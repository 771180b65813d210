//! The services of the evidence chain 存证链. R175, R178–R180.

use crate::record::Records;
use fiscal_bridge::{
	config::{ConfigFault, Signed},
	convert::{self, Mistake, MAX_FILE_BYTES},
	envelope::{code, Refusal, WINDOW_MS},
	ledger::Ledger,
	now,
	protocol::{
		evidence::{
			EvidenceFound, EvidenceQuery, EvidenceRecord as Wire, FileEvidence, HashEvidence, FILE,
			HASH, QUERY,
		},
		ReceiptBody,
	},
	receipt,
	signed::CallFault,
	worker::{BridgeFault, Delivered},
	SignedClient,
};
use fiscal_primitives::{
	observation::EvidenceRecord,
	outbox::{Code, DeliveryFault, EvidenceKind, EvidenceNotice},
	Digest,
};
use fiscal_sm_crypto::sm3_256;
use std::{fmt::Display, sync::Arc};

/// The longest name of a file, in characters.
const MAX_NAME: usize = 128;

/// The service under which a verdict stands in the ledger.
const VERIFY: &str = "verify";

/// What the evidence chain says of a digest 核验结果.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
	/// It keeps the digest since then.
	Kept(EvidenceRecord),
	/// It does not know the digest.
	Unknown,
}

/// A client of the evidence chain. Every call is recorded in the ledger, if there is one, and so is
/// every reference that comes back, under the digest it is about.
///
/// Errors of the services: [`CallFault`], refused where the evidence chain says no or a field is not as it
/// should be, otherwise a fault that names the system and what is wrong.
#[derive(Clone, Debug)]
pub struct Evidence {
	client: SignedClient,
	records: Records,
}

impl Evidence {
	/// A client of the system of the configuration.
	///
	/// Errors: those of [`SignedClient::new`].
	pub fn new(config: &Signed) -> Result<Self, ConfigFault> {
		let client = SignedClient::new(config, "api/v1/evidence")?;
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

	/// Keeps a digest 哈希存证 for the message with idempotency key `key` and body digest `body`. Under
	/// the same key it is kept once; the receipt must be signed by the evidence chain.
	pub async fn keep_digest(
		&self,
		key: &Digest,
		body: &Digest,
		notice: &EvidenceNotice,
	) -> Result<Delivered, BridgeFault> {
		let name = self.client.name();
		let id = convert::hex(key);
		let request = HashEvidence {
			message_id: id.clone(),
			digest: convert::hex(body),
			kind: convert::word(&notice.kind),
			evidence: convert::hex(&notice.digest),
			at: notice.at,
		};
		let answer: Result<ReceiptBody, _> = self.client.call(HASH, &id, &request).await;
		let answer = answer.map_err(|fault| fault.into_fault(name))?;
		let delivered = receipt::read(&answer, Some(self.client.peer_key()), key, body)
			.map_err(|fault| self.fault(fault.fault, fault.words))?;
		let receipt = &delivered.receipt;
		let reference = receipt.reference.as_ref().map(Code::to_string);
		self.keep(HASH, &notice.digest, receipt.code.as_str(), reference);
		Ok(delivered)
	}

	/// Keeps a file 原文存证: the record of its digest. The same file is kept once. `name` has 1 to 128
	/// characters, the file at most 8 MiB.
	pub async fn keep_file(
		&self,
		kind: EvidenceKind,
		name: &str,
		content: &[u8],
	) -> Result<EvidenceRecord, CallFault> {
		if !(1..=MAX_NAME).contains(&name.chars().count()) || name.chars().any(char::is_control) {
			let words = format!("name: not 1 to {MAX_NAME} characters without control characters");
			return Err(malformed(words));
		}
		if content.len() > MAX_FILE_BYTES {
			let words = format!("content: a file of more than {MAX_FILE_BYTES} bytes");
			return Err(malformed(words));
		}
		let digest = Digest::from(sm3_256(content));
		let hash = convert::hex(&digest);
		let request = FileEvidence {
			kind: convert::word(&kind),
			name: name.into(),
			content: convert::file_text(content),
			hash: hash.clone(),
		};
		// The request's number is the same for every attempt with this very content.
		let id = sm3_256(format!("{}\n{name}\n{hash}", request.kind).as_bytes());
		let id = convert::hex(&Digest::from(id));
		let wire: Wire = self.client.call(FILE, &id, &request).await?;
		let record = self.read(&digest, &wire)?;
		self.keep(FILE, &digest, "kept", Some(record.reference.to_string()));
		Ok(record)
	}

	/// What the evidence chain keeps of a digest 查询, if anything.
	pub async fn find(&self, digest: &Digest) -> Result<Option<EvidenceRecord>, CallFault> {
		let hash = convert::hex(digest);
		// Every query is a request of its own: the answer may be another one tomorrow.
		let id = convert::hex(&sm3_256(format!("{hash}\n{}", now()).as_bytes()).into());
		let query = EvidenceQuery { digest: hash };
		let found: EvidenceFound = self.client.call(QUERY, &id, &query).await?;
		found.record.as_ref().map(|wire| self.read(digest, wire)).transpose()
	}

	/// As [`Evidence::find`], and keeps the verdict here 核验结果留存, R180.
	pub async fn verify(&self, digest: &Digest) -> Result<Verdict, CallFault> {
		let found = self.find(digest).await?;
		Ok(match found {
			Some(record) => {
				self.keep(VERIFY, digest, "kept", Some(record.reference.to_string()));
				Verdict::Kept(record)
			}
			None => {
				self.keep(VERIFY, digest, "unknown", None);
				Verdict::Unknown
			}
		})
	}

	/// A fault of this system.
	pub(crate) fn fault(&self, fault: DeliveryFault, words: impl Display) -> BridgeFault {
		self.client.http().fault(fault, words)
	}

	fn keep(&self, service: &str, about: &Digest, outcome: &str, reference: Option<String>) {
		self.records.keep(self.client.name(), service, about, outcome, reference);
	}

	/// A record that is about that digest, has a reference, and is not from the future.
	fn read(&self, digest: &Digest, wire: &Wire) -> Result<EvidenceRecord, CallFault> {
		let record = record(digest, wire);
		record.map_err(|mistake| self.fault(DeliveryFault::BadAnswer, mistake).into())
	}
}

/// A request that is not sent, because of a field of it.
pub(crate) fn malformed(words: impl ToString) -> CallFault {
	CallFault::Refused(Refusal::new(code::MALFORMED, words.to_string()))
}

fn record(digest: &Digest, wire: &Wire) -> Result<EvidenceRecord, Mistake> {
	if convert::digest("digest", &wire.digest)? != *digest {
		return Err(Mistake::new("digest", "another one than was asked for"));
	}
	if wire.at > now().saturating_add(WINDOW_MS) {
		return Err(Mistake::new("at", "lies in the future"));
	}
	let reference = Code::new(&wire.reference).map_err(|fault| Mistake::new("reference", fault))?;
	Ok(EvidenceRecord { reference, at: wire.at })
}
