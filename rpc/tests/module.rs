//! The methods, over a client made of tables and a real index.

use fiscal_index::{BlockRef, Index};
use fiscal_primitives::{
	bill::{BillKind, Circulation, Medium, TxPosition, Use, Validity},
	changes::{BillAction, BillChange, BlockChanges, LockChange, LockEvent},
	node::{AccessNode, NodeStatus},
	participant::{ParticipantKind, Role, Roles, Status},
	rpc::{codes, BillPage, Served},
	scene::{LockTerm, Scene, SceneKind, SceneStatus},
	verification::{BillState, DigestVerdict, Element, ElementsVerdict, FileKind, FiveElements},
	AccountId, Bill, BillKey, BillNumber, CheckCode, Date, Did, Digest, Fen, Lock, NodeId,
	Participant, ParticipantId, PayerRef, Region, SceneId,
};
use fiscal_rpc::{module, openrpc, Deps, INDEX_METHODS};
use fiscal_runtime_api::{BillsApi, LocksApi, NodesApi, ParticipantsApi, ScenesApi};
use fiscal_sm_crypto::Pair;
use jsonrpsee::RpcModule;
use serde_json::{json, Value};
use sp_api::{ApiError, ApiRef, ProvideRuntimeApi};
use sp_blockchain::{BlockStatus, HeaderBackend, Info};
use sp_core::{crypto::Ss58Codec, H256};
use sp_runtime::{
	generic,
	traits::{BlakeTwo256, Block as BlockT},
	OpaqueExtrinsic,
};
use std::{collections::BTreeSet, sync::Arc};

type Block = generic::Block<generic::Header<u32, BlakeTwo256>, OpaqueExtrinsic>;

const BEST: H256 = H256::repeat_byte(0xbe);
const CHECK: &str = "a1B2c3";

fn key(number: u64) -> BillKey {
	BillKey::new("31060126".parse().unwrap(), BillNumber::from_value(number).unwrap())
}

fn payer() -> PayerRef {
	PayerRef(Digest::repeat_byte(7))
}

fn tx() -> Digest {
	Digest::repeat_byte(0xaa)
}

/// Bill 1 is on the chain, and locked.
fn bill(number: u64) -> Bill {
	Bill {
		check: CHECK.parse::<CheckCode>().unwrap().digest(&key(number)),
		total: Fen::new(12_345).unwrap(),
		issued_on: Date::new(20_261_120).unwrap(),
		issuer: ParticipantId(1),
		node: NodeId(2),
		scene: SceneId(3),
		payer: payer(),
		xml: Digest::repeat_byte(1),
		pdf: Some(Digest::repeat_byte(4)),
		summary: Digest::repeat_byte(2),
		version: 1,
		history: None,
		related: None,
		registered: TxPosition { block: 1, index: 1 },
		kind: BillKind::Ordinary,
		validity: Validity::Normal,
		medium: Medium::Electronic,
		usage: Use::Locked,
		circulation: Circulation::Circulable,
		reimbursed: Fen::ZERO,
	}
}

fn state() -> BillState {
	BillState {
		validity: Validity::Normal,
		medium: Medium::Electronic,
		usage: Use::Locked,
		circulation: Circulation::Circulable,
	}
}

fn lock() -> Lock {
	Lock {
		holder: ParticipantId(5),
		scene: SceneId(3),
		authorization: None,
		flow: "F-1".parse().unwrap(),
		region: Region::SHANGHAI,
		at: 1,
		expires: 2,
		weight: 3,
		claimed: Fen::new(100).unwrap(),
	}
}

fn pair() -> Pair {
	Pair::from_dev_name("hospital")
}

fn participant() -> Participant {
	let key = pair().public();
	Participant {
		did: Did::of(&key),
		name: "Hospital".parse().unwrap(),
		kind: ParticipantKind::Organisation,
		roles: Roles::of(&[Role::Issuer]),
		status: Status::Active,
		identity: Digest::repeat_byte(3),
		account: key.account_id(),
		key,
		admitted_at: 0,
		changed_at: 0,
	}
}

