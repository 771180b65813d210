//! Random calls by random actors against a simple model; every invariant after every call.

use crate::{mock::*, CodeBatch, DigestBatch};
use fiscal_primitives::{
	node::{
		code_digest, AdmissionId, AdmissionStatus, CodeState, Decision, DeviceStatus, NodeRole,
		NodeStatus,
	},
	traits::NodeRegistry,
	Moment, NodeId, ParticipantId,
};
use frame_support::storage::{with_transaction, TransactionOutcome};
use proptest::prelude::*;
use sp_runtime::DispatchResult;
use std::collections::BTreeMap;

const LABELS: [&str; 3] = ["First", "Second", "Third"];
const TEXTS: [&str; 4] = ["AAAAAAAAAAAA", "BBBBBBBBBBBB", "CCCCCCCCCCCC", "DDDDDDDDDDDD"];
const ACTORS: [ParticipantId; 4] = [FINANCE, HOSPITAL, ALL, USER];

#[derive(Clone, Debug)]
enum Step {
	Apply(Option<u32>),
	Withdraw(u32),
	Resubmit(u32),
	Review(u32, u8),
	SetStatus(u32, u8),
	Renew(u32, u64),
	Revoke(u32),
	Issue(u32, usize, u64),
	Void(u32, usize),
	Thaw(u32),
	Reinstate(u32, usize, u64),
	Activate(u32, usize, usize, Option<usize>),
	SetDevice(u32, usize, u8),
	Unbind(u32, usize),
	Wait(u64),
	Toggle(ParticipantId),
}

fn step() -> impl Strategy<Value = Step> {
	use Step::*;
	let node = || 1u32..3;
	let admission = || 1u32..4;
	let (text, label) = (|| 0usize..TEXTS.len(), || 0usize..LABELS.len());
	prop_oneof![
		3 => proptest::option::of(node()).prop_map(Apply),
		1 => admission().prop_map(Withdraw),
		1 => admission().prop_map(Resubmit),
		4 => (admission(), 0u8..3).prop_map(|(id, what)| Review(id, what)),
		1 => (node(), 0u8..9).prop_map(|(node, to)| SetStatus(node, to)),
		2 => (node(), 0u64..900).prop_map(|(node, term)| Renew(node, term)),
		1 => node().prop_map(Revoke),
		5 => (node(), text(), 0u64..900).prop_map(|(node, code, term)| Issue(node, code, term)),
		1 => (node(), text()).prop_map(|(node, code)| Void(node, code)),
		2 => node().prop_map(Thaw),
		2 => (node(), text(), 0u64..900).prop_map(|(node, code, term)| Reinstate(node, code, term)),
		8 => (node(), text(), label(), proptest::option::of(label()))
			.prop_map(|(node, code, device, old)| Activate(node, code, device, old)),
		2 => (node(), label(), 0u8..3).prop_map(|(node, device, to)| SetDevice(node, device, to)),
		2 => (node(), label()).prop_map(|(node, device)| Unbind(node, device)),
		3 => (0u64..400).prop_map(Wait),
		1 => prop_oneof![Just(HOSPITAL), Just(ALL)].prop_map(Toggle),
	]
}

#[derive(Clone, Debug, PartialEq)]
struct ModelNode {
	operator: ParticipantId,
	status: NodeStatus,
	activated: bool,
	until: Moment,
	revoked: bool,
	failed: u8,
	frozen: bool,
	codes: BTreeMap<usize, (CodeState, Moment)>,
	/// Device, the code that activated it, its state.
	devices: Vec<(usize, usize, DeviceStatus)>,
}

#[derive(Clone, Debug, PartialEq)]
struct ModelAdmission {
	applicant: ParticipantId,
	node: Option<u32>,
	status: AdmissionStatus,
	revision: u32,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Model {
	nodes: Vec<ModelNode>,
	admissions: Vec<ModelAdmission>,
	frozen: Vec<ParticipantId>,
}

impl Model {
	fn active(&self, id: ParticipantId) -> bool {
		!self.frozen.contains(&id)
	}
	fn node(&mut self, node: u32) -> Option<&mut ModelNode> {
		self.nodes.get_mut(node as usize - 1)
	}
	fn operates(&self, who: ParticipantId) -> bool {
		[HOSPITAL, ALL].contains(&who) && self.active(who)
	}
	fn open(&self, who: ParticipantId) -> usize {
		self.admissions.iter().filter(|one| one.applicant == who && one.status.is_open()).count()
	}

