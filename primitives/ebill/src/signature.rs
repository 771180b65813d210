//! The two signatures of a bill: the issuer's 单位签名 and the fiscal authority's 财政监制.
//!
//! The issuer signs the canonical form of `EInvoiceData` (see [`crate::canonical`]); the supervisor
//! signs those bytes followed by the issuer's signature in DER, so that its signature confirms the
//! issuer's. Both are SM2 over SM3 under the default distinguishing identifier. Neither covers
//! `Header`, nor the time and serial number that stand beside a signature; the digest of the file on
//! the chain covers every byte.

use crate::{
	canonical::canonicalize,
	cursor::{Leaf, Record},
	model::EBill,
	parse::parse,
	value::{DateTime, Value},
	write::{data, document, Out},
	EBillFault, Signatory,
};
use base64::{engine::general_purpose::STANDARD, Engine};
use fiscal_primitives::Digest;
use fiscal_sm_crypto::{verify_uncached, Public, Signature, Signer};

/// What `SignatureAlgorithm` says: SM2 with SM3 (GM/T 0006, GM/T 0125).
pub const ALGORITHM: &str = "SGD_SM3_SM2";

/// What `SignatureFormat` says: `SEQUENCE { r INTEGER, s INTEGER }` (GM/T 0009).
pub const FORMAT: &str = "DER";

/// One signature of a bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartySignature {
	/// `SignatureTime` 签名时间, as the signatory states it.
	pub time: DateTime,
	/// `SerialNumber`: the number of the signatory's certificate, up to 64 bytes. Where [`sign`]
	/// has a bare key, the first 16 bytes of its account in upper-case hexadecimal.
	pub serial: String,
	/// `PublicKey`: in the file an uncompressed point, 65 bytes, in base64.
	pub public: Public,
	/// `SignatureValue`: in the file DER in base64.
	pub signature: Signature,
}

impl PartySignature {
	pub(crate) const LEAVES: &'static [Leaf] = &[
		Leaf { tag: "SignatureAlgorithm", limit: 32, required: true },
		Leaf { tag: "SignatureFormat", limit: 16, required: true },
		Leaf { tag: "SignatureTime", limit: 14, required: true },
		Leaf { tag: "SerialNumber", limit: 64, required: true },
		Leaf { tag: "PublicKey", limit: 88, required: true },
		Leaf { tag: "SignatureValue", limit: 96, required: true },
	];

	pub(crate) fn read(record: &Record) -> Result<Self, EBillFault> {
		for (tag, admitted) in [("SignatureAlgorithm", ALGORITHM), ("SignatureFormat", FORMAT)] {
			record.get_with(tag, |text| {
				(text == admitted).then_some(()).ok_or_else(|| format!("is not {admitted}"))
			})?;
		}
		Ok(Self {
			time: record.get("SignatureTime")?,
			serial: record.get("SerialNumber")?,
			public: record.get_with("PublicKey", read_public)?,
			signature: record.get_with("SignatureValue", read_signature)?,
		})
	}

	pub(crate) fn write(&self, out: &mut Out) {
		// A key off the curve or a number out of range has no form to write; the empty element is
		// refused as missing by whoever reads it, first of all by `sign`.
		let public = self.public.to_uncompressed().map(|point| STANDARD.encode(point));
		let value = self.signature.to_der().map(|der| STANDARD.encode(der));
		out.leaf("SignatureAlgorithm", ALGORITHM);
		out.leaf("SignatureFormat", FORMAT);
		out.leaf("SignatureTime", &self.time.to_text());
		out.leaf("SerialNumber", &self.serial);
		out.leaf("PublicKey", &public.unwrap_or_default());
		out.leaf("SignatureValue", &value.unwrap_or_default());
	}
}

fn read_public(text: &str) -> Result<Public, String> {
	let point = STANDARD.decode(text).map_err(|_| "is not base64")?;
	if point.len() != 65 {
		return Err("is not an uncompressed point of 65 bytes".into());
	}
	Public::from_sec1(&point).map_err(|fault| fault.to_string())
}

fn read_signature(text: &str) -> Result<Signature, String> {
	let der = STANDARD.decode(text).map_err(|_| "is not base64")?;
	Signature::from_der(&der).map_err(|_| "is not an SM2 signature in DER".into())
}

