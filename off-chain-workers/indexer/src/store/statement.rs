//! Writing many rows with few statements.

use super::{Dialect, Store};
use sqlx::{any::AnyArguments, query::Query, Any, AnyConnection};
use std::fmt::Write;

/// Rows a statement takes: as many as fit, then fewer. The same few texts are prepared over and over.
const CHUNKS: [usize; 3] = [64, 8, 1];

/// What a column of a row holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cell {
	/// A number.
	Int(i64),
	/// A number, or none.
	OptInt(Option<i64>),
	/// Text.
	Text(String),
	/// Text, or none.
	OptText(Option<String>),
}

macro_rules! from {
	($($from:ty => |$value:ident| $into:expr),+ $(,)?) => {
		$(impl From<$from> for Cell {
			fn from($value: $from) -> Self {
				$into
			}
		})+
	};
}

from!(
	i64 => |value| Self::Int(value),
	u32 => |value| Self::Int(value.into()),
	u64 => |value| Self::Int(super::int(value)),
	bool => |value| Self::Int(value.into()),
	Option<i64> => |value| Self::OptInt(value),
	Option<u32> => |value| Self::OptInt(value.map(i64::from)),
	Option<u64> => |value| Self::OptInt(value.map(super::int)),
	&str => |value| Self::Text(value.to_owned()),
	String => |value| Self::Text(value),
	Option<String> => |value| Self::OptText(value),
	Option<&str> => |value| Self::OptText(value.map(str::to_owned)),
);

impl Cell {
	/// Is there nothing in it?
	pub const fn is_none(&self) -> bool {
		matches!(self, Self::OptInt(None) | Self::OptText(None))
	}
}

/// The columns of one row, in the order of its [`Statement`].
pub type Row = Vec<Cell>;
/// Rows of one table.
pub type Rows = Vec<Row>;

/// Makes a [`Row`].
#[macro_export]
macro_rules! row {
	($($cell:expr),+ $(,)?) => { vec![$($crate::store::Cell::from($cell)),+] };
}

/// What becomes of a column when its row is there already: in the database, or in the batch that is about
/// to be written. Both follow from this one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
	/// It is part of the key.
	Key,
	/// The old value stays.
	Fixed,
	/// The new value takes its place.
	Last,
	/// The new value takes its place, unless there is none.
	LastKnown,
	/// The new value takes its place only if there is no old one.
	FirstKnown,
	/// The new number takes its place, unless it is below 0.
	Told,
	/// The sum of both takes its place.
	Sum,
}

/// A column of a table.
#[derive(Clone, Copy, Debug)]
pub struct Column {
	/// Its name.
	pub name: &'static str,
	/// What becomes of it.
	pub rule: Rule,
}

macro_rules! column {
	($($name:ident => $rule:ident),+ $(,)?) => {
		$(pub(super) const fn $name(name: &'static str) -> Column {
			Column { name, rule: Rule::$rule }
		})+
	};
}

column!(
	first => FirstKnown,
	fixed => Fixed,
	key => Key,
	known => LastKnown,
	last => Last,
	sum => Sum,
	told => Told,
);

/// How rows of a table are written.
#[derive(Clone, Copy, Debug)]
pub struct Statement {
	/// The table.
	pub table: &'static str,
	/// May a row be there already? Otherwise that is an error.
	pub may_exist: bool,
	/// Its columns, those of its key first.
	pub columns: &'static [Column],
}

impl Statement {
	/// How many columns are the key.
	pub fn key_len(&self) -> usize {
		self.columns.iter().take_while(|column| column.rule == Rule::Key).count()
	}

	/// The names of its columns, between commas.
	pub fn names(&self) -> String {
		self.columns.iter().map(|column| column.name).collect::<Vec<_>>().join(", ")
	}

	/// What a row becomes by another one of the same key that comes later.
	pub fn merge(&self, old: &mut Row, new: Row) {
		for ((column, old), new) in self.columns.iter().zip(old.iter_mut()).zip(new) {
			let takes = match column.rule {
				Rule::Key | Rule::Fixed => false,
				Rule::Last => true,
				Rule::LastKnown => !new.is_none(),
				Rule::FirstKnown => old.is_none(),
				Rule::Told => !matches!(new, Cell::Int(..=-1)),
				Rule::Sum => {
					if let (Cell::Int(old), Cell::Int(new)) = (&mut *old, &new) {
						*old = old.saturating_add(*new);
					}
					false
				}
			};
			if takes {
				*old = new;
			}
		}
	}

	fn tail(&self) -> String {
		if !self.may_exist {
			return String::new();
		}
		let key: Vec<_> =
			self.columns.iter().take(self.key_len()).map(|column| column.name).collect();
		let sets: Vec<_> = self.columns.iter().filter_map(|column| self.set(column)).collect();
		match sets.is_empty() {
			true => format!(" ON CONFLICT ({}) DO NOTHING", key.join(", ")),
			false => {
				format!(" ON CONFLICT ({}) DO UPDATE SET {}", key.join(", "), sets.join(", "))
			}
		}
	}

	fn set(&self, column: &Column) -> Option<String> {
		let (table, name) = (self.table, column.name);
		Some(match column.rule {
			Rule::Key | Rule::Fixed => return None,
			Rule::Last => format!("{name} = excluded.{name}"),
			Rule::LastKnown => format!("{name} = COALESCE(excluded.{name}, {table}.{name})"),
			Rule::FirstKnown => format!("{name} = COALESCE({table}.{name}, excluded.{name})"),
			Rule::Told => format!(
				"{name} = CASE WHEN excluded.{name} < 0 THEN {table}.{name} ELSE excluded.{name} END"
			),
			Rule::Sum => format!("{name} = {table}.{name} + excluded.{name}"),
		})
	}

