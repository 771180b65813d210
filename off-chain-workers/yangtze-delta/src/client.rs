//! A client of the platform: the chain's messages, and what other provinces are asked. R169–R174, R176.

mod gather;

pub use gather::{checked, ListQuestion, MAX_SUMMARIES};

use crate::read;
use async_trait::async_trait;
use fiscal_bridge::{
	config::{ConfigFault, Signed},
	convert::{self, Mistake, MAX_FILE_BYTES},
	ledger::Ledger,
	now,
	protocol::{
		region::{
			Accepted, AuthorizationRequest, FileBody, FileRequest, OutboundMessage, Summary,
			SummaryRequest, AUTHORIZATION, AUTHORIZATION_PUSH, FILE, FILE_REQUEST, MESSAGE,
			SUMMARY,
		},
		ReceiptBody,
	},
	receipt,
	signed::{CallFault, SignedClient},
	worker::{BridgeFault, Deliver, Delivered},
	Check,
};
use fiscal_primitives::{
	outbox::{DeliveryFault, Destination, DueMessage},
	region::OrgCode,
	verification::FiveElements,
	BillKey, Digest, FlowNumber, Region,
};
use fiscal_sm_crypto::{sm3_256, Public};
use serde::{de::DeserializeOwned, Serialize};
use std::{fmt::Display, sync::Arc};

/// Which organisation of here asks, and under which number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asker {
	/// Its code.
	pub org: OrgCode,
	/// Its flow number 业务流水号.
	pub flow: FlowNumber,
}

/// A file that was read and compared with its digest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetched {
	/// `application/pdf` or the like.
	pub media_type: String,
	/// The file, at most 8 MiB.
	pub content: Vec<u8>,
	/// Its SM3.
	pub hash: Digest,
}

/// A file that is handed over: whose it is and under which number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handover {
	/// The province it is for.
	pub to: Region,
	/// Organisation of the flow.
	pub org: OrgCode,
	/// The flow number.
	pub flow: FlowNumber,
	/// What it belongs to: `<code>-<number>` of the bill, or the digest of the authorization.
	pub subject: String,
	/// The file.
	pub file: Fetched,
}

/// The platform. Copies share connections.
///
/// Errors of every service: [`CallFault`], either what the platform says is wrong, or why there is no
/// answer that counts; both name the platform.
#[derive(Clone, Debug)]
pub struct Platform {
	client: SignedClient,
}

impl Platform {
	/// A client of the platform of the configuration.
	///
	/// # Errors
	/// [`ConfigFault`] of the certificates.
	pub fn new(config: &Signed) -> Result<Self, ConfigFault> {
		Ok(Self { client: SignedClient::new(config, "api/v2")? })
	}

	/// Every call is recorded there, R175.
	pub fn with_ledger(self, ledger: Arc<Ledger>) -> Self {
		Self { client: self.client.with_ledger(ledger) }
	}

	/// The key with which the platform signs answers and receipts.
	pub fn peer_key(&self) -> &Public {
		self.client.peer_key()
	}

	/// Summary of a bill of another province by its five elements 外省市票据摘要获取, R170. The answer is
	/// about that bill, of that day and over that total.
	pub async fn summary(
		&self,
		to: Region,
		asker: &Asker,
		elements: &FiveElements,
		authorization: &Digest,
	) -> Result<Summary, CallFault> {
		let request = SummaryRequest {
			to: to.get(),
			from: Region::SHANGHAI.get(),
			org: asker.org.to_string(),
			flow: asker.flow.to_string(),
			code: elements.key.code.to_string(),
			number: elements.key.number.to_string(),
			check_code: elements.check.to_string(),
			issued_on: convert::day(&elements.issued_on),
			total: elements.total.get(),
			authorization: convert::hex(authorization),
		};
		let summary: Summary = self.ask(SUMMARY, &request).await?;
		checked(&summary, to).map_err(|mistake| self.bad(mistake))?;
		let same = [
			("code", summary.code == request.code),
			("number", summary.number == request.number),
			("issuedOn", summary.issued_on == request.issued_on),
			("total", summary.total == request.total),
		];
		match same.iter().find(|(_, same)| !same) {
			None => Ok(summary),
			Some((field, _)) => Err(self.bad(format!("{field}: another than was asked for"))),
		}
	}

	/// The agreement behind an authorization 外省市授权拉取, R171. `hash` is its SM3 where it is known.
	pub async fn authorization(
		&self,
		to: Region,
		asker: &Asker,
		authorization: &Digest,
		hash: Option<&Digest>,
	) -> Result<Fetched, CallFault> {
		let request = AuthorizationRequest {
			to: to.get(),
			from: Region::SHANGHAI.get(),
			org: asker.org.to_string(),
			flow: asker.flow.to_string(),
			authorization: convert::hex(authorization),
		};
		let body: FileBody = self.ask(AUTHORIZATION, &request).await?;
		let same = [
			("from", body.from == request.to),
			("to", body.to == request.from),
			("org", body.org == request.org),
			("flow", body.flow == request.flow),
			("subject", body.subject == request.authorization),
		];
		if let Some((field, _)) = same.iter().find(|(_, same)| !same) {
			return Err(self.bad(format!("{field}: another than was asked for")));
		}
		let fetched = read_file(&body).map_err(|mistake| self.bad(mistake))?;
		if hash.is_some_and(|hash| *hash != fetched.hash) {
			return Err(self.bad("hash: not that of the agreement"));
		}
		Ok(fetched)
	}

	/// Hands an agreement over 本市授权凭证推送, R171. The same one twice is harmless.
	pub async fn push_authorization(&self, handover: &Handover) -> Result<(), CallFault> {
		self.push(AUTHORIZATION_PUSH, handover).await
	}

