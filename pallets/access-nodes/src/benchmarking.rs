//! What each call costs, at its worst: nodes have as many devices as they may.

use crate::*;
use alloc::{format, vec::Vec};
use fiscal_primitives::{
	authorization::Scopes,
	node::{
		code_digest, AdmissionId, AdmissionStatus, CodeText, CredentialTerms, Decision, Device,
		DeviceRequest, DeviceStatus, NewCode, NodeRequest, NodeRole, NodeRoles, NodeScenes,
		NodeStatus, MAX_DEVICES,
	},
	text::Name,
	traits::Gate,
	AccountId, Did, Digest, Moment, NodeId, ParticipantId, SceneId,
};
use fiscal_sm_crypto::{Public, Signature};
use frame_benchmarking::v2::*;
use frame_support::traits::{Get, Time};
use frame_system::RawOrigin;
use sp_runtime::traits::Zero;

/// State that the benchmarks need of other pallets.
pub trait BenchmarkHelper {
	/// An active participant that is node operator, issuer and user of bills, and its account.
	fn operator() -> (ParticipantId, AccountId);
	/// An active scene of that number.
	fn scene(number: u32) -> SceneId;
}

const FAR: Moment = 4_000_000_000_000;
const CODE: &str = "BENCHMARK000";

/// Key and proof of the device of the benchmarks, for node 1 of a chain whose genesis hash is zero:
/// a runtime cannot sign. The tests of this module check them.
const DEVICE_KEY: [u8; 33] = [
	2, 5, 216, 3, 113, 70, 151, 168, 209, 196, 21, 248, 77, 77, 224, 79, 67, 163, 9, 169, 223, 79,
	172, 54, 225, 251, 208, 2, 252, 191, 197, 230, 254,
];
const DEVICE_PROOF: [u8; 64] = [
	23, 62, 241, 187, 33, 174, 86, 33, 25, 153, 237, 244, 165, 102, 38, 220, 99, 129, 165, 120,
	121, 172, 79, 215, 49, 231, 142, 152, 114, 215, 132, 164, 232, 206, 63, 130, 177, 136, 92, 85,
	101, 131, 227, 193, 98, 70, 242, 99, 150, 46, 128, 255, 248, 204, 83, 218, 172, 133, 237, 150,
	133, 83, 155, 238,
];

fn text<V: core::str::FromStr>(text: &str) -> V {
	text.parse().ok().expect("texts of the benchmarks are valid")
}

fn request<T: Config>(mark: u8) -> NodeRequest {
	let scenes: Vec<SceneId> =
		(1..=NodeScenes::MAX).map(<T::BenchmarkHelper as BenchmarkHelper>::scene).collect();
	NodeRequest {
		name: text::<Name>(&"n".repeat(128)),
		capacities: NodeRoles::of(&NodeRoles::ALL),
		scenes: NodeScenes::new(scenes).expect("sixteen scenes fit"),
		resources: Scopes::of(&fiscal_primitives::authorization::Scope::ALL),
		form: Digest::repeat_byte(mark),
	}
}

fn terms(mark: u8) -> CredentialTerms {
	CredentialTerms { digest: Digest::repeat_byte(mark), valid_until: FAR }
}

fn operator<T: Config>() -> (ParticipantId, AccountId) {
	<T::BenchmarkHelper as BenchmarkHelper>::operator()
}

fn reason() -> fiscal_primitives::text::Reason {
	text(&"r".repeat(256))
}

/// Registers a node run by the operator; its number.
fn node<T: Config>() -> NodeId {
	let origin = T::Gate::admitted_origin();
	Pallet::<T>::register(origin, operator::<T>().0, request::<T>(1), terms(1))
		.expect("the node is registered");
	NodeId(Count::<T>::get())
}

fn issue<T: Config>(node: NodeId, codes: Vec<NewCode>) {
	let codes = CodeBatch::try_from(codes).expect("a batch fits");
	Pallet::<T>::issue_codes(T::Gate::admitted_origin(), node, codes, text(&"p".repeat(32)))
		.expect("the codes are issued");
}

fn code(number: u32) -> CodeText {
	text(&format!("BENCHMARK{number:03}"))
}

