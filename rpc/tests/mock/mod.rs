//! A client made of tables, with a real trie and real certificates, and a real index.
#![allow(dead_code)]

pub mod node;

use codec::Encode;
use fiscal_bft_primitives::{
	api::Schedule, BftApi, CommitCertificate, CommitSignature, ConsensusLog, Equivocation, Header,
	Pace, Validator, ValidatorSet, Vote, VoteKind, SET_CHANGE_DELAY,
};
use fiscal_index::{BlockRef, Index};
use fiscal_policy::{
	chain::{
		ChangePage, Checked, Decided, DistributionDetail, DistributionId, LabelRecord, ListFilter,
		Member, Members as PolicyMembers, PolicyDetail, PolicyPage, PolicySet, PrimitiveDetail,
		PrimitivePage, SetChange, Simulation, StatsPage, Subject, TraceFilter,
	},
	PrimitiveId,
};
use fiscal_primitives::{
	approval::{
		ApprovalAnswer, ApprovalCase, ApprovalFilter, ApprovalId, ApprovalItem, ApprovalPage,
		ApprovalRole, Flow, Lifetime, Members, RecordLine, RecordedEntry, Step, StepRole, Steps,
		Terms, Threshold,
	},
	authorization::{
		AuthorizationAnswer, AuthorizationPage, Basis, CheckAnswer, Delegate, LogHead, Scope,
		TemplateAnswer, WhiteListEntry,
	},
	bill::{
		numbers::NumberRanges, BillKind, Circulation, FileLocation, Medium, NumberRange, Relations,
		RelationsRecord, SealedPath, StorageMedium, TxPosition, Use, Validity,
	},
	changes::{BillAction, BillChange, BlockChanges, LockChange, LockEvent},
	did::DidRecord,
	field::{FieldKind, FieldName},
	node::{
		AdmissionAnswer, AdmissionId, AdmissionPage, AdmissionStatus, CodeAnswer, CodePage,
		DeviceAnswer, NodeSummaryPage, RoutesPage,
	},
	operation::{chain_head, reason_digest, RecordAction, RecordEntry},
	participant::{
		AccountLabel, Decision, KeyRecord, ParticipantKind, Role, Roles, Standing, Status, Tier,
		TreeNode,
	},
	rpc::NodeAnswer,
	scene::{
		FieldRule, LockTerm, Presence, Resource, ResourceAnswer, ResourceDetails, ResourceType,
		ResourceTypeAnswer, RuleSet, RulesAnswer, RulesRecord, Scene, SceneAnswer, SceneDetail,
		SceneKind, SceneStatus,
	},
	transition::{default_rule, RuleInForce, TransitionRecord, ACTIONS},
	verification::{BillState, DigestVerdict, Element, ElementsVerdict, FileKind, FiveElements},
	AccountId, Actor, ApprovalRoleId, Bill, BillCode, BillKey, BillNumber, CheckCode, Date, Did,
	Digest, Fen, FlowId, Lock, NodeId, Operation, Participant, ParticipantId, PayerRef, Region,
	ResourceId, ResourceTypeId, SceneId,
};
use fiscal_primitives::{
	policy::{Facts, Label},
	PolicyId,
};
use fiscal_proof::{bill_key, lock_key, time_key};
use fiscal_rpc::{module, Deps, ProofSource};
use fiscal_runtime_api::{
	ApprovalsApi, AuthorizationsApi, BillsApi, DidsApi, LocksApi, NodesApi, ParticipantsApi,
	PermissionsApi, PoliciesApi, ScenesApi,
};
use fiscal_sm_crypto::{sm3_256, Pair, Sm3};
use jsonrpsee::RpcModule;
use serde_json::{json, Value};
use sp_api::{ApiError, ApiRef, ProvideRuntimeApi};
use sp_blockchain::{BlockStatus, HeaderBackend, Info};
use sp_core::{storage::StateVersion, H256};
use sp_runtime::{generic, traits::Header as _, OpaqueExtrinsic};
use sp_state_machine::{new_in_mem, prove_read, InMemoryBackend};
use std::sync::{Arc, LazyLock};

pub mod authorization;
pub mod policy;

pub use authorization::AUTHORIZATION;

pub type Block = generic::Block<Header, OpaqueExtrinsic>;

pub const BEST: H256 = H256::repeat_byte(0xbe);
pub const GENESIS: H256 = H256::repeat_byte(7);
pub const CHECK: &str = "a1B2c3";

pub fn key(number: u64) -> BillKey {
	BillKey::new("31060126".parse().unwrap(), BillNumber::from_value(number).unwrap())
}

pub fn payer() -> PayerRef {
	PayerRef(Digest::repeat_byte(7))
}

pub fn tx() -> Digest {
	Digest::repeat_byte(0xaa)
}