	/// Asks for the file of a bill of another province 外省市文件获取, R172. It follows in a call of the
	/// platform, under the same flow number.
	pub async fn ask_file(
		&self,
		to: Region,
		asker: &Asker,
		bill: &BillKey,
		authorization: &Digest,
	) -> Result<(), CallFault> {
		let request = FileRequest {
			to: to.get(),
			from: Region::SHANGHAI.get(),
			org: asker.org.to_string(),
			flow: asker.flow.to_string(),
			code: bill.code.to_string(),
			number: bill.number.to_string(),
			authorization: convert::hex(authorization),
		};
		let accepted: Accepted = self.ask(FILE_REQUEST, &request).await?;
		self.same_flow(&accepted, &request.flow)
	}

	/// Hands over a file that another province asked for 本市文件推送, R172. The same one twice is harmless.
	pub async fn push_file(&self, handover: &Handover) -> Result<(), CallFault> {
		self.push(FILE, handover).await
	}

	async fn push(&self, service: &str, handover: &Handover) -> Result<(), CallFault> {
		let Handover { to, org, flow, subject, file } = handover;
		let body = FileBody {
			to: to.get(),
			from: Region::SHANGHAI.get(),
			org: org.to_string(),
			flow: flow.to_string(),
			subject: subject.clone(),
			media_type: file.media_type.clone(),
			content: convert::file_text(&file.content),
			hash: convert::hex(&file.hash),
		};
		let id = number_of(&[service, &body.org, &body.flow, subject, &body.hash]);
		let accepted: Accepted = self.client.call(service, &id, &body).await?;
		self.same_flow(&accepted, &body.flow)
	}

	fn same_flow(&self, accepted: &Accepted, flow: &str) -> Result<(), CallFault> {
		if accepted.flow == flow {
			Ok(())
		} else {
			Err(self.bad("flow: another than was sent"))
		}
	}

	/// A question: it has another number whenever it is asked.
	async fn ask<Q, A>(&self, service: &str, request: &Q) -> Result<A, CallFault>
	where
		Q: Serialize + Sync,
		A: DeserializeOwned,
	{
		let json = serde_json::to_string(request).map_err(|fault| self.bad(fault))?;
		let id = number_of(&[service, &json, &now().to_string()]);
		self.client.call(service, &id, request).await
	}

	/// An answer that cannot be used.
	fn bad(&self, words: impl Display) -> CallFault {
		CallFault::Bridge(self.client.http().fault(DeliveryFault::BadAnswer, words))
	}
}

#[async_trait]
impl Deliver for Platform {
	fn destination(&self) -> Destination {
		Destination::YangtzeDelta
	}

	/// Registrations, openings, starts, results, answers and authorizations R167, R168, R173, R174. Under
	/// the same idempotency key the platform takes a message once; its receipt must be signed.
	async fn deliver(&self, key: &Digest, message: &DueMessage) -> Result<Delivered, BridgeFault> {
		let body = &message.message.body;
		let http = self.client.http();
		if body.destination() != Destination::YangtzeDelta {
			let words = format!("message {} is not for this system", message.id);
			return Err(http.fault(DeliveryFault::NotConfigured, words));
		}
		let digest = body.digest();
		let id = convert::hex(key);
		let outbound = OutboundMessage {
			message_id: id.clone(),
			digest: convert::hex(&digest),
			sequence: message.id,
			body: body.clone(),
		};
		let receipt: ReceiptBody = self
			.client
			.call(MESSAGE, &id, &outbound)
			.await
			.map_err(|fault| fault.into_fault(self.client.name()))?;
		receipt::read(&receipt, Some(self.peer_key()), key, &digest)
			.map_err(|fault| http.fault(fault.fault, fault.words))
	}
}

#[async_trait]
impl Check for Platform {
	fn name(&self) -> &str {
		self.client.name()
	}

	async fn check(&self) -> Result<String, String> {
		match self.client.ping().await {
			Ok(answer) => {
				Ok(format!("it takes the node's signature and signs its answers: {answer}"))
			}
			Err(fault) => Err(format!("{}: {}", fault.words, advice(fault.fault))),
		}
	}
}

/// What to look at.
const fn advice(fault: DeliveryFault) -> &'static str {
	match fault {
		DeliveryFault::Unreachable => {
			"look at yangtze-delta.url, at the network and at the certificates of both sides"
		}
		DeliveryFault::Unavailable => "the platform itself is out of order: ask whoever runs it",
		DeliveryFault::Unauthorized => {
			"look at yangtze-delta.app, at the clock, and whether the platform has the key of this node"
		}
		DeliveryFault::BadAnswer => {
			"look at yangtze-delta.peer_key, and whether this URL is the platform's"
		}
		DeliveryFault::Overdue | DeliveryFault::NotConfigured | DeliveryFault::Refused => {
			"look at the section yangtze-delta"
		}
	}
}

/// A file that came, compared with its digest.
///
/// # Errors
/// [`Mistake`] in `mediaType`, `content` or `hash`.
pub fn read_file(body: &FileBody) -> Result<Fetched, Mistake> {
	read::media_type(&body.media_type)?;
	let content = convert::file(&body.content, &body.hash, MAX_FILE_BYTES)?;
	let hash = convert::digest("hash", &body.hash)?;
	Ok(Fetched { media_type: body.media_type.clone(), content, hash })
}

/// The number of a request: SM3 over its parts, 64 hexadecimal digits.
fn number_of(parts: &[&str]) -> String {
	convert::hex(&sm3_256(parts.join("\n").as_bytes()).into())
}