	/// What the call does, or nothing when it is refused.
	fn apply(&mut self, who: ParticipantId, step: &Step, now: Moment) -> Option<()> {
		let judge = (who == FINANCE).then_some(());
		match step {
			Step::Apply(node) => {
				let own = |one: &&mut ModelNode| {
					one.operator == who && one.status != NodeStatus::Disabled
				};
				if let Some(node) = node {
					self.node(*node).filter(own)?;
				}
				(self.operates(who) && self.open(who) < 2).then_some(())?;
				self.admissions.push(ModelAdmission {
					applicant: who,
					node: *node,
					status: AdmissionStatus::Submitted,
					revision: 1,
				});
			}
			Step::Withdraw(id) => {
				self.operates(who).then_some(())?;
				let one = self.admissions.get_mut(*id as usize - 1)?;
				(one.applicant == who && one.status.is_open()).then_some(())?;
				one.status = AdmissionStatus::Withdrawn;
			}
			Step::Resubmit(id) => {
				(self.operates(who) && self.open(who) < 2).then_some(())?;
				let one = self.admissions.get(*id as usize - 1)?.clone();
				let over =
					[AdmissionStatus::Rejected, AdmissionStatus::Withdrawn].contains(&one.status);
				(one.applicant == who && over).then_some(())?;
				if let Some(node) = one.node {
					(self.node(node)?.status != NodeStatus::Disabled).then_some(())?;
				}
				let slot = self.admissions.get_mut(*id as usize - 1)?;
				slot.status = AdmissionStatus::Submitted;
				slot.revision += 1;
			}
			Step::Review(id, what) => {
				judge?;
				let mut one = self.admissions.get(*id as usize - 1)?.clone();
				one.status.is_open().then_some(())?;
				one.status = match what {
					0 if one.status == AdmissionStatus::Submitted => AdmissionStatus::InReview,
					0 => return None,
					1 => AdmissionStatus::Rejected,
					_ => {
						self.active(one.applicant).then_some(())?;
						let until = now + 500;
						match one.node {
							Some(node) => {
								let node = self.node(node)?;
								(node.status != NodeStatus::Disabled).then_some(())?;
								(node.until != until || node.revoked).then_some(())?;
								(node.until, node.revoked) = (until, false);
							}
							None => {
								self.nodes.push(ModelNode {
									operator: one.applicant,
									status: NodeStatus::Normal,
									activated: false,
									until,
									revoked: false,
									failed: 0,
									frozen: false,
									codes: BTreeMap::new(),
									devices: vec![],
								});
								one.node = Some(self.nodes.len() as u32);
							}
						}
						AdmissionStatus::Approved
					}
				};
				self.admissions[*id as usize - 1] = one;
			}
			_ => return self.apply_to_node(who, step, now),
		}
		Some(())
	}

