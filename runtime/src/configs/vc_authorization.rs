//! Authorizations of holders.

use crate::{Approvals, Bills, Participants, Runtime, Scenes, Timestamp};
use frame_support::traits::{ConstU32, ConstU64, ConstU8};

impl pallet_vc_authorization::Config for Runtime {
	type Gate = Approvals;
	type Participants = Participants;
	type Bills = Bills;
	type Scenes = Scenes;
	type Time = Timestamp;
	type CodeTerm = ConstU64<600_000>;
	type MaxCodeAttempts = ConstU8<5>;
	type MaxSweep = ConstU32<256>;
	type WeightInfo = pallet_vc_authorization::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = bench::Helper;
}

/// What the benchmarks of the pallet need. They run on the development preset, whose scene 1 is in
/// force.
#[cfg(feature = "runtime-benchmarks")]
mod bench {
	use crate::Runtime;
	use fiscal_primitives::{
		bill::{BillKind, Circulation, Medium, TxPosition, Use, Validity},
		participant::{Participant, ParticipantKind, Roles, Status, Tier},
		text::Name,
		Bill, BillKey, CheckDigest, Date, Did, Digest, Fen, Moment, NodeId, ParticipantId,
		PayerRef, SceneId,
	};
	use fiscal_sm_crypto::{sm3_256, Public};
	use pallet_participants::types::Binding;
	use pallet_vc_authorization::benchmarking::BenchmarkHelper;

	pub struct Helper;

	impl BenchmarkHelper for Helper {
		fn participant(key: Public, roles: Roles) -> ParticipantId {
			let number = pallet_participants::Count::<Runtime>::get().saturating_add(1);
			let (id, did) = (ParticipantId(number), Did::of(&key));
			pallet_participants::Count::<Runtime>::put(number);
			pallet_participants::Dids::<Runtime>::insert(did, id);
			let account = key.account_id();
			let binding = Binding { signer: id, organisation: id };
			pallet_participants::Accounts::<Runtime>::insert(&account, binding);
			pallet_participants::Participants::<Runtime>::insert(
				id,
				Participant {
					did,
					name: Name::new("bench").expect("a name"),
					kind: ParticipantKind::Organisation,
					label: None,
					tier: Tier::Member,
					parent: None,
					roles,
					status: Status::Active,
					identity: sm3_256(key.as_bytes()).into(),
					key,
					account,
					key_version: 1,
					key_since: 0,
					endorsement: None,
					admitted_at: 0,
					changed_at: 0,
				},
			);
			id
		}

		fn bind_payer(payer: PayerRef, holder: ParticipantId) {
			pallet_participants::Holders::<Runtime>::insert(payer, holder);
		}

		fn bill(key: BillKey, payer: PayerRef) {
			let bill = Bill {
				check: CheckDigest::default(),
				total: Fen::new(100).expect("an amount"),
				issued_on: Date::new(20_261_120).expect("a day"),
				issuer: ParticipantId(1),
				node: NodeId(1),
				scene: SceneId(1),
				payer,
				xml: Digest::repeat_byte(1),
				pdf: None,
				summary: Digest::repeat_byte(2),
				version: 1,
				history: None,
				related: None,
				registered: TxPosition::default(),
				kind: BillKind::Ordinary,
				validity: Validity::Normal,
				medium: Medium::Electronic,
				usage: Use::Free,
				circulation: Circulation::Circulable,
				reimbursed: Fen::ZERO,
			};
			pallet_bills::Bills::<Runtime>::insert(key, bill);
		}

		fn scene() -> SceneId {
			SceneId(1)
		}

		fn set_time(at: Moment) {
			pallet_timestamp::Now::<Runtime>::put(at);
		}
	}
}
