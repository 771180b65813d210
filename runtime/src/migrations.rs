//! Changes of the layout of the storage, one place for all of them.
//!
//! A pallet whose layout changes raises its `STORAGE_VERSION` by one and gives the change as a
//! [`VersionedMigration`](frame_support::migrations::VersionedMigration) from the version before, in a
//! `migrations.rs` of its own; here it joins [`Migrations`]. The first block of a new runtime runs them
//! before anything else, each only where the version on chain is the one it starts from, so that none
//! runs twice and a chain may skip releases as long as the migrations between stay listed.
//! `tests/migrations.rs` tests that after them every pallet finds the version it declares.
//!
//! They run within one block, whatever that takes: what is bounded by a constant or by the council
//! belongs here, and what grows with the bills does not.

/// The migrations of this version, in the order in which they run. None: no chain has run a layout
/// before the present one.
#[cfg(not(feature = "next-version"))]
pub type Migrations = ();

/// The migrations of the version that comes next, for tests of runtime upgrades.
#[cfg(feature = "next-version")]
pub type Migrations = (next_version::Quotas1To2,);

#[cfg(feature = "next-version")]
mod next_version {
	use crate::{Quotas, Runtime};
	use frame_support::{
		migrations::VersionedMigration,
		traits::{Get, UncheckedOnRuntimeUpgrade},
		weights::{RuntimeDbWeight, Weight},
	};
	use pallet_quotas::DefaultQuotas;

	type DbWeight = <Runtime as frame_system::Config>::DbWeight;

	/// Gives citizens one unit more at once, so that the state tells whether it ran, and how often.
	pub struct OneUnitMore;

	impl UncheckedOnRuntimeUpgrade for OneUnitMore {
		fn on_runtime_upgrade() -> Weight {
			DefaultQuotas::<Runtime>::mutate(|quotas| {
				quotas.holder.burst = quotas.holder.burst.saturating_add(1);
			});
			<DbWeight as Get<RuntimeDbWeight>>::get().reads_writes(1, 1)
		}
	}

	pub type Quotas1To2 = VersionedMigration<1, 2, OneUnitMore, Quotas, DbWeight>;
}
