//! What of a bill goes to the chain: digests and a payer reference, no name and no identity number.

use crate::{
	model::{EBill, MedicalExt, PayerType},
	EBillFault, SignedEBill,
};
use codec::Encode;
use fiscal_primitives::{
	bill::Circulation,
	field::{Field, FieldName, FieldValue, Fields},
	BillCode, BillEntry, BillNumber, Date, Digest, Fen, PayerRef, Text,
};
use fiscal_sm_crypto::{hmac_sm3, sm3_256};
use serde::Serialize;

/// The shortest index key, in bytes: identity numbers are few enough to be tried one by one, so the
/// key alone protects them.
pub const MIN_INDEX_KEY: usize = 16;

/// What the digest of a summary starts with.
const DOMAIN: &[u8] = b"fiscalchain/summary/1";

/// The summary 摘要 that users of bills are shown before they may see the whole.
///
/// Its digest on the chain is SM3 over the 21 bytes `fiscalchain/summary/1` followed by the SCALE
/// encoding of the fields in the order they stand here:
///
/// | field | encoding |
/// | --- | --- |
/// | `code` | 4 bytes, two decimal digits a byte |
/// | `number` | 5 bytes, two decimal digits a byte |
/// | `total` | 8 bytes, fen, little endian |
/// | `issued_on` | 4 bytes, the number yyyymmdd, little endian |
/// | `issuer_code`, `issuer_name` | each its length in bytes (SCALE compact), then UTF-8 |
/// | `payer_type` | 1 byte, 1 person or 2 unit |
/// | `items` | 4 bytes, little endian |
#[derive(Clone, Debug, PartialEq, Eq, Encode, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
	/// Bill code 票据代码.
	pub code: BillCode,
	/// Bill number 票据号码.
	pub number: BillNumber,
	/// Total in fen.
	pub total: Fen,
	/// Day of issue 开票日期.
	pub issued_on: Date,
	/// Unified social credit code of the issuer.
	pub issuer_code: String,
	/// Name of the issuer.
	pub issuer_name: String,
	/// Whether the payer is a person or a unit.
	pub payer_type: PayerType,
	/// How many `Details/Item` elements the bill has.
	pub items: u32,
}

impl Summary {
	/// The summary of a bill.
	pub fn of(bill: &EBill) -> Self {
		Self {
			code: bill.main.code,
			number: bill.main.number,
			total: bill.main.total,
			issued_on: bill.main.issued_on,
			issuer_code: bill.main.issuer.code.clone(),
			issuer_name: bill.main.issuer.name.clone(),
			payer_type: bill.main.payer.kind,
			items: u32::try_from(bill.details.len()).unwrap_or(u32::MAX),
		}
	}

	/// The digest the chain keeps.
	pub fn digest(&self) -> Digest {
		let mut input = DOMAIN.to_vec();
		self.encode_to(&mut input);
		sm3_256(&input).into()
	}
}

/// The reference the chain keeps instead of a payer: `HMAC-SM3(index key, identity)`, where the
/// identity is an identity number or unified social credit code with its letters in upper case and
/// without white space around it.
///
/// # Errors
/// [`EBillFault::Missing`] for an empty identity, [`EBillFault::Invalid`] for an index key shorter
/// than [`MIN_INDEX_KEY`] bytes.
pub fn payer_ref(index_key: &[u8], identity: &str) -> Result<PayerRef, EBillFault> {
	ensure_index_key(index_key)?;
	let identity = identity.trim().to_ascii_uppercase();
	if identity.is_empty() {
		let field = "EInvoice/EInvoiceData/Main/PayerParty/PayerPartyCode".into();
		return Err(EBillFault::Missing { field });
	}
	Ok(PayerRef(hmac_sm3(index_key, identity.as_bytes()).into()))
}

fn ensure_index_key(index_key: &[u8]) -> Result<(), EBillFault> {
	if index_key.len() < MIN_INDEX_KEY {
		let reason = format!("is shorter than {MIN_INDEX_KEY} bytes");
		return Err(EBillFault::invalid("index key", reason));
	}
	Ok(())
}

