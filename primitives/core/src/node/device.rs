//! Devices 业务接入端设备 of access nodes. R031–R034.

use super::Endpoint;
use crate::{bill::axis, text::Text, Did, Digest, Moment, NodeId};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use fiscal_sm_crypto::{Public, Signature};
use scale_info::TypeInfo;

/// The most devices of one node.
pub const MAX_DEVICES: u32 = 16;

/// Name of a device 设备名称: 1 to 64 bytes.
pub type DeviceName = Text<64>;

axis!(
	/// State of a device.
	DeviceStatus {
		/// In service 启用.
		#[default]
		Active,
		/// Disabled 停用 by its operator.
		Disabled,
		/// Blocked 封禁 by the fiscal authority: its operator cannot enable it.
		Blocked,
	}
);

/// What a device says of itself when it is activated.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct DeviceRequest {
	/// Its name, 1 to 64 bytes.
	pub name: DeviceName,
	/// Its SM2 key, from which its DID is made.
	pub key: Public,
	/// SM3 of the document with its kind, configuration and fingerprint 设备信息, 32 bytes.
	pub info: Digest,
	/// Where it listens.
	pub endpoint: Endpoint,
	/// SM3 of its certificate for the mutually authenticated channel (TLCP, GB/T 38636), 32 bytes.
	pub certificate: Option<Digest>,
	/// Its signature over [`binding_message`]: it holds the key.
	pub proof: Signature,
}

/// What a device signs to prove that it holds its key: the SCALE encoding of
/// `("fiscalchain/device-binding/1", genesis hash, node, name, key, info, endpoint, certificate)`.
pub fn binding_message(genesis: Digest, node: NodeId, device: &DeviceRequest) -> Vec<u8> {
	let DeviceRequest { name, key, info, endpoint, certificate, proof: _ } = device;
	(*b"fiscalchain/device-binding/1", genesis, node, name, key, info, endpoint, certificate)
		.encode()
}

/// Which credential a device has received.
#[derive(
	Clone,
	Copy,
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
pub struct Acknowledgement {
	/// Version of the credential.
	pub version: u32,
	/// Consensus time, Unix ms.
	pub at: Moment,
}

/// What the chain keeps of a device.
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
pub struct Device {
	/// Its DID, made from its key.
	pub did: Did,
	/// Its SM2 key.
	pub key: Public,
	/// Its name.
	pub name: DeviceName,
	/// SM3 of the document with its kind, configuration and fingerprint.
	pub info: Digest,
	/// Where it listens.
	pub endpoint: Endpoint,
	/// SM3 of its TLCP certificate.
	pub certificate: Option<Digest>,
	/// Its state.
	pub status: DeviceStatus,
	/// Digest of the code that activated it.
	pub code: Digest,
	/// Consensus time it was bound, Unix ms.
	pub bound_at: Moment,
	/// Consensus time of its last change, Unix ms.
	pub changed_at: Moment,
	/// The last credential it acknowledged.
	pub acknowledged: Option<Acknowledgement>,
}

impl Device {
	/// Has it received version `version` of the credential?
	pub fn has_received(&self, version: u32) -> bool {
		self.acknowledged.is_some_and(|received| received.version == version)
	}
}

/// A device, and whether the credential in use reached it: an item of the answer of `node_devices`.
#[derive(
	Clone,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	DecodeWithMemTracking,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct DeviceAnswer {
	/// What the chain keeps of it.
	#[serde(flatten)]
	pub device: Device,
	/// It has acknowledged the credential in use.
	pub credential_received: bool,
}
