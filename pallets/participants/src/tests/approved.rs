//! What somebody decides under an approval, through the flow demanded and through one of its own
//! choice.

use crate::{mock::*, Error};
use fiscal_primitives::{
	participant::{ParticipantKind, Role, Roles, Status},
	ParticipantId,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchResult;

const FINANCE: ParticipantId = ParticipantId(1);
const HOSPITAL: ParticipantId = ParticipantId(2);
const OPERATOR: ParticipantId = ParticipantId(3);
const SCHOOL: ParticipantId = ParticipantId(4);

fn chain() -> ExtBuilder {
	ExtBuilder::default()
		.with_participant("finance", &[Role::FiscalAuthority, Role::Council])
		.with_participant("hospital", &[Role::Issuer])
		.with_account(2, "operator", &[Role::Issuer])
		.with_participant("school", &[Role::Issuer])
}

fn freeze(id: ParticipantId) -> DispatchResult {
	Participants::set_status(root(), id, Status::Frozen, reason())
}

fn give(id: ParticipantId, role: Role) -> DispatchResult {
	Participants::set_roles(root(), id, Roles::of(&[role]), reason())
}

fn admit(who: &str) -> DispatchResult {
	let kind = ParticipantKind::Organisation;
	let roles = Roles::of(&[Role::BillUser]);
	let proof = proof(who, None);
	Participants::admit(root(), name(who), kind, roles, key(who), identity(who), proof)
}

#[test]
fn the_flow_demanded_decides_for_others() {
	chain().build_and_execute(|| {
		Approved::set(Some(HOSPITAL));
		assert_ok!(freeze(SCHOOL));
		assert_ok!(give(SCHOOL, Role::BillUser));
		Approved::set(Some(FINANCE));
		assert_ok!(admit("newcomer"));
	});
}

#[test]
fn a_flow_of_the_proposers_choice_lends_it_no_power() {
	chain().build_and_execute(|| {
		let refused = || Error::<Test>::NotAuthorized;
		Advised::set(true);
		Approved::set(Some(HOSPITAL));
		assert_noop!(freeze(SCHOOL), refused());
		// Inside of its own domain it decides anyway, and without the role of an administrator.
		assert_ok!(freeze(OPERATOR));
		// A fiscal authority acts beyond its domain, but not where more than one has to decide.
		Approved::set(Some(FINANCE));
		assert_ok!(freeze(SCHOOL));
		assert_noop!(give(SCHOOL, Role::BillUser), refused());
		assert_noop!(admit("newcomer"), refused());
	});
}
