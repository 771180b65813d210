//! The check of an SM2 signature: GB/T 32918.2 (GM/T 0003.2), section 7.1, steps B1 to B7.
//!
//! Public keys, messages and signatures are known to everybody, so everything here runs in variable
//! time; what touches secrets is elsewhere. The steps, the arithmetic and every refusal are those
//! of RustCrypto's `VerifyingKey`. What is saved: the multiples of the generator are tabulated
//! once ([`tables`]), keys that are seen again are remembered with tables of their own ([`keys`]),
//! and the last step compares points in place of inverting a coordinate.

#[cfg(feature = "std")]
pub(crate) mod keys;
#[cfg(feature = "std")]
pub(crate) mod tables;

use crate::DISTINGUISHING_ID;
use sm2::{
	elliptic_curve::{
		bigint::{ArrayEncoding, CheckedAdd},
		ff::PrimeField,
		ops::Reduce,
		point::{AffineCoordinates, DecompressPoint},
		subtle::Choice,
		Curve,
	},
	AffinePoint, FieldBytes, ProjectivePoint, PublicKey, Scalar, Sm2, U256,
};
use sm3::{Digest, Sm3};

#[cfg(feature = "std")]
use {
	sm2::elliptic_curve::ops::MulVartime,
	std::sync::LazyLock,
	tables::{GeneratorTable, KeyTable},
};

/// Coefficient a of the curve (GB/T 32918.5).
const A: [u8; 32] = [
	0xff, 0xff, 0xff, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfc,
];

/// Coefficient b of the curve (GB/T 32918.5).
const B: [u8; 32] = [
	0x28, 0xe9, 0xfa, 0x9e, 0x9d, 0x9f, 0x5e, 0x34, 0x4d, 0x5a, 0x9e, 0x4b, 0xcf, 0x65, 0x09, 0xa7,
	0xf3, 0x97, 0x89, 0xf5, 0x15, 0xab, 0x8f, 0x92, 0xdd, 0xbc, 0xbd, 0x41, 0x4d, 0x94, 0x0e, 0x93,
];

/// Length of [`DISTINGUISHING_ID`] in bits, as ZA begins with it.
const ID_BITS: u16 = 128;

#[cfg(feature = "std")]
static GENERATOR: LazyLock<GeneratorTable> =
	LazyLock::new(|| GeneratorTable::new(&ProjectivePoint::GENERATOR));

/// Whether `signature` of `message` was made by the holder of `public`.
#[cfg(feature = "std")]
pub(crate) fn verify_bytes(public: &[u8; 33], message: &[u8], signature: &[u8; 64]) -> bool {
	keys::global().verify(public, message, signature)
}

/// Whether `signature` of `message` was made by the holder of `public`.
#[cfg(not(feature = "std"))]
pub(crate) fn verify_bytes(public: &[u8; 33], message: &[u8], signature: &[u8; 64]) -> bool {
	Scalars::parse(signature).is_some_and(|scalars| {
		Key::parse(public).is_some_and(|key| {
			let sum = key.combine(&scalars);
			key.accepts(message, &scalars, &sum)
		})
	})
}

/// The numbers of a signature that is not refused out of hand.
struct Scalars {
	r: Scalar,
	s: Scalar,
	/// r + s, the multiple of the public key.
	t: Scalar,
}

impl Scalars {
	/// B1, B2 and B5: `None` unless r and s are in `[1, n-1]` and their sum is not 0.
	fn parse(signature: &[u8; 64]) -> Option<Self> {
		let (r, s) = signature.split_at(32);
		let nonzero = |bytes: &[u8]| {
			let bytes = FieldBytes::try_from(bytes).ok()?;
			Scalar::from_repr(bytes).into_option().filter(|scalar| *scalar != Scalar::ZERO)
		};
		let (r, s) = (nonzero(r)?, nonzero(s)?);
		let t = r + s;
		(t != Scalar::ZERO).then_some(Self { r, s, t })
	}
}

