//! What the chain keeps of an authorization, and the log of its uses. R130, R139, R233.

use super::{
	AuthorizationState, AuthorizationStatus, CheckFault, CredentialKind, Scope, Scopes, TemplateId,
};
use crate::{text::Reason, BillKey, Digest, Invalid, Moment, ParticipantId, SceneId};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, Input, MaxEncodedLen};
use fiscal_sm_crypto::sm3_256;
use scale_info::TypeInfo;
use sp_core::{bounded::BoundedVec, ConstU32};

/// 1 to 64 bills in strictly ascending order.
#[derive(Clone, Debug, PartialEq, Eq, Encode, MaxEncodedLen, TypeInfo)]
pub struct GrantedBills(BoundedVec<BillKey, ConstU32<{ GrantedBills::MOST }>>);

impl GrantedBills {
	/// The most bills one credential names.
	pub const MOST: u32 = 64;

	/// From a list, which is sorted; refused when a bill stands twice, or there is none or more than
	/// [`GrantedBills::MOST`].
	pub fn new(mut bills: Vec<BillKey>) -> Result<Self, Invalid> {
		bills.sort();
		Self::ordered(bills)
	}

	fn ordered(bills: Vec<BillKey>) -> Result<Self, Invalid> {
		if bills.is_empty() {
			return Err(Invalid("bills: none"));
		}
		if !bills.iter().zip(bills.iter().skip(1)).all(|(one, next)| one < next) {
			return Err(Invalid("bills: one stands twice, or they are not in order"));
		}
		BoundedVec::try_from(bills).map(Self).map_err(|_| Invalid("bills: more than 64"))
	}

	/// Whether the bill is named.
	pub fn contains(&self, key: &BillKey) -> bool {
		self.0.binary_search(key).is_ok()
	}

	/// The bills.
	pub fn iter(&self) -> core::slice::Iter<'_, BillKey> {
		self.0.iter()
	}

	/// How many there are, 1 to 64.
	pub fn count(&self) -> u32 {
		u32::try_from(self.0.len()).unwrap_or(Self::MOST)
	}
}

impl Decode for GrantedBills {
	fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
		let bills = BoundedVec::<BillKey, ConstU32<{ Self::MOST }>>::decode(input)?;
		Ok(Self::ordered(bills.into_inner())?)
	}
}
impl DecodeWithMemTracking for GrantedBills {}

impl serde::Serialize for GrantedBills {
	fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_seq(self.0.iter())
	}
}
impl<'de> serde::Deserialize<'de> for GrantedBills {
	fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let bills = <Vec<BillKey> as serde::Deserialize>::deserialize(deserializer)?;
		Self::new(bills).map_err(serde::de::Error::custom)
	}
}

/// Which bills an authorization is about.
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
pub enum Coverage {
	/// These bills.
	Bills(GrantedBills),
	/// Every bill of the holder, in the scene of the authorization.
	AllInScene,
	/// None: so many DIDs are confirmed. The list stands in the credential, which the digest covers.
	Confirmed(u32),
}

impl Coverage {
	/// How many bills are named.
	pub fn named(&self) -> u32 {
		match self {
			Coverage::Bills(bills) => bills.count(),
			Coverage::AllInScene | Coverage::Confirmed(_) => 0,
		}
	}
}

/// Head of the log of an authorization, or of an entry of the white list: a hash chain.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
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
pub struct LogHead {
	/// Items so far, failed checks among them.
	pub entries: u32,
	/// Failed checks among them.
	pub failures: u32,
	/// `SM3(head before ‖ SCALE of the item)`, 32 bytes; zeros before the first item.
	pub head: Digest,
}

impl LogHead {
	/// Appends an item. The counts stop at 2^32 - 1, the chain goes on.
	pub fn append(&mut self, item: &LogItem) {
		let mut input = self.head.as_bytes().to_vec();
		item.encode_to(&mut input);
		self.head = sm3_256(&input).into();
		self.entries = self.entries.saturating_add(1);
		if matches!(item, LogItem::Checked(LogEntry { fault: Some(_), .. })) {
			self.failures = self.failures.saturating_add(1);
		}
	}
}

