//! What the chain starts from.
//!
//! `development` and `devnet` name validators and participants under development keys, whose public
//! halves stand in [`dev_keys`]; `consortium` names nobody and is filled in by the founding members.

mod dev_keys;

use crate::{
	configs::DefaultQuotas, AccessNodesConfig, ApprovalsConfig, BftValidatorsConfig, BillsConfig,
	CouncilConfig, CrossRegionConfig, ParticipantsConfig, QuotasConfig, RuntimeGenesisConfig,
	ScenesConfig, VcAuthorizationConfig,
};
use alloc::{format, string::String, vec, vec::Vec};
use fiscal_bft_primitives::Pace;
use fiscal_primitives::{
	approval::{Lifetime, Step, StepRole, Steps, Threshold},
	authorization::{CredentialKind, SceneSet, Scope, Scopes, Template},
	bill::GenesisRange,
	node::{Credential, NodeRole, NodeRoles, NodeScenes},
	participant::{
		ParticipantKind,
		Role::{self, *},
		Roles,
	},
	region::{Province, RegionPlatform},
	scene::SceneKind,
	text::Name,
	AccountId, BillCode, BillNumber, Digest, FlowId, Operation, ParticipantId, Region, SceneId,
};
use fiscal_sm_crypto::{sm3_256, Public};
use frame_support::build_struct_json_patch;
use pallet_access_nodes::GenesisNode;
use pallet_approvals::{GenesisFlow, GenesisHighRisk};
use pallet_bft_validators::GenesisValidator;
use pallet_participants::GenesisParticipant;
use pallet_scenes::GenesisScene;
use serde_json::Value;
use sp_genesis_builder::PresetId;

pub use dev_keys::{public_of, DEV_NAMES, PROVINCE_NAMES, VALIDATOR_NAMES};

/// One validator.
pub const DEVELOPMENT: &str = sp_genesis_builder::DEV_RUNTIME_PRESET;
/// Four validators on one machine.
pub const DEVNET: &str = "devnet";
/// The template of a consortium.
pub const CONSORTIUM: &str = "consortium";

/// How many commercial insurers the development presets name.
const INSURERS: u32 = 20;

fn name(text: &str) -> Name {
	Name::new(text).expect("names of the presets are short")
}

fn participant(label: &str, dev_name: &str, roles: &[Role]) -> GenesisParticipant {
	GenesisParticipant {
		name: name(label),
		kind: ParticipantKind::Organisation,
		roles: Roles::of(roles),
		key: key(dev_name),
		identity: Digest::from(sm3_256(format!("dev-identity/{dev_name}").as_bytes())),
		parent: None,
		label: None,
	}
}

fn key(dev_name: &str) -> Public {
	public_of(dev_name).expect("every participant and validator of the presets has a key")
}

fn participants() -> Vec<GenesisParticipant> {
	let mut all = vec![
		participant("上海市财政局 (示例)", "Finance", &[FiscalAuthority, Council]),
		participant("上海市医疗保障局 (示例)", "Medicare", &[BillUser, Council]),
		participant("上海市大数据中心 (示例)", "BigData", &[Platform, NodeOperator, Council]),
		participant("上海市卫生健康委员会 (示例)", "Health", &[Auditor, Council]),
		participant("财政票据管理中心 (示例)", "Treasury", &[FiscalAuthority]),
		participant("示例医院", "Hospital", &[Issuer, NodeOperator]),
		participant("示例学校", "School", &[Issuer]),
		participant("退役军人事务局 (示例)", "Veterans", &[BillUser]),
	];
	all.extend((1..=INSURERS).map(|number| {
		let dev_name = format!("Insurer-{number:02}");
		participant(&format!("示例商业保险 {number:02}"), &dev_name, &[BillUser])
	}));
	all
}

