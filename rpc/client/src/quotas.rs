//! Quotas as the chain keeps them.
//!
//! Every question may fail with [`Fault::Connection`], with [`Fault::Rpc`] and, when the node is of
//! another version, with [`Fault::RuntimeMismatch`].

use crate::{
	calls::quotas::{Quota, TierQuotas, PALLET},
	client::{item_key, Client},
	faults::Fault,
};
use codec::{Decode, DecodeAll, Encode};
use fiscal_primitives::ParticipantId;
use sp_crypto_hashing::twox_64;

impl Client {
	/// The quota of each tier for whoever has none of its own.
	pub async fn default_quotas(&self) -> Result<TierQuotas, Fault> {
		let found = self.quota_item(&defaults_key()).await?;
		found.ok_or_else(|| mismatch("it keeps no defaults".into()))
	}

	/// The quota that a participant has of its own, if it has one.
	pub async fn own_quota(&self, id: ParticipantId) -> Result<Option<Quota>, Fault> {
		self.quota_item(&own_key(id)).await
	}

	async fn quota_item<T: Decode>(&self, key: &[u8]) -> Result<Option<T>, Fault> {
		let head = self.head().await?;
		let Some(bytes) = self.storage(key, head.hash).await? else { return Ok(None) };
		T::decode_all(&mut bytes.as_slice()).map(Some).map_err(|fault| mismatch(fault.to_string()))
	}
}

fn mismatch(reason: String) -> Fault {
	Fault::RuntimeMismatch { subject: PALLET.into(), reason }
}

fn defaults_key() -> Vec<u8> {
	item_key(PALLET, "DefaultQuotas")
}

/// The map hashes its keys with Twox64Concat.
fn own_key(id: ParticipantId) -> Vec<u8> {
	let id = id.encode();
	[item_key(PALLET, "Quotas"), twox_64(&id).to_vec(), id].concat()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn keys_are_those_of_the_runtime() {
		let pallet = sp_crypto_hashing::twox_128(b"Quotas");
		assert!(defaults_key().starts_with(&pallet));
		let key = own_key(ParticipantId(0x0102));
		assert!(key.starts_with(&[pallet, pallet].concat()), "the map is called as the pallet is");
		assert!(key.ends_with(&[2, 1, 0, 0]));
		assert_eq!(key.len(), 16 + 16 + 8 + 4);
	}

	#[test]
	fn defaults_stand_in_the_order_of_the_tiers() {
		let numbers: Vec<u64> = (1..=8).collect();
		let bytes: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
		let quotas = TierQuotas::decode_all(&mut bytes.as_slice()).unwrap();
		let quota = |burst, per_second| Quota { burst, per_second };
		assert_eq!(quotas.member, quota(1, 2));
		assert_eq!(quotas.organisation, quota(3, 4));
		assert_eq!(quotas.account, quota(5, 6));
		assert_eq!(quotas.holder, quota(7, 8));
	}
}
