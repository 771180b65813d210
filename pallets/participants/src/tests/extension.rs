use crate::{mock::*, refusal, CheckParticipant, WeightInfo};
use codec::{Decode, Encode};
use fiscal_primitives::{
	participant::{Role, Status},
	ParticipantId,
};
use frame_support::{
	assert_ok,
	dispatch::{DispatchClass, DispatchInfo, GetDispatchInfo},
};
use sp_runtime::{
	traits::{DispatchTransaction, TransactionExtension},
	transaction_validity::{
		InvalidTransaction, TransactionSource, TransactionValidityError, ValidTransaction,
	},
};

const HOSPITAL: ParticipantId = ParticipantId(2);

fn chain() -> ExtBuilder {
	ExtBuilder::default()
		.with_participant("finance", &[Role::FiscalAuthority])
		.with_participant("hospital", &[Role::Issuer])
}

fn remark() -> RuntimeCall {
	frame_system::Call::remark { remark: vec![1] }.into()
}

fn freeze(id: ParticipantId) -> RuntimeCall {
	crate::Call::set_status { id, status: Status::Frozen, reason: reason() }.into()
}

fn custom(code: u8) -> TransactionValidityError {
	InvalidTransaction::Custom(code).into()
}

/// What the pool and what a block say, which have to agree.
fn check(origin: RuntimeOrigin, call: &RuntimeCall) -> Result<(), TransactionValidityError> {
	let info = call.get_dispatch_info();
	let extension = CheckParticipant::<Test>::new;
	let pool = extension()
		.validate_only(origin.clone(), call, &info, 10, TransactionSource::External, 0)
		.map(|(valid, ..)| assert_eq!(valid, ValidTransaction::default()));
	let block = extension().validate_and_prepare(origin, call, &info, 10, 0).map(|_| ());
	assert_eq!(pool, block);
	block
}

fn of(class: DispatchClass) -> DispatchInfo {
	DispatchInfo { class, ..Default::default() }
}

#[test]
fn a_role_sends_its_calls_and_no_others() {
	chain().build_and_execute(|| {
		assert_ok!(check(signed("hospital"), &remark()));
		assert_ok!(check(signed("finance"), &freeze(HOSPITAL)));
		assert_eq!(check(signed("finance"), &remark()), Err(custom(refusal::ROLE_MAY_NOT_CALL)));
		assert_eq!(
			check(signed("hospital"), &freeze(ParticipantId(1))),
			Err(custom(refusal::ROLE_MAY_NOT_CALL))
		);
	});
}

#[test]
fn a_call_off_the_list_is_sent_by_nobody() {
	ExtBuilder::default().with_participant("all", &Role::ALL).build_and_execute(|| {
		let call = RuntimeCall::from(frame_system::Call::set_heap_pages { pages: 1 });
		assert_eq!(check(signed("all"), &call), Err(custom(refusal::ROLE_MAY_NOT_CALL)));
	});
}

#[test]
fn an_unknown_account_is_refused() {
	chain().build_and_execute(|| {
		assert_eq!(check(signed("stranger"), &remark()), Err(custom(refusal::UNKNOWN_ACCOUNT)));
	});
}

#[test]
fn a_frozen_participant_is_refused_until_it_is_active_again() {
	chain().build_and_execute(|| {
		let set = |status| {
			assert_ok!(Participants::set_status(RuntimeOrigin::root(), HOSPITAL, status, reason()));
		};
		set(Status::Frozen);
		assert_eq!(check(signed("hospital"), &remark()), Err(custom(refusal::NOT_ACTIVE)));
		set(Status::Active);
		assert_ok!(check(signed("hospital"), &remark()));
		set(Status::Cancelled);
		assert_eq!(check(signed("hospital"), &remark()), Err(custom(refusal::NOT_ACTIVE)));
	});
}

#[test]
fn a_transaction_without_a_signer_is_refused() {
	chain().build_and_execute(|| {
		for origin in [RuntimeOrigin::none(), RuntimeOrigin::root()] {
			assert_eq!(check(origin, &remark()), Err(InvalidTransaction::UnknownOrigin.into()));
		}
	});
}

