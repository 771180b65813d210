//! What the runtime API answers: policies, history, primitives, labels, distributions, statistics.

use crate::{
	Acknowledgements, ChangeCount, Changes, Config, Dependents, DigestReports, Distributions,
	Heads, History, Hits, InForce, LabelMembers, LabelRecords, LabelsOf, NodeTotals, Pallet,
	PolicyCount, PrimitiveCount, PrimitiveHeads, Primitives, SetChanges, Versions,
};
use alloc::vec::Vec;
use fiscal_policy::{
	chain::{
		ChangePage, DistributionDetail, DistributionId, LabelRecord, ListFilter, Member, Members,
		PolicyChange, PolicyDetail, PolicyHead, PolicyPage, PolicySet, PolicyStats, PolicySummary,
		PrimitiveDetail, PrimitivePage, PrimitiveSummary, SetChange, StatsPage, TargetState,
		TraceFilter, VersionSummary, MAX_PAGE,
	},
	PrimitiveId, Reference,
};
use fiscal_primitives::{policy::Label, Actor, NodeId, ParticipantId, PolicyId};
use frame_support::traits::Get;

/// The most entries that are looked at for one page; a page may be short and have a next one.
const MAX_SCAN: u32 = 500;

/// The size of a page, as a length.
fn size(limit: u32) -> usize {
	usize::try_from(limit.min(MAX_PAGE)).unwrap_or(0)
}

/// Goes through the numbers from `from` to before `until` and keeps what `read` gives: a page of at
/// most `limit` and [`MAX_PAGE`], and the number to go on from.
fn page<V>(
	from: u32,
	until: u32,
	limit: u32,
	mut read: impl FnMut(u32) -> Option<V>,
) -> (Vec<V>, Option<u32>) {
	let mut items = Vec::new();
	let end = from.saturating_add(MAX_SCAN).min(until);
	for number in from..end {
		if items.len() >= size(limit) {
			return (items, Some(number));
		}
		items.extend(read(number));
	}
	(items, (end < until).then_some(end))
}

fn acts(by: &Actor, participant: ParticipantId) -> bool {
	match by {
		Actor::Participant { id, signer, .. } => *id == participant || *signer == participant,
		Actor::System | Actor::Council => false,
	}
}

fn contains_ignoring_case(text: &str, keyword: &str) -> bool {
	text.to_ascii_lowercase().contains(&keyword.to_ascii_lowercase())
}

impl<T: Config> Pallet<T> {
	fn summary(id: PolicyId, head: PolicyHead) -> Option<PolicySummary> {
		let record = Versions::<T>::get(id, head.effective.unwrap_or(head.latest))?;
		Some(PolicySummary {
			id,
			head,
			name: record.policy.name,
			effect: record.policy.effect,
			priority: record.policy.priority,
			digest: record.digest,
		})
	}

	/// Policies of the filter from the number `cursor` on, at most `limit` and [`MAX_PAGE`]. R218.
	pub fn policies(filter: ListFilter, cursor: u32, limit: u32) -> PolicyPage {
		let until = PolicyCount::<T>::get().saturating_add(1);
		let (items, next) = page(cursor.max(1), until, limit, |number| {
			let id = PolicyId(number);
			let head = Heads::<T>::get(id)?;
			let fits = filter.state.is_none_or(|state| state == head.state)
				&& filter.version.is_none_or(|version| version <= head.latest);
			let summary = fits.then(|| Self::summary(id, head))??;
			let named = filter
				.keyword
				.as_ref()
				.is_none_or(|keyword| contains_ignoring_case(summary.name.as_str(), keyword));
			named.then_some(summary)
		});
		PolicyPage { items, next }
	}

	/// A policy with a version of it: the one named, the one in force, or the latest. R218.
	pub fn policy(id: PolicyId, version: Option<u32>) -> Option<PolicyDetail> {
		let head = Heads::<T>::get(id)?;
		let version = version.or(head.effective).unwrap_or(head.latest);
		let record = Versions::<T>::get(id, version)?;
		let versions = (1..=head.latest)
			.rev()
			.take(size(MAX_PAGE))
			.filter_map(|version| {
				let record = Versions::<T>::get(id, version)?;
				let (state, digest, drafted_at) = (record.state, record.digest, record.drafted_at);
				Some(VersionSummary { version, state, digest, drafted_at })
			})
			.collect();
		Some(PolicyDetail { id, head, version, record, versions })
	}

	/// Changes of the filter from `cursor` on, oldest first. The numbers are those in the history of
	/// the policy, or of all policies where none is named. R064, R218.
	pub fn history(filter: TraceFilter, cursor: u32, limit: u32) -> ChangePage {
		let fits = |change: &PolicyChange| {
			filter.participant.is_none_or(|participant| acts(&change.by, participant))
				&& filter.from.is_none_or(|from| from <= change.at)
				&& filter.until.is_none_or(|until| change.at < until)
		};
		let until = match filter.policy {
			Some(policy) => Heads::<T>::get(policy).map_or(0, |head| head.changes),
			None => ChangeCount::<T>::get(),
		};
		let (items, next) = page(cursor, until, limit, |number| {
			let place = match filter.policy {
				Some(policy) => History::<T>::get(policy, number)?,
				None => number,
			};
			let change = Changes::<T>::get(place)?;
			fits(&change).then_some((number, change))
		});
		ChangePage { items, next }
	}

	/// The policies in force and their digest. R057.
	pub fn set() -> PolicySet {
		InForce::<T>::get()
	}