/// A public key, ready to verify.
#[derive(Clone, Copy)]
struct Key {
	point: AffinePoint,
	/// ZA, the digest of the distinguishing identifier, the curve and the key.
	za: [u8; 32],
}

impl Key {
	/// `None` unless the bytes are a point of the curve other than the identity.
	fn parse(public: &[u8; 33]) -> Option<Self> {
		let point = *PublicKey::from_sec1_bytes(public).ok()?.as_affine();
		let za = Sm3::new()
			.chain_update(ID_BITS.to_be_bytes())
			.chain_update(DISTINGUISHING_ID)
			.chain_update(A)
			.chain_update(B)
			.chain_update(AffinePoint::GENERATOR.x())
			.chain_update(AffinePoint::GENERATOR.y())
			.chain_update(point.x())
			.chain_update(point.y())
			.finalize()
			.into();
		Some(Self { point, za })
	}

	/// B6: `s * G + t * P`.
	#[cfg(feature = "std")]
	fn combine(&self, scalars: &Scalars) -> ProjectivePoint {
		let mut sum = ProjectivePoint::from(self.point).mul_vartime(&scalars.t);
		GENERATOR.add_product(&scalars.s, &mut sum);
		sum
	}

	/// B6: `s * G + t * P`.
	#[cfg(not(feature = "std"))]
	fn combine(&self, scalars: &Scalars) -> ProjectivePoint {
		use sm2::elliptic_curve::ops::LinearCombination;
		ProjectivePoint::lincomb_vartime(&[
			(ProjectivePoint::GENERATOR, scalars.s),
			(ProjectivePoint::from(self.point), scalars.t),
		])
	}

	/// B3, B4 and B7: whether r = (e + x1) mod n for the x coordinate of `sum`.
	fn accepts(&self, message: &[u8], scalars: &Scalars, sum: &ProjectivePoint) -> bool {
		let digest = Sm3::new().chain_update(self.za).chain_update(message).finalize();
		let e = <Scalar as Reduce<FieldBytes>>::reduce(&digest);
		has_reduced_x(sum, &(scalars.r - e))
	}
}

/// B6 with the multiples of the key at hand.
#[cfg(feature = "std")]
fn combine_tables(table: &KeyTable, scalars: &Scalars) -> ProjectivePoint {
	let mut sum = ProjectivePoint::IDENTITY;
	GENERATOR.add_product(&scalars.s, &mut sum);
	table.add_product(&scalars.t, &mut sum);
	sum
}

/// Whether the x coordinate of `point` is `expected` modulo n; never so of the identity.
///
/// RustCrypto hands out the coordinates of a projective point only after an inversion in constant
/// time. A square root costs less: the two points that have the expected x coordinate are compared
/// with `point`, which takes multiplications alone and finds the identity equal to neither.
fn has_reduced_x(point: &ProjectivePoint, expected: &Scalar) -> bool {
	let is_x_of_point = |x: &FieldBytes| {
		AffinePoint::decompress(x, Choice::from(0)).into_option().is_some_and(|candidate| {
			let candidate = ProjectivePoint::from(candidate);
			*point == candidate || *point == -candidate
		})
	};
	let small = expected.to_repr();
	if is_x_of_point(&small) {
		return true;
	}
	// n is below p, so a coordinate from n up reduces to a small scalar.
	let large = U256::from_be_byte_array(small).checked_add(&Sm2::ORDER);
	large.into_option().is_some_and(|x| is_x_of_point(&x.to_be_byte_array()))
}

#[cfg(all(test, feature = "std"))]
mod tests {
	use super::*;
	use crate::{KnownKeys, Pair, TABLE_AFTER};
	use sm2::elliptic_curve::ff::Field;

	/// As RustCrypto takes step B7.
	fn reduced_x(point: &ProjectivePoint) -> Scalar {
		<Scalar as Reduce<FieldBytes>>::reduce(&point.to_affine().x())
	}

