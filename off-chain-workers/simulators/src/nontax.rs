//! The non-tax bill system 非税系统.

use crate::{
	bills::{self, Facts, StoredBill},
	context::Context,
	describe::About,
	fault::Stop,
	faults::Fate,
	messages::{conclude, take, Arrival, Taken},
	service::{enveloped, Call},
	system::System,
};
use fiscal_bridge::{
	convert,
	envelope::code,
	protocol::{
		nontax::{
			BillInfo, BillState, ByCodes, FileAnswer, FileRequest, Range, RangeBills, RangeDigests,
			RangePart, StatusUpdate, Verification, VerificationKept, BY_CODES, FILE,
			MAX_RANGE_BILLS, PARTS, PUSH_VERIFICATION, RANGE_BILLS, RANGE_DIGEST, STATES,
			UPDATE_STATUS, VERIFIED_GENUINE, VERIFIED_UNKNOWN,
		},
		ReceiptBody,
	},
};
use fiscal_primitives::{
	changes::BillAction, observation::OutsideState, outbox::StatusNotice, BillKey, BillNumber,
	CheckCode,
};
use fiscal_sm_crypto::sm3_256;
use utoipa_axum::router::OpenApiRouter;

const SYSTEM: System = System::Nontax;

/// The widest range that is digested, in numbers.
pub const MAX_RANGE: u64 = 10_000_000;

/// How far the time of a verdict may be ahead of the clock, ms.
const MAX_AHEAD: u64 = 600_000;

/// Its services.
pub fn routes(router: OpenApiRouter<Context>) -> OpenApiRouter<Context> {
	router
		.routes(enveloped(
			SYSTEM,
			BY_CODES,
			About::new::<ByCodes, BillInfo>("A bill by its three codes 三码"),
			by_codes,
		))
		.routes(enveloped(
			SYSTEM,
			STATES,
			About::new::<ByCodes, BillState>("State of a bill"),
			states,
		))
		.routes(enveloped(
			SYSTEM,
			UPDATE_STATUS,
			About::new::<StatusUpdate, ReceiptBody>("Status write-back 状态回写"),
			update_status,
		))
		.routes(enveloped(
			SYSTEM,
			FILE,
			About::new::<FileRequest, FileAnswer>("File download 文件下载"),
			file,
		))
		.routes(enveloped(
			SYSTEM,
			RANGE_DIGEST,
			About::new::<Range, RangeDigests>("Digests of a range of numbers 一致性比对"),
			range_digest,
		))
		.routes(enveloped(
			SYSTEM,
			RANGE_BILLS,
			About::new::<Range, RangeBills>("The bills of a small range"),
			range_bills,
		))
		.routes(enveloped(
			SYSTEM,
			PUSH_VERIFICATION,
			About::new::<Verification, VerificationKept>(
				"Verdict about the XML file of a bill 核验结果推送",
			),
			push_verification,
		))
}

async fn by_codes(call: Call, query: ByCodes) -> Result<BillInfo, Stop> {
	let (key, facts, state) = look_up(&call, &query).await?;
	Ok(convert::bill_info(&key, &facts.check, &bills::historic(&facts, state)))
}

async fn states(call: Call, query: ByCodes) -> Result<BillState, Stop> {
	let (_, _, state) = look_up(&call, &query).await?;
	Ok(convert::state_of(&state))
}

async fn look_up(call: &Call, query: &ByCodes) -> Result<(BillKey, Facts, OutsideState), Stop> {
	let key = convert::bill_key(&query.bill_batch_code, &query.bill_no)?;
	let check = query.random.as_deref().map(convert::check_code).transpose()?;
	let mut transaction = call.context.db.begin().await?;
	let bill = bills::find(&mut transaction, SYSTEM, &key).await?;
	transaction.commit().await?;
	let (facts, state) = known(bill.as_ref(), check, &call.fate)?;
	Ok((key, facts, state))
}

/// What is shown of a bill that is known, to whoever knows its check code or leaves it out.
fn known(
	bill: Option<&StoredBill>,
	check: Option<CheckCode>,
	fate: &Fate,
) -> Result<(Facts, OutsideState), Stop> {
	bill.and_then(|bill| bill.shown(fate))
		.filter(|(facts, _)| check.is_none_or(|check| check == facts.check))
		.ok_or_else(|| Stop::unknown("no bill has these codes"))
}

