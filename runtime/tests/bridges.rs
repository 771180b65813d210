//! Systems outside of the chain, through the whole runtime: what the presets say of them, and what
//! validators and other provinces sign without an account.

mod common;

use common::chain;
use fiscal_primitives::{
	bill::{BillKind, Circulation, Medium, TxPosition, Use, Validity},
	observation::{ObservationStatus, Observed, Question, Testimonies, Testimony},
	outbox::{
		Body, Code, DeliveryOutcome, Destination, EvidenceKind, EvidenceNotice, MessageId, Receipt,
		Report, Reports, Settings,
	},
	participant::Role,
	region::{Inbound, InboundBody, OrgCode},
	traits::{Outbox as Messages, ParticipantRegistry, SceneRegistry},
	Bill, BillKey, BillNumber, CheckDigest, Date, Digest, Fen, NodeId, ParticipantId, PayerRef,
	Region, SceneId,
};
use fiscal_runtime::{
	genesis_presets::{public_of, CONSORTIUM, DEVELOPMENT, DEVNET, PROVINCE_NAMES},
	Block, CrossRegion, Executive, Hash, Header, Observations, Outbox, Participants, Runtime,
	RuntimeOrigin, Scenes, UncheckedExtrinsic,
};
use fiscal_runtime_api::runtime_decl_for_bridges_api::BridgesApi;
use fiscal_sm_crypto::Pair;
use frame_support::assert_ok;
use sp_runtime::{
	traits::Header as _,
	transaction_validity::{InvalidTransaction, TransactionSource, TransactionValidityError},
	ApplyExtrinsicResult,
};

const GENESIS: Hash = Hash::repeat_byte(9);
const VALIDATORS: [&str; 3] = ["Validator-1", "Validator-2", "Validator-3"];

/// Block 1 of the devnet.
fn in_block(test: impl FnOnce()) {
	chain(DEVNET).execute_with(|| {
		let header =
			Header::new(1, Default::default(), Default::default(), GENESIS, Default::default());
		Executive::initialize_block(&header);
		test();
	});
}

fn signed(dev_name: &str) -> RuntimeOrigin {
	RuntimeOrigin::signed(public_of(dev_name).unwrap().account_id())
}

fn apply(transaction: &UncheckedExtrinsic) -> ApplyExtrinsicResult {
	Executive::apply_extrinsic(transaction.clone())
}

fn refused(reason: InvalidTransaction) -> ApplyExtrinsicResult {
	Err(TransactionValidityError::Invalid(reason))
}

#[test]
fn no_preset_opens_a_destination_and_provinces_are_for_development() {
	for (preset, count) in [(DEVELOPMENT, 3), (DEVNET, 3), (CONSORTIUM, 0)] {
		chain(preset).execute_with(|| {
			assert!(Outbox::destinations().is_empty(), "{preset}");
			let provinces = CrossRegion::provinces();
			assert_eq!(provinces.len(), count, "{preset}");
			for (answer, (region, name)) in provinces.iter().zip(PROVINCE_NAMES) {
				assert_eq!(answer.region.get(), *region);
				assert_eq!(answer.province.key, public_of(name).unwrap(), "{name}");
			}
			let platform = CrossRegion::region_platform();
			assert_eq!(platform.is_some(), count > 0, "{preset}");
			if let Some(platform) = platform {
				assert!(Participants::has_role(platform.participant, Role::Platform));
				assert!(Scenes::terms(platform.scene).is_some());
			}
		});
	}
}

/// Writes a message to the evidence chain.
fn message() -> MessageId {
	let settings = Settings {
		open: true,
		capacity: 10,
		attempts: 3,
		takeover: 1_000,
		backoff: 100,
		max_backoff: 1_000,
		term: 86_400_000,
		receipts: None,
	};
	if Outbox::destinations().is_empty() {
		assert_ok!(Outbox::set_destination(signed("Finance"), Destination::Evidence, settings));
	}
	let digest = Digest::repeat_byte(1);
	let notice = EvidenceNotice { kind: EvidenceKind::Admission, digest, at: 0 };
	<Outbox as Messages>::send(Body::Evidence(notice)).expect("the destination is open")
}

