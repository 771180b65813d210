use crate::{mock::*, GenesisConfig};
use fiscal_primitives::{region::RegionPlatform, Region};
use sp_runtime::BuildStorage;

fn build(provinces: Vec<u8>) -> sp_io::TestExternalities {
	let provinces = provinces.into_iter().map(|code| (region(code), province(ZHEJIANG))).collect();
	let platform = Some(RegionPlatform { participant: id(PLATFORM), scene: SCENE });
	let genesis = GenesisConfig::<Test> { provinces, platform, ..Default::default() };
	genesis.build_storage().unwrap().into()
}

#[test]
fn the_chain_starts_with_its_provinces() {
	build(vec![ANHUI, ZHEJIANG]).execute_with(|| {
		let regions: Vec<_> = Regions::provinces().iter().map(|one| one.region.get()).collect();
		assert_eq!(regions, [ZHEJIANG, ANHUI]);
		assert_eq!(platform().unwrap().scene, SCENE);
		Regions::do_try_state().unwrap();
	});
}

#[test]
#[should_panic = "33 is named twice"]
fn no_province_is_named_twice() {
	build(vec![ZHEJIANG, ZHEJIANG]);
}

#[test]
#[should_panic = "31 is here"]
fn the_province_of_the_chain_is_none_of_them() {
	build(vec![Region::SHANGHAI.get()]);
}
