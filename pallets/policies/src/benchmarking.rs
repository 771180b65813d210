//! What the calls cost at most.
//!
//! Conditions have 64 nodes and the costliest comparisons; policies name 32 scenes and three points;
//! 63 other policies are in force, with the same priority and the opposite effect.

use crate::{
	Acknowledgements, Active, Call, Config, DigestReports, Distributions, Heads, InForce,
	LabelRecords, LabelsOf, NodeTotals, Pallet, PolicyCount, PrimitiveCount, PrimitiveHeads,
	Versions,
};
use alloc::{boxed::Box, format, vec, vec::Vec};
use fiscal_policy::{
	chain::{
		DistributionMode, HitReport, LabelKind, Member, PolicyState, Stages, Target, MAX_TARGETS,
	},
	Actors, Attribute, Effect, Expr, Node, Points, Policy, PrimitiveId, Scenes, Selection, Sorted,
	Test, Validity, Value,
};
use fiscal_primitives::{
	participant::{Role, Roles},
	policy::{Label, Obligations},
	text::{Name, Reason},
	traits::Gate,
	AccountId, Digest, Fen, Moment, NodeId, ParticipantId, PolicyId, SceneId,
};
use frame_benchmarking::v2::*;
use frame_support::BoundedVec;
use frame_system::RawOrigin;

/// State that the benchmarks need of other pallets.
pub trait BenchmarkHelper {
	/// The account of an active fiscal authority.
	fn authority() -> AccountId;
	/// The account of an active node operator that runs the nodes of [`BenchmarkHelper::node`].
	fn operator() -> AccountId;
	/// An access node of that number, from 1.
	fn node(number: u32) -> NodeId;
	/// An active scene of that number, from 1.
	fn scene(number: u32) -> SceneId;
	/// Sets the consensus time, Unix ms.
	fn set_time(at: Moment);
}

/// 2026-11-20 10:00 in China.
const AT: Moment = 1_795_140_000_000;

fn name() -> Name {
	Name::new(&"n".repeat(128)).expect("128 bytes fit")
}

fn reason() -> Reason {
	Reason::new(&"r".repeat(256)).expect("256 bytes fit")
}

fn label(number: u32) -> Label {
	Label::new(&format!("{number:032}")).expect("32 bytes fit")
}

fn claimed(fen: u64) -> Node {
	let value = Value::Amount(Fen::new(fen).expect("an amount"));
	Node::Test { attribute: Attribute::Claimed, test: Test::Greater(value) }
}

/// A condition of 64 nodes: seven groups of seven or eight comparisons, `salt` apart from others.
fn condition(salt: u64) -> Expr {
	let mut nodes = vec![Node::Any(7)];
	for group in 0u8..7 {
		nodes.push(Node::All(8));
		nodes.extend((0u64..7).map(|at| claimed(salt + u64::from(group) * 100 + at)));
		nodes.push(Node::Test {
			attribute: Attribute::Today,
			test: Test::AtLeast(Value::Number(i64::from(group) + 1)),
		});
	}
	nodes.truncate(64);
	Expr::new(nodes).expect("a condition of 64 nodes")
}

fn policy<T: Config>(
	salt: u64,
	priority: u16,
	effect: Effect,
	scenes: core::ops::Range<u32>,
) -> Policy {
	let scenes: Vec<SceneId> = scenes.map(<T::BenchmarkHelper as BenchmarkHelper>::scene).collect();
	let selection = Selection {
		participants: Sorted::new((1..=32).map(ParticipantId).collect()).expect("32 fit"),
		labels: Sorted::new((1..=8).map(label).collect()).expect("8 fit"),
		roles: Roles::of(&[Role::BillUser]),
	};
	Policy {
		name: name(),
		points: Points::of(&Points::ALL).expect("three points"),
		scenes: Scenes::only(scenes).expect("32 scenes fit"),
		actors: Actors::only(selection).expect("somebody is selected"),
		priority,
		effect,
		obligations: Obligations::NONE,
		condition: Some(condition(salt)),
		valid: Validity::default(),
	}
}

fn start<T: Config>() {
	<T::BenchmarkHelper as BenchmarkHelper>::set_time(AT);
}

fn by_authority<T: Config>() -> T::RuntimeOrigin {
	RawOrigin::Signed(<T::BenchmarkHelper as BenchmarkHelper>::authority()).into()
}

fn by_operator<T: Config>() -> RawOrigin<AccountId> {
	RawOrigin::Signed(<T::BenchmarkHelper as BenchmarkHelper>::operator())
}

fn draft<T: Config>(policy: Policy) -> PolicyId {
	Pallet::<T>::draft(by_authority::<T>(), Box::new(policy)).expect("the policy is accepted");
	PolicyId(PolicyCount::<T>::get())
}

fn enact<T: Config>(id: PolicyId, version: u32) {
	let origin: T::RuntimeOrigin = T::Gate::admitted_origin();
	Pallet::<T>::enact(origin, id, version, true, reason()).expect("it enters into force");
}

