//! Where the runtime keeps what can be proven.

use alloc::vec::Vec;
use codec::Encode;
use fiscal_primitives::BillKey;
use sp_crypto_hashing::twox_128;

/// Key of a storage item that is no map: 32 bytes.
fn item(pallet: &str, name: &str) -> Vec<u8> {
	[twox_128(pallet.as_bytes()), twox_128(name.as_bytes())].concat()
}

/// Key of a map's entry whose key is placed by `Identity`.
fn entry(pallet: &str, name: &str, key: &BillKey) -> Vec<u8> {
	let mut bytes = item(pallet, name);
	key.encode_to(&mut bytes);
	bytes
}

/// Where the record of a bill stands: `Bills` of `pallet-bills`, 41 bytes.
pub fn bill_key(key: &BillKey) -> Vec<u8> {
	entry("Bills", "Bills", key)
}

/// Where the lock of a bill stands: `Locks` of `pallet-bill-locks`, 41 bytes. A lock that has run
/// out may still stand there.
pub fn lock_key(key: &BillKey) -> Vec<u8> {
	entry("BillLocks", "Locks", key)
}

/// Where the consensus time stands: `Now` of `pallet-timestamp`, 32 bytes.
pub fn time_key() -> Vec<u8> {
	item("Timestamp", "Now")
}
