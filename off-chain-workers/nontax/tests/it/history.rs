//! Bills from before the chain, for integrators.

use crate::{
	chain::{at, bill, check, key, outside, MapChain},
	system::{System, Trouble},
};
use fiscal_bridge::{
	convert,
	envelope::nontax::Profile,
	files::FileStore,
	ledger::Ledger,
	protocol::nontax::{
		BY_CODES, FILE, PUSH_VERIFICATION, VERIFIED_GENUINE, VERIFIED_MISMATCH, VERIFIED_UNKNOWN,
	},
};
use fiscal_ebill::{sign, DateTime, Generator};
use fiscal_nontax::{History, HistoryFault, Source, ThreeCodes};
use fiscal_primitives::{
	bill::Use,
	verification::{DigestVerdict, FileKind},
	Bill, BillKey, Digest,
};
use fiscal_sm_crypto::{sm3_256, Pair};
use std::sync::Arc;
use tempfile::TempDir;

const XML: &[u8] = b"<EInvoice/>";
const PDF: &[u8] = b"%PDF-1.7";

struct Desk {
	system: Arc<System>,
	history: History,
	files: FileStore,
	ledger: Arc<Ledger>,
	_folder: TempDir,
}

async fn desk() -> Desk {
	let system = System::start(Profile::Sm3Hmac).await;
	let folder = TempDir::new().unwrap();
	let files = FileStore::open(&folder.path().join("objects"), 1_000_000, None).unwrap();
	let ledger = Ledger::open(&folder.path().join("ledger"), 1_000_000, 0).unwrap();
	let ledger = Arc::new(ledger);
	let history = History::new(system.client().with_ledger(ledger.clone()), files.clone());
	Desk { system, history, files, ledger, _folder: folder }
}

fn digest(content: &[u8]) -> Digest {
	sm3_256(content).into()
}

fn codes(key: BillKey) -> ThreeCodes {
	ThreeCodes { key, check: check() }
}

/// A bill whose XML is [`XML`] and whose PDF is [`PDF`].
fn filed(key: &BillKey) -> Bill {
	Bill { xml: digest(XML), pdf: Some(digest(PDF)), ..bill(key) }
}

fn put_files(system: &System, key: BillKey) {
	let mut files = system.files.lock().unwrap();
	files.insert((key, "xml".into()), XML.to_vec());
	files.insert((key, "pdf".into()), PDF.to_vec());
}

fn asked(system: &System) -> Vec<String> {
	std::mem::take(&mut *system.asked.lock().unwrap())
}

/// The verdicts that the system was told.
fn verdicts(system: &System) -> Vec<u8> {
	system.verdicts.lock().unwrap().iter().map(|told| told.verify_state).collect()
}

#[tokio::test]
async fn what_the_chain_knows_is_not_asked_of_the_other_system() {
	let desk = desk().await;
	// The other system is behind: it has not heard of the lock.
	desk.system.put(key(7), outside(&bill(&key(7))));
	let locked = Bill { usage: Use::Locked, ..bill(&key(7)) };
	let chain = MapChain::with([(key(7), locked)]);
	let answer = desk.history.query(&chain, &at(9), &codes(key(7))).await.unwrap().unwrap();
	assert_eq!(answer.source, Source::Chain);
	assert_eq!(answer.bill.state.usage, Use::Locked);
	assert_eq!(answer.at, at(9).time);
	let other = ThreeCodes { check: "zzzzzz".parse().unwrap(), ..codes(key(7)) };
	assert_eq!(desk.history.query(&chain, &at(9), &other).await.unwrap(), None);
	assert!(asked(&desk.system).is_empty());
}

#[tokio::test]
async fn a_bill_from_before_the_chain_is_marked_as_such() {
	let desk = desk().await;
	desk.system.put(key(7), outside(&bill(&key(7))));
	let chain = MapChain::default();
	let answer = desk.history.query(&chain, &at(9), &codes(key(7))).await.unwrap().unwrap();
	assert_eq!(answer.source, Source::Nontax);
	assert_eq!(answer.bill, outside(&bill(&key(7))));
	let json = serde_json::to_value(&answer).unwrap();
	assert_eq!(json["source"], "nontax");
	assert_eq!(json["key"], "31060126-0000000007");
	let other = ThreeCodes { check: "zzzzzz".parse().unwrap(), ..codes(key(7)) };
	assert_eq!(desk.history.query(&chain, &at(9), &other).await.unwrap(), None);
	assert_eq!(desk.history.query(&chain, &at(9), &codes(key(8))).await.unwrap(), None);
	desk.system.set(Trouble::OtherBill);
	desk.system.put(key(9), outside(&bill(&key(9))));
	let fault = desk.history.query(&chain, &at(9), &codes(key(8))).await.unwrap_err();
	assert!(fault.to_string().contains("answers about"), "{fault}");
}