/// `validator` says that the message arrived; `signer` signs.
fn delivered(id: MessageId, validator: &str, signer: &str) -> UncheckedExtrinsic {
	let receipt = Receipt { accepted: true, code: Code::new("S0000").unwrap(), reference: None };
	let outcome = DeliveryOutcome::Delivered { receipt, signature: None };
	let reports = vec![Report { id, revived: 0, outcome }].try_into().unwrap();
	let reports = Reports { validator: public_of(validator).unwrap(), reports };
	let signature = Pair::from_dev_name(signer).sign(&reports.payload(&GENESIS));
	<Runtime as BridgesApi<Block>>::reports_transaction(reports, signature)
}

#[test]
fn a_validator_reports_a_delivery_without_an_account() {
	in_block(|| {
		let id = message();
		let stranger = delivered(id, "Finance", "Finance");
		assert_eq!(apply(&stranger), refused(InvalidTransaction::BadSigner));
		let forged = delivered(id, VALIDATORS[0], "Finance");
		assert_eq!(apply(&forged), refused(InvalidTransaction::BadProof));
		assert!(Outbox::message(id).is_some());

		let report = delivered(id, VALIDATORS[0], VALIDATORS[0]);
		assert_eq!(apply(&report), Ok(Ok(())));
		assert_eq!(Outbox::message(id), None);
		assert_eq!(Outbox::destinations()[0].delivered, 1);
		assert_eq!(apply(&report), refused(InvalidTransaction::Stale));

		let next = delivered(message(), VALIDATORS[1], VALIDATORS[1]);
		let valid =
			Executive::validate_transaction(TransactionSource::External, next, Hash::zero());
		let valid = valid.expect("the pool takes it");
		assert!(valid.propagate && !valid.provides.is_empty());
	});
}

/// `validator` says that the evidence chain keeps nothing, or what `record` says.
fn testified(id: u64, validator: &str, observed: Observed) -> UncheckedExtrinsic {
	let testimonies = vec![Testimony { id, observed }].try_into().unwrap();
	let testimonies = Testimonies { validator: public_of(validator).unwrap(), testimonies };
	let signature = Pair::from_dev_name(validator).sign(&testimonies.payload(&GENESIS));
	<Runtime as BridgesApi<Block>>::testimonies_transaction(testimonies, signature)
}

#[test]
fn two_validators_of_four_agree_and_one_does_not() {
	in_block(|| {
		let digest = Digest::repeat_byte(7);
		assert_ok!(Observations::request(signed("Hospital"), Question::Evidence { digest }));
		let status = || Observations::observation(1).unwrap().request.status;
		let nothing = || Observed::Evidence { record: None };
		assert_eq!(apply(&testified(1, VALIDATORS[0], nothing())), Ok(Ok(())));
		assert_eq!(status(), ObservationStatus::Open);
		assert_eq!(apply(&testified(1, VALIDATORS[1], nothing())), Ok(Ok(())));
		assert_eq!(status(), ObservationStatus::Applied);
		let again = testified(1, VALIDATORS[1], nothing());
		assert_eq!(apply(&again), refused(InvalidTransaction::Stale));
		let stranger = testified(1, "Finance", nothing());
		assert!(matches!(
			apply(&stranger),
			Err(TransactionValidityError::Invalid(InvalidTransaction::Custom(_)))
		));
	});
}

/// A province tells of one of its organisations; `signer` signs.
fn told(from: u8, id: &str, signer: &str) -> UncheckedExtrinsic {
	let body = InboundBody::Filing { org: org(), name: "甲".parse().unwrap(), active: true };
	said(from, id, signer, body, GENESIS)
}

/// A province says something on the chain that began with `genesis`; `signer` signs.
fn said(from: u8, id: &str, signer: &str, body: InboundBody, genesis: Hash) -> UncheckedExtrinsic {
	let from = Region::new(from).unwrap();
	let message = Inbound { id: Code::new(id).unwrap(), from, at: 0, body };
	let signature = Pair::from_dev_name(signer).sign(&message.payload(&genesis));
	<Runtime as BridgesApi<Block>>::inbound_transaction(message, signature)
}

fn org() -> OrgCode {
	"91330100MA27XXXX0A".parse().unwrap()
}

