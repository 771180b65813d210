//! Reimbursement across provinces 跨省报销 by way of the Yangtze-Delta platform 长三角: who may, what
//! is told and what is heard. R166–R177.
//!
//! The texts of the platform's own message formats are not public. What stands here is what the
//! specification names; `docs/bridges.md` says what was assumed.

mod answer;
#[cfg(test)]
mod tests;

pub use answer::{
	FilingAnswer, FilingPage, ForeignOrgAnswer, OutboundAnswer, OutboundPage, ProvinceAnswer,
	RegionPlatform, TakenMessage,
};

use crate::{
	bill::axis,
	outbox::{Code, EvidenceKind},
	record::record,
	text::Reason,
	BillKey, CheckDigest, Date, Digest, Fen, FlowNumber, Invalid, Moment, ParticipantId, Region,
	Text,
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, Input, MaxEncodedLen};
use fiscal_sm_crypto::{sm3_256, Public};
use scale_info::TypeInfo;

/// Unified social credit code 统一社会信用代码 of an organisation (GB 32100): 18 digits and capital
/// letters other than I, O, S, V and Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, MaxEncodedLen, TypeInfo)]
pub struct OrgCode([u8; 18]);

impl OrgCode {
	/// From 18 characters. The check character is not verified: provinces register organisations that
	/// have codes of their own.
	pub fn new(text: &str) -> Result<Self, Invalid> {
		const FAULT: Invalid = Invalid(
			"organisation code: not 18 digits and capital letters other than I, O, S, V and Z",
		);
		let bytes: [u8; 18] = text.as_bytes().try_into().map_err(|_| FAULT)?;
		Self::from_bytes(bytes).ok_or(FAULT)
	}

	fn from_bytes(bytes: [u8; 18]) -> Option<Self> {
		let admitted = |byte: &u8| {
			byte.is_ascii_digit() || (byte.is_ascii_uppercase() && !b"IOSVZ".contains(byte))
		};
		bytes.iter().all(admitted).then_some(Self(bytes))
	}

	/// The text.
	pub fn as_str(&self) -> &str {
		core::str::from_utf8(&self.0).unwrap_or_default()
	}
}

impl Decode for OrgCode {
	fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
		let fault = Invalid("organisation code: has a character that no such code has");
		Ok(Self::from_bytes(<[u8; 18]>::decode(input)?).ok_or(fault)?)
	}
}
impl DecodeWithMemTracking for OrgCode {}

impl core::fmt::Display for OrgCode {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str(self.as_str())
	}
}
impl core::fmt::Debug for OrgCode {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		core::fmt::Debug::fmt(self.as_str(), f)
	}
}
impl core::str::FromStr for OrgCode {
	type Err = Invalid;
	fn from_str(text: &str) -> Result<Self, Invalid> {
		Self::new(text)
	}
}
crate::serde_as_text!(OrgCode);

/// Name of an organisation as other provinces are told it.
pub type OrgName = Text<128>;

/// What both provinces compute of the five elements 五要素 of a bill, so that none of them crosses
/// the border: SM3 over `fiscal/elements/1`, key, digest of the check code, day of issue and total in
/// fen, SCALE encoded.
pub fn elements_digest(key: &BillKey, check: &CheckDigest, issued_on: &Date, total: Fen) -> Digest {
	sm3_256(&(*b"fiscal/elements/1", key, check, issued_on, total).encode()).into()
}

record!(
	/// A province that takes part 省市授权, R166.
	#[derive(Copy)]
	pub struct Province {
		/// The key with which its messages are signed.
		pub key: Public,
		/// May its organisations use bills of here?
		pub inbound: bool,
		/// May organisations of here use its bills?
		pub outbound: bool,
	}
);

axis!(
	/// How the registration of an organisation for cross-province reimbursement 跨省备案 stands. R167.
	FilingStatus {
		/// It applied 申请.
		#[default]
		Applied,
		/// An administrator rejected it 驳回.
		Rejected,
		/// An administrator approved it, and the platform is being told 审批通过.
		Approved,
		/// The platform took it 已备案.
		Registered,
		/// The platform refused it.
		Refused,
		/// Withdrawn 撤销.
		Withdrawn,
	}
);

