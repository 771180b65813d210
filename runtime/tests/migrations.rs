//! Every pallet declares the layout of its storage, the chain starts with the layouts declared, and a
//! migration runs once, moves what it has to move, and the version with it.

mod common;

use common::chain;
use fiscal_primitives::{participant::Tier, AccountId, ParticipantId};
use fiscal_runtime::{
	configs::{DefaultQuotas, RuntimeBlockWeights},
	genesis_presets::{preset_names, DEVNET},
	AllPalletsWithSystem, Block, Executive, Hash, Header, Participants, Quotas, Runtime,
	RuntimeOrigin, VERSION,
};
use frame_support::{
	migrations::VersionedMigration,
	parameter_types, storage_alias,
	traits::{
		Get, GetStorageVersion, NoStorageVersionSet, OnRuntimeUpgrade, PalletInfoAccess,
		StorageVersion, UncheckedOnRuntimeUpgrade,
	},
	weights::{RuntimeDbWeight, Weight},
};
use frame_system::{LastRuntimeUpgrade, LastRuntimeUpgradeInfo};
use impl_trait_for_tuples::impl_for_tuples;
use pallet_collective::{Instance1, RawOrigin};
use pallet_quotas::{Quota, TierQuotas};
use sp_runtime::{traits::Header as _, Digest, StateVersion};
use sp_version::RuntimeVersion;

/// Pallets of the SDK that declare no layout: it is the SDK's to change.
const UNDECLARED: [&str; 2] = ["System", "Timestamp"];

/// The layout of the storage of a pallet.
struct Layout {
	pallet: &'static str,
	declared: Option<StorageVersion>,
	on_chain: StorageVersion,
}

/// What a pallet gives as the layout it was written for.
trait Declared {
	fn declared(self) -> Option<StorageVersion>;
}

impl Declared for StorageVersion {
	fn declared(self) -> Option<StorageVersion> {
		Some(self)
	}
}

impl Declared for NoStorageVersionSet {
	fn declared(self) -> Option<StorageVersion> {
		None
	}
}

trait Versioned {
	fn layout() -> Layout;
}

impl<P> Versioned for P
where
	P: GetStorageVersion + PalletInfoAccess,
	P::InCodeStorageVersion: Declared,
{
	fn layout() -> Layout {
		Layout {
			pallet: P::name(),
			declared: P::in_code_storage_version().declared(),
			on_chain: P::on_chain_storage_version(),
		}
	}
}

/// The layouts of all pallets of a runtime.
trait Layouts {
	fn append(to: &mut Vec<Layout>);
}

#[impl_for_tuples(1, 64)]
#[tuple_types_custom_trait_bound(Versioned)]
impl Layouts for Tuple {
	fn append(to: &mut Vec<Layout>) {
		for_tuples!( #( to.push(Tuple::layout()); )* );
	}
}

/// What is wrong with the layouts of the runtime's pallets in this state.
fn faults() -> Vec<String> {
	let mut layouts = Vec::new();
	AllPalletsWithSystem::append(&mut layouts);
	assert!(layouts.len() > UNDECLARED.len());
	let fault = |layout: Layout| {
		let Layout { pallet, declared, on_chain } = layout;
		match declared {
			None if UNDECLARED.contains(&pallet) => None,
			None => Some(format!("{pallet} declares no storage version")),
			Some(declared) if declared == on_chain => None,
			Some(declared) => {
				Some(format!("{pallet}: {on_chain:?} on chain and {declared:?} in code"))
			}
		}
	};
	layouts.into_iter().filter_map(fault).collect()
}

type DbWeight = <Runtime as frame_system::Config>::DbWeight;

fn db() -> RuntimeDbWeight {
	<DbWeight as Get<RuntimeDbWeight>>::get()
}

/// The runtime with a migration of the test's before its own.
type With<M> = frame_executive::Executive<
	Runtime,
	Block,
	frame_system::ChainContext<Runtime>,
	Runtime,
	AllPalletsWithSystem,
	M,
>;

fn header(number: u32) -> Header {
	let parent = Hash::repeat_byte(9);
	Header::new(number, Default::default(), Default::default(), parent, Digest::default())
}

/// Makes the state that of a chain whose last block was made by the version before this one.
fn last_version() {
	let before = RuntimeVersion { spec_version: VERSION.spec_version - 1, ..VERSION };
	LastRuntimeUpgrade::<Runtime>::put(LastRuntimeUpgradeInfo::from(before));
}

fn root() -> Vec<u8> {
	sp_io::storage::root(StateVersion::V1)
}

#[test]
fn every_chain_starts_with_the_layouts_that_are_declared() {
	for preset in preset_names() {
		chain(preset.as_ref()).execute_with(|| assert_eq!(faults(), Vec::<String>::new()));
	}
}

#[test]
fn a_layout_that_is_not_the_declared_one_is_noticed() {
	chain(DEVNET).execute_with(|| {
		let declared = Quotas::in_code_storage_version();
		for wrong in [0, 9] {
			StorageVersion::new(wrong).put::<Quotas>();
			let faults = faults();
			assert!(matches!(&faults[..], [one] if one.starts_with("Quotas")), "{faults:?}");
		}
		declared.put::<Quotas>();
		assert!(faults().is_empty());
	});
}

#[test]
fn a_pallet_that_declares_nothing_is_noticed() {
	assert!(NoStorageVersionSet.declared().is_none());
	let mut layouts = Vec::new();
	chain(DEVNET).execute_with(|| AllPalletsWithSystem::append(&mut layouts));
	let undeclared: Vec<_> = layouts
		.iter()
		.filter(|layout| layout.declared.is_none())
		.map(|layout| layout.pallet)
		.collect();
	assert_eq!(undeclared, UNDECLARED, "the list names these and no others");
}

#[test]
fn the_migrations_of_this_version_fit_into_a_block_and_leave_the_layouts_declared() {
	chain(DEVNET).execute_with(|| {
		last_version();
		Executive::initialize_block(&header(1));
		assert_eq!(faults(), Vec::<String>::new());
		let weight = Executive::execute_on_runtime_upgrade();
		assert!(weight.all_lte(RuntimeBlockWeights::get().max_block), "{weight:?}");
	});
}

/// A migration as a pallet would bring it along: to version 1 of the quotas, which has a default for
/// each tier, from version 0, which had one for all.
mod one_default_for_all {
	use super::*;

