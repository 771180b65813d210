//! The text of a file of weights.

use std::fmt::Write;

/// A component of a benchmark and the values it took, ends included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Component {
	/// Its name, a letter.
	pub name: String,
	/// Its lowest value.
	pub low: u32,
	/// Its highest value.
	pub high: u32,
}

/// A linear function of the components of a benchmark.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
	/// Its value where every component is 0.
	pub base: u128,
	/// What one more of each component adds, in the order of the components.
	pub slopes: Vec<u128>,
}

/// What was found out about a call, or about whatever else has a weight of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
	/// Name of the benchmark, and of the method of `WeightInfo`.
	pub name: String,
	/// Its components, in the order of the method's arguments.
	pub components: Vec<Component>,
	/// Time, ps.
	pub time: Line,
	/// Standard errors of the slopes of the time, ps, in the order of the components.
	pub errors: Vec<u128>,
	/// Keys read from the database.
	pub reads: Line,
	/// Keys written to the database.
	pub writes: Line,
	/// The shortest of all runs, ns.
	pub shortest: u128,
}

/// How, where and when weights were measured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
	/// The command with its arguments.
	pub command: String,
	/// The day, `yyyy-mm-dd`.
	pub day: String,
	/// The processor.
	pub processor: String,
	/// Values a component took at most.
	pub steps: u32,
	/// Timed runs a value.
	pub repeat: u32,
}

/// The file of one pallet, which is named as its crate: a type `WeightInfo<T>` that implements
/// `<pallet>::WeightInfo`, one method a benchmark, in their order.
pub fn file(origin: &Origin, pallet: &str, functions: &[Measured]) -> String {
	let Origin { command, day, processor, steps, repeat } = origin;
	let functions: Vec<String> = functions.iter().map(function).collect();
	format!(
		"//! What the calls of `{pallet}` cost, measured.
//!
//! `fiscal-weights` wrote this file (`make weights`); changes by hand do not last.
//!
//! * Command: `{command}`
//! * Steps: {steps}, repeats: {repeat}
//! * Date: {day}
//! * Processor: `{processor}`
//!
//! Times are those of the runtime in compiled WASM with its state in memory; reads and writes are
//! priced by `DbWeight`. Proof sizes are 0: nobody carries proofs of the state in blocks.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_imports)]

use core::marker::PhantomData;
use frame_support::{{traits::Get, weights::Weight}};

/// Measured weights of `{pallet}`.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> {pallet}::WeightInfo for WeightInfo<T> {{
{}}}
",
		functions.join("\n")
	)
}

/// The file that names the files of these pallets.
pub fn index(pallets: &[String]) -> String {
	let mut text = String::from(
		"//! Measured weights, one file a pallet: what calls cost on the machine that each file names.
//!
//! `fiscal-weights` wrote these files (`make weights`); changes by hand do not last.

",
	);
	for pallet in pallets {
		text.push_str(&format!("pub mod {pallet};\n"));
	}
	text
}

/// One method.
pub fn function(measured: &Measured) -> String {
	let Measured { name, components, time, errors, reads, writes, shortest } = measured;
	let mut text = format!(
		"\t/// Took {} ns at least. Reads: {}. Writes: {}.\n",
		digits(*shortest),
		formula(reads, components),
		formula(writes, components)
	);
	for Component { name, low, high } in components {
		line(&mut text, format_args!("\t/// `{name}`: {low} to {high}."));
	}
	let arguments: Vec<String> = components
		.iter()
		.enumerate()
		.map(|(place, component)| {
			let used = [time, reads, writes].into_iter().any(|line| slope(line, place) > 0);
			format!("{}{}: u32", if used { "" } else { "_" }, component.name)
		})
		.collect();
	line(&mut text, format_args!("\tfn {name}({}) -> Weight {{", arguments.join(", ")));
	line(&mut text, format_args!("\t\tWeight::from_parts({}, 0)", digits(time.base)));
	for (place, component) in components.iter().enumerate() {
		let (name, slope) = (&component.name, slope(time, place));
		if slope > 0 {
			let error = errors.get(place).copied().unwrap_or_default();
			line(&mut text, format_args!("\t\t\t// Standard error: {}", digits(error)));
			let slope = digits(slope);
			line(
				&mut text,
				format_args!(
					"\t\t\t.saturating_add(Weight::from_parts({slope}, 0).saturating_mul({name}.into()))"
				),
			);
		}
	}
	for (method, accesses) in [("reads", reads), ("writes", writes)] {
		let mut add = |count: String| {
			let added = format!("T::DbWeight::get().{method}({count})");
			line(&mut text, format_args!("\t\t\t.saturating_add({added})"));
		};
		if accesses.base > 0 {
			add(format!("{}_u64", accesses.base));
		}
		for (place, component) in components.iter().enumerate() {
			let slope = slope(accesses, place);
			if slope > 0 {
				add(format!("{slope}_u64.saturating_mul({}.into())", component.name));
			}
		}
	}
	text.push_str("\t}\n");
	text
}

fn line(text: &mut String, line: std::fmt::Arguments<'_>) {
	writeln!(text, "{line}").expect("a string takes all that is written to it");
}

fn slope(line: &Line, place: usize) -> u128 {
	line.slopes.get(place).copied().unwrap_or_default()
}

