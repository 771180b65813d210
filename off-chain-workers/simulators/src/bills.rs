//! Bills of the non-tax system and of the three provinces, in one table.

use crate::{
	db::{damaged, int, uint},
	faults::Fate,
	system::System,
};
use fiscal_bridge::convert;
use fiscal_primitives::{
	bill::{Circulation, Medium, Use, Validity},
	observation::{HistoricBill, OutsideState},
	BillKey, BillNumber, CheckCode, Date, Digest, Fen, Moment, Region,
};
use fiscal_sm_crypto::sm3_256;
use sqlx::AnyConnection;

/// What is known of a bill beside its state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
	/// Check code.
	pub check: CheckCode,
	/// Total in fen.
	pub total: Fen,
	/// Day of issue.
	pub issued_on: Date,
	/// Reference to the payer.
	pub payer: Option<Digest>,
	/// SM3 of the XML file.
	pub xml: Digest,
	/// SM3 of the PDF or OFD file.
	pub file: Option<Digest>,
	/// SM3 of the summary.
	pub summary: Digest,
}

/// A bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredBill {
	/// Code and number.
	pub key: BillKey,
	/// Nothing, of a bill of which only its state was ever told.
	pub facts: Option<Facts>,
	/// How it stands.
	pub state: OutsideState,
	/// How it stood before its last change.
	pub prior: Option<OutsideState>,
	/// Version of the record on the chain, as last told.
	pub version: u32,
}

/// A bill that nobody did anything with.
pub const FRESH: OutsideState = OutsideState {
	validity: Validity::Normal,
	medium: Medium::Electronic,
	usage: Use::Free,
	circulation: Circulation::Circulable,
	reimbursed: Fen::ZERO,
};

impl StoredBill {
	/// What is shown of it to a call with that fate.
	pub fn shown(&self, fate: &Fate) -> Option<(Facts, OutsideState)> {
		let mut facts = self.facts.clone()?;
		let mut state = match (fate.stale, self.prior) {
			(true, Some(prior)) => prior,
			_ => self.state,
		};
		if fate.lying {
			let (yuan, less) = (Fen::new(100).ok(), Fen::new(1).ok());
			facts.total = yuan
				.and_then(|yuan| facts.total.checked_add(yuan))
				.or_else(|| less.and_then(|less| facts.total.checked_sub(less)))
				.unwrap_or(facts.total);
			state = FRESH;
		}
		Some((facts, state))
	}

	/// May it still be reimbursed, by `claimed`?
	pub fn is_usable(&self, total: Fen, claimed: Fen) -> bool {
		let remaining = total.checked_sub(self.state.reimbursed).unwrap_or(Fen::ZERO);
		self.state.validity == Validity::Normal
			&& self.state.medium == Medium::Electronic
			&& self.state.circulation == Circulation::Circulable
			&& self.state.usage != Use::Reimbursed
			&& !claimed.is_zero()
			&& claimed <= remaining
	}
}

/// What the non-tax system says of a bill.
pub fn historic(facts: &Facts, state: OutsideState) -> HistoricBill {
	HistoricBill {
		total: facts.total,
		issued_on: facts.issued_on,
		xml: facts.xml,
		pdf: facts.file,
		summary: facts.summary,
		state,
	}
}

/// The province that a bill code belongs to.
pub fn region_of(key: &BillKey) -> Option<Region> {
	let [area, ..] = *key.code.packed();
	Region::new((area >> 4) * 10 + (area & 0x0f)).ok()
}

type Row = (
	String,
	String,
	Option<String>,
	Option<i64>,
	Option<i64>,
	Option<String>,
	Option<String>,
	Option<String>,
	Option<String>,
	String,
	Option<String>,
	i64,
);

const COLUMNS: &str = "code, number, check_code, total, issued_on, payer, xml_hash, file_hash, \
                       summary_hash, state, prior, version";

