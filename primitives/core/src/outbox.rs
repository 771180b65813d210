//! Messages to systems outside of the chain 发件箱: what is told, to whom, and what came of it.
//! R086, R089–R091, R105, R173–R178.

use crate::{
	bill::{axis, Circulation, Medium, Use, Validity},
	changes::BillAction,
	record::record,
	region::{
		AnswerNotice, AuthorizationNotice, FilingNotice, ResultNotice, ServiceNotice, StartNotice,
	},
	Bill, BillKey, Digest, Fen, Invalid, Moment,
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, Input, MaxEncodedLen};
use fiscal_sm_crypto::{sm3_256, Public, Signature};
use scale_info::TypeInfo;
use sp_core::{bounded::BoundedVec, ConstU32};

/// Number of a message, from 1 in the order in which messages were written.
pub type MessageId = u64;

/// The most reports one signature may cover.
pub const MAX_REPORTS: u32 = 64;

axis!(
	/// A system outside of the chain.
	#[derive(PartialOrd, Ord)]
	Destination {
		/// The non-tax bill system 非税系统.
		#[default]
		NonTax,
		/// The Yangtze-Delta sharing platform 长三角共享平台.
		YangtzeDelta,
		/// The evidence chain 存证链.
		Evidence,
	}
);

impl Destination {
	/// Every destination, in the order of its encoding.
	pub const ALL: [Destination; 3] =
		[Destination::NonTax, Destination::YangtzeDelta, Destination::Evidence];
}

record!(
	/// How messages to a destination are delivered.
	#[derive(Copy)]
	pub struct Settings {
		/// Are messages to it written at all? While it is closed nobody waits for it, and what would
		/// be told is not told later: the comparison of both sides finds it, R091.
		pub open: bool,
		/// The most messages that may wait; whoever would write one more is refused. Messages about
		/// what the chain does by itself are written nevertheless. Dead letters and what stands behind
		/// them in their lanes take no room.
		pub capacity: u32,
		/// How many attempts may fail before a message is a dead letter, at least 1.
		pub attempts: u8,
		/// How long the validator whose turn it is has to itself, ms; then the next takes over.
		pub takeover: u64,
		/// Least time between two attempts, ms; it doubles with every attempt. Up to a quarter of it is
		/// added, so that messages which failed together are not tried together again.
		pub backoff: u64,
		/// Longest time between two attempts, ms, before that quarter is added.
		pub max_backoff: u64,
		/// How long a message is worth delivering, ms; then it is a dead letter.
		pub term: u64,
		/// The key with which the destination signs its receipts 回执. With a key no receipt counts
		/// but one that it signed, so that no validator can say that a message arrived which did not.
		/// Without one a refusal is an attempt that failed, [`DeliveryFault::Refused`].
		pub receipts: Option<Public>,
	}
);

impl Settings {
	/// As of a destination that never was opened.
	pub const CLOSED: Settings = Settings {
		open: false,
		capacity: 0,
		attempts: 1,
		takeover: 60_000,
		backoff: 60_000,
		max_backoff: 60_000,
		term: 86_400_000,
		receipts: None,
	};

	/// Can messages be delivered so? At least one attempt, all times but the term at least 1 ms and at
	/// most a day, and the term at least 1 ms.
	///
	/// Errors: the first field that is impossible.
	pub fn check(&self) -> Result<(), Invalid> {
		const DAY: u64 = 86_400_000;
		let sane = |time: u64| (1..=DAY).contains(&time);
		if self.attempts == 0 {
			Err(Invalid("attempts: none"))
		} else if !sane(self.takeover) {
			Err(Invalid("takeover: not 1 ms to a day"))
		} else if !sane(self.backoff) {
			Err(Invalid("backoff: not 1 ms to a day"))
		} else if !sane(self.max_backoff) || self.max_backoff < self.backoff {
			Err(Invalid("maxBackoff: not from backoff to a day"))
		} else if self.term == 0 {
			Err(Invalid("term: no time at all"))
		} else {
			Ok(())
		}
	}

