//! What the calls cost at most.
//!
//! Rules are as many and as long as a scene may have; a proposal waits wherever one may.

use crate::{
	types::GenesisScene, Call, Config, Count, Pallet, Proposals, ResourceCount, ResourceTypeCount,
	ResourceTypes, Resources, Rules, Scenes,
};
use alloc::{boxed::Box, format, vec::Vec};
use fiscal_primitives::{
	authorization::Scope,
	field::{FieldKind, FieldName},
	scene::{
		Change, FieldRule, LockTerm, Presence, Proposal, ResourceDetails, ResourceField,
		ResourceFields, ResourceType, RuleSet, SceneKind, SceneStatus, Subject,
	},
	text::{Name, Reason, Text},
	traits::Gate,
	AccountId, Actor, BillKey, Digest, NodeId, ParticipantId, ResourceId, ResourceTypeId, SceneId,
};
use frame_benchmarking::v2::*;
use frame_system::RawOrigin;

/// What benchmarks need of other pallets.
pub trait BenchmarkHelper {
	/// The account of an active issuer, of the lowest tier that may be one.
	fn issuer() -> AccountId;
}

fn name() -> Name {
	Name::new(&"n".repeat(128)).expect("128 bytes fit")
}

fn reason() -> Reason {
	Reason::new(&"r".repeat(256)).expect("256 bytes fit")
}

fn field(at: u32, length: usize) -> FieldName {
	let mut text = format!("f{at:02}");
	text.push_str(&"x".repeat(length.saturating_sub(text.len())));
	FieldName::new(&text).expect("letters and digits")
}

/// 24 rules of 16 values of 64 bytes, different with `salt`.
fn rules(salt: u32) -> RuleSet {
	let rules = (0..24).map(|at| {
		let values: Vec<Text<64>> = (0..16)
			.map(|value| Text::new(&format!("{salt:032}{value:032}")).expect("64 bytes"))
			.collect();
		FieldRule {
			one_of: values.try_into().expect("16 values"),
			..FieldRule::new(field(at, 32), FieldKind::Text, Presence::Optional)
		}
	});
	RuleSet::new(true, rules.collect()).expect("rules without contradiction")
}

fn fields(length: usize) -> ResourceFields {
	let fields = (0..32).map(|at| ResourceField {
		name: field(at, length),
		kind: FieldKind::Text,
		required: true,
	});
	ResourceFields::new(fields.collect()).expect("32 fields")
}

fn scene<T: Config>() -> SceneId {
	let scene = GenesisScene::new(name(), SceneKind::Medical, 1);
	Pallet::<T>::insert_genesis(GenesisScene { rules: Some(rules(0)), ..scene })
		.expect("there are numbers left")
}

fn propose<T: Config>(scene: SceneId, change: Change) -> Digest {
	let digest = change.digest();
	let signer = ParticipantId(1);
	let by = Actor::Participant { id: signer, signer, approval: None };
	Proposals::<T>::insert(scene, change.subject(), Proposal { change, by, at: 0 });
	digest
}

fn resource_type<T: Config>() -> ResourceTypeId {
	let known = ResourceType::standard().into_iter().next().expect("there are four");
	let id = ResourceTypeId(1);
	ResourceTypes::<T>::insert(id, known);
	id
}

fn details(content: u8) -> ResourceDetails {
	ResourceDetails {
		name: name(),
		description: Some(reason()),
		source: name(),
		node: NodeId(1),
		location: Text::new(&"l".repeat(128)).expect("128 bytes fit"),
		format: Text::new(&"f".repeat(32)).expect("32 bytes fit"),
		digest: Digest::repeat_byte(content),
		access: Scope::Pdf,
	}
}

fn terms() -> Change {
	Change::Terms { weight: Some(2), lock_term: Some(LockTerm::MIN), form: None }
}

fn registration() -> Change {
	let (kind, lock_term) = (SceneKind::Medical, LockTerm::MIN);
	Change::Registration { name: name(), kind, weight: 2, lock_term, form: Some(Digest::zero()) }
}

