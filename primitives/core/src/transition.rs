//! Transition rules 票据状态权限触发规则: which state of a bill may become which, by whom, as data.
//! R227, R232.
//!
//! For every [`BillAction`] there is a rule. [`default_rule`] is the rule where none was set;
//! [`floor`] is what no rule that is set may go beyond: a bill that is red-flushed or voided never
//! changes again, a locked bill is only unlocked or settled, and only the parties that may hold a
//! lock reimburse. Nor is a rule set that no call could meet, see [`TransitionRule::check`]: an action
//! is switched off by saying so.

use crate::{
	bill::{BillKind, Circulation, Medium, Use, Validity},
	changes::BillAction,
	operation::Actor,
	participant::{Role, Roles},
	Bill, Moment,
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, Input, MaxEncodedLen};
use core::marker::PhantomData;
use scale_info::TypeInfo;

/// Every action, in the order of its encoding.
pub const ACTIONS: [BillAction; 13] = [
	BillAction::Registered,
	BillAction::Updated,
	BillAction::RedFlushed,
	BillAction::Voided,
	BillAction::ExchangedForPaper,
	BillAction::RestoredElectronic,
	BillAction::CirculationChanged,
	BillAction::Corrected,
	BillAction::Locked,
	BillAction::Unlocked,
	BillAction::Settled,
	BillAction::Reversed,
	BillAction::HolderChanged,
];

/// An axis of the state of a bill.
pub trait Axis: Copy + PartialEq + 'static {
	/// Every value, at most eight.
	const ALL: &'static [Self];
}

impl Axis for Validity {
	const ALL: &'static [Self] = &[Validity::Normal, Validity::RedFlushed, Validity::Voided];
}
impl Axis for Medium {
	const ALL: &'static [Self] = &[Medium::Electronic, Medium::Paper];
}
impl Axis for Use {
	const ALL: &'static [Self] = &[Use::Free, Use::Locked, Use::PartlyReimbursed, Use::Reimbursed];
}
impl Axis for Circulation {
	const ALL: &'static [Self] = &[Circulation::Circulable, Circulation::Blocked];
}
impl Axis for BillKind {
	const ALL: &'static [Self] = &[BillKind::Ordinary, BillKind::Red, BillKind::Difference];
}

/// A set of values of an axis: one bit each, in the order of [`Axis::ALL`].
#[derive(Encode, MaxEncodedLen, TypeInfo)]
#[scale_info(skip_type_params(A))]
#[codec(mel_bound())]
pub struct AxisSet<A: Axis>(u8, #[codec(skip)] PhantomData<A>);

impl<A: Axis> Clone for AxisSet<A> {
	fn clone(&self) -> Self {
		*self
	}
}
impl<A: Axis> Copy for AxisSet<A> {}
impl<A: Axis> PartialEq for AxisSet<A> {
	fn eq(&self, other: &Self) -> bool {
		self.0 == other.0
	}
}
impl<A: Axis> Eq for AxisSet<A> {}

impl<A: Axis> AxisSet<A> {
	fn bit(value: A) -> u8 {
		let at = A::ALL.iter().position(|known| *known == value);
		at.and_then(|at| u32::try_from(at).ok())
			.and_then(|at| 1u8.checked_shl(at))
			.unwrap_or_default()
	}

	/// The set of these values.
	pub fn of(values: &[A]) -> Self {
		Self(values.iter().fold(0, |bits, value| bits | Self::bit(*value)), PhantomData)
	}

	/// The set of all values.
	pub fn all() -> Self {
		Self::of(A::ALL)
	}

	/// Is the value in the set?
	pub fn contains(self, value: A) -> bool {
		self.0 & Self::bit(value) != 0
	}

	/// Is every value of this set in the other?
	pub const fn is_within(self, other: Self) -> bool {
		self.0 & other.0 == self.0
	}

	/// True when there is no value in it.
	pub const fn is_empty(self) -> bool {
		self.0 == 0
	}

	/// The values in it, in order.
	pub fn iter(self) -> impl Iterator<Item = A> {
		A::ALL.iter().copied().filter(move |value| self.contains(*value))
	}
}

impl<A: Axis> Decode for AxisSet<A> {
	fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
		let bits = u8::decode(input)?;
		if bits & !Self::all().0 != 0 {
			return Err("set of states: unknown state".into());
		}
		Ok(Self(bits, PhantomData))
	}
}
impl<A: Axis> DecodeWithMemTracking for AxisSet<A> {}