	/// Can messages to `destination` be delivered so? As [`Settings::check`], and the platform of other
	/// provinces signs its receipts while it is open: reimbursements end by what it answers, and the
	/// word of one validator is not enough for that.
	///
	/// Errors: the first field that is impossible.
	pub fn check_for(&self, destination: Destination) -> Result<(), Invalid> {
		self.check()?;
		match destination {
			Destination::YangtzeDelta if self.open && self.receipts.is_none() => {
				Err(Invalid("receipts: the platform has to sign them"))
			}
			_ => Ok(()),
		}
	}
}

record!(
	/// What a bill became: written back to the system it comes from 状态回写, R086, R105.
	#[derive(Copy)]
	pub struct StatusNotice {
		/// The bill.
		pub key: BillKey,
		/// What happened.
		pub action: BillAction,
		/// Version of the record after it.
		pub version: u32,
		/// In force or not.
		pub validity: Validity,
		/// Electronic or paper.
		pub medium: Medium,
		/// Free, locked or reimbursed.
		pub usage: Use,
		/// Circulable or not.
		pub circulation: Circulation,
		/// Reimbursed so far, in fen.
		pub reimbursed: Fen,
		/// Consensus time of the change, Unix ms.
		pub at: Moment,
	}
);

impl StatusNotice {
	/// The lane of whatever is told of the bill, as [`Body::lane`] has it.
	pub fn lane(key: &BillKey) -> Digest {
		lane(0, key.encode())
	}

	/// The state of `bill` after `action` at `at`.
	pub fn of(key: BillKey, action: BillAction, bill: &Bill, at: Moment) -> Self {
		Self {
			key,
			action,
			version: bill.version,
			validity: bill.validity,
			medium: bill.medium,
			usage: bill.usage,
			circulation: bill.circulation,
			reimbursed: bill.reimbursed,
			at,
		}
	}
}

axis!(
	/// What a piece of evidence 存证 is about. R175, R178, R179.
	EvidenceKind {
		/// Admission of an organisation or of its access node 准入.
		#[default]
		Admission,
		/// Registration for cross-province reimbursement 跨省备案.
		Filing,
		/// Opening of the service 服务开通.
		Opening,
		/// Start of a cross-province reimbursement 发起报销.
		Start,
		/// Result of a cross-province reimbursement 报销结果.
		Result,
		/// An authorization that crossed a border 授权文件.
		Authorization,
		/// A file that crossed a border 票据文件.
		File,
		/// A query that crossed a border 摘要查询.
		Query,
	}
);

record!(
	/// What the evidence chain is to keep: a digest and nothing else.
	#[derive(Copy)]
	pub struct EvidenceNotice {
		/// What it is about.
		pub kind: EvidenceKind,
		/// SM3 of the record.
		pub digest: Digest,
		/// Consensus time, Unix ms.
		pub at: Moment,
	}
);

impl EvidenceNotice {
	/// That somebody or something was admitted 准入 at `at` (Unix ms): the digest is SM3 over
	/// `fiscal/admission/1` and the record of it, SCALE encoded. R178.
	pub fn of_admission(record: &impl Encode, at: Moment) -> Self {
		let digest = sm3_256(&(*b"fiscal/admission/1", record).encode()).into();
		Self { kind: EvidenceKind::Admission, digest, at }
	}
}

record!(
	/// What a message says.
	#[serde(tag = "kind", content = "content")]
	pub enum Body {
		/// To the non-tax system: what a bill became.
		Status(StatusNotice),
		/// To the platform: registration of an organisation.
		Filing(FilingNotice),
		/// To the platform: opening of the service.
		Service(ServiceNotice),
		/// To the platform: a reimbursement of another province's bill starts here.
		Start(StartNotice),
		/// To the platform: how it ended.
		Result(ResultNotice),
		/// To the platform: what became of a request from another province.
		Answer(AnswerNotice),
		/// To the platform: an authorization whose file follows.
		Authorization(AuthorizationNotice),
		/// To the evidence chain.
		Evidence(EvidenceNotice),
	}
);