fn read(row: Row) -> Result<StoredBill, sqlx::Error> {
	let (code, number, check, total, issued_on, payer, xml, file, summary, state, prior, version) =
		row;
	let fault = || damaged(format!("bill {code}-{number}"));
	let digest = |text: &str| convert::digest("digest", text).map_err(|_| fault());
	let state_of = |text: &str| serde_json::from_str::<OutsideState>(text).map_err(|_| fault());
	let key = convert::bill_key(&code, &number).map_err(|_| fault())?;
	let facts = match (check, total, issued_on, xml, summary) {
		(Some(check), Some(total), Some(issued_on), Some(xml), Some(summary)) => Some(Facts {
			check: convert::check_code(&check).map_err(|_| fault())?,
			total: Fen::new(uint(total)).map_err(|_| fault())?,
			issued_on: u32::try_from(issued_on)
				.ok()
				.and_then(|day| Date::new(day).ok())
				.ok_or_else(fault)?,
			payer: payer.as_deref().map(digest).transpose()?,
			xml: digest(&xml)?,
			file: file.as_deref().map(digest).transpose()?,
			summary: digest(&summary)?,
		}),
		_ => None,
	};
	Ok(StoredBill {
		key,
		facts,
		state: state_of(&state)?,
		prior: prior.as_deref().map(state_of).transpose()?,
		version: u32::try_from(version).map_err(|_| fault())?,
	})
}

/// The bill, if there is one.
pub async fn find(
	connection: &mut AnyConnection,
	system: System,
	key: &BillKey,
) -> Result<Option<StoredBill>, sqlx::Error> {
	let sql =
		format!("SELECT {COLUMNS} FROM bills WHERE system = $1 AND code = $2 AND number = $3");
	sqlx::query_as::<_, Row>(&sql)
		.bind(system.as_str())
		.bind(key.code.to_string())
		.bind(key.number.to_string())
		.fetch_optional(connection)
		.await?
		.map(read)
		.transpose()
}

/// As [`find`], and keeps every other transaction from changing it until this one ends.
pub async fn find_and_hold(
	connection: &mut AnyConnection,
	system: System,
	key: &BillKey,
) -> Result<Option<StoredBill>, sqlx::Error> {
	// SQLite knows no SELECT FOR UPDATE; a write takes the row in both databases.
	sqlx::query(
		"UPDATE bills SET touched = touched + 1 WHERE system = $1 AND code = $2 AND number = $3",
	)
	.bind(system.as_str())
	.bind(key.code.to_string())
	.bind(key.number.to_string())
	.execute(&mut *connection)
	.await?;
	find(connection, system, key).await
}

/// Bills of a code from one number to another, ascending, at most `limit`.
pub async fn range(
	connection: &mut AnyConnection,
	system: System,
	first: &BillKey,
	last: &BillNumber,
	limit: u64,
) -> Result<Vec<StoredBill>, sqlx::Error> {
	let sql = format!(
		"SELECT {COLUMNS} FROM bills WHERE system = $1 AND code = $2 AND number >= $3 \
		 AND number <= $4 ORDER BY number LIMIT $5"
	);
	let rows = sqlx::query_as::<_, Row>(&sql)
		.bind(system.as_str())
		.bind(first.code.to_string())
		.bind(first.number.to_string())
		.bind(last.to_string())
		.bind(int(limit))
		.fetch_all(connection)
		.await?;
	rows.into_iter().map(read).collect()
}

/// Bills after one in the order of code and number, at most `limit`.
pub async fn page(
	connection: &mut AnyConnection,
	system: System,
	after: Option<&BillKey>,
	limit: u64,
) -> Result<Vec<StoredBill>, sqlx::Error> {
	let sql = format!(
		"SELECT {COLUMNS} FROM bills WHERE system = $1 \
		 AND (code > $2 OR (code = $2 AND number > $3)) ORDER BY code, number LIMIT $4"
	);
	let (code, number) =
		after.map(|key| (key.code.to_string(), key.number.to_string())).unwrap_or_default();
	let rows = sqlx::query_as::<_, Row>(&sql)
		.bind(system.as_str())
		.bind(code)
		.bind(number)
		.bind(int(limit))
		.fetch_all(connection)
		.await?;
	rows.into_iter().map(read).collect()
}