fn nodes() -> Vec<GenesisNode> {
	let credential =
		|label: &str| Digest::from(sm3_256(format!("dev-credential/{label}").as_bytes()));
	vec![
		GenesisNode {
			name: name("示例医院接入端"),
			operator: ParticipantId(6),
			credential: credential("Hospital"),
			credential_until: Credential::NO_END,
			capacities: NodeRoles::of(&NodeRoles::ALL),
			scenes: every_scene(),
			resources: Scopes::of(&Scope::ALL),
			serves: vec![(ParticipantId(6), NodeRole::Issuer)],
		},
		GenesisNode {
			name: name("平台公共接入端"),
			operator: ParticipantId(3),
			credential: credential("BigData"),
			credential_until: Credential::NO_END,
			capacities: NodeRoles::of(&NodeRoles::ALL),
			scenes: every_scene(),
			resources: Scopes::of(&Scope::ALL),
			serves: vec![(ParticipantId(7), NodeRole::Issuer), (ParticipantId(2), NodeRole::User)],
		},
	]
}

fn scenes() -> Vec<GenesisScene> {
	let scene =
		|label: &str, kind: SceneKind, weight: u32| GenesisScene::new(name(label), kind, weight);
	vec![
		scene("医疗保险报销", SceneKind::Medical, 100),
		scene("商业保险理赔", SceneKind::Medical, 50),
		scene("退役军人抚恤", SceneKind::Medical, 80),
		scene("教育收费", SceneKind::Education, 40),
	]
}

/// The numbers of [`scenes`].
fn every_scene() -> NodeScenes {
	NodeScenes::new((1..=4).map(SceneId).collect()).expect("a node may have 16 scenes")
}

/// Which numbers the issuers of the development presets may use: of the codes of medical bills
/// (`310601`, `310602` and the year) the hospital two fifths and the school the rest, and a hundred
/// codes each for measurements.
fn numbers() -> Vec<GenesisRange> {
	let range = |issuer: u32, code: String, first: u64, last: u64| GenesisRange {
		issuer: ParticipantId(issuer),
		code: BillCode::from_ascii(code.as_bytes()).expect("codes of the presets have 8 digits"),
		first: BillNumber::from_value(first).expect("numbers of the presets have 10 digits"),
		last: BillNumber::from_value(last).expect("numbers of the presets have 10 digits"),
	};
	const HOSPITAL: u32 = 6;
	const SCHOOL: u32 = 7;
	const LAST: u64 = 9_999_999_999;
	let mut all = Vec::new();
	for year in 20..40 {
		for kind in ["01", "02"] {
			let code = format!("3106{kind}{year}");
			all.push(range(HOSPITAL, code.clone(), 0, 3_999_999_999));
			all.push(range(SCHOOL, code, 4_000_000_000, LAST));
		}
	}
	for index in 0..100 {
		all.push(range(HOSPITAL, format!("310699{index:02}"), 0, LAST));
		all.push(range(SCHOOL, format!("310698{index:02}"), 0, LAST));
	}
	all
}

/// The templates of credentials: a person and a company may grant anything for a year.
fn templates() -> Vec<Template> {
	const YEAR: u64 = 366 * 86_400_000;
	let template = |label: &str, kind: CredentialKind| Template {
		name: name(label),
		kind,
		scopes: Scopes::of(&Scope::ALL),
		max_validity: YEAR,
		max_uses: 1_000,
		scenes: SceneSet::default(),
	};
	vec![
		template("个人用票授权", CredentialKind::Person),
		template("法人用票授权", CredentialKind::Company),
	]
}

/// The provinces that take part in the development presets, and the data centre as the platform of
/// here, under the scene of commercial claims. Messages to the platform are not written before its
/// destination is opened.
fn cross_region() -> CrossRegionConfig {
	const PLATFORM: RegionPlatform =
		RegionPlatform { participant: ParticipantId(3), scene: SceneId(2) };
	let province = |(code, name): &(u8, &str)| {
		let region = Region::new(*code).expect("provinces of the presets have codes");
		(region, Province { key: key(name), inbound: true, outbound: true })
	};
	CrossRegionConfig {
		provinces: PROVINCE_NAMES.iter().map(province).collect(),
		platform: Some(PLATFORM),
		..Default::default()
	}
}

/// Whoever could change these alone could grant itself anything else.
const RULES: [Operation; 2] = [Operation::ChangeApprovalFlows, Operation::ChangeTransitionRules];

