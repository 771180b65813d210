//! Files that cross the border: agreements behind authorizations 授权文件, and files of bills 票据文件,
//! which follow later under the flow number they were asked for. R171, R172, R179.

use super::{platform::addressed, State, JOBS_OF_ONE};
use crate::{
	chain::Subject,
	client::{read_file, Asker, Fetched, Handover},
	read,
	refused::Refused,
	store::Record,
	templates::FORBIDDEN,
	trail::{blocking, stopped},
};
use fiscal_bridge::{
	convert,
	envelope::code,
	now,
	protocol::region::{Accepted, AuthorizationRequest, FileBody, FileRequest},
};
use fiscal_primitives::{
	authorization::{CheckFault, Scope},
	outbox::EvidenceKind,
	region::OrgCode,
	BillKey, Digest, FlowNumber, Moment, ParticipantId, PayerRef, Region,
};
use serde::{Deserialize, Serialize};
use std::{sync::Arc, time::Duration};
use tokio::sync::watch;

/// How long a file is tried to be handed over, ms.
const JOB_TERM: u64 = 86_400_000;
/// Least time between two attempts, ms; it doubles with every attempt.
const JOB_BACKOFF: u64 = 2_000;
/// Longest time between two attempts, ms.
const JOB_MAX_BACKOFF: u64 = 600_000;

/// A file of another province that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Asked {
	/// Which organisation of here asked.
	pub org: OrgCode,
	/// Under which number.
	pub flow: FlowNumber,
	/// Which province.
	pub from: Region,
	/// For the file of which bill.
	pub bill: BillKey,
	/// SM3 of the file, where it was announced.
	pub expected: Option<Digest>,
	/// When, Unix ms.
	pub at: Moment,
	/// What came.
	pub arrived: Option<Arrived>,
}

/// A file that came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Arrived {
	/// Its SM3, under which the file store has it.
	pub hash: Digest,
	/// `application/pdf` or the like.
	pub media_type: String,
}

impl Record for Asked {
	type Key = (OrgCode, FlowNumber);
	type Holder = OrgCode;
	const HOLDER: &'static str = "app";
	fn key(&self) -> Self::Key {
		(self.org, self.flow.clone())
	}
	fn holder(&self) -> OrgCode {
		self.org
	}
	fn at(&self) -> Moment {
		self.at
	}
}

/// The agreement behind an authorization, of here or from another province.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Agreement {
	/// SM3 of the authorization.
	pub authorization: Digest,
	/// Organisation of the flow.
	pub org: OrgCode,
	/// Flow number.
	pub flow: FlowNumber,
	/// The other province: who gets it, or who gave it.
	pub other: Region,
	/// Is it of here, and handed to the other province?
	pub outbound: bool,
	/// SM3 of the file, under which the file store has it.
	pub hash: Digest,
	/// `application/pdf` or the like.
	pub media_type: String,
	/// When it came, Unix ms.
	pub at: Moment,
}

impl Record for Agreement {
	type Key = (Digest, OrgCode, FlowNumber, Region);
	type Holder = OrgCode;
	const HOLDER: &'static str = "org";
	fn key(&self) -> Self::Key {
		(self.authorization, self.org, self.flow.clone(), self.other)
	}
	fn holder(&self) -> OrgCode {
		self.org
	}
	fn at(&self) -> Moment {
		self.at
	}
}

/// Who of here started a signing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SigningOwner {
	/// Number of the signing.
	pub signing: String,
	/// The organisation that started it.
	pub organisation: ParticipantId,
	/// When, Unix ms.
	pub at: Moment,
}

impl Record for SigningOwner {
	type Key = String;
	type Holder = ParticipantId;
	const HOLDER: &'static str = "app";
	fn key(&self) -> String {
		self.signing.clone()
	}
	fn holder(&self) -> ParticipantId {
		self.organisation
	}
	fn at(&self) -> Moment {
		self.at
	}
}

/// A file that another province waits for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FileJob {
	/// Which province.
	pub to: Region,
	/// Which of its organisations.
	pub org: OrgCode,
	/// Under which number.
	pub flow: FlowNumber,
	/// The file of which bill.
	pub bill: BillKey,
	/// SM3 of the holder's authorization, which has to hold when the file leaves too. None of a job from
	/// before it was kept: such a file does not leave.
	#[serde(default)]
	pub authorization: Option<Digest>,
	/// When it was asked for, Unix ms.
	pub at: Moment,
	/// How often it was tried.
	pub attempts: u32,
	/// When it is tried next, Unix ms.
	pub due: Moment,
}