/// Bill 1 is on the chain, and locked.
pub fn bill(number: u64) -> Bill {
	Bill {
		check: CHECK.parse::<CheckCode>().unwrap().digest(&key(number)),
		total: Fen::new(12_345).unwrap(),
		issued_on: Date::new(20_261_120).unwrap(),
		issuer: ParticipantId(1),
		node: NodeId(2),
		scene: SceneId(3),
		payer: payer(),
		xml: Digest::repeat_byte(1),
		pdf: Some(Digest::repeat_byte(4)),
		summary: Digest::repeat_byte(2),
		version: 1,
		history: None,
		related: None,
		registered: TxPosition { block: 1, index: 1 },
		kind: BillKind::Ordinary,
		validity: Validity::Normal,
		medium: Medium::Electronic,
		usage: Use::Locked,
		circulation: Circulation::Circulable,
		reimbursed: Fen::ZERO,
	}
}

pub fn state() -> BillState {
	BillState {
		validity: Validity::Normal,
		medium: Medium::Electronic,
		usage: Use::Locked,
		circulation: Circulation::Circulable,
	}
}

pub fn lock() -> Lock {
	Lock {
		holder: ParticipantId(5),
		scene: SceneId(3),
		authorization: Digest::repeat_byte(8),
		flow: "F-1".parse().unwrap(),
		region: Region::SHANGHAI,
		at: 1,
		expires: 2,
		weight: 3,
		claimed: Fen::new(100).unwrap(),
	}
}

/// Numbers 1 to 100 of an issuer, of which 7 are used.
pub fn numbers() -> NumberRanges {
	let (first, last) = (key(1).number, key(100).number);
	let range = NumberRange { first, last, used: 7, highest: Some(key(9).number), approval: None };
	NumberRanges::try_from(vec![range]).unwrap()
}

/// Relations of bill 1.
pub fn relations() -> RelationsRecord {
	let xml = FileLocation {
		medium: StorageMedium::Ipfs,
		path: SealedPath::new(&[5; 48]).unwrap(),
		path_digest: Digest::repeat_byte(6),
		size: 6_000,
	};
	let index = Digest::repeat_byte(7);
	let relations = Relations { xml: Some(xml), pdf: None, json: None, index, metadata: None };
	RelationsRecord { relations, version: 1, previous: None, by: Actor::Council, at: 5 }
}

fn scene() -> Scene {
	Scene {
		name: "Outpatient".parse().unwrap(),
		kind: SceneKind::Medical,
		weight: 10,
		lock_term: LockTerm::DEFAULT,
		form: None,
		rules_version: 2,
		rules_digest: Some(rules().digest()),
		status: SceneStatus::Active,
		registered_at: 0,
		changed_at: 0,
		decided: None,
	}
}

fn resource() -> Resource {
	Resource {
		resource_type: ResourceTypeId(4),
		scene: SceneId(3),
		owner: ParticipantId(5),
		bill: None,
		details: ResourceDetails {
			name: "Discharge summaries".parse().unwrap(),
			description: None,
			source: "HIS".parse().unwrap(),
			node: NodeId(2),
			location: "b2f7c0".parse().unwrap(),
			format: "application/pdf".parse().unwrap(),
			digest: Digest::repeat_byte(8),
			access: Scope::Pdf,
		},
		version: 1,
		active: true,
		registered_at: 0,
		changed_at: 0,
	}
}

fn rules() -> RuleSet {
	let name = FieldName::new("visitNumber").unwrap();
	RuleSet::new(true, vec![FieldRule::new(name, FieldKind::Text, Presence::Required)]).unwrap()
}

fn steps() -> Steps {
	let who = StepRole::Chain(Role::FiscalAuthority);
	Steps::new(vec![Step { who, threshold: Threshold::ONE }]).unwrap()
}

/// An approval that waits for its signature.
pub fn approval() -> ApprovalAnswer {
	let call = vec![1, 2, 3];
	let terms = Terms {
		id: 1,
		operation: Operation::RegisterScene,
		subject: sm3_256(&call).into(),
		proposer: ParticipantId(5),
		signer: ParticipantId(5),
		flow: FlowId(1),
		steps: steps(),
		mandated: true,
		proposed_at: 7,
		deadline: 60_007,
		encoding: 1,
		previous: None,
	};
	let mut case = ApprovalCase::new(terms, None);
	let reason = "new".parse().unwrap();
	let entry = RecordEntry {
		seq: 0,
		action: RecordAction::Proposed,
		signer: Some(ParticipantId(5)),
		at: 7,
		reason: Some(reason_digest(&reason)),
	};
	case.head = chain_head(&case.head, &entry);
	case.entries = 1;
	let recorded = RecordedEntry { entry, reason: Some(reason) };
	let did = Some(participant().did);
	let record = vec![RecordLine { recorded, did }];
	ApprovalAnswer { state_now: case.state, case, proposer_did: did, call, record }
}

