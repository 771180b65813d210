//! Distribution: targets, stages, acknowledgements, rollback. R053–R057.

use crate::{mock::*, refused, Distributed, Distributions, Error, Event, Running};
use fiscal_policy::chain::{
	Consistency, Distribution, DistributionMode, DistributionState, LabelKind, Member, Stages,
	Target,
};
use fiscal_primitives::{Actor, Digest, NodeId, Operation};
use frame_support::assert_ok;
use sp_runtime::DispatchResult;

const FULL: DistributionMode = DistributionMode::Full;

fn nodes(count: u32) -> Vec<NodeId> {
	(1..=count).map(NodeId).collect()
}

fn send(target: Target, nodes: Vec<NodeId>, stages: &[u8], threshold: u8) -> DispatchResult {
	let stages = Stages::new(stages.to_vec()).unwrap();
	let (nodes, digest) = (nodes.try_into().unwrap(), in_force().digest);
	Policies::distribute(signed(FINANCE), target, nodes, FULL, digest, stages, threshold)
}

fn start(count: u32, stages: &[u8], threshold: u8) {
	assert_ok!(send(Target::Nodes, nodes(count), stages, threshold));
}

fn acknowledge(node: u32, ok: bool) -> DispatchResult {
	let (id, digest) = (crate::DistributionCount::<Test>::get(), in_force().digest);
	Policies::acknowledge(signed(OPERATOR), id, NodeId(node), digest, ok, None)
}

fn current() -> Distribution {
	Distributions::<Test>::get(crate::DistributionCount::<Test>::get()).unwrap()
}

#[test]
fn stages_open_as_nodes_acknowledge() {
	ExtBuilder::default().build_and_execute(|| {
		enact(at_most(100));
		start(10, &[10, 50, 100], 20);
		assert_eq!((current().open, current().reached()), (1, 1));
		refused!(acknowledge(2, true), Error::<Test>::NotReached);
		assert_ok!(acknowledge(1, true));
		let by = Actor::System;
		let opened = Event::StageOpened { distribution: 1, stage: 2, reached: 5, by };
		assert!(events().contains(&opened));
		refused!(acknowledge(1, true), Error::<Test>::NothingChanged);
		for node in 2..=5 {
			assert_ok!(acknowledge(node, true));
		}
		for node in 6..=9 {
			assert_ok!(acknowledge(node, true));
		}
		assert_eq!(current().state, DistributionState::Running);
		assert_ok!(acknowledge(10, true));
		assert_eq!(current().state, DistributionState::Completed);
		let digest = in_force().digest;
		assert_eq!((Running::<Test>::get(), Distributed::<Test>::get()), (None, Some(digest)));
		let (acknowledged, failed) = (10, 0);
		let event = Event::DistributionCompleted {
			distribution: 1,
			digest,
			acknowledged,
			failed,
			at: FRIDAY,
		};
		assert_eq!(events().pop(), Some(event));
		refused!(acknowledge(10, false), Error::<Test>::Terminal);
		let abort = Policies::abort_distribution(signed(FINANCE), 1, reason());
		refused!(abort, Error::<Test>::Terminal);
	});
}

