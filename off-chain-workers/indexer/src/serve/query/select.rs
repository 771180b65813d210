//! Statements that are put together: columns and conditions are text of this program, values are bound.

use sqlx::{
	any::{AnyArguments, AnyRow},
	query::Query,
	Any, AnyPool,
};

/// A value that is bound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bound {
	/// A number.
	Int(i64),
	/// A text.
	Text(String),
}

impl From<i64> for Bound {
	fn from(value: i64) -> Self {
		Self::Int(value)
	}
}

impl From<&str> for Bound {
	fn from(value: &str) -> Self {
		Self::Text(value.to_owned())
	}
}

impl From<String> for Bound {
	fn from(value: String) -> Self {
		Self::Text(value)
	}
}

/// A statement.
#[derive(Clone, Debug, Default)]
pub struct Select {
	head: String,
	conditions: String,
	arms: Vec<String>,
	tail: String,
	bound: Vec<Bound>,
	along: Option<&'static str>,
}

impl Select {
	/// `SELECT columns FROM table`.
	pub fn new(columns: &'static str, table: &'static str) -> Self {
		Self { head: format!("SELECT {columns} FROM {table}"), ..Self::default() }
	}

	/// What stands at the beginning, where it is more than columns of a table.
	pub fn head(&mut self, head: &str) {
		head.clone_into(&mut self.head);
	}

	/// Of the columns that are compared for equality, only this one's index is gone along: every other one
	/// gets a sign, which makes an expression of it. For SQLite, whose planner knows no figures and would
	/// take any of them.
	pub fn go_along(&mut self, column: &'static str) {
		self.along = Some(column);
	}

	/// A column as it is compared for equality.
	pub fn column(&self, name: &'static str) -> String {
		let sign = if self.along.is_some_and(|along| along != name) { "+" } else { "" };
		format!("{sign}{name}")
	}

	/// Binds a value: where it stands, such as `$3`.
	pub fn bind(&mut self, value: impl Into<Bound>) -> String {
		self.bound.push(value.into());
		format!("${}", self.bound.len())
	}

	/// One more condition that must hold.
	pub fn condition(&mut self, condition: &str) {
		let joint = if self.conditions.is_empty() { " WHERE " } else { " AND " };
		self.conditions.push_str(joint);
		self.conditions.push_str(condition);
	}

	/// One more condition that compares a column with a value: `operator` stands between them.
	pub fn compare(
		&mut self,
		column: &'static str,
		operator: &'static str,
		value: impl Into<Bound>,
	) {
		let place = self.bind(value);
		let named = if operator == "=" { self.column(column) } else { column.to_owned() };
		self.condition(&format!("{named} {operator} {place}"));
	}

	/// One of several conditions of which one must hold and no two hold together.
	///
	/// Each is a statement of its own that goes along its own index and ends where the page is full: an
	/// `OR` would have everything that fits sorted.
	pub fn arm(&mut self, condition: impl Into<String>) {
		self.arms.push(condition.into());
	}

	/// Are there arms?
	pub fn has_arms(&self) -> bool {
		!self.arms.is_empty()
	}

	/// What stands at the end: order and limit, with what was bound for it. Order is by names of columns
	/// of the answer.
	pub fn end(&mut self, tail: &str) {
		self.tail.push(' ');
		self.tail.push_str(tail);
	}

	/// The statement.
	pub fn sql(&self) -> String {
		let (head, conditions, tail) = (&self.head, &self.conditions, &self.tail);
		let joint = if conditions.is_empty() { " WHERE " } else { " AND " };
		match self.arms.as_slice() {
			[] => format!("{head}{conditions}{tail}"),
			[one] => format!("{head}{conditions}{joint}{one}{tail}"),
			many => {
				let arms: Vec<String> =
					many.iter()
						.enumerate()
						.map(|(number, arm)| {
							format!("SELECT * FROM ({head}{conditions}{joint}{arm}{tail}) AS arm{number}")
						})
						.collect();
				format!("{}{tail}", arms.join(" UNION ALL "))
			}
		}
	}

	/// How SQLite would go about it: a statement whose rows have the column `detail`.
	pub fn plan(&self) -> Self {
		let head = format!("EXPLAIN QUERY PLAN {}", self.sql());
		Self { head, bound: self.bound.clone(), ..Self::default() }
	}