	fn apply_to_node(&mut self, who: ParticipantId, step: &Step, now: Moment) -> Option<()> {
		let judge = (who == FINANCE).then_some(());
		let operates = self.operates(who);
		let bound: Vec<usize> =
			self.nodes.iter().flat_map(|node| node.devices.iter().map(|device| device.0)).collect();
		let living = |node: &&mut ModelNode| node.status != NodeStatus::Disabled;
		match step {
			Step::SetStatus(node, to) => {
				judge?;
				let node = self.node(*node).filter(living)?;
				(node.status != status_of(*to)).then_some(())?;
				node.status = status_of(*to);
			}
			Step::Renew(node, term) => {
				judge?;
				let node = self.node(*node).filter(living)?;
				let until = now + term;
				(until > now && (node.until != until || node.revoked)).then_some(())?;
				(node.until, node.revoked) = (until, false);
			}
			Step::Revoke(node) => {
				judge?;
				let node = self.node(*node).filter(living)?;
				(!node.revoked).then_some(())?;
				node.revoked = true;
			}
			Step::Issue(node, code, term) => {
				judge?;
				let node = self.node(*node).filter(living)?;
				(*term > 0 && !node.codes.contains_key(code)).then_some(())?;
				node.codes.insert(*code, (CodeState::Issued, now + term));
			}
			Step::Void(node, code) => {
				judge?;
				let code = self.node(*node)?.codes.get_mut(code)?;
				(code.0 == CodeState::Issued).then_some(())?;
				code.0 = CodeState::Voided;
			}
			Step::Thaw(node) => {
				judge?;
				let node = self.node(*node)?;
				node.frozen.then_some(())?;
				(node.frozen, node.failed) = (false, 0);
			}
			Step::Reinstate(node, code, term) => {
				judge?;
				let node = self.node(*node).filter(living)?;
				let code = node.codes.get_mut(code)?;
				let spent = [CodeState::Issued, CodeState::Used].contains(&code.0);
				(!spent && *term > 0).then_some(())?;
				*code = (CodeState::Issued, now + term);
			}
			Step::Activate(node, text, device, old) => {
				let node = self.node(*node).filter(living)?;
				(operates && node.operator == who && !node.frozen).then_some(())?;
				(!bound.contains(device)).then_some(())?;
				let replaced = match old {
					Some(old) => Some(node.devices.iter().position(|one| one.0 == *old)?),
					None => None,
				};
				if let Some(index) = replaced {
					(node.devices[index].2 != DeviceStatus::Blocked).then_some(())?;
				}
				match node.codes.get_mut(text) {
					Some(code) if code.0 == CodeState::Issued && now < code.1 => {
						code.0 = CodeState::Used;
						node.failed = 0;
						node.activated = true;
						if let Some(index) = replaced {
							let (_, code, _) = node.devices.remove(index);
							node.codes.get_mut(&code)?.0 = CodeState::Retired;
						}
						node.devices.push((*device, *text, DeviceStatus::Active));
					}
					_ => {
						node.failed += 1;
						node.frozen = node.failed >= 5;
					}
				}
			}
			Step::SetDevice(node, device, to) => {
				let node = self.node(*node)?;
				let own = operates && node.operator == who;
				(own || who == FINANCE).then_some(())?;
				let device = node.devices.iter_mut().find(|one| one.0 == *device)?;
				let blocked = [device.2, device_status(*to)].contains(&DeviceStatus::Blocked);
				(!(own && blocked) && device.2 != device_status(*to)).then_some(())?;
				device.2 = device_status(*to);
			}
			Step::Unbind(node, device) => {
				let node = self.node(*node)?;
				let own = operates && node.operator == who;
				(own || who == FINANCE).then_some(())?;
				let index = node.devices.iter().position(|one| one.0 == *device)?;
				(!(own && node.devices[index].2 == DeviceStatus::Blocked)).then_some(())?;
				let (_, code, _) = node.devices.remove(index);
				node.codes.get_mut(&code)?.0 = CodeState::Retired;
			}
			_ => unreachable!("handled before"),
		}
		Some(())
	}

	/// Codes run out in blocks.
	fn pass(&mut self, now: Moment) {
		for code in self.nodes.iter_mut().flat_map(|node| node.codes.values_mut()) {
			if code.0 == CodeState::Issued && code.1 <= now {
				code.0 = CodeState::Expired;
			}
		}
	}

