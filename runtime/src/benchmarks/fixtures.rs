//! What the benchmarks of the pallets need of each other, put into storage as it would stand there.
//! They run on the preset `development`, whose participants, nodes and scenes they use.

use super::vectors;
use crate::{genesis_presets::public_of, Runtime};
use alloc::{format, vec::Vec};
use codec::{Decode, Encode};
use fiscal_bft_primitives::ValidatorSet;
use fiscal_primitives::{
	authorization::{
		Authorization, AuthorizationState, Coverage, CredentialKind, LogHead, Scope, Scopes,
		TemplateId,
	},
	bill::{BillKind, Circulation, Medium, TxPosition, Use, Validity},
	field::{FieldKind, FieldName},
	outbox::{Destination, Settings},
	participant::{AccountLabel, Participant, ParticipantKind, Role, Roles, Status, Tier},
	scene::{FieldRule, Presence, RuleSet},
	text::{Name, Text},
	AccountId, Bill, BillKey, BillNumber, CheckDigest, Date, Did, Digest, Fen, Moment, NodeId,
	ParticipantId, PayerRef, SceneId,
};
use fiscal_sm_crypto::{sm3_256, Public, Signature};
use pallet_bft_validators::Operator;
use pallet_participants::Binding;
use pallet_vc_authorization::benchmarking::AT;

/// Brings about what benchmarks ask for.
pub struct Fixtures;

/// The node of the hospital in the preset.
const NODE: NodeId = NodeId(1);

/// A scene in force in the preset.
const SCENE: SceneId = SceneId(1);

fn set_time(at: Moment) {
	pallet_timestamp::Now::<Runtime>::put(at);
}

/// A participant of the preset, by the name of its development key.
fn preset(name: &str) -> (ParticipantId, AccountId) {
	let account = public_of(name).expect("the preset has the key").account_id();
	let binding = pallet_participants::Accounts::<Runtime>::get(&account);
	(binding.expect("the preset admits the participant").signer, account)
}

/// A key that nobody has to sign with. It need not be on the curve.
fn key(label: &str) -> Public {
	let bytes = (2u8, sm3_256(label.as_bytes())).encode();
	Public::decode(&mut &bytes[..]).expect("33 bytes that begin as a key does")
}

/// A participant of the first tier with that key: a new one, or the one that has it, which gets the
/// roles too.
fn enrol(key: Public, roles: Roles) -> ParticipantId {
	enrol_below(None, Tier::Member, key, roles)
}

/// As [`enrol`], in that tier below the parent.
fn enrol_below(
	parent: Option<ParticipantId>,
	tier: Tier,
	key: Public,
	roles: Roles,
) -> ParticipantId {
	let did = Did::of(&key);
	if let Some(id) = pallet_participants::Dids::<Runtime>::get(did) {
		pallet_participants::Participants::<Runtime>::mutate(id, |slot| {
			if let Some(found) = slot {
				let both: Vec<Role> = found.roles.iter().chain(roles.iter()).collect();
				found.roles = Roles::of(&both);
			}
		});
		return id;
	}
	let number = pallet_participants::Count::<Runtime>::get().saturating_add(1);
	pallet_participants::Count::<Runtime>::put(number);
	let (id, account) = (ParticipantId(number), key.account_id());
	pallet_participants::Dids::<Runtime>::insert(did, id);
	let (kind, label) = match tier {
		Tier::Account => (ParticipantKind::Account, Some(AccountLabel::Operator)),
		_ => (ParticipantKind::Organisation, None),
	};
	let organisation = parent.filter(|_| tier == Tier::Account).unwrap_or(id);
	let binding = Binding { signer: id, organisation };
	pallet_participants::Accounts::<Runtime>::insert(&account, binding);
	pallet_participants::Participants::<Runtime>::insert(
		id,
		Participant {
			did,
			name: Name::new(&"n".repeat(128)).expect("the longest name"),
			kind,
			label,
			tier,
			parent,
			roles,
			status: Status::Active,
			identity: sm3_256(key.as_bytes()).into(),
			key,
			account,
			key_version: 1,
			key_since: 0,
			endorsement: None,
			admitted_at: 0,
			changed_at: 0,
			details_version: 1,
		},
	);
	id
}

/// An organisation below a member, and an account below it; both are issuers.
fn organisation_and_operator() -> (AccountId, AccountId) {
	let (above, below) = (key("organisation"), key("account"));
	let (member, _) = preset("Finance");
	let roles = Roles::of(&[Role::Issuer]);
	let organisation = enrol_below(Some(member), Tier::Organisation, above, roles);
	enrol_below(Some(organisation), Tier::Account, below, roles);
	(above.account_id(), below.account_id())
}