fn new_code(node: NodeId, number: u32) -> NewCode {
	NewCode { digest: code_digest(node, &code(number)), valid_until: FAR }
}

fn device_request() -> DeviceRequest {
	DeviceRequest {
		name: text(&"d".repeat(64)),
		key: Public::from_bytes(DEVICE_KEY).expect("the key is a point"),
		info: Digest::repeat_byte(2),
		endpoint: text("node.example:9443"),
		certificate: Some(Digest::repeat_byte(3)),
		proof: Signature::from_bytes(DEVICE_PROOF),
	}
}

fn zero_genesis<T: Config>() {
	frame_system::BlockHash::<T>::insert(
		frame_system::pallet_prelude::BlockNumberFor::<T>::zero(),
		T::Hash::default(),
	);
}

/// Node 1, run by the operator, with nothing of what another node 1 may have had.
fn first_node<T: Config>() -> NodeId {
	Count::<T>::put(0);
	zero_genesis::<T>();
	Devices::<T>::remove(NodeId(1));
	Activations::<T>::remove(NodeId(1));
	node::<T>()
}

/// Binds devices with the DID of their number to the node until it has `count`, each by a code.
fn bind_others<T: Config>(node: NodeId, count: u32) {
	let mut devices = Devices::<T>::get(node);
	let already = u32::try_from(devices.len()).unwrap_or(u32::MAX);
	let DeviceRequest { name, key, info, endpoint, certificate, .. } = device_request();
	for number in already + 1..=count {
		let (did, new) = (other_device(number), new_code(node, number));
		issue::<T>(node, Vec::from([new]));
		Pallet::<T>::spend_code(node, new.digest, did, T::Time::now()).expect("the code is new");
		let device = Device {
			did,
			key,
			name: name.clone(),
			info,
			endpoint: endpoint.clone(),
			certificate,
			status: DeviceStatus::Active,
			code: new.digest,
			bound_at: 0,
			changed_at: 0,
			acknowledged: None,
		};
		devices.try_push(device).expect("there is room");
		DeviceNodes::<T>::insert(did, node);
	}
	Devices::<T>::insert(node, devices);
}

fn other_device(number: u32) -> Did {
	Did([u8::try_from(number).unwrap_or(u8::MAX); 22])
}

/// Node 1 with all its devices; the DID of the one that was bound last.
fn bound<T: Config>() -> (NodeId, Did) {
	let node = first_node::<T>();
	bind_others::<T>(node, MAX_DEVICES - 1);
	issue::<T>(node, Vec::from([new_code(node, 0)]));
	let request = device_request();
	let did = Did::of(&request.key);
	let origin = RawOrigin::Signed(operator::<T>().1).into();
	Pallet::<T>::activate(origin, node, text(CODE), None, request).expect("the code is right");
	(node, did)
}

fn applied<T: Config>(change: Option<NodeId>) -> (AdmissionId, AccountId) {
	let (_, account) = operator::<T>();
	let origin = RawOrigin::Signed(account.clone()).into();
	Pallet::<T>::request_admission(origin, change, request::<T>(2)).expect("the request fits");
	(AdmissionId(AdmissionCount::<T>::get()), account)
}

#[benchmarks]
mod benches {
	use super::*;

