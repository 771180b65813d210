use crate::{mock::*, Admissions, Error, Event, Nodes, OpenAdmissions};
use fiscal_primitives::{
	node::{AdmissionId, AdmissionStatus, Decision, NodeRequest, NodeRole, NodeRoles},
	outbox::{EvidenceKind, EvidenceNotice},
	traits::NodeRegistry,
	Actor, Digest, NodeId, Operation, ParticipantId,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchResult;

const FIRST: AdmissionId = AdmissionId(1);

fn apply(applicant: ParticipantId) -> DispatchResult {
	AccessNodes::request_admission(signed(applicant), None, request(&[NodeRole::Issuer]))
}

fn review(origin: RuntimeOrigin, decision: Decision) -> DispatchResult {
	let revision = Admissions::<Test>::get(FIRST).map_or(1, |stored| stored.revision);
	AccessNodes::review(origin, FIRST, revision, decision, reason())
}

fn approve() -> Decision {
	Decision::Approve { credential: Some(terms(9_000)) }
}

fn status() -> AdmissionStatus {
	Admissions::<Test>::get(FIRST).unwrap().status
}

#[test]
fn an_application_is_reviewed_and_becomes_a_node() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(apply(HOSPITAL));
		assert_eq!(status(), AdmissionStatus::Submitted);
		assert_eq!(OpenAdmissions::<Test>::get(HOSPITAL), 1);
		assert_ok!(review(signed(FINANCE), Decision::Begin));
		assert_eq!(status(), AdmissionStatus::InReview);
		assert_noop!(review(signed(FINANCE), Decision::Begin), Error::<Test>::NothingChanged);
		events();
		Now::set(2_000);
		assert_ok!(review(signed(FINANCE), approve()));
		let stored = Admissions::<Test>::get(FIRST).unwrap();
		assert_eq!((stored.status, stored.node), (AdmissionStatus::Approved, Some(NODE)));
		assert_eq!((stored.reviewed_by, stored.reason), (Some(by(FINANCE)), Some(reason())));
		assert_eq!(OpenAdmissions::<Test>::get(HOSPITAL), 0);
		let node = Nodes::<Test>::get(NODE).unwrap();
		assert_eq!((node.operator, node.form), (HOSPITAL, Some(Digest::repeat_byte(1))));
		assert_eq!((node.registered_at, node.credential.valid_until), (2_000, 9_000));
		// The hospital issues through its own node without anybody linking it.
		assert!(AccessNodes::serves(NODE, HOSPITAL, NodeRole::Issuer));
		let told = events();
		assert!(matches!(told[0], Event::Registered { node: NODE, operator: HOSPITAL, .. }));
		assert!(matches!(told[1], Event::CredentialIssued { version: 1, .. }));
		assert!(matches!(told[2], Event::Linked { participant: HOSPITAL, .. }));
		assert!(matches!(
			told[3],
			Event::AdmissionReviewed { status: AdmissionStatus::Approved, node: Some(NODE), .. }
		));
		assert_noop!(review(root(), approve()), Error::<Test>::Terminal);
		assert_noop!(
			AccessNodes::resubmit(signed(HOSPITAL), FIRST, request(&[NodeRole::Issuer])),
			Error::<Test>::Terminal
		);
	});
}

#[test]
fn what_is_admitted_leaves_evidence_and_nothing_else_does() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(apply(HOSPITAL));
		assert_ok!(review(signed(FINANCE), Decision::Begin));
		assert_ok!(review(signed(FINANCE), Decision::Reject));
		assert_ok!(AccessNodes::resubmit(signed(HOSPITAL), FIRST, request(&[NodeRole::Issuer])));
		assert_eq!(evidence(), []);
		Now::set(2_000);
		OutboxFull::set(true);
		assert_noop!(review(signed(FINANCE), approve()), FULL);
		OutboxFull::set(false);
		assert_ok!(review(signed(FINANCE), approve()));
		let approved = (FIRST, Admissions::<Test>::get(FIRST).unwrap());
		let notice = EvidenceNotice::of_admission(&approved, 2_000);
		assert_eq!(notice.kind, EvidenceKind::Admission);
		assert_eq!(evidence(), [notice]);

		let register = || {
			let request = request(&[NodeRole::Issuer]);
			AccessNodes::register(root(), OPERATOR, request, terms(9_000))
		};
		OutboxFull::set(true);
		assert_noop!(register(), FULL);
		OutboxFull::set(false);
		assert_ok!(register());
		let node = NodeId(NODE.0 + 1);
		let registered = (node, Nodes::<Test>::get(node).unwrap(), Actor::Council);
		assert_eq!(evidence(), [EvidenceNotice::of_admission(&registered, 2_000)]);
	});
}

