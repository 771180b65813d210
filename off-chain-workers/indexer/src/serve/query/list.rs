//! Lists: a table, the columns of an answer, the filters, and the order in which pages go on.
//!
//! Every list is ordered by one column whose values are unique and never change, so that a page begins
//! exactly behind the one before it, whatever was written in between.

use super::{
	cells::Cells,
	cursor,
	param::{Given, Param, Takes, Value},
	select::Select,
};
use crate::{
	model::{position, PER_BLOCK},
	serve::fault::ApiFault,
	store::Dialect,
};
use futures::future::BoxFuture;
use sqlx::{any::AnyRow, AnyPool, Row as _};
use std::collections::BTreeSet;

/// How many items a page has unless somebody says so.
pub const PAGE: i64 = 50;
/// How many items a page may have.
pub const MAX_PAGE: i64 = 200;
/// As many rows as may be sorted for a page; where more fit a range, they are passed in the order of the
/// list instead.
const FEW: i64 = 5_000;

/// What every list takes besides its filters.
pub const PAGING: [Param; 3] = [
	Param::new("cursor", Takes::Text, "The `next` of the page before; none for the first page."),
	Param::new(
		"limit",
		Takes::Number(1, MAX_PAGE),
		"How many items the page has; 50 unless given.",
	),
	Param::new("names", Takes::Flag, "Answer the names of the participants in `names` as well?"),
];

/// In which order a list goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
	/// The newest, or the one with the largest number, first.
	Falling,
	/// By number.
	Rising,
}

