//! Bills from before the chain 历史数据查询, for integrators during the transition: query by three codes
//! 以票查票, download of files 查询下载, check of XML files against the chain. R076, R086, R090.
//!
//! The chain goes first: what it knows is not asked of the non-tax system, and what the non-tax system
//! says is marked as such. One node's answer is no fact of the chain: for that a bill has to be observed
//! by the validators.

use crate::{leaves::silent, verify::verdict, Client};
use fiscal_bridge::{
	convert::{self, MAX_FILE_BYTES},
	files::{FileFault, FileStore},
	ledger::{Direction, Entry},
	now,
	protocol::nontax::{ByCodes, FileRequest},
	worker::{At, BridgeFault, Chain, ChainFault},
};
use fiscal_ebill::EBillFault;
use fiscal_primitives::{
	observation::{HistoricBill, OutsideState},
	verification::{BillState, DigestVerdict, FileKind},
	Bill, BillKey, CheckCode, Digest, Moment,
};
use fiscal_sm_crypto::sm3_256;
use serde::Serialize;

/// Code, number and check code 三码.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ThreeCodes {
	/// Code and number.
	pub key: BillKey,
	/// Check code.
	pub check: CheckCode,
}

/// Who says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Source {
	/// The chain.
	Chain,
	/// The non-tax system alone.
	Nontax,
}

/// The answer to a query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HistoryAnswer {
	/// Who says it.
	pub source: Source,
	/// Code and number.
	pub key: BillKey,
	/// The bill.
	pub bill: HistoricBill,
	/// When it was so, Unix ms: consensus time of the block, or the node's clock.
	pub at: Moment,
}

/// A file that was fetched and is kept in the file store under its digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HistoryFile {
	/// Who says that this is the digest of the bill's file.
	pub source: Source,
	/// Code and number.
	pub key: BillKey,
	/// Which file.
	pub file: FileKind,
	/// Its SM3.
	pub digest: Digest,
}

