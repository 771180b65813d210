//! What may be asked of the pallet from outside, through the runtime API. R007, R218, R219.

use crate::{
	Calls, Cases, Config, Count, Deadlines, Flows, HighRisk, LatestOf, Pallet, Record, Roles,
};
use alloc::vec::Vec;
use fiscal_primitives::{
	approval::{
		ApprovalAnswer, ApprovalCase, ApprovalFilter, ApprovalId, ApprovalItem, ApprovalPage,
		ApprovalRole, ApprovalState, Flow, RecordLine,
	},
	traits::ParticipantRegistry,
	ApprovalRoleId, Digest, FlowId, Moment, Operation, ParticipantId,
};
use frame_support::traits::Time;

/// The most items of one page.
const MAX_PAGE: usize = 100;

/// The most approvals looked at for one page.
const MAX_LOOKED_AT: u32 = 1_000;

impl<T: Config> Pallet<T> {
	/// An approval with its call and its whole record. One that was withdrawn may have no call.
	pub fn approval(id: ApprovalId) -> Option<ApprovalAnswer> {
		let case = Cases::<T>::get(id)?;
		let call = Calls::<T>::get(case.terms.subject).unwrap_or_default().into_inner();
		let record = (0..case.entries)
			.map_while(|seq| Record::<T>::get(id, seq))
			.map(|recorded| {
				let did = recorded.entry.signer.and_then(T::Participants::did_of);
				RecordLine { recorded, did }
			})
			.collect();
		let state_now = case.state_at(T::Time::now());
		let proposer_did = T::Participants::did_of(case.terms.proposer);
		Some(ApprovalAnswer { case, state_now, proposer_did, call, record })
	}

	/// The approvals of a call, newest first, at most 100.
	pub fn approvals_of(subject: Digest) -> Vec<ApprovalItem> {
		let now = T::Time::now();
		let latest = LatestOf::<T>::get(subject).and_then(Cases::<T>::get);
		core::iter::successors(latest, |case| case.earlier.and_then(Cases::<T>::get))
			.take(MAX_PAGE)
			.map(|case| ApprovalItem::of(&case, now))
			.collect()
	}

	/// The open approvals that wait for the participant's own signature, in the order of their
	/// deadlines.
	pub fn approvals_waiting_for(signer: ParticipantId) -> Vec<ApprovalItem> {
		let now = T::Time::now();
		if !T::Participants::is_active(signer) {
			return Vec::new();
		}
		Deadlines::<T>::iter_keys()
			.filter_map(|(_, id)| Cases::<T>::get(id))
			.filter(|case| Self::waits_for(case, signer, now))
			.map(|case| ApprovalItem::of(&case, now))
			.collect()
	}

	fn waits_for(case: &ApprovalCase, signer: ParticipantId, now: Moment) -> bool {
		case.state_at(now) == ApprovalState::Pending && Self::ensure_may_sign(case, signer).is_ok()
	}

	/// Approvals with numbers below `before`, newest first: at most `limit` (and at most 100), among
	/// the next 1,000.
	pub fn approvals(
		filter: ApprovalFilter,
		before: Option<ApprovalId>,
		limit: u32,
	) -> ApprovalPage {
		let now = T::Time::now();
		let limit = usize::try_from(limit).map_or(MAX_PAGE, |limit| limit.min(MAX_PAGE));
		let newest = Count::<T>::get();
		let mut id = before.map_or(newest, |before| before.saturating_sub(1).min(newest));
		let mut page = ApprovalPage::default();
		let mut looked_at = 0u32;
		while id > 0 && page.items.len() < limit && looked_at < MAX_LOOKED_AT {
			if let Some(case) = Cases::<T>::get(id).filter(|case| filter.admits(case, now)) {
				page.items.push(ApprovalItem::of(&case, now));
			}
			id = id.saturating_sub(1);
			looked_at = looked_at.saturating_add(1);
		}
		page.next = (id > 0).then(|| id.saturating_add(1));
		page
	}

	/// The flows.
	pub fn flows() -> Vec<(FlowId, Flow)> {
		let mut flows: Vec<_> = Flows::<T>::iter().collect();
		flows.sort_by_key(|(id, _)| *id);
		flows
	}

	/// The roles of approval.
	pub fn roles() -> Vec<(ApprovalRoleId, ApprovalRole)> {
		let mut roles: Vec<_> = Roles::<T>::iter().collect();
		roles.sort_by_key(|(id, _)| *id);
		roles
	}

	/// The operations of high risk and the flow that each demands.
	pub fn high_risk() -> Vec<(Operation, FlowId)> {
		let mut demanded: Vec<_> = HighRisk::<T>::iter().collect();
		demanded.sort();
		demanded
	}
}