record!(
	/// The registration of an organisation of here.
	pub struct Filing {
		/// Its code.
		pub org: OrgCode,
		/// Its name.
		pub name: OrgName,
		/// What it needs cross-province reimbursement for.
		pub purpose: Reason,
		/// How it stands.
		pub status: FilingStatus,
		/// Consensus time of the last change, Unix ms.
		pub at: Moment,
	}
);

record!(
	/// The registration of an organisation of another province, as broadcast 备案广播.
	pub struct ForeignFiling {
		/// Its name.
		pub name: OrgName,
		/// Is it in force?
		pub active: bool,
		/// When it was last told, Unix ms: by the clock of the province that told.
		pub at: Moment,
	}
);

axis!(
	/// A change of a service 服务开通管理. R168.
	ServiceChange {
		/// Opened 开通.
		#[default]
		Open,
		/// Suspended 暂停.
		Suspend,
		/// Opened again 重开.
		Reopen,
		/// Prolonged 续签.
		Renew,
		/// Left for good 退出.
		Leave,
	}
);

axis!(
	/// How the service of an organisation stands.
	ServiceStatus {
		/// Open.
		#[default]
		Open,
		/// Suspended.
		Suspended,
		/// Left.
		Left,
	}
);

record!(
	/// Cross-province reimbursement as a service of an organisation. It counts as open while its
	/// status is open and its time is not over.
	#[derive(Copy)]
	pub struct Service {
		/// How it stands.
		pub status: ServiceStatus,
		/// Until when, Unix ms.
		pub until: Moment,
		/// Of the last change, Unix ms.
		pub at: Moment,
	}
);

impl Service {
	/// Is it open at `now`?
	pub fn is_open(&self, now: Moment) -> bool {
		self.status == ServiceStatus::Open && now < self.until
	}
}

record!(
	/// How a reimbursement ended.
	#[derive(Copy)]
	#[serde(tag = "result")]
	pub enum Ending {
		/// So much was reimbursed.
		Settled {
			/// In fen.
			amount: Fen,
			/// Does it close the reimbursement of the bill?
			close: bool,
		},
		/// Nothing was reimbursed.
		Released,
	}
);

axis!(
	/// What is asked of the province that issued a bill.
	#[derive(PartialOrd, Ord)]
	RegionOperation {
		/// Start of a reimbursement 发起报销: it locks the bill.
		#[default]
		Start,
		/// Its result 报销结果: it unlocks it.
		Result,
	}
);

axis!(
	/// What became of a request across the border.
	RegionOutcome {
		/// It waits for the block to close, or for the other province.
		#[default]
		Pending,
		/// The bill is locked for it.
		Locked,
		/// Somebody else got the bill in the same block, or holds it.
		Taken,
		/// The bill is unknown, or its five elements are others.
		Unknown,
		/// The bill cannot be used: void, on paper, not circulable, reimbursed, or for less.
		NotUsable,
		/// The organisation is not registered here, its service is not open, or its province does not
		/// take part.
		NotAdmitted,
		/// The authorization does not carry it.
		NotAuthorized,
		/// A policy in force denies it.
		Denied,
		/// The same flow number came before with other content.
		Conflict,
		/// Reimbursed and unlocked.
		Settled,
		/// Unlocked without reimbursement.
		Released,
		/// The result came when the lock had gone: a person has to look at it.
		Late,
	}
);

record!(
	/// Outbound: an organisation of here is registered, or not any more.
	pub struct FilingNotice {
		/// Its code.
		pub org: OrgCode,
		/// Its name.
		pub name: OrgName,
		/// Is it in force?
		pub active: bool,
		/// Consensus time, Unix ms.
		pub at: Moment,
	}
);

record!(
	/// Outbound: the service of an organisation of here changed.
	#[derive(Copy)]
	pub struct ServiceNotice {
		/// Its code.
		pub org: OrgCode,
		/// What changed.
		pub change: ServiceChange,
		/// Until when it is open, Unix ms.
		pub until: Moment,
		/// Consensus time, Unix ms.
		pub at: Moment,
	}
);