impl Body {
	/// Who has to know.
	pub const fn destination(&self) -> Destination {
		match self {
			Self::Status(_) => Destination::NonTax,
			Self::Evidence(_) => Destination::Evidence,
			Self::Filing(_)
			| Self::Service(_)
			| Self::Start(_)
			| Self::Result(_)
			| Self::Answer(_)
			| Self::Authorization(_) => Destination::YangtzeDelta,
		}
	}

	/// What has to arrive in order: messages to one destination with one lane. Evidence has none.
	pub fn lane(&self) -> Option<Digest> {
		Some(match self {
			Self::Status(notice) => StatusNotice::lane(&notice.key),
			Self::Filing(notice) => lane(1, notice.org.encode()),
			Self::Service(notice) => lane(1, notice.org.encode()),
			Self::Start(notice) => lane(2, notice.bill.encode()),
			Self::Result(notice) => lane(2, notice.bill.encode()),
			Self::Answer(notice) => lane(2, notice.bill.encode()),
			// Apart from the bill's: a file that is refused must not keep its result from leaving.
			Self::Authorization(notice) => lane(3, notice.flow.encode()),
			Self::Evidence(_) => return None,
		})
	}

	/// SM3 over the SCALE encoding.
	pub fn digest(&self) -> Digest {
		sm3_256(&self.encode()).into()
	}
}

/// The lane of a kind of subjects to which the subject with that encoding belongs.
fn lane(kind: u8, subject: Vec<u8>) -> Digest {
	sm3_256(&(kind, subject).encode()).into()
}

/// Idempotency key 幂等键 of a message: SM3 over `fiscal/message/1`, the genesis hash of the chain and
/// the number of the message, SCALE encoded. 32 bytes; the same for every attempt.
pub fn idempotency_key(genesis: &Digest, id: MessageId) -> Digest {
	sm3_256(&(*b"fiscal/message/1", genesis, id).encode()).into()
}

record!(
	/// A message that waits, or a dead letter.
	pub struct Message {
		/// What it says.
		pub body: Body,
		/// The message of the same lane before it: it is not delivered while that one waits or is a dead
		/// letter.
		pub previous: Option<MessageId>,
		/// Consensus time it was written, Unix ms.
		pub queued: Moment,
		/// Consensus time after which it is not delivered any more, Unix ms.
		pub deadline: Moment,
		/// How many attempts failed.
		pub attempt: u8,
		/// Consensus time before which it is not tried, Unix ms.
		pub due: Moment,
		/// How often it was taken up again: a dead letter by somebody's decision, or a message that
		/// was held beyond its term and begins anew.
		pub revived: u8,
	}
);

/// A message as workers see it.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct DueMessage {
	/// Its number.
	pub id: MessageId,
	/// The message.
	pub message: Message,
	/// Position, in the set of validators, of the one whose turn it is.
	pub turn: u16,
}

/// 1 to 32 characters of a code or reference that comes from outside: visible ASCII.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Encode, MaxEncodedLen, TypeInfo)]
pub struct Code(BoundedVec<u8, ConstU32<32>>);

impl Code {
	/// From 1 to 32 visible ASCII characters.
	pub fn new(text: &str) -> Result<Self, Invalid> {
		const FAULT: Invalid = Invalid("code: not 1 to 32 visible ASCII characters");
		if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_graphic()) {
			return Err(FAULT);
		}
		BoundedVec::try_from(Vec::from(text.as_bytes())).map(Self).map_err(|_| FAULT)
	}

	/// The text.
	pub fn as_str(&self) -> &str {
		core::str::from_utf8(&self.0).unwrap_or_default()
	}
}

impl Decode for Code {
	fn decode<I: Input>(input: &mut I) -> Result<Self, codec::Error> {
		let bytes = BoundedVec::<u8, ConstU32<32>>::decode(input)?;
		let text = core::str::from_utf8(&bytes).map_err(|_| Invalid("code: not ASCII"))?;
		Ok(Self::new(text)?)
	}
}
impl DecodeWithMemTracking for Code {}

