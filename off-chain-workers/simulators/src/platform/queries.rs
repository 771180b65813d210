//! Summaries of the provinces' bills. R169, R170.

use super::{bill_key, decide, named, province, shanghai, SYSTEM};
use crate::{
	bills::{self, StoredBill},
	fault::Stop,
	service::Call,
};
use fiscal_bridge::{
	convert,
	protocol::region::{Summaries, Summary, SummaryListRequest, SummaryRequest},
};
use fiscal_primitives::{bill::Use, region::OrgCode, CheckCode, Fen, FlowNumber, Region};
use sqlx::AnyConnection;

/// The most summaries of one answer.
const MAX_SUMMARIES: u64 = 200;

/// Reads who asks, and under which number.
pub fn asker(org: &str, flow: &str) -> Result<(), Stop> {
	org.parse::<OrgCode>().map_err(|fault| named("org", fault))?;
	flow.parse::<FlowNumber>().map_err(|fault| named("flow", fault))?;
	Ok(())
}

/// Summaries of the bills of a payer.
pub async fn summary_list(call: Call, request: SummaryListRequest) -> Result<Summaries, Stop> {
	let region = province(&call.context, "to", request.to)?;
	shanghai("from", request.from)?;
	asker(&request.org, &request.flow)?;
	let payer = convert::digest("payer", &request.payer)?;
	convert::digest("authorization", &request.authorization)?;
	let first = convert::date("firstDay", &request.first_day)?;
	let last = convert::date("lastDay", &request.last_day)?;
	if last < first {
		return Err(Stop::malformed("lastDay: comes before firstDay"));
	}
	let mut transaction = call.context.db.begin().await?;
	let found =
		bills::of_payer(&mut transaction, SYSTEM, region, &payer, (first, last), MAX_SUMMARIES)
			.await?;
	let mut summaries = Vec::with_capacity(found.len());
	for bill in &found {
		summaries.extend(summary_of(&mut transaction, &call, region, bill).await?);
	}
	transaction.commit().await?;
	Ok(Summaries { summaries })
}

/// Summary of one bill.
pub async fn summary(call: Call, request: SummaryRequest) -> Result<Summary, Stop> {
	let region = province(&call.context, "to", request.to)?;
	shanghai("from", request.from)?;
	asker(&request.org, &request.flow)?;
	let key = bill_key(&request.code, &request.number)?;
	let check =
		request.check_code.parse::<CheckCode>().map_err(|fault| named("checkCode", fault))?;
	let issued_on = convert::date("issuedOn", &request.issued_on)?;
	let total = Fen::new(request.total).map_err(|fault| named("total", fault))?;
	convert::digest("authorization", &request.authorization)?;
	let mut transaction = call.context.db.begin().await?;
	let bill = bills::find(&mut transaction, SYSTEM, &key).await?.filter(|bill| {
		let same = bill.facts.as_ref().is_some_and(|facts| {
			facts.check == check && facts.issued_on == issued_on && facts.total == total
		});
		same && bills::region_of(&bill.key) == Some(region)
	});
	let summary = match &bill {
		Some(bill) => summary_of(&mut transaction, &call, region, bill).await?,
		None => None,
	};
	transaction.commit().await?;
	summary.ok_or_else(|| Stop::unknown("no bill has these five elements"))
}

async fn summary_of(
	connection: &mut AnyConnection,
	call: &Call,
	region: Region,
	bill: &StoredBill,
) -> Result<Option<Summary>, Stop> {
	let Some((facts, state)) = bill.shown(&call.fate) else { return Ok(None) };
	// A false or an older state knows nothing of a lock.
	let is_true = !call.fate.lying && !call.fate.stale;
	let locked = is_true && decide::is_locked(connection, &bill.key, call.now).await?;
	let usage = if locked { Use::Locked } else { state.usage };
	Ok(Some(Summary {
		region: region.get(),
		code: bill.key.code.to_string(),
		number: bill.key.number.to_string(),
		issued_on: convert::day(&facts.issued_on),
		total: facts.total.get(),
		reimbursed: state.reimbursed.get(),
		validity: convert::word(&state.validity),
		usage: convert::word(&usage),
		file_hash: facts.file.as_ref().map(convert::hex),
		source: "chain".into(),
	}))
}
