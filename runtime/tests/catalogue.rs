//! Every error and event of FiscalChain's pallets is documented in both languages: the English text
//! comes from the metadata, the Chinese one from `docs/catalogue/<Pallet>.toml`, and
//! `docs/pallet-errors.md` and `docs/events.md` are made of both. So is `docs/errors.md`, from the
//! documentation of the code and two more files. After a change
//! `UPDATE_DOCS=1 cargo test --release --workspace --test catalogue` writes them anew.

#[path = "catalogue/refusals.rs"]
mod refusals;

use codec::Decode;
use fiscal_primitives::{
	authorization::{CheckFault, CodeFault},
	bill::Refusal,
};
use fiscal_runtime::Runtime;
use frame_metadata::{v14::RuntimeMetadataV14, RuntimeMetadata};
use scale_info::{form::PortableForm, TypeDef, Variant};
use serde::Deserialize;
use std::{
	collections::{BTreeMap, BTreeSet},
	fmt::Write,
	fs,
	path::{Path, PathBuf},
};

/// Pallets of the SDK document themselves.
const FOREIGN: [&str; 3] = ["System", "Timestamp", "Council"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Chinese {
	errors: BTreeMap<String, String>,
	events: BTreeMap<String, String>,
}

fn docs() -> PathBuf {
	Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs")
}

fn metadata() -> RuntimeMetadataV14 {
	match Runtime::metadata().1 {
		RuntimeMetadata::V14(metadata) => metadata,
		other => panic!("metadata of version {}", other.version()),
	}
}

fn variants(metadata: &RuntimeMetadataV14, id: u32) -> Vec<Variant<PortableForm>> {
	let found = metadata.types.resolve(id).expect("the metadata names its types");
	match &found.type_def {
		TypeDef::Variant(variants) => variants.variants.clone(),
		other => panic!("{other:?} is no enum"),
	}
}

/// The text of a variant in one line, without the markup that only source code understands.
fn english(variant: &Variant<PortableForm>) -> String {
	let text = variant.docs.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
	text.replace("[`", "`").replace("`]", "`").replace('|', "\\|")
}

fn table(
	page: &mut String,
	pallet: &str,
	index: u8,
	variants: &[Variant<PortableForm>],
	chinese: &BTreeMap<String, String>,
	faults: &mut Vec<String>,
) {
	let names: BTreeSet<_> = variants.iter().map(|variant| variant.name.clone()).collect();
	let extra = chinese.keys().filter(|name| !names.contains(*name));
	faults.extend(extra.map(|name| format!("{pallet}.{name} does not exist")));
	if variants.is_empty() {
		return;
	}
	write!(
		page,
		"\n## {pallet} ({index})\n\n| # | name | English | 中文 |\n| --- | --- | --- | --- |\n"
	)
	.unwrap();
	for variant in variants {
		let text = english(variant);
		if text.is_empty() {
			faults.push(format!("{pallet}.{} has no English text", variant.name));
		}
		let translated = chinese.get(&variant.name).map(String::as_str).unwrap_or_default();
		if translated.is_empty() {
			faults.push(format!("{pallet}.{} has no Chinese text", variant.name));
		}
		let (number, name) = (variant.index, &variant.name);
		writeln!(page, "| {number} | `{name}` | {text} | {translated} |").unwrap();
	}
}

fn compare(name: &str, page: &str, faults: &mut Vec<String>) {
	let path = docs().join(name);
	if std::env::var_os("UPDATE_DOCS").is_some() {
		fs::write(&path, page).unwrap();
	}
	if fs::read_to_string(&path).unwrap_or_default() != page {
		faults.push(format!("docs/{name} is not what the code says: see the head of this test"));
	}
}

#[test]
fn errors_and_events_are_documented_in_both_languages() {
	let metadata = metadata();
	let mut faults = Vec::new();
	let mut errors = String::from(
		"# Errors of the pallets\n\nMade from the metadata and `docs/catalogue`. A failed transaction \
		 names the pallet by its number and the error by `#`; it changed nothing.\n",
	);
	let mut events = String::from("# Events\n\nMade from the metadata and `docs/catalogue`.\n");
	for pallet in metadata.pallets.iter().filter(|one| !FOREIGN.contains(&one.name.as_str())) {
		let path = docs().join("catalogue").join(format!("{}.toml", pallet.name));
		let chinese: Chinese = match fs::read_to_string(&path).map(|text| toml::from_str(&text)) {
			Ok(Ok(chinese)) => chinese,
			Ok(Err(fault)) => panic!("{}: {fault}", path.display()),
			Err(fault) => panic!("{}: {fault}", path.display()),
		};
		let of = |id: Option<u32>| id.map_or_else(Vec::new, |id| variants(&metadata, id));
		let own_errors = of(pallet.error.as_ref().map(|error| error.ty.id));
		let own_events = of(pallet.event.as_ref().map(|event| event.ty.id));
		let (name, index) = (pallet.name.as_str(), pallet.index);
		table(&mut errors, name, index, &own_errors, &chinese.errors, &mut faults);
		table(&mut events, name, index, &own_events, &chinese.events, &mut faults);
	}
	compare("pallet-errors.md", &errors, &mut faults);
	compare("events.md", &events, &mut faults);
	assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The names of an enum's variants, in the order of their encodings.
fn names<T: Decode + std::fmt::Debug>() -> Vec<String> {
	let decoded = (0..=u8::MAX).map_while(|index| T::decode(&mut &[index][..]).ok());
	decoded.map(|variant| format!("{variant:?}")).collect()
}

#[test]
fn codes_and_refusals_are_documented_in_both_languages() {
	let mut faults = Vec::new();
	let (page, documented) = refusals::page(&mut faults);
	assert_eq!(documented, [names::<Refusal>(), names::<CheckFault>(), names::<CodeFault>()]);
	compare("errors.md", &page, &mut faults);
	assert!(faults.is_empty(), "{}", faults.join("\n"));
}
