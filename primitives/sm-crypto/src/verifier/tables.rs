//! Multiples of one point, so that a scalar multiplication has additions only.
//!
//! The fixed-base windowing method with signed digits: Brickell, Gordon, McCurley and Wilson, "Fast
//! Exponentiation with Precomputation" (1992); Hankerson, Menezes and Vanstone, "Guide to Elliptic
//! Curve Cryptography", algorithm 3.41 and section 3.3. The arithmetic of points is RustCrypto's,
//! whose addition is complete: no case of equal, opposite or neutral points needs care here.

use sm2::{
	elliptic_curve::{ff::PrimeField, BatchNormalize, Group},
	AffinePoint, ProjectivePoint, Scalar,
};

/// The multiples of the generator: 33 windows of 128 points, 300 kB.
pub(crate) type GeneratorTable = Table<8>;

/// The multiples of a public key: 52 windows of 16 points, 60 kB.
pub(crate) type KeyTable = Table<5>;

/// `j * 2^(BITS * i) * P` for every window `i` of a scalar and every `j` in `1..=2^(BITS - 1)`.
///
/// Signed digits halve the table, because the negative of an affine point costs next to nothing.
pub(crate) struct Table<const BITS: u32> {
	/// Window after window; affine, because the mixed addition is the cheapest.
	multiples: Vec<AffinePoint>,
}

impl<const BITS: u32> Table<BITS> {
	/// Points of a window.
	const HALF: usize = 1 << (BITS - 1);

	/// Windows of a scalar of 256 bits, with room for what the highest digit carries.
	const WINDOWS: u32 = Scalar::NUM_BITS / BITS + 1;

	/// Computes the multiples of `point`.
	pub(crate) fn new(point: &ProjectivePoint) -> Self {
		// A digit and a byte of the scalar stand in 32 bits together.
		const { assert!(BITS >= 2 && BITS <= 16) };
		let mut multiples = Vec::with_capacity(Self::WINDOWS as usize * Self::HALF);
		let mut base = *point;
		for _ in 0..Self::WINDOWS {
			let mut multiple = base;
			multiples.push(multiple);
			for _ in 1..Self::HALF {
				multiple += &base;
				multiples.push(multiple);
			}
			base = Group::double(&multiple);
		}
		Self { multiples: ProjectivePoint::batch_normalize(multiples.as_slice()) }
	}

	/// Adds `scalar * P` to `sum`, in variable time.
	pub(crate) fn add_product(&self, scalar: &Scalar, sum: &mut ProjectivePoint) {
		// All multiples are fetched before the first is added: the table of a key is seldom in the
		// processor's caches, and fetches that wait for no addition overlap.
		let multiples: Vec<_> = self.select(scalar).collect();
		for multiple in &multiples {
			*sum += multiple;
		}
	}

	/// The multiples that add up to `scalar * P`: one a window, but none where the digit is 0.
	fn select(&self, scalar: &Scalar) -> impl Iterator<Item = AffinePoint> + '_ {
		let full = 1u32 << BITS;
		let mut bytes = scalar.to_repr().into_iter().rev();
		let (mut buffer, mut buffered, mut carry) = (0u32, 0u32, 0u32);
		self.multiples.chunks_exact(Self::HALF).filter_map(move |window| {
			while buffered < BITS {
				buffer |= bytes.next().map_or(0, |byte| u32::from(byte) << buffered);
				buffered += 8;
			}
			let digit = (buffer & (full - 1)) + carry;
			buffer >>= BITS;
			buffered -= BITS;
			// The digit is taken as digit - 2^BITS where that is nearer to zero.
			let negative = digit > full / 2;
			carry = u32::from(negative);
			let magnitude = if negative { full - digit } else { digit };
			let multiple = *window.get(magnitude.checked_sub(1)? as usize)?;
			Some(if negative { -multiple } else { multiple })
		})
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use sm2::elliptic_curve::ff::Field;

	fn product<const BITS: u32>(table: &Table<BITS>, scalar: &Scalar) -> ProjectivePoint {
		let mut sum = ProjectivePoint::IDENTITY;
		table.add_product(scalar, &mut sum);
		sum
	}

	fn from_bytes(bytes: [u8; 32]) -> Option<Scalar> {
		Scalar::from_repr(bytes.into()).into_option()
	}

