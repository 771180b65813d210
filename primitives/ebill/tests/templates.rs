//! What a bill supplies is what the templates of scenes ask for. R069.

mod common;

use common::signed;
use fiscal_ebill::{entry, fields, parse, EBill, Generator, GeneratorOptions};
use fiscal_primitives::{
	field::{FieldName, Fields},
	scene::{
		templates::{template, TEMPLATES},
		RuleSet,
	},
	BillEntry,
};

const KEY: &[u8] = b"an index key of an access node";

fn rules(name: &str) -> RuleSet {
	let document: serde_json::Value = serde_json::from_str(template(name).unwrap().json).unwrap();
	serde_json::from_value(document["rules"].clone()).unwrap()
}

/// What `bill register --fields` hands in.
fn registered(bill: &EBill) -> BillEntry {
	let read = parse(&signed(bill)).unwrap();
	let fields = fields(&read.bill, KEY).unwrap();
	BillEntry { fields, ..entry(&read, None, KEY).unwrap() }
}

fn refused(template: &str, entry: &BillEntry) -> Option<FieldName> {
	rules(template).check(entry).err()
}

fn generated(inpatient_share: f64) -> impl Iterator<Item = BillEntry> {
	let options = GeneratorOptions { seed: 7, inpatient_share, ..Default::default() };
	let generator = Generator::with(options).unwrap();
	(0..200).map(move |index| registered(&generator.bill(index)))
}

#[test]
fn generated_medical_bills_keep_the_template_of_their_kind_and_no_other() {
	let (outpatient, inpatient) = ("medical-outpatient", "medical-inpatient");
	for entry in generated(0.0) {
		assert_eq!(refused(outpatient, &entry), None, "{:?}", entry.fields);
		assert!(refused(inpatient, &entry).is_some());
	}
	for entry in generated(1.0) {
		assert_eq!(refused(inpatient, &entry), None, "{:?}", entry.fields);
		assert!(refused(outpatient, &entry).is_some());
	}
}

/// The public format has a medical extension and no other: of other bills there is who paid.
#[test]
fn bills_without_an_extension_keep_the_templates_of_other_kinds() {
	let bill = EBill { ext: None, ..Generator::new(1).bill(0) };
	let entry = registered(&bill);
	for template in TEMPLATES {
		let medical = template.name.starts_with("medical");
		assert_eq!(refused(template.name, &entry).is_some(), medical, "{}", template.name);
		let bare = BillEntry { fields: Fields::default(), ..entry.clone() };
		assert!(refused(template.name, &bare).is_some(), "{}: asks for something", template.name);
	}
}
