//! Signings in the database.

use crate::db::{damaged, int, next, uint};
use fiscal_bridge::{
	convert,
	protocol::signing::{Signing, Start, Step},
};
use fiscal_primitives::{Digest, Moment};
use fiscal_sm_crypto::{sm3_256, Public};
use sqlx::AnyConnection;

/// A signing.
pub struct Matter {
	/// Its number here.
	pub signing: String,
	/// Number of the matter.
	pub matter: String,
	/// The request that started it, as JSON.
	pub request: String,
	/// Name of the template.
	pub template: String,
	/// The text that is signed.
	pub document: String,
	/// SM3 of it, 64 hexadecimal digits.
	pub document_hash: String,
	/// Who signs, in order.
	pub seats: Vec<Seat>,
}

/// One who signs.
pub struct Seat {
	/// Compressed SM2 key, 66 hexadecimal digits.
	pub signer: String,
	/// The signature, 128 hexadecimal digits.
	pub signature: Option<String>,
	/// When, Unix ms.
	pub at: Option<u64>,
}

impl Matter {
	/// Has everybody signed?
	pub fn is_complete(&self) -> bool {
		self.seats.iter().all(|seat| seat.signature.is_some())
	}

	/// How it stands.
	pub fn standing(&self) -> Signing {
		Signing {
			signing: self.signing.clone(),
			status: if self.is_complete() { "complete" } else { "waiting" }.into(),
			document: self.document_hash.clone(),
			missing: self
				.seats
				.iter()
				.filter(|seat| seat.signature.is_none())
				.map(|seat| seat.signer.clone())
				.collect(),
		}
	}
}

/// What a signing is started with.
pub struct NewMatter<'a> {
	/// The request.
	pub request: &'a Start,
	/// The request as JSON.
	pub content: &'a str,
	/// The text to sign.
	pub text: &'a str,
}

type Row = (String, String, String, String, String, String);

const COLUMNS: &str = "signing, matter, request, template, document, document_hash";

async fn read(connection: &mut AnyConnection, row: Row) -> Result<Matter, sqlx::Error> {
	let (signing, matter, request, template, document, document_hash) = row;
	let rows: Vec<(String, Option<String>, Option<i64>)> = sqlx::query_as(
		"SELECT signer, signature, at FROM signatures WHERE signing = $1 ORDER BY seat",
	)
	.bind(&signing)
	.fetch_all(connection)
	.await?;
	let seats = rows
		.into_iter()
		.map(|(signer, signature, at)| Seat { signer, signature, at: at.map(uint) })
		.collect();
	Ok(Matter { signing, matter, request, template, document, document_hash, seats })
}

/// By the number of its matter.
pub async fn by_matter(
	connection: &mut AnyConnection,
	matter: &str,
) -> Result<Option<Matter>, sqlx::Error> {
	let sql = format!("SELECT {COLUMNS} FROM signings WHERE matter = $1");
	let row = sqlx::query_as::<_, Row>(&sql).bind(matter).fetch_optional(&mut *connection).await?;
	match row {
		Some(row) => read(connection, row).await.map(Some),
		None => Ok(None),
	}
}

/// By its number.
pub async fn find(
	connection: &mut AnyConnection,
	signing: &str,
) -> Result<Option<Matter>, sqlx::Error> {
	let sql = format!("SELECT {COLUMNS} FROM signings WHERE signing = $1");
	let row = sqlx::query_as::<_, Row>(&sql).bind(signing).fetch_optional(&mut *connection).await?;
	match row {
		Some(row) => read(connection, row).await.map(Some),
		None => Ok(None),
	}
}

/// As [`find`], and keeps every other transaction from changing it until this one ends.
pub async fn hold(
	connection: &mut AnyConnection,
	signing: &str,
) -> Result<Option<Matter>, sqlx::Error> {
	sqlx::query("UPDATE signings SET touched = touched + 1 WHERE signing = $1")
		.bind(signing)
		.execute(&mut *connection)
		.await?;
	find(connection, signing).await
}

