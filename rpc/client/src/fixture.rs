//! A small runtime's metadata for unit tests, made of the shared types as the real one's is.

use crate::config::{FiscalConfig, Runtime, RuntimeClient};
use codec::{Compact, Encode};
use fiscal_bft_primitives::{Validator, ValidatorSet};
use fiscal_primitives::{
	bill::{Batch, Refused, MAX_BATCH},
	text::Reason,
	AccountId, BillKey, BlockNumber, Digest, NodeId, ParticipantId, SceneId,
};
use fiscal_proof::ValidatorsAnswer;
use fiscal_sm_crypto::{FiscalSignature, Pair};
use scale_info::{meta_type, TypeInfo};
use sp_core::{bounded::BoundedVec, ConstU32};
use sp_runtime::{generic::Era, DispatchError, MultiAddress};
use std::sync::Arc;
use subxt::{
	ext::frame_metadata::{v15, RuntimeMetadataPrefixed},
	Metadata,
};

/// Versions of the fixture's runtime.
pub(crate) const SPEC_VERSION: u32 = 101;
pub(crate) const TRANSACTION_VERSION: u32 = 3;

#[allow(dead_code, non_camel_case_types)]
#[derive(TypeInfo)]
enum SystemCall {
	#[codec(index = 0)]
	remark { remark: Vec<u8> },
	#[codec(index = 11)]
	apply_authorized_upgrade { code: Vec<u8> },
}

#[allow(dead_code)]
#[derive(TypeInfo)]
enum SystemEvent {
	#[codec(index = 0)]
	ExtrinsicSuccess { dispatch_info: (Compact<u64>, Compact<u64>) },
	#[codec(index = 1)]
	ExtrinsicFailed { dispatch_error: DispatchError, dispatch_info: (Compact<u64>, Compact<u64>) },
}

#[allow(dead_code, non_camel_case_types)]
#[derive(TypeInfo)]
enum BillsCall {
	#[codec(index = 0)]
	register_batch { node: NodeId, issuer: ParticipantId, scene: SceneId, entries: Batch },
	/// In the fixture the second argument has another name.
	#[codec(index = 4)]
	void_bill { key: BillKey, why: Reason },
	/// In the fixture the second argument has another form.
	#[codec(index = 6)]
	restore_electronic { key: BillKey, reason: [u8; 32] },
}

#[allow(dead_code)]
#[derive(TypeInfo)]
enum BillsEvent {
	#[codec(index = 0)]
	BatchRegistered {
		node: NodeId,
		issuer: ParticipantId,
		scene: SceneId,
		registered: BoundedVec<BillKey, ConstU32<MAX_BATCH>>,
		refused: BoundedVec<Refused, ConstU32<MAX_BATCH>>,
	},
}

#[allow(dead_code)]
#[derive(TypeInfo)]
#[scale_info(capture_docs = "always")]
enum BillsError {
	/// There is no bill of that key.
	NotFound,
	/// The participant, the node or the scene
	/// is not in force.
	NotActive,
}

#[allow(dead_code, non_camel_case_types)]
#[derive(TypeInfo)]
enum CouncilCall {
	#[codec(index = 2)]
	propose {
		#[codec(compact)]
		threshold: u32,
		proposal: Box<RuntimeCall>,
		#[codec(compact)]
		length_bound: u32,
	},
	#[codec(index = 6)]
	close {
		proposal_hash: Digest,
		#[codec(compact)]
		index: u32,
		proposal_weight_bound: Weight,
		#[codec(compact)]
		length_bound: u32,
	},
}

#[allow(dead_code)]
#[derive(TypeInfo)]
struct Weight {
	#[codec(compact)]
	ref_time: u64,
	#[codec(compact)]
	proof_size: u64,
}

#[allow(dead_code)]
#[derive(TypeInfo)]
enum RuntimeCall {
	#[codec(index = 0)]
	System(SystemCall),
	#[codec(index = 10)]
	Bills(BillsCall),
	#[codec(index = 20)]
	Council(CouncilCall),
}

#[allow(dead_code)]
#[derive(TypeInfo)]
enum RuntimeEvent {
	#[codec(index = 0)]
	System(SystemEvent),
	#[codec(index = 10)]
	Bills(BillsEvent),
}

#[allow(dead_code)]
#[derive(TypeInfo)]
enum RuntimeError {
	#[codec(index = 10)]
	Bills(BillsError),
}

#[derive(TypeInfo)]
struct Empty;

