use fiscal_primitives::{
	authorization::{CredentialKind, GrantedBills, Scope, Scopes, TemplateId},
	BillKey, BillNumber, Did, Digest, SceneId,
};
use fiscal_sm_crypto::Pair;
use fiscal_vc::{sign, Claims, Credential, CredentialId, Fault, KeyId, Subject, ALGORITHM, TYPE};

pub fn pair(name: &str) -> Pair {
	Pair::from_dev_name(name)
}

pub fn did(name: &str) -> Did {
	Did::of(&pair(name).public())
}

pub fn bill(number: u64) -> BillKey {
	BillKey::new("31060126".parse().unwrap(), BillNumber::from_value(number).unwrap())
}

pub fn bills(numbers: impl IntoIterator<Item = u64>) -> Subject {
	Subject::Bills(GrantedBills::new(numbers.into_iter().map(bill).collect()).unwrap())
}

/// A citizen grants an insurer two bills for 30 days.
pub fn claims() -> Claims {
	Claims {
		id: CredentialId([7; 16]),
		kind: CredentialKind::Person,
		issuer: did("citizen"),
		on_behalf: None,
		grantee: did("insurer"),
		scene: SceneId(2),
		scopes: Scopes::of(&[Scope::Summary, Scope::Use]),
		subject: bills([1, 2]),
		uses: 10,
		valid_from: 1_795_190_400_000,
		valid_until: 1_797_782_400_000,
		template: TemplateId { number: 1, version: 1 },
		chain: Digest::repeat_byte(9),
	}
}

pub fn header() -> String {
	let kid = KeyId { did: did("citizen"), version: 1 };
	format!(r#"{{"alg":"{ALGORITHM}","typ":"{TYPE}","kid":"{kid}"}}"#)
}

/// Signs a header and a payload as they are, as the citizen.
pub fn signed(header: &str, payload: &str) -> String {
	sign(header, payload, &pair("citizen")).unwrap()
}

/// The fault of a payload that is signed well.
pub fn fault(payload: &str) -> Fault {
	let compact = signed(&header(), payload);
	match Credential::parse(compact.as_bytes()) {
		Err(fault) => fault,
		Ok(_) => panic!("accepted: {payload}"),
	}
}

/// The payload with one part of its text replaced.
pub fn with(from: &str, to: &str) -> String {
	let payload = claims().to_json();
	assert!(payload.contains(from), "{from} is not in {payload}");
	payload.replacen(from, to, 1)
}
