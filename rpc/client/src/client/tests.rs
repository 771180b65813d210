use super::*;
use crate::{
	calls::{bills, system},
	fake_node::{success, Answer, FakeNode, BLOCK_TIME},
};
use codec::Compact;
use fiscal_primitives::{
	bill::{Batch, Refusal as BillRefusal, Refused},
	NodeId, ParticipantId, SceneId,
};
use sp_runtime::{DispatchError, ModuleError};

fn account() -> Account {
	Account::dev("Hospital")
}

async fn client(node: &FakeNode) -> Client {
	let client = Client::connect(&node.url()).await.unwrap();
	client.with_patience(Patience {
		wait: Duration::from_secs(30),
		grace: Duration::from_secs(30),
		for_quota: false,
	})
}

fn failure(error: DispatchError) -> Vec<u8> {
	(0u8, 1u8, error, Compact(1u64), Compact(2u64)).encode()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_is_followed_to_its_block_and_its_events_are_read() {
	let refused = vec![Refused::new(0, BillRefusal::AmountZero)];
	let keys: Vec<fiscal_primitives::BillKey> = Vec::new();
	let event =
		(10u8, 0u8, NodeId(1), ParticipantId(2), SceneId(3), keys, refused.clone()).encode();
	let node = FakeNode::start(vec![Answer::Include(event)]).await;
	let client = client(&node).await;
	let call = bills::register_batch(NodeId(1), ParticipantId(2), SceneId(3), &Batch::default());
	let outcome = client.submit(&call, &account()).await.unwrap();
	assert_eq!((outcome.position.block, outcome.position.index), (1, 1));
	assert_eq!(outcome.at, BLOCK_TIME);
	let [event] = outcome.events.as_slice() else { panic!("{outcome:?}") };
	assert_eq!(event.field::<Vec<Refused>>("refused").unwrap(), refused);
	assert_eq!(outcome.closing.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_that_fails_in_its_block_says_why() {
	let module = ModuleError { index: 10, error: [0; 4], message: None };
	let node = FakeNode::start(vec![Answer::Include(failure(DispatchError::Module(module)))]).await;
	let fault = client(&node).await.submit(&system::remark(b"x"), &account()).await.unwrap_err();
	assert!(fault.is_failure("Bills", "NotFound"), "{fault}");
	assert!(
		fault.to_string().starts_with("Bills.NotFound: There is no bill of that key."),
		"{fault}"
	);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_of_the_pool_is_passed_on_and_nothing_is_sent_again() {
	let node = FakeNode::start(vec![Answer::Refuse(1010, "Custom error: 2")]).await;
	let answer = client(&node).await.submit(&system::remark(b"x"), &account()).await;
	assert_eq!(answer, Err(Fault::Refused(Refusal::NotActive)));
	assert_eq!(node.handed().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exhausted_quota_is_waited_for_where_that_is_asked_for() {
	const EXHAUSTED: Answer = Answer::Refuse(1010, "Custom error: 4");
	const BANNED: Answer = Answer::Refuse(1012, "");
	let node = FakeNode::start(vec![EXHAUSTED]).await;
	let answer = client(&node).await.submit(&system::remark(b"x"), &account()).await;
	assert_eq!(answer, Err(Fault::Refused(Refusal::QuotaExhausted)));

	let node =
		FakeNode::start(vec![EXHAUSTED, BANNED, EXHAUSTED, Answer::Include(success())]).await;
	let client = client(&node).await;
	let patient = client.with_patience(Patience { for_quota: true, ..client.patience() });
	let outcome = patient.submit(&system::remark(b"x"), &account()).await.unwrap();
	assert_eq!(outcome.position.block, 4);
	let handed: std::collections::BTreeSet<Vec<u8>> = node.handed().into_iter().collect();
	assert_eq!(handed.len(), 4, "each time other bytes, which no pool has banned");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_nonce_somebody_else_used_is_replaced() {
	let script = vec![Answer::Refuse(1010, "Transaction is outdated"), Answer::Include(success())];
	let node = FakeNode::start(script).await;
	let outcome = client(&node).await.submit(&system::remark(b"x"), &account()).await.unwrap();
	assert_eq!(outcome.position.block, 2);
	assert_eq!(node.handed().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_included_by_a_node_that_died_is_found_and_not_sent_again() {
	let node = FakeNode::start(vec![Answer::IncludeAndDie(success())]).await;
	let outcome = client(&node).await.submit(&system::remark(b"x"), &account()).await.unwrap();
	assert_eq!(outcome.position.block, 1);
	assert_eq!(node.handed().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_forgotten_by_a_node_that_died_is_sent_again_as_it_was() {
	let node = FakeNode::start(vec![Answer::ForgetAndDie, Answer::Include(success())]).await;
	let outcome = client(&node).await.submit(&system::remark(b"x"), &account()).await.unwrap();
	assert_eq!(outcome.position.block, 1);
	let handed = node.handed();
	assert_eq!(handed.len(), 2);
	assert_eq!(handed[0], handed[1], "the very same bytes, so it cannot count twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_comes_back_with_another_chain_is_noticed() {
	let node = FakeNode::start(vec![]).await;
	let client = client(&node).await;
	client.head().await.unwrap();
	node.change_chain();
	let mut answer = client.head().await;
	// While the node is down there is no connection; a generous number of looks.
	for _ in 0..100 {
		if !matches!(answer, Ok(_) | Err(Fault::Connection { .. })) {
			break;
		}
		tokio::time::sleep(Duration::from_millis(100)).await;
		answer = client.head().await;
	}
	assert!(matches!(answer, Err(Fault::OtherChain { .. })), "{answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_nobody_listens_at_is_a_fault_of_the_connection() {
	let socket = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
	let url = format!("ws://{}", socket.local_addr().unwrap());
	drop(socket);
	let answer = Client::connect(&url).await;
	assert!(matches!(answer.map(|_| ()), Err(Fault::Connection { .. })));
	let answer = Client::connect("http://127.0.0.1:9944").await;
	assert!(matches!(answer.map(|_| ()), Err(Fault::Input(_))));
}