/// `3 + 2n`.
fn formula(line: &Line, components: &[Component]) -> String {
	let mut terms = vec![line.base.to_string()];
	for (place, component) in components.iter().enumerate() {
		let slope = slope(line, place);
		if slope > 0 {
			terms.push(format!("{slope}{}", component.name));
		}
	}
	terms.join(" + ")
}

/// `1_234_567`.
fn digits(number: u128) -> String {
	let plain = number.to_string();
	let mut text = String::with_capacity(plain.len() + plain.len() / 3);
	for (place, digit) in plain.chars().enumerate() {
		if place > 0 && (plain.len() - place).is_multiple_of(3) {
			text.push('_');
		}
		text.push(digit);
	}
	text
}

#[cfg(test)]
mod tests {
	use super::*;

	fn component(name: &str, low: u32, high: u32) -> Component {
		Component { name: name.into(), low, high }
	}

	fn plain() -> Measured {
		Measured {
			name: "update".into(),
			components: Vec::new(),
			time: Line { base: 41_000_000, slopes: Vec::new() },
			errors: Vec::new(),
			reads: Line { base: 7, slopes: Vec::new() },
			writes: Line { base: 1, slopes: Vec::new() },
			shortest: 39_512,
		}
	}

	fn linear() -> Measured {
		Measured {
			name: "register_batch".into(),
			components: vec![component("n", 1, 500), component("c", 1, 50)],
			time: Line { base: 1_234_567, slopes: vec![20_500, 0] },
			errors: vec![1_021, 7],
			reads: Line { base: 0, slopes: vec![1, 2] },
			writes: Line { base: 3, slopes: vec![1, 0] },
			shortest: 999,
		}
	}

	#[test]
	fn a_file_implements_the_trait_of_its_pallet() {
		let origin = Origin {
			command: "fiscal-weights --steps 20 --repeat 10".into(),
			day: "2026-11-21".into(),
			processor: "Some CPU @ 2.50GHz".into(),
			steps: 20,
			repeat: 10,
		};
		let expected = "//! What the calls of `pallet_bills` cost, measured.
//!
//! `fiscal-weights` wrote this file (`make weights`); changes by hand do not last.
//!
//! * Command: `fiscal-weights --steps 20 --repeat 10`
//! * Steps: 20, repeats: 10
//! * Date: 2026-11-21
//! * Processor: `Some CPU @ 2.50GHz`
//!
//! Times are those of the runtime in compiled WASM with its state in memory; reads and writes are
//! priced by `DbWeight`. Proof sizes are 0: nobody carries proofs of the state in blocks.

#![cfg_attr(rustfmt, rustfmt_skip)]
#![allow(unused_imports)]

use core::marker::PhantomData;
use frame_support::{traits::Get, weights::Weight};

/// Measured weights of `pallet_bills`.
pub struct WeightInfo<T>(PhantomData<T>);

impl<T: frame_system::Config> pallet_bills::WeightInfo for WeightInfo<T> {
	/// Took 999 ns at least. Reads: 0 + 1n + 2c. Writes: 3 + 1n.
	/// `n`: 1 to 500.
	/// `c`: 1 to 50.
	fn register_batch(n: u32, c: u32) -> Weight {
		Weight::from_parts(1_234_567, 0)
			// Standard error: 1_021
			.saturating_add(Weight::from_parts(20_500, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(1_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(c.into())))
			.saturating_add(T::DbWeight::get().writes(3_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(n.into())))
	}

	/// Took 39_512 ns at least. Reads: 7. Writes: 1.
	fn update() -> Weight {
		Weight::from_parts(41_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(7_u64))
			.saturating_add(T::DbWeight::get().writes(1_u64))
	}
}
";
		assert_eq!(file(&origin, "pallet_bills", &[linear(), plain()]), expected);
	}

	#[test]
	fn components_that_cost_nothing_keep_their_place() {
		let mut measured = linear();
		for line in [&mut measured.time, &mut measured.reads, &mut measured.writes] {
			line.slopes = vec![0, 5];
		}
		let text = function(&measured);
		assert!(text.contains("fn register_batch(_n: u32, c: u32) -> Weight {"), "{text}");
		assert!(!text.contains("n.into()"), "{text}");
		let line = |text: &str| text.lines().filter(|line| line.contains("c.into()")).count();
		assert_eq!(line(&text), 3, "{text}");
	}

	#[test]
	fn what_costs_nothing_has_a_weight_of_nothing() {
		let nothing = Line::default();
		let measured = Measured {
			time: nothing.clone(),
			reads: nothing.clone(),
			writes: nothing,
			shortest: 0,
			..plain()
		};
		let expected = "\t/// Took 0 ns at least. Reads: 0. Writes: 0.
	fn update() -> Weight {
		Weight::from_parts(0, 0)
	}
";
		assert_eq!(function(&measured), expected);
	}

	#[test]
	fn the_index_names_every_file() {
		let text = index(&["pallet_bills".into(), "pallet_quotas".into()]);
		assert!(text.starts_with("//! Measured weights"), "{text}");
		assert!(text.ends_with("\n\npub mod pallet_bills;\npub mod pallet_quotas;\n"), "{text}");
	}

	#[test]
	fn long_numbers_are_grouped() {
		for (number, text) in [
			(0, "0"),
			(999, "999"),
			(1_000, "1_000"),
			(123_456, "123_456"),
			(1_234_567, "1_234_567"),
		] {
			assert_eq!(digits(number), text);
		}
	}
}