	/// Zero, one, n - 1, every power of two and its neighbours, and patterns of bits that make
	/// windows of ones, of the greatest positive digit, and carries over all windows.
	fn edge_cases() -> Vec<Scalar> {
		let mut cases = vec![Scalar::ZERO, Scalar::ONE, -Scalar::ONE, Scalar::ONE.double()];
		let mut power = Scalar::ONE;
		for _ in 0..256 {
			cases.extend([power, power - Scalar::ONE, power + Scalar::ONE, -power]);
			power = power.double();
		}
		for pattern in 0..=u8::MAX {
			// n begins with ff ff ff fe, so the highest byte decides nothing but the range.
			let mut bytes = [pattern; 32];
			cases.extend(from_bytes(bytes));
			bytes[0] = 0x7f;
			cases.extend(from_bytes(bytes));
			bytes[31] = 0x80;
			cases.extend(from_bytes(bytes));
		}
		// All digits of a width alike: 0b10000, one more than the greatest positive one, ...
		for bits in 2..=9u32 {
			for digit in 0..1u64 << bits {
				let mut scalar = Scalar::ZERO;
				for _ in 0..254 / bits {
					for _ in 0..bits {
						scalar = scalar.double();
					}
					scalar += Scalar::from(digit);
				}
				cases.push(scalar);
			}
		}
		cases
	}

	fn agrees<const BITS: u32>(point: &ProjectivePoint, cases: &[Scalar]) {
		let table = Table::<BITS>::new(point);
		for scalar in cases {
			assert_eq!(product(&table, scalar), *point * scalar, "{BITS} bits, {scalar:?}");
		}
	}

	#[test]
	fn edge_cases_agree_with_the_curve() {
		let cases = edge_cases();
		agrees::<5>(&(ProjectivePoint::GENERATOR * Scalar::from(0xbadc_0ffe_u64)), &cases);
		agrees::<8>(&ProjectivePoint::GENERATOR, &cases);
	}

	#[test]
	fn every_width_agrees_with_the_curve() {
		let point = ProjectivePoint::GENERATOR * Scalar::from(7u64);
		let cases: Vec<_> = edge_cases().into_iter().step_by(29).collect();
		agrees::<2>(&point, &cases);
		agrees::<3>(&point, &cases);
		agrees::<4>(&point, &cases);
		agrees::<6>(&point, &cases);
		agrees::<7>(&point, &cases);
		agrees::<9>(&point, &cases);
	}

	#[test]
	fn random_scalars_agree_with_the_curve() {
		let generator = GeneratorTable::new(&ProjectivePoint::GENERATOR);
		let mut scalar = Scalar::from(3u64);
		for _ in 0..32 {
			scalar = scalar.cube() + Scalar::ONE;
			let point = ProjectivePoint::GENERATOR * scalar;
			assert_eq!(product(&generator, &scalar), point);
			let table = KeyTable::new(&point);
			for _ in 0..16 {
				scalar = scalar.square() - Scalar::ONE;
				assert_eq!(product(&table, &scalar), point * scalar, "{scalar:?}");
			}
		}
	}

	#[test]
	fn products_are_added() {
		let point = ProjectivePoint::GENERATOR * Scalar::from(5u64);
		let table = KeyTable::new(&point);
		// From the same point, from its negative, and to nothing.
		for start in [point, -point, point.double(), ProjectivePoint::IDENTITY] {
			for scalar in [Scalar::ONE, -Scalar::ONE, Scalar::from(2u64), Scalar::ZERO] {
				let mut sum = start;
				table.add_product(&scalar, &mut sum);
				assert_eq!(sum, start + point * scalar);
			}
		}
	}

	#[test]
	fn sizes_are_as_documented() {
		let size = |table: usize| table * size_of::<AffinePoint>();
		assert_eq!((GeneratorTable::WINDOWS, GeneratorTable::HALF), (33, 128));
		assert_eq!((KeyTable::WINDOWS, KeyTable::HALF), (52, 16));
		let table = KeyTable::new(&ProjectivePoint::GENERATOR);
		assert_eq!(table.multiples.len(), 52 * 16);
		assert_eq!(table.multiples.capacity(), table.multiples.len());
		assert!(size(table.multiples.len()) <= 60_000);
		assert!(size(33 * 128) <= 305_000);
	}
}