struct Client {
	finalized: u32,
	answers: bool,
}

struct Api {
	answers: bool,
}

impl Api {
	fn answer<T>(&self, at: H256, value: T) -> Result<T, ApiError> {
		match self.answers && at == BEST {
			true => Ok(value),
			false => Err(ApiError::UnknownBlock(format!("{at}"))),
		}
	}
}

sp_api::mock_impl_runtime_apis! {
	impl BillsApi<Block> for Api {
		#[advanced]
		fn bill(&self, at: H256, asked: BillKey) -> Result<Option<Bill>, ApiError> {
			self.answer(at, (asked == key(1)).then(|| bill(1)))
		}
		#[advanced]
		fn verify_elements(&self, at: H256, asked: FiveElements) -> Result<ElementsVerdict, ApiError> {
			let genuine = FiveElements {
				key: key(1),
				check: CHECK.parse().unwrap(),
				issued_on: Date::new(20_261_120).unwrap(),
				total: Fen::new(12_345).unwrap(),
			};
			self.answer(at, if asked == genuine {
				ElementsVerdict::Genuine { state: state() }
			} else if asked.key == key(1) {
				ElementsVerdict::Mismatch { elements: vec![Element::CheckCode, Element::Amount] }
			} else {
				ElementsVerdict::NotFound
			})
		}
		#[advanced]
		fn verify_digest(&self, at: H256, asked: BillKey, digest: Digest) -> Result<DigestVerdict, ApiError> {
			self.answer(at, if asked != key(1) {
				DigestVerdict::NotFound
			} else if digest == bill(1).xml {
				DigestVerdict::Genuine { file: FileKind::Xml, state: state() }
			} else {
				DigestVerdict::Mismatch
			})
		}
		fn block_changes() -> BlockChanges {
			BlockChanges::default()
		}
	}

	impl LocksApi<Block> for Api {
		#[advanced]
		fn lock(&self, at: H256, asked: BillKey) -> Result<Option<Lock>, ApiError> {
			self.answer(at, (asked == key(1)).then(lock))
		}
	}

	impl ParticipantsApi<Block> for Api {
		#[advanced]
		fn participant(&self, at: H256, id: ParticipantId) -> Result<Option<Participant>, ApiError> {
			self.answer(at, (id == ParticipantId(5)).then(participant))
		}
		#[advanced]
		fn participant_by_account(&self, at: H256, account: AccountId) -> Result<Option<(ParticipantId, Participant)>, ApiError> {
			let found = participant();
			self.answer(at, (account == found.account).then_some((ParticipantId(5), found)))
		}
		#[advanced]
		fn participant_by_did(&self, at: H256, did: Did) -> Result<Option<(ParticipantId, Participant)>, ApiError> {
			let found = participant();
			self.answer(at, (did == found.did).then_some((ParticipantId(5), found)))
		}
	}

	impl NodesApi<Block> for Api {
		#[advanced]
		fn node(&self, at: H256, id: NodeId) -> Result<Option<(AccessNode, Vec<Served>)>, ApiError> {
			let node = AccessNode {
				name: "Node".parse().unwrap(),
				operator: ParticipantId(6),
				credential: Digest::repeat_byte(8),
				status: NodeStatus::Normal,
				registered_at: 0,
				changed_at: 0,
			};
			let serves = vec![Served { participant: ParticipantId(5), issuer: true, user: false }];
			self.answer(at, (id == NodeId(2)).then_some((node, serves)))
		}
	}

	impl ScenesApi<Block> for Api {
		#[advanced]
		fn scene(&self, at: H256, id: SceneId) -> Result<Option<Scene>, ApiError> {
			self.answer(at, (id == SceneId(3)).then(|| Scene {
				name: "Outpatient".parse().unwrap(),
				kind: SceneKind::Medical,
				weight: 10,
				lock_term: LockTerm::DEFAULT,
				status: SceneStatus::Active,
				registered_at: 0,
				changed_at: 0,
			}))
		}
	}
}