	/// How many rows it has: a statement whose one row has the column `count`.
	pub fn count(&self) -> Self {
		let head = format!("SELECT COUNT(*) AS count FROM ({}) AS rows_of", self.sql());
		Self { head, bound: self.bound.clone(), ..Self::default() }
	}

	/// All rows.
	pub async fn rows(&self, pool: &AnyPool) -> Result<Vec<AnyRow>, sqlx::Error> {
		let sql = self.sql();
		self.bound_to(sqlx::query(&sql)).fetch_all(pool).await
	}

	/// The first row.
	pub async fn row(&self, pool: &AnyPool) -> Result<Option<AnyRow>, sqlx::Error> {
		let sql = self.sql();
		self.bound_to(sqlx::query(&sql)).fetch_optional(pool).await
	}

	fn bound_to<'q>(
		&'q self,
		mut query: Query<'q, Any, AnyArguments<'q>>,
	) -> Query<'q, Any, AnyArguments<'q>> {
		for value in &self.bound {
			query = match value {
				Bound::Int(value) => query.bind(*value),
				Bound::Text(value) => query.bind(value.as_str()),
			};
		}
		query
	}
}

/// A range of texts that begin with something: the least text that is above all of them. None where
/// nothing is, or where what they begin with is not empty but has no successor.
pub fn after_prefix(prefix: &str) -> Option<String> {
	let mut letters: Vec<char> = prefix.chars().collect();
	while let Some(last) = letters.pop() {
		let next =
			(u32::from(last).saturating_add(1)..=u32::from(char::MAX)).find_map(char::from_u32);
		if let Some(next) = next {
			letters.push(next);
			return Some(letters.into_iter().collect());
		}
	}
	None
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_statement_has_its_parts_in_order() {
		let mut select = Select::new("a, b", "t");
		select.compare("a", "=", 1i64);
		select.compare("b", "<", "x");
		let limit = select.bind(5i64);
		select.end(&format!("ORDER BY a LIMIT {limit}"));
		assert_eq!(select.sql(), "SELECT a, b FROM t WHERE a = $1 AND b < $2 ORDER BY a LIMIT $3");
		assert_eq!(select.bound, [Bound::Int(1), Bound::Text("x".into()), Bound::Int(5)]);
	}

	#[test]
	fn arms_are_statements_of_their_own() {
		let mut select = Select::new("seq AS position", "t");
		select.compare("seq", "<", 9i64);
		for state in ["active", "frozen"] {
			let place = select.bind(state);
			select.arm(format!("state = {place}"));
		}
		let limit = select.bind(2i64);
		select.end(&format!("ORDER BY position DESC LIMIT {limit}"));
		assert_eq!(
			select.sql(),
			"SELECT * FROM (SELECT seq AS position FROM t WHERE seq < $1 AND state = $2 \
			 ORDER BY position DESC LIMIT $4) AS arm0 \
			 UNION ALL SELECT * FROM (SELECT seq AS position FROM t WHERE seq < $1 AND state = $3 \
			 ORDER BY position DESC LIMIT $4) AS arm1 ORDER BY position DESC LIMIT $4"
		);
	}

	#[test]
	fn one_index_is_gone_along() {
		let mut select = Select::new("a", "t");
		select.go_along("b");
		select.compare("a", "=", 1i64);
		select.compare("b", "=", 2i64);
		select.compare("c", "<", 3i64);
		assert_eq!(select.sql(), "SELECT a FROM t WHERE +a = $1 AND b = $2 AND c < $3");
		assert_eq!(select.plan().sql(), format!("EXPLAIN QUERY PLAN {}", select.sql()));
	}

	#[test]
	fn a_prefix_has_a_successor() {
		assert_eq!(after_prefix("ab").as_deref(), Some("ac"));
		assert_eq!(after_prefix("a\u{10ffff}").as_deref(), Some("b"));
		assert_eq!(after_prefix("\u{d7ff}").as_deref(), Some("\u{e000}"));
		assert_eq!(after_prefix(""), None);
		assert_eq!(after_prefix("\u{10ffff}"), None);
	}
}
