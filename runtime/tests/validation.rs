//! Transactions validated together have the answers they have alone.

mod common;

use codec::{Decode, Encode};
use common::chain;
use fiscal_bft_primitives::{Equivocation, Statement, Vote, VoteKind};
use fiscal_primitives::participant::Tier;
use fiscal_runtime::{
	genesis_presets::{public_of, DEVNET, VALIDATOR_NAMES},
	Block, Executive, Hash, Nonce, Runtime, RuntimeCall, SignedPayload, UncheckedExtrinsic,
	VERSION,
};
use fiscal_runtime_api::{runtime_decl_for_validate_batch_api::ValidateBatchApi, MAX_VALIDATED};
use fiscal_sm_crypto::Pair;
use proptest::prelude::*;
use sp_runtime::{
	generic::Era,
	transaction_validity::{
		InvalidTransaction::{self, *},
		TransactionSource, TransactionValidity, TransactionValidityError,
	},
	OpaqueExtrinsic,
};
use std::sync::LazyLock;

/// The block on which the next one is built, which is the first of the chain.
const PARENT: Hash = Hash::repeat_byte(9);
const SENDER: &str = "Finance";
/// How many transactions it has sent already.
const SENT: Nonce = 3;
const STRANGER: &str = "Nobody";

/// What the runtime says of one transaction; none if it is not one.
type Answer = Option<TransactionValidity>;

/// The devnet, where [`SENDER`] has sent some.
fn devnet() -> sp_io::TestExternalities {
	let mut devnet = chain(DEVNET);
	devnet.execute_with(|| {
		let account = public_of(SENDER).unwrap().account_id();
		frame_system::Account::<Runtime>::mutate(account, |record| record.nonce = SENT);
	});
	devnet
}

fn propose() -> RuntimeCall {
	let quota = pallet_quotas::Quota { burst: 9_000, per_second: 90 };
	let call = pallet_quotas::Call::set_default_quota { tier: Tier::Holder, quota };
	let call = Box::new(RuntimeCall::Quotas(call));
	let reason = "season".parse().unwrap();
	RuntimeCall::Approvals(pallet_approvals::Call::propose { call, flow: None, reason })
}

fn remark() -> RuntimeCall {
	RuntimeCall::System(frame_system::Call::remark { remark: vec![1] })
}

/// A transaction and how it is signed. Unless a field is changed it is valid.
struct Draft {
	signer: &'static str,
	/// Under whose name it goes.
	sender: &'static str,
	call: RuntimeCall,
	nonce: Nonce,
	era: Era,
	genesis: Hash,
	spec_version: u32,
}

impl Default for Draft {
	fn default() -> Self {
		Self {
			signer: SENDER,
			sender: SENDER,
			call: propose(),
			nonce: SENT,
			era: Era::Immortal,
			genesis: PARENT,
			spec_version: VERSION.spec_version,
		}
	}
}

impl Draft {
	fn of(name: &'static str, nonce: Nonce) -> Self {
		Self { signer: name, sender: name, nonce, ..Default::default() }
	}

	fn signed(self) -> OpaqueExtrinsic {
		let extension = (
			frame_system::CheckNonZeroSender::new(),
			frame_system::CheckSpecVersion::new(),
			frame_system::CheckTxVersion::new(),
			frame_system::CheckGenesis::new(),
			frame_system::CheckEra::from(self.era),
			pallet_participants::CheckParticipant::new(),
			frame_system::CheckNonce::from(self.nonce),
			frame_system::CheckWeight::new(),
			pallet_quotas::ChargeQuota::new(),
			frame_system::WeightReclaim::new(),
		);
		let versions = (self.spec_version, VERSION.transaction_version);
		let implicit = ((), versions.0, versions.1, self.genesis, self.genesis, (), (), (), (), ());
		let payload = SignedPayload::from_raw(self.call, extension, implicit);
		let pair = Pair::from_dev_name(self.signer);
		let signature = payload.using_encoded(|bytes| pair.sign_with_public(bytes));
		let (call, extension, _) = payload.deconstruct();
		let sender = Pair::from_dev_name(self.sender).public().account_id();
		opaque(&UncheckedExtrinsic::new_signed(call, sender.into(), signature, extension))
	}
}

fn opaque(transaction: &UncheckedExtrinsic) -> OpaqueExtrinsic {
	OpaqueExtrinsic::decode(&mut &transaction.encode()[..]).unwrap()
}

fn evidence() -> RuntimeCall {
	let pair = Pair::from_dev_name(VALIDATOR_NAMES[0]);
	let vote = |block| Vote { height: 1, round: 0, kind: VoteKind::Precommit, block };
	let (first, second) = (vote(Some(Hash::repeat_byte(1))), vote(None));
	let evidence = Box::new(Equivocation {
		offender: pair.public(),
		first: Statement::Vote(first),
		first_signature: pair.sign(&first.payload(&PARENT)),
		second: Statement::Vote(second),
		second_signature: pair.sign(&second.payload(&PARENT)),
	});
	RuntimeCall::BftValidators(pallet_bft_validators::Call::report_equivocation { evidence })
}

