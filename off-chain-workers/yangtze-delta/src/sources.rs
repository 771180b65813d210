//! Where bills and files of here come from: the chain first, then the non-tax system 非税系统. R170, R172.

use crate::{chain::RegionChain, refused::Refused, templates::OUTSIDE};
use fiscal_bridge::{
	convert,
	files::FileStore,
	protocol::{nontax::ByCodes, region::Summary},
	worker::Chain,
};
use fiscal_nontax::{Client, History, HistoryFault, Source, ThreeCodes};
use fiscal_primitives::{
	observation::{HistoricBill, OutsideState},
	verification::FileKind,
	Bill, BillKey, Digest, Region,
};

/// The chain's own bills, and those from before it.
pub struct Sources {
	files: FileStore,
	/// None where the non-tax system is not connected.
	outside: Option<(Client, History)>,
}

impl Sources {
	/// Asks `nontax` for what the chain does not know, and keeps files in `files`.
	pub fn new(nontax: Option<Client>, files: FileStore) -> Self {
		let outside = nontax.map(|client| {
			let history = History::new(client.clone(), files.clone());
			(client, history)
		});
		Self { files, outside }
	}

	/// A bill by its three codes; none where neither the chain nor the non-tax system knows it with this
	/// check code.
	///
	/// # Errors
	/// The chain or the non-tax system does not answer.
	pub async fn bill(
		&self,
		chain: &dyn RegionChain,
		codes: &ThreeCodes,
	) -> Result<Option<(Source, HistoricBill)>, Refused> {
		let at = chain.latest()?;
		if let Some((_, history)) = &self.outside {
			let answer = history.query(chain as &dyn Chain, &at, codes).await?;
			return Ok(answer.map(|answer| (answer.source, answer.bill)));
		}
		let bill = chain.bill(&at, &codes.key)?;
		let bill = bill.filter(|bill| bill.check == codes.check.digest(&codes.key));
		Ok(bill.map(|bill| (Source::Chain, as_historic(&bill))))
	}

	/// A file of a bill by its three codes, with its digest; none where there is no such file.
	///
	/// # Errors
	/// As [`Sources::bill`], a file that is not the one, and those of the file store.
	pub async fn file(
		&self,
		chain: &dyn RegionChain,
		codes: &ThreeCodes,
		kind: FileKind,
	) -> Result<Option<(Digest, Vec<u8>)>, Refused> {
		let at = chain.latest()?;
		if let Some((_, history)) = &self.outside {
			let found = history.file(chain as &dyn Chain, &at, codes, kind).await?;
			let Some(found) = found else { return Ok(None) };
			let content = history.content(&found.digest).await?;
			return Ok(content.map(|content| (found.digest, content)));
		}
		let Some((_, bill)) = self.bill(chain, codes).await? else { return Ok(None) };
		let hash = match kind {
			FileKind::Xml => Some(bill.xml),
			FileKind::Pdf => bill.pdf,
		};
		let Some(hash) = hash else { return Ok(None) };
		Ok(self.files.get(&hash).await?.map(|content| (hash, content)))
	}

	/// The PDF or OFD file of a bill for another province, which knows no check code; none where there is
	/// no such file.
	///
	/// # Errors
	/// As [`Sources::file`].
	pub async fn document(
		&self,
		chain: &dyn RegionChain,
		key: &BillKey,
	) -> Result<Option<(Digest, Vec<u8>)>, Refused> {
		let bill = chain.bill(&chain.latest()?, key)?;
		if let Some(hash) = bill.as_ref().and_then(|bill| bill.pdf) {
			if let Some(content) = self.files.get(&hash).await? {
				return Ok(Some((hash, content)));
			}
		}
		let Some((client, _)) = &self.outside else { return Ok(None) };
		let ask = ByCodes {
			bill_batch_code: key.code.to_string(),
			bill_no: key.number.to_string(),
			random: None,
		};
		let Some(info) = client.by_codes(&ask).await? else { return Ok(None) };
		let check = convert::check_code(&info.random)
			.map_err(|mistake| Refused::new(OUTSIDE, "nontax", mistake))?;
		let codes = ThreeCodes { key: *key, check };
		self.file(chain, &codes, FileKind::Pdf).await
	}
}

impl From<HistoryFault> for Refused {
	fn from(fault: HistoryFault) -> Self {
		match fault {
			HistoryFault::Bridge(fault) => fault.into(),
			HistoryFault::Files(fault) => fault.into(),
			HistoryFault::Xml(fault) => Self::new(OUTSIDE, "nontax", fault),
		}
	}
}

/// A bill of the chain as the non-tax system would have it.
pub(crate) fn as_historic(bill: &Bill) -> HistoricBill {
	HistoricBill {
		total: bill.total,
		issued_on: bill.issued_on,
		xml: bill.xml,
		pdf: bill.pdf,
		summary: bill.summary,
		state: OutsideState::of(bill),
	}
}

/// What other provinces and organisations of here are shown of a bill.
pub(crate) fn summary(source: Source, key: &BillKey, bill: &HistoricBill) -> Summary {
	Summary {
		region: Region::SHANGHAI.get(),
		code: key.code.to_string(),
		number: key.number.to_string(),
		issued_on: convert::day(&bill.issued_on),
		total: bill.total.get(),
		reimbursed: bill.state.reimbursed.get(),
		validity: convert::word(&bill.state.validity),
		usage: convert::word(&bill.state.usage),
		file_hash: bill.pdf.as_ref().map(convert::hex),
		source: match source {
			Source::Chain => "chain".into(),
			Source::Nontax => "nontax".into(),
		},
	}
}
