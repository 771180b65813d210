//! What the chain keeps of policies, and what it answers about them. R044, R052–R065, R218.
//!
//! * [`PolicyHead`], [`VersionRecord`], [`PolicyChange`]: policies, their versions, their history
//! * [`PolicySet`], [`SetChange`]: what is in force, its digest, and how it came to be
//! * [`Distribution`], [`Acknowledgement`], [`DigestReport`]: policies on their way to access nodes
//! * [`HitCounters`], [`NodeCounters`], [`HitReport`]: how often policies have a say
//! * [`LabelRecord`], [`Member`]: groups and tags
//! * the answers of the runtime API: [`PolicyDetail`], [`PolicyPage`], [`Simulation`] and others

/// Types that are kept or sent: SCALE on chain, JSON outside.
macro_rules! kept {
	($($item:item)*) => {
		$(
			#[derive(
				Clone, Debug, PartialEq, Eq, codec::Encode, codec::Decode,
				codec::DecodeWithMemTracking, codec::MaxEncodedLen, scale_info::TypeInfo,
				serde::Serialize, serde::Deserialize,
			)]
			#[serde(rename_all = "camelCase")]
			$item
		)*
	};
}

/// Types that are answered and not kept.
macro_rules! answered {
	($($item:item)*) => {
		$(
			#[derive(
				Clone, Debug, PartialEq, Eq, codec::Encode, codec::Decode, scale_info::TypeInfo,
				serde::Serialize, serde::Deserialize,
			)]
			#[serde(rename_all = "camelCase")]
			$item
		)*
	};
}

mod answer;
mod distribution;
mod record;
mod stats;

pub use answer::{
	ChangePage, Checked, Decided, DistributionDetail, Explanation, ListFilter, Members, Opposition,
	PolicyDetail, PolicyPage, PolicyStats, PolicySummary, PrimitiveDetail, PrimitivePage,
	PrimitiveSummary, Simulation, StatsPage, Subject, TargetState, TraceFilter, VersionSummary,
	MAX_CASES, MAX_PAGE,
};
pub use distribution::{
	Acknowledgement, Consistency, DigestReport, Distribution, DistributionId, DistributionMode,
	DistributionState, Stages, Target, MAX_STAGES, MAX_TARGETS,
};
pub use record::{
	set_digest, ChangeAction, Dependent, Enactment, LabelKind, LabelRecord, Member, PolicyChange,
	PolicyHead, PolicySet, PolicyState, PrimitiveHead, PrimitiveRecord, SetChange, SetMember,
	VersionRecord, MAX_IN_FORCE,
};
pub use stats::{HitCounters, HitReport, NodeCounters, MAX_REPORTS};
