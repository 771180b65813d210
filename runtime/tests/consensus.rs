//! The genesis presets name validators, and evidence of double signing passes pool and block
//! without a signer, as nothing else does.

mod common;

use common::chain;
use fiscal_bft_primitives::{
	api::runtime_decl_for_bft_api::BftApi, Equivocation, Pace, Statement, Vote, VoteKind,
};
use fiscal_primitives::{
	participant::{Role, Roles},
	traits::ParticipantRegistry,
	ParticipantId,
};
use fiscal_runtime::{
	call_policy::RoleTable,
	genesis_presets::{
		get_preset, preset_names, public_of, CONSORTIUM, DEVELOPMENT, DEVNET, VALIDATOR_NAMES,
	},
	BftValidators, Block, Executive, Hash, Header, Participants, Runtime, RuntimeCall, System,
	UncheckedExtrinsic,
};
use fiscal_sm_crypto::Pair;
use pallet_participants::CallPolicy;
use serde_json::Value;
use sp_runtime::{
	traits::Header as _,
	transaction_validity::{
		InvalidTransaction, TransactionSource, TransactionValidity, TransactionValidityError,
	},
	ApplyExtrinsicResult, Digest,
};

const GENESIS: Hash = Hash::repeat_byte(9);

/// Opens block 1.
fn open_block() {
	let digest = Digest::default();
	let header = Header::new(1, Default::default(), Default::default(), GENESIS, digest);
	Executive::initialize_block(&header);
}

fn double_vote(name: &str) -> Equivocation {
	let pair = Pair::from_dev_name(name);
	let vote = |block| Vote { height: 1, round: 0, kind: VoteKind::Precommit, block };
	let (first, second) = (vote(Some(Hash::repeat_byte(1))), vote(None));
	Equivocation {
		offender: pair.public(),
		first: Statement::Vote(first),
		first_signature: pair.sign(&first.payload(&GENESIS)),
		second: Statement::Vote(second),
		second_signature: pair.sign(&second.payload(&GENESIS)),
	}
}

fn report(evidence: Equivocation) -> Option<UncheckedExtrinsic> {
	<Runtime as BftApi<Block>>::equivocation_report(evidence)
}

/// What the pool says at the genesis of the devnet.
fn in_pool(transaction: &UncheckedExtrinsic) -> TransactionValidity {
	chain(DEVNET).execute_with(|| {
		let source = TransactionSource::External;
		Executive::validate_transaction(source, transaction.clone(), GENESIS)
	})
}

/// What the first block of the devnet says.
fn in_block(transaction: &UncheckedExtrinsic) -> ApplyExtrinsicResult {
	chain(DEVNET).execute_with(|| {
		open_block();
		Executive::apply_extrinsic(transaction.clone())
	})
}

fn invalid(reason: InvalidTransaction) -> TransactionValidityError {
	TransactionValidityError::Invalid(reason)
}

#[test]
fn each_preset_is_built_with_its_validators() {
	assert_eq!(preset_names().len(), 3);
	for (preset, count) in [(DEVELOPMENT, 1), (DEVNET, 4)] {
		chain(preset).execute_with(|| {
			let schedule = BftValidators::schedule().unwrap();
			assert_eq!(schedule.next, schedule.after_next);
			assert_eq!(schedule.next.validators().len(), count);
			assert_eq!(schedule.next.total_weight(), count as u64);
			for (name, participant) in VALIDATOR_NAMES.iter().zip(1u32..).take(count) {
				let public = public_of(name).unwrap();
				assert!(schedule.next.position(&public).is_some(), "{name}");
				let operator = pallet_bft_validators::Operators::<Runtime>::get(public).unwrap();
				assert_eq!(operator.participant, ParticipantId(participant));
				assert!(Participants::is_active(operator.participant));
				assert!(Participants::has_role(operator.participant, Role::Council));
			}
			assert_eq!(<Runtime as BftApi<Block>>::pace(), Pace::default());
			assert_eq!(<Runtime as BftApi<Block>>::earliest_time(), 1);
		});
	}
	chain(CONSORTIUM).execute_with(|| {
		assert_eq!(BftValidators::schedule(), None);
		assert_eq!(BftValidators::pace(), Pace::default());
	});
}

