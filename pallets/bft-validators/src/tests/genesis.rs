use crate::{mock::*, GenesisConfig, GenesisValidator, Operator, Operators};
use fiscal_bft_primitives::Pace;
use fiscal_primitives::ParticipantId;
use sp_runtime::BuildStorage;

#[test]
fn the_validators_of_the_genesis_decide_from_block_one_on() {
	let pace = Pace { empty_block: 20_000, ..Pace::default() };
	ExtBuilder::four().with_pace(pace).build().execute_with(|| {
		let schedule = Validators::schedule().unwrap();
		assert_eq!(schedule.next, schedule.after_next);
		assert_eq!(schedule.next.validators().len(), 4);
		assert_eq!(schedule.next.total_weight(), 4);
		let operator = Operator { participant: ParticipantId(2), from: 1, rotated: false };
		assert_eq!(Operators::<Test>::get(key("v-2")), Some(operator));
		assert_eq!(Validators::pace(), pace);
		assert!(Validators::set_changes(0).is_empty());
	});
}

#[test]
fn a_template_without_validators_is_built() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(Validators::schedule(), None);
		assert_eq!(Validators::pace(), Pace::default());
		let header = next_block();
		assert!(header.digest.logs.is_empty());
	});
}

fn build(validators: Vec<GenesisValidator>, pace: Pace) {
	let genesis = GenesisConfig::<Test> { validators, pace, ..Default::default() };
	genesis.build_storage().unwrap();
}

fn validator(name: &str, weight: u32) -> GenesisValidator {
	GenesisValidator { participant: ParticipantId(1), public: key(name), weight }
}

#[test]
#[should_panic(expected = "genesis of validators is refused: AlreadyExists")]
fn a_genesis_with_a_key_twice_is_not_built() {
	build(vec![validator("v-1", 1), validator("v-1", 2)], Pace::default());
}

#[test]
#[should_panic(expected = "genesis of validators is refused: ZeroWeight")]
fn a_genesis_with_a_weightless_validator_is_not_built() {
	build(vec![validator("v-1", 0)], Pace::default());
}

#[test]
#[should_panic(expected = "genesis of validators is refused: WeightTooHigh")]
fn a_genesis_that_one_of_four_can_stop_is_not_built() {
	let names = ["v-1", "v-2", "v-3"].map(|name| validator(name, 1));
	build([names.to_vec(), vec![validator("v-4", 2)]].concat(), Pace::default());
}

#[test]
#[should_panic(expected = "genesis of validators is refused: InvalidPace")]
fn a_genesis_at_an_impossible_pace_is_not_built() {
	build(vec![], Pace { min_block: 1, ..Pace::default() });
}
