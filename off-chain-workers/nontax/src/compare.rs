//! Comparison of both sides 一致性比对 by digests of ranges: finds the bills in which the non-tax system
//! differs from the chain, and asks for no part on which both agree. R091, R110.
//!
//! The range is cut as the protocol says, the digests of both sides are compared part by part, and only
//! parts that differ are cut again, from the left, until a part is so narrow that its bills are
//! compared one by one. A bill of which a message is on its way to the other system is not looked at.
//! What differs is looked at a second time, and counts only if both sides are still what they were: the
//! chain goes on while it is read, and so does the other system.

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
	BillKey, Digest,
};
use std::{fmt::Display, time::Duration};

/// The most requests that one comparison makes.
pub const MAX_REQUESTS: u32 = 512;

/// How many of them are for second looks; more than one round of them takes.
const SECOND_LOOKS: u32 = 128;

/// How many are for the first.
const FIRST_LOOKS: u32 = MAX_REQUESTS - SECOND_LOOKS;

/// The most rounds of a first and a second look.
const ROUNDS: u32 = 8;

/// The most numbers [`RANGE_BILLS`](fiscal_bridge::protocol::nontax::RANGE_BILLS) is asked for.
const NARROW: u64 = MAX_RANGE_BILLS as u64;

/// The most differences that are reported.
const MOST: usize = MAX_DIFFERENCES as usize;

/// With how many differences a first look is content: more than are reported, because some of them may
/// be gone at the second.
const CANDIDATES: usize = 2 * MOST;

/// The other side of a comparison.
#[async_trait]
pub trait Ranges: Send + Sync {
	/// The span cut into parts, with the digest of each.
	async fn digests(&self, span: &Span) -> Result<RangeDigests, BridgeFault>;
	/// The bills of a span of at most [`MAX_RANGE_BILLS`] numbers.
	async fn bills(&self, span: &Span) -> Result<RangeBills, BridgeFault>;
}

/// What a comparison found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Comparison {
	/// The first bills that differ, ascending, at most [`MAX_DIFFERENCES`].
	pub differences: Vec<Difference>,
	/// The number from which the next comparison goes on; nothing where the span was looked at to its
	/// end.
	pub next: Option<u64>,
}

impl Comparison {
	/// The first bills that differ.
	///
	/// Errors: there may be others among them, since not all of the span before them was looked at.
	pub fn first(self, span: &Span) -> Result<Vec<Difference>, BridgeFault> {
		match self.next {
			Some(next) if self.differences.len() < MOST => Err(bad(format!(
				"{span} was compared before the number {next} alone: more differs than can be looked at"
			))),
			_ => Ok(self.differences),
		}
	}
}

/// The first bills of a span in which both sides differ, and how far it was looked at.
///
/// The chain is read at its latest blocks; between the two looks at what differs passes the time `rest`.
/// The comparison ends before the span does when it found [`MAX_DIFFERENCES`], or made
/// [`MAX_REQUESTS`] requests; it comes farther than the first number in any case.
///
/// Errors: the chain or the other side does not answer, or the other side contradicts itself.
pub async fn compare(
	outside: &dyn Ranges,
	chain: &dyn Chain,
	span: &Span,
	rest: Duration,
) -> Result<Comparison, BridgeFault> {
	let ours = Leaves::read(chain, span).await?;
	let steps = vec![Step::Cut(*span)];
	let mut walk = Walk { outside, chain, span, ours, steps, first_looks: 0, second_looks: 0 };
	let mut differences = Vec::new();
	for _ in 0..ROUNDS {
		let seen = walk.look().await?;
		if !seen.is_empty() {
			tokio::time::sleep(rest).await;
		}
		let stopped = walk.look_again(&seen, &mut differences).await?;
		if stopped.is_some() || walk.rest().is_none() {
			let next = stopped.filter(|number| *number <= span.last());
			return Ok(Comparison { differences, next });
		}
		if walk.first_looks >= FIRST_LOOKS {
			break;
		}
	}
	Ok(Comparison { differences, next: walk.rest() })
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
	chain: &'a dyn Chain,
	span: &'a Span,
	ours: Leaves,
	/// What is left of the span, from right to left.
	steps: Vec<Step>,
	first_looks: u32,
	second_looks: u32,
}

