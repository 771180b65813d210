//! Signed transactions, ready to be sent.

use crate::{
	call::Call,
	config::{ExtensionParams, FiscalConfig, RuntimeClient},
	faults::Fault,
	signer::Account,
};
use fiscal_primitives::{AccountId, BlockNumber, Digest};
use subxt::{
	config::transaction_extensions::{CheckMortalityParams, CheckNonceParams},
	utils::Static,
};

/// How many blocks a signed transaction lives, from the block it was signed at: four minutes of blocks
/// every 250 ms, and long enough to wait for a quota to refill.
pub const LIFETIME: u32 = 1_024;

/// A transaction that is ready to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction {
	/// Its SCALE encoding.
	pub bytes: Vec<u8>,
	/// SM3 of the encoding.
	pub hash: Digest,
	/// The finalized block it was made at; it stands in a later one.
	pub made_at: BlockNumber,
	/// Who signed it.
	pub account: AccountId,
	/// Its place in the account's sequence.
	pub nonce: u64,
	/// The first block it may no longer stand in.
	pub dies: BlockNumber,
}

impl Transaction {
	/// Signs `call`. It lives for [`LIFETIME`] blocks from the finalized block `(number, hash)` that
	/// `runtime` was read at.
	///
	/// # Errors
	/// [`Fault::RuntimeMismatch`] as [`Call::encode`], and for a runtime whose transactions have
	/// other parts; [`Fault::Key`] if the account does not sign.
	pub fn signed(
		call: &Call,
		account: &Account,
		nonce: u64,
		runtime: &RuntimeClient,
		block: (BlockNumber, Digest),
	) -> Result<Self, Fault> {
		call.encode(runtime.metadata_ref())?;
		let mortality = CheckMortalityParams::<FiscalConfig>::mortal_from_unchecked(
			LIFETIME.into(),
			block.0.into(),
			block.1,
		);
		let params: ExtensionParams = ((), (), (), mortality, CheckNonceParams::with_nonce(nonce));
		let mut signable = runtime
			.tx()
			.create_signable_offline(call, params)
			.map_err(|fault| mismatch(call, fault))?;
		let payload = signable.signer_payload().map_err(|fault| mismatch(call, fault))?;
		let signature = account.sign(&payload)?;
		let transaction = signable
			.sign_with_account_and_signature(&account.address(), &Static(signature))
			.map_err(|fault| mismatch(call, fault))?;
		Ok(Self {
			hash: transaction.hash(),
			bytes: transaction.into_encoded(),
			made_at: block.0,
			account: account.id().clone(),
			nonce,
			dies: block.0.saturating_add(LIFETIME),
		})
	}
}

fn mismatch(call: &Call, fault: subxt::error::ExtrinsicError) -> Fault {
	Fault::RuntimeMismatch { subject: call.title(), reason: fault.to_string() }
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::{
		calls::{bills, system},
		fixture::{genesis, metadata, runtime, SPEC_VERSION, TRANSACTION_VERSION},
	};
	use codec::{Compact, Decode, Encode};
	use fiscal_primitives::{bill::Batch, NodeId, ParticipantId, SceneId};
	use fiscal_sm_crypto::{sm3_256, FiscalSignature};
	use sp_runtime::{generic::Era, traits::Verify, MultiAddress};

	/// Takes a signed transaction of the fixture's runtime apart, as the runtime does, and checks
	/// everything in it but the call, which it returns.
	fn open(transaction: &Transaction, account: &Account, birth: (u32, Digest)) -> Vec<u8> {
		let inner = Vec::<u8>::decode(&mut transaction.bytes.as_slice()).unwrap();
		assert_eq!(transaction.bytes, inner.encode(), "nothing stands behind the transaction");
		let mut rest = inner.as_slice();
		assert_eq!(u8::decode(&mut rest).unwrap(), 0x84, "signed, version 4");
		let sender = MultiAddress::<AccountId, ()>::decode(&mut rest).unwrap();
		assert_eq!(sender, MultiAddress::Id(account.id().clone()));
		let signature = FiscalSignature::decode(&mut rest).unwrap();
		let extensions = rest;
		let era = Era::decode(&mut rest).unwrap();
		assert_eq!(era.birth(birth.0.into()), u64::from(birth.0));
		assert_eq!(era.death(birth.0.into()), u64::from(transaction.dies));
		let nonce = Compact::<u32>::decode(&mut rest).unwrap().0;
		assert_eq!(u64::from(nonce), transaction.nonce);
		let extensions = &extensions[..extensions.len() - rest.len()];
		let implicit = (SPEC_VERSION, TRANSACTION_VERSION, genesis(), birth.1).encode();
		let payload = [rest, extensions, &implicit].concat();
		let signed = match payload.len() > 256 {
			true => sp_crypto_hashing::blake2_256(&payload).to_vec(),
			false => payload,
		};
		assert!(signature.verify(signed.as_slice(), account.id()));
		rest.to_vec()
	}

	#[test]
	fn a_signed_transaction_is_what_the_runtime_takes_apart() {
		let account = Account::dev("Hospital");
		let birth = (1_000, Digest::repeat_byte(3));
		for length in [3, 400] {
			let call = system::remark(&vec![7; length]);
			let transaction = Transaction::signed(&call, &account, 41, &runtime(), birth).unwrap();
			let opened = open(&transaction, &account, birth);
			assert_eq!(opened, call.encode(&metadata()).unwrap());
			assert_eq!(transaction.hash, Digest::from(sm3_256(&transaction.bytes)));
			assert_eq!(transaction.dies, 1_000 + LIFETIME);
		}
	}

	#[test]
	fn the_same_call_signed_twice_is_the_same_transaction() {
		let account = Account::dev("Hospital");
		let sign = |nonce| {
			let call = system::remark(b"once");
			Transaction::signed(&call, &account, nonce, &runtime(), (9, genesis())).unwrap()
		};
		assert_eq!(sign(1), sign(1));
		assert_ne!(sign(1).hash, sign(2).hash);
	}

	#[test]
	fn a_call_the_runtime_does_not_know_is_never_signed() {
		let call = bills::consent_red_flush("31060125-0000000001".parse().unwrap(), 1);
		let answer =
			Transaction::signed(&call, &Account::dev("Hospital"), 0, &runtime(), (9, genesis()));
		assert!(matches!(answer, Err(Fault::RuntimeMismatch { .. })), "{answer:?}");
	}

	#[test]
	fn a_batch_is_encoded_from_the_shared_types() {
		let batch = Batch::default();
		let call = bills::register_batch(NodeId(1), ParticipantId(2), SceneId(3), &batch);
		let bytes = call.encode(&metadata()).unwrap();
		assert_eq!(bytes, (10u8, 0u8, 1u32, 2u32, 3u32, batch).encode());
	}
}
