//! A runtime for the tests: root is the council, every participant has one role.

use crate as pallet_bill_permissions;
use fiscal_primitives::{
	bill::{BillKind, Circulation, Medium, Use, Validity},
	participant::{Role, Roles},
	traits::{Gate, ParticipantRegistry},
	AccountId, Actor, Approval, Bill, CheckDigest, Date, Did, Digest, Fen, Moment, Operation,
	ParticipantId, PayerRef,
};
use fiscal_sm_crypto::Public;
use frame_support::{derive_impl, parameter_types, traits::Time};
use frame_system::{ensure_signed, mocking::MockBlock, RawOrigin};
use sp_runtime::{traits::IdentityLookup, BuildStorage, DispatchError};

frame_support::construct_runtime!(
	pub enum Test {
		System: frame_system,
		Permissions: pallet_bill_permissions,
	}
);

parameter_types! {
	pub static Now: Moment = 1_000;
	/// The approval under which signed calls run.
	pub static Approved: Option<Approval> = None;
}

impl Time for Now {
	type Moment = Moment;
	fn now() -> Moment {
		Now::get()
	}
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type Block = MockBlock<Test>;
	type AccountId = AccountId;
	type Lookup = IdentityLookup<AccountId>;
}

pub const NOT_AUTHORIZED: DispatchError = DispatchError::Other("participants: NotAuthorized");
pub const APPROVAL: Approval = Approval { id: 3, head: Digest::repeat_byte(3), mandated: true };

/// The participant whose only role this is.
pub fn id(role: Role) -> ParticipantId {
	let at = Role::ALL.iter().position(|known| *known == role).unwrap();
	ParticipantId(u32::try_from(at).unwrap() + 1)
}

fn role_of(id: ParticipantId) -> Option<Role> {
	Role::ALL.into_iter().find(|role| self::id(*role) == id)
}

fn account(role: Role) -> AccountId {
	AccountId::new([u8::try_from(id(role).0).unwrap(); 32])
}

pub fn signed(role: Role) -> RuntimeOrigin {
	RuntimeOrigin::signed(account(role))
}

pub fn actor(role: Role, approval: Option<Approval>) -> Actor {
	Actor::Participant { id: id(role), signer: id(role), approval }
}

pub struct Registry;

impl ParticipantRegistry<AccountId> for Registry {
	fn id_of(account: &AccountId) -> Option<ParticipantId> {
		Role::ALL.into_iter().find(|role| self::account(*role) == *account).map(id)
	}
	fn signer_of(account: &AccountId) -> Option<ParticipantId> {
		Self::id_of(account)
	}
	fn is_active(id: ParticipantId) -> bool {
		role_of(id).is_some()
	}
	fn roles_of(id: ParticipantId) -> Roles {
		Roles::of(role_of(id).as_slice())
	}
	fn ensure(account: &AccountId, role: Role) -> Result<ParticipantId, DispatchError> {
		Self::id_of(account).filter(|id| Self::has_role(*id, role)).ok_or(NOT_AUTHORIZED)
	}
	fn is_within(id: ParticipantId, ancestor: ParticipantId) -> bool {
		id == ancestor
	}
	fn by_did(_: &Did) -> Option<ParticipantId> {
		None
	}
	fn did_of(_: ParticipantId) -> Option<Did> {
		None
	}
	fn key_of(_: ParticipantId) -> Option<(Public, u32)> {
		None
	}
	fn holder_of(_: &PayerRef) -> Option<ParticipantId> {
		None
	}
}

impl Gate<RuntimeOrigin> for Registry {
	fn ensure(origin: RuntimeOrigin, _: Operation, role: Role) -> Result<Actor, DispatchError> {
		if let Ok(RawOrigin::Root) = origin.clone().into() {
			return Ok(Actor::Council);
		}
		let account = ensure_signed(origin)?;
		let id = <Self as ParticipantRegistry<AccountId>>::ensure(&account, role)?;
		Ok(Actor::Participant { id, signer: id, approval: Approved::get() })
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn admitted_origin() -> RuntimeOrigin {
		RuntimeOrigin::root()
	}
}

impl crate::Config for Test {
	type Gate = Registry;
	type Participants = Registry;
	type Time = Now;
	type WeightInfo = ();
}

/// An ordinary electronic bill in force.
pub fn bill(usage: Use) -> Bill {
	Bill {
		check: CheckDigest([0; 16]),
		total: Fen::new(100).unwrap(),
		issued_on: Date::new(20260101).unwrap(),
		issuer: id(Role::Issuer),
		node: Default::default(),
		scene: Default::default(),
		payer: PayerRef::default(),
		xml: Digest::zero(),
		pdf: None,
		summary: Digest::zero(),
		version: 1,
		history: None,
		related: None,
		registered: Default::default(),
		kind: BillKind::Ordinary,
		validity: Validity::Normal,
		medium: Medium::Electronic,
		usage,
		circulation: Circulation::Circulable,
		reimbursed: Fen::ZERO,
	}
}

/// The storage at the beginning.
pub fn new_test_ext() -> sp_io::TestExternalities {
	Now::set(1_000);
	Approved::set(None);
	let storage = RuntimeGenesisConfig::default().build_storage().unwrap();
	let mut externalities = sp_io::TestExternalities::new(storage);
	// Events of block 0 are not kept.
	externalities.execute_with(|| System::set_block_number(1));
	externalities
}

/// Runs the test and then checks the storage.
pub fn execute(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		test();
		Permissions::do_try_state().expect("the storage holds together");
	});
}