impl<A: Axis + core::fmt::Debug> core::fmt::Debug for AxisSet<A> {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.debug_set().entries(self.iter()).finish()
	}
}
impl<A: Axis + serde::Serialize> serde::Serialize for AxisSet<A> {
	fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_seq(self.iter())
	}
}
impl<'de, A: Axis + serde::Deserialize<'de>> serde::Deserialize<'de> for AxisSet<A> {
	fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		Vec::<A>::deserialize(deserializer).map(|values| Self::of(&values))
	}
}

macro_rules! data {
	($($item:item)*) => {
		$(
			#[derive(
				Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking,
				MaxEncodedLen, TypeInfo, serde::Serialize, serde::Deserialize,
			)]
			#[serde(rename_all = "camelCase", deny_unknown_fields)]
			$item
		)*
	};
}

data! {
	/// Bills in certain states: a bill belongs to it if its value of every axis does.
	pub struct StateSet {
		/// In force or not.
		pub validity: AxisSet<Validity>,
		/// Electronic or paper.
		pub medium: AxisSet<Medium>,
		/// Free, locked or reimbursed.
		pub usage: AxisSet<Use>,
		/// Circulable or not.
		pub circulation: AxisSet<Circulation>,
		/// Kind of document.
		pub kind: AxisSet<BillKind>,
	}

	/// Who performs an action on which bills.
	pub struct TransitionRule {
		/// Whether it happens at all.
		pub enabled: bool,
		/// Participants with one of these roles.
		pub roles: Roles,
		/// The chain itself, when a term has run out.
		pub system: bool,
		/// The consortium council, by a motion.
		pub council: bool,
		/// Which of the roles need an approval for it, whose flow the operation demands: see
		/// [`Actor::decided_together`]. A participant that has another one of the roles beside, and
		/// acts in it, needs none.
		pub approval_for: Roles,
		/// Which bills.
		pub from: StateSet,
	}

	/// One version of the rule of an action.
	pub struct TransitionRecord {
		/// The rule that was set; none where the default was restored.
		pub rule: Option<TransitionRule>,
		/// Who set it, under which approval.
		pub by: Actor,
		/// Consensus time, Unix ms.
		pub at: Moment,
	}

	/// The rule of an action as it is in force.
	pub struct RuleInForce {
		/// The action.
		pub action: BillAction,
		/// Version; 0 where the rule was never set.
		pub version: u32,
		/// Whether it is the default.
		pub default: bool,
		/// The rule.
		pub rule: TransitionRule,
	}
}

/// Why an action is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forbidden {
	/// The bill is red-flushed or voided, for ever.
	Terminal,
	/// The action is switched off, or not for bills in this state.
	State,
	/// The action is for others.
	Actor,
	/// The action needs an approval.
	Approval,
}

/// Why a rule is not set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Inadmissible {
	/// It would permit what no rule may permit.
	Floor,
	/// It is switched on, and no call could meet it: it names nobody, or no bill, or an approval for
	/// somebody who has no call that runs under one.
	Unsatisfiable,
}

impl StateSet {
	/// Bills in force, whatever else.
	pub fn in_force() -> Self {
		Self {
			validity: AxisSet::of(&[Validity::Normal]),
			medium: AxisSet::all(),
			usage: AxisSet::all(),
			circulation: AxisSet::all(),
			kind: AxisSet::all(),
		}
	}

	fn with_usage(self, usage: &[Use]) -> Self {
		Self { usage: AxisSet::of(usage), ..self }
	}

	fn with_medium(self, medium: Medium) -> Self {
		Self { medium: AxisSet::of(&[medium]), ..self }
	}

	/// Red bills cancel others and are never used.
	fn without_red(self) -> Self {
		Self { kind: AxisSet::of(&[BillKind::Ordinary, BillKind::Difference]), ..self }
	}

