//! The benchmarks.

use super::vectors::{
	self, ADMIN_ID, ANOTHER_PAYER, COUNT, GENESIS, ORGANISATION, OTHER_ID, PAYER,
};
use crate::{
	admission::Newcomer, Accounts, Call, Config, Count, Dids, Holders, MorePayers, Pallet,
	Participants, ServicesOf,
};
use alloc::{string::String, vec, vec::Vec};
use fiscal_primitives::{
	did::{Service, Services, MAX_SERVICES},
	participant::{
		AccountLabel, ChildKind, EndorsementProof, ParticipantKind, Role, Roles, Status,
		HOLDER_NAME, MAX_PAYERS,
	},
	text::{Name, Reason},
	traits::Gate,
	AccountId, Did, Digest, Invalid, ParticipantId, PayerRef, SceneId,
};
use fiscal_sm_crypto::{Public, Signature};
use frame_benchmarking::v2::*;
use frame_system::{pallet_prelude::BlockNumberFor, RawOrigin};
use sp_runtime::traits::Zero;

fn fault(fault: Invalid) -> BenchmarkError {
	BenchmarkError::Stop(fault.0)
}

fn key(bytes: [u8; 33]) -> Result<Public, BenchmarkError> {
	Public::from_bytes(bytes).map_err(|_| BenchmarkError::Stop("key"))
}

fn longest_name() -> Result<Name, BenchmarkError> {
	Name::new(&"n".repeat(128)).map_err(fault)
}

fn reason() -> Result<Reason, BenchmarkError> {
	Reason::new(&"r".repeat(256)).map_err(fault)
}

fn put<T: Config>(newcomer: Newcomer) -> Result<ParticipantId, BenchmarkError> {
	let admitted = Pallet::<T>::insert_new(newcomer, 0);
	admitted.map(|(id, ..)| id).map_err(|_| BenchmarkError::Stop("not admitted"))
}

/// A member, an organisation below it and an administrator below that, who may do everything that
/// is handed down. The account of the administrator.
fn tree<T: Config>() -> Result<AccountId, BenchmarkError> {
	frame_system::BlockHash::<T>::insert(BlockNumberFor::<T>::zero(), GENESIS);
	Count::<T>::put(COUNT);
	let roles = Roles::of(&[Role::FiscalAuthority, Role::Platform, Role::Issuer]);
	let (name, identity) = (longest_name()?, Digest::repeat_byte);
	let kind = ParticipantKind::Organisation;
	let member = key(vectors::MEMBER)?;
	let member = put::<T>(Newcomer::member(name.clone(), kind, roles, member, identity(1)))?;
	let organisation = key(vectors::ORGANISATION_KEY)?;
	let kind = ChildKind::Organisation;
	put::<T>(Newcomer::child(member, name.clone(), kind, roles, organisation, identity(2)))?;
	let admin = key(vectors::ADMIN)?;
	let roles = Roles::of(&[Role::Administrator, Role::Platform, Role::Issuer]);
	let kind = ChildKind::Account(AccountLabel::Operator);
	put::<T>(Newcomer::child(ORGANISATION, name, kind, roles, admin, identity(3)))?;
	Ok(admin.account_id())
}

/// Another account below the organisation.
fn operator<T: Config>() -> Result<(), BenchmarkError> {
	let kind = ChildKind::Account(AccountLabel::Operator);
	let (operator, identity) = (key(vectors::OPERATOR)?, Digest::repeat_byte(4));
	let (name, roles) = (longest_name()?, vectors::roles());
	put::<T>(Newcomer::child(ORGANISATION, name, kind, roles, operator, identity))?;
	Ok(())
}

fn longest_services() -> Result<Services, BenchmarkError> {
	let service = |at: u32| -> Result<Service, Invalid> {
		let mut name = String::from("s".repeat(31));
		name.push(char::from_digit(at, 10).unwrap_or('x'));
		Ok(Service {
			name: name.parse()?,
			kind: "t".repeat(64).parse()?,
			endpoint: (String::from("https://") + &"e".repeat(248)).parse()?,
		})
	};
	let services = (0..MAX_SERVICES).map(service).collect::<Result<Vec<_>, _>>();
	services.and_then(Services::new).map_err(fault)
}