/// The holder to whom the payer of the bills is bound.
fn holder() -> ParticipantId {
	let key = Public::from_bytes(vectors::HOLDER).expect("the vector is a key");
	let id = enrol(key, Roles::of(&[Role::Holder]));
	pallet_participants::Holders::<Runtime>::insert(vectors::PAYER, id);
	id
}

fn insert_bill(key: BillKey, payer: PayerRef) {
	let bill = Bill {
		check: CheckDigest::default(),
		total: Fen::new(10_000).expect("an amount"),
		issued_on: Date::new(20_261_120).expect("a day"),
		issuer: preset("Hospital").0,
		node: NODE,
		scene: SCENE,
		payer,
		xml: Digest::repeat_byte(1),
		pdf: Some(Digest::repeat_byte(2)),
		summary: Digest::repeat_byte(3),
		version: 1,
		history: None,
		related: None,
		registered: TxPosition::default(),
		kind: BillKind::Ordinary,
		validity: Validity::Normal,
		medium: Medium::Electronic,
		usage: Use::Free,
		circulation: Circulation::Circulable,
		reimbursed: Fen::ZERO,
	};
	pallet_bills::Bills::<Runtime>::insert(key, bill);
}

/// Registers bill number `at` of a code.
fn numbered_bill(at: u64) -> BillKey {
	let number = BillNumber::from_value(at).expect("10 digits");
	let key = BillKey::new("31060000".parse().expect("8 digits"), number);
	insert_bill(key, vectors::PAYER);
	key
}

/// Scene `number`, as the first one of the preset.
fn insert_scene(number: u32) -> SceneId {
	let id = SceneId(number);
	let first = pallet_scenes::Scenes::<Runtime>::get(SCENE).expect("the preset has a scene");
	pallet_scenes::Scenes::<Runtime>::insert(id, first);
	id
}

/// As many field rules as a scene may have, as long as they may be. None demands a field.
fn most_rules() -> RuleSet {
	let rules = (0..24).map(|at| {
		let values: Vec<Text<64>> =
			(0..16).map(|value| Text::new(&format!("{value:064}")).expect("64 bytes")).collect();
		let name = FieldName::new(&format!("f{at:031}")).expect("a letter and digits");
		FieldRule {
			one_of: values.try_into().expect("16 values"),
			..FieldRule::new(name, FieldKind::Text, Presence::Optional)
		}
	});
	RuleSet::new(true, rules.collect()).expect("rules without contradiction")
}

impl pallet_access_nodes::benchmarking::BenchmarkHelper for Fixtures {
	fn operator() -> (ParticipantId, AccountId) {
		let key = key("operator");
		let roles = Roles::of(&[Role::NodeOperator, Role::Issuer, Role::BillUser]);
		(enrol(key, roles), key.account_id())
	}

	fn scene(number: u32) -> SceneId {
		insert_scene(number)
	}
}

impl pallet_approvals::BenchmarkHelper<AccountId> for Fixtures {
	fn participant(number: u32, role: Role) -> AccountId {
		let key = key(&format!("approver/{number}"));
		enrol(key, Roles::of(&[role]));
		key.account_id()
	}
}

impl pallet_bft_validators::benchmarking::BenchmarkHelper for Fixtures {
	fn account() -> AccountId {
		// Participant 1.
		preset("Finance").1
	}
}

/// A destination with room for everything.
const OPEN: Settings = Settings {
	open: true,
	capacity: u32::MAX,
	attempts: 1,
	takeover: 60_000,
	backoff: 1_000,
	max_backoff: 60_000,
	term: 86_400_000,
	receipts: None,
};

impl pallet_bills::benchmarking::BenchmarkHelper for Fixtures {
	fn world() -> pallet_bills::benchmarking::World {
		set_time(AT);
		frame_system::BlockHash::<Runtime>::insert(0u32, vectors::GENESIS);
		holder();
		pallet_scenes::Rules::<Runtime>::insert(SCENE, most_rules());
		let (issuer, operator) = preset("Hospital");
		let (_, authority) = preset("Finance");
		pallet_bills::benchmarking::World {
			issuer,
			operator,
			authority,
			node: NODE,
			scene: SCENE,
			payer: vectors::PAYER,
		}
	}

	fn sign(_: &[u8]) -> Signature {
		Signature::from_bytes(vectors::CONSENT)
	}

