//! Activation codes 激活码: issue, use, void, freeze, reinstate. R029, R032.

use crate::{
	impls::later, Activations, CodeBatch, Codes, Config, Deadlines, DigestBatch, Due, Error, Event,
	Nodes, Pallet, Task,
};
use alloc::vec::Vec;
use fiscal_primitives::{
	node::{
		ActivationCode, ActivationFault, CodeAnswer, CodePage, CodeState, MAX_CODE_ATTEMPTS,
		MAX_NODE_PAGE,
	},
	policy::Label,
	text::Reason,
	Actor, Did, Digest, Moment, NodeId,
};
use frame_support::{
	ensure,
	traits::{Get, Time},
};
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
	/// What is due next for a code: its end, or its archiving after that.
	pub(crate) fn code_deadline(
		node: NodeId,
		digest: Digest,
		code: &ActivationCode,
	) -> (Due, Task) {
		match code.ended_at {
			None => (Due::at(code.valid_until), Task::CodeExpiry(node, digest)),
			Some(at) => {
				(Due::at(later(at, T::CodeRetention::get())), Task::CodeArchive(node, digest))
			}
		}
	}

	/// Stores a code with its deadline.
	fn store_code(node: NodeId, digest: Digest, code: &ActivationCode) {
		let (due, task) = Self::code_deadline(node, digest, code);
		Deadlines::<T>::insert(due, task, ());
		Codes::<T>::insert(node, digest, code);
	}

	fn unschedule_code(node: NodeId, digest: Digest, code: &ActivationCode) {
		let (due, task) = Self::code_deadline(node, digest, code);
		Deadlines::<T>::remove(due, task);
	}

	/// Brings a code to an end at `at`.
	pub(crate) fn end_code(
		node: NodeId,
		digest: Digest,
		code: &mut ActivationCode,
		state: CodeState,
		at: Moment,
	) {
		Self::unschedule_code(node, digest, code);
		code.state = state;
		code.ended_at = Some(at);
		Self::store_code(node, digest, code);
	}

	pub(crate) fn do_issue_codes(
		by: Actor,
		node: NodeId,
		codes: CodeBatch,
		product: Label,
	) -> DispatchResult {
		ensure!(!codes.is_empty(), Error::<T>::NothingNamed);
		Self::living(node)?;
		let issued_at = T::Time::now();
		let mut state = Activations::<T>::get(node);
		let count = u32::try_from(codes.len()).map_err(|_| Error::<T>::MaxCodesExceeded)?;
		let total = state.codes.saturating_add(count);
		ensure!(total <= T::MaxCodes::get(), Error::<T>::MaxCodesExceeded);
		let batch = state.batches.checked_add(1).ok_or(Error::<T>::MaxVersionsExceeded)?;
		for new in codes {
			ensure!(new.valid_until > issued_at, Error::<T>::Expired);
			ensure!(!Codes::<T>::contains_key(node, new.digest), Error::<T>::AlreadyExists);
			let code = ActivationCode {
				state: CodeState::Issued,
				batch,
				product: product.clone(),
				issued_by: by,
				issued_at,
				valid_until: new.valid_until,
				device: None,
				ended_at: None,
			};
			Self::store_code(node, new.digest, &code);
		}
		(state.codes, state.batches) = (total, batch);
		Activations::<T>::insert(node, state);
		Self::deposit_event(Event::CodesIssued { node, batch, count, product, by });
		Ok(())
	}

	pub(crate) fn do_void_codes(
		by: Actor,
		node: NodeId,
		codes: DigestBatch,
		reason: Reason,
	) -> DispatchResult {
		ensure!(!codes.is_empty(), Error::<T>::NothingNamed);
		let at = T::Time::now();
		for digest in codes {
			let mut code = Codes::<T>::get(node, digest).ok_or(Error::<T>::NotFound)?;
			ensure!(code.state == CodeState::Issued, Error::<T>::WrongState);
			Self::end_code(node, digest, &mut code, CodeState::Voided, at);
			let reason = reason.clone();
			Self::deposit_event(Event::CodeVoided { node, code: digest, by, reason });
		}
		Ok(())
	}

	fn set_frozen(node: NodeId, frozen: bool) -> Result<(), Error<T>> {
		ensure!(Nodes::<T>::contains_key(node), Error::<T>::NotFound);
		Activations::<T>::try_mutate(node, |state| {
			ensure!(state.frozen != frozen, Error::<T>::NothingChanged);
			state.frozen = frozen;
			state.failed = 0;
			Ok(())
		})
	}

	pub(crate) fn do_freeze_codes(by: Actor, node: NodeId, reason: Reason) -> DispatchResult {
		Self::set_frozen(node, true)?;
		Self::deposit_event(Event::CodesFrozen { node, by, reason: Some(reason) });
		Ok(())
	}

	pub(crate) fn do_thaw_codes(by: Actor, node: NodeId, reason: Reason) -> DispatchResult {
		Self::set_frozen(node, false)?;
		Self::deposit_event(Event::CodesThawed { node, by, reason });
		Ok(())
	}

	pub(crate) fn do_reinstate_code(
		by: Actor,
		node: NodeId,
		digest: Digest,
		valid_until: Moment,
		reason: Reason,
	) -> DispatchResult {
		let mut code = Codes::<T>::get(node, digest).ok_or(Error::<T>::NotFound)?;
		Self::living(node)?;
		let ended =
			matches!(code.state, CodeState::Voided | CodeState::Retired | CodeState::Expired);
		ensure!(ended, Error::<T>::WrongState);
		ensure!(valid_until > T::Time::now(), Error::<T>::Expired);
		Self::unschedule_code(node, digest, &code);
		code.state = CodeState::Issued;
		code.ended_at = None;
		code.valid_until = valid_until;
		Self::store_code(node, digest, &code);
		Self::deposit_event(Event::CodeReinstated { node, code: digest, valid_until, by, reason });
		Ok(())
	}

	/// Spends a code for a device, or tells why it cannot.
	pub(crate) fn spend_code(
		node: NodeId,
		digest: Digest,
		device: Did,
		now: Moment,
	) -> Result<(), ActivationFault> {
		let mut code = Codes::<T>::get(node, digest).ok_or(ActivationFault::Unknown)?;
		match code.state {
			CodeState::Issued if now < code.valid_until => {}
			CodeState::Issued | CodeState::Expired => return Err(ActivationFault::Expired),
			CodeState::Used => return Err(ActivationFault::Used),
			CodeState::Voided | CodeState::Retired => return Err(ActivationFault::Voided),
		}
		code.device = Some(device);
		Self::end_code(node, digest, &mut code, CodeState::Used, now);
		Activations::<T>::mutate(node, |state| state.failed = 0);
		Self::deposit_event(Event::CodeUsed { node, code: digest, device, at: now });
		Ok(())
	}

	/// Counts a failed attempt, and freezes the codes of the node with the last one allowed.
	pub(crate) fn count_failure(node: NodeId, code: Digest, device: Did, fault: ActivationFault) {
		let (failed, frozen) = Activations::<T>::mutate(node, |state| {
			state.failed = state.failed.saturating_add(1);
			state.frozen = state.failed >= MAX_CODE_ATTEMPTS;
			(state.failed, state.frozen)
		});
		Self::deposit_event(Event::ActivationRefused { node, device, code, fault, failed });
		if frozen {
			Self::deposit_event(Event::CodesFrozen { node, by: Actor::System, reason: None });
		}
	}

	/// Retires the code of a device that is unbound; it may have been archived meanwhile.
	pub(crate) fn retire_code(node: NodeId, digest: Digest, device: Did, now: Moment) {
		let Some(mut code) = Codes::<T>::get(node, digest) else { return };
		if code.state == CodeState::Used && code.device == Some(device) {
			Self::end_code(node, digest, &mut code, CodeState::Retired, now);
			Self::deposit_event(Event::CodeRetired { node, code: digest, device });
		}
	}

	/// A code by its digest.
	pub fn code(node: NodeId, digest: Digest) -> Option<CodeAnswer> {
		Codes::<T>::get(node, digest).map(|code| CodeAnswer { digest, code })
	}

	/// Codes of a node after the digest `after`, in the order of digests; at most `limit` and 100.
	pub fn codes(node: NodeId, after: Option<Digest>, limit: u32) -> CodePage {
		let most = usize::try_from(limit.min(MAX_NODE_PAGE)).unwrap_or(usize::MAX);
		let mut rest = match after {
			Some(after) => {
				let from = Codes::<T>::hashed_key_for(node, after);
				Codes::<T>::iter_prefix_from(node, from)
			}
			None => Codes::<T>::iter_prefix(node),
		};
		let items: Vec<_> =
			rest.by_ref().take(most).map(|(digest, code)| CodeAnswer { digest, code }).collect();
		let next = rest.next().and_then(|_| items.last().map(|last| last.digest));
		CodePage { activation: Activations::<T>::get(node), items, next }
	}
}
