//! Reads a signed bill, strictly and within bounds.

use crate::{
	cursor::{Cursor, Record},
	model::{
		AuxItem, EBill, Header, InvoicingParty, Item, Main, MedicalExt, PayerParty, Seal,
		HEADER_TAG, HEADER_VERSION, MAX_AUX_ITEMS, MAX_ITEMS,
	},
	signature::{PartySignature, SignedEBill},
	value::note,
	EBillFault,
};

/// The largest file that is read, in bytes.
pub const MAX_FILE: usize = 4 * 1024 * 1024;

const ROOT: &[(&str, bool)] =
	&[("Header", true), ("EInvoiceData", true), ("EInvoiceSignature", true)];
const DATA: &[(&str, bool)] = &[("Main", true), ("Details", true), ("AuxDetails", false)];
const SIGNATURES: &[(&str, bool)] =
	&[("InvoicingPartySignature", true), ("SupervisorPartySignature", true)];
const PARTS_OF_MAIN: &[&str] =
	&["InvoicingParty", "PayerParty", "MainExt", "InvoicingPartySeal", "SupervisorPartySeal"];

/// Reads a signed bill: one file as delivered, at most [`MAX_FILE`] bytes.
///
/// The signatures are read, not verified: see [`SignedEBill::verify`]. Elements of one level may
/// come in any order, except for the parts of the document and the two signatures.
///
/// # Errors
/// Every [`EBillFault`] but [`EBillFault::Signature`]; the first one the file gives rise to.
pub fn parse(xml: &[u8]) -> Result<SignedEBill, EBillFault> {
	if xml.len() > MAX_FILE {
		return Err(EBillFault::TooLarge);
	}
	let mut parts = Parts::default();
	Cursor::new(xml)?.root("EInvoice", |cursor| {
		cursor.sequence(ROOT, |cursor, name| {
			match name {
				"Header" => parts.header = Some(read_header(cursor)?),
				"EInvoiceData" => parts.data = Some(cursor.recording(name, read_data)?),
				_ => parts.signatures = Some(read_signatures(cursor)?),
			}
			Ok(())
		})
	})?;
	let missing = |part: &str| EBillFault::Missing { field: format!("EInvoice/{part}") };
	let header = parts.header.ok_or_else(|| missing("Header"))?;
	let (data, canonical) = parts.data.ok_or_else(|| missing("EInvoiceData"))?;
	let (issuer_signature, supervisor_signature) =
		parts.signatures.ok_or_else(|| missing("EInvoiceSignature"))?;
	let Data { main, ext, details, aux_details } = data;
	let bill = EBill { header, main, ext, details, aux_details };
	check_sum(&bill)?;
	Ok(SignedEBill {
		bill,
		issuer_signature,
		supervisor_signature,
		canonical,
		file_digest: fiscal_sm_crypto::sm3_256(xml).into(),
	})
}

#[derive(Default)]
struct Parts {
	header: Option<Header>,
	data: Option<(Data, Vec<u8>)>,
	signatures: Option<(PartySignature, PartySignature)>,
}

struct Data {
	main: Main,
	ext: Option<MedicalExt>,
	details: Vec<Item>,
	aux_details: Vec<AuxItem>,
}

fn check_sum(bill: &EBill) -> Result<(), EBillFault> {
	const FIELD: &str = "EInvoice/EInvoiceData/Main/TotalAmount";
	match bill.sum_of_items() {
		Some(sum) if sum == bill.main.total => Ok(()),
		Some(sum) => {
			let reason = format!("is {}, and the items add up to {sum}", bill.main.total);
			Err(EBillFault::invalid(FIELD, reason))
		}
		None => Err(EBillFault::invalid(FIELD, "the items add up to more than amounts can be")),
	}
}

fn read_header(cursor: &mut Cursor<'_>) -> Result<Header, EBillFault> {
	let record = cursor.record(Header::LEAVES)?;
	for (tag, admitted) in [("EInvoiceTag", HEADER_TAG), ("Version", HEADER_VERSION)] {
		record.get_with(tag, |text| {
			(text == admitted).then_some(()).ok_or_else(|| format!("is not {admitted}"))
		})?;
	}
	Ok(Header { id: record.get("EInvoiceID")? })
}

