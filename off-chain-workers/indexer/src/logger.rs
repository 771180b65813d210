//! Writes the log to the error stream, one line an entry.

use log::{LevelFilter, Log, Metadata, Record};

/// The environment variable that says how much is written: `error`, `warn`, `info` (the default), `debug`,
/// `trace` or `off`.
const VARIABLE: &str = "FISCAL_INDEXER_LOG";

struct Logger;

static LOGGER: Logger = Logger;

impl Log for Logger {
	fn enabled(&self, metadata: &Metadata<'_>) -> bool {
		// What the HTTP and database crates say of every request helps nobody here.
		let is_own = ["fiscal", "serve"].iter().any(|own| metadata.target().starts_with(own));
		is_own || metadata.level() <= log::Level::Warn
	}

	fn log(&self, record: &Record<'_>) {
		if self.enabled(record.metadata()) {
			eprintln!("{:<5} {}: {}", record.level(), record.target(), record.args());
		}
	}

	fn flush(&self) {}
}

/// Installs it; does nothing when there is one.
pub fn install() {
	let level = std::env::var(VARIABLE)
		.ok()
		.and_then(|text| text.parse::<LevelFilter>().ok())
		.unwrap_or(LevelFilter::Info);
	if log::set_logger(&LOGGER).is_ok() {
		log::set_max_level(level);
	}
}
