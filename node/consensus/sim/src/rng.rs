//! Chance, all of it from one seed.
//!
//! ChaCha8 of `rand_chacha`, whose output for a seed is promised to stay the same across machines
//! and versions; `StdRng` promises neither. Numbers are drawn from its 64-bit words here and not by
//! `rand`, whose methods of drawing may change and depend on the width of `usize`.

use rand_chacha::{
	rand_core::{RngCore, SeedableRng},
	ChaCha8Rng,
};

/// A stream of random numbers.
#[derive(Clone, Debug)]
pub struct Rng(ChaCha8Rng);

impl Rng {
	/// The stream of a seed.
	pub fn new(seed: u64) -> Self {
		Self(ChaCha8Rng::seed_from_u64(seed))
	}

	/// 64 random bits.
	pub fn bits(&mut self) -> u64 {
		self.0.next_u64()
	}

	/// A number less than `end`; 0 if `end` is 0.
	pub fn below(&mut self, end: u64) -> u64 {
		let wide = u128::from(self.bits()) * u128::from(end);
		(wide >> 64) as u64
	}

	/// A number from `first` to `last`, both included.
	pub fn between(&mut self, first: u64, last: u64) -> u64 {
		first + self.below(last.saturating_sub(first) + 1)
	}

	/// True in `chance` of a thousand cases.
	pub fn permille(&mut self, chance: u64) -> bool {
		self.below(1_000) < chance
	}

	/// A place in a list of `length`; 0 if the list is empty.
	pub fn index(&mut self, length: usize) -> usize {
		self.below(length as u64) as usize
	}

	/// One of the items, if there is one.
	pub fn pick<T: Copy>(&mut self, items: &[T]) -> Option<T> {
		let index = self.index(items.len());
		items.get(index).copied()
	}

	/// Puts the items in random order.
	pub fn shuffle<T>(&mut self, items: &mut [T]) {
		for last in (1..items.len()).rev() {
			let other = self.index(last + 1);
			items.swap(last, other);
		}
	}

	/// Random bytes.
	pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
		let mut bytes = [0; N];
		self.0.fill_bytes(&mut bytes);
		bytes
	}
}