record!(
	/// What names a reimbursement across the border: the idempotency key is SM3 over its SCALE
	/// encoding with the operation.
	pub struct RegionFlow {
		/// The province of the organisation that reimburses.
		pub region: Region,
		/// That organisation.
		pub org: OrgCode,
		/// Its flow number.
		pub flow: FlowNumber,
	}
);

impl RegionFlow {
	/// The idempotency key of an operation.
	pub fn key(&self, operation: RegionOperation) -> Digest {
		sm3_256(&(*b"fiscal/region-flow/1", self, operation).encode()).into()
	}
}

record!(
	/// Outbound: an organisation of here starts to reimburse a bill of another province.
	pub struct StartNotice {
		/// The province that issued the bill.
		pub issuer: Region,
		/// Who reimburses, and under which number.
		pub flow: RegionFlow,
		/// The bill.
		pub bill: BillKey,
		/// [`elements_digest`] of the bill.
		pub elements: Digest,
		/// What is to be reimbursed, in fen.
		pub claimed: Fen,
		/// SM3 of the holder's authorization.
		pub authorization: Digest,
		/// Consensus time, Unix ms.
		pub at: Moment,
	}
);

record!(
	/// Outbound: how it ended.
	pub struct ResultNotice {
		/// The province that issued the bill.
		pub issuer: Region,
		/// Who reimburses, and under which number.
		pub flow: RegionFlow,
		/// The bill.
		pub bill: BillKey,
		/// How it ended.
		pub ending: Ending,
		/// Consensus time, Unix ms.
		pub at: Moment,
	}
);

record!(
	/// Outbound: what became of a request of another province about a bill of here.
	pub struct AnswerNotice {
		/// Who asked, and under which number.
		pub flow: RegionFlow,
		/// What was asked.
		pub operation: RegionOperation,
		/// The bill.
		pub bill: BillKey,
		/// What became of it.
		pub outcome: RegionOutcome,
		/// When the lock ends by itself, Unix ms.
		pub expires: Option<Moment>,
		/// Consensus time, Unix ms.
		pub at: Moment,
	}
);

record!(
	/// Outbound: the holder's authorization for a reimbursement; its file follows, R171.
	pub struct AuthorizationNotice {
		/// The province that issued the bill.
		pub issuer: Region,
		/// Who reimburses, and under which number.
		pub flow: RegionFlow,
		/// The bill.
		pub bill: BillKey,
		/// SM3 of the authorization.
		pub authorization: Digest,
		/// SM3 of the signed agreement as a file.
		pub file: Digest,
		/// Consensus time, Unix ms.
		pub at: Moment,
	}
);

record!(
	/// What another province says.
	#[serde(tag = "service")]
	pub enum InboundBody {
		/// One of its organisations is registered, or not any more 备案广播.
		Filing {
			/// Its code.
			org: OrgCode,
			/// Its name.
			name: OrgName,
			/// Is it in force?
			active: bool,
		},
		/// The service of one of its organisations changed 服务开通.
		Service {
			/// Its code.
			org: OrgCode,
			/// What changed.
			change: ServiceChange,
			/// Until when it is open, Unix ms.
			until: Moment,
		},
		/// One of its organisations starts to reimburse a bill of here 发起报销.
		Start {
			/// Its code.
			org: OrgCode,
			/// Its flow number.
			flow: FlowNumber,
			/// The bill.
			bill: BillKey,
			/// [`elements_digest`] of the bill.
			elements: Digest,
			/// What is to be reimbursed, in fen.
			claimed: Fen,
			/// Digest of the authorization of the holder, registered on this chain for the platform.
			authorization: Digest,
		},
		/// How that ended 报销结果.
		Result {
			/// Its code.
			org: OrgCode,
			/// The flow number of the start.
			flow: FlowNumber,
			/// The bill.
			bill: BillKey,
			/// How it ended.
			ending: Ending,
		},
		/// What became of a request of here about one of its bills.
		Answer {
			/// Who of here asked.
			org: OrgCode,
			/// Under which number.
			flow: FlowNumber,
			/// What was asked.
			operation: RegionOperation,
			/// What became of it.
			outcome: RegionOutcome,
			/// When the lock there ends by itself, Unix ms.
			expires: Option<Moment>,
		},
	}
);