	#[benchmark]
	fn register() {
		let (request, (operator, _)) = (request::<T>(1), operator::<T>());
		let origin = T::Gate::admitted_origin();
		let before = Count::<T>::get();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, operator, request, terms(1));
		assert_eq!(Count::<T>::get(), before + 1);
	}

	#[benchmark]
	fn set_status() {
		let node = node::<T>();
		let origin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, node, NodeStatus::Disabled, reason());
		assert_eq!(Nodes::<T>::get(node).map(|node| node.status), Some(NodeStatus::Disabled));
	}

	#[benchmark]
	fn link() {
		let (node, (participant, _)) = (node::<T>(), operator::<T>());
		let origin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, node, participant, NodeRole::Issuer);
		assert_eq!(RelationCount::<T>::get(node), 1);
	}

	#[benchmark]
	fn unlink() {
		let (node, (participant, _)) = (node::<T>(), operator::<T>());
		let origin = T::Gate::admitted_origin();
		Pallet::<T>::link(origin.clone(), node, participant, NodeRole::Issuer).expect("it fits");
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, node, participant, NodeRole::Issuer);
		assert_eq!(RelationCount::<T>::get(node), 0);
	}

	#[benchmark]
	fn request_admission() {
		let (node, (_, account)) = (node::<T>(), operator::<T>());
		let request = request::<T>(2);
		#[extrinsic_call]
		_(RawOrigin::Signed(account), Some(node), request);
		assert_eq!(AdmissionCount::<T>::get(), 1);
	}

	#[benchmark]
	fn amend() {
		let (admission, account) = applied::<T>(None);
		let request = request::<T>(3);
		#[extrinsic_call]
		_(RawOrigin::Signed(account), admission, request);
		assert_eq!(Admissions::<T>::get(admission).map(|one| one.revision), Some(2));
	}

	#[benchmark]
	fn withdraw() {
		let (admission, account) = applied::<T>(None);
		#[extrinsic_call]
		_(RawOrigin::Signed(account), admission, reason());
		let status = Admissions::<T>::get(admission).map(|one| one.status);
		assert_eq!(status, Some(AdmissionStatus::Withdrawn));
	}

	#[benchmark]
	fn resubmit() {
		let node = node::<T>();
		let (admission, account) = applied::<T>(Some(node));
		let origin = RawOrigin::Signed(account.clone());
		Pallet::<T>::withdraw(origin.into(), admission, reason()).expect("it is open");
		let request = request::<T>(3);
		#[extrinsic_call]
		_(RawOrigin::Signed(account), admission, request);
		assert_eq!(Admissions::<T>::get(admission).map(|one| one.revision), Some(2));
	}

	#[benchmark]
	fn review() {
		let (admission, _) = applied::<T>(None);
		let origin = T::Gate::admitted_origin();
		let decision = Decision::Approve { credential: Some(terms(1)) };
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, admission, 1, decision, reason());
		let status = Admissions::<T>::get(admission).map(|one| one.status);
		assert_eq!(status, Some(AdmissionStatus::Approved));
	}

	#[benchmark]
	fn renew_credential() {
		let node = node::<T>();
		let origin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, node, terms(2));
		assert_eq!(Nodes::<T>::get(node).map(|node| node.credential.version), Some(2));
	}

	#[benchmark]
	fn revoke_credential() {
		let node = node::<T>();
		let origin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, node, reason());
		assert!(Nodes::<T>::get(node).is_some_and(|node| node.credential.revoked_at.is_some()));
	}

	#[benchmark]
	fn redeliver_credential() {
		let (node, device) = bound::<T>();
		Pallet::<T>::do_acknowledge(node, device, 1).expect("it is the credential in force");
		let origin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, node, device);
		assert!(Devices::<T>::get(node).iter().all(|one| one.acknowledged.is_none()));
	}

	#[benchmark]
	fn acknowledge_credential() {
		let (node, device) = bound::<T>();
		let (_, account) = operator::<T>();
		#[extrinsic_call]
		_(RawOrigin::Signed(account), node, device, 1);
		assert!(Devices::<T>::get(node).iter().any(|one| one.has_received(1)));
	}

	#[benchmark]
	fn issue_codes(n: Linear<1, 100>) {
		let node = node::<T>();
		let codes: Vec<NewCode> = (0..n).map(|number| new_code(node, number)).collect();
		let codes = CodeBatch::try_from(codes).expect("a batch fits");
		let origin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, node, codes, text(&"p".repeat(32)));
		assert_eq!(Activations::<T>::get(node).codes, n);
	}

	#[benchmark]
	fn void_codes(n: Linear<1, 100>) {
		let node = node::<T>();
		let codes: Vec<NewCode> = (0..n).map(|number| new_code(node, number)).collect();
		issue::<T>(node, codes.clone());
		let digests: Vec<Digest> = codes.into_iter().map(|code| code.digest).collect();
		let digests = DigestBatch::try_from(digests).expect("a batch fits");
		let origin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, node, digests, reason());
		assert!(Codes::<T>::iter_prefix_values(node).all(|code| code.ended_at.is_some()));
	}

	#[benchmark]
	fn freeze_codes() {
		let node = node::<T>();
		let origin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, node, reason());
		assert!(Activations::<T>::get(node).frozen);
	}

	#[benchmark]
	fn thaw_codes() {
		let node = node::<T>();
		let origin = T::Gate::admitted_origin();
		Pallet::<T>::freeze_codes(origin.clone(), node, reason()).expect("they are not frozen");
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, node, reason());
		assert!(!Activations::<T>::get(node).frozen);
	}

	#[benchmark]
	fn reinstate_code() {
		let node = node::<T>();
		let digest = new_code(node, 0).digest;
		issue::<T>(node, Vec::from([new_code(node, 0)]));
		let origin = T::Gate::admitted_origin();
		let digests = DigestBatch::try_from(Vec::from([digest])).expect("one fits");
		Pallet::<T>::void_codes(origin.clone(), node, digests, reason()).expect("it is unused");
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, node, digest, FAR, reason());
		assert!(Codes::<T>::get(node, digest).is_some_and(|code| code.ended_at.is_none()));
	}

	/// The first of as many devices as may be gives way.
	#[benchmark]
	fn activate() {
		let node = first_node::<T>();
		bind_others::<T>(node, MAX_DEVICES);
		issue::<T>(node, Vec::from([new_code(node, 0)]));
		let (_, account) = operator::<T>();
		let replaced = other_device(1);
		#[extrinsic_call]
		_(RawOrigin::Signed(account), node, text(CODE), Some(replaced), device_request());
		assert!(!DeviceNodes::<T>::contains_key(replaced));
		assert!(DeviceNodes::<T>::contains_key(Did::of(&device_request().key)));
	}

	#[benchmark]
	fn update_device() {
		let (node, device) = bound::<T>();
		let (_, account) = operator::<T>();
		let digest = Digest::repeat_byte(9);
		let endpoint = Some(text("other.example:9443"));
		#[extrinsic_call]
		_(RawOrigin::Signed(account), node, device, Some(digest), endpoint, Some(digest));
		assert!(Devices::<T>::get(node).iter().any(|one| one.info == digest));
	}

	#[benchmark]
	fn set_device_status() {
		let (node, device) = bound::<T>();
		let origin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, node, device, DeviceStatus::Blocked, reason());
		let blocked = |one: &Device| one.status == DeviceStatus::Blocked;
		assert!(Devices::<T>::get(node).iter().any(blocked));
	}

	#[benchmark]
	fn unbind_device() {
		let (node, device) = bound::<T>();
		let origin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, node, device, reason());
		assert!(!DeviceNodes::<T>::contains_key(device));
	}

	/// As many codes run out unused: of all deadlines these change the most.
	#[benchmark]
	fn on_initialize(n: Linear<0, { T::MaxDuePerBlock::get() }>) {
		let node = node::<T>();
		let credential = Nodes::<T>::get(node).expect("it is registered").credential;
		Pallet::<T>::unschedule_credential(node, &credential);
		let codes: Vec<NewCode> = (0..n).map(|number| new_code(node, number)).collect();
		for batch in codes.chunks(100) {
			issue::<T>(node, batch.to_vec());
		}
		let handled;
		#[block]
		{
			handled = Pallet::<T>::sweep(FAR);
		}
		assert_eq!(handled, n);
	}

	impl_benchmark_test_suite!(
		Pallet,
		crate::mock::ExtBuilder::default().build(),
		crate::mock::Test
	);
}

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_sm_crypto::Pair;

	#[test]
	fn the_proof_of_the_benchmarks_is_that_of_their_device() {
		let pair = Pair::from_dev_name("Benchmark-Device");
		let mut request = device_request();
		request.key = pair.public();
		let message = fiscal_primitives::node::binding_message(Digest::zero(), NodeId(1), &request);
		let (key, proof) = (pair.public(), pair.sign(&message));
		assert_eq!((key.as_bytes(), proof.as_bytes()), (&DEVICE_KEY, &DEVICE_PROOF));
	}
}
