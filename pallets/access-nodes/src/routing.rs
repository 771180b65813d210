//! Reads: one node, lists of nodes, the routing table 路由表 of the network. R035, R217.

use crate::{Activations, Config, Count, Decisions, Devices, Nodes, Pallet, RoutingVersion};
use alloc::vec::Vec;
use fiscal_primitives::{
	node::{
		AccessNode, DeviceStatus, NodeSummary, NodeSummaryPage, Route, RouteDevice, RoutesPage,
		MAX_NODE_PAGE,
	},
	rpc::NodeAnswer,
	traits::ParticipantRegistry,
	NodeId,
};
use frame_support::traits::{Get, Time};

/// Nodes that one page of routes looks at, whether or not they are in service.
const MAX_EXAMINED: u32 = 400;

impl<T: Config> Pallet<T> {
	fn serving(stored: &AccessNode) -> bool {
		stored.in_service(T::Time::now()) && T::Participants::is_active(stored.operator)
	}

	/// A node by number, with what is derived from the moment, and whom it serves.
	pub fn node_answer(id: NodeId) -> Option<NodeAnswer> {
		let node = Nodes::<T>::get(id)?;
		Some(NodeAnswer {
			id,
			normal: Self::serving(&node),
			credential_status: node.credential.status(T::Time::now(), T::ReminderPeriod::get()),
			decision: Decisions::<T>::get(id),
			activation: Activations::<T>::get(id),
			serves: Self::served_by(id),
			node,
		})
	}

	/// Nodes after number `after`, in whatever state; at most `limit` and 100.
	pub fn node_list(after: NodeId, limit: u32) -> NodeSummaryPage {
		let count = Count::<T>::get();
		let last = after.0.saturating_add(limit.min(MAX_NODE_PAGE)).min(count);
		let items = (after.0.saturating_add(1)..=last)
			.filter_map(|number| Self::summary(NodeId(number)))
			.collect();
		NodeSummaryPage { items, next: (last < count).then_some(NodeId(last)) }
	}

	fn summary(id: NodeId) -> Option<NodeSummary> {
		let stored = Nodes::<T>::get(id)?;
		let devices = Devices::<T>::get(id);
		let version = stored.credential.version;
		let waiting = devices.iter().filter(|device| !device.has_received(version)).count();
		let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
		Some(NodeSummary {
			id,
			normal: Self::serving(&stored),
			credential_status: stored.credential.status(T::Time::now(), T::ReminderPeriod::get()),
			credential_version: version,
			devices: number(devices.len()),
			undelivered: number(waiting),
			name: stored.name,
			operator: stored.operator,
			status: stored.status,
		})
	}

	/// Nodes in service after number `after`, with their devices in service: at most `limit` and
	/// 100, out of the next 400 nodes.
	pub fn routes(after: NodeId, limit: u32) -> RoutesPage {
		let most = usize::try_from(limit.min(MAX_NODE_PAGE)).unwrap_or(usize::MAX);
		let count = Count::<T>::get();
		let last = after.0.saturating_add(MAX_EXAMINED).min(count);
		let (mut items, mut reached) = (Vec::new(), after.0);
		for number in after.0.saturating_add(1)..=last {
			if items.len() >= most {
				break;
			}
			reached = number;
			items.extend(Self::route(NodeId(number)));
		}
		let next = (reached < count).then_some(NodeId(reached));
		RoutesPage { version: RoutingVersion::<T>::get(), items, next }
	}

	fn route(node: NodeId) -> Option<Route> {
		let stored = Nodes::<T>::get(node).filter(Self::serving)?;
		let devices = Devices::<T>::get(node)
			.into_iter()
			.filter(|device| device.status == DeviceStatus::Active)
			.map(|device| RouteDevice {
				did: device.did,
				key: device.key,
				endpoint: device.endpoint,
				certificate: device.certificate,
			})
			.collect();
		Some(Route {
			node,
			operator_did: T::Participants::did_of(stored.operator),
			name: stored.name,
			operator: stored.operator,
			capacities: stored.capacities,
			scenes: stored.scenes,
			resources: stored.resources,
			credential: stored.credential.digest,
			valid_until: stored.credential.valid_until,
			devices,
		})
	}
}
