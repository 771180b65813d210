//! What the runtime APIs speak of.

pub use fiscal_bft_primitives::{api::Schedule, BftApi, Equivocation, Pace, ValidatorSet};
pub use fiscal_policy::{
	chain::{
		ChangePage, Checked, Decided, DistributionDetail, DistributionId, LabelRecord, ListFilter,
		Member, Members as PolicyMembers, PolicyDetail, PolicyPage, PolicySet, PrimitiveDetail,
		PrimitivePage, SetChange, Simulation, StatsPage, Subject, TraceFilter,
	},
	PrimitiveId,
};
pub use fiscal_primitives::{
	approval::{
		ApprovalAnswer, ApprovalFilter, ApprovalId, ApprovalItem, ApprovalPage, ApprovalRole, Flow,
		Lifetime, Members,
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
	observation::{ObservationAnswer, ObservationId},
	outbox::{
		Code as MessageCode, Destination, DestinationAnswer, DueMessage, MessageAnswer, MessageId,
	},
	participant::{Decision, DetailsRecord, KeyRecord, Standing, TreeNode},
	policy::{Facts, Label},
	region::{
		FilingAnswer, FilingPage, ForeignOrgAnswer, InboundFlow, OrgCode, OutboundAnswer,
		OutboundPage, ProvinceAnswer, RegionFlow, RegionOperation, RegionPlatform, Service,
		TakenMessage,
	},
	rpc::NodeAnswer,
	scene::{
		ResourceAnswer, ResourceType, ResourceTypeAnswer, RulesAnswer, RulesRecord, SceneAnswer,
		SceneDetail,
	},
	transition::{default_rule, RuleInForce, TransitionRecord, ACTIONS},
	verification::{DigestVerdict, Element, ElementsVerdict, FileKind, FiveElements},
	AccountId, Actor, ApprovalRoleId, Bill, BillCode, BillKey, Date, Did, Digest, Fen, FlowId,
	Lock, NodeId, Operation, Participant, ParticipantId, PolicyId, Region, ResourceId,
	ResourceTypeId, SceneId,
};
pub use fiscal_runtime_api::{
	ApprovalsApi, AuthorizationsApi, BillsApi, CrossRegionApi, DidsApi, LocksApi, NodesApi,
	ObservationsApi, OutboxApi, ParticipantsApi, PermissionsApi, PoliciesApi, ScenesApi,
};