impl core::fmt::Display for Code {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.write_str(self.as_str())
	}
}
impl core::fmt::Debug for Code {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		core::fmt::Debug::fmt(self.as_str(), f)
	}
}
impl core::str::FromStr for Code {
	type Err = Invalid;
	fn from_str(text: &str) -> Result<Self, Invalid> {
		Self::new(text)
	}
}
crate::serde_as_text!(Code);

record!(
	/// What the destination said of a message 回执.
	pub struct Receipt {
		/// Did it take the message? Otherwise it refused it for good, and asking again is of no use.
		pub accepted: bool,
		/// Its code, `S0000` where it has no other.
		pub code: Code,
		/// Its own reference of the matter, if it gave one.
		pub reference: Option<Code>,
	}
);

impl Receipt {
	/// The bytes that the destination signs: `fiscal/receipt/1`, idempotency key and digest of the
	/// message, and the receipt, SCALE encoded.
	pub fn payload(&self, key: &Digest, body: &Digest) -> Vec<u8> {
		(*b"fiscal/receipt/1", key, body, self).encode()
	}
}

axis!(
	/// Why an attempt failed.
	DeliveryFault {
		/// No connection, or none in time.
		#[default]
		Unreachable,
		/// It answered with a fault of its own (HTTP 5xx or the like).
		Unavailable,
		/// It refused the credentials or the signature of the node.
		Unauthorized,
		/// Its answer could not be read or was not signed as it should.
		BadAnswer,
		/// Its time is over.
		Overdue,
		/// The node whose turn it was has no connection to the destination configured.
		NotConfigured,
		/// The destination refused the message 拒收, and signs no receipts that would prove it.
		Refused,
	}
);

record!(
	/// What one validator says of one message.
	pub struct Report {
		/// The message.
		pub id: MessageId,
		/// [`Message::revived`] as it was when the attempt was made. Attempts are counted anew for
		/// what is taken up again, and whoever kept an old report must not make it count once more.
		pub revived: u8,
		/// What came of it.
		pub outcome: DeliveryOutcome,
	}
);

record!(
	/// What came of an attempt.
	pub enum DeliveryOutcome {
		/// It arrived.
		Delivered {
			/// What the destination said.
			receipt: Receipt,
			/// Its signature over [`Receipt::payload`], where it signs.
			signature: Option<Signature>,
		},
		/// It did not.
		Failed {
			/// The number of attempts that had failed before.
			attempt: u8,
			/// Why.
			fault: DeliveryFault,
		},
	}
);

record!(
	/// What a validator says of several messages, under one signature.
	pub struct Reports {
		/// The validator's key.
		pub validator: Public,
		/// 1 to [`MAX_REPORTS`] reports, ascending by message.
		pub reports: BoundedVec<Report, ConstU32<MAX_REPORTS>>,
	}
);

impl Reports {
	/// The bytes the validator signs: `fiscal/reports/1`, genesis hash and the reports, SCALE encoded.
	pub fn payload(&self, genesis: &Digest) -> Vec<u8> {
		(*b"fiscal/reports/1", genesis, self).encode()
	}
}

record!(
	/// Why a message is a dead letter 死信.
	#[derive(Copy)]
	pub enum DeathCause {
		/// As many attempts failed as the destination is given; the last one for this reason.
		Attempts(DeliveryFault),
		/// Its time was over.
		Overdue,
		/// The destination refused it, and signed the receipt that says so.
		Refused,
	}
);

/// A message by its number, as the chain answers.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct MessageAnswer {
	/// Its number.
	pub id: MessageId,
	/// The message.
	pub message: Message,
	/// Why it is a dead letter, if it is one.
	pub dead: Option<DeathCause>,
}

/// A destination and how it stands.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, TypeInfo, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct DestinationAnswer {
	/// Which.
	pub destination: Destination,
	/// How messages are delivered.
	pub settings: Settings,
	/// Messages that wait, but for those behind a dead letter.
	pub waiting: u32,
	/// Dead letters, and the messages behind them in their lanes.
	pub dead: u32,
	/// Messages delivered so far.
	pub delivered: u64,
}
