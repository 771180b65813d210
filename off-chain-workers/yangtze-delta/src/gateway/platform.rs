//! What the platform asks for other provinces. R169–R174.

use super::{entry::json, files::Filed, State};
use crate::{
	chain::{is_admitted, Subject},
	client::{Asker, MAX_SUMMARIES},
	read,
	refused::Refused,
	sources::{as_historic, summary},
	templates::FORBIDDEN,
};
use fiscal_bridge::{
	convert,
	envelope::{code, signed},
	now,
	protocol::region::{
		Summaries, Summary, SummaryListRequest, SummaryRequest, AUTHORIZATION, AUTHORIZATION_PUSH,
		FILE, FILE_REQUEST, MESSAGE, SUMMARY, SUMMARY_LIST,
	},
};
use fiscal_nontax::{Source, ThreeCodes};
use fiscal_primitives::{
	authorization::Scope, bill::BillKind, region::OrgCode, CheckCode, Date, Digest, Fen, PayerRef,
	Region,
};
use serde_json::Value;

/// The most bills of one payer that are looked through.
const MAX_LOOK: usize = 2_000;
/// Bills in one page of the index.
const PAGE: u32 = 100;

/// Another province that asks.
pub(super) struct Guest {
	/// Which.
	pub(super) region: Region,
	/// Which of its organisations, and under which number.
	pub(super) asker: Asker,
}

impl State {
	pub(super) async fn platform_service(
		&self,
		service: &str,
		body: &str,
	) -> Result<Value, Refused> {
		match service {
			MESSAGE => json(&self.message(body).await?),
			SUMMARY_LIST => json(&self.list(&signed::body(body)?).await?),
			SUMMARY => json(&self.one(&signed::body(body)?).await?),
			AUTHORIZATION => json(&self.agreement(&signed::body(body)?).await?),
			AUTHORIZATION_PUSH => {
				let filed = Filed::read(&signed::body(body)?)?;
				json(&self.take_agreement(filed).await?)
			}
			FILE_REQUEST => json(&self.take_file_request(&signed::body(body)?).await?),
			FILE => {
				let filed = Filed::read(&signed::body(body)?)?;
				json(&self.take_file(filed).await?)
			}
			_ => Err(Refused::missing("service", "no such service")),
		}
	}

	/// Who asks, if its province takes part and its organisation is registered with an open service.
	pub(super) async fn guest(
		&self,
		to: u8,
		from: u8,
		org: &str,
		flow: &str,
	) -> Result<Guest, Refused> {
		let (region, asker) = addressed(to, from, org, flow)?;
		self.ensure_admitted(region, &asker.org).await?;
		Ok(Guest { region, asker })
	}

	/// Does the province take part, and is its organisation registered with an open service?
	pub(super) async fn ensure_admitted(
		&self,
		region: Region,
		org: &OrgCode,
	) -> Result<(), Refused> {
		let provinces = self.chain.provinces().await?;
		if !provinces.iter().any(|answer| answer.region == region && answer.province.inbound) {
			let words = "its organisations may not use bills of here";
			return Err(Refused::new(FORBIDDEN, "from", words));
		}
		let known = self.chain.foreign(region, org).await?;
		if !known.is_some_and(|org| is_admitted(&org, now())) {
			let words = "not registered here, or its service is not open";
			return Err(Refused::new(FORBIDDEN, "org", words));
		}
		Ok(())
	}

	/// Does the holder's authorization reach that far?
	pub(super) async fn ensure_covered(
		&self,
		authorization: &Digest,
		subject: Subject,
		scope: Scope,
	) -> Result<(), Refused> {
		self.chain
			.covers(authorization, subject, scope)
			.await?
			.map_err(|fault| Refused::new(FORBIDDEN, "authorization", convert::word(&fault)))
	}

