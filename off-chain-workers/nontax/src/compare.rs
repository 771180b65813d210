//! Comparison of both sides 一致性比对 by digests of ranges: finds the bills in which the non-tax system
//! differs from the chain, and asks for no part on which both agree. R091, R110.
//!
//! The range is cut as the protocol says, the digests of both sides are compared part by part, and only
//! parts that differ are cut again, from the left, until a part is so narrow that its bills are
//! compared one by one. A change that is on its way to the other system shows as a difference for a
//! moment; so what was found is looked at a second time, and counts only if both sides are still what
//! they were.

use crate::{
	leaves::{range_digest, silent, Leaves},
	Span,
};
use async_trait::async_trait;
use fiscal_bridge::{
	convert,
	protocol::nontax::{BillInfo, RangeBills, RangeDigests, MAX_RANGE_BILLS},
	worker::{At, BridgeFault, Chain},
};
use fiscal_primitives::{
	observation::{Difference, OutsideState, MAX_DIFFERENCES},
	outbox::DeliveryFault,
	Digest,
};
use std::{fmt::Display, time::Duration};

/// The most requests that one comparison makes.
pub const MAX_REQUESTS: u32 = 512;

/// The most numbers [`RANGE_BILLS`](fiscal_bridge::protocol::nontax::RANGE_BILLS) is asked for.
const NARROW: u64 = MAX_RANGE_BILLS as u64;

/// How many differences the first look takes: more than are reported, because some of them may be on
/// the way.
const CANDIDATES: usize = 2 * MAX_DIFFERENCES as usize;

/// The other side of a comparison.
#[async_trait]
pub trait Ranges: Send + Sync {
	/// The span cut into parts, with the digest of each.
	async fn digests(&self, span: &Span) -> Result<RangeDigests, BridgeFault>;
	/// The bills of a span of at most [`MAX_RANGE_BILLS`] numbers.
	async fn bills(&self, span: &Span) -> Result<RangeBills, BridgeFault>;
}

/// The first bills of a span in which both sides differ, ascending, at most [`MAX_DIFFERENCES`].
///
/// The chain is read at `at`; between the two looks at what differs passes the time `rest`, and the
/// second is at the chain's latest block.
///
/// Errors: the chain or the other side does not answer, the other side contradicts itself, or more than
/// [`MAX_REQUESTS`] requests would be needed.
pub async fn differences(
	outside: &dyn Ranges,
	chain: &dyn Chain,
	at: &At,
	span: &Span,
	rest: Duration,
) -> Result<Vec<Difference>, BridgeFault> {
	let ours = Leaves::read(chain, at, span).await?;
	let mut walk = Walk { outside, requests: 0 };
	let seen = walk.look(span, &ours).await?;
	if seen.is_empty() {
		return Ok(Vec::new());
	}
	tokio::time::sleep(rest).await;
	let still = walk.look_again(chain, span, &seen).await?;
	Ok(still
		.iter()
		.filter_map(|sides| {
			let key = span.key(sides.number)?;
			Some(Difference { key, outside: sides.theirs.map(|(_, state)| state) })
		})
		.collect())
}

/// What both sides say of one number, where they differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Sides {
	number: u64,
	ours: Option<Digest>,
	theirs: Option<(Digest, OutsideState)>,
}

/// What is looked at next.
enum Step {
	/// Too wide: cut and compare digests.
	Cut(Span),
	/// Narrow: compare bill by bill.
	List(Span),
	/// The other side knows no bill of it.
	Missing(Span),
}

struct Walk<'a> {
	outside: &'a dyn Ranges,
	requests: u32,
}