#[test]
fn too_many_failures_roll_it_back() {
	ExtBuilder::default().build_and_execute(|| {
		enact(at_most(100));
		start(1, &[100], 0);
		assert_ok!(acknowledge(1, true));
		let first = in_force().digest;
		enact(lock_policy("[2]", 1, "deny", r#"{"claimed":{"gt":"1.00"}}"#));
		start(10, &[50, 100], 20);
		assert_ok!(acknowledge(1, false));
		assert_eq!(current().state, DistributionState::Running);
		// A wrong digest is a failure, whatever the node says.
		let wrong = Digest::repeat_byte(7);
		let log = Some(Digest::repeat_byte(8));
		let call = Policies::acknowledge(signed(OPERATOR), 2, NodeId(2), wrong, true, log);
		assert_ok!(call);
		assert_eq!(current().state, DistributionState::RolledBack);
		let seen = events();
		let [.., failed, rolled_back] = &seen[..] else { panic!() };
		assert_eq!(
			*failed,
			Event::AcknowledgementFailed {
				distribution: 2,
				node: NodeId(2),
				digest: wrong,
				failure: log,
				at: FRIDAY,
			}
		);
		assert_eq!(
			*rolled_back,
			Event::DistributionRolledBack {
				distribution: 2,
				previous: Some(first),
				failed: 2,
				reached: 5,
				by: Actor::System,
				at: FRIDAY,
				reason: None,
			}
		);
		assert_eq!(Distributed::<Test>::get(), Some(first));
		refused!(acknowledge(3, true), Error::<Test>::Terminal);
	});
}

#[test]
fn a_node_that_failed_tries_again() {
	ExtBuilder::default().build_and_execute(|| {
		start(4, &[100], 50);
		assert_ok!(acknowledge(1, false));
		assert_ok!(acknowledge(1, false));
		assert_eq!(current().failed, 1);
		assert_ok!(acknowledge(1, true));
		assert_eq!((current().failed, current().acknowledged), (0, 1));
	});
}

#[test]
fn a_stage_opens_by_decision_and_silence_is_told() {
	ExtBuilder::default().build_and_execute(|| {
		start(4, &[50, 100], 50);
		assert_ok!(acknowledge(1, true));
		refused!(Policies::advance(signed(OPERATOR), 1), NOT_AUTHORIZED);
		assert_ok!(Policies::advance(signed(FINANCE), 1));
		let seen = events();
		let [.., silent, opened] = &seen[..] else { panic!() };
		assert_eq!(*silent, Event::NodesSilent { distribution: 1, silent: 1 });
		let by = actor(FINANCE);
		assert_eq!(*opened, Event::StageOpened { distribution: 1, stage: 2, reached: 4, by });
		assert_ok!(Policies::advance(signed(FINANCE), 1));
		assert_eq!(current().state, DistributionState::Completed);
		assert!(events().contains(&Event::NodesSilent { distribution: 1, silent: 3 }));
		refused!(Policies::advance(signed(FINANCE), 1), Error::<Test>::Terminal);
		refused!(Policies::advance(signed(FINANCE), 2), Error::<Test>::NotFound);
	});
}

#[test]
fn somebody_gives_it_up() {
	ExtBuilder::default().build_and_execute(|| {
		start(4, &[50, 100], 50);
		assert_ok!(Policies::abort_distribution(signed(FINANCE), 1, reason()));
		assert_eq!(current().state, DistributionState::RolledBack);
		start(4, &[50, 100], 50);
	});
}

#[test]
fn targets_are_checked() {
	ExtBuilder::default().build_and_execute(|| {
		let by = |target, nodes: &[u32]| {
			send(target, nodes.iter().copied().map(NodeId).collect(), &[100], 0)
		};
		refused!(by(Target::Nodes, &[]), Error::<Test>::InvalidTargets);
		refused!(by(Target::Nodes, &[1, 2, 1]), Error::<Test>::InvalidTargets);
		refused!(by(Target::Nodes, &[1, 257]), Error::<Test>::NotFound);
		let pilot = || Target::Label(label("pilot"));
		refused!(by(pilot(), &[1]), Error::<Test>::NotFound);
		assert_ok!(Policies::define_label(signed(FINANCE), label("pilot"), LabelKind::Group));
		let member = Member::Node(NodeId(1));
		assert_ok!(Policies::set_label(signed(FINANCE), label("pilot"), member, true));
		refused!(by(pilot(), &[1, 2]), Error::<Test>::NotLabelled);
		assert_ok!(by(pilot(), &[1]));
		refused!(by(Target::Nodes, &[2]), Error::<Test>::DistributionRunning);
	});
}

#[test]
fn only_what_is_in_force_is_sent() {
	ExtBuilder::default().build_and_execute(|| {
		enact(at_most(100));
		let call = |mode, digest, threshold| {
			let (nodes, stages) = (nodes(1).try_into().unwrap(), Stages::at_once());
			let by = signed(FINANCE);
			Policies::distribute(by, Target::Nodes, nodes, mode, digest, stages, threshold)
		};
		let digest = in_force().digest;
		refused!(call(FULL, Digest::zero(), 0), Error::<Test>::DigestMismatch);
		refused!(call(FULL, digest, 101), Error::<Test>::InvalidThreshold);
		let since = |since| DistributionMode::Incremental { since };
		refused!(call(since(1), digest, 0), Error::<Test>::UnknownRevision);
		HighRisk::set(vec![Operation::DistributePolicies]);
		refused!(call(FULL, digest, 0), APPROVAL_REQUIRED);
		HighRisk::set(vec![]);
		assert_ok!(call(since(0), digest, 0));
		let [(1, change)] = Policies::set_changes(0, 50)[..] else { panic!() };
		assert_eq!((change.digest, change.version), (digest, Some(1)));
	});
}

#[test]
fn only_the_operator_speaks_for_a_node() {
	ExtBuilder::default().build_and_execute(|| {
		start(2, &[100], 0);
		let digest = in_force().digest;
		let call =
			|who, node| Policies::acknowledge(signed(who), 1, NodeId(node), digest, true, None);
		refused!(call(OTHER, 1), Error::<Test>::NotAuthorized);
		refused!(call(FINANCE, 1), NOT_AUTHORIZED);
		refused!(call(OTHER, 300), Error::<Test>::NotAuthorized);
		refused!(call(OTHER, 999), Error::<Test>::NotFound);
	});
}

#[test]
fn what_a_node_holds_is_compared() {
	ExtBuilder::default().build_and_execute(|| {
		let report = |node, digest| Policies::report_digest(signed(OPERATOR), NodeId(node), digest);
		let consistency =
			|node| crate::DigestReports::<Test>::get(NodeId(node)).unwrap().consistency;
		start(2, &[50, 100], 0);
		assert_ok!(acknowledge(1, true));
		assert_ok!(acknowledge(2, true));
		let old = in_force().digest;
		assert_ok!(report(1, old));
		assert_eq!(consistency(1), Consistency::Matches);
		enact(at_most(100));
		assert_ok!(report(1, old));
		assert_eq!(consistency(1), Consistency::Mismatch);
		let expected = in_force().digest;
		let event = Event::DigestMismatch { node: NodeId(1), reported: old, expected, at: FRIDAY };
		assert_eq!(events().pop(), Some(event));
		// While the new set is on its way, the old one is in order, until the node has the new one.
		start(2, &[50, 100], 0);
		assert_ok!(report(2, old));
		assert_eq!(consistency(2), Consistency::Pending);
		assert_ok!(report(3, old));
		assert_eq!(consistency(3), Consistency::Mismatch);
		assert_ok!(acknowledge(1, true));
		assert_ok!(report(1, old));
		assert_eq!(consistency(1), Consistency::Mismatch);
		refused!(
			Policies::report_digest(signed(OTHER), NodeId(1), old),
			Error::<Test>::NotAuthorized
		);
		let detail = Policies::distribution(None).unwrap();
		assert_eq!((detail.id, detail.targets.len()), (2, 2));
		assert!(detail.targets[0].acknowledgement.unwrap().ok && detail.targets[1].reached);
	});
}