impl FileJob {
	/// The same file under the same number and authorization?
	fn is_like(&self, other: &Self) -> bool {
		(self.to, self.org, &self.flow, self.bill, self.authorization)
			== (other.to, other.org, &other.flow, other.bill, other.authorization)
	}
}

/// A file that came from the platform, read.
pub(super) struct Filed {
	from: Region,
	asker: Asker,
	subject: String,
	file: Fetched,
}

impl Filed {
	pub(super) fn read(body: &FileBody) -> Result<Self, Refused> {
		let (from, asker) = addressed(body.to, body.from, &body.org, &body.flow)?;
		Ok(Self { from, asker, subject: body.subject.clone(), file: read_file(body)? })
	}

	fn accepted(&self) -> Accepted {
		Accepted { flow: self.asker.flow.to_string() }
	}
}

impl State {
	/// The agreement behind an authorization of here, for the province it was made for 授权获取.
	pub(super) async fn agreement(
		&self,
		request: &AuthorizationRequest,
	) -> Result<FileBody, Refused> {
		let AuthorizationRequest { to, from, org, flow, .. } = request;
		let authorization = convert::digest("authorization", &request.authorization)?;
		let (region, asker) = addressed(*to, *from, org, flow)?;
		let key = (authorization, asker.org, asker.flow, region);
		let kept = self.agreements.get(&key, now()).filter(|agreement| agreement.outbound);
		let missing = || Refused::missing("authorization", "no agreement of this flow for you");
		let provinces = self.chain.provinces().await?;
		if !provinces.iter().any(|answer| answer.region == region && answer.province.outbound) {
			let words = "bills of this province may not be used here";
			return Err(Refused::new(FORBIDDEN, "from", words));
		}
		let kept = kept.ok_or_else(missing)?;
		let content = self.files.get(&kept.hash).await?.ok_or_else(missing)?;
		Ok(FileBody {
			to: *from,
			from: *to,
			org: org.clone(),
			flow: flow.clone(),
			subject: request.authorization.clone(),
			media_type: kept.media_type,
			content: convert::file_text(&content),
			hash: convert::hex(&kept.hash),
		})
	}

	/// An agreement from another province 授权推送: it is kept, and so on the evidence chain.
	pub(super) async fn take_agreement(&self, filed: Filed) -> Result<Accepted, Refused> {
		let authorization = convert::digest("subject", &filed.subject)?;
		let Asker { org, flow } = &filed.asker;
		self.guest(Region::SHANGHAI.get(), filed.from.get(), org.as_str(), flow.as_str()).await?;
		self.ensure_known(&authorization).await?;
		let accepted = filed.accepted();
		let agreement = Agreement {
			authorization,
			org: *org,
			flow: flow.clone(),
			other: filed.from,
			outbound: false,
			hash: filed.file.hash,
			media_type: filed.file.media_type,
			at: now(),
		};
		self.keep_agreement(agreement, filed.file.content).await?;
		Ok(accepted)
	}

	/// Does the chain have the authorization, whatever it permits?
	async fn ensure_known(&self, authorization: &Digest) -> Result<(), Refused> {
		// That it does not have it comes before all that is wrong with it otherwise.
		let anybody = Subject::Payer(PayerRef(Digest::zero()));
		match self.chain.covers(authorization, anybody, Scope::Summary).await? {
			Err(fault @ CheckFault::NotFound) => {
				Err(Refused::new(FORBIDDEN, "subject", convert::word(&fault)))
			}
			Ok(()) | Err(_) => Ok(()),
		}
	}

	/// Keeps an agreement, in the file store and on the evidence chain 原文存证. The same one twice is kept
	/// once; another one under the same flow number is refused.
	pub(super) async fn keep_agreement(
		&self,
		agreement: Agreement,
		content: Vec<u8>,
	) -> Result<(), Refused> {
		let (key, hash) = (agreement.key(), agreement.hash);
		let before = self.agreements.get(&key, now());
		if is_new(before.as_ref(), &agreement)? {
			let others = self.config.concurrency;
			self.agreements.ensure_room(Some(&key), &agreement.org, others, now())?;
			let held = self.objects.put(hash, content).await?;
			let name = convert::hex(&agreement.authorization);
			self.trail.keep_file(EvidenceKind::Authorization, name, hash).await?;
			let agreements = self.agreements.clone();
			blocking(move || {
				let _held = held;
				agreements.change::<Refused>(&key, now(), |before| {
					Ok(is_new(before, &agreement)?.then_some(agreement))
				})
			})
			.await?;
		}
		Ok(())
	}