impl ProvideRuntimeApi<Block> for Client {
	type Api = Api;
	fn runtime_api(&self) -> ApiRef<'_, Self::Api> {
		Api { answers: self.answers }.into()
	}
}

impl HeaderBackend<Block> for Client {
	fn header(&self, _: H256) -> sp_blockchain::Result<Option<<Block as BlockT>::Header>> {
		Ok(None)
	}
	fn info(&self) -> Info<Block> {
		Info {
			best_hash: BEST,
			best_number: self.finalized + 1,
			genesis_hash: H256::zero(),
			finalized_hash: H256::repeat_byte(0xf1),
			finalized_number: self.finalized,
			finalized_state: None,
			number_leaves: 1,
			block_gap: None,
		}
	}
	fn status(&self, _: H256) -> sp_blockchain::Result<BlockStatus> {
		Ok(BlockStatus::InChain)
	}
	fn number(&self, _: H256) -> sp_blockchain::Result<Option<u32>> {
		Ok(None)
	}
	fn hash(&self, _: u32) -> sp_blockchain::Result<Option<H256>> {
		Ok(None)
	}
}

/// Block 0 registers bills 1 to 120 and takes a lock.
fn index() -> (tempfile::TempDir, Arc<Index>) {
	let dir = tempfile::tempdir().unwrap();
	let index = Index::open(dir.path()).unwrap();
	let registered = |number| BillChange {
		key: key(number),
		action: BillAction::Registered,
		extrinsic: Some(1),
		bill: bill(number),
	};
	let acquired =
		LockEvent::Acquired { holder: ParticipantId(5), flow: "F-1".parse().unwrap(), expires: 2 };
	let changes = BlockChanges {
		at: 1_000,
		bills: (1..=120).map(registered).collect(),
		locks: vec![LockChange { key: key(1), extrinsic: Some(2), event: acquired }],
	};
	let block = BlockRef { number: 0, hash: H256::zero() };
	index.apply(block, &changes, |_| Some(tx())).unwrap();
	(dir, index)
}

fn with(client: Client, index: Option<Arc<Index>>) -> RpcModule<()> {
	module::<Client, Block>(Deps { client: Arc::new(client), index }).unwrap()
}

fn full() -> (tempfile::TempDir, RpcModule<()>) {
	let (dir, index) = index();
	(dir, with(Client { finalized: 0, answers: true }, Some(index)))
}

/// The result, or the error's code and message.
async fn ask(module: &RpcModule<()>, method: &str, params: Value) -> Result<Value, (i64, String)> {
	let request = json!({ "jsonrpc": "2.0", "id": 0, "method": method, "params": params });
	let (response, _) = module.raw_json_request(&request.to_string(), 1).await.unwrap();
	let response: Value = serde_json::from_str(&response).unwrap();
	match response.get("error") {
		Some(error) => {
			let message = error["message"].as_str().unwrap().to_owned();
			Err((error["code"].as_i64().unwrap(), message))
		}
		None => Ok(response["result"].clone()),
	}
}

/// A call of every method that finds something.
fn calls() -> Vec<(&'static str, Value)> {
	let xml = format!("{:?}", bill(1).xml);
	vec![
		("bill_get", json!(["31060126", "0000000001"])),
		("bill_verify", json!(["31060126", "0000000001", CHECK, "2026-11-20", 12_345])),
		("bill_verifyDigest", json!(["31060126", "0000000001", xml])),
		("bill_listByPayer", json!([payer().to_string(), null, 2])),
		("bill_byTransaction", json!([format!("{:?}", tx())])),
		("bill_history", json!(["31060126", "0000000001"])),
		("lock_get", json!(["31060126", "0000000001"])),
		("lock_listByBill", json!(["31060126", "0000000001"])),
		("participant_get", json!(["5"])),
		("node_get", json!([2])),
		("scene_get", json!([3])),
		("rpc_discover", json!([])),
	]
}