	/// Summaries of a payer's bills 票据摘要列表.
	async fn list(&self, request: &SummaryListRequest) -> Result<Summaries, Refused> {
		let SummaryListRequest { to, from, org, flow, .. } = request;
		let payer = PayerRef(convert::digest("payer", &request.payer)?);
		let authorization = convert::digest("authorization", &request.authorization)?;
		let first = convert::date("firstDay", &request.first_day)?;
		let last = convert::date("lastDay", &request.last_day)?;
		if last < first {
			return Err(Refused::new(code::MALFORMED, "lastDay", "before the first day"));
		}
		self.guest(*to, *from, org, flow).await?;
		self.ensure_covered(&authorization, Subject::Payer(payer), Scope::Summary).await?;
		let at = self.chain.latest()?;
		let mut found: Vec<(Date, Summary)> = Vec::new();
		let (mut cursor, mut looked) = (None::<String>, 0usize);
		loop {
			let page = self.chain.bills_of(&payer, cursor.as_deref(), PAGE).await?;
			looked = looked.saturating_add(page.items.len());
			for key in page.items {
				let Some(bill) = self.chain.bill(&at, &key)? else { continue };
				let asked_for = bill.payer == payer
					&& bill.kind != BillKind::Red
					&& (first..=last).contains(&bill.issued_on);
				if asked_for {
					let shown = summary(Source::Chain, &key, &as_historic(&bill));
					found.push((bill.issued_on, shown));
				}
			}
			cursor = page.next;
			if cursor.is_none() {
				break;
			}
			if looked >= MAX_LOOK {
				let words = format!("has more than {MAX_LOOK} bills: ask by five elements");
				return Err(Refused::new(code::REFUSED, "payer", words));
			}
		}
		found.sort_by(|(one, _), (other, _)| other.cmp(one));
		found.truncate(MAX_SUMMARIES);
		Ok(Summaries { summaries: found.into_iter().map(|(_, summary)| summary).collect() })
	}

	/// Summary of one bill by its five elements 票据摘要获取. A bill with other elements is as unknown as
	/// one that does not exist.
	async fn one(&self, request: &SummaryRequest) -> Result<Summary, Refused> {
		let SummaryRequest { to, from, org, flow, .. } = request;
		let key = read::bill(&request.code, &request.number)?;
		let check = read::parsed::<CheckCode>("checkCode", &request.check_code)?;
		let issued_on = convert::date("issuedOn", &request.issued_on)?;
		let total = Fen::new(request.total)
			.map_err(|invalid| Refused::new(code::MALFORMED, "total", invalid))?;
		let authorization = convert::digest("authorization", &request.authorization)?;
		self.guest(*to, *from, org, flow).await?;
		let codes = ThreeCodes { key, check };
		let on_chain = self.chain.bill(&self.chain.latest()?, &key)?.is_some();
		let subject = if on_chain { Subject::Bill(key) } else { Subject::Historic(key) };
		self.ensure_covered(&authorization, subject, Scope::Summary).await?;
		let found = self.sources.bill(&*self.chain, &codes).await?;
		match found.filter(|(_, bill)| bill.issued_on == issued_on && bill.total == total) {
			Some((source, bill)) => Ok(summary(source, &key, &bill)),
			None => Err(Refused::missing("code", "no bill with these five elements")),
		}
	}
}

/// Reads who speaks to whom.
pub(super) fn addressed(
	to: u8,
	from: u8,
	org: &str,
	flow: &str,
) -> Result<(Region, Asker), Refused> {
	if read::region("to", to)? != Region::SHANGHAI {
		return Err(Refused::new(code::MALFORMED, "to", "another province than this one"));
	}
	let region = read::region("from", from)?;
	if region == Region::SHANGHAI {
		return Err(Refused::new(code::MALFORMED, "from", "the province of here"));
	}
	let asker = Asker { org: read::parsed("org", org)?, flow: read::parsed("flow", flow)? };
	Ok((region, asker))
}
