//! Benchmarks of every call, each at its worst.
//!
//! A runtime cannot sign, so the credentials and the holder's proof are vectors, signed under
//! development keys; a test makes them again and compares.

use crate::{
	Authorizations, Call, CodeEnd, CodeEnds, CodeOf, Codes, CompactCredential, Config,
	CredentialBatch, Delegates, Pallet, PendingCode, TemplateCount, MAX_BATCH,
};
use alloc::vec::Vec;
use fiscal_primitives::{
	authorization::{
		AuthorizationState, Basis, Code, CredentialKind, DelegateTerms, HolderProof, SceneSet,
		Scope, Scopes, Template,
	},
	participant::{Role, Roles},
	text::{Name, Reason},
	traits::{Gate, ParticipantRegistry},
	AccountId, Actor, BillKey, BillNumber, Did, Digest, Moment, ParticipantId, PayerRef, SceneId,
};
use fiscal_sm_crypto::{sm3_256, Public, Signature};

use frame_benchmarking::v2::*;
use frame_support::{
	traits::{Get, Hooks},
	weights::Weight,
};
use frame_system::RawOrigin;

/// What benchmarks need of the other pallets of a runtime.
pub trait BenchmarkHelper {
	/// Admits an active participant with this key, in its first version, and these roles.
	fn participant(key: Public, roles: Roles) -> ParticipantId;
	/// Binds a payer reference to a holder.
	fn bind_payer(payer: PayerRef, holder: ParticipantId);
	/// Registers a bill of that payer.
	fn bill(key: BillKey, payer: PayerRef);
	/// Puts scene 1 into force.
	fn scene() -> SceneId;
	/// Sets the consensus time, Unix ms.
	fn set_time(at: Moment);
}

/// The moment of the vectors.
pub const AT: Moment = 1_795_190_400_000;
/// The chain of the vectors.
pub const CHAIN: Digest = Digest::repeat_byte(9);
/// Public keys of the vectors: holder, grantee, delegate, platform; a line each.
const KEYS: &str = include_str!("../vectors/keys.txt");
/// What the holder signed, one a line: over 1, 16, 32, 48 and 64 bills.
const GRANTS: &str = include_str!("../vectors/grants.txt");
/// What the delegate signed, as above.
const DELEGATED: &str = include_str!("../vectors/delegated.txt");
/// What the holder signed, 20 credentials of 64 bills, one a line.
const BATCH: &str = include_str!("../vectors/batch.txt");
/// The holder's signature to revoke the last of the grants.
const PROOF: &str = include_str!("../vectors/proof.txt");

/// The line whose credential names `bills` bills, rounded up to a multiple of 16.
fn sixteens(bills: u32) -> usize {
	usize::try_from(bills.div_ceil(16)).unwrap_or(4)
}

struct Parties {
	holder: AccountId,
	grantee: AccountId,
	grantee_id: ParticipantId,
	delegate: AccountId,
	delegate_id: ParticipantId,
	platform: AccountId,
}

