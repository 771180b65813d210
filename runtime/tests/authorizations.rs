//! Authorizations across the pallets of the runtime: a company grants what it pays for, an
//! institution takes back what it confirmed, and blocks tell both to the index.

mod common;

use codec::DecodeAll;
use common::chain;
use fiscal_primitives::{
	authorization::{
		AuthorizationState, Basis, CredentialKind, GrantedBills, LogHead, LogItem, Scope, Scopes,
		Template, TemplateId,
	},
	bill::{BillKind, Circulation, Medium, TxPosition, Use, Validity},
	changes::BlockChanges,
	participant::payer_payload,
	traits::{LockPermission, ParticipantRegistry},
	Actor, Bill, BillKey, BillNumber, CheckDigest, Date, Did, Digest, Fen, NodeId, ParticipantId,
	PayerRef, SceneId,
};
use fiscal_runtime::{
	apis::api::dispatch, genesis_presets::DEVNET, Participants, Runtime, RuntimeCall,
	RuntimeOrigin, System, VcAuthorization,
};
use fiscal_sm_crypto::{sm3_256, Pair};
use fiscal_vc::{issue, Claims, CredentialId, Subject};
use frame_support::{assert_ok, traits::UnfilteredDispatchable};
use sp_runtime::{DispatchError, DispatchResult};

const START: u64 = 1_795_190_400_000;
const DAY: u64 = 86_400_000;

fn did(who: &str) -> Did {
	Did::of(&Pair::from_dev_name(who).public())
}

fn id(who: &str) -> ParticipantId {
	Participants::by_did(&did(who)).expect("somebody of the preset")
}

/// Sends a call as a transaction: its roles have to admit it.
fn send(who: &str, call: impl Into<RuntimeCall>) -> DispatchResult {
	let (call, account) = (call.into(), Pair::from_dev_name(who).public().account_id());
	Participants::ensure_may_call(&account, &call).expect("its roles may send the call");
	let done = call.dispatch_bypass_filter(RuntimeOrigin::signed(account));
	done.map(|_| ()).map_err(|failed| failed.error)
}

fn key() -> BillKey {
	BillKey::new("31060126".parse().unwrap(), BillNumber::from_value(1).unwrap())
}

/// The bill of somebody who pays under `payer`.
fn bill(payer: PayerRef) -> Bill {
	Bill {
		check: CheckDigest::default(),
		total: Fen::new(12_345).unwrap(),
		issued_on: Date::new(20_261_120).unwrap(),
		issuer: id("Hospital"),
		node: NodeId(1),
		scene: SceneId(1),
		payer,
		xml: Digest::repeat_byte(1),
		pdf: None,
		summary: Digest::repeat_byte(2),
		version: 1,
		history: None,
		related: None,
		registered: TxPosition::default(),
		kind: BillKind::Ordinary,
		validity: Validity::Normal,
		medium: Medium::Electronic,
		usage: Use::Free,
		circulation: Circulation::Circulable,
		reimbursed: Fen::ZERO,
	}
}

/// What the school, which paid, grants the insurer.
fn claims() -> Claims {
	Claims {
		id: CredentialId([1; 16]),
		kind: CredentialKind::Company,
		issuer: did("School"),
		on_behalf: None,
		grantee: did("Insurer-01"),
		scene: SceneId(2),
		scopes: Scopes::of(&[Scope::Summary, Scope::Use]),
		subject: Subject::Bills(GrantedBills::new(vec![key()]).unwrap()),
		uses: 2,
		valid_from: START,
		valid_until: START + DAY,
		template: TemplateId { number: 2, version: 1 },
		chain: System::block_hash(0),
	}
}

fn register(claims: &Claims, signer: &str) -> Result<Digest, DispatchError> {
	let compact = issue(claims, 1, &Pair::from_dev_name(signer)).unwrap().into_bytes();
	let digest = sm3_256(&compact).into();
	let credential = compact.try_into().unwrap();
	send(signer, pallet_vc_authorization::Call::register { credential })?;
	Ok(digest)
}

