//! Locks that the platform takes for organisations of other provinces 跨省锁定. R105, R173, R174.

use crate::{refusal::Refusal, types::Signer, Config, Error, Pallet, Requests, WeightInfo};
use fiscal_primitives::{
	lock::{AcquireOutcome, LockRefusal},
	participant::Role,
	text::Reason,
	traits::{ParticipantRegistry, RegionLocks},
	BillKey, Digest, Fen, FlowNumber, ParticipantId, Region, SceneId,
};
use frame_support::{ensure, storage::with_storage_layer, traits::Get, weights::Weight};
use sp_runtime::DispatchError;

/// Why the lock of another province ends without reimbursement.
const RELEASED: &str = "cross-province: not reimbursed";

impl<T: Config> Pallet<T> {
	/// The platform, if it is in force.
	fn platform(id: ParticipantId) -> Result<Signer, Error<T>> {
		ensure!(T::Participants::is_active(id), Error::<T>::NotActive);
		ensure!(T::Participants::has_role(id, Role::Platform), Error::<T>::NotAuthorized);
		Ok(Signer { id, signer: id })
	}
}

/// Each runs in a storage layer of its own: whoever is refused goes on and answers the province.
impl<T: Config> RegionLocks for Pallet<T> {
	fn start(
		platform: ParticipantId,
		key: BillKey,
		scene: SceneId,
		region: Region,
		flow: FlowNumber,
		claimed: Fen,
		authorization: Digest,
	) -> Result<AcquireOutcome, LockRefusal> {
		with_storage_layer(|| {
			let asking = Self::platform(platform)?;
			Self::ask(asking, key, scene, region, flow, claimed, authorization)
		})
		.map(|(outcome, _)| outcome)
		.map_err(|refusal: Refusal| refusal.means)
	}

	fn settle(
		platform: ParticipantId,
		key: BillKey,
		region: Region,
		flow: FlowNumber,
		amount: Fen,
		close: bool,
	) -> Result<(), LockRefusal> {
		with_storage_layer(|| {
			let signer = Self::platform(platform)?;
			Self::settle_as(signer, key, region, flow, amount, close, true)
		})
		.map_err(|refusal: Refusal| refusal.means)
	}

	fn release(
		platform: ParticipantId,
		key: BillKey,
		region: Region,
		flow: FlowNumber,
	) -> Result<(), LockRefusal> {
		with_storage_layer(|| {
			let signer = Self::platform(platform)?;
			let reason = Reason::new(RELEASED).map_err(|fault| DispatchError::Other(fault.0))?;
			Self::release_as(signer, key, region, flow, reason, true)
		})
		.map_err(|refusal: Refusal| refusal.means)
	}

	fn has_room() -> bool {
		let most = usize::try_from(T::MaxRequestsPerBlock::get()).unwrap_or(usize::MAX);
		Requests::<T>::decode_len().unwrap_or_default() < most
	}

	fn region_weight() -> Weight {
		Self::request_weight(true)
			.max(Self::with_notice(T::WeightInfo::settle()))
			.max(Self::with_notice(T::WeightInfo::release()))
	}
}
