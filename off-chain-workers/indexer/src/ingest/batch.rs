//! What the blocks of one database transaction write.

use crate::{
	decode::Envelope,
	progress::Point,
	row,
	store::{Cell, Row, Statement},
};
use std::collections::BTreeMap;

/// Where and when something was registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Registration {
	/// Its place in the order of everything.
	pub seq: i64,
	/// Consensus time, Unix ms.
	pub at: u64,
	/// The number of the transaction in the block.
	pub index: Option<u32>,
}

/// A bill after its last change in the batch.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // As in `BillRow`.
pub struct BillState {
	pub key: String,
	pub code: String,
	pub number: String,
	pub area: String,
	pub kind: String,
	pub document: String,
	pub issuer: u32,
	pub scene: u32,
	pub node: u32,
	pub validity: String,
	pub medium: String,
	pub usage: String,
	pub circulation: String,
	pub amount_fen: u64,
	pub reimbursed_fen: u64,
	pub issued_on: i64,
	pub version: u32,
	pub payer: String,
	pub related: Option<String>,
	pub spec_version: u32,
	/// The record, SCALE in base64.
	pub record: String,
	/// Where it was registered, if the batch registers it.
	pub registration: Option<Registration>,
	pub changed_at: u64,
	pub last_action: String,
	/// Who holds its lock since, if the batch says so.
	pub lock_holder: Option<Option<u32>>,
}

impl BillState {
	/// Its row, with where it was registered and who holds its lock.
	pub fn row(&self, registered: &Registration, lock_holder: Option<u32>) -> Row {
		row![
			self.key.as_str(),
			registered.seq,
			self.code.as_str(),
			self.number.as_str(),
			self.area.as_str(),
			self.kind.as_str(),
			self.document.as_str(),
			self.issuer,
			self.scene,
			self.node,
			self.validity.as_str(),
			self.medium.as_str(),
			self.usage.as_str(),
			self.circulation.as_str(),
			self.amount_fen,
			self.reimbursed_fen,
			self.issued_on,
			registered.at,
			registered.index,
			self.changed_at,
			self.last_action.as_str(),
			self.version,
			lock_holder,
			self.payer.as_str(),
			self.related.clone(),
			self.spec_version,
			self.record.as_str(),
		]
	}
}

/// A lock.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // As in `LockRow`.
pub struct LockState {
	pub seq: i64,
	pub bill: String,
	pub holder: u32,
	pub scene: u32,
	pub region: u32,
	pub flow: String,
	pub authorization: String,
	pub at: u64,
	pub expires: u64,
	pub claimed_fen: u64,
	pub state: String,
	pub ended_at: Option<u64>,
	pub amount_fen: u64,
	pub extrinsic: Option<u32>,
}

impl LockState {
	/// Its row.
	pub fn row(&self) -> Row {
		row![
			self.seq,
			self.bill.as_str(),
			self.holder,
			self.scene,
			self.region,
			self.flow.as_str(),
			self.authorization.as_str(),
			self.at,
			self.expires,
			self.claimed_fen,
			self.state.as_str(),
			self.ended_at,
			self.amount_fen,
			self.extrinsic,
		]
	}
}

/// What happened to the locks of a bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LockStep {
	/// One was taken.
	Taken(LockState),
	/// The one that somebody holds ended.
	Ended {
		/// The bill.
		bill: String,
		/// Its state since.
		state: &'static str,
		/// When, Unix ms.
		at: u64,
		/// Reimbursed with it, in fen.
		amount: u64,
	},
	/// A reimbursement was taken back.
	Reversed {
		/// The bill.
		bill: String,
		/// Who had reimbursed.
		holder: u32,
		/// Taken back, in fen.
		amount: u64,
	},
}

impl LockStep {
	/// The bill.
	pub fn bill(&self) -> &str {
		match self {
			Self::Taken(lock) => &lock.bill,
			Self::Ended { bill, .. } | Self::Reversed { bill, .. } => bill,
		}
	}
}

/// An authorization after its last change in the batch.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // As in `AuthorizationRow`.
pub struct AuthorizationState {
	pub digest: String,
	pub kind: String,
	pub holder: u32,
	pub grantee: u32,
	pub delegate: Option<u64>,
	pub scene: u32,
	pub scopes: String,
	pub coverage: String,
	pub bills: u64,
	pub state: String,
	pub valid_from: u64,
	pub valid_until: u64,
	pub uses_max: u32,
	pub used: u32,
	pub failures: u32,
	pub registered_at: u64,
	pub changed_at: u64,
	pub record: String,
	/// Where it was registered, if the batch registers it.
	pub registration: Option<Registration>,
}

impl AuthorizationState {
	/// Its row, with where it was registered.
	pub fn row(&self, registered: &Registration) -> Row {
		row![
			self.digest.as_str(),
			registered.seq,
			self.kind.as_str(),
			self.holder,
			self.grantee,
			self.delegate,
			self.scene,
			self.scopes.as_str(),
			self.coverage.as_str(),
			self.bills,
			self.state.as_str(),
			self.valid_from,
			self.valid_until,
			self.uses_max,
			self.used,
			self.failures,
			self.registered_at,
			self.changed_at,
			registered.index,
			self.record.as_str(),
		]
	}
}

