use super::*;
use std::sync::Mutex;

/// A chain that finalizes a block a second and does what the test's script says.
struct Mock {
	state: Mutex<State>,
	/// What each attempt to watch does, the last one for ever.
	script: Vec<Step>,
	/// Height at which the transaction stands, if it ever does.
	included: Option<BlockNumber>,
	/// Height from which another transaction has used the nonce.
	superseded: Option<BlockNumber>,
}

struct State {
	now: Duration,
	watched: usize,
	searched: Vec<BlockNumber>,
	renewed: usize,
	sent: Vec<Digest>,
}

#[derive(Clone)]
enum Step {
	Finalized,
	Breaks,
	Refuses(Refusal),
	/// The connection is gone, and so is every read in this second.
	Unreachable,
	HangsUntilDeadline,
}

fn transaction() -> Transaction {
	Transaction {
		bytes: vec![1, 2, 3],
		hash: Digest::repeat_byte(7),
		made_at: 10,
		account: AccountId::new([1; 32]),
		nonce: 5,
		dies: 40,
	}
}

impl Mock {
	fn new(script: Vec<Step>) -> Self {
		let state = State {
			now: Duration::ZERO,
			watched: 0,
			searched: Vec::new(),
			renewed: 0,
			sent: Vec::new(),
		};
		Self { state: Mutex::new(state), script, included: None, superseded: None }
	}

	fn included(mut self, block: BlockNumber) -> Self {
		self.included = Some(block);
		self
	}

	fn superseded(mut self, block: BlockNumber) -> Self {
		self.superseded = Some(block);
		self
	}

	fn head(&self) -> BlockNumber {
		10 + self.now().as_secs() as u32
	}

	fn watched(&self) -> usize {
		self.state.lock().unwrap().watched
	}

	async fn deliver(&self, patience: Patience) -> Result<Position, Fault> {
		deliver(self, transaction(), patience).await
	}
}

fn at(block: BlockNumber) -> Position {
	Position {
		transaction: transaction().hash,
		block,
		block_hash: Digest::repeat_byte(9),
		index: 2,
	}
}

impl Chain for Mock {
	fn now(&self) -> Duration {
		self.state.lock().unwrap().now
	}

	async fn pause(&self, time: Duration) {
		self.state.lock().unwrap().now += time;
	}

	async fn watch(&self, transaction: &Transaction, until: Duration) -> Result<Watched, Fault> {
		let step = {
			let mut state = self.state.lock().unwrap();
			let step = self.script[state.watched.min(self.script.len() - 1)].clone();
			state.watched += 1;
			state.sent.push(transaction.hash);
			step
		};
		match step {
			Step::Finalized => Ok(Watched::Finalized(at(self.included.unwrap()))),
			Step::Breaks => Ok(Watched::Interrupted("dropped".into())),
			Step::Refuses(refusal) => Err(Fault::Refused(refusal)),
			Step::Unreachable => {
				Err(Fault::Connection { url: "ws://node".into(), reason: "reset".into() })
			}
			Step::HangsUntilDeadline => {
				self.state.lock().unwrap().now = until;
				Ok(Watched::Interrupted("no answer in time".into()))
			}
		}
	}

	async fn finalized(&self) -> Result<BlockNumber, Fault> {
		Ok(self.head())
	}

	async fn position(
		&self,
		block: BlockNumber,
		hashes: &[Digest],
	) -> Result<Option<Position>, Fault> {
		assert!(block <= self.head(), "asked for a block that is not finalized");
		assert_eq!(hashes[0], transaction().hash);
		let mut state = self.state.lock().unwrap();
		assert_eq!(hashes.len(), 1 + state.renewed, "every version of the call is looked for");
		state.searched.push(block);
		Ok(self.included.filter(|included| *included == block).map(at))
	}

	async fn renew(&self, old: &Transaction) -> Result<Option<Transaction>, Fault> {
		let head = self.head();
		if head <= old.made_at {
			return Ok(None);
		}
		let mut state = self.state.lock().unwrap();
		state.renewed += 1;
		let hash = Digest::from_low_u64_be(state.renewed as u64);
		Ok(Some(Transaction { hash, made_at: head, dies: head + 30, ..old.clone() }))
	}

	async fn nonce_after(&self, block: BlockNumber, _: &AccountId) -> Result<u64, Fault> {
		let used = self.superseded.is_some_and(|from| block >= from)
			|| self.included.is_some_and(|included| block >= included);
		Ok(if used { 6 } else { 5 })
	}
}

fn patience() -> Patience {
	Patience { wait: Duration::from_secs(10), grace: Duration::from_secs(5), for_quota: false }
}

#[tokio::test]
async fn a_finalized_transaction_is_delivered_at_once() {
	let chain = Mock::new(vec![Step::Finalized]).included(11);
	assert_eq!(chain.deliver(patience()).await, Ok(at(11)));
	assert_eq!(chain.watched(), 1);
}