	/// Is the bill one of these?
	pub fn contains(&self, bill: &Bill) -> bool {
		self.validity.contains(bill.validity)
			&& self.medium.contains(bill.medium)
			&& self.usage.contains(bill.usage)
			&& self.circulation.contains(bill.circulation)
			&& self.kind.contains(bill.kind)
	}

	/// True when no bill belongs to it.
	pub const fn is_empty(&self) -> bool {
		self.validity.is_empty()
			|| self.medium.is_empty()
			|| self.usage.is_empty()
			|| self.circulation.is_empty()
			|| self.kind.is_empty()
	}

	/// Is every bill of this set in the other?
	pub const fn is_within(&self, other: &Self) -> bool {
		self.validity.is_within(other.validity)
			&& self.medium.is_within(other.medium)
			&& self.usage.is_within(other.usage)
			&& self.circulation.is_within(other.circulation)
			&& self.kind.is_within(other.kind)
	}
}

impl TransitionRule {
	fn by(roles: &[Role], from: StateSet) -> Self {
		Self {
			enabled: true,
			roles: Roles::of(roles),
			system: false,
			council: false,
			approval_for: Roles::of(&[]),
			from,
		}
	}

	const fn or_council(self) -> Self {
		Self { council: true, ..self }
	}

	const fn or_system(self) -> Self {
		Self { system: true, ..self }
	}

	fn with_approval_for(self, role: Role) -> Self {
		Self { approval_for: Roles::of(&[role]), ..self }
	}

	/// May this become the rule of the action?
	pub fn check(&self, action: BillAction) -> Result<(), Inadmissible> {
		if !self.is_within(&floor(action)) {
			return Err(Inadmissible::Floor);
		}
		let somebody = !self.roles.is_empty() || self.system || self.council;
		let approvable = self.roles.intersection(under_approval(action));
		let satisfiable =
			somebody && !self.from.is_empty() && self.approval_for.is_subset(approvable);
		if self.enabled && !satisfiable {
			return Err(Inadmissible::Unsatisfiable);
		}
		Ok(())
	}

	/// Does the rule admit nothing that the other does not?
	pub fn is_within(&self, floor: &Self) -> bool {
		!self.enabled
			|| (self.roles.iter().all(|role| floor.roles.contains(role))
				&& (floor.system || !self.system)
				&& (floor.council || !self.council)
				&& floor.approval_for.intersection(self.roles).is_subset(self.approval_for)
				&& self.from.is_within(&floor.from))
	}

	/// May `actor`, a participant that acts in the roles that `roles` gives, do it to the bill? Without
	/// a bill the state is not asked for.
	pub fn judge(
		&self,
		bill: Option<&Bill>,
		actor: &Actor,
		roles: impl FnOnce() -> Roles,
	) -> Result<(), Forbidden> {
		if bill.is_some_and(|bill| bill.validity != Validity::Normal) {
			return Err(Forbidden::Terminal);
		}
		if !self.enabled || bill.is_some_and(|bill| !self.from.contains(bill)) {
			return Err(Forbidden::State);
		}
		match actor {
			Actor::System if self.system => Ok(()),
			Actor::Council if self.council => Ok(()),
			Actor::System | Actor::Council => Err(Forbidden::Actor),
			Actor::Participant { .. } => {
				let acting = self.roles.intersection(roles());
				if acting.is_empty() {
					Err(Forbidden::Actor)
				} else if !actor.decided_together() && acting.is_subset(self.approval_for) {
					Err(Forbidden::Approval)
				} else {
					Ok(())
				}
			}
		}
	}
}

const UNLOCKED: [Use; 3] = [Use::Free, Use::PartlyReimbursed, Use::Reimbursed];
const ISSUER_SIDE: [Role; 2] = [Role::Issuer, Role::NodeOperator];
const USER_SIDE: [Role; 2] = [Role::BillUser, Role::Platform];