	fn open_outbox() {
		pallet_outbox::Destinations::<Runtime>::insert(Destination::NonTax, OPEN);
	}
}

impl pallet_bill_locks::benchmarking::BenchmarkHelper for Fixtures {
	fn world() -> pallet_bill_locks::benchmarking::World {
		set_time(AT);
		let (grantee, user) = preset("Medicare");
		let authorization = Digest::repeat_byte(0x61);
		pallet_vc_authorization::Authorizations::<Runtime>::insert(
			authorization,
			Authorization {
				kind: CredentialKind::Person,
				holder: holder(),
				holder_key_version: 1,
				grantee,
				grantee_key_version: 1,
				delegate: None,
				template: TemplateId { number: 1, version: 1 },
				scene: SCENE,
				scopes: Scopes::of(&Scope::ALL),
				coverage: Coverage::AllInScene,
				valid_from: 0,
				valid_until: Moment::MAX,
				uses_max: u32::MAX,
				used: 0,
				state: AuthorizationState::Active,
				nonce: 0,
				registered_at: AT,
				changed_at: AT,
				log: LogHead::default(),
			},
		);
		pallet_bill_locks::benchmarking::World { user, scene: SCENE, authorization }
	}

	fn bill(at: u64) -> BillKey {
		numbered_bill(at)
	}
}

/// Makes these the validators that decide the next block, each run by a participant.
fn set_validators(set: ValidatorSet) {
	for (validator, number) in set.validators().iter().zip(1..) {
		let operator = Operator { participant: ParticipantId(number), from: 0, rotated: false };
		pallet_bft_validators::Operators::<Runtime>::insert(validator.public, operator);
	}
	pallet_bft_validators::Current::<Runtime>::put(set);
}

impl pallet_outbox::benchmarking::BenchmarkHelper for Fixtures {
	fn set_validators(set: ValidatorSet) {
		set_time(AT);
		set_validators(set);
	}
}

impl pallet_observations::benchmarking::BenchmarkHelper for Fixtures {
	fn validators(set: ValidatorSet) {
		set_time(AT);
		set_validators(set);
	}

	fn platform() -> AccountId {
		preset("BigData").1
	}

	fn scene() -> SceneId {
		SCENE
	}

	fn bill(at: u64) -> BillKey {
		numbered_bill(at)
	}
}

impl pallet_cross_region::benchmarking::BenchmarkHelper for Fixtures {
	fn world(at: Moment) -> pallet_cross_region::benchmarking::World {
		set_time(at);
		for destination in [Destination::YangtzeDelta, Destination::Evidence] {
			pallet_outbox::Destinations::<Runtime>::insert(destination, OPEN);
		}
		pallet_cross_region::benchmarking::World {
			user: preset("Medicare").1,
			platform: preset("BigData").0,
			scene: SCENE,
			bill: numbered_bill(1),
		}
	}
}

impl pallet_policies::benchmarking::BenchmarkHelper for Fixtures {
	fn authority() -> AccountId {
		preset("Finance").1
	}

	fn operator() -> AccountId {
		preset("Hospital").1
	}

	fn node(number: u32) -> NodeId {
		let id = NodeId(number);
		let first = pallet_access_nodes::Nodes::<Runtime>::get(NODE);
		let first = first.expect("the preset has a node of the hospital");
		pallet_access_nodes::Nodes::<Runtime>::insert(id, first);
		id
	}

	fn scene(number: u32) -> SceneId {
		insert_scene(number)
	}

	fn set_time(at: Moment) {
		set_time(at);
	}
}

impl pallet_quotas::BenchmarkHelper<AccountId> for Fixtures {
	fn organisation_and_operator() -> (AccountId, AccountId) {
		organisation_and_operator()
	}
}

impl pallet_scenes::benchmarking::BenchmarkHelper for Fixtures {
	fn issuer() -> AccountId {
		organisation_and_operator().1
	}
}

impl pallet_vc_authorization::benchmarking::BenchmarkHelper for Fixtures {
	fn participant(key: Public, roles: Roles) -> ParticipantId {
		enrol(key, roles)
	}

	fn bind_payer(payer: PayerRef, holder: ParticipantId) {
		pallet_participants::Holders::<Runtime>::insert(payer, holder);
	}

	fn bill(key: BillKey, payer: PayerRef) {
		insert_bill(key, payer);
	}

	fn scene() -> SceneId {
		SCENE
	}

	fn set_time(at: Moment) {
		set_time(at);
	}
}
