use crate::{mock::*, CodeBatch};
use fiscal_primitives::{
	node::{DeviceStatus, NodeStatus},
	participant::Status,
	traits::OnParticipantStatus,
	NodeId,
};
use frame_support::assert_ok;

fn version() -> u64 {
	AccessNodes::routes(NodeId(0), 1).version
}

/// The numbers in the table, read in pages.
fn listed(limit: u32) -> Vec<u32> {
	let (mut found, mut after) = (vec![], NodeId(0));
	loop {
		let page = AccessNodes::routes(after, limit);
		assert!(page.items.len() <= limit as usize);
		found.extend(page.items.into_iter().map(|route| route.node.0));
		match page.next {
			Some(next) => after = next,
			None => return found,
		}
	}
}

#[test]
fn the_table_names_nodes_in_service_and_their_active_devices() {
	ExtBuilder::default().with_node().with_node().build_and_execute(|| {
		for (text, label) in [("AAAAAAAAAAAA", "First"), ("BBBBBBBBBBBB", "Second")] {
			let codes = CodeBatch::try_from(vec![new_code(NODE, text, 5_000)]).unwrap();
			assert_ok!(AccessNodes::issue_codes(root(), NODE, codes, "p".parse().unwrap()));
			let request = device(NODE, label);
			assert_ok!(AccessNodes::activate(signed(OPERATOR), NODE, code(text), None, request));
		}
		let status = DeviceStatus::Disabled;
		let first = did("First");
		assert_ok!(AccessNodes::set_device_status(root(), NODE, first, status, reason()));
		let page = AccessNodes::routes(NodeId(0), 10);
		assert_eq!((page.items.len(), page.next), (2, None));
		let route = &page.items[0];
		assert_eq!((route.node, route.operator, route.credential), (NODE, OPERATOR, credential()));
		assert!(route.operator_did.is_some());
		assert_eq!(route.devices.len(), 1);
		assert_eq!(route.devices[0].did, did("Second"));
		assert_eq!(route.devices[0].endpoint.as_str(), "node.example:9443");
		assert!(page.items[1].devices.is_empty());
	});
}

#[test]
fn pages_cover_the_table_without_gaps() {
	let mut builder = ExtBuilder::default();
	for _ in 0..7 {
		builder = builder.with_node();
	}
	builder.build_and_execute(|| {
		let suspended = NodeStatus::Suspended;
		assert_ok!(AccessNodes::set_status(root(), NodeId(4), suspended, reason()));
		for limit in [1, 2, 3, 100] {
			assert_eq!(listed(limit), [1, 2, 3, 5, 6, 7]);
		}
		let page = AccessNodes::node_list(NodeId(2), 3);
		assert_eq!(page.items.iter().map(|one| one.id.0).collect::<Vec<_>>(), [3, 4, 5]);
		assert_eq!(page.next, Some(NodeId(5)));
		assert!(!page.items[1].normal && page.items[0].normal);
		assert_eq!(AccessNodes::node_list(NodeId(5), 100).next, None);
	});
}

#[test]
fn the_version_rises_with_what_affects_the_table() {
	ExtBuilder::default().with_node().build_and_execute(|| {
		let mut last = version();
		let mut risen = || {
			let now = version();
			let risen = now > last;
			last = now;
			risen
		};
		assert_ok!(AccessNodes::set_status(root(), NODE, NodeStatus::Suspended, reason()));
		assert!(risen());
		assert_ok!(AccessNodes::set_status(root(), NODE, NodeStatus::Normal, reason()));
		assert!(risen());
		assert_ok!(AccessNodes::renew_credential(root(), NODE, terms(9_000)));
		assert!(risen());
		assert_ok!(AccessNodes::revoke_credential(root(), NODE, reason()));
		assert!(risen());
		assert!(listed(10).is_empty());
		AccessNodes::status_changed(OPERATOR, Status::Active, Status::Frozen);
		assert!(risen());
		assert_ok!(AccessNodes::freeze_codes(root(), NODE, reason()));
		AccessNodes::key_changed(OPERATOR, 2);
		assert!(!risen(), "codes and keys of operators do not stand in the table");
	});
}