/// The rule of an action where none was set.
pub fn default_rule(action: BillAction) -> TransitionRule {
	let unlocked = StateSet::in_force().with_usage(&UNLOCKED);
	let locked = StateSet::in_force().with_usage(&[Use::Locked]).without_red();
	match action {
		BillAction::Registered => {
			TransitionRule::by(&[Role::NodeOperator, Role::Platform], StateSet::in_force())
		}
		BillAction::Updated => TransitionRule::by(&ISSUER_SIDE, unlocked),
		BillAction::RedFlushed => {
			let from = unlocked.with_medium(Medium::Electronic).without_red();
			TransitionRule::by(&ISSUER_SIDE, from)
		}
		BillAction::CirculationChanged => TransitionRule::by(&ISSUER_SIDE, unlocked.without_red()),
		BillAction::Voided => {
			TransitionRule::by(&ISSUER_SIDE, unlocked.with_usage(&[Use::Free]).without_red())
		}
		BillAction::ExchangedForPaper => {
			TransitionRule::by(&ISSUER_SIDE, unlocked.with_medium(Medium::Electronic))
		}
		BillAction::RestoredElectronic => {
			TransitionRule::by(&ISSUER_SIDE, unlocked.with_medium(Medium::Paper))
		}
		BillAction::Corrected => {
			TransitionRule::by(&[Role::FiscalAuthority], unlocked).or_council()
		}
		BillAction::HolderChanged => {
			let [issuer, operator] = ISSUER_SIDE;
			TransitionRule::by(&[issuer, operator, Role::FiscalAuthority], unlocked)
				.with_approval_for(Role::FiscalAuthority)
				.or_council()
		}
		BillAction::Locked => {
			let from = StateSet::in_force()
				.with_usage(&[Use::Free, Use::PartlyReimbursed])
				.with_medium(Medium::Electronic)
				.without_red();
			let circulation = AxisSet::of(&[Circulation::Circulable]);
			TransitionRule::by(&USER_SIDE, StateSet { circulation, ..from })
		}
		BillAction::Unlocked => {
			TransitionRule::by(&[Role::BillUser, Role::Platform, Role::FiscalAuthority], locked)
				.with_approval_for(Role::FiscalAuthority)
				.or_council()
				.or_system()
		}
		BillAction::Settled => TransitionRule::by(&USER_SIDE, locked),
		BillAction::Reversed => TransitionRule::by(
			&[Role::FiscalAuthority],
			StateSet::in_force()
				.with_usage(&[Use::PartlyReimbursed, Use::Reimbursed])
				.without_red(),
		)
		.or_council(),
	}
}

/// The roles in which the action has a call that passes the gate, and so can run under an approval.
/// Every other call of the action is signed by whoever acts, and never approved.
fn under_approval(action: BillAction) -> Roles {
	match action {
		BillAction::Corrected
		| BillAction::HolderChanged
		| BillAction::Unlocked
		| BillAction::Reversed => Roles::of(&[Role::FiscalAuthority]),
		BillAction::Registered
		| BillAction::Updated
		| BillAction::RedFlushed
		| BillAction::Voided
		| BillAction::ExchangedForPaper
		| BillAction::RestoredElectronic
		| BillAction::CirculationChanged
		| BillAction::Locked
		| BillAction::Settled => Roles::default(),
	}
}

/// The widest rule an action can be given. It names the roles that have a call for the action, and
/// nobody else: a rule for others would say what does not happen.
///
/// * No action leaves a terminal state: red-flushed and voided are in no set.
/// * From locked leads nothing but unlocking and settling; who settles is a user of bills or the
///   platform, the holder of the lock. The chain itself does nothing but end locks.
/// * What is on paper, red or reimbursed to its end is not locked; what is reimbursed is not voided.
/// * Bills change by their issuer or the operator of its node. A correction and a reversal are the
///   fiscal authority's or the council's.
/// * A fiscal authority ends the lock of somebody else, and passes a bill on without its holder, under
///   an approval alone.
pub fn floor(action: BillAction) -> TransitionRule {
	let standard = default_rule(action);
	match action {
		BillAction::Locked => TransitionRule {
			from: StateSet { circulation: AxisSet::all(), ..standard.from },
			..standard
		},
		BillAction::Registered
		| BillAction::Updated
		| BillAction::RedFlushed
		| BillAction::Voided
		| BillAction::ExchangedForPaper
		| BillAction::RestoredElectronic
		| BillAction::CirculationChanged
		| BillAction::Corrected
		| BillAction::HolderChanged
		| BillAction::Unlocked
		| BillAction::Settled
		| BillAction::Reversed => standard,
	}
}

#[cfg(test)]
mod tests;