	/// The text of it for so many rows.
	fn text(&self, rows: usize, dialect: Dialect) -> String {
		let mut text = format!("INSERT INTO {} ({}) VALUES ", self.table, self.names());
		let mut number = 0usize;
		for row in 0..rows {
			text.push_str(if row == 0 { "(" } else { ", (" });
			for column in 0..self.columns.len() {
				if column > 0 {
					text.push_str(", ");
				}
				number = number.saturating_add(1);
				placeholder(&mut text, number, dialect);
			}
			text.push(')');
		}
		text.push_str(&self.tail());
		text
	}

	/// Writes the rows.
	///
	/// # Errors
	/// [`sqlx::Error`].
	pub async fn run(
		&self,
		connection: &mut AnyConnection,
		dialect: Dialect,
		rows: &[Row],
	) -> Result<(), sqlx::Error> {
		let mut rest = rows;
		for size in CHUNKS {
			if rest.len() < size {
				continue;
			}
			let text = self.text(size, dialect);
			while let Some((chunk, behind)) = rest.split_at_checked(size) {
				let mut query = sqlx::query(&text);
				for cell in chunk.iter().flatten() {
					query = bind(query, cell);
				}
				query.execute(&mut *connection).await?;
				rest = behind;
			}
		}
		Ok(())
	}
}

/// SQLite looks each numbered parameter up by its name, in a list: of thousands that takes its time.
fn placeholder(text: &mut String, number: usize, dialect: Dialect) {
	match dialect {
		Dialect::Sqlite => text.push('?'),
		Dialect::Postgres => {
			// Writing to a string cannot fail.
			let _ = write!(text, "${number}");
		}
	}
}

/// Binds a cell.
pub fn bind<'q>(
	query: Query<'q, Any, AnyArguments<'q>>,
	cell: &'q Cell,
) -> Query<'q, Any, AnyArguments<'q>> {
	match cell {
		Cell::Int(value) => query.bind(*value),
		Cell::OptInt(value) => query.bind(*value),
		Cell::Text(value) => query.bind(value.as_str()),
		Cell::OptText(value) => query.bind(value.as_deref()),
	}
}

impl Store {
	/// A statement with `?` for its parameters, as this database takes it. No text of it may hold
	/// another `?`.
	pub fn statement(&self, text: &str) -> String {
		numbered(text, self.dialect())
	}
}

/// A statement with `?` for its parameters, as the database takes it.
pub fn numbered(text: &str, dialect: Dialect) -> String {
	match dialect {
		Dialect::Sqlite => text.to_owned(),
		Dialect::Postgres => {
			let mut numbered = String::with_capacity(text.len().saturating_add(16));
			for (number, part) in text.split('?').enumerate() {
				if number > 0 {
					placeholder(&mut numbered, number, dialect);
				}
				numbered.push_str(part);
			}
			numbered
		}
	}
}

/// `?, ?, …`, so many.
pub fn marks(count: usize) -> String {
	vec!["?"; count].join(", ")
}

#[cfg(test)]
mod tests {
	use super::*;

	const STATEMENT: Statement = Statement {
		table: "t",
		may_exist: true,
		columns: &[key("a"), last("b"), known("c"), first("d"), sum("e"), told("f"), fixed("g")],
	};

	#[test]
	fn a_statement_has_its_parameters() {
		let text = STATEMENT.text(2, Dialect::Postgres);
		assert!(
			text.starts_with("INSERT INTO t (a, b, c, d, e, f, g) VALUES ($1, $2, $3"),
			"{text}"
		);
		assert!(text.contains("$7), ($8, "), "{text}");
		assert!(
			text.ends_with(
				" ON CONFLICT (a) DO UPDATE SET b = excluded.b, c = COALESCE(excluded.c, t.c), \
			 d = COALESCE(t.d, excluded.d), e = t.e + excluded.e, \
			 f = CASE WHEN excluded.f < 0 THEN t.f ELSE excluded.f END"
			),
			"{text}"
		);
		assert!(STATEMENT.text(1, Dialect::Sqlite).contains("VALUES (?, ?, ?, ?, ?, ?, ?) ON"));
	}

	#[test]
	fn rows_of_a_batch_become_one_as_in_the_database() {
		let row = |last: i64, known: Option<i64>, told: i64| {
			row![1i64, last, known, known, last, told, last]
		};
		let mut merged = row(1, None, 5);
		STATEMENT.merge(&mut merged, row(2, Some(7), -1));
		assert_eq!(merged, row![1i64, 2i64, Some(7i64), Some(7i64), 3i64, 5i64, 1i64]);
		STATEMENT.merge(&mut merged, row(3, None, 9));
		assert_eq!(merged, row![1i64, 3i64, Some(7i64), Some(7i64), 6i64, 9i64, 1i64]);
	}

	#[test]
	fn parameters_are_numbered_where_the_database_wants_it() {
		assert_eq!(numbered("a = ? AND b = ?", Dialect::Postgres), "a = $1 AND b = $2");
		assert_eq!(numbered("a = ? AND b = ?", Dialect::Sqlite), "a = ? AND b = ?");
		assert_eq!(numbered("a", Dialect::Postgres), "a");
		assert_eq!(marks(3), "?, ?, ?");
	}
}
