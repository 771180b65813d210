use crate::{mock::*, Error, Event, Rules, StoredRule};
use fiscal_primitives::{
	bill::{Circulation, Use, Validity},
	changes::BillAction,
	participant::{Role, Roles},
	traits::TransitionRules,
	transition::{default_rule, AxisSet, TransitionRecord, TransitionRule},
	Actor, Bill,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchError;

fn set(
	origin: RuntimeOrigin,
	action: BillAction,
	change: impl FnOnce(&mut TransitionRule),
) -> sp_runtime::DispatchResult {
	let mut rule = default_rule(action);
	change(&mut rule);
	Permissions::set_rule(origin, action, Some(rule))
}

#[test]
fn an_action_is_switched_off_and_its_default_restored() {
	execute(|| {
		let action = BillAction::Voided;
		let (bill, by) = (bill(Use::Free), actor(Role::Issuer, None));
		assert_ok!(Permissions::ensure(action, &bill, &by));
		assert_ok!(set(RuntimeOrigin::root(), action, |rule| rule.enabled = false));
		let forbidden = || Error::<Test>::TransitionForbidden;
		assert_noop!(Permissions::ensure(action, &bill, &by), forbidden());
		assert_eq!(
			(Permissions::rule(action).version, Permissions::rule(action).default),
			(1, false)
		);
		assert_ok!(Permissions::set_rule(RuntimeOrigin::root(), action, None));
		assert_ok!(Permissions::ensure(action, &bill, &by));
		assert_eq!(
			(Permissions::rule(action).version, Permissions::rule(action).default),
			(2, true)
		);
	});
}

#[test]
fn every_version_is_recorded_with_its_approval() {
	execute(|| {
		Approved::set(Some(APPROVAL));
		Now::set(9_000);
		let action = BillAction::Corrected;
		assert_ok!(
			set(signed(Role::FiscalAuthority), action, |rule| rule.approval_for = rule.roles)
		);
		let by = actor(Role::FiscalAuthority, Some(APPROVAL));
		let rule = Some(Permissions::rule(action).rule);
		let record = TransitionRecord { rule, by, at: 9_000 };
		assert_eq!(Permissions::record(action, 1), Some(record));
		assert_eq!(Permissions::record(action, 2), None);
		System::assert_last_event(
			Event::RuleChanged { action, version: 1, rule, by, at: 9_000 }.into(),
		);
		let required = || Error::<Test>::ApprovalRequired;
		let free = bill(Use::Free);
		let authority = |approval| actor(Role::FiscalAuthority, approval);
		assert_noop!(Permissions::ensure(action, &free, &authority(None)), required());
		assert_ok!(Permissions::ensure(action, &free, &authority(Some(APPROVAL))));
		assert_ok!(Permissions::ensure(action, &free, &Actor::Council));
	});
}

#[test]
fn nobody_alone_changes_a_rule() {
	execute(|| {
		let off = |rule: &mut TransitionRule| rule.enabled = false;
		let action = BillAction::Locked;
		let authority = signed(Role::FiscalAuthority);
		assert_noop!(set(authority, action, off), Error::<Test>::ApprovalRequired);
		assert_noop!(set(signed(Role::Issuer), action, off), NOT_AUTHORIZED);
		assert_noop!(set(RuntimeOrigin::none(), action, off), DispatchError::BadOrigin);
	});
}

#[test]
fn no_rule_lifts_a_floor() {
	execute(|| {
		let lift = |action, change: fn(&mut TransitionRule)| {
			assert_noop!(set(RuntimeOrigin::root(), action, change), Error::<Test>::FloorViolated);
		};
		lift(BillAction::Updated, |rule| rule.from.validity = AxisSet::all());
		lift(BillAction::Voided, |rule| rule.from.validity = AxisSet::of(&[Validity::Voided]));
		lift(BillAction::RedFlushed, |rule| rule.from.usage = AxisSet::all());
		lift(BillAction::Settled, |rule| rule.from.usage = AxisSet::of(&[Use::Free]));
		lift(BillAction::Settled, |rule| rule.system = true);
		lift(BillAction::Settled, |rule| rule.roles = Roles::of(&[Role::FiscalAuthority]));
		lift(BillAction::Locked, |rule| rule.from.medium = AxisSet::all());
		lift(BillAction::Locked, |rule| rule.from.kind = AxisSet::all());
		lift(BillAction::Unlocked, |rule| rule.roles = Roles::of(&[Role::Issuer]));
		lift(BillAction::Reversed, |rule| rule.roles = Roles::of(&[Role::BillUser]));
		// An administrator ends the lock of somebody else under an approval alone.
		lift(BillAction::Unlocked, |rule| rule.approval_for = Roles::default());
		lift(BillAction::HolderChanged, |rule| rule.approval_for = Roles::default());
		// There is no call by which these would do it.
		lift(BillAction::Updated, |rule| rule.roles = Roles::of(&[Role::Platform]));
		lift(BillAction::Voided, |rule| rule.roles = Roles::of(&[Role::FiscalAuthority]));
		lift(BillAction::RedFlushed, |rule| rule.council = true);
		lift(BillAction::Registered, |rule| rule.roles = Roles::of(&[Role::Issuer]));
	});
}

#[test]
fn a_rule_that_no_call_could_meet_is_refused() {
	execute(|| {
		let refused = |action, change: fn(&mut TransitionRule)| {
			let unsatisfiable = Error::<Test>::Unsatisfiable;
			assert_noop!(set(RuntimeOrigin::root(), action, change), unsatisfiable);
		};
		// Signed by whoever acts, and never approved: the holder could not release its lock any more.
		refused(BillAction::Unlocked, |rule| rule.approval_for = rule.roles);
		refused(BillAction::Settled, |rule| rule.approval_for = rule.roles);
		refused(BillAction::Updated, |rule| rule.approval_for = Roles::of(&[Role::Issuer]));
		refused(BillAction::Registered, |rule| rule.approval_for = rule.roles);
		// An approval for who may not do it anyway.
		refused(BillAction::Unlocked, |rule| rule.roles = Roles::of(&[Role::BillUser]));
		refused(BillAction::Voided, |rule| rule.roles = Roles::default());
		refused(BillAction::Locked, |rule| rule.from.medium = AxisSet::of(&[]));
		// To switch an action off is said in so many words.
		assert_ok!(set(RuntimeOrigin::root(), BillAction::Voided, |rule| {
			rule.roles = Roles::default();
			rule.enabled = false;
		}));
		assert_ok!(set(RuntimeOrigin::root(), BillAction::Reversed, |rule| {
			rule.roles = Roles::default();
		}));
	});
}

#[test]
fn the_administrator_needs_an_approval_and_the_holder_none() {
	execute(|| {
		let (action, locked) = (BillAction::Unlocked, bill(Use::Locked));
		let authority = |approval| actor(Role::FiscalAuthority, approval);
		let required = Error::<Test>::ApprovalRequired;
		assert_noop!(Permissions::ensure(action, &locked, &authority(None)), required);
		assert_ok!(Permissions::ensure(action, &locked, &authority(Some(APPROVAL))));
		let holder = actor(Role::BillUser, None);
		assert_ok!(Permissions::ensure(action, &locked, &holder));
		// In a capacity that is not its own nobody does anything.
		let administrator = Roles::of(&[Role::FiscalAuthority]);
		assert_noop!(
			Permissions::ensure_as(action, &locked, &holder, administrator),
			Error::<Test>::NotAuthorized
		);
	});
}

#[test]
fn a_rule_is_widened_as_far_as_its_floor() {
	execute(|| {
		let action = BillAction::Locked;
		let user = actor(Role::BillUser, None);
		let arrears = Bill { circulation: Circulation::Blocked, ..bill(Use::Free) };
		let forbidden = || Error::<Test>::TransitionForbidden;
		assert_noop!(Permissions::ensure(action, &arrears, &user), forbidden());
		assert_ok!(set(RuntimeOrigin::root(), action, |rule| {
			rule.from.circulation = AxisSet::all();
			rule.roles = Roles::of(&[Role::BillUser]);
		}));
		assert_ok!(Permissions::ensure(action, &arrears, &user));
		let platform = actor(Role::Platform, None);
		assert_noop!(
			Permissions::ensure(action, &arrears, &platform),
			Error::<Test>::NotAuthorized
		);
	});
}

#[test]
fn what_changes_nothing_is_refused() {
	execute(|| {
		let root = RuntimeOrigin::root;
		let (action, nothing) = (BillAction::Corrected, || Error::<Test>::NothingChanged);
		assert_noop!(Permissions::set_rule(root(), action, None), nothing());
		assert_ok!(set(root(), action, |rule| rule.council = false));
		assert_noop!(set(root(), action, |rule| rule.council = false), nothing());
		Rules::<Test>::mutate(action, |slot| slot.as_mut().unwrap().version = u32::MAX);
		assert_noop!(
			Permissions::set_rule(root(), action, None),
			Error::<Test>::MaxVersionsExceeded
		);
		let rule = Some(Permissions::rule(action).rule);
		Rules::<Test>::insert(action, StoredRule { version: 1, rule });
		assert_eq!(Permissions::record(action, 1).unwrap().by, Actor::Council);
	});
}