/// What a consortium lets no signer do alone: beside the rules whatever touches the money, the holder
/// or the key of somebody else, what policies permit, activation codes given again, and what other
/// systems and provinces are told. R029, R052, R166, R167, R218.
const CONSORTIUM_HIGH_RISK: [Operation; 17] = [
	Operation::ChangeApprovalFlows,
	Operation::ChangeTransitionRules,
	Operation::EnactPolicy,
	Operation::RepealPolicy,
	Operation::RollBackPolicy,
	Operation::ReinstateActivationCode,
	Operation::ReplaceParticipantKey,
	Operation::CorrectBill,
	Operation::ForceReleaseLock,
	Operation::ReverseSettlement,
	Operation::ConsentRedFlush,
	Operation::TrustDelegate,
	Operation::ChangeWhiteList,
	Operation::HandleDeadLetter,
	Operation::ChangeDestination,
	Operation::ChangeProvince,
	Operation::ReviewFiling,
];

/// One flow, which another fiscal authority has to sign, and the operations that demand it.
fn approvals(high_risk: &[Operation]) -> ApprovalsConfig {
	let threshold = Threshold::new(1).expect("one signature is enough");
	let step = Step { who: StepRole::Chain(FiscalAuthority), threshold };
	let steps = Steps::new(vec![step]).expect("a flow may have one step");
	let demands =
		|operation: &Operation| GenesisHighRisk { operation: *operation, flow: FlowId(1) };
	ApprovalsConfig {
		roles: Vec::new(),
		flows: vec![GenesisFlow {
			name: name("财政管理员复核"),
			steps,
			lifetime: Lifetime::default(),
		}],
		high_risk: high_risk.iter().map(demands).collect(),
		..Default::default()
	}
}

/// What participants may do: the runtime's own figures, written out for the members who found a
/// consortium to read and to change.
fn quotas() -> QuotasConfig {
	QuotasConfig { defaults: Some(DefaultQuotas::get()), ..Default::default() }
}

/// The members of the council among [`participants`].
fn council() -> Vec<AccountId> {
	["Finance", "Medicare", "BigData", "Health"].iter().map(|name| key(name).account_id()).collect()
}

/// The first `count` development validators: members of the council run one each.
fn validators(count: usize) -> Vec<GenesisValidator> {
	let run_by = (1u32..).map(ParticipantId);
	VALIDATOR_NAMES
		.iter()
		.take(count)
		.zip(run_by)
		.map(|(name, participant)| GenesisValidator { participant, public: key(name), weight: 1 })
		.collect()
}

fn development(validator_count: usize) -> Value {
	build_struct_json_patch!(RuntimeGenesisConfig {
		bft_validators: BftValidatorsConfig {
			validators: validators(validator_count),
			pace: Pace::default(),
		},
		council: CouncilConfig { members: council() },
		participants: ParticipantsConfig { participants: participants() },
		access_nodes: AccessNodesConfig { nodes: nodes() },
		scenes: ScenesConfig { scenes: scenes() },
		approvals: approvals(&RULES),
		bills: BillsConfig { numbers: numbers() },
		vc_authorization: VcAuthorizationConfig { templates: templates() },
		cross_region: cross_region(),
	})
}

fn consortium() -> Value {
	build_struct_json_patch!(RuntimeGenesisConfig {
		bft_validators: BftValidatorsConfig { validators: Vec::new(), pace: Pace::default() },
		council: CouncilConfig { members: Vec::new() },
		participants: ParticipantsConfig { participants: Vec::new() },
		access_nodes: AccessNodesConfig { nodes: Vec::new() },
		scenes: ScenesConfig { scenes: scenes() },
		approvals: approvals(&CONSORTIUM_HIGH_RISK),
		quotas: quotas(),
		vc_authorization: VcAuthorizationConfig { templates: templates() },
	})
}

/// The JSON patch of a preset.
pub fn get_preset(id: &PresetId) -> Option<Vec<u8>> {
	let patch = match id.as_ref() {
		DEVELOPMENT => development(1),
		DEVNET => development(VALIDATOR_NAMES.len()),
		CONSORTIUM => consortium(),
		_ => return None,
	};
	serde_json::to_string(&patch).ok().map(String::into_bytes)
}

/// The names of the presets.
pub fn preset_names() -> Vec<PresetId> {
	[DEVELOPMENT, DEVNET, CONSORTIUM].into_iter().map(PresetId::from).collect()
}
