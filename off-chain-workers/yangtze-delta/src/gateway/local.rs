//! What organisations of here ask 业务接入端服务交互. R169–R172, R177, R179, R180.

use super::{
	entry::json,
	files::{Agreement, Asked},
	State,
};
use crate::{
	chain::{may_ask, Party, Subject},
	client::{Asker, Fetched, Handover, ListQuestion, Platform},
	local::{
		AuthorizationPush, FileContent, Gathered, HistoryFileRequest, HistoryRequest,
		RemoteAuthorizationRequest, RemoteFileAnswer, RemoteFileRequest, RemoteFileStatus,
		RemoteListRequest, RemoteRequest, AUTHORIZATION_PUSH, EVIDENCE_FILE, EVIDENCE_QUERY,
		HISTORY, HISTORY_FILE, MAX_PROVINCES, REMOTE_AUTHORIZATION, REMOTE_FILE,
		REMOTE_FILE_STATUS, REMOTE_LIST, REMOTE_SUMMARY, SIGNING,
	},
	read,
	refused::Refused,
	sources::summary,
	templates::FORBIDDEN,
	trail::blocking,
};
use fiscal_bridge::{
	convert::{self, MAX_FILE_BYTES},
	envelope::{code, signed},
	now,
	protocol::{
		evidence::{EvidenceFound, EvidenceQuery, EvidenceRecord, FileEvidence},
		region::{Accepted, Summary},
	},
};
use fiscal_evidence::{Evidence, Verdict};
use fiscal_nontax::ThreeCodes;
use fiscal_primitives::{
	authorization::Scope,
	observation,
	outbox::EvidenceKind,
	participant::{Role, Roles},
	region::{FilingStatus, OrgCode},
	verification::{FileKind, FiveElements},
	BillKey, Fen, PayerRef, Region,
};
use serde_json::Value;

/// The part of a request's time that a province has to answer in, where several are asked.
const PROVINCE_SHARE: f64 = 0.6;

impl State {
	pub(super) async fn local_service(
		&self,
		party: &Party,
		service: &str,
		body: &str,
	) -> Result<Value, Refused> {
		ensure_role(party, service)?;
		match service {
			HISTORY => json(&self.history(party, &signed::body(body)?).await?),
			HISTORY_FILE => json(&self.history_file(party, &signed::body(body)?).await?),
			REMOTE_LIST => json(&self.remote_list(party, &signed::body(body)?).await?),
			REMOTE_SUMMARY => json(&self.remote_summary(party, &signed::body(body)?).await?),
			REMOTE_AUTHORIZATION => {
				json(&self.remote_authorization(party, &signed::body(body)?).await?)
			}
			AUTHORIZATION_PUSH => json(&self.push_agreement(party, signed::body(body)?).await?),
			REMOTE_FILE => json(&self.remote_file(party, &signed::body(body)?).await?),
			REMOTE_FILE_STATUS => json(&self.remote_status(party, &signed::body(body)?).await?),
			EVIDENCE_FILE => json(&self.evidence_file(&signed::body(body)?).await?),
			EVIDENCE_QUERY => json(&self.evidence_query(&signed::body(body)?).await?),
			_ => match service.strip_prefix(SIGNING) {
				Some(service) => self.signing_service(party, service, body).await,
				None => Err(no_such_service()),
			},
		}
	}

	/// A bill by its three codes 本市历史票据获取.
	async fn history(&self, party: &Party, request: &HistoryRequest) -> Result<Summary, Refused> {
		let HistoryRequest { code, number, check_code, authorization } = request;
		let codes = three_codes(code, number, check_code)?;
		self.ensure_shown(party, authorization.as_deref(), codes.key, Scope::Summary).await?;
		match self.sources.bill(&*self.chain, &codes).await? {
			Some((source, bill)) => Ok(summary(source, &codes.key, &bill)),
			None => Err(no_such_bill()),
		}
	}

	/// Its file 本市历史票据文件获取.
	async fn history_file(
		&self,
		party: &Party,
		request: &HistoryFileRequest,
	) -> Result<FileContent, Refused> {
		let HistoryFileRequest { code, number, check_code, file_type, authorization } = request;
		let codes = three_codes(code, number, check_code)?;
		let (kind, media_type, scope) = match file_type.as_str() {
			"xml" => (FileKind::Xml, "application/xml", Scope::Structured),
			"pdf" => (FileKind::Pdf, "application/pdf", Scope::Pdf),
			_ => return Err(Refused::new(code::MALFORMED, "fileType", "neither xml nor pdf")),
		};
		self.ensure_shown(party, authorization.as_deref(), codes.key, scope).await?;
		let found = self.sources.file(&*self.chain, &codes, kind).await?;
		let (hash, content) = found.ok_or_else(no_such_bill)?;
		Ok(shown(&Fetched { media_type: media_type.into(), content, hash }))
	}