	/// What the revisions of the set after `since` changed, with their numbers, at most `limit` and
	/// [`MAX_PAGE`]. R054.
	pub fn set_changes(since: u32, limit: u32) -> Vec<(u32, SetChange)> {
		let until = InForce::<T>::get().revision.saturating_add(1);
		let read = |number| SetChanges::<T>::get(number).map(|change| (number, change));
		page(since.saturating_add(1), until, limit, read).0
	}

	/// Primitives from the number `cursor` on, at most `limit` and [`MAX_PAGE`]. R041.
	pub fn primitives(cursor: u32, limit: u32) -> PrimitivePage {
		let until = PrimitiveCount::<T>::get().saturating_add(1);
		let (items, next) = page(cursor.max(1), until, limit, |number| {
			let id = PrimitiveId(number);
			let head = PrimitiveHeads::<T>::get(id)?;
			let name = Primitives::<T>::get(id, head.current)?.primitive.name;
			Some(PrimitiveSummary { id, latest: head.latest, current: head.current, name })
		});
		PrimitivePage { items, next }
	}

	/// A version of a primitive, the current one where none is named, and at most 50 of those who use
	/// it. R041, R044.
	pub fn primitive(id: PrimitiveId, version: Option<u32>) -> Option<PrimitiveDetail> {
		let head = PrimitiveHeads::<T>::get(id)?;
		let version = version.unwrap_or(head.current);
		let record = Primitives::<T>::get(id, version)?;
		let reference = Reference { primitive: id, version };
		let mut dependents: Vec<_> =
			Dependents::<T>::iter_key_prefix(reference).take(size(MAX_PAGE)).collect();
		dependents.sort();
		let (latest, current) = (head.latest, head.current);
		Some(PrimitiveDetail { reference, latest, current, record, dependents })
	}

	/// Labels behind `after` in the order of the storage, at most `limit` and [`MAX_PAGE`]. R053.
	pub fn labels(after: Option<Label>, limit: u32) -> Vec<(Label, LabelRecord)> {
		match after {
			Some(label) => {
				let start = LabelRecords::<T>::hashed_key_for(&label);
				LabelRecords::<T>::iter_from(start).take(size(limit)).collect()
			}
			None => LabelRecords::<T>::iter().take(size(limit)).collect(),
		}
	}

	/// A label and, of the first 100 that have it in the order of the storage, at most 50 participants
	/// and 50 nodes; the record counts all of them. R053.
	pub fn members(label: Label) -> Option<Members> {
		let record = LabelRecords::<T>::get(&label)?;
		let (mut participants, mut nodes): (Vec<ParticipantId>, Vec<NodeId>) = Default::default();
		for member in
			LabelMembers::<T>::iter_key_prefix(&label).take(size(MAX_PAGE).saturating_mul(2))
		{
			match member {
				Member::Participant(id) => participants.push(id),
				Member::Node(node) => nodes.push(node),
			}
		}
		participants.sort();
		nodes.sort();
		participants.truncate(size(MAX_PAGE));
		nodes.truncate(size(MAX_PAGE));
		Some(Members { record, participants, nodes })
	}

	/// The labels of a participant or a node.
	pub fn labels_of(member: Member) -> Vec<Label> {
		LabelsOf::<T>::get(member).into_inner()
	}

	/// A distribution with its nodes; the one begun last where none is named. R053–R057.
	pub fn distribution(id: Option<DistributionId>) -> Option<DistributionDetail> {
		let id = id.unwrap_or_else(crate::DistributionCount::<T>::get);
		let distribution = Distributions::<T>::get(id)?;
		let reached = usize::try_from(distribution.reached()).unwrap_or(usize::MAX);
		let targets = distribution
			.nodes
			.iter()
			.enumerate()
			.map(|(at, node)| TargetState {
				node: *node,
				reached: at < reached,
				acknowledgement: Acknowledgements::<T>::get(id, node),
				report: DigestReports::<T>::get(node),
			})
			.collect();
		Some(DistributionDetail { id, distribution, targets })
	}

	/// How often the policies in force have a say, the most asked first; or one policy, in whatever
	/// state. R058–R062.
	pub fn stats(policy: Option<PolicyId>) -> StatsPage {
		let alarm = u64::from(T::LatencyAlarm::get());
		let of = |id: PolicyId, version: Option<u32>| {
			let (chain, nodes) = (Hits::<T>::get(id), NodeTotals::<T>::get(id));
			let slow =
				u64::from(nodes.max_ms) > alarm || nodes.mean_us() > alarm.saturating_mul(1_000);
			PolicyStats { id, version, chain, nodes, hot: false, slow }
		};
		let requests =
			|stats: &PolicyStats| stats.chain.asked.saturating_add(stats.nodes.requests());
		let set = InForce::<T>::get();
		let mut items: Vec<PolicyStats> =
			set.members.iter().map(|member| of(member.policy, Some(member.version))).collect();
		let total = items.iter().map(requests).fold(0, u64::saturating_add);
		let count = u64::try_from(items.len()).unwrap_or(u64::MAX);
		for item in &mut items {
			// Twice the mean, without a division.
			let times_count = requests(item).saturating_mul(count);
			item.hot = total > 0 && times_count >= total.saturating_mul(2);
		}
		items.sort_by_key(|item| (core::cmp::Reverse(requests(item)), item.id));
		if let Some(policy) = policy {
			items.retain(|item| item.id == policy);
			if items.is_empty() && Heads::<T>::contains_key(policy) {
				items.push(of(policy, None));
			}
		}
		StatsPage { items, requests: total }
	}
}