/// One step in the life of an authorization, as its log has it. The events of the chain carry every
/// field of it, so that the head can be recomputed from them (R129, R139). The log of an entry of the
/// white list has checks alone.
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
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "event")]
pub enum LogItem {
	/// Its credential was registered: always the first item.
	Registered {
		/// Consensus time, Unix ms.
		at: Moment,
		/// SM3 of the credential.
		digest: Digest,
		/// Who grants.
		holder: ParticipantId,
		/// To whom.
		grantee: ParticipantId,
		/// The scene it is for.
		scene: SceneId,
		/// The delegate that signed for the holder, and the SM3 of the evidence of consent.
		delegate: Option<(ParticipantId, Digest)>,
		/// Who brought it.
		by: ParticipantId,
	},
	/// It was frozen, activated or revoked.
	StatusChanged {
		/// Consensus time, Unix ms.
		at: Moment,
		/// Its state before.
		from: AuthorizationState,
		/// Its state since.
		to: AuthorizationState,
		/// Who sent the change.
		by: ParticipantId,
		/// Why.
		reason: Reason,
	},
	/// It was used, or a check of it failed.
	Checked(LogEntry),
}

impl LogItem {
	/// Consensus time, Unix ms.
	pub const fn at(&self) -> Moment {
		match self {
			LogItem::Registered { at, .. } | LogItem::StatusChanged { at, .. } => *at,
			LogItem::Checked(entry) => entry.at,
		}
	}
}

/// One use, or one failed check.
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
pub struct LogEntry {
	/// Consensus time, Unix ms.
	pub at: Moment,
	/// Who asked.
	pub user: ParticipantId,
	/// In which scene.
	pub scene: SceneId,
	/// For which bill.
	pub bill: BillKey,
	/// How far.
	pub scope: Scope,
	/// SM3 of the purpose, in the words of who asked; zeros for a lock.
	pub purpose: Digest,
	/// Why it was refused; none for a use.
	pub fault: Option<CheckFault>,
}

/// What the chain keeps of an authorization. The credential itself stays outside: its SM3 is the key
/// of this record.
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
pub struct Authorization {
	/// What its credential is for.
	pub kind: CredentialKind,
	/// Who grants 持票人.
	pub holder: ParticipantId,
	/// Version of the holder's key when it was registered.
	pub holder_key_version: u32,
	/// To whom 被授权方.
	pub grantee: ParticipantId,
	/// Version of the grantee's key when it was registered; another one ends the grant.
	pub grantee_key_version: u32,
	/// The delegate that signed for the holder, and the SM3 of the evidence of the holder's consent
	/// 意愿凭据; none where the holder signed.
	pub delegate: Option<(ParticipantId, Digest)>,
	/// Version of the template.
	pub template: TemplateId,
	/// The scene it is for.
	pub scene: SceneId,
	/// How far it reaches.
	pub scopes: Scopes,
	/// Which bills it is about.
	pub coverage: Coverage,
	/// Valid from, Unix ms, inclusive.
	pub valid_from: Moment,
	/// Valid until, Unix ms, exclusive.
	pub valid_until: Moment,
	/// How often it may be used, one at least.
	pub uses_max: u32,
	/// How often it was used.
	pub used: u32,
	/// What was decided about it.
	pub state: AuthorizationState,
	/// How often that changed: the nonce of the next [`super::HolderProof`].
	pub nonce: u32,
	/// Consensus time it was registered, Unix ms.
	pub registered_at: Moment,
	/// Consensus time its state last changed, Unix ms.
	pub changed_at: Moment,
	/// The log of its life: registration, changes, uses and failed checks.
	pub log: LogHead,
}

impl Authorization {
	/// What it is worth at `at` (Unix ms).
	pub fn status(&self, at: Moment) -> AuthorizationStatus {
		match self.state {
			AuthorizationState::Revoked => AuthorizationStatus::Revoked,
			_ if at >= self.valid_until => AuthorizationStatus::Expired,
			AuthorizationState::Frozen => AuthorizationStatus::Frozen,
			AuthorizationState::Active if self.used >= self.uses_max => AuthorizationStatus::UsedUp,
			AuthorizationState::Active if at < self.valid_from => AuthorizationStatus::NotYetValid,
			AuthorizationState::Active => AuthorizationStatus::Active,
		}
	}
}