	#[test]
	fn the_curve_is_that_of_the_standard() {
		let (x, y) = (AffinePoint::GENERATOR.x(), AffinePoint::GENERATOR.y());
		assert_eq!(
			hex::encode(x),
			"32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7"
		);
		assert_eq!(
			hex::encode(y),
			"bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0"
		);
		assert_eq!(usize::from(ID_BITS), DISTINGUISHING_ID.len() * 8);
	}

	#[test]
	fn x_is_compared_modulo_the_order() {
		let mut point = ProjectivePoint::GENERATOR;
		for _ in 0..50 {
			let x = reduced_x(&point);
			assert!(has_reduced_x(&point, &x));
			assert!(has_reduced_x(&-point, &x));
			for wrong in [x + Scalar::ONE, x - Scalar::ONE, -x, Scalar::ZERO] {
				assert!(!has_reduced_x(&point, &wrong));
			}
			point = point + point + ProjectivePoint::GENERATOR;
		}
	}

	#[test]
	fn coordinates_from_the_order_up_are_reduced() {
		let (mut small, mut large) = (0, 0);
		for offset in 0u64..64 {
			let expected = Scalar::from(offset);
			let x = U256::from_u64(offset);
			let above = x.wrapping_add(&Sm2::ORDER);
			let point = |x: U256| {
				AffinePoint::decompress(&x.to_be_byte_array(), Choice::from(1)).into_option()
			};
			if let Some(point) = point(x).map(ProjectivePoint::from) {
				assert!(has_reduced_x(&point, &expected));
				assert!(!has_reduced_x(&point, &(expected + Scalar::ONE)));
				small += 1;
			}
			if let Some(point) = point(above).map(ProjectivePoint::from) {
				assert_eq!(reduced_x(&point), expected);
				assert!(has_reduced_x(&point, &expected));
				assert!(!has_reduced_x(&point, &(expected + Scalar::ONE)));
				large += 1;
			}
		}
		assert!(small > 10 && large > 10, "{small} below, {large} above");
	}

	#[test]
	fn the_identity_has_no_x() {
		for expected in [Scalar::ZERO, Scalar::ONE, -Scalar::ONE] {
			assert!(!has_reduced_x(&ProjectivePoint::IDENTITY, &expected));
		}
	}

	/// r = e and s = -r * d / (1 + d), so that s * G + t * P is the identity: valid, if the identity
	/// had 0 for its x coordinate.
	#[test]
	fn a_signature_that_leads_to_the_identity() {
		let message = b"identity";
		let seed = [7; 32];
		let pair = Pair::from_seed_bytes(&seed).unwrap();
		let public = *pair.public().as_bytes();
		let key = Key::parse(&public).unwrap();
		let d = Scalar::from_repr(seed.into()).unwrap();
		let digest = Sm3::new().chain_update(key.za).chain_update(message).finalize();
		let r = <Scalar as Reduce<FieldBytes>>::reduce(&digest);
		let s = -(r * d) * Field::invert(&(d + Scalar::ONE)).unwrap();
		let signature: [u8; 64] = [r.to_repr(), s.to_repr()].concat().try_into().unwrap();

		let scalars = Scalars::parse(&signature).unwrap();
		let table = KeyTable::new(&ProjectivePoint::from(key.point));
		for sum in [key.combine(&scalars), combine_tables(&table, &scalars)] {
			assert_eq!(sum, ProjectivePoint::IDENTITY);
			assert!(!key.accepts(message, &scalars, &sum));
		}
		let known = KnownKeys::new(1, 1);
		for number in 0..=TABLE_AFTER {
			assert!(!known.verify(&public, message, &signature));
			assert!(known.verify(&public, &[number as u8], &pair.sign(&[number as u8]).0));
		}
		assert_eq!(known.stats().tables, 1);
	}
}