	/// May the party see that much of a bill of here? All three codes show that it has the bill before it;
	/// the holder's authorization, that it may look further. A fiscal authority supervises, and needs none.
	async fn ensure_shown(
		&self,
		party: &Party,
		authorization: Option<&str>,
		key: BillKey,
		scope: Scope,
	) -> Result<(), Refused> {
		let Some(text) = authorization else {
			if party.roles.intersects(Roles::of(&[Role::FiscalAuthority])) {
				return Ok(());
			}
			let words = "the holder's, for your organisation, is needed";
			return Err(Refused::new(FORBIDDEN, "authorization", words));
		};
		let authorization = convert::digest("authorization", text)?;
		let on_chain = self.chain.bill(&self.chain.latest()?, &key)?.is_some();
		let (subject, scope) = match (on_chain, scope) {
			(true, scope) => (Subject::Bill(key), scope),
			// The file of a bill that the chain does not have cannot be granted by itself: nobody knows
			// there whose it is.
			(false, Scope::Pdf) => (Subject::Historic(key), Scope::Structured),
			(false, scope) => (Subject::Historic(key), scope),
		};
		self.chain
			.covers_for(party.organisation, &authorization, subject, scope)
			.await?
			.map_err(|fault| Refused::new(FORBIDDEN, "authorization", convert::word(&fault)))
	}

	/// Summaries of a holder's bills in other provinces 外省市票据摘要列表获取后转发.
	async fn remote_list(
		&self,
		party: &Party,
		request: &RemoteListRequest,
	) -> Result<Gathered, Refused> {
		let asker = self.asker(party, &request.flow).await?;
		let question = ListQuestion {
			asker,
			payer: PayerRef(convert::digest("payer", &request.payer)?),
			authorization: convert::digest("authorization", &request.authorization)?,
			first_day: convert::date("firstDay", &request.first_day)?,
			last_day: convert::date("lastDay", &request.last_day)?,
		};
		if question.last_day < question.first_day {
			return Err(Refused::new(code::MALFORMED, "lastDay", "before the first day"));
		}
		let provinces = self.usable(&request.provinces).await?;
		// Less than the request has, so that a province that hangs takes the others' answers from nobody.
		let patience = self.config.request.mul_f64(PROVINCE_SHARE);
		Ok(self.connected()?.summaries(&provinces, &question, patience).await)
	}

	/// Summary of a bill of another province 外省市票据摘要获取后转发.
	async fn remote_summary(
		&self,
		party: &Party,
		request: &RemoteRequest,
	) -> Result<Summary, Refused> {
		let elements = FiveElements {
			key: read::bill(&request.code, &request.number)?,
			check: read::parsed("checkCode", &request.check_code)?,
			issued_on: convert::date("issuedOn", &request.issued_on)?,
			total: Fen::new(request.total)
				.map_err(|invalid| Refused::new(code::MALFORMED, "total", invalid))?,
		};
		let authorization = convert::digest("authorization", &request.authorization)?;
		let asker = self.asker(party, &request.flow).await?;
		let to = self.usable_one(request.to).await?;
		Ok(self.connected()?.summary(to, &asker, &elements, &authorization).await?)
	}

	/// The agreement behind an authorization of another province 外省市授权拉取, which is kept
	/// 授权文件本地存储.
	async fn remote_authorization(
		&self,
		party: &Party,
		request: &RemoteAuthorizationRequest,
	) -> Result<FileContent, Refused> {
		let authorization = convert::digest("authorization", &request.authorization)?;
		let hash = request.hash.as_deref();
		let hash = hash.map(|text| convert::digest("hash", text)).transpose()?;
		let asker = self.asker(party, &request.flow).await?;
		let to = self.usable_one(request.to).await?;
		let platform = self.connected()?;
		let key = (authorization, asker.org, asker.flow.clone(), to);
		let others = self.config.concurrency;
		self.agreements.ensure_room(Some(&key), &asker.org, others, now())?;
		let fetched = platform.authorization(to, &asker, &authorization, hash.as_ref()).await?;
		let answer = shown(&fetched);
		let agreement = Agreement {
			authorization,
			org: asker.org,
			flow: asker.flow,
			other: to,
			outbound: false,
			hash: fetched.hash,
			media_type: fetched.media_type,
			at: now(),
		};
		self.keep_agreement(agreement, fetched.content).await?;
		Ok(answer)
	}

