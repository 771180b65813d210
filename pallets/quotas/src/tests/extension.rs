use crate::{mock::*, refusal, Buckets, Charge, ChargeQuota, WeightInfo};
use codec::{Decode, Encode};
use fiscal_primitives::ParticipantId;
use frame_support::{
	assert_noop, assert_ok, assert_storage_noop,
	dispatch::{DispatchErrorWithPostInfo, DispatchInfo, PostDispatchInfo},
	weights::Weight,
};
use sp_runtime::{
	traits::{DispatchTransaction, TransactionExtension},
	transaction_validity::{InvalidTransaction, TransactionSource, TransactionValidityError},
	DispatchError,
};

const LEN: usize = 25;
/// 50 for the transaction and 50 for its bytes.
const FLAT: u64 = 100;

fn call() -> RuntimeCall {
	frame_system::Call::remark { remark: vec![] }.into()
}

fn vote() -> RuntimeCall {
	frame_system::Call::remark_with_event { remark: vec![] }.into()
}

/// A weight of that many units.
fn units(units: u64) -> Weight {
	Weight::from_parts(units * 1_000_000, 0)
}

fn info(call: u64, extensions: u64) -> DispatchInfo {
	DispatchInfo {
		call_weight: units(call),
		extension_weight: units(extensions),
		..Default::default()
	}
}

fn in_pool(
	origin: RuntimeOrigin,
	call: &RuntimeCall,
	info: &DispatchInfo,
) -> Result<(), TransactionValidityError> {
	ChargeQuota::<Test>::new()
		.validate_only(origin, call, info, LEN, TransactionSource::External, 0)
		.map(|_| ())
}

fn in_block(
	origin: RuntimeOrigin,
	call: &RuntimeCall,
	info: &DispatchInfo,
) -> Result<Option<Charge>, TransactionValidityError> {
	ChargeQuota::<Test>::new().validate_and_prepare(origin, call, info, LEN, 0).map(|(pre, _)| pre)
}

fn level() -> u64 {
	Quotas::remaining(ALICE).0
}

#[test]
fn the_pool_reads_and_a_block_charges() {
	ExtBuilder::default().build_and_execute(|| {
		let info = info(200, 30);
		assert_storage_noop!(in_pool(signed(ALICE), &call(), &info).unwrap());
		let charge = Charge { organisation: ALICE, account: None, units: FLAT + 230 };
		assert_eq!(in_block(signed(ALICE), &call(), &info), Ok(Some(charge)));
		assert_eq!(level(), FLAT + 230);
		assert_eq!(Quotas::remaining(BOB).0, 0);
	});
}

#[test]
fn an_exhausted_quota_refuses_in_the_pool_and_waits_in_a_block() {
	ExtBuilder::default().build_and_execute(|| {
		Quotas::charge(ALICE, 1_000 - FLAT).unwrap();
		assert_ok!(in_pool(signed(ALICE), &call(), &info(0, 0)));
		assert_eq!(
			in_pool(signed(ALICE), &call(), &info(1, 0)),
			Err(InvalidTransaction::Custom(refusal::QUOTA_EXHAUSTED).into())
		);
		assert_noop!(
			in_block(signed(ALICE), &call(), &info(1, 0)),
			TransactionValidityError::from(InvalidTransaction::ExhaustsResources)
		);
		// Another participant is not concerned, and time heals.
		assert_ok!(in_block(signed(BOB), &call(), &info(1, 0)));
		Now::set(1_010);
		assert_ok!(in_pool(signed(ALICE), &call(), &info(1, 0)));
		assert_ok!(in_block(signed(ALICE), &call(), &info(1, 0)));
	});
}

#[test]
fn a_cost_above_the_burst_is_refused_for_good() {
	ExtBuilder::default().build_and_execute(|| {
		let refused =
			TransactionValidityError::from(InvalidTransaction::Custom(refusal::EXCEEDS_BURST));
		let info = info(1_000 - FLAT, 1);
		assert_eq!(in_pool(signed(ALICE), &call(), &info), Err(refused));
		assert_noop!(in_block(signed(ALICE), &call(), &info), refused);
	});
}

