use crate::{mock::*, CodeBatch, DeviceNodes, Error, Event};
use fiscal_primitives::{
	node::{Decision, DeviceRequest, DeviceStatus, NodeRole, NodeStatus, MAX_DEVICES},
	traits::NodeRegistry,
	Actor, Did, Digest, NodeId,
};
use fiscal_sm_crypto::Pair;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{DispatchError, DispatchResult};

fn issue(node: NodeId, texts: &[&str]) {
	let codes: Vec<_> = texts.iter().map(|text| new_code(node, text, 90_000)).collect();
	let codes = CodeBatch::try_from(codes).unwrap();
	assert_ok!(AccessNodes::issue_codes(root(), node, codes, "p 1".parse().unwrap()));
}

const FIRST: &str = "FIRSTFIRST01";
const SECOND: &str = "SECONDSECOND";

fn activate(text: &str, replaces: Option<Did>, device: DeviceRequest) -> DispatchResult {
	AccessNodes::activate(signed(OPERATOR), NODE, code(text), replaces, device)
}

fn bound(test: impl FnOnce(Did)) {
	ExtBuilder::default().with_node().build_and_execute(|| {
		issue(NODE, &[FIRST, SECOND]);
		assert_ok!(activate(FIRST, None, device(NODE, "First")));
		events();
		test(did("First"));
	});
}

fn set(origin: RuntimeOrigin, device: Did, status: DeviceStatus) -> DispatchResult {
	AccessNodes::set_device_status(origin, NODE, device, status, reason())
}

#[test]
fn an_admitted_node_is_in_service_once_a_device_is_activated() {
	ExtBuilder::default().build_and_execute(|| {
		let wanted = request(&[NodeRole::Issuer]);
		assert_ok!(AccessNodes::request_admission(signed(HOSPITAL), None, wanted));
		let decision = Decision::Approve { credential: Some(terms(9_000)) };
		let id = fiscal_primitives::node::AdmissionId(1);
		assert_ok!(AccessNodes::review(root(), id, 1, decision, reason()));
		assert!(!AccessNodes::is_normal(NODE));
		issue(NODE, &[FIRST]);
		Now::set(2_000);
		let request = device(NODE, "First");
		let origin = signed(HOSPITAL);
		assert_ok!(AccessNodes::activate(origin, NODE, code(FIRST), None, request));
		assert!(AccessNodes::is_normal(NODE));
		let node = AccessNodes::node_answer(NODE).unwrap().node;
		assert_eq!(node.activated_at, Some(2_000));
		let answer = AccessNodes::devices(NODE).remove(0);
		assert_eq!((answer.device.did, answer.device.bound_at), (did("First"), 2_000));
		assert_eq!(answer.device.endpoint.as_str(), "node.example:9443");
		assert!(!answer.credential_received);
		assert_eq!(DeviceNodes::<Test>::get(did("First")), Some(NODE));
	});
}

#[test]
fn a_device_proves_that_it_holds_its_key_for_this_node() {
	ExtBuilder::default().with_node().with_node().build_and_execute(|| {
		issue(NODE, &[FIRST]);
		let wrong = Error::<Test>::ProofInvalid;
		assert_noop!(activate(FIRST, None, device(NodeId(2), "First")), wrong);
		let mut other = device(NODE, "First");
		other.endpoint = "thief.example:1".parse().unwrap();
		assert_noop!(activate(FIRST, None, other), Error::<Test>::ProofInvalid);
		let mut stolen = device(NODE, "First");
		stolen.key = Pair::from_dev_name("Second").public();
		assert_noop!(activate(FIRST, None, stolen), Error::<Test>::ProofInvalid);
		// The code was not spent.
		assert_ok!(activate(FIRST, None, device(NODE, "First")));
		assert_eq!(AccessNodes::devices(NODE).len(), 1);
	});
}

#[test]
fn the_operator_alone_activates() {
	ExtBuilder::default().with_node().build_and_execute(|| {
		issue(NODE, &[FIRST]);
		let by = |origin, node| {
			AccessNodes::activate(origin, node, code(FIRST), None, device(NODE, "First"))
		};
		assert_noop!(by(signed(HOSPITAL), NODE), Error::<Test>::NotAuthorized);
		assert_noop!(by(signed(FINANCE), NODE), NOT_AUTHORIZED);
		assert_noop!(by(root(), NODE), DispatchError::BadOrigin);
		assert_noop!(by(signed(OPERATOR), NodeId(2)), Error::<Test>::NotFound);
		assert_ok!(AccessNodes::set_status(root(), NODE, NodeStatus::Disabled, reason()));
		assert_noop!(by(signed(OPERATOR), NODE), Error::<Test>::Terminal);
	});
}

#[test]
fn a_device_is_bound_once_and_a_node_has_sixteen() {
	bound(|_| {
		assert_noop!(activate(SECOND, None, device(NODE, "First")), Error::<Test>::AlreadyExists);
		let texts: Vec<String> = (0..15).map(|n| format!("MANYDEVICES{n:02}")).collect();
		issue(NODE, &texts.iter().map(String::as_str).collect::<Vec<_>>());
		for (n, text) in texts.iter().enumerate() {
			assert_ok!(activate(text, None, device(NODE, &format!("Device-{n}"))));
		}
		assert_eq!(AccessNodes::devices(NODE).len(), MAX_DEVICES as usize);
		assert_noop!(
			activate(SECOND, None, device(NODE, "Second")),
			Error::<Test>::MaxDevicesExceeded
		);
		// In place of another there is room.
		assert_ok!(activate(SECOND, Some(did("First")), device(NODE, "Second")));
		assert_eq!(AccessNodes::devices(NODE).len(), MAX_DEVICES as usize);
	});
}

