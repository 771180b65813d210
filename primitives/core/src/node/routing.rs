//! The routing table 路由表 of the network, and lists of nodes. R035.

use super::{CredentialStatus, Endpoint, NodeRoles, NodeScenes, NodeStatus};
use crate::{authorization::Scopes, text::Name, Did, Digest, Moment, NodeId, ParticipantId};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode};
use fiscal_sm_crypto::Public;
use scale_info::TypeInfo;

/// The most entries of one page of nodes, routes, applications or codes.
pub const MAX_NODE_PAGE: u32 = 100;

macro_rules! answer {
	($(#[$doc:meta])* $name:ident { $($(#[$fdoc:meta])* $field:ident: $type:ty),+ $(,)? }) => {
		$(#[$doc])*
		#[derive(
			Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo,
			serde::Serialize, serde::Deserialize,
		)]
		#[serde(rename_all = "camelCase")]
		pub struct $name { $($(#[$fdoc])* pub $field: $type),+ }
	};
}

answer!(
	/// A device that can be reached.
	RouteDevice {
		/// Its DID.
		did: Did,
		/// Its SM2 key.
		key: Public,
		/// Where it listens.
		endpoint: Endpoint,
		/// SM3 of its TLCP certificate; none if it has not named one.
		certificate: Option<Digest>,
	}
);

answer!(
	/// A node in service.
	Route {
		/// Its number.
		node: NodeId,
		/// Its name.
		name: Name,
		/// Who runs it.
		operator: ParticipantId,
		/// The DID of its operator.
		operator_did: Option<Did>,
		/// In what capacities it serves.
		capacities: NodeRoles,
		/// The scenes it is admitted for.
		scenes: NodeScenes,
		/// The kinds of resources it is admitted for.
		resources: Scopes,
		/// SM3 of its credential.
		credential: Digest,
		/// The end of its credential, Unix ms.
		valid_until: Moment,
		/// Its devices in service, at most 16.
		devices: Vec<RouteDevice>,
	}
);

answer!(
	/// One page of the routing table: the answer of `node_routes`.
	RoutesPage {
		/// It rises with each change that may affect the table: who holds the table of this version
		/// need not fetch it again. A client that sees it change between two pages begins anew.
		version: u64,
		/// Nodes in service, in the order of their numbers. A page may be empty although others
		/// follow.
		items: Vec<Route>,
		/// Hand this in as `after` for the next page; none at the end.
		next: Option<NodeId>,
	}
);

answer!(
	/// A node in a list.
	NodeSummary {
		/// Its number.
		id: NodeId,
		/// Its name.
		name: Name,
		/// Who runs it.
		operator: ParticipantId,
		/// Normal, suspended or disabled.
		status: NodeStatus,
		/// It is in service: normal, activated, with a valid credential and an active operator.
		normal: bool,
		/// The state of its credential.
		credential_status: CredentialStatus,
		/// Version of its credential.
		credential_version: u32,
		/// Its devices.
		devices: u32,
		/// Devices that have not acknowledged the credential in use (R033).
		undelivered: u32,
	}
);

answer!(
	/// One page of nodes: the answer of `node_list`.
	NodeSummaryPage {
		/// The nodes, in the order of their numbers.
		items: Vec<NodeSummary>,
		/// Hand this in as `after` for the next page; none at the end.
		next: Option<NodeId>,
	}
);