/// The issuer's account, with a resource of it.
fn with_resource<T: Config>() -> (AccountId, ResourceId) {
	let issuer = <T::BenchmarkHelper as BenchmarkHelper>::issuer();
	let (scene, kind) = (scene::<T>(), resource_type::<T>());
	let origin = RawOrigin::Signed(issuer.clone()).into();
	Pallet::<T>::register_resource(origin, kind, scene, bill(), details(1))
		.expect("scene and type are active");
	(issuer, ResourceId(ResourceCount::<T>::get()))
}

/// Whether it exists is not asked.
fn bill() -> Option<BillKey> {
	let code = "31060126".parse().expect("8 digits");
	Some(BillKey::new(code, "0000000001".parse().expect("10 digits")))
}

#[benchmarks]
mod benches {
	use super::*;

	#[benchmark]
	fn register() {
		let origin: T::RuntimeOrigin = T::Gate::admitted_origin();
		let form = Some(Digest::zero());
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, name(), SceneKind::Medical, 7, LockTerm::DEFAULT, form);
		let id = SceneId(Count::<T>::get());
		assert_eq!(Scenes::<T>::get(id).map(|scene| scene.weight), Some(7));
	}

	#[benchmark]
	fn update() {
		let id = scene::<T>();
		propose::<T>(id, terms());
		let origin: T::RuntimeOrigin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, id, Some(9), Some(LockTerm::MIN), Some(Digest::zero()));
		assert_eq!(Scenes::<T>::get(id).map(|scene| scene.weight), Some(9));
	}

	#[benchmark]
	fn set_status() {
		let id = scene::<T>();
		propose::<T>(id, registration());
		propose::<T>(id, terms());
		propose::<T>(id, Change::FieldRules { rules: rules(1) });
		propose::<T>(id, Change::Retirement { reason: reason() });
		let origin: T::RuntimeOrigin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, id, SceneStatus::Retired, reason());
		assert_eq!(Proposals::<T>::iter_prefix(id).count(), 0);
	}

	#[benchmark]
	fn set_rules() {
		let id = scene::<T>();
		propose::<T>(id, Change::FieldRules { rules: rules(1) });
		let origin: T::RuntimeOrigin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, id, Box::new(rules(2)));
		assert_eq!(Rules::<T>::get(id), Some(rules(2)));
	}

	#[benchmark]
	fn confirm() {
		let id = scene::<T>();
		let digest = propose::<T>(id, Change::FieldRules { rules: rules(1) });
		let origin: T::RuntimeOrigin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, id, Subject::FieldRules, digest);
		assert_eq!(Rules::<T>::get(id), Some(rules(1)));
	}

	#[benchmark]
	fn withdraw() {
		let id = scene::<T>();
		propose::<T>(id, Change::FieldRules { rules: rules(1) });
		let origin: T::RuntimeOrigin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, id, Subject::FieldRules, reason());
		assert_eq!(Proposals::<T>::iter_prefix(id).count(), 0);
	}

	#[benchmark]
	fn register_resource_type() {
		let origin: T::RuntimeOrigin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, name(), Some(reason()), None, fields(32));
		let id = ResourceTypeId(ResourceTypeCount::<T>::get());
		assert_eq!(ResourceTypes::<T>::get(id).map(|known| known.name), Some(name()));
	}

	#[benchmark]
	fn change_resource_type() {
		let origin: T::RuntimeOrigin = T::Gate::admitted_origin();
		let id = resource_type::<T>();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, id, Some(reason()), Some(fields(32)), Some(false));
		assert_eq!(ResourceTypes::<T>::get(id).map(|known| known.version), Some(2));
	}

	#[benchmark]
	fn register_resource() {
		let issuer = <T::BenchmarkHelper as BenchmarkHelper>::issuer();
		let (scene, kind) = (scene::<T>(), resource_type::<T>());
		#[extrinsic_call]
		_(RawOrigin::Signed(issuer), kind, scene, bill(), details(1));
		assert!(Resources::<T>::contains_key(ResourceId(ResourceCount::<T>::get())));
	}

	#[benchmark]
	fn change_resource() {
		let (issuer, id) = with_resource::<T>();
		#[extrinsic_call]
		_(RawOrigin::Signed(issuer), id, Some(details(2)), Some(false));
		assert_eq!(Resources::<T>::get(id).map(|resource| resource.version), Some(2));
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}