#[tokio::test]
async fn every_call_is_recorded_and_no_check_code_is() {
	let desk = desk().await;
	desk.system.put(key(7), outside(&bill(&key(7))));
	let chain = MapChain::default();
	desk.history.query(&chain, &at(9), &codes(key(7))).await.unwrap();
	desk.history.query(&chain, &at(9), &codes(key(8))).await.unwrap();
	desk.system.set(Trouble::Status(500));
	desk.history.query(&chain, &at(9), &codes(key(8))).await.unwrap_err();
	let entries = desk.ledger.latest(10).unwrap();
	let outcomes: Vec<_> = entries.iter().map(|entry| entry.outcome.as_str()).collect();
	assert_eq!(outcomes, ["Unavailable", "E0404", "S0000"]);
	assert!(entries.iter().all(|entry| entry.system == "nontax" && entry.service == BY_CODES));
	let text = serde_json::to_string(&entries).unwrap();
	assert!(!text.contains(&check().to_string()), "{text}");
	assert_eq!(desk.ledger.verify().unwrap(), 3);
}

#[tokio::test]
async fn a_file_is_compared_with_the_chain_and_fetched_once() {
	let desk = desk().await;
	desk.system.put(key(7), outside(&filed(&key(7))));
	put_files(&desk.system, key(7));
	let chain = MapChain::with([(key(7), filed(&key(7)))]);
	for _ in 0..2 {
		let file = desk.history.file(&chain, &at(1), &codes(key(7)), FileKind::Xml).await;
		let file = file.unwrap().unwrap();
		assert_eq!((file.source, file.digest), (Source::Chain, digest(XML)));
		assert_eq!(desk.history.content(&file.digest).await.unwrap().as_deref(), Some(XML));
	}
	assert_eq!(asked(&desk.system), [FILE, PUSH_VERIFICATION]);
	assert_eq!(verdicts(&desk.system), [VERIFIED_GENUINE]);
	let none = desk.history.file(&chain, &at(1), &codes(key(8)), FileKind::Xml).await.unwrap();
	assert_eq!(none, None);
}

#[tokio::test]
async fn another_file_is_refused_and_not_kept() {
	let desk = desk().await;
	desk.system.put(key(7), outside(&filed(&key(7))));
	put_files(&desk.system, key(7));
	desk.system.set(Trouble::OtherFile);
	for chain in [MapChain::with([(key(7), filed(&key(7)))]), MapChain::default()] {
		let fault = desk.history.file(&chain, &at(1), &codes(key(7)), FileKind::Pdf).await;
		let fault = fault.unwrap_err();
		assert!(matches!(&fault, HistoryFault::Bridge(_)), "{fault}");
		assert!(fault.to_string().contains("hash"), "{fault}");
	}
	assert!(!desk.files.has(&digest(PDF)).await.unwrap());
	assert!(!desk.files.has(&digest(b"another file")).await.unwrap());
}

