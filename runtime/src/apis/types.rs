//! What the runtime APIs speak of.

pub(super) use fiscal_bft_primitives::{api::Schedule, Equivocation, Pace, ValidatorSet};
pub(super) use fiscal_policy::{
	chain::{
		ChangePage, Checked, Decided, DistributionDetail, DistributionId, LabelRecord, ListFilter,
		Member, Members, PolicyDetail, PolicyPage, PolicySet, PrimitiveDetail, PrimitivePage,
		SetChange, Simulation, StatsPage, Subject, TraceFilter,
	},
	PrimitiveId,
};
pub(super) use fiscal_primitives::{
	approval::{
		ApprovalAnswer, ApprovalFilter, ApprovalId, ApprovalItem, ApprovalPage, ApprovalRole, Flow,
	},
	authorization::{
		AuthorizationAnswer, AuthorizationPage, Basis, CheckAnswer, Delegate, LogHead, Scope,
		TemplateAnswer, WhiteListEntry,
	},
	bill::{numbers::NumberRanges, BillPending, RelationsRecord},
	changes::{BillAction, BlockChanges},
	did::DidRecord,
	node::{
		AdmissionAnswer, AdmissionId, AdmissionPage, AdmissionStatus, CodeAnswer, CodePage,
		DeviceAnswer, NodeSummaryPage, RoutesPage,
	},
	observation::{ObservationAnswer, ObservationId, Testimonies},
	outbox::{
		Code as MessageCode, Destination, DestinationAnswer, DueMessage, MessageAnswer, MessageId,
		Reports,
	},
	participant::{Decision, DetailsRecord, KeyRecord, Standing, TreeNode},
	policy::{Facts, Label},
	region::{
		FilingAnswer, FilingPage, ForeignOrgAnswer, Inbound, InboundFlow, OrgCode, OutboundAnswer,
		OutboundPage, ProvinceAnswer, RegionFlow, RegionOperation, RegionPlatform, Service,
		TakenMessage,
	},
	rpc::NodeAnswer,
	scene::{
		ResourceAnswer, ResourceTypeAnswer, RulesAnswer, RulesRecord, SceneAnswer, SceneDetail,
	},
	transition::{RuleInForce, TransitionRecord},
	verification::{DigestVerdict, ElementsVerdict, FiveElements},
	ApprovalRoleId, Bill, BillCode, BillKey, Did, Digest, FlowId, Lock, Moment, NodeId, Operation,
	Participant, ParticipantId, PayerRef, PolicyId, Region, ResourceId, ResourceTypeId, SceneId,
};
pub(super) use fiscal_sm_crypto::Signature;

/// Items in the order of their numbers, and where the next page goes on; none at the end.
pub(super) type Paged<T> = (alloc::vec::Vec<T>, Option<MessageId>);
pub(super) use sp_runtime::{
	transaction_validity::{TransactionSource, TransactionValidity},
	ApplyExtrinsicResult, OpaqueExtrinsic,
};
pub(super) use sp_version::RuntimeVersion;
