use crate::{mock::*, Error, Event, Participants as Store};
use fiscal_primitives::{
	participant::{AccountLabel, Details, DetailsRecord, Role, Status, MAX_DETAILS},
	Actor, Operation, ParticipantId, SceneId,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{DispatchError, DispatchResult};

const FINANCE: ParticipantId = ParticipantId(1);
const HOSPITAL: ParticipantId = ParticipantId(2);
const ADMIN: ParticipantId = ParticipantId(3);
const OPERATOR: ParticipantId = ParticipantId(4);
const INSURER: ParticipantId = ParticipantId(5);
const SCENE: AccountLabel = AccountLabel::Scene(SceneId(3));

fn chain() -> ExtBuilder {
	ExtBuilder::default()
		.with_participant("finance", &[Role::FiscalAuthority, Role::Council])
		.with_organisation(1, "hospital", &[Role::Issuer])
		.with_account(2, "admin", &[Role::Administrator])
		.with_account(2, "operator", &[Role::Issuer])
		.with_participant("insurer", &[Role::BillUser])
		.with_account(5, "clerk", &[Role::Administrator])
}

fn rename(origin: RuntimeOrigin, id: ParticipantId, to: &str) -> DispatchResult {
	Participants::update(origin, id, Some(name(to)), None, reason())
}

fn relabel(origin: RuntimeOrigin, id: ParticipantId, to: AccountLabel) -> DispatchResult {
	Participants::update(origin, id, None, Some(to), reason())
}

fn details(of: &str, label: Option<AccountLabel>) -> Details {
	Details { name: name(of), label }
}

#[test]
fn every_name_is_kept_with_its_time_and_who_gave_it() {
	chain().build_and_execute(|| {
		Now::set(2_000);
		assert_ok!(rename(signed("hospital"), HOSPITAL, "First Hospital"));
		Now::set(3_000);
		assert_ok!(rename(signed("finance"), HOSPITAL, "First People's Hospital"));
		System::assert_last_event(
			Event::DetailsChanged {
				id: HOSPITAL,
				version: 3,
				from: details("First Hospital", None),
				to: details("First People's Hospital", None),
				by: alone(1),
				at: 3_000,
				reason: reason(),
			}
			.into(),
		);
		let stored = Store::<Test>::get(HOSPITAL).unwrap();
		assert_eq!(stored.name, name("First People's Hospital"));
		assert_eq!((stored.details_version, stored.changed_at), (3, 3_000));
		let decision = Participants::decision(HOSPITAL).unwrap();
		assert_eq!(decision.operation, Operation::UpdateParticipant);
		assert_eq!((decision.by, decision.reason), (alone(1), Some(reason())));
		let record = |version, of: &str, from, until| DetailsRecord {
			version,
			details: details(of, None),
			from,
			until,
		};
		assert_eq!(
			Participants::details(HOSPITAL),
			[
				record(1, "hospital", 0, Some(2_000)),
				record(2, "First Hospital", 2_000, Some(3_000)),
				record(3, "First People's Hospital", 3_000, None),
			]
		);
		assert!(Participants::details(ParticipantId(99)).is_empty());
		// A name is no key: whoever it is stays findable and keeps its rights.
		assert_eq!(Participants::by_identity(identity("hospital")).unwrap().0, HOSPITAL);
		assert_eq!(Participants::children(Some(FINANCE), 0, 1)[0].name, stored.name);
	});
}

#[test]
fn what_an_account_is_for_is_said_by_its_administrator_and_not_by_itself() {
	chain().build_and_execute(|| {
		assert_noop!(relabel(signed("operator"), OPERATOR, SCENE), Error::<Test>::NotAuthorized);
		assert_noop!(relabel(signed("admin"), ADMIN, SCENE), Error::<Test>::NotAuthorized);
		assert_ok!(relabel(signed("admin"), OPERATOR, SCENE));
		let stored = Store::<Test>::get(OPERATOR).unwrap();
		assert_eq!((stored.label, stored.name), (Some(SCENE), name("operator")));
		// Its organisation and the one above that do, too; the name stays with it.
		assert_ok!(relabel(signed("hospital"), OPERATOR, AccountLabel::Operator));
		assert_ok!(relabel(signed("finance"), OPERATOR, SCENE));
		assert_ok!(rename(signed("operator"), OPERATOR, "Desk 4"));
		let versions = Participants::details(OPERATOR);
		assert_eq!(versions.last().unwrap().details, details("Desk 4", Some(SCENE)));
		assert_eq!(versions.len(), 5);
		// Nobody but accounts is for something.
		assert_noop!(relabel(root(), HOSPITAL, SCENE), Error::<Test>::WrongTier);
	});
}

#[test]
fn nobody_renames_others_outside_of_its_domain() {
	chain().build_and_execute(|| {
		for (who, id) in [
			("operator", ADMIN),
			("operator", HOSPITAL),
			("insurer", HOSPITAL),
			("clerk", OPERATOR),
			("hospital", FINANCE),
			("hospital", INSURER),
			("finance", INSURER),
		] {
			let refused = rename(signed(who), id, "Another");
			assert_eq!(refused, Err(Error::<Test>::NotAuthorized.into()), "{who} {id}");
		}
		assert_ok!(rename(signed("admin"), HOSPITAL, "Hospital"));
		assert_noop!(rename(signed("stranger"), HOSPITAL, "X"), Error::<Test>::NotFound);
		assert_noop!(rename(RuntimeOrigin::none(), HOSPITAL, "X"), DispatchError::BadOrigin);
		assert_ok!(Participants::set_status(root(), HOSPITAL, Status::Frozen, reason()));
		assert_noop!(rename(signed("hospital"), HOSPITAL, "X"), Error::<Test>::NotActive);
		assert_noop!(rename(signed("operator"), OPERATOR, "X"), Error::<Test>::NotActive);
		assert_ok!(rename(signed("finance"), HOSPITAL, "Frozen Hospital"));
	});
}

#[test]
fn the_name_of_a_member_is_decided_together() {
	chain().build_and_execute(|| {
		for who in ["insurer", "clerk"] {
			assert_noop!(rename(signed(who), INSURER, "Treasury"), Error::<Test>::NotAuthorized);
		}
		assert_ok!(rename(root(), INSURER, "Insurer"));
		assert_eq!(Participants::decision(INSURER).unwrap().by, Actor::Council);
		Approved::set(Some(INSURER));
		assert_ok!(rename(root(), INSURER, "First Insurer"));
		assert_eq!(Participants::decision(INSURER).unwrap().by.approval(), Some(APPROVAL));
		// But not that of a member of the council, which it is not.
		assert_noop!(rename(root(), FINANCE, "Treasury"), Error::<Test>::NotAuthorized);
		Advised::set(true);
		assert_noop!(rename(root(), INSURER, "Treasury"), Error::<Test>::NotAuthorized);
		Advised::set(false);
		Approved::set(Some(FINANCE));
		assert_ok!(rename(root(), FINANCE, "Finance Bureau"));
	});
}

#[test]
fn what_cannot_be_is_refused() {
	chain().build_and_execute(|| {
		let nothing = Error::<Test>::NothingChanged;
		assert_noop!(rename(root(), HOSPITAL, "hospital"), nothing);
		let nothing = Participants::update(root(), OPERATOR, None, None, reason());
		assert_eq!(nothing, Err(Error::<Test>::NothingChanged.into()));
		assert_noop!(rename(root(), ParticipantId(99), "X"), Error::<Test>::NotFound);
		HighRisk::set(vec![Operation::UpdateParticipant]);
		assert_noop!(
			rename(signed("hospital"), HOSPITAL, "X"),
			DispatchError::Other("ApprovalRequired")
		);
		assert_ok!(Participants::set_status(root(), HOSPITAL, Status::Cancelled, reason()));
		assert_noop!(rename(root(), HOSPITAL, "X"), Error::<Test>::Terminal);
	});
}

#[test]
fn a_citizen_has_no_name_of_its_own() {
	chain().with_participant("platform", &[Role::Platform]).build_and_execute(|| {
		let consent = consent("citizen", "citizen", payer("citizen"), ParticipantId(7));
		let citizen = ParticipantId(8);
		assert_ok!(Participants::register_holder(
			signed("platform"),
			key("citizen"),
			payer("citizen"),
			consent
		));
		for origin in [root(), signed("citizen")] {
			assert_noop!(rename(origin, citizen, "Somebody"), Error::<Test>::WrongTier);
		}
	});
}

#[test]
fn versions_are_bounded() {
	chain().build_and_execute(|| {
		for version in 2..=MAX_DETAILS {
			assert_ok!(rename(signed("hospital"), HOSPITAL, &format!("name {version}")));
		}
		assert_noop!(
			rename(signed("hospital"), HOSPITAL, "one more"),
			Error::<Test>::MaxDetailsExceeded
		);
		assert_eq!(Participants::details(HOSPITAL).len(), 256);
	});
}
