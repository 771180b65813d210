//! Reading rows: columns by name, in the forms that the model has.

use crate::model;
use serde_json::Value;
use sqlx::{any::AnyRow, Row as _};

/// A row.
#[derive(Clone, Copy)]
pub struct Cells<'a>(pub &'a AnyRow);

/// A row that cannot be read: somebody else wrote into the tables.
pub fn damaged(what: impl std::fmt::Display) -> sqlx::Error {
	sqlx::Error::Decode(format!("{what} in the database cannot be read").into())
}

impl Cells<'_> {
	/// A number.
	pub fn int(self, name: &str) -> Result<i64, sqlx::Error> {
		self.0.try_get(name)
	}

	/// A number, or none.
	pub fn maybe_int(self, name: &str) -> Result<Option<i64>, sqlx::Error> {
		self.0.try_get(name)
	}

	/// A number from 0.
	pub fn u64(self, name: &str) -> Result<u64, sqlx::Error> {
		u64::try_from(self.int(name)?).map_err(|_| damaged(name))
	}

	/// A number from 0, or none.
	pub fn maybe_u64(self, name: &str) -> Result<Option<u64>, sqlx::Error> {
		self.maybe_int(name)?
			.map(|value| u64::try_from(value).map_err(|_| damaged(name)))
			.transpose()
	}

	/// A small number from 0.
	pub fn u32(self, name: &str) -> Result<u32, sqlx::Error> {
		u32::try_from(self.int(name)?).map_err(|_| damaged(name))
	}

	/// A small number from 0, or none.
	pub fn maybe_u32(self, name: &str) -> Result<Option<u32>, sqlx::Error> {
		self.maybe_int(name)?
			.map(|value| u32::try_from(value).map_err(|_| damaged(name)))
			.transpose()
	}

	/// Truth.
	pub fn flag(self, name: &str) -> Result<bool, sqlx::Error> {
		Ok(self.int(name)? != 0)
	}

	/// A text.
	pub fn text(self, name: &str) -> Result<String, sqlx::Error> {
		self.0.try_get(name)
	}

	/// A text, or none.
	pub fn maybe_text(self, name: &str) -> Result<Option<String>, sqlx::Error> {
		self.0.try_get(name)
	}

	/// Words between commas.
	pub fn words(self, name: &str) -> Result<Vec<String>, sqlx::Error> {
		let text = self.text(name)?;
		Ok(text.split(',').filter(|word| !word.is_empty()).map(str::to_owned).collect())
	}

	/// Numbers between commas.
	pub fn numbers(self, name: &str) -> Result<Vec<u32>, sqlx::Error> {
		self.words(name)?.iter().map(|word| word.parse().map_err(|_| damaged(name))).collect()
	}

	/// JSON.
	pub fn json(self, name: &str) -> Result<Value, sqlx::Error> {
		serde_json::from_str(&self.text(name)?).map_err(|_| damaged(name))
	}

	/// JSON, or none.
	pub fn maybe_json(self, name: &str) -> Result<Option<Value>, sqlx::Error> {
		self.maybe_text(name)?
			.map(|text| serde_json::from_str(&text).map_err(|_| damaged(name)))
			.transpose()
	}

	/// The transaction `height-index` of a row: the block from one column, the index from another.
	pub fn transaction(self, seq: &str, index: &str) -> Result<Option<String>, sqlx::Error> {
		let block = model::height_of(self.int(seq)?);
		Ok(self.maybe_u32(index)?.map(|index| format!("{block}-{index}")))
	}

	/// Code and number of a bill out of `code-number`.
	pub fn bill(self, name: &str) -> Result<(String, String), sqlx::Error> {
		let text = self.text(name)?;
		let (code, number) = text.split_once('-').ok_or_else(|| damaged(name))?;
		Ok((code.to_owned(), number.to_owned()))
	}
}
