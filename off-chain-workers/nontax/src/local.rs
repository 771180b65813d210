//! Comparison by one node for itself: differences go to its ledger, log and metrics. R091, R110.
//!
//! What one node finds changes nothing on the chain; for that the validators have to observe the same
//! range. The chain decides what is right: a bill in which the other side differs is written back or
//! brought up with whoever runs it.

use crate::{compare, metrics::Metrics, schedule, Client, Comparison, Span};
use codec::Encode;
use fiscal_bridge::{
	config::Compare,
	ledger::{Direction, Entry},
	now,
	worker::{At, BridgeFault, Chain},
};
use fiscal_primitives::{observation::Difference, outbox::DeliveryFault, Digest};
use fiscal_sm_crypto::sm3_256;
use std::{sync::Arc, time::Duration};
use substrate_prometheus_endpoint::Registry;

/// The longest that one comparison may take.
const LONGEST: Duration = Duration::from_secs(600);

/// Compares ranges and keeps what it finds.
pub struct LocalComparison {
	client: Client,
	rest: Duration,
	metrics: Metrics,
}

impl LocalComparison {
	/// `rest` is the time between the two looks at a difference.
	pub fn new(client: Client, rest: Duration, registry: Option<&Registry>) -> Self {
		Self { client, rest, metrics: Metrics::register(registry) }
	}

	/// Compares a span: the first bills that differ, ascending, and where to go on. They are recorded
	/// one by one, and the comparison as a whole, with `at`, the block it began at.
	///
	/// Errors: those of [`compare()`], or it took more than ten minutes. They are recorded too.
	pub async fn compare_locally(
		&self,
		chain: &dyn Chain,
		at: &At,
		span: &Span,
	) -> Result<Comparison, BridgeFault> {
		let work = compare(&self.client, chain, span, self.rest);
		let found = tokio::time::timeout(LONGEST, work).await.unwrap_or_else(|_| {
			let words = format!("no comparison of {span} within {} s", LONGEST.as_secs());
			Err(self.client.fault(DeliveryFault::Overdue, words))
		});
		let (answer, outcome) = match &found {
			Ok(found) => (Some(digest(&found.differences)), outcome(found)),
			Err(fault) => (None, format!("{:?}", fault.fault)),
		};
		self.metrics.compared(found.as_ref().ok().map(|found| found.differences.len()), at.time);
		let range = (span.code(), span.first(), span.last());
		let asked = digest(&(at.number, range));
		self.keep("compare", span.to_string(), asked, answer, outcome);
		for difference in found.iter().flat_map(|found| &found.differences) {
			let said = words(difference);
			log::warn!(target: "bridge", "The non-tax system differs in {}: {said}", difference.key);
			let key = difference.key.to_string();
			self.keep("difference", key, asked, Some(digest(difference)), said);
		}
		self.verify(chain, found.iter().flat_map(|found| &found.differences)).await;
		found
	}

	/// Tells the other side whether the XML files of the bills in which it differs are those of the
	/// chain, until it does not take it. R090.
	async fn verify(&self, chain: &dyn Chain, differences: impl Iterator<Item = &Difference>) {
		for Difference { key, outside } in differences {
			if outside.is_none() {
				continue;
			}
			if let Err(fault) = self.client.verify(chain, key).await {
				log::warn!(target: "bridge", "The verdict about {key} was not told: {fault}");
				break;
			}
		}
	}

	fn keep(
		&self,
		service: &str,
		id: String,
		request: Digest,
		answer: Option<Digest>,
		outcome: String,
	) {
		self.client.record(Entry {
			at: now(),
			system: "nontax".into(),
			direction: Direction::Out,
			service: service.into(),
			id,
			request,
			answer,
			outcome,
			reference: None,
		});
	}
}

/// Compares what the configuration says, piece after piece, until the node stops. Returns at once
/// where it says nothing.
pub async fn compare_periodically(
	chain: Arc<dyn Chain>,
	client: Client,
	compare: Compare,
	registry: Option<&Registry>,
) {
	let Some(plan) = schedule::Plan::new(&compare) else { return };
	let comparison = LocalComparison::new(client, compare.rest, registry);
	let mut progress = schedule::Progress::default();
	let mut height = 0;
	while let Some(at) = chain.next(height).await {
		height = at.number;
		let Some(span) = plan.next_range(at.time, &mut progress) else { continue };
		match comparison.compare_locally(&*chain, &at, &span).await {
			Ok(found) => progress.looked(found.next),
			Err(fault) => {
				log::warn!(target: "bridge", "The range {span} was not compared: {fault}");
			}
		}
	}
}

/// What came of a comparison, in words.
fn outcome(found: &Comparison) -> String {
	let count = found.differences.len();
	match found.next {
		None => format!("{count} differ"),
		Some(next) => format!("{count} differ before {next:010}"),
	}
}

/// What the other side says, in words.
fn words(difference: &Difference) -> String {
	match &difference.outside {
		None => "it does not know the bill".into(),
		Some(state) => format!(
			"it says {:?}, {:?}, {:?}, {:?}, reimbursed {}",
			state.validity, state.medium, state.usage, state.circulation, state.reimbursed
		),
	}
}

fn digest(value: &impl Encode) -> Digest {
	sm3_256(&value.encode()).into()
}