#[test]
fn bare_extrinsics_the_policy_does_not_name_are_inherents_of_a_block_and_nothing_else() {
	chain().build_and_execute(|| {
		let call = remark();
		let refused = Err(TransactionValidityError::from(InvalidTransaction::UnknownOrigin));
		for class in [DispatchClass::Normal, DispatchClass::Operational, DispatchClass::Mandatory] {
			assert_eq!(
				CheckParticipant::<Test>::bare_validate(&call, &of(class), 10).map(|_| ()),
				refused
			);
			let in_block =
				CheckParticipant::<Test>::bare_validate_and_prepare(&call, &of(class), 10);
			match class {
				DispatchClass::Mandatory => assert_eq!(in_block, Ok(())),
				_ => assert_eq!(in_block, refused),
			}
		}
	});
}

#[test]
fn bare_extrinsics_the_policy_names_pass_in_the_pool_and_in_a_block() {
	chain().build_and_execute(|| {
		let call = RuntimeCall::from(frame_system::Call::remark_with_event { remark: vec![1] });
		for class in [DispatchClass::Normal, DispatchClass::Operational] {
			assert_eq!(
				CheckParticipant::<Test>::bare_validate(&call, &of(class), 10),
				Ok(ValidTransaction::default())
			);
			assert_ok!(CheckParticipant::<Test>::bare_validate_and_prepare(&call, &of(class), 10));
			// With a signer it is a call like another.
			assert_eq!(check(signed("hospital"), &call), Err(custom(refusal::ROLE_MAY_NOT_CALL)));
		}
	});
}

#[test]
fn it_dispatches_as_the_signer() {
	chain().build_and_execute(|| {
		let call = freeze(HOSPITAL);
		let info = call.get_dispatch_info();
		let result = CheckParticipant::<Test>::new().dispatch_transaction(
			signed("finance"),
			call,
			&info,
			10,
			0,
		);
		assert_ok!(result.expect("the transaction is valid"));
		assert_eq!(check(signed("hospital"), &remark()), Err(custom(refusal::NOT_ACTIVE)));
	});
}

#[test]
fn it_adds_no_bytes_and_states_its_weight() {
	let extension = CheckParticipant::<Test>::new();
	assert!(extension.encode().is_empty());
	assert_eq!(CheckParticipant::<Test>::decode(&mut &[][..]), Ok(extension.clone()));
	assert_eq!(extension.weight(&remark()), <() as WeightInfo>::check_participant());
}

/// Finance, the hospital below it, and an operator and an administrator below the hospital.
fn tree() -> ExtBuilder {
	ExtBuilder::default()
		.with_participant("finance", &[Role::FiscalAuthority])
		.with_organisation(1, "hospital", &[Role::Issuer])
		.with_account(2, "operator", &[Role::Issuer])
		.with_account(2, "admin", &[Role::Administrator])
}

fn set_status(id: u32, status: Status) {
	assert_ok!(Participants::set_status(root(), ParticipantId(id), status, reason()));
}

#[test]
fn what_stands_above_decides_with_the_signer() {
	tree().build_and_execute(|| {
		assert_ok!(check(signed("operator"), &remark()));
		assert_eq!(check(signed("admin"), &remark()), Err(custom(refusal::ROLE_MAY_NOT_CALL)));
		for above in [1, 2, 3] {
			set_status(above, Status::Frozen);
			assert_eq!(check(signed("operator"), &remark()), Err(custom(refusal::NOT_ACTIVE)));
			set_status(above, Status::Active);
			assert_ok!(check(signed("operator"), &remark()));
		}
		// A role that the organisation lost its accounts have lost.
		let roles = fiscal_primitives::participant::Roles::of(&[Role::BillUser]);
		assert_ok!(Participants::set_roles(root(), ParticipantId(2), roles, reason()));
		assert_eq!(check(signed("operator"), &remark()), Err(custom(refusal::ROLE_MAY_NOT_CALL)));
	});
}

#[test]
fn organisations_and_administrators_manage_accounts_and_operators_do_not() {
	tree().build_and_execute(|| {
		let call = RuntimeCall::from(crate::Call::admit_child {
			parent: HOSPITAL,
			name: name("another"),
			kind: OPERATOR_ACCOUNT,
			roles: fiscal_primitives::participant::Roles::of(&[Role::Issuer]),
			key: key("another"),
			identity: identity("another"),
			proof: proof("another", Some(HOSPITAL)),
			endorsement: endorsed(
				(HOSPITAL, "hospital"),
				HOSPITAL,
				(OPERATOR_ACCOUNT, "another"),
				&[Role::Issuer],
			),
		});
		for who in ["finance", "hospital", "admin"] {
			assert_ok!(check(signed(who), &call));
		}
		let refused = Err(custom(refusal::ROLE_MAY_NOT_CALL));
		assert_eq!(check(signed("operator"), &call), refused);
	});
}
