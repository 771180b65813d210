//! Writing a batch: one transaction, with the cursor in it.

use super::{
	tracker::Tracker, Batch, BillState, Halt, LockState, LockStep, Registration, TransactionState,
};
use crate::{
	decode::hash_text,
	progress::Point,
	row,
	statistics::{Changes, Figures},
	store::{bind, marks, numbered, tables, uint, Cell, Dialect, Row, Statement, Store},
};
use sqlx::{any::AnyRow, Any, AnyConnection, Row as _};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Keys a question takes: as many as fit, then fewer, as rows of statements.
const KEYS: [usize; 3] = [128, 16, 1];

/// Where the index stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
	/// Hash of the first block.
	pub genesis: String,
	/// The last block that was written.
	pub point: Point,
	/// The runtime that executed it.
	pub spec_version: u32,
}

impl Cursor {
	/// Reads it; none while nothing is written.
	///
	/// # Errors
	/// [`sqlx::Error`].
	pub async fn read(store: &Store) -> Result<Option<Self>, sqlx::Error> {
		let row: Option<(String, i64, String, i64, i64)> =
			sqlx::query_as("SELECT genesis, height, hash, time, spec_version FROM chain")
				.fetch_optional(store.readers())
				.await?;
		Ok(row.map(|(genesis, height, hash, time, spec_version)| Self {
			genesis,
			point: Point {
				height: u32::try_from(height).unwrap_or_default(),
				hash,
				time: uint(time),
			},
			spec_version: u32::try_from(spec_version).unwrap_or_default(),
		}))
	}
}

/// The connection of a transaction, and its dialect.
struct Writer<'a> {
	connection: &'a mut AnyConnection,
	dialect: Dialect,
}

impl Writer<'_> {
	async fn write(&mut self, statement: &Statement, rows: &[Row]) -> Result<(), sqlx::Error> {
		statement.run(self.connection, self.dialect, rows).await
	}

	/// The rows whose `column` is one of the keys.
	async fn find(
		&mut self,
		select: &str,
		column: &str,
		keys: &[&str],
	) -> Result<Vec<AnyRow>, sqlx::Error> {
		let mut found = Vec::with_capacity(keys.len());
		let mut rest = keys;
		for size in KEYS {
			let text = format!("{select} WHERE {column} IN ({})", marks(size));
			let text = numbered(&text, self.dialect);
			while let Some((chunk, behind)) = rest.split_at_checked(size) {
				let query =
					chunk.iter().fold(sqlx::query::<Any>(&text), |query, key| query.bind(*key));
				found.extend(query.fetch_all(&mut *self.connection).await?);
				rest = behind;
			}
		}
		Ok(found)
	}

	/// Runs a statement with these values; answers how many rows it changed.
	async fn run(&mut self, text: &str, values: &[Cell]) -> Result<u64, sqlx::Error> {
		let text = numbered(text, self.dialect);
		let query = values.iter().fold(sqlx::query(&text), |query, cell| bind(query, cell));
		Ok(query.execute(&mut *self.connection).await?.rows_affected())
	}
}

/// Writes the batch and moves the cursor behind it.
pub(super) async fn flush(
	store: &Store,
	tracker: &mut Tracker,
	mut batch: Batch,
) -> Result<Point, Halt> {
	let Some((point, spec_version)) = batch.last.clone() else {
		return Err(Halt::Final("a batch without a block".into()));
	};
	let mut transaction = store.begin().await?;
	let mut writer = Writer { connection: &mut transaction, dialect: store.dialect() };
	let cursor = move_cursor(&mut writer, tracker, &point, spec_version).await?;
	let mut changes = Changes::default();
	let bills = bill_rows(&mut writer, &mut batch, &mut changes).await?;
	let (locks, taken, live) = lock_rows(&mut writer, &batch.locks).await?;
	let authorizations = authorization_rows(&mut writer, &batch).await?;
	let transactions = transaction_rows(&mut writer, &batch).await?;
	for (name, value) in
		changes.counters().into_iter().chain([("locks", taken), ("locks_active", live)])
	{
		if value != 0 {
			batch.put(&tables::COUNTERS, row![name, value]);
		}
	}
	for (statement, rows) in batch.added.values() {
		writer.write(statement, rows).await?;
	}
	writer.write(&tables::TRANSACTIONS, &transactions).await?;
	writer.write(&tables::BILLS, &bills).await?;
	writer.write(&tables::LOCKS, &locks).await?;
	writer.write(&tables::AUTHORIZATIONS, &authorizations).await?;
	for (statement, rows) in std::mem::take(&mut batch.kept).into_values() {
		let mut kept = Vec::with_capacity(rows.len());
		for (key, row) in rows {
			match row {
				Some(row) => kept.push(row),
				None => delete(&mut writer, &statement, &key).await?,
			}
		}
		writer.write(&statement, &kept).await?;
	}
	writer.write(&tables::BILL_STATISTICS, &changes.rows()).await?;
	for key in changes.left() {
		drop_empty(&mut writer, &key).await?;
	}
	transaction.commit().await?;
	tracker.cursor = Some(cursor);
	Ok(point)
}

