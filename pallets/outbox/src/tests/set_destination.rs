//! How messages to a destination are delivered, and the genesis.

use crate::{mock::*, Destinations, Error, Event, GenesisConfig, GenesisDestination};
use fiscal_primitives::{
	outbox::{Destination, Settings},
	traits::Outbox as _,
	Actor,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{traits::BadOrigin, BuildStorage};

fn set(destination: Destination, settings: Settings) -> sp_runtime::DispatchResult {
	Outbox::set_destination(signed(FINANCE), destination, settings)
}

#[test]
fn a_fiscal_authority_opens_a_destination() {
	ExtBuilder::default().build_and_execute(|| {
		let destination = Destination::YangtzeDelta;
		assert_eq!(Destinations::<Test>::get(destination), None);
		let settings = signing();
		assert_ok!(set(destination, settings));
		assert_eq!(Destinations::<Test>::get(destination), Some(settings));
		let by = actor();
		assert_eq!(events(), vec![Event::DestinationSet { destination, settings, by }]);
	});
}

#[test]
fn the_platform_is_open_with_the_key_of_its_receipts_alone() {
	ExtBuilder::default().build_and_execute(|| {
		let platform = Destination::YangtzeDelta;
		assert_noop!(set(platform, SETTINGS), Error::<Test>::InvalidSettings);
		assert_ok!(set(platform, Settings { open: false, ..SETTINGS }));
		assert_ok!(set(platform, signing()));
		assert_noop!(set(platform, SETTINGS), Error::<Test>::InvalidSettings);
		assert_eq!(Destinations::<Test>::get(platform), Some(signing()));
	});
}

#[test]
fn the_council_may_and_others_may_not() {
	ExtBuilder::default().build_and_execute(|| {
		let settings = Settings { capacity: 9, ..SETTINGS };
		let stranger = signed(fiscal_primitives::ParticipantId(9));
		let destination = Destination::NonTax;
		assert_noop!(Outbox::set_destination(stranger, destination, settings), NOT_AUTHORIZED);
		assert_noop!(
			Outbox::set_destination(RuntimeOrigin::none(), destination, settings),
			BadOrigin
		);
		assert_ok!(Outbox::set_destination(RuntimeOrigin::root(), destination, settings));
		let by = Actor::Council;
		assert_eq!(events(), vec![Event::DestinationSet { destination, settings, by }]);
	});
}

#[test]
fn settings_with_which_nothing_is_delivered_are_refused() {
	const DAY: u64 = 86_400_000;
	let impossible = [
		Settings { attempts: 0, ..SETTINGS },
		Settings { takeover: 0, ..SETTINGS },
		Settings { takeover: DAY + 1, ..SETTINGS },
		Settings { backoff: 0, ..SETTINGS },
		Settings { backoff: DAY + 1, max_backoff: DAY + 1, ..SETTINGS },
		Settings { max_backoff: SETTINGS.backoff - 1, ..SETTINGS },
		Settings { max_backoff: DAY + 1, ..SETTINGS },
		Settings { term: 0, ..SETTINGS },
	];
	let possible = [
		Settings { capacity: 0, attempts: 1, takeover: 1, term: 1, ..SETTINGS },
		Settings { backoff: 1, max_backoff: 1, attempts: u8::MAX, ..SETTINGS },
		Settings { takeover: DAY, backoff: DAY, max_backoff: DAY, term: u64::MAX, ..SETTINGS },
	];
	ExtBuilder::default().build_and_execute(|| {
		for settings in impossible {
			assert_noop!(set(Destination::NonTax, settings), Error::<Test>::InvalidSettings);
		}
		for settings in possible {
			assert_ok!(set(Destination::NonTax, settings));
			// Neither time overflows.
			pass(1);
			let id = send(status(1, 1));
			assert!(message(id).deadline > message(id).queued);
		}
	});
}

#[test]
fn what_is_so_already_is_not_set_again() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(set(Destination::NonTax, SETTINGS), Error::<Test>::NothingChanged);
	});
}

#[test]
fn what_waits_for_a_destination_that_is_closed_is_delivered() {
	ExtBuilder::default().build_and_execute(|| {
		send(status(1, 1));
		assert_ok!(set(Destination::NonTax, Settings { open: false, ..SETTINGS }));
		assert_eq!(Outbox::send(status(1, 2)), None);
		assert_eq!(due_ids(), vec![1]);
		assert_ok!(report(said(0, vec![answered(1, true)])));
		// Opened again, what was not told meanwhile is not told later.
		assert_ok!(set(Destination::NonTax, SETTINGS));
		assert_eq!(Outbox::send(status(1, 3)), Some(2));
	});
}

#[test]
fn new_settings_apply_to_messages_that_wait() {
	ExtBuilder::default().build_and_execute(|| {
		let id = send(status(1, 1));
		let deadline = message(id).deadline;
		let hasty = Settings { attempts: 1, term: 1, ..SETTINGS };
		assert_ok!(set(Destination::NonTax, hasty));
		assert_eq!(message(id).deadline, deadline, "its own times stay");
		fail(id);
		assert!(is_dead(id), "one attempt is all there is now");
	});
}

fn build(destinations: Vec<GenesisDestination>) {
	let genesis = GenesisConfig::<Test> { destinations, ..Default::default() };
	genesis.build_storage().unwrap();
}

fn nontax(settings: Settings) -> GenesisDestination {
	GenesisDestination { destination: Destination::NonTax, settings }
}

#[test]
#[should_panic(expected = "genesis of the outbox is refused: InvalidSettings")]
fn a_genesis_with_impossible_settings_is_not_built() {
	build(vec![nontax(Settings { attempts: 0, ..SETTINGS })]);
}

#[test]
#[should_panic(expected = "genesis of the outbox is refused: InvalidSettings")]
fn a_genesis_with_a_platform_that_signs_nothing_is_not_built() {
	build(vec![GenesisDestination { destination: Destination::YangtzeDelta, settings: SETTINGS }]);
}

#[test]
#[should_panic(expected = "genesis of the outbox is refused: AlreadyExists")]
fn a_genesis_with_a_destination_twice_is_not_built() {
	build(vec![nontax(SETTINGS), nontax(SETTINGS)]);
}
