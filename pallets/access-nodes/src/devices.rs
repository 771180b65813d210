//! Devices 业务接入端设备: activation, binding, replacement, state. R031–R034.

use crate::{Config, DeviceNodes, Devices, Error, Event, NodeDevices, Nodes, Pallet};
use alloc::vec::Vec;
use codec::Encode;
use fiscal_primitives::{
	node::{
		binding_message, code_digest, CodeText, Device, DeviceAnswer, DeviceRequest, DeviceStatus,
		Endpoint,
	},
	text::Reason,
	Actor, Did, Digest, NodeId, ParticipantId,
};
use fiscal_sm_crypto::{sm3_256, verify};
use frame_support::{ensure, traits::Time};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{traits::Zero, DispatchResult};

impl<T: Config> Pallet<T> {
	/// Hash of the genesis block: what is signed for one chain is worth nothing on another.
	pub(crate) fn genesis_hash() -> Digest {
		let hash = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero()).encode();
		<[u8; 32]>::try_from(hash.as_slice()).unwrap_or_else(|_| sm3_256(&hash)).into()
	}

	/// The operator does not touch what the authority has blocked.
	fn ensure_not_blocked(operates: bool, device: &Device) -> Result<(), Error<T>> {
		let blocked = device.status == DeviceStatus::Blocked;
		ensure!(!(operates && blocked), Error::<T>::NotAuthorized);
		Ok(())
	}

	/// Takes a device out of the list.
	fn take(devices: &mut NodeDevices, device: Did) -> Result<Device, Error<T>> {
		let index = devices.iter().position(|one| one.did == device).ok_or(Error::<T>::NotFound)?;
		Ok(devices.remove(index))
	}

	pub(crate) fn do_activate(
		signer: ParticipantId,
		node: NodeId,
		code: CodeText,
		replaces: Option<Did>,
		request: DeviceRequest,
	) -> DispatchResult {
		let mut stored = Self::living(node)?;
		ensure!(!crate::Activations::<T>::get(node).frozen, Error::<T>::Frozen);
		let did = Did::of(&request.key);
		ensure!(!DeviceNodes::<T>::contains_key(did), Error::<T>::AlreadyExists);
		let mut devices = Devices::<T>::get(node);
		let replaced = replaces.map(|old| Self::take(&mut devices, old)).transpose()?;
		if let Some(replaced) = &replaced {
			Self::ensure_not_blocked(true, replaced)?;
		}
		ensure!(!devices.is_full(), Error::<T>::MaxDevicesExceeded);
		let message = binding_message(Self::genesis_hash(), node, &request);
		ensure!(verify(&request.key, &message, &request.proof), Error::<T>::ProofInvalid);

		let (digest, at) = (code_digest(node, &code), T::Time::now());
		if let Err(fault) = Self::spend_code(node, digest, did, at) {
			Self::count_failure(node, digest, did, fault);
			return Ok(());
		}
		if let Some(replaced) = replaced {
			Self::forget(
				Actor::Participant { id: stored.operator, signer, approval: None },
				node,
				&replaced,
				None,
			);
		}
		let DeviceRequest { name, key, info, endpoint, certificate, proof: _ } = request;
		let device = Device {
			did,
			key,
			name,
			info,
			endpoint: endpoint.clone(),
			certificate,
			status: DeviceStatus::Active,
			code: digest,
			bound_at: at,
			changed_at: at,
			acknowledged: None,
		};
		devices.try_push(device).map_err(|_| Error::<T>::MaxDevicesExceeded)?;
		Devices::<T>::insert(node, devices);
		DeviceNodes::<T>::insert(did, node);
		if stored.activated_at.is_none() {
			stored.activated_at = Some(at);
			Nodes::<T>::insert(node, stored);
		}
		Self::routing_changed();
		Self::deposit_event(Event::DeviceBound {
			node,
			device: did,
			replaces,
			info,
			endpoint,
			signer,
		});
		Ok(())
	}

	/// What goes with a device that was taken out of the list.
	fn forget(by: Actor, node: NodeId, device: &Device, reason: Option<Reason>) {
		DeviceNodes::<T>::remove(device.did);
		Self::retire_code(node, device.code, device.did, T::Time::now());
		Self::deposit_event(Event::DeviceUnbound { node, device: device.did, by, reason });
	}

	pub(crate) fn do_update_device(
		node: NodeId,
		device: Did,
		info: Option<Digest>,
		endpoint: Option<Endpoint>,
		certificate: Option<Digest>,
	) -> DispatchResult {
		let at = T::Time::now();
		let (info, endpoint, certificate) = Self::with_device(node, device, |stored| {
			let before = (stored.info, stored.endpoint.clone(), stored.certificate);
			let after = (
				info.unwrap_or(before.0),
				endpoint.unwrap_or_else(|| before.1.clone()),
				certificate.or(before.2),
			);
			ensure!(before != after, Error::<T>::NothingChanged);
			(stored.info, stored.endpoint, stored.certificate) = after.clone();
			stored.changed_at = at;
			Ok(after)
		})?;
		Self::routing_changed();
		Self::deposit_event(Event::DeviceUpdated { node, device, info, endpoint, certificate });
		Ok(())
	}

	pub(crate) fn do_set_device_status(
		by: Actor,
		operates: bool,
		node: NodeId,
		device: Did,
		status: DeviceStatus,
		reason: Reason,
	) -> DispatchResult {
		let at = T::Time::now();
		let from = Self::with_device(node, device, |stored| {
			Self::ensure_not_blocked(operates, stored)?;
			ensure!(!(operates && status == DeviceStatus::Blocked), Error::<T>::NotAuthorized);
			ensure!(stored.status != status, Error::<T>::NothingChanged);
			stored.changed_at = at;
			Ok(core::mem::replace(&mut stored.status, status))
		})?;
		Self::routing_changed();
		let to = status;
		Self::deposit_event(Event::DeviceStatusChanged { node, device, from, to, by, reason });
		Ok(())
	}

	pub(crate) fn do_unbind_device(
		by: Actor,
		operates: bool,
		node: NodeId,
		device: Did,
		reason: Reason,
	) -> DispatchResult {
		let mut devices = Devices::<T>::get(node);
		let taken = Self::take(&mut devices, device)?;
		Self::ensure_not_blocked(operates, &taken)?;
		if devices.is_empty() {
			Devices::<T>::remove(node);
		} else {
			Devices::<T>::insert(node, devices);
		}
		Self::forget(by, node, &taken, Some(reason));
		Self::routing_changed();
		Ok(())
	}

	/// The devices of a node, in the order they were bound; at most 16.
	pub fn devices(node: NodeId) -> Vec<DeviceAnswer> {
		let version = Nodes::<T>::get(node).map(|stored| stored.credential.version);
		let answer = |device: Device| {
			let credential_received = version.is_some_and(|version| device.has_received(version));
			DeviceAnswer { device, credential_received }
		};
		Devices::<T>::get(node).into_iter().map(answer).collect()
	}
}