fn line(text: &'static str, index: usize) -> &'static str {
	text.lines().nth(index).expect("the vector has the line")
}

fn compact(text: &str) -> CompactCredential {
	text.as_bytes().to_vec().try_into().expect("at most 8 KiB")
}

fn template(kind: CredentialKind) -> Template {
	Template {
		name: Name::new("bench").expect("a name"),
		kind,
		scopes: Scopes::of(&Scope::ALL),
		max_validity: u64::MAX,
		max_uses: u32::MAX,
		scenes: SceneSet::new((1..=16).map(SceneId).collect()).expect("in order"),
	}
}

fn terms() -> DelegateTerms {
	let Template { scopes, max_validity, scenes, .. } = template(CredentialKind::Person);
	let (max_bills, max_uses) = (64, u32::MAX);
	DelegateTerms { scopes, max_validity, max_bills, max_uses, grants_per_day: 5, scenes }
}

/// The bill of that number.
pub fn bill_key(number: u64) -> BillKey {
	BillKey::new(
		"31060126".parse().expect("a code"),
		BillNumber::from_value(number).expect("a number"),
	)
}

/// The world in which the vectors are good: each bill has a payer of its own, so that none is
/// remembered.
fn world<T: Config>() -> Parties {
	T::BenchmarkHelper::set_time(AT);
	T::BenchmarkHelper::scene();
	frame_system::BlockHash::<T>::insert(
		frame_system::pallet_prelude::BlockNumberFor::<T>::default(),
		CHAIN,
	);
	let admit = |index: usize, roles: &[Role]| {
		let key: Public = line(KEYS, index).parse().expect("a key");
		let id = T::Participants::by_did(&Did::of(&key))
			.unwrap_or_else(|| T::BenchmarkHelper::participant(key, Roles::of(roles)));
		(key.account_id(), id)
	};
	let (holder, holder_id) = admit(0, &[Role::Holder]);
	let (grantee, grantee_id) = admit(1, &[Role::BillUser]);
	let (delegate, delegate_id) = admit(2, &[Role::Platform]);
	let (platform, _) = admit(3, &[Role::Platform]);
	for number in 1u64..=64 {
		let payer = PayerRef(sm3_256(&number.to_le_bytes()).into());
		T::BenchmarkHelper::bind_payer(payer, holder_id);
		T::BenchmarkHelper::bill(bill_key(number), payer);
	}
	// The vectors name template 1, whatever the chain started with.
	TemplateCount::<T>::put(0);
	let person = template(CredentialKind::Person);
	Pallet::<T>::store_template(None, person, Actor::Council, AT).expect("a template");
	Parties { holder, grantee, grantee_id, delegate, delegate_id, platform }
}

/// The grant over 64 bills, registered.
fn granted<T: Config>(parties: &Parties) -> Digest {
	let credential = compact(line(GRANTS, 4));
	let origin = RawOrigin::Signed(parties.platform.clone()).into();
	Pallet::<T>::register(origin, credential.clone()).expect("a good credential");
	sm3_256(&credential).into()
}

/// The delegate's grant over 64 bills, registered: the one that takes most to check.
fn delegated<T: Config>(parties: &Parties) -> Digest {
	let gate = T::Gate::admitted_origin();
	Pallet::<T>::set_delegate(gate, parties.delegate_id, Some(terms())).expect("a platform");
	let credential = compact(line(DELEGATED, 4));
	let origin = RawOrigin::Signed(parties.delegate.clone()).into();
	Pallet::<T>::grant_for(origin, credential.clone()).expect("a good credential");
	sm3_256(&credential).into()
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn register(b: Linear<1, 64>) -> Result<(), BenchmarkError> {
		let parties = world::<T>();
		let credential = compact(line(GRANTS, sixteens(b)));
		#[extrinsic_call]
		_(RawOrigin::Signed(parties.platform), credential);
		assert_eq!(Authorizations::<T>::iter().count(), 1);
		Ok(())
	}

	#[benchmark]
	fn register_batch(n: Linear<1, { MAX_BATCH }>) -> Result<(), BenchmarkError> {
		let parties = world::<T>();
		let count = usize::try_from(n).unwrap_or(0);
		let all: Vec<_> = BATCH.lines().take(count).map(compact).collect();
		let credentials = CredentialBatch::try_from(all).expect("at most 20");
		#[extrinsic_call]
		_(RawOrigin::Signed(parties.platform), credentials);
		assert_eq!(Authorizations::<T>::iter().count(), count);
		Ok(())
	}

	#[benchmark]
	fn grant_for(b: Linear<1, 64>) -> Result<(), BenchmarkError> {
		let parties = world::<T>();
		Pallet::<T>::set_delegate(T::Gate::admitted_origin(), parties.delegate_id, Some(terms()))?;
		let credential = compact(line(DELEGATED, sixteens(b)));
		#[extrinsic_call]
		_(RawOrigin::Signed(parties.delegate), credential);
		assert_eq!(Authorizations::<T>::iter().count(), 1);
		Ok(())
	}

	#[benchmark]
	fn set_status() -> Result<(), BenchmarkError> {
		let parties = world::<T>();
		let digest = granted::<T>(&parties);
		let signature: Signature = PROOF.trim().parse().expect("a signature");
		let reason = Reason::new(&"r".repeat(256)).expect("a reason");
		let proof = Some(HolderProof { nonce: 0, signature });
		#[extrinsic_call]
		_(RawOrigin::Signed(parties.platform), digest, AuthorizationState::Revoked, reason, proof);
		assert_eq!(
			Authorizations::<T>::get(digest).map(|found| found.state),
			Some(AuthorizationState::Revoked)
		);
		Ok(())
	}

	#[benchmark]
	fn record_use() -> Result<(), BenchmarkError> {
		let parties = world::<T>();
		let digest = delegated::<T>(&parties);
		let purpose = Digest::repeat_byte(1);
		#[extrinsic_call]
		_(
			RawOrigin::Signed(parties.grantee),
			Basis::Authorization(digest),
			bill_key(64),
			Scope::Summary,
			SceneId(1),
			purpose,
		);
		assert_eq!(Authorizations::<T>::get(digest).map(|found| found.used), Some(1));
		Ok(())
	}

	#[benchmark]
	fn issue_code() -> Result<(), BenchmarkError> {
		let parties = world::<T>();
		let digest = delegated::<T>(&parties);
		let origin = RawOrigin::Signed(parties.holder.clone());
		let before = Digest::repeat_byte(1);
		Pallet::<T>::issue_code(origin.clone().into(), before, digest, AT.saturating_add(1))?;
		let code = Digest::repeat_byte(2);
		#[extrinsic_call]
		_(origin, code, digest, AT.saturating_add(2));
		assert!(Codes::<T>::contains_key(code) && !Codes::<T>::contains_key(before));
		Ok(())
	}

	#[benchmark]
	fn redeem_code() -> Result<(), BenchmarkError> {
		let parties = world::<T>();
		let digest = delegated::<T>(&parties);
		let code = Code::new(&"c".repeat(64)).expect("a code");
		let origin = RawOrigin::Signed(parties.holder.clone());
		Pallet::<T>::issue_code(origin.into(), code.digest(), digest, AT.saturating_add(1))?;
		#[extrinsic_call]
		_(RawOrigin::Signed(parties.grantee), code.clone());
		assert!(!Codes::<T>::contains_key(code.digest()));
		Ok(())
	}

	#[benchmark]
	fn put_template() -> Result<(), BenchmarkError> {
		world::<T>();
		let template = template(CredentialKind::Company);
		let origin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, Some(1), template);
		Ok(())
	}

	#[benchmark]
	fn withdraw_template() -> Result<(), BenchmarkError> {
		world::<T>();
		let origin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, 1);
		Ok(())
	}

	#[benchmark]
	fn set_delegate() -> Result<(), BenchmarkError> {
		let parties = world::<T>();
		let origin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, parties.delegate_id, Some(terms()));
		assert!(Delegates::<T>::contains_key(parties.delegate_id));
		Ok(())
	}

	#[benchmark]
	fn set_white_list() -> Result<(), BenchmarkError> {
		let parties = world::<T>();
		let origin = T::Gate::admitted_origin();
		let (who, scopes) = (parties.grantee_id, Scopes::of(&[Scope::Summary]));
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, who, SceneId(1), scopes, AT.saturating_add(1));
		Ok(())
	}

	#[benchmark]
	fn remove_white_list() -> Result<(), BenchmarkError> {
		let parties = world::<T>();
		let origin = T::Gate::admitted_origin();
		let (who, scopes) = (parties.grantee_id, Scopes::of(&[Scope::Summary]));
		let until = AT.saturating_add(1);
		Pallet::<T>::set_white_list(origin.clone(), who, SceneId(1), scopes, until)?;
		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, who, SceneId(1));
		Ok(())
	}

	/// Each code is another authorization's.
	#[benchmark]
	fn sweep(n: Linear<0, { T::MaxSweep::get() }>) -> Result<(), BenchmarkError> {
		let until = AT.saturating_add(1);
		for number in 0..u64::from(n) {
			let code: Digest = sm3_256(&number.to_le_bytes()).into();
			let authorization: Digest = sm3_256(code.as_bytes()).into();
			let (attempts, by) = (0, ParticipantId(1));
			Codes::<T>::insert(code, PendingCode { authorization, until, attempts, by });
			CodeOf::<T>::insert(authorization, code);
			CodeEnds::<T>::insert(CodeEnd::new(until, code), ());
		}
		T::BenchmarkHelper::set_time(until);
		#[block]
		{
			Pallet::<T>::on_idle(Default::default(), Weight::MAX);
		}
		assert_eq!(CodeEnds::<T>::iter().count(), 0);
		Ok(())
	}

	impl_benchmark_test_suite!(Pallet, crate::mock::new_test_ext(), crate::mock::Test);
}

