//! The non-tax bill system.

use crate::common::{self, bill, items, key, nontax, notice, plant, shown, Nontax};
use fiscal_bridge::{
	convert,
	envelope::{code, nontax::Profile},
	protocol::{
		nontax::{
			BillInfo, BillState, ByCodes, FileAnswer, FileRequest, Range, RangeBills, RangeDigests,
			StatusUpdate, Verification, VerificationKept, BY_CODES, FILE, PUSH_VERIFICATION,
			RANGE_BILLS, RANGE_DIGEST, STATES, UPDATE_STATUS,
		},
		ReceiptBody,
	},
	receipt, Secret,
};
use fiscal_primitives::{
	bill::Use,
	changes::BillAction,
	outbox::{Body, DeliveryFault, StatusNotice},
	BillKey, Digest,
};
use fiscal_sim::{seed_bills, Options, Seeds, Simulators, System, OUT_OF_ORDER};
use fiscal_sm_crypto::{sm3_256, Pair};
use futures::future::join_all;

const SYSTEM: System = System::Nontax;

fn codes(bill: &BillKey, random: Option<&str>) -> ByCodes {
	ByCodes {
		bill_batch_code: bill.code.to_string(),
		bill_no: bill.number.to_string(),
		random: random.map(Into::into),
	}
}

fn update(message: u64, bill: &BillKey, version: u32, reimbursed: u64) -> (Digest, StatusUpdate) {
	let notice = notice(bill, version, Use::PartlyReimbursed, reimbursed);
	let digest = Body::Status(notice).digest();
	(digest, convert::status_update(&key(message), message, &digest, &notice))
}

