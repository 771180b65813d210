//! What `fiscal-indexer run` counts, in the text form of Prometheus, on a listener of its own. The server
//! tells the same, with what it counts itself.

use crate::progress::Progress;
use axum::{
	extract::State,
	http::{header, HeaderValue},
	response::{IntoResponse, Response},
	routing::get,
	Router,
};
use std::{
	fmt::Write,
	io,
	net::SocketAddr,
	sync::atomic::{AtomicU64, Ordering},
};
use tokio::net::TcpListener;

fn one(text: &mut String, name: &str, kind: &str, words: &str, value: u64) {
	// Writing to a string does not fail.
	let _ = write!(text, "# HELP {name} {words}\n# TYPE {name} {kind}\n{name} {value}\n");
}

/// The metrics of the task that writes.
pub fn text(progress: &Progress) -> String {
	let mut text = String::new();
	let gauge = |text: &mut String, name: &str, words: &str, value: u64| {
		one(text, name, "gauge", words, value);
	};
	if let Some(indexed) = progress.indexed() {
		let words = "Height of the last block indexed.";
		gauge(&mut text, "fiscal_indexer_height", words, indexed.height.into());
		let words = "Consensus time of the last block indexed, Unix ms.";
		gauge(&mut text, "fiscal_indexer_block_time_ms", words, indexed.time);
	}
	if let Some(finalized) = progress.finalized() {
		let words = "Height of the last finalized block that the node named.";
		gauge(&mut text, "fiscal_indexer_finalized_height", words, finalized.height.into());
	}
	if let Some(lag) = progress.lag() {
		let words = "Finalized blocks not indexed yet.";
		gauge(&mut text, "fiscal_indexer_lag_blocks", words, lag.into());
	}
	let words = "1 where nothing is written any more: an operator has to act.";
	gauge(&mut text, "fiscal_indexer_stopped", words, u64::from(progress.stopped().is_some()));
	let counts = progress.counts();
	let words = "How long the last transaction took, from the first question to its commit.";
	let last = counts.last_micros.load(Ordering::Relaxed);
	gauge(&mut text, "fiscal_indexer_last_batch_microseconds", words, last);
	let counters: [(&str, &str, &AtomicU64); 6] = [
		("fiscal_indexer_blocks_total", "Blocks written.", &counts.blocks),
		("fiscal_indexer_rows_total", "Rows written.", &counts.rows),
		("fiscal_indexer_batches_total", "Transactions committed.", &counts.batches),
		(
			"fiscal_indexer_busy_microseconds_total",
			"Time that reading, decoding and writing took.",
			&counts.busy_micros,
		),
		(
			"fiscal_indexer_write_microseconds_total",
			"Time of it that the database took.",
			&counts.write_micros,
		),
		(
			"fiscal_indexer_interruptions_total",
			"How often the node or the database could not be reached.",
			&counts.interruptions,
		),
	];
	for (name, words, count) in counters {
		one(&mut text, name, "counter", words, count.load(Ordering::Relaxed));
	}
	text.push_str("# HELP fiscal_indexer_alerts_total Alerts written.\n");
	text.push_str("# TYPE fiscal_indexer_alerts_total counter\n");
	for (severity, kind, count) in counts.alerts.all() {
		let severity = severity.word();
		// Writing to a string does not fail.
		let _ = writeln!(
			text,
			"fiscal_indexer_alerts_total{{severity=\"{severity}\",kind=\"{kind}\"}} {count}"
		);
	}
	text
}

async fn answer(State(progress): State<Progress>) -> Response {
	let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
	([(header::CONTENT_TYPE, kind)], text(&progress)).into_response()
}

/// Serves them under `/metrics` until dropped.
///
/// # Errors
/// The address cannot be listened at.
pub async fn listen(address: SocketAddr, progress: Progress) -> io::Result<()> {
	let listener = TcpListener::bind(address).await?;
	log::info!(target: "fiscal_indexer", "metrics at http://{}/metrics", listener.local_addr()?);
	let router = Router::new().route("/metrics", get(answer)).with_state(progress);
	axum::serve(listener, router).await
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::progress::Point;

	#[test]
	fn how_far_the_index_is_can_be_read() {
		let progress = Progress::new(true);
		assert!(!text(&progress).contains("fiscal_indexer_height "));
		progress.reach(Point { height: 7, hash: "0x".into(), time: 5 });
		progress.see(Point { height: 9, hash: "0x".into(), time: 0 });
		progress.counts().rows.fetch_add(3, Ordering::Relaxed);
		progress.counts().alerts.count("deadLetter");
		progress.counts().alerts.count("no such kind");
		let text = text(&progress);
		for line in [
			"fiscal_indexer_height 7",
			"fiscal_indexer_lag_blocks 2",
			"fiscal_indexer_rows_total 3",
			"fiscal_indexer_stopped 0",
			"fiscal_indexer_alerts_total{severity=\"critical\",kind=\"deadLetter\"} 1",
			"fiscal_indexer_alerts_total{severity=\"warning\",kind=\"stockLow\"} 0",
		] {
			assert!(text.lines().any(|found| found == line), "{line}");
		}
	}
}
