//! Verdicts about XML files, and how the non-tax system learns them 自动化校验结果推送. R090.

use crate::{leaves::silent, Client};
use fiscal_bridge::{
	convert,
	protocol::nontax::{
		ByCodes, Verification, VerificationKept, VERIFIED_GENUINE, VERIFIED_MISMATCH,
		VERIFIED_UNKNOWN,
	},
	worker::{At, BridgeFault, Chain},
};
use fiscal_primitives::{Bill, BillKey, Digest};

/// What the chain at `at` says of an XML file with that digest: `bill` is the bill as the chain has it.
pub(crate) fn verdict(key: &BillKey, xml: &Digest, bill: Option<&Bill>, at: &At) -> Verification {
	Verification {
		bill_batch_code: key.code.to_string(),
		bill_no: key.number.to_string(),
		xml_hash: convert::hex(xml),
		chain_xml_hash: bill.map(|bill| convert::hex(&bill.xml)),
		verify_state: match bill {
			None => VERIFIED_UNKNOWN,
			Some(bill) if bill.xml == *xml => VERIFIED_GENUINE,
			Some(_) => VERIFIED_MISMATCH,
		},
		verified_at: at.time,
	}
}

impl Client {
	/// Tells a verdict. Of one bill the system keeps the verdict that is the latest by the chain's time,
	/// so that it can be told any number of times.
	///
	/// Errors: beside those of every service, the system kept one that is older than this.
	pub async fn push_verification(
		&self,
		verification: &Verification,
	) -> Result<VerificationKept, BridgeFault> {
		let kept = self.keep_verification(verification).await?;
		if kept.verified_at < verification.verified_at {
			return Err(self.bad("verifiedAt: it kept an older verdict than it was told"));
		}
		Ok(kept)
	}

	/// Compares the digest of the XML file that the system has of a bill with the chain's, and tells it
	/// the verdict; nothing where it does not know the bill.
	///
	/// Errors: the chain or the system does not answer, or not as it should.
	pub async fn verify(
		&self,
		chain: &dyn Chain,
		key: &BillKey,
	) -> Result<Option<VerificationKept>, BridgeFault> {
		let codes = ByCodes {
			bill_batch_code: key.code.to_string(),
			bill_no: key.number.to_string(),
			random: None,
		};
		let Some(info) = self.by_codes(&codes).await? else { return Ok(None) };
		let (said, _, outside) =
			convert::historic_bill(&info).map_err(|mistake| self.bad(mistake))?;
		if said != *key {
			return Err(self.bad(format!("asked for {key}, it answers about {said}")));
		}
		let at = chain.latest().map_err(silent)?;
		let bill = chain.bill(&at, key).map_err(silent)?;
		let verdict = verdict(key, &outside.xml, bill.as_ref(), &at);
		self.push_verification(&verdict).await.map(Some)
	}
}
