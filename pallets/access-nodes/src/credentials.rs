//! Credentials 身份凭证 of nodes: renewal, revocation, delivery. R028, R033.

use crate::{Config, Deadlines, Devices, Due, Error, Event, Nodes, Pallet, Task};
use fiscal_primitives::{
	node::{Acknowledgement, Credential, CredentialTerms, Device},
	text::Reason,
	Actor, Did, NodeId,
};
use frame_support::{
	ensure,
	traits::{Get, Time},
};
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
	/// Moments at which something is due for a credential.
	pub(crate) fn credential_deadlines(node: NodeId, credential: &Credential) -> [(Due, Task); 2] {
		let reminder = credential.reminder(T::ReminderPeriod::get());
		[
			(Due::at(reminder), Task::CredentialReminder(node)),
			(Due::at(credential.valid_until), Task::CredentialExpiry(node)),
		]
	}

	pub(crate) fn schedule_credential(node: NodeId, credential: &Credential) {
		for (due, task) in Self::credential_deadlines(node, credential) {
			Deadlines::<T>::insert(due, task, ());
		}
	}

	pub(crate) fn unschedule_credential(node: NodeId, credential: &Credential) {
		for (due, task) in Self::credential_deadlines(node, credential) {
			Deadlines::<T>::remove(due, task);
		}
	}

	pub(crate) fn do_renew(by: Actor, node: NodeId, terms: CredentialTerms) -> DispatchResult {
		let mut stored = Self::living(node)?;
		let at = T::Time::now();
		let CredentialTerms { digest, valid_until } = terms;
		ensure!(valid_until > at, Error::<T>::Expired);
		let old = stored.credential;
		let same = (old.digest, old.valid_until) == (digest, valid_until);
		ensure!(!same || old.revoked_at.is_some(), Error::<T>::NothingChanged);
		let version = old.version.checked_add(1).ok_or(Error::<T>::MaxVersionsExceeded)?;
		Self::unschedule_credential(node, &old);
		stored.credential =
			Credential { digest, version, valid_from: at, valid_until, revoked_at: None };
		Self::schedule_credential(node, &stored.credential);
		Nodes::<T>::insert(node, stored);
		Self::routing_changed();
		Self::deposit_event(Event::CredentialIssued { node, digest, version, valid_until, by });
		Ok(())
	}

	pub(crate) fn do_revoke(by: Actor, node: NodeId, reason: Reason) -> DispatchResult {
		let mut stored = Self::living(node)?;
		ensure!(stored.credential.revoked_at.is_none(), Error::<T>::NothingChanged);
		let at = T::Time::now();
		Self::unschedule_credential(node, &stored.credential);
		stored.credential.revoked_at = Some(at);
		let version = stored.credential.version;
		Nodes::<T>::insert(node, stored);
		Self::routing_changed();
		Self::deposit_event(Event::CredentialRevoked { node, version, by, at, reason });
		Ok(())
	}

	/// Version of a credential that can be delivered.
	fn deliverable(node: NodeId) -> Result<u32, Error<T>> {
		let credential = Nodes::<T>::get(node).ok_or(Error::<T>::NotFound)?.credential;
		ensure!(credential.revoked_at.is_none(), Error::<T>::Revoked);
		Ok(credential.version)
	}

	/// Changes a device of a node.
	pub(crate) fn with_device<R>(
		node: NodeId,
		device: Did,
		change: impl FnOnce(&mut Device) -> Result<R, Error<T>>,
	) -> Result<R, Error<T>> {
		Devices::<T>::try_mutate(node, |devices| {
			let found = devices.iter_mut().find(|one| one.did == device);
			change(found.ok_or(Error::<T>::NotFound)?)
		})
	}

	pub(crate) fn do_redeliver(by: Actor, node: NodeId, device: Did) -> DispatchResult {
		let version = Self::deliverable(node)?;
		Self::with_device(node, device, |stored| {
			stored.acknowledged = None;
			Ok(())
		})?;
		Self::deposit_event(Event::CredentialRedelivered { node, device, version, by });
		Ok(())
	}

	pub(crate) fn do_acknowledge(node: NodeId, device: Did, version: u32) -> DispatchResult {
		ensure!(Self::deliverable(node)? == version, Error::<T>::WrongState);
		let at = T::Time::now();
		Self::with_device(node, device, |stored| {
			ensure!(!stored.has_received(version), Error::<T>::NothingChanged);
			stored.acknowledged = Some(Acknowledgement { version, at });
			Ok(())
		})?;
		Self::deposit_event(Event::CredentialAcknowledged { node, device, version });
		Ok(())
	}
}