impl InboundBody {
	/// What [`InboundFlow::content`] has of a request: SM3 over bill, elements, amount and authorization
	/// of a start, over bill and ending of a result, SCALE encoded. None of what asks for nothing.
	pub fn content(&self) -> Option<Digest> {
		let content = match self {
			Self::Start { bill, elements, claimed, authorization, .. } => {
				(bill, elements, claimed, authorization).encode()
			}
			Self::Result { bill, ending, .. } => (bill, ending).encode(),
			Self::Filing { .. } | Self::Service { .. } | Self::Answer { .. } => return None,
		};
		Some(sm3_256(&content).into())
	}
}

record!(
	/// A message from another province, signed with its key.
	pub struct Inbound {
		/// Its number: no province gives one twice.
		pub id: Code,
		/// The province.
		pub from: Region,
		/// When it was sent, Unix ms by the clock of the sender.
		pub at: Moment,
		/// What it says.
		pub body: InboundBody,
	}
);

impl Inbound {
	/// The bytes the province signs: `fiscal/region/1`, the genesis hash of the chain and the province
	/// it speaks to (here), and the message, SCALE encoded. Under another chain the signature is none.
	pub fn payload(&self, genesis: &Digest) -> Vec<u8> {
		(*b"fiscal/region/1", genesis, Region::SHANGHAI, self).encode()
	}

	/// SM3 over the SCALE encoding: what evidence of it is kept under.
	pub fn digest(&self) -> Digest {
		sm3_256(&self.encode()).into()
	}

	/// What makes it this message and no other: SM3 over `fiscal/region-message/1`, number, province
	/// and what it says, SCALE encoded. The time is no part of it, since a province that got no answer
	/// dates the same message anew.
	pub fn identity(&self) -> Digest {
		let Self { id, from, at: _, body } = self;
		sm3_256(&(*b"fiscal/region-message/1", id, from, body).encode()).into()
	}

	/// What evidence of it is about.
	pub const fn evidence(&self) -> EvidenceKind {
		match self.body {
			InboundBody::Filing { .. } => EvidenceKind::Filing,
			InboundBody::Service { .. } => EvidenceKind::Opening,
			InboundBody::Start { .. } => EvidenceKind::Start,
			InboundBody::Result { .. } | InboundBody::Answer { .. } => EvidenceKind::Result,
		}
	}
}

record!(
	/// A reimbursement by another province of a bill of here.
	pub struct InboundFlow {
		/// The bill.
		pub bill: BillKey,
		/// Digest of what was asked: the same number with other content is a conflict.
		pub content: Digest,
		/// What became of it so far.
		pub outcome: RegionOutcome,
		/// When the lock ends by itself, Unix ms.
		pub expires: Option<Moment>,
	}
);

axis!(
	/// How a reimbursement of another province's bill stands.
	OutboundStatus {
		/// The other province is being asked 已发起.
		#[default]
		Asked,
		/// It locked the bill 已锁定.
		Locked,
		/// It refused 被拒绝.
		Refused,
		/// The result is being told 结果同步中.
		Ending,
		/// Reimbursed, and known there 已报销.
		Settled,
		/// Given up, and known there 已释放.
		Released,
		/// A person has to look at it 待人工处理.
		Disputed,
	}
);

record!(
	/// A reimbursement here of a bill of another province.
	pub struct OutboundFlow {
		/// Who reimburses.
		pub participant: ParticipantId,
		/// Who reimburses, and under which number.
		pub flow: RegionFlow,
		/// The province that issued the bill.
		pub issuer: Region,
		/// The bill.
		pub bill: BillKey,
		/// [`elements_digest`] of the bill.
		pub elements: Digest,
		/// What is to be reimbursed, in fen.
		pub claimed: Fen,
		/// SM3 of the holder's authorization.
		pub authorization: Digest,
		/// SM3 of the signed agreement as a file, once it was handed over.
		pub agreement: Option<Digest>,
		/// How it stands.
		pub status: OutboundStatus,
		/// What the other province said last.
		pub outcome: RegionOutcome,
		/// How it ended, once it did.
		pub ending: Option<Ending>,
		/// When the lock there ends by itself, Unix ms.
		pub expires: Option<Moment>,
		/// Consensus time of the last change, Unix ms.
		pub at: Moment,
	}
);
