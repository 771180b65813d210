//! Policies on their way to access nodes. R053–R057.

use codec::{Decode, DecodeWithMemTracking, Encode, Input, MaxEncodedLen};
use fiscal_primitives::{policy::Label, Actor, Digest, Invalid, Moment, NodeId};
use scale_info::TypeInfo;
use sp_core::{bounded::BoundedVec, ConstU32};

/// The most access nodes of one distribution.
pub const MAX_TARGETS: u32 = 256;
/// The most stages of one distribution.
pub const MAX_STAGES: u32 = 8;

/// A distribution 下发, numbered from 1 in the order of their beginnings.
pub type DistributionId = u32;

/// The stages of a staged rollout 灰度下发: which share of the nodes is served up to each stage, in
/// percent, rising strictly to 100; 1 to 8 of them.
#[derive(Clone, Debug, PartialEq, Eq, Encode, MaxEncodedLen, TypeInfo)]
pub struct Stages(BoundedVec<u8, ConstU32<MAX_STAGES>>);

impl Stages {
	/// From percentages; refused unless they rise strictly to 100.
	pub fn new(percentages: alloc::vec::Vec<u8>) -> Result<Self, Invalid> {
		let rising =
			percentages.iter().zip(percentages.iter().skip(1)).all(|(one, next)| one < next);
		let begins = percentages.first().is_some_and(|first| *first > 0);
		if !rising || !begins || percentages.last() != Some(&100) {
			return Err(Invalid("stages: not percentages that rise to 100"));
		}
		BoundedVec::try_from(percentages).map(Self).map_err(|_| Invalid("stages: more than 8"))
	}

	/// Everything at once.
	pub fn at_once() -> Self {
		Self(BoundedVec::truncate_from(alloc::vec![100]))
	}

	/// How many there are.
	pub fn count(&self) -> u8 {
		u8::try_from(self.0.len()).unwrap_or(u8::MAX)
	}

	/// How many of `nodes` nodes are served once the first `stages` stages are open, rounded up.
	pub fn reach(&self, stages: u8, nodes: u32) -> u32 {
		let Some(last) = stages.checked_sub(1) else { return 0 };
		let percent = self.0.get(usize::from(last)).copied().unwrap_or(100);
		nodes.saturating_mul(u32::from(percent)).div_ceil(100)
	}
}

impl Decode for Stages {
	fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
		let stages = BoundedVec::<u8, ConstU32<MAX_STAGES>>::decode(input)?;
		Ok(Self::new(stages.into_inner())?)
	}
}
impl DecodeWithMemTracking for Stages {}

impl serde::Serialize for Stages {
	fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_seq(self.0.iter())
	}
}
impl<'de> serde::Deserialize<'de> for Stages {
	fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let stages = <alloc::vec::Vec<u8> as serde::Deserialize>::deserialize(deserializer)?;
		Self::new(stages).map_err(serde::de::Error::custom)
	}
}

kept! {
	/// To whom policies are distributed 下发目标. The nodes themselves are listed beside. R053.
	pub enum Target {
		/// Single nodes.
		Nodes,
		/// Nodes of this group or tag alone.
		Label(Label),
	}

	/// What is distributed. R054.
	#[derive(Copy)]
	pub enum DistributionMode {
		/// Every policy in force 全量.
		Full,
		/// What changed since this revision of the set 增量.
		Incremental {
			/// The revision the nodes have.
			since: u32,
		},
	}

	/// State of a distribution.
	#[derive(Copy, PartialOrd, Ord)]
	pub enum DistributionState {
		/// Under way.
		Running,
		/// Every node has it, or it was closed as it stood.
		Completed,
		/// Given up: the nodes go back to the set they had before 回滚.
		RolledBack,
	}

	/// A distribution of the policies in force. R053–R056.
	pub struct Distribution {
		/// To whom.
		pub target: Target,
		/// The nodes, in the order in which the stages reach them; none twice.
		pub nodes: BoundedVec<NodeId, ConstU32<MAX_TARGETS>>,
		/// What.
		pub mode: DistributionMode,
		/// The revision of the set that is distributed.
		pub revision: u32,
		/// Its digest, which nodes acknowledge.
		pub digest: Digest,
		/// The digest of the last distribution that was completed: what nodes go back to.
		pub previous: Option<Digest>,
		/// The stages.
		pub stages: Stages,
		/// How many of them are open, from 1.
		pub open: u8,
		/// Share of failed nodes among those reached, in percent, above which it is rolled back; 100
		/// for never.
		pub threshold: u8,
		/// How many nodes have it.
		pub acknowledged: u32,
		/// How many nodes failed.
		pub failed: u32,
		/// Its state.
		pub state: DistributionState,
		/// Who began it.
		pub by: Actor,
		/// When, Unix ms.
		pub started_at: Moment,
		/// When it ended, Unix ms.
		pub ended_at: Option<Moment>,
	}

	/// What a node said about a distribution 生效确认. R056.
	#[derive(Copy)]
	pub struct Acknowledgement {
		/// It holds the set of the distribution's digest and applies it.
		pub ok: bool,
		/// The digest of what it holds.
		pub digest: Digest,
		/// SM3 of its log of the failure.
		pub failure: Option<Digest>,
		/// Consensus time, Unix ms.
		pub at: Moment,
	}

	/// How what a node holds stands to what is in force. R057.
	#[derive(Copy, PartialOrd, Ord)]
	pub enum Consistency {
		/// It is the same.
		Matches,
		/// It is what the node had before a distribution that is still on its way to it.
		Pending,
		/// It is something else.
		Mismatch,
	}

	/// The last report of a node about what it holds. R057.
	#[derive(Copy)]
	pub struct DigestReport {
		/// The digest of what it holds.
		pub digest: Digest,
		/// How that stood to what was in force then.
		pub consistency: Consistency,
		/// Consensus time, Unix ms.
		pub at: Moment,
	}
}

impl Distribution {
	/// How many nodes the open stages reach.
	pub fn reached(&self) -> u32 {
		let nodes = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
		self.stages.reach(self.open, nodes)
	}

	/// Where the node stands in the order of the nodes, from 0.
	pub fn position(&self, node: NodeId) -> Option<u32> {
		let at = self.nodes.iter().position(|known| *known == node)?;
		u32::try_from(at).ok()
	}

	/// Is the share of failed nodes above the threshold?
	pub fn is_over_threshold(&self) -> bool {
		let failed = self.failed.saturating_mul(100);
		failed > u32::from(self.threshold).saturating_mul(self.reached())
	}

	/// Are the open stages all there are?
	pub fn is_last_stage(&self) -> bool {
		self.open >= self.stages.count()
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn stages_rise_to_everybody() {
		for bad in [vec![], vec![50], vec![0, 100], vec![50, 50, 100], vec![100, 50]] {
			assert!(Stages::new(bad.clone()).is_err(), "{bad:?}");
			assert!(Stages::decode(&mut &bad.encode()[..]).is_err());
		}
		assert!(Stages::new(vec![1, 2, 3, 4, 5, 6, 7, 8, 100]).is_err());
		let stages = Stages::new(vec![10, 50, 100]).unwrap();
		assert_eq!(Stages::decode(&mut &stages.encode()[..]), Ok(stages.clone()));
		assert_eq!([0, 1, 2, 3].map(|open| stages.reach(open, 7)), [0, 1, 4, 7]);
	}
}
