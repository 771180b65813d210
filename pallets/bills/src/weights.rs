//! What the calls of this pallet cost.
//!
//! Basis: every storage item a call reads or writes at worst, counted by hand and priced by
//! `T::DbWeight`, and an allowance of the right order for computation: [`CALL`] for origin, decoding
//! and event, [`RECORD`] for decoding, checking and encoding one bill, [`JUDGEMENT`] for the field
//! rules over one bill, [`VERSION`] for the two SM3 digests of a new version, [`SIGNATURE`] for the
//! signature of a holder. The allowances are estimates, not benchmarks. What the policies in force
//! cost is charged beside: they say it themselves. Proof size is zero: the chain makes no storage
//! proofs of its blocks.

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Allowance for origin checks, decoding of the call and its event: 15 µs.
pub const CALL: Weight = Weight::from_parts(15_000_000, 0);
/// Allowance for one bill record (or one entry of a batch): 6 µs.
pub const RECORD: Weight = Weight::from_parts(6_000_000, 0);
/// Allowance for the version hash and the difference root of one change: 20 µs.
pub const VERSION: Weight = Weight::from_parts(20_000_000, 0);

/// Allowance for the field rules of a scene over one bill: 4 µs.
pub const JUDGEMENT: Weight = Weight::from_parts(4_000_000, 0);
/// Allowance for the verification of an SM2 signature: 160 µs.
pub const SIGNATURE: Weight = Weight::from_parts(160_000_000, 0);

/// Weights of the calls.
pub trait WeightInfo {
	/// `register_batch` with `n` entries of `c` codes, without the policies in force.
	fn register_batch(n: u32, c: u32) -> Weight;
	/// `update`.
	fn update() -> Weight;
	/// `red_flush`, with a difference bill.
	fn red_flush() -> Weight;
	/// `consent_red_flush`.
	fn consent_red_flush() -> Weight;
	/// `void_bill`.
	fn void_bill() -> Weight;
	/// `exchange_for_paper`.
	fn exchange_for_paper() -> Weight;
	/// `restore_electronic`.
	fn restore_electronic() -> Weight;
	/// `set_circulation`.
	fn set_circulation() -> Weight;
	/// `propose_correction`.
	fn propose_correction() -> Weight;
	/// `confirm_correction`.
	fn confirm_correction() -> Weight;
	/// `withdraw_correction`.
	fn withdraw_correction() -> Weight;
	/// `allocate_numbers`.
	fn allocate_numbers() -> Weight;
	/// `return_numbers`.
	fn return_numbers() -> Weight;
	/// `set_relations` of `n` bills.
	fn set_relations(n: u32) -> Weight;
	/// `transfer_holder`.
	fn transfer_holder() -> Weight;
}

/// Reads that find out who the signer is: account, participant and the two above it.
const SIGNER: u64 = 4;
/// Reads that find out whether the signer stands on the issuer's side: node, its credential and whether
/// it serves the issuer, issuer and the two above it; and the transition rule.
const SIDE: u64 = SIGNER + 7;
/// Reads of the gate: the signer, the approval, whether the operation is of high risk; and the
/// transition rule.
const GATE: u64 = SIGNER + 3;