#[tokio::test]
async fn the_system_is_told_that_its_xml_file_is_another_and_need_not_take_it() {
	let desk = desk().await;
	desk.system.put(key(7), outside(&filed(&key(7))));
	put_files(&desk.system, key(7));
	let chain = MapChain::with([(key(7), filed(&key(7)))]);
	desk.system.set(Trouble::OtherFile);
	let fault = desk.history.file(&chain, &at(3), &codes(key(7)), FileKind::Xml).await;
	assert!(fault.unwrap_err().to_string().contains("hash"));
	let told = desk.system.verdicts.lock().unwrap()[0].clone();
	assert_eq!((told.verify_state, told.verified_at), (VERIFIED_MISMATCH, at(3).time));
	assert_eq!(told.xml_hash, convert::hex(&digest(b"another file")));
	assert_eq!(told.chain_xml_hash, Some(convert::hex(&digest(XML))));
	desk.system.set(Trouble::KeepsOldVerdicts);
	let file = desk.history.file(&chain, &at(3), &codes(key(7)), FileKind::Xml).await;
	assert!(file.unwrap().is_some());
	// What the chain has no digest of is nothing to tell a verdict about.
	let before = verdicts(&desk.system).len();
	assert!(desk.files.remove(&digest(XML)).await.unwrap());
	let none = MapChain::default();
	let file = desk.history.file(&none, &at(3), &codes(key(7)), FileKind::Xml).await;
	assert!(file.unwrap().is_some());
	assert_eq!(verdicts(&desk.system).len(), before);
}

#[tokio::test]
async fn a_file_the_chain_does_not_know_must_be_the_one_its_bill_names() {
	let desk = desk().await;
	desk.system.put(key(7), outside(&filed(&key(7))));
	put_files(&desk.system, key(7));
	let without_pdf = Bill { pdf: None, ..filed(&key(7)) };
	for chain in [MapChain::with([(key(7), without_pdf)]), MapChain::default()] {
		let file = desk.history.file(&chain, &at(1), &codes(key(7)), FileKind::Pdf).await;
		let file = file.unwrap().unwrap();
		assert_eq!((file.source, file.digest), (Source::Nontax, digest(PDF)));
		assert!(desk.files.remove(&digest(PDF)).await.unwrap());
	}
}

#[tokio::test]
async fn an_xml_file_is_compared_with_the_chain_and_the_verdict_recorded() {
	let desk = desk().await;
	let bill_of_file = Generator::new(1).bill(3);
	let (issuer, supervisor) = (Pair::from_dev_name("Issuer"), Pair::from_dev_name("Supervisor"));
	let time = DateTime::at(1_795_190_399_999);
	let xml = sign(&bill_of_file, &issuer, &supervisor, time).unwrap();
	let key = bill_of_file.key();
	let genuine = Bill { xml: digest(&xml), ..bill(&key) };
	let verdict = |chain: &MapChain| desk.history.verify_xml(chain, &at(1), &xml).unwrap();
	let found = verdict(&MapChain::with([(key, genuine)]));
	assert_eq!((found.key, found.digest), (key, digest(&xml)));
	assert!(matches!(found.verdict, DigestVerdict::Genuine { file: FileKind::Xml, .. }));
	assert_eq!(serde_json::to_value(&found).unwrap()["verdict"], "genuine");
	assert_eq!(verdict(&MapChain::with([(key, bill(&key))])).verdict, DigestVerdict::Mismatch);
	assert_eq!(verdict(&MapChain::default()).verdict, DigestVerdict::NotFound);
	let entries = desk.ledger.latest(10).unwrap();
	let outcomes: Vec<_> = entries.iter().map(|entry| entry.outcome.as_str()).collect();
	assert_eq!(outcomes, ["notFound", "mismatch", "genuine"]);
	assert!(entries.iter().all(|entry| entry.id == key.to_string()));
	let fault = desk.history.verify_xml(&MapChain::default(), &at(1), XML).unwrap_err();
	assert!(matches!(fault, HistoryFault::Xml(_)), "{fault}");
	assert!(asked(&desk.system).is_empty());

	let genuine = MapChain::with([(key, Bill { xml: digest(&xml), ..bill(&key) })]);
	let other = MapChain::with([(key, bill(&key))]);
	for (chain, height) in [(&MapChain::default(), 1), (&other, 2), (&genuine, 3)] {
		desk.history.verify_and_push(chain, &at(height), &xml).await.unwrap();
	}
	let told = [VERIFIED_UNKNOWN, VERIFIED_MISMATCH, VERIFIED_GENUINE];
	assert_eq!(verdicts(&desk.system), told);
	desk.system.set(Trouble::KeepsOldVerdicts);
	let fault = desk.history.verify_and_push(&genuine, &at(4), &xml).await.unwrap_err();
	assert!(fault.to_string().contains("older verdict"), "{fault}");
	assert_eq!(
		desk.ledger.latest(20).unwrap().iter().filter(|it| it.service == "verifyXml").count(),
		7
	);
}