#[test]
fn a_replacement_unbinds_the_old_device_and_a_wrong_code_does_not() {
	bound(|first| {
		let second = || device(NODE, "Second");
		assert_ok!(activate("WRONGWRONG00", Some(first), second()));
		assert_eq!(AccessNodes::devices(NODE)[0].device.did, first);
		assert_noop!(activate(SECOND, Some(did("Third")), second()), Error::<Test>::NotFound);
		events();
		assert_ok!(activate(SECOND, Some(first), second()));
		let told = events();
		assert!(matches!(told[0], Event::CodeUsed { .. }));
		assert!(matches!(told[1], Event::CodeRetired { device, .. } if device == first));
		assert_eq!(
			told[2],
			Event::DeviceUnbound { node: NODE, device: first, by: by(OPERATOR), reason: None }
		);
		assert!(matches!(told[3], Event::DeviceBound { replaces, .. } if replaces == Some(first)));
		assert_eq!(DeviceNodes::<Test>::get(first), None);
		assert_eq!(AccessNodes::devices(NODE).len(), 1);
	});
}

#[test]
fn the_operator_disables_and_the_authority_blocks() {
	bound(|first| {
		assert_ok!(set(signed(OPERATOR), first, DeviceStatus::Disabled));
		assert_noop!(
			set(signed(OPERATOR), first, DeviceStatus::Disabled),
			Error::<Test>::NothingChanged
		);
		assert_ok!(set(signed(OPERATOR), first, DeviceStatus::Active));
		assert_noop!(
			set(signed(OPERATOR), first, DeviceStatus::Blocked),
			Error::<Test>::NotAuthorized
		);
		assert_ok!(set(signed(FINANCE), first, DeviceStatus::Blocked));
		assert_noop!(
			set(signed(OPERATOR), first, DeviceStatus::Active),
			Error::<Test>::NotAuthorized
		);
		assert_noop!(
			AccessNodes::unbind_device(signed(OPERATOR), NODE, first, reason()),
			Error::<Test>::NotAuthorized
		);
		assert_noop!(
			activate(SECOND, Some(first), device(NODE, "Second")),
			Error::<Test>::NotAuthorized
		);
		assert_noop!(set(signed(HOSPITAL), first, DeviceStatus::Active), NOT_AUTHORIZED);
		assert_ok!(set(root(), first, DeviceStatus::Active));
		events();
		assert_ok!(AccessNodes::unbind_device(root(), NODE, first, reason()));
		assert!(events().contains(&Event::DeviceUnbound {
			node: NODE,
			device: first,
			by: Actor::Council,
			reason: Some(reason())
		}));
		assert_noop!(set(root(), first, DeviceStatus::Disabled), Error::<Test>::NotFound);
	});
}

#[test]
fn what_a_device_says_of_itself_is_updated() {
	bound(|first| {
		let certificate = Digest::repeat_byte(5);
		let update = |origin, certificate| {
			AccessNodes::update_device(origin, NODE, first, None, None, certificate)
		};
		assert_noop!(update(signed(FINANCE), Some(certificate)), NOT_AUTHORIZED);
		assert_noop!(update(signed(OPERATOR), None), Error::<Test>::NothingChanged);
		assert_ok!(update(signed(OPERATOR), Some(certificate)));
		let route = AccessNodes::routes(NodeId(0), 10).items.remove(0);
		assert_eq!(route.devices[0].certificate, Some(certificate));
		let endpoint = Some("[2001:db8::7]:1".parse().unwrap());
		assert_ok!(AccessNodes::update_device(signed(OPERATOR), NODE, first, None, endpoint, None));
		let stored = AccessNodes::devices(NODE).remove(0).device;
		assert_eq!(stored.endpoint.as_str(), "[2001:db8::7]:1");
		assert_eq!(stored.certificate, Some(certificate));
	});
}

#[test]
fn devices_acknowledge_each_credential_anew() {
	bound(|first| {
		let acknowledge =
			|origin, version| AccessNodes::acknowledge_credential(origin, NODE, first, version);
		let undelivered = || AccessNodes::node_list(NodeId(0), 10).items[0].undelivered;
		assert_eq!(undelivered(), 1);
		assert_noop!(acknowledge(signed(FINANCE), 1), NOT_AUTHORIZED);
		assert_noop!(acknowledge(signed(OPERATOR), 2), Error::<Test>::WrongState);
		assert_ok!(acknowledge(signed(OPERATOR), 1));
		assert_noop!(acknowledge(signed(OPERATOR), 1), Error::<Test>::NothingChanged);
		assert_eq!(undelivered(), 0);
		assert!(AccessNodes::devices(NODE)[0].credential_received);

		assert_ok!(AccessNodes::redeliver_credential(signed(FINANCE), NODE, first));
		assert_eq!(undelivered(), 1);
		assert_ok!(acknowledge(signed(OPERATOR), 1));
		assert_ok!(AccessNodes::renew_credential(root(), NODE, terms(9_000)));
		assert_eq!(undelivered(), 1);
		assert_noop!(acknowledge(signed(OPERATOR), 1), Error::<Test>::WrongState);
		assert_ok!(acknowledge(signed(OPERATOR), 2));
		assert_noop!(
			AccessNodes::redeliver_credential(signed(OPERATOR), NODE, first),
			NOT_AUTHORIZED
		);
		assert_ok!(AccessNodes::revoke_credential(root(), NODE, reason()));
		assert_noop!(acknowledge(signed(OPERATOR), 2), Error::<Test>::Revoked);
	});
}
