//! Policies on their way to access nodes, and what nodes report.

use crate::{
	Acknowledgements, Config, DigestReports, Distributed, DistributionCount, Distributions, Error,
	Event, Heads, InForce, LabelRecords, LabelsOf, NodeHits, NodeTotals, Pallet, Running,
};
use alloc::{collections::BTreeSet, vec::Vec};
use fiscal_policy::chain::{
	Acknowledgement, Consistency, DigestReport, Distribution, DistributionId, DistributionMode,
	DistributionState, HitReport, Member, Stages, Target, MAX_TARGETS,
};
use fiscal_primitives::{
	participant::Role,
	text::Reason,
	traits::{NodeRegistry, ParticipantRegistry},
	Actor, Digest, NodeId,
};
use frame_support::{
	ensure,
	storage::with_storage_layer,
	traits::{ConstU32, Get, Time},
	BoundedVec,
};
use frame_system::{ensure_signed, pallet_prelude::OriginFor};
use sp_runtime::DispatchResult;

type Nodes = BoundedVec<NodeId, ConstU32<MAX_TARGETS>>;

impl<T: Config> Pallet<T> {
	/// Whoever signs runs the node.
	pub(crate) fn operator(origin: OriginFor<T>, node: NodeId) -> DispatchResult {
		let account = ensure_signed(origin)?;
		let operator = T::Nodes::operator(node).ok_or(Error::<T>::NotFound)?;
		let id = T::Participants::ensure(&account, Role::NodeOperator)?;
		ensure!(id == operator, Error::<T>::NotAuthorized);
		Ok(())
	}

	fn ensure_targets(target: &Target, nodes: &[NodeId]) -> Result<(), Error<T>> {
		let distinct: BTreeSet<&NodeId> = nodes.iter().collect();
		let each_once = !nodes.is_empty() && distinct.len() == nodes.len();
		ensure!(each_once, Error::<T>::InvalidTargets);
		if let Target::Label(label) = target {
			ensure!(LabelRecords::<T>::contains_key(label), Error::<T>::NotFound);
		}
		for node in nodes {
			ensure!(T::Nodes::operator(*node).is_some(), Error::<T>::NotFound);
			if let Target::Label(label) = target {
				let labels = LabelsOf::<T>::get(Member::Node(*node));
				ensure!(labels.binary_search(label).is_ok(), Error::<T>::NotLabelled);
			}
		}
		Ok(())
	}

	pub(crate) fn do_distribute(
		target: Target,
		nodes: Nodes,
		mode: DistributionMode,
		digest: Digest,
		stages: Stages,
		threshold: u8,
		by: Actor,
	) -> DispatchResult {
		ensure!(!Running::<T>::exists(), Error::<T>::DistributionRunning);
		ensure!(threshold <= 100, Error::<T>::InvalidThreshold);
		let set = InForce::<T>::get();
		ensure!(set.digest == digest, Error::<T>::DigestMismatch);
		if let DistributionMode::Incremental { since } = mode {
			ensure!(since < set.revision, Error::<T>::UnknownRevision);
		}
		Self::ensure_targets(&target, &nodes)?;
		let id =
			DistributionCount::<T>::get().checked_add(1).ok_or(Error::<T>::MaxCountExceeded)?;
		let at = T::Time::now();
		let distribution = Distribution {
			target,
			nodes,
			mode,
			revision: set.revision,
			digest,
			previous: Distributed::<T>::get(),
			stages,
			open: 1,
			threshold,
			acknowledged: 0,
			failed: 0,
			state: DistributionState::Running,
			by,
			started_at: at,
			ended_at: None,
		};
		Self::deposit_event(Event::DistributionStarted {
			distribution: id,
			digest,
			mode,
			nodes: u32::try_from(distribution.nodes.len()).unwrap_or(u32::MAX),
			reached: distribution.reached(),
			by,
			at,
		});
		DistributionCount::<T>::put(id);
		Running::<T>::put(id);
		Distributions::<T>::insert(id, distribution);
		Ok(())
	}

	fn running(id: DistributionId) -> Result<Distribution, Error<T>> {
		let distribution = Distributions::<T>::get(id).ok_or(Error::<T>::NotFound)?;
		let runs = distribution.state == DistributionState::Running;
		ensure!(runs, Error::<T>::Terminal);
		Ok(distribution)
	}

	fn end(distribution: &mut Distribution, state: DistributionState) {
		distribution.state = state;
		distribution.ended_at = Some(T::Time::now());
		Running::<T>::kill();
	}

	fn complete(id: DistributionId, distribution: &mut Distribution) {
		Self::end(distribution, DistributionState::Completed);
		Distributed::<T>::put(distribution.digest);
		Self::deposit_event(Event::DistributionCompleted {
			distribution: id,
			digest: distribution.digest,
			acknowledged: distribution.acknowledged,
			failed: distribution.failed,
			at: T::Time::now(),
		});
	}

	fn roll_back_distribution(
		id: DistributionId,
		distribution: &mut Distribution,
		by: Actor,
		reason: Option<Reason>,
	) {
		Self::end(distribution, DistributionState::RolledBack);
		Self::deposit_event(Event::DistributionRolledBack {
			distribution: id,
			previous: distribution.previous,
			failed: distribution.failed,
			reached: distribution.reached(),
			by,
			at: T::Time::now(),
			reason,
		});
	}

	fn open_next(id: DistributionId, distribution: &mut Distribution, by: Actor) {
		distribution.open = distribution.open.saturating_add(1);
		let (stage, reached) = (distribution.open, distribution.reached());
		Self::deposit_event(Event::StageOpened { distribution: id, stage, reached, by });
	}

