//! What the server counts, in the text form of Prometheus, on a listener of its own.

use super::context::Context;
use axum::{
	extract::State,
	http::{header, HeaderValue},
	response::{IntoResponse, Response},
	routing::get,
	Router,
};
use std::{
	fmt::Write,
	sync::atomic::{AtomicU64, Ordering},
	time::Duration,
};

/// Upper ends of the ranges of times, in milliseconds.
const RANGES: [u64; 9] = [5, 10, 25, 50, 100, 200, 500, 1_000, 5_000];

/// What is counted.
#[derive(Default)]
pub struct Metrics {
	/// Answers of the API by the first digit of their status: 1 to 5.
	answers: [AtomicU64; 5],
	times: [AtomicU64; RANGES.len()],
	time_sum: AtomicU64,
	/// Requests to the node that were passed on.
	pub rpc_passed: AtomicU64,
	/// Requests to the node that the list does not allow.
	pub rpc_refused: AtomicU64,
	/// Requests refused because a client asked too often.
	pub rate_refused: AtomicU64,
}

impl Metrics {
	/// An answer was given.
	pub fn answered(&self, status: u16, took: Duration) {
		let class = usize::from(status / 100).saturating_sub(1);
		if let Some(count) = self.answers.get(class) {
			count.fetch_add(1, Ordering::Relaxed);
		}
		let millis = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
		for (range, count) in RANGES.iter().zip(&self.times) {
			if millis <= *range {
				count.fetch_add(1, Ordering::Relaxed);
			}
		}
		let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
		self.time_sum.fetch_add(micros, Ordering::Relaxed);
	}

	fn write(&self, text: &mut Text) {
		let all: u64 = self.answers.iter().map(|count| count.load(Ordering::Relaxed)).sum();
		text.head(
			"fiscal_indexer_http_answers_total",
			"counter",
			"Answers by class of their status.",
		);
		for (class, count) in self.answers.iter().enumerate() {
			let label = format!("{{class=\"{}xx\"}}", class.saturating_add(1));
			text.value("fiscal_indexer_http_answers_total", &label, count.load(Ordering::Relaxed));
		}
		text.head("fiscal_indexer_http_seconds", "histogram", "How long answers took.");
		for (range, count) in RANGES.iter().zip(&self.times) {
			let label = format!("{{le=\"{}.{:03}\"}}", range / 1_000, range % 1_000);
			text.value("fiscal_indexer_http_seconds_bucket", &label, count.load(Ordering::Relaxed));
		}
		text.value("fiscal_indexer_http_seconds_bucket", "{le=\"+Inf\"}", all);
		let micros = self.time_sum.load(Ordering::Relaxed);
		text.line(&format!(
			"fiscal_indexer_http_seconds_sum {}.{:06}",
			micros / 1_000_000,
			micros % 1_000_000
		));
		text.value("fiscal_indexer_http_seconds_count", "", all);
		for (name, words, count) in [
			(
				"fiscal_indexer_rpc_passed_total",
				"Requests to the node that were passed on.",
				&self.rpc_passed,
			),
			(
				"fiscal_indexer_rpc_refused_total",
				"Requests to the node that the list does not allow.",
				&self.rpc_refused,
			),
			(
				"fiscal_indexer_rate_refused_total",
				"Requests refused because a client asked too often.",
				&self.rate_refused,
			),
		] {
			text.head(name, "counter", words);
			text.value(name, "", count.load(Ordering::Relaxed));
		}
	}
}

/// The lines of an answer.
#[derive(Default)]
struct Text(String);

impl Text {
	fn head(&mut self, name: &str, kind: &str, words: &str) {
		// Writing to a string does not fail.
		let _ = write!(self.0, "# HELP {name} {words}\n# TYPE {name} {kind}\n");
	}

	fn value(&mut self, name: &str, label: &str, value: u64) {
		let _ = writeln!(self.0, "{name}{label} {value}");
	}

	fn line(&mut self, line: &str) {
		self.0.push_str(line);
		self.0.push('\n');
	}

	fn gauge(&mut self, name: &str, words: &str, value: u64) {
		self.head(name, "gauge", words);
		self.value(name, "", value);
	}
}

/// The routes of the listener of metrics.
pub(super) fn router(context: Context) -> Router {
	Router::new().route("/metrics", get(answer)).with_state(context)
}

async fn answer(State(context): State<Context>) -> Response {
	let mut text = Text::default();
	let progress = context.progress();
	if progress.is_writer() {
		text.0.push_str(&crate::metrics::text(progress));
	} else if let Ok(head) = context.head() {
		text.gauge(
			"fiscal_indexer_height",
			"Height of the last block indexed.",
			head.height.into(),
		);
		text.gauge(
			"fiscal_indexer_block_time_ms",
			"Consensus time of the last block indexed, Unix ms.",
			head.time,
		);
	}
	if let Some(height) = context.replica() {
		text.gauge(
			"fiscal_indexer_query_database_height",
			"Height of the last block that the query database has.",
			height,
		);
	}
	let open = context.open();
	text.gauge("fiscal_indexer_live_followers", "Clients that follow the chain.", open.followers);
	text.gauge("fiscal_indexer_rpc_sockets", "WebSocket connections to the node.", open.sockets);
	text.gauge("fiscal_indexer_exports", "Exports under way.", open.exports);
	context.metrics().write(&mut text);
	let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
	([(header::CONTENT_TYPE, kind)], text.0).into_response()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn times_are_counted_in_every_range_they_fit() {
		let metrics = Metrics::default();
		metrics.answered(200, Duration::from_millis(7));
		metrics.answered(503, Duration::from_secs(60));
		let mut text = Text::default();
		metrics.write(&mut text);
		for line in [
			"fiscal_indexer_http_answers_total{class=\"2xx\"} 1",
			"fiscal_indexer_http_answers_total{class=\"5xx\"} 1",
			"fiscal_indexer_http_seconds_bucket{le=\"0.005\"} 0",
			"fiscal_indexer_http_seconds_bucket{le=\"0.010\"} 1",
			"fiscal_indexer_http_seconds_bucket{le=\"5.000\"} 1",
			"fiscal_indexer_http_seconds_bucket{le=\"+Inf\"} 2",
			"fiscal_indexer_http_seconds_sum 60.007000",
			"fiscal_indexer_http_seconds_count 2",
		] {
			assert!(text.0.lines().any(|found| found == line), "{line}");
		}
	}
}
