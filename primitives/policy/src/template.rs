//! Templates 策略模板: policies with named places to fill in. R047.

use crate::{
	finding::{Finding, Problem},
	json::{parse, Json},
	policy::Policy,
};
use alloc::{format, string::String, vec::Vec};

/// A policy to begin with. As it stands it is a valid policy; each parameter is a place of it that
/// another value may take.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
	/// Short name: small letters and dashes.
	pub template: String,
	/// What it is called in English.
	pub title: String,
	/// What it is called in Chinese.
	#[serde(rename = "titleZh")]
	pub title_zh: String,
	/// The places to fill in.
	pub parameters: Vec<Parameter>,
	/// The policy with its defaults, in its JSON form.
	pub policy: Json,
}

/// A place of a template.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
	/// Its name.
	pub name: String,
	/// Where it stands: a JSON Pointer into the policy.
	pub pointer: String,
	/// What it means.
	pub description: String,
}

/// The templates that come with this crate, as JSON.
const TEXTS: [&str; 10] = [
	include_str!("../templates/access-hours.json"),
	include_str!("../templates/amount-limit.json"),
	include_str!("../templates/bill-age-limit.json"),
	include_str!("../templates/bill-kind-exclusion.json"),
	include_str!("../templates/claim-tier-field.json"),
	include_str!("../templates/daily-frequency.json"),
	include_str!("../templates/holiday-freeze.json"),
	include_str!("../templates/issuer-list.json"),
	include_str!("../templates/read-with-masking.json"),
	include_str!("../templates/region-limit.json"),
];

/// The templates that come with this crate.
pub fn templates() -> Vec<Template> {
	TEXTS.iter().filter_map(|text| serde_json::from_str(text).ok()).collect()
}

impl Template {
	/// The policy with these parameters, the others at their defaults.
	///
	/// Errors: `UnknownKey` for a parameter there is not; what is wrong with the policy.
	pub fn instantiate(&self, values: &[(&str, Json)]) -> Result<Policy, Vec<Finding>> {
		let mut tree = self.policy.clone();
		for (name, value) in values {
			let parameter = self.parameters.iter().find(|parameter| parameter.name == *name);
			match parameter.and_then(|parameter| tree.at_mut(&parameter.pointer)) {
				Some(place) => *place = value.clone(),
				None => {
					let detail = format!("the template has no parameter `{name}`");
					return Err(Vec::from([Finding::new("", Problem::UnknownKey, detail)]));
				}
			}
		}
		Policy::from_tree(&tree)
	}

	/// A template of its JSON form, whose policy and parameters hold together.
	///
	/// Errors: what is wrong with the form, the policy or a pointer.
	pub fn from_json(text: &str) -> Result<Self, Vec<Finding>> {
		parse(text)?;
		let template: Self = serde_json::from_str(text)
			.map_err(|fault| Vec::from([Finding::new("", Problem::Syntax, format!("{fault}"))]))?;
		Policy::from_tree(&template.policy)
			.map_err(|findings| crate::finding::below("/policy", findings))?;
		match template.parameters.iter().find(|one| template.policy.at(&one.pointer).is_none()) {
			Some(parameter) => {
				let detail = format!("`{}` points at nothing", parameter.name);
				Err(Vec::from([Finding::new("/parameters", Problem::MissingKey, detail)]))
			}
			None => Ok(template),
		}
	}
}
