//! Many clients that ask, each over a connection of its own: it asks, waits for the answer, thinks, and
//! asks again, as people do.

use crate::{
	link::{connect, READER_REQUESTS},
	samples::{Samples, Summary},
};
use anyhow::{ensure, Context, Result};
use fiscal_primitives::verification::FiveElements;
use futures::stream::{self, StreamExt};
use jsonrpsee::{
	core::{client::ClientT, ClientError},
	rpc_params,
	ws_client::WsClient,
};
use rand::{rngs::StdRng, Rng, SeedableRng};
use serde::Serialize;
use serde_json::Value;
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use tokio::{task::JoinSet, time::Instant};

/// Connections that are opened at the same time.
const OPENING: usize = 32;
/// How long a reader whose connection broke waits before it connects again, at least.
const PAUSE: Duration = Duration::from_secs(1);

/// How much is asked.
#[derive(Clone, Copy, Debug)]
pub struct ReadOptions {
	/// How many clients ask.
	pub connections: usize,
	/// How long each thinks between an answer and the next question, on average.
	pub think: Duration,
	/// How many bills are registered first, to ask after.
	pub known: u32,
	/// Everything random follows from it.
	pub seed: u64,
}

/// What the readers saw.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ReadReport {
	/// Clients that asked.
	pub connections: usize,
	/// How long they asked, in seconds.
	pub seconds: f64,
	/// Right answers.
	pub answers: usize,
	/// Right answers a second.
	pub per_second: f64,
	/// Answers that were not what the chain holds.
	pub wrong: u64,
	/// Faults by what they were.
	pub faults: BTreeMap<String, u64>,
	/// From question to answer, in milliseconds.
	pub answer: Option<Summary>,
	/// The same by method.
	pub by_method: BTreeMap<&'static str, Summary>,
}

/// Connected clients.
pub struct Readers {
	clients: Vec<(String, WsClient)>,
	options: ReadOptions,
}

/// What a client asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Question {
	Get,
	Verify,
	Lock,
}

impl Question {
	const ALL: [Self; 3] = [Self::Get, Self::Verify, Self::Lock];

	fn method(self) -> &'static str {
		match self {
			Self::Get => "bill_get",
			Self::Verify => "bill_verify",
			Self::Lock => "lock_get",
		}
	}

	/// Asks after a registered bill that nobody has locked; true for the right answer.
	async fn ask(self, client: &WsClient, bill: &FiveElements) -> Result<bool, ClientError> {
		let FiveElements { key, check, issued_on, total } = bill;
		let params = match self {
			Self::Get | Self::Lock => rpc_params![key.code, key.number],
			Self::Verify => rpc_params![key.code, key.number, check, issued_on, total],
		};
		let answer: Value = client.request(self.method(), params).await?;
		Ok(self.is_right(&answer, bill))
	}

	fn is_right(self, answer: &Value, bill: &FiveElements) -> bool {
		match self {
			Self::Get => {
				answer.get("key").and_then(Value::as_str) == Some(bill.key.to_string().as_str())
			}
			Self::Verify => answer.get("verdict").and_then(Value::as_str) == Some("genuine"),
			Self::Lock => answer.is_null(),
		}
	}
}

/// What one client saw.
#[derive(Debug, Default)]
struct Heard {
	answers: [Samples; 3],
	wrong: u64,
	faults: BTreeMap<String, u64>,
}

impl Heard {
	fn note(&mut self, place: usize, took: Duration, answer: Result<bool, ClientError>) {
		match answer {
			Ok(true) => {
				if let Some(samples) = self.answers.get_mut(place) {
					samples.record(took);
				}
			}
			Ok(false) => self.wrong = self.wrong.saturating_add(1),
			Err(fault) => self.fault(&fault),
		}
	}

	fn fault(&mut self, fault: &ClientError) {
		let name = match fault {
			ClientError::Call(error) => format!("{} {}", error.code(), error.message()),
			ClientError::RequestTimeout => "no answer".into(),
			_ => "connection".into(),
		};
		let count = self.faults.entry(name).or_default();
		*count = count.saturating_add(1);
	}

	fn absorb(&mut self, other: Self) {
		self.answers.iter_mut().zip(other.answers).for_each(|(all, more)| all.absorb(more));
		self.wrong = self.wrong.saturating_add(other.wrong);
		for (name, more) in other.faults {
			let count = self.faults.entry(name).or_default();
			*count = count.saturating_add(more);
		}
	}

	fn report(self, connections: usize, time: Duration) -> ReadReport {
		let mut by_method = BTreeMap::new();
		let mut all = Samples::default();
		for (question, samples) in Question::ALL.into_iter().zip(self.answers) {
			if let Some(summary) = samples.summary() {
				by_method.insert(question.method(), summary);
			}
			all.absorb(samples);
		}
		let seconds = time.as_secs_f64();
		ReadReport {
			connections,
			seconds,
			answers: all.len(),
			per_second: all.len() as f64 / seconds.max(f64::MIN_POSITIVE),
			wrong: self.wrong,
			faults: self.faults,
			answer: all.summary(),
			by_method,
		}
	}
}

