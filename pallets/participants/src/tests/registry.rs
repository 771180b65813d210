use crate::{mock::*, Error};
use fiscal_primitives::{
	participant::{Role, Status},
	traits::ParticipantRegistry,
	ParticipantId,
};
use frame_support::assert_ok;

const HOSPITAL: ParticipantId = ParticipantId(1);
const NOBODY: ParticipantId = ParticipantId(2);

fn freeze() {
	assert_ok!(Participants::set_status(RuntimeOrigin::root(), HOSPITAL, Status::Frozen, reason()));
}

#[test]
fn it_answers_for_active_and_for_frozen_participants() {
	ExtBuilder::default().with_participant("hospital", &[Role::Issuer]).build_and_execute(|| {
		let who = account("hospital");
		assert_eq!(Participants::id_of(&who), Some(HOSPITAL));
		assert!(Participants::is_active(HOSPITAL));
		assert!(Participants::has_role(HOSPITAL, Role::Issuer));
		assert!(!Participants::has_role(HOSPITAL, Role::BillUser));
		assert_eq!(Participants::ensure(&who, Role::Issuer), Ok(HOSPITAL));
		assert_eq!(
			Participants::ensure(&who, Role::BillUser),
			Err(Error::<Test>::NotAuthorized.into())
		);

		freeze();
		assert_eq!(Participants::id_of(&who), Some(HOSPITAL));
		assert!(!Participants::is_active(HOSPITAL));
		assert!(Participants::has_role(HOSPITAL, Role::Issuer));
		assert_eq!(Participants::ensure(&who, Role::Issuer), Err(Error::<Test>::NotActive.into()));
	});
}

#[test]
fn it_knows_nothing_of_others() {
	ExtBuilder::default().with_participant("hospital", &[Role::Issuer]).build_and_execute(|| {
		let who = account("stranger");
		assert_eq!(Participants::id_of(&who), None);
		assert!(!Participants::is_active(NOBODY));
		assert!(!Participants::has_role(NOBODY, Role::Issuer));
		assert_eq!(Participants::ensure(&who, Role::Issuer), Err(Error::<Test>::NotFound.into()));
	});
}