	/// Keeps an agreement of here, for the other province to fetch, and hands it over 本市授权凭证推送.
	async fn push_agreement(
		&self,
		party: &Party,
		request: AuthorizationPush,
	) -> Result<Accepted, Refused> {
		let authorization = convert::digest("authorization", &request.authorization)?;
		read::media_type(&request.media_type)?;
		let content = convert::file(&request.content, &request.hash, MAX_FILE_BYTES)?;
		let hash = convert::digest("hash", &request.hash)?;
		let asker = self.asker(party, &request.flow).await?;
		let to = self.usable_one(request.to).await?;
		let agreement = Agreement {
			authorization,
			org: asker.org,
			flow: asker.flow.clone(),
			other: to,
			outbound: true,
			hash,
			media_type: request.media_type.clone(),
			at: now(),
		};
		self.keep_agreement(agreement, content.clone()).await?;
		let handover = Handover {
			to,
			org: asker.org,
			flow: asker.flow,
			subject: request.authorization,
			file: Fetched { media_type: request.media_type, content, hash },
		};
		self.connected()?.push_authorization(&handover).await?;
		Ok(Accepted { flow: request.flow })
	}

	/// Asks another province for the file of a bill 外省市文件获取.
	async fn remote_file(
		&self,
		party: &Party,
		request: &RemoteFileRequest,
	) -> Result<Accepted, Refused> {
		let bill = read::bill(&request.code, &request.number)?;
		let authorization = convert::digest("authorization", &request.authorization)?;
		let expected = request.file_hash.as_deref();
		let expected = expected.map(|text| convert::digest("fileHash", text)).transpose()?;
		let asker = self.asker(party, &request.flow).await?;
		let from = self.usable_one(request.to).await?;
		let platform = self.connected()?;
		let key = (asker.org, asker.flow.clone());
		let next = Asked {
			org: asker.org,
			flow: asker.flow.clone(),
			from,
			bill,
			expected,
			at: now(),
			arrived: None,
		};
		let asked = self.asked.clone();
		// It is remembered first: the file may be here before the answer.
		blocking(move || {
			asked.change::<Refused>(&key, now(), |before| match before {
				None => Ok(Some(next)),
				Some(before)
					if before.from == from
						&& before.bill == bill
						&& (expected.is_none() || before.expected == expected) =>
				{
					Ok(None)
				}
				Some(_) => {
					let words = "another file was asked for under this number";
					Err(Refused::new(code::CONFLICT, "flow", words))
				}
			})
		})
		.await?;
		platform.ask_file(from, &asker, &bill, &authorization).await?;
		Ok(Accepted { flow: request.flow.clone() })
	}

	/// What became of that.
	async fn remote_status(
		&self,
		party: &Party,
		request: &RemoteFileStatus,
	) -> Result<RemoteFileAnswer, Refused> {
		let flow = read::parsed("flow", &request.flow)?;
		let missing = || Refused::missing("flow", "no file was asked for under this number");
		let asked = self.asked.get(&(self.org(party).await?, flow), now()).ok_or_else(missing)?;
		let Some(arrived) = asked.arrived else {
			return Ok(RemoteFileAnswer { status: "waiting".into(), file: None });
		};
		let content = self.files.get(&arrived.hash).await?.ok_or_else(missing)?;
		let fetched = Fetched { media_type: arrived.media_type, content, hash: arrived.hash };
		Ok(RemoteFileAnswer { status: "arrived".into(), file: Some(shown(&fetched)) })
	}

	/// Keeps a file on the evidence chain 原文存证.
	async fn evidence_file(&self, request: &FileEvidence) -> Result<EvidenceRecord, Refused> {
		let kind: EvidenceKind = convert::from_word("kind", &request.kind)?;
		let content = convert::file(&request.content, &request.hash, MAX_FILE_BYTES)?;
		let record = self.evidence()?.keep_file(kind, &request.name, &content).await?;
		Ok(on_the_wire(record, request.hash.clone()))
	}

	/// What the evidence chain keeps of a digest 查询核验.
	async fn evidence_query(&self, request: &EvidenceQuery) -> Result<EvidenceFound, Refused> {
		let digest = convert::digest("digest", &request.digest)?;
		let record = match self.evidence()?.verify(&digest).await? {
			Verdict::Kept(record) => Some(on_the_wire(record, request.digest.clone())),
			Verdict::Unknown => None,
		};
		Ok(EvidenceFound { record })
	}

	/// Under which code the party's organisation is registered.
	async fn org(&self, party: &Party) -> Result<OrgCode, Refused> {
		let filing = self.chain.filing(party.organisation).await?;
		filing
			.map(|filing| filing.filing)
			.filter(|filing| filing.status == FilingStatus::Registered)
			.map(|filing| filing.org)
			.ok_or_else(|| {
				Refused::new(FORBIDDEN, "app", "its organisation is not registered 跨省备案")
			})
	}

