//! An index full of rows that nobody indexed: the same ones every time, written with the statements of the
//! index itself, so that lists can be read and measured without a chain.

#[path = "base.rs"]
mod base_rows;

use base_rows::{bridges, decisions, nodes, participant, participants};
use fiscal_indexer::{
	model::position,
	period, row,
	store::{tables, Dialect, Row, Statement, Store},
};
use std::{collections::BTreeMap, ops::Range};

/// Consensus time of the first block with bills, Unix ms.
pub const START: u64 = 1_790_000_000_000;
/// How long a block is, ms.
pub const BLOCK_TIME: u64 = 3_000;
/// Number of the first citizen; the participants below are organisations.
pub const CITIZENS: u32 = 100_000;
/// Blocks of one transaction.
const BATCH: u32 = 32;
/// How many scenes, access nodes, policies and provinces there are.
const FEW: u32 = 20;

/// How much there is.
#[derive(Clone, Copy, Debug)]
pub struct Size {
	/// Bills of each block.
	pub bills: u32,
	/// Organisations that issue and use bills.
	pub organisations: u32,
	/// Citizens who hold bills.
	pub citizens: u32,
	/// Approvals, messages and observations, of each so many.
	pub others: u32,
}

/// What the chain keeps of things, in base64: read by details alone.
#[derive(Clone, Debug)]
pub struct Records {
	/// Metadata of the runtime.
	pub metadata: String,
	/// A transaction.
	pub transaction: String,
	/// A bill.
	pub bill: String,
	/// A call.
	pub call: String,
}

impl Default for Records {
	fn default() -> Self {
		// As many bytes as a bill has.
		let bill = "A".repeat(360);
		Self { metadata: "AA==".into(), transaction: "AA==".into(), bill, call: String::new() }
	}
}

/// A number that looks random and is the same every time.
pub fn mix(one: u64, two: u64) -> u64 {
	let mut value = one
		.wrapping_mul(0x9e37_79b9_7f4a_7c15)
		.wrapping_add(two.wrapping_mul(0xd1b5_4a32_d192_ed03))
		.wrapping_add(0x2545_f491_4f6c_dd1d);
	value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
	value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
	value ^ (value >> 31)
}

/// 32 bytes that look random, as text.
pub fn digest(kind: u64, number: u64) -> String {
	let part = |place: u64| format!("{:016x}", mix(kind.wrapping_mul(31) + place, number));
	format!("0x{}{}{}{}", part(1), part(2), part(3), part(4))
}

/// Hash of a block.
pub fn hash(height: u32) -> String {
	digest(1, height.into())
}

/// Consensus time of a block; 0 of the first one.
pub fn time(height: u32) -> u64 {
	match height {
		0 => 0,
		height => START + u64::from(height) * BLOCK_TIME,
	}
}

/// The payer reference of a citizen.
pub fn payer(citizen: u32) -> String {
	digest(2, citizen.into())
}

/// The account of a participant, which no key has.
pub fn account(participant: u32) -> String {
	format!("account-{participant}")
}

/// Picks one of several, the first ones more often.
fn pick<'a>(words: &[(&'a str, u64)], dice: u64) -> &'a str {
	let sum: u64 = words.iter().map(|(_, weight)| weight).sum();
	let mut left = dice % sum;
	for (word, weight) in words {
		if left < *weight {
			return word;
		}
		left -= weight;
	}
	words[0].0
}

/// A bill.
pub struct Bill {
	/// Its key.
	pub key: String,
	/// Its position.
	pub seq: i64,
	/// Its issuer.
	pub issuer: u32,
	/// Its scene.
	pub scene: u32,
	/// Its kind.
	pub kind: &'static str,
	/// `ordinary`, `red` or `difference`.
	pub document: &'static str,
	/// In force or not.
	pub validity: &'static str,
	/// Its use.
	pub usage: &'static str,
	/// Its total.
	pub amount: u64,
	/// Who holds it.
	pub citizen: u32,
}