#[test]
fn many_wait_in_the_pool_and_the_block_takes_what_the_quota_admits() {
	ExtBuilder::default().build_and_execute(|| {
		let info = info(300, 0);
		for _ in 0..5 {
			assert_ok!(in_pool(signed(ALICE), &call(), &info));
		}
		let admitted = (0..5).filter(|_| in_block(signed(ALICE), &call(), &info).is_ok()).count();
		assert_eq!(admitted, 2);
		assert_eq!(level(), 2 * (FLAT + 300));
	});
}

#[test]
fn a_vote_costs_nothing_even_when_the_quota_is_exhausted() {
	ExtBuilder::default().with_quota(ALICE, 0, 0).build_and_execute(|| {
		let info = info(10_000, 0);
		assert_ok!(in_pool(signed(ALICE), &vote(), &info));
		assert_storage_noop!(assert_eq!(in_block(signed(ALICE), &vote(), &info), Ok(None)));
		assert_eq!(
			in_pool(signed(ALICE), &call(), &info),
			Err(InvalidTransaction::Custom(refusal::EXCEEDS_BURST).into())
		);
	});
}

#[test]
fn who_is_no_participant_is_not_charged() {
	ExtBuilder::default().build_and_execute(|| {
		let info = info(10_000, 0);
		assert_storage_noop!(assert_eq!(in_block(signed(NOBODY), &call(), &info), Ok(None)));
		assert_storage_noop!(assert_eq!(in_block(RuntimeOrigin::root(), &call(), &info), Ok(None)));
	});
}

#[test]
fn an_account_pays_from_its_own_bucket_and_from_its_organisations() {
	ExtBuilder::default().build_and_execute(|| {
		let info = info(150, 0);
		let charge = Charge { organisation: ALICE, account: Some(CLERK), units: FLAT + 150 };
		assert_eq!(in_block(signed(CLERK), &call(), &info), Ok(Some(charge)));
		assert_eq!((Quotas::remaining(CLERK).0, level()), (FLAT + 150, FLAT + 150));
		assert_ok!(in_block(signed(CLERK), &call(), &info));

		// It has used up its own 500 units, and leaves the others of the organisation theirs.
		let exhausted = InvalidTransaction::Custom(refusal::QUOTA_EXHAUSTED);
		assert_eq!(in_pool(signed(CLERK), &call(), &info), Err(exhausted.into()));
		assert_noop!(
			in_block(signed(CLERK), &call(), &info),
			TransactionValidityError::from(InvalidTransaction::ExhaustsResources)
		);
		assert_ok!(in_block(signed(ALICE), &call(), &info));
		assert_eq!((Quotas::remaining(CLERK).0, level()), (500, 750));
	});
}

#[test]
fn an_account_is_refused_when_its_organisation_has_used_up_its_quota() {
	ExtBuilder::default().build_and_execute(|| {
		Quotas::charge(ALICE, 1_000 - FLAT).unwrap();
		assert_ok!(in_pool(signed(CLERK), &call(), &info(0, 0)));
		assert_noop!(
			in_block(signed(CLERK), &call(), &info(1, 0)),
			TransactionValidityError::from(InvalidTransaction::ExhaustsResources)
		);
		assert!(!Buckets::<Test>::contains_key(CLERK));
	});
}

#[test]
fn each_tier_is_held_to_its_default() {
	for (who, burst) in [(ALICE, 1_000), (BOB, 800), (CLERK, 500), (CITIZEN, 200)] {
		ExtBuilder::default().build_and_execute(|| {
			assert_ok!(in_pool(signed(who), &call(), &info(burst - FLAT, 0)));
			assert_eq!(
				in_pool(signed(who), &call(), &info(burst - FLAT, 1)),
				Err(InvalidTransaction::Custom(refusal::EXCEEDS_BURST).into())
			);
		});
	}
}