#[benchmarks]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn admit() -> Result<(), BenchmarkError> {
		tree::<T>()?;
		let new = key(vectors::NEW)?;
		let origin = T::Gate::admitted_origin();
		#[extrinsic_call]
		_(
			origin as T::RuntimeOrigin,
			longest_name()?,
			ParticipantKind::Organisation,
			vectors::roles(),
			new,
			Digest::repeat_byte(5),
			Signature::from_bytes(vectors::ADMIT),
		);
		assert!(Dids::<T>::contains_key(Did::of(&new)));
		Ok(())
	}

	#[benchmark]
	fn set_status() -> Result<(), BenchmarkError> {
		let admin = tree::<T>()?;
		operator::<T>()?;
		#[extrinsic_call]
		_(RawOrigin::Signed(admin), OTHER_ID, Status::Frozen, reason()?);
		let operator = Participants::<T>::get(OTHER_ID);
		assert!(operator.is_some_and(|operator| operator.status == Status::Frozen));
		Ok(())
	}

	#[benchmark]
	fn set_roles() -> Result<(), BenchmarkError> {
		let admin = tree::<T>()?;
		operator::<T>()?;
		let roles = Roles::of(&[Role::Administrator]);
		#[extrinsic_call]
		_(RawOrigin::Signed(admin), OTHER_ID, roles, reason()?);
		assert!(Participants::<T>::get(OTHER_ID).is_some_and(|one| one.roles == roles));
		Ok(())
	}

	#[benchmark]
	fn admit_child() -> Result<(), BenchmarkError> {
		let admin = tree::<T>()?;
		let new = key(vectors::NEW)?;
		let signature = Signature::from_bytes(vectors::ENDORSEMENT);
		#[extrinsic_call]
		_(
			RawOrigin::Signed(admin),
			ORGANISATION,
			longest_name()?,
			vectors::KIND,
			vectors::roles(),
			new,
			vectors::IDENTITY,
			Signature::from_bytes(vectors::ADMIT_CHILD),
			EndorsementProof { by: ADMIN_ID, expires: vectors::EXPIRES, signature },
		);
		assert!(Dids::<T>::contains_key(Did::of(&new)));
		Ok(())
	}

	#[benchmark]
	fn register_holder() -> Result<(), BenchmarkError> {
		let admin = tree::<T>()?;
		let proof = Signature::from_bytes(vectors::REGISTER_HOLDER);
		#[extrinsic_call]
		_(RawOrigin::Signed(admin), key(vectors::NEW)?, PAYER, proof);
		assert_eq!(Holders::<T>::get(PAYER), Some(OTHER_ID));
		Ok(())
	}

	#[benchmark]
	fn bind_payer() -> Result<(), BenchmarkError> {
		let admin = tree::<T>()?;
		let holder = Newcomer::holder(key(vectors::NEW)?, PAYER)
			.map_err(|_| BenchmarkError::Stop(HOLDER_NAME))?;
		put::<T>(holder)?;
		// One place is left beside the first one.
		let more: Vec<PayerRef> =
			(2..MAX_PAYERS as u8).map(|at| PayerRef(Digest::repeat_byte(at))).collect();
		MorePayers::<T>::mutate(OTHER_ID, |bound| {
			more.into_iter().all(|payer| bound.try_push(payer).is_ok())
		});
		let proof = Signature::from_bytes(vectors::BIND_PAYER);
		#[extrinsic_call]
		_(RawOrigin::Signed(admin), OTHER_ID, ANOTHER_PAYER, proof);
		assert_eq!(Holders::<T>::get(ANOTHER_PAYER), Some(OTHER_ID));
		Ok(())
	}

	#[benchmark]
	fn rotate_key() -> Result<(), BenchmarkError> {
		let admin = tree::<T>()?;
		let proof = Signature::from_bytes(vectors::ROTATE_KEY);
		#[extrinsic_call]
		_(RawOrigin::Signed(admin.clone()), key(vectors::NEW)?, proof);
		assert!(!Accounts::<T>::contains_key(admin));
		Ok(())
	}

	#[benchmark]
	fn replace_key() -> Result<(), BenchmarkError> {
		let admin = tree::<T>()?;
		operator::<T>()?;
		let new = key(vectors::NEW)?;
		let proof = Signature::from_bytes(vectors::REPLACE_KEY);
		#[extrinsic_call]
		_(RawOrigin::Signed(admin), OTHER_ID, new, proof, reason()?);
		assert!(Participants::<T>::get(OTHER_ID).is_some_and(|one| one.key == new));
		Ok(())
	}

	#[benchmark]
	fn set_services() -> Result<(), BenchmarkError> {
		let admin = tree::<T>()?;
		#[extrinsic_call]
		_(RawOrigin::Signed(admin), ORGANISATION, longest_services()?);
		assert_eq!(ServicesOf::<T>::get(ORGANISATION).len(), MAX_SERVICES);
		Ok(())
	}

	#[benchmark]
	fn update() -> Result<(), BenchmarkError> {
		let admin = tree::<T>()?;
		operator::<T>()?;
		let name = Name::new(&"m".repeat(128)).map_err(fault)?;
		let label = AccountLabel::Scene(SceneId(1));
		#[extrinsic_call]
		_(RawOrigin::Signed(admin), OTHER_ID, Some(name.clone()), Some(label), reason()?);
		let updated = Participants::<T>::get(OTHER_ID);
		assert!(updated.is_some_and(|one| one.name == name && one.label == Some(label)));
		Ok(())
	}

	#[benchmark]
	fn check_participant() -> Result<(), BenchmarkError> {
		let admin = tree::<T>()?;
		let call: T::RuntimeCall = frame_system::Call::remark { remark: vec![] }.into();
		let answer;
		#[block]
		{
			answer = Pallet::<T>::ensure_may_call(&admin, &call);
		}
		// Whether a remark is on the list is the runtime's to say; the reads are the same.
		let _ = answer;
		Ok(())
	}

	impl_benchmark_test_suite!(
		Pallet,
		crate::mock::ExtBuilder::default().build(),
		crate::mock::Test,
	);
}