fn bare(call: RuntimeCall) -> OpaqueExtrinsic {
	opaque(&UncheckedExtrinsic::new_bare(call))
}

fn valid() -> Vec<OpaqueExtrinsic> {
	vec![
		Draft::default().signed(),
		Draft::of("Treasury", 0).signed(),
		Draft::of("Treasury", 7).signed(),
		Draft { era: Era::mortal(64, 0), ..Default::default() }.signed(),
		bare(evidence()),
	]
}

fn invalid() -> Vec<(OpaqueExtrinsic, InvalidTransaction)> {
	let now = 1_795_147_200_000;
	let timestamp = RuntimeCall::Timestamp(pallet_timestamp::Call::set { now });
	vec![
		(Draft::of(SENDER, SENT - 1).signed(), Stale),
		(Draft { signer: STRANGER, ..Default::default() }.signed(), BadProof),
		(Draft { genesis: Hash::zero(), ..Default::default() }.signed(), BadProof),
		(Draft { spec_version: 0, ..Default::default() }.signed(), BadProof),
		(Draft { era: Era::Mortal(4, 3), ..Default::default() }.signed(), AncientBirthBlock),
		(bare(timestamp), MandatoryValidation),
		(bare(remark()), Call),
	]
}

/// Refused with a code of this chain.
fn refused() -> Vec<OpaqueExtrinsic> {
	vec![Draft::of(STRANGER, 0).signed(), Draft { call: remark(), ..Default::default() }.signed()]
}

fn malformed() -> Vec<OpaqueExtrinsic> {
	let whole = Draft::default().signed().inner().to_vec();
	let cut = whole[..whole.len() - 1].to_vec();
	let longer = [&whole[..], &[0]].concat();
	[cut, longer, vec![0xff; 40], Vec::new()].map(OpaqueExtrinsic::from_blob).to_vec()
}

fn alone(transaction: &OpaqueExtrinsic, source: TransactionSource) -> Answer {
	let transaction = UncheckedExtrinsic::decode(&mut &transaction.encode()[..]).ok()?;
	Some(devnet().execute_with(|| Executive::validate_transaction(source, transaction, PARENT)))
}

fn together(transactions: Vec<OpaqueExtrinsic>, source: TransactionSource) -> Vec<Answer> {
	devnet().execute_with(|| {
		<Runtime as ValidateBatchApi<Block>>::validate_transactions(source, transactions, PARENT)
	})
}

/// Every kind of transaction, and what is said of it alone.
static ALL: LazyLock<Vec<(OpaqueExtrinsic, Answer)>> = LazyLock::new(|| {
	let invalid = invalid().into_iter().map(|(transaction, _)| transaction);
	let all = valid().into_iter().chain(invalid).chain(refused()).chain([bare(propose())]);
	let all = all.chain(malformed());
	all.map(|one| (one.clone(), alone(&one, TransactionSource::External))).collect()
});

#[test]
fn the_kinds_are_what_they_are_called() {
	let answers = |transactions| together(transactions, TransactionSource::External);
	let is_valid = |answer: Answer| matches!(answer, Some(Ok(_)));
	assert!(answers(valid()).into_iter().all(is_valid));
	let (transactions, faults): (Vec<_>, Vec<_>) = invalid().into_iter().unzip();
	let faults: Vec<Answer> = faults.into_iter().map(|fault| Some(Err(fault.into()))).collect();
	assert_eq!(answers(transactions), faults);
	for answer in answers(refused()) {
		let fault = answer.unwrap().unwrap_err();
		assert!(matches!(fault, TransactionValidityError::Invalid(Custom(_))), "{fault:?}");
	}
	assert_eq!(answers(malformed()), [const { None }; 4]);
}

#[test]
fn the_source_is_heeded() {
	for source in [TransactionSource::InBlock, TransactionSource::Local] {
		let transactions: Vec<_> = ALL.iter().map(|(transaction, _)| transaction.clone()).collect();
		let single: Vec<_> = transactions.iter().map(|one| alone(one, source)).collect();
		assert_eq!(together(transactions, source), single);
	}
}

#[test]
fn a_call_has_a_bound() {
	let rubbish = OpaqueExtrinsic::from_blob(vec![0xff]);
	let answers = together(vec![rubbish; MAX_VALIDATED + 1], TransactionSource::External);
	assert_eq!(answers.len(), MAX_VALIDATED);
	assert!(together(Vec::new(), TransactionSource::External).is_empty());
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

	#[test]
	fn answers_together_are_those_alone(
		chosen in prop::collection::vec(any::<prop::sample::Index>(), 1..=MAX_VALIDATED),
	) {
		let chosen: Vec<_> = chosen.iter().map(|index| index.get(&ALL[..])).collect();
		let (transactions, answers): (Vec<_>, Vec<_>) = chosen.into_iter().cloned().unzip();
		prop_assert_eq!(together(transactions, TransactionSource::External), answers);
	}
}