impl Walk<'_> {
	/// From left to right, so that the differences come ascending and the walk can stop early.
	async fn look(&mut self, span: &Span, ours: &Leaves) -> Result<Vec<Sides>, BridgeFault> {
		let mut found = Vec::new();
		let mut stack = vec![Step::Cut(*span)];
		while let Some(step) = stack.pop() {
			match step {
				Step::Cut(span) => stack.extend(self.cut(&span, ours).await?.into_iter().rev()),
				Step::List(span) => {
					found.extend(self.list(&span, ours.within(&span)).await?);
				}
				Step::Missing(span) => found.extend(unlike(ours.within(&span), &[])),
			}
			if found.len() >= CANDIDATES {
				break;
			}
		}
		found.truncate(CANDIDATES);
		Ok(found)
	}

	/// What of `seen` is the same as before.
	async fn look_again(
		&mut self,
		chain: &dyn Chain,
		span: &Span,
		seen: &[Sides],
	) -> Result<Vec<Sides>, BridgeFault> {
		let at = chain.latest().map_err(silent)?;
		let most = usize::try_from(MAX_DIFFERENCES).unwrap_or(usize::MAX);
		let mut still: Vec<Sides> = Vec::new();
		let mut left = seen;
		while let (Some(first), true) = (left.first(), still.len() < most) {
			let reach = first.number.saturating_add(NARROW.saturating_sub(1));
			let near = left.partition_point(|sides| sides.number <= reach);
			let (group, later) = left.split_at(near);
			let last = group.last().map_or(first.number, |sides| sides.number);
			let part = span.between(first.number, last);
			let ours = Leaves::read(chain, &at, &part).await?;
			let now = self.list(&part, ours.within(&part)).await?;
			still.extend(group.iter().filter(|sides| now.contains(sides)));
			left = later;
		}
		still.truncate(most);
		Ok(still)
	}

	/// The parts of a span that differ. Neighbours that are narrow together are one step.
	async fn cut(&mut self, span: &Span, ours: &Leaves) -> Result<Vec<Step>, BridgeFault> {
		self.spend(span)?;
		let answer = self.outside.digests(span).await?;
		let parts: Vec<Span> = span.parts().collect();
		let fits = parts.len() == answer.parts.len()
			&& parts.iter().zip(&answer.parts).all(|(part, said)| part.is_that_of(said));
		if !fits {
			return Err(bad(format!("the range {span} is not cut as it should be")));
		}
		let mut steps: Vec<Step> = Vec::new();
		for (part, said) in parts.iter().zip(&answer.parts) {
			let theirs = convert::digest("digest", &said.digest).map_err(bad)?;
			let leaves = ours.within(part);
			let same = theirs == range_digest(leaves.iter().map(|(_, leaf)| leaf));
			let nothing = theirs == range_digest(&[]);
			if said.count > part.width()
				|| nothing != (said.count == 0)
				|| same && usize::try_from(said.count) != Ok(leaves.len())
			{
				let words = format!("count: {} contradicts the digest of {part}", said.count);
				return Err(bad(words));
			}
			match steps.last_mut() {
				_ if same => {}
				_ if nothing => steps.push(Step::Missing(*part)),
				_ if part.width() > NARROW => steps.push(Step::Cut(*part)),
				Some(Step::List(list))
					if list.between(list.first(), part.last()).width() <= NARROW =>
				{
					*list = list.between(list.first(), part.last());
				}
				_ => steps.push(Step::List(*part)),
			}
		}
		Ok(steps)
	}

	/// The bills of a span that differ, one by one; the first [`CANDIDATES`].
	async fn list(
		&mut self,
		span: &Span,
		ours: &[(u64, Digest)],
	) -> Result<Vec<Sides>, BridgeFault> {
		self.spend(span)?;
		let answer = self.outside.bills(span).await?;
		let theirs = read(span, &answer.bills)?;
		Ok(unlike(ours, &theirs))
	}

	fn spend(&mut self, span: &Span) -> Result<(), BridgeFault> {
		self.requests = self.requests.saturating_add(1);
		if self.requests > MAX_REQUESTS {
			let words = format!("more than {MAX_REQUESTS} requests to compare, at {span}");
			return Err(bad(words));
		}
		Ok(())
	}
}

/// A bill of the other side: its number, its leaf, and how it stands.
type Theirs = (u64, (Digest, OutsideState));

/// The first [`CANDIDATES`] numbers of which both sides say different things; both are ascending.
fn unlike(ours: &[(u64, Digest)], theirs: &[Theirs]) -> Vec<Sides> {
	let (mut ours, mut theirs) = (ours.iter().peekable(), theirs.iter().peekable());
	let mut found = Vec::new();
	while found.len() < CANDIDATES {
		let number = match (ours.peek(), theirs.peek()) {
			(Some((our, _)), Some((their, _))) => *our.min(their),
			(Some((number, _)), None) | (None, Some((number, _))) => *number,
			(None, None) => break,
		};
		let our = ours.next_if(|(our, _)| *our == number).map(|(_, leaf)| *leaf);
		let their = theirs.next_if(|(their, _)| *their == number).map(|(_, side)| *side);
		if our != their.map(|(leaf, _)| leaf) {
			found.push(Sides { number, ours: our, theirs: their });
		}
	}
	found
}

/// The bills of an answer, each with its leaf.
fn read(span: &Span, bills: &[BillInfo]) -> Result<Vec<Theirs>, BridgeFault> {
	if bills.len() as u64 > NARROW {
		return Err(bad(format!("bills: {} of {span}, more than {NARROW}", bills.len())));
	}
	let mut read: Vec<Theirs> = Vec::with_capacity(bills.len());
	for info in bills {
		let (key, _, bill) = convert::historic_bill(info).map_err(bad)?;
		let number = key.number.value();
		let ascends = read.last().is_none_or(|(before, _)| *before < number);
		if !ascends || span.key(number) != Some(key) {
			return Err(bad(format!("bills: {key} is out of place in {span}")));
		}
		read.push((number, (bill.state.leaf(&key, bill.total, &bill.xml), bill.state)));
	}
	Ok(read)
}

fn bad(words: impl Display) -> BridgeFault {
	BridgeFault { fault: DeliveryFault::BadAnswer, words: format!("nontax: {words}") }
}