#[test]
fn the_request_fits_the_applicant_and_the_scenes() {
	ExtBuilder::default().build_and_execute(|| {
		let ask = |who, request| AccessNodes::request_admission(signed(who), None, request);
		let issuer = || request(&[NodeRole::Issuer]);
		assert_noop!(ask(ISSUER, issuer()), NOT_AUTHORIZED);
		assert_noop!(ask(OPERATOR, issuer()), Error::<Test>::NotAuthorized);
		assert_noop!(ask(HOSPITAL, request(&[NodeRole::User])), Error::<Test>::NotAuthorized);
		assert_ok!(ask(PLATFORM, request(&NodeRoles::ALL)));
		assert_noop!(
			ask(HOSPITAL, NodeRequest { scenes: scenes(&[9]), ..issuer() }),
			Error::<Test>::SceneNotActive
		);
		for empty in [
			NodeRequest { scenes: scenes(&[]), ..issuer() },
			NodeRequest { capacities: NodeRoles::default(), ..issuer() },
			NodeRequest { resources: Default::default(), ..issuer() },
		] {
			assert_noop!(ask(HOSPITAL, empty), Error::<Test>::NothingNamed);
		}
		Participants::freeze(HOSPITAL);
		assert_noop!(ask(HOSPITAL, issuer()), NOT_AUTHORIZED);
	});
}

#[test]
fn an_applicant_amends_withdraws_and_submits_again() {
	ExtBuilder::default().build_and_execute(|| {
		let amended = NodeRequest { scenes: scenes(&[1, 2]), ..request(&[NodeRole::Issuer]) };
		assert_ok!(apply(HOSPITAL));
		assert_noop!(
			AccessNodes::amend(signed(HOSPITAL), FIRST, request(&[NodeRole::Issuer])),
			Error::<Test>::NothingChanged
		);
		assert_noop!(
			AccessNodes::amend(signed(ALL), FIRST, amended.clone()),
			Error::<Test>::NotAuthorized
		);
		assert_ok!(AccessNodes::amend(signed(HOSPITAL), FIRST, amended.clone()));
		// A decision about the first revision does not meet the second.
		assert_noop!(
			AccessNodes::review(root(), FIRST, 1, Decision::Reject, reason()),
			Error::<Test>::WrongState
		);
		assert_ok!(review(root(), Decision::Begin));
		assert_noop!(
			AccessNodes::amend(signed(HOSPITAL), FIRST, request(&[NodeRole::Issuer])),
			Error::<Test>::WrongState
		);
		assert_noop!(
			AccessNodes::resubmit(signed(HOSPITAL), FIRST, amended.clone()),
			Error::<Test>::WrongState
		);
		assert_ok!(AccessNodes::withdraw(signed(HOSPITAL), FIRST, reason()));
		assert_eq!(status(), AdmissionStatus::Withdrawn);
		assert_noop!(
			AccessNodes::withdraw(signed(HOSPITAL), FIRST, reason()),
			Error::<Test>::WrongState
		);
		assert_noop!(review(root(), approve()), Error::<Test>::WrongState);
		assert_ok!(AccessNodes::resubmit(signed(HOSPITAL), FIRST, amended.clone()));
		assert_ok!(review(root(), Decision::Reject));
		assert_eq!(status(), AdmissionStatus::Rejected);
		assert_ok!(AccessNodes::resubmit(signed(HOSPITAL), FIRST, amended));
		assert_eq!(Admissions::<Test>::get(FIRST).unwrap().revision, 4);
		assert_ok!(review(root(), approve()));
		assert_eq!(Nodes::<Test>::get(NODE).unwrap().scenes, scenes(&[1, 2]));
	});
}

#[test]
fn what_is_approved_has_to_hold_when_it_is_approved() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(apply(HOSPITAL));
		assert_noop!(
			review(root(), Decision::Approve { credential: None }),
			Error::<Test>::CredentialMissing
		);
		assert_noop!(
			review(root(), Decision::Approve { credential: Some(terms(1_000)) }),
			Error::<Test>::Expired
		);
		ActiveScenes::mutate(|scenes| scenes.remove(&1));
		assert_noop!(review(root(), approve()), Error::<Test>::SceneNotActive);
		ActiveScenes::mutate(|scenes| scenes.insert(1));
		Participants::freeze(HOSPITAL);
		assert_noop!(review(root(), approve()), Error::<Test>::NotActive);
		assert_ok!(review(root(), Decision::Reject));
	});
}

