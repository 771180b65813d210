//! Control endpoints for bills.

use super::{Count, Nothing, DEFAULT_PAGE, MAX_PAGE};
use crate::{
	bills::{self, Facts, StoredBill},
	context::Context,
	describe::{About, Parameter},
	fault::Stop,
	options::PROVINCES,
	service::{control, control_get},
	system::System,
};
use fiscal_bridge::convert::{self, MAX_FILE_BYTES};
use fiscal_primitives::{
	bill::{Circulation, Medium, Use, Validity},
	observation::OutsideState,
	BillCode, BillKey, BillNumber, CheckCode, Digest, Fen, Invalid,
};
use fiscal_sm_crypto::sm3_256;
use serde::{Deserialize, Serialize};
use utoipa::{openapi::HttpMethod, ToSchema};
use utoipa_axum::router::OpenApiRouter;

/// The most bills of one request.
pub const MAX_BILLS: usize = 500;

const PAGING: [Parameter; 2] = [
	Parameter { name: "after", description: "Bill behind which it begins.", most: None },
	Parameter {
		name: "limit",
		description: "The most bills, 1 to 1000; 100.",
		most: Some(MAX_PAGE),
	},
];

/// The endpoints.
pub(super) fn routes(router: OpenApiRouter<Context>) -> OpenApiRouter<Context> {
	router
		.routes(control(
			HttpMethod::Post,
			"/control/bills",
			About::new::<BillSeeds, Count>("Writes bills"),
			put_bills,
		))
		.routes(control_get(
			"/control/bills",
			About::new::<Nothing, BillList>("Bills"),
			&PAGING,
			show_bills,
		))
}

/// How a bill stands, as the chain writes it in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StateSeed {
	/// `normal`, `redFlushed` or `voided`.
	#[schema(value_type = String)]
	pub validity: Validity,
	/// `electronic` or `paper`.
	#[schema(value_type = String)]
	pub medium: Medium,
	/// `free`, `locked`, `partlyReimbursed` or `reimbursed`.
	#[schema(value_type = String)]
	pub usage: Use,
	/// `circulable` or `blocked`.
	#[schema(value_type = String)]
	pub circulation: Circulation,
	/// Reimbursed so far, in fen.
	#[schema(value_type = u64)]
	pub reimbursed: Fen,
}

impl From<StateSeed> for OutsideState {
	fn from(seed: StateSeed) -> Self {
		let StateSeed { validity, medium, usage, circulation, reimbursed } = seed;
		Self { validity, medium, usage, circulation, reimbursed }
	}
}

impl From<OutsideState> for StateSeed {
	fn from(state: OutsideState) -> Self {
		let OutsideState { validity, medium, usage, circulation, reimbursed } = state;
		Self { validity, medium, usage, circulation, reimbursed }
	}
}

/// A bill to write.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BillSeed {
	/// Bill code, 8 digits; on the platform its first two name one of the three provinces.
	pub code: String,
	/// Bill number, 10 digits.
	pub number: String,
	/// Check code, 6 letters or digits.
	pub check_code: String,
	/// Total in fen.
	#[schema(maximum = 1000000000000000.0)]
	pub total: u64,
	/// Day of issue, yyyyMMdd.
	pub issued_on: String,
	/// Payer reference, 64 hexadecimal digits.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub payer: Option<String>,
	/// The XML file in base64.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub xml: Option<String>,
	/// SM3 of the XML file, 64 hexadecimal digits: where the file itself is not given.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub xml_hash: Option<String>,
	/// The PDF or OFD file in base64.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub file: Option<String>,
	/// Media type of that file; `application/pdf` unless given.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub media_type: Option<String>,
	/// SM3 of that file, 64 hexadecimal digits: where the file itself is not given.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub file_hash: Option<String>,
	/// SM3 of the summary, 64 hexadecimal digits; that of the bill's key unless given.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub summary_hash: Option<String>,
	/// How it stands. Unless given, a bill that is there stays as it is, and a new one is fresh.
	#[serde(default, skip_serializing_if = "Option::is_none")]
	pub state: Option<StateSeed>,
}

/// Bills to write, 1 to 500.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BillSeeds {
	/// The bills.
	pub bills: Vec<BillSeed>,
}