#[tokio::test]
async fn state_is_read_at_the_best_block() {
	let (_dir, module) = full();
	let code = "31060126";
	let one = ask(&module, "bill_get", json!([code, "0000000001"])).await.unwrap();
	assert_eq!(one["key"], "31060126-0000000001");
	assert_eq!(one["bill"]["total"], 12_345);
	assert_eq!(one["bill"]["usage"], "locked");
	assert_eq!(ask(&module, "bill_get", json!([code, "0000000002"])).await, Ok(Value::Null));

	let by_name = json!({
		"code": code, "number": "0000000001", "checkCode": CHECK, "issueDate": "20261120",
		"totalFen": 12_345,
	});
	let genuine = ask(&module, "bill_verify", by_name).await.unwrap();
	assert_eq!(genuine["verdict"], "genuine");
	let params = json!([code, "0000000001", "zzzzzz", "2026-11-20", 12_346]);
	let mismatch = ask(&module, "bill_verify", params).await.unwrap();
	assert_eq!(mismatch, json!({ "verdict": "mismatch", "elements": ["checkCode", "amount"] }));
	let params = json!([code, "0000000009", CHECK, "2026-11-20", 12_345]);
	let unknown = ask(&module, "bill_verify", params).await.unwrap();
	assert_eq!(unknown, json!({ "verdict": "notFound" }));

	let params = json!([code, "0000000001", "01".repeat(32)]);
	let file = ask(&module, "bill_verifyDigest", params).await.unwrap();
	assert_eq!((&file["verdict"], &file["file"]), (&json!("genuine"), &json!("xml")));

	let lock = ask(&module, "lock_get", json!([code, "0000000001"])).await.unwrap();
	assert_eq!((&lock["holder"], &lock["flow"]), (&json!(5), &json!("F-1")));
	assert_eq!(ask(&module, "lock_get", json!([code, "0000000002"])).await, Ok(Value::Null));

	let scene = ask(&module, "scene_get", json!([3])).await.unwrap();
	assert_eq!((&scene["id"], &scene["kind"]), (&json!(3), &json!("medical")));
	assert_eq!(ask(&module, "scene_get", json!([4])).await, Ok(Value::Null));
	let node = ask(&module, "node_get", json!([2])).await.unwrap();
	assert_eq!(node["serves"], json!([{ "participant": 5, "issuer": true, "user": false }]));
	assert_eq!(ask(&module, "node_get", json!([3])).await, Ok(Value::Null));
}

#[tokio::test]
async fn a_participant_is_found_by_each_of_its_names() {
	let (_dir, module) = full();
	let account = pair().account_id();
	let hex: String =
		AsRef::<[u8; 32]>::as_ref(&account).iter().map(|b| format!("{b:02x}")).collect();
	let names =
		["5".to_owned(), participant().did.to_string(), account.to_ss58check(), format!("0x{hex}")];
	for name in names {
		let found = ask(&module, "participant_get", json!([name])).await.unwrap();
		assert_eq!((&found["id"], &found["name"]), (&json!(5), &json!("Hospital")), "{name}");
	}
	let unknown = ask(&module, "participant_get", json!([format!("0x{}", "00".repeat(32))])).await;
	assert_eq!(unknown, Ok(Value::Null));
}