/// The bill of that number in a block.
pub fn bill(size: &Size, height: u32, number: u32) -> Bill {
	let dice = |salt: u64| mix(u64::from(height) * 1_000_003 + salt, number.into());
	let kind = pick(&[("0601", 60), ("0602", 30), ("0301", 10)], dice(1));
	let year = 26 - u64::from(dice(2) % 10 == 0);
	let count = u64::from(height) * u64::from(size.bills) + u64::from(number);
	let organisations = u64::from(size.organisations.max(1));
	// Of large issuers there are few.
	let issuer = (dice(3) % organisations).min(dice(4) % organisations);
	let amount = 100 + (dice(5) % 1_000) * (dice(6) % 1_000) / 3;
	Bill {
		key: format!("31{kind}{year}-{count:010}"),
		seq: position(height, number),
		issuer: 1 + u32::try_from(issuer).unwrap_or(0),
		scene: 1 + u32::try_from(dice(7) % 3).unwrap_or(0),
		kind,
		document: pick(&[("ordinary", 98), ("red", 1), ("difference", 1)], dice(8)),
		validity: pick(&[("normal", 985), ("redFlushed", 10), ("voided", 5)], dice(9)),
		usage: pick(
			&[("free", 70), ("reimbursed", 25), ("partlyReimbursed", 4), ("locked", 1)],
			dice(10),
		),
		amount,
		citizen: CITIZENS + u32::try_from(dice(11) % u64::from(size.citizens.max(1))).unwrap_or(0),
	}
}

/// Day or registration, unit, period, issuer, kind and scene, which have sums of their own.
type BillGroup = (&'static str, &'static str, i64, u32, String, u32);

/// Rows by table, to be written together.
#[derive(Default)]
struct Rows {
	rows: BTreeMap<&'static str, (Option<Statement>, Vec<Row>)>,
	counters: BTreeMap<&'static str, i64>,
	bills: BTreeMap<BillGroup, [i64; 6]>,
	activity: BTreeMap<(&'static str, i64), [i64; 6]>,
}

impl Rows {
	fn add(&mut self, statement: Statement, row: Row) {
		let (known, rows) = self.rows.entry(statement.table).or_default();
		*known = Some(statement);
		rows.push(row);
	}

	fn count(&mut self, name: &'static str, more: u64) {
		*self.counters.entry(name).or_default() += i64::try_from(more).unwrap_or(0);
	}

