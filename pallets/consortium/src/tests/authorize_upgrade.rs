use crate::{mock::*, Event};
use codec::Encode;
use fiscal_primitives::{AccountId, Digest};
use frame_support::{
	assert_noop, assert_ok,
	dispatch::{DispatchClass, GetDispatchInfo},
};
use sp_runtime::{
	traits::{BlakeTwo256, Hash},
	DispatchError,
};

const CODE: &[u8] = b"no runtime at all";

fn council() -> RuntimeOrigin {
	RuntimeOrigin::signed(COUNCIL)
}

fn stranger() -> RuntimeOrigin {
	RuntimeOrigin::signed(AccountId::new([2; 32]))
}

/// The hash that is authorized, with the version check on.
fn authorized() -> Option<Digest> {
	let encoded = System::authorized_upgrade()?.encode();
	let (hash, check_version): (Digest, bool) =
		codec::Decode::decode(&mut &encoded[..]).expect("a hash and a flag");
	assert!(check_version);
	Some(hash)
}

#[test]
fn the_council_authorizes_with_the_version_check_on() {
	ExtBuilder.build_and_execute(|| {
		let code_hash = Digest::repeat_byte(7);
		assert_ok!(Consortium::authorize_upgrade(council(), code_hash));
		assert_eq!(authorized(), Some(code_hash));
		System::assert_has_event(
			frame_system::Event::UpgradeAuthorized { code_hash, check_version: true }.into(),
		);
		System::assert_last_event(Event::UpgradeAuthorized { code_hash }.into());
	});
}

#[test]
fn nobody_else_authorizes() {
	ExtBuilder.build_and_execute(|| {
		for origin in [stranger(), RuntimeOrigin::none(), RuntimeOrigin::root()] {
			assert_noop!(
				Consortium::authorize_upgrade(origin, Digest::repeat_byte(7)),
				DispatchError::BadOrigin
			);
		}
		assert_eq!(authorized(), None);
	});
}

#[test]
fn a_new_authorization_replaces_the_old_one() {
	ExtBuilder.build_and_execute(|| {
		assert_ok!(Consortium::authorize_upgrade(council(), BlakeTwo256::hash(CODE)));
		assert_ok!(Consortium::authorize_upgrade(council(), Digest::zero()));
		assert_eq!(authorized(), Some(Digest::zero()));
		assert_noop!(
			System::apply_authorized_upgrade(stranger(), CODE.to_vec()),
			frame_system::Error::<Test>::Unauthorized
		);
	});
}

#[test]
fn code_of_another_hash_is_refused() {
	ExtBuilder.build_and_execute(|| {
		assert_noop!(
			System::apply_authorized_upgrade(stranger(), CODE.to_vec()),
			frame_system::Error::<Test>::NothingAuthorized
		);
		assert_ok!(Consortium::authorize_upgrade(council(), BlakeTwo256::hash(b"other code")));
		assert_noop!(
			System::apply_authorized_upgrade(stranger(), CODE.to_vec()),
			frame_system::Error::<Test>::Unauthorized
		);
	});
}

#[test]
fn it_is_operational() {
	let call = crate::Call::<Test>::authorize_upgrade { code_hash: Digest::zero() };
	assert_eq!(call.get_dispatch_info().class, DispatchClass::Operational);
}