	/// Who asks other provinces, if its organisation is registered and its service open.
	async fn asker(&self, party: &Party, flow: &str) -> Result<Asker, Refused> {
		let flow = read::parsed("flow", flow)?;
		let filing = self.chain.filing(party.organisation).await?;
		match filing.filter(|filing| may_ask(filing, now())) {
			Some(filing) => Ok(Asker { org: filing.filing.org, flow }),
			None => {
				let words = "its organisation is not registered 跨省备案, or its service is not open 服务开通";
				Err(Refused::new(FORBIDDEN, "app", words))
			}
		}
	}

	/// The provinces of these codes, or all, whose bills organisations of here may use.
	async fn usable(&self, codes: &[u8]) -> Result<Vec<Region>, Refused> {
		if codes.len() > MAX_PROVINCES {
			let words = format!("more than {MAX_PROVINCES}");
			return Err(Refused::new(code::MALFORMED, "provinces", words));
		}
		let known = self.chain.provinces().await?;
		let open = known.iter().filter(|answer| answer.province.outbound);
		let open: Vec<Region> = open.map(|answer| answer.region).collect();
		if codes.is_empty() {
			return Ok(open);
		}
		let mut named = Vec::new();
		for code in codes {
			let region = read::region("provinces", *code)?;
			if !open.contains(&region) {
				let words = format!("bills of {region} may not be used here");
				return Err(Refused::new(FORBIDDEN, "provinces", words));
			}
			if !named.contains(&region) {
				named.push(region);
			}
		}
		Ok(named)
	}

	async fn usable_one(&self, code: u8) -> Result<Region, Refused> {
		let region = read::region("to", code)?;
		let known = self.chain.provinces().await?;
		if known.iter().any(|answer| answer.region == region && answer.province.outbound) {
			Ok(region)
		} else {
			Err(Refused::new(FORBIDDEN, "to", "bills of this province may not be used here"))
		}
	}

	fn connected(&self) -> Result<&Platform, Refused> {
		self.platform.as_ref().ok_or_else(|| not_connected("platform"))
	}

	fn evidence(&self) -> Result<&Evidence, Refused> {
		self.evidence.as_ref().ok_or_else(|| not_connected("evidence"))
	}
}

/// Who may ask for what.
fn ensure_role(party: &Party, service: &str) -> Result<(), Refused> {
	let admitted: &[Role] = match service {
		REMOTE_LIST | REMOTE_SUMMARY | REMOTE_AUTHORIZATION | AUTHORIZATION_PUSH | REMOTE_FILE
		| REMOTE_FILE_STATUS => &[Role::BillUser],
		HISTORY | HISTORY_FILE => {
			&[Role::BillUser, Role::NodeOperator, Role::Platform, Role::FiscalAuthority]
		}
		EVIDENCE_QUERY => &[
			Role::BillUser,
			Role::Issuer,
			Role::NodeOperator,
			Role::Platform,
			Role::FiscalAuthority,
			Role::Auditor,
		],
		EVIDENCE_FILE => &[Role::BillUser, Role::Issuer, Role::Platform, Role::FiscalAuthority],
		_ if service.starts_with(SIGNING) => &[Role::BillUser, Role::Platform],
		_ => return Err(no_such_service()),
	};
	if party.roles.intersects(Roles::of(admitted)) {
		Ok(())
	} else {
		Err(Refused::new(FORBIDDEN, "app", "it has none of the roles that this takes"))
	}
}

fn three_codes(code: &str, number: &str, check_code: &str) -> Result<ThreeCodes, Refused> {
	let key = read::bill(code, number)?;
	Ok(ThreeCodes { key, check: read::parsed("checkCode", check_code)? })
}

fn shown(file: &Fetched) -> FileContent {
	FileContent {
		media_type: file.media_type.clone(),
		content: convert::file_text(&file.content),
		hash: convert::hex(&file.hash),
	}
}

fn on_the_wire(record: observation::EvidenceRecord, digest: String) -> EvidenceRecord {
	EvidenceRecord { reference: record.reference.to_string(), digest, at: record.at }
}

fn no_such_bill() -> Refused {
	Refused::missing("code", "no bill, or no such file of it, with these three codes")
}

pub(super) fn no_such_service() -> Refused {
	Refused::missing("service", "no such service")
}

pub(super) fn not_connected(system: &str) -> Refused {
	Refused::new(code::UNAVAILABLE, system, "not connected to this node")
}
