//! Who signs transactions.

use crate::faults::Fault;
use fiscal_primitives::AccountId;
use fiscal_sm_crypto::{FiscalSignature, Pair, Public, Signer};
use std::sync::Arc;

/// An account with the key that signs for it. Cheap to clone.
///
/// The key may live in a file or in a device, so signing may fail; that is why this is no
/// `subxt::tx::Signer`, whose signing cannot.
#[derive(Clone)]
pub struct Account {
	signer: Arc<dyn Signer>,
	id: AccountId,
}

impl Account {
	/// The account of a signer's key.
	pub fn new(signer: Arc<dyn Signer>) -> Self {
		let id = signer.public().account_id();
		Self { signer, id }
	}

	/// The account of the development key called `name`: public knowledge, for development alone.
	pub fn dev(name: &str) -> Self {
		Self::new(Arc::new(Pair::from_dev_name(name)))
	}

	/// The account: SM3 of the public key.
	pub fn id(&self) -> &AccountId {
		&self.id
	}

	/// The public key.
	pub fn public(&self) -> Public {
		self.signer.public()
	}

	/// Signs the payload of a transaction.
	///
	/// # Errors
	/// [`Fault::Key`] if the holder of the key cannot or will not sign.
	pub fn sign(&self, payload: &[u8]) -> Result<FiscalSignature, Fault> {
		let signature = self.signer.sign(payload).map_err(|fault| Fault::Key(fault.to_string()))?;
		Ok(FiscalSignature { public: self.signer.public(), signature })
	}

	/// The account as subxt writes it.
	pub(crate) fn address(&self) -> subxt::utils::AccountId32 {
		subxt::utils::AccountId32(self.id.clone().into())
	}
}

impl core::fmt::Debug for Account {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		f.debug_tuple("Account").field(&self.id).finish()
	}
}