/// Moves the cursor, if it is where this process left it.
async fn move_cursor(
	writer: &mut Writer<'_>,
	tracker: &Tracker,
	point: &Point,
	spec_version: u32,
) -> Result<super::Cursor, Halt> {
	let genesis = hash_text(&tracker.genesis);
	let changed = match &tracker.cursor {
		Some(old) => {
			let values = row![
				point.height,
				point.hash.as_str(),
				point.time,
				spec_version,
				tracker.name.as_str(),
				old.point.height,
				old.point.hash.as_str(),
			];
			let text =
				"UPDATE chain SET height = ?, hash = ?, time = ?, spec_version = ?, name = ? \
				WHERE id = 1 AND height = ? AND hash = ?";
			writer.run(text, &values).await?
		}
		None => {
			let values = row![
				1i64,
				genesis.as_str(),
				tracker.name.as_str(),
				point.height,
				point.hash.as_str(),
				point.time,
				spec_version,
			];
			let text = "INSERT INTO chain (id, genesis, name, height, hash, time, spec_version) \
				VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING";
			writer.run(text, &values).await?
		}
	};
	match changed {
		1 => Ok(super::Cursor { genesis, point: point.clone(), spec_version }),
		_ => Err(Halt::Moved),
	}
}

async fn delete(
	writer: &mut Writer<'_>,
	statement: &Statement,
	key: &[Cell],
) -> Result<(), sqlx::Error> {
	let columns = statement.columns.iter().take(statement.key_len());
	let conditions: Vec<_> = columns.map(|column| format!("{} = ?", column.name)).collect();
	let text = format!("DELETE FROM {} WHERE {}", statement.table, conditions.join(" AND "));
	writer.run(&text, key).await.map(|_| ())
}

/// A group that no bill belongs to any more has no row: as if none ever had.
async fn drop_empty(writer: &mut Writer<'_>, key: &[Cell]) -> Result<(), sqlx::Error> {
	let text =
		"DELETE FROM bill_statistics WHERE axis = ? AND unit = ? AND issuer = ? AND period = ? \
		AND area = ? AND kind = ? AND scene = ? AND count = 0 AND red_count = 0";
	writer.run(text, key).await.map(|_| ())
}

fn damaged(what: &str) -> Halt {
	crate::store::StoreFault::Damaged(what.into()).into()
}

/// What the table has of a bill that changes.
struct Known {
	registration: Registration,
	lock_holder: Option<u32>,
	figures: Figures,
}

fn known(row: &AnyRow) -> Result<(String, Known), sqlx::Error> {
	let index: Option<i64> = row.try_get("registered_index")?;
	let holder: Option<i64> = row.try_get("lock_holder")?;
	let registered_at = uint(row.try_get("registered_at")?);
	let text = |name: &str| row.try_get::<String, _>(name);
	let registration = Registration {
		seq: row.try_get("seq")?,
		at: registered_at,
		index: index.and_then(|index| u32::try_from(index).ok()),
	};
	let figures = Figures {
		area: text("area")?,
		kind: text("kind")?,
		issuer: row.try_get("issuer")?,
		scene: row.try_get("scene")?,
		issued_on: row.try_get("issued_on")?,
		registered_at,
		is_red: text("document")? == "red",
		is_voided: text("validity")? == "voided",
		amount_fen: row.try_get("amount_fen")?,
		reimbursed_fen: row.try_get("reimbursed_fen")?,
	};
	let lock_holder = holder.and_then(|holder| u32::try_from(holder).ok());
	Ok((text("key")?, Known { registration, lock_holder, figures }))
}