/// The vectors are what the keys and claims of the tests make.
#[cfg(test)]
mod vectors {
	use super::*;
	use fiscal_primitives::authorization::{GrantedBills, TemplateId};
	use fiscal_sm_crypto::Pair;
	use fiscal_vc::{issue, Claims, Credential, CredentialId, Subject};
	use std::{format, string::String};

	const NAMES: [&str; 4] = ["bench-holder", "bench-grantee", "bench-delegate", "bench-platform"];

	fn did(name: &str) -> Did {
		Did::of(&Pair::from_dev_name(name).public())
	}

	fn claims(number: u8, bills: u64) -> Claims {
		let keys = (1..=bills.max(1)).map(bill_key).collect();
		Claims {
			id: CredentialId([number; 16]),
			kind: CredentialKind::Person,
			issuer: did(NAMES[0]),
			on_behalf: None,
			grantee: did(NAMES[1]),
			scene: SceneId(1),
			scopes: Scopes::of(&Scope::ALL),
			subject: Subject::Bills(GrantedBills::new(keys).unwrap()),
			uses: u32::MAX,
			valid_from: AT,
			valid_until: AT + 30 * 86_400_000,
			template: TemplateId { number: 1, version: 1 },
			chain: CHAIN,
		}
	}

	fn lines(count: u8, make: impl Fn(u8) -> String) -> String {
		(0..count).map(|index| make(index) + "\n").collect()
	}

