//! Templates of scenes and their field rules 预置模板: what a scene of a kind usually demands, to be
//! taken as it is or changed. R069.
//!
//! Each is a JSON document `{name, kind, weight, lockTerm, rules}`, the form of a scene at genesis.

/// A template by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Template {
	/// How it is asked for.
	pub name: &'static str,
	/// The JSON document.
	pub json: &'static str,
}

/// Every template.
pub const TEMPLATES: [Template; 5] = [
	Template {
		name: "medical-outpatient",
		json: include_str!("../../templates/medical-outpatient.json"),
	},
	Template {
		name: "medical-inpatient",
		json: include_str!("../../templates/medical-inpatient.json"),
	},
	Template { name: "education", json: include_str!("../../templates/education.json") },
	Template { name: "charity", json: include_str!("../../templates/charity.json") },
	Template { name: "penalty", json: include_str!("../../templates/penalty.json") },
];

/// The template of that name.
pub fn template(name: &str) -> Option<&'static Template> {
	TEMPLATES.iter().find(|template| template.name == name)
}
