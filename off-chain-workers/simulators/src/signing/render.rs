//! Templates, and documents made of them.

use crate::fault::Fault;
use fiscal_bridge::protocol::signing::{Start, Template, Templates};

const TEMPLATES: &str = include_str!("templates.json");

/// All templates.
pub fn templates() -> Result<Templates, Fault> {
	serde_json::from_str(TEMPLATES).map_err(Fault::internal)
}

/// The text that is signed. Blanks are filled from left to right, and what fills one is not looked at
/// again, so that nobody can fill a blank with another one.
pub fn document(template: &Template, request: &Start) -> String {
	let mut text = format!("{}\n\n", template.title);
	let mut rest = template.text.as_str();
	while let Some((before, behind)) = rest.split_once("{{") {
		text.push_str(before);
		let Some((name, behind)) = behind.split_once("}}") else { break };
		text.push_str(request.fields.get(name).map_or("", String::as_str));
		rest = behind;
	}
	text.push_str(rest);
	text.push_str(&format!("\n\n事项编号：{}\n签署方：\n", request.matter));
	for (seat, signer) in (1..).zip(&request.signers) {
		text.push_str(&format!("{seat:>2}. {signer}\n"));
	}
	text
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::collections::BTreeSet;

	fn blanks(text: &str) -> BTreeSet<&str> {
		text.split("{{")
			.skip(1)
			.filter_map(|part| part.split_once("}}"))
			.map(|(name, _)| name)
			.collect()
	}

	#[test]
	fn every_template_names_its_blanks_and_no_others() {
		for template in templates().unwrap().templates {
			let named: BTreeSet<&str> = template.fields.iter().map(String::as_str).collect();
			assert_eq!(blanks(&template.text), named, "{}", template.id);
		}
	}

	#[test]
	fn what_fills_a_blank_is_text_and_no_blank_itself() {
		let template = Template {
			id: "t".into(),
			title: "T".into(),
			text: "a {{one}} b {{two}} c".into(),
			fields: vec!["one".into(), "two".into()],
		};
		let request = Start {
			matter: "M-1".into(),
			template: "t".into(),
			fields: [("one", "{{two}}"), ("two", "2")]
				.map(|(name, text)| (name.to_string(), text.to_string()))
				.into(),
			signers: vec!["02ab".into()],
		};
		let text = document(&template, &request);
		assert!(text.contains("a {{two}} b 2 c"), "{text}");
		assert!(text.contains("M-1") && text.contains("02ab"), "{text}");
	}
}
