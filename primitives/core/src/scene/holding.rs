//! Resources 票据资源 that issuers register: what there is, where it is kept, who may read it. The data
//! itself stays with its access node. R068.

use crate::{
	authorization::Scope,
	text::{Name, Reason, Text},
	BillKey, Digest, Moment, NodeId, ParticipantId, ResourceTypeId, SceneId,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

macro_rules! data {
	($($item:item)*) => {
		$(
			#[derive(
				Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen,
				TypeInfo, serde::Serialize, serde::Deserialize,
			)]
			#[serde(rename_all = "camelCase")]
			$item
		)*
	};
}

data! {
	/// What an issuer tells of a resource. Neither names nor identity numbers of people belong here.
	#[serde(deny_unknown_fields)]
	pub struct ResourceDetails {
		/// Its name, 1 to 128 bytes.
		pub name: Name,
		/// What it holds, 1 to 256 bytes.
		#[serde(default)]
		pub description: Option<Reason>,
		/// The system it comes from 来源, 1 to 128 bytes.
		pub source: Name,
		/// The access node that keeps it 存储位置.
		pub node: NodeId,
		/// How the node finds it, 1 to 128 bytes: a key or an encrypted path, of which the chain
		/// understands nothing.
		pub location: Text<128>,
		/// Its format, 1 to 32 bytes, such as `application/pdf`.
		pub format: Text<32>,
		/// SM3 of its content.
		pub digest: Digest,
		/// What an authorization has to cover for somebody to read it 访问权限.
		pub access: Scope,
	}

	/// What the chain keeps of a resource.
	pub struct Resource {
		/// Its type.
		pub resource_type: ResourceTypeId,
		/// The scene it serves.
		pub scene: SceneId,
		/// The issuer whose it is.
		pub owner: ParticipantId,
		/// The bill it belongs to, where it belongs to one.
		pub bill: Option<BillKey>,
		/// What the issuer tells of it.
		pub details: ResourceDetails,
		/// Version, from 1; every change makes a new one.
		pub version: u32,
		/// Whether it is offered.
		pub active: bool,
		/// Consensus time it was registered, Unix ms.
		pub registered_at: Moment,
		/// Consensus time of its last change, Unix ms.
		pub changed_at: Moment,
	}
}

impl Resource {
	/// The certificate 登记凭证: SM3 over the SCALE encoding of the record. With a proof of the record
	/// it shows whose the resource is, since when, and that nothing of it was changed.
	pub fn certificate(&self) -> Digest {
		fiscal_sm_crypto::sm3_256(&self.encode()).into()
	}
}