async fn told(client: &Nontax, update: &StatusUpdate) -> ReceiptBody {
	client.call(UPDATE_STATUS, update).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_change_takes_effect_once_and_gets_the_same_signed_receipt_every_time() {
	let running = common::start().await;
	let (client, bill) = (nontax(&running), bill("31060126-0000000001"));
	plant(&running, SYSTEM, &bill).await;
	let (digest, first) = update(1, &bill, 2, 4_000);

	let receipts = join_all((0..20).map(|_| told(&client, &first))).await;
	assert!(receipts.iter().all(|receipt| *receipt == receipts[0] && receipt.accepted));
	let peer = Pair::from_dev_name("NonTax").public();
	receipt::read(&receipts[0], Some(&peer), &key(1), &digest).unwrap();

	let applied = items(&running, SYSTEM, "applied").await;
	assert_eq!(applied.len(), 1, "{applied:?}");
	assert_eq!(applied[0]["messageId"], convert::hex(&key(1)));
	assert_eq!(applied[0]["bill"], bill.to_string());
	assert_eq!(applied[0]["sequence"], 1);
	let state: BillState = client.call(STATES, &codes(&bill, None)).await.unwrap().unwrap();
	assert_eq!((state.reimburse_state, state.reimbursed_amt.as_str()), (2, "40.00"));
	assert!(items(&running, SYSTEM, "violations").await.is_empty());
}

#[tokio::test]
async fn a_change_that_comes_after_a_later_one_is_refused_and_recorded() {
	let running = common::start().await;
	let (client, one, two) =
		(nontax(&running), bill("31060126-0000000001"), bill("31060126-0000000002"));
	let ((_, early), (_, late)) = (update(5, &one, 2, 1_000), update(9, &one, 3, 2_000));
	assert!(told(&client, &late).await.accepted);
	let refused = told(&client, &early).await;
	assert_eq!((refused.accepted, refused.code.as_str()), (false, OUT_OF_ORDER));
	assert_eq!(told(&client, &early).await, refused, "another receipt the second time");
	// Another bill has an order of its own.
	assert!(told(&client, &update(6, &two, 2, 1_000).1).await.accepted);

	let violations = items(&running, SYSTEM, "violations").await;
	assert_eq!(violations.len(), 1, "{violations:?}");
	assert_eq!(violations[0]["kind"], "outOfOrder");
	assert_eq!(violations[0]["bill"], one.to_string());
	assert_eq!(items(&running, SYSTEM, "applied").await.len(), 2);

	let mut other = update(9, &one, 3, 2_000).1;
	other.digest = convert::hex(&Digest::repeat_byte(1));
	let refused = told(&client, &other).await;
	assert_eq!((refused.accepted, refused.code.as_str()), (false, code::CONFLICT));
	let violations = items(&running, SYSTEM, "violations").await;
	assert_eq!(violations[1]["kind"], "otherContent");
}

#[tokio::test]
async fn a_historic_bill_is_handed_over_only_as_it_stands() {
	let running = common::start().await;
	let client = nontax(&running);
	let [same, used, unknown] = [1, 2, 3].map(|number| bill(&format!("31060119-{number:010}")));
	for bill in [&same, &used] {
		plant(&running, SYSTEM, bill).await;
	}
	assert!(told(&client, &update(1, &used, 2, 4_000).1).await.accepted);
	let handover = |message: u64, bill: &BillKey| {
		let free = notice(bill, 1, Use::Free, 0);
		let notice = StatusNotice { action: BillAction::Registered, ..free };
		let digest = Body::Status(notice).digest();
		convert::status_update(&key(message), message, &digest, &notice)
	};
	assert!(told(&client, &handover(2, &same)).await.accepted);
	assert!(told(&client, &handover(3, &unknown)).await.accepted);
	for _ in 0..2 {
		let refused = told(&client, &handover(4, &used)).await;
		assert_eq!((refused.accepted, refused.code.as_str()), (false, code::CONFLICT));
	}
	let state: BillState = client.call(STATES, &codes(&used, None)).await.unwrap().unwrap();
	assert_eq!((state.reimburse_state, state.reimbursed_amt.as_str()), (2, "40.00"));
	assert!(items(&running, SYSTEM, "violations").await.is_empty());
}

#[tokio::test]
async fn a_bill_is_shown_to_whoever_knows_its_codes_in_both_profiles() {
	let running = common::start().await;
	let bill = bill("31060126-0000000001");
	plant(&running, SYSTEM, &bill).await;
	for profile in [Profile::Sm3Hmac, Profile::Md5] {
		let client = Nontax::new(&running, profile);
		let info: BillInfo =
			client.call(BY_CODES, &codes(&bill, Some(common::CHECK_CODE))).await.unwrap().unwrap();
		let (key, _, historic) = convert::historic_bill(&info).unwrap();
		assert_eq!((key, historic.total.get()), (bill, common::TOTAL));
		let unknown = client
			.call::<_, BillInfo>(BY_CODES, &codes(&bill, Some("zzzzzz")))
			.await
			.unwrap()
			.unwrap_err();
		assert_eq!(unknown.code, code::NOT_FOUND);
		let malformed = client
			.call::<_, BillInfo>(BY_CODES, &codes(&bill, Some("no code")))
			.await
			.unwrap()
			.unwrap_err();
		assert_eq!(malformed.code, code::MALFORMED);
	}
	let mut stranger = nontax(&running);
	stranger.credentials.secret = Secret::new("another secret");
	let fault = stranger.call::<_, BillInfo>(BY_CODES, &codes(&bill, None)).await.unwrap_err();
	assert_eq!(fault.fault, DeliveryFault::Unauthorized);
}

#[tokio::test]
async fn an_envelope_is_opened_once() {
	let running = common::start().await;
	let client = nontax(&running);
	let bill = bill("31060126-0000000001");
	let envelope = client.credentials.seal(&codes(&bill, None)).unwrap();
	let url = format!("{}/api/medical/{STATES}", running.url(SYSTEM));
	let mut statuses = Vec::new();
	for _ in 0..2 {
		let sent = common::raw().post(&url).json(&envelope).send().await.unwrap();
		statuses.push(sent.status().as_u16());
	}
	assert_eq!(statuses, [200, 401]);
}

#[tokio::test]
async fn ranges_are_digested_over_the_bills_that_are_known() {
	let running = common::start().await;
	let client = nontax(&running);
	let bills: Vec<BillKey> =
		[3, 7, 40, 41].map(|number| bill(&format!("31060126-{number:010}"))).to_vec();
	for bill in &bills {
		plant(&running, SYSTEM, bill).await;
	}
	// Of this one nothing but its state is known, so that it counts nowhere.
	told(&client, &update(1, &bill("31060126-0000000005"), 2, 0).1).await;
	let range = |first: u64, last: u64| Range {
		bill_batch_code: "31060126".into(),
		first: format!("{first:010}"),
		last: format!("{last:010}"),
	};

	let listed: RangeBills = client.call(RANGE_BILLS, &range(1, 64)).await.unwrap().unwrap();
	let mut leaves = Vec::new();
	for (info, bill) in listed.bills.iter().zip(&bills) {
		let (key, _, historic) = convert::historic_bill(info).unwrap();
		assert_eq!(key, *bill);
		let leaf = historic.state.leaf(&key, historic.total, &historic.xml);
		leaves.push((key.number.value(), leaf));
	}
	assert_eq!(leaves.len(), 4);

	let digests: RangeDigests = client.call(RANGE_DIGEST, &range(1, 64)).await.unwrap().unwrap();
	assert_eq!(digests.parts.len(), 16);
	for part in &digests.parts {
		let (first, last): (u64, u64) = (part.first.parse().unwrap(), part.last.parse().unwrap());
		let bytes: Vec<u8> = leaves
			.iter()
			.filter(|(number, _)| (first..=last).contains(number))
			.flat_map(|(_, leaf)| leaf.to_fixed_bytes())
			.collect();
		assert_eq!(part.digest, convert::hex(&sm3_256(&bytes).into()), "{part:?}");
	}
	let wide = client.call::<_, RangeBills>(RANGE_BILLS, &range(1, 65)).await.unwrap();
	assert_eq!(wide.unwrap_err().code, code::MALFORMED);
	let backwards = client.call::<_, RangeDigests>(RANGE_DIGEST, &range(2, 1)).await.unwrap();
	assert_eq!(backwards.unwrap_err().code, code::MALFORMED);
}

#[tokio::test]
async fn seeded_bills_have_files_with_the_digests_that_they_state() {
	let seeds = Seeds { historic: 2, provincial: 0, ..Seeds::default() };
	let options = Options { seeds: Some(seeds.clone()), ..Options::dev() };
	let running = Simulators::start(options).await.unwrap();
	let client = nontax(&running);
	for (_, seed) in seed_bills(&seeds).unwrap() {
		let ask = ByCodes {
			bill_batch_code: seed.code.clone(),
			bill_no: seed.number.clone(),
			random: Some(seed.check_code.clone()),
		};
		let info: BillInfo = client.call(BY_CODES, &ask).await.unwrap().unwrap();
		for (file_type, hash) in [("xml", Some(info.xml_hash)), ("pdf", info.file_hash)] {
			let ask = FileRequest {
				bill_batch_code: seed.code.clone(),
				bill_no: seed.number.clone(),
				random: seed.check_code.clone(),
				file_type: file_type.into(),
			};
			let file: FileAnswer = client.call(FILE, &ask).await.unwrap().unwrap();
			convert::file(&file.content, &file.hash, convert::MAX_FILE_BYTES).unwrap();
			assert_eq!(Some(file.hash), hash);
		}
	}
	let listed = shown(&running, SYSTEM, "bills?limit=1").await;
	assert_eq!(listed["items"].as_array().unwrap().len(), 1);
	let next = listed["next"].as_str().unwrap();
	let rest = shown(&running, SYSTEM, &format!("bills?after={next}")).await;
	assert_eq!((rest["items"].as_array().unwrap().len(), rest["next"].is_null()), (1, true));
}

#[tokio::test]
async fn of_the_verdicts_about_a_bill_the_latest_counts() {
	let running = common::start().await;
	let (client, bill) = (nontax(&running), bill("31060126-0000000001"));
	plant(&running, SYSTEM, &bill).await;
	let (ours, theirs) = ("ab".repeat(32), "cd".repeat(32));
	let verdict = |verify_state, chain: Option<&String>, verified_at| Verification {
		bill_batch_code: bill.code.to_string(),
		bill_no: bill.number.to_string(),
		xml_hash: theirs.clone(),
		chain_xml_hash: chain.cloned(),
		verify_state,
		verified_at,
	};
	let told = |verdict: Verification| {
		let client = &client;
		async move { client.call::<_, VerificationKept>(PUSH_VERIFICATION, &verdict).await.unwrap() }
	};
	let kept = |verify_state, verified_at| Ok(VerificationKept { verify_state, verified_at });
	assert_eq!(told(verdict(2, Some(&ours), 2_000)).await, kept(2, 2_000));
	assert_eq!(told(verdict(3, None, 1_000)).await, kept(2, 2_000));
	assert_eq!(told(verdict(1, Some(&theirs), 3_000)).await, kept(1, 3_000));
	assert_eq!(told(verdict(1, Some(&theirs), 3_000)).await, kept(1, 3_000));

	for bad in [
		verdict(0, None, 4_000),
		verdict(4, None, 4_000),
		verdict(1, Some(&ours), 4_000),
		verdict(2, Some(&theirs), 4_000),
		verdict(2, None, 4_000),
		verdict(3, Some(&ours), 4_000),
		verdict(1, Some(&theirs), i64::MAX as u64),
		Verification { xml_hash: "no digest".into(), ..verdict(3, None, 4_000) },
	] {
		assert_eq!(told(bad.clone()).await.unwrap_err().code, code::MALFORMED, "{bad:?}");
	}
	let unknown = Verification { bill_no: "0000000002".into(), ..verdict(3, None, 4_000) };
	assert_eq!(told(unknown).await.unwrap_err().code, code::NOT_FOUND);
	assert_eq!(told(verdict(3, None, 1_000)).await, kept(1, 3_000));
}