/// Starts a signing, unless somebody else just started one of the same matter: gives that one then.
pub async fn start(
	connection: &mut AnyConnection,
	new: &NewMatter<'_>,
	signers: &[Public],
	now: Moment,
) -> Result<Matter, sqlx::Error> {
	let signing = format!("SIG-{:012}", next(connection, "signing/signings").await?);
	let hash: Digest = sm3_256(new.text.as_bytes()).into();
	let matter = Matter {
		signing,
		matter: new.request.matter.clone(),
		request: new.content.into(),
		template: new.request.template.clone(),
		document: new.text.into(),
		document_hash: convert::hex(&hash),
		seats: signers
			.iter()
			.map(|signer| Seat { signer: convert::public_hex(signer), signature: None, at: None })
			.collect(),
	};
	let inserted = sqlx::query(
		"INSERT INTO signings (signing, matter, request, template, document, document_hash, \
		 touched) VALUES ($1, $2, $3, $4, $5, $6, 0) ON CONFLICT (matter) DO NOTHING",
	)
	.bind(&matter.signing)
	.bind(&matter.matter)
	.bind(&matter.request)
	.bind(&matter.template)
	.bind(&matter.document)
	.bind(&matter.document_hash)
	.execute(&mut *connection)
	.await?
	.rows_affected();
	if inserted == 0 {
		let known = by_matter(connection, &matter.matter).await?;
		return known.ok_or_else(|| damaged(format!("matter {}", matter.matter)));
	}
	for (seat, who) in (0i64..).zip(&matter.seats) {
		sqlx::query("INSERT INTO signatures (signing, seat, signer) VALUES ($1, $2, $3)")
			.bind(&matter.signing)
			.bind(seat)
			.bind(&who.signer)
			.execute(&mut *connection)
			.await?;
	}
	step(connection, &matter.signing, "started", None, now).await?;
	Ok(matter)
}

/// Takes a signature, which was verified, for the seat.
pub async fn sign(
	connection: &mut AnyConnection,
	matter: &mut Matter,
	seat: usize,
	signature: &str,
	now: Moment,
) -> Result<(), sqlx::Error> {
	let Some(taken) = matter.seats.get_mut(seat) else {
		return Err(damaged(format!("signing {}", matter.signing)));
	};
	taken.signature = Some(signature.into());
	taken.at = Some(now);
	let signer = taken.signer.clone();
	sqlx::query("UPDATE signatures SET signature = $1, at = $2 WHERE signing = $3 AND seat = $4")
		.bind(signature)
		.bind(int(now))
		.bind(&matter.signing)
		.bind(i64::try_from(seat).unwrap_or(i64::MAX))
		.execute(&mut *connection)
		.await?;
	step(connection, &matter.signing, "signed", Some(&signer), now).await?;
	if matter.is_complete() {
		step(connection, &matter.signing, "completed", None, now).await?;
	}
	Ok(())
}

/// Appends to the hash chain of the steps.
async fn step(
	connection: &mut AnyConnection,
	signing: &str,
	action: &str,
	signer: Option<&str>,
	at: Moment,
) -> Result<(), sqlx::Error> {
	let last = steps(connection, signing).await?.pop();
	let seq = last.as_ref().map_or(0, |last| last.seq.saturating_add(1));
	// Two requests may end in another order than they began.
	let at = last.as_ref().map_or(at, |last| last.at.max(at));
	let before = match &last {
		Some(last) => convert::digest("head", &last.head).map_err(damaged)?,
		None => Digest::zero(),
	};
	let head = head(&before, seq, action, signer, at);
	sqlx::query(
		"INSERT INTO steps (signing, seq, action, signer, at, head) VALUES ($1, $2, $3, $4, $5, $6)",
	)
	.bind(signing)
	.bind(i64::from(seq))
	.bind(action)
	.bind(signer)
	.bind(int(at))
	.bind(convert::hex(&head))
	.execute(connection)
	.await?;
	Ok(())
}

fn head(before: &Digest, seq: u32, action: &str, signer: Option<&str>, at: Moment) -> Digest {
	let mut bytes = before.as_bytes().to_vec();
	bytes.extend_from_slice(&u64::from(seq).to_be_bytes());
	bytes.extend_from_slice(action.as_bytes());
	bytes.extend_from_slice(signer.unwrap_or_default().as_bytes());
	bytes.extend_from_slice(&at.to_be_bytes());
	sm3_256(&bytes).into()
}

/// Every step, in order.
pub async fn steps(
	connection: &mut AnyConnection,
	signing: &str,
) -> Result<Vec<Step>, sqlx::Error> {
	let rows: Vec<(i64, String, Option<String>, i64, String)> = sqlx::query_as(
		"SELECT seq, action, signer, at, head FROM steps WHERE signing = $1 ORDER BY seq",
	)
	.bind(signing)
	.fetch_all(connection)
	.await?;
	rows.into_iter()
		.map(|(seq, action, signer, at, head)| {
			let seq = u32::try_from(seq).map_err(damaged)?;
			Ok(Step { seq, action, signer, at: uint(at), head })
		})
		.collect()
}
