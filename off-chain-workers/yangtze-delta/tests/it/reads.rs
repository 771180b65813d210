//! What other provinces are shown of bills of here.

use crate::{
	chain::{area, bill, check, key, payer},
	world::{authorization, guest, World},
};
use fiscal_bridge::{
	convert,
	protocol::region::{
		Summaries, Summary, SummaryListRequest, SummaryRequest, SUMMARY, SUMMARY_LIST,
	},
};
use fiscal_primitives::{
	authorization::Scope,
	bill::{BillKind, Use, Validity},
	observation::{HistoricBill, OutsideState},
	Bill, Date, Digest, Fen, PayerRef,
};
use fiscal_yangtze_delta::Subject;

fn list() -> SummaryListRequest {
	SummaryListRequest {
		to: 31,
		from: 33,
		org: guest().to_string(),
		flow: "ZJ-1".into(),
		payer: convert::hex(&payer().0),
		authorization: convert::hex(&authorization()),
		first_day: "20260101".into(),
		last_day: "20261231".into(),
	}
}

fn one(number: u64) -> SummaryRequest {
	SummaryRequest {
		to: 31,
		from: 33,
		org: guest().to_string(),
		flow: "ZJ-1".into(),
		code: key(number).code.to_string(),
		number: key(number).number.to_string(),
		check_code: check().to_string(),
		issued_on: "20261120".into(),
		total: 41_700,
		authorization: convert::hex(&authorization()),
	}
}

fn historic() -> HistoricBill {
	HistoricBill {
		total: Fen::new(41_700).unwrap(),
		issued_on: Date::new(20_261_120).unwrap(),
		xml: Digest::repeat_byte(1),
		pdf: None,
		summary: Digest::repeat_byte(2),
		state: OutsideState {
			validity: Validity::Normal,
			medium: Default::default(),
			usage: Use::PartlyReimbursed,
			circulation: Default::default(),
			reimbursed: Fen::new(5).unwrap(),
		},
	}
}

#[tokio::test]
async fn a_list_has_the_payers_usable_bills_of_those_days_the_newest_first() {
	let world = World::start().await;
	{
		let mut known = world.chain.known();
		let mut put = |number, bill: Bill| known.bills.insert(key(number), bill);
		put(1, bill(&key(1), 20_260_301));
		put(2, bill(&key(2), 20_251_231));
		put(3, bill(&key(3), 20_260_901));
		put(4, Bill { kind: BillKind::Red, ..bill(&key(4), 20_260_902) });
		put(5, Bill { payer: PayerRef(Digest::repeat_byte(4)), ..bill(&key(5), 20_260_903) });
		put(6, Bill { usage: Use::Locked, ..bill(&key(6), 20_260_601) });
	}
	let answer: Summaries = world.ask(SUMMARY_LIST, &list()).await.unwrap();
	let days: Vec<_> = answer.summaries.iter().map(|one| one.issued_on.as_str()).collect();
	assert_eq!(days, ["20260901", "20260601", "20260301"]);
	assert_eq!(answer.summaries[1].usage, "locked");
	assert!(answer.summaries.iter().all(|one| one.source == "chain" && one.region == 31));
	assert_eq!(world.chain.known().asked, [(Subject::Payer(payer()), Scope::Summary)]);
}

#[tokio::test]
async fn a_summary_is_for_who_knows_all_five_elements() {
	let world = World::start().await;
	world.chain.known().bills.insert(key(1), bill(&key(1), 20_261_120));
	let summary: Summary = world.ask(SUMMARY, &one(1)).await.unwrap();
	assert_eq!((summary.total, summary.source.as_str()), (41_700, "chain"));
	assert_eq!(summary.file_hash, Some(convert::hex(&Digest::repeat_byte(7))));
	assert_eq!(world.chain.known().asked, [(Subject::Bill(key(1)), Scope::Summary)]);
	let wrong = [
		SummaryRequest { check_code: "a1B2c4".into(), ..one(1) },
		SummaryRequest { issued_on: "20261121".into(), ..one(1) },
		SummaryRequest { total: 41_701, ..one(1) },
		one(2),
	];
	for request in wrong {
		assert_eq!(world.refused(SUMMARY, &request).await, "E0404");
	}
}