/// A policy in force in 32 scenes, with a second draft for 32 others, beside as many policies as may
/// be in force of the opposite effect.
fn in_force<T: Config>() -> PolicyId {
	start::<T>();
	let id = draft::<T>(policy::<T>(10, 7, Effect::Deny, 1..33));
	enact::<T>(id, 1);
	for other in 0u64..62 {
		let first = u32::try_from(other).unwrap_or(0) + 1;
		let policy = policy::<T>(other, 7, Effect::Permit, first..first + 1);
		let other = draft::<T>(policy);
		enact::<T>(other, 1);
	}
	let next = policy::<T>(20, 7, Effect::Deny, 33..65);
	Pallet::<T>::revise(by_authority::<T>(), id, Box::new(next), reason()).expect("a new version");
	id
}

fn nodes<T: Config>() -> Vec<NodeId> {
	(1..=MAX_TARGETS).map(<T::BenchmarkHelper as BenchmarkHelper>::node).collect()
}

/// A distribution to 256 nodes, half of which the first stage reaches.
fn distributed<T: Config>() {
	start::<T>();
	let origin: T::RuntimeOrigin = T::Gate::admitted_origin();
	Pallet::<T>::distribute(
		origin,
		Target::Nodes,
		BoundedVec::truncate_from(nodes::<T>()),
		DistributionMode::Full,
		InForce::<T>::get().digest,
		Stages::new(vec![50, 60, 70, 75, 80, 85, 90, 100]).expect("eight stages"),
		100,
	)
	.expect("it begins");
}

fn labelled<T: Config>(count: u32) -> Member {
	start::<T>();
	let member = Member::Node(<T::BenchmarkHelper as BenchmarkHelper>::node(1));
	for number in 0..count {
		let origin: T::RuntimeOrigin = T::Gate::admitted_origin();
		Pallet::<T>::define_label(origin, label(number), LabelKind::Tag).expect("a new label");
		let origin: T::RuntimeOrigin = T::Gate::admitted_origin();
		Pallet::<T>::set_label(origin, label(number), member, true).expect("there is room");
	}
	member
}

#[benchmarks]
mod benches {
	use super::*;