/// The rows of bills, and how figures change with them.
async fn bill_rows(
	writer: &mut Writer<'_>,
	batch: &mut Batch,
	changes: &mut Changes,
) -> Result<Vec<Row>, Halt> {
	let states: Vec<BillState> = std::mem::take(&mut batch.bills).into_values().collect();
	let old: Vec<&str> = states
		.iter()
		.filter(|state| state.registration.is_none())
		.map(|state| state.key.as_str())
		.collect();
	let select = "SELECT key, seq, area, kind, document, issuer, scene, validity, amount_fen, \
		reimbursed_fen, issued_on, registered_at, registered_index, lock_holder FROM bills";
	let rows = writer.find(select, "key", &old).await?;
	let found: HashMap<String, Known> = rows.iter().map(known).collect::<Result<_, _>>()?;
	let mut written = Vec::with_capacity(states.len());
	for state in &states {
		let before = found.get(&state.key);
		let registration = match (state.registration, before) {
			(Some(registration), _) => registration,
			(None, Some(known)) => known.registration,
			(None, None) => return Err(damaged(&format!("bill {}, which changed,", state.key))),
		};
		let holder =
			state.lock_holder.unwrap_or_else(|| before.and_then(|known| known.lock_holder));
		if let Some(known) = before {
			changes.minus(&known.figures);
		}
		changes.plus(&Figures::of(state, registration.at));
		written.push(state.row(&registration, holder));
	}
	Ok(written)
}

fn lock(row: &AnyRow) -> Result<LockState, sqlx::Error> {
	let id = |name: &str| -> Result<u32, sqlx::Error> {
		Ok(u32::try_from(row.try_get::<i64, _>(name)?).unwrap_or_default())
	};
	let number = |name: &str| -> Result<u64, sqlx::Error> { Ok(uint(row.try_get(name)?)) };
	let text = |name: &str| row.try_get::<String, _>(name);
	let ended_at: Option<i64> = row.try_get("ended_at")?;
	let extrinsic: Option<i64> = row.try_get("extrinsic")?;
	Ok(LockState {
		seq: row.try_get("seq")?,
		bill: text("bill")?,
		holder: id("holder")?,
		scene: id("scene")?,
		region: id("region")?,
		flow: text("flow")?,
		authorization: text("authorization_digest")?,
		at: number("at")?,
		expires: number("expires")?,
		claimed_fen: number("claimed_fen")?,
		state: text("state")?,
		ended_at: ended_at.map(uint),
		amount_fen: number("amount_fen")?,
		extrinsic: extrinsic.and_then(|index| u32::try_from(index).ok()),
	})
}