impl Readers {
	/// Connects all clients, to the nodes in turn.
	///
	/// # Errors
	/// When a node does not take as many: see its option `--rpc-max-connections`.
	pub async fn open(urls: &[String], options: &ReadOptions) -> Result<Self> {
		ensure!(!urls.is_empty(), "no node is named");
		let opening = urls.iter().cycle().take(options.connections).map(|url| async move {
			let client = connect(url, READER_REQUESTS).await.with_context(|| {
				format!(
					"{url} takes no more connections; does it run with --rpc-max-connections above \
					 {}?",
					options.connections
				)
			})?;
			anyhow::Ok((url.clone(), client))
		});
		let answers: Vec<Result<_>> =
			stream::iter(opening).buffer_unordered(OPENING).collect().await;
		let clients = answers.into_iter().collect::<Result<Vec<_>>>()?;
		Ok(Self { clients, options: *options })
	}

	/// Asks after the known bills from one moment to another.
	///
	/// # Errors
	/// Without known bills.
	pub async fn run(
		self,
		known: Arc<[FiveElements]>,
		from: Instant,
		until: Instant,
	) -> Result<ReadReport> {
		ensure!(!known.is_empty(), "there is no bill to ask after");
		let connections = self.clients.len();
		let ReadOptions { think, seed, .. } = self.options;
		let mut readers = JoinSet::new();
		for (place, (url, client)) in self.clients.into_iter().enumerate() {
			let chance = StdRng::seed_from_u64(seed.wrapping_add(u64::try_from(place)?));
			let reader = Reader { url, client, chance, think, known: known.clone() };
			readers.spawn(reader.run(from, until));
		}
		let mut all = Heard::default();
		while let Some(heard) = readers.join_next().await {
			all.absorb(heard.context("a reader ended")?);
		}
		Ok(all.report(connections, until.saturating_duration_since(from)))
	}
}

struct Reader {
	url: String,
	client: WsClient,
	chance: StdRng,
	think: Duration,
	known: Arc<[FiveElements]>,
}

impl Reader {
	async fn run(mut self, from: Instant, until: Instant) -> Heard {
		let mut heard = Heard::default();
		// Not all at once: the first questions are spread over one time of thinking.
		let first = self.think.mul_f64(self.chance.gen());
		tokio::time::sleep_until(from + first).await;
		while Instant::now() < until {
			if !self.client.is_connected() {
				match connect(&self.url, READER_REQUESTS).await {
					Ok(client) => self.client = client,
					Err(fault) => {
						heard.fault(&fault);
						tokio::time::sleep(self.think.max(PAUSE)).await;
						continue;
					}
				}
			}
			let place = self.chance.gen_range(0..Question::ALL.len());
			let bill = self.known[self.chance.gen_range(0..self.known.len())];
			let asked = Instant::now();
			let answer = Question::ALL[place].ask(&self.client, &bill).await;
			heard.note(place, asked.elapsed(), answer);
			tokio::time::sleep(self.think.mul_f64(self.chance.gen_range(0.5..1.5))).await;
		}
		heard
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::workload::Workload;
	use serde_json::json;

	#[test]
	fn only_the_answer_the_chain_should_give_is_right() {
		let bill = Workload::new(1_795_233_600_000, 1).unwrap().elements(0).unwrap();
		let right = json!({ "key": bill.key, "bill": {} });
		assert!(Question::Get.is_right(&right, &bill));
		assert!(!Question::Get.is_right(&Value::Null, &bill));
		assert!(!Question::Get.is_right(&json!({ "key": "31060126-0000000001" }), &bill));
		assert!(Question::Verify.is_right(&json!({ "verdict": "genuine", "state": {} }), &bill));
		assert!(!Question::Verify.is_right(&json!({ "verdict": "notFound" }), &bill));
		assert!(Question::Lock.is_right(&Value::Null, &bill));
		assert!(!Question::Lock.is_right(&json!({ "holder": 2 }), &bill));
	}

	#[test]
	fn wrong_answers_and_faults_are_no_answers() {
		let mut heard = Heard::default();
		heard.note(0, Duration::from_millis(4), Ok(true));
		heard.note(1, Duration::from_millis(8), Ok(true));
		heard.note(1, Duration::from_millis(900), Ok(false));
		heard.note(2, Duration::from_millis(900), Err(ClientError::RequestTimeout));
		let mut all = Heard::default();
		all.absorb(heard);
		let report = all.report(10, Duration::from_secs(2));
		assert_eq!((report.answers, report.per_second, report.wrong), (2, 1.0, 1));
		assert_eq!(report.faults, BTreeMap::from([("no answer".into(), 1)]));
		assert_eq!(report.answer.unwrap().mean, 6.0);
		assert_eq!(
			report.by_method.keys().copied().collect::<Vec<_>>(),
			["bill_get", "bill_verify"]
		);
	}
}