#[test]
fn nobody_reviews_its_own_application_and_strangers_review_none() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(apply(JUDGE));
		assert_noop!(review(signed(JUDGE), approve()), Error::<Test>::OwnApplication);
		assert_noop!(review(signed(HOSPITAL), approve()), NOT_AUTHORIZED);
		assert_ok!(apply(BRANCH));
		let second = AccessNodes::review(signed(JUDGE), AdmissionId(2), 1, approve(), reason());
		assert_eq!(second, Err(Error::<Test>::OwnApplication.into()), "of the same member");
		HighRisk::mutate(|all| all.insert(Operation::ReviewNode as u8));
		assert_noop!(review(signed(FINANCE), approve()), APPROVAL_REQUIRED);
		HighRisk::mutate(|all| all.clear());
		assert_ok!(review(signed(FINANCE), approve()));
		assert_noop!(
			AccessNodes::review(root(), AdmissionId(3), 1, Decision::Begin, reason()),
			Error::<Test>::NotFound
		);
	});
}

#[test]
fn a_change_passes_through_the_same_review() {
	ExtBuilder::default().with(genesis_node(HOSPITAL)).build_and_execute(|| {
		let wanted = NodeRequest { scenes: scenes(&[2]), ..request(&[NodeRole::Issuer]) };
		let ask =
			|who, node| AccessNodes::request_admission(signed(who), Some(node), wanted.clone());
		assert_noop!(ask(ALL, NODE), Error::<Test>::NotAuthorized);
		assert_noop!(ask(HOSPITAL, NodeId(2)), Error::<Test>::NotFound);
		assert_ok!(ask(HOSPITAL, NODE));
		let version = crate::RoutingVersion::<Test>::get();
		assert_ok!(review(root(), Decision::Approve { credential: None }));
		let node = Nodes::<Test>::get(NODE).unwrap();
		assert_eq!((node.scenes, node.capacities), (scenes(&[2]), wanted.capacities));
		assert_eq!(node.credential.version, 1);
		assert!(crate::RoutingVersion::<Test>::get() > version);
		// With another credential.
		assert_ok!(ask(HOSPITAL, NODE));
		assert_ok!(AccessNodes::review(root(), AdmissionId(2), 1, approve(), reason()));
		assert_eq!(Nodes::<Test>::get(NODE).unwrap().credential.version, 2);
	});
}

#[test]
fn a_capacity_that_is_taken_away_serves_nobody() {
	ExtBuilder::default().with(genesis_node(ALL)).build_and_execute(|| {
		assert_ok!(AccessNodes::link(root(), NODE, USER, NodeRole::User));
		assert!(AccessNodes::serves(NODE, USER, NodeRole::User));
		let wanted = request(&[NodeRole::Issuer]);
		assert_ok!(AccessNodes::request_admission(signed(ALL), Some(NODE), wanted));
		assert_ok!(review(root(), Decision::Approve { credential: None }));
		assert!(!AccessNodes::serves(NODE, USER, NodeRole::User));
	});
}

#[test]
fn an_organisation_has_only_so_many_open_applications() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(apply(HOSPITAL));
		assert_ok!(apply(HOSPITAL));
		assert_noop!(apply(HOSPITAL), Error::<Test>::MaxAdmissionsExceeded);
		assert_ok!(apply(ALL));
		assert_ok!(AccessNodes::withdraw(signed(HOSPITAL), FIRST, reason()));
		assert_ok!(apply(HOSPITAL));
		assert_noop!(
			AccessNodes::resubmit(signed(HOSPITAL), FIRST, request(&[NodeRole::Issuer])),
			Error::<Test>::MaxAdmissionsExceeded
		);
	});
}

#[test]
fn applications_are_read_in_pages_by_state_and_by_applicant() {
	ExtBuilder::default().build_and_execute(|| {
		for who in [HOSPITAL, ALL, HOSPITAL, JUDGE] {
			assert_ok!(apply(who));
		}
		assert_ok!(review(root(), Decision::Reject));
		let ids = |after, limit, who, status| {
			let page = AccessNodes::admissions(AdmissionId(after), limit, who, status);
			let items: Vec<u32> = page.items.iter().map(|answer| answer.id.0).collect();
			(items, page.next.map(|next| next.0))
		};
		assert_eq!(ids(0, 3, None, None), (vec![1, 2, 3], Some(3)));
		assert_eq!(ids(3, 3, None, None), (vec![4], None));
		assert_eq!(ids(0, 9, Some(HOSPITAL), None), (vec![1, 3], None));
		let open = Some(AdmissionStatus::Submitted);
		assert_eq!(ids(0, 9, Some(HOSPITAL), open), (vec![3], None));
		assert_eq!(ids(9, 9, None, None), (vec![], None));
		assert_eq!(ids(0, 9, None, Some(AdmissionStatus::Rejected)), (vec![1], None));
		assert_eq!(AccessNodes::admission(FIRST).unwrap().admission.applicant, HOSPITAL);
		assert_eq!(
			AccessNodes::admission(FIRST).unwrap().admission.reviewed_by,
			Some(Actor::Council)
		);
	});
}