/// The rows of locks; how many were taken, and how many more are held than before.
async fn lock_rows(
	writer: &mut Writer<'_>,
	steps: &[LockStep],
) -> Result<(Vec<Row>, i64, i64), Halt> {
	let ended: BTreeSet<&str> = steps
		.iter()
		.filter(|step| !matches!(step, LockStep::Taken(_)))
		.map(LockStep::bill)
		.collect();
	let ended: Vec<&str> = ended.into_iter().collect();
	let select = format!("SELECT {} FROM locks", tables::LOCKS.names());
	let rows = writer.find(&select, "bill", &ended).await?;
	let mut book: BTreeMap<String, BTreeMap<i64, LockState>> = BTreeMap::new();
	for row in &rows {
		let lock = lock(row)?;
		book.entry(lock.bill.clone()).or_default().insert(lock.seq, lock);
	}
	let mut changed = BTreeSet::new();
	let (mut taken, mut live) = (0i64, 0i64);
	for step in steps {
		let locks = book.entry(step.bill().to_owned()).or_default();
		match step {
			LockStep::Taken(lock) => {
				taken = taken.saturating_add(1);
				live = live.saturating_add(1);
				changed.insert((lock.bill.clone(), lock.seq));
				locks.insert(lock.seq, lock.clone());
			}
			LockStep::Ended { bill, state, at, amount } => {
				let held = locks.values_mut().rev().find(|lock| lock.state == "active");
				let held = held.ok_or_else(|| damaged(&format!("the lock of bill {bill}")))?;
				live = live.saturating_sub(1);
				(*state).clone_into(&mut held.state);
				held.ended_at = Some(*at);
				held.amount_fen = *amount;
				changed.insert((bill.clone(), held.seq));
			}
			LockStep::Reversed { bill, holder, amount } => {
				let mut rest = *amount;
				let of_holder = locks
					.values_mut()
					.rev()
					.filter(|lock| lock.holder == *holder && lock.amount_fen > 0);
				for lock in of_holder {
					let part = rest.min(lock.amount_fen);
					lock.amount_fen = lock.amount_fen.saturating_sub(part);
					rest = rest.saturating_sub(part);
					if part > 0 {
						changed.insert((bill.clone(), lock.seq));
					}
					if lock.amount_fen == 0 {
						"reversed".clone_into(&mut lock.state);
					}
					if rest == 0 {
						break;
					}
				}
			}
		}
	}
	let row = |(bill, seq): &(String, i64)| Some(book.get(bill)?.get(seq)?.row());
	Ok((changed.iter().filter_map(row).collect(), taken, live))
}

/// The rows of authorizations.
async fn authorization_rows(writer: &mut Writer<'_>, batch: &Batch) -> Result<Vec<Row>, Halt> {
	let old: Vec<&str> = batch
		.authorizations
		.values()
		.filter(|state| state.registration.is_none())
		.map(|state| state.digest.as_str())
		.collect();
	let rows =
		writer.find("SELECT digest, seq, extrinsic FROM authorizations", "digest", &old).await?;
	let mut found = HashMap::new();
	for row in &rows {
		let index: Option<i64> = row.try_get("extrinsic")?;
		let registration = Registration {
			seq: row.try_get("seq")?,
			at: 0,
			index: index.and_then(|index| u32::try_from(index).ok()),
		};
		found.insert(row.try_get::<String, _>("digest")?, registration);
	}
	let row = |state: &super::AuthorizationState| {
		let registration = state.registration.or_else(|| found.get(&state.digest).copied());
		let missing = || damaged(&format!("authorization {}, which changed,", state.digest));
		registration.map(|registration| state.row(&registration)).ok_or_else(missing)
	};
	batch.authorizations.values().map(row).collect()
}

/// The rows of transactions, with the participants whose accounts signed them.
async fn transaction_rows(writer: &mut Writer<'_>, batch: &Batch) -> Result<Vec<Row>, Halt> {
	let own: HashMap<&str, i64> = batch.accounts().collect();
	let accounts: BTreeSet<&str> = batch
		.transactions
		.iter()
		.filter_map(|transaction| transaction.envelope.account.as_deref())
		.filter(|account| !own.contains_key(account))
		.collect();
	let accounts: Vec<&str> = accounts.into_iter().collect();
	let rows =
		writer.find("SELECT account, participant FROM accounts", "account", &accounts).await?;
	let mut known = HashMap::new();
	for row in &rows {
		known.insert(row.try_get::<String, _>("account")?, row.try_get::<i64, _>("participant")?);
	}
	let row = |transaction: &TransactionState| {
		let account = transaction.envelope.account.as_deref();
		let signer =
			account.and_then(|account| own.get(account).or_else(|| known.get(account)).copied());
		row![
			transaction.seq,
			transaction.hash.as_str(),
			transaction.time,
			transaction.envelope.pallet.as_str(),
			transaction.envelope.call.as_str(),
			signer,
			account,
			transaction.error.is_none(),
			transaction.error.clone(),
		]
	};
	Ok(batch.transactions.iter().map(row).collect())
}
