//! Workers of several validators against a chain in miniature and a destination with faults.

mod chain;
mod delivery;
mod machine;
mod system;

use chain::Mock;
use fiscal_bridge::{config::Outbox, Deliver};
use fiscal_primitives::{
	bill::{Circulation, Medium, Use, Validity},
	changes::BillAction,
	outbox::{Body, EvidenceKind, EvidenceNotice, Settings, StatusNotice},
	BillKey, Digest, Fen,
};
use fiscal_sm_crypto::Pair;
use std::{sync::Arc, time::Duration};
use system::System;
use tokio::{task::JoinHandle, time::Instant};

/// What blocks take in real time; on the chain they are 250 ms apart.
const BLOCK: Duration = Duration::from_millis(5);

fn settings() -> Settings {
	Settings {
		open: true,
		capacity: 100_000,
		attempts: 255,
		takeover: 10_000,
		backoff: 500,
		max_backoff: 4_000,
		term: 86_400_000,
		receipts: Some(System::key().public()),
	}
}

fn options() -> Outbox {
	Outbox { repeat_blocks: 400, ..Outbox::default() }
}

/// A change of the bill with that number, all of one bill in one lane.
fn status(bill: u64, version: u32) -> Body {
	Body::Status(StatusNotice {
		key: format!("31060126-{bill:010}").parse::<BillKey>().unwrap(),
		action: BillAction::Updated,
		version,
		validity: Validity::Normal,
		medium: Medium::Electronic,
		usage: Use::Free,
		circulation: Circulation::Circulable,
		reimbursed: Fen::ZERO,
		at: u64::from(version),
	})
}

/// Evidence, which has no lane.
fn evidence(number: u64) -> Body {
	let digest = Digest::from_low_u64_be(number);
	Body::Evidence(EvidenceNotice { kind: EvidenceKind::Start, digest, at: number })
}

fn bridges(systems: &[&Arc<System>]) -> Vec<Arc<dyn Deliver>> {
	systems.iter().map(|system| Arc::clone(system) as Arc<dyn Deliver>).collect()
}

/// Starts the worker of a validator.
fn worker(
	chain: &Arc<Mock>,
	validator: usize,
	systems: &[&Arc<System>],
	options: Outbox,
) -> JoinHandle<()> {
	let signer: Arc<Pair> = Arc::new(Mock::validator(validator));
	tokio::spawn(crate::run(chain.clone(), signer, bridges(systems), options, None))
}

/// Waits until it holds; what is waited for comes within moments.
async fn until(what: &str, holds: impl Fn() -> bool) {
	let end = Instant::now() + Duration::from_secs(120);
	while !holds() {
		assert!(Instant::now() < end, "waited in vain until {what}");
		tokio::time::sleep(Duration::from_millis(5)).await;
	}
}