impl Walk<'_> {
	/// The next numbers in which both sides differ, ascending, until there are [`CANDIDATES`]; fewer at
	/// the end of the span or of the requests.
	async fn look(&mut self) -> Result<Vec<Sides>, BridgeFault> {
		let mut found = Vec::new();
		while found.len() < CANDIDATES {
			let spent = self.first_looks >= FIRST_LOOKS;
			match self.steps.pop() {
				Some(step @ (Step::Cut(_) | Step::List(_))) if spent => {
					self.steps.push(step);
					break;
				}
				Some(Step::Cut(span)) => {
					let parts = self.cut(&span).await?;
					self.steps.extend(parts.into_iter().rev());
				}
				Some(Step::List(span)) => {
					self.first_looks = self.first_looks.saturating_add(1);
					let unlike = self.list(&span, &self.ours).await?;
					found.extend(self.settled(unlike)?);
				}
				Some(Step::Missing(span)) => found.extend(self.missing(&span)?),
				None => break,
			}
		}
		Ok(found)
	}

	/// The first bills of a span of which the other side knows none; the others are a step of their own.
	fn missing(&mut self, span: &Span) -> Result<Vec<Sides>, BridgeFault> {
		let ours = self.ours.within(span);
		let (near, far) = ours.split_at(ours.len().min(MAX_RANGE_BILLS as usize));
		let unlike = unlike(near, &[]);
		if let Some((number, _)) = far.first() {
			self.steps.push(Step::Missing(span.between(*number, span.last())));
		}
		self.settled(unlike)
	}

	/// Those of which no message is on its way to the other side.
	fn settled(&self, sides: Vec<Sides>) -> Result<Vec<Sides>, BridgeFault> {
		if sides.is_empty() {
			return Ok(sides);
		}
		let at = self.chain.latest().map_err(silent)?;
		self.settled_at(&at, sides)
	}

	fn settled_at(&self, at: &At, mut sides: Vec<Sides>) -> Result<Vec<Sides>, BridgeFault> {
		let known = sides.iter().filter(|sides| sides.ours.is_some());
		let keys: Vec<BillKey> = known.filter_map(|sides| self.span.key(sides.number)).collect();
		if !keys.is_empty() {
			let moving = self.chain.on_the_way(at, &keys).map_err(silent)?;
			let moves = |number| self.span.key(number).is_some_and(|key| moving.contains(&key));
			sides.retain(|sides| !moves(sides.number));
		}
		Ok(sides)
	}

	/// Adds what of `seen` is the same as before, until there is enough of it: the number from which to
	/// go on, if it stops before the end of `seen`.
	async fn look_again(
		&mut self,
		seen: &[Sides],
		differences: &mut Vec<Difference>,
	) -> Result<Option<u64>, BridgeFault> {
		let mut left = seen;
		while let Some(first) = left.first() {
			if self.second_looks >= SECOND_LOOKS {
				return Ok(Some(first.number));
			}
			self.second_looks = self.second_looks.saturating_add(1);
			let reach = first.number.saturating_add(NARROW.saturating_sub(1));
			let near = left.partition_point(|sides| sides.number <= reach);
			let (group, later) = left.split_at(near);
			let last = group.last().map_or(first.number, |sides| sides.number);
			let part = self.span.between(first.number, last);
			let at = self.chain.latest().map_err(silent)?;
			let ours = Leaves::read_at(self.chain, &at, &part)?;
			let now = self.list(&part, &ours).await?;
			let now = self.settled_at(&at, now)?;
			for sides in group.iter().filter(|sides| now.contains(sides)) {
				let Some(key) = self.span.key(sides.number) else { continue };
				let outside = sides.theirs.map(|(_, state)| state);
				differences.push(Difference { key, outside });
				if differences.len() >= MOST {
					return Ok(Some(sides.number.saturating_add(1)));
				}
			}
			left = later;
		}
		Ok(None)
	}

	/// The first number that was not looked at.
	fn rest(&self) -> Option<u64> {
		self.steps.last().map(|step| match step {
			Step::Cut(span) | Step::List(span) | Step::Missing(span) => span.first(),
		})
	}

	/// The parts of a span that differ. Neighbours that are narrow together are one step.
	async fn cut(&mut self, span: &Span) -> Result<Vec<Step>, BridgeFault> {
		self.first_looks = self.first_looks.saturating_add(1);
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
			let leaves = self.ours.within(part);
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

	/// The bills of a span that differ, one by one.
	async fn list(&self, span: &Span, ours: &Leaves) -> Result<Vec<Sides>, BridgeFault> {
		let answer = self.outside.bills(span).await?;
		let theirs = read(span, &answer.bills)?;
		Ok(unlike(ours.within(span), &theirs))
	}
}

/// A bill of the other side: its number, its leaf, and how it stands.
type Theirs = (u64, (Digest, OutsideState));

/// The numbers of which both sides say different things; both are ascending.
fn unlike(ours: &[(u64, Digest)], theirs: &[Theirs]) -> Vec<Sides> {
	let (mut ours, mut theirs) = (ours.iter().peekable(), theirs.iter().peekable());
	let mut found = Vec::new();
	loop {
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
