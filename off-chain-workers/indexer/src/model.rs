//! The rows of the index, as the API answers them and as the writer fills the tables.
//!
//! Every structure is one item of a list of the API: JSON in camelCase, times Unix ms, amounts whole
//! fen, participants, nodes, scenes and policies by their numbers on the chain, digests `0x` and
//! hexadecimal digits. `migrations/` has one table for each; the names of columns are those of the
//! fields in snake case, unless a field says where it comes from.
//!
//! * [`chain`]: blocks, transactions, events, alerts
//! * [`bills`]: bills, their timeline, locks, authorizations
//! * [`parties`]: participants, access nodes
//! * [`decisions`]: approvals, scenes, policies
//! * [`bridges`]: outbox, observations, provinces
//! * [`statistics`]: what is counted ahead

pub mod bills;
pub mod bridges;
pub mod chain;
pub mod decisions;
pub mod parties;
pub mod statistics;

pub use bills::{
	AuthorizationLogItem, AuthorizationRow, BillRow, BillStatus, LockRow, TimelineItem,
};
pub use bridges::{ObservationRow, OutboxRow, ProvinceRow};
pub use chain::{AlertRow, BlockRow, Certificate, EventRow, Signer, TransactionRow};
pub use decisions::{ApprovalEntry, ApprovalRow, PolicyRow, PolicyVersionRow, SceneRow};
pub use parties::{NodeHistoryRow, NodeLink, NodeRow, ParticipantRow};
pub use statistics::{ActivityRow, BillStatisticsRow, Summary};

/// How many things of one kind a block may have: positions leave so many numbers to each.
pub const PER_BLOCK: i64 = 1 << 20;

/// The sort key of what stands in a block: the height times 2^20, plus its number in the block.
///
/// Transactions, events, bills and locks are ordered by it in their tables, pages go on behind it,
/// and a period of time is a range of it, because consensus time rises with the height.
pub const fn position(height: u32, index: u32) -> i64 {
	(height as i64) * PER_BLOCK + (index as i64)
}

/// The height of a [`position`].
pub fn height_of(position: i64) -> u32 {
	u32::try_from(position.div_euclid(PER_BLOCK)).unwrap_or_default()
}

/// The number in its block of a [`position`].
pub fn index_of(position: i64) -> u32 {
	u32::try_from(position.rem_euclid(PER_BLOCK)).unwrap_or_default()
}

/// A [`position`] as the API writes it: `height-index`.
pub fn id_of(position: i64) -> String {
	format!("{}-{}", height_of(position), index_of(position))
}

/// The position that `height-index` names; none for other text.
pub fn position_of(id: &str) -> Option<i64> {
	let (height, index) = id.split_once('-')?;
	let digits = |text: &str| {
		(1..=10).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
	};
	if !digits(height) || !digits(index) {
		return None;
	}
	let index: u32 = index.parse().ok()?;
	(i64::from(index) < PER_BLOCK).then_some(position(height.parse().ok()?, index))
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	proptest! {
		#[test]
		fn positions_keep_order_and_come_back(
			one in (any::<u32>(), 0u32..1 << 20),
			two in (any::<u32>(), 0u32..1 << 20),
		) {
			let (first, second) = (position(one.0, one.1), position(two.0, two.1));
			prop_assert_eq!(first.cmp(&second), one.cmp(&two));
			prop_assert_eq!((height_of(first), index_of(first)), one);
			prop_assert_eq!(position_of(&id_of(first)), Some(first));
		}
	}

	#[test]
	fn what_is_no_position_is_refused() {
		for text in ["", "1", "-", "1-", "-1", "1-2-3", "+1-2", "1-1048576", "4294967296-0", "a-b"]
		{
			assert_eq!(position_of(text), None, "{text}");
		}
	}
}