	pub(crate) fn do_advance(id: DistributionId, by: Actor) -> DispatchResult {
		let mut distribution = Self::running(id)?;
		let answered = distribution.acknowledged.saturating_add(distribution.failed);
		let silent = distribution.reached().saturating_sub(answered);
		if silent > 0 {
			Self::deposit_event(Event::NodesSilent { distribution: id, silent });
		}
		if distribution.is_last_stage() {
			Self::complete(id, &mut distribution);
		} else {
			Self::open_next(id, &mut distribution, by);
		}
		Distributions::<T>::insert(id, distribution);
		Ok(())
	}

	pub(crate) fn do_abort(id: DistributionId, reason: Reason, by: Actor) -> DispatchResult {
		let mut distribution = Self::running(id)?;
		Self::roll_back_distribution(id, &mut distribution, by, Some(reason));
		Distributions::<T>::insert(id, distribution);
		Ok(())
	}

	pub(crate) fn do_acknowledge(
		id: DistributionId,
		node: NodeId,
		digest: Digest,
		ok: bool,
		failure: Option<Digest>,
	) -> DispatchResult {
		let mut distribution = Self::running(id)?;
		let position = distribution.position(node).ok_or(Error::<T>::NotAuthorized)?;
		ensure!(position < distribution.reached(), Error::<T>::NotReached);
		let before = Acknowledgements::<T>::get(id, node);
		ensure!(!before.is_some_and(|before| before.ok), Error::<T>::NothingChanged);
		let at = T::Time::now();
		let ok = ok && digest == distribution.digest;
		Acknowledgements::<T>::insert(id, node, Acknowledgement { ok, digest, failure, at });
		if before.is_some() {
			distribution.failed = distribution.failed.saturating_sub(1);
		}
		if ok {
			distribution.acknowledged = distribution.acknowledged.saturating_add(1);
			Self::deposit_event(Event::Acknowledged { distribution: id, node, at });
			Self::go_on(id, &mut distribution);
		} else {
			distribution.failed = distribution.failed.saturating_add(1);
			let event =
				Event::AcknowledgementFailed { distribution: id, node, digest, failure, at };
			Self::deposit_event(event);
			if distribution.is_over_threshold() {
				Self::roll_back_distribution(id, &mut distribution, Actor::System, None);
			}
		}
		Distributions::<T>::insert(id, distribution);
		Ok(())
	}

	/// Opens the next stage, or ends, once every node that is reached has acknowledged. A stage that
	/// reaches no further node is passed over.
	fn go_on(id: DistributionId, distribution: &mut Distribution) {
		for _ in 0..distribution.stages.count() {
			if distribution.acknowledged < distribution.reached() {
				return;
			}
			if distribution.is_last_stage() {
				return Self::complete(id, distribution);
			}
			Self::open_next(id, distribution, Actor::System);
		}
	}

	/// Whether a distribution under way will bring the node something else than it had before.
	fn waits(node: NodeId, digest: Digest) -> bool {
		let Some(id) = Running::<T>::get() else { return false };
		let Some(distribution) = Distributions::<T>::get(id) else { return false };
		let has = Acknowledgements::<T>::get(id, node).is_some_and(|known| known.ok);
		distribution.previous == Some(digest) && !has && distribution.position(node).is_some()
	}

	pub(crate) fn do_report_digest(node: NodeId, digest: Digest) -> DispatchResult {
		let (at, expected) = (T::Time::now(), InForce::<T>::get().digest);
		let consistency = if digest == expected {
			Consistency::Matches
		} else if Self::waits(node, digest) {
			Consistency::Pending
		} else {
			Consistency::Mismatch
		};
		DigestReports::<T>::insert(node, DigestReport { digest, consistency, at });
		Self::deposit_event(if consistency == Consistency::Mismatch {
			Event::DigestMismatch { node, reported: digest, expected, at }
		} else {
			Event::DigestReported { node, digest, consistency, at }
		});
		Ok(())
	}

	pub(crate) fn do_report_hits(node: NodeId, reports: Vec<HitReport>) -> DispatchResult {
		let at = T::Time::now();
		let (mut policies, mut requests) = (BTreeSet::new(), 0u64);
		// A later report may be refused when earlier ones are written.
		with_storage_layer(|| {
			for report in &reports {
				policies.insert(report.policy);
				requests = requests.saturating_add(report.requests());
				Self::count_report(node, report, at)?;
			}
			Ok::<(), sp_runtime::DispatchError>(())
		})?;
		let policies = u32::try_from(policies.len()).unwrap_or(u32::MAX);
		Self::deposit_event(Event::HitsReported { node, policies, requests, at });
		Ok(())
	}

	fn count_report(node: NodeId, report: &HitReport, at: u64) -> Result<(), Error<T>> {
		let policy = report.policy;
		ensure!(Heads::<T>::contains_key(policy), Error::<T>::NotFound);
		let mut own = NodeHits::<T>::get(policy, node);
		let in_order = own.until <= report.from && report.from < report.until && report.until <= at;
		ensure!(in_order, Error::<T>::InvalidSpan);
		own.add(report);
		NodeHits::<T>::insert(policy, node, own);
		NodeTotals::<T>::mutate(policy, |totals| totals.add(report));
		let (failed, requests) = (report.failed, report.requests());
		let share = u64::from(failed).saturating_mul(100);
		if share > requests.saturating_mul(u64::from(T::FailureAlarm::get())) {
			Self::deposit_event(Event::FailureAlarmed { policy, node, failed, requests });
		}
		if report.max_ms > T::LatencyAlarm::get() {
			let max_ms = report.max_ms;
			Self::deposit_event(Event::LatencyAlarmed { policy, node, max_ms });
		}
		Ok(())
	}
}