#[tokio::test]
async fn a_first_refusal_is_final_and_nothing_is_sent_again() {
	let chain = Mock::new(vec![Step::Refuses(Refusal::NotActive)]);
	assert_eq!(chain.deliver(patience()).await, Err(Fault::Refused(Refusal::NotActive)));
	assert_eq!(chain.watched(), 1);
	let stale = Mock::new(vec![Step::Refuses(Refusal::Stale)]);
	assert_eq!(stale.deliver(patience()).await, Err(Fault::Refused(Refusal::Stale)));
}

#[tokio::test]
async fn a_transaction_that_went_through_unseen_is_found_in_its_block() {
	for step in [Step::Breaks, Step::Unreachable, Step::HangsUntilDeadline] {
		let chain = Mock::new(vec![step, Step::Refuses(Refusal::Stale)]).included(13);
		assert_eq!(chain.deliver(patience()).await, Ok(at(13)));
		let searched = chain.state.lock().unwrap().searched.clone();
		assert_eq!(searched, [11, 12, 13], "each block is searched once and none is left out");
	}
}

#[tokio::test]
async fn a_dropped_transaction_is_sent_again_until_it_is_included() {
	let script = vec![Step::Breaks, Step::Breaks, Step::Finalized];
	let chain = Mock::new(script).included(30);
	assert_eq!(chain.deliver(patience()).await, Ok(at(30)));
	assert_eq!(chain.watched(), 3);
}

#[tokio::test]
async fn a_transaction_the_pool_knows_already_is_waited_for() {
	let chain = Mock::new(vec![Step::Refuses(Refusal::AlreadyImported)]).included(14);
	assert_eq!(chain.deliver(patience()).await, Ok(at(14)));
}

#[tokio::test]
async fn another_transaction_in_its_place_is_certain_failure() {
	let chain = Mock::new(vec![Step::Breaks, Step::Refuses(Refusal::Stale)]).superseded(12);
	let transaction = transaction().hash;
	assert_eq!(chain.deliver(patience()).await, Err(Fault::Superseded { transaction, nonce: 5 }));
}

#[tokio::test]
async fn a_transaction_past_its_lifetime_is_certain_failure() {
	let chain = Mock::new(vec![Step::Breaks]);
	let patient = Patience { wait: Duration::from_secs(600), ..patience() };
	let transaction = transaction().hash;
	assert_eq!(chain.deliver(patient).await, Err(Fault::Expired { transaction, dies: 40 }));
	assert_eq!(chain.head(), 39, "block 39 is the last it may stand in");
}

#[tokio::test]
async fn when_time_is_up_the_answer_says_how_far_the_chain_was_searched() {
	let chain = Mock::new(vec![Step::HangsUntilDeadline]);
	let answer = chain.deliver(patience()).await;
	let Err(Fault::Unknown { searched, dies, .. }) = answer else { panic!("{answer:?}") };
	assert_eq!((searched, dies), (25, 40));
	assert_eq!(chain.watched(), 1, "nothing is sent after the deadline");
}

#[tokio::test]
async fn an_exhausted_quota_is_waited_for_only_when_asked() {
	let exhausted = Step::Refuses(Refusal::QuotaExhausted);
	let script = vec![exhausted.clone(), exhausted, Step::Finalized];
	let chain = Mock::new(script.clone()).included(20);
	assert_eq!(chain.deliver(patience()).await, Err(Fault::Refused(Refusal::QuotaExhausted)));
	let chain = Mock::new(script).included(20);
	let patient = Patience { for_quota: true, ..patience() };
	assert_eq!(chain.deliver(patient).await, Ok(at(20)));
	let sent = chain.state.lock().unwrap().sent.clone();
	assert_eq!(sent.len(), 3);
	assert!(sent[0] != sent[1] && sent[1] != sent[2], "bytes a pool refused are not sent again");
}

#[tokio::test]
async fn a_quota_that_never_refills_is_reported_as_such() {
	let refuses = |refusal| Step::Refuses(refusal);
	let chain = Mock::new(vec![
		refuses(Refusal::QuotaExhausted),
		refuses(Refusal::TemporarilyBanned),
		refuses(Refusal::QuotaExhausted),
	]);
	let patient = Patience { for_quota: true, ..patience() };
	assert_eq!(chain.deliver(patient).await, Err(Fault::Refused(Refusal::QuotaExhausted)));
}

#[tokio::test]
async fn a_transaction_that_was_evicted_and_banned_is_signed_anew() {
	let script = vec![
		Step::Breaks,
		Step::Refuses(Refusal::TemporarilyBanned),
		Step::Refuses(Refusal::QuotaExhausted),
		Step::Finalized,
	];
	let chain = Mock::new(script).included(20);
	assert_eq!(chain.deliver(patience()).await, Ok(at(20)));
	assert_eq!(chain.state.lock().unwrap().renewed, 2);
}

#[tokio::test]
async fn a_banned_transaction_that_was_included_after_all_is_found() {
	let script = vec![Step::Breaks, Step::Refuses(Refusal::TemporarilyBanned)];
	let chain = Mock::new(script).included(13);
	assert_eq!(chain.deliver(patience()).await, Ok(at(13)));
}