pub fn pair() -> Pair {
	Pair::from_dev_name("hospital")
}

pub fn participant() -> Participant {
	let key = pair().public();
	Participant {
		did: Did::of(&key),
		name: "Hospital".parse().unwrap(),
		kind: ParticipantKind::Organisation,
		label: None,
		tier: Tier::Organisation,
		parent: Some(ParticipantId(1)),
		roles: Roles::of(&[Role::Issuer]),
		status: Status::Active,
		identity: Digest::repeat_byte(3),
		account: key.account_id(),
		key,
		key_version: 1,
		key_since: 0,
		endorsement: None,
		admitted_at: 0,
		changed_at: 0,
	}
}

/// Frozen with what stands above it.
pub fn standing() -> Standing {
	Standing {
		id: ParticipantId(5),
		organisation: ParticipantId(5),
		tier: Tier::Organisation,
		status: Status::Frozen,
		roles: Roles::of(&[Role::Issuer]),
	}
}

pub fn key_record() -> KeyRecord {
	let Participant { key, account, .. } = participant();
	KeyRecord { version: 1, key, account, from: 0, until: None }
}

/// The children of participant 5: 60 accounts from number 10 on.
pub fn children(from: u32, limit: u32) -> Vec<TreeNode> {
	let node = |ordinal| TreeNode {
		id: ParticipantId(10 + ordinal),
		name: "Operator".parse().unwrap(),
		kind: ParticipantKind::Account,
		label: Some(AccountLabel::Operator),
		tier: Tier::Account,
		status: Status::Active,
		effective: Status::Frozen,
		roles: Roles::of(&[Role::Issuer]),
		children: 0,
	};
	(from..from.saturating_add(limit).min(60)).map(node).collect()
}

pub fn did_record() -> DidRecord {
	DidRecord {
		did: participant().did,
		participant: ParticipantId(5),
		controller: Some(Did([7; 22])),
		status: Status::Active,
		keys: vec![key_record()],
		services: Default::default(),
		created: 1,
		updated: 2,
	}
}

/// A validator set by the name of its keys.
pub fn set(prefix: &str) -> ValidatorSet {
	let validator = |pair: &Pair| Validator { public: pair.public(), weight: 1 };
	ValidatorSet::new(validators(prefix).iter().map(validator).collect()).unwrap()
}

fn validators(prefix: &str) -> Vec<Pair> {
	(0..4).map(|index| Pair::from_dev_name(&format!("{prefix}-{index}"))).collect()
}

/// Who decides a block: block 10 changes the set, and so does block 15.
fn decider(number: u32) -> &'static str {
	match number {
		..12 => "first",
		12..17 => "second",
		17.. => "third",
	}
}

/// The state after every block: bill 1 and its lock, and the time.
fn trie() -> InMemoryBackend<Sm3> {
	let mut entries = vec![
		(bill_key(&key(1)), Some(bill(1).encode())),
		(lock_key(&key(1)), Some(lock().encode())),
		(time_key(), Some(1u64.encode())),
	];
	entries.extend((0..50u8).map(|other| (vec![other; 32], Some(vec![other; 40]))));
	let mut state = new_in_mem::<Sm3>();
	state.insert(vec![(None, entries)], StateVersion::V1);
	state
}

/// The blocks 0 to 40.
static HEADERS: LazyLock<Vec<Header>> = LazyLock::new(|| {
	let root = *trie().root();
	let header = |number| {
		let mut header = Header::new(number, GENESIS, root, GENESIS, Default::default());
		if number == 10 || number == 15 {
			let effective = number + SET_CHANGE_DELAY;
			let hash = set(decider(effective)).hash();
			header.digest.push(ConsensusLog::SetChange { hash, effective }.to_item());
		}
		header
	};
	(0..=40).map(header).collect()
});

fn number_of(hash: H256) -> Option<u32> {
	HEADERS.iter().find(|header| header.hash() == hash).map(|header| header.number)
}

fn certificate(number: u32) -> CommitCertificate {
	let (name, block) = (decider(number), HEADERS[number as usize].hash());
	let vote = Vote { height: number, round: 0, kind: VoteKind::Precommit, block: Some(block) };
	let sign = |pair: &Pair| CommitSignature {
		index: set(name).position(&pair.public()).unwrap(),
		signature: pair.sign(&vote.payload(&GENESIS)),
	};
	let mut signatures: Vec<_> = validators(name)[..3].iter().map(sign).collect();
	signatures.sort_by_key(|entry| entry.index);
	CommitCertificate {
		height: number,
		round: 0,
		block,
		signatures: signatures.try_into().unwrap(),
	}
}

