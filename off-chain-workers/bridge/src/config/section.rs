//! One section of the file, read field by field, so that every error names its field.

use super::{ConfigFault, VARIABLES};
use std::{
	collections::{BTreeMap, BTreeSet},
	ops::RangeInclusive,
	path::{Path, PathBuf},
	sync::Arc,
	time::Duration,
};
use toml::{Table, Value};

/// What every section needs to know.
struct Surroundings {
	folder: PathBuf,
	development: bool,
	variables: BTreeMap<String, String>,
}

/// The file with what the environment overrides.
pub(super) struct Document {
	sections: Table,
	overridden: BTreeSet<(String, String)>,
	known: Vec<&'static str>,
	surroundings: Arc<Surroundings>,
}

impl Document {
	pub(super) fn parse(
		text: &str,
		variables: &[(String, String)],
		folder: &Path,
		development: bool,
	) -> Result<Self, ConfigFault> {
		// The error's own text quotes the line, which may hold what should not stand here.
		let mut sections: Table = text.parse().map_err(|fault: toml::de::Error| {
			let line = fault.span().and_then(|span| text.get(..span.start)).map_or_else(
				|| "the file".into(),
				|before| format!("line {}", before.matches('\n').count() + 1),
			);
			ConfigFault::new(line, format!("not TOML: {}", fault.message()))
		})?;
		let mut overridden = BTreeSet::new();
		for (name, value) in variables {
			let Some(rest) = name.strip_prefix(VARIABLES) else { continue };
			let (section, field) = rest
				.split_once("__")
				.filter(|(section, field)| !section.is_empty() && !field.is_empty())
				.ok_or_else(|| {
					ConfigFault::new(name, format!("not written {VARIABLES}SECTION__FIELD"))
				})?;
			let section = section.to_lowercase().replace('_', "-");
			let field = field.to_lowercase();
			let table = sections
				.entry(section.clone())
				.or_insert_with(|| Value::Table(Table::new()))
				.as_table_mut()
				.ok_or_else(|| not_a_section(&section))?;
			table.insert(field.clone(), Value::String(value.clone()));
			overridden.insert((section, field));
		}
		if let Some((name, _)) = sections.iter().find(|(_, value)| !value.is_table()) {
			return Err(not_a_section(name));
		}
		Ok(Self {
			sections,
			overridden,
			known: Vec::new(),
			surroundings: Arc::new(Surroundings {
				folder: folder.into(),
				development,
				variables: variables.iter().cloned().collect(),
			}),
		})
	}

	/// The section of that name, if there is one.
	pub(super) fn take(&mut self, name: &'static str) -> Option<Section> {
		self.known.push(name);
		let Some(Value::Table(table)) = self.sections.remove(name) else { return None };
		let overridden = self
			.overridden
			.iter()
			.filter(|(section, _)| section == name)
			.map(|(_, field)| field.clone())
			.collect();
		Some(Section {
			name,
			table,
			overridden,
			known: Vec::new(),
			surroundings: self.surroundings.clone(),
		})
	}

	/// Refuses sections that nobody took.
	pub(super) fn finish(self) -> Result<(), ConfigFault> {
		match self.sections.keys().next() {
			None => Ok(()),
			Some(name) => Err(ConfigFault::new(
				name,
				format!("no such section; there are {}", self.known.join(", ")),
			)),
		}
	}
}

fn not_a_section(name: &str) -> ConfigFault {
	ConfigFault::new(name, "stands outside of a section, or is not one")
}

/// One section.
pub(super) struct Section {
	name: &'static str,
	table: Table,
	overridden: BTreeSet<String>,
	known: Vec<&'static str>,
	surroundings: Arc<Surroundings>,
}