/// A bill that is there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BillView {
	/// Bill code.
	pub code: String,
	/// Bill number.
	pub number: String,
	/// Check code; none of a bill of which only its state was ever told.
	pub check_code: Option<String>,
	/// Total in fen.
	pub total: Option<u64>,
	/// Day of issue, yyyyMMdd.
	pub issued_on: Option<String>,
	/// How it stands.
	pub state: StateSeed,
	/// Version of the record on the chain, as last told.
	pub version: u32,
}

/// Bills, ascending by code and number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct BillList {
	/// The bills.
	pub items: Vec<BillView>,
	/// What to ask for as `after` next; none at the end.
	pub next: Option<String>,
}

/// Which part of the bills.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BillPage {
	after: Option<String>,
	#[serde(deserialize_with = "super::limit")]
	limit: Option<u64>,
}

async fn put_bills(context: Context, seeds: BillSeeds) -> Result<Count, Stop> {
	if !(1..=MAX_BILLS).contains(&seeds.bills.len()) {
		return Err(Stop::malformed(format!("bills: not 1 to {MAX_BILLS}")));
	}
	let mut transaction = context.db.begin().await?;
	for (index, seed) in seeds.bills.iter().enumerate() {
		let bill = PlantedBill::read(context.system, seed).map_err(|stop| at(index, stop))?;
		bill.plant(&mut transaction, context.system).await?;
	}
	transaction.commit().await?;
	Ok(Count { count: u64::try_from(seeds.bills.len()).unwrap_or(u64::MAX) })
}

fn at(index: usize, stop: Stop) -> Stop {
	match stop {
		Stop::Said(refusal) => {
			Stop::said(&refusal.code, format!("bills[{index}].{}", refusal.words))
		}
		stop => stop,
	}
}

/// A bill that was read from its JSON.
pub(crate) struct PlantedBill {
	key: BillKey,
	facts: Facts,
	state: Option<OutsideState>,
	xml: Option<Vec<u8>>,
	file: Option<(String, Vec<u8>)>,
}

impl PlantedBill {
	/// Reads it.
	pub(crate) fn read(system: System, seed: &BillSeed) -> Result<Self, Stop> {
		let code = seed.code.parse::<BillCode>().map_err(|fault| named("code", fault))?;
		let number = seed.number.parse::<BillNumber>().map_err(|fault| named("number", fault))?;
		let key = BillKey::new(code, number);
		let own = bills::region_of(&key).is_some_and(|region| PROVINCES.contains(&region.get()));
		if system == System::Platform && !own {
			return Err(Stop::malformed("code: is of none of the provinces 32, 33 and 34"));
		}
		let total = Fen::new(seed.total).map_err(|fault| named("total", fault))?;
		let state = seed.state.map(OutsideState::from);
		if state.is_some_and(|state| state.reimbursed > total) {
			return Err(Stop::malformed("state.reimbursed: more than the total"));
		}
		let (xml, xml_hash) = content("xml", seed.xml.as_deref(), seed.xml_hash.as_deref())?;
		let (file, file_hash) = content("file", seed.file.as_deref(), seed.file_hash.as_deref())?;
		let media_type = seed.media_type.clone().unwrap_or_else(|| "application/pdf".into());
		if media_type.len() > 64 || !media_type.contains('/') || !is_printable(&media_type) {
			return Err(Stop::malformed("mediaType: not a media type of at most 64 characters"));
		}
		let digest = |field: &'static str, text: &Option<String>| {
			text.as_deref().map(|text| convert::digest(field, text)).transpose()
		};
		let facts = Facts {
			check: seed
				.check_code
				.parse::<CheckCode>()
				.map_err(|fault| named("checkCode", fault))?,
			total,
			issued_on: convert::date("issuedOn", &seed.issued_on)?,
			payer: digest("payer", &seed.payer)?,
			xml: xml_hash.ok_or_else(|| Stop::malformed("xmlHash: missing, as is xml"))?,
			file: file_hash,
			summary: digest("summaryHash", &seed.summary_hash)?
				.unwrap_or_else(|| sm3_256(key.to_string().as_bytes()).into()),
		};
		Ok(Self { key, facts, state, xml, file: file.map(|file| (media_type, file)) })
	}

	/// Writes it.
	pub(crate) async fn plant(
		&self,
		connection: &mut sqlx::AnyConnection,
		system: System,
	) -> Result<(), sqlx::Error> {
		let Self { key, facts, state, xml, file } = self;
		bills::put(connection, system, key, facts, state.as_ref()).await?;
		if let Some(xml) = xml {
			bills::put_file(connection, system, key, "xml", "application/xml", xml).await?;
		}
		if let Some((media_type, file)) = file {
			bills::put_file(connection, system, key, "pdf", media_type, file).await?;
		}
		Ok(())
	}
}

