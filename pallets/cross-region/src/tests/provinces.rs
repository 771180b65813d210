use crate::{mock::*, Error, Event};
use fiscal_primitives::{region::RegionPlatform, Actor, Region, SceneId};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

#[test]
fn a_province_is_admitted_and_changed() {
	ExtBuilder::default().build_and_execute(|| {
		let first = province(ZHEJIANG);
		assert_ok!(set_province(signed(AUTHORITY), ZHEJIANG, first));
		let by = Actor::Participant { id: id(AUTHORITY), signer: id(AUTHORITY), approval: None };
		let set = Event::ProvinceSet { region: region(ZHEJIANG), province: first, by };
		assert_eq!(events(), [set]);
		assert_noop!(
			set_province(RuntimeOrigin::root(), ZHEJIANG, first),
			Error::<Test>::NothingChanged
		);
		let second = fiscal_primitives::region::Province { inbound: false, ..first };
		assert_ok!(set_province(RuntimeOrigin::root(), ZHEJIANG, second));
		assert_eq!(Regions::provinces()[0].province, second);
	});
}

#[test]
fn nobody_else_admits_provinces_and_none_is_here() {
	ExtBuilder::default().build_and_execute(|| {
		for who in [ALICE, PLATFORM, OPERATOR, STRANGER] {
			assert_noop!(
				set_province(signed(who), ZHEJIANG, province(ZHEJIANG)),
				DispatchError::BadOrigin
			);
			assert_noop!(set_platform(signed(who), PLATFORM, SCENE), DispatchError::BadOrigin);
		}
		let here = Region::SHANGHAI.get();
		assert_noop!(
			set_province(RuntimeOrigin::root(), here, province(ZHEJIANG)),
			Error::<Test>::OwnRegion
		);
	});
}

#[test]
fn a_platform_in_force_takes_the_locks_under_a_scene_in_force() {
	ExtBuilder::default().build_and_execute(|| {
		let root = RuntimeOrigin::root;
		assert_noop!(set_platform(root(), ALICE, SCENE), Error::<Test>::NotActive);
		assert_noop!(set_platform(root(), PLATFORM, SceneId(9)), Error::<Test>::NotActive);
		Frozen::set(vec![PLATFORM.into()]);
		assert_noop!(set_platform(root(), PLATFORM, SCENE), Error::<Test>::NotActive);
		Frozen::set(Vec::new());
		assert_ok!(set_platform(root(), PLATFORM, SCENE));
		let set = RegionPlatform { participant: id(PLATFORM), scene: SCENE };
		assert_eq!(platform(), Some(set));
		assert_eq!(events(), [Event::PlatformSet { platform: set, by: Actor::Council }]);
		assert_noop!(set_platform(root(), PLATFORM, SCENE), Error::<Test>::NothingChanged);
		assert_ok!(set_platform(root(), PLATFORM, HEAVY));
	});
}