	/// Another province asks for the file of a bill 文件获取: it follows by itself.
	pub(super) async fn take_file_request(
		&self,
		request: &FileRequest,
	) -> Result<Accepted, Refused> {
		let FileRequest { to, from, org, flow, .. } = request;
		let bill = read::bill(&request.code, &request.number)?;
		let authorization = convert::digest("authorization", &request.authorization)?;
		let guest = self.guest(*to, *from, org, flow).await?;
		self.ensure_file_covered(&authorization, bill).await?;
		if self.platform.is_none() {
			let words = "no connection to the platform, by which it would follow";
			return Err(Refused::new(code::UNAVAILABLE, "file", words));
		}
		let at = now();
		let job = FileJob {
			to: guest.region,
			org: guest.asker.org,
			flow: guest.asker.flow.clone(),
			bill,
			authorization: Some(authorization),
			at,
			attempts: 0,
			due: at,
		};
		let jobs = self.jobs.clone();
		blocking(move || {
			// Asked for twice while it waits, it is handed over once.
			if jobs.first(|before| before.is_like(&job)).is_none() {
				let to = job.to;
				jobs.put_share(job, "from", JOBS_OF_ONE, |other| other.to == to)?;
			}
			Ok(())
		})
		.await?;
		Ok(Accepted { flow: flow.clone() })
	}

	async fn ensure_file_covered(
		&self,
		authorization: &Digest,
		bill: BillKey,
	) -> Result<(), Refused> {
		let on_chain = self.chain.bill(&self.chain.latest()?, &bill)?.is_some();
		let subject = if on_chain { Subject::Bill(bill) } else { Subject::Historic(bill) };
		self.ensure_covered(authorization, subject, Scope::Pdf).await
	}

	/// A file that was asked for comes 外省市文件获取: organisation, number, province and bill must be those
	/// of the request, and the file the announced one.
	pub(super) async fn take_file(&self, filed: Filed) -> Result<Accepted, Refused> {
		let bill: BillKey = read::parsed("subject", &filed.subject)?;
		let key = (filed.asker.org, filed.asker.flow.clone());
		let arrived = Arrived { hash: filed.file.hash, media_type: filed.file.media_type.clone() };
		let asked = self.asked.get(&key, now());
		let from = filed.from;
		// Before the file takes room.
		fits(asked.as_ref(), from, &bill, &arrived)?;
		let accepted = filed.accepted();
		let held = self.objects.put(arrived.hash, filed.file.content).await?;
		let asked = self.asked.clone();
		blocking(move || {
			let _held = held;
			asked.change::<Refused>(&key, now(), |asked| {
				let asked = fits(asked, from, &bill, &arrived)?;
				let next = Asked { arrived: Some(arrived.clone()), ..asked.clone() };
				Ok((next != *asked).then_some(next))
			})
		})
		.await?;
		Ok(accepted)
	}

	/// Hands over the files that other provinces asked for, until the sender of `stop` is gone.
	pub(super) async fn send_files(self: Arc<Self>, mut stop: watch::Receiver<()>) {
		loop {
			let now = now();
			let Some((number, job)) = self.jobs.first(|job| job.due <= now) else {
				let due = self.jobs.least(|job| job.due);
				let wait = due.map_or(JOB_MAX_BACKOFF, |due| due.saturating_sub(now));
				let wait = Duration::from_millis(wait.min(JOB_MAX_BACKOFF));
				let goes_on = tokio::select! {
					() = self.jobs.came() => true,
					() = tokio::time::sleep(wait) => true,
					() = stopped(&mut stop) => false,
				};
				if goes_on {
					continue;
				}
				return;
			};
			let sent = tokio::select! {
				sent = self.send_file(&job) => sent,
				() = stopped(&mut stop) => return,
			};
			let jobs = self.jobs.clone();
			let kept = blocking(move || {
				match sent.map_or_else(|hitch| again(job, &hitch), |()| None) {
					Some(job) => jobs.update(number, job)?,
					None => jobs.done(number)?,
				}
				Ok(())
			})
			.await;
			if kept.is_err() {
				// It would be tried at once for ever otherwise.
				tokio::select! {
					() = tokio::time::sleep(Duration::from_millis(JOB_BACKOFF)) => {}
					() = stopped(&mut stop) => return,
				}
			}
		}
	}