/// Runs a transaction that declares `declared` and reports `outcome`.
fn run(call: &RuntimeCall, declared: DispatchInfo, outcome: Outcome) -> PostDispatchInfo {
	run_as(ALICE, call, declared, outcome)
}

/// What a call reports as its weight, when it succeeds and when it fails.
type Outcome = Result<Option<Weight>, Option<Weight>>;

fn run_as(
	who: ParticipantId,
	call: &RuntimeCall,
	declared: DispatchInfo,
	outcome: Outcome,
) -> PostDispatchInfo {
	let post = |actual_weight| PostDispatchInfo { actual_weight, ..Default::default() };
	let ran = ChargeQuota::<Test>::new()
		.test_run(signed(who), call, &declared, LEN, 0, |_| {
			outcome.map(post).map_err(|weight| DispatchErrorWithPostInfo {
				post_info: post(weight),
				error: DispatchError::Other("refused"),
			})
		})
		.expect("the transaction is valid");
	assert_eq!(ran.is_ok(), outcome.is_ok());
	ran.unwrap_or_else(|fault| fault.post_info)
}

#[test]
fn what_was_not_used_is_refunded() {
	ExtBuilder::default().build_and_execute(|| {
		run(&call(), info(500, 30), Ok(Some(units(120))));
		assert_eq!(level(), FLAT + 120 + 30);
	});
}

#[test]
fn without_a_report_nothing_is_refunded() {
	ExtBuilder::default().build_and_execute(|| {
		run(&call(), info(500, 30), Ok(None));
		assert_eq!(level(), FLAT + 530);
	});
}

#[test]
fn a_call_that_fails_is_charged_for_what_it_used() {
	ExtBuilder::default().build_and_execute(|| {
		run(&call(), info(500, 30), Err(Some(units(40))));
		assert_eq!(level(), FLAT + 70);
	});
}

#[test]
fn more_than_was_declared_is_not_charged() {
	ExtBuilder::default().build_and_execute(|| {
		run(&call(), info(500, 30), Ok(Some(units(9_000))));
		assert_eq!(level(), FLAT + 530);
	});
}

#[test]
fn what_an_account_did_not_use_goes_back_to_both() {
	ExtBuilder::default().build_and_execute(|| {
		run_as(CLERK, &call(), info(300, 30), Ok(Some(units(120))));
		assert_eq!((Quotas::remaining(CLERK).0, level()), (FLAT + 150, FLAT + 150));
	});
}

#[test]
fn the_weight_of_what_was_not_charged_is_given_back() {
	// A member pays for the two buckets that every transaction declares, too.
	ExtBuilder::default()
		.with_quota(ALICE, 2_000, 1)
		.with_quota(CLERK, 2_000, 1)
		.build_and_execute(|| {
			let own = <() as WeightInfo>::charge_account_quota();
			let declared = DispatchInfo {
				call_weight: units(10),
				extension_weight: own,
				..Default::default()
			};
			let post = run(&vote(), declared, Ok(Some(units(10))));
			assert_eq!(post.actual_weight, Some(units(10)));
			assert!(!Buckets::<Test>::contains_key(ALICE));

			let post = run(&call(), declared, Ok(Some(units(10))));
			let one = <() as WeightInfo>::charge_quota();
			assert_eq!(post.actual_weight, Some(units(10).saturating_add(one)));

			let post = run_as(CLERK, &call(), declared, Ok(Some(units(10))));
			assert_eq!(post.actual_weight, Some(units(10).saturating_add(own)));
		});
}

#[test]
fn it_adds_no_bytes_and_states_its_weight() {
	let extension = ChargeQuota::<Test>::new();
	assert!(extension.encode().is_empty());
	assert_eq!(ChargeQuota::<Test>::decode(&mut &[][..]), Ok(extension.clone()));
	assert_eq!(extension.weight(&call()), <() as WeightInfo>::charge_account_quota());
}
