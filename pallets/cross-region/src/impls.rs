//! What every part needs: room, messages and evidence; and what administrators set.

use crate::{Config, Error, Event, Pallet, Platform, Provinces};
use fiscal_primitives::{
	outbox::{Body, Destination, EvidenceKind, EvidenceNotice, MessageId},
	participant::Role,
	region::{Province, RegionPlatform},
	traits::{Outbox, ParticipantRegistry, SceneRegistry},
	Actor, Digest, Moment, ParticipantId, Region,
};
use frame_support::{ensure, traits::Time, weights::Weight};
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
	/// Consensus time, Unix ms.
	pub(crate) fn now() -> Moment {
		T::Time::now()
	}

	/// What a call weighs that writes so many messages.
	pub(crate) fn with_messages(own: Weight, count: u64) -> Weight {
		own.saturating_add(T::Outbox::send_weight().saturating_mul(count))
	}

	/// Is there room for what one step tells: the platform, and the evidence of it?
	pub(crate) fn ensure_room() -> DispatchResult {
		T::Outbox::ensure_room(Destination::YangtzeDelta, 1)?;
		T::Outbox::ensure_room(Destination::Evidence, 1)
	}

	/// Leaves evidence 存证. R175, R178.
	pub(crate) fn prove(kind: EvidenceKind, digest: Digest) {
		T::Outbox::send(Body::Evidence(EvidenceNotice { kind, digest, at: Self::now() }));
	}

	/// Tells the platform, and leaves evidence of what it was told. None where messages to it are not
	/// written.
	pub(crate) fn tell(kind: EvidenceKind, body: Body) -> Option<MessageId> {
		let digest = body.digest();
		let sent = T::Outbox::send(body);
		Self::prove(kind, digest);
		sent
	}

	/// [`Pallet::tell`] of what makes no sense unless the platform learns it.
	pub(crate) fn must_tell(kind: EvidenceKind, body: Body) -> Result<(), Error<T>> {
		ensure!(Self::tell(kind, body).is_some(), Error::<T>::DestinationClosed);
		Ok(())
	}

	/// Nobody decides about an organisation of its own member.
	pub(crate) fn ensure_apart(by: &Actor, about: ParticipantId) -> Result<(), Error<T>> {
		let apart = by.participant().is_none_or(|id| T::Participants::are_apart(id, about));
		ensure!(apart, Error::<T>::OwnApplication);
		Ok(())
	}

	pub(crate) fn do_set_province(
		by: Actor,
		region: Region,
		province: Province,
	) -> Result<(), Error<T>> {
		ensure!(region != Region::SHANGHAI, Error::<T>::OwnRegion);
		ensure!(Provinces::<T>::get(region) != Some(province), Error::<T>::NothingChanged);
		Provinces::<T>::insert(region, province);
		Self::deposit_event(Event::ProvinceSet { region, province, by });
		Ok(())
	}

	pub(crate) fn do_set_platform(by: Actor, platform: RegionPlatform) -> Result<(), Error<T>> {
		let participant = platform.participant;
		let acts = T::Participants::is_active(participant)
			&& T::Participants::has_role(participant, Role::Platform);
		ensure!(acts, Error::<T>::NotActive);
		ensure!(T::Scenes::terms(platform.scene).is_some(), Error::<T>::NotActive);
		ensure!(Platform::<T>::get() != Some(platform), Error::<T>::NothingChanged);
		Platform::<T>::put(platform);
		Self::deposit_event(Event::PlatformSet { platform, by });
		Ok(())
	}
}