/// What an access node registers of a bill; `pdf` is SM3 of the PDF or OFD file as delivered, if
/// there is one. The bill is circulable; a caller that knows of arrears 欠费 changes that. It has no
/// further fields; see [`fields`].
///
/// A payer without `PayerPartyCode` has no reference: names are not unique, and a reference of one
/// would be shared by all who bear it. Signatures are not verified here.
///
/// # Errors
/// As [`payer_ref`].
pub fn entry(
	signed: &SignedEBill,
	pdf: Option<Digest>,
	index_key: &[u8],
) -> Result<BillEntry, EBillFault> {
	let bill = &signed.bill;
	let key = bill.key();
	Ok(BillEntry {
		key,
		check: bill.main.check.digest(&key),
		total: bill.main.total,
		issued_on: bill.main.issued_on,
		payer: payer_ref(index_key, &bill.main.payer.code)?,
		xml: signed.file_digest,
		pdf,
		summary: Summary::of(bill).digest(),
		circulation: Circulation::Circulable,
		fields: Fields::default(),
	})
}

/// What of a bill a scene may ask for beside the fixed fields. Kinds of treatment, institution and
/// insurance, days and amounts stand as the bill has them; names and numbers by which somebody could be
/// known stand masked 脱敏, as HMAC-SM3 under the index key. What is empty stays out. A caller that
/// registers under a scene with field rules puts them into [`BillEntry::fields`]; the templates of
/// [`fiscal_primitives::scene::templates`] ask for nothing else. R069.
///
/// | field | value | of |
/// | --- | --- | --- |
/// | `payerName` | masked | `PayerPartyName`: the patient of a medical bill |
/// | `businessNumber`, `caseNumber`, `hospitalizationNumber`, `insuranceNumber` | masked | `businessNumber`, `caseNumber`, `hospitalizationNumber`, `medicalInsuranceID` |
/// | `medicalType`, `orgType`, `insuranceType` | text | `medicalType`, `orgType`, `medicalInsuranceType` |
/// | `visitDate`, `admittedOn`, `dischargedOn` | date | `medicalDate`, `inHospitalDate`, `outHospitalDate` |
/// | `fundPayAmount`, `otherPayAmount`, `accountPayAmount`, `ownPayAmount`, `prepaidAmount` | amount | the amounts of the same names, `prepayAmount` |
///
/// All but the first are of the medical extension. Together they are as many as a bill may have.
///
/// # Errors
/// [`EBillFault::Invalid`] for an index key shorter than [`MIN_INDEX_KEY`] bytes, and for text of more
/// than 64 bytes.
pub fn fields(bill: &EBill, index_key: &[u8]) -> Result<Fields, EBillFault> {
	ensure_index_key(index_key)?;
	let mut fields = Vec::new();
	let mut add = |name: &str, value: FieldValue| -> Result<(), EBillFault> {
		let name = FieldName::new(name).map_err(|fault| EBillFault::invalid(name, fault.0))?;
		fields.push(Field { name, value });
		Ok(())
	};
	let bare = MedicalExt::default();
	let ext = bill.ext.as_ref().unwrap_or(&bare);
	for (name, text) in [
		("payerName", &bill.main.payer.name),
		("businessNumber", &ext.business_number),
		("caseNumber", &ext.case_number),
		("hospitalizationNumber", &ext.hospitalization_number),
		("insuranceNumber", &ext.medical_insurance_id),
	] {
		if !text.is_empty() {
			add(name, FieldValue::Masked(hmac_sm3(index_key, text.as_bytes()).into()))?;
		}
	}
	for (name, element, text) in [
		("medicalType", "medicalType", &ext.medical_type),
		("orgType", "orgType", &ext.org_type),
		("insuranceType", "medicalInsuranceType", &ext.medical_insurance_type),
	] {
		if !text.is_empty() {
			let text = Text::new(text).map_err(|fault| {
				EBillFault::invalid(
					format!("EInvoice/EInvoiceData/Main/MainExt/{element}"),
					fault.0,
				)
			})?;
			add(name, FieldValue::Text(text))?;
		}
	}
	for (name, day) in [
		("visitDate", ext.medical_date),
		("admittedOn", ext.in_hospital_date),
		("dischargedOn", ext.out_hospital_date),
	] {
		if let Some(day) = day {
			add(name, FieldValue::Date(day))?;
		}
	}
	for (name, amount) in [
		("fundPayAmount", ext.fund_pay),
		("otherPayAmount", ext.other_pay),
		("accountPayAmount", ext.account_pay),
		("ownPayAmount", ext.own_pay),
		("prepaidAmount", ext.prepay),
	] {
		if let Some(amount) = amount {
			add(name, FieldValue::Amount(amount))?;
		}
	}
	Fields::new(fields).map_err(|fault| EBillFault::invalid("fields", fault.0))
}
