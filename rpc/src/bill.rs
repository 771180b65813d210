//! Bills 票据: `bill_*`. R070, R084, R093, R094, R103, R104, R220–R222, R226–R229, R231, R232.

use crate::{
	error, parse,
	source::{Lists, State},
};
use fiscal_index::MAX_LIMIT;
use fiscal_primitives::{
	bill::{BillNetwork, BillPending, IssuerNumbers, TrailItem},
	rpc::{BillAnswer, BillPage, HistoryItem, TransactionItem},
	verification::{DigestVerdict, ElementsVerdict, FiveElements},
	Fen, ParticipantId,
};
use fiscal_runtime_api::BillsApi;
use jsonrpsee::{core::RpcResult, proc_macros::rpc};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_runtime::traits::Block as BlockT;

/// Reads of one bill, from the state.
#[rpc(server)]
pub trait Bill {
	/// The record of a bill: 8-digit code, 10-digit number. Null when there is none.
	#[method(name = "bill_get", blocking)]
	fn get(&self, code: String, number: String) -> RpcResult<Option<BillAnswer>>;

	/// Checks the five elements 五要素: code, number, 6-character check code, day of issue
	/// (`yyyy-mm-dd` or `yyyymmdd`), total in fen.
	#[method(name = "bill_verify", blocking)]
	fn verify(
		&self,
		code: String,
		number: String,
		#[argument(rename = "checkCode")] check_code: String,
		#[argument(rename = "issueDate")] issue_date: String,
		#[argument(rename = "totalFen")] total_fen: u64,
	) -> RpcResult<ElementsVerdict>;

	/// Checks the SM3 of a delivered file: 64 hexadecimal digits.
	#[method(name = "bill_verifyDigest", blocking)]
	fn verify_digest(
		&self,
		code: String,
		number: String,
		digest: String,
	) -> RpcResult<DigestVerdict>;

	/// The ranges of numbers of a code: those of an issuer, or of at most 500 issuers.
	#[method(name = "bill_ranges", blocking)]
	fn ranges(&self, code: String, issuer: Option<u32>) -> RpcResult<Vec<IssuerNumbers>>;

	/// What belongs to a bill in four layers: the bill, its digests, the encrypted places of its
	/// files, the index key of its complete data. Null when there is no bill.
	#[method(name = "bill_relations", blocking)]
	fn relations(&self, code: String, number: String) -> RpcResult<Option<BillNetwork>>;

	/// What waits for a second signature on a bill, and what was decided: the correction that waits
	/// and the last one, the consent to a red flush, the reversal that waits, who reimbursed. Null
	/// when there is no bill.
	#[method(name = "bill_pending", blocking)]
	fn pending(&self, code: String, number: String) -> RpcResult<Option<BillPending>>;
}

/// Lists of bills, from the index.
#[rpc(server)]
pub trait BillLists {
	/// Bills of a payer reference (64 hexadecimal digits), in the order they were registered; a page
	/// of `limit` items (1 to 500, 50 when left out) behind `cursor`.
	#[method(name = "bill_listByPayer", blocking)]
	fn list_by_payer(
		&self,
		payer: String,
		cursor: Option<String>,
		limit: Option<u32>,
	) -> RpcResult<BillPage>;

	/// What a finalized transaction did to bills, by its hash; the first 500 items.
	#[method(name = "bill_byTransaction", blocking)]
	fn by_transaction(&self, hash: String) -> RpcResult<Vec<TransactionItem>>;

	/// The life of a bill, oldest step first; the newest 500 steps.
	#[method(name = "bill_history", blocking)]
	fn history(&self, code: String, number: String) -> RpcResult<Vec<HistoryItem>>;

	/// Who held a bill, oldest first, from the newest 500 steps of its life.
	#[method(name = "bill_trail", blocking)]
	fn trail(&self, code: String, number: String) -> RpcResult<Vec<TrailItem>>;
}

impl<C, Block> BillServer for State<C, Block>
where
	Block: BlockT,
	C: ProvideRuntimeApi<Block> + HeaderBackend<Block> + 'static,
	C::Api: BillsApi<Block>,
{
	fn get(&self, code: String, number: String) -> RpcResult<Option<BillAnswer>> {
		let key = parse::bill_key(&code, &number)?;
		let bill = self.client.runtime_api().bill(self.best(), key).map_err(error::runtime)?;
		Ok(bill.map(|bill| BillAnswer { key, bill }))
	}

	fn verify(
		&self,
		code: String,
		number: String,
		check_code: String,
		issue_date: String,
		total_fen: u64,
	) -> RpcResult<ElementsVerdict> {
		let elements = FiveElements {
			key: parse::bill_key(&code, &number)?,
			check: parse::field("checkCode", &check_code)?,
			issued_on: parse::field("issueDate", &issue_date)?,
			total: Fen::new(total_fen).map_err(|fault| error::invalid("totalFen", fault))?,
		};
		let api = self.client.runtime_api();
		api.verify_elements(self.best(), elements).map_err(error::runtime)
	}

	fn verify_digest(
		&self,
		code: String,
		number: String,
		digest: String,
	) -> RpcResult<DigestVerdict> {
		let key = parse::bill_key(&code, &number)?;
		let digest = parse::digest("digest", &digest)?;
		let api = self.client.runtime_api();
		api.verify_digest(self.best(), key, digest).map_err(error::runtime)
	}

	fn ranges(&self, code: String, issuer: Option<u32>) -> RpcResult<Vec<IssuerNumbers>> {
		let code = parse::field("code", &code)?;
		let issuer = issuer.map(ParticipantId);
		let api = self.client.runtime_api();
		let found = api.number_ranges(self.best(), code, issuer).map_err(error::runtime)?;
		Ok(found
			.into_iter()
			.map(|(issuer, ranges)| IssuerNumbers::of(issuer, code, ranges))
			.collect())
	}

	fn relations(&self, code: String, number: String) -> RpcResult<Option<BillNetwork>> {
		let key = parse::bill_key(&code, &number)?;
		let found =
			self.client.runtime_api().relations(self.best(), key).map_err(error::runtime)?;
		Ok(found.map(|(bill, record)| BillNetwork::of(key, &bill, record)))
	}

	fn pending(&self, code: String, number: String) -> RpcResult<Option<BillPending>> {
		let key = parse::bill_key(&code, &number)?;
		self.client.runtime_api().pending(self.best(), key).map_err(error::runtime)
	}
}

impl<C, Block> BillListsServer for Lists<C, Block>
where
	Block: BlockT,
	C: HeaderBackend<Block> + 'static,
{
	fn list_by_payer(
		&self,
		payer: String,
		cursor: Option<String>,
		limit: Option<u32>,
	) -> RpcResult<BillPage> {
		let payer = parse::field("payer", &payer)?;
		let limit = parse::limit(limit)?;
		self.ready()?.by_payer(&payer, cursor.as_deref(), limit).map_err(error::index)
	}

	fn by_transaction(&self, hash: String) -> RpcResult<Vec<TransactionItem>> {
		let hash = parse::digest("hash", &hash)?;
		self.ready()?.by_transaction(&hash, MAX_LIMIT).map_err(error::index)
	}

	fn history(&self, code: String, number: String) -> RpcResult<Vec<HistoryItem>> {
		let key = parse::bill_key(&code, &number)?;
		self.ready()?.history(&key, MAX_LIMIT).map_err(error::index)
	}

	fn trail(&self, code: String, number: String) -> RpcResult<Vec<TrailItem>> {
		let key = parse::bill_key(&code, &number)?;
		self.ready()?.trail(&key, MAX_LIMIT).map_err(error::index)
	}
}