/// Bills of a payer issued between two days, newest first, at most `limit`.
pub async fn of_payer(
	connection: &mut AnyConnection,
	system: System,
	region: Region,
	payer: &Digest,
	days: (Date, Date),
	limit: u64,
) -> Result<Vec<StoredBill>, sqlx::Error> {
	let sql = format!(
		"SELECT {COLUMNS} FROM bills WHERE system = $1 AND payer = $2 AND issued_on >= $3 \
		 AND issued_on <= $4 AND code >= $5 AND code < $6 \
		 ORDER BY issued_on DESC, code, number LIMIT $7"
	);
	let (first, last) = days;
	let rows = sqlx::query_as::<_, Row>(&sql)
		.bind(system.as_str())
		.bind(convert::hex(payer))
		.bind(i64::from(first.get()))
		.bind(i64::from(last.get()))
		.bind(format!("{:02}000000", region.get()))
		.bind(format!("{:02}000000", region.get().saturating_add(1)))
		.bind(int(limit))
		.fetch_all(connection)
		.await?;
	rows.into_iter().map(read).collect()
}

fn to_text(state: &OutsideState) -> Result<String, sqlx::Error> {
	serde_json::to_string(state).map_err(|fault| sqlx::Error::Encode(Box::new(fault)))
}

/// Sets the state of a bill, which need not be known; the one before is kept as its prior state.
pub async fn set_state(
	connection: &mut AnyConnection,
	system: System,
	key: &BillKey,
	state: &OutsideState,
	version: u32,
) -> Result<(), sqlx::Error> {
	sqlx::query(
		"INSERT INTO bills (system, code, number, state, version, touched) \
		 VALUES ($1, $2, $3, $4, $5, 0) ON CONFLICT (system, code, number) DO UPDATE SET \
		 prior = bills.state, state = excluded.state, version = excluded.version",
	)
	.bind(system.as_str())
	.bind(key.code.to_string())
	.bind(key.number.to_string())
	.bind(to_text(state)?)
	.bind(i64::from(version))
	.execute(connection)
	.await?;
	Ok(())
}

/// Writes what is known of a bill; its state too where one is given, and otherwise a bill that was
/// not there is fresh.
pub async fn put(
	connection: &mut AnyConnection,
	system: System,
	key: &BillKey,
	facts: &Facts,
	state: Option<&OutsideState>,
) -> Result<(), sqlx::Error> {
	sqlx::query(
		"INSERT INTO bills (system, code, number, check_code, total, issued_on, payer, xml_hash, \
		 file_hash, summary_hash, state, version, touched) \
		 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, 0) \
		 ON CONFLICT (system, code, number) DO UPDATE SET check_code = excluded.check_code, \
		 total = excluded.total, issued_on = excluded.issued_on, payer = excluded.payer, \
		 xml_hash = excluded.xml_hash, file_hash = excluded.file_hash, \
		 summary_hash = excluded.summary_hash",
	)
	.bind(system.as_str())
	.bind(key.code.to_string())
	.bind(key.number.to_string())
	.bind(facts.check.to_string())
	.bind(int(facts.total.get()))
	.bind(i64::from(facts.issued_on.get()))
	.bind(facts.payer.as_ref().map(convert::hex))
	.bind(convert::hex(&facts.xml))
	.bind(facts.file.as_ref().map(convert::hex))
	.bind(convert::hex(&facts.summary))
	.bind(to_text(&FRESH)?)
	.execute(&mut *connection)
	.await?;
	if let Some(state) = state {
		let version = find(connection, system, key).await?.map_or(1, |bill| bill.version);
		set_state(connection, system, key, state, version).await?;
	}
	Ok(())
}

/// Keeps a verdict about the XML file of a bill, made at `at` (Unix ms), unless there is a later one:
/// the one that is kept, with its time.
pub async fn verified(
	connection: &mut AnyConnection,
	system: System,
	key: &BillKey,
	(xml, state, at): (&Digest, u8, Moment),
) -> Result<(u8, Moment), sqlx::Error> {
	sqlx::query(
		"INSERT INTO verifications (system, code, number, xml_hash, state, at) \
		 VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (system, code, number) DO UPDATE SET \
		 xml_hash = excluded.xml_hash, state = excluded.state, at = excluded.at \
		 WHERE excluded.at >= verifications.at",
	)
	.bind(system.as_str())
	.bind(key.code.to_string())
	.bind(key.number.to_string())
	.bind(convert::hex(xml))
	.bind(i64::from(state))
	.bind(int(at))
	.execute(&mut *connection)
	.await?;
	let (state, at): (i64, i64) = sqlx::query_as(
		"SELECT state, at FROM verifications WHERE system = $1 AND code = $2 AND number = $3",
	)
	.bind(system.as_str())
	.bind(key.code.to_string())
	.bind(key.number.to_string())
	.fetch_one(connection)
	.await?;
	let fault = || damaged(format!("the verdict about {key}"));
	Ok((u8::try_from(state).map_err(|_| fault())?, uint(at)))
}