/// What the column of the order counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
	/// Heights.
	Height(&'static str),
	/// Positions: the height times 2^20 plus a number in the block.
	Seq(&'static str),
	/// Numbers of something else.
	Id(&'static str),
}

impl Key {
	/// The column.
	pub const fn column(self) -> &'static str {
		match self {
			Self::Height(column) | Self::Seq(column) | Self::Id(column) => column,
		}
	}
}

/// What a filter does.
#[derive(Clone, Copy)]
pub enum Rule {
	/// The column has the value.
	Equal(&'static str),
	/// The column, of few values or behind another filter, has at least the value.
	AtLeast(&'static str),
	/// The column has less than the value.
	Below(&'static str),
	/// Of a column with an index of its own, of which ranges may be narrow or wide: at least the value.
	RangeFrom(&'static str),
	/// The same: at most the value.
	RangeUntil(&'static str),
	/// In or after the first block whose time is not before the value.
	Since,
	/// Before the first block whose time is not before the value.
	Until,
	/// At least so many ms before the indexed time.
	OlderThan,
	/// Something else.
	By(fn(&mut Select, &Value, &Ask<'_>) -> Result<(), ApiFault>),
	/// The column is one of [`Ask::asked`].
	Asked(&'static str),
	/// Read by another filter.
	Part,
}

/// A parameter that leaves items out.
#[derive(Clone, Copy)]
pub struct Filter {
	/// The parameter.
	pub param: Param,
	/// What it does.
	pub rule: Rule,
}

impl Filter {
	/// A filter.
	pub const fn new(name: &'static str, takes: Takes, rule: Rule, about: &'static str) -> Self {
		Self { param: Param::new(name, takes, about), rule }
	}
}

/// What an answer is given for.
#[derive(Clone, Copy)]
pub struct Ask<'a> {
	/// Which database.
	pub dialect: Dialect,
	/// Consensus time of the indexed height, Unix ms: what expires is judged by it.
	pub now: i64,
	/// What was asked.
	pub given: &'a Given,
	/// Numbers that somebody else was asked for, see [`Rule::Asked`].
	pub asked: &'a [i64],
}

/// A list.
pub struct List<R> {
	/// Its name, the last part of its path.
	pub name: &'static str,
	/// What it is, in one line.
	pub about: &'static str,
	/// Where the rows are.
	pub table: &'static str,
	/// What is read of each.
	pub columns: &'static str,
	/// What orders it.
	pub key: Key,
	/// Which way.
	pub order: Order,
	/// What may be asked for.
	pub filters: &'static [Filter],
	/// The columns of its CSV: the fields of an item.
	pub fields: &'static [&'static str],
	/// Makes an item out of a row.
	pub read: fn(Cells<'_>, &Ask<'_>) -> Result<R, sqlx::Error>,
	/// The participants an item names.
	pub people: fn(&R, &mut BTreeSet<u32>),
	/// Narrows a page by what has to be read first.
	pub prepare: Option<Prepare>,
	/// Of what is given, the column whose index is gone along, where it matters which.
	pub closest: fn(&Given) -> Option<&'static str>,
}

/// The column of the first parameter that is given.
pub fn first_given(
	given: &Given,
	columns: &[(&'static str, &'static str)],
) -> Option<&'static str> {
	columns.iter().find(|(name, _)| given.get(name).is_some()).map(|(_, column)| *column)
}

/// Narrows a page by what has to be read first.
pub type Prepare =
	for<'a> fn(&'a AnyPool, &'a mut Select, &'a Ask<'a>) -> BoxFuture<'a, Result<(), ApiFault>>;

/// Some items, and where the next ones begin.
pub struct Page<R> {
	/// The items.
	pub items: Vec<R>,
	/// The position of the last one, where there are more.
	pub next: Option<i64>,
}

impl<R> List<R> {
	/// The parameters of its filters.
	pub fn params(&self) -> Vec<Param> {
		self.filters.iter().map(|filter| filter.param).collect()
	}

	/// A page behind a position, of at most so many items.
	///
	/// # Errors
	/// 400 where filters contradict, or what the database says.
	pub async fn page(
		&self,
		pool: &AnyPool,
		ask: &Ask<'_>,
		after: Option<i64>,
		limit: i64,
	) -> Result<Page<R>, ApiFault> {
		let Some(select) = self.select(pool, ask, after, limit.saturating_add(1)).await? else {
			return Ok(Page { items: Vec::new(), next: None });
		};
		let mut rows = select.rows(pool).await?;
		let full = usize::try_from(limit).unwrap_or(usize::MAX);
		let has_more = rows.len() > full;
		rows.truncate(full);
		let next = match rows.last().filter(|_| has_more) {
			Some(row) => Some(self.position(row)?),
			None => None,
		};
		let items = rows
			.iter()
			.map(|row| (self.read)(Cells(row), ask))
			.collect::<Result<Vec<R>, sqlx::Error>>()?;
		Ok(Page { items, next })
	}

	/// The item whose column of the order has a value.
	///
	/// # Errors
	/// What the database says.
	pub async fn at(
		&self,
		pool: &AnyPool,
		ask: &Ask<'_>,
		value: i64,
	) -> Result<Option<(R, AnyRow)>, ApiFault> {
		self.one(pool, ask, |select| {
			select.compare(self.key.column(), "=", value);
			select.end("LIMIT 1");
		})
		.await
	}

	/// The first item of a statement, and the row it was made of.
	///
	/// # Errors
	/// What the database says.
	pub async fn one(
		&self,
		pool: &AnyPool,
		ask: &Ask<'_>,
		condition: impl FnOnce(&mut Select),
	) -> Result<Option<(R, AnyRow)>, ApiFault> {
		let mut select = Select::new(self.columns, self.table);
		condition(&mut select);
		match select.row(pool).await? {
			Some(row) => Ok(Some(((self.read)(Cells(&row), ask)?, row))),
			None => Ok(None),
		}
	}

	/// Everything from one position to before another, in rising order and at most so many.
	///
	/// # Errors
	/// What the database says.
	pub async fn between(
		&self,
		pool: &AnyPool,
		ask: &Ask<'_>,
		from: i64,
		until: i64,
		limit: i64,
	) -> Result<Vec<R>, ApiFault> {
		let mut select = Select::new(self.columns, self.table);
		select.compare(self.key.column(), ">=", from);
		select.compare(self.key.column(), "<", until);
		let limit = select.bind(limit);
		select.end(&format!("ORDER BY {} LIMIT {limit}", self.key.column()));
		let rows = select.rows(pool).await?;
		Ok(rows.iter().map(|row| (self.read)(Cells(row), ask)).collect::<Result<_, _>>()?)
	}

	/// The value of the column of the order.
	fn position(&self, row: &AnyRow) -> Result<i64, sqlx::Error> {
		row.try_get(self.key.column())
	}

	/// The statement of a page of at most so many rows; none where nothing can fit.
	///
	/// # Errors
	/// As [`List::page`].
	pub async fn select(
		&self,
		pool: &AnyPool,
		ask: &Ask<'_>,
		after: Option<i64>,
		limit: i64,
	) -> Result<Option<Select>, ApiFault> {
		let key = self.key.column();
		let mut select = Select::new(self.columns, self.table);
		let (behind, way) = match self.order {
			Order::Falling => ("<", "DESC"),
			Order::Rising => (">", "ASC"),
		};
		if let Some(after) = after {
			select.compare(key, behind, after);
		}
		let mut ranges: Vec<Range> = Vec::new();
		let along = (self.closest)(ask.given);
		if let Some(column) = along.filter(|_| ask.dialect == Dialect::Sqlite) {
			select.go_along(column);
		}
		let mut has_equal = along.is_some();
		for filter in self.filters {
			let Some(value) = ask.given.get(filter.param.name) else { continue };
			match (filter.rule, value) {
				(Rule::Equal(column), value) => {
					has_equal = true;
					bind(&mut select, column, "=", value);
				}
				(Rule::AtLeast(column), value) => bind(&mut select, column, ">=", value),
				(Rule::Below(column), value) => bind(&mut select, column, "<", value),
				(Rule::RangeFrom(column), Value::Int(value)) => {
					range_of(&mut ranges, column).least = Some(*value);
				}
				(Rule::RangeUntil(column), Value::Int(value)) => {
					range_of(&mut ranges, column).most = Some(*value);
				}
				(Rule::Since, Value::Int(time)) => {
					let Some(height) = block_since(pool, *time).await? else { return Ok(None) };
					select.compare(key, ">=", self.first_of(height));
				}
				(Rule::Until, Value::Int(time)) => {
					if let Some(height) = block_since(pool, *time).await? {
						select.compare(key, "<", self.first_of(height));
					}
				}
				(Rule::OlderThan, Value::Int(age)) => {
					let time = ask.now.saturating_sub(*age).saturating_add(1);
					if let Some(height) = block_since(pool, time).await? {
						select.compare(key, "<", self.first_of(height));
					}
				}
				(Rule::By(narrow), value) => narrow(&mut select, value, ask)?,
				(Rule::Asked(column), _) => {
					if ask.asked.is_empty() {
						return Ok(None);
					}
					let places: Vec<String> =
						ask.asked.iter().map(|number| select.bind(*number)).collect();
					select.condition(&format!("{column} IN ({})", places.join(", ")));
				}
				_ => {}
			}
		}
		if let Some(prepare) = self.prepare {
			prepare(pool, &mut select, ask).await?;
		}
		has_equal |= select.has_arms() || ranges.iter().any(|range| range.is_one());
		// A look into the index of a range tells whether little or much is in it. Little is read whole and
		// sorted; much is found soon in the order of the list.
		let mut little = None;
		for range in ranges.iter().filter(|_| !has_equal) {
			if range.is_few(pool, self.table).await? {
				little = Some(range.column);
				break;
			}
		}
		for range in &ranges {
			let has_index = range.is_one() || little == Some(range.column);
			range.narrow(&mut select, !has_index && ask.dialect == Dialect::Sqlite);
		}
		let is_sorted = little.is_some();
		let limit = select.bind(limit);
		// An expression has no index, so that the rows that fit are sorted.
		let by = if is_sorted { format!("{key} + 0") } else { key.to_owned() };
		select.end(&format!("ORDER BY {by} {way} LIMIT {limit}"));
		Ok(Some(select))
	}

	/// The least value of the column of the order in a block.
	fn first_of(&self, height: i64) -> i64 {
		match self.key {
			Key::Height(_) => height,
			Key::Seq(_) | Key::Id(_) => height.saturating_mul(PER_BLOCK),
		}
	}

	/// Since when what a question is about came, Unix ms: what is older is not looked at. None where
	/// everything may be.
	pub fn reach(&self, ask: &Ask<'_>, is_whole: bool) -> Option<u64> {
		let now = u64::try_from(ask.now).unwrap_or(0);
		let is_narrowed =
			self.filters.iter().any(|filter| ask.given.get(filter.param.name).is_some());
		let is_behind = is_whole || is_narrowed || ask.given.get("cursor").is_some();
		match (self.key, ask.given.int("from")) {
			// Of what is numbered otherwise there is little.
			(Key::Id(_), _) => Some(now),
			(_, Some(from)) => u64::try_from(from).ok(),
			(_, None) if is_behind => None,
			(_, None) => Some(now),
		}
	}

	/// The cursor behind a position.
	pub fn cursor(&self, position: i64) -> String {
		cursor::write(self.name, position)
	}

	/// The position that a query goes on behind.
	///
	/// # Errors
	/// 400 for what this list never gave.
	pub fn after(&self, given: &Given) -> Result<Option<i64>, ApiFault> {
		given.text("cursor").map(|text| cursor::read(self.name, text)).transpose()
	}
}

fn bind(select: &mut Select, column: &'static str, operator: &'static str, value: &Value) {
	match value {
		Value::Int(value) => select.compare(column, operator, *value),
		Value::Flag(value) => select.compare(column, operator, i64::from(*value)),
		Value::Text(value) => select.compare(column, operator, value.as_str()),
	}
}

/// A range of values of one column.
#[derive(Clone, Copy)]
struct Range {
	column: &'static str,
	least: Option<i64>,
	most: Option<i64>,
}

fn range_of<'a>(ranges: &'a mut Vec<Range>, column: &'static str) -> &'a mut Range {
	let place = ranges.iter().position(|range| range.column == column).unwrap_or_else(|| {
		ranges.push(Range { column, least: None, most: None });
		ranges.len().saturating_sub(1)
	});
	&mut ranges[place]
}

impl Range {
	/// Is it one value?
	fn is_one(&self) -> bool {
		self.least.is_some() && self.least == self.most
	}

	async fn is_few(&self, pool: &AnyPool, table: &'static str) -> Result<bool, ApiFault> {
		let mut inner = Select::new("1 AS one", table);
		self.narrow(&mut inner, false);
		let limit = inner.bind(FEW.saturating_add(1));
		inner.end(&format!("LIMIT {limit}"));
		let row = inner.count().row(pool).await?;
		let count = match row {
			Some(row) => Cells(&row).int("count")?,
			None => 0,
		};
		Ok(count <= FEW)
	}

	/// Adds its conditions. Where it should not be gone along the column's index, the column gets a sign,
	/// which makes an expression of it: for SQLite, whose planner knows no figures.
	fn narrow(&self, select: &mut Select, is_walked: bool) {
		let sign = if is_walked { "+" } else { "" };
		let column = self.column;
		if self.is_one() {
			if let Some(value) = self.least {
				select.compare(column, "=", value);
			}
			return;
		}
		for (bound, operator) in [(self.least, ">="), (self.most, "<=")] {
			if let Some(bound) = bound {
				let place = select.bind(bound);
				select.condition(&format!("{sign}{column} {operator} {place}"));
			}
		}
	}
}

/// The first block whose time is not before `time`; none if there is none yet.
pub async fn block_since(pool: &AnyPool, time: i64) -> Result<Option<i64>, ApiFault> {
	let mut select = Select::new("height", "blocks");
	select.compare("time", ">=", time);
	select.end("ORDER BY time, height LIMIT 1");
	match select.row(pool).await? {
		Some(row) => Ok(Some(Cells(&row).int("height")?)),
		None => Ok(None),
	}
}

/// The positions of a block: from the first to before the second.
pub fn positions(height: u32) -> (i64, i64) {
	let first = position(height, 0);
	(first, first.saturating_add(PER_BLOCK))
}