/// A client made of tables. The first block has no certificate.
#[derive(Clone)]
pub struct Client {
	/// The last final block, at most 40.
	pub finalized: u32,
	/// The runtime answers.
	pub answers: bool,
	/// The blocks that changed the validator set.
	pub changes: Vec<u32>,
	/// Validator sets are known of the states from this block on.
	pub states_from: u32,
}

impl Client {
	pub fn at(finalized: u32) -> Self {
		Self { finalized, answers: true, changes: vec![10, 15], states_from: 0 }
	}

	/// Hash of the last final block.
	pub fn hash_of_last(&self) -> H256 {
		HEADERS[self.finalized as usize].hash()
	}
}

pub struct Api(Client);

impl Api {
	fn answer<T>(&self, at: H256, value: T) -> Result<T, ApiError> {
		self.answer_at(at, BEST, value)
	}

	fn answer_at<T>(&self, at: H256, expected: H256, value: T) -> Result<T, ApiError> {
		match self.0.answers && at == expected {
			true => Ok(value),
			false => Err(ApiError::UnknownBlock(format!("{at}"))),
		}
	}
}

sp_api::mock_impl_runtime_apis! {
	impl BillsApi<Block> for Api {
		#[advanced]
		fn bill(&self, at: H256, asked: BillKey) -> Result<Option<Bill>, ApiError> {
			self.answer(at, (asked == key(1)).then(|| bill(1)))
		}
		#[advanced]
		fn verify_elements(&self, at: H256, asked: FiveElements) -> Result<ElementsVerdict, ApiError> {
			let genuine = FiveElements {
				key: key(1),
				check: CHECK.parse().unwrap(),
				issued_on: Date::new(20_261_120).unwrap(),
				total: Fen::new(12_345).unwrap(),
			};
			self.answer(at, if asked == genuine {
				ElementsVerdict::Genuine { state: state() }
			} else if asked.key == key(1) {
				ElementsVerdict::Mismatch { elements: vec![Element::CheckCode, Element::Amount] }
			} else {
				ElementsVerdict::NotFound
			})
		}
		#[advanced]
		fn verify_digest(&self, at: H256, asked: BillKey, digest: Digest) -> Result<DigestVerdict, ApiError> {
			self.answer(at, if asked != key(1) {
				DigestVerdict::NotFound
			} else if digest == bill(1).xml {
				DigestVerdict::Genuine { file: FileKind::Xml, state: state() }
			} else {
				DigestVerdict::Mismatch
			})
		}
		fn block_changes() -> BlockChanges {
			BlockChanges::default()
		}
		#[advanced]
		fn number_ranges(
			&self,
			at: H256,
			code: BillCode,
			issuer: Option<ParticipantId>,
		) -> Result<Vec<(ParticipantId, NumberRanges)>, ApiError> {
			let found = code == key(1).code && issuer.is_none_or(|issuer| issuer == ParticipantId(6));
			self.answer(at, found.then(|| (ParticipantId(6), numbers())).into_iter().collect())
		}
		#[advanced]
		fn relations(
			&self,
			at: H256,
			asked: BillKey,
		) -> Result<Option<(Bill, Option<RelationsRecord>)>, ApiError> {
			self.answer(at, (asked == key(1)).then(|| (bill(1), Some(relations()))))
		}
	}

	impl LocksApi<Block> for Api {
		#[advanced]
		fn lock(&self, at: H256, asked: BillKey) -> Result<Option<Lock>, ApiError> {
			self.answer(at, (asked == key(1)).then(lock))
		}
	}

	impl ParticipantsApi<Block> for Api {
		#[advanced]
		fn participant(&self, at: H256, id: ParticipantId) -> Result<Option<Participant>, ApiError> {
			self.answer(at, (id == ParticipantId(5)).then(participant))
		}
		#[advanced]
		fn participant_by_account(&self, at: H256, account: AccountId) -> Result<Option<(ParticipantId, Participant)>, ApiError> {
			let found = participant();
			self.answer(at, (account == found.account).then_some((ParticipantId(5), found)))
		}
		#[advanced]
		fn participant_by_did(&self, at: H256, did: Did) -> Result<Option<(ParticipantId, Participant)>, ApiError> {
			let found = participant();
			self.answer(at, (did == found.did).then_some((ParticipantId(5), found)))
		}
		#[advanced]
		fn participant_by_identity(&self, at: H256, identity: Digest) -> Result<Option<(ParticipantId, Participant)>, ApiError> {
			let found = participant();
			self.answer(at, (identity == found.identity).then_some((ParticipantId(5), found)))
		}
		#[advanced]
		fn standing(&self, at: H256, id: ParticipantId) -> Result<Option<Standing>, ApiError> {
			self.answer(at, (id == ParticipantId(5)).then(standing))
		}
		#[advanced]
		fn decision(&self, at: H256, id: ParticipantId) -> Result<Option<Decision>, ApiError> {
			let decision = Decision {
				operation: Operation::AdmitParticipant,
				by: Actor::Council,
				at: 1,
				reason: None,
			};
			self.answer(at, (id == ParticipantId(5)).then_some(decision))
		}
		#[advanced]
		fn participant_keys(&self, at: H256, id: ParticipantId) -> Result<Vec<KeyRecord>, ApiError> {
			self.answer(at, (id == ParticipantId(5)).then(key_record).into_iter().collect())
		}
		#[advanced]
		fn children(&self, at: H256, parent: Option<ParticipantId>, from: u32, limit: u32) -> Result<Vec<TreeNode>, ApiError> {
			let found = parent == Some(ParticipantId(5));
			self.answer(at, if found { children(from, limit) } else { Vec::new() })
		}
	}

	impl DidsApi<Block> for Api {
		#[advanced]
		fn did_record(&self, at: H256, did: Did) -> Result<Option<DidRecord>, ApiError> {
			self.answer(at, (did == participant().did).then(did_record))
		}
	}

	impl NodesApi<Block> for Api {
		#[advanced]
		fn node(&self, at: H256, id: NodeId) -> Result<Option<NodeAnswer>, ApiError> {
			self.answer(at, (id == NodeId(2)).then(node::answer))
		}

		#[advanced]
		fn nodes(&self, at: H256, after: NodeId, limit: u32) -> Result<NodeSummaryPage, ApiError> {
			let items = vec![node::summary(); usize::from(after.0 < 2 && limit > 0)];
			self.answer(at, NodeSummaryPage { items, next: None })
		}

		#[advanced]
		fn nodes_of(&self, at: H256, participant: ParticipantId) -> Result<Vec<NodeId>, ApiError> {
			let found = participant == ParticipantId(5);
			self.answer(at, if found { vec![NodeId(4), NodeId(2)] } else { vec![] })
		}

		#[advanced]
		fn node_routes(&self, at: H256, after: NodeId, limit: u32) -> Result<RoutesPage, ApiError> {
			let items = vec![node::route(); usize::from(after.0 < 2 && limit > 0)];
			self.answer(at, RoutesPage { version: 7, items, next: Some(NodeId(2)) })
		}

		#[advanced]
		fn node_admission(
			&self,
			at: H256,
			id: AdmissionId,
		) -> Result<Option<AdmissionAnswer>, ApiError> {
			self.answer(at, (id == AdmissionId(1)).then(node::admission))
		}

		#[advanced]
		fn node_admissions(
			&self,
			at: H256,
			after: AdmissionId,
			_limit: u32,
			applicant: Option<ParticipantId>,
			status: Option<AdmissionStatus>,
		) -> Result<AdmissionPage, ApiError> {
			let one = node::admission();
			let found = after.0 < 1
				&& applicant.is_none_or(|id| one.admission.applicant == id)
				&& status.is_none_or(|status| one.admission.status == status);
			self.answer(at, AdmissionPage { items: vec![one; usize::from(found)], next: None })
		}

		#[advanced]
		fn node_code(
			&self,
			at: H256,
			node: NodeId,
			digest: Digest,
		) -> Result<Option<CodeAnswer>, ApiError> {
			let one = node::code();
			let found = node == NodeId(2) && one.digest == digest;
			self.answer(at, found.then_some(one))
		}

		#[advanced]
		fn node_codes(
			&self,
			at: H256,
			_node: NodeId,
			after: Option<Digest>,
			_limit: u32,
		) -> Result<CodePage, ApiError> {
			let items = vec![node::code(); usize::from(after.is_none())];
			self.answer(at, CodePage { activation: node::activation(), items, next: None })
		}

		#[advanced]
		fn node_devices(&self, at: H256, _node: NodeId) -> Result<Vec<DeviceAnswer>, ApiError> {
			self.answer(at, vec![node::device()])
		}
	}

	impl ApprovalsApi<Block> for Api {
		#[advanced]
		fn approval(&self, at: H256, id: ApprovalId) -> Result<Option<ApprovalAnswer>, ApiError> {
			self.answer(at, (id == 1).then(approval))
		}
		#[advanced]
		fn approvals(
			&self,
			at: H256,
			filter: ApprovalFilter,
			_before: Option<ApprovalId>,
			_limit: u32,
		) -> Result<ApprovalPage, ApiError> {
			let case = approval().case;
			let items = filter.admits(&case, 8).then(|| ApprovalItem::of(&case, 8));
			self.answer(at, ApprovalPage { items: items.into_iter().collect(), next: None })
		}
		#[advanced]
		fn approvals_of(&self, at: H256, subject: Digest) -> Result<Vec<ApprovalItem>, ApiError> {
			let case = approval().case;
			let found = (subject == case.terms.subject).then(|| ApprovalItem::of(&case, 8));
			self.answer(at, found.into_iter().collect())
		}
		#[advanced]
		fn approvals_waiting_for(
			&self,
			at: H256,
			signer: ParticipantId,
		) -> Result<Vec<ApprovalItem>, ApiError> {
			let found = (signer == ParticipantId(6)).then(|| ApprovalItem::of(&approval().case, 8));
			self.answer(at, found.into_iter().collect())
		}
		#[advanced]
		fn approval_flows(&self, at: H256) -> Result<Vec<(FlowId, Flow)>, ApiError> {
			let name = "Two".parse().unwrap();
			let flow = Flow { name, steps: steps(), lifetime: Lifetime::DEFAULT };
			self.answer(at, vec![(FlowId(1), flow)])
		}
		#[advanced]
		fn approval_roles(&self, at: H256) -> Result<Vec<(ApprovalRoleId, ApprovalRole)>, ApiError> {
			let mut members = Members::new();
			members.try_insert(ParticipantId(6)).unwrap();
			let name = "Reviewers".parse().unwrap();
			let role = ApprovalRole { name, scope: None, members, flows: 0 };
			self.answer(at, vec![(ApprovalRoleId(1), role)])
		}
		#[advanced]
		fn high_risk(&self, at: H256) -> Result<Vec<(Operation, FlowId)>, ApiError> {
			self.answer(at, vec![(Operation::RegisterScene, FlowId(1))])
		}
	}

	impl BftApi<Block> for Api {
		#[advanced]
		fn schedule(&self, at: H256) -> Result<Option<Schedule>, ApiError> {
			match number_of(at).filter(|number| self.0.answers && *number >= self.0.states_from) {
				Some(number) => Ok(Some(Schedule {
					next: set(decider(number + 1)),
					after_next: set(decider(number + 2)),
				})),
				None => Err(ApiError::UnknownBlock(format!("{at}"))),
			}
		}
		#[advanced]
		fn pace(&self, at: H256) -> Result<Pace, ApiError> {
			self.answer_at(at, self.0.hash_of_last(), Pace::default())
		}
		fn earliest_time() -> u64 {
			0
		}
		#[advanced]
		fn set_changes(&self, at: H256, from: u32) -> Result<Vec<u32>, ApiError> {
			let changes = self.0.changes.iter().copied().filter(|change| *change > from);
			self.answer_at(at, self.0.hash_of_last(), changes.take(256).collect())
		}
		#[advanced]
		fn set_decided(&self, at: H256, change: u32) -> Result<Option<ValidatorSet>, ApiError> {
			let decided = self.0.changes.contains(&change).then(|| set(decider(change + 2)));
			self.answer_at(at, self.0.hash_of_last(), decided)
		}
		fn equivocation_report(_evidence: Equivocation) -> Option<OpaqueExtrinsic> {
			None
		}
	}

	impl ScenesApi<Block> for Api {
		#[advanced]
		fn scene(&self, at: H256, id: SceneId) -> Result<Option<SceneDetail>, ApiError> {
			let detail = || SceneDetail { id, scene: scene(), pending: Vec::new() };
			self.answer(at, (id == SceneId(3)).then(detail))
		}
		#[advanced]
		fn scenes(&self, at: H256, after: SceneId, limit: u32) -> Result<Vec<SceneAnswer>, ApiError> {
			let ids = (1..=60).filter(|id| *id > after.0).take(usize::try_from(limit).unwrap());
			self.answer(at, ids.map(|id| SceneAnswer { id: SceneId(id), scene: scene() }).collect())
		}
		#[advanced]
		fn scene_rules(&self, at: H256, id: SceneId) -> Result<Option<RulesAnswer>, ApiError> {
			let answer = || RulesAnswer {
				version: 2,
				record: RulesRecord { digest: rules().digest(), at: 7, decided: None },
				rules: rules(),
			};
			self.answer(at, (id == SceneId(3)).then(answer))
		}
		fn scene_rules_record(_id: SceneId, _version: u32) -> Option<RulesRecord> {
			None
		}
		#[advanced]
		fn resource_types(
			&self,
			at: H256,
			after: ResourceTypeId,
			limit: u32,
		) -> Result<Vec<ResourceTypeAnswer>, ApiError> {
			let known = (1..).map(ResourceTypeId).zip(ResourceType::standard());
			let known = known.filter(|(id, _)| *id > after).take(usize::try_from(limit).unwrap());
			self.answer(at, known.map(|(id, resource)| ResourceTypeAnswer { id, resource }).collect())
		}
		#[advanced]
		fn resource(&self, at: H256, id: ResourceId) -> Result<Option<ResourceAnswer>, ApiError> {
			let answer = || ResourceAnswer {
				id,
				resource: resource(),
				certificate: resource().certificate(),
			};
			self.answer(at, (id == ResourceId(6)).then(answer))
		}
	}

	impl PoliciesApi<Block> for Api {
		#[advanced]
		fn policy(&self, at: H256, id: PolicyId, version: Option<u32>) -> Result<Option<PolicyDetail>, ApiError> {
			self.answer(at, policy::detail(id, version))
		}
		#[advanced]
		fn policies(&self, at: H256, filter: ListFilter, cursor: u32, limit: u32) -> Result<PolicyPage, ApiError> {
			self.answer(at, policy::page(&filter, cursor, limit))
		}
		#[advanced]
		fn policy_history(&self, at: H256, filter: TraceFilter, _cursor: u32, _limit: u32) -> Result<ChangePage, ApiError> {
			self.answer(at, policy::history(&filter))
		}
		#[advanced]
		fn check_policy(&self, at: H256, subject: Subject) -> Result<Option<Checked>, ApiError> {
			self.answer(at, policy::checked(subject))
		}
		#[advanced]
		fn simulate_policy(&self, at: H256, subject: Subject, cases: Vec<Facts>) -> Result<Option<Simulation>, ApiError> {
			self.answer(at, policy::simulation(subject, &cases))
		}
		#[advanced]
		fn decide_policies(&self, at: H256, facts: Facts) -> Result<Decided, ApiError> {
			self.answer(at, policy::decided(&facts))
		}
		#[advanced]
		fn policy_stats(&self, at: H256, _id: Option<PolicyId>) -> Result<StatsPage, ApiError> {
			self.answer(at, policy::stats())
		}
		#[advanced]
		fn policy_set(&self, at: H256) -> Result<PolicySet, ApiError> {
			self.answer(at, policy::set())
		}
		#[advanced]
		fn policy_set_changes(&self, at: H256, _since: u32, _limit: u32) -> Result<Vec<(u32, SetChange)>, ApiError> {
			self.answer(at, policy::set_changes())
		}
		#[advanced]
		fn policy_distribution(&self, at: H256, id: Option<DistributionId>) -> Result<Option<DistributionDetail>, ApiError> {
			self.answer(at, policy::distribution(id))
		}
		#[advanced]
		fn policy_primitives(&self, at: H256, _cursor: u32, _limit: u32) -> Result<PrimitivePage, ApiError> {
			self.answer(at, policy::primitives())
		}
		#[advanced]
		fn policy_primitive(&self, at: H256, id: PrimitiveId, _version: Option<u32>) -> Result<Option<PrimitiveDetail>, ApiError> {
			self.answer(at, policy::primitive(id))
		}
		#[advanced]
		fn policy_labels(&self, at: H256, _after: Option<Label>, _limit: u32) -> Result<Vec<(Label, LabelRecord)>, ApiError> {
			self.answer(at, policy::labels())
		}
		#[advanced]
		fn policy_members(&self, at: H256, label: Label) -> Result<Option<PolicyMembers>, ApiError> {
			self.answer(at, policy::members(&label))
		}
		#[advanced]
		fn policy_labels_of(&self, at: H256, member: Member) -> Result<Vec<Label>, ApiError> {
			self.answer(at, policy::labels_of(member))
		}
	}

	impl PermissionsApi<Block> for Api {
		#[advanced]
		fn transition_rules(&self, at: H256) -> Result<Vec<RuleInForce>, ApiError> {
			let rule = |action| RuleInForce {
				action,
				version: 0,
				default: true,
				rule: default_rule(action),
			};
			self.answer(at, ACTIONS.into_iter().map(rule).collect())
		}
		fn transition_record(_action: BillAction, _version: u32) -> Option<TransitionRecord> {
			None
		}
	}

	impl AuthorizationsApi<Block> for Api {
		#[advanced]
		fn authorization(&self, at: H256, digest: Digest) -> Result<Option<AuthorizationAnswer>, ApiError> {
			self.answer(at, (digest == AUTHORIZATION).then(authorization::authorization))
		}
		#[advanced]
		fn authorization_check(
			&self,
			best: H256,
			digest: Option<Digest>,
			_user: ParticipantId,
			bill: BillKey,
			_scope: Scope,
			_scene: SceneId,
			at: Option<u64>,
		) -> Result<CheckAnswer, ApiError> {
			self.answer(best, authorization::check(digest, bill, at))
		}
		#[advanced]
		fn authorizations_by_holder(&self, at: H256, holder: ParticipantId, all: bool, after: Option<Digest>, _limit: u32) -> Result<AuthorizationPage, ApiError> {
			self.answer(at, authorization::page(holder, all, after))
		}
		#[advanced]
		fn authorizations_by_grantee(&self, at: H256, grantee: ParticipantId, all: bool, after: Option<Digest>, _limit: u32) -> Result<AuthorizationPage, ApiError> {
			self.answer(at, authorization::page(grantee, all, after))
		}
		#[advanced]
		fn authorization_log(&self, at: H256, basis: Basis, _participant: ParticipantId, _scene: SceneId) -> Result<Option<LogHead>, ApiError> {
			let known = basis == Basis::Authorization(AUTHORIZATION);
			self.answer(at, known.then(authorization::log))
		}
		#[advanced]
		fn credential_template(&self, at: H256, number: u32, version: Option<u32>) -> Result<Option<TemplateAnswer>, ApiError> {
			self.answer(at, authorization::template(number, version))
		}
		#[advanced]
		fn credential_delegate(&self, at: H256, id: ParticipantId) -> Result<Option<Delegate>, ApiError> {
			self.answer(at, (id == ParticipantId(5)).then(authorization::delegate))
		}
		#[advanced]
		fn white_list_entry(&self, at: H256, participant: ParticipantId, scene: SceneId) -> Result<Option<WhiteListEntry>, ApiError> {
			let known = (participant, scene) == (ParticipantId(5), SceneId(3));
			self.answer(at, known.then(authorization::listed))
		}
	}

}