impl Section {
	pub(super) fn name(&self) -> &'static str {
		self.name
	}

	pub(super) fn development(&self) -> bool {
		self.surroundings.development
	}

	/// An environment variable.
	pub(super) fn variable(&self, name: &str) -> Option<&str> {
		self.surroundings.variables.get(name).map(String::as_str)
	}

	pub(super) fn fault(&self, field: &str, words: impl Into<String>) -> ConfigFault {
		ConfigFault::new(format!("{}.{field}", self.name), words)
	}

	fn value(&mut self, field: &'static str) -> Option<Value> {
		self.known.push(field);
		self.table.remove(field)
	}

	pub(super) fn text(&mut self, field: &'static str) -> Result<Option<String>, ConfigFault> {
		match self.value(field) {
			None => Ok(None),
			Some(Value::String(text)) => Ok(Some(text)),
			Some(_) => Err(self.fault(field, "not a text in quotation marks")),
		}
	}

	pub(super) fn required(&mut self, field: &'static str) -> Result<String, ConfigFault> {
		self.text(field)?.ok_or_else(|| self.fault(field, "missing"))
	}

	/// A path; a relative one is below the folder of the file.
	pub(super) fn path(&mut self, field: &'static str) -> Result<Option<PathBuf>, ConfigFault> {
		match self.text(field)? {
			None => Ok(None),
			Some(text) if text.is_empty() => Err(self.fault(field, "empty")),
			Some(text) => Ok(Some(self.surroundings.folder.join(text))),
		}
	}

	pub(super) fn flag(&mut self, field: &'static str, default: bool) -> Result<bool, ConfigFault> {
		match self.value(field) {
			None => Ok(default),
			Some(Value::Boolean(flag)) => Ok(flag),
			Some(Value::String(text)) if self.overridden.contains(field) => {
				text.parse().map_err(|_| self.fault(field, "neither true nor false"))
			}
			Some(_) => Err(self.fault(field, "neither true nor false")),
		}
	}

	pub(super) fn optional_number(
		&mut self,
		field: &'static str,
		range: RangeInclusive<u64>,
	) -> Result<Option<u64>, ConfigFault> {
		let number = match self.value(field) {
			None => return Ok(None),
			Some(Value::Integer(number)) => u64::try_from(number).ok(),
			Some(Value::String(text)) if self.overridden.contains(field) => text.parse().ok(),
			Some(_) => None,
		};
		number.filter(|number| range.contains(number)).map(Some).ok_or_else(|| {
			self.fault(field, format!("not a number from {} to {}", range.start(), range.end()))
		})
	}

	pub(super) fn number(
		&mut self,
		field: &'static str,
		default: u64,
		range: RangeInclusive<u64>,
	) -> Result<u64, ConfigFault> {
		Ok(self.optional_number(field, range)?.unwrap_or(default))
	}

	pub(super) fn size(
		&mut self,
		field: &'static str,
		default: u64,
		range: RangeInclusive<u64>,
	) -> Result<usize, ConfigFault> {
		let number = self.number(field, default, range)?;
		usize::try_from(number).map_err(|_| self.fault(field, "too large for this machine"))
	}

	pub(super) fn duration(
		&mut self,
		field: &'static str,
		default: u64,
		range: RangeInclusive<u64>,
	) -> Result<Duration, ConfigFault> {
		self.number(field, default, range).map(Duration::from_millis)
	}

	pub(super) fn days(
		&mut self,
		field: &'static str,
		default: u64,
		range: RangeInclusive<u64>,
	) -> Result<Duration, ConfigFault> {
		let days = self.number(field, default, range)?;
		Ok(Duration::from_secs(days.saturating_mul(86_400)))
	}

	/// Refuses fields that nobody asked for. Their values are not shown: one of them may be a secret
	/// in the wrong place.
	pub(super) fn finish(self) -> Result<(), ConfigFault> {
		match self.table.keys().next() {
			None => Ok(()),
			Some(field) => {
				Err(self
					.fault(field, format!("no such field; there are {}", self.known.join(", "))))
			}
		}
	}
}
