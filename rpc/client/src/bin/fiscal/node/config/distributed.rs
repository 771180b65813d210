//! The policies that were distributed to an access node, for its configuration file (R035, R054, R057).

use fiscal_client::{Client, Fault};
use fiscal_policy::chain::{
	set_digest, DistributionDetail, DistributionId, DistributionState, SetChange, SetMember,
	MAX_PAGE,
};
use fiscal_primitives::{Digest, NodeId, PolicyId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The policies that the node has to hold: those of the last distribution that reached it and was not
/// rolled back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PoliciesSection {
	/// Number of that distribution.
	pub distribution: DistributionId,
	/// Revision of the set of policies in force that it distributed.
	pub revision: u32,
	/// Digest of that set, which the node acknowledges and reports.
	pub digest: Digest,
	/// The members of the set, in the order of their numbers.
	#[serde(default, skip_serializing_if = "Vec::is_empty")]
	pub members: Vec<PolicySection>,
}

/// A policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicySection {
	/// Its number.
	pub policy: PolicyId,
	/// The version.
	pub version: u32,
	/// SM3 over the SCALE encoding of the version's content.
	pub digest: Digest,
}

/// What was distributed to the node; none if nothing was.
pub async fn to(client: &Client, node: NodeId) -> Result<Option<PoliciesSection>, Fault> {
	let Some(distribution) = last_to(client, node).await? else { return Ok(None) };
	let (id, distribution) = (distribution.id, distribution.distribution);
	let set = client.policy_set().await?;
	let members = match set.digest == distribution.digest {
		true => set.members.into_inner(),
		false => earlier(client, distribution.revision).await?,
	};
	section(id, distribution.revision, distribution.digest, &members).map(Some)
}

async fn last_to(client: &Client, node: NodeId) -> Result<Option<DistributionDetail>, Fault> {
	let mut asked = client.policy_distribution(None).await?;
	while let Some(found) = asked {
		if reaches(&found, node) {
			return Ok(Some(found));
		}
		asked = match found.id.checked_sub(1).filter(|before| *before > 0) {
			Some(before) => client.policy_distribution(Some(before)).await?,
			None => None,
		};
	}
	Ok(None)
}

/// Did the distribution bring the node something that it keeps?
fn reaches(found: &DistributionDetail, node: NodeId) -> bool {
	found.distribution.state != DistributionState::RolledBack
		&& found.targets.iter().any(|target| target.node == node && target.reached)
}

/// The members of the set at a revision before the one in force.
async fn earlier(client: &Client, revision: u32) -> Result<Vec<SetMember>, Fault> {
	let mut versions = BTreeMap::new();
	let mut since = 0;
	while since < revision {
		let changes = client.policy_set_changes(since, MAX_PAGE).await?;
		let Some((last, _)) = changes.last() else {
			return Err(Fault::NotFound(format!("revision {revision} of the policies in force")));
		};
		since = *last;
		replay(&mut versions, &changes, revision);
	}
	let mut members = Vec::new();
	for (policy, version) in versions {
		let found = client.policy(policy, Some(version)).await?;
		let found = found
			.ok_or_else(|| Fault::NotFound(format!("version {version} of policy {policy}")))?;
		members.push(SetMember { policy, version, digest: found.record.digest });
	}
	Ok(members)
}

/// Makes the changes up to `revision`.
fn replay(versions: &mut BTreeMap<PolicyId, u32>, changes: &[(u32, SetChange)], revision: u32) {
	for (_, change) in changes.iter().filter(|(number, _)| *number <= revision) {
		match change.version {
			Some(version) => versions.insert(change.policy, version),
			None => versions.remove(&change.policy),
		};
	}
}

/// The section, once the digest that was distributed is that of the members.
fn section(
	distribution: DistributionId,
	revision: u32,
	digest: Digest,
	members: &[SetMember],
) -> Result<PoliciesSection, Fault> {
	if set_digest(members) != digest {
		let fault = format!("the policies of distribution {distribution} have another digest");
		return Err(Fault::Internal(fault));
	}
	let member = |member: &SetMember| {
		let SetMember { policy, version, digest } = *member;
		PolicySection { policy, version, digest }
	};
	let members = members.iter().map(member).collect();
	Ok(PoliciesSection { distribution, revision, digest, members })
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_policy::chain::{
		Distribution, DistributionMode, PolicySet, Stages, Target, TargetState,
	};
	use fiscal_primitives::Actor;

	fn distribution(id: DistributionId, state: DistributionState) -> DistributionDetail {
		let distribution = Distribution {
			target: Target::Nodes,
			nodes: vec![NodeId(1), NodeId(2)].try_into().unwrap(),
			mode: DistributionMode::Full,
			revision: 3,
			digest: Digest::repeat_byte(1),
			previous: None,
			stages: Stages::new(vec![50, 100]).unwrap(),
			open: 1,
			threshold: 20,
			acknowledged: 0,
			failed: 0,
			state,
			by: Actor::Council,
			started_at: 0,
			ended_at: None,
		};
		let target = |node, reached| TargetState {
			node: NodeId(node),
			reached,
			acknowledgement: None,
			report: None,
		};
		DistributionDetail { id, distribution, targets: vec![target(1, true), target(2, false)] }
	}

	fn change(number: u32, policy: u32, version: Option<u32>) -> (u32, SetChange) {
		let digest = Digest::zero();
		(number, SetChange { digest, policy: PolicyId(policy), version, at: 0 })
	}

	#[test]
	fn a_node_holds_what_reached_it_and_was_not_rolled_back() {
		let found = distribution(1, DistributionState::Running);
		assert!(reaches(&found, NodeId(1)));
		assert!(!reaches(&found, NodeId(2)), "its stage is not open");
		assert!(!reaches(&found, NodeId(3)), "it is no target");
		assert!(reaches(&distribution(1, DistributionState::Completed), NodeId(1)));
		assert!(!reaches(&distribution(1, DistributionState::RolledBack), NodeId(1)));
	}

	#[test]
	fn an_earlier_set_is_made_of_the_changes_before_it() {
		let changes = [
			change(1, 7, Some(1)),
			change(2, 3, Some(1)),
			change(3, 7, Some(2)),
			change(4, 3, None),
			change(5, 9, Some(1)),
		];
		let at = |revision| {
			let mut versions = BTreeMap::new();
			// As pages of two changes arrive.
			for page in changes.chunks(2) {
				replay(&mut versions, page, revision);
			}
			versions.into_iter().map(|(policy, version)| (policy.0, version)).collect::<Vec<_>>()
		};
		assert_eq!(at(0), []);
		assert_eq!(at(2), [(3, 1), (7, 1)]);
		assert_eq!(at(3), [(3, 1), (7, 2)]);
		assert_eq!(at(5), [(7, 2), (9, 1)]);
	}

	#[test]
	fn members_are_those_of_the_digest_or_refused() {
		let member = |policy, version| SetMember {
			policy: PolicyId(policy),
			version,
			digest: Digest::repeat_byte(2),
		};
		let members = [member(3, 1), member(7, 2)];
		let digest = set_digest(&members);
		let made = section(4, 3, digest, &members).unwrap();
		assert_eq!((made.distribution, made.revision, made.digest), (4, 3, digest));
		let named: Vec<_> = made.members.iter().map(|one| (one.policy.0, one.version)).collect();
		assert_eq!(named, [(3, 1), (7, 2)]);
		assert!(section(4, 3, digest, &members[..1]).is_err());
		assert!(section(4, 3, PolicySet::default().digest, &[]).unwrap().members.is_empty());
	}
}