/// An authorization as questions are answered: `vc_get`.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct AuthorizationAnswer {
	/// SM3 of the credential.
	pub digest: Digest,
	/// What it is worth at the time of the block.
	pub status: AuthorizationStatus,
	/// What the chain keeps of it.
	#[serde(flatten)]
	pub authorization: Authorization,
}

/// One page of authorizations: `vc_byHolder`, `vc_byGrantee`.
#[derive(
	Clone,
	Debug,
	Default,
	PartialEq,
	Eq,
	Encode,
	Decode,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct AuthorizationPage {
	/// The authorizations, in the order of their digests.
	pub items: Vec<AuthorizationAnswer>,
	/// Hand this in as `cursor` for the next page; none at the end.
	pub next: Option<Digest>,
}

/// On what a use rests.
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
pub enum Basis {
	/// An authorization, by the SM3 of its credential.
	Authorization(Digest),
	/// The white list 白名单. Never for a lock.
	WhiteList,
}

/// Whether something would be permitted: `vc_check`.
#[derive(
	Clone,
	Copy,
	Debug,
	PartialEq,
	Eq,
	Encode,
	Decode,
	TypeInfo,
	serde::Serialize,
	serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct CheckAnswer {
	/// Would it be permitted?
	pub permitted: bool,
	/// Why not.
	pub reason: Option<CheckFault>,
}

#[cfg(test)]
mod tests {
	use super::*;
	use proptest::prelude::*;

	fn key(number: u64) -> BillKey {
		BillKey::new("31060126".parse().unwrap(), crate::BillNumber::from_value(number).unwrap())
	}

	proptest! {
		#[test]
		fn the_decoder_refuses_what_is_out_of_order(raw in proptest::collection::vec(0u64..80, 0..70)) {
			let keys: Vec<BillKey> = raw.iter().copied().map(key).collect();
			let rising = raw.windows(2).all(|pair| pair[0] < pair[1]);
			let admitted = rising && (1..=64).contains(&raw.len());
			prop_assert_eq!(GrantedBills::decode(&mut &keys.encode()[..]).is_ok(), admitted);
		}
	}

	/// A registration, a change, a use and a failed check.
	fn items() -> [LogItem; 4] {
		let checked = |number, fault| {
			LogItem::Checked(LogEntry {
				at: 9,
				user: ParticipantId(2),
				scene: SceneId(3),
				bill: key(number),
				scope: Scope::Summary,
				purpose: Digest::repeat_byte(4),
				fault,
			})
		};
		[
			LogItem::Registered {
				at: 7,
				digest: Digest::repeat_byte(5),
				holder: ParticipantId(1),
				grantee: ParticipantId(2),
				scene: SceneId(3),
				delegate: Some((ParticipantId(4), Digest::repeat_byte(6))),
				by: ParticipantId(4),
			},
			LogItem::StatusChanged {
				at: 8,
				from: AuthorizationState::Active,
				to: AuthorizationState::Frozen,
				by: ParticipantId(1),
				reason: "asked".parse().unwrap(),
			},
			checked(1, None),
			checked(2, Some(CheckFault::Expired)),
		]
	}

	#[test]
	fn a_log_depends_on_every_item_and_on_their_order() {
		let log = |items: &[LogItem]| {
			let mut log = LogHead::default();
			items.iter().for_each(|item| log.append(item));
			log
		};
		let all = items();
		assert_eq!((log(&all).entries, log(&all).failures), (4, 1));
		for at in 0..3 {
			let mut swapped = all.clone();
			swapped.swap(at, at + 1);
			assert_ne!(log(&swapped).head, log(&all).head);
			let mut fewer = all.to_vec();
			fewer.remove(at);
			assert_ne!(log(&fewer).head, log(&all).head);
		}
		assert_eq!(all.map(|item| item.at()), [7, 8, 9, 9]);
	}

	#[test]
	fn the_items_of_a_log_are_told_in_json_and_read_back() {
		let names = items().map(|item| {
			let json = serde_json::to_value(&item).unwrap();
			assert_eq!(serde_json::from_value::<LogItem>(json.clone()).unwrap(), item);
			alloc::string::String::from(json["event"].as_str().unwrap())
		});
		assert_eq!(names, ["registered", "statusChanged", "checked", "checked"]);
	}
}
