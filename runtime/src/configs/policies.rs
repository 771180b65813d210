//! Policies.

use crate::{AccessNodes, Approvals, Participants, Runtime, Scenes, Timestamp};
use frame_support::traits::{ConstU32, ConstU8};

impl pallet_policies::Config for Runtime {
	type Gate = Approvals;
	type Participants = Participants;
	type Nodes = AccessNodes;
	type Scenes = Scenes;
	type Time = Timestamp;
	type MaxPolicyCost = ConstU32<1_024>;
	/// Two lists of this at 20 ns a unit are 164 µs a request at most.
	type MaxListCost = ConstU32<4_096>;
	/// A tenth of the requests of a report.
	type FailureAlarm = ConstU8<10>;
	/// One second.
	type LatencyAlarm = ConstU32<1_000>;
	type WeightInfo = pallet_policies::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = bench::Helper;
}

/// What the benchmarks of the pallet need. They run on the development preset, which has a fiscal
/// authority, a node operator, an access node and a scene.
#[cfg(feature = "runtime-benchmarks")]
mod bench {
	use crate::Runtime;
	use fiscal_primitives::{
		participant::{Participant, Role},
		AccountId, Moment, NodeId, ParticipantId, SceneId,
	};
	use pallet_policies::benchmarking::BenchmarkHelper;

	pub struct Helper;

	fn somebody(role: Role) -> (ParticipantId, Participant) {
		pallet_participants::Participants::<Runtime>::iter()
			.find(|(_, participant)| participant.roles.contains(role))
			.expect("the preset has one of each role")
	}

	impl BenchmarkHelper for Helper {
		fn authority() -> AccountId {
			somebody(Role::FiscalAuthority).1.account
		}

		fn operator() -> AccountId {
			somebody(Role::NodeOperator).1.account
		}

		fn node(number: u32) -> NodeId {
			let id = NodeId(number);
			let mut node = pallet_access_nodes::Nodes::<Runtime>::iter_values()
				.next()
				.expect("the preset has an access node");
			node.operator = somebody(Role::NodeOperator).0;
			pallet_access_nodes::Nodes::<Runtime>::insert(id, node);
			id
		}

		fn scene(number: u32) -> SceneId {
			let id = SceneId(number);
			let scene = pallet_scenes::Scenes::<Runtime>::iter_values()
				.next()
				.expect("the preset has a scene");
			pallet_scenes::Scenes::<Runtime>::insert(id, scene);
			id
		}

		fn set_time(at: Moment) {
			pallet_timestamp::Now::<Runtime>::put(at);
		}
	}
}
