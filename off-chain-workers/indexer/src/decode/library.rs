//! The runtimes that the index met, from its database: what was written under one of them is read with
//! what it said of itself.

use super::Runtime;
use crate::store::{uint, Store, StoreFault};
use base64::{engine::general_purpose::STANDARD, Engine};
use parking_lot::Mutex;
use std::{collections::HashMap, sync::Arc};

/// The runtimes of an index. Cheap to clone; clones share what was read.
#[derive(Clone, Debug)]
pub struct Library {
	store: Store,
	known: Arc<Mutex<HashMap<u32, Arc<Runtime>>>>,
}

impl Library {
	/// Of a database.
	pub fn new(store: Store) -> Self {
		Self { store, known: Arc::default() }
	}

	/// The runtime of that version; none if the index has not met it.
	///
	/// # Errors
	/// [`StoreFault`].
	pub async fn runtime(&self, spec_version: u32) -> Result<Option<Arc<Runtime>>, StoreFault> {
		if let Some(runtime) = self.known.lock().get(&spec_version) {
			return Ok(Some(runtime.clone()));
		}
		let statement = self
			.store
			.statement("SELECT transaction_version, metadata FROM runtimes WHERE spec_version = ?");
		let row: Option<(i64, String)> = sqlx::query_as(&statement)
			.bind(i64::from(spec_version))
			.fetch_optional(self.store.readers())
			.await?;
		let Some((transaction_version, metadata)) = row else { return Ok(None) };
		let damaged = || StoreFault::Damaged(format!("the metadata of runtime {spec_version}"));
		let metadata = STANDARD.decode(metadata).map_err(|_| damaged())?;
		let transaction_version =
			u32::try_from(uint(transaction_version)).map_err(|_| damaged())?;
		let runtime = Runtime::new(spec_version, transaction_version, metadata)
			.map_err(|_| damaged())
			.map(Arc::new)?;
		self.known.lock().insert(spec_version, runtime.clone());
		Ok(Some(runtime))
	}
}
