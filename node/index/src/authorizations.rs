//! The lives of authorizations, and who used which bill. R129, R130, R139.

use crate::{
	rows::{decode, AuthorizationRow, Place},
	store::{Batch, Column},
	Index, IndexFault,
};
use codec::Encode;
use fiscal_primitives::{
	authorization::{Basis, LogItem},
	changes::BlockChanges,
	rpc::{AuthorizationHistory, AuthorizationItem},
	BillKey, Digest,
};

impl Index {
	/// The life of an authorization, by the SM3 of its credential, oldest step first: at most `limit`
	/// (1 to [`crate::MAX_LIMIT`]) steps behind `cursor`, the `next` of the page before.
	///
	/// Errors: [`IndexFault::BadCursor`], [`IndexFault::Storage`], [`IndexFault::Damaged`].
	pub fn authorization_history(
		&self,
		authorization: &Digest,
		cursor: Option<&str>,
		limit: u32,
	) -> Result<AuthorizationHistory, IndexFault> {
		self.steps(Column::Authorization, authorization.as_bytes(), cursor, limit)
	}

	/// The uses of a bill under authorizations, its reads on the white list, and the checks that
	/// failed, as [`Index::authorization_history`].
	///
	/// Errors: as there.
	pub fn uses(
		&self,
		bill: &BillKey,
		cursor: Option<&str>,
		limit: u32,
	) -> Result<AuthorizationHistory, IndexFault> {
		self.steps(Column::Uses, &bill.packed(), cursor, limit)
	}

	fn steps(
		&self,
		column: Column,
		prefix: &[u8],
		cursor: Option<&str>,
		limit: u32,
	) -> Result<AuthorizationHistory, IndexFault> {
		let (rows, next) = self.page(column, prefix, cursor, limit)?;
		let items = rows.iter().map(|(key, value)| {
			let place = Place::of_key(column, key)?;
			let row: AuthorizationRow = decode(column, value)?;
			let AuthorizationRow { basis, extrinsic, transaction, head, item } = row;
			Ok(AuthorizationItem { basis, block: place.block, extrinsic, transaction, head, item })
		});
		Ok(AuthorizationHistory { items: items.collect::<Result<_, IndexFault>>()?, next })
	}
}

pub(crate) fn write_authorizations(
	batch: &mut Batch<'_>,
	block: u32,
	changes: &BlockChanges,
	tx_hash: &impl Fn(u32) -> Option<Digest>,
) -> Result<(), IndexFault> {
	for (position, change) in (0u32..).zip(&changes.authorizations) {
		let place = Place { block, position };
		let row = AuthorizationRow {
			basis: change.basis,
			extrinsic: change.extrinsic,
			transaction: change.extrinsic.and_then(tx_hash),
			head: change.head,
			item: change.item.clone(),
		};
		let row = row.encode();
		if let Basis::Authorization(digest) = change.basis {
			batch.put(Column::Authorization, &place.key(digest.as_bytes()), &row)?;
		}
		if let LogItem::Checked(entry) = &change.item {
			batch.put(Column::Uses, &place.key(&entry.bill.packed()), &row)?;
		}
	}
	Ok(())
}