	#[storage_alias]
	pub type DefaultQuota = StorageValue<Quotas, Quota>;

	parameter_types! {
		/// How often it ran.
		pub static Runs: u32 = 0;
	}

	pub struct ToTiers;

	impl UncheckedOnRuntimeUpgrade for ToTiers {
		fn on_runtime_upgrade() -> Weight {
			Runs::mutate(|runs| *runs += 1);
			let quota = DefaultQuota::take().expect("version 0 has a default");
			pallet_quotas::DefaultQuotas::<Runtime>::put(TierQuotas {
				member: quota,
				organisation: quota,
				..DefaultQuotas::get()
			});
			db().reads_writes(1, 2)
		}
	}

	pub type Migration = VersionedMigration<0, 1, ToTiers, Quotas, DbWeight>;
}

use one_default_for_all::{DefaultQuota, Migration, Runs};

const OLD_DEFAULT: Quota = Quota { burst: 7_000, per_second: 70 };
const OWN: Quota = Quota { burst: 9_000, per_second: 90 };
const HOSPITAL: ParticipantId = ParticipantId(6);
const SCHOOL: ParticipantId = ParticipantId(7);

/// Makes the state that of a chain of version 0 of the quotas, with a quota of the hospital's own.
fn version_0() {
	Runs::set(0);
	let council: RuntimeOrigin = RawOrigin::<AccountId, Instance1>::Members(3, 4).into();
	Quotas::set_quota(council, HOSPITAL, Some(OWN)).unwrap();
	pallet_quotas::DefaultQuotas::<Runtime>::kill();
	DefaultQuota::put(OLD_DEFAULT);
	StorageVersion::new(0).put::<Quotas>();
	last_version();
}

#[test]
fn the_first_block_of_a_new_version_runs_a_migration_and_moves_the_version() {
	chain(DEVNET).execute_with(|| {
		version_0();
		assert_eq!(faults().len(), 1, "the old layout is not the declared one");
		let validators = pallet_bft_validators::Current::<Runtime>::get();
		let hospital = Participants::participant(HOSPITAL);

		With::<Migration>::initialize_block(&header(1));

		assert_eq!(Runs::get(), 1);
		assert_eq!(faults(), Vec::<String>::new());
		assert_eq!(DefaultQuota::get(), None);
		assert_eq!(Quotas::quota(SCHOOL), OLD_DEFAULT);
		assert_eq!(Quotas::quota(HOSPITAL), OWN);
		let defaults = pallet_quotas::DefaultQuotas::<Runtime>::get();
		assert_eq!(defaults.of(Tier::Holder), DefaultQuotas::get().of(Tier::Holder));
		let last = LastRuntimeUpgrade::<Runtime>::get().unwrap();
		assert!(!last.was_upgraded(&VERSION));
		// What it does not concern is as before.
		assert_eq!(pallet_bft_validators::Current::<Runtime>::get(), validators);
		assert_eq!(Participants::participant(HOSPITAL), hospital);
	});
}

#[test]
fn no_later_block_and_no_later_version_runs_it_again() {
	chain(DEVNET).execute_with(|| {
		version_0();
		With::<Migration>::initialize_block(&header(1));
		With::<Migration>::initialize_block(&header(2));
		assert_eq!(Runs::get(), 1);

		// The version after it still lists the migration.
		last_version();
		With::<Migration>::initialize_block(&header(3));
		assert_eq!(Runs::get(), 1);
		let before = root();
		With::<Migration>::execute_on_runtime_upgrade();
		assert_eq!((Runs::get(), root()), (1, before));
		assert_eq!(Quotas::quota(SCHOOL), OLD_DEFAULT);
	});
}

#[test]
fn a_chain_that_never_had_the_old_layout_is_left_alone() {
	chain(DEVNET).execute_with(|| {
		Runs::set(0);
		last_version();
		let before = root();
		let weight = Migration::on_runtime_upgrade();
		assert_eq!((Runs::get(), root()), (0, before));
		assert_eq!(weight, db().reads(1));
		assert_eq!(faults(), Vec::<String>::new());
	});
}