/// A bill with its two signatures, as read from a file. Its signatures are verified only by
/// [`SignedEBill::verify`] and [`SignedEBill::verify_with`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedEBill {
	/// The bill.
	pub bill: EBill,
	/// `EInvoiceSignature/InvoicingPartySignature` 单位签名.
	pub issuer_signature: PartySignature,
	/// `EInvoiceSignature/SupervisorPartySignature` 财政监制.
	pub supervisor_signature: PartySignature,
	/// Canonical XML 1.0 of the `EInvoiceData` element: what the issuer signed.
	pub canonical: Vec<u8>,
	/// SM3 of the file as delivered: what the chain keeps as the digest of the XML.
	pub file_digest: Digest,
}

impl SignedEBill {
	/// Verifies both signatures with the keys in the file. This says that the bill is as it was
	/// signed; whose the keys are is for [`SignedEBill::verify_with`] or the chain to say.
	///
	/// # Errors
	/// [`EBillFault::Signature`] with the first signature that is not valid.
	pub fn verify(&self) -> Result<(), EBillFault> {
		self.verify_with(None, None)
	}

	/// As [`SignedEBill::verify`], and requires the keys to be the given ones where they are given.
	///
	/// # Errors
	/// [`EBillFault::Signature`] with the first signature that is not valid or is by another key.
	pub fn verify_with(
		&self,
		issuer: Option<&Public>,
		supervisor: Option<&Public>,
	) -> Result<(), EBillFault> {
		check(Signatory::Issuer, &self.issuer_signature, issuer, &self.canonical)?;
		let message = supervised(&self.canonical, &self.issuer_signature.signature)?;
		check(Signatory::Supervisor, &self.supervisor_signature, supervisor, &message)
	}
}

fn check(
	who: Signatory,
	made: &PartySignature,
	expected: Option<&Public>,
	message: &[u8],
) -> Result<(), EBillFault> {
	let fault = |reason: &str| EBillFault::Signature { who, reason: reason.into() };
	if expected.is_some_and(|expected| *expected != made.public) {
		return Err(fault("is by another key than the expected one"));
	}
	if !verify_uncached(&made.public, message, &made.signature) {
		return Err(fault("is not valid"));
	}
	Ok(())
}

/// What the supervisor signs.
fn supervised(canonical: &[u8], issuer: &Signature) -> Result<Vec<u8>, EBillFault> {
	let der = issuer.to_der().map_err(|fault| EBillFault::Signature {
		who: Signatory::Issuer,
		reason: fault.to_string(),
	})?;
	Ok([canonical, &der].concat())
}

/// Signs a bill for its issuer and its supervisor, and gives the complete file. Both signatures
/// carry the time `time`.
///
/// The file is read back: it holds this bill, and both signatures are valid.
///
/// # Errors
/// What [`parse`] says of a bill that is not valid, such as one whose items do not add up to its
/// total; [`EBillFault::Signature`] if a signer does not sign or signs with another key than the
/// one it names.
pub fn sign(
	bill: &EBill,
	issuer: &dyn Signer,
	supervisor: &dyn Signer,
	time: DateTime,
) -> Result<Vec<u8>, EBillFault> {
	let canonical = canonicalize(&data(bill))?;
	let issuer_signature = sign_one(Signatory::Issuer, issuer, &canonical, time)?;
	let message = supervised(&canonical, &issuer_signature.signature)?;
	let supervisor_signature = sign_one(Signatory::Supervisor, supervisor, &message, time)?;
	let file = document(bill, &issuer_signature, &supervisor_signature);
	let signed = parse(&file)?;
	if signed.bill != *bill {
		return Err(EBillFault::invalid("EInvoice", "reads back as another bill"));
	}
	signed.verify()?;
	Ok(file)
}

fn sign_one(
	who: Signatory,
	signer: &dyn Signer,
	message: &[u8],
	time: DateTime,
) -> Result<PartySignature, EBillFault> {
	let public = signer.public();
	let signature = signer
		.sign(message)
		.map_err(|fault| EBillFault::Signature { who, reason: fault.to_string() })?;
	let account = public.account_id();
	let account: &[u8; 32] = account.as_ref();
	let serial = account.iter().take(16).map(|byte| format!("{byte:02X}")).collect();
	Ok(PartySignature { time, serial, public, signature })
}