impl ProvideRuntimeApi<Block> for Client {
	type Api = Api;
	fn runtime_api(&self) -> ApiRef<'_, Self::Api> {
		Api(self.clone()).into()
	}
}

impl ProofSource<Block> for Client {
	fn certificate(&self, block: H256) -> sp_blockchain::Result<Option<Vec<u8>>> {
		let number = number_of(block).filter(|number| *number > 0);
		Ok(number.map(|number| certificate(number).encode()))
	}

	fn nodes(&self, block: H256, keys: &[Vec<u8>]) -> sp_blockchain::Result<Vec<Vec<u8>>> {
		assert_eq!(block, self.hash_of_last());
		Ok(prove_read::<_, Sm3, _>(trie(), keys).unwrap().into_iter_nodes().collect())
	}
}

impl HeaderBackend<Block> for Client {
	fn header(&self, hash: H256) -> sp_blockchain::Result<Option<Header>> {
		Ok(HEADERS.iter().find(|header| header.hash() == hash).cloned())
	}
	fn info(&self) -> Info<Block> {
		Info {
			best_hash: BEST,
			best_number: self.finalized + 1,
			genesis_hash: GENESIS,
			finalized_hash: self.hash_of_last(),
			finalized_number: self.finalized,
			finalized_state: None,
			number_leaves: 1,
			block_gap: None,
		}
	}
	fn status(&self, _: H256) -> sp_blockchain::Result<BlockStatus> {
		Ok(BlockStatus::InChain)
	}
	fn number(&self, _: H256) -> sp_blockchain::Result<Option<u32>> {
		Ok(None)
	}
	fn hash(&self, number: u32) -> sp_blockchain::Result<Option<H256>> {
		Ok(HEADERS.get(number as usize).map(|header| header.hash()))
	}
}