fn set_status(who: &str, digest: Digest, state: AuthorizationState) -> DispatchResult {
	let reason = "asked".parse().unwrap();
	let proof = None;
	send(who, pallet_vc_authorization::Call::set_status { digest, state, reason, proof })
}

fn run(test: impl FnOnce()) {
	chain(DEVNET).execute_with(|| {
		System::set_block_number(1);
		pallet_timestamp::Now::<Runtime>::put(START);
		test();
	});
}

#[test]
fn a_company_grants_the_bills_it_pays_and_the_block_tells_it() {
	run(|| {
		let payer = PayerRef(Digest::repeat_byte(0x5c));
		let bill = bill(payer);
		pallet_bills::Bills::<Runtime>::insert(key(), bill.clone());
		assert!(register(&claims(), "School").is_err(), "whose bill it is nobody knows yet");
		let genesis = Participants::genesis_hash();
		let payload = payer_payload(&genesis, &did("School"), &payer, id("BigData"));
		let proof = Pair::from_dev_name("School").sign(&payload);
		let call = pallet_participants::Call::bind_payer { id: id("School"), payer, proof };
		assert_ok!(send("BigData", call));
		let digest = register(&claims(), "School").unwrap();
		let may_lock = || {
			let user = id("Insurer-01");
			VcAuthorization::ensure_may_lock(user, &key(), &bill, SceneId(2), Some(digest))
		};
		assert_ok!(may_lock());
		VcAuthorization::used(id("Insurer-01"), &key(), SceneId(2), digest);
		let code = pallet_vc_authorization::Call::issue_code {
			code: Digest::repeat_byte(9),
			authorization: digest,
			until: START + 1,
		};
		assert_ok!(send("School", code));
		assert_ok!(set_status("School", digest, AuthorizationState::Revoked));
		assert!(may_lock().is_err());

		let changes = dispatch("BillsApi_block_changes", &[]).expect("the method exists");
		let changes = BlockChanges::decode_all(&mut &changes[..]).unwrap();
		let mut log = LogHead::default();
		let steps = changes.authorizations.iter().map(|step| {
			assert_eq!(step.basis, Basis::Authorization(digest));
			log.append(&step.item);
			assert_eq!(step.head, Some(log.head));
			match &step.item {
				LogItem::Registered { .. } => "registered",
				LogItem::StatusChanged { .. } => "revoked",
				LogItem::Checked(_) => "used",
			}
		});
		assert_eq!(steps.collect::<Vec<_>>(), ["registered", "used", "revoked"]);
	});
}

#[test]
fn an_institution_takes_back_what_it_confirmed() {
	run(|| {
		let template = Template {
			name: "机构确认".parse().unwrap(),
			kind: CredentialKind::Confirmation,
			scopes: Scopes::of(&[Scope::Summary]),
			max_validity: DAY,
			max_uses: 9,
			scenes: Default::default(),
		};
		let by = Actor::Council;
		let id = TemplateId { number: 3, version: 1 };
		let record = fiscal_primitives::authorization::TemplateRecord { template, by, at: 0 };
		pallet_vc_authorization::Templates::<Runtime>::insert(id, record);
		pallet_vc_authorization::TemplateVersions::<Runtime>::insert(3, (1, true));
		pallet_vc_authorization::TemplateCount::<Runtime>::put(3);
		let confirmation = Claims {
			kind: CredentialKind::Confirmation,
			issuer: did("Insurer-01"),
			grantee: did("BigData"),
			scopes: Scopes::of(&[Scope::Summary]),
			subject: Subject::Names(vec![did("Hospital")]),
			template: id,
			..claims()
		};
		let digest = register(&confirmation, "Insurer-01").unwrap();
		assert_ok!(set_status("Insurer-01", digest, AuthorizationState::Revoked));
		VcAuthorization::do_try_state().unwrap();
	});
}