	async fn send_file(&self, job: &FileJob) -> Result<(), Hitch> {
		let Some(platform) = &self.platform else {
			let refused = Refused::new(code::UNAVAILABLE, "platform", "not connected");
			return Err(Hitch::Later(refused));
		};
		let document =
			self.sources.document(&*self.chain, &job.bill).await.map_err(Hitch::Later)?;
		let (hash, content) =
			document.ok_or_else(|| Hitch::Later(Refused::missing("file", "nobody has it")))?;
		// As late as can be: a day may lie between the request and this.
		self.ensure_still_permitted(job).await?;
		let handover = Handover {
			to: job.to,
			org: job.org,
			flow: job.flow.clone(),
			subject: job.bill.to_string(),
			file: Fetched { media_type: media_type_of(&content).into(), content, hash },
		};
		platform.push_file(&handover).await.map_err(|fault| {
			let refused = Refused::from(fault);
			let for_good = matches!(
				refused.0.code.as_str(),
				code::MALFORMED | code::CONFLICT | code::TOO_LARGE | code::REFUSED
			);
			match for_good {
				true => Hitch::Never(refused),
				false => Hitch::Later(refused),
			}
		})
	}

	/// May the file leave just now: does the province take part, is the organisation admitted, and does the
	/// holder's authorization reach that far?
	async fn ensure_still_permitted(&self, job: &FileJob) -> Result<(), Hitch> {
		let permitted = async {
			let words = "none is known, so that it cannot be looked at again";
			let unknown = || Refused::new(FORBIDDEN, "authorization", words);
			let authorization = job.authorization.ok_or_else(unknown)?;
			self.ensure_admitted(job.to, &job.org).await?;
			self.ensure_file_covered(&authorization, job.bill).await
		};
		permitted.await.map_err(|refused| match refused.0.code == FORBIDDEN {
			true => Hitch::Never(refused),
			// The chain does not answer.
			false => Hitch::Later(refused),
		})
	}
}

/// Why a file was not handed over.
enum Hitch {
	/// It may be later.
	Later(Refused),
	/// It will not be.
	Never(Refused),
}

/// The job for another attempt, unless it will never be or its time is over.
fn again(job: FileJob, hitch: &Hitch) -> Option<FileJob> {
	let FileJob { bill, to, flow, .. } = &job;
	let (refused, for_good) = match hitch {
		Hitch::Later(refused) => (refused, false),
		Hitch::Never(refused) => (refused, true),
	};
	if for_good || job.at.saturating_add(JOB_TERM) < now() {
		log::error!(
			target: "gateway",
			"the file of {bill} for province {to}, flow {flow}, is given up: {}",
			refused.0
		);
		return None;
	}
	log::warn!(
		target: "gateway",
		"the file of {bill} for province {to}, flow {flow}, waits: {}",
		refused.0
	);
	let factor = 1u64.checked_shl(job.attempts).unwrap_or(u64::MAX);
	let wait = JOB_BACKOFF.saturating_mul(factor).min(JOB_MAX_BACKOFF);
	Some(FileJob {
		attempts: job.attempts.saturating_add(1),
		due: now().saturating_add(wait),
		..job
	})
}

/// The request that the file answers.
fn fits<'a>(
	asked: Option<&'a Asked>,
	from: Region,
	bill: &BillKey,
	arrived: &Arrived,
) -> Result<&'a Asked, Refused> {
	let differs = |field, words| Err(Refused::new(code::CONFLICT, field, words));
	let Some(asked) = asked else {
		return differs("flow", "no file was asked for under this number by this organisation");
	};
	if asked.from != from {
		return differs("from", "another province was asked under this number");
	}
	if asked.bill != *bill {
		return differs("subject", "another bill was asked for under this number");
	}
	if asked.expected.is_some_and(|expected| expected != arrived.hash) {
		return differs("hash", "not that of the file that the summary announced");
	}
	if asked.arrived.as_ref().is_some_and(|before| before.hash != arrived.hash) {
		return differs("hash", "another file came under this number before");
	}
	Ok(asked)
}

/// Is it an agreement that is not kept yet?
fn is_new(before: Option<&Agreement>, agreement: &Agreement) -> Result<bool, Refused> {
	match before {
		None => Ok(true),
		// The same, whenever it came.
		Some(before) if Agreement { at: agreement.at, ..before.clone() } == *agreement => Ok(false),
		Some(_) => {
			let words = "another agreement came under this flow number";
			Err(Refused::new(code::CONFLICT, "subject", words))
		}
	}
}

/// What kind of file it is.
fn media_type_of(content: &[u8]) -> &'static str {
	if content.starts_with(b"%PDF") {
		"application/pdf"
	} else if content.starts_with(b"PK\x03\x04") {
		"application/ofd"
	} else {
		"application/octet-stream"
	}
}