#[tokio::test]
async fn lists_come_from_the_index_page_by_page() {
	let (_dir, module) = full();
	let page = |params| {
		let module = &module;
		async move {
			let page = ask(module, "bill_listByPayer", params).await.unwrap();
			serde_json::from_value::<BillPage>(page).unwrap()
		}
	};
	let payer = payer().to_string();
	let first = page(json!([payer])).await;
	assert_eq!(first.items, (1..=50).map(key).collect::<Vec<_>>());
	let rest = page(json!({ "payer": payer, "cursor": first.next.unwrap(), "limit": 500 })).await;
	assert_eq!(rest.items, (51..=120).map(key).collect::<Vec<_>>());
	assert_eq!(rest.next, None);

	let did = ask(&module, "bill_byTransaction", json!([format!("{:?}", tx())])).await.unwrap();
	assert_eq!(did.as_array().unwrap().len(), 120);
	let history = ask(&module, "bill_history", json!(["31060126", "0000000007"])).await.unwrap();
	assert_eq!(history[0]["action"], "registered");
	assert_eq!(history[0]["transaction"], format!("{:?}", tx()));
	let locks = ask(&module, "lock_listByBill", json!(["31060126", "0000000001"])).await.unwrap();
	assert_eq!((&locks[0]["event"], &locks[0]["holder"]), (&json!("acquired"), &json!(5)));
}

#[tokio::test]
async fn bad_parameters_are_refused_by_name() {
	let (_dir, module) = full();
	let good = ["31060126", "0000000001", CHECK, "2026-11-20"];
	for (at, bad, message) in [
		(0, "x", "code: bill code: not 8 ASCII digits"),
		(1, "x", "number: bill number: not 10 ASCII digits"),
		(2, "x", "checkCode: check code: not 6 ASCII letters or digits"),
		(3, "2026-02-30", "issueDate: date: not a day written yyyymmdd between 1970 and 9999"),
	] {
		let mut params: Vec<Value> = good.iter().map(|text| json!(text)).collect();
		params[at] = json!(bad);
		params.push(json!(1));
		let refused = ask(&module, "bill_verify", json!(params)).await;
		let code = i64::from(codes::INVALID_PARAMETER);
		assert_eq!(refused, Err((code, message.to_owned())));
	}
	let payer = payer().to_string();
	for (method, params, code, field) in [
		(
			"bill_verify",
			json!([good[0], good[1], good[2], good[3], 1_000_000_000_000_001u64]),
			codes::INVALID_PARAMETER,
			"totalFen",
		),
		("bill_verifyDigest", json!([good[0], good[1], "0x1"]), codes::INVALID_PARAMETER, "digest"),
		("bill_listByPayer", json!(["0x1"]), codes::INVALID_PARAMETER, "payer"),
		("bill_listByPayer", json!([payer, "zz"]), codes::INVALID_PARAMETER, "cursor"),
		("bill_listByPayer", json!([payer, null, 0]), codes::INVALID_PARAMETER, "limit"),
		("bill_listByPayer", json!([payer, null, 501]), codes::LIMIT_EXCEEDED, "limit"),
		("bill_byTransaction", json!(["0x"]), codes::INVALID_PARAMETER, "hash"),
		("bill_history", json!(["1", good[1]]), codes::INVALID_PARAMETER, "code"),
		("lock_get", json!([good[0], "1"]), codes::INVALID_PARAMETER, "number"),
		("lock_listByBill", json!([good[0], "1"]), codes::INVALID_PARAMETER, "number"),
		("participant_get", json!(["nobody"]), codes::INVALID_PARAMETER, "id"),
	] {
		let (given, message) = ask(&module, method, params).await.unwrap_err();
		assert_eq!(given, i64::from(code), "{method}: {message}");
		assert!(message.starts_with(&format!("{field}: ")), "{method}: {message}");
	}
	// A missing parameter, and one of another JSON type, are JSON-RPC's own error.
	for params in [json!([]), json!([1, 2])] {
		assert_eq!(ask(&module, "bill_get", params).await.unwrap_err().0, -32_602);
	}
}