#[test]
fn the_pace_stands_in_the_chain_specification() {
	for preset in preset_names() {
		let patch: Value = serde_json::from_slice(&get_preset(&preset).unwrap()).unwrap();
		let pace = &patch["bftValidators"]["pace"];
		assert_eq!(serde_json::from_value::<Pace>(pace.clone()).unwrap(), Pace::default());
	}
}

#[test]
fn evidence_passes_pool_and_block_without_a_signer() {
	let transaction = chain(DEVNET)
		.execute_with(|| report(double_vote("Validator-2")))
		.expect("the evidence is news");
	let valid = in_pool(&transaction).expect("the pool takes it");
	assert!(valid.propagate && !valid.provides.is_empty());
	assert_eq!(in_block(&transaction), Ok(Ok(())));
}

#[test]
fn evidence_on_chain_is_stale() {
	chain(DEVNET).execute_with(|| {
		let transaction = report(double_vote("Validator-2")).unwrap();
		open_block();
		assert_eq!(Executive::apply_extrinsic(transaction.clone()), Ok(Ok(())));
		let count = pallet_bft_validators::EquivocationCount::<Runtime>::get();
		assert_eq!(count, 1);
		let stale = invalid(InvalidTransaction::Stale);
		assert_eq!(Executive::apply_extrinsic(transaction.clone()), Err(stale));
		assert_eq!(report(double_vote("Validator-2")), None);
		let parent = System::parent_hash();
		let source = TransactionSource::Local;
		assert_eq!(Executive::validate_transaction(source, transaction, parent), Err(stale));
	});
}

#[test]
fn forged_evidence_and_strangers_are_refused() {
	let mut forged = double_vote("Validator-2");
	forged.second_signature = forged.first_signature;
	let transaction = chain(DEVNET)
		.execute_with(|| report(forged))
		.expect("signatures are for the pool to check");
	let bad = invalid(InvalidTransaction::BadProof);
	assert_eq!(in_pool(&transaction), Err(bad));
	assert_eq!(in_block(&transaction), Err(bad));
	chain(DEVNET).execute_with(|| assert_eq!(report(double_vote("Finance")), None));
}

#[test]
fn nothing_else_goes_without_a_signer() {
	let public = public_of("Validator-4").unwrap();
	let removal = UncheckedExtrinsic::new_bare(RuntimeCall::BftValidators(
		pallet_bft_validators::Call::remove_validator { public },
	));
	let not_expected = invalid(InvalidTransaction::Call);
	assert_eq!(in_pool(&removal), Err(not_expected));
	assert_eq!(in_block(&removal), Err(not_expected));

	let remark = UncheckedExtrinsic::new_bare(RuntimeCall::System(frame_system::Call::remark {
		remark: vec![1],
	}));
	assert_eq!(in_pool(&remark), Err(not_expected));
	assert!(in_block(&remark).is_err());
}

#[test]
fn whoever_may_run_a_validator_may_rotate_its_key() {
	let key = public_of("Validator-1").unwrap();
	let call = RuntimeCall::BftValidators(pallet_bft_validators::Call::rotate_key {
		old: key,
		new: key,
		proof: Pair::from_dev_name("Validator-1").sign(b"any"),
	});
	let roles = RoleTable::roles_for(&call).unwrap();
	for role in Role::ALL {
		assert_eq!(roles.intersects(Roles::of(&[role])), role != Role::Holder, "{role:?}");
	}
	let decided =
		RuntimeCall::BftValidators(pallet_bft_validators::Call::remove_validator { public: key });
	assert!(RoleTable::roles_for(&decided).is_none(), "the council decides by motion");
}
