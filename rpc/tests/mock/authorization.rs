//! What the mock knows of authorizations.

use super::key;
use fiscal_primitives::{
	authorization::{
		Authorization, AuthorizationAnswer, AuthorizationPage, AuthorizationState,
		AuthorizationStatus, Basis, CheckAnswer, CheckFault, Coverage, CredentialKind, Delegate,
		DelegateTerms, GrantedBills, LogEntry, LogHead, LogItem, SceneSet, Scope, Scopes, Template,
		TemplateAnswer, TemplateId, TemplateRecord, WhiteListEntry,
	},
	changes::AuthorizationChange,
	Actor, BillKey, Digest, Moment, ParticipantId, SceneId,
};

/// The authorization of the mock, from participant 5 to participant 5.
pub const AUTHORIZATION: Digest = Digest::repeat_byte(0xac);

pub fn log() -> LogHead {
	LogHead { entries: 3, failures: 1, head: Digest::repeat_byte(0x10) }
}

pub fn authorization() -> AuthorizationAnswer {
	let bills = GrantedBills::new(vec![key(1), key(2)]).unwrap();
	AuthorizationAnswer {
		digest: AUTHORIZATION,
		status: AuthorizationStatus::Active,
		authorization: Authorization {
			kind: CredentialKind::Person,
			holder: ParticipantId(5),
			holder_key_version: 1,
			grantee: ParticipantId(5),
			grantee_key_version: 2,
			delegate: None,
			template: TemplateId { number: 1, version: 2 },
			scene: SceneId(3),
			scopes: Scopes::of(&[Scope::Summary, Scope::Use]),
			coverage: Coverage::Bills(bills),
			valid_from: 10,
			valid_until: 20,
			uses_max: 4,
			used: 2,
			state: AuthorizationState::Active,
			nonce: 0,
			registered_at: 9,
			changed_at: 9,
			log: log(),
		},
	}
}

/// The life of the authorization in block 0: registered, used, refused and frozen.
pub fn steps() -> Vec<AuthorizationChange> {
	let (holder, scene) = (ParticipantId(5), SceneId(3));
	let checked = |fault| {
		LogItem::Checked(LogEntry {
			at: 1_000,
			user: holder,
			scene,
			bill: key(1),
			scope: Scope::Use,
			purpose: Digest::zero(),
			fault,
		})
	};
	let items = [
		LogItem::Registered {
			at: 1_000,
			digest: AUTHORIZATION,
			holder,
			grantee: holder,
			scene,
			delegate: None,
			by: holder,
		},
		checked(None),
		checked(Some(CheckFault::ScopeNotGranted)),
		LogItem::StatusChanged {
			at: 1_000,
			from: AuthorizationState::Active,
			to: AuthorizationState::Frozen,
			by: holder,
			reason: "asked".parse().unwrap(),
		},
	];
	let mut log = LogHead::default();
	items
		.into_iter()
		.map(|item| {
			log.append(&item);
			let (basis, head) = (Basis::Authorization(AUTHORIZATION), Some(log.head));
			AuthorizationChange { basis, extrinsic: Some(1), item, head }
		})
		.collect()
}

pub fn check(digest: Option<Digest>, bill: BillKey, at: Option<Moment>) -> CheckAnswer {
	let reason = match digest {
		None => Some(CheckFault::NotListed),
		Some(digest) if digest != AUTHORIZATION => Some(CheckFault::NotFound),
		Some(_) if at.is_some_and(|at| at >= 20) => Some(CheckFault::Expired),
		Some(_) => (bill != key(1)).then_some(CheckFault::BillNotCovered),
	};
	CheckAnswer { permitted: reason.is_none(), reason }
}

pub fn page(of: ParticipantId, all: bool, after: Option<Digest>) -> AuthorizationPage {
	if of != ParticipantId(5) || after.is_some() {
		return AuthorizationPage::default();
	}
	let items = vec![authorization()];
	AuthorizationPage { items, next: all.then_some(AUTHORIZATION) }
}

pub fn template(number: u32, version: Option<u32>) -> Option<TemplateAnswer> {
	let version = version.unwrap_or(2);
	(number == 1 && version <= 2).then(|| TemplateAnswer {
		id: TemplateId { number, version },
		in_force: version == 2,
		record: TemplateRecord {
			template: Template {
				name: "个人授权".parse().unwrap(),
				kind: CredentialKind::Person,
				scopes: Scopes::of(&[Scope::Use]),
				max_validity: 1,
				max_uses: 1,
				scenes: SceneSet::default(),
			},
			by: Actor::Council,
			at: 1,
		},
	})
}

pub fn delegate() -> Delegate {
	Delegate {
		terms: DelegateTerms {
			scopes: Scopes::of(&[Scope::Use]),
			max_validity: 1,
			max_bills: 2,
			max_uses: 5,
			grants_per_day: 3,
			scenes: SceneSet::default(),
		},
		by: Actor::Council,
		at: 1,
		day: 20_261_121,
		granted: 2,
	}
}

pub fn listed() -> WhiteListEntry {
	WhiteListEntry {
		scopes: Scopes::of(&[Scope::List]),
		until: 30,
		by: Actor::Council,
		at: 1,
		log: log(),
	}
}