async fn update_status(call: Call, update: StatusUpdate) -> Result<ReceiptBody, Stop> {
	let notice = convert::status_notice(&update)?;
	let arrival = Arrival {
		message: convert::digest("messageId", &update.message_id)?,
		digest: convert::digest("digest", &update.digest)?,
		lane: Some(notice.key.to_string()),
		sequence: update.sequence,
		bill: Some(notice.key.to_string()),
		action: &update.action,
	};
	if update.sequence == 0 {
		return Err(Stop::malformed("sequence: messages are numbered from 1"));
	}
	let mut transaction = call.context.db.begin().await?;
	let mut receipt = match take(&mut transaction, &call, &arrival).await? {
		Taken::Answered(receipt) => receipt,
		Taken::New => {
			let state = state_after(&notice);
			// The chain takes the bill over as it saw it: what happened to it here since must not be lost.
			let other = match notice.action {
				BillAction::Registered => {
					let bill = bills::find_and_hold(&mut transaction, SYSTEM, &notice.key).await?;
					bill.is_some_and(|bill| bill.state != state)
				}
				_ => false,
			};
			let verdict = if other { Err(code::CONFLICT) } else { Ok(()) };
			if verdict.is_ok() {
				let (key, version) = (&notice.key, notice.version);
				bills::set_state(&mut transaction, SYSTEM, key, &state, version).await?;
			}
			conclude(&mut transaction, &call, &arrival, verdict).await?
		}
	};
	transaction.commit().await?;
	call.fate.spoil_receipt(&mut receipt);
	Ok(receipt)
}

fn state_after(notice: &StatusNotice) -> OutsideState {
	OutsideState {
		validity: notice.validity,
		medium: notice.medium,
		usage: notice.usage,
		circulation: notice.circulation,
		reimbursed: notice.reimbursed,
	}
}

async fn file(call: Call, query: FileRequest) -> Result<FileAnswer, Stop> {
	let key = convert::bill_key(&query.bill_batch_code, &query.bill_no)?;
	let check = convert::check_code(&query.random)?;
	if !matches!(query.file_type.as_str(), "xml" | "pdf") {
		return Err(Stop::malformed("fileType: neither xml nor pdf"));
	}
	let mut transaction = call.context.db.begin().await?;
	let bill = bills::find(&mut transaction, SYSTEM, &key).await?;
	let file = bills::file(&mut transaction, SYSTEM, &key, &query.file_type).await?;
	transaction.commit().await?;
	known(bill.as_ref(), Some(check), &Fate::default())?;
	let file = file.ok_or_else(|| Stop::unknown("the bill has no such file"))?;
	Ok(FileAnswer { file_type: query.file_type, content: file.content, hash: file.hash })
}

async fn push_verification(call: Call, told: Verification) -> Result<VerificationKept, Stop> {
	let key = convert::bill_key(&told.bill_batch_code, &told.bill_no)?;
	let xml = convert::digest("xmlHash", &told.xml_hash)?;
	let chain = told.chain_xml_hash.as_deref();
	let chain = chain.map(|text| convert::digest("chainXmlHash", text)).transpose()?;
	if !(VERIFIED_GENUINE..=VERIFIED_UNKNOWN).contains(&told.verify_state) {
		return Err(Stop::malformed("verifyState: not 1 to 3"));
	}
	let fits = match told.verify_state {
		VERIFIED_GENUINE => chain == Some(xml),
		VERIFIED_UNKNOWN => chain.is_none(),
		_ => chain.is_some_and(|chain| chain != xml),
	};
	if !fits {
		return Err(Stop::malformed("verifyState: the digests say otherwise"));
	}
	if told.verified_at > call.now.saturating_add(MAX_AHEAD) {
		return Err(Stop::malformed("verifiedAt: is still to come"));
	}
	let mut transaction = call.context.db.begin().await?;
	if bills::find_and_hold(&mut transaction, SYSTEM, &key).await?.is_none() {
		return Err(Stop::unknown("no bill has these codes"));
	}
	let verdict = (&xml, told.verify_state, told.verified_at);
	let (verify_state, verified_at) =
		bills::verified(&mut transaction, SYSTEM, &key, verdict).await?;
	transaction.commit().await?;
	Ok(VerificationKept { verify_state, verified_at })
}