#[tokio::test]
async fn a_bill_from_before_the_chain_comes_from_the_non_tax_system_and_says_so() {
	let world = World::start().await;
	world.nontax.bills.lock().unwrap().insert(key(9), (check(), historic()));
	let summary: Summary = world.ask(SUMMARY, &one(9)).await.unwrap();
	assert_eq!((summary.source.as_str(), summary.usage.as_str()), ("nontax", "partlyReimbursed"));
	assert_eq!(summary.reimbursed, 5);
	assert_eq!(world.chain.known().asked, [(Subject::Historic(key(9)), Scope::Summary)]);
	let wrong = SummaryRequest { check_code: "a1B2c4".into(), ..one(9) };
	assert_eq!(world.refused(SUMMARY, &wrong).await, "E0404");
}

#[tokio::test]
async fn without_authorization_registration_or_admission_nothing_is_shown() {
	let world = World::start().await;
	world.chain.known().bills.insert(key(1), bill(&key(1), 20_261_120));
	let unknown = convert::hex(&Digest::repeat_byte(8));
	let unauthorized = SummaryRequest { authorization: unknown.clone(), ..one(1) };
	let refusal = world.ask::<Summary>(SUMMARY, &unauthorized).await.unwrap_err();
	assert_eq!(refusal.code, "E0403");
	assert!(refusal.words.contains("authorization: notFound"), "{refusal}");
	let unauthorized = SummaryListRequest { authorization: unknown, ..list() };
	assert_eq!(world.refused(SUMMARY_LIST, &unauthorized).await, "E0403");

	let stranger = SummaryRequest { org: "91330100MA27XXXX0B".into(), ..one(1) };
	assert_eq!(world.refused(SUMMARY, &stranger).await, "E0403");
	world.chain.known().foreign.get_mut(&(area(33), guest())).unwrap().service = None;
	assert_eq!(world.refused(SUMMARY, &one(1)).await, "E0403");
	assert_eq!(world.refused(SUMMARY_LIST, &list()).await, "E0403");
	{
		let mut known = world.chain.known();
		let org = known.foreign.get_mut(&(area(33), guest())).unwrap();
		org.service = crate::chain::open();
		known.provinces[1].province.inbound = false;
	}
	assert_eq!(world.refused(SUMMARY, &one(1)).await, "E0403");
	let elsewhere = SummaryRequest { from: 44, ..one(1) };
	assert_eq!(world.refused(SUMMARY, &elsewhere).await, "E0403");
}

#[tokio::test]
async fn fields_outside_of_their_form_are_named() {
	let world = World::start().await;
	let wrong = [
		("to", SummaryRequest { to: 32, ..one(1) }),
		("from", SummaryRequest { from: 31, ..one(1) }),
		("org", SummaryRequest { org: "x".into(), ..one(1) }),
		("flow", SummaryRequest { flow: String::new(), ..one(1) }),
		("code", SummaryRequest { code: "1".into(), ..one(1) }),
		("number", SummaryRequest { number: "1".into(), ..one(1) }),
		("checkCode", SummaryRequest { check_code: "!".into(), ..one(1) }),
		("issuedOn", SummaryRequest { issued_on: "20261301".into(), ..one(1) }),
		("total", SummaryRequest { total: u64::MAX, ..one(1) }),
		("authorization", SummaryRequest { authorization: "AB".into(), ..one(1) }),
	];
	for (field, request) in wrong {
		let refusal = world.ask::<Summary>(SUMMARY, &request).await.unwrap_err();
		assert_eq!(refusal.code, "E0400");
		assert!(refusal.words.contains(&format!("{field}: ")), "{field}: {refusal}");
	}
	let backwards = SummaryListRequest { last_day: "20251231".into(), ..list() };
	assert_eq!(world.refused(SUMMARY_LIST, &backwards).await, "E0400");
}
