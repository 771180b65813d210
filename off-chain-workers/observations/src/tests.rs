//! Workers of several validators against a chain in miniature and systems that fail and lie.

mod asking;
mod chain;
mod machine;
mod system;

use chain::Mock;
use fiscal_bridge::{config::Observations, Observe};
use fiscal_primitives::{
	observation::{EvidenceRecord, Observed, Question},
	outbox::Code,
	Digest,
};
use fiscal_sm_crypto::Pair;
use std::{sync::Arc, time::Duration};
use system::System;
use tokio::{task::JoinHandle, time::Instant};

/// What blocks take in real time; on the chain they are 250 ms apart.
const BLOCK: Duration = Duration::from_millis(5);

fn options() -> Observations {
	Observations {
		repeat_blocks: 400,
		backoff: Duration::from_millis(5),
		max_backoff: Duration::from_millis(40),
		..Observations::default()
	}
}

/// What does the evidence chain keep of a digest?
fn question(number: u64) -> Question {
	Question::Evidence { digest: Digest::from_low_u64_be(number) }
}

/// What it keeps, in truth.
fn truth(question: &Question) -> Observed {
	let Question::Evidence { digest } = question else { panic!("{question:?}") };
	let reference = Code::new(&format!("EV-{}", digest.to_low_u64_be())).unwrap();
	Observed::Evidence { record: Some(EvidenceRecord { reference, at: 1 }) }
}

/// What a liar says.
fn lie() -> Observed {
	Observed::Evidence { record: None }
}

/// Starts the worker of a validator.
fn worker(
	chain: &Arc<Mock>,
	validator: usize,
	system: &Arc<System>,
	options: Observations,
) -> JoinHandle<()> {
	let signer: Arc<Pair> = Arc::new(Mock::validator(validator));
	let observers: Vec<Arc<dyn Observe>> = vec![Arc::clone(system) as Arc<dyn Observe>];
	tokio::spawn(crate::run(chain.clone(), signer, observers, options, None))
}

/// Waits until it holds; what is waited for comes within moments.
async fn until(what: &str, holds: impl Fn() -> bool) {
	let end = Instant::now() + Duration::from_secs(120);
	while !holds() {
		assert!(Instant::now() < end, "waited in vain until {what}");
		tokio::time::sleep(Duration::from_millis(5)).await;
	}
}
