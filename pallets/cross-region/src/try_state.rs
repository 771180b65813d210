//! What holds between any two blocks.
//!
//! With `std` too, so that the tests of other crates can check it.
#![cfg(any(feature = "try-runtime", feature = "std"))]

use crate::{
	filing::is_in_force, types::is_over, Config, FilingCount, FilingOrder, Filings, FilingsByOrg,
	InboundFlows, LiveFlows, OutboundCount, OutboundFlows, OutboundOf, Pallet, Provinces, Services,
	StoredAnswers,
};
use alloc::collections::BTreeSet;
use fiscal_primitives::{
	region::{Ending, FilingStatus, OutboundFlow, OutboundStatus, RegionOperation, RegionOutcome},
	Region,
};
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
	/// Checks every registration and every reimbursement. The block has to be closed.
	///
	/// Errors: what does not hold.
	pub fn do_try_state() -> Result<(), TryRuntimeError> {
		ensure!(!Provinces::<T>::contains_key(Region::SHANGHAI), "provinces: the one of here");
		Self::check_filings()?;
		Self::check_inbound()?;
		Self::check_outbound()
	}

	/// * A code belongs to the one registration in force that names it.
	/// * Every participant that applied stands in the order once.
	/// * Services are of registered organisations.
	fn check_filings() -> Result<(), TryRuntimeError> {
		let mut all = BTreeSet::new();
		for (participant, filing) in Filings::<T>::iter() {
			all.insert(participant);
			let owns = FilingsByOrg::<T>::get(filing.org) == Some(participant);
			ensure!(owns == is_in_force(filing.status), "filing: its code is not where it belongs");
		}
		for (org, participant) in FilingsByOrg::<T>::iter() {
			let filing = Filings::<T>::get(participant).ok_or("code: of no filing")?;
			ensure!(filing.org == org, "code: of another filing");
		}
		let ordered: BTreeSet<_> =
			(1..=FilingCount::<T>::get()).filter_map(FilingOrder::<T>::get).collect();
		ensure!(ordered == all, "filings: their order is not theirs");
		ensure!(FilingOrder::<T>::iter().count() == all.len(), "filings: one stands twice");
		for (org, _) in Services::<T>::iter() {
			let filing = FilingsByOrg::<T>::get(org).and_then(Filings::<T>::get);
			let registered = filing.is_some_and(|found| found.status == FilingStatus::Registered);
			ensure!(registered, "service: of an organisation that is not registered");
		}
		Ok(())
	}

	/// * The close of the block decides every request.
	/// * Where there is a lock there is its end, and who holds it.
	/// * Answers that are kept are final.
	fn check_inbound() -> Result<(), TryRuntimeError> {
		for (id, entry) in InboundFlows::<T>::iter() {
			ensure!(id == entry.flow.key(RegionOperation::Start), "inbound: not under its key");
			ensure!(entry.flow.region != Region::SHANGHAI, "inbound: from here");
			let outcome = entry.state.outcome;
			ensure!(outcome != RegionOutcome::Pending, "inbound: undecided in a closed block");
			let locked = outcome == RegionOutcome::Locked;
			ensure!(locked == entry.state.expires.is_some(), "inbound: an end without a lock");
			ensure!(!locked || entry.platform.is_some(), "inbound: a lock that nobody holds");
			let key = entry.flow.key(RegionOperation::Result);
			let stored = StoredAnswers::<T>::get(key).map(|answer| answer.outcome);
			let settled = [RegionOutcome::Settled, RegionOutcome::Late];
			ensure!(
				!settled.contains(&outcome) || stored == Some(outcome),
				"inbound: the answer to its result is another one"
			);
		}
		for answer in StoredAnswers::<T>::iter_values() {
			let last = [RegionOutcome::Settled, RegionOutcome::Released, RegionOutcome::Late];
			ensure!(last.contains(&answer.outcome), "answer: not final");
		}
		Ok(())
	}

	fn check_outbound() -> Result<(), TryRuntimeError> {
		for (id, flow) in OutboundFlows::<T>::iter() {
			ensure!(id == flow.flow.key(RegionOperation::Start), "outbound: not under its key");
			ensure!(flow.flow.region == Region::SHANGHAI, "outbound: not from here");
			let live = LiveFlows::<T>::get(flow.issuer, flow.bill) == Some(id);
			ensure!(live != is_over(flow.status), "outbound: runs and is over");
			Self::check_ending(&flow)?;
		}
		for (_, _, id) in LiveFlows::<T>::iter() {
			ensure!(OutboundFlows::<T>::contains_key(id), "live: of no reimbursement");
		}
		let mut listed = 0usize;
		for (participant, count) in OutboundCount::<T>::iter() {
			for number in 1..=count {
				let id = OutboundOf::<T>::get(participant, number).ok_or("outbound: a gap")?;
				let flow = OutboundFlows::<T>::get(id).ok_or("outbound: listed, not there")?;
				ensure!(flow.participant == participant, "outbound: listed of another");
				listed = listed.saturating_add(1);
			}
		}
		ensure!(listed == OutboundFlows::<T>::iter().count(), "outbound: not listed");
		Ok(())
	}

	fn check_ending(flow: &OutboundFlow) -> Result<(), TryRuntimeError> {
		ensure!(!flow.claimed.is_zero(), "outbound: over nothing");
		let within = match flow.ending {
			Some(Ending::Settled { amount, .. }) => amount <= flow.claimed,
			Some(Ending::Released) | None => true,
		};
		ensure!(within, "outbound: more than claimed");
		let agrees = match flow.status {
			OutboundStatus::Asked | OutboundStatus::Locked | OutboundStatus::Refused => {
				flow.ending.is_none()
			}
			OutboundStatus::Ending => flow.ending.is_some(),
			OutboundStatus::Settled => matches!(flow.ending, Some(Ending::Settled { .. })),
			OutboundStatus::Released | OutboundStatus::Disputed => true,
		};
		ensure!(agrees, "outbound: its end does not fit it");
		Ok(())
	}
}
