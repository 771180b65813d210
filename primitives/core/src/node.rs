//! Access nodes 业务接入节点. R217.

use crate::{bill::axis, text::Name, Digest, Moment, ParticipantId};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

axis!(
	/// State of an access node. Disabled is terminal.
	NodeStatus {
		/// In service 正常.
		#[default]
		Normal,
		/// Suspended 暂停 until it is normal again.
		Suspended,
		/// Disabled 禁用, for ever.
		Disabled,
	}
);

axis!(
	/// In what capacity a participant is served by a node.
	NodeRole {
		/// It issues bills through the node 开票.
		#[default]
		Issuer,
		/// It uses bills through the node 用票.
		User,
	}
);

/// What the chain keeps of an access node.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	MaxEncodedLen,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct AccessNode {
	/// Its name, at most 128 bytes.
	pub name: Name,
	/// The participant that runs it and signs for it.
	pub operator: ParticipantId,
	/// SM3 of its credential 身份凭证.
	pub credential: Digest,
	/// Normal, suspended or disabled.
	pub status: NodeStatus,
	/// Consensus time it was registered, Unix ms; 0 for genesis.
	pub registered_at: Moment,
	/// Consensus time of its last change of state, Unix ms; 0 for genesis.
	pub changed_at: Moment,
}
