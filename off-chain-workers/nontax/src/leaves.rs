//! The chain's side of a comparison: one digest a bill.

use crate::Span;
use fiscal_bridge::worker::{At, BridgeFault, Chain, ChainFault};
use fiscal_primitives::{observation::OutsideState, outbox::DeliveryFault, Bill, BillKey, Digest};
use fiscal_sm_crypto::sm3_256;

/// How many bills are asked of the chain at a time.
const PAGE: u32 = 1_000;

/// The leaves of a span, ascending by number; 40 bytes a bill.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Leaves(Vec<(u64, Digest)>);

impl Leaves {
	/// Reads the bills of a span, page by page, each at the block that is the latest then: a node keeps
	/// the states of a minute or so, and a wide span takes longer. So the leaves need not be of one
	/// block, and a bill that changed meanwhile is for a second look. Other tasks have their turn
	/// between pages.
	///
	/// Errors: the chain does not answer, or not in order.
	pub async fn read(chain: &dyn Chain, span: &Span) -> Result<Self, BridgeFault> {
		let mut leaves = Self::default();
		let mut next = span.key(span.first());
		while let Some(from) = next {
			let at = chain.latest().map_err(silent)?;
			next = leaves.page(chain, &at, span, &from)?;
			tokio::task::yield_now().await;
		}
		Ok(leaves)
	}

	/// Reads the bills of a span of a few numbers at a block.
	///
	/// Errors: the chain does not answer, or not in order.
	pub(crate) fn read_at(chain: &dyn Chain, at: &At, span: &Span) -> Result<Self, BridgeFault> {
		let mut leaves = Self::default();
		let mut next = span.key(span.first());
		while let Some(from) = next {
			next = leaves.page(chain, at, span, &from)?;
		}
		Ok(leaves)
	}

	/// Adds the bills of a span from one on, as many as the chain gives at a time: where it goes on,
	/// nothing at the end.
	fn page(
		&mut self,
		chain: &dyn Chain,
		at: &At,
		span: &Span,
		from: &BillKey,
	) -> Result<Option<BillKey>, BridgeFault> {
		let Some(to) = span.key(span.last()) else { return Ok(None) };
		let page = chain.bills(at, from, &to, PAGE).map_err(silent)?;
		for (key, bill) in &page {
			let number = key.number.value();
			let ascends = self.0.last().is_none_or(|(before, _)| *before < number);
			if !ascends || span.key(number) != Some(*key) {
				return Err(silent(ChainFault(format!("the bill {key} is out of its order"))));
			}
			self.0.push((number, leaf(key, bill)));
		}
		let last = page.last().map(|(last, _)| last.number.value());
		Ok(last.and_then(|last| span.key(last.saturating_add(1))))
	}

	/// The leaves of a part, ascending by number.
	pub fn within(&self, span: &Span) -> &[(u64, Digest)] {
		let start = self.0.partition_point(|(number, _)| *number < span.first());
		let end = self.0.partition_point(|(number, _)| *number <= span.last());
		self.0.get(start..end).unwrap_or_default()
	}
}

/// The leaf of a bill as the chain has it.
fn leaf(key: &BillKey, bill: &Bill) -> Digest {
	OutsideState::of(bill).leaf(key, bill.total, &bill.xml)
}

/// Digest of a range as the protocol defines it: SM3 over its leaves, one after the other.
pub fn range_digest<'a>(leaves: impl IntoIterator<Item = &'a Digest>) -> Digest {
	let mut bytes = Vec::new();
	leaves.into_iter().for_each(|leaf| bytes.extend_from_slice(leaf.as_bytes()));
	sm3_256(&bytes).into()
}

pub(crate) fn silent(fault: ChainFault) -> BridgeFault {
	BridgeFault { fault: DeliveryFault::Unavailable, words: fault.to_string() }
}
