//! What the calls cost at most.
//!
//! Conditions have 64 nodes, each comparison four references deep; policies name 32 scenes and three
//! points; 62 other policies are in force, with the same priority and the opposite effect.

use crate::{
	session::MEASURED,
	types::{PointIndex, MAX_LIST},
	Acknowledgements, Active, ActivePolicy, Call, Config, DigestReports, Distributions,
	Frequencies, Heads, Hits, InForce, Index, IndexEntry, LabelRecords, LabelsOf, NodeTotals,
	Pallet, PolicyCount, PrimitiveCount, PrimitiveHeads, Primitives, Versions,
};
use alloc::{boxed::Box, format, vec, vec::Vec};
use fiscal_policy::{
	chain::{
		DistributionMode, HitReport, LabelKind, Member, PolicyState, PrimitiveRecord, Stages,
		Target, MAX_TARGETS,
	},
	limits::MAX_NESTING,
	Actors, Attribute, Effect, Expr, Node, Points, Policy, Primitive, PrimitiveId, Reference,
	Scenes, Selection, Set, Sorted, Test, Validity, Value,
};
use fiscal_primitives::{
	field::{Field, FieldName, FieldValue, Fields},
	participant::{Role, Roles},
	policy::{Facts, Label, Labels, Obligations, Policies, PolicyPoint},
	text::{Name, Reason, Text},
	traits::Gate,
	AccountId, Actor, Digest, Fen, Moment, NodeId, ParticipantId, PolicyId, SceneId,
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

/// A primitive whose condition is the node.
fn primitive<T: Config>(node: Node) -> Reference {
	let number = PrimitiveCount::<T>::get() + 1;
	PrimitiveCount::<T>::put(number);
	let condition = Expr::new(vec![node]).expect("a node without branches");
	let primitive = Primitive { name: name(), version: 1, condition };
	let (by, at, reason) = (Actor::Council, AT, None);
	let id = PrimitiveId(number);
	Primitives::<T>::insert(id, 1, PrimitiveRecord { primitive, cost: 2, by, at, reason });
	Reference { primitive: id, version: 1 }
}

/// The condition with each comparison as deep in primitives as references may stand inside each
/// other.
fn referenced<T: Config>(condition: &Expr) -> Expr {
	let nodes = condition.nodes().iter().map(|node| match node {
		Node::Test { .. } => {
			(0..MAX_NESTING).fold(node.clone(), |inner, _| Node::Use(primitive::<T>(inner)))
		}
		operator => operator.clone(),
	});
	Expr::new(nodes.collect()).expect("the same shape")
}

/// [`policy`] with its condition in primitives.
fn long_policy<T: Config>(salt: u64, scenes: core::ops::Range<u32>) -> Policy {
	let condition = Some(referenced::<T>(&condition(salt)));
	Policy { condition, ..policy::<T>(salt, 7, Effect::Deny, scenes) }
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
	let id = draft::<T>(long_policy::<T>(10, 1..33));
	enact::<T>(id, 1);
	for other in 0u64..62 {
		let first = u32::try_from(other).unwrap_or(0) + 1;
		let policy = policy::<T>(other, 7, Effect::Permit, first..first + 1);
		let other = draft::<T>(policy);
		enact::<T>(other, 1);
	}
	let next = long_policy::<T>(20, 33..65);
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

/// The distribution in its last stage, with one answer outstanding.
fn nearly_distributed<T: Config>() {
	distributed::<T>();
	Distributions::<T>::mutate(1, |slot| {
		if let Some(sent) = slot {
			(sent.open, sent.acknowledged) = (8, MAX_TARGETS - 1);
		}
	});
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

fn field(number: u32) -> FieldName {
	FieldName::new(&format!("f{number:031}")).expect("32 letters and digits")
}

fn long_text(number: u32) -> Text<64> {
	Text::new(&format!("{number:064}")).expect("64 bytes fit")
}

/// What [`measured`] is asked: every fact that it compares, and as many fields as there may be.
fn facts() -> Facts {
	let fields =
		(0..16).map(|number| Field { name: field(number), value: FieldValue::Text(long_text(15)) });
	Facts {
		point: PolicyPoint::Lock,
		issuer: Some(ParticipantId(32)),
		claimed: Some(Fen::new(1_000_000).expect("an amount")),
		fields: Fields::new(fields.collect()).expect("16 fields fit"),
		..Facts::default()
	}
}

/// A permission of [`MEASURED`] units that holds for [`facts`], and not before its last comparison:
/// 64 nodes, among them three sets of numbers and two of texts.
fn measured<T: Config>() -> Policy {
	let issuers = |count: i64| {
		let numbers = (33 - count..=32).map(Value::Number).collect();
		let test = Test::In(Set::new(numbers).expect("at most 32"));
		Node::Test { attribute: Attribute::Issuer, test }
	};
	let texts = || {
		let texts = (0..16).map(|number| Value::Text(long_text(number))).collect();
		let test = Test::In(Set::new(texts).expect("at most 32"));
		Node::Test { attribute: Attribute::Field(field(15)), test }
	};
	let costly = [issuers(32), issuers(32), issuers(31), texts(), texts()];
	let mut leaves = costly.into_iter().chain((1u64..=44).map(claimed));
	let mut nodes = vec![Node::Any(7)];
	for group in 0i64..7 {
		nodes.push(Node::All(8));
		nodes.extend(leaves.by_ref().take(7));
		// The first six groups fail here, the last one holds.
		let least = if group < 6 { group + 1 } else { 0 };
		let test = Test::AtLeast(Value::Number(least));
		nodes.push(Node::Test { attribute: Attribute::Today, test });
	}
	let condition = Some(Expr::new(nodes).expect("a condition of 64 nodes"));
	Policy { condition, ..policy::<T>(1, 7, Effect::Permit, 1..33) }
}

/// So many policies in force for one actor at one point and scene, who has as many labels as one
/// may. The scene and the actor.
fn listed<T: Config>(count: u32) -> (SceneId, ParticipantId) {
	start::<T>();
	let (scene, actor) = (<T::BenchmarkHelper as BenchmarkHelper>::scene(1), ParticipantId(32));
	let labels: Vec<Label> = (1..=16).map(label).collect();
	LabelsOf::<T>::insert(Member::Participant(actor), Labels::truncate_from(labels));
	let (mut general, mut special) = (PointIndex::default(), PointIndex::default());
	for number in 1..=count {
		let (id, policy) = (PolicyId(number), measured::<T>());
		let (priority, effect, cost) = (policy.priority, policy.effect, policy.worst_cost());
		assert_eq!(cost, MEASURED);
		Active::<T>::insert(id, ActivePolicy { version: 1, policy });
		let list = if number <= MAX_LIST { &mut general } else { &mut special };
		list.try_push(IndexEntry { policy: id, priority, effect, cost }).expect("16 fit");
	}
	Index::<T>::insert((PolicyPoint::Lock, None::<SceneId>), general);
	Index::<T>::insert((PolicyPoint::Lock, Some(scene)), special);
	(scene, actor)
}

#[benchmarks]
mod benches {
	use super::*;

	#[benchmark]
	fn define_primitive() {
		start::<T>();
		let condition = referenced::<T>(&condition(1));
		let origin = by_authority::<T>();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, name(), Box::new(condition));
		assert!(PrimitiveHeads::<T>::contains_key(PrimitiveId(PrimitiveCount::<T>::get())));
	}

	#[benchmark]
	fn revise_primitive() {
		start::<T>();
		let next = referenced::<T>(&condition(2));
		let first = Box::new(referenced::<T>(&condition(1)));
		Pallet::<T>::define_primitive(by_authority::<T>(), name(), first).expect("accepted");
		let origin = by_authority::<T>();
		let id = PrimitiveId(PrimitiveCount::<T>::get());
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, id, Box::new(next), reason());
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

	/// Opened over two full lists and closed as if a request had been judged.
	#[benchmark]
	fn session() {
		let (scene, actor) = listed::<T>(2 * MAX_LIST);
		#[block]
		{
			let mut opened = Pallet::<T>::open(PolicyPoint::Lock, scene, actor);
			opened.used = true;
			Pallet::<T>::close(opened);
		}
		assert_eq!(Hits::<T>::iter().count(), 32);
		assert!(Frequencies::<T>::contains_key((PolicyPoint::Lock, scene, actor)));
	}

	/// Every policy is evaluated whole, and holds.
	#[benchmark]
	fn judge(n: Linear<1, { 2 * MAX_LIST }>) {
		let (scene, actor) = listed::<T>(n);
		let mut opened = Pallet::<T>::open(PolicyPoint::Lock, scene, actor);
		let facts = facts();
		let verdict;
		#[block]
		{
			verdict = Pallet::<T>::judge(&mut opened, &facts);
		}
		assert!(verdict.permitted);
		let held = opened.counted.iter().filter(|counters| counters.held == 1);
		assert_eq!(held.count(), usize::try_from(n).unwrap_or(0));
	}

	#[benchmark]
	fn draft() {
		start::<T>();
		let origin = by_authority::<T>();
		let content = long_policy::<T>(1, 1..33);
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, Box::new(content));
		assert!(Heads::<T>::contains_key(PolicyId(PolicyCount::<T>::get())));
	}

	#[benchmark]
	fn revise() {
		start::<T>();
		let id = super::draft::<T>(long_policy::<T>(1, 1..33));
		let origin = by_authority::<T>();
		let content = long_policy::<T>(2, 1..33);
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
		nearly_distributed::<T>();
		let origin: T::RuntimeOrigin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, 1);
		assert!(!crate::Running::<T>::exists());
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
		nearly_distributed::<T>();
		let origin = by_operator::<T>();
		let node = <T::BenchmarkHelper as BenchmarkHelper>::node(128);
		let digest = InForce::<T>::get().digest;
		#[extrinsic_call]
		_(origin, 1, node, digest, true, Some(digest));
		assert!(Acknowledgements::<T>::contains_key(1, node));
		assert!(!crate::Running::<T>::exists());
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