/// The weights of a runtime.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn register_batch(n: u32, c: u32) -> Weight {
		let (entries, codes) = (u64::from(n), u64::from(c));
		// Node, its credential, issuer and above, service, scene, admission, field rules, transition
		// rule, time, position, number of bills.
		CALL.saturating_add(RECORD.saturating_add(JUDGEMENT).saturating_mul(entries))
			.saturating_add(T::DbWeight::get().reads_writes(SIGNER + 13, 1))
			.saturating_add(T::DbWeight::get().reads_writes(1, 1).saturating_mul(codes))
			.saturating_add(T::DbWeight::get().reads_writes(1, 1).saturating_mul(entries))
	}

	fn update() -> Weight {
		// The bill, the holder of its payer reference.
		CALL.saturating_add(RECORD)
			.saturating_add(VERSION)
			.saturating_add(T::DbWeight::get().reads_writes(SIDE + 2, 1))
	}

	fn red_flush() -> Weight {
		// Three bills, consent, pending correction, number of bills, time, ranges of two codes, the
		// holder of the payer reference.
		CALL.saturating_add(RECORD.saturating_mul(3))
			.saturating_add(VERSION)
			.saturating_add(T::DbWeight::get().reads_writes(SIDE + 9, 8))
	}

	fn consent_red_flush() -> Weight {
		CALL.saturating_add(RECORD).saturating_add(T::DbWeight::get().reads_writes(GATE + 2, 1))
	}

	fn void_bill() -> Weight {
		// The bill, its consent and its pending correction.
		CALL.saturating_add(RECORD)
			.saturating_add(VERSION)
			.saturating_add(T::DbWeight::get().reads_writes(SIDE + 1, 3))
	}

	fn exchange_for_paper() -> Weight {
		Self::update()
	}

	fn restore_electronic() -> Weight {
		Self::update()
	}

	fn set_circulation() -> Weight {
		Self::update()
	}

	fn propose_correction() -> Weight {
		CALL.saturating_add(RECORD).saturating_add(T::DbWeight::get().reads_writes(SIGNER + 2, 1))
	}

	fn confirm_correction() -> Weight {
		CALL.saturating_add(RECORD)
			.saturating_add(VERSION)
			.saturating_add(T::DbWeight::get().reads_writes(GATE + 3, 3))
	}

	fn withdraw_correction() -> Weight {
		CALL.saturating_add(T::DbWeight::get().reads_writes(SIGNER + 1, 1))
	}

	fn allocate_numbers() -> Weight {
		// The issuer and above, its ranges, those of the code; a full index is 92 KB.
		CALL.saturating_add(RECORD.saturating_mul(40))
			.saturating_add(T::DbWeight::get().reads_writes(GATE + 5, 2))
	}

	fn return_numbers() -> Weight {
		CALL.saturating_add(RECORD.saturating_mul(40))
			.saturating_add(T::DbWeight::get().reads_writes(GATE + 2, 2))
	}

	fn set_relations(n: u32) -> Weight {
		// Of each bill its record, its relations, its node with credential and service, its issuer and
		// the two above it.
		let each = VERSION.saturating_add(T::DbWeight::get().reads_writes(8, 1));
		CALL.saturating_add(T::DbWeight::get().reads(SIGNER + 1))
			.saturating_add(each.saturating_mul(u64::from(n)))
	}

	fn transfer_holder() -> Weight {
		// The bill, the holder with key and state, the genesis hash.
		CALL.saturating_add(RECORD)
			.saturating_add(VERSION)
			.saturating_add(SIGNATURE)
			.saturating_add(T::DbWeight::get().reads_writes(SIDE + 5, 1))
	}
}

/// For mocks: computation alone.
impl WeightInfo for () {
	fn register_batch(n: u32, _: u32) -> Weight {
		CALL.saturating_add(RECORD.saturating_mul(u64::from(n)))
	}
	fn update() -> Weight {
		CALL
	}
	fn red_flush() -> Weight {
		CALL
	}
	fn consent_red_flush() -> Weight {
		CALL
	}
	fn void_bill() -> Weight {
		CALL
	}
	fn exchange_for_paper() -> Weight {
		CALL
	}
	fn restore_electronic() -> Weight {
		CALL
	}
	fn set_circulation() -> Weight {
		CALL
	}
	fn propose_correction() -> Weight {
		CALL
	}
	fn confirm_correction() -> Weight {
		CALL
	}
	fn withdraw_correction() -> Weight {
		CALL
	}
	fn allocate_numbers() -> Weight {
		CALL
	}
	fn return_numbers() -> Weight {
		CALL
	}
	fn set_relations(n: u32) -> Weight {
		CALL.saturating_mul(u64::from(n))
	}
	fn transfer_holder() -> Weight {
		CALL
	}
}