/// A file of a bill.
pub struct StoredFile {
	/// Its media type.
	pub media_type: String,
	/// Base64.
	pub content: String,
	/// SM3, 64 hexadecimal digits.
	pub hash: String,
}

/// The file of a kind, `xml` or `pdf`, if there is one.
pub async fn file(
	connection: &mut AnyConnection,
	system: System,
	key: &BillKey,
	kind: &str,
) -> Result<Option<StoredFile>, sqlx::Error> {
	let row: Option<(String, String, String)> = sqlx::query_as(
		"SELECT media_type, content, hash FROM files \
		 WHERE system = $1 AND code = $2 AND number = $3 AND kind = $4",
	)
	.bind(system.as_str())
	.bind(key.code.to_string())
	.bind(key.number.to_string())
	.bind(kind)
	.fetch_optional(connection)
	.await?;
	Ok(row.map(|(media_type, content, hash)| StoredFile { media_type, content, hash }))
}

/// Keeps a file of a bill.
pub async fn put_file(
	connection: &mut AnyConnection,
	system: System,
	key: &BillKey,
	kind: &str,
	media_type: &str,
	content: &[u8],
) -> Result<(), sqlx::Error> {
	sqlx::query(
		"INSERT INTO files (system, code, number, kind, media_type, content, hash) \
		 VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (system, code, number, kind) \
		 DO UPDATE SET media_type = excluded.media_type, content = excluded.content, \
		 hash = excluded.hash",
	)
	.bind(system.as_str())
	.bind(key.code.to_string())
	.bind(key.number.to_string())
	.bind(kind)
	.bind(media_type)
	.bind(convert::file_text(content))
	.bind(convert::hex(&sm3_256(content).into()))
	.execute(connection)
	.await?;
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;

	fn bill(total: u64, reimbursed: u64) -> StoredBill {
		let fen = |value| Fen::new(value).unwrap();
		StoredBill {
			key: "33060126-0000000001".parse().unwrap(),
			facts: Some(Facts {
				check: "a1B2c3".parse().unwrap(),
				total: fen(total),
				issued_on: Date::new(20260105).unwrap(),
				payer: None,
				xml: Digest::repeat_byte(1),
				file: None,
				summary: Digest::repeat_byte(2),
			}),
			state: OutsideState {
				reimbursed: fen(reimbursed),
				usage: Use::PartlyReimbursed,
				..FRESH
			},
			prior: Some(FRESH),
			version: 2,
		}
	}

	#[test]
	fn what_is_shown_is_true_unless_a_fault_is_on() {
		let bill = bill(10_000, 4_000);
		let shown = |stale, lying| {
			bill.shown(&Fate { stale, lying, ..Fate::default() }).expect("it is known")
		};
		let (facts, state) = shown(false, false);
		assert_eq!((facts.total.get(), state), (10_000, bill.state));
		assert_eq!(shown(true, false).1, FRESH);
		let (facts, state) = shown(false, true);
		assert_eq!((facts.total.get(), state.usage), (10_100, Use::Free));
		assert_eq!(StoredBill { facts: None, ..bill }.shown(&Fate::default()), None);
	}

	#[test]
	fn no_more_than_what_remains_can_be_claimed() {
		let (bill, total) = (bill(10_000, 4_000), Fen::new(10_000).unwrap());
		assert!(bill.is_usable(total, Fen::new(6_000).unwrap()));
		assert!(!bill.is_usable(total, Fen::new(6_001).unwrap()));
		assert!(!bill.is_usable(total, Fen::ZERO));
	}

	#[test]
	fn the_first_two_digits_of_a_code_name_the_province() {
		assert_eq!(region_of(&bill(1, 0).key), Region::new(33).ok());
		assert_eq!(region_of(&"99060126-0000000001".parse().unwrap()), None);
	}
}