#[test]
fn a_province_speaks_under_its_own_key_alone() {
	in_block(|| {
		let zhejiang = Region::new(33).unwrap();
		let forged = told(33, "M-1", "Region-32");
		assert_eq!(apply(&forged), refused(InvalidTransaction::BadProof));
		let stranger = told(35, "M-1", "Region-35");
		assert_eq!(apply(&stranger), refused(InvalidTransaction::Custom(24)));
		let named =
			|active| InboundBody::Filing { org: org(), name: "甲".parse().unwrap(), active };
		let elsewhere = said(33, "M-1", "Region-33", named(true), Hash::repeat_byte(8));
		assert_eq!(apply(&elsewhere), refused(InvalidTransaction::BadProof));
		assert_eq!(CrossRegion::foreign_org(zhejiang, org()), None);

		let message = told(33, "M-1", "Region-33");
		assert_eq!(apply(&message), Ok(Ok(())));
		assert!(CrossRegion::foreign_org(zhejiang, org()).is_some_and(|org| org.filing.active));
		assert_eq!(apply(&message), refused(InvalidTransaction::Stale));
		let other = said(33, "M-1", "Region-33", named(false), GENESIS);
		assert_eq!(apply(&other), refused(InvalidTransaction::Custom(25)));
	});
}

/// No preset opens the way to the platform, so that no start could be answered.
#[test]
fn a_start_waits_until_messages_to_the_platform_are_written() {
	in_block(|| {
		let start = || InboundBody::Start {
			org: org(),
			flow: "ZJ-1".parse().unwrap(),
			bill: key("31060126", 1),
			elements: Digest::zero(),
			claimed: Fen::new(1).unwrap(),
			authorization: Digest::zero(),
		};
		let asked = said(33, "M-1", "Region-33", start(), GENESIS);
		assert_eq!(apply(&asked), refused(InvalidTransaction::Custom(26)));
		let settings = Settings {
			open: true,
			capacity: 10,
			attempts: 3,
			takeover: 1_000,
			backoff: 100,
			max_backoff: 1_000,
			term: 86_400_000,
			receipts: public_of("Finance"),
		};
		let way = Destination::YangtzeDelta;
		assert_ok!(Outbox::set_destination(signed("Finance"), way, settings));
		assert_eq!(apply(&asked), Ok(Ok(())));
		assert_eq!(apply(&asked), refused(InvalidTransaction::Stale));
	});
}

fn bill() -> Bill {
	Bill {
		check: CheckDigest::default(),
		total: Fen::new(10_000).unwrap(),
		issued_on: Date::new(20_261_120).unwrap(),
		issuer: ParticipantId(6),
		node: NodeId(1),
		scene: SceneId(1),
		payer: PayerRef(Digest::repeat_byte(1)),
		xml: Digest::repeat_byte(2),
		pdf: None,
		summary: Digest::repeat_byte(3),
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

fn key(code: &str, number: u64) -> BillKey {
	BillKey::new(code.parse().unwrap(), BillNumber::from_value(number).unwrap())
}

#[test]
fn bills_between_two_numbers_come_in_order_and_no_others() {
	chain(DEVNET).execute_with(|| {
		let numbers = [5, 10, 9_999, 1, 4_000_000_000];
		for number in numbers {
			pallet_bills::Bills::<Runtime>::insert(key("31060126", number), bill());
		}
		pallet_bills::Bills::<Runtime>::insert(key("31060127", 7), bill());
		let between = |from, to, limit| -> Vec<u64> {
			let (from, to) = (key("31060126", from), key("31060126", to));
			let found = <Runtime as BridgesApi<Block>>::bills_between(from, to, limit);
			found.iter().map(|(key, _)| key.number.value()).collect()
		};
		assert_eq!(between(0, 9_999_999_999, 100), [1, 5, 10, 9_999, 4_000_000_000]);
		assert_eq!(between(5, 9_999, 100), [5, 10, 9_999]);
		assert_eq!(between(6, 9, 100), [0u64; 0]);
		assert_eq!(between(1, 9_999, 2), [1, 5]);
		assert_eq!(between(10, 5, 100), [0u64; 0]);
		let (from, to) = (key("31060126", 1), key("31060127", 9));
		assert!(<Runtime as BridgesApi<Block>>::bills_between(from, to, 9).is_empty());
	});
}