	fn expected() -> [(&'static str, &'static str, String); 5] {
		let holder = Pair::from_dev_name(NAMES[0]);
		let delegate = Pair::from_dev_name(NAMES[2]);
		let grants = lines(5, |i| issue(&claims(100 + i, u64::from(i) * 16), 1, &holder).unwrap());
		let digest = Credential::parse(grants.lines().nth(4).unwrap().as_bytes()).unwrap().digest;
		let payload = HolderProof::payload(&CHAIN, &digest, 0, AuthorizationState::Revoked);
		let behalf = Some((did(NAMES[0]), Digest::repeat_byte(7)));
		[
			(
				"keys",
				KEYS,
				NAMES.map(|n| format!("{}\n", Pair::from_dev_name(n).public())).concat(),
			),
			("grants", GRANTS, grants.clone()),
			(
				"delegated",
				DELEGATED,
				lines(5, |index| {
					let claims = claims(50 + index, u64::from(index) * 16);
					let claims = Claims { issuer: did(NAMES[2]), on_behalf: behalf, ..claims };
					issue(&claims, 1, &delegate).unwrap()
				}),
			),
			("batch", BATCH, lines(20, |index| issue(&claims(index, 64), 1, &holder).unwrap())),
			("proof", PROOF, format!("{}\n", holder.sign(&payload))),
		]
	}

	/// Run with `FISCAL_WRITE_VECTORS=1` after a change of the profile.
	#[test]
	fn are_up_to_date() {
		for (name, found, expected) in expected() {
			if std::env::var_os("FISCAL_WRITE_VECTORS").is_some() {
				let path = format!("{}/vectors/{name}.txt", env!("CARGO_MANIFEST_DIR"));
				std::fs::write(path, &expected).unwrap();
			} else {
				assert_eq!(found, expected, "{name}");
			}
		}
	}
}