/// First bill and last number of a range of at most `widest` numbers.
fn span(range: &Range, widest: u64) -> Result<(BillKey, BillNumber), Stop> {
	let first = convert::bill_key(&range.bill_batch_code, &range.first)?;
	let last = convert::bill_key(&range.bill_batch_code, &range.last)?.number;
	let Some(width) = last.value().checked_sub(first.number.value()) else {
		return Err(Stop::malformed("last: comes before first"));
	};
	if width >= widest {
		return Err(Stop::malformed(format!("last: the range has more than {widest} numbers")));
	}
	Ok((first, last))
}

async fn in_range(
	call: &Call,
	first: &BillKey,
	last: &BillNumber,
) -> Result<Vec<(BillKey, Facts, OutsideState)>, Stop> {
	let mut transaction = call.context.db.begin().await?;
	let found = bills::range(&mut transaction, SYSTEM, first, last, MAX_RANGE).await?;
	transaction.commit().await?;
	Ok(found
		.into_iter()
		.filter_map(|bill| bill.shown(&call.fate).map(|(facts, state)| (bill.key, facts, state)))
		.collect())
}

async fn range_digest(call: Call, range: Range) -> Result<RangeDigests, Stop> {
	let (first, last) = span(&range, MAX_RANGE)?;
	let found = in_range(&call, &first, &last).await?;
	let leaves: Vec<(u64, [u8; 32])> = found
		.iter()
		.map(|(key, facts, state)| {
			(key.number.value(), state.leaf(key, facts.total, &facts.xml).to_fixed_bytes())
		})
		.collect();
	Ok(RangeDigests { parts: cut(&leaves, first.number.value(), last.value()) })
}

/// Cuts the numbers from `first` to `last` into at most [`PARTS`] parts of the same width, with the
/// digest of each over `leaves`, which are ascending.
fn cut(leaves: &[(u64, [u8; 32])], first: u64, last: u64) -> Vec<RangePart> {
	let width = last.saturating_sub(first).saturating_add(1).div_ceil(PARTS).max(1);
	let mut parts = Vec::new();
	let (mut rest, mut from) = (leaves, first);
	while from <= last {
		let to = from.saturating_add(width).saturating_sub(1).min(last);
		let (inside, behind) = rest.split_at(rest.partition_point(|(number, _)| *number <= to));
		let bytes: Vec<u8> = inside.iter().flat_map(|(_, leaf)| *leaf).collect();
		parts.push(RangePart {
			first: format!("{from:010}"),
			last: format!("{to:010}"),
			count: u64::try_from(inside.len()).unwrap_or(u64::MAX),
			digest: convert::hex(&sm3_256(&bytes).into()),
		});
		rest = behind;
		from = to.saturating_add(1);
	}
	parts
}

async fn range_bills(call: Call, range: Range) -> Result<RangeBills, Stop> {
	let (first, last) = span(&range, u64::from(MAX_RANGE_BILLS))?;
	let bills = in_range(&call, &first, &last)
		.await?
		.iter()
		.map(|(key, facts, state)| {
			convert::bill_info(key, &facts.check, &bills::historic(facts, *state))
		})
		.collect();
	Ok(RangeBills { bills })
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	proptest! {
		#[test]
		fn parts_cover_the_range_and_every_leaf_once(
			numbers in proptest::collection::btree_set(0u64..5_000, 0..60),
			first in 0u64..3_000,
			width in 1u64..2_000,
		) {
			let last = first + width - 1;
			let leaves: Vec<(u64, [u8; 32])> = numbers
				.iter()
				.filter(|number| (first..=last).contains(number))
				.map(|number| (*number, sm3_256(&number.to_be_bytes())))
				.collect();
			let parts = cut(&leaves, first, last);
			prop_assert!(u64::try_from(parts.len()).unwrap() <= PARTS);
			prop_assert_eq!(parts[0].first.parse::<u64>().unwrap(), first);
			prop_assert_eq!(parts[parts.len() - 1].last.parse::<u64>().unwrap(), last);
			let mut next = first;
			for part in &parts {
				let (from, to) = (part.first.parse::<u64>().unwrap(), part.last.parse::<u64>().unwrap());
				prop_assert_eq!(from, next);
				next = to + 1;
				let inside: Vec<u8> = leaves
					.iter()
					.filter(|(number, _)| (from..=to).contains(number))
					.flat_map(|(_, leaf)| *leaf)
					.collect();
				prop_assert_eq!(&part.digest, &convert::hex(&sm3_256(&inside).into()));
				prop_assert_eq!(part.count, u64::try_from(inside.len() / 32).unwrap());
			}
		}
	}
}
