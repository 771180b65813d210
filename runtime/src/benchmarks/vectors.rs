//! A key and a signature of the benchmarks: a runtime verifies and does not sign, so that they stand
//! here. A test compares them with what the development key signs.

use fiscal_primitives::{Digest, PayerRef};

/// The hash of the genesis block under which it was signed, 32 bytes.
pub const GENESIS: Digest = Digest::repeat_byte(0x67);

/// The payer of the bills of the benchmarks.
pub const PAYER: PayerRef = PayerRef(Digest::repeat_byte(0x70));

/// The development key `bench/holder`, to whom [`PAYER`] is bound.
pub const HOLDER: [u8; 33] = [
	2, 117, 183, 111, 181, 98, 120, 227, 147, 78, 24, 210, 88, 254, 182, 87, 145, 8, 127, 155, 175,
	53, 109, 172, 152, 178, 81, 69, 151, 231, 71, 62, 101,
];

/// The consent of the holder that bill 31060000-0001000000 passes, in version 1, from [`PAYER`] to
/// the reference of 32 bytes of 8: what the benchmark of `transfer_holder` asks for.
pub const CONSENT: [u8; 64] = [
	98, 242, 30, 96, 77, 155, 159, 234, 178, 203, 58, 94, 205, 71, 6, 34, 191, 224, 156, 84, 39,
	193, 199, 238, 108, 242, 157, 110, 61, 138, 10, 177, 250, 152, 252, 27, 248, 28, 150, 17, 61,
	165, 155, 110, 186, 114, 200, 55, 85, 160, 130, 186, 51, 246, 11, 182, 81, 23, 245, 250, 142,
	119, 218, 158,
];

#[cfg(test)]
mod tests {
	use super::*;
	use fiscal_primitives::{bill::holder_payload, BillKey};
	use fiscal_sm_crypto::Pair;

	#[test]
	fn the_consent_is_that_of_the_holder() {
		let holder = Pair::from_dev_name("bench/holder");
		let key: BillKey = "31060000-0001000000".parse().unwrap();
		let to = PayerRef(Digest::repeat_byte(8));
		let payload = holder_payload(&GENESIS, &key, 1, &PAYER, &to);
		assert_eq!(*holder.public().as_bytes(), HOLDER);
		assert_eq!(*holder.sign(&payload).as_bytes(), CONSENT);
	}
}