	#[benchmark]
	fn define_primitive() {
		start::<T>();
		let origin = by_authority::<T>();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, name(), Box::new(condition(1)));
		assert_eq!(PrimitiveCount::<T>::get(), 1);
	}

	#[benchmark]
	fn revise_primitive() {
		start::<T>();
		let origin = by_authority::<T>();
		Pallet::<T>::define_primitive(origin, name(), Box::new(condition(1))).expect("accepted");
		let origin = by_authority::<T>();
		let id = PrimitiveId(PrimitiveCount::<T>::get());
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, id, Box::new(condition(2)), reason());
		assert_eq!(PrimitiveHeads::<T>::get(id).map(|head| head.latest), Some(2));
	}

	#[benchmark]
	fn roll_back_primitive() {
		start::<T>();
		let origin = by_authority::<T>();
		Pallet::<T>::define_primitive(origin, name(), Box::new(condition(1))).expect("accepted");
		let id = PrimitiveId(PrimitiveCount::<T>::get());
		let origin = by_authority::<T>();
		Pallet::<T>::revise_primitive(origin, id, Box::new(condition(2)), reason())
			.expect("a new version");
		let origin = by_authority::<T>();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, id, 1, reason());
		assert_eq!(PrimitiveHeads::<T>::get(id).map(|head| head.current), Some(1));
	}

	#[benchmark(extra)]
	fn open_and_close() {
		use fiscal_primitives::policy::{Facts, Policies, PolicyPoint};
		start::<T>();
		for at in 0u16..16 {
			let id = super::draft::<T>(policy::<T>(u64::from(at), at, Effect::Deny, 1..2));
			// What the budget of the list refuses is not in force.
			let origin: T::RuntimeOrigin = T::Gate::admitted_origin();
			let _ = Pallet::<T>::enact(origin, id, 1, true, reason());
		}
		let scene = <T::BenchmarkHelper as BenchmarkHelper>::scene(1);
		let actor = ParticipantId(1);
		#[block]
		{
			let mut session = Pallet::<T>::open(PolicyPoint::Lock, scene, actor);
			let facts = Facts { claimed: Fen::new(1_000_000).ok(), ..Default::default() };
			Pallet::<T>::judge(&mut session, &facts);
			Pallet::<T>::close(session);
		}
		let key = (PolicyPoint::Lock, scene, actor);
		assert_eq!(crate::Frequencies::<T>::get(key).count, 1);
	}

	#[benchmark]
	fn draft() {
		start::<T>();
		let origin = by_authority::<T>();
		let content = policy::<T>(1, 1, Effect::Deny, 1..33);
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, Box::new(content));
		assert!(Heads::<T>::contains_key(PolicyId(PolicyCount::<T>::get())));
	}

	#[benchmark]
	fn revise() {
		start::<T>();
		let id = super::draft::<T>(policy::<T>(1, 1, Effect::Deny, 1..33));
		let origin = by_authority::<T>();
		let content = policy::<T>(2, 1, Effect::Deny, 1..33);
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, id, Box::new(content), reason());
		assert_eq!(Heads::<T>::get(id).map(|head| head.latest), Some(2));
	}

	#[benchmark]
	fn enact() {
		let id = in_force::<T>();
		let origin: T::RuntimeOrigin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, id, 2, true, reason());
		assert_eq!(Active::<T>::get(id).map(|active| active.version), Some(2));
	}

	#[benchmark]
	fn repeal() {
		let id = in_force::<T>();
		let origin: T::RuntimeOrigin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, id, reason());
		assert_eq!(Heads::<T>::get(id).map(|head| head.state), Some(PolicyState::Repealed));
	}

	#[benchmark]
	fn roll_back() {
		let id = in_force::<T>();
		super::enact::<T>(id, 2);
		let origin: T::RuntimeOrigin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, id, 1, reason());
		let state = Versions::<T>::get(id, 1).map(|record| record.state);
		assert_eq!(state, Some(PolicyState::Effective));
	}

	#[benchmark]
	fn define_label() {
		let origin: T::RuntimeOrigin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, label(1), LabelKind::Group);
		assert!(LabelRecords::<T>::contains_key(label(1)));
	}

	#[benchmark]
	fn remove_label() {
		let origin: T::RuntimeOrigin = T::Gate::admitted_origin();
		Pallet::<T>::define_label(origin, label(1), LabelKind::Group).expect("a new label");
		let origin: T::RuntimeOrigin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, label(1));
		assert!(!LabelRecords::<T>::contains_key(label(1)));
	}

	#[benchmark]
	fn set_label() {
		let member = labelled::<T>(16);
		let origin: T::RuntimeOrigin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, label(3), member, false);
		assert_eq!(LabelsOf::<T>::get(member).len(), 15);
	}

	#[benchmark]
	fn distribute() {
		in_force::<T>();
		labelled::<T>(1);
		for node in nodes::<T>().into_iter().skip(1) {
			let origin: T::RuntimeOrigin = T::Gate::admitted_origin();
			Pallet::<T>::set_label(origin, label(0), Member::Node(node), true)
				.expect("there is room");
		}
		let origin: T::RuntimeOrigin = T::Gate::admitted_origin();
		let targets = BoundedVec::truncate_from(nodes::<T>());
		let stages = Stages::new(vec![50, 60, 70, 75, 80, 85, 90, 100]).expect("eight stages");
		let (mode, digest) =
			(DistributionMode::Incremental { since: 0 }, InForce::<T>::get().digest);
		let target = Target::Label(label(0));
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, target, targets, mode, digest, stages, 20);
		assert!(Distributions::<T>::contains_key(1));
	}

	#[benchmark]
	fn advance() {
		distributed::<T>();
		let origin: T::RuntimeOrigin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, 1);
		assert_eq!(Distributions::<T>::get(1).map(|sent| sent.open), Some(2));
	}

	#[benchmark]
	fn abort_distribution() {
		distributed::<T>();
		let origin: T::RuntimeOrigin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, 1, reason());
		assert!(!crate::Running::<T>::exists());
	}

	#[benchmark]
	fn acknowledge() {
		distributed::<T>();
		let origin = by_operator::<T>();
		let node = <T::BenchmarkHelper as BenchmarkHelper>::node(128);
		let digest = InForce::<T>::get().digest;
		#[extrinsic_call]
		_(origin, 1, node, digest, true, Some(digest));
		assert!(Acknowledgements::<T>::contains_key(1, node));
	}

	#[benchmark]
	fn report_digest() {
		distributed::<T>();
		let origin = by_operator::<T>();
		let node = <T::BenchmarkHelper as BenchmarkHelper>::node(128);
		#[extrinsic_call]
		_(origin, node, Digest::repeat_byte(1));
		assert!(DigestReports::<T>::contains_key(node));
	}

	#[benchmark]
	fn report_hits(r: Linear<0, 32>) {
		start::<T>();
		let mut reports = Vec::new();
		for at in 0..r {
			let scene = at % 32 + 1;
			let id =
				super::draft::<T>(policy::<T>(u64::from(at), 1, Effect::Deny, scene..scene + 1));
			reports.push(HitReport {
				policy: id,
				from: 1,
				until: 2,
				permitted: 1,
				denied: 1,
				failed: 1,
				total_us: 1,
				max_ms: u32::MAX,
				memory_kib: 1,
				cpu_us: 1,
			});
		}
		let origin = by_operator::<T>();
		let node = <T::BenchmarkHelper as BenchmarkHelper>::node(1);
		#[extrinsic_call]
		_(origin, node, BoundedVec::truncate_from(reports));
		assert_eq!(NodeTotals::<T>::iter().count(), usize::try_from(r).unwrap_or(0));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
