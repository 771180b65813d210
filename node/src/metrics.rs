//! Prometheus metrics of the verify-once cache of SM2 signatures, read when they are asked for.
//!
//! | metric | kind | meaning |
//! | --- | --- | --- |
//! | `fiscal_sm2_verify_cache_hits_total` | counter | verifications answered from the cache |
//! | `fiscal_sm2_verify_cache_misses_total` | counter | verifications computed, valid or not |
//! | `fiscal_sm2_verify_cache_entries` | gauge | valid signatures held now |
//!
//! A signature is computed when its transaction enters the pool, and answered from the cache when a
//! block that holds the transaction is built or checked. Misses that grow without hits say that the
//! cache is too small for what waits in the pool, or that somebody sends bad signatures.

use fiscal_sm_crypto::{verify_cache_stats, CacheStats};
use substrate_prometheus_endpoint::{
	register as add, MetricSource, Opts, PrometheusError, Registry, SourcedCounter, SourcedGauge,
};

/// One number of the process-wide verify-once cache.
#[derive(Clone, Copy)]
struct Reading(fn(&CacheStats) -> u64);

impl MetricSource for Reading {
	type N = u64;

	fn collect(&self, mut set: impl FnMut(&[&str], Self::N)) {
		set(&[], (self.0)(&verify_cache_stats()));
	}
}

/// Registers the counters of the verify-once cache. They cost nothing until they are read; the cache
/// is that of the process, so one registry of a process holds them.
///
/// # Errors
/// [`PrometheusError::AlreadyReg`] if the registry has metrics of these names.
pub fn register(registry: &Registry) -> Result<(), PrometheusError> {
	let hits = Opts::new(
		"fiscal_sm2_verify_cache_hits_total",
		"SM2 verifications answered from the verify-once cache",
	);
	add(SourcedCounter::new(&hits, Reading(|stats| stats.hits))?, registry)?;
	let misses = Opts::new(
		"fiscal_sm2_verify_cache_misses_total",
		"SM2 verifications that were computed, valid or not",
	);
	add(SourcedCounter::new(&misses, Reading(|stats| stats.misses))?, registry)?;
	let entries = Opts::new(
		"fiscal_sm2_verify_cache_entries",
		"Valid signatures the verify-once cache holds now",
	);
	add(SourcedGauge::new(&entries, Reading(|stats| stats.entries))?, registry)?;
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_sm_crypto::{verify, Pair};
	use substrate_prometheus_endpoint::prometheus::TextEncoder;

	/// What a scrape says of a metric.
	fn scraped(registry: &Registry, name: &str) -> u64 {
		let text = TextEncoder::new().encode_to_string(&registry.gather()).unwrap();
		let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
		value.unwrap_or_else(|| panic!("{name} in {text}")).parse().unwrap()
	}

	#[test]
	fn a_scrape_reads_the_cache_as_it_stands() {
		let registry = Registry::new();
		register(&registry).unwrap();
		let pair = Pair::from_dev_name("Metrics");
		let signature = pair.sign(b"a message that no other test signs");
		// One miss, then hits: the numbers differ, so that none can stand in another's place.
		for _ in 0..4 {
			assert!(verify(&pair.public(), b"a message that no other test signs", &signature));
		}
		assert!(!verify(&pair.public(), b"another message", &signature));
		type Reading = fn(&CacheStats) -> u64;
		let readings: [(&str, Reading); 3] = [
			("fiscal_sm2_verify_cache_hits_total", |stats| stats.hits),
			("fiscal_sm2_verify_cache_misses_total", |stats| stats.misses),
			("fiscal_sm2_verify_cache_entries", |stats| stats.entries),
		];
		for (name, read) in readings {
			// Other tests of this process may verify at the same time.
			let before = read(&verify_cache_stats());
			let seen = scraped(&registry, name);
			let after = read(&verify_cache_stats());
			assert!(before > 0 && (before..=after).contains(&seen), "{name}: {seen}");
		}
	}

	#[test]
	fn a_registry_takes_them_once() {
		let registry = Registry::new();
		register(&registry).unwrap();
		assert!(matches!(register(&registry), Err(PrometheusError::AlreadyReg)));
	}
}
