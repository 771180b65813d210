use crate::{mock::*, Activations, CodeBatch, Codes, DigestBatch, Error, Event};
use fiscal_primitives::{
	node::{code_digest, ActivationFault, CodeState, NewCode, NodeStatus},
	policy::Label,
	Actor, Digest, Moment, NodeId, Operation,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::DispatchResult;

const CODE: &str = "AAAA-BBBB-CCCC";

fn product() -> Label {
	"access-node 1.0".parse().unwrap()
}

fn issue(origin: RuntimeOrigin, codes: Vec<NewCode>) -> DispatchResult {
	AccessNodes::issue_codes(origin, NODE, CodeBatch::try_from(codes).unwrap(), product())
}

fn one(valid_until: Moment) -> Vec<NewCode> {
	vec![new_code(NODE, CODE, valid_until)]
}

fn digest() -> Digest {
	code_digest(NODE, &code(CODE))
}

fn state() -> CodeState {
	Codes::<Test>::get(NODE, digest()).unwrap().state
}

fn activate(text: &str, label: &str) -> DispatchResult {
	AccessNodes::activate(signed(OPERATOR), NODE, code(text), None, device(NODE, label))
}

fn void() -> DispatchResult {
	let codes = DigestBatch::try_from(vec![digest()]).unwrap();
	AccessNodes::void_codes(root(), NODE, codes, reason())
}

fn reinstate(valid_until: Moment) -> DispatchResult {
	AccessNodes::reinstate_code(signed(FINANCE), NODE, digest(), valid_until, reason())
}

fn refusal() -> Option<(ActivationFault, u8)> {
	events().into_iter().find_map(|event| match event {
		Event::ActivationRefused { fault, failed, .. } => Some((fault, failed)),
		_ => None,
	})
}

#[test]
fn codes_are_issued_in_batches_and_only_digests_are_kept() {
	ExtBuilder::default().with_node().build_and_execute(|| {
		assert_ok!(issue(signed(FINANCE), one(5_000)));
		let stored = Codes::<Test>::get(NODE, digest()).unwrap();
		assert_eq!((stored.state, stored.batch), (CodeState::Issued, 1));
		assert_eq!((stored.issued_by, stored.product), (by(FINANCE), product()));
		assert_eq!((stored.issued_at, stored.valid_until), (1_000, 5_000));
		let hundred: Vec<_> =
			(0..100).map(|n| new_code(NODE, &format!("CODENUMBER{n:03}"), 5_000)).collect();
		assert_ok!(issue(root(), hundred.clone()));
		let state = Activations::<Test>::get(NODE);
		assert_eq!((state.codes, state.batches), (101, 2));
		assert_noop!(issue(root(), hundred[..1].to_vec()), Error::<Test>::AlreadyExists);
		let more: Vec<_> =
			(0..100).map(|n| new_code(NODE, &format!("ANOTHERONE{n:03}"), 5_000)).collect();
		assert_noop!(issue(root(), more), Error::<Test>::MaxCodesExceeded);
	});
}

#[test]
fn a_batch_is_all_or_nothing() {
	ExtBuilder::default().with_node().build_and_execute(|| {
		let twice = vec![new_code(NODE, CODE, 5_000), new_code(NODE, CODE, 5_000)];
		assert_noop!(issue(root(), twice), Error::<Test>::AlreadyExists);
		assert_noop!(issue(root(), vec![]), Error::<Test>::NothingNamed);
		assert_noop!(issue(root(), one(1_000)), Error::<Test>::Expired);
		assert_noop!(issue(signed(OPERATOR), one(5_000)), NOT_AUTHORIZED);
		HighRisk::mutate(|all| all.insert(Operation::IssueActivationCodes as u8));
		assert_noop!(issue(signed(FINANCE), one(5_000)), APPROVAL_REQUIRED);
		assert_ok!(AccessNodes::set_status(root(), NODE, NodeStatus::Disabled, reason()));
		assert_noop!(issue(root(), one(5_000)), Error::<Test>::Terminal);
	});
}

#[test]
fn a_code_is_good_for_one_device() {
	ExtBuilder::default().with_node().build_and_execute(|| {
		assert_ok!(issue(root(), one(5_000)));
		assert_ok!(activate(CODE, "First"));
		assert_eq!(state(), CodeState::Used);
		assert_eq!(Codes::<Test>::get(NODE, digest()).unwrap().device, Some(did("First")));
		events();
		assert_ok!(activate(CODE, "Second"));
		assert_eq!(refusal(), Some((ActivationFault::Used, 1)));
		assert_eq!(AccessNodes::devices(NODE).len(), 1);
	});
}

#[test]
fn five_wrong_codes_freeze_the_codes_of_the_node() {
	ExtBuilder::default().with_node().build_and_execute(|| {
		assert_ok!(issue(root(), one(5_000)));
		for failed in 1..=4 {
			assert_ok!(activate("WRONGWRONG00", "First"));
			assert_eq!(refusal(), Some((ActivationFault::Unknown, failed)));
		}
		assert_ok!(activate("WRONGWRONG00", "First"));
		let told = events();
		assert_eq!(
			told.last(),
			Some(&Event::CodesFrozen { node: NODE, by: Actor::System, reason: None })
		);
		assert_noop!(activate(CODE, "First"), Error::<Test>::Frozen);
		let thaw = |origin| AccessNodes::thaw_codes(origin, NODE, reason());
		assert_noop!(thaw(signed(OPERATOR)), NOT_AUTHORIZED);
		assert_ok!(thaw(signed(FINANCE)));
		assert_noop!(thaw(root()), Error::<Test>::NothingChanged);
		assert_eq!(Activations::<Test>::get(NODE).failed, 0);
		assert_ok!(activate(CODE, "First"));
		assert_eq!(state(), CodeState::Used);
	});
}

#[test]
fn a_right_code_forgives_wrong_ones() {
	ExtBuilder::default().with_node().build_and_execute(|| {
		assert_ok!(issue(root(), one(5_000)));
		for _ in 0..4 {
			assert_ok!(activate("WRONGWRONG00", "First"));
		}
		assert_ok!(activate(CODE, "First"));
		assert_eq!(Activations::<Test>::get(NODE).failed, 0);
		assert_ok!(activate("WRONGWRONG00", "Second"));
		assert!(!Activations::<Test>::get(NODE).frozen);
	});
}

#[test]
fn a_code_of_another_node_is_unknown() {
	ExtBuilder::default().with_node().with_node().build_and_execute(|| {
		let codes = CodeBatch::try_from(vec![new_code(NodeId(2), CODE, 5_000)]).unwrap();
		assert_ok!(AccessNodes::issue_codes(root(), NodeId(2), codes, product()));
		assert_ok!(activate(CODE, "First"));
		assert_eq!(refusal(), Some((ActivationFault::Unknown, 1)));
	});
}

#[test]
fn a_code_runs_out_and_is_archived_later() {
	ExtBuilder::default().with_node().build_and_execute(|| {
		assert_ok!(issue(root(), one(5_000)));
		// Before the block that handles it, it does not work either.
		Now::set(5_000);
		assert_ok!(activate(CODE, "First"));
		assert_eq!(refusal(), Some((ActivationFault::Expired, 1)));
		pass_to(5_000);
		assert_eq!(events(), [Event::CodeExpired { node: NODE, code: digest() }]);
		assert_eq!(state(), CodeState::Expired);
		pass_to(5_000 + RETENTION - 1);
		assert_eq!(events(), []);
		pass_to(5_000 + RETENTION);
		assert_eq!(events(), [Event::CodeArchived { node: NODE, code: digest() }]);
		assert_eq!(AccessNodes::code(NODE, digest()), None);
		assert_eq!(Activations::<Test>::get(NODE).codes, 0);
	});
}

#[test]
fn unused_codes_are_voided_and_reinstated() {
	ExtBuilder::default().with_node().build_and_execute(|| {
		assert_ok!(issue(root(), one(5_000)));
		assert_noop!(reinstate(6_000), Error::<Test>::WrongState);
		assert_ok!(void());
		assert_eq!(state(), CodeState::Voided);
		assert_noop!(void(), Error::<Test>::WrongState);
		assert_ok!(activate(CODE, "First"));
		assert_eq!(refusal(), Some((ActivationFault::Voided, 1)));
		assert_noop!(reinstate(1_000), Error::<Test>::Expired);
		HighRisk::mutate(|all| all.insert(Operation::ReinstateActivationCode as u8));
		assert_noop!(reinstate(6_000), APPROVAL_REQUIRED);
		HighRisk::mutate(|all| all.clear());
		assert_ok!(reinstate(6_000));
		assert_eq!(Codes::<Test>::get(NODE, digest()).unwrap().valid_until, 6_000);
		// Neither the old end nor the archive reaches it now.
		pass_to(5_999);
		assert_ok!(activate(CODE, "First"));
		assert_eq!(state(), CodeState::Used);
		assert_noop!(void(), Error::<Test>::WrongState);
	});
}

#[test]
fn a_spent_code_works_again_only_after_its_device_is_unbound() {
	ExtBuilder::default().with_node().build_and_execute(|| {
		assert_ok!(issue(root(), one(5_000)));
		assert_ok!(activate(CODE, "First"));
		assert_noop!(reinstate(6_000), Error::<Test>::WrongState);
		assert_ok!(AccessNodes::unbind_device(signed(OPERATOR), NODE, did("First"), reason()));
		assert_eq!(state(), CodeState::Retired);
		assert_ok!(reinstate(6_000));
		assert_ok!(activate(CODE, "Second"));
		assert_eq!(AccessNodes::devices(NODE)[0].device.did, did("Second"));
	});
}

#[test]
fn the_authority_freezes_codes_by_hand() {
	ExtBuilder::default().with_node().build_and_execute(|| {
		let freeze = |origin, node| AccessNodes::freeze_codes(origin, node, reason());
		assert_noop!(freeze(signed(OPERATOR), NODE), NOT_AUTHORIZED);
		assert_noop!(freeze(root(), NodeId(2)), Error::<Test>::NotFound);
		assert_ok!(freeze(signed(FINANCE), NODE));
		assert_noop!(freeze(root(), NODE), Error::<Test>::NothingChanged);
		assert_noop!(activate(CODE, "First"), Error::<Test>::Frozen);
		let none = DigestBatch::default();
		assert_noop!(
			AccessNodes::void_codes(root(), NODE, none, reason()),
			Error::<Test>::NothingNamed
		);
		assert_noop!(void(), Error::<Test>::NotFound);
	});
}

#[test]
fn codes_are_read_in_pages() {
	ExtBuilder::default().with_node().build_and_execute(|| {
		let codes: Vec<_> =
			(0..5).map(|n| new_code(NODE, &format!("CODENUMBER{n:03}"), 5_000)).collect();
		assert_ok!(issue(root(), codes.clone()));
		let (mut found, mut after) = (vec![], None);
		loop {
			let page = AccessNodes::codes(NODE, after, 2);
			assert_eq!(page.activation.codes, 5);
			found.extend(page.items.into_iter().map(|answer| answer.digest));
			after = page.next;
			if after.is_none() {
				break;
			}
		}
		let mut expected: Vec<_> = codes.into_iter().map(|code| code.digest).collect();
		expected.sort();
		assert_eq!(found, expected);
		assert_eq!(AccessNodes::codes(NodeId(2), None, 2).items, []);
	});
}