	async fn write(mut self, store: &Store, head: Option<(u32, &str)>) {
		for (name, value) in std::mem::take(&mut self.counters) {
			self.add(tables::COUNTERS, row![name, value]);
		}
		for ((axis, unit, period, issuer, kind, scene), sums) in std::mem::take(&mut self.bills) {
			let [count, total, red, red_fen, voided, reimbursed] = sums;
			self.add(
				tables::BILL_STATISTICS,
				row![
					axis, unit, issuer, period, "31", kind, scene, count, total, red, red_fen,
					voided, reimbursed
				],
			);
		}
		for ((unit, period), sums) in std::mem::take(&mut self.activity) {
			let [blocks, transactions, failed, bills, locks, fen] = sums;
			self.add(
				tables::ACTIVITY,
				row![unit, period, blocks, transactions, failed, bills, locks, fen],
			);
		}
		let dialect: Dialect = store.dialect();
		let mut transaction = store.begin().await.expect("a transaction");
		for (statement, rows) in self.rows.into_values() {
			let statement = statement.expect("a statement");
			statement.run(&mut transaction, dialect, &rows).await.expect("rows are written");
		}
		if let Some((height, hash)) = head {
			sqlx::query("DELETE FROM chain").execute(&mut *transaction).await.expect("deleted");
			let text = store.statement(
				"INSERT INTO chain (id, genesis, name, height, hash, time, spec_version) \
				 VALUES (1, ?, 'Synthetic', ?, ?, ?, 1)",
			);
			sqlx::query(&text)
				.bind(self::hash(0))
				.bind(i64::from(height))
				.bind(hash.to_owned())
				.bind(i64::try_from(time(height)).expect("a time"))
				.execute(&mut *transaction)
				.await
				.expect("the height is written");
		}
		transaction.commit().await.expect("committed");
	}
}

/// Writes what does not come with blocks: participants, access nodes, decisions, bridges. Then the first
/// block.
pub async fn base(store: &Store, size: &Size, records: &Records) {
	let mut rows = Rows::default();
	rows.add(tables::RUNTIMES, row![1u32, 1u32, 0u32, records.metadata.as_str()]);
	participants(&mut rows, size);
	rows.write(store, None).await;
	let mut rows = Rows::default();
	nodes(&mut rows, size);
	decisions(&mut rows, size, records);
	bridges(&mut rows, size);
	rows.write(store, None).await;
	for first in (0..size.citizens).step_by(5_000) {
		let mut rows = Rows::default();
		for number in first..(first + 5_000).min(size.citizens) {
			let id = CITIZENS + number;
			participant(&mut rows, id, "持票人", "individual", "holder", None, ",holder,");
			rows.add(tables::PAYERS, row![payer(id), id]);
		}
		rows.write(store, None).await;
	}
	blocks(store, size, records, 0..1).await;
}

/// Writes blocks with everything in them.
pub async fn blocks(store: &Store, size: &Size, records: &Records, heights: Range<u32>) {
	let mut first = heights.start;
	while first < heights.end {
		let end = first.saturating_add(BATCH).min(heights.end);
		let mut rows = Rows::default();
		for height in first..end {
			block(&mut rows, size, records, height);
		}
		let last = end - 1;
		rows.write(store, Some((last, &hash(last)))).await;
		first = end;
	}
}

fn block(rows: &mut Rows, size: &Size, records: &Records, height: u32) {
	let bills = if height == 0 { 0 } else { size.bills };
	let at = time(height);
	let signed = bills.div_ceil(100);
	let failed = u32::from(height % 20 == 19);
	let transactions = 1 + signed + failed;
	let parent = if height == 0 { digest(0, 0) } else { hash(height - 1) };
	rows.add(
		tables::BLOCKS,
		row![
			height,
			hash(height),
			parent,
			digest(7, height.into()),
			digest(8, height.into()),
			at,
			(height > 0).then_some(1 + height % 4),
			(height > 0).then_some(0u32),
			0u32,
			1u32,
			transactions,
			transactions + u32::from(height.is_multiple_of(10)),
			bills,
			1_000u32 + bills * 200,
			None::<String>,
			"[]"
		],
	);
	for index in 0..transactions {
		transaction(rows, size, records, height, index, index > signed);
	}
	if height.is_multiple_of(10) {
		event(rows, height, transactions, None, "BillLocks", "LockExpiring");
		rows.add(
			tables::ALERTS,
			row![
				position(height, transactions),
				at,
				if height.is_multiple_of(100) { "critical" } else { "warning" },
				if height.is_multiple_of(100) { "deadLetter" } else { "lockExpiring" },
				"{}",
				"BillLocks",
				"LockExpiring"
			],
		);
	}
	let mut locks = 0u32;
	for number in 0..bills {
		let one = bill(size, height, number);
		write_bill(rows, records, &one, at, number / 100 + 1);
		if number % 10 == 0 {
			authorization(rows, size, &one, at, number);
		}
		if number % 20 == 0 {
			lock(rows, size, &one, at, number);
			locks += 1;
		}
	}
	rows.count("blocks", 1);
	rows.count("transactions", transactions.into());
	if at == 0 {
		return;
	}
	let periods =
		[("minute", period::minute(at)), ("hour", period::hour(at)), ("day", period::day(at))];
	for key in periods {
		let sums = rows.activity.entry(key).or_default();
		let more = [1, transactions.into(), failed.into(), bills.into(), locks.into(), 0i64];
		sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
	}
}

fn transaction(
	rows: &mut Rows,
	size: &Size,
	records: &Records,
	height: u32,
	index: u32,
	is_failed: bool,
) {
	let seq = position(height, index);
	let signer = (index > 0).then(|| 1 + (height + index) % size.organisations.max(1));
	let (pallet, call) = match (index, is_failed) {
		(0, _) => ("Timestamp", "set"),
		(_, true) => ("BillLocks", "release"),
		(_, false) => ("Bills", "register_batch"),
	};
	rows.add(
		tables::TRANSACTIONS,
		row![
			seq,
			digest(9, u64::try_from(seq).unwrap_or(0)),
			time(height),
			pallet,
			call,
			signer,
			signer.map(account),
			!is_failed,
			is_failed.then_some("BillLocks.NotFound")
		],
	);
	rows.add(tables::BODIES, row![seq, 1u32, records.transaction.as_str()]);
	let name = if is_failed { "ExtrinsicFailed" } else { "ExtrinsicSuccess" };
	event(rows, height, index, Some(index), "System", name);
}

fn event(
	rows: &mut Rows,
	height: u32,
	index: u32,
	transaction: Option<u32>,
	pallet: &str,
	name: &str,
) {
	let phase = if transaction.is_some() { "transaction" } else { "finalization" };
	rows.add(
		tables::EVENTS,
		row![position(height, index), transaction, time(height), phase, pallet, name, "{}"],
	);
	rows.count("events", 1);
}

fn write_bill(rows: &mut Rows, records: &Records, one: &Bill, at: u64, transaction: u32) {
	let (code, number) = one.key.split_once('-').expect("a key");
	let reimbursed = match one.usage {
		"reimbursed" => one.amount,
		"partlyReimbursed" => one.amount / 2,
		_ => 0,
	};
	let action = match one.usage {
		"free" => "registered",
		"locked" => "locked",
		_ => "settled",
	};
	let day = period::day(at.saturating_sub(86_400_000 * (one.amount % 3)));
	rows.add(
		tables::BILLS,
		row![
			one.key.as_str(),
			one.seq,
			code,
			number,
			"31",
			one.kind,
			one.document,
			one.issuer,
			one.scene,
			1 + one.issuer % FEW,
			one.validity,
			if one.amount.is_multiple_of(200) { "paper" } else { "electronic" },
			one.usage,
			if one.amount.is_multiple_of(201) { "blocked" } else { "circulable" },
			one.amount,
			reimbursed,
			day,
			at,
			Some(transaction),
			at,
			action,
			1u32,
			(one.usage == "locked").then_some(one.issuer),
			payer(one.citizen),
			None::<String>,
			1u32,
			records.bill.as_str()
		],
	);
	rows.add(
		tables::TIMELINE,
		row![
			one.seq,
			one.key.as_str(),
			at,
			Some(transaction),
			"bill",
			"registered",
			Some(one.issuer),
			1u32,
			Some(records.bill.as_str()),
			"{}"
		],
	);
	let is_red = one.document == "red";
	let amount = i64::try_from(one.amount).unwrap_or(0);
	let more = [
		i64::from(!is_red),
		if is_red { 0 } else { amount },
		i64::from(is_red),
		if is_red { amount } else { 0 },
		i64::from(one.validity == "voided"),
		i64::try_from(reimbursed).unwrap_or(0),
	];
	for (name, more) in [
		("bills", more[0]),
		("bill_fen", more[1]),
		("red_bills", more[2]),
		("red_fen", more[3]),
		("voided_bills", more[4]),
		("reimbursed_fen", more[5]),
	] {
		*rows.counters.entry(name).or_default() += more;
	}
	let periods = [
		("registered", "hour", period::hour(at)),
		("registered", "day", period::day(at)),
		("registered", "month", period::month_of(period::day(at))),
		("issued", "day", day),
		("issued", "month", period::month_of(day)),
	];
	for (axis, unit, number) in periods {
		for issuer in [0, one.issuer] {
			let key = (axis, unit, number, issuer, one.kind.to_owned(), one.scene);
			let sums = rows.bills.entry(key).or_default();
			sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
		}
	}
}

fn authorization(rows: &mut Rows, size: &Size, one: &Bill, at: u64, number: u32) {
	let seq = u64::try_from(one.seq).unwrap_or(0);
	let name = digest(10, seq);
	let grantee =
		1 + u32::try_from(mix(seq, 40) % u64::from(size.organisations.max(1))).unwrap_or(0);
	let state = pick(&[("active", 95), ("revoked", 4), ("frozen", 1)], mix(seq, 41));
	rows.add(
		tables::AUTHORIZATIONS,
		row![
			name.as_str(),
			one.seq,
			"person",
			one.citizen,
			grantee,
			None::<u32>,
			one.scene,
			if mix(seq, 42).is_multiple_of(2) { ",summary,use," } else { ",list,pdf," },
			"bills",
			1u32,
			state,
			at,
			at + 20_000 * (1 + mix(seq, 43) % 400),
			3u32,
			mix(seq, 44) % 4,
			0u32,
			at,
			at,
			Some(number / 100 + 1),
			"{}"
		],
	);
	rows.add(tables::AUTHORIZATION_BILLS, row![one.key.as_str(), name.as_str()]);
	rows.add(
		tables::AUTHORIZATION_LOG,
		row![
			one.seq,
			Some(name),
			at,
			Some(number / 100 + 1),
			"registered",
			Some(one.citizen),
			None::<String>,
			None::<String>,
			Some(digest(11, seq)),
			"{}"
		],
	);
	rows.count("authorizations", 1);
}

fn lock(rows: &mut Rows, size: &Size, one: &Bill, at: u64, number: u32) {
	let seq = u64::try_from(one.seq).unwrap_or(0);
	let holder =
		1 + u32::try_from(mix(seq, 50) % u64::from(size.organisations.max(1))).unwrap_or(0);
	let state =
		pick(&[("settled", 75), ("released", 10), ("active", 10), ("expired", 5)], mix(seq, 51));
	rows.add(
		tables::LOCKS,
		row![
			one.seq,
			one.key.as_str(),
			holder,
			one.scene,
			31 + u32::try_from(mix(seq, 52) % 4).unwrap_or(0),
			format!("FLOW{seq:016}"),
			digest(10, seq),
			at,
			at + 30 * 86_400_000,
			one.amount,
			state,
			(state != "active").then_some(at + 60_000),
			if state == "settled" { one.amount } else { 0 },
			Some(number / 100 + 1)
		],
	);
	rows.count("locks", 1);
	rows.count("locks_active", u64::from(state == "active"));
}