#[tokio::test]
async fn faults_of_runtime_and_index_have_their_codes() {
	let (_dir, index) = index();
	// One more than the index may be behind.
	let module = with(Client { finalized: 33, answers: false }, Some(index.clone()));
	for (method, params) in calls() {
		let expected = match method {
			"rpc_discover" => continue,
			_ if INDEX_METHODS.contains(&method) => codes::INDEX_UNAVAILABLE,
			_ => codes::RUNTIME_UNAVAILABLE,
		};
		let (code, message) = ask(&module, method, params).await.unwrap_err();
		assert_eq!(code, i64::from(expected), "{method}: {message}");
	}
	let module = with(Client { finalized: 32, answers: true }, Some(index));
	for (method, params) in calls() {
		assert!(ask(&module, method, params).await.is_ok(), "{method}");
	}
}

#[tokio::test]
async fn without_an_index_its_methods_are_not_offered() {
	let module = with(Client { finalized: 0, answers: true }, None);
	for (method, params) in calls() {
		let answer = ask(&module, method, params).await;
		match INDEX_METHODS.contains(&method) {
			true => assert_eq!(answer.unwrap_err().0, -32_601, "{method}"),
			false => assert!(answer.is_ok(), "{method}"),
		}
	}
}

fn documented(document: &Value) -> BTreeSet<&str> {
	let methods = document["methods"].as_array().unwrap();
	methods.iter().map(|method| method["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn the_document_lists_what_is_offered() {
	let (_dir, index) = index();
	for index in [Some(index), None] {
		let document = openrpc(index.is_some());
		let module = with(Client { finalized: 0, answers: true }, index);
		assert_eq!(documented(&document), module.method_names().collect());
		assert_eq!(ask(&module, "rpc_discover", json!([])).await, Ok(document));
	}
}

/// Follows a reference into the schemas of the document.
fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
	match schema["$ref"].as_str() {
		Some(path) => document.pointer(path.strip_prefix('#').unwrap()).unwrap(),
		None => schema,
	}
}

fn conforms(document: &Value, schema: &Value, answer: &Value, method: &str) {
	let schema = resolve(document, schema);
	if let Some(choices) = schema["oneOf"].as_array() {
		return conforms(document, &choices[0], answer, method);
	}
	if schema["type"] == "array" {
		let items = answer.as_array().unwrap();
		assert!(!items.is_empty(), "{method}");
		return items.iter().for_each(|item| conforms(document, &schema["items"], item, method));
	}
	let properties = schema["properties"].as_object().unwrap();
	let answer = answer.as_object().unwrap();
	for name in schema["required"].as_array().unwrap() {
		assert!(answer.contains_key(name.as_str().unwrap()), "{method}: no {name}");
	}
	for (name, value) in answer {
		let property = properties.get(name);
		assert!(property.is_some(), "{method}: {name} is not in the document");
		if let Some(property) = property.filter(|property| property.is_object()) {
			conforms(document, property, value, method);
		}
	}
}

#[tokio::test]
async fn answers_and_parameters_are_as_the_document_says() {
	let (_dir, module) = full();
	let document = openrpc(true);
	let calls = calls();
	assert_eq!(documented(&document), calls.iter().map(|(method, _)| *method).collect());
	for (method, params) in calls {
		let described = document["methods"].as_array().unwrap();
		let described = described.iter().find(|other| other["name"] == method).unwrap();
		// The same call by the names in the document.
		let names = described["params"].as_array().unwrap();
		let by_name: serde_json::Map<String, Value> = names
			.iter()
			.zip(params.as_array().unwrap())
			.map(|(name, value)| (name["name"].as_str().unwrap().to_owned(), value.clone()))
			.collect();
		assert_eq!(by_name.len(), names.len(), "{method}");
		for name in names {
			assert!(resolve(&document, &name["schema"]).is_object(), "{method}");
		}
		let answer = ask(&module, method, params).await.unwrap();
		assert_eq!(ask(&module, method, json!(by_name)).await.unwrap(), answer, "{method}");
		conforms(&document, &described["result"]["schema"], &answer, method);
	}
}