fn pallet(name: &'static str, index: u8) -> v15::PalletMetadata {
	v15::PalletMetadata {
		name,
		storage: None,
		calls: None,
		event: None,
		constants: Vec::new(),
		error: None,
		index,
		docs: Vec::new(),
	}
}

fn extension(
	identifier: &'static str,
	ty: scale_info::MetaType,
	additional_signed: scale_info::MetaType,
) -> v15::SignedExtensionMetadata {
	v15::SignedExtensionMetadata { identifier, ty, additional_signed }
}

fn metadata_v15() -> v15::RuntimeMetadataV15 {
	let calls = |ty| Some(v15::PalletCallMetadata { ty });
	let events = |ty| Some(v15::PalletEventMetadata { ty });
	let pallets = vec![
		v15::PalletMetadata {
			calls: calls(meta_type::<SystemCall>()),
			event: events(meta_type::<SystemEvent>()),
			..pallet("System", 0)
		},
		v15::PalletMetadata {
			calls: calls(meta_type::<BillsCall>()),
			event: events(meta_type::<BillsEvent>()),
			error: Some(v15::PalletErrorMetadata { ty: meta_type::<BillsError>() }),
			..pallet("Bills", 10)
		},
		v15::PalletMetadata { calls: calls(meta_type::<CouncilCall>()), ..pallet("Council", 20) },
	];
	let none = || meta_type::<()>();
	let empty = || meta_type::<Empty>();
	let extrinsic = v15::ExtrinsicMetadata {
		version: 4,
		address_ty: meta_type::<MultiAddress<AccountId, ()>>(),
		call_ty: meta_type::<RuntimeCall>(),
		signature_ty: meta_type::<FiscalSignature>(),
		extra_ty: none(),
		signed_extensions: vec![
			extension("CheckNonZeroSender", empty(), none()),
			extension("CheckSpecVersion", empty(), meta_type::<u32>()),
			extension("CheckTxVersion", empty(), meta_type::<u32>()),
			extension("CheckGenesis", empty(), meta_type::<Digest>()),
			extension("CheckMortality", meta_type::<Era>(), meta_type::<Digest>()),
			extension("CheckNonce", meta_type::<Compact<u32>>(), none()),
			extension("CheckWeight", empty(), none()),
			extension("CheckParticipant", empty(), none()),
			extension("ChargeQuota", empty(), none()),
			extension("WeightReclaim", empty(), none()),
		],
	};
	v15::RuntimeMetadataV15::new(
		pallets,
		extrinsic,
		none(),
		Vec::new(),
		v15::OuterEnums {
			call_enum_ty: meta_type::<RuntimeCall>(),
			event_enum_ty: meta_type::<RuntimeEvent>(),
			error_enum_ty: meta_type::<RuntimeError>(),
		},
		v15::CustomMetadata { map: Default::default() },
	)
}

pub(crate) fn metadata() -> Metadata {
	Metadata::from_v15(metadata_v15()).unwrap()
}

/// The metadata as a node hands it out.
pub(crate) fn metadata_bytes() -> Vec<u8> {
	RuntimeMetadataPrefixed::from(metadata_v15()).encode()
}

pub(crate) fn genesis() -> Digest {
	Digest::repeat_byte(0x9e)
}

pub(crate) fn runtime() -> RuntimeClient {
	let runtime = Runtime {
		spec_version: SPEC_VERSION,
		transaction_version: TRANSACTION_VERSION,
		metadata: metadata().arc(),
	};
	FiscalConfig::of(genesis(), Arc::new(runtime)).runtime_client(0).unwrap()
}

/// A validator set by the name of its keys.
pub(crate) fn validators(prefix: &str) -> ValidatorSet {
	let validator = |index| Validator {
		public: Pair::from_dev_name(&format!("{prefix}-{index}")).public(),
		weight: 1,
	};
	ValidatorSet::new((0..4).map(validator).collect()).unwrap()
}

/// Who decides the blocks after one, of a chain of five whose last two each changed the set.
pub(crate) fn validators_after(genesis: Digest, height: Option<BlockNumber>) -> ValidatorsAnswer {
	let height = height.unwrap_or(5);
	let decider = |number| match number {
		..6 => validators("first"),
		6 => validators("second"),
		7.. => validators("third"),
	};
	ValidatorsAnswer {
		genesis,
		height,
		hash: Digest::from_low_u64_be(height.into()),
		next: decider(height + 1),
		after_next: decider(height + 2),
	}
}