	fn check(&self, now: Moment) {
		for (index, expected) in self.nodes.iter().enumerate() {
			let id = NodeId(index as u32 + 1);
			let normal = expected.status == NodeStatus::Normal
				&& expected.activated
				&& !expected.revoked
				&& now < expected.until
				&& self.active(expected.operator);
			assert_eq!(AccessNodes::is_normal(id), normal, "{id:?}");
			let state = crate::Activations::<Test>::get(id);
			assert_eq!((state.failed, state.frozen), (expected.failed, expected.frozen));
			let codes: BTreeMap<usize, CodeState> = (0..TEXTS.len())
				.filter_map(|n| AccessNodes::code(id, digest(id, n)).map(|one| (n, one.code.state)))
				.collect();
			let wanted = expected.codes.iter().map(|(n, (state, _))| (*n, *state)).collect();
			assert_eq!(codes, wanted);
			let devices: Vec<_> = AccessNodes::devices(id)
				.into_iter()
				.map(|one| (one.device.did, one.device.status))
				.collect();
			let wanted: Vec<_> =
				expected.devices.iter().map(|(n, _, status)| (did(LABELS[*n]), *status)).collect();
			assert_eq!(devices, wanted);
		}
		for (index, expected) in self.admissions.iter().enumerate() {
			let found = AccessNodes::admission(AdmissionId(index as u32 + 1)).unwrap().admission;
			assert_eq!((found.status, found.revision), (expected.status, expected.revision));
			assert_eq!(found.node.map(|node| node.0), expected.node);
		}
	}
}

fn status_of(number: u8) -> NodeStatus {
	// Disabling ends everything, so that it is rare.
	match number {
		0 => NodeStatus::Disabled,
		1..=3 => NodeStatus::Suspended,
		_ => NodeStatus::Normal,
	}
}

fn device_status(number: u8) -> DeviceStatus {
	[DeviceStatus::Active, DeviceStatus::Disabled, DeviceStatus::Blocked][number as usize]
}

fn digest(node: NodeId, index: usize) -> fiscal_primitives::Digest {
	code_digest(node, &code(TEXTS[index]))
}

fn call(who: ParticipantId, step: &Step) -> DispatchResult {
	let (origin, now) = (signed(who), Now::get());
	let wanted = request(&[NodeRole::Issuer]);
	match step {
		Step::Apply(node) => AccessNodes::request_admission(origin, node.map(NodeId), wanted),
		Step::Withdraw(id) => AccessNodes::withdraw(origin, AdmissionId(*id), reason()),
		Step::Resubmit(id) => AccessNodes::resubmit(origin, AdmissionId(*id), wanted),
		Step::Review(id, what) => {
			let id = AdmissionId(*id);
			let revision = AccessNodes::admission(id).map_or(1, |one| one.admission.revision);
			let decision = match what {
				0 => Decision::Begin,
				1 => Decision::Reject,
				_ => Decision::Approve { credential: Some(terms(now + 500)) },
			};
			AccessNodes::review(origin, id, revision, decision, reason())
		}
		Step::SetStatus(node, to) => {
			AccessNodes::set_status(origin, NodeId(*node), status_of(*to), reason())
		}
		Step::Renew(node, term) => {
			AccessNodes::renew_credential(origin, NodeId(*node), terms(now + term))
		}
		Step::Revoke(node) => AccessNodes::revoke_credential(origin, NodeId(*node), reason()),
		Step::Issue(node, code, term) => {
			let codes = vec![new_code(NodeId(*node), TEXTS[*code], now + term)];
			let codes = CodeBatch::try_from(codes).unwrap();
			AccessNodes::issue_codes(origin, NodeId(*node), codes, "p".parse().unwrap())
		}
		Step::Void(node, code) => {
			let codes = DigestBatch::try_from(vec![digest(NodeId(*node), *code)]).unwrap();
			AccessNodes::void_codes(origin, NodeId(*node), codes, reason())
		}
		Step::Thaw(node) => AccessNodes::thaw_codes(origin, NodeId(*node), reason()),
		Step::Reinstate(node, code, term) => {
			let (node, until) = (NodeId(*node), now + term);
			AccessNodes::reinstate_code(origin, node, digest(node, *code), until, reason())
		}
		Step::Activate(node, text, label, old) => {
			let (node, text) = (NodeId(*node), code(TEXTS[*text]));
			let old = old.map(|old| did(LABELS[old]));
			AccessNodes::activate(origin, node, text, old, device(node, LABELS[*label]))
		}
		Step::SetDevice(node, device, to) => {
			let (device, to) = (did(LABELS[*device]), device_status(*to));
			AccessNodes::set_device_status(origin, NodeId(*node), device, to, reason())
		}
		Step::Unbind(node, device) => {
			AccessNodes::unbind_device(origin, NodeId(*node), did(LABELS[*device]), reason())
		}
		Step::Wait(_) | Step::Toggle(_) => unreachable!("no calls"),
	}
}

/// As the runtime dispatches: what a refused call wrote is undone.
fn dispatch(who: ParticipantId, step: &Step) -> DispatchResult {
	with_transaction(|| match call(who, step) {
		Ok(()) => TransactionOutcome::Commit(Ok(())),
		Err(fault) => TransactionOutcome::Rollback(Err(fault)),
	})
}

fn run(steps: &[(usize, Step)]) {
	ExtBuilder::default().build_and_execute(|| {
		let mut model = Model::default();
		for (actor, step) in steps {
			match step {
				Step::Wait(term) => {
					pass_to(Now::get() + term);
					model.pass(Now::get());
				}
				Step::Toggle(who) => {
					let active = model.active(*who);
					Participants::set_active(*who, !active);
					if active {
						model.frozen.push(*who);
					} else {
						model.frozen.retain(|one| one != who);
					}
				}
				_ => {
					let who = ACTORS[*actor];
					let mut after = model.clone();
					let expected = after.apply(who, step, Now::get());
					let outcome = dispatch(who, step);
					assert_eq!(
						outcome.is_ok(),
						expected.is_some(),
						"{who:?} {step:?}: {outcome:?}"
					);
					if expected.is_some() {
						model = after;
					}
				}
			}
			model.check(Now::get());
			AccessNodes::do_try_state().expect("the storage holds together");
		}
	});
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]
	#[test]
	fn the_pallet_does_what_the_model_does(
		// Mostly the authority and the operators.
		steps in proptest::collection::vec(
			(prop_oneof![4 => Just(0usize), 4 => Just(1), 2 => Just(2), 1 => Just(3)], step()),
			1..80,
		)
	) {
		// Something to act upon from the start.
		let mut all = vec![
			(1, Step::Apply(None)),
			(0, Step::Review(1, 2)),
			(2, Step::Apply(None)),
			(0, Step::Review(2, 2)),
		];
		all.extend(steps);
		run(&all);
	}
}