/// Block 0 registers bills 1 to 120 and takes a lock.
pub fn index() -> (tempfile::TempDir, Arc<Index>) {
	let dir = tempfile::tempdir().unwrap();
	let index = Index::open(dir.path()).unwrap();
	let registered = |number| BillChange {
		key: key(number),
		action: BillAction::Registered,
		extrinsic: Some(1),
		bill: bill(number),
	};
	let acquired =
		LockEvent::Acquired { holder: ParticipantId(5), flow: "F-1".parse().unwrap(), expires: 2 };
	let changes = BlockChanges {
		at: 1_000,
		bills: (1..=120).map(registered).collect(),
		locks: vec![LockChange { key: key(1), extrinsic: Some(2), event: acquired }],
	};
	let block = BlockRef { number: 0, hash: H256::zero() };
	index.apply(block, &changes, |_| Some(tx())).unwrap();
	(dir, index)
}

pub fn with(client: Client, index: Option<Arc<Index>>) -> RpcModule<()> {
	module::<Client, Block>(Deps { client: Arc::new(client), index }).unwrap()
}

pub fn full() -> (tempfile::TempDir, RpcModule<()>) {
	let (dir, index) = index();
	(dir, with(Client::at(20), Some(index)))
}

/// The result, or the error's code and message.
pub async fn ask(
	module: &RpcModule<()>,
	method: &str,
	params: Value,
) -> Result<Value, (i64, String)> {
	let request = json!({ "jsonrpc": "2.0", "id": 0, "method": method, "params": params });
	let (response, _) = module.raw_json_request(&request.to_string(), 1).await.unwrap();
	let response: Value = serde_json::from_str(&response).unwrap();
	match response.get("error") {
		Some(error) => {
			let message = error["message"].as_str().unwrap().to_owned();
			Err((error["code"].as_i64().unwrap(), message))
		}
		None => Ok(response["result"].clone()),
	}
}
