//! How often policies have a say. R058–R062.

use fiscal_primitives::{Moment, PolicyId};

/// The most reports a node hands in at once.
pub const MAX_REPORTS: u32 = 32;

kept! {
	/// How often the chain asked a policy, over all its versions. R058, R061.
	#[derive(Copy, Default)]
	pub struct HitCounters {
		/// Requests it was asked about: those of actors it is for, while it was valid.
		pub asked: u64,
		/// Its condition held.
		pub held: u64,
		/// It decided, and the request was permitted.
		pub permitted: u64,
		/// It decided, and the request was refused.
		pub denied: u64,
		/// When it last decided, Unix ms.
		pub last_at: Moment,
	}

	/// How often access nodes asked a policy, and what it cost them. R058, R059.
	#[derive(Copy, Default)]
	pub struct NodeCounters {
		/// Requests it permitted.
		pub permitted: u64,
		/// Requests it refused.
		pub denied: u64,
		/// Requests it could not judge, because the node failed.
		pub failed: u64,
		/// How long all of them took together, µs.
		pub total_us: u64,
		/// How long the longest took, ms.
		pub max_ms: u32,
		/// The most memory one took, KiB.
		pub memory_kib: u32,
		/// Computing time of all of them together, µs.
		pub cpu_us: u64,
		/// The end of the time the last report covers, Unix ms.
		pub until: Moment,
	}

	/// What an access node reports of one policy 策略命中日志, summed over a span of time. R058, R059.
	#[derive(Copy)]
	pub struct HitReport {
		/// The policy.
		pub policy: PolicyId,
		/// The beginning of the time it covers, Unix ms: not before the end of the one before it.
		pub from: Moment,
		/// The end of that time, Unix ms: after `from`, and not in the future.
		pub until: Moment,
		/// Requests the policy permitted.
		pub permitted: u32,
		/// Requests the policy refused.
		pub denied: u32,
		/// Requests it could not judge, because the node failed.
		pub failed: u32,
		/// How long all of them took together, µs.
		pub total_us: u32,
		/// How long the longest took, ms.
		pub max_ms: u32,
		/// The most memory one took, KiB.
		pub memory_kib: u32,
		/// Computing time of all of them together, µs.
		pub cpu_us: u32,
	}
}

impl HitReport {
	/// How many requests it is about.
	pub fn requests(&self) -> u64 {
		[self.permitted, self.denied, self.failed].into_iter().map(u64::from).sum()
	}
}

impl NodeCounters {
	/// How many requests they are about.
	pub fn requests(&self) -> u64 {
		self.permitted.saturating_add(self.denied).saturating_add(self.failed)
	}

	/// How long a request took on the average, µs; 0 without any.
	pub fn mean_us(&self) -> u64 {
		self.total_us.checked_div(self.requests()).unwrap_or(0)
	}

	/// Adds a report.
	pub fn add(&mut self, report: &HitReport) {
		let sum = |all: &mut u64, more: u32| *all = all.saturating_add(u64::from(more));
		sum(&mut self.permitted, report.permitted);
		sum(&mut self.denied, report.denied);
		sum(&mut self.failed, report.failed);
		sum(&mut self.total_us, report.total_us);
		sum(&mut self.cpu_us, report.cpu_us);
		self.max_ms = self.max_ms.max(report.max_ms);
		self.memory_kib = self.memory_kib.max(report.memory_kib);
		self.until = self.until.max(report.until);
	}
}