/// A transaction; who signed it is looked up as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // As in `TransactionRow`.
pub struct TransactionState {
	pub seq: i64,
	pub hash: String,
	pub time: u64,
	pub envelope: Envelope,
	pub error: Option<String>,
}

/// What one database transaction writes: the rows of consecutive blocks.
#[derive(Debug, Default)]
pub struct Batch {
	/// The last block of it.
	pub(super) last: Option<(Point, u32)>,
	pub(super) blocks: usize,
	pub(super) added: BTreeMap<&'static str, (Statement, Vec<Row>)>,
	/// By the key of each row; none where the row goes.
	pub(super) kept: BTreeMap<&'static str, (Statement, BTreeMap<Row, Option<Row>>)>,
	pub(super) transactions: Vec<TransactionState>,
	pub(super) bills: BTreeMap<String, BillState>,
	pub(super) locks: Vec<LockStep>,
	pub(super) authorizations: BTreeMap<String, AuthorizationState>,
	rows: usize,
}

impl Batch {
	/// A row that is not there yet.
	pub fn add(&mut self, statement: &Statement, row: Row) {
		self.rows = self.rows.saturating_add(1);
		let slot = self.added.entry(statement.table).or_insert_with(|| (*statement, Vec::new()));
		slot.1.push(row);
	}

	/// A row that may be there.
	pub fn put(&mut self, statement: &Statement, row: Row) {
		self.rows = self.rows.saturating_add(1);
		let slot =
			self.kept.entry(statement.table).or_insert_with(|| (*statement, BTreeMap::new()));
		let key = row.iter().take(statement.key_len()).cloned().collect();
		match slot.1.get_mut(&key) {
			Some(Some(old)) => statement.merge(old, row),
			Some(none) => *none = Some(row),
			None => {
				slot.1.insert(key, Some(row));
			}
		}
	}

	/// A row that goes.
	pub fn remove(&mut self, statement: &Statement, key: Row) {
		let slot =
			self.kept.entry(statement.table).or_insert_with(|| (*statement, BTreeMap::new()));
		slot.1.insert(key, None);
	}

	/// A bill changed.
	pub fn bill(&mut self, mut state: BillState) {
		self.rows = self.rows.saturating_add(1);
		if let Some(old) = self.bills.get(&state.key) {
			state.registration = state.registration.or(old.registration);
			state.lock_holder = state.lock_holder.or(old.lock_holder);
		}
		self.bills.insert(state.key.clone(), state);
	}

	/// Something happened to the locks of a bill.
	pub fn lock(&mut self, step: LockStep) {
		self.rows = self.rows.saturating_add(1);
		let holder = match &step {
			LockStep::Taken(lock) => Some(Some(lock.holder)),
			LockStep::Ended { .. } => Some(None),
			LockStep::Reversed { .. } => None,
		};
		if let (Some(holder), Some(bill)) = (holder, self.bills.get_mut(step.bill())) {
			bill.lock_holder = Some(holder);
		}
		self.locks.push(step);
	}

	/// An authorization changed.
	pub fn authorization(&mut self, mut state: AuthorizationState) {
		self.rows = self.rows.saturating_add(1);
		if let Some(old) = self.authorizations.get(&state.digest) {
			state.registration = state.registration.or(old.registration);
		}
		self.authorizations.insert(state.digest.clone(), state);
	}

	/// A transaction of a block.
	pub fn transaction(&mut self, transaction: TransactionState) {
		self.rows = self.rows.saturating_add(1);
		self.transactions.push(transaction);
	}

	/// Everything of a block is in it.
	pub fn close(&mut self, point: Point, spec_version: u32) {
		self.last = Some((point, spec_version));
		self.blocks = self.blocks.saturating_add(1);
	}

	/// How many blocks are in it.
	pub fn blocks(&self) -> usize {
		self.blocks
	}

	/// How many rows are in it, about.
	pub fn rows(&self) -> usize {
		self.rows
	}

	/// The rows of a table that may be there, by their keys.
	pub fn kept(&self, statement: &Statement) -> impl Iterator<Item = &Row> {
		self.kept
			.get(statement.table)
			.into_iter()
			.flat_map(|(_, rows)| rows.values().filter_map(Option::as_ref))
	}

	/// What its alerts are, a word for each.
	pub(super) fn alert_kinds(&self) -> Vec<String> {
		let statement = &crate::store::tables::ALERTS;
		let place = statement.columns.iter().position(|column| column.name == "kind");
		let rows = self.added.get(statement.table).map(|(_, rows)| rows.as_slice());
		rows.unwrap_or_default()
			.iter()
			.filter_map(|row| match row.get(place?)? {
				Cell::Text(kind) => Some(kind.clone()),
				_ => None,
			})
			.collect()
	}

	/// Whose the accounts are that the batch brings.
	pub(super) fn accounts(&self) -> impl Iterator<Item = (&str, i64)> {
		self.kept(&crate::store::tables::ACCOUNTS).filter_map(|row| match row.as_slice() {
			[Cell::Text(account), Cell::Int(participant)] => Some((account.as_str(), *participant)),
			_ => None,
		})
	}
}