fn read_data(cursor: &mut Cursor<'_>) -> Result<Data, EBillFault> {
	let (mut main, mut details, mut aux_details) = (None, Vec::new(), Vec::new());
	let field = cursor.field();
	cursor.sequence(DATA, |cursor, name| {
		match name {
			"Main" => main = Some(read_main(cursor)?),
			"Details" => {
				details = cursor
					.list("Item", MAX_ITEMS, |cursor| Item::read(&cursor.record(Item::LEAVES)?))?;
			}
			_ => {
				aux_details = cursor.list("AuxItem", MAX_AUX_ITEMS, |cursor| {
					AuxItem::read(&cursor.record(AuxItem::LEAVES)?)
				})?;
			}
		}
		Ok(())
	})?;
	let (main, ext) = main.ok_or_else(|| EBillFault::Missing { field: format!("{field}/Main") })?;
	if details.is_empty() {
		return Err(EBillFault::Missing { field: format!("{field}/Details/Item") });
	}
	Ok(Data { main, ext, details, aux_details })
}

fn read_main(cursor: &mut Cursor<'_>) -> Result<(Main, Option<MedicalExt>), EBillFault> {
	let (mut issuer, mut payer, mut ext) = (None, None, None);
	let (mut issuer_seal, mut supervisor_seal) = (Seal::default(), Seal::default());
	let record = cursor.record_with(Main::LEAVES, PARTS_OF_MAIN, |cursor, name| {
		match name {
			"InvoicingParty" => {
				issuer = Some(InvoicingParty::read(&cursor.record(InvoicingParty::LEAVES)?)?);
			}
			"PayerParty" => payer = Some(PayerParty::read(&cursor.record(PayerParty::LEAVES)?)?),
			"MainExt" => ext = read_ext(&cursor.record(MedicalExt::LEAVES)?)?,
			"InvoicingPartySeal" => issuer_seal = Seal::read(&cursor.record(Seal::LEAVES)?)?,
			_ => supervisor_seal = Seal::read(&cursor.record(Seal::LEAVES)?)?,
		}
		Ok(())
	})?;
	let missing = |tag: &str| EBillFault::Missing { field: record.field_of(tag) };
	let main = Main {
		name: record.get("EInvoiceName")?,
		code: record.get("EInvoiceCode")?,
		number: record.get("EInvoiceNumber")?,
		check: record.get("RandomNumber")?,
		specimen_code: record.get("EInvoiceSpecimenCode")?,
		supervisor_area_code: record.get("SupervisorAreaCode")?,
		total: record.get("TotalAmount")?,
		issued_on: record.get("IssueDate")?,
		issue_time: record.get("IssueTime")?,
		issuer: issuer.ok_or_else(|| missing("InvoicingParty"))?,
		payer: payer.ok_or_else(|| missing("PayerParty"))?,
		pay_mode: record.get("PayMode")?,
		biz_code: record.get("BizCode")?,
		currency: record.get("CurrencyType")?,
		exchange_rate: record.get("ExchangeRate")?,
		remark: record.get_with("Remark", note)?,
		handling_person: record.get("HandlingPerson")?,
		checker: record.get("Checker")?,
		supervisor_remark: record.get_with("SupervisorRemark", note)?,
		issuer_seal,
		supervisor_seal,
	};
	Ok((main, ext))
}

fn read_ext(record: &Record) -> Result<Option<MedicalExt>, EBillFault> {
	if record.is_empty() {
		return Ok(None);
	}
	MedicalExt::read(record).map(Some)
}

fn read_signatures(
	cursor: &mut Cursor<'_>,
) -> Result<(PartySignature, PartySignature), EBillFault> {
	let (mut issuer, mut supervisor) = (None, None);
	let field = cursor.field();
	cursor.sequence(SIGNATURES, |cursor, name| {
		let signature = PartySignature::read(&cursor.record(PartySignature::LEAVES)?)?;
		match name {
			"InvoicingPartySignature" => issuer = Some(signature),
			_ => supervisor = Some(signature),
		}
		Ok(())
	})?;
	let missing = |tag: &str| EBillFault::Missing { field: format!("{field}/{tag}") };
	Ok((
		issuer.ok_or_else(|| missing("InvoicingPartySignature"))?,
		supervisor.ok_or_else(|| missing("SupervisorPartySignature"))?,
	))
}
