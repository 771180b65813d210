//! What the chain decided reaches the platform, once.

use crate::{
	chain::key,
	system::{value, Signed},
	world::{guest, platform},
};
use fiscal_bridge::{
	convert,
	protocol::region::{OutboundMessage, MESSAGE},
	receipt,
	worker::Deliver,
	Check,
};
use fiscal_primitives::{
	outbox::{
		idempotency_key, Body, Code, DeliveryFault, Destination, DueMessage, EvidenceKind,
		EvidenceNotice, Message, Receipt,
	},
	region::{
		AnswerNotice, AuthorizationNotice, Ending, FilingNotice, RegionFlow, RegionOperation,
		RegionOutcome, ResultNotice, ServiceChange, ServiceNotice, StartNotice,
	},
	Digest, Fen, Region,
};
use fiscal_sm_crypto::{verify, Pair};
use fiscal_yangtze_delta::Platform;

fn due(id: u64, body: Body) -> DueMessage {
	let message = Message {
		body,
		previous: None,
		queued: 1,
		deadline: u64::MAX,
		attempt: 0,
		due: 1,
		revived: 0,
	};
	DueMessage { id, message, turn: 0 }
}

/// One message of each kind.
fn bodies() -> Vec<Body> {
	let issuer = Region::new(32).unwrap();
	let flow = RegionFlow { region: Region::SHANGHAI, org: guest(), flow: "SH-1".parse().unwrap() };
	let (bill, digest, at) = (key(1), Digest::repeat_byte(1), 5);
	let amount = Fen::new(100).unwrap();
	vec![
		Body::Filing(FilingNotice {
			org: guest(),
			name: "保险".parse().unwrap(),
			active: true,
			at,
		}),
		Body::Service(ServiceNotice { org: guest(), change: ServiceChange::Open, until: 9, at }),
		Body::Start(StartNotice {
			issuer,
			flow: flow.clone(),
			bill,
			elements: digest,
			claimed: amount,
			authorization: digest,
			at,
		}),
		Body::Result(ResultNotice {
			issuer,
			flow: flow.clone(),
			bill,
			ending: Ending::Settled { amount, close: true },
			at,
		}),
		Body::Answer(AnswerNotice {
			flow: flow.clone(),
			operation: RegionOperation::Start,
			bill,
			outcome: RegionOutcome::Locked,
			expires: Some(7),
			at,
		}),
		Body::Authorization(AuthorizationNotice {
			issuer,
			flow,
			bill,
			authorization: digest,
			file: digest,
			at,
		}),
	]
}

/// A platform whose receipts are signed with `pair`.
async fn receiving(pair: Pair, accepted: bool) -> std::sync::Arc<Signed> {
	let system = Signed::start("api/v2", "Platform").await;
	system.answers(move |service, body| {
		assert_eq!(service, MESSAGE);
		let message: OutboundMessage = serde_json::from_value(body.clone()).unwrap();
		let key = convert::digest("messageId", &message.message_id).unwrap();
		assert_eq!(message.digest, convert::hex(&message.body.digest()));
		let code = Code::new(if accepted { "S0000" } else { "E0422" }).unwrap();
		let given = Receipt { accepted, code, reference: None };
		value(&receipt::sign(Some(&pair), &given, &key, &message.body.digest()).unwrap())
	});
	system
}

fn client(system: &Signed) -> Platform {
	Platform::new(&system.config("yangtze-delta")).unwrap()
}

#[tokio::test]
async fn every_kind_of_message_arrives_whole_and_its_receipt_is_signed() {
	let system = receiving(platform(), true).await;
	let client = client(&system);
	assert_eq!(client.destination(), Destination::YangtzeDelta);
	let genesis = Digest::repeat_byte(1);
	for (id, body) in (1..).zip(bodies()) {
		let key = idempotency_key(&genesis, id);
		let delivered = client.deliver(&key, &due(id, body.clone())).await.unwrap();
		assert!(delivered.receipt.accepted);
		let payload = delivered.receipt.payload(&key, &body.digest());
		assert!(verify(&system.key.public(), &payload, &delivered.signature.unwrap()));
		let sent: OutboundMessage =
			serde_json::from_value(system.bodies(MESSAGE).pop().unwrap()).unwrap();
		assert_eq!((sent.sequence, sent.body), (id, body));
		let (request, _) = system.asked.lock().unwrap().pop().unwrap();
		assert_eq!(request.id, convert::hex(&key));
	}
}

#[tokio::test]
async fn a_refusal_for_good_is_a_receipt_too() {
	let system = receiving(platform(), false).await;
	let key = Digest::repeat_byte(2);
	let body = bodies().remove(0);
	let delivered = client(&system).deliver(&key, &due(1, body)).await.unwrap();
	assert!(!delivered.receipt.accepted);
}

#[tokio::test]
async fn what_the_platform_did_not_sign_is_no_delivery() {
	let body = bodies().remove(0);
	let system = receiving(Pair::from_dev_name("Mallory"), true).await;
	let fault = client(&system).deliver(&Digest::zero(), &due(1, body.clone())).await.unwrap_err();
	assert_eq!(fault.fault, DeliveryFault::BadAnswer);
	assert!(fault.words.contains("yangtze-delta"), "{}", fault.words);
	let system = receiving(platform(), true).await;
	system.forges();
	let fault = client(&system).deliver(&Digest::zero(), &due(1, body)).await.unwrap_err();
	assert_eq!(fault.fault, DeliveryFault::BadAnswer);
}

#[tokio::test]
async fn a_message_for_another_system_is_not_sent() {
	let system = receiving(platform(), true).await;
	let notice = EvidenceNotice { kind: EvidenceKind::Start, digest: Digest::zero(), at: 1 };
	let message = due(1, Body::Evidence(notice));
	let fault = client(&system).deliver(&Digest::zero(), &message).await.unwrap_err();
	assert_eq!(fault.fault, DeliveryFault::NotConfigured);
	assert_eq!(system.count(MESSAGE), 0);
}

#[tokio::test]
async fn a_check_says_what_is_wrong_and_where_to_look() {
	let system = Signed::start("api/v2", "Platform").await;
	client(&system).check().await.unwrap();
	let mut config = system.config("yangtze-delta");
	config.app = "another".into();
	let words = Platform::new(&config).unwrap().check().await.unwrap_err();
	assert!(words.contains("yangtze-delta.app"), "{words}");
	system.forges();
	let words = client(&system).check().await.unwrap_err();
	assert!(words.contains("yangtze-delta.peer_key"), "{words}");
	let gone = fiscal_bridge::config::Link::to("yangtze-delta", "http://127.0.0.1:9").unwrap();
	let config = fiscal_bridge::config::Signed { link: gone, ..system.config("yangtze-delta") };
	let words = Platform::new(&config).unwrap().check().await.unwrap_err();
	assert!(words.contains("yangtze-delta.url"), "{words}");
}