fn named(field: &str, fault: Invalid) -> Stop {
	Stop::malformed(format!("{field}: {fault}"))
}

fn is_printable(text: &str) -> bool {
	text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ')
}

/// A file and its SM3, of which either is given, or both, or none.
fn content(
	field: &'static str,
	text: Option<&str>,
	hash: Option<&str>,
) -> Result<(Option<Vec<u8>>, Option<Digest>), Stop> {
	use base64::{engine::general_purpose::STANDARD, Engine};
	let hash = hash.map(|hash| convert::digest(field, hash)).transpose()?;
	let Some(text) = text else { return Ok((None, hash)) };
	let bytes = STANDARD
		.decode(text)
		.map_err(|fault| Stop::malformed(format!("{field}: not base64: {fault}")))?;
	if bytes.len() > MAX_FILE_BYTES {
		return Err(Stop::malformed(format!("{field}: more than {MAX_FILE_BYTES} bytes")));
	}
	let computed = Digest::from(sm3_256(&bytes));
	if hash.is_some_and(|hash| hash != computed) {
		return Err(Stop::malformed(format!("{field}: its SM3 is another")));
	}
	Ok((Some(bytes), Some(computed)))
}

async fn show_bills(context: Context, page: BillPage) -> Result<BillList, Stop> {
	let after = page
		.after
		.map(|text| text.parse::<BillKey>())
		.transpose()
		.map_err(|fault| named("after", fault))?;
	let limit = page.limit.unwrap_or(DEFAULT_PAGE).clamp(1, MAX_PAGE);
	let mut transaction = context.db.begin().await?;
	let found = bills::page(&mut transaction, context.system, after.as_ref(), limit).await?;
	transaction.commit().await?;
	let is_full = u64::try_from(found.len()).is_ok_and(|items| items >= limit);
	let next = found.last().filter(|_| is_full).map(|bill| bill.key.to_string());
	Ok(BillList { items: found.into_iter().map(view).collect(), next })
}

fn view(bill: StoredBill) -> BillView {
	let facts = bill.facts.as_ref();
	BillView {
		code: bill.key.code.to_string(),
		number: bill.key.number.to_string(),
		check_code: facts.map(|facts| facts.check.to_string()),
		total: facts.map(|facts| facts.total.get()),
		issued_on: facts.map(|facts| convert::day(&facts.issued_on)),
		state: bill.state.into(),
		version: bill.version,
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::bills::FRESH;

	fn seed() -> BillSeed {
		BillSeed {
			code: "33060126".into(),
			number: "0000000001".into(),
			check_code: "a1B2c3".into(),
			total: 12_345,
			issued_on: "20260105".into(),
			payer: None,
			xml: Some(convert::file_text(b"<EInvoice/>")),
			xml_hash: None,
			file: None,
			media_type: None,
			file_hash: None,
			summary_hash: None,
			state: None,
		}
	}

	fn words(system: System, seed: BillSeed) -> String {
		match PlantedBill::read(system, &seed) {
			Err(Stop::Said(refusal)) => refusal.words,
			_ => panic!("it was read"),
		}
	}

	#[test]
	fn a_bill_that_cannot_be_read_names_its_field() {
		assert!(PlantedBill::read(System::Platform, &seed()).is_ok());
		let nontax = |seed| words(System::Nontax, seed);
		assert!(nontax(BillSeed { code: "3306".into(), ..seed() }).starts_with("code"));
		assert!(nontax(BillSeed { total: u64::MAX, ..seed() }).starts_with("total"));
		assert!(nontax(BillSeed { xml: None, ..seed() }).starts_with("xmlHash"));
		let other = BillSeed { xml_hash: Some("00".repeat(32)), ..seed() };
		assert!(nontax(other).starts_with("xml"));
		let over = StateSeed { reimbursed: Fen::new(12_346).unwrap(), ..FRESH.into() };
		assert!(nontax(BillSeed { state: Some(over), ..seed() }).starts_with("state"));
		let foreign = BillSeed { code: "31060126".into(), ..seed() };
		assert!(words(System::Platform, foreign).starts_with("code"));
	}
}