/// What a check of an XML file found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct XmlVerdict {
	/// The bill that the file says it is.
	pub key: BillKey,
	/// SM3 of the file.
	pub digest: Digest,
	/// What the chain says of it.
	#[serde(flatten)]
	pub verdict: DigestVerdict,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum HistoryFault {
	/// The chain or the non-tax system does not answer, or not as it should.
	#[error(transparent)]
	Bridge(#[from] BridgeFault),
	/// The file store does not take or give the file.
	#[error("the file store: {0}")]
	Files(#[from] FileFault),
	/// The XML file is none of a bill.
	#[error("the XML file: {0}")]
	Xml(EBillFault),
}

impl From<ChainFault> for HistoryFault {
	fn from(fault: ChainFault) -> Self {
		Self::Bridge(silent(fault))
	}
}

/// Answers integrators.
pub struct History {
	client: Client,
	files: FileStore,
}

impl History {
	/// Asks `client`, and keeps files in `files`.
	pub const fn new(client: Client, files: FileStore) -> Self {
		Self { client, files }
	}

	/// A bill by its three codes: of the chain if it is there, else of the non-tax system; nothing where
	/// neither knows it or the check code is another.
	pub async fn query(
		&self,
		chain: &dyn Chain,
		at: &At,
		codes: &ThreeCodes,
	) -> Result<Option<HistoryAnswer>, HistoryFault> {
		let key = codes.key;
		if let Some(bill) = chain.bill(at, &key)? {
			let answer =
				HistoryAnswer { source: Source::Chain, key, bill: as_historic(&bill), at: at.time };
			return Ok((bill.check == codes.check.digest(&key)).then_some(answer));
		}
		let bill = self.outside(codes).await?;
		Ok(bill.map(|bill| HistoryAnswer { source: Source::Nontax, key, bill, at: now() }))
	}

	/// Fetches a file of a bill, unless it is kept already; nothing where there is no such bill or file.
	///
	/// The file must have the digest that the chain has of it. Where the chain has none, it must be the
	/// one that the non-tax system states with the bill. Of an XML file that the chain has the digest of,
	/// the non-tax system is told the verdict; if it does not take it, the log says so and
	/// the file is given all the same.
	///
	/// Errors: beside those of a query, a file with another digest, and those of the file store.
	pub async fn file(
		&self,
		chain: &dyn Chain,
		at: &At,
		codes: &ThreeCodes,
		file: FileKind,
	) -> Result<Option<HistoryFile>, HistoryFault> {
		let Some((source, digest)) = self.expected(chain, at, codes, file).await? else {
			return Ok(None);
		};
		let found = HistoryFile { source, key: codes.key, file, digest };
		match self.files.get(&digest).await {
			Ok(Some(_)) => return Ok(Some(found)),
			// What is damaged is fetched anew.
			Ok(None) | Err(FileFault::Damaged(_)) => {}
			Err(fault) => return Err(fault.into()),
		}
		let request = FileRequest {
			bill_batch_code: codes.key.code.to_string(),
			bill_no: codes.key.number.to_string(),
			random: codes.check.to_string(),
			file_type: file_type(file).into(),
		};
		let Some(answer) = self.client.file(&request).await? else { return Ok(None) };
		if answer.file_type != request.file_type {
			return Err(self.client.bad("fileType: another file than was asked for").into());
		}
		let content = convert::file(&answer.content, &answer.hash, MAX_FILE_BYTES)
			.map_err(|mistake| self.client.bad(mistake))?;
		let read = Digest::from(sm3_256(&content));
		if (source, file) == (Source::Chain, FileKind::Xml) {
			let bill = chain.bill(at, &codes.key)?;
			let verdict = verdict(&codes.key, &read, bill.as_ref(), at);
			if let Err(fault) = self.client.push_verification(&verdict).await {
				log::warn!(target: "bridge", "The verdict about {} was not told: {fault}", codes.key);
			}
		}
		if read != digest {
			let words = match source {
				Source::Chain => "hash: the file is not the one whose digest the chain has",
				Source::Nontax => "hash: the file is not the one that the bill names",
			};
			return Err(self.client.bad(words).into());
		}
		self.files.put_as(&digest, content).await?;
		Ok(Some(found))
	}

	/// A file that [`History::file`] fetched.
	pub async fn content(&self, digest: &Digest) -> Result<Option<Vec<u8>>, HistoryFault> {
		Ok(self.files.get(digest).await?)
	}

	/// As [`History::verify_xml`], and tells the non-tax system the verdict 核验结果推送.
	///
	/// Errors: those of [`History::verify_xml`], or the non-tax system does not take the verdict, which
	/// is in the ledger all the same.
	pub async fn verify_and_push(
		&self,
		chain: &dyn Chain,
		at: &At,
		xml: &[u8],
	) -> Result<XmlVerdict, HistoryFault> {
		let found = self.verify_xml(chain, at, xml)?;
		let bill = chain.bill(at, &found.key)?;
		let told = verdict(&found.key, &found.digest, bill.as_ref(), at);
		self.client.push_verification(&told).await?;
		Ok(found)
	}

	/// Is this XML file the one that the chain has the digest of 自动化校验? The verdict is kept in the
	/// ledger.
	///
	/// Errors: the file is no bill, or the chain does not answer.
	pub fn verify_xml(
		&self,
		chain: &dyn Chain,
		at: &At,
		xml: &[u8],
	) -> Result<XmlVerdict, HistoryFault> {
		let read = fiscal_ebill::parse(xml).map_err(HistoryFault::Xml)?;
		let (key, digest) = (read.bill.key(), read.file_digest);
		let bill = chain.bill(at, &key)?;
		let (verdict, outcome) = match &bill {
			None => (DigestVerdict::NotFound, "notFound"),
			Some(bill) if bill.xml == digest => {
				(DigestVerdict::Genuine { file: FileKind::Xml, state: state(bill) }, "genuine")
			}
			Some(_) => (DigestVerdict::Mismatch, "mismatch"),
		};
		self.client.record(Entry {
			at: now(),
			system: "nontax".into(),
			direction: Direction::In,
			service: "verifyXml".into(),
			id: key.to_string(),
			request: digest,
			answer: bill.map(|bill| bill.xml),
			outcome: outcome.into(),
			reference: None,
		});
		Ok(XmlVerdict { key, digest, verdict })
	}

	/// The digest that the file must have, and who says so.
	async fn expected(
		&self,
		chain: &dyn Chain,
		at: &At,
		codes: &ThreeCodes,
		file: FileKind,
	) -> Result<Option<(Source, Digest)>, HistoryFault> {
		let of = |bill: &HistoricBill| match file {
			FileKind::Xml => Some(bill.xml),
			FileKind::Pdf => bill.pdf,
		};
		let Some(answer) = self.query(chain, at, codes).await? else { return Ok(None) };
		if let Some(digest) = of(&answer.bill) {
			return Ok(Some((answer.source, digest)));
		}
		// A bill may be on the chain without its PDF.
		if answer.source == Source::Nontax {
			return Ok(None);
		}
		let bill = self.outside(codes).await?;
		Ok(bill.as_ref().and_then(of).map(|digest| (Source::Nontax, digest)))
	}

	/// The bill with these codes in the non-tax system.
	async fn outside(&self, codes: &ThreeCodes) -> Result<Option<HistoricBill>, BridgeFault> {
		let ask = ByCodes {
			bill_batch_code: codes.key.code.to_string(),
			bill_no: codes.key.number.to_string(),
			random: Some(codes.check.to_string()),
		};
		let Some(info) = self.client.by_codes(&ask).await? else { return Ok(None) };
		let (key, check, bill) =
			convert::historic_bill(&info).map_err(|mistake| self.client.bad(mistake))?;
		if key != codes.key {
			let words = format!("asked for {}, it answers about {key}", codes.key);
			return Err(self.client.bad(words));
		}
		Ok((check == codes.check).then_some(bill))
	}
}

/// A bill of the chain, as an answer.
fn as_historic(bill: &Bill) -> HistoricBill {
	HistoricBill {
		total: bill.total,
		issued_on: bill.issued_on,
		xml: bill.xml,
		pdf: bill.pdf,
		summary: bill.summary,
		state: OutsideState::of(bill),
	}
}

const fn state(bill: &Bill) -> BillState {
	BillState {
		validity: bill.validity,
		medium: bill.medium,
		usage: bill.usage,
		circulation: bill.circulation,
	}
}

const fn file_type(file: FileKind) -> &'static str {
	match file {
		FileKind::Xml => "xml",
		FileKind::Pdf => "pdf",
	}
}
